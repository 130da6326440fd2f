"""Lists of 45 stories: archive, topics, authors, coverage; by key, in order, at a fixed cost."""

import datetime

import pytest
import time_machine
from django.db import connection, transaction
from django.template import Context, Template
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from tests.articles.listed import headlines, walk
from tests.make import make_author, make_editor, make_live, make_topic
from tests.people.make import make_person

HOUR = datetime.timedelta(hours=1)
START = datetime.datetime(2007, 10, 1, 12, tzinfo=datetime.UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(START + 100 * HOUR, tick=False)]


@pytest.fixture(scope="module")
def many(django_db_setup, django_db_blocker):
    """45 stories, an hour apart, on one topic, by one author, about one official; two at the same instant.

    Made once for all tests here and taken back at the end.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        with time_machine.travel(START, tick=False) as clock:
            topic, author, official = make_topic(), make_author(), make_person("Ban Ki-moon")
            filed = {"topics": [topic], "authors": [author], "officials": [official]}
            editor = make_editor()
            for n in range(45):
                clock.move_to(START + (n - n % 2) * HOUR, tick=False)
                make_live(by=editor, headline=f"Headline {n:02}.", slug=f"s{n}", **filed)
        yield filed
        transaction.set_rollback(True)


PLACES = [
    "/news/",
    "/news/2007/",
    "/news/2007/10/",
    "/topics/responsibility-to-protect/",
    "/authors/ilse-marrow/",
]


@pytest.mark.parametrize("path", PLACES)
def test_every_story_stands_once_newest_first_twenty_a_page(client, many, path):
    seen, pages = walk(client, path)
    assert seen == list(range(44, -1, -1))
    assert pages == 3


@pytest.mark.parametrize("path", PLACES)
def test_a_new_story_does_not_move_the_second_page(client, many, path):
    first = client.get(path).content.decode()
    older = "?before=" + first.partition('<a href="?before=')[2].partition('"')[0]
    before = headlines(client.get(path + older).content.decode())
    make_live(headline="Headline 99.", slug="new", **many)
    assert headlines(client.get(path + older).content.decode()) == before


@pytest.mark.parametrize("path", PLACES)
@pytest.mark.parametrize("key", ["x", "", "1", "1.x", "9" * 40 + ".1", "1." + "9" * 30, "1.5.5", "-1", "٢.١"])
def test_a_key_that_we_did_not_write_is_a_404(client, many, path, key):
    assert client.get(path, {"before": key}).status_code == 404


@pytest.mark.parametrize(
    ("path", "cost"),
    [
        ("/news/", 4),  # 1 freshness; 2 stories with names and pictures; 3 and 4 first and last month
        ("/news/2007/", 3),  # 1 freshness; 2 stories; 3 months of the year
        ("/news/2007/10/", 4),  # 1 freshness; 2 stories; 3 and 4 the months before and after
        ("/topics/responsibility-to-protect/", 4),  # 1 freshness; 2 topic; 3 stories; 4 its other names
        ("/authors/ilse-marrow/", 3),  # 1 freshness; 2 author; 3 stories
        ("/corrections/", 2),  # 1 freshness; 2 corrections and withdrawals
    ],
)
def test_what_a_list_costs(client, many, path, cost):
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    assert len(queries) == cost


def covered(subject, query=""):
    request = RequestFactory().get("/people/x/" + query)
    template = Template("{% load coverage %}{% coverage_of subject %}")
    return template.render(Context({"request": request, "subject": subject}))


def test_an_officials_stories_come_newest_first_grouped_by_year_twenty_at_a_time(many):
    person = many["officials"][0]
    with CaptureQueriesContext(connection) as queries:
        page = covered(person)
    assert len(queries) == 1
    assert headlines(page) == list(range(44, 24, -1))
    assert '<h3 id="stories-2007">2007</h3>' in page
    older = "?before=" + page.partition('<a href="?before=')[2].partition("#")[0]
    assert headlines(covered(person, older)) == list(range(24, 4, -1))
