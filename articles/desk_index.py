"""The full-text index of the desk: kept by the database beside `articles_articlewords`, apart from readers'.

SQLite: an FTS5 table over that table, kept by triggers, with an index of the first letters of words.
PostgreSQL: a generated `tsvector` column with a GIN index. The words are folded already.
`articles/models/finding.py` asks; a migration that rebuilds the table on SQLite calls `install` again.
"""

TAKE_OUT = (
    "INSERT INTO articles_desk_words(articles_desk_words, rowid, text)"
    " VALUES ('delete', OLD.article_id, OLD.text);"
)
PUT_IN = "INSERT INTO articles_desk_words(rowid, text) VALUES (NEW.article_id, NEW.text);"
TRIGGERS = {"INSERT": PUT_IN, "UPDATE": TAKE_OUT + PUT_IN, "DELETE": TAKE_OUT}
SQLITE = [
    "DROP TABLE IF EXISTS articles_desk_words",
    "CREATE VIRTUAL TABLE articles_desk_words USING fts5(text, content='articles_articlewords',"
    " content_rowid='article_id', detail='full', prefix='2 3 4', tokenize='unicode61')",
    *(
        statement
        for verb, act in TRIGGERS.items()
        for statement in (
            f"DROP TRIGGER IF EXISTS articles_articlewords_{verb.lower()}",
            f"CREATE TRIGGER articles_articlewords_{verb.lower()} AFTER {verb} ON articles_articlewords"
            f" BEGIN {act} END",
        )
    ),
    "INSERT INTO articles_desk_words(articles_desk_words) VALUES ('rebuild')",
]
POSTGRESQL = [
    "ALTER TABLE articles_articlewords ADD COLUMN IF NOT EXISTS vector tsvector"
    " GENERATED ALWAYS AS (to_tsvector('simple', text)) STORED",
    "CREATE INDEX IF NOT EXISTS desk_words ON articles_articlewords USING gin (vector)",
]


def install(schema_editor):
    """Create the index on this database and fill it. Safe to call again."""
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement, params=None)


def remove(schema_editor):
    """Drop the index."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE articles_articlewords DROP COLUMN IF EXISTS vector", params=None)
        return
    for verb in TRIGGERS:
        schema_editor.execute(f"DROP TRIGGER IF EXISTS articles_articlewords_{verb.lower()}", params=None)
    schema_editor.execute("DROP TABLE IF EXISTS articles_desk_words", params=None)
