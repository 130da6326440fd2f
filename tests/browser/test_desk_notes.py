"""Two colleagues on one story, each in a browser of their own: who is there, who is called."""

import datetime

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.utils import timezone

from articles.models import Article, DeskNote, InboxItem
from tests.make import make_article


def person(name):
    return get_user_model().objects.get(username=name)


@pytest.fixture
def story(site):
    cache.clear()
    return make_article(by=person("erin"), headline="The budget, line by line")


@pytest.fixture(autouse=True)
def quiet(heard):
    """Nothing here may break the policy or a script."""
    yield
    assert heard.violations == []
    assert [said for said in heard.errors if "Failed to load resource" not in said] == []


def open_story(visit, story, user, **options):
    page = visit(f"{story.get_desk_url()}#tab-notes", user=user, **options)
    page.wait_for_selector("#notes_text")
    return page


def test_one_sees_the_other_calls_them_and_is_read_by_keyboard(visit, story):
    erin = open_story(visit, story, "erin")
    rosa = open_story(visit, story, "rosa")
    rosa.get_by_text("has this story open, last seen").wait_for()
    assert "Erin" in rosa.inner_text("[data-here-lines]")
    assert rosa.locator("[data-here-said]").get_attribute("role") == "status"
    rosa.close()
    erin.fill("#id_headline", "Typed and not saved")
    erin.focus("#notes_text")
    erin.keyboard.type("Who confirms the figure, @ro")
    erin.locator("#notes_colleagues [aria-selected=true]").wait_for()
    erin.keyboard.press("Enter")
    erin.keyboard.type("and @nobodyatall?")
    erin.keyboard.press("Control+Enter")
    erin.get_by_text("Nobody here is called @nobodyatall").wait_for()
    assert "@rosa and @nobodyatall?" in erin.input_value("#notes_text")
    erin.fill("#notes_text", "Who confirms the figure, @rosa?")
    erin.keyboard.press("Control+Enter")
    erin.locator("#side-notes .note").wait_for()
    assert erin.input_value("#notes_text") == ""
    assert erin.input_value("#id_headline") == "Typed and not saved"
    assert Article.objects.get(pk=story.pk).headline == "The budget, line by line"
    mark = InboxItem.objects.get(note__article=story)
    assert (mark.user, mark.read_at) == (person("rosa"), None)
    desk = visit("/admin/", user="rosa")
    lane = desk.locator("section", has=desk.locator("#lane-marked"))
    lane.get_by_role("link", name="Read the note: The budget, line by line").press("Enter")
    desk.locator(f"#note-{mark.note_id}:focus").wait_for()
    desk.locator("[data-to-read]").wait_for(state="detached")
    mark.refresh_from_db()
    assert mark.read_at
    desk.goto("/admin/")
    assert desk.get_by_role("link", name="Read the note: The budget").count() == 0


def test_one_s_own_second_tab_is_said_and_a_closed_one_is_forgotten(visit, story):
    first = open_story(visit, story, "erin")
    second = open_story(visit, story, "erin")
    second.get_by_text("You have this story open in another tab, last seen").wait_for()
    first.close(run_before_unload=False)
    second.reload()
    second.wait_for_timeout(500)
    second.reload()
    second.wait_for_timeout(1000)
    assert second.locator("[data-here-lines] li").count() == 0


def test_a_note_is_marked_as_done_without_leaving_the_story(visit, story):
    DeskNote.objects.write(story, person("erin"), "Call the ministry.")
    erin = open_story(visit, story, "erin")
    erin.get_by_role("button", name="Mark as done").press("Enter")
    erin.get_by_text("One note is done").wait_for()
    assert DeskNote.objects.get(article=story).done_at
    assert len(erin.context.pages) == 1


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_its_screens_have_no_barrier(visit, story, accessibility_findings, width, scheme):
    erin, rosa = person("erin"), person("rosa")
    note = DeskNote.objects.write(story, erin, "Who confirms the figure, @rosa?\nThe bank says 3.9 %.")
    DeskNote.objects.write(story, erin, "Settled.").mark_done(erin)
    story.assign(erin, rosa, timezone.now() + datetime.timedelta(days=1), "Eight hundred words.")
    Article.objects.filter(pk=story.pk).update(due_at=timezone.now() - datetime.timedelta(hours=2))
    options = {"user": "rosa", "width": width, "color_scheme": scheme}
    desk = visit("/admin/", **options)
    assert "Overdue was due" in " ".join(desk.inner_text("#content").split())
    other = open_story(visit, story, "erin", width=width, color_scheme=scheme)
    page = open_story(visit, story, **options)
    page.get_by_text("has this story open").first.wait_for()
    page.focus("#notes_text")
    page.keyboard.type("@")
    page.locator("#notes_colleagues [aria-selected=true]").wait_for()
    alone = visit(f"/admin/articles/article/{story.pk}/notes/#note-{note.pk}", **options)
    for shown in (desk, other, page, alone):
        assert accessibility_findings(shown) == []
        assert shown.evaluate("document.documentElement.scrollWidth <= innerWidth")
