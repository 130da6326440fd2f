"""Desk notes: a thread under a story that nobody rewrites, and who may write in it."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from articles.models import Article, AuditEntry, DeskNote, InboxItem
from articles.models.note import LONGEST_NOTE, names_in
from tests.articles.admin_desk import open_form
from tests.browserless import messages_of, soup, text_of
from tests.make import make_article, make_editor, make_reporter, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def rosa(client):
    user = make_reporter(username="rosa", first_name="Rosa", last_name="Reyes")
    client.force_login(user)
    return user


def notes_url(article):
    return reverse("admin:articles_article_notes", args=[article.pk])


def write(client, article, text, **kw):
    return client.post(notes_url(article), {"text": text}, follow=True, **kw)


def settle(client, note, act="done"):
    url = reverse("admin:articles_article_settle_note", args=[note.article_id])
    return client.post(url, {act: note.pk}, follow=True)


def side(client, article):
    return soup(open_form(client, article)).find(id="side-notes")


# --- Writing ---------------------------------------------------------------
def test_a_note_is_shown_beside_the_story_with_who_and_when(client, rosa):
    article = make_article()
    page = write(client, article, "Who confirms\r\nthe figure?")
    assert "The note is saved with the story." in messages_of(page)
    note = article.desk_notes.get()
    assert (note.by, note.text, note.done_at) == (rosa, "Who confirms\nthe figure?", None)
    words = " ".join(side(client, article).get_text(" ").split())
    assert "Rosa Reyes" in words
    assert "Who confirms the figure?" in words


def test_a_note_is_no_change_of_the_story(client, rosa):
    article = make_article()
    before = Article.objects.values().get(pk=article.pk)
    write(client, article, "Read the last paragraph again.")
    assert Article.objects.values().get(pk=article.pk) == before
    assert article.revisions.count() == 1
    assert not AuditEntry.objects.exists()


def test_its_controls_belong_to_a_form_of_their_own(client, rosa):
    page = soup(open_form(client, make_article()))
    panel = page.find(id="side-notes")
    assert {control["form"] for control in panel.find_all(["textarea", "button"])} == {"notes_form"}
    small = page.find(id="notes_form")
    assert small["target"] == "_blank"
    assert small.find_parent("form") is None


def test_a_script_gets_the_thread_alone(client, rosa):
    article = make_article()
    page = client.post(notes_url(article), {"text": "Short."}, headers={"X-Fragment": "1"})
    assert "Short." in text_of(page)
    assert page.context["note_form"].is_bound is False
    assert b"<html" not in page.content


def test_an_empty_note_is_refused_beside_the_field_and_keeps_nothing(client, rosa):
    article = make_article()
    page = write(client, article, " \r\n ")
    assert "Write the note first." in soup(page).find(id="notes_text_error").get_text()
    assert not DeskNote.objects.exists()


def test_a_note_that_is_too_long_stays_in_the_field(client, rosa):
    article = make_article()
    page = write(client, article, "a" * (LONGEST_NOTE + 1))
    assert "It has 4001." in soup(page).find(id="notes_text_error").get_text()
    assert len(soup(page).find("textarea").get_text().strip()) == LONGEST_NOTE + 1


def test_what_is_written_is_text_and_not_html(client, rosa):
    make_user("view_article", username="x<b", first_name="<i>Xan</i>", last_name="")
    article = make_article()
    write(client, article, "<script>alert(1)</script> @rosa")
    panel = side(client, article)
    assert panel.find("script") is None
    assert "<script>alert(1)</script> @Rosa Reyes" in panel.get_text()
    assert panel.find("b", class_="mention").get_text() == "@Rosa Reyes"


# --- Done ---------------------------------------------------------------
def test_its_author_marks_it_as_done_and_opens_it_again(client, rosa):
    article = make_article()
    write(client, article, "Call them.")
    note = DeskNote.objects.get()
    page = settle(client, note)
    assert "One note is done" in text_of(page)
    note.refresh_from_db()
    done_at = note.done_at
    settle(client, note)
    note.refresh_from_db()
    assert note.done_at == done_at
    settle(client, note, "open")
    note.refresh_from_db()
    assert note.done_at is None


def test_nobody_marks_the_note_of_another_as_done(client, rosa):
    note = DeskNote.objects.write(make_article(), make_editor(), "Ask the ministry.")
    assert settle(client, note).status_code == 403
    note.refresh_from_db()
    assert note.done_at is None
    assert not side(client, note.article).find_all("button", attrs={"name": "done"})


@pytest.mark.parametrize("change", [{"text": "Other words"}, {"by": None}, {"at": "2001-01-01T00:00:00Z"}])
def test_nothing_changes_a_note(rosa, change):
    note = DeskNote.objects.write(make_article(), rosa, "As it was.")
    if "by" in change:
        change = {"by": make_editor()}
    with pytest.raises(IntegrityError), transaction.atomic():
        DeskNote.objects.filter(pk=note.pk).update(**change)
    assert DeskNote.objects.get().text == "As it was."


# --- Who may ---------------------------------------------------------------
def test_who_may_not_write_reads_and_is_refused(client):
    client.force_login(make_user("view_article"))
    article = make_article()
    DeskNote.objects.write(article, make_editor(), "For everybody.")
    page = client.get(notes_url(article))
    assert "For everybody." in text_of(page)
    assert soup(page).find("textarea") is None
    assert write(client, article, "Me too.").status_code == 403
    assert DeskNote.objects.count() == 1


def test_who_may_not_see_stories_sees_no_thread(client):
    client.force_login(make_user("add_desknote"))
    article = make_article()
    assert client.get(notes_url(article)).status_code == 403
    assert write(client, article, "Me too.").status_code == 403


def test_a_story_or_note_that_is_not_there_is_not_found(client, rosa):
    article, other = make_article(), make_article()
    note = DeskNote.objects.write(other, rosa, "On the other story.")
    assert client.get("/admin/articles/article/999/notes/").status_code == 404
    url = reverse("admin:articles_article_settle_note", args=[article.pk])
    for key in (note.pk, "", "x", "9" * 30):
        assert client.post(url, {"done": key}).status_code == 404


def test_what_writes_takes_post_alone(client, rosa):
    article = make_article()
    for name in ("settle_note", "read_marks", "here"):
        assert client.get(reverse(f"admin:articles_article_{name}", args=[article.pk])).status_code == 405
    assert client.put(notes_url(article)).status_code == 405


# --- Mentions ---------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@rosa, look", ["rosa"]),
        ("(@rosa) and @erin.", ["rosa", "erin."]),
        ("write to press@un.example", []),
        ("@rosa @rosa", ["rosa"]),
        ("an @ alone, and @.", []),
        ("@rosa’s draft", ["rosa"]),
        ("@rosa@news.example", ["rosa@news.example"]),
        ("@أمل", ["أمل"]),
    ],
)
def test_the_names_that_a_text_mentions(text, names):
    assert names_in(text) == names


def test_a_mention_of_nobody_known_is_refused_and_keeps_what_was_entered(client, rosa):
    article = make_article()
    make_editor(username="erin", first_name="Erin")
    page = write(client, article, "Please look, @erni.")
    fault = soup(page).find(id="notes_text_error").get_text()
    assert "Nobody here is called @erni. Did you mean @erin?" in fault
    assert "Please look, @erni." in soup(page).find("textarea").get_text()
    assert not DeskNote.objects.exists()
    assert not InboxItem.objects.exists()
    page = write(client, article, "Ask @zzyzx")
    assert "Type @ and choose" in soup(page).find(id="notes_text_error").get_text()


@pytest.mark.parametrize("lost", [{"is_active": False}, {"is_staff": False}])
def test_who_no_longer_works_here_cannot_be_mentioned(client, rosa, lost):
    make_editor(username="gone", **lost)
    make_user(username="blind")  # may not read stories
    article = make_article()
    for name in ("gone", "blind"):
        assert "Nobody here is called" in text_of(write(client, article, f"@{name} look"))
    assert not DeskNote.objects.exists()


def test_case_does_not_matter_and_a_full_stop_ends_the_sentence(client, rosa):
    erin, dotted = make_editor(username="Erin"), make_editor(username="j.doe.")
    write(client, make_article(), "@ERIN and @j.doe. know. Also @erin.")
    assert set(InboxItem.objects.values_list("user", flat=True)) == {erin.pk, dotted.pk}


def test_two_who_differ_by_case_alone_are_kept_apart(client, rosa):
    one, other = make_editor(username="Erin"), make_editor(username="erin")
    article = make_article()
    write(client, article, "@erin")
    assert InboxItem.objects.get().user == other
    assert one != other
    assert "Nobody here is called @ERIN" in text_of(write(client, article, "@ERIN"))


def test_colleagues_are_offered_by_any_of_their_names(client, rosa):
    make_editor(username="ee", first_name="Erin", last_name="Østergaard")
    make_editor(username="gone", first_name="Erin", is_active=False)
    url = reverse("admin:articles_article_find_staff")
    for words in ("er", "ee", "ost", "Erin Ø"):
        assert client.get(url, {"term": words}).json()["results"] == [
            {"id": "ee", "text": "Erin Østergaard"}
        ], words
    everybody = client.get(url).json()["results"]
    assert [row["id"] for row in everybody] == ["ee", "rosa"]
    client.force_login(make_user())
    assert client.get(url).status_code == 403


# --- Cost ---------------------------------------------------------------
def test_a_thread_costs_two_queries_whatever_its_length(rosa, django_assert_max_num_queries):
    from articles.admin.story.notes import beside

    article = make_article()
    for n in range(12):
        DeskNote.objects.write(article, make_editor(username=f"ed{n}"), f"Note {n} @rosa @ed{n}")
    with django_assert_max_num_queries(2):  # notes with authors, marks with whom they mention
        found = beside(rosa, article)
        assert len(found["notes_open"]) == 12
        assert len(found["marks"]) == 12
