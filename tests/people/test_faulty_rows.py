"""One doubled or faulty row refuses no file with a false sentence; the rest comes in where somebody asks."""

import csv
import io
import json

import pytest
from django.core.management import CommandError, call_command

from people.exchange.citations import CITATION_COLUMNS
from people.exchange.officials import import_officials, read_citations, read_officials
from people.exchange.popolo_in import import_popolo
from people.models import Appointment, Citation, Organization, Person
from tests.people.exchanging import bring
from tests.people.test_import import ANNAN, table

pytestmark = pytest.mark.django_db
PLAIN = ANNAN | {"appointed_by": "", "source": ""}
BAD = PLAIN | {"family": "Bad", "start": "2007-13"}
NEXT = PLAIN | {"family": "Ban", "given": "Ki-moon", "announced": "", "start": "2007-01-01", "end": ""}


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "officials.csv"
    path.write_text(table(PLAIN, BAD, NEXT), encoding="utf-8")
    return path


def families():
    return sorted(Person.objects.values_list("family_name", flat=True))


# --- Faulty ---------------------------------------------------------------------------------------
def test_all_or_nothing_is_the_rule(file):
    with pytest.raises(CommandError):
        call_command("import_officials", str(file))
    assert families() == []


def test_the_rest_comes_in_and_what_does_not_is_named(file, capsys):
    call_command("import_officials", str(file), "--skip-faulty")
    said = capsys.readouterr()
    assert families() == ["Annan", "Ban"]
    assert said.err.startswith("line 3, start: ")
    assert "Left out with errors: 1 rows." in said.out
    assert "2 appointments recorded" in said.out


def test_a_dry_run_says_what_would_come_in_and_changes_nothing(file, capsys):
    call_command("import_officials", str(file), "--skip-faulty", "--dry-run")
    said = capsys.readouterr()
    assert families() == []
    assert "line 3, start: " in said.err
    assert "2 appointments would be recorded" in said.out


def test_a_row_that_the_record_refuses_is_left_out_too():
    late = PLAIN | {"family": "Late", "start": "2010", "end": "2009"}
    report = import_officials(read_officials(table(late, NEXT)), skip_faulty=True)
    assert [error.line for error in report.errors] == [2]
    assert report.is_done
    assert families() == ["Ban"]


def test_the_citations_of_a_row_that_is_left_out_go_with_it():
    names = ("family", "given", "post", "start")
    cited = [{name: row[name] for name in names} | {"fact": "whole", "title": "A/1"} for row in (BAD, NEXT)]
    sheet = io.StringIO()
    writer = csv.DictWriter(sheet, CITATION_COLUMNS, restval="")
    writer.writeheader()
    writer.writerows(cited)
    rows = read_officials(table(BAD, NEXT))
    report = import_officials(rows, read_citations(sheet.getvalue()), skip_faulty=True)
    assert [(error.line, error.field) for error in report.errors] == [(2, "start")]
    assert Citation.objects.get().appointment.person.family_name == "Ban"


# --- Doubled --------------------------------------------------------------------------------------
def test_a_doubled_row_of_officials_is_taken_once_and_told():
    report = import_officials(read_officials(table(PLAIN, NEXT, PLAIN)))
    assert report.errors == []
    assert "Line 4 says the same as line 2 and is taken once." in report.notes
    assert Appointment.objects.count() == 2


def test_a_row_of_other_words_about_the_same_appointment_is_still_a_fault():
    report = import_officials(read_officials(table(PLAIN, PLAIN | {"note": "Another note"})))
    assert [error.reason for error in report.errors] == ["Line 2 already records this appointment."]


def test_a_doubled_row_of_a_table_is_taken_once_and_told():
    report = bring("organizations", {"name": "Council"}, {"name": "Court"}, {"name": "Council"})
    assert report.is_done
    assert report.notes == ["Line 4 says the same as line 2 and is taken once."]
    assert Organization.objects.count() == 2


def test_doubled_entries_of_popolo_are_taken_once_and_told():
    person = {"id": "1", "name": "Kofi Annan", "given_name": "Kofi", "family_name": "Annan"}
    post = {"id": "p", "label": "Secretary-General", "organization_id": "o"}
    held = {"person_id": "1", "post_id": "p", "start_date": "1997-01-01"}
    lists = {"persons": [person] * 2, "organizations": [{"id": "o", "name": "UN"}] * 2, "posts": [post] * 2}
    report = import_popolo(json.dumps(lists | {"memberships": [held] * 2}).encode())
    assert report.errors == []
    assert Appointment.objects.get().person.full_name == "Kofi Annan"
    assert "The person “1” is there twice and is taken once." in report.notes


def test_two_records_of_one_id_that_say_different_things_are_a_fault():
    persons = [{"id": "1", "name": "Kofi Annan"}, {"id": "1", "name": "Ban Ki-moon"}]
    report = import_popolo(json.dumps({"persons": persons}).encode())
    assert [error.reason for error in report.errors] == ["Two records have the id “1”."]
