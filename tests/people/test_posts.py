"""Posts and organizations: dated names, variants that are only found, parts without circles."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from people.models import Organization, Post, PostTitle
from tests.people.make import make_appointment, make_organization, make_person, make_post, title_on

pytestmark = pytest.mark.django_db
day = datetime.date.fromisoformat


def test_a_renamed_post_has_the_name_of_the_day_and_one_list_of_holders():
    post = make_post("Under-Secretary-General for Peace Operations")
    old = "Under-Secretary-General for Peacekeeping Operations"
    post.titles.create(text=old, end="2018-12-31", displayed=True)
    lacroix = make_appointment("Jean-Pierre Lacroix", post, start="2017-04-01").person
    assert post.title_on(day("2018-12-31")) == old
    assert post.title_on(day("2019-01-01")) == "Under-Secretary-General for Peace Operations"
    assert title_on(lacroix, day("2018-06-01")).text == old
    assert title_on(lacroix, day("2020-06-01")).text == "Under-Secretary-General for Peace Operations"
    assert post.appointments.count() == 1


def test_of_two_titles_in_force_the_later_one_is_shown():
    post = make_post("Head")
    post.titles.create(text="First", start="2000", displayed=True)
    post.titles.create(text="Second", start="2005", displayed=True)
    assert [post.title_on(day(moment)) for moment in ("1999-01-01", "2004-01-01", "2006-01-01")] == [
        "Head", "First", "Second",
    ]  # fmt: skip


def test_a_variant_is_found_and_never_shown():
    post = make_post("Special Adviser on the Prevention of Genocide")
    post.titles.create(text="Special Representative for the Prevention of Genocide and Mass Atrocities")
    assert post.title_on(day("2007-10-10")) == "Special Adviser on the Prevention of Genocide"
    assert Post.objects.matching("special representative atrocities").get() == post


def test_posts_are_found_by_folded_title_and_organization():
    post = make_post(
        "Special Representative for Côte d’Ivoire", make_organization("Opération", short_name="UNOCI")
    )
    make_post("Envoy")
    assert Post.objects.matching("cote divoire").get() == post
    assert Post.objects.matching("unoci").get() == post
    assert Organization.objects.matching("operation").get() == post.organization


def test_titles_tell_their_dates():
    title = PostTitle(text="Envoy", start="2007-05", end="2008")
    assert str(title) == "Envoy (May 2007 – 2008)"
    assert str(PostTitle(text="Envoy", end="2008")) == "Envoy (until 2008)"
    assert str(PostTitle(text="Envoy", start="2007-05")) == "Envoy (since May 2007)"
    assert str(PostTitle(text="Envoy")) == "Envoy"


def test_an_organization_has_each_post_once():
    make_post("Director")
    with pytest.raises(ValidationError, match="already has a post of this title"):
        make_post("Director")
    assert make_post("Director", make_organization("UNICEF")).slug == "director-2"


def test_an_organization_is_not_part_of_itself_by_any_road():
    un = make_organization("United Nations")
    secretariat = make_organization("Secretariat", parent=un)
    office = make_organization("Office", parent=secretariat)
    un.parent = office
    with pytest.raises(ValidationError) as caught:
        un.full_clean()
    assert caught.value.message_dict == {"parent": ["Office is itself part of United Nations."]}
    un.parent = un
    with pytest.raises(ValidationError):
        un.full_clean()


def test_an_organization_whose_parts_already_circle_is_still_answered():
    un, part = make_organization("United Nations"), make_organization("Part")
    Organization.objects.filter(pk=un.pk).update(parent=part)
    Organization.objects.filter(pk=part.pk).update(parent=un)
    third = Organization(name="Third", parent=un)
    third.full_clean()
    third.save()
    third.full_clean()


def test_a_post_does_not_replace_itself():
    post = make_post("Head")
    post.replaces = post
    with pytest.raises(ValidationError, match="cannot replace itself"):
        post.full_clean()


def test_deleting_a_replaced_post_keeps_its_successor():
    old = make_post("Old")
    new = make_post("New", replaces=old)
    old.delete()
    new.refresh_from_db()
    assert new.replaces is None


@pytest.mark.parametrize(
    ("cls", "first", "then"), [(Post, "created", "abolished"), (Organization, "started", "ended")]
)
def test_ending_before_beginning_is_refused_beside_the_end(cls, first, then):
    record = make_post() if cls is Post else make_organization()
    setattr(record, first, "2008")
    setattr(record, then, "2007")
    with pytest.raises(ValidationError) as caught:
        record.full_clean()
    assert list(caught.value.message_dict) == [then]


def test_luck_is_the_first_holder_of_a_new_post():
    post = make_post("Special Adviser for the Responsibility to Protect", created="2007-12")
    luck = make_appointment(
        make_person("Edward Luck"),
        post,
        intended="2007-08-31",
        announced="2008-02-21",
        start="2008-02-21",
        end="2012-06",
    )
    make_appointment("Jennifer Welsh", post, start="2013-07", end="2016")
    assert post.first_holder() == luck


def test_posts_do_not_replace_each_other_in_a_circle():
    first = make_post("First")
    second = make_post("Second", replaces=first)
    third = make_post("Third", replaces=second)
    first.replaces = third
    with pytest.raises(ValidationError) as caught:
        first.full_clean()
    assert "Third" in caught.value.message_dict["replaces"][0]
    third.full_clean()  # a line is none
