"""The triggers that raise the stamp: on every table whose rows readers could see.

A migration that adds such a table, or rebuilds one on SQLite, calls `install` again at its end;
tests/newsroom/test_freshness.py fails when a table is missing.
"""

from django.apps import apps

VERBS = ("INSERT", "UPDATE", "DELETE")
RAISE = (
    "INSERT INTO newsroom_stamp (id, version) VALUES (1, 1)"
    " ON CONFLICT (id) DO UPDATE SET version = newsroom_stamp.version + 1"
)
RECORD = ("articles.models.record", "articles.models.topics")


def public_tables():
    """The tables behind readers' pages: facts, pictures, topics and the record; never the desk's."""
    for model in apps.get_models():
        facts = model._meta.app_label in ("people", "images") and not model.__name__.startswith("Historical")
        if facts or model.__module__ in RECORD:
            yield model._meta.db_table


def install(schema_editor):
    """Create the triggers on the tables that there are. Safe to call again."""
    connection = schema_editor.connection
    present = set(connection.introspection.table_names())
    if connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE OR REPLACE FUNCTION newsroom_raise_stamp() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN {RAISE}; RETURN NULL; END $$",
            params=None,
        )
    for table in sorted(set(public_tables()) & present):
        for name, statement in _triggers(connection.vendor, table):
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}{on}", params=None)
            schema_editor.execute(statement, params=None)


def _triggers(vendor, table):
    """On PostgreSQL BEFORE: whoever holds the stamp waits for nobody who holds a row and wants the stamp."""
    if vendor == "postgresql":
        name = f"{table}_is_public"
        yield (
            name,
            f"CREATE TRIGGER {name} BEFORE {' OR '.join(VERBS)} ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION newsroom_raise_stamp()",
        )
        return
    for verb in VERBS:
        name = f"{table}_is_public_{verb.lower()}"
        yield name, f"CREATE TRIGGER {name} AFTER {verb} ON {table} BEGIN {RAISE}; END"
