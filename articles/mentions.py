"""Which officials a text names, with the evidence: a pure function over a name list. Suggests, links nothing.

    >>> from people.known_names import KnownPerson, NameList
    >>> names = NameList(persons=[KnownPerson(7, "Kofi Annan", "Kofi", "Annan")])
    >>> found, = suggest(["Kofi Annan spoke."], datetime.date(2005, 3, 1), names)
    >>> found.person, found.strength.value, found.evidence[0].surface
    (7, 'strong', 'Kofi Annan')

No model, no database, no network; the same input gives the same answer whatever the order of the list.
"""

import datetime
import enum
import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _

from newsroom.lib.names import fold
from newsroom.lib.partial_date import words as date_in_words
from people.known_names import Id, NameList


class Strength(enum.StrEnum):
    """How much the evidence proves. Strong and medium are offered, weak is shown below them."""

    STRONG = "strong"
    MEDIUM = "medium"
    WEAK = "weak"


class Role(enum.StrEnum):
    """What the official seems to do in the text; a hint. The values are those of `articles.models.Role`."""

    SUBJECT = "subject"
    SPEAKER = "speaker"
    MENTIONED = "mentioned"


class Rule(enum.StrEnum):
    """Why words were taken for a person."""

    MARKED = "marked"  # an editor marked them
    FULL_NAME = "full-name"
    SECOND_REFERENCE = "second-reference"  # "Mr. Ban" after "Ban Ki-moon"
    TITLE_AND_NAME = "title-and-name"  # "Secretary-General Ban"
    HONORIFIC = "honorific"  # "Mr. Ban", nobody of that name before
    TITLE = "title"  # "the Secretary-General", by date
    HOLDER = "holder"  # "Ban", where a title of his stands elsewhere


@dataclass(frozen=True)
class Place:
    """Words of a text: ``blocks[block][start:end]``, in code points."""

    block: int
    start: int
    end: int


@dataclass(frozen=True)
class Evidence(Place):
    """Words that name a person, the sentence they stand in, and the rule that says so."""

    surface: str
    sentence: str
    rule: Rule


@dataclass(frozen=True)
class Suggestion:
    """A person whom the text names, or several of whom it names one.

    `person` is None where the text does not say which of the `rivals` it means: choose, none is preselected.
    Beside a person `rivals` are others whom the same words may mean, though less likely. `evidence` is in the
    order of the text. `evidence_hash` changes when the words or the sentence of the best evidence change.
    """

    person: Id | None
    role: Role
    strength: Strength
    evidence: tuple[Evidence, ...]
    rivals: tuple[Id, ...]
    evidence_hash: str

    @property
    def is_ambiguous(self) -> bool:
        return self.person is None

    @property
    def persons(self) -> tuple[Id, ...]:
        """Whom it may mean."""
        return self.rivals if self.is_ambiguous else (self.person,)


@dataclass(frozen=True)
class Marked(Place):
    """Words that an editor has marked as a person's."""

    person: Id


def suggest(
    blocks: Sequence[str],
    on: datetime.date,
    names: NameList,
    dismissed: Collection[tuple[Id, str]] = frozenset(),
    marked: Sequence[Marked] = (),
    lead: int = 2,
) -> list[Suggestion]:
    """Whom the blocks of a story of that day name, strongest first. Causes no query.

    ``blocks`` are plain texts, the headline first; the first ``lead`` of them say what the story is about.
    ``dismissed`` holds (person, evidence_hash) of what an editor turned down.
    """
    index = _index(names)
    found = defaultdict(list)
    for number, block in enumerate(blocks):
        for persons, start, end in index.full_names(block):
            sentence = block
            evidence = Evidence(number, start, end, block[start:end], sentence, Rule.FULL_NAME)
            found[persons].append(evidence)
    suggestions = []
    for persons, evidence in found.items():
        person = persons[0] if len(persons) == 1 else None
        hashed = hash_of(evidence[0])
        left = tuple(one for one in persons if (one, hashed) not in dismissed)
        if not left:
            continue
        role = Role.SUBJECT if evidence[0].block < lead else Role.MENTIONED
        rivals = left if person is None else ()
        suggestions.append(Suggestion(person, role, Strength.STRONG, tuple(evidence), rivals, hashed))
    return sorted(suggestions, key=lambda one: (one.evidence[0].block, one.evidence[0].start))


def hash_of(evidence: Evidence) -> str:
    """Names the cause of a suggestion: it is another one once these words or their sentence change."""
    said = "\n".join([evidence.rule, evidence.surface, evidence.sentence])
    said = " ".join(unicodedata.normalize("NFC", said).split())
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def rule_in_words(evidence: Evidence, on: datetime.date) -> str:
    """Why these words were taken for the person: "“the Secretary-General” on 10 October 2007"."""
    return _RULES[evidence.rule]() % {"words": evidence.surface, "day": date_in_words(on.isoformat())}


_RULES = {
    Rule.MARKED: lambda: _("marked as an official in the text"),
    Rule.FULL_NAME: lambda: _("named in full: “%(words)s”"),
    Rule.SECOND_REFERENCE: lambda: _("“%(words)s” after the full name"),
    Rule.TITLE_AND_NAME: lambda: _("a title and a name that fit on %(day)s: “%(words)s”"),
    Rule.HONORIFIC: lambda: _("“%(words)s”, a name of one official on %(day)s"),
    Rule.TITLE: lambda: _("“%(words)s” on %(day)s"),
    Rule.HOLDER: lambda: _("“%(words)s”, holder of a post named elsewhere in the text"),
}

_WORD = re.compile(r"[^\W_]+")


class _Index:
    def __init__(self, names):
        self.by_tokens = defaultdict(set)
        for person in names.persons:
            for text in (person.full, *person.names):
                self.by_tokens[tuple(fold(text).split())].add(person.id)

    def full_names(self, text):
        words = [(m.start(), m.end(), fold(m[0])) for m in _WORD.finditer(text)]
        for at in range(len(words)):
            for length in range(2, 6):
                part = words[at : at + length]
                if len(part) == length and (ids := self.by_tokens.get(tuple(w[2] for w in part))):
                    yield tuple(sorted(ids, key=str)), part[0][0], part[-1][1]


@lru_cache(maxsize=4)
def _index(names: NameList) -> _Index:
    return _Index(names)
