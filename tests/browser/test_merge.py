"""Two browsers on one story, and a correction of a live one: by keyboard, and without a loss."""

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

from articles.models import Article, Edition
from tests.make import change, make_article

SURFACE = ".ProseMirror[contenteditable]"
BODY = "<p>One stands here.</p><p>Two is about the Council.</p><p>Three ends the story.</p>"


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


def press(page, label):
    with page.expect_navigation():
        page.get_by_role("button", name=label, exact=True).click()


def stored(article):
    return Article.objects.get(pk=article.pk)


def write(page, paragraph, old, new):
    """Replace some words of a paragraph in the editor."""
    page.evaluate(
        """([n, old, text]) => {
            const editor = document.querySelector(".ProseMirror[contenteditable]").editor
            let from
            editor.state.doc.forEach((node, at, index) => {
                if (index === n) from = at + 1 + node.textContent.indexOf(old)
            })
            editor.chain().insertContentAt({ from, to: from + old.length }, text).run()
        }""",
        [paragraph, old, new],
    )


def test_what_two_people_wrote_apart_is_reconciled_and_is_saved_by_keyboard(visit):
    article = make_article(headline="As it was", standfirst="As it was.", body=BODY)
    erin, rosa = open_story(visit, article, "erin"), open_story(visit, article, "rosa")
    rosa.fill("#id_standfirst", "Rosa’s standfirst")
    write(rosa, 1, "Council", "Assembly")
    press(rosa, "Save")
    erin.fill("#id_headline", "Erin’s headline")
    write(erin, 2, "ends", "closes")
    with erin.expect_navigation():
        erin.keyboard.press("Control+s")
    assert "Rosa Reporter saved revision 2" in erin.inner_text("#reconciled-head")
    assert stored(article).revision_number == 2
    ready(erin)
    assert erin.input_value("#id_headline") == "Erin’s headline"
    assert erin.input_value("#id_standfirst") == "Rosa’s standfirst"
    assert "closes" in erin.inner_text(SURFACE)
    assert "Assembly" in erin.inner_text(SURFACE)
    with erin.expect_navigation():
        erin.keyboard.press("Control+s")
    now = stored(article)
    assert (now.headline, now.standfirst, now.revision_number) == ("Erin’s headline", "Rosa’s standfirst", 3)
    assert now.body == BODY.replace("Council", "Assembly").replace("ends", "closes")


@pytest.fixture
def clash(visit):
    """(article, Erin's page) after Rosa was faster with the headline and the second paragraph."""
    article = make_article(headline="As it was", body=BODY)
    erin, rosa = open_story(visit, article, "erin"), open_story(visit, article, "rosa")
    rosa.fill("#id_headline", "Rosa’s headline")
    write(rosa, 1, "Council", "Assembly")
    press(rosa, "Save")
    erin.fill("#id_headline", "Erin’s headline")
    write(erin, 1, "is about", "was about")
    erin.fill("#id_note", "Erin’s note")
    press(erin, "Save")
    return article, erin


def test_a_conflict_is_chosen_by_keyboard_with_own_words_in_the_editor(clash):
    article, erin = clash
    assert erin.inner_text("h1") == "Two people changed this story"
    assert erin.locator("input[type=radio]:checked").count() == 0
    erin.locator("fieldset.clash").nth(0).locator("[value=mine]").focus()
    erin.keyboard.press("ArrowDown")  # to theirs, as radio buttons go
    own = erin.locator("fieldset.clash").nth(1)
    own.locator(SURFACE).click()
    assert own.locator(SURFACE).inner_text().strip() == "Two was about the Assembly."
    erin.keyboard.press("Control+End")
    erin.keyboard.type(" At last.")
    own.locator("[value=own]").check()
    with erin.expect_navigation():
        erin.keyboard.press("Enter")  # checks, and saves nothing
    assert stored(article).revision_number == 2
    assert erin.locator("input[type=radio]:checked").count() == 2
    erin.locator("fieldset.clash").nth(1).locator(SURFACE).wait_for()
    press(erin, "Save the merged story")
    now = stored(article)
    assert (now.headline, now.note, now.revision_number) == ("Rosa’s headline", "Erin’s note", 3)
    assert "<p>Two was about the Assembly. At last.</p>" in now.body


def test_one_s_own_second_window_is_asked_like_anybody_s(visit):
    article = make_article(headline="As it was")
    one, two = open_story(visit, article, "erin"), open_story(visit, article, "erin")
    one.fill("#id_headline", "From the first window")
    press(one, "Save")
    two.fill("#id_headline", "From the second window")
    press(two, "Save")
    assert "You, in another window" in two.inner_text(".dateline")
    two.get_by_text("More", exact=True).click()
    with two.expect_navigation():
        two.get_by_role("button", name="Take all of theirs").click()
    assert stored(article).headline == "From the first window"
    assert article.revisions.get(number=3).payload["headline"] == "From the second window"


@pytest.mark.parametrize("width", [1440, 390])
def test_the_conflict_page_is_accessible_and_does_not_scroll_sideways(clash, accessibility_findings, width):
    _article, erin = clash
    erin.set_viewport_size({"width": width, "height": 900})
    assert accessibility_findings(erin) == []
    assert erin.evaluate("document.documentElement.scrollWidth") <= width


def test_the_conflict_page_in_the_dark_is_accessible_too(clash, accessibility_findings):
    _article, erin = clash
    erin.emulate_media(color_scheme="dark")
    assert accessibility_findings(erin) == []


def some_live_story(number):
    article = make_article(headline=f"Luck names three signs ({number})", standfirst="In short.", body=BODY)
    article.publish(get_user_model().objects.get(username="erin"), gates_override="A test.")
    return article


@pytest.mark.parametrize("width", [1440, 390])
def test_a_live_story_is_corrected_while_the_desk_copy_waits(visit, accessibility_findings, width):
    article = some_live_story(width)
    change(stored(article), standfirst="An unpublished standfirst.")
    page = open_story(visit, article, "erin", width=width)
    page.get_by_text("More", exact=True).click()
    with page.expect_navigation():
        page.get_by_role("link", name="Correct what readers see…").click()
    ready(page)
    assert accessibility_findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.input_value("#id_standfirst") == "In short."
    page.fill("#id_headline", "Luck names four signs")
    page.focus("#id_place")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert article.editions.count() == 1
    ready(page)
    page.select_option("#id_kind", "correction")
    page.fill("#id_public_note", "There are four signs, not three.")
    page.fill("#id_override", "Nobody else is here.")
    press(page, "Publish the correction")
    if page.locator("#id_gates_override").count() and page.locator("#id_gates_override").is_visible():
        ready(page)
        page.fill("#id_gates_override", "A test.")
        press(page, "Publish the correction")
    assert "Corrected: readers see edition 2 now" in page.inner_text(".messagelist")
    reader = visit(Edition.objects.live().get(article=article).get_absolute_url())
    assert "Luck names four signs" in reader.inner_text("h1")
    assert "There are four signs, not three." in reader.inner_text("main")
    now = stored(article)
    assert (now.headline, now.standfirst) == ("Luck names four signs", "An unpublished standfirst.")
