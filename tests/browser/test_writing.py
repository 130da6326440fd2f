"""Writing in Chromium: checks beside the text, find and replace, full screen, text that survives a crash."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from articles.models import Article
from tests.browser.conftest import session_cookie
from tests.browser.keyboard import type_to_find
from tests.make import make_article
from tests.people.make import make_appointment, make_person, make_post

SURFACE = ".ProseMirror[contenteditable]"
OFFER = ".draft-offer"
PAUSE = 60  # ms for the editor to take a key in; people are slower


@pytest.fixture
def desk(visit):
    """desk(article) opens the form of an article; gives the page once the editor is whole."""

    def open_form(article, **options):
        page = visit(reverse("admin:articles_article_change", args=[article.pk]), user="chief", **options)
        ready(page)
        return page

    return open_form


@pytest.fixture
def luck():
    from people.models import Person

    person = Person.objects.filter(family_name="Lucknow").first()
    if person is None:
        person = make_person("Edward Lucknow")
        make_appointment(person, make_post("Keeper of the Clock"), intended="2007-08-31", start="2008-02-21")
    return person


def ready(page):
    page.wait_for_selector("input[name=body_editor_ready]", state="attached")


def written(page):
    """What the form would send now."""
    return page.locator("textarea[name=body]").input_value()


def selected(page):
    return page.evaluate("getSelection().toString()")


def kept(page):
    """How many copies this browser keeps."""
    return page.evaluate(
        "Object.keys(localStorage).filter((key) => key.startsWith('newsroom.draft:')).length"
    )


def complaints(heard):
    """What scripts complained about; a browser asks for a /favicon.ico that nobody promised."""
    return [said for said in heard.errors if "status of 404" not in said]


def type_at_the_end(page, text):
    page.locator(SURFACE).focus()
    page.wait_for_timeout(PAUSE)
    page.keyboard.press("Control+End")
    page.wait_for_timeout(PAUSE)
    page.keyboard.type(text, delay=5)


def save(page):
    with page.expect_navigation():
        page.keyboard.press("Control+s")


def leave(page, path="/"):
    """Go away as a crash does: without being asked."""
    page.evaluate("addEventListener('beforeunload', (e) => e.stopImmediatePropagation(), true)")
    page.goto(path)


# --- Checks -------------------------------------------------------------------------------------------
def test_checks_follow_what_is_entered_and_lead_to_the_place(desk, luck, heard, accessibility_findings):
    article = make_article(body="<p>First.</p><p>Last.</p>", date="2007-10-10")
    page = desk(article)
    page.get_by_role("tab", name="Checks").click()
    panel = page.locator("#side-checks")
    panel.get_by_text("Nothing to put right.").first.wait_for()
    type_at_the_end(page, " Edward Lucknow spoke.")
    panel.get_by_text("Edward Lucknow is named and not linked").first.wait_for()
    assert page.locator("[data-checks-count]").text_content() == "1"
    assert "1 thing to look at" in page.locator("[data-checks-status]").text_content()
    assert accessibility_findings(page) == []
    panel.get_by_role("link", name="Show in the text").click()
    assert selected(page) == "Edward Lucknow"
    page.locator("#id_standfirst").fill("")
    gate = panel.locator("li.gate", has_text="Write a standfirst")
    gate.wait_for()
    gate.get_by_role("link").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "id_standfirst"
    assert heard.violations == []
    assert complaints(heard) == []


def test_a_check_stays_when_the_story_is_saved_and_read_without_scripts(visit, luck):
    article = make_article(body="<p>Edward Lucknow spoke.</p>", standfirst="")
    path = reverse("admin:articles_article_change", args=[article.pk])
    page = visit(path, user="chief", java_script_enabled=False)
    panel = page.locator("#side-checks")
    assert panel.get_by_text("Edward Lucknow is named and not linked").first.is_visible()
    panel.get_by_role("link", name="Go to the standfirst").click()
    assert page.url.endswith("#id_standfirst")


# --- The title of an official -------------------------------------------------------------------------
def test_an_official_in_the_text_shows_the_title_of_the_storys_day(desk, luck, heard):
    body = f'<p>So <a data-official="{luck.pk}">Lucknow</a></p>'
    page = desk(make_article(body=body, date="2007-10-10"))
    page.locator(f"{SURFACE} [title*='named as intended Keeper of the Clock']").wait_for()
    page.locator(SURFACE).focus()
    for key in ("Control+End", "ArrowLeft", "ArrowLeft"):
        page.wait_for_timeout(PAUSE)
        page.keyboard.press(key)
    page.locator(".news-official-line", has_text="named as intended Keeper of the Clock").wait_for()
    page.locator("#id_date").fill("2008-03-01")
    page.locator("#id_date").blur()
    page.locator(f"{SURFACE} [title*='in post since 21 February 2008']").wait_for()
    assert heard.violations == []
    assert complaints(heard) == []


# --- Find and replace -----------------------------------------------------------------------------------
def test_find_and_replace_by_keyboard(desk, heard, accessibility_findings):
    article = make_article(body="<p>One cat, a Cat, <strong>cat</strong>s.</p><p>The cat again.</p>")
    page = desk(article)
    page.locator(SURFACE).focus()
    page.keyboard.press("Control+Home")
    page.keyboard.press("Control+f")
    bar = page.get_by_role("search", name="Find and replace")
    page.keyboard.type("cat")
    status = bar.get_by_role("status")
    status.get_by_text("1 of 4").wait_for()
    assert accessibility_findings(page) == []
    page.keyboard.press("Enter")
    status.get_by_text("2 of 4").wait_for()
    page.keyboard.press("Shift+Enter")
    status.get_by_text("1 of 4").wait_for()
    bar.get_by_label("Match case").check()
    status.get_by_text("1 of 3").wait_for()
    bar.get_by_label("Whole words").check()
    status.get_by_text("1 of 2").wait_for()
    bar.get_by_label("Replace with").fill("dog")
    bar.get_by_role("button", name="Replace", exact=True).click()
    status.get_by_text("1 of 1").wait_for()
    assert written(page) == "<p>One dog, a Cat, <strong>cat</strong>s.</p><p>The cat again.</p>"
    bar.get_by_label("Match case").uncheck()
    bar.get_by_label("Whole words").uncheck()
    bar.get_by_role("button", name="Replace all").click()
    status.get_by_text("3 places replaced").wait_for()
    assert written(page) == "<p>One dog, a dog, <strong>dog</strong>s.</p><p>The dog again.</p>"
    bar.get_by_label("Find").focus()
    page.keyboard.press("Escape")
    assert not bar.is_visible()
    assert page.evaluate("document.activeElement.matches('.ProseMirror[contenteditable]')")
    page.keyboard.press("Control+z")
    assert written(page) == "<p>One dog, a Cat, <strong>cat</strong>s.</p><p>The cat again.</p>"
    save(page)
    article.refresh_from_db()
    assert article.body == "<p>One dog, a Cat, <strong>cat</strong>s.</p><p>The cat again.</p>"
    assert heard.violations == []
    assert complaints(heard) == []


def test_searching_for_words_is_no_change_of_the_story(desk):
    page = desk(make_article(body="<p>Some (odd) words.*</p>"))
    page.get_by_role("button", name=re.compile("Find and replace")).click()
    bar = page.get_by_role("search", name="Find and replace")
    bar.get_by_label("Find", exact=True).fill("(odd) words.*")
    bar.get_by_text("1 of 1").wait_for()
    bar.get_by_label("Find", exact=True).fill("nowhere")
    bar.get_by_text("Not found").wait_for()
    assert not page.locator("[data-dirty]").first.is_visible()
    assert kept(page) == 0


# --- Full screen ------------------------------------------------------------------------------------------
def test_full_screen_by_its_button_and_back_by_escape(desk, heard, accessibility_findings):
    page = desk(make_article())
    editor = page.locator(".prose-editor").first
    before = editor.bounding_box()["width"]
    page.get_by_role("button", name="Toggle fullscreen").click()
    assert editor.bounding_box()["width"] > before
    assert editor.bounding_box()["x"] == 0
    assert "minute" in editor.locator(".news-wordcount").text_content()
    assert accessibility_findings(page) == []
    page.locator(SURFACE).focus()
    page.keyboard.press("Escape")
    assert editor.bounding_box()["width"] == before
    page.get_by_role("button", name="Toggle fullscreen").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Toggle fullscreen").focus()
    page.keyboard.press("Escape")
    assert editor.bounding_box()["width"] == before
    assert heard.violations == []
    assert complaints(heard) == []


# --- Unsaved text -----------------------------------------------------------------------------------------
def test_unsaved_text_is_offered_after_a_crash_and_never_put_back_by_itself(
    desk, luck, heard, accessibility_findings
):
    article = make_article(body="<p>First.</p>", headline="Old headline")
    page = desk(article)
    page.locator("#id_headline").fill("New headline")
    type_at_the_end(page, " Unsaved words.")
    page.get_by_role("tab", name="Officials").click()
    page.locator("#side-officials .add-row a").click()
    page.locator("#side-officials .official:not(.empty-form) .select2-selection").first.click()
    type_to_find(page, "Lucknow")
    page.locator(".select2-results__option", has_text="Edward Lucknow").click()
    page.wait_for_timeout(2000)
    leave(page)
    page.goto(reverse("admin:articles_article_change", args=[article.pk]))
    ready(page)
    offer = page.locator(OFFER)
    offer.wait_for()
    assert page.locator("#id_headline").input_value() == "Old headline"
    for said in ("New headline", "First. Unsaved words.", "Edward Lucknow"):
        assert said in offer.text_content()
    assert accessibility_findings(page) == []
    offer.get_by_role("button", name="Restore it into the form").click()
    assert page.locator("#id_headline").input_value() == "New headline"
    assert written(page) == "<p>First. Unsaved words.</p>"
    assert Article.objects.get(pk=article.pk).headline == "Old headline"
    save(page)
    article.refresh_from_db()
    assert (article.headline, article.body) == ("New headline", "<p>First. Unsaved words.</p>")
    assert [row.person for row in article.officials.all()] == [luck]
    ready(page)
    assert not page.locator(OFFER).is_visible()
    assert kept(page) == 0
    assert heard.violations == []
    assert complaints(heard) == []


def test_unsaved_text_can_be_discarded(desk):
    article = make_article()
    page = desk(article)
    page.locator("#id_headline").fill("Never mind")
    page.wait_for_timeout(2000)
    leave(page)
    page.goto(reverse("admin:articles_article_change", args=[article.pk]))
    page.locator(OFFER).get_by_role("button", name="Discard it").click()
    assert not page.locator(OFFER).is_visible()
    assert kept(page) == 0


def test_a_copy_on_an_older_revision_says_so_and_is_merged_not_laid_over(desk):
    from tests.make import change

    article = make_article(headline="Old", standfirst="Old too.")
    page = desk(article)
    page.locator("#id_headline").fill("Mine")
    page.wait_for_timeout(2000)
    leave(page)
    change(article, standfirst="Theirs.")
    page.goto(reverse("admin:articles_article_change", args=[article.pk]))
    ready(page)
    offer = page.locator(OFFER)
    assert "revision 1; the story is at revision 2" in offer.text_content()
    offer.get_by_role("button", name="Restore it into the form").click()
    save(page)
    ready(page)
    if Article.objects.get(pk=article.pk).headline != "Mine":  # put together, to be looked at first
        save(page)
    article.refresh_from_db()
    assert (article.headline, article.standfirst) == ("Mine", "Theirs.")


def log_in_again(page, site):
    page.context.clear_cookies()
    page.context.add_cookies([session_cookie(site, "chief")])


def test_a_lost_session_is_said_while_writing_and_the_text_goes_on(desk, site):
    article = make_article(body="<p>First.</p>")
    page = desk(article)
    Session.objects.all().delete()
    type_at_the_end(page, " Kept.")
    notice = page.get_by_role("alert").filter(has_text="You are logged out")
    notice.wait_for()
    assert kept(page) == 1
    with page.context.expect_page() as opened:
        notice.get_by_role("link", name="Log in in a new tab").click()
    other = opened.value
    other.locator("#id_username").fill("chief")
    other.locator("#id_password").fill("unguessable-in-tests")
    other.locator("[type=submit]").last.click()
    other.wait_for_url(re.compile(r"/change/"))
    other.close()
    type_at_the_end(page, " More.")
    notice.wait_for(state="detached")
    save(page)
    article.refresh_from_db()
    assert article.body == "<p>First. Kept. More.</p>"


def test_saving_into_a_lost_session_loses_nothing(desk):
    article = make_article(body="<p>First.</p>")
    page = desk(article)
    type_at_the_end(page, " Kept.")
    Session.objects.all().delete()
    save(page)
    page.locator("#id_username").fill("chief")
    page.locator("#id_password").fill("unguessable-in-tests")
    with page.expect_navigation():
        page.locator("[type=submit]").last.click()
    ready(page)
    assert "First. Kept." in page.locator(OFFER).text_content()
    page.get_by_role("button", name="Restore it into the form").click()
    save(page)
    article.refresh_from_db()
    assert article.body == "<p>First. Kept.</p>"


def test_what_was_refused_stays_kept_until_it_is_saved(desk):
    article = make_article()
    page = desk(article)
    page.locator("#id_headline").fill("")
    page.locator("#id_standfirst").fill("Typed.")
    save(page)
    ready(page)
    assert page.locator("#id_standfirst").input_value() == "Typed."
    assert kept(page) == 1
    page.locator("#id_headline").fill("A headline")
    save(page)
    ready(page)
    assert kept(page) == 0


def test_logging_out_takes_every_copy_away(desk):
    page = desk(make_article())
    page.locator("#id_headline").fill("Private")
    page.wait_for_timeout(2000)
    assert kept(page) == 1
    page.evaluate("addEventListener('beforeunload', (e) => e.stopImmediatePropagation(), true)")
    page.locator("#user-tools summary").first.click()
    with page.expect_navigation():
        page.get_by_role("button", name="Log out").click()
    assert kept(page) == 0
