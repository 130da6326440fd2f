"""Names with a title before them, as the engine reads them: which are sure, and how the title is said."""

import datetime
from pathlib import Path

import pytest

from articles.mentions import Marked, may_be_called, named_at_all, read_text
from articles.mentions.report import read_officials
from people.known_names import KnownPerson, NameList

NAMES = read_officials(Path(__file__).parent / "mentions" / "officials.csv", ["United Nations"])
DAY = datetime.date(2008, 3, 1)


def titled(text, names=NAMES, **kw):
    """(words, person, how it is said) of every title with a name."""
    found = read_text([text], DAY, names, **kw).titled
    return [(text[one.start : one.end], one.person, one.said_as.value) for one in found]


@pytest.mark.parametrize(
    ("text", "words", "said_as"),
    [
        ("Secretary-General Kofi Annan spoke.", "Secretary-General Kofi Annan", ""),
        ("UN Secretary-General Kofi Annan spoke.", "Secretary-General Kofi Annan", ""),
        ("It was for Secretary-General Kofi Annan.", "Secretary-General Kofi Annan", ""),
        ("The report of the Secretary-General Kofi Annan.", "Secretary-General Kofi Annan", ""),
        ("Secretary-General Kofi A. Annan spoke.", "Secretary-General Kofi A. Annan", ""),
        ("SECRETARY-GENERAL KOFI ANNAN SPOKE.", "SECRETARY-GENERAL KOFI ANNAN", ""),
        ("Former U.N. Secretary-General Kofi Annan", "Former U.N. Secretary-General Kofi Annan", "former"),
        ("the ex-Secretary-General Kofi Annan", "ex-Secretary-General Kofi Annan", "former"),
        ("Acting Secretary-General Kofi Annan", "Acting Secretary-General Kofi Annan", "acting"),
        ("Secretary-General-designate Kofi Annan", "Secretary-General-designate Kofi Annan", "designate"),
        ("Secretary-General elect Kofi Annan", "Secretary-General elect Kofi Annan", "designate"),
        ("UN chief Kofi Annan spoke.", "UN chief Kofi Annan", ""),
        ("A letter to UN Secretary-General Kofi Annan", "Secretary-General Kofi Annan", ""),
        ("UN secretary general Kofi Annan spoke.", "secretary general Kofi Annan", ""),
        ("Visiting UN Secretary-General Kofi Annan spoke.", "Secretary-General Kofi Annan", ""),
        ("The then Secretary-General Kofi Annan", None, ""),
        ("The then-Secretary-General Kofi Annan", None, ""),
        ("Former acting Secretary-General Kofi Annan", None, ""),
        ("The former Secretary-General-designate Kofi Annan", None, ""),
        ("The future Secretary-General Kofi Annan", None, ""),
        ("The outgoing Secretary-General Kofi Annan", "Secretary-General Kofi Annan", ""),
        ("The Deputy to the Secretary-General, Kofi Annan", None, ""),
        ("The Special Representative of the Secretary-General Kofi Annan", None, ""),
        ("Assistant Secretary-General Kofi Annan", None, ""),
        ("NATO Secretary-General Kofi Annan", None, ""),
        ("Greenpeace Secretary-General Kofi Annan", None, ""),
        ("President/Secretary-General Kofi Annan", None, ""),
        ("named Secretary-General Kofi Annan", None, ""),
        ("secretary-general Kofi Annan", None, ""),
        ("Under-Secretary-General Louise Arbour spoke.", None, ""),
        ("Spokesperson for Secretary-General Ban Ki-moon", None, ""),
        ("the Secretary-General. Kofi Annan", None, ""),
        ("Secretary-General Ole Holm and Kofi Annan", None, ""),
        ("In May 2006, Secretary-General Kofi Annan set up a panel.", None, ""),
        ("In 1999 UN Secretary-General Kofi Annan visited Jakarta.", None, ""),
        ("UN Secretary-General Kofi Annan visited Jakarta in 1999.", None, ""),
        ("In the 1990s UN Secretary-General Kofi Annan visited Jakarta.", None, ""),
        ("Five years ago UN Secretary-General Kofi Annan visited Jakarta.", None, ""),
        ("It rained in 1999. That year UN Secretary-General Kofi Annan came.", None, ""),
        ("The book of 2003 calls “UN Secretary-General Kofi Annan” a friend.", None, ""),
        ("In the 1970s Secretary-General Kofi Annan was a student.", "Secretary-General Kofi Annan", ""),
        ("In 2008 Secretary-General Kofi Annan came.", "Secretary-General Kofi Annan", ""),
    ],
)
def test_a_title_before_a_name(text, words, said_as):
    assert titled(text) == ([(words, "kofi-annan", said_as)] if words else [])


@pytest.mark.parametrize(
    ("text", "words", "said_as"),
    [
        ("Kofi Annan, Secretary-General", "Kofi Annan, Secretary-General", ""),
        ("Kofi Annan, the UN Secretary-General, spoke.", "Kofi Annan, the UN Secretary-General", ""),
        ("Kofi Annan, former Secretary-General, spoke.", "Kofi Annan, former Secretary-General", "former"),
        ("The Secretary-General, Kofi Annan, spoke.", "Secretary-General, Kofi Annan", ""),
        ("The secretary-general, Mr. Kofi Annan, spoke.", "secretary-general, Mr. Kofi Annan", ""),
        ("The Secretary-General, Kofi Annan said so.", "Secretary-General, Kofi Annan", ""),
        ("The Secretary-General (Kofi Annan) spoke.", "Secretary-General (Kofi Annan", ""),
        (
            "The Secretary-General of the United Nations (UN), Kofi Annan, spoke.",
            "Secretary-General of the United Nations (UN), Kofi Annan",
            "",
        ),
        ("To the Secretary-General, Kofi Annan was no stranger.", None, ""),
        ("Kofi Annan, Secretary-General from 1997 to 2006, spoke.", None, ""),
        ("Kofi Annan, the Secretary-General who brought peace, is dead.", None, ""),
        ("Kofi Annan, the seventh Secretary-General, spoke.", None, ""),
        ("Kofi Annan, then Secretary-General, spoke.", None, ""),
        ("Kofi Annan, the Greenpeace Secretary-General, spoke.", None, ""),
    ],
)
def test_a_title_in_apposition(text, words, said_as):
    assert titled(text) == ([(words, "kofi-annan", said_as)] if words else [])


def test_a_title_that_needs_its_house_is_one_before_a_name():
    assert titled("Special Adviser Edward Luck spoke.") == [
        ("Special Adviser Edward Luck", "edward-luck", "")
    ]


@pytest.mark.parametrize(
    ("text", "mark", "words"),
    [
        ("Secretary-General Annan spoke.", "Annan", "Secretary-General Annan"),
        ("Secretary-General Annan spoke.", "Secretary-General Annan", "Secretary-General Annan"),
        ("Secretary-General Annan’s plan.", "Annan’s", "Secretary-General Annan’s"),
        ("Secretary-General Annan spoke.", "spoke", None),
        ("The Secretary-General spoke.", "Secretary-General", None),
    ],
)
def test_marked_words_that_end_in_the_name_count_as_the_name(text, mark, words):
    marked = [Marked(0, text.index(mark), text.index(mark) + len(mark), "kofi-annan")]
    assert titled(text, marked=marked) == ([(words, "kofi-annan", "")] if words else [])


def test_a_name_of_two_people_has_no_title_for_sure():
    twice = NameList(
        [*NAMES.persons, KnownPerson("another", "Kofi Annan", "Kofi", "Annan")],
        NAMES.posts,
        NAMES.organizations,
        NAMES.appointments,
    )
    assert titled("Secretary-General Kofi Annan spoke.", twice) == []


def test_whom_an_editor_turned_down_has_no_title_either():
    text = "Secretary-General Kofi Annan spoke."
    (one,) = read_text([text], DAY, NAMES).suggestions
    assert titled(text, dismissed={(one.person, one.evidence_hash)}) == []


@pytest.mark.parametrize(
    ("name", "title", "fits"),
    [
        ("Special Adviser on Genocide", "special adviser", True),
        ("UN Secretary-General", "secretary general", True),
        ("Director", "director", True),
        ("Director", "rector", False),
        ("Special Adviser on Genocide", "adviser on", False),
    ],
)
def test_a_post_may_be_called_by_its_first_or_last_words(name, title, fits):
    assert may_be_called(name, title) == fits


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ban speaks", {1}),
        ("What Mr. Ban said", {1}),
        ("Pan Ki-mun, as others write", {1}),
        ("潘基文说", {1}),
        ("They ban arms", set()),
        ("They banned it", set()),
        ("The Ban Ki-moon Foundation", {1}),
        ("", set()),
    ],
)
def test_any_name_at_all_is_enough_to_be_named(text, found):
    ban = KnownPerson(1, "Ban Ki-moon", "Ki-moon", "Ban", "family-first", names=("Pan Ki-mun", "潘基文"))
    assert named_at_all([text], NameList(persons=[ban])) == found


@pytest.mark.parametrize(
    ("day", "text", "words"),
    [
        ("2007-01-04", "The outgoing Secretary-General Kofi Annan left the UN.", None),
        ("2007-01-04", "Secretary-General Kofi Annan left the UN.", "Secretary-General Kofi Annan"),
        ("2007-06-04", "The outgoing Secretary-General Kofi Annan left.", "Secretary-General Kofi Annan"),
        ("1961-09-21", "Secretary-General Dag Hammarskjöld died on Monday.", None),
    ],
)
def test_news_of_an_end_may_still_give_the_title_for_some_days(day, text, words):
    found = read_text([text], datetime.date.fromisoformat(day), NAMES).titled
    assert [text[one.start : one.end] for one in found] == ([words] if words else [])
