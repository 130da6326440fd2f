"""Posts that move between organizations, and organizations that replace each other, as readers see it."""

import json

import pytest
from django.core.exceptions import ValidationError

from people.duplicates.merging import merge
from people.models import Organization, OrganizationSuccession, PostOrganization
from tests.make import make_user
from tests.people.make import make_appointment, make_organization, make_post
from tests.people.pages import save, url
from tests.people.test_admin import DESK
from tests.people.test_pages_person import TODAY, page, structured, words

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(TODAY, tick=False)]
MORE = [
    f"{verb}_{name}" for verb in ("add", "change") for name in ("organizationsuccession", "postorganization")
]


@pytest.fixture
def desk(client):
    client.force_login(make_user(*DESK, *MORE, username="people-desk"))
    return client


@pytest.fixture
def registrar():
    """The Registrar belonged to the League until 1946, and to the Court since."""
    league = make_organization("League of Trade", ended="1946-04-18")
    post = make_post("Registrar", make_organization("Court of Trade"))
    PostOrganization.objects.create(post=post, organization=league, end="1946-04-18")
    make_appointment("Ada Holt", post, start="1940", end="1955")
    return post


# --- A post that moved ---------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("on", "house"),
    [("1944-01-01", "League of Trade"), ("1946-04-18", "League of Trade"), ("1946-04-19", "Court of Trade")],
)
def test_on_a_day_a_post_belongs_to_the_organization_of_that_day(client, registrar, on, house):
    said = words(page(client, f"/people/?on={on}")).partition("By organization")[2]
    assert f"{house} Registrar Ada Holt" in said


def test_the_page_of_an_organization_has_the_posts_it_had_on_that_day(client, registrar):
    league, court = Organization.objects.get(name="League of Trade"), registrar.organization

    def asked(house, on):
        return "Ada Holt" in page(client, f"{house.get_absolute_url()}?on={on}")

    assert asked(league, "1944-01-01")
    assert not asked(court, "1944-01-01")
    assert asked(court, "1950-01-01")
    assert not asked(league, "1950-01-01")


def test_a_post_keeps_its_history_when_it_moves(client, registrar):
    said = words(page(client, registrar.get_absolute_url()))
    assert "Where it belonged League of Trade , until 18 April 1946 Court of Trade" in said
    assert "Ada Holt 1940 1955" in said


def test_the_end_of_the_former_organization_ends_nobody(client, registrar):
    assert "in post" in words(page(client, "/people/?on=1950-01-01"))


def test_the_desk_records_a_former_organization_in_the_form_of_the_post(desk):
    post, old = make_post("Registrar"), make_organization("League")
    rows = {
        "former_organizations-TOTAL_FORMS": 1,
        "former_organizations-0-organization": old.pk,
        "former_organizations-0-end": "circa 1946",
    }
    assert save(desk, url("post_change", post.pk), **rows).status_code == 302
    assert post.former_organizations.get().end == "1946~"
    without_end = {**rows, "former_organizations-0-end": ""}
    again = make_post("Clerk")
    response = save(desk, url("post_change", again.pk), **without_end)
    assert "Say until when." in response.content.decode()


# --- Organizations that follow each other --------------------------------------------------------
@pytest.mark.parametrize(
    ("kind", "of_the_first", "of_the_second"),
    [
        (
            "replaced",
            "Replaced by Court of Trade , 18 April 1946",
            "Replaces League of Trade , 18 April 1946",
        ),
        ("merged", "Merged into Court of Trade , 18 April 1946", "Took in League of Trade , 18 April 1946"),
    ],
)
def test_both_pages_tell_what_became_of_an_organization(client, kind, of_the_first, of_the_second):
    first, second = make_organization("League of Trade"), make_organization("Court of Trade")
    OrganizationSuccession.objects.create(before=first, after=second, kind=kind, on="1946-04-18")
    assert of_the_first in words(page(client, first.get_absolute_url()))
    assert of_the_second in words(page(client, second.get_absolute_url()))


def test_a_vague_day_and_none_are_told_as_they_are(client):
    first, second = make_organization("League of Trade"), make_organization("Court of Trade")
    row = OrganizationSuccession.objects.create(before=first, after=second, on="194X")
    assert "Replaced by Court of Trade , the 1940s" in words(page(client, first.get_absolute_url()))
    OrganizationSuccession.objects.filter(pk=row.pk).update(on="")
    assert "Replaced by Court of Trade Who held" in words(page(client, first.get_absolute_url()))


def test_the_desk_records_it_once_and_in_one_direction(desk):
    first, second = make_organization("League"), make_organization("Court")
    rows = {
        "successions-TOTAL_FORMS": 1,
        "successions-0-kind": "merged",
        "successions-0-after": second.pk,
        "successions-0-on": "1946",
    }
    assert save(desk, url("organization_change", first.pk), **rows).status_code == 302
    assert str(OrganizationSuccession.objects.get()) == "League, merged into Court"
    back = save(desk, url("organization_change", second.pk), **{**rows, "successions-0-after": first.pk})
    assert "League came before it, by its own record." in back.content.decode()
    itself = save(desk, url("organization_change", second.pk), **rows)
    assert "An organization cannot follow itself." in itself.content.decode()


def test_a_merge_of_the_two_leaves_no_succession_between_them():
    first, second, third = (make_organization(name) for name in ("League", "Court", "Board"))
    OrganizationSuccession.objects.create(before=first, after=second)
    OrganizationSuccession.objects.create(before=first, after=third)
    merge(Organization, second.pk, first.pk, make_user())
    assert [str(row) for row in OrganizationSuccession.objects.all()] == ["Court, replaced by Board"]


# --- By the name of the day ------------------------------------------------------------------------
@pytest.fixture
def renamed(registrar):
    """The League was the Board of Trade until 1935; the Court has been the Trade Tribunal since 2020."""
    league = Organization.objects.get(name="League of Trade")
    league.names.create(text="Board of Trade", end="1935-12-31")
    registrar.organization.names.create(text="Trade Tribunal", start="2020")
    make_appointment("Old Clerk", registrar, start="1920", end="1930-06-30")
    return registrar


def test_a_former_organization_has_its_name_of_the_day_in_lists(client, renamed):
    assert "Board of Trade Registrar Old Clerk" in words(page(client, "/people/?on=1925-01-01"))
    assert "League of Trade Registrar Ada Holt" in words(page(client, "/people/?on=1944-01-01"))
    assert "Court of Trade Registrar Ada Holt" in words(page(client, "/people/?on=1950-01-01"))


def test_a_person_held_it_in_the_organization_of_that_time(client, renamed):
    html = page(client, "/people/old-clerk/")
    assert "Registrar , Board of Trade: in post from 1920" in words(html)
    assert "Former Registrar , Board of Trade" in words(html)
    assert "Court of Trade" not in words(html)
    (role,) = structured(html)["mainEntity"]["memberOf"]
    assert role["memberOf"]["name"] == "Board of Trade"
    found = json.loads(client.get("/people/old-clerk.json").content)
    assert found["memberships"][0]["organization_id"] == "league-of-trade"
    assert found["posts"][0]["organization_id"] == "court-of-trade"
    assert {one["id"] for one in found["organizations"]} == {"league-of-trade", "court-of-trade"}


def test_who_stayed_through_the_move_ended_in_the_later_one(client, renamed):
    assert "Registrar , Court of Trade: in post from 1940" in words(page(client, "/people/ada-holt/"))


def test_a_change_tells_the_organization_of_its_day(client, renamed):
    said = words(page(client, "/people/changes/"))
    assert "Ada Holt took up the post of Registrar , League of Trade" in said
    assert "Ada Holt left the post of Registrar , Court of Trade" in said
    assert "Old Clerk left the post of Registrar , Board of Trade" in said
    assert "Board of Trade" in client.get(f"{renamed.get_absolute_url()}changes.atom").content.decode()


def test_the_page_of_a_post_names_where_it_belonged_as_it_was_called_then(client, renamed):
    PostOrganization.objects.update(end="1935")
    said = words(page(client, renamed.get_absolute_url()))
    assert "Where it belonged Board of Trade , until 1935 Trade Tribunal" in said


def test_a_later_name_of_an_organization_is_shown_today_where_nobody_holds_a_post_too(client):
    court = make_organization("Court of Trade")
    court.names.create(text="Trade Tribunal", start="2020")
    post = make_post("Registrar", court)
    for address in (post.get_absolute_url(), "/posts/", court.get_absolute_url()):
        assert "Trade Tribunal" in words(page(client, address)), address
    assert "Court of Trade" in words(page(client, f"{court.get_absolute_url()}?on=2010-01-01"))
    assert "Trade Tribunal" in words(page(client, f"{court.get_absolute_url()}?on=2021-01-01"))


# --- What cannot follow ------------------------------------------------------------------------------
def test_organizations_do_not_follow_each_other_in_a_circle_or_after_their_end():
    first, second = make_organization("First", ended="1950"), make_organization("Second", ended="1960")
    third = make_organization("Third")
    OrganizationSuccession.objects.create(before=first, after=second, on="1950")
    OrganizationSuccession.objects.create(before=second, after=third, on="1960")
    with pytest.raises(ValidationError, match="First came before it, by its own record"):
        OrganizationSuccession(before=third, after=first).full_clean()
    fourth = make_organization("Fourth")
    with pytest.raises(ValidationError, match="Second had ended: 1960"):
        OrganizationSuccession(before=fourth, after=second, on="1970").full_clean()
    OrganizationSuccession(before=fourth, after=second, on="1960").full_clean()
