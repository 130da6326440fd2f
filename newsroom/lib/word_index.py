"""A full-text index of one column of folded words, which the database updates itself.

SQLite: an FTS5 table over the rows, updated by triggers. It holds only the index and reads the words from the
rows. PostgreSQL: a generated `tsvector` column with a GIN index.
"""

from dataclasses import dataclass

from django.db import DatabaseError, transaction

from newsroom.lib.schema import SchemaPiece

VERBS = ("INSERT", "UPDATE", "DELETE")


@dataclass(frozen=True)
class WordIndex:
    """The index of `column` in the rows of `table`.

    name     of the FTS5 table; its rowid is `key`, a whole number, so that a match streams in its order
    vector, gin   the generated column and its index
    verbs    what can happen to the rows: words that never change need only INSERT
    prefixes the lengths of beginnings of words that SQLite indexes too
    """

    name: str
    table: str
    key: str
    column: str
    vector: str
    gin: str
    verbs: tuple = VERBS
    prefixes: str = ""

    def pieces(self, connection, tables):
        """The SchemaPieces of this index, if its table is among `tables`, the names of all tables."""
        if self.table not in tables:
            return []
        return self._postgresql() if connection.vendor == "postgresql" else self._sqlite()

    def _postgresql(self):
        yield SchemaPiece(
            "column",
            self.table,
            self.vector,
            f"ALTER TABLE {self.table} ADD COLUMN {self.vector} tsvector"
            f" GENERATED ALWAYS AS (to_tsvector('simple'::regconfig, {self.column})) STORED",
        )
        using = f"CREATE INDEX {self.gin} ON {self.table} USING gin ({self.vector})"
        yield SchemaPiece("index", self.table, self.gin, using)

    def _sqlite(self):
        prefixes = f" prefix='{self.prefixes}'," if self.prefixes else ""
        yield SchemaPiece(
            "virtual table",
            "",
            self.name,
            f"CREATE VIRTUAL TABLE {self.name} USING fts5({self.column}, content='{self.table}',"
            f" content_rowid='{self.key}',{prefixes} tokenize='unicode61')",
        )
        take_out = (
            f" INSERT INTO {self.name}({self.name}, rowid, {self.column})"
            f" VALUES ('delete', OLD.{self.key}, OLD.{self.column});"
        )
        put_in = f" INSERT INTO {self.name}(rowid, {self.column}) VALUES (NEW.{self.key}, NEW.{self.column});"
        acts = {"INSERT": put_in, "UPDATE": take_out + put_in, "DELETE": take_out}
        for verb in self.verbs:
            name = f"{self.table}_is_searched_{verb.lower()}"
            sql = f"CREATE TRIGGER {name} AFTER {verb} ON {self.table} BEGIN{acts[verb]} END"
            yield SchemaPiece("trigger", self.table, name, sql)

    def rebuild_if_wrong(self, connection, made):
        """Rebuild the index if pieces of it were `made` just now and it differs from the rows."""
        own = set(self.pieces(connection, {self.table}))
        if connection.vendor == "sqlite" and not own.isdisjoint(made) and not self.is_right(connection):
            self.rebuild(connection)

    def is_right(self, connection):
        """Whether the index on SQLite agrees with the rows. Reads every row."""
        try:
            with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
                # With rank 1 SQLite compares the index with the words, too.
                cursor.execute(f"INSERT INTO {self.name}({self.name}, rank) VALUES ('integrity-check', 1)")
        except DatabaseError:
            return False
        return True

    def rebuild(self, connection):
        """Read all words on SQLite again."""
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {self.name}({self.name}) VALUES ('rebuild')")
