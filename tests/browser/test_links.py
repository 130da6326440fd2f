"""Linking officials in Chromium: the link desk by keys and by mouse, bulk links, the panel beside a story."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from articles.models import Article, LinkBatch, SuggestionDismissal
from people.models import Person
from tests.browser.conftest import WIDTHS
from tests.make import make_article, make_live, make_reporter
from tests.people.make import make_appointment, make_person, make_post

SURFACE = ".ProseMirror[contenteditable]"
BODY = (
    "<p>Orla Quartermain told reporters on Wednesday that the plan stands.</p><h2>A second view</h2>"
    "<p>Then Basil Thornquist left the room with Ida Vexley, and Orla Quartermain said no more.</p>"
)


@pytest.fixture
def people():
    """Three officials of whom the demo knows nothing; one of the names is borne by two."""
    if not Person.objects.filter(family_name="Quartermain").exists():
        make_appointment("Orla Quartermain", make_post("Keeper of the Seal"), start="2005-01-01")
        make_appointment("Basil Thornquist", make_post("Keeper of the Keys"), intended="2007-08-31")
        make_person("Ida Vexley"), make_person("Ida Vexley", slug="ida-vexley-2")
    return {person.family_name: person for person in Person.objects.all()}


def linked(article):
    rows = article.live_edition.edition_officials.order_by("position")
    return [(row.person.full_name, row.role) for row in rows]


def focused(page):
    return page.evaluate("document.activeElement.textContent.trim()")


def open_desk(visit, article, **options):
    page = visit(reverse("admin:links_story", args=[article.pk]), user="petra", **options)
    page.wait_for_selector("li.at, [data-empty]")
    return page


def press(page, key):
    """Press a key and wait for the answer that it fetches."""
    with page.expect_response(
        lambda answer: answer.request.method == "GET" and "/admin/links/" in answer.url
    ):
        page.keyboard.press(key)
    page.wait_for_timeout(150)


def complaints(heard):
    return [said for said in heard.errors if "status of 404" not in said]


def test_a_story_is_linked_by_keys_alone_in_a_few_strokes(visit, heard, people):
    article = make_live(body=BODY, date="2007-10-10", headline="Keys alone")
    page = open_desk(visit, article)
    assert focused(page) == "Link: Orla Quartermain"
    page.keyboard.press("s")
    press(page, "a")
    assert linked(article) == [("Orla Quartermain", "speaker")]
    assert focused(page) == "Link: Basil Thornquist"
    assert page.locator("mark.linked").first.inner_text() == "Orla Quartermain"
    press(page, "d")
    assert "Ida Vexley" in focused(page) or "chosen" in focused(page)
    page.keyboard.press("2")
    press(page, "Enter")
    assert [name for name, _role in linked(article)] == ["Orla Quartermain", "Ida Vexley"]
    assert SuggestionDismissal.objects.filter(article=article, why="passing").count() == 1
    assert focused(page) == "Next story"
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert heard.violations == complaints(heard) == []


def test_undo_and_moving_by_keys_and_the_text_answers(visit, heard, people):
    article = make_live(body=BODY, headline="Undo by key")
    page = open_desk(visit, article)
    page.keyboard.press("j")
    assert focused(page) == "Link: Basil Thornquist"
    assert page.locator("mark.lit").inner_text() == "Basil Thornquist"
    page.keyboard.press("ArrowUp")
    press(page, "a")
    assert len(linked(article)) == 1
    press(page, "u")
    assert linked(article) == []
    assert focused(page) == "Link: Orla Quartermain"
    assert "Undone" in page.locator("[data-message]").inner_text()
    assert "Undone" in page.locator("[data-say]").inner_text()
    page.locator(".links-text mark", has_text="Basil").click()
    assert focused(page) == "Link: Basil Thornquist"
    assert heard.violations == complaints(heard) == []


def test_many_are_linked_by_mouse_and_one_is_taken_off(visit, heard, people):
    article = make_live(body=BODY, headline="By mouse")
    page = open_desk(visit, article)
    page.locator("[data-tick-strong]").click()
    page.locator("label.tick", has_text="Ida Vexley").first.locator("input").uncheck()
    page.get_by_role("button", name="Link the ticked").click()
    page.wait_for_selector(".linked li >> nth=1")
    assert {name for name, _role in linked(article)} == {"Orla Quartermain", "Basil Thornquist"}
    page.get_by_role("button", name=re.compile("Take off.*Basil Thornquist")).click()
    expect(page.locator(".linked li")).to_have_count(1)
    assert {name for name, _role in linked(article)} == {"Orla Quartermain"}
    assert heard.violations == complaints(heard) == []


def test_the_link_desk_works_without_scripts(visit, people):
    article = make_live(body=BODY, headline="Without scripts")
    page = visit(reverse("admin:links_story", args=[article.pk]), user="petra", java_script_enabled=False)
    with page.expect_navigation():
        page.get_by_role("button", name=re.compile("Link.*Orla Quartermain")).click()
    assert [name for name, _role in linked(article)] == ["Orla Quartermain"]
    with page.expect_navigation():
        page.get_by_role("button", name="Undo").first.click()
    assert linked(article) == []


def test_one_person_is_linked_everywhere_and_taken_back(visit, heard, people):
    person = make_person("Quill Ostrander")
    stories = [make_live(body=f"<p>Quill Ostrander spoke, {n}.</p>") for n in range(3)]
    page = visit(reverse("admin:people_person_change", args=[person.pk]), user="petra")
    page.get_by_role("link", name="Link in every story").click()
    assert page.locator("[name=story]").count() == 3
    page.locator("[name=story]").first.uncheck()
    page.get_by_role("button", name="Link in the ticked stories").click()
    page.wait_for_selector(".messagelist")
    assert "linked in 2 stories" in page.locator(".messagelist").inner_text()
    assert sum(len(linked(story)) for story in stories) == 2
    page.get_by_role("button", name="Take all of them back").click()
    page.wait_for_selector(".messagelist")
    assert sum(len(linked(story)) for story in stories) == 0
    assert LinkBatch.objects.get(person=person).undone_by.username == "petra"
    assert heard.violations == complaints(heard) == []


# --- Beside the story ------------------------------------------------------------------------------------
@pytest.fixture
def form(visit):
    def open_form(article, **options):
        page = visit(reverse("admin:articles_article_change", args=[article.pk]), user="chief", **options)
        page.wait_for_selector("input[name=body_editor_ready]", state="attached")
        page.get_by_role("tab", name="Officials").click()
        return page

    return open_form


def test_the_panel_suggests_as_one_writes_and_focus_stays_in_the_text(form, heard, people):
    article = make_article(body="<p>Nobody yet.</p>", date="2007-10-10")
    page = form(article)
    page.locator(SURFACE).focus()
    page.keyboard.press("Control+End")
    page.keyboard.type(" Orla Quartermain spoke.")
    page.wait_for_selector("[data-suggestion]")
    assert page.evaluate("document.activeElement.matches('.ProseMirror')")
    assert "found in the text" in page.locator("[data-suggestions-status]").inner_text()
    assert page.locator("[data-suggestions-count]").inner_text() == "1"
    page.locator("[data-accept]").focus()
    page.keyboard.press("s")
    page.keyboard.press("a")
    assert page.locator("[data-suggestion]").count() == 0
    assert not article.officials.exists()
    with page.expect_navigation():
        page.keyboard.press("Control+s")
    row = article.officials.get()
    assert (row.person.full_name, row.role) == ("Orla Quartermain", "speaker")
    assert Article.objects.get(pk=article.pk).body == "<p>Nobody yet. Orla Quartermain spoke.</p>"
    assert heard.violations == complaints(heard) == []


def test_a_dismissal_beside_the_story_is_kept_and_undone(form, heard, people):
    article = make_article(body=BODY)
    page = form(article)
    page.locator("[data-accept]").first.focus()
    page.keyboard.press("o")
    page.wait_for_selector("[data-suggestions-done] li")
    dismissed = SuggestionDismissal.objects.get(article=article)
    assert (dismissed.person.full_name, dismissed.why) == ("Orla Quartermain", "other")
    assert "Basil Thornquist" in focused(page)
    page.get_by_role("button", name="Undo: Orla Quartermain").click()
    page.wait_for_selector("[data-suggestion] >> nth=2")
    assert not SuggestionDismissal.objects.filter(article=article).exists()
    assert heard.violations == complaints(heard) == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_screens_of_linking_have_no_barrier(visit, heard, accessibility_findings, people, width, scheme):
    article = make_live(body=BODY, officials=[people["Thornquist"]], headline=f"Axe, {scheme} at {width}")
    draft = make_article(body=BODY)
    draft.submit(make_reporter())
    page = visit("/admin/links/", user="chief", width=width, color_scheme=scheme)
    findings = []
    for path in (
        "/admin/",
        "/admin/links/",
        reverse("admin:links_story", args=[article.pk]),
        reverse("admin:links_story", args=[draft.pk]),
        reverse("admin:links_person", args=[people["Quartermain"].pk]),
        reverse("admin:articles_article_change", args=[draft.pk]) + "#tab-officials",
        article.live_edition.get_absolute_url(),
    ):
        page.goto(path)
        page.wait_for_timeout(300)
        # At its end no part of a page lies under the row of buttons that stays in the window.
        page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
        findings += accessibility_findings(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    assert findings == heard.violations == []
