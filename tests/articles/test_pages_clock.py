"""What is live is a question of the moment: every page, feed and sitemap gives the same answer to it."""

import datetime

import pytest

from tests.make import change, make_article, make_author, make_editor, make_live, make_topic
from tests.people.make import make_appointment, make_person, make_post

pytestmark = pytest.mark.django_db
NOON = datetime.datetime(2026, 3, 2, 12, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)
TICK = datetime.timedelta(microseconds=1)

PLACES = [
    "/",
    "/news/",
    "/news/2026/",
    "/news/2026/03/",
    "/topics/council/",
    "/authors/ilse-marrow/",
    "/people/ban-ki-moon/",
    "/posts/secretary-general/",
    "/feed.atom",
    "/feed.rss",
    "/feed.json",
    "/topics/council/feed.atom",
    "/authors/ilse-marrow/feed.atom",
    "/people/ban-ki-moon/feed.atom",
    "/posts/secretary-general/feed.atom",
    "/news-sitemap.xml",
    "/search/?q=xylograph",
]
SITEMAP = "/sitemap-2026-03.xml"


@pytest.fixture
def filed(time_machine):
    time_machine.move_to(NOON, tick=False)
    person = make_person("Ban Ki-moon")
    make_appointment(person, make_post("Secretary-General"), start="2007-01-01")
    filed = {"topics": [make_topic("Council")], "authors": [make_author()], "officials": [person]}
    make_live(headline="Always there", slug="always", **filed)
    return filed


def shown(client, words):
    """The places that say these words now."""
    return {path for path in PLACES if words in client.get(path).content.decode()}


def in_sitemap(client, slug):
    return f"/news/2026/03/{slug}/" in client.get(SITEMAP).content.decode()


def test_a_scheduled_story_appears_everywhere_at_its_instant(client, filed, time_machine):
    article = make_article(headline="Xylograph found", slug="found", **filed)
    article.publish(make_editor(), at=NOON + HOUR)
    time_machine.move_to(NOON + HOUR - TICK, tick=False)
    assert shown(client, "Xylograph found") == set()
    assert not in_sitemap(client, "found")
    assert client.get("/news/2026/03/found/").status_code == 404
    time_machine.move_to(NOON + HOUR, tick=False)
    assert shown(client, "Xylograph found") == set(PLACES)
    assert in_sitemap(client, "found")
    assert client.get("/news/2026/03/found/").status_code == 200


def test_a_scheduled_edition_takes_the_place_of_the_one_before_at_the_same_instant(
    client, filed, time_machine
):
    article = make_live(headline="Xylograph lost", slug="tale", **filed)
    change(article, headline="Xylograph found")
    article.publish(make_editor(), at=NOON + HOUR)
    time_machine.move_to(NOON + HOUR - TICK, tick=False)
    assert shown(client, "Xylograph lost") == set(PLACES)
    assert shown(client, "Xylograph found") == set()
    time_machine.move_to(NOON + HOUR, tick=False)
    assert shown(client, "Xylograph lost") == set()
    assert shown(client, "Xylograph found") == set(PLACES)


def test_an_expiry_ends_a_story_everywhere(client, filed, time_machine):
    make_live(headline="Xylograph lent", slug="lent", expires_at=NOON + HOUR, **filed)
    time_machine.move_to(NOON + HOUR - TICK, tick=False)
    assert shown(client, "Xylograph lent") == set(PLACES)
    time_machine.move_to(NOON + HOUR, tick=False)
    assert shown(client, "Xylograph lent") == set()
    assert not in_sitemap(client, "lent")
    assert client.get("/news/2026/03/lent/").status_code == 410


def test_a_withdrawal_ends_a_story_everywhere_at_once(client, filed, time_machine):
    article = make_live(headline="Xylograph forged", slug="forged", **filed)
    assert shown(client, "Xylograph forged") == set(PLACES)
    time_machine.move_to(NOON + HOUR, tick=False)
    article.withdraw(make_editor(), "Forged", "A court forbade it.", suppressed=True)
    assert shown(client, "Xylograph forged") == set()
    assert not in_sitemap(client, "forged")


def test_a_topic_taken_from_a_story_loses_it_at_the_instant_of_the_new_edition(client, filed, time_machine):
    article = make_live(headline="Xylograph moved", slug="moved", **filed)
    article.topics.set([make_topic("Other")])
    change(article, body="<p>Other words.</p>")
    article.publish(make_editor(), at=NOON + HOUR)
    for at, council, other in ((NOON + HOUR - TICK, True, False), (NOON + HOUR, False, True)):
        time_machine.move_to(at, tick=False)
        assert ("Xylograph moved" in client.get("/topics/council/").content.decode()) == council
        assert ("Xylograph moved" in client.get("/topics/other/").content.decode()) == other
