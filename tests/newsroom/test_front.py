"""The front page: newest stories, changes of appointments, topics, corrections, at a fixed cost."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from newsroom.front import MOVES, moves
from tests.make import change, make_author, make_editor, make_image, make_live, make_topic
from tests.people.make import make_appointment, make_organization, make_person, make_post

pytestmark = pytest.mark.django_db
NOON = datetime.datetime(2007, 10, 10, 16, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)
DAY = datetime.date(2007, 10, 10)


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to(NOON, tick=False)


def told(day=DAY):
    """(day in words, name, state) of each line of the band."""
    return [
        (move.day, str(move.title.appointment.person), str(move.title.state.label)) for move in moves(day)
    ]


# --- Stories --------------------------------------------------------------------------------------
def test_an_empty_house_has_a_front_page(client):
    response = client.get("/")
    assert response.status_code == 200
    assert "Nothing has been published yet." in response.content.decode()


def test_the_newest_story_leads_and_the_next_three_follow(client, time_machine):
    for n in range(10):
        time_machine.move_to(NOON + n * HOUR, tick=False)
        make_live(headline=f"Story {n}.", slug=f"s{n}", lead_image=make_image() if n == 9 else None)
    page = client.get("/").content.decode()
    lead, _, rest = page.partition('id="latest"')
    latest, _, seconds = rest.partition('aria-label="More stories"')
    assert "Story 9." in lead
    assert 'fetchpriority="high"' in lead
    assert [f"Story {n}." in latest for n in range(10)] == [False] * 2 + [True] * 8
    assert [f"Story {n}." in seconds for n in range(10)] == [False] * 6 + [True] * 3 + [False]


def test_times_are_as_short_as_the_day_allows(client, time_machine):
    for hours in (24 * 400, 24 * 2, 1):
        time_machine.move_to(NOON - hours * HOUR, tick=False)
        make_live()
    time_machine.move_to(NOON, tick=False)
    page = client.get("/").content.decode()
    for words in (">11:00</time>", ">Mon 12:00</time>", ">5 Sep 2006</time>"):
        assert words in page


def test_the_lead_shows_its_officials_with_the_titles_of_its_day(client):
    luck = make_person("Edward Luck")
    make_appointment(luck, "Special Adviser", intended="2007-08-31")
    make_live(officials=[luck, make_person("Hidden Person", is_public=False)], date=DAY)
    page = client.get("/").content.decode()
    assert "Named as intended Special Adviser" in page
    assert "Hidden Person" not in page


# --- The Appointments band ------------------------------------------------------------------------
def test_the_list_has_the_newest_steps_first_with_the_state_of_today():
    organization = make_organization()
    make_appointment("Edward Luck", make_post("Adviser", organization), intended="2007-08-31")
    make_appointment("Sha Zukang", make_post("Head", organization), start="2007-07-01")
    make_appointment("Francis Deng", make_post("Representative", organization), announced="2007-05")
    make_appointment("José Ocampo", make_post("Former head", organization), start="2003", end="2007-06-30")
    make_appointment("Anders Nordström", make_post("WHO", organization), kind="acting", start="2006-05-23")
    assert told() == [
        ("31 August 2007", "Edward Luck", "intended"),
        ("1 July 2007", "Sha Zukang", "in post"),
        ("30 June 2007", "José Ocampo", "left"),
        ("May 2007", "Francis Deng", "designate"),
        ("23 May 2006", "Anders Nordström", "acting"),
    ]


def test_what_is_still_to_come_is_not_listed_yet():
    make_appointment("Edward Luck", "Adviser", intended="2007-08-31", start="2008-02-21")
    assert told() == [("31 August 2007", "Edward Luck", "intended")]
    assert told(datetime.date(2008, 2, 21)) == [("21 February 2008", "Edward Luck", "in post")]


def test_what_readers_may_not_see_or_nobody_can_date_is_left_out():
    make_appointment("No Source", "Adviser", cited=False)
    make_appointment(make_person("Hidden Person", is_public=False), "Head")
    make_appointment("Held Back", "Deputy", is_public=False)
    make_appointment("Un Known", "Envoy", start="XXXX")
    assert told() == []


def test_the_list_says_by_whom_and_in_which_body(client):
    sg = make_appointment("Ban Ki-moon", "Secretary-General", start="2007-01-01")
    fund = make_organization("United Nations Fund", short_name="UNF")
    make_appointment(
        "Ann Veneman", make_post("Executive Director", fund), start="2007-05-01", appointed_by=sg
    )
    assembly = make_organization("World Health Assembly")
    make_appointment(
        "Margaret Chan", make_post("Director-General"), start="2007-01-04", appointing_body=assembly
    )
    page = client.get("/").content.decode()
    assert "by Ban Ki-moon" in page
    assert "by World Health Assembly" in page
    assert "Executive Director, UNF" in page


def test_the_list_has_eight_lines_and_costs_three_queries():
    for n in range(MOVES + 4):
        make_appointment(f"Person Number{n}", f"Post {n}", start=f"2007-0{n % 9 + 1}-01")
    with CaptureQueriesContext(connection) as queries:
        assert len(told()) == MOVES
    assert len(queries) == 3  # two find what moved last by index, so that no query reads the whole record


# --- Topics and corrections -----------------------------------------------------------------------
def test_topics_are_those_of_the_navigation(client):
    make_topic("Council", in_navigation=True)
    make_topic("Secret inquiry")
    page = client.get("/").content.decode()
    assert '<a href="/topics/council/">Council</a>' in page
    assert "Secret inquiry" not in page


def test_corrections_and_withdrawals_are_on_the_front_page(client, time_machine):
    corrected, withdrawn = make_live(headline="First story"), make_live(headline="Second story", slug="b")
    time_machine.move_to(NOON + HOUR, tick=False)
    change(corrected, body="<p>Right.</p>")
    corrected.publish(make_editor(), kind="correction", note="It was Tuesday.")
    withdrawn.withdraw(make_editor(), "Desk reason", "Two men were taken for one.")
    page = client.get("/").content.decode().partition('id="corrections"')[2]
    assert "It was Tuesday." in page
    assert "Two men were taken for one." in page


# --- The house ------------------------------------------------------------------------------------
def test_what_the_front_page_costs(client):
    sg = make_appointment("Ban Ki-moon", "Secretary-General", start="2007-01-01")
    for n in range(12):
        make_appointment(f"Person Number{n}", f"Post {n}", start="2007-02-01", appointed_by=sg)
        topic = make_topic(f"Topic {n}", in_navigation=True)
        make_live(
            topics=[topic],
            authors=[make_author(f"Author {n}", slug=f"author-{n}")],
            officials=[sg.person, make_person(f"Other Person{n}")],
            lead_image=make_image(),
        )
    client.get("/")
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/").status_code == 200
    # 1 freshness; 2 stories with names and pictures; 3 topics; 4 corrections; 5 the lead’s officials;
    # 6 their titles; 7 and 8 who moved last; 9 the appointments band
    assert len(queries) == 9


def test_every_section_of_the_navigation_is_there_and_marks_where_the_reader_is(client):
    make_live()
    page = client.get("/").content.decode()
    nav = page.partition('aria-label="Sections"')[2].partition("</nav>")[0]
    links = [part.partition('"')[0] for part in nav.split('href="')[1:]]
    assert links == ["/news/", "/people/", "/posts/", "/people/?on=2007-10-10", "/search/"]
    for link in links:
        response = client.get(link)
        assert response.status_code == 200, link
        text = response.content.decode()
        assert f'<a href="{link}" aria-current="page">' in text, link
        assert text.partition("<main")[0].count("aria-current") == 1, link


def test_the_banner_says_that_it_is_sample_data_only_where_it_is(client, settings):
    assert "Sample data" not in client.get("/").content.decode()
    settings.SAMPLE_DATA = True
    assert "Sample data" in client.get("/").content.decode()


@pytest.mark.parametrize(("path", "status"), [("/nothing/", 404), ("/news/1999/01/x/", 404)])
def test_a_page_that_is_not_there_is_a_page_of_ours(client, path, status):
    response = client.get(path)
    assert response.status_code == status
    assert 'action="/search/"' in response.content.decode()


def test_the_error_page_needs_no_database(client, monkeypatch):
    client.raise_request_exception = False
    monkeypatch.setattr("newsroom.views.front", lambda day: 1 / 0)
    response = client.get("/")
    assert response.status_code == 500
    assert "Something broke on our side" in response.content.decode()


def test_html_and_style_of_a_page_fit_the_first_round_of_packets(client, settings):
    import gzip
    from pathlib import Path

    for n in range(8):
        make_appointment(f"Person Number{n}", f"Post with a long name {n}", start="2007-02-01")
        make_live(
            slug=f"calling-{n}",
            headline="Preventing mass atrocities is “a sacred calling”, Ban tells conference",
            standfirst="One has been appointed. The other is, so far, an intention.",
            topics=[make_topic(f"Topic {n}", in_navigation=True)],
            lead_image=make_image(1600, 1000),
        )
    style = (Path(settings.BASE_DIR) / "newsroom/static/newsroom/site.css").read_bytes()
    assert len(gzip.compress(client.get("/").content)) + len(gzip.compress(style)) < 14_000
