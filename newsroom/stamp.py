"""The triggers that raise the stamp: on every table whose rows readers could see.

A new such table has them after the next `migrate` (newsroom/database.py).
"""

from django.apps import apps

from newsroom.lib.schema import SchemaPiece

VERBS = ("INSERT", "DELETE", "UPDATE")
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


def pieces(connection, tables):
    """The SchemaPieces that raise the stamp on those public tables that are among `tables`."""
    if "newsroom_stamp" not in tables:
        return
    public = sorted({*public_tables()} & tables)
    if connection.vendor == "postgresql":
        yield from _postgresql(public)
    else:
        for table in public:
            for verb in VERBS:
                name = f"{table}_is_public_{verb.lower()}"
                sql = f"CREATE TRIGGER {name} AFTER {verb} ON {table} BEGIN {RAISE}; END"
                yield SchemaPiece("trigger", table, name, sql)


def _postgresql(public):
    """Triggers BEFORE: whoever holds the stamp waits for nobody who holds a row and wants the stamp."""
    function = "newsroom_raise_stamp"
    sql = (
        f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$BEGIN {RAISE}; RETURN NULL; END$$"
    )
    yield SchemaPiece("function", "", function, sql)
    for table in public:
        name = f"{table}_is_public"
        sql = (
            f"CREATE TRIGGER {name} BEFORE {' OR '.join(VERBS)} ON {table}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
        )
        yield SchemaPiece("trigger", table, name, sql)


def raise_stamp(connection):
    """Make every public page a new one, where there is a stamp."""
    if "newsroom_stamp" in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(RAISE)
