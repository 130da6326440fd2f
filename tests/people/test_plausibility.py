"""Dates that cannot be are refused; those that are hardly right are asked about at the form and reported."""

import pytest
from django.core.exceptions import ValidationError

from people.consistency import FindingKind, findings
from people.models import Appointment, Organization, Person
from tests.make import make_user
from tests.people.make import make_appointment, make_organization, make_person, make_post
from tests.people.pages import save, url
from tests.people.test_admin import DESK, faults
from tests.people.test_pages_person import TODAY, words

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(TODAY, tick=False)]


@pytest.fixture
def desk(client):
    client.force_login(make_user(*DESK, username="people-desk"))
    return client


def told(kind=FindingKind.LIFE):
    return [finding.text for finding in findings() if finding.kind == kind]


NOT_BORN = "Ada Holt was not born yet: born 1980."


# --- Refused -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("life", "dates", "refused"),
    [
        (
            {"birth": "1980"},
            {"start": "1950", "end": "1960"},
            {"start": NOT_BORN},
        ),
        ({"birth": "1980"}, {"start": "before 1960"}, {"start": NOT_BORN}),
        ({"death": "1990-05"}, {"start": "1990-06-01"}, {"start": "Ada Holt had died: May 1990."}),
        ({"death": "circa 1990"}, {"start": "1995"}, {"start": "Ada Holt had died: circa 1990."}),
        ({"death": "1990"}, {"start": "1980", "end": "1992"}, {"end": "Ada Holt died earlier: 1990."}),
    ],
)
def test_a_post_outside_a_life_is_refused_beside_its_date(desk, life, dates, refused):
    person, post = make_person("Ada Holt", **life), make_post("Registrar")
    response = save(desk, url("appointment_add"), person=person.pk, post=post.pk, **dates)
    assert faults(response) == {name: [text] for name, text in refused.items()}
    assert "Saving would refuse this" in words(response.content.decode())


def test_a_start_after_the_end_of_the_organization_is_refused(desk):
    post = make_post("Registrar", make_organization("League", ended="1946-04-18"))
    person = make_person("Ada Holt")
    response = save(desk, url("appointment_add"), person=person.pk, post=post.pk, start="1947")
    assert faults(response) == {"start": ["League had ended: 18 April 1946."]}


def test_a_start_after_the_end_of_any_organization_above_is_refused_and_reported(desk):
    bureau = make_organization("Bureau", parent=make_organization("League", ended="1946-04-18"))
    post = make_post("Registrar", make_organization("Section", parent=bureau))
    values = {"person": make_person("Ada Holt"), "post": post, "start": "1947"}
    said = "An organization above Section had ended: 18 April 1946."
    response = save(desk, url("appointment_add"), **values | {"person": values["person"].pk, "post": post.pk})
    assert faults(response) == {"start": [said]}
    Appointment.objects.create(**values)
    assert told() == [said]


@pytest.mark.parametrize(
    ("life", "dates"),
    [
        ({"birth": "1980"}, {"start": "between 1970 and 2005"}),
        ({"death": "1990"}, {"start": "1990-06-01"}),
        ({"death": "circa 1990"}, {"start": "1991"}),
        ({"death": "1990-05-01"}, {"start": "1985", "end": "1990-05"}),
        ({"birth": "XXXX", "death": "XXXX"}, {"start": "1950", "end": "1960"}),
    ],
)
def test_what_may_be_right_is_not_refused(life, dates):
    assert make_appointment(make_person("Ada Holt", **life), **dates).pk


@pytest.mark.parametrize(("field", "value"), [("birth", "1980"), ("death", "1949")])
def test_a_life_outside_which_a_post_lies_is_refused_beside_it(desk, field, value):
    person = make_person("Ada Holt")
    make_appointment(person, "Registrar", start="1950", end="1960")
    response = save(desk, url("person_change", person.pk), **{field: value})
    assert faults(response) == {field: ["As Registrar on record: 1950 – 1960."]}


def test_an_import_refuses_what_cannot_be():
    with pytest.raises(ValidationError):
        make_appointment(make_person("Ada Holt", birth="1980"), start="1950", end="1960")


# --- Asked about ---------------------------------------------------------------------------------
DOUBTS = [
    (
        {"birth": "1990"},
        {"start": "2005"},
        "born 1990, was younger than 18 when taking up the post.",
    ),
    ({"birth": "1900"}, {"start": "1990"}, "born 1900, was older than 100 in the post."),
    (
        {"birth": "1880"},
        {"start": "1985", "end": "1986"},
        "born 1880, was older than 100 in the post.",
    ),
    ({}, {"start": "1950"}, "held the post for more than 40 years: since 1950."),
    (
        {},
        {"start": "before 1950", "end": "1995"},
        "held the post for more than 40 years: since before 1950.",
    ),
]
TO_COME = (
    {},
    {"start": "2020", "end": "2099-01-15"},
    "The end lies in the future: 15 January 2099. Record it as the end of the term until it has come.",
)


@pytest.mark.parametrize(("life", "dates", "doubt"), [*DOUBTS, TO_COME])
def test_the_form_asks_about_what_is_hardly_right_and_saves_it_when_told_so(desk, life, dates, doubt):
    ids = {"person": make_person("Ada Holt", **life).pk, "post": make_post("Registrar").pk}
    response = save(desk, url("appointment_add"), **ids, **dates)
    assert f"{doubt} If that is right, say so below the dates." in " ".join(faults(response)["start"])
    assert 'name="is_plausible"' in response.content.decode()
    response = save(desk, url("appointment_add"), **ids, **dates, is_plausible="1")
    assert response.status_code == 302
    row = Appointment.objects.get()
    assert save(desk, url("appointment_change", row.pk)).status_code == 302  # asked once, not at every save


@pytest.mark.parametrize(("life", "dates", "doubt"), DOUBTS)
def test_the_report_lists_what_came_in_another_way(life, dates, doubt):
    make_appointment(make_person("Ada Holt", **life), "Registrar", **dates)
    assert any(doubt in text for text in told())


@pytest.mark.parametrize(
    ("life", "dates"),
    [
        ({"birth": "1990"}, {"start": "2008"}),
        ({"birth": "circa 1990"}, {"start": "2008"}),
        ({"birth": "1930"}, {"start": "1990"}),
        ({"birth": "1900"}, {"start": "1990", "end": "1999"}),
        ({}, {"start": "1980", "end": "2020-01-01"}),
        ({}, {"start": "1985", "end": "2025"}),
        ({}, {"start": "XXXX", "end": "XXXX"}),
        ({"birth": "1900", "death": "1995"}, {"start": "1990"}),
    ],
)
def test_what_is_believable_is_not_asked_about(life, dates):
    make_appointment(make_person("Ada Holt", **life), "Registrar", **dates)
    assert told() == []


def test_the_report_tells_what_became_impossible_without_the_form():
    row = make_appointment("Ada Holt", "Registrar", start="1950", end="1960")
    Person.objects.update(birth="1980")
    assert told() == ["Ada Holt was not born yet: born 1980."]
    Person.objects.update(birth="", death="1955")
    assert told() == ["Ada Holt died earlier: 1955."]
    Person.objects.update(death="")
    Organization.objects.filter(pk=row.post.organization_id).update(ended="1940")
    assert told() == []  # told once, as outside the life of the organization
    assert len(told(FindingKind.OUTSIDE)) == 1
