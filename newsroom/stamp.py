"""The triggers that renew the stamp: on every table whose rows readers could see.

A new such table has them after the next `migrate` (newsroom/database.py).
"""

from django.apps import apps

from newsroom.lib.schema import SchemaPiece

VERBS = ("INSERT", "DELETE", "UPDATE")
RAISE = (
    "INSERT INTO newsroom_stamp (id, version) VALUES (1, {new})"
    " ON CONFLICT (id) DO UPDATE SET version = excluded.version"
)
RAISE_NAMES = (
    "INSERT INTO newsroom_stamp (id, version, names) VALUES (1, {new}, {new})"
    " ON CONFLICT (id) DO UPDATE SET version = excluded.version, names = excluded.names"
)
RANDOM = {"postgresql": "gen_random_uuid()", "sqlite": "lower(hex(randomblob(16)))"}
# The models that `people.name_list` reads.
NAMED = {
    "Person",
    "PersonName",
    "Organization",
    "OrganizationName",
    "Post",
    "PostTitle",
    "Appointment",
    "RecordSettings",
    "RecordSettings_home_organizations",
}
PUBLISHED = (
    "articles.models.edition",
    "articles.models.edition_relations",
    "articles.models.link_change",
    "articles.models.topic",
)
# Tables of the desk that decide what readers see: a story that reports an appointment is its source.
DECIDING = ("ArticleCitation",)


def public_tables():
    """The tables behind readers' pages: facts, pictures, topics and editions; none of the desk."""
    for model in apps.get_models(include_auto_created=True):
        facts = model._meta.app_label in ("people", "images") and not model.__name__.startswith("Historical")
        if facts or model.__module__ in PUBLISHED or model.__name__ in DECIDING:
            yield model._meta.db_table


def tables_of_names():
    """The tables that the name list is read from."""
    return {apps.get_model("people", name)._meta.db_table for name in NAMED}


def pieces(connection, tables):
    """The SchemaPieces that raise the stamp on those public tables that are among `tables`."""
    if "newsroom_stamp" not in tables:
        return
    public, named = sorted({*public_tables()} & tables), tables_of_names()
    if connection.vendor == "postgresql":
        yield from _postgresql(public, named)
        return
    for table in public:
        act = (RAISE_NAMES if table in named else RAISE).format(new=RANDOM["sqlite"])
        for verb in VERBS:
            name = f"{table}_is_public_{verb.lower()}"
            sql = f"CREATE TRIGGER {name} AFTER {verb} ON {table} BEGIN {act}; END"
            yield SchemaPiece("trigger", table, name, sql)


def _postgresql(public, named):
    """Triggers BEFORE: each transaction locks the stamp before its rows, so two never wait for each other."""
    for function, act in (("stamp", RAISE), ("names", RAISE_NAMES)):
        name, act = f"newsroom_raise_{function}", act.format(new=RANDOM["postgresql"])
        sql = (
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$BEGIN {act}; RETURN NULL; END$$"
        )
        yield SchemaPiece("function", "", name, sql)
    for table in public:
        name = f"{table}_is_public"
        function = "newsroom_raise_names" if table in named else "newsroom_raise_stamp"
        sql = (
            f"CREATE TRIGGER {name} BEFORE {' OR '.join(VERBS)} ON {table}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
        )
        yield SchemaPiece("trigger", table, name, sql)


def raise_stamp(connection):
    """Make every cached public page invalid, if there is a stamp."""
    if "newsroom_stamp" in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(RAISE.format(new=RANDOM[connection.vendor]))
