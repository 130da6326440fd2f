"""In post, ended, or not known what became of it: what readers see of each, on pages and in files."""

import datetime

import pytest

from people.models import Appointment, Person, RecordSettings, State
from tests.make import make_live
from tests.people.make import make_appointment, make_organization, make_person, make_post, title_on
from tests.people.test_pages_person import page, structured, words

TODAY = "2026-11-30T12:00Z"
pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(TODAY, tick=False)]
day = datetime.date.fromisoformat
LUCK, ENVOY = "/people/edward-luck/", "/posts/envoy/"


def main(client, address):
    return words(page(client, address).partition("<main")[2])


def membership(client, address):
    """The one appointment of a Popolo file, taken up or not."""
    found = client.get(address).json()
    return (found["memberships"] + found["x_newsroom"]["intentions"])[0]


def held_on(client, when):
    return main(client, f"/people/?on={when}")


# --- A designation does not live for ever -----------------------------------------------------------
@pytest.mark.parametrize("stage", ["announced", "intended"])
def test_of_an_old_designation_pages_say_that_its_outcome_is_not_known(client, stage):
    make_appointment("Edward Luck", "Envoy", **{stage: "1995-01-01"})
    html, said = page(client, LUCK), main(client, LUCK)
    assert "what became of it is not known" in said
    assert "-designate" not in said
    assert not {"jobTitle", "hasOccupation", "memberOf"} & structured(html)["mainEntity"].keys()
    assert "Edward Luck" not in held_on(client, "2026-11-30")
    assert membership(client, "/people/edward-luck.json")["x_newsroom"]["state"] == "unknown"
    said = main(client, ENVOY)
    assert "No present holder on record" in said
    assert "Named, outcome not known" in said
    assert "Nobody on record took up this post" in said  # no row among the holders


def test_on_its_own_days_the_designation_is_told(client):
    made = make_appointment("Edward Luck", "Envoy", announced="1995-01-01")
    assert "Edward Luck" in held_on(client, "1996-12-31")
    assert "Edward Luck" not in held_on(client, "1997-01-01")
    assert title_on(made.person, day("1996-12-31")).text == "Envoy-designate"
    assert title_on(made.person, day("1997-01-01")) is None


def test_the_house_says_how_long_a_designation_lives(client):
    make_appointment("Edward Luck", "Envoy", announced="2025-06-01")
    assert "Envoy-designate" in main(client, LUCK)
    RecordSettings.objects.create(designation_lapses_after=12)
    assert "Envoy-designate" not in main(client, LUCK)


def test_a_designation_ends_once_another_took_the_post(client):
    post = make_post("Envoy")
    luck = make_appointment("Edward Luck", post, announced="2026-01-10").person
    make_appointment("Karen Smith", post, start="2026-06-01")
    assert title_on(luck, day("2026-05-31")).text == "Envoy-designate"
    assert title_on(luck, day("2026-06-01")) is None
    assert "what became of it is not known" in main(client, LUCK)


@pytest.mark.parametrize(
    "other",
    [
        {"start": "2025-06-01"},  # before the announcement
        {"start": "2026"},  # perhaps before it
        {"start": "2026-06-01", "kind": "acting"},
        {"announced": "2026-06-01"},
    ],
)
def test_who_did_not_certainly_take_the_post_afterwards_ends_no_designation(other):
    post = make_post("Envoy", seats=1)
    luck = make_appointment("Edward Luck", post, announced="2026-01-10").person
    make_appointment("Karen Smith", post, **other)
    assert title_on(luck, day("2026-11-30")).text == "Envoy-designate"


def test_in_a_post_of_several_seats_another_holder_ends_no_designation():
    post = make_post("Envoy", seats=3)
    luck = make_appointment("Edward Luck", post, announced="2026-01-10").person
    make_appointment("Karen Smith", post, start="2026-06-01")
    assert title_on(luck, day("2026-11-30")).text == "Envoy-designate"


def test_an_announcement_on_a_day_not_known_makes_nobody_designate(client):
    make_appointment("Edward Luck", "Envoy", announced="XXXX")
    assert "designate" not in main(client, LUCK).lower()
    assert "Edward Luck" not in held_on(client, "2026-11-30")
    assert not Appointment.objects.coming_on(day("2026-11-30")).exists()


# --- Nothing undated is present -----------------------------------------------------------------------
@pytest.mark.parametrize("kind", ["substantive", "acting", "officer-in-charge"])
def test_who_held_a_post_at_a_time_not_known_is_neither_present_nor_former(client, kind):
    make_appointment("Edward Luck", "Envoy", start="XXXX", kind=kind)
    html, said = page(client, LUCK), main(client, LUCK)
    assert "held it at a time not known" in said
    assert "in post since" not in said
    assert "Former" not in said
    assert "jobTitle" not in structured(html)["mainEntity"]
    assert "No present holder on record" in main(client, ENVOY)
    assert "Edward Luck" not in held_on(client, "2026-11-30")
    assert membership(client, "/people/edward-luck.json")["x_newsroom"]["state"] == "unknown"


def test_a_death_says_nothing_of_when_an_undated_post_was_held(client):
    person = make_person("Edward Luck", death="2021-02-16")
    make_appointment(person, "Envoy", start="XXXX")
    said = main(client, LUCK)
    assert "Former" not in said
    assert "until 16 February 2021" not in said


def test_where_only_the_end_is_known_they_are_former_after_it(client):
    make_appointment("Edward Luck", "Envoy", start="XXXX", end="2012")
    assert "Former Envoy" in main(client, LUCK)


# --- The end of a term ends nothing -------------------------------------------------------------------
@pytest.mark.parametrize(
    ("term", "said"),
    [
        ("2026-06-30", "term was to end on 30 June 2026, not confirmed"),
        ("2025", "term was to end in 2025, not confirmed"),
    ],
)
def test_after_the_end_of_a_term_nobody_is_present_or_former_by_itself(client, term, said):
    make_appointment("Edward Luck", "Envoy", start="2021-07-01", term_ends=term)
    html, text = page(client, LUCK), main(client, LUCK)
    assert said in text
    assert "Last known as Envoy" in text
    assert "Former" not in text
    person = structured(html)["mainEntity"]
    assert "jobTitle" not in person
    assert "endDate" not in person["hasOccupation"][0]
    assert said in person["hasOccupation"][0]["description"]  # no end alone would read as still in post
    assert "Edward Luck" not in held_on(client, "2026-11-30")
    assert "No present holder on record" in main(client, ENVOY)


def test_a_drawing_does_not_say_that_they_left_or_go_on_where_nobody_knows(client):
    make_appointment("Edward Luck", "Envoy", start="2011-07-01", term_ends="2021-06-30")
    said = main(client, LUCK)
    assert "1 July 2011 to a date not known" in said
    assert "since 1 July 2011" not in said
    assert "left" not in said.replace("have left", "")
    assert "held in the past not known to the day" in said  # the key of the drawing


def test_until_the_last_day_of_the_term_they_are_in_post(client):
    made = make_appointment("Edward Luck", "Envoy", start="2021-07-01", term_ends="2026-11-30")
    assert title_on(made.person, day("2026-11-30")).state == State.IN_POST
    assert "term ends 30 November 2026" in main(client, LUCK)
    assert "Edward Luck" in held_on(client, "2026-11-30")
    assert "Edward Luck" not in held_on(client, "2026-12-01")


def test_a_recorded_end_stands_whatever_the_term_was():
    made = make_appointment("Edward Luck", "Envoy", start="2021-07-01", term_ends="2023", end="2025-03-01")
    assert made.state_on(day("2024-06-01")) == State.IN_POST
    assert made.state_on(day("2025-03-02")) == State.FORMER


def test_a_death_after_the_term_is_no_death_in_office(client):
    person = make_person("Edward Luck", death="2025-02-16")
    make_appointment(person, "Envoy", start="2010-07-01", term_ends="2015-06-30")
    assert "Former Envoy , United Nations In post until a date not known" in main(client, LUCK)
    assert "died in office" not in main(client, LUCK)


def test_a_term_before_its_own_start_is_refused():
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError) as caught:
        make_appointment("Edward Luck", "Envoy", start="2021-07-01", term_ends="2020")
    assert list(caught.value.message_dict) == ["term_ends"]


# --- Ends from above ------------------------------------------------------------------------------------
@pytest.fixture
def section():
    """A section four levels under a league that ended."""
    above = make_organization("League of Nations", ended="1946-04-18")
    for name in ("Secretariat", "Department", "Section"):
        above = make_organization(name, parent=above)
    return above


def test_the_end_of_an_organization_ends_what_is_below_it_at_every_depth(client, section):
    made = make_appointment("Edward Luck", make_post("Envoy", section), start="1940-01-01")
    assert title_on(made.person, day("1946-04-18")).text == "Envoy"
    assert title_on(made.person, day("1946-04-19")).text == "former Envoy"
    assert "In post until 18 April 1946" in main(client, LUCK)
    assert "Edward Luck" in held_on(client, "1946-04-18")
    assert "Edward Luck" not in held_on(client, "1946-04-19")
    assert "No present holder on record" in main(client, ENVOY)
    assert membership(client, "/people/edward-luck.json")["end_date"] == "1946-04-18"
    assert "18 April 1946" in main(client, "/people/changes/")
    assert made.effective_end == "1946-04-18"  # of a row that came without its surroundings


def test_the_first_of_several_ends_above_counts(section):
    section.ended = "1944"
    section.save()
    made = make_appointment("Edward Luck", make_post("Envoy", section), start="1940-01-01")
    assert Appointment.objects.with_facts().get(pk=made.pk).effective_end == "1944"
    assert title_on(made.person, day("1945-01-01")).text == "former Envoy"


def test_an_organization_above_that_ended_nobody_knows_when_makes_nothing_certain(client):
    above = make_organization("League of Nations", ended="XXXX")
    post = make_post("Envoy", make_organization("Section", parent=above))
    made = make_appointment("Edward Luck", post, start="1940-01-01")
    assert title_on(made.person, day("1990-01-01")).state == State.UNKNOWN
    assert "Edward Luck" not in held_on(client, "1990-01-01")


def test_a_circle_of_organizations_does_not_hang(section):
    top = section.parent.parent.parent
    type(top).objects.filter(pk=top.pk).update(parent=section)
    made = make_appointment("Edward Luck", make_post("Envoy", section), start="1940-01-01")
    assert made.effective_end == "1946-04-18"
    assert Appointment.objects.with_facts().get(pk=made.pk).effective_end == "1946-04-18"
    assert not Appointment.objects.on(day("2000-01-01")).exists()


# --- Acting spells left open ------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", ["acting", "officer-in-charge"])
def test_an_open_acting_spell_ends_when_a_substantive_holder_begins(client, kind):
    post = make_post("Envoy")
    luck = make_appointment("Edward Luck", post, kind=kind, start="2012-03-01").person
    make_appointment("Karen Smith", post, start="2013-01-01")
    assert title_on(luck, day("2012-06-01")).state == State.ACTING
    after = title_on(luck, day("2013-01-02"))
    assert after.state == State.FORMER
    assert after.note == f"{kind} until 1 January 2013 at the latest"
    said = main(client, ENVOY)
    assert "Held by Karen Smith since 1 January 2013" in said
    assert "Acting: Edward Luck" not in said
    assert "Edward Luck" not in held_on(client, "2026-11-30")


def test_who_acts_during_a_leave_goes_on_acting():
    post = make_post("Envoy")
    make_appointment("Karen Smith", post, start="2013-01-01")
    luck = make_appointment("Edward Luck", post, kind="acting", start="2026-03-01").person
    assert title_on(luck, day("2026-11-30")).state == State.ACTING


def test_an_officer_in_charge_is_called_so_and_takes_no_seat(client):
    post = make_post("Envoy")
    make_appointment("Karen Smith", post, start="2013-01-01")
    make_appointment("Edward Luck", post, kind="officer-in-charge", start="2026-03-01")
    assert "Officer-in-charge of the post of Envoy" in main(client, LUCK)
    assert "Officer-in-charge: Edward Luck" in main(client, ENVOY)


# --- Two titles at once ----------------------------------------------------------------------------------
def titles_of_story(client, person, date):
    with_story = make_live(headline="A story", date=date, officials=[person])
    return words(page(client, with_story.get_absolute_url()))


def test_the_weightier_of_two_posts_is_the_title_whatever_its_kind_and_the_other_is_told_too(client):
    luck = make_person("Edward Luck")
    make_appointment(luck, make_post("Deputy Envoy", rank=50), start="2020-01-01")
    make_appointment(luck, make_post("Envoy", rank=10), kind="acting", start="2026-03-01")
    title = title_on(luck, day("2026-11-30"))
    assert (title.text, [other.text for other in title.also]) == ("Acting Envoy", ["Deputy Envoy"])
    said = main(client, LUCK)
    assert "Acting Envoy , United Nations" in said
    assert "Also Deputy Envoy, United Nations" in said
    assert structured(page(client, LUCK))["mainEntity"]["jobTitle"] == ["Acting Envoy", "Deputy Envoy"]
    assert "also Deputy Envoy" in titles_of_story(client, luck, "2026-11-30")


def test_a_minister_who_is_president_designate_is_called_both(client):
    luck = make_person("Edward Luck")
    make_appointment(luck, make_post("Minister", rank=50), start="2020-01-01")
    make_appointment(luck, make_post("President", rank=10), announced="2026-10-01", start="2027-01-20")
    title = title_on(luck, day("2026-11-30"))
    assert (title.text, [other.text for other in title.also]) == ("President-designate", ["Minister"])
    assert structured(page(client, LUCK))["mainEntity"]["jobTitle"] == "Minister"  # what he is, not will be


def test_of_equal_rank_the_later_start_goes_first_on_every_page(client):
    luck = make_person("Edward Luck")
    make_appointment(luck, make_post("Envoy"), start="2020-01-01")
    make_appointment(luck, make_post("Coordinator"), kind="acting", start="2026-03-01")
    assert title_on(luck, day("2026-11-30")).text == "Acting Coordinator"
    assert "Acting Coordinator , United Nations" in main(client, LUCK)
    assert "Acting Coordinator" in main(client, "/people/")


# --- Deaths ------------------------------------------------------------------------------------------------
def test_who_died_in_office_is_the_late_for_as_long_as_the_house_says(client):
    person = make_person("Edward Luck", death="2026-09-18")
    make_appointment(person, "Envoy", start="2020-01-01")
    assert title_on(person, day("2026-09-18")).text == "Envoy"
    assert title_on(person, day("2026-09-20")).text == "the late Envoy"
    assert title_on(person, day("2027-09-18")).text == "the late Envoy"
    assert title_on(person, day("2027-09-19")).text == "former Envoy"
    assert "The late Envoy , United Nations Died in office, 18 September 2026" in main(client, LUCK)
    RecordSettings.objects.create(late_for=0)
    assert "Former Envoy , United Nations Died in office, 18 September 2026" in main(client, LUCK)


def test_who_left_before_dying_is_former():
    person = make_person("Edward Luck", death="2026-09-18")
    make_appointment(person, "Envoy", start="2020-01-01", end="2026-09-01")
    assert title_on(person, day("2026-09-20")).text == "former Envoy"


def test_who_died_before_the_start_never_left_the_post(client):
    person = make_appointment("Edward Luck", "Envoy", announced="2026-08-01", start="2026-10-01").person
    Person.objects.filter(pk=person.pk).update(death="2026-09-18")  # recorded after the appointment
    assert title_on(person, day("2026-09-01")).text == "Envoy-designate"
    assert title_on(person, day("2026-11-30")) is None
    said = main(client, LUCK)
    assert "died before taking up the post, 18 September 2026" in said
    assert "left" not in said
    assert "left the post" not in main(client, "/people/changes/")
    assert "took up the post" not in main(client, "/people/changes/")
    assert membership(client, "/people/edward-luck.json")["x_newsroom"]["not_taken_up"] is True
    assert "Named, did not take office" in main(client, ENVOY)


# --- Soft days --------------------------------------------------------------------------------------------
def test_a_designation_known_to_a_year_is_worded_softly_inside_that_year():
    luck = make_appointment("Edward Luck", "Envoy", announced="2016", start="2017").person
    title = title_on(luck, day("2016-01-05"))
    assert (title.text, title.certain) == ("Envoy-designate", False)
    assert title.note == "appointment announced 2016, day not known"
    assert title_on(luck, day("2016-12-31")).certain


def test_an_intention_known_to_a_month_is_worded_softly_inside_that_month():
    luck = make_appointment("Edward Luck", "Envoy", intended="2026-05").person
    title = title_on(luck, day("2026-05-05"))
    assert (title.certain, title.note) == (False, "named as intended, May 2026, day not known")


@pytest.mark.parametrize("dates", [{"start": "2019"}, {"end": "2019"}])
def test_a_rename_known_to_a_year_is_soft_inside_that_year(dates):
    made = make_appointment("Edward Luck", "Envoy", start="2010-01-01")
    made.post.titles.create(text="Special Envoy", displayed=True, **dates)
    inside, outside = title_on(made.person, day("2019-05-01")), title_on(made.person, day("2021-05-01"))
    assert (inside.text, inside.certain) == ("Special Envoy", False)
    assert inside.note.endswith("; the post was renamed about then, day not known")
    assert outside.certain


# --- Named, did not take office ----------------------------------------------------------------------------
def test_who_never_took_office_stands_apart_from_the_holders(client):
    post = make_post("Envoy")
    make_appointment("Karen Smith", post, start="2013-01-01")
    make_appointment("Edward Luck", post, intended="2010-02-08", start="", end="2010-02-10")
    holders, _heading, apart = main(client, ENVOY).partition("Named, did not take office")
    assert "Edward Luck" in apart
    assert "Edward Luck" not in holders.partition("State and source")[2]
    assert "never took effect, ended 10 February 2010" in apart


# --- What went wrong elsewhere: OpenSanctions 4931, 386, 2411, congress-legislators 475, councilmatic 84
def test_somebody_dead_without_a_recorded_end_is_in_no_post(client):
    make_appointment(make_person("Edward Luck", death="2025-06-01"), "Envoy", start="2018-01-01")
    assert "jobTitle" not in structured(page(client, LUCK))["mainEntity"]
    assert "Edward Luck" not in held_on(client, "2026-11-30")
    assert membership(client, "/people/edward-luck.json")["end_date"] == "2025-06-01"


def test_a_term_that_outlives_its_holder_ends_with_the_death(client):
    person = make_appointment("Edward Luck", "Envoy", start="1927-03-04", end="1933-03-03").person
    Person.objects.filter(pk=person.pk).update(death="1932-08-27")  # recorded after the end of the term
    assert "Died in office, 27 August 1932" in main(client, LUCK)
    assert title_on(person, day("1932-12-01")).text == "the late Envoy"


def test_an_undated_record_beside_a_dated_one_makes_nobody_unknown_or_present_twice(client):
    luck = make_appointment("Edward Luck", "Envoy", start="2020-01-01").person
    make_appointment(luck, "Envoy", start="XXXX")
    assert main(client, ENVOY).count("Held by Edward Luck") == 1
    assert held_on(client, "2026-11-30").count("Edward Luck") == 1
    assert title_on(luck, day("2026-11-30")).text == "Envoy"


def test_the_last_holder_who_left_is_not_present_for_want_of_another(client):
    make_appointment("Edward Luck", "Envoy", start="2018-01-01", end="2026-07")
    assert "No present holder on record" in main(client, ENVOY)
    assert "Edward Luck" not in held_on(client, "2026-11-30")


def test_search_engines_read_that_somebody_only_acted(client):
    make_appointment("Ada Byron", "Envoy", kind="acting", start="2018-01-01")
    person = structured(page(client, "/people/ada-byron/"))["mainEntity"]
    assert person["hasOccupation"][0]["hasOccupation"]["name"] == "Acting Envoy"


# --- An end known to the year or the month -----------------------------------------------------------
@pytest.mark.parametrize(("end", "said"), [("2026", "2026"), ("2026-11", "November 2026")])
def test_of_an_end_on_record_every_place_says_that_it_has_come(client, end, said):
    """The form asks about an end that lies ahead, so what is recorded has happened, on a day not known."""
    make_appointment("Ada Byron", "Envoy", start="2018-01-01", end=end, end_reason="resigned")
    person, post = main(client, "/people/ada-byron/"), main(client, "/posts/envoy/")
    assert f"In post until {said}" in person
    assert f"in post from 1 January 2018 , until {said} , resigned" in person
    assert "Held by" not in post
    assert f"Ada Byron 1 January 2018 {said} resigned" in post
    assert "day not known" not in person + post
    for address in ("/posts/", "/people/?on=2026-11-30"):
        assert "Ada Byron" not in main(client, address), address
    for address in ("/people/ada-byron.json", "/posts/envoy.json"):
        (row,) = client.get(address).json()["memberships"]
        assert (row["x_newsroom"]["state"], row["end_date"]) == ("left", end)
    for address, roles in (("/people/ada-byron/", "memberOf"), ("/posts/envoy/", "member")):
        (role,) = structured(page(client, address))["mainEntity"][roles]
        assert role["endDate"] == end


def test_on_an_earlier_day_of_that_span_they_may_still_have_been_in_post(client):
    make_appointment("Ada Byron", "Envoy", start="2018-01-01", end="2026", end_reason="resigned")
    assert "in post until 2026, day not known" in main(client, "/people/?on=2026-03-01")


def test_before_the_year_of_its_end_nothing_is_said_of_it(client, time_machine):
    time_machine.move_to("2025-12-31T12:00Z", tick=False)
    make_appointment("Ada Byron", "Envoy", start="2018-01-01", end="2026")
    assert "Held by Ada Byron since 1 January 2018" in main(client, "/posts/envoy/")


def test_a_post_below_an_organization_that_ended_says_so(client, section):
    make_appointment("Ada Byron", make_post("Clerk", section), start="1940", end="1941")
    assert "Its organization, or one above it, ended 18 April 1946 ." in main(client, "/posts/clerk/")
