"""Lists of stories: archive, topics, authors, corrections, coverage: what stands on them and when."""

import datetime

import pytest

from articles.public.coverage import stories_of
from articles.public.lists import PAGE
from tests.articles.listed import walk
from tests.make import change, make_editor, make_live, make_topic, make_user
from tests.people.make import make_appointment, make_person, make_post

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


# --- The archive ----------------------------------------------------------------------------------
def test_the_month_of_a_story_is_that_of_the_newsrooms_zone(client, time_machine):
    time_machine.move_to("2007-11-01T02:00:00Z")  # still October in New York
    make_live(headline="Late in October", slug="late")
    assert "Late in October" in client.get("/news/2007/10/").content.decode()
    assert client.get("/news/2007/11/").status_code == 404


def test_a_month_leads_to_its_neighbours_that_have_stories(client, time_machine):
    for moment in ("2007-01-15", "2007-10-15", "2008-03-15"):
        time_machine.move_to(moment)
        make_live()
    page = client.get("/news/2007/10/").content.decode()
    assert 'href="/news/2007/01/">← January 2007' in page
    assert 'href="/news/2008/03/">March 2008 →' in page


def test_a_year_without_stories_between_others_says_so_and_one_outside_is_not_there(client, time_machine):
    for moment in ("2004-01-15", "2008-03-15"):
        time_machine.move_to(moment)
        make_live()
    assert "We published nothing in 2006." in client.get("/news/2006/").content.decode()
    assert client.get("/news/2003/").status_code == 404
    assert client.get("/news/0000/").status_code == 404
    assert client.get("/news/9999/").status_code == 404


# --- Topics and authors ---------------------------------------------------------------------------
def test_an_alias_leads_to_its_topic(client):
    topic = make_topic("Responsibility to Protect", "R2P")
    make_live(topics=[topic])
    response = client.get("/topics/r2p/")
    assert (response.status_code, response["Location"]) == (301, topic.get_absolute_url())
    assert "Also found as R2P" in client.get(topic.get_absolute_url()).content.decode()


def test_a_topic_no_reader_has_seen_is_not_there_unless_it_is_in_the_navigation(client):
    make_topic("Secret inquiry")
    make_topic("Council", in_navigation=True)
    assert client.get("/topics/secret-inquiry/").status_code == 404
    assert client.get("/topics/council/").status_code == 200


def test_a_story_that_left_a_topic_is_no_longer_on_its_page(client):
    old, new = make_topic("Old"), make_topic("New", in_navigation=True)
    article = make_live(headline="Moved story", topics=[old])
    article.topics.set([new])
    change(article, body="<p>Other words.</p>")
    article.publish(make_editor())
    assert client.get("/topics/old/").status_code == 404
    assert "Moved story" in client.get("/topics/new/").content.decode()


# --- Corrections ----------------------------------------------------------------------------------
def test_corrections_and_withdrawals_are_shown_newest_first(client, time_machine):
    time_machine.move_to("2007-10-01T12:00:00Z")
    corrected, withdrawn = make_live(headline="First story"), make_live(headline="Second story", slug="b")
    time_machine.move_to("2007-10-02T12:00:00Z")
    change(corrected, headline="First story, now right")
    corrected.publish(make_editor(), kind="correction", note="It was Tuesday.")
    time_machine.move_to("2007-10-03T12:00:00Z")
    withdrawn.withdraw(make_editor(), "Desk reason", "Two men were taken for one.")
    page = client.get("/corrections/").content.decode()
    assert page.index("Two men were taken for one.") < page.index("It was Tuesday.")
    assert "First story, now right" in page
    assert "Desk reason" not in page


def test_a_correction_of_a_story_that_is_gone_is_not_listed(client):
    article = make_live(headline="Gone story")
    change(article, body="<p>Right.</p>")
    article.publish(make_editor(), kind="correction", note="It was Tuesday.")
    article.withdraw(make_editor(), "Court", "A court forbade it.", suppressed=True)
    page = client.get("/corrections/").content.decode()
    assert "Gone story" not in page
    assert "It was Tuesday." not in page


def test_corrections_page_by_key(client, time_machine):
    start = datetime.datetime(2007, 10, 1, tzinfo=datetime.UTC)
    time_machine.move_to(start)
    article, editor = make_live(), make_editor()
    for n in range(PAGE + 5):
        time_machine.move_to(start + (n + 1) * HOUR)
        change(article, body=f"<p>Words {n}.</p>")
        article.publish(editor, kind="correction", note=f"Headline {n:02}.")
    seen, pages = walk(client, "/corrections/")
    assert seen == list(range(PAGE + 4, -1, -1))
    assert pages == 2


# --- Coverage -------------------------------------------------------------------------------------
def test_a_posts_stories_are_those_about_its_holders_of_the_time():
    post = make_post("Adviser")
    luck, deng = make_person("Edward Luck"), make_person("Francis Deng")
    make_appointment(luck, post, intended="2007-08-31", start="2008-02-21", end="2012-06")
    make_appointment(deng, "Other post", start="2007")
    day = datetime.date
    make_live(headline="Named", date=day(2007, 10, 10), officials=[luck, deng])
    make_live(headline="Long before", date=day(2001, 1, 1), officials=[luck])
    make_live(headline="Long after", date=day(2013, 1, 1), officials=[luck])
    make_live(headline="Somebody else", date=day(2009, 1, 1), officials=[deng])
    assert [edition.headline for edition in stories_of(post)] == ["Named"]
    assert [edition.headline for edition in stories_of(post.organization)][-1] == "Named"


def test_a_story_about_two_holders_is_listed_one_time():
    post = make_post("Adviser", seats=2)
    people = [make_person("Edward Luck"), make_person("Francis Deng")]
    for person in people:
        make_appointment(person, post, start="2007")
    make_live(officials=people, date=datetime.date(2008, 1, 1))
    assert stories_of(post).count() == 1


def test_who_is_linked_as_the_holder_of_another_post_does_not_count():
    person = make_person("Sha Zukang")
    first = make_appointment(person, "Ambassador", start="2007")
    second = make_appointment(person, "Chair of the Council", start="2007")
    article = make_live(officials=[person], date=datetime.date(2008, 1, 1))
    article.unlink_official(person, petra := make_user("link_officials"))
    article.link_official(person, petra, appointment=second)
    assert not stories_of(first.post).exists()
    assert stories_of(second.post).exists()
