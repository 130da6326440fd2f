"""The triggers that renew the stamp: on every table whose rows readers could see.

A new such table has them after the next `migrate` (newsroom/database.py).
"""

from django.apps import apps

from newsroom.lib.schema import SchemaPiece

VERBS = ("INSERT", "DELETE", "UPDATE")
# What a change renews: of a publication; of anything else; of a table that the name list is read from.
COLUMNS = {
    "stamp": ("version",),
    "rest": ("version", "rest"),
    "names": ("version", "rest", "names"),
}
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
# What a publication writes of them; newsroom/purges.py finds in the audit log what it was about.
PUBLICATION = PUBLISHED[:3]
# Tables of the desk that decide what readers see: a story that reports an appointment is its source.
DECIDING = ("ArticleCitation",)


def public_tables():
    """The tables behind readers' pages: facts, pictures, topics and editions; none of the desk."""
    for model in apps.get_models(include_auto_created=True):
        facts = model._meta.app_label in ("people", "images") and not model.__name__.startswith("Historical")
        if facts or model.__module__ in PUBLISHED or model.__name__ in DECIDING:
            yield model._meta.db_table


def tables_of_publications():
    """The public tables that a publication writes."""
    models = apps.get_models(include_auto_created=True)
    return {model._meta.db_table for model in models if model.__module__ in PUBLICATION}


def tables_of_names():
    """The tables that the name list is read from."""
    return {apps.get_model("people", name)._meta.db_table for name in NAMED}


def pieces(connection, tables):
    """The SchemaPieces that raise the stamp on those public tables that are among `tables`."""
    if "newsroom_stamp" not in tables:
        return
    published, named = tables_of_publications(), tables_of_names()
    public = {
        table: "names" if table in named else "stamp" if table in published else "rest"
        for table in sorted({*public_tables()} & tables)
    }
    if connection.vendor == "postgresql":
        yield from _postgresql(public)
        return
    for table, what in public.items():
        act = _raise(what, "sqlite")
        for verb in VERBS:
            name = f"{table}_is_public_{verb.lower()}"
            sql = f"CREATE TRIGGER {name} AFTER {verb} ON {table} BEGIN {act}; END"
            yield SchemaPiece("trigger", table, name, sql)


def _raise(what, vendor):
    """The statement that renews these COLUMNS of the stamp."""
    columns = COLUMNS[what]
    values = ", ".join([RANDOM[vendor]] * len(columns))
    renewed = ", ".join(f"{column} = excluded.{column}" for column in columns)
    return (
        f"INSERT INTO newsroom_stamp (id, {', '.join(columns)}) VALUES (1, {values})"  # noqa: S608  ours
        f" ON CONFLICT (id) DO UPDATE SET {renewed}"
    )


def _postgresql(public):
    """Triggers BEFORE: each transaction locks the stamp before its rows, so two never wait for each other.

    public   {table: the key of what it renews in COLUMNS}
    """
    for what in COLUMNS:
        name, act = f"newsroom_raise_{what}", _raise(what, "postgresql")
        sql = (
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$BEGIN {act}; RETURN NULL; END$$"
        )
        yield SchemaPiece("function", "", name, sql)
    for table, what in public.items():
        name = f"{table}_is_public"
        function = f"newsroom_raise_{what}"
        sql = (
            f"CREATE TRIGGER {name} BEFORE {' OR '.join(VERBS)} ON {table}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
        )
        yield SchemaPiece("trigger", table, name, sql)


def raise_stamp(connection):
    """Make every cached public page invalid, if there is a stamp."""
    if "newsroom_stamp" in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(_raise("rest", connection.vendor))
