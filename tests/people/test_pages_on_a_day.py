"""The index of officials, and who held what on a day: by organization, beside another day, never a guess."""

import csv
import datetime
import re
from html import unescape

import pytest

from people.models import Person
from tests.people.make import make_appointment, make_organization, make_person, make_post
from tests.people.test_pages_person import TODAY, page, words

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(TODAY, tick=False)]


@pytest.fixture
def record():
    """The house of October 2007 in small, with what came before and after."""
    un = make_organization("United Nations")
    secretariat = make_organization("United Nations Secretariat", parent=un)
    sg = make_post("Secretary-General", un, rank=1)
    make_appointment("Kofi Annan", sg, start="1997-01-01", end="2006-12-31")
    make_appointment("Ban Ki-moon", sg, announced="2006-10-13", start="2007-01-01", end="2016-12-31")
    genocide = make_post("Special Adviser on the Prevention of Genocide", secretariat)
    genocide.titles.create(
        text="Special Representative for the Prevention of Genocide",
        start="2007-05",
        end="2008",
        displayed=True,
    )
    make_appointment("Juan E. Méndez", genocide, start="2004", end="2007-03-31")
    make_appointment("Francis Deng", genocide, announced="2007-05-29", start="2007-08", end="2012-07")
    protect = make_post("Special Adviser on the Responsibility to Protect", secretariat, created="2007-08")
    make_appointment("Edward Luck", protect, intended="2007-08-31", start="2008-02-21", end="2012-06")
    who = make_organization("World Health Organization", short_name="WHO")
    director = make_post("Director-General", who)
    make_appointment("Anders Nordström", director, kind="acting", start="2006-05-23", end="2007-01-03")
    make_appointment("Margaret Chan", director, announced="2006-11-09", start="2007-01-04", end="2017-06-30")


def on(client, query, status=200):
    return words(page(client, f"/people/?{query}", status).partition("<main")[2])


# --- One day ---------------------------------------------------------------------------------------
def test_on_10_october_2007(client, record):
    said = on(client, "on=2007-10-10")
    assert "On 10 October 2007 : 4 posts on record." in said
    assert "Secretary-General Ban Ki-moon in post since 1 January 2007" in said
    assert (
        "Special Representative for the Prevention of Genocide Francis Deng in post since August 2007" in said
    )
    assert "Responsibility to Protect Edward Luck named as intended, 31 August 2007" in said
    assert "WHO Director-General Margaret Chan in post since 4 January 2007" in said
    assert "Annan" not in said


def test_the_last_day_and_the_first_day_have_one_holder_each(client, record):
    assert "Kofi Annan in post since 1 January 1997" in on(client, "on=2006-12-31")
    said = on(client, "on=2007-01-01")
    assert "Annan" not in said
    assert "Ban Ki-moon in post since 1 January 2007" in said


def test_acting_and_designate_stand_beside_each_other(client, record):
    said = on(client, "on=2006-11-15")
    assert (
        "Anders Nordström acting since 23 May 2006 A/RES/61/3 Margaret Chan appointment announced 9 November"
        in said
    )


def test_a_gap_is_shown_between_two_holders_and_nowhere_else(client, record):
    assert "Prevention of Genocide no holder on record" in on(client, "on=2007-04-15")
    said = on(client, "on=2007-06-29")
    assert "no holder on record Francis Deng appointment announced 29 May 2007" in said
    assert "vacant" not in said.partition("“No record”")[0]
    assert "no holder on record" not in on(client, "on=2003-01-01").partition("“No record”")[0]
    assert "no holder on record" not in on(client, "on=2015-01-01").partition("“No record”")[0]


def test_a_gap_is_not_shown_where_a_hidden_record_fills_it(client, record):
    make_appointment(
        "Hidden Caretaker", "Special Adviser on the Prevention of Genocide", kind="acting", start="2007-04",
        end="2007-07", is_public=False,
    )  # fmt: skip
    said = on(client, "on=2007-04-15")
    assert "no holder on record" not in said.partition("“No record”")[0]
    assert "Caretaker" not in said


def test_dates_known_only_roughly_are_said_to_be_so(client, record):
    assert "Juan E. Méndez in post from 2004, day not known" in on(client, "on=2004-06-01")
    make_appointment("Sha Zukang", "Under-Secretary-General", start="2007-07-01", end="2012-07")
    assert "Sha Zukang" in on(client, "on=2012-07-15")
    assert "Sha Zukang" not in on(client, "on=2012-08-01")


def test_an_end_that_nobody_knows_is_not_a_holder(client):
    make_appointment("Virginia Gamba", "Envoy", start="2010-01-01", end="XXXX")
    assert "Gamba" not in on(client, "on=2015-01-01")


def test_death_and_the_end_of_a_post_end_what_is_open(client):
    make_appointment(make_person("Dag Hammarskjöld", death="1961-09-18"), start="1953-04-10")
    make_appointment("A One", make_post("Envoy", abolished="1960"), start="1955")
    assert "Hammarskjöld" in on(client, "on=1961-09-18")
    said = on(client, "on=1961-09-19")
    assert "Hammarskjöld" not in said
    assert "A One" not in said


def test_who_readers_may_not_see_is_not_there(client, record):
    make_appointment(make_person("Hidden Person", is_public=False), "Envoy", start="2000")
    make_appointment("No Source", "Other envoy", start="2000", cited=False)
    said = on(client, "on=2007-10-10")
    assert "Hidden" not in said
    assert "No Source" not in said


def test_nobody_on_record_is_said(client, record):
    assert "Nobody is on record for that day." in on(client, "on=1900-01-01")
    assert "Nobody is on record for that day." in on(client, "on=0001-01-01")


# --- Two days --------------------------------------------------------------------------------------
def test_beside_another_day_what_is_the_same_needs_no_second_look(client, record):
    said = on(client, "on=2007-10-10&and=2007-11-10")
    assert "of 4 posts, 4 the same, 0 different." in said
    assert said.count("the same") >= 4


def test_beside_an_earlier_day_who_came_and_who_went(client, record):
    said = on(client, "on=2007-10-10&and=2006-11-15")
    assert (
        "Ban Ki-moon in post since 1 January 2007 A/RES/61/3 Kofi Annan in post since 1 January 1997" in said
    )
    assert "named as intended, 31 August 2007 A/RES/61/3 post not yet created" in said


# --- The file --------------------------------------------------------------------------------------
def file_of(client, query, status=200):
    """The rows of the file, without the mark of UTF-8 at its start."""
    response = client.get(f"/people.csv?{query}")
    assert response.status_code == status
    return list(csv.reader(response.content.decode("utf-8-sig").splitlines()))


def test_the_file_tells_both_days_and_who_is_to_come(client, record):
    _header, *rows = file_of(client, "on=2007-10-10&and=2006-11-15&org=united-nations")
    told = [(row[0], row[3], row[4], row[5]) for row in rows]
    assert ("'2006-11-15", "Ban Ki-moon", "designate", "'2006-10-13") in told
    assert ("'2007-10-10", "Edward Luck", "intended", "'2007-08-31") in told
    assert not any("Chan" in row[3] for row in rows)


def test_the_file_shields_what_a_spreadsheet_would_compute(client):
    make_appointment("Ada Lovelace", make_post("=1+1"), start="2007-01-01")
    assert file_of(client, "on=2007-10-10")[1][2] == "'=1+1"


def test_a_file_of_no_day_is_refused(client, record):
    assert file_of(client, "on=soon", 400) == [["on: Write a whole day", " with its year first: 2007-10-10."]]


@pytest.mark.parametrize(
    "address", ["/people/?on=2007-10-10", "/organizations/united-nations/?on=2007-10-10"]
)
def test_the_page_leads_to_the_files_of_the_whole(client, record, address):
    html = page(client, address)
    for found in re.findall(r'href="(/people[.](?:csv|json)[^"]*)"', html.partition("<main")[2]):
        assert client.get(unescape(found)).status_code == 200
    org = "&amp;org=united-nations" if "organizations" in address else ""
    assert f'href="/people.csv?on=2007-10-10{org}">CSV</a>' in html


# --- The form --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "typed",
    ["2007-10", "2007", "soon", "10/10/2007", "2007-02-30", "2007-13-01", "٢٠٠٧-١٠-١٠x", "<b>", "9" * 500],
)
def test_what_is_not_a_day_is_refused_beside_the_field_and_not_lost(client, record, typed):
    response = client.get("/people/", {"on": typed, "and": "2006-11-15", "org": "united-nations"})
    html = response.content.decode()
    assert response.status_code == 400
    assert 'id="id_on_error">Write a whole day, with its year first: 2007-10-10.' in html
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_on_error"' in html
    assert 'value="2006-11-15"' in html
    assert '<option value="united-nations" selected>' in html
    assert "<b>" not in html.partition("<form")[2].partition("</form>")[0]
    assert '<input type="text" name="on"' in html


def test_no_day_and_an_unknown_organization_are_refused_too(client, record):
    assert "Choose a day." in on(client, "on=", 400)
    assert "We know no organization of this address." in on(client, "on=2007-10-10&org=nowhere", 400)


def test_an_organization_is_taken_with_its_parts(client, record):
    said = on(client, "on=2007-10-10&org=united-nations")
    assert "Francis Deng" in said
    assert "Margaret Chan" not in said


def test_the_page_gives_the_address_to_cite(client, record, settings):
    settings.SITE_URL = "https://news.example"
    html = page(client, "/people/?and=2006-11-15&on=2007-10-10&org=&utm_source=x")
    assert "https://news.example/people/?on=2007-10-10&amp;and=2006-11-15</span>" in html
    assert (
        '<link rel="canonical" href="https://news.example/people/?on=2007-10-10&amp;and=2006-11-15">' in html
    )


@pytest.mark.parametrize("posts", [1, 30])
def test_six_queries_whatever_the_number_of_rows(client, posts, django_assert_num_queries):
    for n in range(posts):
        post = make_post(f"Post {n}", make_organization(f"Office {n}"))
        post.titles.create(text=f"Old post {n}", end="2007-12-31", displayed=True)
        make_appointment(f"Holder Number{n}", post, start="2007-01-01", end="2008-06-30")
    # Freshness; organizations, appointments. Three more so that only a page of posts is read: which may
    # differ, how many in which organization, which come. None for vacancies, since somebody held each post.
    with django_assert_num_queries(6):
        said = on(client, "on=2007-10-10&and=2008-03-01")
    assert said.count("Old post") == posts


# --- A to Z ----------------------------------------------------------------------------------------
def test_officials_stand_under_the_name_they_are_sorted_by(client):
    for name in ("Kofi Annan", "Ban Ki-moon", "Javier Pérez de Cuéllar", "Trygve Lie"):
        make_person(name)
    Person.objects.filter(slug="javier-perez-de-cuellar").update(
        given_name="Javier", family_name="Pérez de Cuéllar"
    )
    Person.objects.get(slug="javier-perez-de-cuellar").save()
    said = on(client, "").partition("A to Z")[2]
    places = [said.index(name) for name in ("Kofi Annan", "Ban Ki-moon", "Trygve Lie", "Javier Pérez")]
    assert places == sorted(places)


def test_the_index_shows_titles_of_today_and_hides_who_is_not_public(client):
    make_appointment("António Guterres", start="2017-01-01")
    make_person("Hidden Person", is_public=False)
    said = on(client, "")
    assert "António Guterres Secretary-General in post since 1 January 2017" in said
    assert "Hidden" not in said


def test_the_index_comes_in_pages_by_key_and_loses_nobody(client, django_assert_num_queries):
    for n in range(130):
        make_person(f"Ada Smith{n:03}", family_name="Smith" if n > 100 else f"Smith{n:03}")
    seen, address = [], ""
    for _page in range(3):
        with django_assert_num_queries(4):  # freshness; officials, titles, letters
            html = page(client, f"/people/{address}")
        seen += [line.partition('href="')[2].partition('"')[0] for line in html.split('<a class="name"')[1:]]
        address = "?after=" + html.partition('href="?after=')[2].partition("#")[0]
    assert len(seen) == len(set(seen)) == 130


def test_a_letter_opens_the_index_there(client):
    make_person("Kofi Annan")
    make_person("Trygve Lie")
    said = on(client, "from=l")
    assert "Trygve Lie" in said
    assert "Kofi Annan" not in said


@pytest.mark.parametrize(
    "query",
    ["after=x", "after=-1", "after=99999999999999999999999", "after=²", "from=%00", "from=" + "x" * 300],
)
def test_a_place_that_we_did_not_write_is_no_error(client, query):
    make_person("Kofi Annan")
    page(client, f"/people/?{query}")


def test_many_days_agree_with_the_state_of_each_appointment(client, record):
    """The table's query and `state_on` say the same rule twice."""
    from people.models import Appointment
    from people.public.on_a_day import SHOWN, table

    for day in (datetime.date(2004, 1, 1) + datetime.timedelta(days=97 * n) for n in range(40)):
        told = {
            (title.appointment.pk, title.state)
            for _organization, rows in table([day])
            for row in rows
            for title in row.cells[0].titles
        }
        states = {(row.pk, row.state_on(day)) for row in Appointment.objects.with_facts()}
        assert told == {(pk, state) for pk, state in states if state in SHOWN}


def test_the_table_and_the_post_tell_the_same_vacancies_and_gaps(client, record):
    """The query of posts without a holder and `holder_gaps` say the same rule twice."""
    from people.models import Appointment, Post
    from people.public.on_a_day import table
    from people.spans import holder_gaps, life_of

    post = make_post("Envoy")
    make_appointment("Trygve Lie", post, start="2004-02-02", end="2004-11", end_reason="resigned")
    make_appointment("Dag Hammarskjöld", post, start="2005-06-10", end="2006-03-01", end_reason="resigned")
    make_appointment("U Thant", post, kind="acting", start="2006-09", end="2007", is_public=False)
    make_appointment("Kurt Waldheim", post, start="2009-01-01", end="2010")
    make_appointment("Kofi Annan", post, start="2012")
    for first, last in (
        ("2003", "2004-01"),
        ("2006-04", "2006-06"),
        ("2008-02-01", "2009"),
        ("2011", "2011-03"),
    ):
        post.complete_successions.create(first=first, last=last, title="Annual report")
    rows = {one: list(one.appointments.with_facts()) for one in Post.objects.all()}
    today = datetime.date.fromisoformat(TODAY[:10])
    seen = set(Appointment.objects.public())
    for day in (datetime.date(2003, 1, 1) + datetime.timedelta(days=41 * n) for n in range(90)):
        cells = {row.post: row.cells[0] for _organization, found in table([day]) for row in found}
        told = {(post, "vacant") for post, cell in cells.items() if cell.is_vacant}
        told |= {(post, "gap") for post, cell in cells.items() if cell.is_gap}
        known = {
            (one, "vacant" if gap.vouched else "gap")
            for one, held in rows.items()
            for gap in holder_gaps(
                held, life_of(one, held, today), one.complete_successions.all(), shown=seen.__contains__
            )
            if gap.first <= day <= gap.last
        }
        assert told == known, day
