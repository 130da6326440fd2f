"""Titles and names of organizations in another language: whom a story in that language may mean by them."""

import datetime

import pytest

from articles.mentions import suggest
from people import name_list
from tests.people.make import make_appointment

pytestmark = pytest.mark.django_db
DAY = datetime.date(2009, 3, 3)


@pytest.fixture
def annan():
    appointment = make_appointment("Kofi Annan", start="2005-01-01")
    post = appointment.post
    post.titles.create(text="Hoofd der Registratuur", lang="nl")
    post.organization.names.create(text="Verenigde Landen", lang="nl")
    return appointment.person


def whom(text, language):
    found = suggest([text], DAY, name_list.current(), language=language)
    return {one.person for one in found}


def test_a_title_in_another_language_names_nobody_in_an_english_story(annan):
    assert whom("The Hoofd der Registratuur of the Verenigde Landen spoke.", "en") == set()


def test_a_title_of_the_record_names_nobody_in_a_story_of_a_language_without_words(annan):
    title = annan.appointments.get().post.title
    assert whom(f"De {title} sprak. {title}", "nl") == set()


def test_the_list_says_of_which_language_titles_and_names_are(annan):
    names = name_list.current()
    assert ("Hoofd der Registratuur", "nl") in {(one.text, one.lang) for one in names.posts[0].names}
    assert ("Verenigde Landen", "nl") in {(one.text, one.lang) for one in names.organizations[0].names}


def test_the_people_desk_sees_the_language_of_a_title(client, annan, django_user_model):
    client.force_login(django_user_model.objects.create_superuser("ada"))
    post = annan.appointments.get().post
    page = client.get(f"/admin/people/post/{post.pk}/change/").content.decode()
    assert 'name="titles-0-lang" value="nl"' in page
    page = client.get(f"/admin/people/organization/{post.organization_id}/change/").content.decode()
    assert 'name="names-0-lang" value="nl"' in page


@pytest.mark.parametrize(
    ("language", "title", "house", "text"),
    [
        ("fr", "Greffier en chef", "OBX", "Le greffier en chef de l'OBX a parlé."),
        ("fr", "Greffier en chef", "OBX", "L'OBX attend. Le Greffier en chef a parlé."),
        ("es", "Secretario letrado", "OBX", "El secretario letrado de la OBX habló."),
    ],
)
def test_a_title_on_record_in_the_language_names_its_holder(annan, language, title, house, text):
    post = annan.appointments.get().post
    post.titles.create(text=title, lang=language)
    post.organization.names.create(text=house, lang=language)
    assert whom(text, language) == {annan.pk}
    assert whom(text, "en") == set()
