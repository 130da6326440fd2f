"""Preview links on the desk: made in a form, shown once, listed with their log, revoked; and by whom."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from articles.models import PreviewLink, PreviewView
from tests.articles.admin_desk import open_form
from tests.articles.test_preview_links import open_in_a_browser, share
from tests.browserless import errors_beside, messages_of, posted, soup, text_of
from tests.make import make_article, make_editor, make_live, make_reporter, make_user

pytestmark = pytest.mark.django_db
NAME = {"recipient": "Dr. Amara Diallo"}


@pytest.fixture
def rosa(client):
    user = make_reporter(first_name="Rosa", last_name="Reporter")
    client.force_login(user)
    return user


def links_url(article):
    return reverse("admin:articles_article_links", args=[article.pk])


def make(client, article, **answers):
    page = client.get(links_url(article))
    assert page.status_code == 200
    return client.post(links_url(article), posted(page, "link_form", **NAME, **answers))


def revoke_url(link):
    return reverse("admin:articles_article_revoke_link", args=[link.article_id, link.pk])


def test_the_form_makes_a_link_for_seven_days_and_shows_it_once(client, rosa):
    article = make_article(by=rosa, headline="Not out yet")
    page = make(client, article, email="amara@example.org")
    address = soup(page).find(id="made-address")["value"]
    assert address.startswith("http://testserver/preview/")
    assert "mailto:amara%40example.org" in page.content.decode()
    assert {"private", "no-store"} <= set(page["Cache-Control"].split(", "))
    link = PreviewLink.objects.get()
    assert (link.recipient, link.email, link.made_by) == ("Dr. Amara Diallo", "amara@example.org", rosa)
    week = timezone.now() + datetime.timedelta(days=7)
    assert abs(link.expires_at - week) < datetime.timedelta(minutes=2)
    assert soup(client.get(links_url(article))).find(id="made-address") is None
    client.logout()
    assert "Not out yet" in text_of(client.get(address))


@pytest.mark.time_machine("2026-03-02T12:00:00Z")
def test_the_expiry_is_a_moment_in_the_zone_that_was_chosen(client, rosa):
    make(client, make_article(by=rosa), day="2026-03-05", time="09:30", zone="Asia/Tokyo", pinned="on")
    link = PreviewLink.objects.get()
    assert link.expires_at == datetime.datetime(2026, 3, 5, 0, 30, tzinfo=datetime.UTC)
    assert link.revision.number == 1


@pytest.mark.parametrize(
    ("answers", "field", "words"),
    [
        ({"recipient": " "}, "recipient", "required"),
        ({"recipient": "x" * 121}, "recipient", "at most 120"),
        ({"email": "nobody"}, "email", "valid email"),
        ({"day": "2026-03-01"}, "time", "has passed"),
        ({"day": "2026-07-01"}, "time", "At most 90 days"),
        ({"day": "2026-03-08", "time": "02:30"}, "time", "does not exist"),
        ({"day": ""}, "day", "required"),
        ({"zone": "Mars"}, "zone", "valid choice"),
    ],
)
@pytest.mark.time_machine("2026-03-02T12:00:00Z")
def test_a_refusal_is_shown_beside_its_field_and_nothing_entered_is_lost(client, rosa, answers, field, words):
    article = make_article(by=rosa)
    page = client.get(links_url(article))
    data = posted(page, "link_form", **{**NAME, "email": "a@example.org", **answers})
    page = client.post(links_url(article), data)
    assert page.status_code == 200
    assert words in errors_beside(page, field)
    kept = posted(page, "link_form")
    typed = {name: [value.strip() for value in values] for name, values in data.items()}
    if field == "zone":
        typed["zone"] = kept["zone"]  # a zone there is not cannot be shown
    assert {name: kept[name] for name in data} == typed
    assert not PreviewLink.objects.exists()


def test_enter_only_checks(client, rosa):
    make(client, make_article(by=rosa), _check="1")
    assert not PreviewLink.objects.exists()


@pytest.mark.time_machine("2026-03-02T12:00:00Z")
def test_the_list_says_what_became_of_each_link(client, rosa, time_machine):
    article = make_article(by=rosa)
    for name, lasts in (("Open Olga", 7), ("Expired Emil", 1), ("Revoked Rita", 7)):
        share(article, recipient=name, lasts=datetime.timedelta(days=lasts))
    PreviewLink.objects.get(recipient="Revoked Rita").revoke(rosa)
    olga = PreviewLink.objects.get(recipient="Open Olga")
    PreviewView.objects.create(link=olga, revision=article.last_revision)
    olga.answer("comment", "The year is wrong.", 1)
    time_machine.move_to("2026-03-04T12:00:00Z")
    rows = soup(client.get(links_url(article))).select("ol.editions > li")
    words = [" ".join(row.get_text(" ").split()) for row in rows]
    assert "Revoked Rita" in words[0]
    assert "revoked by Rosa Reporter" in words[0]
    assert "Expired" in words[1]
    assert "Never opened" in words[1]
    assert "Opened once" in words[2]
    assert "The year is wrong." in words[2]
    assert [bool(row.find("button")) for row in rows] == [False, True, True]


def test_an_answer_is_shown_on_the_story_and_in_its_record(client, rosa):
    article = make_article(by=rosa)
    _link, url = share(article)
    open_in_a_browser(client, url)
    client.post(url, {"kind": "approval", "text": "Well done.", "revision": "1"})
    page = open_form(client, article)
    assert "Dr. Amara Diallo approves revision 1" in text_of(page)
    record = soup(page).find(id="side-history").get_text(" ")
    assert "Well done." in record
    assert "One link opens now" in record
    assert links_url(article) in page.content.decode()


def test_the_list_costs_few_queries_whatever_its_length(client, rosa, django_assert_max_num_queries):
    article = make_article(by=rosa)
    for n in range(4):
        link, url = share(article, recipient=f"Reader {n}")
        open_in_a_browser(client, url)
        link.answer("comment", "Hello", 1)
    # session, user, permissions (2), story, withdrawal in force is in it, links, visits, answers
    with django_assert_max_num_queries(9):
        client.get(links_url(article))


# --- Wrong person, wrong method, missing object --------------------------------------------------------
def test_another_reporter_sees_the_list_and_makes_none(client, rosa):
    article = make_article()
    link, _url = share(article)
    page = client.get(links_url(article))
    assert page.status_code == 200
    assert soup(page).find(id="link_form") is None
    assert not soup(page).select("ol.editions button")
    data = {**NAME, "day": "2030-01-01", "time": "09:00", "zone": "UTC"}
    assert client.post(links_url(article), data).status_code == 403
    assert client.post(revoke_url(link)).status_code == 403
    assert PreviewLink.objects.filter(revoked_at=None).count() == 1


def test_an_editor_makes_and_revokes_on_any_story(client):
    client.force_login(make_editor())
    article = make_article()
    make(client, article)
    page = client.post(revoke_url(PreviewLink.objects.get()), follow=True)
    assert "Revoked." in messages_of(page)
    assert PreviewLink.objects.get().revoked_at


def test_without_the_right_to_see_stories_there_is_nothing(client):
    link, _url = share()
    for user in (None, make_user()):
        if user:
            client.force_login(user)
        for ask, url in ((client.get, links_url(link.article)), (client.post, revoke_url(link))):
            assert ask(url).status_code == (403 if user else 302)
    client.force_login(make_user("view_article"))
    assert client.get(links_url(link.article)).status_code == 200
    assert client.post(links_url(link.article), NAME).status_code == 403
    assert client.post(revoke_url(link)).status_code == 403
    link.refresh_from_db()
    assert link.revoked_at is None


def test_wrong_methods_and_missing_objects(client):
    client.force_login(make_editor())
    link, _url = share()
    other = make_article()
    assert client.get(revoke_url(link)).status_code == 405
    assert client.delete(links_url(other)).status_code == 405
    assert client.get("/admin/articles/article/999999/links/").status_code == 404
    missing = reverse("admin:articles_article_revoke_link", args=[link.article_id, 999999])
    assert client.post(missing).status_code == 404
    elsewhere = reverse("admin:articles_article_revoke_link", args=[other.pk, link.pk])
    assert client.post(elsewhere).status_code == 404


def test_a_post_without_djangos_token_makes_none(rosa):
    from django.test import Client

    article = make_article(by=rosa)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(rosa)
    assert strict.post(links_url(article), NAME).status_code == 403


def test_a_withdrawn_story_offers_no_form(client):
    client.force_login(make_editor())
    article = make_live()
    article.withdraw(make_editor(), "Wrong.", "It was wrong.")
    page = client.get(links_url(article))
    assert soup(page).find(id="link_form") is None
    assert "nobody makes new ones" in text_of(page)
    data = {**NAME, "day": "2030-01-01", "time": "09:00", "zone": "UTC"}
    assert client.post(links_url(article), data).status_code == 200
    assert not PreviewLink.objects.exists()
