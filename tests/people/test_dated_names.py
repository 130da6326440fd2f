"""Names with dates: what persons and organizations were called on a day is what pages of that day show."""

import datetime

import pytest

from tests.make import make_live, make_user
from tests.people.make import make_appointment, make_organization, make_person, make_post
from tests.people.pages import save, url
from tests.people.test_admin import DESK
from tests.people.test_pages_person import TODAY, page, structured, words

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(TODAY, tick=False)]
day = datetime.date.fromisoformat


@pytest.fixture
def holt():
    """Ada Holt, Registrar since 2001, who was Ada Moor until June 2007."""
    person = make_person("Ada Holt")
    person.names.create(text="Ada Moor", kind="former", end="2007-06")
    make_appointment(person, make_post("Registrar", make_organization("Court of Trade")), start="2001")
    return person


@pytest.mark.parametrize(
    ("on", "called", "not_called"),
    [
        ("2005-03-01", "Ada Moor", "Ada Holt"),
        ("2007-06-30", "Ada Moor", "Ada Holt"),
        ("2007-07-01", "Ada Holt", "Ada Moor"),
    ],
)
def test_a_story_shows_the_name_of_its_day(client, holt, on, called, not_called):
    story = make_live(officials=[holt], date=day(on))
    html = page(client, story.get_absolute_url())
    beside = html.partition('<ul class="officials">')[2].partition("</ul>")[0]
    assert called in beside
    assert not_called not in beside
    (named,) = structured(html)["mentions"]
    assert named["name"] == called
    assert named.get("alternateName", "") == ("Ada Holt" if called == "Ada Moor" else "")


def test_the_front_page_shows_the_name_of_the_day_of_its_lead(client, holt):
    make_live(officials=[holt], date=day("2005-03-01"))
    assert ">Ada Moor</a>" in page(client, "/")


def test_a_list_of_two_days_shows_the_name_of_each(client, holt):
    holt.appointments.update(end="2007-12-31")
    make_appointment("Ben Lund", "Registrar", start="2008-01-01")
    said = words(page(client, "/people/?on=2005-03-01&and=2007-08-01"))
    assert "Ada Moor in post" in said
    said = words(page(client, "/people/?on=2007-08-01"))
    assert "Ada Holt in post" in said
    assert "Ada Moor" not in said


def test_the_page_of_today_shows_the_name_of_today_and_when_the_others_were_used(client, holt):
    html = page(client, holt.get_absolute_url())
    assert "<h1><bdi>Ada Holt</bdi>" in html
    assert "Ada Moor (until June 2007)" in words(html)
    assert structured(html)["mainEntity"]["alternateName"] == ["Ada Moor"]


def test_a_name_taken_later_is_shown_from_then_on_everywhere(client):
    person = make_person("Ada Moor")
    person.names.create(text="Ada Holt", kind="variant", start="2007-07-01")
    post = make_post("Registrar", make_organization("Court of Trade"))
    make_appointment(person, post, start="2001")
    html = page(client, person.get_absolute_url())
    assert "<h1><bdi>Ada Holt</bdi>" in html
    assert structured(html)["mainEntity"]["name"] == "Ada Holt"
    assert structured(html)["mainEntity"]["alternateName"] == ["Ada Moor"]
    for address in (post.get_absolute_url(), "/people/", "/posts/", post.organization.get_absolute_url()):
        assert "Ada Holt" in page(client, address), address
    story = make_live(officials=[person], date=day("2006-01-01"))
    assert ">Ada Moor</a>" in page(client, story.get_absolute_url())


@pytest.mark.parametrize(
    ("kind", "dates"),
    [
        ("native", {"end": "2007-06"}),
        ("short", {"end": "2007-06"}),
        ("misspelling", {"end": "2007-06"}),
        ("former", {}),
        ("former", {"start": "1990"}),  # nobody knows until when
        ("former", {"start": "1990", "end": "XXXX"}),
        ("variant", {}),
        ("variant", {"start": "XXXX"}),
    ],
)
def test_what_is_no_form_of_the_day_is_not_shown(client, kind, dates):
    person = make_person("Ada Holt")
    person.names.create(text="Ada Moor", kind=kind, **dates)
    make_appointment(person, start="2001")
    story = make_live(officials=[person], date=day("2005-03-01"))
    assert ">Ada Holt</a>" in page(client, story.get_absolute_url())


def test_of_two_forms_the_one_that_began_last_is_shown(client, holt):
    holt.names.create(text="Ada Moor-Lund", kind="former", start="2004", end="2006")
    story = make_live(officials=[holt], date=day("2005-03-01"))
    assert ">Ada Moor-Lund</a>" in page(client, story.get_absolute_url())


def test_an_official_without_a_post_has_the_name_of_the_day_too(client):
    person = make_person("Ada Holt")
    person.names.create(text="Ada Moor", kind="former", end="2007-06")
    story = make_live(officials=[person], date=day("2005-03-01"))
    assert ">Ada Moor</a>" in page(client, story.get_absolute_url())


@pytest.mark.parametrize("typed", ["Ada Moor", "Ada Holt", "moor"])
def test_a_search_knows_every_form(client, holt, typed):
    assert holt.get_absolute_url() in page(client, f"/search/?q={typed}")


# --- Organizations -------------------------------------------------------------------------------
@pytest.fixture
def court():
    """The Court of Trade, the Board of Trade until 2004, with a registrar since 2001."""
    court = make_organization("Court of Trade", short_name="COT")
    court.names.create(text="Board of Trade", end="2004-12-31")
    make_appointment("Ada Holt", make_post("Registrar", court), start="2001")
    return court


def test_a_list_of_a_day_shows_the_organization_by_its_name_of_that_day(client, court):
    assert "Board of Trade Registrar" in words(page(client, "/people/?on=2003-01-01"))
    assert "COT Registrar" in words(page(client, "/people/?on=2005-01-01"))


def test_the_page_of_an_organization_shows_the_name_of_the_day_asked_about(client, court):
    html = page(client, court.get_absolute_url())
    assert "<h1><bdi>Court of Trade</bdi>" in html
    assert "Also named Board of Trade (until 31 December 2004" in words(html)
    assert structured(html)["alternateName"] == ["COT", "Board of Trade"]
    html = page(client, f"{court.get_absolute_url()}?on=2003-01-01")
    assert "<h1><bdi>Board of Trade</bdi>" in html
    assert "Also named Court of Trade" in words(html)


def test_an_undated_name_of_an_organization_is_only_found(client, court):
    court.names.create(text="Trade Board")
    assert "Trade Board" not in words(page(client, "/people/?on=2003-01-01"))


def test_the_desk_dates_a_name_of_an_organization_in_its_form(client):
    client.force_login(make_user(*DESK, *("add_organizationname", "change_organizationname")))
    court = make_organization("Court of Trade")
    rows = {"names-TOTAL_FORMS": 1, "names-0-text": "Board of Trade", "names-0-end": "before 2005"}
    assert save(client, url("organization_change", court.pk), **rows).status_code == 302
    assert court.names.get().end == "../2004-12-31"
