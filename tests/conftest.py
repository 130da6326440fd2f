"""What every test shares: a quick hasher, a media folder of its own, a database that can be flushed."""

import pytest
from django.db import connection

from articles.database import guards
from newsroom import database
from newsroom.lib.schema import without_triggers
from people import name_list


@pytest.fixture(autouse=True)
def _settings(settings, tmp_path):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.DATA_DIR = tmp_path
    settings.SAMPLE_DATA = False
    name_list.forget()


@pytest.fixture(autouse=True, scope="session")
def _flush_with_guards():
    """A transactional test ends with a flush, which deletes: the guards stand aside for just that."""
    flush = type(connection.ops).execute_sql_flush

    def execute_sql_flush(ops, sql_list):
        tables = set(ops.connection.introspection.table_names())
        with without_triggers(ops.connection, guards.pieces(ops.connection, tables)):
            flush(ops, sql_list)
        if ops.connection.vendor == "sqlite":
            for index in database.INDEXES:
                index.rebuild(ops.connection)

    patch = pytest.MonkeyPatch()
    patch.setattr(type(connection.ops), "execute_sql_flush", execute_sql_flush)
    yield
    patch.undo()
