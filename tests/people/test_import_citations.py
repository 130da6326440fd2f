"""Citations in from a second table: each finds its appointment or is refused, and twice adds nothing."""

import csv
import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from people.exchange.citations import CITATION_COLUMNS
from people.exchange.officials import import_officials, read_citations, read_officials
from people.models import Appointment, Citation
from tests.browserless import text_of
from tests.make import make_user
from tests.people.make import make_appointment, make_organization, make_person, make_post
from tests.people.test_admin import DESK
from tests.people.test_import import ANNAN, FRECHETTE, table

pytestmark = pytest.mark.django_db
OFFICIALS = Path(__file__).parent / "un_appointments.csv"
CITATIONS = Path(__file__).parent / "un_citations.csv"
ANNAN_ROW = {
    "family": "Annan", "given": "Kofi", "post": "Secretary-General", "start": "1997-01-01",
    "fact": "announced", "title": "Assembly appoints Kofi Annan", "url": "https://press.un.example/ga9208",
    "symbol": "GA/9208", "published": "1996-12-17", "quote": "was appointed to a five-year term",
}  # fmt: skip
FRECHETTE_ROW = {
    "family": "Fréchette", "given": "Louise", "post": "Deputy Secretary-General", "start": "1998-03-02",
    "fact": "end", "title": "Annan pays tribute", "url": "https://news.un.example/174272",
}  # fmt: skip


def citations(*rows):
    file = io.StringIO()
    writer = csv.DictWriter(file, CITATION_COLUMNS, restval="", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


def run(officials, cited, **kw):
    return import_officials(read_officials(table(*officials)), read_citations(citations(*cited)), **kw)


def faults(report):
    return [(error.line, error.field) for error in report.errors]


def counted(report):
    return report.counts["citations"], report.counts["citations_there"]


# --- Which appointment a row is about ------------------------------------------------------------------
def test_a_row_becomes_a_source_of_the_fact_it_names():
    report = run([ANNAN, FRECHETTE], [ANNAN_ROW, FRECHETTE_ROW], reason="Imported from un.csv")
    assert (counted(report), report.errors) == ((2, 0), [])
    made = Citation.objects.get(symbol="GA/9208")
    assert made.appointment.person.family_name == "Annan"
    assert (made.fact, made.title, made.published) == ("announced", ANNAN_ROW["title"], "1996-12-17")
    assert (made.url, made.quote) == (ANNAN_ROW["url"], ANNAN_ROW["quote"])
    assert made.history.get().history_change_reason == "Imported from un.csv"


def test_they_take_the_place_of_the_source_column():
    run([ANNAN, FRECHETTE], [ANNAN_ROW])
    assert Citation.objects.get(appointment__person__family_name="Annan").symbol == "GA/9208"


def test_a_source_may_name_an_appointment_that_is_on_record_only():
    make_appointment("Kofi Annan", "Secretary-General", start="1997-01-01", cited=False)
    report = run([FRECHETTE | {"appointed_by": ""}], [ANNAN_ROW])
    assert counted(report) == (1, 0)
    assert Citation.objects.get().appointment.person.family_name == "Annan"


def test_what_the_desk_dates_otherwise_since_is_still_found_by_the_date_of_the_file():
    run([ANNAN], [])
    Appointment.objects.update(start="1997-01-02")
    report = run([ANNAN], [ANNAN_ROW])
    assert (counted(report), report.errors) == ((1, 0), [])


def test_acting_and_substantive_spells_are_told_apart_by_their_day():
    acting = ANNAN | {"kind": "acting", "announced": "", "start": "1996-10-01", "end": "1996-12-31"}
    run([acting, ANNAN], [ANNAN_ROW | {"start": "1996-10-01", "fact": "start"}])
    assert Citation.objects.get(symbol="GA/9208").appointment.kind == "acting"


def test_what_never_took_effect_is_named_without_a_day():
    never = ANNAN | {"kind": "never_took_effect", "start": "", "end": "1996-12-20"}
    report = run([never], [ANNAN_ROW | {"start": ""}])
    assert (counted(report), report.errors) == ((1, 0), [])


def test_a_date_may_be_written_in_words():
    assert counted(run([ANNAN], [ANNAN_ROW | {"start": "1 January 1997"}])) == (1, 0)


def test_spaces_and_line_breaks_make_no_other_name():
    row = ANNAN_ROW | {"family": " Annan ", "post": "Secretary-General\n"}
    assert counted(run([ANNAN], [row])) == (1, 0)


# --- What is not guessed -------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "change",
    [
        {"start": "1997"},
        {"start": "1997-01-02"},
        {"start": ""},
        {"post": "Deputy Secretary-General"},
        {"given": "K."},
        {"family": "Anan"},
        {"family": ""},
    ],
)
def test_a_row_that_names_no_appointment_is_refused_with_its_line(change):
    report = run([ANNAN], [ANNAN_ROW, ANNAN_ROW | change])
    assert faults(report) == [(3, "citations: start")]
    assert "No appointment is" in report.errors[0].reason
    assert not Appointment.objects.exists()


def test_a_row_that_names_two_appointments_is_refused_with_its_line():
    for name in ("NATO", "OAS"):
        post = make_post("Secretary-General", make_organization(name))
        make_appointment(make_person("Kofi Annan"), post, start="1997-01-01")
    report = run([FRECHETTE | {"appointed_by": ""}], [ANNAN_ROW])
    assert faults(report) == [(2, "citations: start")]
    assert "Several appointments are Kofi Annan, Secretary-General" in report.errors[0].reason


def test_a_namesake_in_another_post_is_no_doubt():
    make_appointment("Kofi Annan", "Administrator", start="1997-01-01")
    report = run([FRECHETTE | {"appointed_by": ""}], [ANNAN_ROW | {"post": "Administrator"}])
    assert counted(report) == (1, 0)


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"fact": "birth"}, "citations: fact"),
        ({"url": "not an address"}, "citations: url"),
        ({"published": "1996-13"}, "citations: published"),
        ({"title": "x" * 600}, "citations: title"),
        ({"title": "", "url": "", "symbol": ""}, "citations: title"),
    ],
)
def test_what_is_wrong_in_a_row_is_told_by_its_own_column(change, column):
    assert faults(run([ANNAN], [ANNAN_ROW | change])) == [(2, column)]
    assert not Citation.objects.exists()


def test_a_refused_official_is_not_told_a_second_time_by_each_source():
    assert faults(run([ANNAN | {"end": "1996"}], [ANNAN_ROW])) == [(2, "end")]
    assert faults(run([ANNAN | {"kind": "boss"}], [ANNAN_ROW, ANNAN_ROW])) == [(2, "kind")]


def test_sources_of_rows_that_are_left_out_are_left_out_too():
    report = run([ANNAN, FRECHETTE], [ANNAN_ROW, FRECHETTE_ROW], confidences=["high"])
    assert (counted(report), report.counts["citations_left_out"], report.errors) == ((1, 0), 1, [])


# --- Twice ---------------------------------------------------------------------------------------------
def test_a_second_run_adds_nothing():
    run([ANNAN, FRECHETTE], [ANNAN_ROW, FRECHETTE_ROW])
    assert counted(run([ANNAN, FRECHETTE], [ANNAN_ROW, FRECHETTE_ROW])) == (0, 2)
    assert Citation.objects.count() == 2


def test_a_row_given_twice_is_one_source():
    assert counted(run([ANNAN], [ANNAN_ROW, ANNAN_ROW])) == (1, 1)
    assert Citation.objects.count() == 1


def test_one_page_may_be_the_source_of_two_facts():
    assert counted(run([ANNAN], [ANNAN_ROW, ANNAN_ROW | {"fact": "end"}])) == (2, 0)


def test_a_dry_run_writes_nothing_and_says_the_same():
    report = run([ANNAN], [ANNAN_ROW], dry_run=True)
    assert counted(report) == (1, 0)
    assert not Citation.objects.exists()
    assert not Citation.history.exists()


# --- The sample data -----------------------------------------------------------------------------------
def test_every_sample_source_comes_in_and_once():
    tables = (
        read_officials(OFFICIALS.read_text(encoding="utf-8")),
        read_citations(CITATIONS.read_text(encoding="utf-8")),
    )
    with CaptureQueriesContext(connection) as queries:
        report = import_officials(*tables)
    assert (counted(report), report.errors) == ((327, 0), [])
    # 449 new persons, names, posts, bodies and appointments: of each a check or three (its address, its
    # former addresses, its item; the seats of a post), its row and its history. Sources are written together.
    # Of each of 131 persons it is asked twice who has the name: of the table and when the row is saved.
    assert len(queries) <= 3_120
    with CaptureQueriesContext(connection) as queries:
        again = import_officials(*tables)
    assert (again.counts["already_there"], counted(again)) == (181, (0, 327))
    assert len(queries) <= 20  # the record is read once, however long the table is


# --- The command and the page --------------------------------------------------------------------------
def test_the_command_takes_both_files(tmp_path, capsys):
    officials, cited = tmp_path / "officials.csv", tmp_path / "citations.csv"
    officials.write_text(table(ANNAN), encoding="utf-8")
    cited.write_text(citations(ANNAN_ROW), encoding="utf-8")
    call_command("import_officials", str(officials), "--citations", str(cited))
    assert "1 citations recorded, 0 were there already." in capsys.readouterr().out
    cited.write_text(citations(ANNAN_ROW | {"start": "2001"}), encoding="utf-8")
    with pytest.raises(CommandError, match="nothing was changed"):
        call_command("import_officials", str(officials), "--citations", str(cited))
    assert "line 2, citations: start: No appointment is Kofi Annan" in capsys.readouterr().err
    cited.write_text("family,given\nAnnan,Kofi\n", encoding="utf-8")
    with pytest.raises(CommandError, match="Missing: post"):
        call_command("import_officials", str(officials), "--citations", str(cited))


@pytest.fixture
def desk(client):
    client.force_login(make_user(*DESK))
    return client


def upload(client, officials, cited, **data):
    files = {
        "file": SimpleUploadedFile("officials.csv", officials.encode()),
        "citations": SimpleUploadedFile("citations.csv", cited.encode()),
    }
    return client.post(reverse("admin:people_appointment_import"), files | data)


def test_the_page_shows_both_tables_before_anything_is_recorded(desk):
    shown = upload(desk, table(ANNAN), citations(ANNAN_ROW, ANNAN_ROW | {"fact": "end"}))
    assert "2 sources would be recorded; 0 are there already." in text_of(shown)
    assert not Citation.objects.exists()
    data = {name: shown.context[name] for name in ("table", "citations_table")} | {"_confirm": "1"}
    done = desk.post(reverse("admin:people_appointment_import"), data, follow=True)
    assert "2 sources recorded." in text_of(done)
    assert Citation.objects.count() == 2


def test_sources_alone_can_be_added_to_what_is_there(desk):
    run([ANNAN], [])
    shown = upload(desk, table(ANNAN), citations(ANNAN_ROW))
    button = shown.content.decode().partition('name="_confirm"')[2].partition(">")[0]
    assert "disabled" not in button


def test_the_page_names_the_line_of_a_source_that_fits_nothing(desk):
    text = text_of(upload(desk, table(ANNAN), citations(ANNAN_ROW, ANNAN_ROW | {"start": "2001"})))
    assert "One fault; nothing was changed" in text
    assert "citations: start" in text


def test_a_second_file_that_is_no_table_of_sources_is_refused_beside_its_field(desk):
    answer = upload(desk, table(ANNAN), "a,b\n1,2\n")
    assert "Missing: family" in " ".join(answer.context["form"].errors["citations"])
