"""Names: displayed, sorted, shortened and found in the order and script of the person."""

import doctest
import unicodedata

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from newsroom.lib import names
from newsroom.lib.names import fold
from people.models import Person, PersonName
from tests.people.make import make_appointment, make_person, make_post

pytestmark = pytest.mark.django_db


def test_the_examples_in_the_module_hold():
    assert doctest.testmod(names).failed == 0


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Juan E. Méndez", "juan e mendez"),
        ("Jean-Marie Guéhenno", "jean marie guehenno"),
        ("Ellen Margrethe Løj", "ellen margrethe loj"),
        ("Ivan Šimonović", "ivan simonovic"),
        ("Kemal Derviş", "kemal dervis"),
        ("Volker TÜRK", "volker turk"),
        ("Patricia O’Brien", "patricia obrien"),
        ("Patricia O'Brien", "patricia obrien"),
        ("Zeid Ra'ad Al Hussein", "zeid raad al hussein"),
        ("Ban\u00a0Ki\u2011moon", "ban ki moon"),
        ("İstanbul ılık Straße Łódź Æsop þorn", "istanbul ilik strasse lodz aesop thorn"),
        ("반기문", "반기문"),
        ("بان كي مون", "بان كي مون"),
        ("مُحَمَّد", "محمد"),
        ("がガ", "がガ"),
        ("हिन्दी", "हिन्दी"),
        ("A_b  c\t", "a b c"),
        ("", ""),
    ],
)
def test_names_are_folded_to_what_readers_type(text, folded):
    assert fold(text) == folded
    assert fold(fold(text)) == folded
    assert fold(unicodedata.normalize("NFD", text)) == folded


def test_ban_ki_moon_stands_under_b_and_is_mr_ban():
    ban = make_person("Ban Ki-moon", honorific="Mr.")
    assert ban.name_order == "family-first"
    assert (ban.full_name, str(ban)) == ("Ban Ki-moon", "Ban Ki-moon")
    assert ban.sort_key == "Ban, Ki-moon"
    assert ban.second_reference == "Mr. Ban"
    assert ban.initials == "BK"
    assert ban.slug == "ban-ki-moon"


@pytest.mark.parametrize(
    ("given", "family", "sort_key", "second"),
    [
        ("Javier", "Pérez de Cuéllar", "Pérez de Cuéllar, Javier", "Mr. Pérez de Cuéllar"),
        ("Sérgio", "Vieira de Mello", "Vieira de Mello, Sérgio", "Mr. Vieira de Mello"),
        ("Alain", "Le Roy", "Le Roy, Alain", "Mr. Le Roy"),
        ("Mohamed", "ElBaradei", "ElBaradei, Mohamed", "Mr. ElBaradei"),
        ("Boutros", "Boutros-Ghali", "Boutros-Ghali, Boutros", "Mr. Boutros-Ghali"),
    ],
)
def test_particles_and_compounds_stay_with_the_family_name(given, family, sort_key, second):
    person = Person(given_name=given, family_name=family, honorific="Mr.")
    assert person.sort_key == sort_key
    assert person.second_reference == second
    assert person.full_name == f"{given} {family}"


def test_a_mononym_has_no_family_name():
    tedros = Person(given_name="Tedros Adhanom Ghebreyesus", name_order="mononym", honorific="Dr.")
    thant = Person(given_name="Thant", name_order="mononym", honorific="U", display_name="U Thant")
    tedros.full_clean()
    assert (tedros.full_name, tedros.second_reference) == ("Tedros Adhanom Ghebreyesus", "Dr. Tedros")
    assert (thant.full_name, thant.sort_key, thant.second_reference) == ("U Thant", "Thant", "U Thant")


@pytest.mark.parametrize(
    ("parts", "field"),
    [
        ({"given_name": "Thant", "family_name": "U", "name_order": "mononym"}, "family_name"),
        ({"given_name": "Kofi", "family_name": ""}, "family_name"),
        ({"given_name": "", "name_order": "mononym"}, "given_name"),
    ],
)
def test_a_name_that_contradicts_its_order_is_refused_beside_the_field(parts, field):
    with pytest.raises(ValidationError) as caught:
        Person(**parts).full_clean()
    assert list(caught.value.message_dict) == [field]
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.create(**parts)


def test_people_are_listed_in_the_order_of_the_alphabet_not_of_the_codes():
    for name in (
        "Ivan Šimonović",
        "Karen Smith",
        "Sha Zu-kang",
        "Ellen Løj",
        "Patricia O'Brien",
        "Kim Won-soo",
    ):
        make_person(name)
    assert [person.family_name for person in Person.objects.all()] == [
        "Kim", "Løj", "O'Brien", "Sha", "Šimonović", "Smith",
    ]  # fmt: skip


@pytest.fixture
def officials():
    pillay = make_person("Navanethem Pillay")
    pillay.names.create(text="Navi Pillay", kind="short")
    ban = make_person("Ban Ki-moon")
    ban.names.create(text="반기문", kind="native", lang="ko")
    for name in (
        "Juan E. Méndez",
        "Jean-Marie Guéhenno",
        "Ellen Margrethe Løj",
        "Ivan Šimonović",
        "Amélie Rorty",
    ):
        make_person(name)
    make_person("Trygve Lie")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Mendez", "Juan E. Méndez"),
        ("guehenno", "Jean-Marie Guéhenno"),
        ("Loj", "Ellen Margrethe Løj"),
        ("Simonovic", "Ivan Šimonović"),
        ("Ki Moon Ban", "Ban Ki-moon"),
        ("ban ki‑moon", "Ban Ki-moon"),
        ("반기문", "Ban Ki-moon"),
        ("Navi Pillay", "Navanethem Pillay"),
        ("NAVANETHEM", "Navanethem Pillay"),
        ("Lie", "Trygve Lie"),
    ],
)
def test_any_form_of_a_name_finds_the_person(officials, typed, found):
    assert [person.full_name for person in Person.objects.matching(typed)] == [found]


def test_what_names_nobody_finds_nobody(officials):
    assert not Person.objects.matching("Kurt Ban").exists()
    assert Person.objects.matching("").count() == Person.objects.count()


def test_a_name_in_its_own_script_is_kept_with_its_language(officials):
    native = PersonName.objects.get(kind="native")
    assert (native.text, native.lang) == ("반기문", "ko")
    with pytest.raises(ValidationError) as caught:
        PersonName(person=native.person, text="潘基文", lang="Chinese!").full_clean()
    assert list(caught.value.message_dict) == ["lang"]


def test_a_person_has_each_name_once(officials):
    again = PersonName(person=Person.objects.get(family_name="Ban"), text="반기문")
    with pytest.raises(ValidationError, match="already has this name"):
        again.full_clean()


def test_a_name_saved_anew_is_found_anew(officials):
    person = Person.objects.get(family_name="Lie")
    person.family_name = "Løgn"
    person.save()
    assert Person.objects.matching("logn").get() == person
    assert not Person.objects.matching("lie").exists()


def test_people_made_in_bulk_are_found_and_have_addresses():
    Person.objects.bulk_create(Person(given_name="Ellen", family_name=name) for name in ("Løj", "Šimonović"))
    assert Person.objects.matching("loj").get().slug == "ellen-loj"
    assert [person.sorted_as for person in Person.objects.all()] == ["loj ellen", "simonovic ellen"]


def test_two_people_of_one_name_both_exist_at_different_addresses():
    first, second = make_person("Karen Smith"), make_person("Karen Smith")
    third = make_person("Karen Smith")
    assert [first.slug, second.slug, third.slug] == ["karen-smith", "karen-smith-2", "karen-smith-3"]


def test_a_name_of_a_script_without_ascii_still_has_an_address():
    assert make_person("마리 반기문").slug == "person"
    assert make_person("마리 반기문").slug == "person-2"


def test_dying_before_birth_is_refused_beside_the_death():
    with pytest.raises(ValidationError) as caught:
        make_person(birth="1944", death="1943-12")
    assert list(caught.value.message_dict) == ["death"]


def test_a_wikidata_item_belongs_to_one_person():
    make_person(wikidata="Q1253")
    with pytest.raises(ValidationError) as caught:
        make_person(wikidata="Q1253")
    assert "Another record" in str(caught.value)
    with pytest.raises(ValidationError) as caught:
        make_person(wikidata="1253")
    assert list(caught.value.message_dict) == ["wikidata"]
    make_person()
    make_person()  # blank twice is fine


def test_deleting_a_person_who_held_a_post_is_refused():
    from django.db.models import ProtectedError

    made = make_appointment("Karen Smith", make_post("Special Adviser"))
    with pytest.raises(ProtectedError):
        made.person.delete()
