"""What the engine says of a text: persons, how sure, why, and where."""

import enum
import hashlib
import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext as _

from newsroom.lib.partial_date import words as date_in_words
from people.known_names import Id


class Strength(enum.StrEnum):
    """How much the evidence proves. Strong and medium are offered, weak is shown below them."""

    STRONG = "strong"
    MEDIUM = "medium"
    WEAK = "weak"

    @property
    def rank(self) -> int:
        return list(Strength).index(self)


class RoleHint(enum.StrEnum):
    """What the official seems to do in the text; a hint. The values are those of `articles.models.Role`."""

    SUBJECT = "subject"
    SPEAKER = "speaker"
    MENTIONED = "mentioned"


class Rule(enum.StrEnum):
    """Why words were taken for a person."""

    MARKED = "marked"  # an editor marked them
    FULL_NAME = "full-name"
    LONGER_NAME = "longer-name"  # the name with more given names or initials than recorded
    SECOND_REFERENCE = "second-reference"  # "Mr. Ban" after "Ban Ki-moon"
    TITLE_AND_NAME = "title-and-name"  # "Secretary-General Ban"
    HONORIFIC = "honorific"  # "Mr. Ban", nobody of that name before
    TITLE = "title"  # "the Secretary-General", by date
    MISSPELT = "misspelt"  # "UN Secretary-General Antonio Guterrez": did you mean
    HOLDER = "holder"  # "Ban", where the text gives a title of his elsewhere


@dataclass(frozen=True, order=True)
class TextSpan:
    """Words of a text: ``blocks[block][start:end]``, in code points."""

    block: int
    start: int
    end: int


@dataclass(frozen=True, order=True)
class Evidence(TextSpan):
    """Words that name a person, their sentence, and the rule that says so."""

    surface: str
    sentence: str
    rule: Rule


@dataclass(frozen=True)
class Suggestion:
    """A person whom the text names, or several of whom it names one.

    `person` is None where the text does not say which of the `rivals` it means: choose, none is preselected.
    Beside a person `rivals` are others whom the same words may mean, though less likely. `evidence` is in the
    order of the text. `evidence_hash` changes when the words or the sentence of the best evidence change.
    `is_coming`: the text says that the person is to be appointed.
    """

    person: Id | None
    role: RoleHint
    strength: Strength
    evidence: tuple[Evidence, ...]
    rivals: tuple[Id, ...]
    evidence_hash: str
    is_coming: bool = False

    @property
    def is_ambiguous(self) -> bool:
        return self.person is None

    @property
    def persons(self) -> tuple[Id, ...]:
        """Whom it may mean."""
        return self.rivals if self.is_ambiguous else (self.person,)


@dataclass(frozen=True, order=True)
class Marked(TextSpan):
    """Words that an editor has marked as a person's."""

    person: Id


def hash_of(evidence: Evidence) -> str:
    """Names the cause of a suggestion: other words or another sentence make another one."""
    said = "\n".join([evidence.rule, evidence.surface, evidence.sentence])
    said = " ".join(unicodedata.normalize("NFC", said).split())
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def rule_in_words(evidence: Evidence, on) -> str:
    """Why these words were taken for the person: "“the Secretary-General” on 10 October 2007"."""
    words = " ".join(evidence.surface.split())
    return _RULES[evidence.rule]() % {"words": words, "day": date_in_words(on.isoformat())}


_RULES = {
    Rule.MARKED: lambda: _("marked as an official in the text"),
    Rule.FULL_NAME: lambda: _("named in full: “%(words)s”"),
    Rule.LONGER_NAME: lambda: _("named in full, with further names: “%(words)s”"),
    Rule.SECOND_REFERENCE: lambda: _("“%(words)s” of a person the text also names otherwise"),
    Rule.TITLE_AND_NAME: lambda: _("title and name fit on %(day)s: “%(words)s”"),
    Rule.HONORIFIC: lambda: _("“%(words)s”: one official of that name is on record for %(day)s"),
    Rule.TITLE: lambda: _("“%(words)s” on %(day)s"),
    Rule.MISSPELT: lambda: _("“%(words)s”: did you mean this official?"),
    Rule.HOLDER: lambda: _("“%(words)s”, the name of the holder of a post that the text speaks of"),
}
