"""What somebody found who walked the record a second time: lists, names, ends and words that disagreed."""

import datetime

import pytest

from newsroom.lib.date_words import parse
from people.consistency import FindingKind, findings
from people.models import Appointment, State
from tests.people.make import make_appointment, make_organization, make_person, make_post
from tests.people.test_pages_person import TODAY, page, structured, words

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(TODAY, tick=False)]


def told(client, record):
    return words(page(client, record.get_absolute_url()).partition("<main")[2])


def on_a_day(client, day):
    return words(page(client, f"/people/?on={day}").partition("<main")[2]).partition("“No record”")[0]


def twin_of(client, record):
    return client.get(f"{record.get_absolute_url()[:-1]}.json").json()


# --- Ends that have come ---------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("end", "death", "said"),
    [
        ("", "2026", "until 2026 , died in office"),
        ("", "2026-11", "until November 2026 , died in office"),
        ("2026-11", "", "until November 2026"),
    ],
)
def test_an_end_on_record_has_come_whatever_its_day(client, end, death, said):
    post = make_post("Sexton")
    row = make_appointment(make_person("Neda Lind", death=death), post, start="2020-01-01", end=end)
    html = page(client, row.person.get_absolute_url())
    assert "jobTitle" not in structured(html)["mainEntity"]
    assert "Former Sexton" in words(html)
    assert said in words(html)
    assert "Held by" not in told(client, post)
    assert "Neda Lind" not in words(page(client, "/posts/"))
    twin = twin_of(client, row.person)
    assert [one["x_newsroom"]["state"] for one in twin["memberships"]] == ["left"]


def test_before_that_span_they_were_and_inside_it_they_may_have_been_in_post(client):
    make_appointment(make_person("Neda Lind", death="2026"), make_post("Sexton"), start="2020-01-01")
    row = Appointment.objects.with_facts().get()
    for day in (datetime.date(2025, 12, 31), datetime.date(2026, 2, 1)):
        assert row.state_on(day) == State.IN_POST
        assert Appointment.objects.on(day).get() == row
    said = words(page(client, "/people/?on=2026-02-01"))
    assert "Neda Lind in post until 2026, day not known" in said


def test_a_planned_end_that_lies_ahead_leaves_them_in_post(client):
    post = make_post("Sexton")
    make_appointment("Neda Lind", post, start="2020-01-01", end="2027")
    assert "Held by Neda Lind" in told(client, post)


def test_a_designate_who_died_this_month_is_none_any_more(client):
    post = make_post("Reeve")
    row = make_appointment(make_person("Ola Falk", death="2026-11"), post, announced="2026-10-20")
    assert "Reeve-designate" not in told(client, row.person)
    assert "Named, did not take office" in told(client, post)


def test_the_death_of_somebody_who_was_to_come_can_be_recorded(client):
    row = make_appointment("Ola Falk", make_post("Reeve"), announced="2026-10-20", start="2026-12-01")
    row.person.death = "2026-11-10"
    row.person.full_clean()
    row.person.save()
    assert "died before taking up the post, 10 November 2026" in told(client, row.person)


def test_a_death_long_after_the_term_says_nothing_of_the_days_of_the_term(client):
    post = make_post("Clerk")
    row = make_appointment(make_person("Ulla Dahl", death="1999"), post, start="1990", term_ends="1994-12-31")
    assert "Ulla Dahl in post since 1990" in words(page(client, "/people/?on=1992-01-01"))
    assert "In post until a date not known" in told(client, row.person)


def test_who_acts_after_a_term_ran_out_acts_in_nobodys_time(client):
    post = make_post("Overseer")
    make_appointment("Bruno Oster", post, start="2018-01-01", term_ends="2024-12-31")
    make_appointment("Cora Lund", post, kind="acting", start="2025-03-01")
    said = told(client, post)
    assert "term was to end on 31 December 2024, not confirmed" in said
    assert "acted meanwhile" not in said
    assert "during the time of" not in said


# --- One name, one word ----------------------------------------------------------------------------
def test_an_organization_has_its_new_name_on_its_own_page_too(client):
    league = make_organization("League of Ports")
    league.names.create(text="Union of Ports", start="2020-01-01")
    make_appointment("Lara Rehn", make_post("Usher", league), start="2001-01-01")
    html = page(client, league.get_absolute_url())
    assert "<h1><bdi>Union of Ports</bdi>" in html
    assert structured(html)["name"] == "Union of Ports"
    assert "Also named League of Ports" in words(html)
    assert "Union of Ports" in words(page(client, "/posts/"))
    assert "<h1><bdi>League of Ports</bdi>" in page(client, f"{league.get_absolute_url()}?on=2010-01-01")


def test_lists_call_a_post_as_it_is_called_today(client):
    post = make_post("Usher")
    post.titles.create(text="Concierge", start="2020-01-01", displayed=True)
    make_appointment("Lara Rehn", post, start="2001-01-01")
    for address in ("/posts/", post.organization.get_absolute_url()):
        said = words(page(client, address).partition("<main")[2])
        assert "Concierge Lara Rehn in post since 1 January 2001" in said
        assert "Usher" not in said


def test_an_organization_tells_the_posts_that_have_moved(client):
    old, new = make_organization("Old House"), make_organization("New House")
    post = make_post("Usher", new)
    post.former_organizations.create(organization=old, start="1990", end="2005-06-30")
    assert "Usher , from 1990 until 30 June 2005 ; now at New House" in told(client, old)


def test_an_officer_in_charge_is_called_so_everywhere(client):
    post = make_post("Sexton")
    row = make_appointment("Zeno Strand", post, kind="officer-in-charge", start="2026-03-01")
    assert "Officer-in-charge: Zeno Strand" in told(client, post)
    for address in ("/posts/", "/people/?on=2026-04-01", row.person.get_absolute_url()):
        assert "officer-in-charge since 1 March 2026" in words(page(client, address)).replace("O", "o")
        assert "acting since" not in words(page(client, address))


# --- Counts and what is to come --------------------------------------------------------------------
def test_who_is_to_come_is_not_counted(client):
    post = make_post("Reeve")
    make_appointment("Olga Brandt", post, announced="2026-10-05", start="2027-01-01")
    said = told(client, post)
    assert "since 2027" not in said
    assert "One holder on record" not in said


def test_a_start_that_nobody_knows_leaves_no_since(client):
    post = make_post("Reeve", seats=None)
    make_appointment("Ada Berg", post, start="XXXX", end="2010")
    make_appointment("Ove Dahl", post, start="2011", end="2015")
    assert "2 holders on record." in told(client, post).replace(" .", ".")


def test_a_start_to_come_without_an_announcement_has_one_word_everywhere(client):
    post = make_post("Reeve")
    row = make_appointment("Olga Brandt", post, start="2027-01-01")
    assert "to come Reeve" in told(client, row.person)
    assert "to take up the post 1 January 2027" in told(client, row.person)
    assert "to take up the post 1 January 2027" in told(client, post)


def test_an_abolition_to_come_is_one_of_the_future(client):
    post = make_post("Clerk", abolished="2027-06-30")
    make_appointment("Zora Ahl", post, start="2015-01-01")
    assert "To be abolished 30 June 2027" in told(client, post)
    said = words(page(client, "/posts/"))
    assert "Clerk to be abolished 30 June 2027 Zora Ahl in post since 1 January 2015" in said


@pytest.mark.parametrize(
    ("start", "said"),
    [
        ("199X", "since the 1990s"),
        ("2010-01-01/..", "since some day after 2009"),
        ("2007-03/2007-09", "since some day between March and September 2007"),
    ],
)
def test_uncertain_starts_stand_in_a_sentence(client, start, said):
    post = make_post("Warden")
    make_appointment("Rosa Alm", post, start=start)
    assert said in told(client, post)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("29/5/2007", "2007-05-29"),
        ("29.05.2007", "2007-05-29"),
        ("unknown", "XXXX"),
        ("not later than 2007", "../2007"),
    ],
)
def test_what_can_mean_one_date_only_is_taken(typed, value):
    assert parse(typed) == value


# --- What the desk is told -------------------------------------------------------------------------
@pytest.mark.parametrize(("says", "is_told"), [("../2007", False), ("2010-06-30", False), ("2011", True)])
def test_another_source_is_told_only_where_both_cannot_be_true(client, says, is_told):
    row = make_appointment("Petra Holm", make_post("Bailiff"), start="2007-05-01", end="2010")
    fact = "start" if says == "../2007" else "end"
    row.citations.create(title="Gazette", fact=fact, says=says)
    assert ("another source" in told(client, row.person)) == is_told
    source = row.citations.get(says=says)
    assert source.may_be_preferred == (says != "../2007")


def test_a_next_term_on_record_overlaps_nobody():
    post = make_post("Bailiff")
    tina = make_appointment("Tina Rask", post, start="2021-01-01", term_ends="2026-12-31").person
    make_appointment(tina, post, announced="2026-11-01", start="2027-01-01")
    assert [one for one in findings() if one.kind == FindingKind.OVERLAP] == []


@pytest.mark.parametrize(("day", "is_found"), [("2027-06-30", False), ("2026-06-30", True)])
def test_an_end_above_that_has_not_come_is_no_finding(day, is_found):
    make_appointment("Zora Ahl", make_post("Clerk", abolished=day), start="2015-01-01")
    assert any(one.kind == FindingKind.OPEN for one in findings()) == is_found


# --- Vacant and acting -----------------------------------------------------------------------------
def vouched(post, first, last):
    post.complete_successions.create(first=first, last=last, title="Annual report")


@pytest.mark.parametrize("day", ["2003-01-01", "2019-06-01", "2025-01-01"])
def test_before_a_post_was_made_and_after_its_end_nothing_is_vacant(client, day):
    house = make_organization("Old House", ended="2018-12-31")
    post = make_post("Clerk", house, created="2005-01-01")
    make_appointment("Zora Ahl", post, start="2008-01-01", end="2010-12-31")
    vouched(post, "2000", "2026-11-24")
    assert "Clerk vacant" not in words(page(client, f"/people/?on={day}"))
    assert "Clerk vacant" in words(page(client, "/people/?on=2012-01-01"))
    said = told(client, post)
    assert "Vacant 1 January 2005 31 December 2007" in said
    assert "Vacant 1 January 2011 31 December 2018" in said


def test_days_to_come_are_no_gap_of_the_record(client):
    post = make_post("Reeve")
    make_appointment("Zora Ahl", post, start="2008-01-01", end="2026-09-30")
    make_appointment("Ola Falk", post, announced="2026-10-20", start="2027-01-01")
    vouched(post, "2008", "2026-11-24")
    said = told(client, post)
    assert "Vacant 1 October 2026 24 November 2026" in said
    assert "No holder on record" not in said
    assert "no holder on record" not in on_a_day(client, "2026-12-15")
    assert [one for one in findings() if one.kind == FindingKind.GAP] == []


def test_who_began_to_act_in_the_last_weeks_acted_in_between(client):
    post = make_post("Bailiff")
    first = make_appointment("Ada Berg", post, start="2008-01-01", end="2012-06-30")
    make_appointment("Bo Dahl", post, kind="acting", start="2012-05-01", end="2012-12-31")
    make_appointment("Cia Falk", post, start="2013-01-01")
    said = told(client, first.person)
    assert "Bo Dahl acted in between" in said
    assert "meanwhile" not in said
    assert "during the time of" not in told(client, post)


def test_an_end_that_is_only_possible_is_told_so_everywhere(client):
    post = make_post("Bailiff")
    row = make_appointment("Bo Dahl", post, kind="acting", start="2012-01-01")
    make_appointment("Cia Falk", post, start="2014-03")
    html = page(client, row.person.get_absolute_url())
    assert "until March 2014 at the latest" in words(html)
    roles = structured(html)["mainEntity"]["memberOf"]
    assert [role.get("endDate") for role in roles] == [None]
    assert "at the latest" in roles[0]["description"]
    (membership,) = twin_of(client, row.person)["memberships"]
    assert "end_date" not in membership
    assert membership["x_newsroom"]["ends_at_the_latest"] == "2014-03"
    assert "March 2014 at the latest" in told(client, post)


def test_a_year_counts_from_who_held_the_post(client):
    post = make_post("Bailiff")
    bo = make_appointment("Bo Dahl", post, kind="acting", start="2008-01-01", end="2011-12-31").person
    make_appointment(bo, post, start="2012-01-01")
    assert "One holder on record, since 2012" in told(client, post)


def test_a_death_that_ended_the_post_is_told_in_the_drawing(client):
    post = make_post("Bailiff")
    make_appointment(make_person("Bo Dahl", death="2012-05-01"), post, start="2008-01-01")
    assert "2008–12, died in office" in told(client, post)


def test_an_organization_below_one_that_ended_says_so(client):
    league = make_organization("League of Ports", ended="2020-06-30")
    section = make_organization("Section", parent=make_organization("Bureau", parent=league))
    assert "An organization above it ended 30 June 2020 ." in told(client, section)
