"""What every test shares: a quick hasher, a media folder of its own, a database that can be flushed."""

import gc
import itertools
import os
import time
from unittest import mock

import pytest
import time_machine
from django.apps import apps
from django.core.files.storage import FileSystemStorage
from django.db import connection, connections, models, transaction
from django.db.models.expressions import BaseExpression
from django.template import RequestContext
from django.template.base import PartialTemplate, Template
from django.test import TransactionTestCase
from django.test.signals import template_rendered
from django.utils import timezone

from articles.database import guards
from newsroom import database, freshness, roles
from newsroom.lib.schema import without_triggers
from people import name_list
from tests.make import permission_keys


# --- The suite at another moment -------------------------------------------------------------------
def pytest_addoption(parser):
    parser.addoption(
        "--clock", metavar="MOMENT", help="run everything at this moment, such as 2036-02-29T23:30Z"
    )
    parser.addoption("--steps", type=int, default=80, help="how long the walk over kept pages is")


def pytest_configure(config):
    """Move the clock before a test file is imported; a test may move it again for itself."""
    if moment := config.getoption("clock"):
        travel = time_machine.travel(moment)
        travel.start()
        config.add_cleanup(travel.stop)


# --- Time that a test does not need ----------------------------------------------------------------
def pytest_collection_finish():
    """What was imported stays: the garbage collector leaves it out and comes less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000)


@pytest.fixture(autouse=True, scope="session")
def _contexts_of_pages_only(django_test_environment):
    """`response.context` is that of the page: the hundreds of its widgets and partials are not copied."""

    def render(template, context):
        if context.template is template and isinstance(context, RequestContext):
            template_rendered.send(sender=template, template=template, context=context)
        return template.nodelist.render(context)

    patch = pytest.MonkeyPatch()
    patch.setattr(Template, "_render", render)
    patch.setattr(PartialTemplate, "_render", render)
    yield
    patch.undo()


@pytest.fixture(autouse=True, scope="session")
def _expressions_are_copied_at_once():
    """Django copies expressions wherever it puts a query together: values are copied, without `copy.copy`.

    That asks an object for its state and makes another one from it. The result is the same as long as no
    expression says otherwise how it is copied.
    """
    theirs = {"__getstate__": BaseExpression.__getstate__, "__reduce_ex__": object.__reduce_ex__}

    def copied(expression):
        made = object.__new__(type(expression))
        made.__dict__.update(expression.__dict__)
        made.__dict__.pop("convert_value", None)  # a cached property, as BaseExpression.__getstate__ says
        return made

    def kinds(one):
        yield one
        for kind in one.__subclasses__():
            yield from kinds(kind)

    for kind in kinds(BaseExpression):
        assert not hasattr(kind, "__copy__"), kind
        assert all(getattr(kind, name, method) is method for name, method in theirs.items()), kind
    patch = pytest.MonkeyPatch()
    patch.setattr(BaseExpression, "copy", copied)
    yield
    patch.undo()


@pytest.fixture(autouse=True, scope="session")
def _clock_goes_back_over_nothing():
    """A test that moves the clock back has made nothing yet: what it asks would stand before what it made."""
    start = time_machine.travel.start
    moments = [
        (model.__name__, model._meta.db_table, field.column)
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.DateTimeField)
        if field.name == "history_date" or field.auto_now_add or field.default is timezone.now
    ]
    # All tables in one statement: tests move the clock thousands of times.
    later = " UNION ALL ".join(
        f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {table} WHERE {column} > %s)"
        for name, table, column in moments
    )

    def start_over_nothing(travel):
        traveller = start(travel)
        if connection.in_atomic_block and not connection.needs_rollback:
            now = timezone.now()
            with connection.cursor() as cursor:
                cursor.execute(later, [connection.ops.adapt_datetimefield_value(now)] * len(moments))
                late = [name for (name,) in cursor.fetchall()]
            if late:
                travel.stop()
                pytest.fail(f"The clock moves back to {now:%Y-%m-%d %H:%M} over {late}: move it first.")
        return traveller

    patch = pytest.MonkeyPatch()
    patch.setattr(time_machine.travel, "start", start_over_nothing)
    yield
    patch.undo()


@pytest.fixture(autouse=True, scope="session")
def _files_are_as_old_as_the_clock_says():
    """The disk keeps the machine's time; what is stored in a test takes that of the test."""
    save = FileSystemStorage._save

    def save_at_this_time(storage, name, content):
        name, now = save(storage, name, content), time.time()
        os.utime(storage.path(name), (now, now))
        return name

    patch = pytest.MonkeyPatch()
    patch.setattr(FileSystemStorage, "_save", save_at_this_time)
    yield
    patch.undo()


# --- What every test has ---------------------------------------------------------------------------
@pytest.fixture(scope="session")
def _folders(tmp_path_factory):
    """Names of folders, a new one for each test. Few tests keep files, so none is made before it is used."""
    top = tmp_path_factory.mktemp("data")
    return (top / str(n) for n in itertools.count())


@pytest.fixture(autouse=True)
def _settings(settings, _folders):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.DATA_DIR = next(_folders)
    settings.MEDIA_ROOT = settings.DATA_DIR / "media"
    settings.SAMPLE_DATA = False
    name_list.forget()
    freshness.forget()


@pytest.fixture(scope="module")
def module_rows(django_db_setup, django_db_blocker):
    """A transaction for rows that many tests of a module only read: made once, undone after the last of them.

    A fixture of the module takes it and makes the rows. What a test adds is undone after the test as ever.
    No test of such a module may commit.
    """
    # After each test Django closes the connection, which would end the transaction.
    with (
        django_db_blocker.unblock(),
        mock.patch.object(connections["default"], "close"),
        transaction.atomic(),
    ):
        name_list.forget()
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True, scope="session")
def _flush_with_guards():
    """A transactional test ends with a flush: guards stand aside for it, roles come back after it."""
    flush = type(connection.ops).execute_sql_flush

    def flush_sqlite(ops, sql_list):
        tables = set(ops.connection.introspection.table_names())
        with without_triggers(ops.connection, guards.pieces(ops.connection, tables)):
            flush(ops, sql_list)
        for index in database.INDEXES:
            index.rebuild(ops.connection)

    def flush_postgresql(ops, _sql_list):
        """To delete few rows is much quicker than to truncate a hundred tables and to make their triggers."""
        tables = ops.connection.introspection.django_table_names(only_existing=True, include_views=False)
        deleted = "; ".join(f"DELETE FROM {ops.quote_name(table)}" for table in tables)
        with transaction.atomic(using=ops.connection.alias), ops.connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL session_replication_role = replica; {deleted}")

    execute_sql_flush = {"sqlite": flush_sqlite, "postgresql": flush_postgresql}[connection.vendor]
    tear_down = TransactionTestCase._fixture_teardown

    def tear_down_and_grant(case):
        tear_down(case)
        roles.grant_if_changed(connection)
        permission_keys.cache_clear()

    patch = pytest.MonkeyPatch()
    patch.setattr(type(connection.ops), "execute_sql_flush", execute_sql_flush)
    patch.setattr(TransactionTestCase, "_fixture_teardown", tear_down_and_grant)
    yield
    patch.undo()
