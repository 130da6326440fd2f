"""Officials in from a table: all or nothing, every fault by line and field, twice without doubling."""

import csv
import datetime
import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError

from people.exchange.officials import NEEDED, import_officials, read_officials
from people.exchange.resources import AppointmentResource
from people.models import Appointment, Citation, Organization, Person, Post, State
from tests.people.make import make_appointment, make_person, title_on

pytestmark = pytest.mark.django_db
SAMPLE = Path(__file__).parent / "un_appointments.csv"  # all confidences; the demo shows only the high ones
day = datetime.date.fromisoformat

ANNAN = {
    "family": "Annan", "given": "Kofi", "family_first": "no", "honorific": "Mr.",
    "nationality": "Ghana",
    "organization": "United Nations", "post": "Secretary-General", "kind": "substantive",
    "announced": "1996-12-17", "start": "1997-01-01", "end": "2006-12-31",
    "appointed_by": "General Assembly on recommendation of the Security Council",
    "note": "7th. Two terms", "confidence": "high", "source": "A/51/L.66; un.org/en/list (end)",
}  # fmt: skip
FRECHETTE = {
    "family": "Fréchette", "given": "Louise",
    "honorific": "Ms.", "organization": "United Nations Secretariat",
    "post": "Deputy Secretary-General", "kind": "substantive", "start": "2 March 1998", "end": "2006-03-31",
    "appointed_by": "Kofi Annan; approved by nobody else", "confidence": "medium", "source": "recall",
}  # fmt: skip


def table(*rows):
    file = io.StringIO()
    writer = csv.DictWriter(file, NEEDED, restval="", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


def run(*rows, **kw):
    return import_officials(read_officials(table(*rows)), **kw)


def faults(report):
    return [(error.line, error.field) for error in report.errors]


def counted(report):
    """How many appointments are new, and how many were there already."""
    return report.counts["appointments"], report.counts["already_there"]


def test_a_row_becomes_person_post_appointment_and_sources():
    report = run(ANNAN)
    assert (*counted(report), report.errors) == (1, 0, [])
    made = Appointment.objects.get()
    assert str(made) == "Kofi Annan, Secretary-General, 1997–2006"
    assert (made.person.honorific, made.person.nationalities) == ("Mr.", "Ghana")
    assert made.appointing_body.name == "General Assembly"
    assert made.post.organization.name == "United Nations"
    assert made.post.appointment_rule == "General Assembly on recommendation of the Security Council"
    assert made.post.is_numbered
    assert list(made.citations.values_list("title", "url", "fact")) == [
        ("A/51/L.66", "", "whole"),
        ("un.org/en/list (end)", "", "end"),
    ]
    assert made in Appointment.objects.public()


def test_an_officer_in_charge_is_a_kind_of_its_own():
    run(ANNAN | {"kind": "officer_in_charge", "announced": "", "start": "1996-12", "end": "1996-12-31"})
    assert Appointment.objects.get().kind == "officer-in-charge"


def test_the_appointer_is_the_appointment_they_acted_from():
    run(FRECHETTE, ANNAN)  # the order of the rows does not matter
    made = Appointment.objects.get(person__family_name="Fréchette")
    assert made.appointed_by == Appointment.objects.get(person__family_name="Annan")
    assert made.appointing_body is None
    assert made.start == "1998-03-02"
    assert made.post.appointment_rule == "Secretary-General, approved by nobody else"
    assert "Appointed by: Kofi Annan; approved by nobody else." in made.note


def test_a_second_run_doubles_nothing():
    run(ANNAN, FRECHETTE)
    before = [model.objects.count() for model in (Person, Post, Organization, Appointment, Citation)]
    report = run(ANNAN, FRECHETTE)
    assert (*counted(report), report.notes) == (0, 2, [])
    assert [model.objects.count() for model in (Person, Post, Organization, Appointment, Citation)] == before


def test_what_the_desk_corrected_since_stands():
    run(ANNAN)
    Appointment.objects.update(start="1997-01-02", end="2006")
    report = run(ANNAN)
    assert counted(report) == (0, 1)
    assert report.notes[0].startswith("Line 2: Recorded as 2 January 1997")
    assert "the desk's record stands" in report.notes[0]
    assert Appointment.objects.get().start == "1997-01-02"


def test_the_history_of_each_record_says_where_it_came_from(tmp_path):
    file = tmp_path / "officials-1997.csv"
    file.write_text(table(ANNAN), encoding="utf-8")
    call_command("import_officials", str(file))
    for model in (Person, Post, Appointment, Citation):
        assert {row.history_change_reason for row in model.history.all()} == {
            "Imported from officials-1997.csv"
        }


def test_a_person_whom_an_earlier_row_brings_is_the_same_in_a_later_one():
    acting = {**ANNAN, "kind": "acting", "announced": "", "start": "1996-10", "end": "1996-12"}
    report = run(ANNAN, acting)
    assert (*counted(report), report.errors) == (2, 0, [])
    assert Person.objects.get().appointments.count() == 2


def test_an_official_of_the_file_gets_an_address_that_nobody_had():
    make_person("Kofi Other", slug="louise-frechette")
    run(ANNAN, FRECHETTE)
    assert Person.objects.get(family_name="Fréchette").slug == "louise-frechette-2"


def test_what_is_too_long_in_a_source_is_a_fault_of_that_column():
    assert faults(run({**ANNAN, "source": "x" * 600})) == [(2, "source")]


def test_a_dry_run_changes_nothing_and_says_the_same():
    report = run(ANNAN, FRECHETTE, dry_run=True)
    assert (counted(report), report.errors) == ((2, 0), [])
    assert not Person.objects.exists()
    assert not Person.history.exists()


def test_any_fault_changes_nothing_and_every_fault_is_named():
    bad = [
        {**FRECHETTE, "start": "2007-13"},
        {**FRECHETTE, "kind": "boss", "family_first": "maybe", "post": ""},
        {**FRECHETTE, "start": "2007", "end": "2006"},
        {**ANNAN, "given": "Kurt", "family": "Waldheim", "start": "1999", "end": "2001"},
        {**FRECHETTE, "start": "", "end": ""},
        {**FRECHETTE, "given": "", "family": ""},
        {**ANNAN, "kind": "never_took_effect"},
    ]
    report = run(ANNAN, *bad)
    assert counted(report) == (0, 0)
    assert not Appointment.objects.exists()
    assert not Organization.objects.exists()
    assert faults(report) == [
        (3, "start"),
        (4, "post"),
        (4, "family_first"),
        (4, "kind"),
        (5, "end"),
        (6, "start"),
        (7, "start"),
        (8, "given"),
        (9, "start"),
    ]
    messages = {error.line: error.reason for error in report.errors}
    assert messages[5] == "Left the post before taking it up. Check the year first."
    assert "held by Kofi Annan" in messages[6]


def test_a_row_given_twice_is_a_fault_unless_both_say_the_same():
    assert faults(run(ANNAN, ANNAN | {"note": "Another note"})) == [(3, "")]
    assert faults(run(ANNAN, ANNAN)) == []
    assert Appointment.objects.count() == 1


def test_what_somebody_else_saved_at_this_moment_undoes_it_all(monkeypatch):
    def collide(resource, instance, is_create):
        raise IntegrityError("UNIQUE constraint failed")

    monkeypatch.setattr(AppointmentResource, "do_instance_save", collide)
    report = run(ANNAN, FRECHETTE)
    assert [error.reason for error in report.errors] == [
        "Somebody recorded the same at this moment. Try it again."
    ]
    assert not Person.objects.exists()


def test_two_persons_of_one_name_are_not_guessed_between():
    make_person("Kofi Annan")
    make_person("Kofi Annan")
    assert faults(run(ANNAN)) == [(2, "family")]


def test_an_appointer_without_a_post_then_is_a_fault():
    make_appointment("Kofi Annan", "Secretary-General", start="2000")
    report = run({**FRECHETTE, "start": "1980", "end": "1981"})
    assert faults(report) == [(2, "appointed_by")]
    assert "held no post from which to appoint" in report.errors[0].reason


def test_a_designate_appoints_for_the_day_he_takes_office():
    mohammed = {
        **FRECHETTE,
        "given": "Amina",
        "family": "Mohammed",
        "announced": "1996-12-20",
        "start": "1997",
        "end": "",
    }
    report = run(ANNAN, mohammed)
    assert report.errors == []
    assert Appointment.objects.get(person__family_name="Mohammed").appointed_by.person.family_name == "Annan"


def test_only_the_confidence_asked_for():
    report = run(ANNAN, FRECHETTE, confidences=["high"])
    assert (report.counts["appointments"], report.counts["left_out"]) == (1, 1)
    assert Appointment.objects.get().person.family_name == "Annan"


def test_names_in_an_optional_column_are_variants():
    text = table(ANNAN).splitlines()
    text = f"# a note\n{text[0]},names\n{text[1]},Kofi Atta Annan; 코피 아난 (ko)\n"
    assert import_officials(read_officials(text)).counts["appointments"] == 1
    person = Person.objects.matching("코피").get()
    assert set(person.names.values_list("text", "kind", "lang")) == {
        ("Kofi Atta Annan", "variant", ""),
        ("코피 아난", "native", "ko"),
    }


def test_lines_are_those_of_the_file():
    text = "\ufeff# sample\n\n" + table(ANNAN, {**FRECHETTE, "note": "two\nlines", "start": "soon"})
    (error,) = import_officials(read_officials(text)).errors
    assert (error.line, error.field) == (6, "start")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "name,post\nA,B\n",
        table(ANNAN).replace("family,", "surname,"),
        'a"b"c\0\n"',
        f'{table(ANNAN)}"unclosed',
    ],
)
def test_what_is_no_table_of_officials_is_refused_with_a_sentence(text):
    with pytest.raises(ValueError, match=r"\.$"):
        read_officials(text)


def test_what_is_too_long_is_a_fault_and_no_crash():
    assert faults(run({**ANNAN, "family": "x" * 500}, {**ANNAN, "post": "x" * 500})) == [
        (2, "family"),
        (3, "post"),
    ]


# --- The sample data -------------------------------------------------------------------------
@pytest.fixture
def sample():
    report = import_officials(read_officials(SAMPLE.read_text(encoding="utf-8")))
    assert report.errors == []
    return report


def test_every_sample_row_comes_in_and_once(sample):
    assert counted(sample) == (181, 0)
    again = import_officials(read_officials(SAMPLE.read_text(encoding="utf-8")))
    assert (*counted(again), again.errors) == (0, 181, [])
    check_the_source_story()
    check_what_was_decided()


def check_the_source_story():
    on = day("2007-10-10")
    luck, deng, ban = (Person.objects.get(family_name=name) for name in ("Luck", "Deng", "Ban"))
    assert title_on(luck, on).state == State.INTENDED
    assert title_on(luck, on).text.startswith("named as intended Special Adviser")
    assert title_on(deng, on).text == "Special Adviser on the Prevention of Genocide"
    assert title_on(ban, on).text == "Secretary-General"
    assert luck.appointments.get().appointed_by.person == ban


def check_what_was_decided():
    thant = Person.objects.get(given_name="Thant")
    assert (thant.full_name, thant.second_reference) == ("U Thant", "U Thant")
    numbers = Post.objects.get(title="Secretary-General", organization__name="United Nations").numbers()
    assert sorted(set(numbers.values())) == list(range(1, 10))
    fayyad = Appointment.objects.get(person__family_name="Fayyad")
    assert (fayyad.state_on(day("2017-02-09")), fayyad.state_on(day("2017-03-01"))) == (
        State.INTENDED,
        State.LAPSED,
    )
    jebb = Appointment.objects.get(person__family_name="Jebb")
    assert (jebb.appointed_by, jebb.appointing_body) == (None, None)
    unhcr = Post.objects.get(title="High Commissioner for Refugees")
    assert unhcr.appointment_rule == "General Assembly (elected) on nomination of the Secretary-General"
    recalled = Appointment.objects.filter(citations=None)
    assert all("From general knowledge, not looked up." in appointment.note for appointment in recalled)
    assert not Citation.objects.filter(title="recall").exists()


# --- The command -----------------------------------------------------------------------------
def test_the_command_says_what_it_did(tmp_path, capsys):
    file = tmp_path / "officials.csv"
    file.write_text(table(ANNAN, FRECHETTE), encoding="utf-8")
    call_command("import_officials", str(file), "--dry-run")
    assert "2 appointments would be recorded" in capsys.readouterr().out
    call_command("import_officials", str(file), "--confidence", "high")
    assert "1 appointments recorded, 0 were there already, 1 left out." in capsys.readouterr().out


def test_the_command_names_each_fault_and_fails(tmp_path, capsys):
    file = tmp_path / "officials.csv"
    file.write_text(table({**ANNAN, "start": "soon"}), encoding="utf-8")
    with pytest.raises(CommandError, match="nothing was changed"):
        call_command("import_officials", str(file))
    assert "line 2, start:" in capsys.readouterr().err


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"no table"])
def test_the_command_refuses_other_files_in_a_sentence(tmp_path, content):
    file = tmp_path / "officials.csv"
    file.write_bytes(content)
    with pytest.raises(CommandError):
        call_command("import_officials", str(file))
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_officials", str(tmp_path / "none.csv"))
