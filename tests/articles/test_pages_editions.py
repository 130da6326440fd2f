"""The history of a story: every edition, and word by word what changed."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.make import change, make_article, make_editor, make_live, make_topic
from tests.people.make import make_person

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


def address(article):
    return article.editions.order_by("-number").first().get_absolute_url()


@pytest.fixture
def corrected():
    article = make_live(
        headline="Ban names Luck",
        standfirst="Both have been appointed.",
        body="<p>First.</p><p>He said that he had appointed Luck.</p>",
    )
    change(
        article,
        standfirst="One has been appointed.",
        body="<p>First.</p><p>He said that he intends to appoint Luck.</p>",
    )
    article.publish(make_editor(), kind="correction", note="Luck is intended.")
    return article


def test_the_page_shows_what_was_taken_out_and_put_in(client, corrected):
    page = client.get(address(corrected) + "editions/").content.decode()
    assert "From edition 1 to edition 2" in page
    assert "<del>Both have </del><ins>One has </ins>been appointed." in page
    assert "Paragraph 2" in page
    assert "He said that he <del>had appointed </del><ins>intends to appoint </ins>Luck." in page
    assert "Paragraph 1" not in page


def test_every_edition_is_listed_with_kind_note_and_time(client, corrected):
    page = client.get(address(corrected) + "editions/").content.decode()
    assert "correction" in page
    assert "Luck is intended." in page
    assert f'href="{address(corrected)}editions/1/"' in page


def test_officials_topics_and_bylines_are_compared_too(client):
    article = make_live(topics=[make_topic("Old topic")], officials=[make_person("Ban Ki-moon")])
    article.topics.set([make_topic("New topic")])
    article.officials.create(person=make_person("Edward Luck"), role="mentioned", position=1)
    change(article, body="<p>Other words.</p>")
    article.publish(make_editor())
    page = client.get(address(article) + "editions/").content.decode()
    assert "<del>Old topic</del> <ins>New topic</ins>" in page
    assert "<ins>Edward Luck</ins>" in page


def test_a_hidden_person_is_not_named_among_the_changes(client):
    article = make_live()
    article.officials.create(person=make_person("Hidden Person", is_public=False), role="mentioned")
    change(article, body="<p>Other words.</p>")
    article.publish(make_editor())
    assert "Hidden Person" not in client.get(address(article) + "editions/").content.decode()


def test_the_first_edition_of_many_says_that_nothing_came_before(client, corrected):
    page = client.get(address(corrected) + "editions/?changed=1").content.decode()
    assert "Nothing came before it." in page


@pytest.mark.parametrize("changed", ["3", "0", "x", "-1", "1.0", "٢", ""])
def test_an_edition_that_is_not_there_is_a_404(client, corrected, changed):
    assert client.get(address(corrected) + f"editions/?changed={changed}").status_code == 404


def test_an_old_edition_reads_as_it_did_and_is_not_indexed(client, corrected):
    page = client.get(address(corrected) + "editions/1/").content.decode()
    assert "he had appointed Luck" in page
    assert "You are reading edition 1" in page
    assert '<meta name="robots" content="noindex">' in page
    assert f'<link rel="canonical" href="http://127.0.0.1:8000{address(corrected)}">' in page
    assert "application/ld+json" not in page


def test_a_scheduled_edition_is_not_in_the_history(client, corrected, time_machine):
    from django.utils import timezone

    path = address(corrected)
    change(corrected, body="<p>Tomorrow’s words.</p>")
    corrected.publish(make_editor(), at=timezone.now() + HOUR, kind="correction", note="Tomorrow’s note.")
    assert "Tomorrow’s" not in client.get(path + "editions/").content.decode()
    assert client.get(path + "editions/3/").status_code == 404
    assert client.get(path + "editions/?changed=3").status_code == 404


def test_the_history_of_a_story_nobody_has_seen_is_not_there(client):
    article = make_article(slug="unseen")
    article.publish(make_editor(), at=article.updated_at + HOUR)
    assert client.get(address(article) + "editions/").status_code == 404


def test_the_history_costs_five_queries(client, corrected):
    for n in range(5):
        change(corrected, body=f"<p>Words {n}.</p>")
        corrected.publish(make_editor())
    path = address(corrected) + "editions/"
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    # 1 freshness; 2 live edition; 3 all editions; 4 the text of two; 5 the officials of two
    assert len(queries) == 5
