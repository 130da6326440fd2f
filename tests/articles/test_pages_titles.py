"""A title beside a story is that of the story's date, derived from the record, never frozen."""

import datetime
import re

import pytest

from tests.make import change, make_editor, make_live
from tests.people.make import make_appointment, make_person, make_post

pytestmark = pytest.mark.django_db
DAY = datetime.date(2007, 10, 10)


@pytest.fixture
def october(time_machine):
    """The source story, published on 10 October 2007 about three officials."""
    time_machine.move_to("2007-10-10T14:05:00Z")
    ban, deng, luck = make_person("Ban Ki-moon"), make_person("Francis Deng"), make_person("Edward Luck")
    make_appointment(ban, "Secretary-General", start="2007-01-01")
    genocide = make_post("Special Adviser on the Prevention of Genocide")
    genocide.titles.create(
        text="Special Representative for the Prevention of Genocide and Mass Atrocities",
        start="2007-05",
        end="2007-12",
        displayed=True,
    )
    make_appointment(deng, genocide, announced="2007-05-29", start="2007-08")
    protect = make_post("Special Adviser on the Responsibility to Protect")
    protect.titles.create(
        text="Special Adviser for the Responsibility to Protect", end="2008-02-20", displayed=True
    )
    intended = make_appointment(luck, protect, intended="2007-08-31")
    article = make_live(
        headline="A sacred calling", slug="sacred-calling", date=DAY, officials=[ban, deng, luck]
    )
    return article, intended


def beside(client, path="/news/2007/10/sacred-calling/"):
    """{name: "title | state line"} as the page shows them."""
    page = client.get(path).content.decode().partition('id="in-this-story"')[2].partition("</aside>")[0]
    rows = re.findall(r'<li class="official">(.*?)</li>', page, re.DOTALL)
    cells = [re.findall(r'class="(?:name|post|state)"[^>]*>([^<]*)<', row) for row in rows]
    return {name: " | ".join(rest) for name, *rest in cells}


NOW = {
    "Ban Ki-moon": "Secretary-General | in post since 1 January 2007",
    "Francis Deng": "Special Representative for the Prevention of Genocide and Mass Atrocities"
    " | in post since August 2007",
    "Edward Luck": "Named as intended Special Adviser for the Responsibility to Protect"
    " | named as intended, 31 August 2007",
}


def test_the_source_story_shows_each_official_as_of_its_date(client, october):
    assert beside(client) == NOW


def test_later_facts_change_nothing_on_the_page_of_2007(client, october, time_machine):
    _article, intended = october
    time_machine.move_to("2008-03-01T12:00:00Z")
    intended.announced, intended.start = "2008-02-21", "2008-02-21"
    intended.save()
    assert beside(client) == NOW


def test_the_same_records_give_another_title_to_a_story_of_2008(client, october, time_machine):
    _article, intended = october
    time_machine.move_to("2008-03-01T12:00:00Z")
    intended.start = "2008-02-21"
    intended.save()
    make_live(slug="adviser", date=datetime.date(2008, 3, 1), officials=[intended.person])
    assert beside(client, "/news/2008/03/adviser/") == {
        "Edward Luck": "Special Adviser on the Responsibility to Protect | in post since 21 February 2008"
    }


def test_a_correction_of_the_date_moves_every_title(client, october, time_machine):
    article, _intended = october
    time_machine.move_to("2007-10-11T12:00:00Z")
    change(article, date=datetime.date(2006, 12, 1))
    article.publish(make_editor(), kind="correction", note="The message was given in 2006.")
    assert beside(client) == {"Ban Ki-moon": "", "Francis Deng": "", "Edward Luck": ""}


def test_a_fact_put_right_is_right_beside_the_old_story(client, october):
    article, _intended = october
    ban = article.officials.get(position=0).person
    appointment = ban.appointments.get()
    appointment.start = "2007-01-02"
    appointment.save()
    assert beside(client)["Ban Ki-moon"] == "Secretary-General | in post since 2 January 2007"


def test_forty_officials_are_all_there_in_order(client):
    people = [make_person(f"Person Number{n:02}") for n in range(40)]
    path = make_live(officials=people, slug="crowd").editions.get().get_absolute_url()
    assert list(beside(client, path)) == [str(person) for person in people]
