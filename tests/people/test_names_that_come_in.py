"""One rule of names on every road: a name folded alike is asked about or used again, and a guess is said."""

import json
from importlib import import_module

import pytest
from django.apps import apps

from articles.archive import import_articles
from articles.models import Topic
from newsroom.search import search
from people.exchange.officials import import_officials, read_officials
from people.exchange.popolo_in import import_popolo
from people.exchange.wikidata import import_wikidata
from people.models import Appointment, Organization, Person, Post
from tests.make import make_live, make_topic
from tests.people.make import make_appointment, make_organization, make_post
from tests.people.test_import import ANNAN, table

pytestmark = pytest.mark.django_db
KEANE = ANNAN | {"family": "Keane", "given": "Ciarán", "source": "", "appointed_by": "", "note": ""}


def popolo(**lists):
    return import_popolo(json.dumps(lists).encode())


def officials(*rows):
    return import_officials(read_officials(table(*rows)))


# --- One name, one answer -------------------------------------------------------------------------
@pytest.mark.parametrize(
    "spelt",
    [
        {"given": "Ciaran"},
        {"family": "KEANE"},
        {"given": "Ciara\u0301n"},
        {"given": "ciarán", "family": "Kéane"},
    ],
)
def test_another_spelling_in_a_file_is_the_same_person_and_is_told(spelt):
    report = officials(KEANE, KEANE | spelt | {"post": "Clerk"})
    assert report.errors == []
    person = Person.objects.get()
    assert (person.given_name, person.family_name) == ("Ciarán", "Keane")
    assert Appointment.objects.filter(person=person).count() == 2
    is_told = spelt != {"given": "Ciara\u0301n"}  # the same letters
    assert [note.startswith("Line 3: left out") for note in report.notes] == [True] * is_told


def test_apostrophes_make_no_second_person():
    officials(KEANE | {"family": "O’Brien"}, KEANE | {"family": "O'Brien", "post": "Clerk"})
    assert Person.objects.count() == 1


def test_a_file_in_another_spelling_twice_doubles_nothing():
    officials(KEANE)
    report = officials(KEANE | {"given": "CIARAN", "family": "KEANE"})
    assert report.counts["already_there"] == 1
    assert Person.objects.count() == Appointment.objects.count() == 1


def test_somebody_on_record_in_another_spelling_is_asked_about():
    make_appointment("Ciaran Keane", start="1990-01-01", end="1991-01-01")
    report = officials(KEANE | {"organization": "Another house"})
    assert "Somebody of this name is on record: Ciaran Keane" in report.errors[0].reason


def test_popolo_uses_an_organization_and_a_post_in_another_spelling_again():
    post = make_post("Secrétaire général", make_organization("Cour de l’Océan"))
    posts = [{"id": "p", "label": "Secretaire General", "organization_id": "o"}]
    report = popolo(organizations=[{"id": "o", "name": "COUR DE L'OCEAN"}], posts=posts)
    assert report.is_done
    assert Organization.objects.get().name == "Cour de l’Océan"
    assert Post.objects.get() == post
    assert Post.objects.get().title == "Secrétaire général"


# --- What must not be folded away -----------------------------------------------------------------
@pytest.mark.parametrize(("one", "other"), [("Canal+", "Canal"), ("C++", "C"), ("C#", "C"), ("C++", "C#")])
def test_a_sign_at_the_end_makes_another_topic(one, other):
    story = {"id": "a", "headline": "A day", "body": "<p>Words.</p>", "topics": [one, other]}
    assert import_articles([json.dumps(story)]).errors == []
    assert [*Topic.objects.order_by("pk").values_list("name", flat=True)] == [one, other]


def test_a_topic_with_a_sign_is_found_by_it_and_in_words():
    make_live(topics=[make_topic("Canal+")], body="<p>News of Canal+ today.</p>")
    for typed in ("Canal+", "canal plus", "canal"):
        found = search(typed)
        assert [topic.name for topic in found.topics] == ["Canal+"]
        assert len(found.stories) == 1


# --- Rows that are shifted ------------------------------------------------------------------------
@pytest.mark.parametrize("column", ["note", "organization", "nationality"])
def test_a_text_with_a_comma_and_no_quotation_marks_is_refused(column):
    text = table(KEANE | {column: "one, and two"}).replace('"one, and two"', "one, and two")
    with pytest.raises(ValueError, match=r"Line 2 has more cells than there are columns\. Is a quota"):
        read_officials(text)


# --- Guesses --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "given", "family"),
    [
        ("Pieter van der Meer", "Pieter", "van der Meer"),
        ("José Ortega y Gasset", "José", "Ortega y Gasset"),
        ("Osama bin Laden", "Osama", "bin Laden"),
        ("John Smith Jr.", "John", "Smith"),
        ("John Smith, Jr.", "John", "Smith"),
        ("Henry Gates III", "Henry", "Gates"),
        ("Meer, Pieter van der", "Pieter van der", "Meer"),
        ("BAN Ki-moon", "Ki-moon", "BAN"),
        ("Kofi Annan", "Kofi", "Annan"),
        ("Al Gore", "Al", "Gore"),
        ("Di Li", "Di", "Li"),
    ],
)
def test_a_name_is_parted_by_a_guess_that_is_told(name, given, family):
    report = popolo(persons=[{"id": "1", "name": name}])
    person = Person.objects.get()
    assert (person.given_name, person.family_name) == (given, family)
    guess = f"it is a guess that the given name is “{given}”, the family name “{family}”."
    assert [note for note in report.notes if guess in note]


def test_a_name_whose_parts_are_given_is_no_guess():
    persons = [{"id": "1", "name": "Li Weihua", "family_name": "Li", "given_name": "Weihua"}]
    persons += [{"id": "2", "name": "Pieter van der Meer", "sort_name": "van der Meer, Pieter"}]
    assert popolo(persons=[*persons, {"id": "3", "name": "Pelé"}]).notes == []


def test_what_follows_the_name_is_kept_where_it_is_shown():
    popolo(persons=[{"id": "1", "name": "John Smith Jr."}])
    assert str(Person.objects.get()) == "John Smith Jr."


def test_a_guess_from_a_label_of_wikidata_is_told():
    label = {"en": {"language": "en", "value": "Li Weihua"}}
    statement = {"mainsnak": {"snaktype": "value", "datavalue": {"value": {"id": "Q9"}}}, "rank": "normal"}
    entity = {"id": "Q8", "labels": label, "claims": {"P39": [statement]}}
    content = json.dumps({"entities": {"Q8": entity}}).encode()
    report = import_wikidata(content, {"Q8": "new"}, dry_run=True)
    assert "it is a guess that the given name is “Li”, the family name “Weihua”." in " ".join(report.notes)


def test_topics_that_were_folded_before_are_folded_anew():
    topic = make_topic("Canal+")
    Topic.objects.update(folded="canal")
    import_module("newsroom.migrations.0004_signs_in_names").fold_again(apps, None)
    topic.refresh_from_db()
    assert topic.folded == "canal plus"
