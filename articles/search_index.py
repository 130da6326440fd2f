"""The full-text index beside the editions: kept by the database, in the transaction that publishes.

SQLite: an FTS5 table without content whose rowid is `order_key`, so that a match streams newest first.
PostgreSQL: a generated `tsvector` column with a GIN index. Both read `search_text`, which is folded already.
`newsroom/search.py` asks; a migration that rebuilds the table of editions on SQLite calls `install` again.
"""

from django.db import connection
from django.db.models import BooleanField, Q
from django.db.models.expressions import RawSQL

SQLITE = [
    "CREATE VIRTUAL TABLE IF NOT EXISTS articles_edition_words"
    " USING fts5(words, content='', tokenize='unicode61')",
    "DROP TRIGGER IF EXISTS articles_edition_is_searched",
    "CREATE TRIGGER articles_edition_is_searched AFTER INSERT ON articles_edition BEGIN"
    " INSERT INTO articles_edition_words(rowid, words) VALUES (NEW.order_key, NEW.search_text); END",
]
POSTGRESQL = [
    "ALTER TABLE articles_edition ADD COLUMN IF NOT EXISTS search_vector tsvector"
    " GENERATED ALWAYS AS (to_tsvector('simple', search_text)) STORED",
    "CREATE INDEX IF NOT EXISTS edition_words ON articles_edition USING gin (search_vector)",
]


def install(schema_editor):
    """Create the index on this database. Safe to call again."""
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement, params=None)


def empty(cursor):
    """Forget every word (SQLite, where a flush of the editions leaves the index behind)."""
    cursor.execute("INSERT INTO articles_edition_words(articles_edition_words) VALUES ('delete-all')")


def remove(schema_editor):
    """Drop the index."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE articles_edition DROP COLUMN IF EXISTS search_vector", params=None)
        return
    schema_editor.execute("DROP TRIGGER IF EXISTS articles_edition_is_searched", params=None)
    schema_editor.execute("DROP TABLE IF EXISTS articles_edition_words", params=None)


def has_phrase(phrases):
    """The condition, for a filter of editions, that the text has one of these phrases of folded words."""
    if connection.vendor == "postgresql":
        either = " || ".join(["phraseto_tsquery('simple', %s)"] * len(phrases))
        return RawSQL(f"articles_edition.search_vector @@ ({either})", phrases, BooleanField())  # noqa: S611
    match = " OR ".join(f'"{phrase}"' for phrase in phrases)  # folded words hold no quotation mark
    found = RawSQL("SELECT rowid FROM articles_edition_words WHERE words MATCH %s", [match])
    return Q(order_key__in=found)
