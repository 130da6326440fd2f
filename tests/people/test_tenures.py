"""Two terms end to end are one tenure on every page, and nothing says left between them."""

import datetime

import pytest

from tests.people.make import make_appointment, make_organization, make_person, make_post, title_on
from tests.people.test_pages_person import page, structured, words

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine("2005-06-01T12:00Z", tick=False)]


@pytest.fixture
def annan():
    """Kofi Annan, Secretary-General for two terms: 1997 to 2001, 2002 to 2006."""
    person = make_person("Kofi Annan")
    make_appointment(person, start="1997-01-01", end="2001-12-31", announced="1996-12-17")
    make_appointment(person, start="2002-01-01", end="2006-12-31", announced="2001-06-29")
    return person


def test_in_the_second_term_somebody_is_in_post_since_the_first(client, annan):
    said = words(page(client, "/people/kofi-annan/"))
    assert "In post since 1 January 1997, second term from 1 January 2002" in said
    assert "in post since 1 January 1997 , second term from 1 January 2002 ." in said
    assert "left" not in said.partition("Stories")[0]
    assert "31 December 2001" not in said


def test_the_post_lists_a_tenure_once(client, annan):
    said = words(page(client, "/posts/secretary-general/"))
    assert "Held by Kofi Annan since 1 January 1997" in said
    assert "One holder on record , since 1997." in said.replace("record, since", "record , since")
    assert said.partition("State and source")[2].partition("The post")[0].count("A/RES/61/3") == 1
    table = said.partition("State and source")[2].partition("The post")[0]
    assert table.count("Kofi Annan") == 1
    assert "Kofi Annan 1 January 1997 today in post" in table
    assert "second term from 1 January 2002" in table
    assert "31 December 2001" not in table


def test_after_the_last_term_the_tenure_has_both_ends(client, annan, time_machine):
    time_machine.move_to("2010-01-01T12:00Z", tick=False)
    said = words(page(client, "/people/kofi-annan/"))
    assert "in post from 1 January 1997 , second term from 1 January 2002 , until 31 December 2006" in said
    assert "Kofi Annan 1 January 1997 31 December 2006 left" in words(
        page(client, "/posts/secretary-general/")
    )


def test_the_twins_keep_a_row_for_each_term(client, annan):
    for address in ("/people/kofi-annan.json", "/posts/secretary-general.json"):
        rows = client.get(address).json()["memberships"]
        assert [(row["start_date"], row.get("end_date")) for row in rows] == [
            ("1997-01-01", "2001-12-31"),
            ("2002-01-01", None),
        ]
        assert [row["x_newsroom"]["term"] for row in rows] == [1, 2]
        assert {row["x_newsroom"]["state"] for row in rows} == {"in-post"}


def test_search_engines_read_one_role_for_a_tenure(client, annan):
    person = structured(page(client, "/people/kofi-annan/"))["mainEntity"]
    assert [role["startDate"] for role in person["memberOf"]] == ["1997-01-01"]
    assert "endDate" not in person["memberOf"][0]
    post = structured(page(client, "/posts/secretary-general/"))["mainEntity"]
    assert [role["startDate"] for role in post["member"]] == ["1997-01-01"]


@pytest.mark.parametrize("address", ["/posts/", "/organizations/united-nations/", "/people/?on=2005-06-01"])
def test_lists_say_since_the_first_term(client, annan, address):
    said = words(page(client, address))
    assert "Kofi Annan in post since 1 January 1997, second term from 1 January 2002" in said


def test_on_the_days_around_the_new_term_the_list_names_the_holder_once(client, annan):
    for day in ("2001-12-31", "2002-01-01"):
        said = words(page(client, f"/people/?on={day}").partition("<main")[2])
        assert said.count("Kofi Annan") == 1
        assert "in post since 1 January 1997" in said


def test_a_renewal_that_is_announced_makes_nobody_designate(client, annan):
    said = words(page(client, "/people/?on=2001-07-01").partition("<main")[2])
    assert said.count("Kofi Annan") == 1
    assert "in post since 1 January 1997, second term announced 29 June 2001" in said
    title = title_on(annan, datetime.date(2001, 7, 1))
    assert title.text == "Secretary-General"


def test_between_two_days_of_two_terms_nobody_came_or_went(client, annan):
    said = words(page(client, "/people/?on=2000-01-01&and=2004-01-01").partition("<main")[2])
    assert "Kofi Annan" not in said.partition("What is different")[0]


def test_who_went_is_told_with_the_end_of_the_tenure(client, annan):
    said = words(page(client, "/people/?on=2000-01-01&and=2008-01-01").partition("<main")[2])
    assert (
        "Kofi Annan , Secretary-General in post until 31 December 2006"
        in said.partition("What is different")[0]
    )


def test_an_editor_who_chose_the_first_term_gets_the_title_of_the_tenure(annan):
    first = annan.appointments.get(start="1997-01-01")
    title = title_on(annan, datetime.date(2005, 6, 1), pinned=first.pk)
    assert (title.text, title.note) == (
        "Secretary-General",
        "in post since 1 January 1997, second term from 1 January 2002",
    )
    assert title.certain


def test_the_changes_tell_a_second_term_and_no_end_of_the_first(client, annan):
    said = words(page(client, "/people/changes/"))
    assert "began a second term as Secretary-General" in said
    assert "was announced for a second term as Secretary-General" in said
    assert "left the post" not in said
    feed = client.get("/people/kofi-annan/changes.atom").content.decode()
    assert "began a second term as" in feed
    assert "left the post" not in feed


def test_numbers_count_tenures(client):
    post = make_post("Director", is_numbered=True)
    make_appointment("A One", post, start="1990-01-01", end="1991-12-31")
    make_appointment("A One", post, start="1992-01-01", end="1993-12-31")
    make_appointment("B Two", post, start="1994-01-01", end="1995-12-31")
    make_appointment("A One", post, start="1996-01-01", end="1997-12-31")
    said = words(page(client, post.get_absolute_url()))
    assert "1 A One 1 January 1990 31 December 1993" in said
    assert "2 B Two 1 January 1994" in said
    assert "3 A One 1 January 1996" in said


# --- By bounds -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("end", "start"),
    [
        ("2001-12-31", "2001-12-31"),  # handed over to oneself on one day
        ("2001-12-31", "2002-01-01"),
        ("2001-12", "2002"),
        ("2001", "2001-09"),
        ("2002-02-28", "2002-03-01"),
        ("2002-02", "2002-03"),
        ("", "2002-01-01"),
    ],
)
def test_terms_that_meet_by_their_bounds_are_one_tenure(client, end, start):
    post = make_post("Envoy", seats=None)
    make_appointment("Kofi Annan", post, start="1997", end=end)
    make_appointment("Kofi Annan", post, start=start)
    said = words(page(client, "/people/kofi-annan/"))
    assert "In post since 1997, second term from" in said


@pytest.mark.parametrize(
    ("end", "start"), [("2001-12-31", "2002-01-02"), ("2001", "2003"), ("XXXX", "2002-01-01")]
)
def test_terms_that_the_dates_keep_apart_are_two_tenures(client, end, start):
    post = make_post("Envoy")
    make_appointment("Kofi Annan", post, start="1997-01-01", end=end)
    make_appointment("Kofi Annan", post, start=start)
    said = words(page(client, "/people/kofi-annan/"))
    assert "second term" not in said
    assert "In post since 1 January 1997" not in said


def test_acting_and_then_holding_a_post_are_two_tenures(client):
    make_appointment("U Thant", kind="acting", start="1961-11-03", end="1962-11-29")
    make_appointment("U Thant", start="1962-11-30", end="1966-11-02")
    make_appointment("U Thant", start="1966-11-03", end="1971-12-31")
    said = words(page(client, "/posts/secretary-general/"))
    assert "U Thant 3 November 1961 29 November 1962 acting" in said
    assert "U Thant 30 November 1962 31 December 1971" in said


def test_three_terms_and_a_third_that_is_announced(client):
    for start, end in (("1990-01-01", "1993-12-31"), ("1994-01-01", "1997-12-31"), ("1998-01-01", "")):
        make_appointment("A One", "Director", start=start, end=end)
    said = words(page(client, "/people/a-one/"))
    assert "second term from 1 January 1994, third term from 1 January 1998" in said


def test_a_hidden_term_is_not_told(client, annan):
    annan.appointments.filter(start="1997-01-01").update(is_public=False)
    for address in ("/people/kofi-annan/", "/posts/secretary-general/", "/posts/", "/people/?on=2005-06-01"):
        said = words(page(client, address))
        assert "1997" not in said
        assert "second term" not in said


def test_who_made_both_appointments_is_told_once(client):
    power = make_appointment("Kofi Annan", start="1997-01-01", end="2006-12-31")
    envoy = make_post("Envoy")
    make_appointment("Jan Egeland", envoy, start="1999-01-01", end="2000-12-31", appointed_by=power)
    make_appointment("Jan Egeland", envoy, start="2001-01-01", appointed_by=power)
    said = words(page(client, "/people/kofi-annan/"))
    assert "Jan Egeland , Envoy: in post since 1 January 1999 , second term from 1 January 2001" in said
    assert "One on record." in said


def test_one_of_two_seats_is_held_for_two_terms(client):
    bench = make_post("Judge", make_organization("Court"), seats=2)
    make_appointment("A One", bench, start="1997-01-01", end="2001-12-31")
    make_appointment("B Two", bench, start="1999-01-01")
    make_appointment("A One", bench, start="2002-01-01")
    said = words(page(client, bench.get_absolute_url()))
    assert "Held by A One since 1 January 1997 , and by B Two since 1 January 1999" in said


def test_the_front_page_lists_the_tenure_once_and_says_nowhere_left(client, annan):
    said = words(page(client, "/"))
    assert said.count("Kofi Annan") == 1
    assert "1 January 2002 Kofi Annan Secretary-General, United Nations second term" in said
    assert "left" not in said


def test_former_is_denied_of_somebody_in_a_second_term(annan):
    from articles.checks.titles import is_denied
    from articles.mentions import SaidAs, TitledName

    (post,) = {row.post for row in annan.appointments.with_facts()}
    rows = list(annan.appointments.with_facts().prefetch_related("post__titles"))
    fields = {"person": annan.pk, "title": "Secretary-General", "said_as": SaidAs.FORMER, "posts": {post.pk}}
    said = type("Said", (), fields)
    assert {*fields} <= {*TitledName.__dataclass_fields__}
    assert is_denied(rows, said, datetime.date(2005, 6, 1))
    assert not is_denied(rows, said, datetime.date(2008, 6, 1))


def test_a_term_within_another_does_not_end_it(client):
    post = make_post("Judge", seats=None)
    make_appointment("A One", post, start="2000-01-01", end="2009-12-31")
    make_appointment("A One", post, start="2002-01-01", end="2003-12-31")
    make_appointment("A One", post, start="2010-01-01", end="2014-12-31")
    said = words(page(client, "/people/a-one/"))
    assert "In post since 1 January 2000, second term from 1 January 2002" in said
    assert "left" not in said.partition("Stories")[0]
    said = words(page(client, "/people/?on=2012-01-01").partition("<main")[2])
    assert "third term from 1 January 2010" in said


def test_who_died_before_a_second_term_left_with_the_first(client):
    person = make_person("A One", death="2001-06-30")
    make_appointment(person, "Envoy", start="1997-01-01")
    post = person.appointments.get().post
    person.appointments.create(post=post, announced="2001-06-01", start="2002-01-01")
    said = words(page(client, "/people/a-one/"))
    assert "until 30 June 2001 , died in office" in said
    assert "second term" not in said
    assert "Former Envoy" in said


# --- Somebody else in between ------------------------------------------------------------------------
FACTS = ("/people/{}/", "/posts/warden/", "/posts/", "/people/?on=2005-06-01")


@pytest.fixture
def warden():
    return make_post("Warden")


def everywhere(client, slug):
    """What pages and drawings say of a person, in one text."""
    return " ".join(words(page(client, address.format(slug))) for address in FACTS)


def rows_of(client, slug):
    """(start, end, state, term) of the memberships of one person in the twin."""
    rows = client.get(f"/people/{slug}.json").json()["memberships"]
    rows = [(row, row["x_newsroom"]) for row in rows if row["person_id"] == slug]
    return [
        (row.get("start_date"), row.get("end_date"), said["state"], said.get("term")) for row, said in rows
    ]


def test_a_term_that_should_be_over_does_not_take_in_the_next_holder(client, warden):
    make_appointment("Ada Bell", warden, start="1997-01-01", term_ends="2001-12-31")
    make_appointment("Ben Oak", warden, start="2002-01-01", end="2004-12-31")
    make_appointment("Ada Bell", warden, start="2005-01-01")
    said = everywhere(client, "ada-bell")
    assert "second term" not in said
    assert "since 1 January 1997" not in said
    assert "In post since 1 January 2005" in said
    assert "Held by Ada Bell since 1 January 2005" in said
    assert rows_of(client, "ada-bell") == [
        ("1997-01-01", None, "unknown", None),
        ("2005-01-01", None, "in-post", None),
    ]
    roles = structured(page(client, "/people/ada-bell/"))["mainEntity"]["memberOf"]
    assert [role["startDate"] for role in roles] == ["1997-01-01", "2005-01-01"]
    assert "not confirmed" in roles[0]["description"]
    day = words(page(client, "/people/?on=2003-06-01").partition("<main")[2])
    assert "Ben Oak" in day
    assert "Ada Bell" not in day


@pytest.mark.time_machine("2026-11-30T12:00Z", tick=False)
def test_an_end_in_or_after_a_year_does_not_hide_a_later_end(client, warden):
    make_appointment("Ada Dean", warden, start="1997-01-01", end="2001/..")
    make_appointment("Ben Oak", warden, start="2003-01-01", end="2004-12-31")
    make_appointment("Ada Dean", warden, start="2005-01-01", end="2009-12-31")
    said = everywhere(client, "ada-dean")
    assert "second term" not in said
    assert "In post until 31 December 2009" in said
    assert "until some day in or after 2001" in said
    assert rows_of(client, "ada-dean")[1] == ("2005-01-01", "2009-12-31", "left", None)


def test_a_term_begun_before_an_end_in_or_after_a_year_keeps_its_own_end(client):
    seats = make_post("Judge", seats=None)
    make_appointment("Ada Dean", seats, start="1997-01-01", end="2001/..")
    make_appointment("Ada Dean", seats, start="2000-01-01", end="2003-12-31")
    assert "In post until 31 December 2003" in words(page(client, "/people/ada-dean/"))


@pytest.mark.parametrize("kind", ["substantive", "acting"])
def test_years_that_meet_do_not_take_in_the_holder_between(client, warden, kind):
    make_appointment("Ada Eyre", warden, start="1997", end="2001", kind=kind)
    make_appointment("Ben Oak", warden, start="2001", end="2002")
    make_appointment("Ada Eyre", warden, start="2002", end="2003", kind=kind)
    said = everywhere(client, "ada-eyre")
    assert "second term" not in said
    assert {row[:2] for row in rows_of(client, "ada-eyre")} == {("1997", "2001"), ("2002", "2003")}
    roles = structured(page(client, "/people/ada-eyre/"))["mainEntity"]["memberOf"]
    assert [(role["startDate"], role["endDate"]) for role in roles] == [("1997", "2001"), ("2002", "2003")]


def test_terms_that_meet_on_a_day_stay_one_tenure_beside_a_holder(client, warden):
    make_appointment("Ben Oak", warden, start="1999")
    make_appointment("Ada Eyre", warden, start="1997", end="2001-12-31", kind="acting")
    make_appointment("Ada Eyre", warden, start="2002-01-01", kind="acting")
    assert "Acting since 1997, second term from 1 January 2002" in everywhere(client, "ada-eyre")


def test_who_acted_in_a_second_spell_acts_since_that(client, warden):
    make_appointment("Ada Larch", warden, kind="acting", start="2001")
    make_appointment("Ben Oak", warden, start="2002")
    make_appointment("Ada Larch", warden, kind="acting", start="2003-06-01")
    said = everywhere(client, "ada-larch")
    assert "second term" not in said
    assert "2001" not in words(page(client, "/people/?on=2005-06-01").partition("<main")[2])
    assert "Acting since 1 June 2003" in said
    assert [row[2] for row in rows_of(client, "ada-larch")] == ["left", "acting"]
