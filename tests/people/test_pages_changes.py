"""Appointments as they became known: the page, newest first, and the feeds of everybody and each record."""

import json
import xml.etree.ElementTree as ET

import pytest

from tests.people.make import make_appointment, make_organization, make_person, make_post
from tests.people.test_pages_person import TODAY, page, words

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(TODAY, tick=False)]
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def luck():
    """Intended on one day, announced and in post on another, left in a month."""
    protect = make_post("Special Adviser on the Responsibility to Protect", slug="protect")
    return make_appointment("Edward Luck", protect, intended="2007-08-31", start="2008-02-21", end="2012-06")


def shown(client, query="", status=200):
    return words(page(client, f"/people/changes/{query}", status).partition('class="moves"')[2])


def feed(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    return ET.fromstring(response.content).findall(f"{ATOM}entry")


# --- The page --------------------------------------------------------------------------------------
def test_each_stage_stands_on_its_own_day_newest_first(client, luck):
    said = shown(client)
    left = said.index("June 2012 Edward Luck left the post of Special Adviser")
    took = said.index("21 February 2008 Edward Luck took up the post of Special Adviser")
    named = said.index("31 August 2007 Edward Luck was named as intended Special Adviser")
    assert left < took < named


def test_an_acting_holder_acts(client):
    make_appointment("Gladwyn Jebb", kind="acting", start="1945-10-24", end="1946-02-02")
    said = shown(client)
    assert "Gladwyn Jebb began to act as Secretary-General" in said
    assert "Gladwyn Jebb no longer acts as Secretary-General" in said


def test_who_died_in_the_post_did_not_leave_it(client):
    make_appointment("Dag Hammarskjöld", start="1953-04-10", end="1961-09-18", end_reason="died")
    assert "18 September 1961 Dag Hammarskjöld died as Secretary-General" in shown(client)


def test_an_intention_that_came_to_nothing_says_so(client):
    make_appointment(
        "Salam Fayyad", make_post("Special Representative"), intended="2017-02-08", end="2017-02-15"
    )
    said = shown(client)
    assert "Salam Fayyad will not become Special Representative" in said
    assert "left the post" not in said


def test_one_day_of_announcement_and_start_is_shown_once(client):
    make_appointment(announced="1997-01-01", start="1997-01-01")
    said = shown(client)
    assert "took up" in said
    assert "was announced" not in said


def test_the_name_of_the_post_is_that_of_the_day(client):
    post = make_post("Special Adviser")
    post.titles.create(text="Special Representative", start="2007", end="2008", displayed=True)
    make_appointment("Francis Deng", post, start="2007-08", end="2012-07")
    said = shown(client)
    assert "took up the post of Special Representative" in said
    assert "left the post of Special Adviser" in said


def test_what_lies_in_the_future_has_not_happened(client, time_machine):
    time_machine.move_to("2016-11-01T12:00:00Z", tick=False)
    make_appointment("António Guterres", announced="2016-10-13", start="2017-01-01")
    said = words(page(client, "/people/changes/"))
    assert "was announced as Secretary-General" in said
    assert "took up" not in said


def test_a_date_nobody_knows_is_no_event(client):
    make_appointment(start="1997", end="XXXX")
    said = shown(client)
    assert "took up" in said
    assert "left" not in said


@pytest.mark.parametrize("hidden", ["source", "appointment", "person"])
def test_what_readers_may_not_see_is_not_shown(client, hidden):
    person = make_person("Secret Person", is_public=hidden != "person")
    make_appointment(person, cited=hidden != "source", is_public=hidden != "appointment")
    assert "Secret" not in shown(client)
    assert not feed(client, "/people/changes/feed.atom")


def test_a_step_shows_its_own_source_first(client, luck):
    luck.citations.create(fact="intended", symbol="S/2007/721", url="https://undocs.org/S/2007/721")
    body = page(client, "/people/changes/")
    assert '<a href="https://undocs.org/S/2007/721" rel="external">S/2007/721</a> · A/RES/61/3' in body


def test_pages_follow_each_other_without_gap_or_repetition(client):
    post = make_post("Envoy", seats=None)
    for n in range(45):
        make_appointment(f"Given{n} Family{n:02}", post, announced="2001-01", start="2001-02")
    seen, query = [], ""
    while True:
        body = page(client, f"/people/changes/{query}")
        seen += [part.split("<")[0] for part in body.split('class="name" dir="auto" href="')[1:]]
        if 'rel="next"' not in body:
            break
        query = body.split('rel="next"')[0].rpartition('href="')[2].split('"')[0]
    assert len(seen) == 90


@pytest.mark.parametrize("key", ["", "x", "2007.1.1", "2007-01-01.1.9", "2007-01-01.99999999999999999999.1"])
def test_a_key_we_did_not_write_is_not_found(client, key):
    page(client, f"/people/changes/?before={key}", 404)


def test_the_number_of_queries_does_not_grow(client, luck, django_assert_num_queries):
    for n in range(5):
        make_appointment(f"Given{n} Family{n}", make_post(f"Envoy {n}"), start=f"200{n}")
    # Freshness; what may be newest, by index; keys; appointments; sources; names of posts.
    with django_assert_num_queries(6):
        shown(client)


# --- Feeds -----------------------------------------------------------------------------------------
def test_the_feed_says_each_step_with_its_source(client, luck):
    entries = feed(client, "/people/changes/feed.atom")
    titles = [entry.findtext(f"{ATOM}title") for entry in entries]
    assert titles == [
        "Edward Luck left the post of Special Adviser on the Responsibility to Protect",
        "Edward Luck took up the post of Special Adviser on the Responsibility to Protect",
        "Edward Luck was named as intended Special Adviser on the Responsibility to Protect",
    ]
    assert "A/RES/61/3" in entries[0].findtext(f"{ATOM}content")


def test_what_was_entered_last_comes_first_however_old_it_is(client, time_machine):
    time_machine.move_to("2026-01-01T12:00:00Z", tick=False)
    make_appointment("Kofi Annan", start="1997-01-01")
    time_machine.move_to("2026-01-02T12:00:00Z", tick=False)
    make_appointment("Trygve Lie", start="1946-02-02", end="1952-11-10")
    first, second, third = feed(client, "/people/changes/feed.atom")
    assert "Trygve Lie left" in first.findtext(f"{ATOM}title")
    assert "Trygve Lie took up" in second.findtext(f"{ATOM}title")
    assert second.findtext(f"{ATOM}published").startswith("2026-01-02")
    assert third.findtext(f"{ATOM}published").startswith("2026-01-01")


def test_a_corrected_date_is_the_same_entry_updated(client, luck, time_machine):
    before = feed(client, "/people/changes/feed.atom")[1]
    time_machine.move_to("2027-01-02T12:00:00Z", tick=False)
    luck.start = "2008-02-22"
    luck.save()
    after = feed(client, "/people/changes/feed.atom")
    again = next(entry for entry in after if "took up" in entry.findtext(f"{ATOM}title"))
    assert again.findtext(f"{ATOM}id") == before.findtext(f"{ATOM}id")
    assert again.findtext(f"{ATOM}updated").startswith("2027-01-02")
    assert "22 February 2008" in again.findtext(f"{ATOM}summary")


@pytest.mark.parametrize("of", ["people/edward-luck", "posts/protect", "organizations/united-nations"])
def test_a_person_a_post_and_an_organization_have_feeds_of_their_own(client, luck, of):
    make_appointment("Margaret Chan", make_post("Director-General", make_organization("WHO")), start="2007")
    assert len(feed(client, f"/{of}/changes.atom")) == 3
    assert f'href="/{of}/changes.atom"' in page(client, f"/{of}/")


def test_the_feed_comes_as_json_and_rss_too(client, luck):
    told = json.loads(client.get("/people/edward-luck/changes.json").content)
    assert len(told["items"]) == 3
    assert client.get("/people/edward-luck/changes.rss").content.count(b"<item>") == 3


@pytest.mark.parametrize("address", ["/people/nobody/changes.atom", "/people/edward-luck/changes.exe"])
def test_no_feed_of_nobody_and_in_no_other_form(client, luck, address):
    assert client.get(address).status_code == 404


def test_a_former_address_leads_on(client, luck):
    luck.person.former_slugs.create(slug="ed-luck")
    response = client.get("/people/ed-luck/changes.rss")
    assert response.status_code == 301
    assert response["Location"] == "/people/edward-luck/changes.rss"


def test_an_organization_has_a_feed_of_its_stories(client, luck):
    from tests.make import make_live

    make_live(headline="Luck speaks", officials=[luck.person], date="2009-01-01")
    entries = feed(client, "/organizations/united-nations/feed.atom")
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == ["Luck speaks"]


def test_a_feed_costs_six_queries(client, luck, django_assert_num_queries):
    # Freshness; the record; appointments; sources; names of posts; their histories.
    with django_assert_num_queries(6):
        feed(client, "/people/edward-luck/changes.atom")
