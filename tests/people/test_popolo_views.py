"""Each public page of the record as Popolo JSON says as much as the page, and no more."""

import json
import re

import pytest

from people.exchange.popolo_in import import_popolo
from people.models import Appointment, Organization, Person
from people.public.popolo import EXTENSION
from tests.people.make import make_appointment, make_organization, make_person, make_post
from tests.people.popolo_schema import breaches

pytestmark = pytest.mark.django_db
TWINS = [
    ("/people/ban-ki-moon/", "/people/ban-ki-moon.json"),
    ("/posts/secretary-general/", "/posts/secretary-general.json"),
    ("/organizations/united-nations/", "/organizations/united-nations.json"),
    ("/people/?on=2007-10-10", "/people.json?on=2007-10-10"),
]


@pytest.fixture(autouse=True)
def record(settings):
    settings.SITE_URL = "https://news.example"
    un = make_organization("United Nations", short_name="UN", wikidata="Q1065", started="1945")
    make_organization("Secretariat", parent=un)
    post = make_post("Secretary-General", un, created="1945", is_numbered=True)
    post.titles.create(text="SG", start="1945")
    ban = make_person("Ban Ki-moon", birth="1944-06", wikidata="Q1253", biography="Not on the page.")
    ban.names.create(text="반기문", kind="native", lang="ko")
    ban.names.create(text="Ban Ki Mun", kind="misspelling")
    held = make_appointment(ban, post, start="2007-01-01", end="2016", note="Desk only.")
    held.citations.create(url="https://un.example/res", title="Resolution", fact="start")
    make_appointment(
        "Edward Luck", make_post("Special Adviser", un), intended="2007-08-31", appointed_by=held
    )
    hidden = make_person("Hidden Person", is_public=False)
    make_appointment(hidden, make_post("Envoy", un), start="2001")
    make_appointment("Kofi Uncited", make_post("Clerk", un), start="2002", cited=False)
    make_appointment("Held Back", make_post("Usher", un), start="2003", is_public=False)
    return held


def twin(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status
    return json.loads(answer.content)


@pytest.mark.parametrize(("page", "address"), TWINS)
def test_a_page_names_its_popolo_view_in_its_head(client, page, address):
    html = client.get(page).content.decode()
    assert f'<link rel="alternate" type="application/json" href="{address}"' in html.partition("</head>")[0]


@pytest.mark.parametrize(("_page", "address"), TWINS)
def test_a_popolo_view_is_valid_popolo_whose_ids_resolve(client, _page, address):
    found = twin(client, address)
    assert breaches(found) == []
    assert found["memberships"]
    assert found["x_newsroom"]["page"].startswith("https://news.example/")


@pytest.mark.parametrize(("_page", "address"), TWINS)
def test_a_popolo_view_keeps_what_the_page_hides(client, _page, address):
    said = json.dumps(twin(client, address))
    for secret in (
        "Hidden",
        "Uncited",
        "Held Back",
        "Desk only",
        "Not on the page",
        "Ban Ki Mun",
        "is_public",
    ):
        assert secret not in said


def test_a_person_comes_with_names_dates_and_sources(client):
    found = twin(client, "/people/ban-ki-moon.json")
    ban = next(one for one in found["persons"] if one["id"] == "ban-ki-moon")
    assert (ban["name"], ban["sort_name"], ban["birth_date"]) == ("Ban Ki-moon", "Ban, Ki-moon", "1944-06")
    assert ban["identifiers"] == [{"scheme": "wikidata", "identifier": "Q1253"}]
    assert [name["name"] for name in ban["other_names"]] == ["반기문"]
    (held,) = found["memberships"]
    assert (held["start_date"], held["end_date"]) == ("2007-01-01", "2016")
    assert held["sources"] == [{"url": "https://un.example/res", "note": "Resolution"}]
    assert [source["fact"] for source in held["x_newsroom"]["sources"]] == ["whole", "start"]


def test_an_intention_is_no_membership(client):
    found = twin(client, "/people/edward-luck.json")
    assert found["memberships"] == []
    (meant,) = found["x_newsroom"]["intentions"]
    assert meant["x_newsroom"]["intended"] == "2007-08-31"
    by = {"id": "ban-ki-moon", "name": "Ban Ki-moon", "title": "Secretary-General"}
    assert meant["x_newsroom"]["appointed_by"] == by


def test_an_appointer_whom_readers_may_not_know_is_not_named(client):
    Person.objects.filter(slug="ban-ki-moon").update(is_public=False)
    assert "ban" not in json.dumps(twin(client, "/people/edward-luck.json")).lower()


def test_an_organization_comes_with_its_parts_and_every_post(client):
    found = twin(client, "/organizations/united-nations.json")
    parents = {one["id"]: one.get("parent_id") for one in found["organizations"]}
    assert parents == {"united-nations": None, "secretariat": "united-nations"}
    assert {"secretary-general", "special-adviser", "clerk"} <= {one["id"] for one in found["posts"]}


def test_a_day_says_who_held_what(client):
    found = twin(client, "/people.json?on=2007-10-10")
    assert [one["person_id"] for one in found["memberships"]] == ["ban-ki-moon"]
    assert [one["person_id"] for one in found["x_newsroom"]["intentions"]] == ["edward-luck"]
    assert twin(client, "/people.json?on=2000-01-01")["memberships"] == []
    assert twin(client, "/people.json")["memberships"] == []
    assert "on" in twin(client, "/people.json?on=yesterday", 400)["errors"]


@pytest.mark.parametrize(("_page", "address"), TWINS)
def test_a_popolo_view_is_for_every_origin_and_answers_304(client, _page, address):
    answer = client.get(address)
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Content-Type"] == "application/json"
    assert answer["X-Content-Type-Options"] == "nosniff"
    again = client.get(address, headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    Appointment.objects.filter(start="2001").update(end="2002")
    assert client.get(address, headers={"If-None-Match": answer["ETag"]}).status_code == 200
    assert client.post(address).status_code == 405


@pytest.mark.parametrize("kind", ["people", "posts", "organizations"])
def test_no_record_no_popolo_view(client, kind):
    assert client.get(f"/{kind}/nothing.json").status_code == 404


def test_former_addresses_lead_on_and_hidden_people_nowhere(client):
    assert client.get("/people/hidden-person.json").status_code == 404
    Person.objects.filter(slug="ban-ki-moon").update(slug="ban")
    Person.objects.get(slug="ban").remember_slug("ban-ki-moon")
    answer = client.get("/people/ban-ki-moon.json")
    assert (answer.status_code, answer["Location"]) == (301, "/people/ban.json")


@pytest.mark.parametrize(("_page", "address"), TWINS)
def test_six_queries_whatever_the_number_of_rows(
    client, record, _page, address, django_assert_max_num_queries
):
    for number in range(6):
        post = make_post(f"Post {number}", record.post.organization)
        make_appointment(f"Name{number} Family", post, start="2007", appointed_by=record)
    # Freshness; person, post or organization (a day: all organizations); posts; appointments (a day: and
    # vacancies); their sources; names of posts.
    with django_assert_max_num_queries(6):
        client.get(address)


def test_a_popolo_view_comes_into_another_newsroom_and_empties_nothing(client):
    content = client.get("/people/ban-ki-moon.json").content
    before = Person.objects.filter(slug="ban-ki-moon").values().get()
    report = import_popolo(content)
    assert report.errors == []
    assert Person.objects.filter(slug="ban-ki-moon").values().get() == before


# --- JSON-LD -------------------------------------------------------------------------------------
def structured(client, address):
    html = client.get(address).content.decode()
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html)[1])


def test_a_persons_page_has_roles_at_the_precision_known(client):
    found = structured(client, "/people/ban-ki-moon/")["mainEntity"]
    (role,) = found["memberOf"]
    assert (role["@type"], role["roleName"]) == ("OrganizationRole", "Secretary-General")
    assert (role["startDate"], role["endDate"]) == ("2007-01-01", "2016")
    assert role["memberOf"]["name"] == "United Nations"
    assert found["birthDate"] == "1944-06"


def test_a_posts_page_has_its_holders_as_dated_roles(client):
    found = structured(client, "/posts/secretary-general/")
    assert found["about"] == {"@type": "Occupation", "name": "Secretary-General"}
    (role,) = found["mainEntity"]["member"]
    assert (role["startDate"], role["endDate"]) == ("2007-01-01", "2016")
    assert role["member"]["@id"] == "https://news.example/people/ban-ki-moon/#person"


@pytest.mark.time_machine("2010-06-01T12:00:00Z")
def test_an_organizations_page_has_who_is_in_post_today(client):
    found = structured(client, "/organizations/united-nations/")
    assert (found["@type"], found["foundingDate"]) == ("Organization", "1945")
    (role,) = found["member"]
    assert role["member"]["name"] == "Ban Ki-moon"
    assert "endDate" not in role


# --- What became of organizations ------------------------------------------------------------------
def test_an_organization_and_a_post_say_what_was_before(client):
    un = Organization.objects.get(slug="united-nations")
    league = make_organization("League of Nations", ended="1946-04-18")
    league.successions.create(after=un, on="1946")
    un.names.create(text="United Nations Organization", start="1945", end="195X")
    un.posts.get(slug="clerk").former_organizations.create(
        organization=league, start="1919", end="1946-04-18"
    )
    found = twin(client, "/organizations/united-nations.json")
    before, now = (
        next(one for one in found["organizations"] if one["id"] == key)
        for key in ("league-of-nations", "united-nations")
    )
    assert before[EXTENSION]["successions"] == [
        {"kind": "replaced", "resulting_organization_id": "united-nations", "date": "1946"}
    ]
    assert now["other_names"][1] == {
        "name": "United Nations Organization",
        "start_date": "1945",
        EXTENSION: {"edtf": {"end_date": "195X"}},
    }
    post = twin(client, "/posts/clerk.json")
    assert {"league-of-nations", "united-nations"} <= {one["id"] for one in post["organizations"]}
    assert post["posts"][0][EXTENSION]["former_organizations"] == [
        {"organization_id": "league-of-nations", "start_date": "1919", "end_date": "1946-04-18"}
    ]
    assert breaches(found) == breaches(post) == []
