"""Who came before and after: by ends, with those who only acted told as such, the same on every page."""

import datetime

import pytest

from tests.people.make import make_appointment, make_post
from tests.people.test_pages_person import TODAY, page, words

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(TODAY, tick=False)]


@pytest.fixture
def post():
    """A held the post for five years, B acted in 2012, C came when A's time ended."""
    post = make_post("Director")
    make_appointment("A One", post, start="2010-01-01", end="2014-12-31")
    make_appointment("B Two", post, kind="acting", start="2012-01-01", end="2012-06-30")
    make_appointment("C Three", post, start="2015-01-01")
    return post


def of(client, name):
    """The career of somebody as their page tells it."""
    said = words(page(client, f"/people/{name.lower().replace(' ', '-')}/"))
    return said.partition("The same, in words")[2].partition("Appointments made")[0].partition("Stories")[0]


def named(rows, slug, key):
    (row,) = [row for row in rows if row["person_id"] == slug]
    found = row["x_newsroom"].get(key)
    return [one["name"] for one in found] if isinstance(found, list) else found and found["name"]


def test_a_successor_begins_when_the_term_ends_and_not_within_it(client, post):
    first, last = of(client, "A One"), of(client, "C Three")
    assert "until 31 December 2014 , before C Three" in first
    assert "after A One" in last
    assert "before B Two" not in first


def test_who_acted_within_a_term_is_told_as_such(client, post):
    assert "B Two acted meanwhile, from 1 January 2012 until 30 June 2012" in of(client, "A One")
    said = of(client, "B Two")
    assert "until 30 June 2012 , during the time of A One" in said
    assert "after" not in said
    assert "before" not in said
    table = words(page(client, post.get_absolute_url())).partition("State and source")[2]
    assert "acting during the time of A One" in table
    assert "B Two acted meanwhile, from 1 January 2012 until 30 June 2012" in table


def test_the_twins_tell_the_same(client, post):
    addresses = ["/posts/director.json", "/organizations/united-nations.json"]
    found = [(client.get(address).json()["memberships"]) for address in addresses]
    for slug in ("a-one", "b-two", "c-three"):
        rows = client.get(f"/people/{slug}.json").json()["memberships"]
        for key in ("predecessor", "successor", "during", "acted"):
            expected = named(rows, slug, key)
            assert all(named(rows, slug, key) == expected for rows in found)
    assert named(found[0], "a-one", "successor") == "C Three"
    assert named(found[0], "c-three", "predecessor") == "A One"
    assert named(found[0], "a-one", "acted") == ["B Two"]
    assert named(found[0], "b-two", "during") == ["A One"]


def test_the_drawing_shows_who_acted_on_the_bar_of_the_holder(client, post):
    html = page(client, post.get_absolute_url())
    assert html.count('class="timeline timeline-wide"') == 1  # one strip, not lanes
    assert 'data-state="acting"' in html


def test_who_acted_between_two_holders_parts_them_not(client):
    post = make_post("Director-General")
    make_appointment("Lee Jong-wook", post, start="2003-07-21", end="2006-05-22", end_reason="died")
    make_appointment("Anders Nordström", post, kind="acting", start="2006-05-23", end="2007-01-03")
    make_appointment("Margaret Chan", post, start="2007-01-04", end="2017-06-30")
    assert "before Margaret Chan ; Anders Nordström acted in between, from 23 May 2006 until 3 January" in of(
        client, "Lee Jong-wook"
    )
    assert "after Lee Jong-wook ; Anders Nordström acted in between" in of(client, "Margaret Chan")
    assert "after Lee Jong-wook , before Margaret Chan" in of(client, "Anders Nordstrom")


def test_where_no_other_holder_is_known_the_neighbour_is_said_to_have_acted(client):
    post = make_post("Secretary-General")
    make_appointment("Gladwyn Jebb", post, kind="acting", start="1945-10-24", end="1946-02-01")
    make_appointment("Trygve Lie", post, start="1946-02-02", end="1953-04-10")
    assert "after Gladwyn Jebb, who acted" in of(client, "Trygve Lie").replace(" , who", ", who")
    assert "before Trygve Lie" in of(client, "Gladwyn Jebb")


def test_who_acted_and_then_held_the_post_follows_the_holder_before(client):
    make_appointment("Dag Hammarskjöld", start="1953-04-10", end="1961-11-02")
    make_appointment("U Thant", kind="acting", start="1961-11-03", end="1962-11-29")
    make_appointment("U Thant", start="1962-11-30", end="1971-12-31")
    said = of(client, "U Thant")
    assert said.count("after Dag Hammarskjöld") == 2
    assert "before U Thant ; U Thant acted in between" in of(client, "Dag Hammarskjold")


def test_who_began_to_act_in_a_term_and_went_on_after_it(client):
    post = make_post("Director")
    make_appointment("A One", post, start="2010-01-01", end="2014-12-31")
    make_appointment("B Two", post, kind="acting", start="2014-06-01", end="2015-03-31")
    make_appointment("C Three", post, start="2015-04-01")
    assert "before C Three ; B Two acted in between, from 1 June 2014" in of(client, "A One")
    assert "during the time of" not in of(client, "B Two")
    assert "before C Three" in of(client, "B Two")
    assert "after A One" in of(client, "C Three")


def test_a_spell_of_acting_left_open_parts_nobody(client):
    post = make_post("Director")
    make_appointment("A One", post, start="2010-01-01", end="2011-12-31")
    make_appointment("B Two", post, kind="acting", start="2012-01-01")
    make_appointment("C Three", post, start="2013-01-01")
    assert "before C Three" in of(client, "A One")
    assert "after A One" in of(client, "C Three")
    assert "before C Three" in of(client, "B Two")


def test_two_who_acted_in_turn(client):
    post = make_post("Director")
    make_appointment("A One", post, start="2010-01-01", end="2011-12-31")
    make_appointment("B Two", post, kind="acting", start="2012-01-01", end="2012-02-29")
    make_appointment("C Three", post, kind="acting", start="2012-03-01", end="2012-06-30")
    make_appointment("D Four", post, start="2012-07-01")
    said = of(client, "D Four")
    assert "after A One ; B Two acted in between" in said
    assert "C Three acted in between" in said
    assert "after A One , before C Three" in of(client, "B Two")


def test_a_gap_of_one_day_parts_two_holders(client):
    post = make_post("Director")
    make_appointment("A One", post, start="2010-01-01", end="2011-12-31")
    make_appointment("C Three", post, start="2012-01-02")
    assert "before" not in of(client, "A One")
    assert "after" not in of(client, "C Three")


@pytest.mark.parametrize(
    ("end", "start"),
    [("2011-12-31", "2011-12-31"), ("2011-12", "2012-01"), ("2011", "2012"), ("2012", "2012")],
)
def test_a_handover_that_the_dates_allow_is_one(client, end, start):
    post = make_post("Director")
    make_appointment("A One", post, start="2010-01-01", end=end)
    make_appointment("C Three", post, start=start)
    assert "before C Three" in of(client, "A One")
    assert "after A One" in of(client, "C Three")


def test_an_end_that_nobody_knows_leads_to_nobody(client):
    post = make_post("Director")
    make_appointment("A One", post, start="2010-01-01", end="XXXX")
    make_appointment("C Three", post, start="2012-01-01")
    assert "before" not in of(client, "A One")
    assert "after" not in of(client, "C Three")


def test_a_second_term_is_nobodys_successor(client):
    post = make_post("Director")
    make_appointment("A One", post, start="2000-01-01", end="2004-12-31")
    make_appointment("A One", post, start="2005-01-01", end="2009-12-31")
    make_appointment("C Three", post, start="2010-01-01")
    assert "before C Three" in of(client, "A One")
    assert "after A One" in of(client, "C Three")
    assert "before A One" not in of(client, "A One")


def test_a_short_holder_is_not_skipped(client):
    post = make_post("Director")
    make_appointment("A One", post, start="2000-01-01", end="2005")
    make_appointment("B Two", post, start="2005", end="2005-12")
    make_appointment("C Three", post, start="2006-01-01")
    assert "before B Two" in of(client, "A One")
    assert "after A One , before C Three" in of(client, "B Two")
    assert "after B Two" in of(client, "C Three")


def test_two_who_sit_at_once_have_no_successors(client):
    post = make_post("Judge", seats=2)
    make_appointment("A One", post, start="2000-01-01", end="2005-12-31")
    make_appointment("B Two", post, start="2006-01-01")
    assert "before" not in of(client, "A One")


def test_whom_readers_do_not_see_is_nobodys_neighbour(client, post):
    post.appointments.filter(kind="acting").update(is_public=False)
    assert "Two" not in of(client, "A One")


def test_before_and_after_always_agree(post):
    """Whoever follows somebody is followed by them, whatever the dates."""
    from people.models import Appointment
    from people.tenures import neighbours, tenures

    every = [f"{year}{tail}" for year in (2010, 2011, 2012) for tail in ("", "-02", "-07-01")]
    spans = [(one, two) for one in every for two in every if one[:4] <= two[:4]]
    people = [row.person for row in post.appointments.with_facts()]
    for n in range(0, len(spans) ** 2, 37):
        (a, b), (c, d) = spans[n % len(spans)], spans[n // len(spans) % len(spans)]
        rows = [
            Appointment(pk=1, person=people[0], post=post, start=a, end=b),
            Appointment(pk=2, person=people[1], post=post, start=c, end=d),
            Appointment(pk=3, person=people[2], post=post, start="2012-07-02", kind="acting"),
        ]
        beside = neighbours(tenures(rows))
        for tenure, found in beside.items():
            for other, back in ((found.after, "before"), (found.before, "after")):
                if other and other.is_acting == tenure.is_acting:
                    assert getattr(beside[other], back) is tenure, (a, b, c, d, datetime.date.today())
