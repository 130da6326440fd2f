"""The index of the words of desk copies, in which the desk searches (articles/models/desk_search.py)."""

from newsroom.lib.word_index import WordIndex

INDEX = WordIndex(
    name="articles_desk_words",
    table="articles_articlewords",
    key="article_id",
    column="text",
    vector="vector",
    gin="desk_words",
    prefixes="2 3 4",  # the desk searches while a word is typed
)
