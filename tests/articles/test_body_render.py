"""What readers get of a body, and what it costs to make it."""

import pytest

from articles.body.field import render_body
from newsroom.images.models import Image
from tests.newsroom.images.files import picture, sent
from tests.people.make import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall():
    return Image.objects.ingest(sent(picture(900, 600)), alt="An empty hall", credit="Photo: Desk <1>")


def figure(image, caption="", **attributes):
    given = "".join(f' data-{name}="{value}"' for name, value in attributes.items())
    return f'<figure data-media="{image.pk}"{given}><figcaption>{caption}</figcaption></figure>'


def test_plain_elements_stay_as_they_are():
    body = '<h2>Head</h2><p lang="ar" dir="rtl">a<br>b <em>c</em> <a href="/x/?a=1&amp;b=2">d</a></p><hr>'
    assert render_body(body) == body


def test_an_official_becomes_a_link_to_the_page():
    ban = make_person("Ban Ki-moon")
    page = render_body(f'<p><strong><a data-official="{ban.pk}">Mr. Ban</a></strong></p>')
    link = f'<a href="/people/ban-ki-moon/" data-official="{ban.pk}"><strong>Mr. Ban</strong></a>'
    assert page == f"<p>{link}</p>"


def test_an_official_without_a_public_page_is_plain_text():
    spy = make_person("Jane Doe", is_public=False)
    assert (
        render_body(f'<p><a data-official="{spy.pk}">Jane <em>Doe</em></a></p>') == "<p>Jane <em>Doe</em></p>"
    )


def test_a_picture_has_its_sources_caption_and_credit(hall):
    page = render_body(figure(hall, "The <em>hall</em>"))
    assert f'src="{hall.sources()["src"]}"' in page
    assert 'srcset="' in page
    assert 'sizes="(min-width: 40em) 36rem, 100vw"' in page
    assert 'alt="An empty hall"' in page
    credit = '<span class="credit">Photo: Desk &lt;1&gt;</span>'
    assert page.endswith(f"<figcaption>The <em>hall</em> {credit}</figcaption></figure>")
    assert page.startswith("<figure><picture><source ")


def test_a_story_may_say_alt_text_and_credit_itself(hall):
    page = render_body(figure(hall, alt="The &quot;hall&quot;", credit="Agency"))
    assert 'alt="The &quot;hall&quot;"' in page
    assert '<figcaption><span class="credit">Agency</span></figcaption>' in page


def test_a_picture_may_be_decorative_in_one_story(hall):
    assert 'alt=""' in render_body(figure(hall, alt=""))


def test_a_pull_quote():
    body = (
        '<figure class="pullquote"><blockquote><p>A calling</p></blockquote>'
        "<figcaption>Ban</figcaption></figure>"
    )
    quoted = "<blockquote><p>A calling</p></blockquote>"
    assert render_body(body) == f'<figure class="pull">{quoted}<figcaption>Ban</figcaption></figure>'
    alone = body.replace("Ban", "")
    assert render_body(alone) == f'<figure class="pull">{quoted}</figure>'


def test_a_film_is_a_link_and_asks_nothing_of_another_site():
    body = '<figure data-embed="https://vimeo.com/76979871"><figcaption>A film</figcaption></figure>'
    page = render_body(body)
    assert 'href="https://vimeo.com/76979871"' in page
    assert ">Watch on Vimeo</a><figcaption>A film</figcaption>" in page
    assert 'aria-label="Watch on Vimeo: A film"' in page
    assert "iframe" not in page
    assert "src=" not in page


def test_a_table_scrolls_by_itself_and_names_its_headers():
    body = (
        '<table data-caption="Two"><tbody><tr><th><p>A</p></th><th><p>B</p></th></tr>'
        "<tr><th><p>c</p></th><td><p>d</p></td></tr></tbody></table>"
    )
    assert render_body(body) == (
        '<div class="scroller" role="region" aria-labelledby="table-1" tabindex="0"><table>'
        '<caption id="table-1">Two</caption>'
        '<thead><tr><th scope="col">A</th><th scope="col">B</th></tr></thead>'
        '<tbody><tr><th scope="row">c</th><td>d</td></tr></tbody></table></div>'
    )


def test_a_table_without_a_caption_has_a_label():
    page = render_body("<table><tbody><tr><td><p>a</p></td></tr></tbody></table>" * 2)
    assert page.count('role="region" aria-label="Table" tabindex="0"') == 2
    assert "thead" not in page


def test_an_item_needs_no_paragraph_unless_it_has_two():
    assert render_body("<ul><li><p>a</p><ul><li><p>b</p></li></ul></li></ul>") == (
        "<ul><li>a<ul><li>b</li></ul></li></ul>"
    )
    two = "<ul><li><p>a</p><p>b</p></li></ul>"
    assert render_body(two) == two


def test_dirty_html_is_harmless_even_here():
    page = render_body(
        '<p onclick="x">a<script>alert(1)</script><img src=x onerror=x></p><a href="javascript:x">b</a>'
    )
    assert page == "<p>a</p><p>b</p>"


def test_two_queries_whatever_is_in_the_text(hall, django_assert_num_queries):
    people = [make_person(f"Person Number{i}") for i in range(5)]
    marks = "".join(f'<p><a data-official="{person.pk}">x</a></p>' for person in people)
    with django_assert_num_queries(2):  # people, pictures
        page = render_body(marks + figure(hall) * 3)
    assert page.count("<img ") == 3


def test_a_plain_text_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        render_body("<p>x</p>")
