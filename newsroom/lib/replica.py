"""Which database a request reads: the primary, or its copy, which may be some seconds behind (a replica).

A request reads one of them from its first query to its last, so nothing it makes is a mixture. Everything is
written to the primary.
"""

from contextvars import ContextVar

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections

_read = ContextVar("alias of the database that is read", default=DEFAULT_DB_ALIAS)


class Router:
    """Of DATABASE_ROUTERS: sends queries where `ReadingFrom` says, all writes to the primary."""

    def db_for_read(self, model, **hints):
        return _read.get()

    def db_for_write(self, model, **hints):
        return DEFAULT_DB_ALIAS

    def allow_relation(self, one, other, **hints):
        return True  # they hold the same rows

    def allow_migrate(self, db, app_label, **hints):
        return db == DEFAULT_DB_ALIAS  # a replica gets its tables from the primary


class ReadingFrom:
    """A context manager: until the end of the block all queries of this thread read this database.

    A class, since every kept page enters it: what contextlib makes costs three times as much.
    """

    __slots__ = ("alias", "before")

    def __init__(self, alias):
        self.alias = alias

    def __enter__(self):
        self.before = _read.set(self.alias)

    def __exit__(self, *error):
        _read.reset(self.before)


def alias_read():
    """The alias of the database that is read now."""
    return _read.get()


def reading():
    """The connection to the database that is read now, for SQL that is written out."""
    return connections[_read.get()]


def database_for(environ):
    """The alias of the database that a reader's page is made from for this request (its WSGI environment).

    Who has a session is of the newsroom and sees at once what was written there. Whether the session is
    a good one is not asked: that would take a query, and the page is the same page.
    """
    alias = settings.READERS_DATABASE
    if alias != DEFAULT_DB_ALIAS and f"{settings.SESSION_COOKIE_NAME}=" in environ.get("HTTP_COOKIE", ""):
        return DEFAULT_DB_ALIAS
    return alias
