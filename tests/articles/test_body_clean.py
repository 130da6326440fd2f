"""A body is cleaned to what the editor can produce, whatever is sent."""

import doctest
import random

import pytest
from django.core.exceptions import ValidationError
from django_prose_editor.config import allowlist_from_extensions

from articles.body import editor, field
from articles.body.field import clean_body
from newsroom.lib import html

EVERYTHING = (
    '<p>First <strong>bold <em>both</em></strong> by <a data-official="8">Ban Ki-moon</a>, '
    '<a href="/news/">here</a><br>and <span lang="fr">là-bas</span>&nbsp;&lt;&amp;&gt;.</p>'
    '<p lang="ar" dir="rtl">مرحبا</p>'
    '<h2>Head</h2><h3><a href="https://example.org/?a=1&amp;b=2">Sub</a></h3><hr>'
    "<ul><li><p>One</p><ul><li><p>Inner</p></li></ul></li><li><p>Two</p><p>more</p></li></ul>"
    '<ol start="3"><li><p>Three</p></li></ol>'
    '<blockquote lang="fr" dir="ltr"><p>Cité</p><ul><li><p>x</p></li></ul></blockquote>'
    '<table data-caption="Two decisions"><tbody><tr><th><p>A</p></th><th colspan="2"><p>B</p></th></tr>'
    '<tr><td rowspan="2"><p></p></td><td><p>c</p></td><td><p>d</p></td></tr></tbody></table>'
    '<figure data-media="4" data-alt="A &quot;hall&quot;" data-credit="Desk">'
    "<figcaption>The <em>hall</em></figcaption></figure>"
    '<figure data-media="5" data-alt=""><figcaption></figcaption></figure>'
    '<figure class="pullquote"><blockquote><p>A sacred calling</p></blockquote>'
    "<figcaption>Ban</figcaption></figure>"
    '<figure data-embed="https://www.youtube.com/watch?v=dQw4w9WgXcQ&amp;t=30">'
    "<figcaption>A film</figcaption></figure>"
    '<figure data-embed="https://vimeo.com/76979871"><figcaption></figcaption></figure>'
)

LYING = [
    ('<p data-official="1">x</p>', "<p>x</p>"),
    ('<p><a data-official="abc">x</a></p>', "<p>x</p>"),
    (
        '<p><a data-official="8" href="https://x.example" target="_blank">x</a></p>',
        '<p><a data-official="8">x</a></p>',
    ),
    ('<p><a data-official="99999999999999999999">x</a></p>', "<p>x</p>"),
    ('<p><a data-official="٨">x</a></p>', "<p>x</p>"),
    ('<figure data-media="7x"><figcaption>x</figcaption></figure>', ""),
    ('<figure data-media="-7"></figure>', ""),
    ("<figure></figure>", ""),
    ("<figure><figcaption>Alone</figcaption></figure>", ""),
    ("<figure class='pullquote'><blockquote><p></p></blockquote><figcaption>X</figcaption></figure>", ""),
    ('<figure data-embed="https://evil.example/watch?v=dQw4w9WgXcQ"></figure>', ""),
    ('<figure data-embed="https://youtube.com.evil.example/watch?v=dQw4w9WgXcQ"></figure>', ""),
    ('<p onclick="x()" style="color:red" class="big" id="main">x</p>', "<p>x</p>"),
    ("<p>a<script>alert(1)</script>b<style>p{}</style></p>", "<p>ab</p>"),
    ('<iframe src="https://x.example"></iframe><object></object><p>x</p>', "<p>x</p>"),
    ('<img src=x onerror="alert(1)"><p>x</p>', "<p>x</p>"),
    ('<svg><a href="javascript:x"><text>x</text></a></svg><p>x</p>', "<p>x</p>"),
    ("<h1>x</h1><h4>y</h4>", "<h2>x</h2><h3>y</h3>"),
    ("<b>x</b> <i>y</i>", "<p><strong>x</strong> <em>y</em></p>"),
    (
        '<ul><li><figure data-media="4"></figure>x</li></ul>',
        '<ul><li><p>x</p></li></ul><figure data-media="4"><figcaption></figcaption></figure>',
    ),
    ("<li>x</li>", "<p>x</p>"),
    ("<div>one</div><div>two</div>", "<p>one</p><p>two</p>"),
    ("one<br><br>two<br>three", "<p>one</p><p>two<br>three</p>"),
    ("<p></p><p>&nbsp;</p><h2> </h2><ul><li></li></ul>", ""),
    ("<em>a</em><em>b</em>", "<p><em>ab</em></p>"),
    ("<em><strong>a</strong></em>", "<p><strong><em>a</em></strong></p>"),
    ('<p lang="x y" dir="up">x</p>', "<p>x</p>"),
    (
        "<table><caption>Cap</caption><thead><tr><td>a</td></tr></thead><tr><td>b</td></tr></table>",
        '<table data-caption="Cap"><tbody>'
        "<tr><th><p>a</p></th></tr><tr><td><p>b</p></td></tr></tbody></table>",
    ),
    ("<td>x</td>", "<p>x</p>"),
    ("e\x00\x0b\ufffe&#x1;&#769;", "<p>é</p>"),
    ("a\ud800b", "<p>ab</p>"),
    ("a \n b", "<p>a b</p>"),
]

MUTATION = [
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
    '<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    '<p data-alt="</p><img src=x onerror=alert(1)>">x</p>',
    '<figure data-media="4" data-alt="&quot;&gt;<img src=x onerror=alert(1)>"></figure>',
    "<a href='&#106;avascript:alert(1)'>x</a><a href='java\tscript:alert(1)'>y</a>",
    "<xmp><p></xmp><img src=x onerror=alert(1)>",
]


@pytest.fixture(autouse=True)
def _everybody_exists(monkeypatch):
    monkeypatch.setattr(field, "_existing", lambda model, ids: set(ids))


def test_the_examples_in_the_grammar_are_true():
    assert doctest.testmod(html).failed == 0


def test_what_the_editor_writes_is_what_the_server_keeps():
    assert clean_body(EVERYTHING) == EVERYTHING


def test_the_grammar_and_the_allowlist_know_the_same_elements():
    assert allowlist_from_extensions(editor.EXTENSIONS)["tags"] == html.WRITTEN_TAGS


@pytest.mark.parametrize(("sent", "kept"), LYING)
def test_a_forged_request_gets_what_the_editor_could_have_written(sent, kept):
    assert clean_body(sent) == kept


@pytest.mark.parametrize("sent", MUTATION)
def test_markup_that_changes_when_it_is_parsed_again_stays_harmless(sent):
    kept = clean_body(sent)
    tags = {block.tag for block in html.walk(html.parse(kept))}
    assert "<img" not in kept.replace("&lt;img", "")
    assert "javascript" not in kept
    assert tags <= html.WRITTEN_TAGS


NOWHERE = [
    "", "//evil.example", "/\\evil.example", "\\\\evil.example", "https:evil.example", "https://", "http://[::1",
    "https://user:pass@evil.example/", "https://x.example:99999999/", "https://x.example/\u2028x",
    "javascript:x", " java\nscript:x", "data:text/html,x", "vbscript:x", "ftp://x.example", "mailto:nobody",
    "page.html", "#top",
]  # fmt: skip


@pytest.mark.parametrize("href", NOWHERE)
def test_a_link_that_is_not_for_readers_is_plain_text(href):
    assert clean_body(f'<p><a href="{href}">x</a></p>') == "<p>x</p>"


@pytest.mark.parametrize(
    ("href", "kept"),
    [("https://x.example/a?b=1#c", "https://x.example/a?b=1#c"), ("HTTP://X.example", "http://X.example"),
     ("/people/ban-ki-moon/", "/people/ban-ki-moon/"), ("mailto:desk@x.example", "mailto:desk@x.example"),
     (" https://x.example/a b ", "https://x.example/a%20b"), ("https://ar.example/سلام", "https://ar.example/سلام")],
)  # fmt: skip
def test_a_link_that_leads_somewhere_is_kept(href, kept):
    assert clean_body(f'<p><a href="{href}">x</a></p>') == f'<p><a href="{kept}">x</a></p>'


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("https://youtu.be/dQw4w9WgXcQ", "https://www.youtube.com/watch?v=dQw4w9WgXcQ"),
     ("https://www.youtube.com/embed/dQw4w9WgXcQ?start=12", "https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=12"),
     ("https://m.youtube.com/watch?v=dQw4w9WgXcQ&list=x", "https://www.youtube.com/watch?v=dQw4w9WgXcQ"),
     ("https://player.vimeo.com/video/76979871", "https://vimeo.com/76979871"),
     ("https://vimeo.com/76979871/abcdef12", "https://vimeo.com/76979871/abcdef12"),
     ("https://vimeo.com/channels/x", None), ("javascript:x", None),
     ("https://youtube.com/watch?v=short", None)],
)  # fmt: skip
def test_a_film_has_one_address(typed, stored):
    assert html.embed_address(typed) == stored


def test_cleaning_twice_changes_nothing():
    """Random soup of every tag that is read, some attributes, and text that joins, breaks and composes."""
    dice = random.Random(10)
    attributes = [
        'lang="fr"', 'dir="rtl"', 'class="pullquote"', 'data-media="4"', 'data-official="8"', 'href="/x/"',
        'data-embed="https://vimeo.com/1"', 'start="2"', 'colspan="2"', 'data-caption=" c "', "", "",
    ]  # fmt: skip
    texts = ["a", " ", "b ", "\u0301", "&nbsp;", "<br>", "<br><br>", "\x01", "&lt;p&gt;", "ا", "\n", "<hr>"]
    tags = sorted(html.READ_TAGS - {"br", "hr"})
    for _ in range(1500):
        soup = []
        for _ in range(dice.randrange(1, 25)):
            tag = dice.choice(tags)
            soup.append(dice.choice([f"<{tag} {dice.choice(attributes)}>", f"</{tag}>", dice.choice(texts)]))
        once = clean_body("".join(soup))
        assert clean_body(str(once)) == once, soup


def test_a_text_that_is_too_long_is_refused_in_words():
    with pytest.raises(ValidationError, match="too long: at most 2 MB"):
        clean_body("<p>" + "é" * 1_000_001)


@pytest.mark.parametrize("tag", ["blockquote", "div", "ul><li", "table><tr><td", "x", "b"])
def test_deep_nesting_is_refused_before_it_costs_anything(tag):
    with pytest.raises(ValidationError, match="nested too deeply"):
        clean_body(f"<{tag}>" * 50_000 + "x")


@pytest.mark.parametrize("tag", ["blockquote", "ul><li", "table><tr><td", "figure", "span lang=fr"])
def test_nesting_that_is_allowed_ends_in_shallow_text(tag):
    kept = clean_body(f"<{tag}>" * 200 + "x" + "</p>")
    assert html.plain_text(kept) == "x"


def test_plain_text_separates_paragraphs_and_includes_captions():
    words = html.plain_text(EVERYTHING).split("\n\n")
    assert words[:2] == ["First bold both by Ban Ki-moon, here\nand là-bas <&>.", "مرحبا"]
    assert {"Two decisions", "The hall", "A sacred calling", "Ban", "A film", "Inner"} <= set(words)


def test_the_text_of_an_excerpt_has_the_same_words_but_captions_of_tables():
    whole = html.plain_text(EVERYTHING).split()
    quick = html.quick_text(EVERYTHING).split()
    without_captions = EVERYTHING.replace(' data-caption="Two decisions"', "")
    assert quick == html.plain_text(without_captions).split() != whole
    attribute = html.write(html.parse('<p><a href="https://a.example/?a=1>2">x > y</a></p>'))
    assert html.quick_text(attribute) == "x > y"


def test_the_officials_and_pictures_of_a_text_are_listed_in_order_of_mention():
    marks = "".join(f'<a data-official="{number}">x</a> ' for number in (9, 2, 9))
    blocks = html.parse(marks + EVERYTHING)
    assert html.officials_in(blocks) == [9, 2, 8]
    assert html.pictures_in(blocks) == [4, 5]
