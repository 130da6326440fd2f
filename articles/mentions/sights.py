"""What stands in a text before it is judged: names, family names and titles, and what a rule answers of
them.
"""

import enum
from typing import NamedTuple

from articles.mentions.evidence import Rule, Strength
from articles.mentions.index import FamilyForm
from people.known_names import Id


class Found(NamedTuple):
    """Words that name somebody: one of `persons`. `strength` says how sure that is."""

    block: int
    first: int  # word
    last: int
    persons: tuple[Id, ...]
    rule: Rule
    strength: Strength
    start: int
    end: int

    @property
    def order(self):
        return self.block, self.start, -self.end


class NameAt(NamedTuple):
    """A whole name at words of a passage."""

    first: int
    last: int
    persons: tuple[Id, ...]
    rule: Rule = Rule.FULL_NAME
    strength: Strength = Strength.STRONG


class LongerName(NamedTuple):
    """Words before a family name that may be more given names than recorded."""

    first: int
    last: int  # first word of the family name
    form: FamilyForm


class FamilyAt(NamedTuple):
    """A family name at words of a passage."""

    first: int
    last: int
    forms: tuple[FamilyForm, ...]

    @property
    def persons(self) -> list[Id]:
        return [form.person for form in self.forms]


class TitleAt(NamedTuple):
    """A title at words of a passage, and the posts it may mean.

    is_shared  the words say nothing of the house
    is_small   written without capitals
    is_former  in one word with a word for the past: "exsecretario general"
    is_body    says what its house is: "the agency's chief"
    """

    first: int
    last: int
    posts: frozenset[Id]
    is_head_only: bool = False
    is_small: bool = False
    is_plural: bool = False
    phrase: str = ""
    is_shared: bool = False
    is_former: bool = False
    is_body: bool = False


class FamilySight(NamedTuple):
    """A family name with what stands before it: a title or honorifics, the first of them at `begin`."""

    family: FamilyAt
    title: TitleAt | None
    honorifics: frozenset[str]
    begin: int
    plural: (
        int | None
    )  # the word "Messrs." or the last of a title in the plural, of which this is in the list

    @property
    def first(self):
        return self.family.first

    @property
    def last(self):
        return self.family.last


class TitleSight(NamedTuple):
    """A title, and what the words before and after it make of it."""

    title: TitleAt
    around: "Around"


class WordBefore(NamedTuple):
    """One of the words before a title, from the title on."""

    number: int
    title: TitleAt


class Around(enum.StrEnum):
    """What the words around a title make of it. False where they change nothing."""

    NOTHING = ""
    FURTHER = "further"  # look one word further away
    BLOCKED = "blocked"  # another post, an open one, a house: "Office of the Secretary-General"
    WEAKENED = "weakened"  # a document: "report of the Secretary-General"
    OTHER_HOUSE = "other house"
    FORMER = "former"
    ACTING = "acting"
    COMING = "coming"


class Beside(enum.StrEnum):
    """Whose name stands beside a title."""

    KNOWN = "known"  # of somebody on record
    OTHER = "other"


class Neighbour(NamedTuple):
    """Somebody whose name stands beside a title; `persons` on record whom the name may mean."""

    kind: Beside
    persons: tuple[Id, ...] = ()


class Verdict(NamedTuple):
    """Whom words name. Without persons: nobody, and no further rule is asked."""

    persons: tuple[Id, ...] = ()
    rule: Rule = Rule.FULL_NAME
    strength: Strength = Strength.MEDIUM
    first: int = 0
    last: int = 0


NOBODY = Verdict()


def ordered(persons) -> tuple[Id, ...]:
    """Persons in an order that does not depend on the list."""
    return tuple(sorted(set(persons), key=lambda one: (str(type(one)), one)))
