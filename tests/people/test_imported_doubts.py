"""What an import does not take for a fact: ends that have not come, names and dates in doubt."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from people.exchange.popolo_in import import_popolo
from people.exchange.popolo_out import whole_record
from people.models import Appointment, Person, Post
from people.public.popolo import dumps
from tests.browserless import soup
from tests.make import make_user
from tests.people.exchanging import table
from tests.people.make import make_appointment, make_organization, make_person, make_post
from tests.people.test_admin import DESK
from tests.people.test_import import table as wide
from tests.people.test_popolo_import import empty
from tests.people.test_wikidata_import import entity, held, reference, snak, time

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine("2026-11-30T12:00Z", tick=False)]
TAKEN = "the end lies in the future: 31 December 2028. Taken as the end of the term."


@pytest.fixture
def desk(client):
    client.force_login(make_user(*DESK, "import_record", "export_record"))
    return client


def upload(client, name, content):
    content = content.encode() if isinstance(content, str) else content
    page = reverse(f"admin:people_{name}")
    return client.post(page, {"file": SimpleUploadedFile("file", content), "_check": "1"})


def confirm(client, name, answer):
    form = soup(answer).select_one("form.import-confirm")
    fields = {field["name"]: field.get("value", "") for field in form.select("input[type=hidden]")}
    fields |= {field["name"]: field.get_text()[1:] for field in form.select("textarea")}
    return client.post(reverse(f"admin:people_{name}"), {**fields, "_confirm": "1"})


def words(page):
    return " ".join(soup(page).select_one("#content-main").get_text(" ").split())


# --- An end that has not come ------------------------------------------------------------------------
SPELL = {"person": "ban-ki-moon", "post": "porter", "start": "2020-01-01", "end": "2028-12-31"}
POPOLO = {
    "persons": [{"id": "p", "name": "Ban Ki-moon"}],
    "organizations": [{"id": "o", "name": "House"}],
    "posts": [{"id": "s", "label": "porter", "organization_id": "o"}],
    "memberships": [{"person_id": "p", "post_id": "s", "start_date": "2020-01-01", "end_date": "2028-12-31"}],
}
OFFICIAL = {"family": "Ban", "given": "Ki-moon", "organization": "House", "post": "porter",
            "family_first": "yes", "kind": "substantive", "start": "2020-01-01", "end": "2028-12-31",
            "note": "resigned"}  # fmt: skip


def officials():
    return wide(OFFICIAL)


def appointments():
    make_person("Ban Ki-moon")
    make_post("porter")
    return table(SPELL | {"end_reason": "resigned"})


def popolo():
    return json.dumps(POPOLO)


def wikidata():
    make_person("Ban Ki-moon", wikidata="Q1253")
    make_post("porter", wikidata="Q81066")
    found = entity(positions=[held(start=time("2020-01-01"), end=time("2028-12-31"))])
    return json.dumps({"entities": {found["id"]: found}})


ROADS = {
    "appointment_import": officials,
    "appointment_exchange": appointments,
    "popolo": popolo,
    "wikidata": wikidata,
}


@pytest.mark.parametrize("road", ROADS)
def test_an_end_in_the_future_is_the_end_of_the_term_by_every_road_and_the_page_says_so(desk, road):
    shown = upload(desk, road, ROADS[road]())
    assert f"Ban Ki-moon, porter, 2020–: {TAKEN}" in words(shown)
    confirm(desk, road, shown)
    made = Appointment.objects.get()
    assert (made.start, made.end, made.term_ends, made.end_reason) == ("2020-01-01", "", "2028-12-31", "")


def test_a_term_that_ends_on_another_day_stands_and_the_end_is_named(desk):
    content = appointments().replace(b"end_reason", b"term_ends").replace(b"resigned", b"2030")
    shown = upload(desk, "appointment_exchange", content)
    assert "the end lies in the future: 31 December 2028. Left out; the term is to end 2030." in words(shown)
    confirm(desk, "appointment_exchange", shown)
    assert (Appointment.objects.get().end, Appointment.objects.get().term_ends) == ("", "2030")


def test_an_end_in_the_future_that_somebody_recorded_stays_when_the_table_comes_back(desk):
    made = make_appointment("Ban Ki-moon", "porter", start="2020-01-01", end="2028-12-31")
    shown = upload(desk, "appointment_exchange", table(SPELL | {"note": "Changed."}))
    assert "lies in the future" not in words(shown)
    confirm(desk, "appointment_exchange", shown)
    made.refresh_from_db()
    assert (made.end, made.note) == ("2028-12-31", "Changed.")


def test_a_whole_record_of_ours_comes_back_as_it_was_and_says_so():
    make_appointment("Ban Ki-moon", "porter", start="2020-01-01", end="2028-12-31")
    out = dumps(whole_record())
    empty()
    report = import_popolo(out)
    assert report.notes == ["Ban Ki-moon, porter, 2020–2028: the end lies in the future: 31 December 2028."]
    assert dumps(whole_record()) == out


@pytest.mark.parametrize("end", ["2026", "2026-11-30", "../2028", "XXXX"])
def test_an_end_that_may_have_come_is_an_end(desk, end):
    shown = upload(desk, "appointment_import", wide(OFFICIAL | {"end": end}))
    confirm(desk, "appointment_import", shown)
    assert (Appointment.objects.get().end, Appointment.objects.get().term_ends) == (end, "")


def test_an_appointment_on_record_gets_the_end_of_the_term_that_it_does_not_say(desk):
    content = wikidata()
    made = make_appointment(Person.objects.get(), Post.objects.get(), start="2020-01-01")
    confirm(desk, "wikidata", upload(desk, "wikidata", content))
    made.refresh_from_db()
    assert (made.end, made.term_ends) == ("", "2028-12-31")


def test_what_the_form_would_ask_about_is_told(desk):
    doubt = "Ban Ki-moon held the post for more than 40 years: since 1 January 1950."
    old = {"start": "1950-01-01", "end": ""}
    assert doubt in words(upload(desk, "appointment_import", wide(OFFICIAL | old | {"note": ""})))
    appointments()
    assert doubt in words(upload(desk, "appointment_exchange", table(SPELL | old)))


# --- Names of a foreign file -------------------------------------------------------------------------
@pytest.mark.parametrize(
    "days", [{"start_date": "2001"}, {"start_date": "2001", "end_date": "2030"}, {"end_date": "2030-01"}]
)
def test_another_name_of_a_foreign_file_is_not_what_the_person_is_called(desk, client, days):
    names = [{"name": "P. Popolo", **days}]
    person = {"id": "p", "name": "Polly Popolowalk", "other_names": names}
    house = {"id": "o", "name": "House", "other_names": [{"name": "Hut", **days}]}
    shown = upload(desk, "popolo", json.dumps({"persons": [person], "organizations": [house]}))
    said = " – ".join(filter(None, days.values())) if len(days) > 1 else None
    assert "P. Popolo: its days are left out (" in words(shown)
    assert "since Polly Popolowalk is the name today." in words(shown)
    assert said is None or f"({said})" in words(shown)
    confirm(desk, "popolo", shown)
    page = soup(client.get("/people/polly-popolowalk/"))
    assert page.h1.get_text(strip=True) == "Polly Popolowalk"
    assert "P. Popolo" in page.get_text()
    assert soup(client.get("/organizations/house/")).h1.get_text(strip=True) == "House"
    name = Person.objects.get().names.get()
    assert (name.kind, name.start, name.end) == ("variant", "", "")


def test_a_former_name_of_a_foreign_file_keeps_its_days(desk):
    names = [{"name": "Polly Before", "start_date": "1990", "end_date": "2001"}]
    person = {"id": "p", "name": "Polly Popolowalk", "other_names": names}
    shown = upload(desk, "popolo", json.dumps({"persons": [person]}))
    assert "its days are left out" not in words(shown)
    confirm(desk, "popolo", shown)
    name = Person.objects.get().names.get()
    assert (name.kind, name.start, name.end) == ("former", "1990", "2001")


# --- Two dates for one step --------------------------------------------------------------------------
def doubled(**changes):
    statement = held(
        start=time("1999-01-01"), end=time("2004-00-00", 9), references=[reference("https://un.example/ban")]
    )
    for claim, value in changes.items():
        statement["qualifiers"][claim].append(snak(claim, time(*value)))
    found = entity(positions=[statement])
    return json.dumps({"entities": {found["id"]: found}})


@pytest.mark.parametrize(
    ("changes", "dates"),
    [
        ({"P580": ["2001-01-01"]}, "1 January 1999, 1 January 2001"),
        ({"P582": ["2003-00-00", 9]}, "2004, 2003"),
    ],
)
def test_a_statement_with_two_dates_for_one_step_waits_until_somebody_has_looked(desk, changes, dates):
    make_appointment(make_person("Ban Ki-moon", wikidata="Q1253"), "Minister", start="2004-06-01")
    make_post("porter", wikidata="Q81066")
    shown = upload(desk, "wikidata", doubled(**changes))
    assert f"several dates for one step; the first is taken: {dates}" in words(shown)
    assert "not shown to readers before somebody has looked at it" in words(shown)
    confirm(desk, "wikidata", shown)
    assert not Appointment.objects.get(post__title="porter").is_public
    assert "porter" not in desk.get("/people/ban-ki-moon/").text


def test_the_same_date_twice_is_no_doubt(desk):
    make_person("Ban Ki-moon", wikidata="Q1253")
    make_post("porter", wikidata="Q81066")
    confirm(desk, "wikidata", upload(desk, "wikidata", doubled(P580=["1999-01-01"])))
    assert Appointment.objects.get().is_public


def test_a_doubt_mends_no_appointment_on_record(desk):
    person = make_person("Ban Ki-moon", wikidata="Q1253")
    made = make_appointment(person, make_post("porter", wikidata="Q81066"), start="XXXX", end="2004")
    shown = upload(desk, "wikidata", doubled(P580=["2001-01-01"]))
    assert "in doubt; the desk's record stands" in words(shown)
    confirm(desk, "wikidata", shown)
    made.refresh_from_db()
    assert (made.start, made.end) == ("XXXX", "2004")


# --- Two lines of one name ----------------------------------------------------------------------------
TWICE = table(
    {"given_name": "Kofi", "family_name": "Annan", "birth": "1938"},
    {"given_name": "Kofia", "family_name": "Annana", "birth": "1940"},
    {"given_name": "Kofia", "family_name": "Annana", "birth": "1940"},
)


def test_a_person_in_two_lines_of_a_table_is_told_by_the_line(desk):
    said = words(upload(desk, "person_exchange", TWICE))
    assert "Line 4 Kofia Annana" in said
    assert "Somebody of this name is in another line of the file: 3." in said
    assert "The same person: Kofia Annana, line 3 of the file" in said
    assert "Somebody of this name is on record" not in said
    assert not Person.objects.exists()


@pytest.mark.parametrize(
    ("answer", "fault"), [("another", ""), ("kofia-annana", "Line 3 speaks of the same")]
)
def test_the_answer_about_a_line_counts(desk, answer, fault):
    asked = upload(desk, "person_exchange", TWICE)
    data = {"key": asked.context["key"], "same-4": answer, "_again": "1"}
    shown = desk.post(reverse("admin:people_person_exchange"), data)
    assert fault in words(shown)
    assert bool(shown.context["report"].errors) == bool(fault)


def test_the_command_says_so_too(tmp_path, capsys):
    make_organization("House")
    file = tmp_path / "future.csv"
    file.write_text(officials(), encoding="utf-8")
    call_command("import_officials", str(file), "--dry-run")
    assert TAKEN in capsys.readouterr().out
