"""The history of facts: who changed which date, and when; every former state can be restored."""

import datetime

import pytest

from people.models import Appointment, Person
from tests.people.make import make_appointment, make_person, make_post, title_on

pytestmark = pytest.mark.django_db


def test_correcting_a_date_changes_the_title_and_is_remembered():
    made = make_appointment("Edward Luck", "Special Adviser", start="2007-05-01")
    story_day = datetime.date(2007, 10, 10)
    assert title_on(made.person, story_day).text == "Special Adviser"
    made.start, made.intended = "2008-02-21", "2007-08-31"
    made.save()
    assert title_on(made.person, story_day).text == "named as intended Special Adviser"
    assert list(made.history.order_by("history_id").values_list("start", flat=True)) == [
        "2007-05-01",
        "2008-02-21",
    ]


def test_a_former_state_can_be_had_back_with_its_bounds():
    made = make_appointment(start="2007-05")
    made.start = "2008"
    made.save()
    made.history.earliest().instance.save()
    assert Appointment.objects.get().start_hi == "2007-05-31"


def test_a_person_had_back_is_found_and_sorted_by_the_former_name():
    person = make_person("Kofi Annan")
    person.family_name = "Zorro"
    person.save()
    person.history.earliest().instance.save()
    assert Person.objects.matching("annan").get().sorted_as == "annan kofi"


def test_posts_and_sources_have_a_history_too():
    post = make_post()
    post.seats = 2
    post.save()
    assert [row.seats for row in post.history.order_by("history_id")] == [1, 2]
    source = make_appointment(post=post).citations.get()
    source.symbol = "S/2007/721"
    source.save()
    assert source.history.count() == 2


def test_what_was_deleted_is_still_in_the_history():
    made = make_appointment()
    pk = made.pk
    made.delete()
    assert Appointment.history.filter(id=pk, history_type="-").exists()
