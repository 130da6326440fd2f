"""The index of names: a change of one person changes its entry, and the answer is that of a new index."""

import datetime

import pytest

from articles.mentions import suggest
from articles.mentions.index import Index, index_of
from people.known_names import KnownOrganization, KnownPerson, KnownPost, NameList, PostName

DAY = datetime.date(2010, 5, 5)
ANNAN = KnownPerson(1, "Kofi Annan", "Kofi", "Annan")
BAN = KnownPerson(2, "Ban Ki-moon", "Ki-moon", "Ban", "family-first", names=("Pan Ki-mun", "潘基文"))
LUCK = KnownPerson(3, "Edward Luck", "Edward", "Luck")
NAMES = NameList([ANNAN, BAN, LUCK])
TEXT = "Kofi Annan met Pan Ki-mun (潘基文) and Edward Luck. Ada Byron and Ban Ki-moon came, with John Luck."


def whom(names):
    return {one.person for one in suggest([TEXT], DAY, names)}


@pytest.mark.parametrize(
    "persons",
    [
        [ANNAN, BAN],
        [ANNAN, BAN, LUCK, KnownPerson(4, "Ada Byron", "Ada", "Byron")],
        [KnownPerson(1, "Ada Byron", "Ada", "Byron"), BAN, LUCK],
        [ANNAN, BAN._replace(names=()), LUCK],
        [ANNAN, BAN, LUCK._replace(full="John Luck", given="John")],
        [LUCK, BAN, ANNAN],
        [],
    ],
)
def test_a_changed_index_answers_as_a_new_one(persons):
    names = NameList(persons)
    changed = Index(NAMES).changed_to(names)
    fresh = Index(names)
    for text in ["Kofi Annan", "Pan Ki-mun", "潘基文", "Edward Luck", "Ada Byron", "Ban", "John Luck"]:
        assert changed.namesakes(text) == fresh.namesakes(text)
        assert list(changed.native_hits(text)) == list(fresh.native_hits(text))
    assert whom(names) == {one.person for one in suggest([TEXT], DAY, NameList(list(persons)))}


def test_the_index_before_a_change_stays_as_it_was():
    before = Index(NAMES)
    before.changed_to(NameList([ANNAN]))
    assert before.namesakes("Edward Luck") == {3}


def test_a_list_is_indexed_once_and_the_next_one_made_from_it():
    one = index_of(NAMES)
    assert index_of(NAMES) is one
    other = index_of(NameList([ANNAN, BAN, LUCK]))
    assert other is not one
    assert other.forms(1) is one.forms(1)  # of who did not change


def test_titles_are_made_anew_when_posts_or_houses_change():
    posts = [KnownPost("general", (PostName("Secretary-General"),), "house")]
    names = NameList([ANNAN], posts, [KnownOrganization("house", "United Nations")])
    changed = index_of(names).changed_to(NameList([ANNAN, BAN], posts, names.organizations))
    assert changed._titles is index_of(names)._titles
    assert index_of(names).changed_to(NameList([ANNAN], posts))._titles is not changed._titles
