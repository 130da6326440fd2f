"""Readers see beside a fact's source when somebody last looked and found it as it stands."""

import json

import pytest

from people import recheck
from people.models import Appointment
from tests.browserless import soup
from tests.make import make_user
from tests.people.make import make_appointment, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine("2026-03-03T10:00Z", tick=False)]
PAGES = ["/people/ban-ki-moon/", "/posts/secretary-general/"]


@pytest.fixture
def ban():
    return make_appointment("Ban Ki-moon", start="2007-01-01", end="2016-12-31")


def look(row):
    return recheck.verify(row.pk, make_user(), row.digest())


def checked(client, page):
    return [" ".join(one.get_text().split()) for one in soup(client.get(page)).select(".citation .checked")]


def twins(client, address):
    return [
        one["x_newsroom"].get("checked_on") for one in json.loads(client.get(address).content)["memberships"]
    ]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_says_when_a_fact_was_last_checked_and_so_does_its_twin(client, ban, time_machine, page):
    assert checked(client, page) == []
    look(ban)
    assert checked(client, page) == ["checked on 3 March 2026"]
    time = soup(client.get(page)).select_one(".checked time")
    assert time["datetime"] == "2026-03-03"
    assert twins(client, page.rstrip("/") + ".json") == ["2026-03-03"]
    time_machine.move_to("2027-01-05T10:00Z")
    look(ban)
    assert checked(client, page) == ["checked on 5 January 2027"]


def test_what_was_changed_since_is_not_called_checked(client, ban, time_machine):
    look(ban)
    time_machine.move_to("2026-04-01T10:00Z")
    ban.end = "2016-12-30"
    ban.save()
    assert checked(client, PAGES[0]) == []
    assert twins(client, "/people/ban-ki-moon.json") == [None]


def test_a_tenure_of_two_terms_is_checked_once_both_are(client, time_machine):
    annan = make_person("Kofi Annan")
    first = make_appointment(annan, start="1997-01-01", end="2001-12-31")
    second = make_appointment(annan, first.post, start="2002-01-01", end="2006-12-31")
    look(second)
    assert checked(client, "/people/kofi-annan/") == []
    time_machine.move_to("2026-05-01T10:00Z")
    look(first)
    assert checked(client, "/people/kofi-annan/") == ["checked on 3 March 2026"]


def test_it_costs_no_query_more(client, ban, django_assert_max_num_queries):
    look(ban)
    assert Appointment.objects.public().count() == 1
    for page in PAGES:
        client.get(page)
    # Freshness; person with names, appointments, their sources and post names, stories.
    with django_assert_max_num_queries(6):
        assert checked(client, PAGES[0])
