"""The inbox on the dashboard: it shows what was said to somebody until they have read it."""

import datetime
import threading

import pytest
from django.db import connection, connections
from django.urls import reverse
from django.utils import timezone

from articles.models import DeskNote, InboxItem, PreviewLink
from tests.articles.admin_desk import open_form
from tests.browserless import soup, text_of
from tests.make import make_article, make_editor, make_reporter, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def rosa(client):
    user = make_reporter(username="rosa", first_name="Rosa", last_name="Reyes")
    client.force_login(user)
    return user


def lane(client):
    head = soup(client.get("/admin/")).find(id="lane-marked")
    return head and head.find_parent("section")


def read(client, article, marks, **more):
    url = reverse("admin:articles_article_read_marks", args=[article.pk])
    return client.post(url, {"mark": [mark.pk for mark in marks], **more})


def answered(article, by, text="The year is wrong.", kind="comment"):
    until = timezone.now() + datetime.timedelta(days=1)
    link, _token = PreviewLink.objects.make(article, by, "Dr. Amara Diallo", until)
    link.views.create(revision=article.last_revision)
    return link.answer(kind, text, article.revision_number)


# --- Mentions ---------------------------------------------------------------
def test_a_mention_is_shown_on_the_desk_with_a_link_to_the_note(client, rosa):
    article = make_article(headline="The budget")
    note = DeskNote.objects.write(article, make_editor(first_name="Erin"), "Who confirmed it, @rosa?")
    section = lane(client)
    words = " ".join(section.get_text(" ").split())
    assert "For you to read 1" in words
    assert "The budget" in words
    assert "Who confirmed it, @rosa?" in words
    address = section.find("a", string="Read")["href"]
    assert address == f"{article.get_desk_url()}#note-{note.pk}"
    assert soup(open_form(client, article)).find(id=f"note-{note.pk}")


def test_it_is_there_until_it_is_read_and_reading_is_recorded(client, rosa):
    article = make_article()
    DeskNote.objects.write(article, make_editor(), "@rosa look")
    mark = InboxItem.objects.get()
    open_form(client, article)  # a page that was only loaded has not been read
    assert lane(client)
    assert read(client, article, [mark]).status_code == 302
    assert lane(client) is None
    mark.refresh_from_db()
    assert abs((timezone.now() - mark.read_at).total_seconds()) < 60
    first = mark.read_at
    read(client, article, [mark])
    mark.refresh_from_db()
    assert mark.read_at == first


def test_the_form_carries_what_this_person_has_yet_to_read_and_nobody_elses(client, rosa):
    article = make_article()
    DeskNote.objects.write(article, make_editor(username="erin"), "@rosa and @erin, look")
    page = soup(open_form(client, article))
    values = [field["value"] for field in page.select("#side-notes input[name=mark]")]
    assert values == [str(InboxItem.objects.get(user=rosa).pk)]


def test_nobody_reads_for_another_or_on_another_story(client, rosa):
    article = make_article()
    DeskNote.objects.write(article, make_editor(username="erin"), "@rosa look")
    mark = InboxItem.objects.get()
    read(client, make_article(), [mark])
    client.force_login(make_editor())
    assert read(client, article, [mark]).status_code == 302
    mark.refresh_from_db()
    assert mark.read_at is None


def test_who_answers_has_read(client, rosa):
    article, other = make_article(), make_article()
    for story in (article, other):
        DeskNote.objects.write(story, make_editor(), "@rosa look")
    DeskNote.objects.write(article, rosa, "I have.")
    assert [mark.note.article for mark in InboxItem.objects.unread(rosa)] == [other]


def test_who_mentions_oneself_is_not_called(client, rosa):
    DeskNote.objects.write(make_article(), rosa, "@rosa must call the ministry")
    assert InboxItem.objects.get().read_at
    assert lane(client) is None


def test_a_done_note_that_is_new_to_somebody_is_not_folded_away(client, rosa):
    article, erin = make_article(), make_editor()
    note = DeskNote.objects.write(article, erin, "@rosa look")
    note.mark_done(erin)
    panel = soup(open_form(client, article)).find(id="side-notes")
    assert panel.find(id=f"note-{note.pk}").find_parent("details") is None


# --- Answers to preview links ---------------------------------------------------------------
def test_an_answer_is_marked_for_the_owner_and_for_who_sent_the_link(client, rosa):
    erin, article = make_editor(), make_article(by=rosa, headline="The budget")
    answer = answered(article, erin)
    assert set(InboxItem.objects.values_list("user", flat=True)) == {rosa.pk, erin.pk}
    words = " ".join(lane(client).get_text(" ").split())
    assert "Dr. Amara Diallo" in words
    assert "The year is wrong." in words
    address = lane(client).find("a", string="Read")["href"]
    assert address.endswith(f"/links/#answer-{answer.pk}")
    assert soup(client.get(address)).find(id=f"answer-{answer.pk}")


def test_the_owner_who_sent_it_is_marked_once_and_a_story_without_owner_marks_the_sender(rosa):
    answered(make_article(by=rosa), rosa)
    assert InboxItem.objects.get().user == rosa
    InboxItem.objects.all().delete()
    erin = make_editor()
    answered(make_article(owner=None), erin, "", "approval")
    assert InboxItem.objects.get().user == erin


def test_an_answer_is_read_on_the_page_of_the_links(client, rosa):
    article = make_article(by=rosa)
    answered(article, rosa)
    page = client.get(reverse("admin:articles_article_links", args=[article.pk]))
    assert "One answer is new to you." in text_of(page)
    response = read(client, article, InboxItem.objects.all(), then="links")
    assert response.url == reverse("admin:articles_article_links", args=[article.pk])
    assert lane(client) is None
    assert "new to you" not in text_of(client.get(response.url))


# --- Wrong person, missing object, odd input ---------------------------------------------------------------
def test_reading_asks_for_the_right_to_see_stories(client, rosa):
    article = make_article()
    client.force_login(make_user())
    assert read(client, article, []).status_code == 403
    client.force_login(rosa)
    assert client.post("/admin/articles/article/999/notes/read/").status_code == 404
    url = reverse("admin:articles_article_read_marks", args=[article.pk])
    assert client.post(url, {"mark": ["x", "", "9" * 40]}).status_code == 302


def test_a_script_that_reads_gets_an_empty_answer(client, rosa):
    article = make_article()
    url = reverse("admin:articles_article_read_marks", args=[article.pk])
    assert client.post(url, headers={"X-Fragment": "1"}).status_code == 204


def test_more_than_the_desk_shows_says_so(client, rosa):
    erin = make_editor()
    for _n in range(9):
        DeskNote.objects.write(make_article(), erin, "@rosa look")
    section = lane(client)
    assert len(section.select("li.row")) == 8
    assert "8+" in section.get_text()
    assert "More stand behind these" in section.get_text()


# --- At once ---------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_two_notes_and_a_reading_at_once_lose_nothing():
    rosa = make_reporter(username="rosa")
    article, editors, faults = make_article(), [make_editor(), make_editor()], []
    DeskNote.objects.write(article, editors[0], "@rosa first")
    ready = threading.Barrier(3)

    def run(act):
        try:
            ready.wait()
            act()
        except Exception as error:
            faults.append(error)
        finally:
            connections.close_all()

    acts = [lambda e=e: DeskNote.objects.write(article, e, "@rosa again") for e in editors]
    acts.append(lambda: DeskNote.objects.write(article, rosa, "Read."))
    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    connection.close()
    assert not faults
    assert DeskNote.objects.count() == 4
    assert InboxItem.objects.count() == 3
    assert InboxItem.objects.order_by("pk").first().read_at
