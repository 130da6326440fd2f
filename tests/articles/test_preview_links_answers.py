"""What the holder of a preview link answers: kept, shown on the desk, never to readers, and bounded."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from articles.models import Answer, PreviewComment, PreviewLink
from tests.articles.test_preview_links import open_in_a_browser, share
from tests.browserless import soup, text_of
from tests.make import change, make_article, make_editor, make_live

pytestmark = pytest.mark.django_db


@pytest.fixture
def opened(client):
    """A link that its recipient has opened, with its address."""
    link, url = share(make_article(headline="Not out yet"))
    open_in_a_browser(client, url)
    return link, url


def send(client, url, kind="comment", text="The year is wrong.", revision="1", **headers):
    data = {"kind": kind, "text": text, "revision": revision}
    return client.post(url, data, **headers)


def test_a_comment_is_kept_under_the_name_of_the_link(client, opened):
    link, url = opened
    answer = send(client, url, text=" The year is wrong.\r\nIt was 2007. ")
    assert answer.status_code == 303
    kept = PreviewComment.objects.get()
    assert (kept.link, kept.kind, kept.revision.number) == (link, Answer.COMMENT, 1)
    assert kept.text == "The year is wrong.\nIt was 2007."
    page = client.get(url + answer.url.partition("#")[0])
    assert "The newsroom has your comment." in text_of(page)


def test_an_approval_needs_no_words_and_names_the_revision_that_was_read(client, opened):
    link, url = opened
    change(link.article, headline="Saved meanwhile")
    assert send(client, url, "approval", "").status_code == 303
    kept = PreviewComment.objects.get()
    assert (kept.kind, kept.text, kept.revision.number) == (Answer.APPROVAL, "", 1)


def test_a_version_is_approved_once(client, opened):
    _link, url = opened
    send(client, url, "approval", "")
    again = send(client, url, "approval", "")
    assert again.status_code == 422
    assert "approved this version already" in text_of(again)
    assert PreviewComment.objects.count() == 1


def test_the_forms_own_fields_are_what_is_needed(client, opened):
    form = soup(client.get(opened[1])).find("form", method="post")
    assert form["action"] == "?#answer"
    assert form.find("input", attrs={"name": "revision"})["value"] == "1"
    assert {button["value"] for button in form.find_all("button")} == {"comment", "approval"}
    assert not form.find("input", attrs={"name": "csrfmiddlewaretoken"})


@pytest.mark.parametrize("revision", ["2", "99", "0", "-1", "x", ""])
def test_a_revision_that_the_link_never_showed_cannot_be_answered(client, opened, revision):
    link, url = opened
    change(link.article, headline="Second")  # saved, and not opened
    answer = send(client, url, "approval", "My words stay.", revision)
    assert answer.status_code == 422
    assert "My words stay." in text_of(answer)
    assert not PreviewComment.objects.exists()


def test_who_has_no_scripts_answers_what_the_page_showed_and_has_visited_it(client):
    link, url = share(make_article())
    form = soup(client.get(url)).find("form", action="?#answer")
    sent = {field["name"]: field["value"] for field in form.find_all("input")}
    assert client.post(url, {**sent, "kind": "approval"}).status_code == 303
    assert list(link.views.values_list("revision__number", flat=True)) == [1]


def test_an_empty_comment_says_what_is_missing(client, opened):
    answer = send(client, opened[1], text="   ")
    assert answer.status_code == 422
    assert "Write your comment first." in text_of(answer)


def test_a_long_comment_is_refused_and_not_lost(client, opened):
    answer = send(client, opened[1], text="word " * 900)
    assert answer.status_code == 422
    assert "At most 4000 characters. It has 4499." in text_of(answer)
    assert "word word" in soup(answer).find("textarea").get_text()
    assert not PreviewComment.objects.exists()
    assert send(client, opened[1], text="x" * 4000).status_code == 303


def test_hostile_words_are_words_on_the_page_and_on_the_desk(client, opened):
    link, url = opened
    hostile = "<script>alert(1)</script><img src=x onerror=alert(2)>\x00"
    refused = send(client, url, text=hostile)
    assert refused.status_code == 422  # a null character is no text
    assert b"<script>alert" not in refused.content
    send(client, url, text=hostile.rstrip("\x00"))
    desk = Client()
    desk.force_login(make_editor())
    for page in ("change/", "links/"):
        shown = desk.get(f"/admin/articles/article/{link.article_id}/{page}")
        assert shown.status_code == 200
        assert b"<script>alert" not in shown.content
        assert b"<img src=x" not in shown.content
        assert "&lt;script&gt;alert(1)" in shown.content.decode()


# --- Who may send ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_SEC_FETCH_SITE": "cross-site"},
        {"HTTP_SEC_FETCH_SITE": "same-site"},
        {"HTTP_SEC_FETCH_SITE": "cross-site", "HTTP_ORIGIN": "http://testserver"},
        {"HTTP_ORIGIN": "https://elsewhere.example"},
        {"HTTP_ORIGIN": "http://testserver.elsewhere.example"},
    ],
)
def test_what_another_site_sends_is_refused(client, opened, headers):
    assert send(client, opened[1], **headers).status_code == 403
    assert not PreviewComment.objects.exists()


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_SEC_FETCH_SITE": "same-origin", "HTTP_ORIGIN": "null"},  # what Chromium sends from our page
        {"HTTP_ORIGIN": "http://testserver"},
        {},
    ],
)
def test_the_page_itself_is_heard_without_any_cookie(opened, headers):
    client = Client(enforce_csrf_checks=True)
    answer = send(client, opened[1], **headers)
    assert answer.status_code == 303
    assert not client.cookies


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_refused(client, opened, method):
    assert getattr(client, method)(opened[1]).status_code == 405


def test_a_closed_link_takes_no_answer(client, opened):
    link, url = opened
    link.revoke(link.made_by)
    assert send(client, url).status_code == 410
    assert not PreviewComment.objects.exists()


def test_ten_answers_an_hour_are_enough_for_one_link(client, opened, time_machine):
    link, url = opened
    time_machine.move_to(timezone.now(), tick=False)
    for _ in range(10):
        assert send(client, url).status_code == 303
    eleventh = send(client, url, text="And one thing more")
    assert eleventh.status_code == 422
    assert "Try again later." in text_of(eleventh)
    assert "And one thing more" in text_of(eleventh)
    _other, other_url = share(link.article, recipient="Somebody else")
    open_in_a_browser(client, other_url)
    assert send(client, other_url).status_code == 303
    time_machine.move_to(timezone.now() + datetime.timedelta(hours=1, seconds=1), tick=False)
    assert send(client, url).status_code == 303


def test_the_database_holds_the_rules_as_well(opened):
    link, _url = opened
    revision = link.article.last_revision
    for wrong in ({"kind": "comment", "text": ""}, {"kind": "comment", "text": "x" * 4001}):
        with pytest.raises(IntegrityError), transaction.atomic():
            link.answers.create(revision=revision, **wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        PreviewLink.objects.filter(pk=link.pk).update(revoked_at=timezone.now())


def test_readers_never_see_an_answer(client):
    article = make_live(headline="Open story", slug="open")
    _link, url = share(article, recipient="Xylonia Secret")
    open_in_a_browser(client, url)
    send(client, url, text="xylocomment")
    change(article, headline="Second edition")
    article.publish(make_editor())
    reader = Client()
    story = article.live_edition.get_absolute_url()
    for path in (story, f"{story}editions/", "/", "/feed.atom", "/corrections/", "/search/?q=open"):
        page = reader.get(path)
        assert page.status_code == 200, path
        assert "xylo" not in page.content.decode().casefold(), path
