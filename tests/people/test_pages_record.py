"""The pages with the record of the demonstration: what is known of real posts comes out right."""

from pathlib import Path

import pytest
import time_machine
from django.conf import settings as django_settings
from django.db import transaction

from people.exchange.officials import import_officials, read_citations, read_officials
from tests.people.test_pages_person import TODAY, page, words

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(TODAY, tick=False)]
DATA = Path(django_settings.BASE_DIR) / "newsroom" / "demo" / "data"


@pytest.fixture(scope="module", autouse=True)
def _record(django_db_setup, django_db_blocker):
    """The officials of the demonstration, recorded once for all tests here."""
    with django_db_blocker.unblock(), transaction.atomic(), time_machine.travel(TODAY, tick=False):
        report = import_officials(
            read_officials((DATA / "officials.csv").read_text(encoding="utf-8")),
            read_citations((DATA / "citations.csv").read_text(encoding="utf-8")),
        )
        assert not report.errors
        yield
        transaction.set_rollback(True)


def test_ban_is_the_eighth_and_his_appointments_outlast_him(client):
    said = words(page(client, "/people/ban-ki-moon/"))
    assert "Former Secretary-General , United Nations In post until 31 December 2016" in said
    assert "after Kofi Annan , before António Guterres" in said
    assert (
        "Edward Luck , Special Adviser on the Responsibility to Protect: named as intended 31 August 2007"
        in said
    )
    assert "Phumzile Mlambo-Ngcuka" in said


def test_the_secretaries_general_stand_in_order_and_only_the_elected_are_numbered(client):
    said = words(page(client, "/posts/secretary-general/"))
    assert "– Gladwyn Jebb 24 October 1945" in said
    assert "3 U Thant 30 November 1962 31 December 1971" in said
    assert "8 Ban Ki-moon 1 January 2007 31 December 2016" in said
    assert "9 António Guterres 1 January 2017 today" in said
    assert "1 December 1952" not in said
    assert "No holder on record 19 September 1961 2 November 1961" in said


def test_the_adviser_on_genocide_was_missing_in_spring_2007(client):
    said = words(page(client, "/posts/special-adviser-on-the-prevention-of-genocide/"))
    assert "No holder on record 1 April 2007 31 July 2007" in said


def test_the_adviser_on_protection_was_missing_from_july_2012_to_june_2013(client):
    said = words(page(client, "/posts/special-adviser-on-the-responsibility-to-protect/"))
    assert "No holder on record 1 July 2012 30 June 2013" in said


def test_thant_acted_before_he_was_appointed(client):
    said = words(page(client, "/people/u-thant/"))
    assert "Acting Secretary-General , United Nations: in post from 3 November 1961" in said
    assert "Secretary-General , United Nations: in post from 30 November 1962" in said


def test_guterres_is_high_commissioner_in_2010_and_secretary_general_in_2020(client):
    assert "High Commissioner for Refugees António Guterres" in words(page(client, "/people/?on=2010-06-01"))
    said = words(page(client, "/people/?on=2020-06-01"))
    assert "Secretary-General António Guterres in post since 1 January 2017" in said


@pytest.mark.parametrize(
    ("day", "holder"),
    [
        ("1950-01-01", "Trygve Lie"),
        ("1961-09-18", "Dag Hammarskjöld"),
        ("1965-05-01", "U Thant"),
        ("2006-12-31", "Kofi Annan"),
        ("2007-10-10", "Ban Ki-moon"),
    ],
)
def test_the_secretary_general_of_a_day(client, day, holder):
    assert f"Secretary-General {holder}" in words(page(client, f"/people/?on={day}"))


def test_every_page_of_the_record_opens(client):
    from people.models import Organization, Person, Post

    for record in (*Person.objects.public(), *Post.objects.all(), *Organization.objects.all()):
        html = page(client, record.get_absolute_url())
        assert " style=" not in html
        assert "None" not in words(html)
