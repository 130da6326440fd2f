"""The story page: what a reader sees, where old addresses lead, and what it costs."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.make import change, make_article, make_author, make_editor, make_image, make_live, make_topic
from tests.people.make import make_appointment, make_person

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


def address(article):
    return article.editions.order_by("-number").first().get_absolute_url()


def read(client, article):
    return client.get(address(article)).content.decode()


# --- What it shows --------------------------------------------------------------------------------
def test_a_story_shows_its_words_authors_topics_and_record(client):
    article = make_live(
        headline="Ban speaks of a “sacred calling”",
        standfirst="Two names stand beside the words.",
        body="<p>To stop mass atrocities.</p>",
        place="New York",
        date=datetime.date(2007, 10, 10),
        topics=[make_topic()],
        authors=[make_author(), make_author("Tom Adeyemi")],
    )
    page = read(client, article)
    assert "<h1>Ban speaks of a “sacred\xa0calling”</h1>" in page
    assert "Two names stand beside the words." in page
    assert "<p>To stop mass atrocities.</p>" in page
    assert "New York, " in page
    assert '<time datetime="2007-10-10">10 October 2007</time>' in page
    assert '<a href="/topics/responsibility-to-protect/">Responsibility to Protect</a>' in page
    assert page.index("Ilse Marrow") < page.index("Tom Adeyemi")
    assert "1 of 1" in page


def test_a_correction_is_shown_above_the_text_with_its_time(client, time_machine):
    time_machine.move_to("2007-10-10T14:05:00Z")
    article = make_live(body="<p>Luck had been appointed.</p>")
    time_machine.move_to("2007-10-10T17:40:00Z")
    change(article, body="<p>Luck is to be appointed.</p>")
    article.publish(make_editor(), kind="correction", note="Luck is intended, not appointed.")
    page = read(client, article)
    assert page.index("Luck is intended, not appointed.") < page.index("Luck is to be appointed.")
    assert "10 October 2007, 13:40 EDT" in page
    assert "2 of 2" in page
    assert f'href="{address(article)}editions/?changed=2"' in page


def test_a_minor_change_is_not_announced_above_the_text(client):
    article = make_live(body="<p>Teh text.</p>")
    change(article, body="<p>The text.</p>")
    article.publish(make_editor(), kind="minor", note="A typing error.")
    assert "A typing error." not in read(client, article).partition("The text.")[0]


def test_a_picture_is_shown_with_its_words_and_credit(client):
    article = make_live(
        lead_image=make_image(1600, 1000), lead_alt="Empty seats.", lead_caption="Before the session."
    )
    page = read(client, article)
    assert 'alt="Empty seats."' in page
    assert "Before the session. Illustration: Desk" in page
    assert 'fetchpriority="high"' in page


def test_a_story_in_arabic_says_so_and_the_house_around_it_does_not(client):
    article = make_live(headline="دعوة مقدسة", language="ar", slug="calling")
    page = read(client, article)
    assert '<article class="grid story" lang="ar" dir="rtl">' in page
    assert '<footer class="publication" aria-labelledby="publication" lang="en-gb" dir="ltr">' in page


def test_words_of_a_headline_cannot_become_markup(client):
    page = read(client, make_live(headline="</title><script>alert(1)</script>", slug="x"))
    assert "<script>alert" not in page


def test_canonical_and_open_graph_name_the_one_address(client):
    article = make_live(headline="Open", standfirst="Stand.", topics=[make_topic()], authors=[make_author()])
    page, url = read(client, article), f"http://127.0.0.1:8000{address(article)}"
    assert f'<link rel="canonical" href="{url}">' in page
    assert f'<meta property="og:url" content="{url}">' in page
    assert '<meta property="og:type" content="article">' in page
    assert '<meta property="article:author" content="http://127.0.0.1:8000/authors/ilse-marrow/">' in page
    assert '<meta property="og:image" content="http://127.0.0.1:8000/static/newsroom/logo.png">' in page


def test_related_are_the_newest_others_on_the_first_topic(client):
    council, other = make_topic("Council"), make_topic("Other")
    for n in range(4):
        make_live(headline=f"Related {n}", topics=[council])
    make_live(headline="Elsewhere", topics=[other])
    page = read(client, make_live(headline="This one", topics=[council, other]))
    related = page.partition('id="related"')[2]
    assert [f"Related {n}" in related for n in range(4)] == [False, True, True, True]
    assert "Elsewhere" not in related
    assert "This one" not in related


# --- Officials ------------------------------------------------------------------------------------
def test_a_hidden_person_is_not_named_beside_a_story(client):
    seen, hidden = make_person("Ban Ki-moon"), make_person("Hidden Person", is_public=False)
    page = read(client, make_live(officials=[seen, hidden]))
    assert "Ban Ki-moon" in page
    assert "Hidden Person" not in page


def test_the_title_is_that_of_the_post_an_editor_chose(client):
    person = make_person("Sha Zukang")
    make_appointment(person, "Ambassador", start="2007-01-01")
    pinned = make_appointment(person, "Chair of the Council", start="2007-02-01")
    article = make_article(officials=[person], date=datetime.date(2007, 10, 10))
    article.officials.update(appointment=pinned)
    article.save_revision(article.owner)
    article.publish(make_editor())
    assert "Chair of the Council" in read(client, article)


# --- Addresses ------------------------------------------------------------------------------------
def test_an_old_address_leads_to_the_present_one_and_back_again_without_a_loop(client):
    article = make_live(slug="first")
    first = address(article)
    for slug in ("second", "first", "third"):
        change(article, slug=slug)
        article.publish(make_editor())
    last = address(article)
    for slug in ("first", "second"):
        response = client.get(last.replace("third", slug))
        assert (response.status_code, response["Location"]) == (301, last)
    assert client.get(last).status_code == 200
    assert client.get(first + "editions/")["Location"] == last + "editions/"


def test_a_story_is_only_at_its_own_month(client):
    article = make_live(slug="here")
    assert client.get("/news/1999/01/here/").status_code == 404
    assert client.get(address(article).replace("here", "there")).status_code == 404


@pytest.mark.parametrize("path", ["/news/2007/13/x/", "/news/2007/1/x/", "/news/20007/01/x/", "/news/x/"])
def test_what_is_no_address_is_a_404(client, path):
    assert client.get(path).status_code == 404


def test_a_page_is_only_read(client):
    path = address(make_live())
    assert client.post(path).status_code == 405
    head = client.head(path)
    assert (head.status_code, head.content) == (200, b"")


def test_a_public_page_sets_no_cookie_and_does_not_vary_by_one(client):
    for path in ("/", address(make_live()), "/news/", "/corrections/", "/feed.atom", "/nothing/"):
        response = client.get(path)
        assert not response.cookies, path
        assert "Cookie" not in response.get("Vary", ""), path


# --- What it costs --------------------------------------------------------------------------------
@pytest.mark.parametrize("many", [1, 40])
def test_a_story_costs_five_queries_whatever_its_officials(client, many):
    officials = [make_person(f"Person Number{n}") for n in range(many)]
    for n, person in enumerate(officials):
        make_appointment(person, f"Post {n}", start="2007")
    topics = [make_topic(f"Topic {n}") for n in range(many)]
    article = make_live(officials=officials, topics=topics, authors=[make_author()], lead_image=make_image())
    path = address(article)
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    # 1 freshness; 2 edition, picture, names; 3 officials, portraits; 4 their titles; 5 related stories
    assert len(queries) == 5
