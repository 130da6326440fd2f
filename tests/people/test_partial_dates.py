"""Partial dates: typed in words, stored in EDTF level 0, bounded and sorted by the database."""

import datetime
import doctest

import pytest
from django.core import serializers
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from newsroom.lib import partial_date
from newsroom.lib.partial_date import PartialDateFormField, hi, iso, lo, parse, words
from people.models import Appointment
from tests.people.make import make_appointment

day = datetime.date.fromisoformat


def test_the_examples_in_the_module_hold():
    assert doctest.testmod(partial_date).failed == 0


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("2007", "2007"),
        ("2007-05", "2007-05"),
        ("2007-05-29", "2007-05-29"),
        ("May 2007", "2007-05"),
        ("29 May 2007", "2007-05-29"),
        ("  29  may  2007 ", "2007-05-29"),
        ("May 29, 2007", "2007-05-29"),
        ("Sept 2007", "2007-09"),
        ("Sept. 2007", "2007-09"),
        ("1 Jan 2007", "2007-01-01"),
        ("29 February 2008", "2008-02-29"),
        ("xxxx", "XXXX"),
        ("", ""),
        (None, ""),
    ],
)
def test_what_editors_type_is_understood(typed, stored):
    assert parse(typed) == stored


def test_what_pasted_text_and_editors_add_is_read():
    typed = [
        "2007\u201105\u201129",
        "\u200e2007-05-29",
        "２００７",
        "29th May 2007",
        "May 1st, 2007",
        "in 2007",
    ]
    read = ["2007-05-29", "2007-05-29", "2007", "2007-05-29", "2007-05-01", "2007"]
    assert [parse(text) for text in typed] == read


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("spring 2007", "not the same months everywhere"),
        ("2007-21", "not the same months everywhere"),
        ("1990-1995", "two dates.*between 1990 and 1995"),
        ("March-May 2007", "between March and May 2007"),
        ("since 2007", "write 2007, or in or after 2007"),
        ("until May 2007", "write May 2007, or in or before May 2007"),
        ("between May 2007 and March 2007", "ends before it begins"),
        ("1990–1995", "two dates"),
        ("2007?", "write circa 2007"),
        ("29/05/03", "several ways"),
        ("37043", "spreadsheet"),
        ("1985/", "in or after 1985"),
        ("/1985", "in or before 1985"),
    ],
)
def test_what_may_mean_several_dates_is_refused_with_what_to_write_instead(text, says):
    with pytest.raises(ValueError, match=says):
        parse(text)


@pytest.mark.parametrize(
    "typed",
    [
        "2007-13", "2007-00", "2007-02-30", "29 February 2007", "07", "5/2007", "2007-5", "soon", "0000",
        "May", "Mayo 2007", "2007-05-29T10:00", "20007", "-2007", "2007-05x", "٢٠٠٧", "XX", "31 April 2007",
        "0 May 2007",
    ],
)  # fmt: skip
def test_what_is_no_date_is_refused_with_a_sentence(typed):
    with pytest.raises(ValueError, match=r"[.]$"):
        parse(typed)


def test_month_names_are_read_in_the_language_of_the_desk():
    with translation.override("fr"):
        assert parse("29 août 2007") == "2007-08-29"
        assert parse("aout 2007") == "2007-08"
        assert parse("August 2007") == "2007-08"  # English stays understood
        assert words("2007-08") == "août 2007"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("2007", "2007"),
        ("2007-05", "May 2007"),
        ("2007-05-29", "29 May 2007"),
        ("XXXX", "a date not known"),
        ("", ""),
        ("2007-02-31", "2007-02-31"),
    ],
)
def test_a_date_is_shown_at_the_precision_known(value, shown):
    assert words(value) == shown


def test_machines_read_the_precision_known():
    assert [iso(value) for value in ("2007-05", "2007", "XXXX", "")] == ["2007-05", "2007", "", ""]


def test_bounds_in_python():
    assert (lo("2007"), hi("2007")) == ("2007-01-01", "2007-12-31")
    assert (lo("2007-02"), hi("2007-02")) == ("2007-02-01", "2007-02-31")
    assert (lo("XXXX"), hi("XXXX")) == (lo(""), hi("")) == ("0001-01-01", "9999-12-31")


def test_the_form_field_says_what_is_wrong_and_notices_no_change_of_words():
    field = PartialDateFormField(required=False)
    assert field.clean("29 May 2007") == "2007-05-29"
    assert not field.has_changed("2007-05", "May 2007")
    assert field.has_changed("2007-05", "soon")
    with pytest.raises(ValidationError, match="not a day of the calendar"):
        field.clean("2007-02-30")


# --- In the database -------------------------------------------------------------------------
@pytest.mark.django_db
def test_the_database_keeps_the_bounds_and_agrees_with_python():
    for value in ("2007", "2007-05", "2007-05-29", "XXXX"):
        made = make_appointment(start=value, kind="acting")
        stored = Appointment.objects.get(pk=made.pk)
        assert (stored.start_lo, stored.start_hi) == (lo(value), hi(value))
        assert (stored.end_lo, stored.end_hi) == (lo(""), hi(""))


@pytest.mark.django_db
def test_a_month_stays_a_month():
    made = make_appointment(start="May 2007")
    assert Appointment.objects.get(pk=made.pk).start == "2007-05"
    assert "1 May 2007" not in made.span_in_words


@pytest.mark.django_db
def test_update_raw_sql_and_fixtures_leave_the_bounds_right():
    made = make_appointment(start="2007")
    Appointment.objects.update(start="2007-05")
    assert Appointment.objects.get().start_hi == "2007-05-31"
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_appointment SET start = '2008' WHERE id = %s", [made.pk])
    assert Appointment.objects.get().start_lo == "2008-01-01"
    dump = serializers.serialize("json", Appointment.objects.all()).replace('"2008"', '"2009-02"')
    for row in serializers.deserialize("json", dump):
        row.save()
    assert Appointment.objects.get().start_hi == "2009-02-31"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "value",
    [
        "2007-13", "2007-00", "2007-5", "2007-05-", "2007-05-00", "2007-05-32", "soon", "0000", "0000-05",
        "200", "20071", "X", "XXXXX", "xxxx", "2007\n", "\n2007", " 2007", "٢٠٠٧", "²007", "*", "[0-9]",
    ],
)  # fmt: skip
def test_no_road_past_the_forms_stores_what_is_no_date(value):
    make_appointment(start="2007")
    with pytest.raises(IntegrityError), transaction.atomic():
        Appointment.objects.update(start=value)


@pytest.mark.django_db
def test_starts_sort_by_what_they_mean():
    for value in ("2007-06", "2007-05-29", "2007", "XXXX", "2007-05"):
        make_appointment(start=value, kind="acting")
    starts = Appointment.objects.order_by("start_lo", "start_hi").values_list("start", flat=True)
    assert list(starts) == ["XXXX", "2007", "2007-05", "2007-05-29", "2007-06"]


@pytest.mark.django_db
@pytest.mark.parametrize(("start", "end"), [("2008", "2007"), ("2007-05-29", "2007-05-28")])
def test_an_end_certainly_before_the_start_is_refused_beside_the_end(start, end):
    with pytest.raises(ValidationError) as caught:
        make_appointment(start=start, end=end)
    assert caught.value.message_dict == {"end": ["Left the post before taking it up. Check the year first."]}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2007-05", "2007"),
        ("2007", "2007-05"),
        ("2007-05-29", "2007-05-29"),
        ("XXXX", "1990"),
        ("2007", "XXXX"),
    ],
)
def test_an_end_that_may_be_after_the_start_is_accepted(start, end):
    assert make_appointment(start=start, end=end).pk


@pytest.mark.django_db
def test_the_database_refuses_an_end_before_the_start_too():
    make_appointment(start="2008")
    with pytest.raises(IntegrityError), transaction.atomic():
        Appointment.objects.update(end="2007")


@pytest.mark.django_db
def test_an_end_of_a_month_is_possible_to_its_last_day():
    make_appointment(start="2008", end="2012-07")
    assert Appointment.objects.on(day("2012-07-15")).exists()
    assert Appointment.objects.on(day("2012-07-31")).exists()
    assert not Appointment.objects.on(day("2012-08-01")).exists()


@pytest.mark.django_db
def test_a_blank_end_is_still_in_post_and_an_unknown_end_is_not_current():
    make_appointment("Jan Eliasson", "Deputy Secretary-General", start="2007-09-01")
    gone = make_appointment(
        "Choi Soon-hong", "Chief Information Technology Officer", start="2007-09-01", end="XXXX"
    )
    today = day("2026-01-01")
    assert [a.person.full_name for a in Appointment.objects.on(today)] == ["Jan Eliasson"]
    assert gone in Appointment.objects.possible_on(today)
    assert gone.span_in_words == "1 September 2007 – until a date not known"


@pytest.mark.django_db
def test_an_unknown_start_is_allowed_and_said():
    made = make_appointment(start="XXXX", end="2025")
    assert made.span_in_words == "start not known – 2025"


@pytest.mark.django_db
def test_a_record_without_any_first_date_is_refused():
    with pytest.raises(ValidationError) as caught:
        make_appointment(start="", end="2007")
    assert caught.value.message_dict == {
        "start": ["Give at least one date: intended, announced or taken up."]
    }
    make_appointment(start="2007")
    with pytest.raises(IntegrityError), transaction.atomic():
        Appointment.objects.update(start="")


@pytest.mark.django_db
def test_a_leap_day_is_a_day_only_in_a_leap_year():
    make_appointment(start="2008-02-29")
    with pytest.raises(ValidationError) as caught:
        make_appointment(start="2007-02-29")
    assert caught.value.message_dict == {"start": ["“2007-02-29” is not a day of the calendar."]}


@pytest.mark.django_db
def test_a_record_of_the_future_is_accepted():
    make_appointment("António Guterres", announced="2116-10-13", start="2117-01-01")
