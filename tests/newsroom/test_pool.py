"""The pool of connections: threads share them, and none is kept after its request (PostgreSQL)."""

import contextlib
import itertools
import threading
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from django.db import connection, connections

from tests.make import make_live
from tests.newsroom.test_settings import manage
from tests.served import Environments, Served

SIZE, THREADS, REQUESTS = 3, 8, 50
COUNT = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'pooled' AND datname = %s"
SHOW = """
from django.conf import settings
chosen = settings.DATABASES["default"]
options = chosen["OPTIONS"]
print(chosen["CONN_MAX_AGE"], options.get("pool", {}).get("max_size"), options.get("options"),
      chosen.get("DISABLE_SERVER_SIDE_CURSORS"), sep="|")
"""


# --- Settings ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("chosen", "shown"),
    [
        ({}, "60|None|-c jit=off|None"),
        ({"DATABASE_POOL": "8"}, "0|8|-c jit=off|None"),
        ({"DATABASE_POOLER": "1"}, "60|None|None|True"),
    ],
)
def test_what_the_variables_choose(chosen, shown):
    ended = manage(
        "shell", "--no-imports", "-c", SHOW, DATABASE_URL="postgres://me@127.0.0.1/newsroom", **chosen
    )
    assert ended.stdout.strip() == shown, ended.stderr


def test_sqlite_has_no_pool():
    assert manage("check", DATABASE_POOL="4", DATABASE_POOLER="1").returncode == 0


# --- Requests in threads ------------------------------------------------------------------------------
@contextlib.contextmanager
def counted():
    """Gives the list of how many connections of the pool PostgreSQL saw, looked at all the time."""
    chosen, seen, done = connection.settings_dict, [], threading.Event()
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    address = {name: chosen[key] for name, key in names.items() if chosen[key]}

    def watch():
        with psycopg.connect(**address, autocommit=True) as own:
            while not done.wait(0.005):
                row = own.execute(COUNT, [chosen["NAME"]]).fetchone()
                seen.append(row[0])

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield seen
    finally:
        done.set()
        watcher.join()


@pytest.fixture
def pool(transactional_db, settings, tmp_path):
    """New threads take their connections from a pool of SIZE."""
    settings.ALLOWED_HOSTS, settings.RELEASE = ["testserver"], tmp_path.name
    connection.ensure_connection()  # that of this thread is outside the pool
    chosen = connections.settings["default"]
    options = {"pool": {"min_size": 1, "max_size": SIZE, "timeout": 30}, "application_name": "pooled"}
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(chosen, "CONN_MAX_AGE", 0)
        patch.setitem(chosen, "OPTIONS", chosen["OPTIONS"] | options)
        yield
        connections.create_connection("default").close_pool()


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no pool")
@pytest.mark.parametrize("kept", [0, 4])
def test_threads_that_read_need_no_more_connections_than_the_pool_has(pool, kept):
    article = make_live(headline="Lisbon votes")
    addresses = itertools.cycle(["/", article.get_absolute_url(), "/search/?q=lisbon", "/people/"])
    site, held = Served(kept), set()

    def get(address):
        said = []
        answer = site.application(Environments().get(address), lambda status, headers: said.append(status))
        body = b"".join(answer)
        getattr(answer, "close", lambda: None)()  # as a server does
        if connection.connection is not None:
            held.add(address)
        return said[0], body

    with counted() as seen, ThreadPoolExecutor(THREADS) as threads:
        answers = list(threads.map(get, itertools.islice(addresses, REQUESTS)))
    assert {status for status, _body in answers} == {"200 OK"}
    assert sum(b"Lisbon votes" in body for _status, body in answers) >= REQUESTS // 2
    assert held == set()
    assert 0 < max(seen) <= SIZE
