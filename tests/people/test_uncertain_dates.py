"""Dates that are before, after, about, between, or of ten years: typed, kept, bounded, shown to readers."""

import doctest
import json
import shutil
import subprocess

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from newsroom.lib import date_words, edtf
from newsroom.lib.partial_date import (
    PartialDateFormField,
    hi,
    is_well_formed,
    iso,
    lo,
    parse,
    words,
    year_label,
)
from people.duplicates.rules import _closer as closer
from people.exchange.popolo_in import import_popolo
from people.exchange.popolo_out import whole_record
from people.exchange.widgets import AppointmentName, DateText, full_name, short_name
from people.models import Appointment, CompleteSuccession, Person, Post
from people.public.popolo import dumps
from people.succession import sentence
from tests.make import make_user
from tests.people.make import make_appointment, make_organization, make_person, make_post, title_on
from tests.people.pages import save, url
from tests.people.test_admin import DESK
from tests.people.test_pages_person import TODAY, page, structured
from tests.people.test_pages_person import words as as_read
from tests.people.test_partial_dates import day

# What editors type, what is kept, its bounds, what readers see, and its label in a drawing.
CASES = [
    ("before 2007", "../2006-12-31", "0001-01-01", "2006-12-31", "before 2007", "before 2007"),
    ("prior to 2007", "../2006-12-31", "0001-01-01", "2006-12-31", "before 2007", "before 2007"),
    ("Before May 2007", "../2007-04-30", "0001-01-01", "2007-04-30", "before May 2007", "by 2007"),
    ("before 1 March 2008", "../2008-02-29", "0001-01-01", "2008-02-29", "before March 2008", "by 2008"),
    ("before 5 May 2007", "../2007-05-04", "0001-01-01", "2007-05-04", "before 5 May 2007", "by 2007"),
    ("../2007", "../2007", "0001-01-01", "2007-12-31", "in or before 2007", "by 2007"),
    ("by 2007", "../2007", "0001-01-01", "2007-12-31", "in or before 2007", "by 2007"),
    ("2007 or earlier", "../2007", "0001-01-01", "2007-12-31", "in or before 2007", "by 2007"),
    ("after 2007", "2008-01-01/..", "2008-01-01", "9999-12-31", "after 2007", "after 2007"),
    ("after May 2007", "2007-06-01/..", "2007-06-01", "9999-12-31", "after May 2007", "from 2007"),
    ("after February 2008", "2008-03-01/..", "2008-03-01", "9999-12-31", "after February 2008", "from 2008"),
    ("2007/..", "2007/..", "2007-01-01", "9999-12-31", "in or after 2007", "from 2007"),
    ("2007 or later", "2007/..", "2007-01-01", "9999-12-31", "in or after 2007", "from 2007"),
    ("about May 2007", "2007-05~", "2007-01-01", "2007-12-31", "circa May 2007", "c. 2007"),
    ("circa 2007", "2007~", "2006-01-01", "2008-12-31", "circa 2007", "c. 2007"),
    ("c. 2007", "2007~", "2006-01-01", "2008-12-31", "circa 2007", "c. 2007"),
    ("ca.2007", "2007~", "2006-01-01", "2008-12-31", "circa 2007", "c. 2007"),
    ("around 29 May 2007", "2007-05-29~", "2007-05-01", "2007-05-31", "circa 29 May 2007", "c. 2007"),
    ("circa 2000", "2000~", "1999-01-01", "2001-12-31", "circa 2000", "c. 2000"),
    ("circa 1000", "1000~", "0999-01-01", "1001-12-31", "circa 1000", "c. 1000"),
    ("2007~", "2007~", "2006-01-01", "2008-12-31", "circa 2007", "c. 2007"),
    (
        "between March and May 2007",
        "2007-03/2007-05",
        "2007-03-01",
        "2007-05-31",
        "between March and May 2007",
        "2007",
    ),
    (
        "between 1 March and 5 May 2007",
        "2007-03-01/2007-05-05",
        "2007-03-01",
        "2007-05-05",
        "between 1 March and 5 May 2007",
        "2007",
    ),
    (
        "between 3 and 5 May 2007",
        "2007-05-03/2007-05-05",
        "2007-05-03",
        "2007-05-05",
        "between 3 and 5 May 2007",
        "2007",
    ),
    (
        "between March 1 and May 5, 2007",
        "2007-03-01/2007-05-05",
        "2007-03-01",
        "2007-05-05",
        "between 1 March and 5 May 2007",
        "2007",
    ),
    (
        "between December 2006 and 2 January 2007",
        "2006-12/2007-01-02",
        "2006-12-01",
        "2007-01-02",
        "between December 2006 and 2 January 2007",
        "2006/07",
    ),
    (
        "between 1999 and 2001",
        "1999/2001",
        "1999-01-01",
        "2001-12-31",
        "between 1999 and 2001",
        "1999/2001",
    ),
    ("between May 2007 and May 2007", "2007-05", "2007-05-01", "2007-05-31", "May 2007", "2007"),
    ("1990s", "199X", "1990-01-01", "1999-12-31", "the 1990s", "1990s"),
    ("the 1990’s", "199X", "1990-01-01", "1999-12-31", "the 1990s", "1990s"),
    ("199x", "199X", "1990-01-01", "1999-12-31", "the 1990s", "1990s"),
    ("190X", "190X", "1900-01-01", "1909-12-31", "between 1900 and 1909", "1900/09"),
    ("19XX", "19XX", "1900-01-01", "1999-12-31", "between 1900 and 1999", "1900/99"),
    ("2007-XX", "2007", "2007-01-01", "2007-12-31", "2007", "2007"),
    ("2007-05-XX", "2007-05", "2007-05-01", "2007-05-31", "May 2007", "2007"),
]
STORED = sorted({case[1] for case in CASES})


@pytest.fixture
def desk(client):
    client.force_login(make_user(*DESK, username="people-desk"))
    return client


# --- Typed and read ------------------------------------------------------------------------------
@pytest.mark.parametrize("module", [edtf, date_words])
def test_the_examples_in_the_modules_hold(module):
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize(("typed", "kept", "first", "last", "shown", "label"), CASES)
def test_what_editors_write_about_a_date_is_kept_and_read_back(typed, kept, first, last, shown, label):
    assert parse(typed) == kept
    assert (lo(kept), hi(kept), words(kept), year_label(kept)) == (first, last, shown, label)


@pytest.mark.parametrize(
    "typed",
    [
        "before", "before soon", "before 1", "after 9999", "circa", "circa 0001", "circa 9999", "c. 1990s",
        "90s", "1900s", "between 2007", "between May and March 2007", "between 2008 and 2007", "../..",
        "2007/",
        "/2007", "2007/2006", "2007/2008/2009", "~", "2007~/2008", "circa before 2007", "XXXX/2007", "000X",
        "XXXX~", "before 29 February 2007", "2007?", "0000/2007", "after XXXX", "early 2007",
    ],
)  # fmt: skip
def test_what_says_no_date_is_refused_with_a_sentence(typed):
    with pytest.raises(ValueError, match=r"[.]$"):
        parse(typed)


@given(st.sampled_from(STORED))
def test_what_is_shown_can_be_typed_and_means_the_same(value):
    again = parse(words(value))
    assert (lo(again), hi(again)) == (lo(value), hi(value))


@given(st.dates(), st.sampled_from(["before", "after", "in or before", "in or after", "circa"]))
def test_any_date_with_any_word_is_read_back_as_it_was(moment, word):
    for date in (moment.isoformat(), moment.isoformat()[:7], moment.isoformat()[:4]):
        try:
            value = parse(f"{word} {date}")
        except ValueError:
            assert moment.year in (1, 9999)  # nothing before the first year, nothing after the last
            continue
        assert is_well_formed(value)
        assert lo(value) <= hi(value)
        assert parse(words(value)) == value


def test_words_around_a_date_are_read_in_the_language_of_the_desk_and_in_english(monkeypatch):
    french = {"before %(date)s": "avant %(date)s", "circa %(date)s": "vers %(date)s"}
    said = {kind: french.get(str(phrase), str(phrase)) for kind, phrase in date_words.SAID.items()}
    monkeypatch.setattr(date_words, "SAID", said)
    date_words._phrases.cache_clear()
    with translation.override("fr"):
        assert parse("avant 2007") == "../2006-12-31"
        assert parse("vers août 2007") == "2007-08~"
        assert parse("about 2007") == "2007~"
        assert words("2007-08~") == "vers août 2007"
    date_words._phrases.cache_clear()


def test_only_dates_that_iso_8601_knows_go_to_machines():
    assert [iso(value) for value in STORED if iso(value)] == ["2007", "2007-05"]


def test_the_form_shows_words_and_sees_no_change_in_them():
    field = PartialDateFormField(required=False)
    assert field.prepare_value("../2006-12-31") == "before 2007"
    assert field.prepare_value("2007-05") == "2007-05"
    assert field.prepare_value("190X") == "190X"  # its words would be read as another value
    assert not field.has_changed("../2006-12-31", "before 2007")
    assert not field.has_changed("2007-05~", "about May 2007")
    assert field.has_changed("2007-05~", "May 2007")


# --- In the database -----------------------------------------------------------------------------
@pytest.mark.django_db
def test_the_database_has_the_same_bounds_as_python():
    for value in STORED:
        made = make_appointment(start=value, kind="acting", end="")
        made.refresh_from_db()
        assert (made.start_lo, made.start_hi) == (lo(value), hi(value)), value


@pytest.mark.django_db
@pytest.mark.parametrize(
    "value",
    [
        "../..", "2007/2006", "2007-05/2007-03", "2007/", "/2007", "2007//2008", "2007/2008/2009", "..2007",
        "2007~~", "~2007", "0001~", "9999~", "0000~", "../0000", "0000/2007", "XXXX~", "XXXX/2007",
        "2007~/2008", "199x", "000X", "00XX", "1XXX", "2007-XX", "2007-13~", "../2007-13", "2007-00/..",
        "before 2007", "2007/..\n", "2007/XXXX",
    ],
)  # fmt: skip
def test_no_way_past_the_forms_stores_what_is_no_value(value):
    assert not is_well_formed(value)
    make_appointment(start="2007")
    with pytest.raises(DatabaseError), transaction.atomic():  # PostgreSQL may find it too long first
        Appointment.objects.update(start=value)


@pytest.mark.django_db
def test_dates_sort_by_the_first_day_they_may_be():
    for value in ("2007-06", "2007~", "../2007", "199X", "2007-05/2007-07", "2007-05-29"):
        make_appointment(start=value, kind="acting")
    starts = Appointment.objects.order_by("start_lo", "start_hi").values_list("start", flat=True)
    assert list(starts) == ["../2007", "199X", "2007~", "2007-05/2007-07", "2007-05-29", "2007-06"]


@pytest.mark.django_db
def test_only_what_is_certainly_out_of_order_is_refused():
    with pytest.raises(ValidationError) as caught:
        make_appointment(start="after 2010", end="before 2008")
    assert caught.value.message_dict == {"end": ["Left the post before taking it up. Check the year first."]}
    assert make_appointment(start="circa 2009", end="circa 2008").pk


@pytest.mark.django_db
@pytest.mark.skipif(
    connection.vendor != "sqlite" or shutil.which("sqlite3") is None, reason="for the shell of SQLite"
)
def test_the_shell_of_sqlite_computes_the_bounds_by_itself():
    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE name = 'people_posttitle'")
        (table,) = cursor.fetchone()
    rows = "".join(
        f"INSERT INTO people_posttitle (text, folded, start, end, displayed, match, lang, post_id)"
        f" VALUES ('', '', '{value}', '', 0, 0, '', 1);"
        for value in STORED
    )
    script = f"{table};{rows}SELECT start, start_lo, start_hi FROM people_posttitle ORDER BY start;"
    run = subprocess.run(["sqlite3", ":memory:"], input=script, text=True, capture_output=True, check=True)
    assert run.stderr == ""
    assert run.stdout.split() == [f"{value}|{lo(value)}|{hi(value)}" for value in STORED]


# --- What the desk and readers see ---------------------------------------------------------------
@pytest.mark.django_db
@pytest.mark.time_machine(TODAY, tick=False)
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("before 2007", "in post since some day before 2007"),
        ("circa 2007", "in post since circa 2007"),
        ("between March and May 2007", "in post since some day between March and May 2007"),
        ("1990s", "in post since the 1990s"),
        ("after May 2007", "in post since some day after May 2007"),
    ],
)
def test_a_start_typed_in_words_reaches_the_page_in_words(desk, client, typed, said):
    person, post = make_person("Francis Deng"), make_post("Special Representative")
    response = save(desk, url("appointment_add"), person=person.pk, post=post.pk, start=typed)
    assert response.status_code == 302
    row = Appointment.objects.get()
    row.citations.create(symbol="S/2007/1")
    assert f'value="{words(row.start)}"' in page(desk, url("appointment_change", row.pk))
    html = page(client, person.get_absolute_url())
    assert said in as_read(html)
    assert f'datetime="{row.start}"' not in html
    assert 'datetime=""' not in html
    assert "startDate" not in json.dumps(structured(html))


@pytest.mark.django_db
@pytest.mark.time_machine(TODAY, tick=False)
@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ("December 1995", "between 1 and 14 October 1999", "until some day between 1 and 14 October 1999"),
        ("before 1990", "1990s", "until the 1990s"),
        ("1990s", "", "since the 1990s"),
    ],
)
def test_machines_read_in_words_what_no_date_says(client, start, end, said):
    row = make_appointment("Edward Luck", "Envoy", start=start, end=end)
    for address in (row.person.get_absolute_url(), row.post.get_absolute_url()):
        facts = json.dumps(structured(page(client, address))["mainEntity"])
        assert said in facts  # a start alone would read as still in post


@pytest.mark.django_db
@pytest.mark.time_machine(TODAY, tick=False)
def test_a_birth_is_shown_as_it_is_known_and_left_out_for_machines(client):
    person = make_person("U Thant", birth="circa 1909", death="between 1973 and 1974")
    make_appointment(person, start="1961-11-30", end="1971-12-31")
    html = page(client, person.get_absolute_url())
    assert "born circa 1909 · died between 1973 and 1974" in as_read(html)
    assert not {"birthDate", "deathDate"} & set(structured(html)["mainEntity"])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("start", "end", "then", "state"),
    [
        ("before 2007", "", "2005-06-01", "unknown"),  # nobody can say that it had begun
        ("before 2007", "", "2007-06-01", "in-post"),
        ("before 2007", "2006-03", "2010-01-01", "left"),
        ("2001", "after 2007", "2007-06-01", "in-post"),
        ("2001", "after 2007", "2012-06-01", "unknown"),  # nobody can say that it still lasted
        ("between 2005 and 2007", "", "2004-12-31", "not-yet"),
        ("between 2005 and 2007", "", "2006-01-01", "in-post"),
        ("1990s", "2001", "1995-01-01", "in-post"),
        ("circa 2007", "circa 2010", "2011-12-31", "in-post"),
        ("circa 2007", "circa 2010", "2012-01-01", "left"),
    ],
)
def test_a_state_follows_from_the_bounds_in_python_and_in_sql(start, end, then, state):
    row = make_appointment(start=start, end=end)
    assert row.state_on(day(then)) == state
    assert Appointment.objects.on(day(then)).exists() == (state == "in-post")


@pytest.mark.django_db
def test_who_took_up_a_post_before_a_year_has_no_title_of_it_long_before():
    row = make_appointment(start="before 2007")
    assert title_on(row.person, day("1950-01-01")) is None
    assert title_on(row.person, day("2007-01-01")).text == "Secretary-General"


@pytest.mark.django_db
@pytest.mark.time_machine(TODAY, tick=False)
def test_a_drawing_and_the_table_of_a_post_tell_what_is_vague(client):
    post = make_post("Registrar")
    make_appointment("Ada Holt", post, start="before 1990", end="1990s")
    make_appointment("Ben Moor", post, start="circa 2001", end="after 2010")
    make_appointment("Cy Lund", post, start="2012/2014", kind="acting")
    html = page(client, post.get_absolute_url())
    assert "Ada Holt Before 1990 The 1990s" in as_read(html)
    assert "Ben Moor Circa 2001 After 2010" in as_read(html)
    assert 'datetime=""' not in html


@pytest.mark.django_db
@pytest.mark.time_machine(TODAY, tick=False)
def test_the_list_of_changes_tells_what_has_a_first_day_and_leaves_out_what_has_none(client):
    make_appointment("Ada Holt", start="before 1990", end="circa 1999")
    said = as_read(page(client, "/people/changes/"))
    assert "circa 1999 Ada Holt left the post of" in said
    assert "took up the post" not in said


@pytest.mark.django_db
@pytest.mark.time_machine(TODAY, tick=False)
def test_the_desk_reads_a_vague_date_back_under_its_field_and_in_the_sentence(desk):
    row = make_appointment("Ada Holt", announced="about May 2006", start="between March and May 2007")
    html = as_read(page(desk, url("appointment_change", row.pk)))
    assert "was announced circa May 2006; took up the post between March and May 2007" in html
    assert "Some day in between" not in html


@pytest.mark.django_db
def test_two_records_of_one_appointment_keep_the_closer_date():
    assert closer("2007~", "2007-05") == "2007-05"
    assert closer("../2007", "2001/2003") == "2001/2003"
    assert closer("2007-05", "2007~") == "2007-05"
    assert closer("XXXX", "../2007") == "../2007"
    assert closer("2001", "../1999") == "2001"


# --- Files ---------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_the_whole_record_goes_out_and_comes_back_with_every_value():
    house = make_organization("League", started="1919~", ended="194X")
    person = make_person("Ada Holt", birth="before 1890", death="after 1950")
    person.names.create(text="Ada Moor", start="1900/1905", end="1910~")
    post = make_post("Registrar", house, created="1920/1921")
    post.titles.create(text="Keeper", displayed=True, start="../1925")
    first = make_appointment(person, post, start="1920/1922", end="193X", cited=False)
    first.citations.create(symbol="L/1", published="1922~")
    second = make_appointment(person, post, start="1924-01/1924-03", kind="acting", appointed_by=first)
    out = dumps(whole_record())
    schema = json.loads(out)
    assert "founding_date" not in schema["organizations"][0]
    Appointment.objects.update(appointed_by=None)
    for model in (Appointment, Person, Post):
        model.objects.all().delete()
    house.delete()
    report = import_popolo(out)
    assert (report.refused, report.errors, report.notes) == ([], [], [])
    assert dumps(whole_record()) == out
    assert Appointment.objects.get(start=second.start).appointed_by.start == "1920/1922"


@pytest.mark.django_db
def test_a_table_takes_words_and_names_an_appointment_of_an_interval():
    post, person = make_post("Registrar"), make_person("Ada Holt")
    row = make_appointment(person, post, start="between 1920 and 1922")
    assert short_name(row) == "ada-holt/registrar/1920--1922"
    assert AppointmentName().clean(short_name(row)) == AppointmentName().clean(full_name(row)) == row
    assert DateText().clean("circa May 2007") == "2007-05~"


@pytest.mark.django_db
@pytest.mark.time_machine(TODAY, tick=False)
@pytest.mark.parametrize(
    ("start", "said"),
    [
        ("1990s", "took up the post in the 1990s"),
        ("2007", "took up the post in 2007"),
        ("circa 2007", "took up the post circa 2007"),
        ("190X", "took up the post between 1900 and 1909"),
        ("before May 2007", "took up the post before May 2007"),
    ],
)
def test_the_sentence_of_the_form_says_in_only_before_a_period(start, said):
    assert sentence(make_appointment("Ada Holt", start=start)) == said


@pytest.mark.django_db
def test_nobody_vouches_for_a_span_with_vague_ends():
    post = make_post("Registrar")
    with pytest.raises(ValidationError) as caught:
        CompleteSuccession(post=post, first="1961~", last="1962", title="Yearbook").full_clean()
    assert caught.value.message_dict == {
        "first": ["Write a year, a month or a day: you vouch for all of it."]
    }
    CompleteSuccession(post=post, first="1961-09", last="1962", title="Yearbook").full_clean()
