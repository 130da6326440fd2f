"""The demo newsroom as each release left it: a dump a release, which every later one must be able to upgrade.

A release writes its own with `python -m tests.releases.make VERSION`; the dumps of releases stay as they are.
"""

import gzip
import sqlite3
from contextlib import closing
from pathlib import Path

FOLDER = Path(__file__).parent


def dumps():
    """The paths of the dumps, the oldest release first."""
    return sorted(FOLDER.glob("*.sql.gz"), key=lambda path: [*map(int, path.name.split(".")[:3])])


def dump(database):
    """The SQL that makes the SQLite file `database` again, but for its full-text indexes, as lines.

    Read by Python's sqlite3 alone, without a function of ours. Python writes a full-text table in a way that
    cannot be loaded; `migrate` makes those anew.
    """
    with closing(sqlite3.connect(database)) as connection:
        virtual = "SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE %'"
        indexes = tuple(name for (name,) in connection.execute(virtual))
        for statement in connection.iterdump():
            named = statement.replace("'", '"').partition('"')[2]
            of_index = statement.startswith(("INSERT INTO sqlite_master", "PRAGMA writable_schema"))
            if not of_index and not named.startswith(indexes):
                yield statement


def load(path, database):
    """Make the SQLite file `database` from the dump of a release."""
    load_text(gzip.decompress(path.read_bytes()).decode(), database)


def load_text(text, database):
    """Make the SQLite file `database` from SQL."""
    with closing(sqlite3.connect(database)) as connection:
        connection.executescript(text)


def counts(database):
    """{table: number of rows} of a SQLite file, but for its full-text indexes."""
    tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%\\_words%' ESCAPE '\\'"
    with closing(sqlite3.connect(database)) as connection:
        names = [name for (name,) in connection.execute(tables)]
        return {name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in names}


def rows(database, table, columns):
    """What these columns of a table hold, sorted."""
    with closing(sqlite3.connect(database)) as connection:
        return sorted(map(repr, connection.execute(f"SELECT {', '.join(columns)} FROM {table}")))


def columns(database, table):
    """The names of a table's columns, but for generated ones."""
    with closing(sqlite3.connect(database)) as connection:
        return [name for _n, name, *_rest in connection.execute(f"PRAGMA table_info({table})")]


def integrity(database):
    """What SQLite itself says of a file: "ok"."""
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute("PRAGMA integrity_check").fetchone()[0]
