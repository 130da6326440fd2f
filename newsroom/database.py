"""Everything in the database beside the tables: guards, the stamp, indexes of words.

`manage.py migrate` installs all of it, whatever it migrated; the system check newsroom.E009 names what is
missing. A new part is a module or an object with `pieces(connection, tables)`, named in PARTS.
"""

from django.db import transaction

from articles.database import desk_index, guards, search_index
from newsroom import stamp
from newsroom.lib import schema

INDEXES = [search_index.INDEX, desk_index.INDEX]
PARTS = [guards, *INDEXES, stamp]


def pieces(connection):
    """What must be there beside the tables of this database: a list of SchemaPieces."""
    tables = set(connection.introspection.table_names())
    return [piece for part in PARTS for piece in part.pieces(connection, tables)]


def missing(connection):
    """The pieces that are missing in this database or differ; none before the first `migrate`."""
    return schema.missing(connection, pieces(connection))


def install(connection):
    """Make what is missing, drop what an earlier release left, fill the indexes that lack words."""
    wanted = pieces(connection)
    with transaction.atomic(using=connection.alias):
        schema.drop(connection, schema.left_over(connection, wanted))
        made = schema.make(connection, wanted)
        for index in INDEXES:
            index.rebuild_if_wrong(connection, made)


def remove(connection):
    """Drop every trigger, so that tables can be rebuilt and rows deleted."""
    with transaction.atomic(using=connection.alias):
        schema.drop(connection, [piece for piece in pieces(connection) if piece.kind == "trigger"])
