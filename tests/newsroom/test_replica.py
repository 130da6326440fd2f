"""Readers' pages from a replica that is behind: whole for readers, and nobody of the newsroom reads the past.

The replica is a copy of the test database, which stays as it is until `catch_up`.
"""

import contextlib
import datetime
import random
import sqlite3

import psycopg
import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from newsroom.freshness import PRIVATE
from newsroom.lib.replica import Router
from tests.make import change, make_article, make_editor, make_live
from tests.newsroom.test_gets_write_nothing import addresses, house  # noqa: F401 (a fixture)
from tests.newsroom.test_kept_pages_walk import ADDRESSES, Newsroom
from tests.newsroom.test_settings import manage
from tests.served import Served

pytestmark = pytest.mark.django_db(transaction=True)
LAG = datetime.timedelta(seconds=5)
SESSION = {"cookie": "sessionid=any"}  # who has one is taken for one of the newsroom


def copy_of_sqlite(name):
    with contextlib.closing(sqlite3.connect(name)) as copy:
        connection.ensure_connection()
        connection.connection.backup(copy)


def copy_of_postgresql(name):
    chosen = connection.settings_dict
    connection.close()  # a database that is copied has no sessions
    keys = {"user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    address = {key: chosen[setting] for key, setting in keys.items() if chosen[setting]}
    with psycopg.connect(dbname="postgres", autocommit=True, **address) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{chosen["NAME"]}"')


@pytest.fixture
def catch_up(settings, tmp_path):
    """The site has a replica. Gives a function that makes it equal to the primary."""
    on_sqlite = connection.vendor == "sqlite"
    name = str(tmp_path / "replica.sqlite3") if on_sqlite else f"{connection.settings_dict['NAME']}_replica"
    settings.DATABASE_ROUTERS = ["newsroom.lib.replica.Router"]
    settings.READERS_DATABASE, settings.SHARED_CACHE = "replica", False
    connections["replica"] = connection.copy("replica")  # of this thread only, so Django lets a test use it
    connections["replica"].settings_dict["NAME"] = name

    def catch_up():
        connections["replica"].close()
        (copy_of_sqlite if on_sqlite else copy_of_postgresql)(name)

    catch_up()
    yield catch_up
    connections["replica"].close()
    del connections["replica"]
    if not on_sqlite:
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture
def editor(catch_up):
    client = Client()
    client.force_login(make_editor())
    return client


# --- Settings ----------------------------------------------------------------------------------------
def test_a_replica_has_the_options_of_the_primary_and_gets_no_migrations():
    shown = manage(
        "shell",
        "--no-imports",
        "-c",
        "from django.conf import settings as s; d = s.DATABASES; "
        "print(s.READERS_DATABASE, d['replica']['HOST'], d['replica']['OPTIONS'] == d['default']['OPTIONS'])",
        DATABASE_URL="postgres://me@one/newsroom",
        DATABASE_REPLICA_URL="postgres://me@two,one/newsroom",
    )
    assert shown.stdout.split() == ["replica", "two,one", "True"], shown.stderr
    assert Router().allow_migrate("default", "articles")
    assert not Router().allow_migrate("replica", "articles")


def test_a_replica_of_anything_but_postgresql_is_refused():
    refused = manage("check", DATABASE_REPLICA_URL="postgres://me@two/newsroom")
    assert refused.returncode != 0
    assert "DATABASE_REPLICA_URL is for a replica of PostgreSQL" in refused.stderr


# --- Who reads what ------------------------------------------------------------------------------------
def test_every_page_of_readers_reads_the_replica_and_nothing_else(house, catch_up):  # noqa: F811
    catch_up()
    asked, wrong = 0, []
    for name, address in addresses(house):
        if address.startswith(PRIVATE):
            continue
        primary = CaptureQueriesContext(connection)
        with primary, CaptureQueriesContext(connections["replica"]) as replica:
            response = Client().get(address)
        asked += 1
        if len(primary) or not len(replica) or response.status_code >= 500:
            wrong.append((name, address, response.status_code, primary.captured_queries[:2]))
    assert not wrong
    assert asked > 50


def test_the_desk_reads_the_primary_and_nothing_else(house, catch_up):  # noqa: F811
    client = Client()
    client.force_login(make_editor(is_superuser=True))
    wrong = []
    for name, address in addresses(house):
        if not address.startswith("/admin/"):
            continue
        with CaptureQueriesContext(connections["replica"]) as replica:
            client.get(address)
        if len(replica):
            wrong.append((name, address, replica.captured_queries[:2]))
    assert not wrong


# --- A replica that is behind ---------------------------------------------------------------------------
def test_an_editor_sees_at_once_what_readers_see_five_seconds_later(editor, catch_up, time_machine):
    article = make_live(headline="Lisbon votes")
    address = article.get_absolute_url()
    assert Client().get(address).status_code == 404
    assert "Lisbon votes" not in Client().get("/").content.decode()
    assert "Lisbon votes" in editor.get(address).content.decode()
    assert "Lisbon votes" in editor.get("/").content.decode()
    catch_up()
    time_machine.move_to(timezone.now() + LAG)
    assert "Lisbon votes" in Client().get(address).content.decode()
    assert "Lisbon votes" in Client().get("/").content.decode()


def test_another_editor_who_wrote_nothing_does_not_read_the_past_either(editor, catch_up):
    colleague = Client()
    colleague.force_login(make_editor())
    article = make_live(headline="Lisbon votes")
    catch_up()
    change(article, headline="Lisbon has voted")
    for client in (editor, colleague):
        assert "Lisbon has voted" in client.get(article.get_desk_url()).content.decode()


def test_who_publishes_on_the_desk_and_follows_the_link_finds_the_story(editor, catch_up):
    article = make_article(headline="Lisbon votes")
    catch_up()
    article.publish(make_editor())
    with CaptureQueriesContext(connections["replica"]) as replica:
        page = editor.get(article.get_absolute_url())
    assert page.status_code == 200
    assert not len(replica)


def test_a_page_that_is_kept_is_kept_for_each_of_both(catch_up):
    site = Served()
    first = make_live(headline="First")
    catch_up()
    make_live(headline="Second")
    for _again in range(3):  # the third is answered before Django
        reader, editor = site.get("/"), site.get("/", **SESSION)
        assert b"First" in reader.content
        assert b"Second" not in reader.content
        assert b"Second" in editor.content
        assert reader["ETag"] != editor["ETag"]
        assert site.get("/", **SESSION, if_none_match=editor["ETag"]).status_code == 304
    catch_up()
    reader, editor = site.get("/"), site.get("/", **SESSION)
    assert (reader.content, reader["ETag"]) == (editor.content, editor["ETag"])
    assert site.answered > 0
    assert first.headline.encode() in reader.content


def test_kept_pages_are_those_of_one_database_while_the_other_runs_ahead(catch_up, settings):
    """Random acts; both sites answer as a site would that keeps nothing and reads that database only."""
    chance = random.Random(7)
    newsroom, site = Newsroom(chance), Served()
    catch_up()
    for _step in range(40):
        if chance.random() < 0.4:
            newsroom.happen()
        if chance.random() < 0.25:
            catch_up()
        for address in ("/", *chance.sample(ADDRESSES, 2)):
            alias, headers = chance.choice([("replica", {}), ("default", SESSION)])
            settings.READERS_DATABASE = alias
            expected = Client().get(address)
            settings.READERS_DATABASE = "replica"
            answer = site.get(address, **headers)
            assert answer.content == expected.content, (address, alias)
            assert answer.headers.get("ETag") == expected.headers.get("ETag"), (address, alias)
    assert site.answered > 0
