"""Two forms of one record sent at the same moment, for real: threads with connections of their own."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from people.models import Appointment
from tests.browserless import posted
from tests.make import at_once
from tests.people.make import make_appointment, make_person
from tests.people.pages import url

pytestmark = pytest.mark.django_db(transaction=True)


def boss():
    client = Client()
    client.force_login(get_user_model().objects.create_superuser(f"boss{get_user_model().objects.count()}"))
    return client


def saving(client, record, **changes):
    """An act that saves this record's form, opened now; it returns the answer's status."""
    address = url(f"{record._meta.model_name}_change", record.pk)
    data = posted(client.get(address), f"{record._meta.model_name}_form", **changes) | {"_save": "1"}
    return lambda: client.post(address, data).status_code


def test_two_saves_at_once_keep_what_each_changed():
    made = make_appointment("Edward Luck", "Special Adviser")
    for n in range(3):
        acts = [saving(boss(), made, note=f"Note {n}"), saving(boss(), made, mandate=f"Mandate {n}")]
        assert at_once(*acts) == [302, 302]
        made.refresh_from_db()
        assert (made.note, made.mandate) == (f"Note {n}", f"Mandate {n}")


def test_two_saves_of_one_field_at_once_are_one_save_and_one_question():
    person = make_person("Edward Luck")
    for n in range(3):
        acts = [saving(boss(), person, summary=f"{who} {n}") for who in ("Erin", "Petra")]
        assert sorted(at_once(*acts)) == [200, 302]


def test_two_successors_at_once_end_the_holder_once():
    ban = make_appointment("Ban Ki-moon", "Secretary-General", start="2007-01-01")
    end = {"ends_holder_on": "2016-12-31", "ends_holder_base": ban.digest(), "_end_holder": ban.pk}
    acts = []
    for name in ("António Guterres", "Amina Mohammed"):
        client, fields = boss(), {"person": make_person(name).pk, "post": ban.post_id, "start": "2017-01-01"}
        data = posted(client.get(url("appointment_add")), "appointment_form", **fields, **end)
        acts.append(lambda c=client, d=data: c.post(url("appointment_add"), d).status_code)
    assert sorted(at_once(*acts)) == [200, 302]
    ban.refresh_from_db()
    assert (ban.end, ban.history.filter(history_type="~").count()) == ("2016-12-31", 1)
    assert Appointment.objects.count() == 2


def test_ending_a_holder_whose_form_is_saved_at_once_loses_neither():
    ban = make_appointment("Ban Ki-moon", "Secretary-General", start="2007-01-01")
    end = {"ends_holder_on": "2016-12-31", "ends_holder_base": ban.digest(), "_end_holder": ban.pk}
    client = boss()
    fields = {"person": make_person("António Guterres").pk, "post": ban.post_id, "start": "2017-01-01"}
    data = posted(client.get(url("appointment_add")), "appointment_form", **fields, **end)
    results = at_once(
        lambda: client.post(url("appointment_add"), data).status_code,
        saving(boss(), ban, note="Seen"),
    )
    ban.refresh_from_db()
    assert results[1] == 302
    assert ban.note == "Seen"
    assert (results[0], ban.end) in [(302, "2016-12-31"), (200, "")]
