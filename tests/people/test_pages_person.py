"""The page of an official: what they are or were, drawn and in words, with sources; only what is public."""

import json
import re

import pytest

from tests.make import make_image
from tests.people.make import make_appointment, make_organization, make_person, make_post, move

TODAY = "2026-11-24T12:00Z"  # for all that is made and read here
pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(TODAY, tick=False)]


@pytest.fixture
def ban():
    """Ban Ki-moon, Secretary-General 2007 to 2016, appointed by the General Assembly."""
    person = make_person("Ban Ki-moon", honorific="Mr.", nationalities="Republic of Korea", wikidata="Q1253")
    person.names.create(text="반기문", kind="native", lang="ko")
    assembly = make_organization("General Assembly")
    make_appointment(
        person, start="2007-01-01", end="2016-12-31", announced="2006-10-13", appointing_body=assembly
    )
    return person


def page(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def structured(html):
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html)[1])


def words(html):
    """The page as a reader's eye takes it: without tags."""
    return " ".join(re.sub(r"<[^>]*>", " ", re.sub("</?bdi>", "", html)).split())


# --- What it says --------------------------------------------------------------------------------
def test_it_names_the_person_in_both_scripts_and_what_they_last_were(client, ban):
    html = page(client, "/people/ban-ki-moon/")
    assert '<span class="native" lang="ko" dir="auto">반기문</span>' in html
    assert "Former Secretary-General , United Nations In post until 31 December 2016" in words(html)
    assert "Family name Ban · second reference “Mr. Ban” · Republic of Korea" in words(html)


def test_the_same_facts_stand_in_words_with_their_sources(client, ban):
    html = page(client, "/people/ban-ki-moon/")
    said = words(html)
    assert "announced 13 October 2006 ; in post from 1 January 2007 , until 31 December 2016" in said
    assert "appointed by General Assembly" in said
    assert '<a href="#cite-1">A/RES/61/3</a>' in html
    assert '<li id="cite-1">A/RES/61/3' in html


def test_dates_are_machine_readable_at_the_precision_known(client):
    make_appointment("Francis Deng", start="2007-08", end="2012", announced="2007-05-29")
    html = page(client, "/people/francis-deng/")
    assert '<time datetime="2007-08">August 2007</time>' in html
    assert '<time datetime="2012">2012</time>' in html
    assert "2007-08-01" not in html


def test_a_mononym_is_not_given_a_family_name(client):
    thant = make_person(
        "U Thant",
        given_name="Thant",
        family_name="",
        name_order="mononym",
        display_name="U Thant",
        honorific="U",
    )
    make_appointment(thant, kind="acting", start="1961-11-03", end="1962-11-29")
    make_appointment(thant, start="1962-11-30", end="1971-12-31")
    said = words(page(client, "/people/u-thant/"))
    assert "One name, no family name" in said
    assert (
        "Acting Secretary-General , United Nations: in post from 3 November 1961 , until 29 November 1962"
        in said
    )
    assert "Former Secretary-General" in said


def test_who_was_named_as_intended_is_not_called_by_the_post(client):
    make_appointment("Edward Luck", "Special Adviser", intended="2025-08-31")
    said = words(page(client, "/people/edward-luck/"))
    assert "Named as intended Special Adviser" in said
    assert "Former" not in said


def test_two_posts_held_at_once_are_both_named(client):
    make_appointment("Pramila Patten", make_post("Special Representative", rank=1), start="2017-06-12")
    make_appointment("Pramila Patten", "Special Adviser", kind="acting", start="2025")
    said = words(page(client, "/people/pramila-patten/"))
    assert "Also Acting Special Adviser, United Nations" in said


def test_who_came_before_and_after_is_shown_only_where_no_gap_lies_between(client, ban):
    make_appointment("Kofi Annan", start="1997-01-01", end="2006-12-31")
    make_appointment("António Guterres", start="2017-02-01")
    said = words(page(client, "/people/ban-ki-moon/"))
    assert "after Kofi Annan" in said
    assert "before António Guterres" not in said


def test_the_appointments_somebody_made_are_drawn_and_shown(client, ban):
    power = ban.appointments.get()
    make_appointment("Edward Luck", "Special Adviser", start="2008-02-21", end="2012-06", appointed_by=power)
    html = page(client, "/people/ban-ki-moon/")
    assert "Appointments made" in html
    assert "Appointments made by Ban Ki-moon on one axis of years: Edward Luck." in html
    assert 'class="tenure"' in html
    assert "Edward Luck , Special Adviser: in post from 21 February 2008 , until June 2012 ." in words(html)


def test_a_death_in_office_is_shown(client):
    person = make_person("Dag Hammarskjöld", death="1961-09-18")
    make_appointment(person, start="1953-04-10")
    assert "until 18 September 1961 , died in office" in words(page(client, "/people/dag-hammarskjold/"))


def test_a_person_without_any_appointment_has_a_page(client):
    make_person("Kofi Annan")
    html = page(client, "/people/kofi-annan/")
    assert "Career" not in words(html).partition("Stories")[0].partition("</head>")[2]
    assert "<svg" not in html


def test_names_are_never_markup(client):
    person = make_person("Kofi <script>alert(1)</script>Annan")
    make_appointment(person)
    html = page(client, person.get_absolute_url())
    assert "<script>alert" not in html


def test_forty_appointments_and_long_names_hold(client):
    person = make_person("Maria Antonietta Bartholomew-Featherstonehaugh de la Concepción Iturbe")
    for n in range(40):
        make_appointment(
            person, make_post(f"Under-Secretary-General for Matter {n} " * 4), start=f"{1980 + n}"
        )
    html = page(client, person.get_absolute_url())
    assert html.count('data-state="in-post"') >= 40


# --- What readers may see ------------------------------------------------------------------------
def test_a_person_who_is_not_public_has_no_page(client):
    person = make_person("Kofi Annan", is_public=False)
    page(client, person.get_absolute_url(), 404)


def test_an_appointment_without_a_source_is_not_shown_unless_an_editor_answers_for_it(client):
    person = make_person("Kofi Annan")
    make_appointment(person, "Envoy of Secrets", cited=False)
    make_appointment(person, "Envoy of Trust", cited=False, public_without_source=True)
    make_appointment(person, "Envoy Held Back", is_public=False)
    html = page(client, "/people/kofi-annan/")
    assert "Envoy of Trust" in html
    assert "No source is given; the editors answer for it." in html
    assert "Secrets" not in html
    assert "Held Back" not in html


def test_an_appointer_whom_readers_may_not_know_is_not_named(client):
    secret = make_person("Secret Patron", is_public=False)
    power = make_appointment(secret, "Patron of Secrets", start="2000")
    make_appointment("Kofi Annan", "Envoy", start="2001", appointed_by=power)
    assert "Secret" not in page(client, "/people/kofi-annan/")


def test_the_note_for_the_desk_is_never_shown(client):
    make_appointment("Kofi Annan", note="Rings the desk every night")
    assert "Rings the desk" not in page(client, "/people/kofi-annan/")


# --- Addresses -----------------------------------------------------------------------------------
def test_a_former_address_leads_on_for_ever_and_never_in_a_circle(client):
    person = make_person("Kofi Annan")
    move(person, "kofi-atta-annan")
    move(person, "annan")
    move(person, "kofi-annan")
    for former in ("kofi-atta-annan", "annan"):
        response = client.get(f"/people/{former}/")
        assert (response.status_code, response["Location"]) == (301, "/people/kofi-annan/")
    page(client, "/people/kofi-annan/")


def test_the_former_address_of_a_hidden_person_says_nothing(client):
    person = make_person("Kofi Annan", is_public=False)
    move(person, "annan")
    page(client, "/people/kofi-annan/", 404)


def test_it_is_read_only_anonymous_and_the_same_for_head(client, ban):
    got, head = client.get("/people/ban-ki-moon/"), client.head("/people/ban-ki-moon/")
    assert client.post("/people/ban-ki-moon/").status_code == 405
    assert not got.cookies
    assert "Cookie" not in got.get("Vary", "")
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", got["ETag"])


# --- For machines --------------------------------------------------------------------------------
def test_json_ld_has_roles_at_the_precision_known(client, ban):
    make_appointment(ban, "Minister", start="2004-01", end="2006")
    data = structured(page(client, "/people/ban-ki-moon/"))
    person = data["mainEntity"]
    assert data["@type"] == "ProfilePage"
    assert (person["@type"], person["name"], person["alternateName"]) == ("Person", "Ban Ki-moon", ["반기문"])
    assert person["sameAs"] == "https://www.wikidata.org/entity/Q1253"
    roles = {role["roleName"]: (role["startDate"], role["endDate"]) for role in person["memberOf"]}
    assert roles == {"Secretary-General": ("2007-01-01", "2016-12-31"), "Minister": ("2004-01", "2006")}
    assert person["memberOf"][0]["@type"] == "OrganizationRole"
    assert "jobTitle" not in person


def test_json_ld_claims_no_post_that_was_not_taken_up(client):
    make_appointment("Edward Luck", "Special Adviser", intended="2007-08-31")
    person = structured(page(client, "/people/edward-luck/"))["mainEntity"]
    assert not {"memberOf", "hasOccupation", "jobTitle"} & person.keys()


def test_json_ld_cannot_be_ended_from_within(client):
    make_person("Kofi Annan", summary="</script><script>alert(1)</script>")
    html = page(client, "/people/kofi-annan/")
    assert "<script>alert" not in html
    assert structured(html)["mainEntity"]["description"].startswith("</script>")


def test_open_graph_says_profile(client, ban, settings):
    settings.SITE_URL = "https://news.example"
    html = page(client, "/people/ban-ki-moon/")
    assert '<meta property="og:type" content="profile">' in html
    assert '<meta property="og:url" content="https://news.example/people/ban-ki-moon/">' in html
    assert '<meta property="profile:last_name" content="Ban">' in html
    assert 'property="og:image" content="https://news.example/' in html
    assert '<link rel="canonical" href="https://news.example/people/ban-ki-moon/">' in html


def test_a_portrait_stands_in_the_page_and_in_what_machines_read(client, ban):
    ban.portrait = make_image(width=900, height=900, alt="Ban Ki-moon at a desk")
    ban.save()
    html = page(client, "/people/ban-ki-moon/")
    assert 'alt="Ban Ki-moon at a desk"' in html
    assert structured(html)["mainEntity"]["image"]["@type"] == "ImageObject"
    assert '<meta property="og:image:alt" content="Ban Ki-moon at a desk">' in html
    assert ">BK<" not in html


# --- What it costs -------------------------------------------------------------------------------
@pytest.mark.parametrize("rows", [1, 12])
def test_six_queries_whatever_the_number_of_rows(client, ban, rows, django_assert_num_queries):
    power = ban.appointments.get()
    for n in range(rows):
        make_appointment(f"Holder Number{n}", f"Post {n}", start="2008", end="2010", appointed_by=power)
        make_appointment(ban, f"Earlier post {n}", start=f"{1980 + n}", end=f"{1980 + n}")
    with django_assert_num_queries(6):  # freshness; person, appointments, sources, names of posts, stories
        page(client, "/people/ban-ki-moon/")
