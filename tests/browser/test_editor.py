"""The body editor in Chromium: what is written, marked and pasted is saved, under the strict policy."""

import re

import pytest
from django.urls import reverse

from articles.models import Article
from newsroom.images.models import Image
from people.models import Person
from tests.make import make_article
from tests.newsroom.images.files import picture, sent
from tests.people.make import make_appointment, make_person, make_post

SURFACE = ".ProseMirror[contenteditable]"
DIALOG = "dialog.npick"
CHOSEN = f"{DIALOG} [role=option][aria-selected=true]"
PAUSE = 60  # ms for the editor to take a key in; people are slower
PASTE = """
(html) => {
  const clipboard = new DataTransfer()
  clipboard.setData("text/html", html)
  clipboard.setData("text/plain", "plain")
  const event = new ClipboardEvent("paste", {clipboardData: clipboard, bubbles: true, cancelable: true})
  document.querySelector(".ProseMirror[contenteditable]").dispatchEvent(event)
}
"""
GOOGLE = (
    '<b style="font-weight:normal;" id="docs-internal-guid-1"><h1 dir="ltr" style="line-height:1">'
    '<span style="font-weight:400">Title</span></h1>'
    '<p dir="ltr"><span style="font-weight:400">Plain </span>'
    '<span style="font-weight:700">bold</span><span style="font-weight:400;font-style:italic"> italic</span> '
    '<a href="https://www.google.com/url?q=https://un.example/x&amp;sa=D"><span>link</span></a></p>'
    '<ul><li dir="ltr"><p dir="ltr" role="presentation"><span>one</span></p></li></ul></b>'
)
WORD = (
    '<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p{margin:0}</style></head>'
    "<body><h1>Title<o:p></o:p></h1><p class=MsoNormal style='margin:0' lang=EN-US>Plain <b>bold</b></p>"
    "<p class=MsoListParagraphCxSpFirst style='mso-list:l0 level1 lfo1'><![if !supportLists]><span>"
    "<span style='mso-list:Ignore'>·<span>&nbsp;&nbsp; </span></span></span><![endif]>one<o:p></o:p></p>"
    "</body></html>"
)


@pytest.fixture
def desk(visit):
    """desk(article) opens the form of an article; gives the page once the editor is whole."""

    def open_form(article, **options):
        page = visit(reverse("admin:articles_article_change", args=[article.pk]), user="chief", **options)
        page.wait_for_selector("input[name=body_editor_ready]", state="attached")
        return page

    return open_form


@pytest.fixture
def hall():
    image = Image.objects.filter(title="Editor's hall").first()
    fields = {
        "title": "Editor's hall",
        "alt": "An empty hall",
        "credit": "Desk",
        "caption": "Before a session",
    }
    return image or Image.objects.ingest(sent(picture(61, 43)), **fields)


@pytest.fixture
def ban():
    """Not the one of the demo newsroom."""
    person = Person.objects.filter(given_name="Ki-moonlight").first()
    if person is None:
        person = make_person("Ban Ki-moonlight")
        post = make_post("Keeper of the Moonlight")
        make_appointment(person, post, start="2007-01-01", end="2016-12-31")
    return person


def press(page, *keys):
    for key in keys:
        page.wait_for_timeout(PAUSE)
        page.keyboard.press(key)
    page.wait_for_timeout(PAUSE)


def write_at_the_end(page):
    page.locator(SURFACE).focus()
    press(page, "Control+End")


def written(page):
    """What the form would send now."""
    return page.locator("textarea[name=body]").input_value()


def save(page):
    with page.expect_navigation():
        page.locator("[name=_continue]").last.evaluate("button => button.form.requestSubmit(button)")


def stored(article):
    return Article.objects.values_list("body", flat=True).get(pk=article.pk)


def test_an_official_is_marked_by_keyboard_saved_and_read_back(desk, ban, heard):
    article = make_article(body="<p>First.</p>", date="2007-10-10")
    page = desk(article)
    write_at_the_end(page)
    page.keyboard.type(" Said ")
    press(page, "Control+Shift+o")
    page.keyboard.type("Moonlight")
    option = page.locator(CHOSEN, has_text="Ban Ki-moonlight")
    option.wait_for()
    assert "Keeper of the Moonlight" in option.text_content()
    assert "in post since 1 January 2007" in option.text_content()
    press(page, "Enter")
    page.locator(DIALOG).wait_for(state="detached")
    page.keyboard.type(" today.")
    page.get_by_text("5 words · ").wait_for()
    save(page)
    wanted = f'<p>First. Said <a data-official="{ban.pk}">Ban Ki-moonlight</a> today.</p>'
    assert stored(article) == wanted
    page.wait_for_selector("input[name=body_editor_ready]", state="attached")
    assert written(page) == wanted
    assert heard.violations == []
    assert [error for error in heard.errors if "404" not in error] == []


def test_nothing_of_the_grammar_changes_in_the_editor(desk, hall, ban, heard):
    from tests.articles.test_body_clean import EVERYTHING

    body = re.sub('data-official="8"', f'data-official="{ban.pk}"', EVERYTHING)
    body = re.sub('data-media="[45]"', f'data-media="{hall.pk}"', body)
    article = make_article(body=body)
    assert stored(article) == body
    page = desk(article)
    assert written(page) == body  # opening is no change
    assert not page.get_by_text("Not saved yet").is_visible()
    shown = page.evaluate(f"document.querySelector('{SURFACE}').editor.getHTML()")
    assert shown == body + "<p></p>"  # the paragraph after the last figure, to write on
    assert heard.violations == []


def test_a_picture_goes_beside_a_list_with_its_caption(desk, hall):
    article = make_article(body="<ul><li><p>one</p></li></ul>")
    page = desk(article)
    page.locator(f"{SURFACE} li").click()
    page.get_by_role("button", name="Picture from the library").click()
    page.locator(f"{DIALOG} [role=combobox]").fill("Editor's hall")
    page.locator(CHOSEN, has_text="Editor's hall").wait_for()
    press(page, "Enter", "Enter")
    page.keyboard.type("After.")
    save(page)
    figure = f'<figure data-media="{hall.pk}"><figcaption>Before a session</figcaption></figure>'
    assert stored(article) == f"<ul><li><p>one</p></li></ul>{figure}<p>After.</p>"


def test_a_link_that_leads_nowhere_is_refused_in_the_dialog(desk):
    page = desk(make_article(body="<p>word</p>"))
    write_at_the_end(page)
    press(page, "Shift+Home", "Control+k")
    address = page.locator(DIALOG).get_by_label("Address")
    address.fill("javascript:alert(1)")
    press(page, "Enter")
    assert "Give a web address" in page.locator(f"{DIALOG} [role=alert]").text_content()
    address.fill("example.org/a")
    press(page, "Enter")
    assert written(page) == '<p><a href="https://example.org/a">word</a></p>'


@pytest.mark.parametrize(("clipboard", "kept"), [
    (GOOGLE, "<h2>Title</h2><p>Plain <strong>bold</strong><em> italic</em> "
             '<a href="https://un.example/x">link</a></p><ul><li><p>one</p></li></ul>'),
    (WORD, "<h2>Title</h2><p>Plain <strong>bold</strong></p><ul><li><p>one</p></li></ul>"),
    ("<figure><img src='x.png'><figcaption>c</figcaption></figure><p onclick='x'>p</p>", "<p>c</p><p>p</p>"),
])  # fmt: skip
def test_what_is_pasted_has_clean_structure(desk, heard, clipboard, kept):
    page = desk(make_article(body=""))
    page.locator(SURFACE).focus()
    page.evaluate(PASTE, clipboard)
    press(page)
    assert written(page).removesuffix("<p></p>") == kept
    assert heard.violations == []


def test_an_editor_without_our_module_refuses_and_so_does_the_server(visit):
    body = '<figure class="pullquote"><blockquote><p>A</p></blockquote><figcaption>B</figcaption></figure>'
    article = make_article(body=body)
    page = visit("/admin/", user="chief")
    page.route(
        "**/newsroom/editor*.js",
        lambda route: route.abort() if "guard" not in route.request.url else route.continue_(),
    )
    page.goto(reverse("admin:articles_article_change", args=[article.pk]))
    page.get_by_text("The editor did not load completely").wait_for()
    area = page.locator("textarea[name=body]")
    assert area.get_attribute("readonly") is not None
    area.evaluate("area => { area.readOnly = false; area.value = '<p>Gone</p>' }")
    save(page)
    assert page.get_by_text("so this text was not saved").first.is_visible()
    assert stored(article) == body


@pytest.mark.parametrize("width", [1440, 390])
def test_the_editor_and_its_dialogs_have_no_barriers(desk, hall, width, accessibility_findings):
    page = desk(make_article(body=f'<p>Text</p><figure data-media="{hall.pk}"></figure>'), width=width)
    assert page.get_by_role("textbox", name="Text").count() >= 1
    assert accessibility_findings(page) == []
    page.get_by_role("button", name="Picture from the library").click()
    page.locator(f"{DIALOG} [role=option]").first.wait_for()
    assert accessibility_findings(page) == []
    press(page, "Escape")
    assert page.locator(DIALOG).count() == 0
    assert page.evaluate("document.activeElement.matches('.ProseMirror')")
