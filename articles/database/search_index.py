"""The index of the words of editions, in which readers search (newsroom/search.py)."""

from django.db import connection
from django.db.models import BooleanField, Q
from django.db.models.expressions import RawSQL

from newsroom.lib.word_index import WordIndex

INDEX = WordIndex(
    name="articles_edition_words",
    table="articles_edition",
    key="order_key",  # so that a match streams newest first
    column="search_text",
    vector="search_vector",
    gin="edition_words",
    verbs=("INSERT",),  # an edition is neither changed nor deleted
)


def has_phrase(phrases):
    """The condition, for a filter of editions, that the text has one of these phrases of folded words."""
    if connection.vendor == "postgresql":
        either = " || ".join(["phraseto_tsquery('simple', %s)"] * len(phrases))
        return RawSQL(f"articles_edition.search_vector @@ ({either})", phrases, BooleanField())  # noqa: S611
    match = " OR ".join(f'"{phrase}"' for phrase in phrases)  # folded words hold no quotation mark
    found = RawSQL("SELECT rowid FROM articles_edition_words WHERE search_text MATCH %s", [match])
    return Q(order_key__in=found)
