"""The pages of a post and of an organization: succession, gaps, numbers, names, present holders."""

import re

import pytest

from tests.people.make import make_appointment, make_organization, make_person, make_post, move
from tests.people.test_pages_person import TODAY, page, structured, words

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(TODAY, tick=False)]


@pytest.fixture
def genocide():
    """The Special Adviser on the Prevention of Genocide: nobody on record from 1 April to 31 July 2007."""
    post = make_post("Special Adviser on the Prevention of Genocide")
    make_appointment("Juan E. Méndez", post, start="2004", end="2007-03-31")
    make_appointment("Francis Deng", post, announced="2007-05-29", start="2007-08", end="2012-07")
    return post


def test_holders_stand_in_order_with_their_dates(client, genocide):
    said = words(page(client, genocide.get_absolute_url()))
    first, _, second = said.partition("Juan E. Méndez 2004 31 March 2007")
    assert "Francis Deng August 2007 July 2012" in second
    assert "2 holders on record, since 2004" in first


def test_a_gap_of_the_record_is_drawn_and_shown_as_no_more(client, genocide):
    html = page(client, genocide.get_absolute_url())
    assert "No holder on record 1 April 2007 31 July 2007 122 days" in words(html)
    assert 'data-state="no-holder" x=' in html
    assert "vacant" not in html.replace("hatch-vacant", "")


def test_no_gap_where_a_hidden_record_fills_it(client, genocide):
    make_appointment(
        "Hidden Caretaker", genocide, kind="acting", start="2007-04", end="2007-07", is_public=False
    )
    html = page(client, genocide.get_absolute_url())
    assert "No holder on record" not in words(html)
    assert "Caretaker" not in html


def test_no_gap_is_shown_after_the_last_holder(client, genocide):
    said = words(page(client, genocide.get_absolute_url()))
    assert said.count("No holder on record") == 1
    assert "No present holder on record." in said


def test_holders_are_numbered_and_acting_ones_are_not(client):
    post = make_post("Secretary-General", is_numbered=True)
    make_appointment("Gladwyn Jebb", post, kind="acting", start="1945-10-24", end="1946-02-01")
    make_appointment("Trygve Lie", post, start="1946-02-02", end="1952-11")
    thant = make_person(
        "U Thant", given_name="Thant", family_name="", name_order="mononym", display_name="U Thant"
    )
    make_appointment(thant, post, kind="acting", start="1961-11-03", end="1962-11-29")
    make_appointment(thant, post, start="1962-11-30", end="1971-12-31")
    said = words(page(client, "/posts/secretary-general/"))
    assert "– Gladwyn Jebb 24 October 1945 1 February 1946 acting" in said
    assert "1 Trygve Lie" in said
    assert "– U Thant 3 November 1961" in said
    assert "2 U Thant 30 November 1962" in said
    assert "2 holders on record, and one who only acted, since 1945" in said


def test_the_present_holder_and_the_designate_are_named_apart(client, time_machine):
    time_machine.move_to("2016-11-01T12:00Z", tick=False)
    make_appointment("Ban Ki-moon", start="2007-01-01", end="2016-12-31")
    make_appointment("António Guterres", announced="2016-10-13", start="2017-01-01")
    said = words(page(client, "/posts/secretary-general/"))
    assert "Held by Ban Ki-moon since 1 January 2007" in said
    assert "António Guterres : appointment announced 13 October 2016" in said
    time_machine.move_to("2017-01-01T17:00Z", tick=False)
    said = words(page(client, "/posts/secretary-general/"))
    assert "Held by António Guterres since 1 January 2017" in said


def test_a_renamed_post_keeps_one_list_under_each_name(client):
    post = make_post("Special Adviser on the Responsibility to Protect", created="2008")
    post.titles.create(text="Special Adviser for the Responsibility to Protect", end="2009", displayed=True)
    post.titles.create(text="R2P adviser")
    make_appointment("Jennifer Welsh", post, start="2013-07", end="2016")
    make_appointment("Edward Luck", post, start="2008-02-21", end="2009-06")
    said = words(page(client, post.get_absolute_url()))
    assert "as Special Adviser for the Responsibility to Protect" in said
    assert "Special Adviser for the Responsibility to Protect, until 2009" in said
    assert "R2P adviser (also printed)" in said
    assert "Created 2008 . Edward Luck was the first to hold it." in said


def test_the_first_holder_is_named_only_if_the_dates_prove_it(client, genocide):
    assert "was the first to hold it" not in words(page(client, genocide.get_absolute_url()))


def test_mandate_rule_and_successor_are_shown(client):
    old = make_post(
        "Envoy", mandate="To speak.", appointment_rule="By the Secretary-General.", abolished="2010"
    )
    make_post("Special Envoy", replaces=old)
    html = page(client, old.get_absolute_url())
    said = words(html)
    assert "Mandate To speak." in said
    assert "How it is filled By the Secretary-General." in said
    assert "Abolished 2010" in said
    assert 'It was replaced by <a href="/posts/special-envoy/">Special Envoy</a>' in html


def test_several_seats_and_an_intention_that_lapsed_are_shown(client):
    post = make_post("Judge", seats=2)
    make_appointment("A One", post, start="2001-01-01")
    make_appointment("B Two", post, start="2003-01-01")
    make_appointment("Salam Fayyad", post, intended="2017-02-08", end="2017-02-10", end_reason="withdrawn")
    said = words(page(client, post.get_absolute_url()))
    assert "2 hold it at once." in said
    assert "never took effect, ended 10 February 2017" in said
    assert "Held by A One since 1 January 2001 , and by B Two since 1 January 2003" in said


def test_a_post_without_appointments_has_a_page(client):
    said = words(page(client, make_post("Envoy").get_absolute_url()))
    assert "No appointment to this post is on record yet." in said


def test_a_former_address_of_a_post_leads_on(client, genocide):
    move(genocide, "genocide-adviser")
    response = client.get("/posts/special-adviser-on-the-prevention-of-genocide/")
    assert (response.status_code, response["Location"]) == (301, "/posts/genocide-adviser/")
    assert client.get("/posts/nothing/").status_code == 404
    assert client.post("/posts/genocide-adviser/").status_code == 405


@pytest.mark.parametrize("rows", [1, 15])
def test_a_post_costs_eight_queries_whatever_the_number_of_holders(client, rows, django_assert_num_queries):
    post = make_post("Envoy", is_numbered=True, created="1980-01-01")
    post.titles.create(text="Special Envoy", end="1990", displayed=True)
    for n in range(rows):
        make_appointment(f"Holder Number{n}", post, start=f"{1980 + n}-01-01", end=f"{1980 + n}-06-30")
    # Freshness; post, its names, its complete successions, where it belonged, appointments, sources, stories.
    with django_assert_num_queries(8):
        page(client, post.get_absolute_url())


# --- Posts and organizations -----------------------------------------------------------------------
def test_posts_are_listed_by_organization_with_who_holds_them(client):
    fund = make_organization("United Nations Children's Fund")
    make_appointment("Ban Ki-moon", start="2007-01-01", end="2016-12-31")
    make_appointment("Catherine Russell", make_post("Executive Director", fund), start="2022-02-01")
    said = words(page(client, "/posts/"))
    assert "United Nations Secretary-General no present holder on record" in said
    assert "Fund Executive Director Catherine Russell in post since 1 February 2022" in said


def test_posts_come_in_pages_of_a_hundred_and_an_organization_may_go_on(client):
    for n in range(3):
        office = make_organization(f"Office {n}")
        for m in range(40):
            make_post(f"Director {n}-{m:02}", office)
    first = page(client, "/posts/")
    assert "Director 2-19" in first
    assert "Director 2-20" not in first
    address = first.partition('href="?after=')[2].partition('"')[0]
    second = page(client, f"/posts/?after={address}")
    assert re.findall("Director [0-9-]+", second) == [f"Director 2-{m}" for m in range(20, 40)]
    assert ">Office 2</a></h2>" in second
    assert "Office 1" not in second
    assert "?after=" not in second.partition("<main")[2]


def test_an_organization_shows_parts_parent_posts_and_holders(client):
    parent = make_organization("United Nations")
    office = make_organization("Office for Human Rights", parent=parent, short_name="OHCHR")
    unit = make_organization("Field Unit", parent=office)
    make_appointment("Volker Türk", make_post("High Commissioner", office), start="2022-10-17")
    html = page(client, office.get_absolute_url())
    assert parent.get_absolute_url() in html
    assert unit.get_absolute_url() in html
    assert "Volker Türk in post since 17 October 2022" in words(html)
    data = structured(html)
    assert (data["@type"], data["parentOrganization"]["name"]) == ("Organization", "United Nations")


def test_an_organization_without_posts_has_a_page(client):
    assert "No post of its own is on record." in words(
        page(client, make_organization("Assembly").get_absolute_url())
    )


def test_an_organization_costs_seven_queries_and_eight_with_posts_that_moved(
    client, django_assert_num_queries
):
    office = make_organization("Office")
    for n in range(8):
        make_appointment(f"Holder Number{n}", make_post(f"Post {n}", office), start="2020")
    # Freshness; organization, posts, holders, parts, what it replaced or became, stories.
    with django_assert_num_queries(7):
        page(client, office.get_absolute_url())
    make_post("Moved", make_organization("Bureau")).former_organizations.create(
        organization=office, start="2000", end="2005"
    )
    page(client, office.get_absolute_url())  # after a change freshness asks once more
    with django_assert_num_queries(8):
        page(client, f"{office.get_absolute_url()}?again")
