"""A public page says how long it may be cached, and answers 304 with one query while nothing has changed."""

import datetime
import re

import pytest
from django.db import connection
from django.http import HttpResponse
from django.shortcuts import redirect
from django.test import Client
from django.urls import path
from django.utils import timezone

from articles.models import Article
from articles.models.edition import Edition
from newsroom import stamp
from newsroom.models import Stamp
from tests.make import change, make_article, make_author, make_editor, make_live, make_topic
from tests.people.make import make_appointment, make_person

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


def page(request):
    return HttpResponse(",".join(Edition.objects.live().newest_first().values_list("headline", flat=True)))


def moved(request):
    return redirect("/page/", permanent=True)


def desk(request):
    return HttpResponse("secret")


def broken(request):
    raise RuntimeError


urlpatterns = [path("page/", page), path("broken/", broken), path("moved/", moved), path("admin/desk/", desk)]


@pytest.fixture(autouse=True)
def _urls(settings):
    settings.ROOT_URLCONF = __name__


@pytest.fixture
def ask():
    client = Client()
    return lambda etag=None, url="/page/": client.get(url, headers={"If-None-Match": etag} if etag else {})


def test_a_page_has_an_etag_and_a_lifetime(ask):
    response = ask()
    assert response["ETag"].startswith('W/"')
    assert re.fullmatch(r"public, max-age=\d+|max-age=\d+, public", response["Cache-Control"])
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


def test_an_unchanged_page_is_a_304_for_one_query(ask, django_assert_num_queries):
    make_live()
    etag = ask()["ETag"]
    with django_assert_num_queries(1):  # the stamp with the boundaries of time
        response = ask(etag)
    assert response.status_code == 304
    assert response.content == b""
    assert "max-age" in response["Cache-Control"]


@pytest.mark.parametrize(
    "act",
    [
        make_live,
        make_person,
        make_appointment,
        make_topic,
        make_author,
        lambda: Edition.objects.first().article.withdraw(make_editor(), "Why", "Why."),
        lambda: make_person().delete(),
    ],
)
def test_whatever_readers_could_see_makes_the_page_a_new_one(ask, act):
    make_live()
    etag = ask()["ETag"]
    act()
    assert ask(etag).status_code == 200


def test_work_on_the_desk_changes_no_etag(ask):
    article = make_live()
    etag = ask()["ETag"]
    change(article, body="<p>Not published.</p>")
    make_article()
    assert ask(etag).status_code == 304


def test_a_page_is_new_when_a_schedule_begins_though_nothing_is_written(ask, time_machine):
    time_machine.move_to("2026-03-02T12:00:00Z", tick=False)
    make_article(headline="Scheduled").publish(make_editor(), at=timezone.now() + HOUR)
    etag = ask()["ETag"]
    time_machine.move_to("2026-03-02T12:59:59Z", tick=False)
    assert ask(etag).status_code == 304
    time_machine.move_to("2026-03-02T13:00:00Z", tick=False)
    response = ask(etag)
    assert response.status_code == 200
    assert response.content == b"Scheduled"


def test_a_lifetime_ends_no_later_than_the_next_scheduled_change(ask, time_machine):
    time_machine.move_to("2026-03-02T12:00:00Z", tick=False)
    make_article().publish(make_editor(), at=timezone.now() + datetime.timedelta(seconds=20))
    assert "max-age=20" in ask()["Cache-Control"]
    time_machine.move_to("2026-03-02T12:00:19Z", tick=False)
    assert re.search(r"max-age=1\b", ask()["Cache-Control"])


def test_a_lifetime_ends_no_later_than_an_expiry(ask, time_machine):
    time_machine.move_to("2026-03-02T12:00:00Z", tick=False)
    make_live(expires_at=timezone.now() + datetime.timedelta(seconds=30))
    assert "max-age=30" in ask()["Cache-Control"]


def test_titles_change_at_midnight_so_pages_do_too(ask, time_machine):
    time_machine.move_to("2026-03-03T04:59:50Z", tick=False)  # ten seconds before midnight in New York
    response = ask()
    assert "max-age=10" in response["Cache-Control"]
    time_machine.move_to("2026-03-03T05:00:00Z", tick=False)
    assert ask(response["ETag"]).status_code == 200


def test_a_redirect_and_a_missing_page_are_not_kept_longer_than_a_page(ask):
    for url, status in (("/moved/", 301), ("/nowhere/", 404)):
        response = ask(url=url)
        assert response.status_code == status
        assert re.search(r"max-age=([0-9]|[1-5][0-9]|60)\b", response["Cache-Control"])
        assert "ETag" not in response


def test_the_desk_is_left_alone(ask):
    assert "Cache-Control" not in ask(url="/admin/desk/")


def test_every_public_table_raises_the_stamp():
    kind, column = ("sqlite_master WHERE type = 'trigger'", "name")
    if connection.vendor == "postgresql":
        kind, column = ("pg_trigger", "tgname")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {kind}")
        present = {row[0] for row in cursor.fetchall()}
    tables = set(stamp.public_tables())
    assert {"articles_edition", "people_appointment", "images_image"} <= tables
    missing = [
        table for table in tables if not any(name.startswith(f"{table}_is_public") for name in present)
    ]
    assert not missing


def test_a_publication_renews_less_of_the_stamp_than_anything_else():
    make_live(topics=[topic := make_topic("Sudan")])
    before = Stamp.objects.get()
    change(article := Article.objects.get(), headline="Again")
    article.publish(make_editor())
    article.withdraw(make_editor(), "wrong", "It was wrong.")
    published = Stamp.objects.get()
    assert published.version != before.version
    assert published.rest == before.rest
    topic.description = "What happens there."
    topic.save()
    assert Stamp.objects.get().rest != before.rest


@pytest.mark.parametrize("cookie", ["csrftoken=x", "sessionid=abc", "messages=x"])
def test_a_stale_cookie_changes_nothing_on_a_readers_page(cookie):
    response = Client(headers={"Cookie": cookie}).get("/page/")
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


def test_a_fault_is_not_kept_in_a_cache(settings):
    response = Client(raise_request_exception=False).get("/broken/")
    assert response.status_code == 500
    assert "Cache-Control" not in response
