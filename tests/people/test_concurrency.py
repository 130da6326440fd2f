"""Two editors at once, for real: threads with connections of their own, on both databases."""

import threading

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.urls import reverse

from people.models import Appointment, Person, Post
from tests.people.make import make_appointment, make_person, make_post

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts):
    """Run the acts in threads that start together; return what each returned or raised, in order."""
    results, barrier = [None] * len(acts), threading.Barrier(len(acts))

    def run(n, act):
        try:
            barrier.wait(10)
            results[n] = act()
        except Exception as error:
            results[n] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def editor():
    client = Client()
    client.force_login(get_user_model().objects.create_superuser(f"boss{get_user_model().objects.count()}"))
    return client


def add(client, **fields):
    blank = {"kind": "substantive", "citations-TOTAL_FORMS": "0", "citations-INITIAL_FORMS": "0"}
    return lambda: client.post(reverse("admin:people_appointment_add"), {**blank, **fields}).status_code


def test_the_last_seat_is_taken_once_and_refused_once():
    post = make_post()
    people = [make_person("Kofi Annan"), make_person("Ban Ki-moon")]
    for round_ in range(4):
        acts = [
            add(editor(), person=person.pk, post=post.pk, start=f"{2000 + round_}-01-01") for person in people
        ]
        assert sorted(at_once(*acts)) == [200, 302]  # the form again, with its error; saved
        assert Appointment.objects.count() == 1
        Appointment.objects.all().delete()


def test_a_seat_is_not_taken_away_while_somebody_takes_it():
    post = make_post("Envoy", seats=2)
    make_appointment("Kofi Annan", post, start="2000-01-01")
    clients = editor(), editor()
    page = reverse("admin:people_post_change", args=[post.pk])
    fewer = {
        "title": "Envoy",
        "organization": post.organization_id,
        "seats": "1",
        "rank": "100",
        "slug": post.slug,
    }
    titles = {"titles-TOTAL_FORMS": "0", "titles-INITIAL_FORMS": "0"}
    results = at_once(
        add(clients[0], person=make_person("Ban Ki-moon").pk, post=post.pk, start="2001-01-01"),
        lambda: clients[1].post(page, {**fewer, **titles}).status_code,
    )
    assert sorted(results) == [200, 302]
    held, seats = Appointment.objects.count(), Post.objects.get().seats
    assert (held, seats) in [(2, 2), (1, 1)]


def test_two_of_one_name_at_once_get_an_address_each_or_a_clear_answer():
    clients = editor(), editor()
    names = {"names-TOTAL_FORMS": "0", "names-INITIAL_FORMS": "0"}
    data = {"given_name": "Karen", "family_name": "Smith", "name_order": "given-first", **names}
    results = at_once(
        *(lambda c=c: c.post(reverse("admin:people_person_add"), data).status_code for c in clients)
    )
    assert results == [302, 302]
    assert sorted(Person.objects.values_list("slug", flat=True)) == ["karen-smith", "karen-smith-2"]
