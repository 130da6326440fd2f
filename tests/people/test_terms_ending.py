"""Terms that end in the next 90 days: a list for the people desk and a calendar to subscribe to."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from newsroom.lib.ical import CalendarDays, calendar
from tests.make import make_user
from tests.people.make import make_appointment, make_person, make_post
from tests.people.test_pages_person import words

TODAY = "2026-11-24T12:00Z"
pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(TODAY, tick=False)]


@pytest.fixture
def guterres():
    return make_appointment("António Guterres", start="2017-01-01", term_ends="2026-12-31")


def ics(client):
    """The calendar as its lines, unfolded."""
    response = client.get("/people/terms.ics")
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    text = response.content.decode()
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "\n" not in text.replace("\r\n", "")
    return text.replace("\r\n ", "").split("\r\n")


def listed(client):
    client.force_login(make_user("view_appointment"))
    return words(client.get("/admin/people/appointment/terms/").content.decode()).partition("In the next 90")[
        2
    ]


def test_a_term_that_is_to_end_is_listed_and_stands_in_the_calendar(client, guterres):
    lines = ics(client)
    assert lines[0] == "BEGIN:VCALENDAR"
    assert f"UID:term-{guterres.pk}@127.0.0.1:8000" in lines
    assert "DTSTAMP:20261124T120000Z" in lines
    assert "DTSTART;VALUE=DATE:20261231" in lines
    assert "DTEND;VALUE=DATE:20270101" in lines
    assert "SUMMARY:Term ends: António Guterres\\, Secretary-General" in lines
    assert "URL:http://127.0.0.1:8000/people/antonio-guterres/" in lines
    said = listed(client)
    assert "António Guterres , Secretary-General Term ends: 31 December 2026" in said
    assert "Nobody is on record to follow." in said
    assert "http://127.0.0.1:8000/people/terms.ics" in said


def test_who_is_to_follow_is_named(client, guterres):
    make_appointment("Kofi Annan", guterres.post, announced="2026-10-20", start="2027-01-01")
    assert "To follow: Kofi Annan" in listed(client)
    assert any("To follow: Kofi Annan." in line for line in ics(client))


def test_an_end_on_record_counts_before_the_end_of_the_term(client):
    make_appointment("Kofi Annan", "Envoy", start="2020-01-01", term_ends="2029-12-31", end="2027-01-15")
    assert "Kofi Annan , Envoy Is to leave: 15 January 2027" in listed(client)
    assert "SUMMARY:Kofi Annan leaves: Envoy" in ics(client)


def test_an_end_known_to_the_month_takes_the_whole_month(client):
    make_appointment("Kofi Annan", "Envoy", start="2020-01-01", term_ends="2027-01")
    lines = ics(client)
    assert "DTSTART;VALUE=DATE:20270101" in lines
    assert "DTEND;VALUE=DATE:20270201" in lines
    assert "Term ends: January 2027" in listed(client)


@pytest.mark.parametrize(
    "facts",
    [
        {"start": "2020-01-01", "term_ends": "2027-02-23"},  # the 91st day
        {"start": "2020-01-01", "term_ends": "2026-11-23"},  # over since yesterday
        {"start": "2020-01-01", "term_ends": "XXXX"},
        {"start": "2020-01-01"},
        {"start": "2020-01-01", "term_ends": "2026-12-31", "end": "2026-10-01"},
        {"start": "2026-12-01", "term_ends": "2026-12-31"},  # not begun
        {"announced": "2026-10-01", "term_ends": "2026-12-31"},
    ],
)
def test_what_does_not_end_in_that_time_is_not_there(client, facts):
    make_appointment("Kofi Annan", "Envoy", **facts)
    assert "Annan" not in listed(client)
    assert "BEGIN:VEVENT" not in ics(client)


@pytest.mark.parametrize("term_ends", ["2026-11-24", "2027-02-22"])
def test_the_first_and_the_last_day_belong_to_it(client, term_ends):
    make_appointment("Kofi Annan", "Envoy", start="2020-01-01", term_ends=term_ends)
    assert "Annan" in listed(client)


def test_the_calendar_holds_only_what_readers_may_see(client):
    make_appointment("Kofi Annan", "Envoy", start="2020-01-01", term_ends="2026-12-31", is_public=False)
    make_appointment(make_person("Hidden Person", is_public=False), "Aide", start="2020", term_ends="2026-12")
    assert "BEGIN:VEVENT" not in ics(client)
    said = listed(client)
    assert "Kofi Annan" in said
    assert "Hidden Person" in said


def test_a_renewal_on_record_is_said(client):
    post = make_post("Envoy", seats=None)
    make_appointment("Kofi Annan", post, start="2021-01-01", term_ends="2026-12-31")
    make_appointment("Kofi Annan", post, announced="2026-11-01", start="2027-01-01")
    assert "second term announced 1 November 2026" in listed(client)


def test_it_costs_the_same_for_many(client, django_assert_num_queries):
    for n in range(12):
        make_appointment(f"Holder Number{n}", f"Post {n}", start="2020-01-01", term_ends="2026-12-31")
    with django_assert_num_queries(3):  # freshness; terms; who is to follow
        assert sum(line == "BEGIN:VEVENT" for line in ics(client)) == 12


def test_the_list_is_for_who_may_see_appointments(client):
    client.force_login(make_user())
    assert client.get("/admin/people/appointment/terms/").status_code == 403
    client.force_login(make_user("view_appointment"))
    assert client.post("/admin/people/appointment/terms/").status_code == 405
    assert client.post("/people/terms.ics").status_code == 405


def test_words_that_mean_something_in_a_calendar_are_escaped():
    event = CalendarDays(
        uid="term-1@example.org",
        first=datetime.date(2026, 12, 31),
        last=datetime.date(9999, 12, 31),
        stamp=datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC),
        summary="Ban, Ki-moon; x\\y\r\nBEGIN:VEVENT\x00 " + "長" * 60,
    )
    text = calendar("Terms", "-//Site//Terms//EN", [event])
    assert text.count("\r\nBEGIN:VEVENT\r\n") == 1
    assert "Ban\\, Ki-moon\\; x\\\\y\\nBEGIN:VEVENT" in text.replace("\r\n ", "")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "長" * 60 in text.replace("\r\n ", "")
    assert "\x00" not in text


@pytest.mark.parametrize("written", ["next year", "2026-13", "2026-02-30", "31/12"])
def test_an_end_of_term_that_is_no_date_is_refused_beside_its_field(client, written):
    from tests.people.pages import save, url
    from tests.people.test_admin import DESK

    row = make_appointment("Kofi Annan", "Envoy", start="2020-01-01", term_ends="2029-12-31")
    client.force_login(make_user(*DESK))
    page = save(client, url("appointment_change", row.pk), term_ends=written)
    assert page.status_code == 200
    assert "term_ends" in page.context["adminform"].form.errors
    row.term_ends = written
    with pytest.raises(ValidationError) as refused:
        row.full_clean()
    assert "term_ends" in refused.value.message_dict
