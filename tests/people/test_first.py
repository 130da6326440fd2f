"""A first run over the models (replaced by the test files per behaviour)."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from people.models import Appointment, Person, State
from people.titles import title_on
from tests.people.make import make_appointment, make_person, make_post

pytestmark = pytest.mark.django_db
D = datetime.date


def test_luck():
    luck = make_person("Edward Luck", honorific="Professor")
    post = make_post("Special Adviser for the Responsibility to Protect")
    make_appointment(
        luck, post, intended="2007-08-31", announced="2008-02-21", start="2008-02-21", end="2012-06"
    )
    t = title_on(luck, D(2007, 10, 10))
    assert (t.text, t.state) == (
        "named as intended Special Adviser for the Responsibility to Protect",
        State.INTENDED,
    )
    assert t.note == "named as intended, 31 August 2007"
    assert title_on(luck, D(2008, 3, 1)).text == "Special Adviser for the Responsibility to Protect"


def test_seats_refuse():
    make_appointment("Kofi Annan", start="1997-01-01", end="2006-12-31")
    make_appointment("Ban Ki-moon", start="2007-01-01", end="2016-12-31")
    with pytest.raises(ValidationError) as e:
        make_appointment("Trygve Lie", start="2010")
    assert "start" in e.value.message_dict
    assert [a.person.full_name for a in Appointment.objects.on(D(2006, 12, 31))] == ["Kofi Annan"]
    Appointment.objects.filter(start="2007-01-01").update(start="2007-05")
    assert Appointment.objects.get(start="2007-05").start_hi == "2007-05-31"


def test_errors_beside():
    with pytest.raises(ValidationError) as e:
        make_appointment(start="2008", end="2007")
    assert list(e.value.message_dict) == ["end"]
    with pytest.raises(ValidationError) as e:
        make_appointment(start="2007-13")
    assert list(e.value.message_dict) == ["start"]


def test_history_and_revert():
    a = make_appointment(start="2007-05")
    a.start = "2007-06"
    a.save()
    old = a.history.earliest()
    assert (old.start, old.start_lo) == ("2007-05", "2007-05-01")
    old.instance.save()
    assert Appointment.objects.get().start_hi == "2007-05-31"
    p = a.person
    p.family_name = "X"
    p.save()
    p.history.earliest().instance.save()
    assert Person.objects.matching("annan").count() == 1
