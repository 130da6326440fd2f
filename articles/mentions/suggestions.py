"""Suggestions for a screen: which officials a story names, with their titles of its day.

Takes the words of a story from anywhere: the desk copy, an edition, or the values of a form. The
writing aids (`articles.checks`) judge names and titles from the same `StoryReading`, so they cannot disagree.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils import timezone

from articles.mentions import (
    Evidence,
    Marked,
    RoleHint,
    Strength,
    Suggestion,
    TitledName,
    read_text,
    rule_in_words,
    suggest,
)
from articles.mentions.vocabulary import DEFAULT
from articles.payload import FIELDS, FieldKind
from newsroom.lib import html
from people import name_list
from people.known_names import NameList
from people.models import Person
from people.titles import Title, before_start, titles_on

NAMED_IN = tuple(field for field in FIELDS if field.named_in)
# Attributes that `Words.of` reads.
READ_FIELDS = (*(field.attribute for field in NAMED_IN), "date", "place", "language")


@dataclass(frozen=True)
class TextBlock:
    """A piece of the story's plain text and the way back: its field, and in the body the `nth` block that
    holds words (from 0, as `html.walk` meets them)."""

    field: str
    text: str
    nth: int = 0
    marks: tuple[tuple[int, int, int], ...] = ()  # from, to, person's id


@dataclass(frozen=True)
class Words:
    """The words of a story in which names are looked for, its day and its language.

    lead   how many blocks begin the story: those before the text, and the first block of the text
    about  its dateline and its topics, which say what houses it is about
    """

    blocks: tuple[TextBlock, ...]
    day: datetime.date
    lead: int = 2
    language: str = DEFAULT
    about: tuple[str, ...] = ()

    @classmethod
    def of(cls, content, topics: Iterable[str] = (), **instead):
        """The words of an article or an edition. No query.

        ``topics`` are their names. ``instead``: values of a form by the names of READ_FIELDS, in place of
        what is stored.
        """
        values = {name: instead.get(name, getattr(content, name, "")) for name in READ_FIELDS}
        blocks, lead = [], 0
        for part in NAMED_IN:
            value = values[part.attribute]
            if part.kind is FieldKind.BODY:
                lead = len(blocks) + 1
                blocks.extend(body_blocks(value))
            elif value.strip():
                blocks.append(TextBlock(part.attribute, value))
        day = values["date"] or _published(content) or timezone.localdate()
        about = tuple(filter(None, (values["place"], *topics)))
        return cls(tuple(blocks), day, lead, values["language"] or DEFAULT, about)

    @property
    def marked(self) -> list[Marked]:
        """The words that editors have marked as a person's."""
        return [Marked(number, *mark) for number, block in enumerate(self.blocks) for mark in block.marks]


def _published(content):
    moment = getattr(content, "published_at", None)
    return timezone.localdate(moment) if moment else None


def body_blocks(body: str) -> Iterable[TextBlock]:
    """The blocks of a body that hold words, in reading order."""
    holders = (block for block in html.walk(html.parse(body)) if block.runs)
    for nth, block in enumerate(holders):
        marks, at, text = [], 0, ""
        for run in block.runs:
            official = next((m for m in run.marks if m.tag == "a" and html.is_official(m)), None)
            end = at + len(run.text)
            if official:
                marks.append((at, end, int(official.attrs[0][1])))
            at, text = end, text + run.text
        yield TextBlock("body", text, nth, tuple(_joined(marks)))


def _joined(marks):
    """Neighbours that are one mark (part of a name may be in italics) as one."""
    out = []
    for start, end, person in marks:
        if out and out[-1][1:] == (start, person):
            out[-1] = (out[-1][0], end, person)
        else:
            out.append((start, end, person))
    return out


@dataclass(frozen=True)
class Offered:
    """A suggestion as a screen shows it: persons and titles instead of ids, reasons in words."""

    suggestion: Suggestion
    persons: tuple[Person, ...]  # one; of an ambiguous suggestion all, none preselected
    rivals: tuple[Person, ...]
    titles: dict[int, Title] = field(repr=False)
    places: tuple["PlaceInText", ...]
    linked: bool

    @property
    def person(self) -> Person | None:
        return None if self.is_ambiguous else self.persons[0]

    @property
    def is_ambiguous(self) -> bool:
        return self.suggestion.is_ambiguous

    @property
    def role(self) -> RoleHint:
        return self.suggestion.role

    @property
    def strength(self) -> Strength:
        return self.suggestion.strength

    @property
    def evidence_hash(self) -> str:
        return self.suggestion.evidence_hash

    @property
    def title(self) -> Title | None:
        """The title of the person on the story's day."""
        return None if self.person is None else self.titles.get(self.person.pk)


@dataclass(frozen=True)
class PlaceInText:
    """One place of evidence: its block, and the reason in words."""

    evidence: Evidence
    block: TextBlock
    reason: str


@dataclass(frozen=True)
class StoryReading:
    """A story's words, read one time: what they suggest, and the names with a title before them.

    Whatever one screen shows of names in a story comes from one StoryReading.
    """

    words: Words
    names: NameList = field(default_factory=NameList, repr=False)
    suggestions: tuple[Suggestion, ...] = ()
    titled: tuple[TitledName, ...] = ()
    may_be_meant: frozenset[int] = frozenset()  # whom a title alone may mean
    beside: tuple[TitledName, ...] = ()  # titles before or after a name


def read_story(words: Words, dismissed=frozenset(), names: NameList | None = None) -> StoryReading:
    """Read the words of a story, without the `dismissed` (person id, evidence hash) pairs.

    No query with `names`; without, those of `people.name_list.current()`.
    """
    names = name_list.current() if names is None else names
    texts = [block.text for block in words.blocks]
    found = read_text(
        texts,
        words.day,
        names,
        dismissed,
        words.marked,
        words.lead,
        language=words.language,
        about=words.about,
    )
    return StoryReading(
        words,
        names,
        tuple(found.suggestions),
        tuple(found.titled),
        found.may_be_meant,
        tuple(found.beside),
    )


def offered(words: Words, *, linked=frozenset(), dismissed=frozenset()) -> list[Offered]:
    """What a screen offers for these words, strongest first; those linked already say so.

    ``linked`` are ids of persons, ``dismissed`` (person id, evidence hash) pairs. Two queries besides those
    of the name list.
    """
    return offered_of(words, found_in(words, name_list.current(), dismissed), linked)


def offered_of(words: Words, found: Iterable[Suggestion], linked=frozenset()) -> list[Offered]:
    """The same for suggestions already found. Two queries."""
    persons = Person.objects.in_bulk(ids_of(found))
    titles = titles_on(list(persons.values()), words.day, public=False)
    return in_words(found, words, persons, titles, linked)


def found_in(words: Words, names, dismissed=frozenset()) -> list[Suggestion]:
    """What the words of a story suggest, by ids. No query: `names` is a `people.name_list.current()`."""
    texts = [block.text for block in words.blocks]
    return suggest(
        texts,
        words.day,
        names,
        dismissed,
        words.marked,
        words.lead,
        language=words.language,
        about=words.about,
    )


def ids_of(found: Iterable[Suggestion]) -> set[int]:
    """The ids of all persons whom suggestions name, rivals among them."""
    return {person for one in found for person in (*one.persons, *one.rivals)}


def in_words(found, words: Words, persons, titles, linked=frozenset()) -> list[Offered]:
    """Suggestions as a screen shows them. No query: persons and titles of the day come by id."""
    return [_offered(one, words, persons, titles, linked) for one in found]


def _offered(found, words, persons, titles, linked):
    return Offered(
        suggestion=found,
        persons=tuple(persons[pk] for pk in found.persons if pk in persons),
        rivals=tuple(persons[pk] for pk in found.rivals if pk in persons),
        titles=_titles_of(found, words, titles),
        places=tuple(
            PlaceInText(one, words.blocks[one.block], rule_in_words(one, words.day)) for one in found.evidence
        ),
        linked=not found.is_ambiguous and found.person in linked,
    )


def _titles_of(found, words, titles):
    """{person: Title of the day}; of whom the text says that they are to be appointed, that of before it."""
    own = {pk: titles[pk] for pk in (*found.persons, *found.rivals) if pk in titles}
    if found.is_coming and found.person in own:
        own[found.person] = before_start(own[found.person], words.day)
    return own
