"""Sitemaps, the news sitemap and robots.txt: only what is live, whole addresses, honest times."""

import datetime
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.make import change, make_author, make_editor, make_image, make_live, make_topic
from tests.people.make import make_appointment, make_person, make_post

pytestmark = pytest.mark.django_db
SITE = "http://127.0.0.1:8000"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
IMAGE = "{http://www.google.com/schemas/sitemap-image/1.1}"
NOON = datetime.datetime(2026, 3, 2, 12, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)


def locations(client, path):
    response = client.get(path)
    assert response["Content-Type"].startswith("application/xml")
    return [loc.text for loc in ElementTree.fromstring(response.content).iter(MAP + "loc")]


def test_robots_are_led_to_the_sitemaps_and_kept_from_the_desk(client):
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /admin/" in text
    assert f"Sitemap: {SITE}/sitemap.xml" in text
    assert f"Sitemap: {SITE}/news-sitemap.xml" in text


def test_every_page_in_every_sitemap_is_there(client, time_machine):
    time_machine.move_to("2025-11-15")
    make_live(slug="old")
    time_machine.move_to(NOON)
    official = make_person("Ban Ki-moon")
    make_appointment(official, make_post("Secretary-General"), start="2007-01-01")
    make_live(slug="new", topics=[make_topic("Council")], authors=[make_author()], officials=[official])
    make_topic("Not seen by anybody")
    pages = []
    for sitemap in locations(client, "/sitemap.xml"):
        assert sitemap.startswith(SITE)
        pages += locations(client, sitemap.removeprefix(SITE))
    assert f"{SITE}/news/2025/11/old/" in pages
    assert f"{SITE}/topics/council/" in pages
    assert f"{SITE}/people/ban-ki-moon/" in pages
    assert f"{SITE}/posts/secretary-general/" in pages
    assert len(pages) == len(set(pages))
    for page in pages:
        response = client.get(page.removeprefix(SITE))
        assert response.status_code == 200, page
        assert b"noindex" not in response.content, page


def test_lastmod_is_the_last_change_that_was_not_minor_as_in_the_page(client, time_machine):
    time_machine.move_to(NOON, tick=False)
    article = make_live(slug="x", lead_image=make_image(1600, 1000))
    time_machine.move_to(NOON + DAY, tick=False)
    change(article, body="<p>Comma.</p>")
    article.publish(make_editor(), kind="minor")
    text = client.get("/sitemap-2026-03.xml").content.decode()
    assert "<lastmod>2026-03-02T12:00:00+00:00</lastmod>" in text
    assert f"<image:loc>{SITE}/media/" in text
    assert '"dateModified":"2026-03-02T12:00:00+00:00"' in client.get("/news/2026/03/x/").content.decode()


def test_google_news_hears_of_two_days_only_with_the_first_time_and_a_short_language(client, time_machine):
    time_machine.move_to(NOON - 3 * DAY, tick=False)
    make_live(slug="three-days-old")
    time_machine.move_to(NOON - DAY, tick=False)
    article = make_live(slug="yesterday", headline="Ban & Luck", language="ar")
    time_machine.move_to(NOON, tick=False)
    change(article, body="<p>New.</p>")
    article.publish(make_editor())
    root = ElementTree.fromstring(client.get("/news-sitemap.xml").content)
    (url,) = root.findall(MAP + "url")
    news = url.find(NEWS + "news")
    assert [child.tag for child in news] == [
        NEWS + "publication",
        NEWS + "publication_date",
        NEWS + "title",
    ]
    assert news.findtext(f"{NEWS}publication/{NEWS}name") == "Public Office"
    assert news.findtext(f"{NEWS}publication/{NEWS}language") == "ar"
    assert news.findtext(NEWS + "publication_date") == "2026-03-01T12:00:00+00:00"
    assert news.findtext(NEWS + "title") == "Ban & Luck"


def test_an_empty_house_has_sitemaps_too(client):
    assert len(locations(client, "/sitemap.xml")) == 2
    assert locations(client, "/news-sitemap.xml") == []
    assert locations(client, "/sitemap-1999-01.xml") == []


@pytest.mark.parametrize(
    ("path", "cost"),
    [
        ("/sitemap.xml", 3),  # 1 freshness; 2 and 3 the first and the last month
        ("/sitemap-2026-03.xml", 2),  # 1 freshness; 2 stories with pictures
        ("/sitemap-topics.xml", 3),  # 1 freshness; 2 topics; 3 authors
        ("/sitemap-people.xml", 4),  # 1 freshness; 2 persons; 3 posts; 4 organizations
        ("/news-sitemap.xml", 2),  # 1 freshness; 2 stories
    ],
)
def test_what_a_sitemap_costs(client, time_machine, path, cost):
    time_machine.move_to(NOON, tick=False)
    for n in range(4):
        make_live(slug=f"s{n}", lead_image=make_image(), topics=[make_topic(f"T {n}")])
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    assert len(queries) == cost
