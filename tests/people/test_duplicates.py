"""The finder of likely duplicates: whom it pairs, why in words, how strongly, and whom it leaves apart."""

import pytest
from django.urls import reverse

from articles.models import Topic
from people.duplicates.finder import likely
from people.models import NotTheSame, Organization, Person, Post
from tests.browserless import soup
from tests.make import make_topic, make_user
from tests.people.make import make_appointment, make_merge, make_organization, make_person, make_post

pytestmark = pytest.mark.django_db
PAGE = "/admin/people/merge/duplicates/"


def found(model=Person):
    return [(str(p.low), str(p.high), str(p.strength_in_words)) for p in likely(model)]


def why():
    return " ".join(likely(Person)[0].why)


# --- Persons -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Juan Mendez", "Juan Méndez"),
        ("Ban Ki-moon", "Ki Moon Ban"),
        ("Margareta Wahlström", "WAHLSTRÖM Margareta"),
    ],
)
def test_names_that_fold_alike_in_any_order_are_likely_one(one, other):
    make_person(one), make_person(other)
    assert [row[2] for row in found()] == ["likely"]


def test_the_year_of_birth_or_a_post_makes_it_strong():
    post = make_post(seats=None)
    for name in ("Juan Mendez", "Juan Méndez"):
        make_appointment(make_person(name, birth="1944"), post, start="2004")
    assert found() == [("Juan Mendez", "Juan Méndez", "strong")]
    assert why() == "The same name. Both born 1944. Both recorded as Secretary-General."


def test_births_that_differ_make_it_weak_and_are_shown():
    make_person("Karen Smith", birth="1950"), make_person("Karen Smith", birth="1961-02")
    assert found()[0][2] == "weak"
    assert "But born 1950 and February 1961." in why()


def test_another_name_of_one_is_the_name_of_the_other():
    make_person("Navanethem Pillay").names.create(text="Navi Pillay")
    make_person("Navi Pillay")
    assert found() == [("Navanethem Pillay", "Navi Pillay", "likely")]
    assert "“Navi Pillay” is another name of Navanethem Pillay" in why()


def test_two_with_one_other_name_are_found():
    for name in ("Tedros Adhanom", "Ghebreyesus Tedros"):
        make_person(name).names.create(text="Dr Tedros")
    assert "Both are also called “Dr Tedros”." in why()


@pytest.mark.parametrize(
    ("given", "birth", "strength"),
    [("J.", "", "weak"), ("J. E.", "1944", "likely"), ("Juan E.", "1944-12-11", "likely")],
)
def test_initials_are_weak_alone_and_likely_with_a_birth(given, birth, strength):
    make_person("Juan Méndez", birth="1944")
    make_person(given_name=given, family_name="Mendez", name_order="given-first", birth=birth)
    assert [row[2] for row in found()] == [strength]


def test_other_given_names_of_one_initial_are_two_persons():
    make_person("Karen Smith", birth="1950"), make_person("Kate Smith", birth="1950")
    assert found() == []


def test_two_items_of_wikidata_are_two_persons():
    make_person("Juan Mendez", wikidata="Q1"), make_person("Juan Méndez", wikidata="Q2")
    assert found() == []


def test_who_was_merged_is_found_no_more():
    make_merge(make_person("Juan Mendez"), make_person("Juan Méndez"))
    assert found() == []


def test_the_finder_asks_as_much_of_many_as_of_two(django_assert_max_num_queries):
    for n in range(15):
        make_person(f"Juan Mendez{n}", birth="1944"), make_person(f"Juan Méndez{n}", birth="1944")
    # names 2, variants 3, births and posts 4, initials 2, marked as two, persons with names and posts 3
    with django_assert_max_num_queries(15):
        assert len(likely(Person)) == 15


# --- Posts, organizations, topics ----------------------------------------------------------------------
def test_posts_are_compared_by_title_within_an_organization():
    make_post("Under-Secretary-General"), make_post("Under Secretary General")
    make_post("Under-Secretary-General", make_organization("UNICEF"))
    make_post("Head of Operations").titles.create(text="under-secretary-general")
    assert [row[2] for row in found(Post)] == ["strong", "likely", "likely"]


def test_organizations_are_compared_by_name_and_short_name():
    make_organization("The United Nations"), make_organization("United Nations")
    make_organization("Children’s Fund", short_name="UNICEF"), make_organization("UNICEF")
    assert [row[2] for row in found(Organization)] == ["strong", "likely"]


def test_topics_are_compared_by_hyphen_plural_and_other_name():
    make_topic("Peace-keeping"), make_topic("Peacekeeping")
    make_topic("Special Adviser"), make_topic("Special Advisers")
    make_topic("Responsibility to Protect", "R2P"), make_topic("R2P ")
    assert sorted(row[2] for row in found(Topic)) == ["likely", "likely", "strong"]


# --- The page --------------------------------------------------------------------------------------------
@pytest.fixture
def desk(client):
    rights = ["merge_records", "merge_topics", "view_merge", "view_person", "change_person"]
    client.force_login(make_user(*rights))
    return client


def test_the_page_leads_to_both_and_merges_nothing(desk):
    one, other = make_person("Juan Mendez"), make_person("Juan Méndez")
    row = soup(desk.get(PAGE)).select_one(".pair")
    assert "The same name." in row.get_text()
    address = row.select_one("a.row-do")["href"]
    assert address == f"{reverse('admin:people_person_merge')}?kept={one.pk}&gone={other.pk}"
    assert Person.objects.count() == 2


def test_what_is_not_the_same_is_remembered_and_taken_back(desk):
    one, other = make_person("Juan Mendez"), make_person("Juan Méndez")
    data = {"of": "people.person", "one": other.pk, "other": one.pk}
    assert desk.post(PAGE, data).status_code == 302
    assert found() == []
    assert "Told apart" in desk.get(PAGE).text
    desk.post(PAGE, {**data, "together": "1"})
    assert not NotTheSame.objects.exists()
    assert len(found()) == 1


@pytest.mark.parametrize("of", ["people.post", "people.organization", "articles.topic"])
def test_each_kind_has_its_own_list(desk, of):
    make_topic("Peace-keeping"), make_topic("Peacekeeping")
    page = desk.get(PAGE, {"of": of})
    assert len(soup(page).select(".pair")) == (of == "articles.topic")


def test_who_may_merge_topics_only_sees_topics_only(client):
    client.force_login(make_user("merge_topics"))
    make_person("Juan Mendez"), make_person("Juan Méndez")
    assert client.get(PAGE, {"of": "people.person"}).status_code == 403
    assert client.post(PAGE, {"of": "people.person", "one": 1, "other": 2}).status_code == 403
    assert client.get(PAGE).status_code == 200
    client.force_login(make_user("view_person"))
    assert client.get(PAGE).status_code == 403


@pytest.mark.parametrize(
    "data", [{"of": "x.y"}, {"of": "people.person", "one": "x", "other": 2}, {"of": "people.person"}]
)
def test_what_is_no_pair_is_not_remembered(desk, data):
    assert desk.post(PAGE, data).status_code == 404
    assert not NotTheSame.objects.exists()
