"""Stages: intended, designate, in post, acting, left, lapsed; computed for a day, alike in Python and SQL."""

import contextlib
import datetime
import itertools

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from people.models import Appointment, State
from tests.people.make import make_appointment, make_organization, make_person, make_post

pytestmark = pytest.mark.django_db
day = datetime.date.fromisoformat


def test_luck_is_intended_until_he_is_appointed():
    luck = make_appointment(
        "Edward Luck",
        "Special Adviser",
        intended="2007-08-31",
        announced="2008-02-21",
        start="2008-02-21",
        end="2012-06",
    )
    assert luck.state_on(day("2007-08-30")) == State.NOT_YET
    assert luck.state_on(day("2007-08-31")) == State.INTENDED
    assert luck.state_on(day("2007-10-10")) == State.INTENDED
    assert luck.state_on(day("2008-02-20")) == State.INTENDED
    assert luck.state_on(day("2008-02-21")) == State.IN_POST
    assert luck.state_on(day("2012-06-30")) == State.IN_POST
    assert luck.state_on(day("2012-07-01")) == State.FORMER


def test_guterres_is_designate_while_ban_is_in_post():
    ban = make_appointment("Ban Ki-moon", start="2007-01-01", end="2016-12-31")
    guterres = make_appointment("António Guterres", announced="2016-10-13", start="2017-01-01")
    assert guterres.state_on(day("2016-11-01")) == State.DESIGNATE
    assert ban.state_on(day("2016-11-01")) == State.IN_POST
    assert list(Appointment.objects.on(day("2016-11-01"))) == [ban]
    assert list(Appointment.objects.on(day("2017-01-01"))) == [guterres]
    assert ban.state_on(day("2017-01-01")) == State.FORMER


def test_an_acting_holder_is_acting():
    acting = make_appointment("Anders Nordström", kind="acting", start="2006-05-23", end="2007-01-03")
    assert acting.state_on(day("2006-06-01")) == State.ACTING
    assert acting.state_on(day("2007-01-04")) == State.FORMER


def test_an_intention_that_ended_without_a_start_lapsed():
    fayyad = make_appointment("Salam Fayyad", intended="2017-02-08", start="", end="2017-02-10")
    assert fayyad.state_on(day("2017-02-09")) == State.INTENDED
    assert fayyad.state_on(day("2017-02-10")) == State.INTENDED  # ends are inclusive
    assert fayyad.state_on(day("2017-02-11")) == State.LAPSED
    assert not Appointment.objects.possible_on(day("2017-02-09")).exists()


def test_an_intention_that_lapsed_nobody_knows_when_lapsed():
    lapsed = make_appointment("Salam Fayyad", intended="2017-02-08", start="", end="XXXX")
    assert lapsed.state_on(day("2020-01-01")) == State.LAPSED


def test_nothing_begins_before_it_is_announced():
    """Announced on 17 July 2012 with the start known to the year: he was not in post in February."""
    dieng = make_appointment("Adama Dieng", announced="2012-07-17", start="2012", end="2020-07")
    assert dieng.state_on(day("2012-02-01")) == State.NOT_YET
    assert dieng not in Appointment.objects.possible_on(day("2012-02-01"))
    assert dieng.state_on(day("2012-07-17")) == State.IN_POST
    assert dieng in Appointment.objects.possible_on(day("2012-07-17"))
    assert not dieng.is_certain_on(day("2012-07-17"))
    assert dieng.is_certain_on(day("2012-12-31"))


def test_a_designate_who_left_nobody_knows_when_was_designate_first():
    choi = make_appointment("Choi Soon-hong", announced="2007-07-06", start="2007-09-01", end="XXXX")
    assert choi.state_on(day("2007-08-01")) == State.DESIGNATE
    assert choi.state_on(day("2007-10-10")) == State.UNKNOWN


def test_with_an_unknown_start_and_a_known_end_no_past_day_is_claimed():
    gamba = make_appointment("Virginia Gamba", kind="acting", start="XXXX", end="2025")
    assert gamba.state_on(day("1990-01-01")) == State.UNKNOWN
    assert gamba.state_on(day("2026-01-01")) == State.FORMER
    assert make_appointment("Karen Smith", start="XXXX").state_on(day("2026-01-01")) == State.UNKNOWN


@pytest.mark.parametrize(
    ("dates", "field"),
    [
        ({"intended": "2007-08-31", "announced": "2007-08-30"}, "announced"),
        ({"announced": "2007-05", "start": "2007-04-30"}, "start"),
        ({"intended": "2008", "start": "2007"}, "start"),
        ({"intended": "2017-02-08", "end": "2017-02-07"}, "end"),
        ({"announced": "2017-02-08", "end": "2016"}, "end"),
    ],
)
def test_stages_certainly_out_of_order_are_refused_beside_the_later_one(dates, field):
    with pytest.raises(ValidationError) as caught:
        make_appointment(**{"start": "", **dates})
    assert list(caught.value.message_dict) == [field]
    good = make_appointment(start="2000", end="2020", intended="1999", announced="2000")
    with pytest.raises(IntegrityError), transaction.atomic():
        Appointment.objects.filter(pk=good.pk).update(
            **{"intended": "", "announced": "", "start": "", "end": "", **dates}
        )


@pytest.mark.parametrize(
    "dates",
    [
        {"intended": "2007-08-31", "announced": "2007-08-31", "start": "2007-08-31", "end": "2007-08-31"},
        {"announced": "2007-05-29", "start": "2007-05"},
        {"announced": "2007-05-29", "start": "2007"},
        {"intended": "XXXX", "start": "2007"},
        {"intended": "2007", "announced": "XXXX", "start": "2007"},
    ],
)
def test_equal_days_and_coarser_dates_are_accepted(dates):
    assert make_appointment(**dates).pk


def test_who_is_intended_or_designate_takes_no_seat_and_fills_no_vacancy():
    make_appointment("Ban Ki-moon", start="2007-01-01", end="2016-12-31")
    make_appointment("António Guterres", announced="2016-10-13", start="")
    make_appointment("Karen Smith", intended="2010-01-01", start="")
    on = Appointment.objects.on
    assert [row.person.full_name for row in on(day("2016-11-01"))] == ["Ban Ki-moon"]
    assert not on(day("2017-06-01")).exists()


# --- What else ends an appointment -----------------------------------------------------------
@pytest.mark.parametrize("what", ["death", "post", "organization", "own"])
def test_what_ends_first_ends_the_appointment(what):
    post = make_post(
        "Special Representative",
        make_organization("A mission", ended="2012-03-31" if what == "organization" else "2014"),
    )
    if what == "post":
        post.abolished = "2012-03-31"
        post.save()
    person = make_person("Sérgio Mello", death="2012-03-31" if what == "death" else "2014-01-01")
    made = make_appointment(person, post, start="2010-01-01", end="2012-03-31" if what == "own" else "")
    last, after = day("2012-03-31"), day("2012-04-01")
    assert made.state_on(last) == State.IN_POST
    assert made.state_on(after) == State.FORMER
    assert made.effective_end == "2012-03-31"
    for lookup in ("on", "possible_on"):
        assert made in getattr(Appointment.objects, lookup)(last)
        assert made not in getattr(Appointment.objects, lookup)(after)


def test_the_post_of_somebody_dead_nobody_knows_since_when_is_not_current():
    made = make_appointment(make_person("Karen Smith", death="XXXX"), start="1950")
    assert made not in Appointment.objects.on(day("2026-01-01"))
    assert made in Appointment.objects.possible_on(day("1960-01-01"))


def test_a_known_end_stands_although_the_death_is_not_known():
    made = make_appointment(make_person("Karen Smith", death="XXXX"), start="1950", end="1955")
    assert made in Appointment.objects.on(day("1952-01-01"))
    assert made.state_on(day("1952-01-01")) == State.IN_POST


DATES = ["", "XXXX", "2007", "2007-05", "2007-05-29", "2008-02"]


def test_python_and_the_database_agree_on_every_day():
    """The effective bounds in SQL and in Python agree: every combination, several days."""
    ends = [(death, end) for death in ("", "XXXX", "2007-06") for end in DATES]
    people = [(make_person("Karen Smith", death=death), end) for death, end in ends]
    posts = [
        make_post(f"Post {n}", abolished=value, seats=None)
        for n, value in enumerate(["", "XXXX", "2007-05-30"])
    ]
    columns = ["person", "end", "post", "start", "announced"]
    for (person, end), *rest in itertools.product(people, posts, DATES[1:], ("", "2007-05-10")):
        row = Appointment(**dict(zip(columns, [person, end, *rest], strict=True)))
        with contextlib.suppress(ValidationError):
            row.full_clean()
            row.save()
    rows = list(Appointment.objects.with_facts())
    assert len(rows) > 200
    for moment in map(
        day,
        ("2007-05-01", "2007-05-28", "2007-05-29", "2007-05-31", "2007-06-30", "2008-02-10", "2026-01-01"),
    ):
        on, coming = set(Appointment.objects.on(moment)), set(Appointment.objects.coming_on(moment))
        for row in rows:
            state = row.state_on(moment)
            assert (row in on) == state.is_live, (row.start, row.end, moment)
            assert (row in coming) == state.is_coming, (row.start, row.end, moment)
