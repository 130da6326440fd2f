"""Search fields of the people desk: what is called as typed comes first, then the weightier post."""

import pytest
from django.urls import reverse

from tests.make import make_user
from tests.people.make import make_appointment, make_organization, make_person, make_post

pytestmark = pytest.mark.django_db
FIELDS = {  # what is picked → a field that picks it
    "post": ("appointment", "post"),
    "person": ("appointment", "person"),
    "organization": ("post", "organization"),
    "appointment": ("appointment", "appointed_by"),
}


@pytest.fixture
def desk(client):
    rights = [f"{verb}_{model}" for verb in ("view", "change") for model in FIELDS]
    client.force_login(make_user(*rights))
    return client


def offered(client, what, term):
    """What the search field offers for a term, in its words and order."""
    model, field = FIELDS[what]
    query = {"app_label": "people", "model_name": model, "field_name": field, "term": term}
    answer = client.get(reverse("admin:autocomplete"), query)
    assert answer.status_code == 200
    return [row["text"] for row in answer.json()["results"]]


@pytest.fixture
def house():
    """A house with deputies, who sort before their head by name, and another house with the same title."""
    house = make_organization("United Nations", short_name="UN")
    for title, rank in (
        ("Deputy Secretary-General", 20),
        ("Assistant Secretary-General", 40),
        ("Secretary-General", 10),
        ("Executive Office of the Secretary-General, Chief", 60),
        ("Élève-adjoint", 90),
    ):
        make_post(title, house, rank=rank)
    make_post("Secretary-General", make_organization("Commonwealth of Nations"), rank=15)
    make_post("Secretary-General", make_organization("A Council of United Nations Friends"), rank=50)
    return house


@pytest.mark.parametrize(
    "typed",
    [
        "Secretary-General United Nations",
        "Secretary-General, United Nations",
        "Secretary-General, UN",
        "UN Secretary-General",
        "secretary general of the united nations",
        "SECRÉTARY‑GENERAL of the UN",
        "United Nations Secretary-General",
    ],
)
def test_the_exact_title_with_its_house_comes_first(desk, house, typed):
    assert offered(desk, "post", typed)[0] == "Secretary-General, UN"


def test_exact_titles_come_first_and_among_them_the_weightiest(desk, house):
    found = offered(desk, "post", "secretary-general")
    assert found[:3] == [
        "Secretary-General, UN",
        "Secretary-General, Commonwealth of Nations",
        "Secretary-General, A Council of United Nations Friends",
    ]
    assert found[3:] == [
        "Deputy Secretary-General, UN",
        "Assistant Secretary-General, UN",
        "Executive Office of the Secretary-General, Chief, UN",
    ]


def test_accents_do_not_count(desk, house):
    assert offered(desk, "post", "eleve adjoint") == ["Élève-adjoint, UN"]


def test_a_post_is_found_first_by_a_title_that_it_had(desk, house):
    old = make_post("Head of Refugee Matters", house, rank=90)
    old.titles.create(text="High Commissioner")
    make_post("Deputy High Commissioner", house, rank=30)
    make_post("High Commissioner’s Envoy", house, rank=20)
    assert offered(desk, "post", "high commissioner")[0] == "Head of Refugee Matters, UN"
    assert offered(desk, "post", "High Commissioner of the UN")[0] == "Head of Refugee Matters, UN"


def test_a_title_with_of_in_it_is_found_as_typed(desk, house):
    make_post("Chief of Staff", house)
    make_post("Chief of General Staff", house, rank=1)
    assert offered(desk, "post", "Chief of Staff")[0] == "Chief of Staff, UN"
    assert offered(desk, "post", "chief of staff, un")[0] == "Chief of Staff, UN"


def test_a_word_of_joining_words_alone_is_still_looked_for(desk, house):
    make_post("The", house)
    assert offered(desk, "post", "the")[0] == "The, UN"


@pytest.mark.parametrize("typed", ["World Bank", "the world bänk", "wb"])
def test_the_exact_organization_comes_first(desk, typed):
    parent = make_organization("Group")
    for name in ("A World Bank Staff Union", "World Bank Institute"):
        make_organization(name, parent=parent)
    make_organization("The World Bank", short_name="WB")
    assert offered(desk, "organization", typed)[0] == "The World Bank"


def test_another_name_of_an_organization_comes_before_a_beginning(desk):
    make_organization("League Secretariat")
    make_organization("Society of Nations").names.create(text="League")
    assert offered(desk, "organization", "league") == ["Society of Nations", "League Secretariat"]


def test_the_exact_person_comes_first_in_any_order_of_the_name(desk):
    for name in ("Anne Ban", "Ban Ki-moon Fan", "Ki-moon Banner"):
        make_person(name)
    make_person("Ban Ki-moon")
    for typed in ("Ban Ki-moon", "ki-moon ban", "BAN KI MOON", "Ban, Ki-moon"):
        assert offered(desk, "person", typed)[0] == "Ban Ki-moon", typed


def test_a_family_name_comes_before_names_that_only_hold_it(desk):
    make_person("Aannan Annansen")
    make_person("Kofi Annan")
    assert offered(desk, "person", "annan")[0] == "Kofi Annan"


def test_of_two_people_of_one_name_the_weightier_comes_first(desk):
    make_person("Kim Lee", slug="kim-lee-1")
    light, heavy = make_person("Kim Lee", slug="kim-lee-2"), make_person("Kim Lee", slug="kim-lee-3")
    make_appointment(light, make_post("Clerk", rank=90), start="2001")
    make_appointment(heavy, make_post("Chair", rank=5), start="1999")
    assert offered(desk, "person", "kim lee") == ["Kim Lee, Chair, 1999–", "Kim Lee, Clerk, 2001–", "Kim Lee"]


def test_an_appointment_is_found_as_the_field_shows_it(desk, house):
    ban = make_person("Ban Ki-moon")
    post = house.posts.get(title="Secretary-General")
    deputy = house.posts.get(title="Deputy Secretary-General")
    make_appointment(ban, deputy, start="2003", end="2006")
    make_appointment(ban, post, start="2007-01-01", end="2016-12-31")
    make_appointment("Aki Banmoon", deputy, announced="2007")
    assert offered(desk, "appointment", "Ban Ki-moon, Secretary-General, 2007–2016") == [
        "Ban Ki-moon, Secretary-General, 2007–2016"
    ]
    assert offered(desk, "appointment", "secretary-general ban ki-moon")[0] == (
        "Ban Ki-moon, Secretary-General, 2007–2016"
    )
    assert offered(desk, "appointment", "Aki Banmoon, Deputy Secretary-General, announced 2007") == [
        "Aki Banmoon, Deputy Secretary-General, announced 2007"
    ]


def test_appointments_of_the_exact_post_come_by_rank_and_the_newest_first(desk, house):
    post = house.posts.get(title="Secretary-General")
    make_appointment("Kofi Annan", post, start="1997-01-01", end="2006-12-31")
    make_appointment("Ban Ki-moon", post, start="2007-01-01", end="2016-12-31")
    make_appointment("Asha-Rose Migiro", house.posts.get(title="Deputy Secretary-General"), start="2007")
    assert offered(desk, "appointment", "secretary-general") == [
        "Ban Ki-moon, Secretary-General, 2007–2016",
        "Kofi Annan, Secretary-General, 1997–2006",
        "Asha-Rose Migiro, Deputy Secretary-General, 2007–",
    ]


@pytest.mark.parametrize("what", FIELDS)
@pytest.mark.parametrize(
    "term", ["", " ", "%", "_", "'", "a" * 500, "the of", "é́", "2007", " ".join("abcdefghijklmnop")]
)
def test_whatever_is_typed_the_field_answers(desk, house, what, term):
    offered(desk, what, term)


@pytest.mark.parametrize("what", FIELDS)
def test_a_search_field_asks_a_fixed_number_of_queries(desk, house, what, django_assert_max_num_queries):
    for n in range(5):
        make_appointment(f"Person Number{n}", make_post(f"Member {n}", house), start="2000")
    offered(desk, what, "n")
    # session, user, permissions (2), count, rows and their prefetches (2)
    with django_assert_max_num_queries(9):
        offered(desk, what, "n")


def test_who_may_not_see_a_record_is_offered_none(client, house):
    client.force_login(make_user("view_appointment"))
    query = {"app_label": "people", "model_name": "appointment", "field_name": "post", "term": "secretary"}
    assert client.get(reverse("admin:autocomplete"), query).status_code == 403
