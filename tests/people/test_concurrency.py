"""Two editors at once, for real: threads with connections of their own, on both databases."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from people.models import Appointment, Person, Post
from tests.make import at_once
from tests.people.make import make_appointment, make_person, make_post
from tests.people.pages import filled, url

pytestmark = pytest.mark.django_db(transaction=True)


def editor():
    client = Client()
    client.force_login(get_user_model().objects.create_superuser(f"boss{get_user_model().objects.count()}"))
    return client


def saving(client, address, **changes):
    """An act that posts this form, filled in as it is now; it returns the answer's status."""
    data = {**filled(client.get(address)), **changes}
    return lambda: client.post(address, data).status_code


def test_the_last_seat_is_taken_once_and_refused_once():
    post = make_post()
    people = [make_person("Kofi Annan"), make_person("Ban Ki-moon")]
    for round_ in range(4):
        fields = {"post": post.pk, "start": f"{2000 + round_}-01-01"}
        acts = [saving(editor(), url("appointment_add"), person=person.pk, **fields) for person in people]
        assert sorted(at_once(*acts)) == [200, 302]  # the form again, with its error; saved
        assert Appointment.objects.count() == 1
        Appointment.objects.all().delete()


def test_a_seat_is_not_taken_away_while_somebody_takes_it():
    post = make_post("Envoy", seats=2)
    make_appointment("Kofi Annan", post, start="2000-01-01")
    ban = make_person("Ban Ki-moon")
    results = at_once(
        saving(editor(), url("appointment_add"), person=ban.pk, post=post.pk, start="2001-01-01"),
        saving(editor(), url("post_change", post.pk), seats="1"),
    )
    assert sorted(results) == [200, 302]
    held, seats = Appointment.objects.count(), Post.objects.get().seats
    assert (held, seats) in [(2, 2), (1, 1)]


def test_two_of_one_name_at_once_get_an_address_each_or_a_clear_answer():
    name = {"given_name": "Karen", "family_name": "Smith"}
    results = at_once(*(saving(editor(), url("person_add"), **name) for _editor in range(2)))
    assert sorted(results) in ([200, 302], [302, 302])  # who comes second is asked about a namesake
    saved = ["karen-smith", "karen-smith-2"][: results.count(302)]
    assert sorted(Person.objects.values_list("slug", flat=True)) == saved
