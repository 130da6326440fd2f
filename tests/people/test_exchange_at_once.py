"""Two imports at once, and an import while somebody saves a form: real threads, on both databases."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from people.models import Appointment, Person
from tests.make import at_once
from tests.people.exchanging import bring, table
from tests.people.make import make_person, make_post
from tests.people.pages import url
from tests.people.test_concurrency import editor, saving

pytestmark = pytest.mark.django_db(transaction=True)


def confirming(client, model, content):
    """An act that confirms this file, looked at now; it returns whether it was done."""
    page = reverse(f"admin:people_{model}_exchange")
    seen = client.post(page, {"file": SimpleUploadedFile("table.csv", content), "_check": "1"}).context
    data = {"key": seen["key"], "digest": seen["report"].digest, "_confirm": "1"}
    return lambda: client.post(page, data).status_code == 302


def test_one_file_confirmed_twice_at_once_is_recorded_once():
    content = table({"given_name": "Kofi", "family_name": "Annan", "wikidata": "Q1254"})
    results = at_once(*(confirming(editor(), "person", content) for _person in range(2)))
    assert sorted(results) == [False, True]
    assert Person.objects.count() == 1


def test_two_files_that_want_the_last_seat_are_not_both_taken_in():
    make_post()
    make_person("Kofi Annan"), make_person("Ban Ki-moon")
    row = {"post": "secretary-general", "start": "2007-01-01"}
    acts = [
        confirming(editor(), "appointment", table({**row, "person": slug}))
        for slug in ("kofi-annan", "ban-ki-moon")
    ]
    assert sorted(at_once(*acts)) == [False, True]
    assert Appointment.objects.count() == 1


def test_a_file_and_a_form_do_not_both_take_the_last_seat():
    post, ban = make_post(), make_person("Ban Ki-moon")
    make_person("Kofi Annan")
    row = {"post": "secretary-general", "person": "kofi-annan", "start": "2007-01-01"}
    results = at_once(
        confirming(editor(), "appointment", table(row)),
        saving(editor(), url("appointment_add"), person=ban.pk, post=post.pk, start="2007-01-01"),
    )
    assert results in ([True, 200], [False, 302])
    assert Appointment.objects.count() == 1


def test_what_a_form_changed_meanwhile_is_not_overwritten():
    person = make_person("Kofi Annan", summary="As it was.")
    seen = bring("people", {"slug": "kofi-annan", "summary": "As the file says."}, dry_run=True).digest
    results = at_once(
        saving(editor(), url("person_change", person.pk), summary="As the form says."),
        lambda: bring("people", {"slug": "kofi-annan", "summary": "As the file says."}, seen=seen).is_done,
    )
    person.refresh_from_db()
    assert results[0] == 302
    assert person.summary == "As the form says."
