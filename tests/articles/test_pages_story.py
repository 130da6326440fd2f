"""The story page: what a reader sees, where old addresses lead, and what stands where a story was."""

import datetime

import pytest

from tests.make import make_author, make_live, make_topic

pytestmark = pytest.mark.django_db
OCTOBER = datetime.datetime(2007, 10, 10, 14, 5, tzinfo=datetime.UTC)


def address(article):
    return article.editions.order_by("-number").first().get_absolute_url()


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
    page = client.get(address(article)).content.decode()
    assert "<h1>Ban speaks of a “sacred\xa0calling”</h1>" in page
    assert "Two names stand beside the words." in page
    assert "<p>To stop mass atrocities.</p>" in page
    assert "New York, " in page
    assert '<time datetime="2007-10-10">10 October 2007</time>' in page
    assert '<a href="/topics/responsibility-to-protect/">Responsibility to Protect</a>' in page
    assert page.index("Ilse Marrow") < page.index("Tom Adeyemi")
    assert "1 of 1" in page
