"""Rules: names that are spelled otherwise than on record: short forms, other spellings, misprints."""

from collections.abc import Iterator
from difflib import SequenceMatcher

from articles.mentions.evidence import Rule, Strength
from articles.mentions.passage import HYPHEN
from articles.mentions.rules.base import rule
from articles.mentions.sights import Found, LongerName, TitleSight, Verdict, ordered
from articles.mentions.vocabulary import PARTICLES
from articles.mentions.words_beside import over_honorifics
from people.known_names import FAMILY_FIRST

ALIKE = 0.8  # of 1: "Guterrez" and "Guterres" have 0.875
NEARLY = 0.7  # of a given name beside a right family name and title: "Ki-Mun" and "Ki-moon" have 0.77
YEARS_NEAR = 10  # around a record, for a short form of a name
FEWEST_LETTERS = 7  # of a name that may be misspelt
LONGEST_NAME = 5  # words


@rule(
    says="A short form of the given name and the family name are the person if a house of theirs is in "
    "sight, and so is the long form of a short one.",
    because="“Tony Lake” in a text of UNICEF is Anthony Lake, “Sir Donald McKinnon” Don McKinnon.",
)
def short_given_name(text, passage, at: LongerName):
    given = text.index.given(at.form.person)
    if at.last - at.first != 1 or not given or at.form.is_part:
        return None
    said = passage.folded(at.first)
    is_short = said in _short_forms(text, given[0]) or given[0] in _short_forms(text, said)
    if not is_short or not text.is_near(at.form.person, YEARS_NEAR):
        return None
    return Strength.MEDIUM if _is_house_in_sight(text, at.form.person) else None


def _short_forms(text, given):
    return text.v.names.short_given.get(given, "").split()


def _is_house_in_sight(text, person):
    houses = {text.names.post[held.post].organization for held in text.names.held_by[person]}
    return any(text.houses.is_named(house) for house in houses)


# --- Did you mean ------------------------------------------------------------------------------------


@rule(
    says="A misspelt name beside a title of the person whose name it nearly is may be that person: did "
    "you mean.",
    because="“UN Secretary-General Antonio Guterrez”. Never more than weak: the next letter makes it "
    "somebody else.",
)
def misspelt_beside_title(text, passage, at: TitleSight):
    title = at.title
    holders = {
        held.person
        for post in title.posts
        for held in text.names.holders_of[post]
        if held.known_from <= text.day and held.ends_hi >= str(int(text.day[:4]) - 1)
    }
    for first, last in _names_beside(text, passage, title):
        near = [
            one for one in holders if one not in text.named and _is_nearly(text, passage, first, last, one)
        ]
        if len(near) == 1:
            return Verdict(ordered(near), Rule.MISSPELT, Strength.WEAK, first, last)
    return None


@rule(
    says="A name of two words that is nearly that of an official whose house the text names: did you mean.",
    because="“Ban Kee-moon told the United Nations”. One of the two words must be right.",
)
def misspelt_near_house(text, passage, at: tuple[int, int]):
    first, last = at
    near = [
        person
        for person in text.near_houses
        if person not in text.named and _is_nearly(text, passage, first, last, person, one_is_right=True)
    ]
    return Verdict(ordered(near), Rule.MISSPELT, Strength.WEAK, first, last) if len(near) == 1 else None


def _names_beside(text, passage, title) -> Iterator[tuple[int, int]]:
    """(first, last) of the capital words after a title, and of those before it in apposition."""
    first = over_honorifics(passage, title.last + 1)
    last = first if first < len(passage.words) else first - 1
    while first <= last < first + LONGEST_NAME - 1 and _goes_on(passage, last):
        last += 1
    while last > first and passage.folded(last) in text.v.openers:
        last -= 1
    for end in range(last, first, -1):
        if passage.is_capital(first) and (passage.is_capital(end) or HYPHEN.fullmatch(passage.gap(end - 1))):
            yield first, end
    end = text.titles.begin_of(passage, title) - 1
    if end > 0 and passage.gap(end).strip() == ",":
        for begin in range(max(0, end - LONGEST_NAME + 1), end):
            if passage.is_capital(begin) and passage.is_capital(end) and passage.holds_together(begin, end):
                yield begin, end


def _goes_on(passage, last):
    """Whether the word after this one may belong to the same name: "Ki" and "moon"."""
    if HYPHEN.fullmatch(passage.gap(last)):
        return True
    is_part = passage.is_capital(last + 1) or passage.folded(last + 1) in PARTICLES
    return passage.is_next(last) and is_part


def _is_nearly(text, passage, first, last, person, *, one_is_right=False) -> bool:
    """Whether the words are nearly the given and the family name."""
    known = text.names.person[person]
    said = [passage.folded(number) for number in range(first, last + 1)]
    given, family = text.index.given(person), text.index.family(person)
    if not given or not family or len(said) < 2 or len("".join((*given, *family))) < FEWEST_LETTERS:
        return False
    first, rest = (family, given) if known.order == FAMILY_FIRST else (given[:1], family)
    one, other = " ".join(said[: len(first)]), " ".join(said[len(first) :])
    first, rest = " ".join(first), " ".join(rest)
    if one_is_right and one != first and other != rest:
        return False
    if other[:1] == rest[:1] and one == first and known.order == FAMILY_FIRST and not one_is_right:
        return _alike(other, rest, NEARLY)  # beside a title, after the right family name
    return one[:1] == first[:1] and _alike(one, first) and _alike(other, rest)


def _alike(one, other, least=ALIKE):
    return one == other or SequenceMatcher(None, one, other, autojunk=False).ratio() >= least


@rule(
    says="A misspelt name is evidence only while nothing else of the text names the person.",
    because="Beside a right name it says nothing more.",
)
def needless(text, passage, found: list[Found]):
    named = {one.persons[0] for one in found if len(one.persons) == 1 and one.rule != Rule.MISSPELT}
    return [one for one in found if one.rule != Rule.MISSPELT or one.persons[0] not in named]
