"""The search on the desk: stories by their words, their desk note, and the names linked to them.

The folded words of each story are stored in a row beside it (`Revising.save_revision()`), and the database
keeps an index of them (articles/database/desk_index.py). Readers search another index; a draft is only in
this one.
"""

import re
from dataclasses import dataclass

from django.db import connection, models
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.db.models.lookups import In

from articles.payload import words_of
from newsroom.lib.names import fold

MOST_TERMS = 8  # of a search; each is a condition of its own
LONGEST_TERM = 100  # characters; PostgreSQL refuses a word of 2,046 bytes
LONGEST_TEXT = 300_000  # characters that are kept; PostgreSQL refuses an index entry of a megabyte
QUOTED_OR_WORD = re.compile(r'[“”"„]([^“”"„]*)(?:[“”"„]|$)|([^\s“”"„]+)')

# The stories in which one term is found: by their words, or by the names linked to them. Names are read from
# their own tables, so that a renamed official, topic or author is found by the new name at once.
SQLITE = "SELECT rowid FROM articles_desk_words WHERE articles_desk_words MATCH %s"
POSTGRESQL = "SELECT article_id FROM articles_articlewords WHERE vector @@ %s::tsquery"
NAMED = """
 SELECT o.article_id FROM articles_articleofficial o WHERE o.person_id IN (
   SELECT p.id FROM people_person p WHERE p.folded LIKE %s OR p.folded LIKE %s
   UNION SELECT n.person_id FROM people_personname n WHERE n.folded LIKE %s OR n.folded LIKE %s)
 UNION ALL SELECT r.content_object_id FROM articles_articletopic r WHERE r.tag_id IN (
   SELECT t.id FROM articles_topic t WHERE t.folded LIKE %s OR t.folded LIKE %s
   UNION SELECT a.topic_id FROM articles_topicalias a WHERE a.folded LIKE %s OR a.folded LIKE %s)
 UNION ALL SELECT b.article_id FROM articles_articleauthor b WHERE b.author_id IN (
   SELECT w.id FROM articles_author w WHERE w.folded LIKE %s OR w.folded LIKE %s)"""
NAMES = NAMED.count("%s") // 2


@dataclass(frozen=True)
class Term:
    """Folded words next to each other that are searched; unless `whole`, the last may be a beginning."""

    words: str
    whole: bool = False

    def condition(self, key):
        """The condition, for a filter, that a story has it; `key` is an expression for the story's id."""
        if connection.vendor == "postgresql":
            begun = "" if self.whole else ":*"
            match = " <-> ".join(f"'{word}'" for word in self.words.split()) + begun
            found = POSTGRESQL
        else:
            match, found = f'"{self.words}"' + ("" if self.whole else " *"), SQLITE
        names = [f"{self.words}%", f"% {self.words}%"] * NAMES
        return Q(In(key, RawSQL(found, [match]))) | Q(In(key, RawSQL(NAMED, names)))  # noqa: S611


def terms(text):
    """The Terms of what was typed: each word or its beginning, “words in quotes” together and whole.

    >>> terms('Méndez "safe area"')
    [Term(words='mendez', whole=False), Term(words='safe area', whole=True)]
    """
    parts = [(fold(quoted or word), bool(quoted)) for quoted, word in QUOTED_OR_WORD.findall(text)]
    found = (Term(words[:LONGEST_TERM].strip(), whole) for words, whole in parts)
    return [term for term in dict.fromkeys(found) if term.words][:MOST_TERMS]


class ArticleWordsQuerySet(models.QuerySet):
    def store(self, article):
        """Store the present words of this desk copy for the index. One query."""
        texts = [*words_of(article, lambda field: field.found), article.note]
        row = self.model(article=article, text=fold("\n".join(texts))[:LONGEST_TEXT])
        self.bulk_create([row], update_conflicts=True, unique_fields=["article"], update_fields=["text"])


class ArticleWords(models.Model):
    """The words of a desk copy, folded; never shown."""

    article = models.OneToOneField("articles.Article", models.CASCADE, primary_key=True, related_name="words")
    text = models.TextField()

    objects = ArticleWordsQuerySet.as_manager()

    class Meta:
        verbose_name = "words of an article"
        verbose_name_plural = "words of articles"
        default_permissions = ()

    def __str__(self):
        return self.text[:80]
