"""The soft line of who else has a story open: from heartbeats in the cache, and never in anybody's way."""

import secrets

import pytest
from django.core.cache import cache
from django.core.cache.backends.locmem import LocMemCache
from django.urls import reverse

from articles.admin.story import presence
from tests.articles.admin_desk import save
from tests.browserless import messages_of, soup
from tests.make import make_article, make_editor, make_reporter, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def article():
    return make_article()


def new_tab():
    return secrets.token_hex(8)


def beat(client, article, user, tab=None, **more):
    client.force_login(user)
    url = reverse("admin:articles_article_here", args=[article.pk])
    return client.post(url, {"tab": tab or new_tab(), **more})


def lines(response):
    assert response.status_code == 200
    return [other["line"] for other in response.json()["others"]]


@pytest.fixture
def rosa():
    return make_reporter(first_name="Rosa", last_name="Reyes")


@pytest.mark.time_machine("2026-11-24T12:00:00Z", tick=False)
def test_a_colleague_reads_who_has_it_open_and_since_when(client, article, rosa, time_machine):
    assert lines(beat(client, article, rosa)) == []
    time_machine.move_to("2026-11-24T12:01:00Z", tick=False)
    answer = beat(client, article, make_editor())
    assert lines(answer) == ["Rosa Reyes has this story open, last seen 1 min ago."]
    assert answer.json()["others"][0]["said"] == "Rosa Reyes has this story open."
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.time_machine("2026-11-24T12:00:00Z", tick=False)
def test_after_two_minutes_without_a_beat_nobody_is_there(client, article, rosa, time_machine):
    beat(client, article, rosa)
    time_machine.move_to("2026-11-24T12:01:59Z", tick=False)
    assert lines(beat(client, article, make_editor()))
    time_machine.move_to("2026-11-24T12:02:01Z", tick=False)
    assert all("Rosa" not in line for line in lines(beat(client, article, make_editor())))


def test_one_s_own_second_tab_is_said_to_be_one(client, article, rosa):
    beat(client, article, make_editor(first_name="Erin", last_name="Editor"))
    beat(client, article, rosa)
    assert lines(beat(client, article, rosa)) == [
        "You have this story open in another tab, last seen just now.",
        "Erin Editor has this story open, last seen just now.",
    ]


def test_the_same_tab_loaded_again_is_not_another_one(client, article, rosa):
    before, after = new_tab(), new_tab()
    beat(client, article, rosa, before)
    assert lines(beat(client, article, rosa, after, gone=before)) == []
    assert lines(beat(client, article, rosa, after)) == []


def test_two_tabs_of_a_colleague_are_one_line(client, article, rosa):
    beat(client, article, rosa)
    beat(client, article, rosa)
    assert len(lines(beat(client, article, make_editor()))) == 1


def test_who_leaves_is_gone_at_once(client, article, rosa):
    tab = new_tab()
    beat(client, article, rosa, tab)
    beat(client, article, rosa, tab, leaving="1")
    assert lines(beat(client, article, make_editor())) == []


def test_another_story_is_another_line(client, article, rosa):
    beat(client, make_article(), rosa)
    assert lines(beat(client, article, make_editor())) == []


def test_without_a_cache_there_is_no_line_and_the_story_is_saved(client, article, rosa, monkeypatch):
    def down(*args, **kwargs):
        raise ConnectionError("nobody answers")

    monkeypatch.setattr(LocMemCache, "get", down)
    monkeypatch.setattr(LocMemCache, "set", down)
    assert lines(beat(client, article, rosa)) == []
    page = save(client, article, headline="Written all the same")
    assert "Saved as revision 2" in messages_of(page)


def test_a_beat_costs_five_queries_and_writes_none(client, article, rosa, django_assert_max_num_queries):
    client.force_login(rosa)
    url = reverse("admin:articles_article_here", args=[article.pk])
    with django_assert_max_num_queries(5) as asked:  # session, user, permissions (2), the story is there
        client.post(url, {"tab": new_tab()})
    assert all(query["sql"].startswith("SELECT") for query in asked.captured_queries)


def test_wrong_person_missing_story_and_a_name_that_is_none(client, article, rosa):
    assert beat(client, article, make_user()).status_code == 403
    client.force_login(rosa)
    assert client.post("/admin/articles/article/999/here/", {"tab": new_tab()}).status_code == 404
    for tab in ("x", "", "Z" * 16, "a" * 4000):
        url = reverse("admin:articles_article_here", args=[article.pk])
        assert client.post(url, {"tab": tab}).status_code == 400


def test_a_crowd_does_not_grow_without_end(client, article, rosa):
    for _n in range(presence.MOST + 20):
        presence.beat(article.pk, rosa, new_tab())
    assert len(cache.get(f"newsroom.open:{article.pk}")) == presence.MOST


def test_the_form_names_where_to_ask(client, article, rosa):
    client.force_login(rosa)
    page = soup(client.get(article.get_desk_url()))
    place = page.find(class_="presence")
    assert place["data-here"] == reverse("admin:articles_article_here", args=[article.pk])
    assert place.find(attrs={"role": "status"}).get_text() == ""
