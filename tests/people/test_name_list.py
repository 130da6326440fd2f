"""The name list says what the records say now, and is read again only when they have changed."""

import contextlib
import datetime

import pytest
from django.db import transaction

from articles.mentions import Strength, suggest
from people import name_list
from people.models import Person, RecordSettings
from tests.make import make_live
from tests.people.make import make_appointment, make_organization, make_person, make_post

pytestmark = pytest.mark.django_db
DAY = datetime.date(2007, 10, 10)


def home(*organizations):
    """Make these the newsroom's own."""
    settings = RecordSettings.objects.get_or_create()[0]
    settings.home_organizations.set(organizations)


def whom(*blocks, day=DAY):
    return suggest(blocks, day, name_list.current())


def test_it_is_read_in_eight_queries_and_then_kept(django_assert_num_queries):
    make_appointment("Kofi Annan")
    name_list.forget()
    # their version; names, persons, titles, posts, houses, their names, appointments, houses that are home
    with django_assert_num_queries(9):
        kept = name_list.current()
    with django_assert_num_queries(1):  # their version
        assert name_list.current() is kept


CHANGES = ["person", "name", "post", "title", "appointment", "organization", "its name", "home"]


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_of_the_records_is_seen_at_once(change):
    appointment = make_appointment("Kofi Annan")
    before = name_list.current()
    changes = {
        "person": lambda: Person.objects.update(given_name="Kojo"),
        "name": lambda: appointment.person.names.create(text="Kofi Atta"),
        "post": lambda: make_post("Administrator"),
        "title": lambda: appointment.post.titles.create(text="Chief Administrative Officer"),
        "appointment": lambda: type(appointment).objects.update(start="2006"),
        "its name": lambda: appointment.post.organization.names.create(text="ONU", lang="fr"),
        "organization": lambda: make_organization("World Food Programme"),
        "home": lambda: home(appointment.post.organization),
    }
    changes[change]()
    assert name_list.current() is not before


def test_a_change_that_touches_no_name_keeps_what_was_made_of_it():
    person = make_appointment("Kofi Annan").person
    before = name_list.current()
    Person.objects.filter(pk=person.pk).update(summary="A diplomat.")
    assert name_list.current() is before


def test_a_story_that_is_published_changes_no_name(django_assert_num_queries):
    make_appointment("Kofi Annan")
    name_list.current()
    make_live()
    with django_assert_num_queries(1):  # their version
        name_list.current()


def test_names_of_a_transaction_that_is_taken_back_are_nobody_elses():
    """The version after it is another one than the version in it, though both follow the same one."""
    make_person("Kofi Annan")
    with contextlib.suppress(ZeroDivisionError), transaction.atomic():
        make_person("Ban Ki-moon")
        assert {one.full for one in name_list.current().persons} == {"Kofi Annan", "Ban Ki-moon"}
        raise ZeroDivisionError
    assert [one.full for one in name_list.current().persons] == ["Kofi Annan"]
    make_person("Edward Luck")
    assert {one.full for one in name_list.current().persons} == {"Kofi Annan", "Edward Luck"}


def test_a_title_alone_means_its_holder_in_a_newsroom_of_that_house_only():
    annan = make_appointment("Kofi Annan", "Secretary-General", start="1997")
    assert whom("The Secretary-General left.") == []
    home(annan.post.organization)
    assert [one.person for one in whom("The Secretary-General left.")] == [annan.person_id]


def test_who_readers_may_not_see_is_not_on_it():
    make_person("Kofi Annan", is_public=False)
    assert whom("Kofi Annan spoke.") == []


def test_a_name_that_shall_not_be_matched_is_not_on_it():
    person = make_person("Kofi Annan")
    person.names.create(text="Pan Kimun", match=False)
    assert whom("Pan Kimun spoke.") == []


def test_a_variant_of_a_post_is_found_between_its_dates():
    ban = make_appointment("Ban Ki-moon", "Secretary-General", start="2007-01-01")
    ban.post.titles.create(text="Chief Administrative Officer", end="2008")
    assert [one.person for one in whom("The Chief Administrative Officer left.")] == [ban.person_id]
    assert whom("The Chief Administrative Officer left.", day=datetime.date(2010, 1, 1)) == []


def test_a_post_of_several_seats_is_ambiguous():
    post = make_post("Under-Secretary for Trade", seats=2)
    for name in ("Ada Byron", "Bo Carlsen"):
        make_appointment(make_person(name), post, start="2001")
    (one,) = whom("The Under-Secretary for Trade left.")
    assert one.is_ambiguous


def test_a_death_ends_what_a_title_means():
    annan = make_appointment("Kofi Annan", "Secretary-General", start="1997")
    assert whom("The UN Secretary-General left.")
    Person.objects.filter(pk=annan.person_id).update(death="2007-05")
    assert whom("The UN Secretary-General left.") == []


def test_a_holder_who_is_only_possible_is_weak():
    make_appointment("Kofi Annan", "Secretary-General", start="2007")
    (one,) = whom("The UN Secretary-General left.")
    assert one.strength == Strength.WEAK


def test_a_generic_title_means_nobody():
    make_appointment("Kofi Annan", "Minister", start="2001")
    assert whom("The Minister left.") == []


def test_a_list_of_some_persons_has_every_name_of_them_and_nobody_else(django_assert_num_queries):
    hidden = make_person("Kofi Annan")
    hidden.names.create(text="Koffi Anan", kind="misspelling", match=False)
    Person.objects.filter(pk=hidden.pk).update(is_public=False)
    make_person("Ban Ki-moon")
    with django_assert_num_queries(2):  # persons, names
        names = name_list.of_persons([hidden.pk])
    assert [(one.full, one.names) for one in names.persons] == [("Kofi Annan", ("Koffi Anan",))]
    assert not names.posts


def test_a_list_around_persons_has_their_namesakes_and_every_post(django_assert_num_queries):
    appointment = make_appointment("Kofi Annan", "Secretary-General")
    make_person("Kofi Mensah")
    double = make_person("Mr. Annan of Ghana")
    double.names.create(text="Kofi A. Annan")
    make_person("Ban Ki-moon")
    with django_assert_num_queries(4):  # persons, names, posts with their organizations, titles
        names = name_list.around([appointment.person_id])
    assert {one.full for one in names.persons} == {"Kofi Annan", "Kofi Mensah", "Mr. Annan of Ghana"}
    assert [post.id for post in names.posts] == [appointment.post_id]
    assert [house.id for house in names.organizations] == [appointment.post.organization_id]
    assert not names.appointments
