"""A day at the desk in Chromium: a story from its first word to its withdrawal, hands on the keyboard."""

import re

import pytest
from django.urls import reverse

from articles.models import Article, Edition
from tests.browser.keyboard import type_to_find
from tests.make import make_article, make_live

SURFACE = ".ProseMirror[contenteditable]"
WORDS = "The Special Adviser spoke on Wednesday."


@pytest.fixture(autouse=True)
def quiet(heard):
    """Nothing here may break the policy."""
    yield
    assert heard.violations == []


def ready(page):
    page.wait_for_selector("input[name=body_editor_ready]", state="attached")
    return page


def open_story(visit, article, user, **options):
    return ready(visit(reverse("admin:articles_article_change", args=[article.pk]), user=user, **options))


def reload_story(page, article):
    page.goto(reverse("admin:articles_article_change", args=[article.pk]))
    return ready(page)


def press(page, label):
    page.get_by_role("button", name=label, exact=True).click()
    page.wait_for_load_state()


def test_a_story_from_first_word_to_withdrawal(visit, heard, site):
    page = ready(visit(reverse("admin:articles_article_add"), user="rosa"))
    # --- Rosa writes it: Tab order, Enter in the headline goes on to the standfirst, Ctrl+S saves
    page.focus("#id_headline")
    page.keyboard.type("Luck speaks on early warning")
    page.keyboard.press("Enter")
    page.keyboard.type("He named three signs.")
    page.click(SURFACE)
    page.keyboard.type(WORDS)
    page.fill("#id_place", "New York")
    page.fill("#id_date", "2007-10-10")
    page.locator(".field-topics .select2-selection").click()
    type_to_find(page, "R2P", delay=20)
    page.locator(".select2-results__option", has_text="Responsibility to Protect").first.click()
    with page.expect_navigation():
        page.keyboard.press("Control+s")
    ready(page)
    article = Article.objects.get(headline="Luck speaks on early warning")
    assert [article.standfirst, article.revision_number] == ["He named three signs.", 1]
    assert [topic.name for topic in article.topics.all()] == ["Responsibility to Protect"]
    # --- She links an official, found with the title of the story's day
    page.click("#tab-officials")
    page.locator("#officials-group .add-row a").click()
    row = page.locator(".official:not(.empty-form):not(.has_original)").last
    row.locator(".select2-selection").click()
    type_to_find(page, "edward luck", delay=20)
    page.locator(".select2-results__option", has_text="named as intended").first.click()
    press(page, "Submit")
    ready(page)
    assert page.locator(".official .title-then").first.inner_text().startswith("named as intended")
    article.refresh_from_db()
    assert article.status == "submitted"
    assert article.officials.count() == 1
    # --- Erin publishes it, changes it, corrects it
    page = open_story(visit, article, "erin")
    press(page, "Approve and publish")
    edition = Edition.objects.live().get(article=article)
    address = edition.get_absolute_url()
    reader = visit(address)
    assert WORDS in reader.inner_text("main")
    ready(page)
    page.fill("#id_headline", "Luck names four signs")
    press(page, "Save")
    reader.reload()
    assert "Luck speaks on early warning" in reader.inner_text("h1")
    ready(page)
    page.get_by_text("More", exact=True).click()
    page.get_by_role("button", name=re.compile("Publish changes…")).click()
    page.select_option("#id_kind", "correction")
    page.fill("#id_note", "There are four signs, not three.")
    page.fill("#id_override", "Nobody else is here.")
    press(page, "Publish now")
    reader.reload()
    assert "Luck names four signs" in reader.inner_text("h1")
    assert "There are four signs, not three." in reader.inner_text("main")
    # --- She withdraws it
    ready(page)
    page.get_by_text("More", exact=True).click()
    page.get_by_role("link", name=re.compile("Withdraw…")).click()
    page.fill("#id_reason", "The speech was another one.")
    page.fill("#id_explanation", "We reported a speech that was not given.")
    press(page, "Withdraw now")
    assert not Edition.objects.live().filter(article=article).exists()
    gone = visit("/")
    answer = gone.goto(address)
    assert answer.status == 410
    assert "We reported a speech that was not given." in gone.inner_text("main")


def test_enter_in_a_field_saves_and_changes_nothing_else(visit):
    article = make_article(headline="Enter is harmless")
    article.submit(article.owner)
    page = open_story(visit, article, "erin")
    page.fill("#id_place", "Geneva")
    page.focus("#id_place")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    article.refresh_from_db()
    assert (article.status, article.place) == ("submitted", "Geneva")
    assert not article.editions.exists()


def test_control_s_on_a_correction_checks_and_publishes_nothing(visit):
    article = make_live(headline="Control and S", slug="control-s")
    page = visit(reverse("admin:articles_article_step", args=[article.pk, "correct"]), user="erin")
    ready(page).fill("#id_headline", "Control and S, corrected")
    with page.expect_navigation():
        page.keyboard.press("Control+s")
    assert page.input_value("#id_headline") == "Control and S, corrected"
    assert article.editions.count() == 1


def test_enter_on_a_step_checks_and_does_not_act(visit):
    article = make_article(headline="Enter does not schedule")
    article.submit(article.owner)
    page = visit(reverse("admin:articles_article_step", args=[article.pk, "schedule"]), user="erin")
    page.fill("#id_day", "2020-01-01")
    page.focus("#id_day")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert not article.editions.exists()
    assert page.input_value("#id_day") == "2020-01-01"


def test_the_preview_follows_the_keys_and_saves_nothing(visit):
    article = make_article(headline="Before the preview")
    page = open_story(visit, article, "erin")
    frame = page.frame_locator("iframe.preview")
    frame.get_by_role("heading", name="Before the preview").wait_for()
    page.fill("#id_headline", "While I am typing")
    frame.get_by_role("heading", name="While I am typing").wait_for(timeout=5000)
    article.refresh_from_db()
    assert article.headline == "Before the preview"


def test_the_order_of_a_byline_is_changed_from_the_keyboard(visit):
    from articles.models import Author

    authors = list(Author.objects.all()[:2])
    article = make_article(headline="Two authors", authors=authors)
    page = open_story(visit, article, "erin")
    page.get_by_role("button", name=f"Move down: {authors[0]}").focus()
    page.keyboard.press("Enter")
    with page.expect_navigation():
        page.keyboard.press("Control+s")
    assert [row.author for row in article.bylines.all()] == authors[::-1]


def test_leaving_with_unsaved_words_is_asked_about(visit):
    article = make_article(headline="Do not leave")
    page = open_story(visit, article, "erin")
    page.fill("#id_note", "Unsaved")
    assert page.locator("[data-dirty]").is_visible()
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.get_by_role("link", name="Pictures").click()
    page.wait_for_url("**/images/image/")
    assert asked == ["beforeunload"]


@pytest.mark.parametrize("width", [1440, 390, 320])
@pytest.mark.parametrize("path", ["schedule", "withdraw", "revisions"])
def test_no_page_of_a_story_scrolls_sideways(visit, width, path):
    article = make_article(headline="Supercalifragilistic " * 6)
    article.submit(article.owner)
    if path == "withdraw":
        article = Edition.objects.live().first().article
    page = visit(f"/admin/articles/article/{article.pk}/{path}/", user="erin", width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.goto(reverse("admin:articles_article_change", args=[article.pk]))
    assert page.evaluate("document.documentElement.scrollWidth") <= width
