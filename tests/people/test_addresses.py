"""A name once published keeps working: former slugs lead to the record."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from people.models import FormerSlug, Organization, Person, Post
from tests.people.make import make_organization, make_person, make_post, move

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("make", [make_person, make_post, make_organization])
def test_a_former_address_leads_to_the_record(make):
    record = make()
    former = record.slug
    move(record, "somewhere-else")
    found = type(record).objects.at(former)
    assert (found, found.slug) == (record, "somewhere-else")
    assert type(record).objects.at("somewhere-else") == record
    with pytest.raises(type(record).DoesNotExist):
        type(record).objects.at("nowhere")


def test_every_former_address_keeps_working_and_moving_back_makes_no_loop():
    person = make_person("Kofi Annan")
    for slug in ("annan", "kofi", "kofi-annan"):
        move(person, slug)
    assert sorted(person.former_slugs.values_list("slug", flat=True)) == ["annan", "kofi"]
    assert Person.objects.at("annan").slug == "kofi-annan"


def test_an_address_that_still_leads_somewhere_is_not_given_away():
    annan = make_person("Kofi Annan")
    move(annan, "annan")
    assert make_person("Kofi Annan").slug == "kofi-annan-2"
    with pytest.raises(ValidationError) as caught:
        make_person("Other Person", slug="kofi-annan")
    assert list(caught.value.message_dict) == ["slug"]


def test_a_person_and_a_post_may_share_an_address():
    make_person("Secretary General")
    assert make_post("Secretary-General").slug == "secretary-general"


def test_saving_without_validation_makes_an_address_too():
    assert Organization.objects.create(name="UN Women").slug == "un-women"
    assert Post.objects.create(title="Head", organization=make_organization("UN Women")).slug == "head"


def test_a_former_slug_leads_to_exactly_one_record():
    for kw in ({}, {"person": make_person(), "post": make_post()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            FormerSlug.objects.create(slug="x", **kw)
