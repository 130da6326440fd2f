"""The consistency report finds each state that the record cannot vouch for, and leads to its field."""

import pytest
from django.urls import reverse

from people.consistency import FindingKind, findings
from people.models import Appointment, PostOrganization, RecordSettings
from tests.browserless import soup
from tests.make import make_user
from tests.people.make import make_appointment, make_organization, make_person, make_post

TODAY = "2026-11-30T12:00Z"
pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(TODAY, tick=False)]
PAGE = "/admin/people/merge/consistency/"


@pytest.fixture
def desk(client):
    client.force_login(make_user("mend_records", "view_appointment", "change_appointment"))
    return client


def found(sort):
    return [one.text for one in findings() if one.kind == sort]


def test_an_old_designation_is_found_until_its_outcome_is_recorded(desk):
    made = make_appointment("Edward Luck", "Envoy", announced="1995-01-01")
    row = soup(desk.get(PAGE, {"kind": "lapsed"})).select_one(".finding")
    assert "Named 1 January 1995, not taken up on record" in row.get_text()
    form = reverse("admin:people_appointment_change", args=[made.pk])
    assert row.select_one(".mend-ways a")["href"] == f"{form}#id_start"
    Appointment.objects.filter(pk=made.pk).update(end="1995-06")
    assert found(FindingKind.LAPSED) == []


@pytest.mark.parametrize(("months", "is_found"), [(12, True), (24, False)])
def test_the_settings_say_from_when_a_designation_is_found(months, is_found):
    RecordSettings.objects.create(designation_lapses_after=months)
    make_appointment("Edward Luck", "Envoy", intended="2025-06-01")
    assert bool(found(FindingKind.LAPSED)) == is_found


def test_a_designation_to_a_post_that_another_took_is_found():
    post = make_post("Envoy")
    make_appointment("Edward Luck", post, announced="2026-01-10")
    make_appointment("Karen Smith", post, start="2026-06-01")
    assert found(FindingKind.LAPSED) == [
        "Named 10 January 2026, not taken up on record; another holder began 1 June 2026. What came of it?"
    ]


def test_an_announcement_on_a_day_not_known_is_found():
    make_appointment("Edward Luck", "Envoy", announced="XXXX")
    assert found(FindingKind.LAPSED) == ["Named a date not known, not taken up on record. "
                                         "Record the start, or how it ended."]  # fmt: skip


@pytest.mark.parametrize(
    ("dates", "text"),
    [
        ({"term_ends": "2026-06-30"}, "The term was to end 30 June 2026."),
        ({"term_ends": "2025"}, "The term was to end 2025."),
        ({"term_ends": "2026-11-30"}, None),  # today
        ({"term_ends": "2026"}, None),  # perhaps in December
        ({"term_ends": "2025", "end": "2024"}, None),
        ({"end": "2026-12-31"}, "The end lies in the future: 31 December 2026."),
        ({"end": "2026-11-30"}, None),
    ],
)
def test_a_term_that_should_be_over_and_an_end_to_come_are_found(dates, text):
    make_appointment("Edward Luck", "Envoy", start="2021-07-01", **dates)
    assert [one.startswith(text) for one in found(FindingKind.TERM)] == ([True] if text else [])


def test_a_post_held_at_a_time_not_known_is_found():
    make_appointment("Edward Luck", "Envoy", start="XXXX")
    make_appointment("Karen Smith", "Adviser", start="XXXX", end="2012")
    assert found(FindingKind.UNDATED) == ["Held at a time not known. Look for a date of it."]


@pytest.mark.parametrize("kind", ["acting", "officer-in-charge"])
def test_an_open_acting_spell_beside_a_later_holder_is_found_and_ended_with_a_press(desk, kind):
    post = make_post("Envoy")
    acting = make_appointment("Edward Luck", post, kind=kind, start="2012-03-01")
    make_appointment("Karen Smith", post, start="2013-01-01")
    finding = next(one for one in findings() if one.kind == FindingKind.OPEN)
    assert finding.text == (
        "Acting without an end on record, but a substantive holder took the post: 1 January 2013."
    )
    desk.post(PAGE, {"key": finding.key, "_end": "1"})
    acting.refresh_from_db()
    assert acting.end == "2013-01-01"
    assert found(FindingKind.OPEN) == []


def test_an_open_record_below_an_organization_that_ended_is_found_at_every_depth(desk):
    above = make_organization("League of Nations", ended="1946-04-18")
    for name in ("Secretariat", "Section"):
        above = make_organization(name, parent=above)
    made = make_appointment("Edward Luck", make_post("Envoy", above), start="1940-01-01")
    finding = next(one for one in findings() if one.kind == FindingKind.OPEN)
    assert finding.text == "No end is recorded, but an organization above ended: 18 April 1946."
    desk.post(PAGE, {"key": finding.key, "_end": "1"})
    made.refresh_from_db()
    assert made.end == "1946-04-18"


def test_a_death_of_somebody_whose_term_was_over_is_no_end_to_record():
    person = make_person("Edward Luck", death="2020-02-16")
    make_appointment(person, "Envoy", start="2010-07-01", term_ends="2015-06-30")
    assert found(FindingKind.OPEN) == []
    assert found(FindingKind.TERM)


def test_a_designate_may_appoint_before_taking_up_the_post():
    power = make_appointment("António Guterres", announced="2016-10-13", start="2017-01-01")
    make_appointment("Amina Mohammed", "Deputy", announced="2016-12-15", start="2017-02", appointed_by=power)
    make_appointment("Karen Smith", "Envoy", announced="2016-10-12", start="2017-02", appointed_by=power)
    assert [str(one.record.person) for one in findings() if one.kind == FindingKind.AUTHORITY] == [
        "Karen Smith"
    ]


def test_a_spell_of_acting_left_open_beside_a_holder_is_found():
    post = make_post("Warden")
    make_appointment("Ada Larch", post, kind="acting", start="2012")
    make_appointment("Ben Oak", post, start="2013")
    second = make_appointment("Ada Larch", post, kind="acting", start="2014-06-01")
    assert sorted(found(FindingKind.OPEN)) == [
        "Acting since 1 June 2014 without an end on record, beside Ben Oak, who held the post.",
        "Acting without an end on record, but a substantive holder took the post: 2013.",
    ]
    Appointment.objects.filter(pk=second.pk).update(end="2014-07")
    assert len(found(FindingKind.OPEN)) == 1


def test_a_post_below_an_organization_that_ended_needs_no_next_holder():
    league = make_organization("League", ended="1946-04-18")
    post = make_post("Clerk", make_organization("Section", parent=league))
    make_appointment("Ada Byron", post, start="1940", end="1941")
    assert found(FindingKind.EMPTY) == []


def test_a_holder_before_the_post_moved_is_not_before_its_organization():
    post = make_post("Registrar", make_organization("Court", started="2010"))
    first, second = make_organization("League"), make_organization("Board")
    PostOrganization.objects.create(post=post, organization=first, start="1950", end="2000")
    PostOrganization.objects.create(post=post, organization=second, start="2001", end="2009")
    for name, start, end in (
        ("A One", "1965", "1975"),
        ("B Two", "2002", "2011"),
        ("C Three", "1940", "1941"),
    ):
        make_appointment(name, post, start=start, end=end)
    assert found(FindingKind.OUTSIDE) == ["1940 is before the organization started: 2010."]


@pytest.mark.parametrize("end", ["XXXX", "2015/.."])
def test_an_end_of_which_no_last_day_is_known_is_found(end):
    row = make_appointment("Ada Byron", "Envoy", start="2010-01-01", end=end)
    assert found(FindingKind.UNDATED) == ["Left on a date not known. Look for a date of it."]
    Appointment.objects.filter(pk=row.pk).update(end="2016")
    assert found(FindingKind.UNDATED) == []


def test_who_died_before_taking_up_a_post_is_no_designation_without_an_outcome():
    make_appointment(make_person("Ada Byron", death="2001-06-01"), "Envoy", announced="2001-05-01")
    assert found(FindingKind.LAPSED) == []
