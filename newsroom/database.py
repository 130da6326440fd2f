"""Everything that stands in the database beside the tables, gathered: guards, stamp, indexes of words.

`manage.py migrate` has all of it stand, whatever ran; the system check newsroom.E009 tells what does not.
A new part is a module or an object with `pieces(connection, tables)`, named in PARTS.
"""

from django.db import transaction

from articles.database import desk_index, guards, search_index
from newsroom import stamp
from newsroom.lib import schema

INDEXES = [search_index.INDEX, desk_index.INDEX]
PARTS = [guards, *INDEXES, stamp]


def pieces(connection):
    """What must stand beside the tables that this database has: a list of SchemaPieces."""
    tables = set(connection.introspection.table_names())
    return [piece for part in PARTS for piece in part.pieces(connection, tables)]


def missing(connection):
    """The pieces that this database does not have, or has otherwise; none before the first `migrate`."""
    return schema.missing(connection, pieces(connection))


def install(connection):
    """Make what is missing, drop what an earlier release left, fill the indexes that lack words."""
    wanted = pieces(connection)
    with transaction.atomic(using=connection.alias):
        schema.drop(connection, schema.left_over(connection, wanted))
        made = schema.make(connection, wanted)
        for index in INDEXES:
            index.follow(connection, made)


def remove(connection):
    """Drop every trigger, so that tables can be made anew and rows deleted."""
    with transaction.atomic(using=connection.alias):
        schema.drop(connection, [piece for piece in pieces(connection) if piece.kind == "trigger"])
