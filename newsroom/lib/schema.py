"""What a database has beside the tables of models: triggers, functions, indexes of words.

Django's migrations do not know them. So they are declared as pieces, each with the SQL statement that makes
it. What a database has is read as such statements too, and both are compared word for word.
"""

import contextlib
from dataclasses import dataclass

from django.db import transaction

OURS = ("newsroom_", "images_", "people_", "articles_")  # how the names of our triggers and functions begin


@dataclass(frozen=True)
class SchemaPiece:
    """One thing beside the tables.

    kind   "trigger", "function", "constraint", "column", "index" or "virtual table"
    table  the table it belongs to; "" for a function and a virtual table
    name   as the database calls it
    sql    the statement that makes it, written as `existing` reads it back
    """

    kind: str
    table: str
    name: str
    sql: str

    def __str__(self):
        return f"{self.kind} {self.name}" + (f" of {self.table}" if self.table else "")

    @property
    def key(self):
        return self.kind, self.table, self.name

    def removal(self, vendor):
        """The statement that drops it, if it is there."""
        if self.kind == "trigger" and vendor == "postgresql":
            return f"DROP TRIGGER IF EXISTS {self.name} ON {self.table}"
        if self.kind in ("constraint", "column"):
            return f"ALTER TABLE {self.table} DROP {self.kind} IF EXISTS {self.name}"
        if self.kind == "function":
            return f"DROP FUNCTION IF EXISTS {self.name}()"
        return f"DROP {'TABLE' if self.kind == 'virtual table' else self.kind} IF EXISTS {self.name}"


SQLITE = """
SELECT CASE type WHEN 'table' THEN 'virtual table' ELSE type END,
  CASE type WHEN 'table' THEN '' ELSE tbl_name END, name, sql
FROM sqlite_master WHERE type = 'trigger' OR type = 'table' AND sql LIKE 'CREATE VIRTUAL TABLE %'"""
# A trigger that is switched off, or an index that is not valid, does not count.
POSTGRESQL = """
SELECT 'trigger', tgrelid::regclass::text, tgname, pg_get_triggerdef(t.oid, true)
FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid
WHERE relnamespace = current_schema()::regnamespace AND NOT tgisinternal AND tgenabled IN ('O', 'A')
UNION ALL
SELECT 'function', '', proname, format(
  'CREATE OR REPLACE FUNCTION %s() RETURNS trigger LANGUAGE %s AS $$%s$$', proname, lanname, prosrc)
FROM pg_proc p JOIN pg_language l ON l.oid = prolang
WHERE pronamespace = current_schema()::regnamespace AND prorettype = 'trigger'::regtype
UNION ALL
SELECT 'constraint', conrelid::regclass::text, conname, format(
  'ALTER TABLE %s ADD CONSTRAINT %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid, true))
FROM pg_constraint WHERE connamespace = current_schema()::regnamespace AND contype = 'x'
UNION ALL
SELECT 'column', adrelid::regclass::text, attname, format(
  'ALTER TABLE %s ADD COLUMN %s %s GENERATED ALWAYS AS (%s) STORED',
  adrelid::regclass, attname, format_type(atttypid, atttypmod), pg_get_expr(adbin, adrelid))
FROM pg_attribute a JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
JOIN pg_class c ON c.oid = attrelid
WHERE relnamespace = current_schema()::regnamespace AND attgenerated = 's' AND NOT attisdropped
UNION ALL
SELECT 'index', indrelid::regclass::text, c.relname, pg_get_indexdef(indexrelid, 0, true)
FROM pg_index JOIN pg_class c ON c.oid = indexrelid JOIN pg_am m ON m.oid = relam
WHERE relnamespace = current_schema()::regnamespace AND amname = 'gin' AND indisvalid"""


def existing(connection):
    """What this database has, as {key: statement}. One query."""
    with connection.cursor() as cursor:
        cursor.execute(POSTGRESQL if connection.vendor == "postgresql" else SQLITE)
        return {(kind, table, name): sql for kind, table, name, sql in cursor.fetchall()}


def missing(connection, pieces):
    """The pieces that are missing in this database or differ."""
    there = existing(connection)
    return [piece for piece in pieces if there.get(piece.key) != piece.sql]


def left_over(connection, pieces):
    """What is ours by its name and declared by no piece: virtual tables, triggers, then functions."""
    declared = {piece.key for piece in pieces}
    return [
        piece
        for piece in (
            SchemaPiece(*key, sql) for key, sql in sorted(existing(connection).items(), reverse=True)
        )
        if piece.kind in ("trigger", "function", "virtual table") and piece.name.startswith(OURS)
        if piece.key not in declared
    ]


def make(connection, pieces):
    """Make those of these pieces that are missing or differ. Returns what was made."""
    made = []
    while wanting := missing(connection, [piece for piece in pieces if piece not in made]):
        for piece in wanting:  # the index of a column that is dropped is missing in the next round
            with connection.cursor() as cursor:
                if piece.kind != "function":  # triggers need it, so it is replaced
                    cursor.execute(piece.removal(connection.vendor))
                cursor.execute(piece.sql)
            made.append(piece)
    return made


def drop(connection, pieces):
    """Drop these pieces, if they are there."""
    with connection.cursor() as cursor:
        for piece in pieces:
            cursor.execute(piece.removal(connection.vendor))


@contextlib.contextmanager
def without_triggers(connection, pieces):
    """Run a block without the triggers among these pieces; they are made again after it.

    For a migration that must rewrite guarded rows, and for tests. On PostgreSQL others wait for the tables.
    """
    triggers = [piece for piece in pieces if piece.kind == "trigger"]
    with transaction.atomic(using=connection.alias):
        drop(connection, triggers)
    try:
        yield
    finally:
        with transaction.atomic(using=connection.alias):
            make(connection, triggers)
