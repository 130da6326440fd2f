"""Suggestions as the desk shows them: a row for each, beside the story's form and on the link desk."""

from dataclasses import dataclass
from typing import NamedTuple

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from articles.mentions import Strength
from articles.mentions.suggestions import Offered
from articles.models import SuggestionDismissal
from articles.models.content import OfficialRole
from people.models import State

PLACES = 3  # of evidence that a row shows; of the others it says how many
ROUND = 70  # characters of the sentence on each side of the words
LONGEST_HASH = 64  # characters of an evidence hash
PLAIN = (State.IN_POST, State.ACTING)  # states that the title says by itself


class QuotedPlace(NamedTuple):
    """Words of the text in their sentence, and the rule by which they name somebody."""

    before: str
    words: str
    after: str
    reason: str


class Candidate(NamedTuple):
    """Somebody whom the words may mean, with the title of the story's day in words."""

    pk: int
    name: str
    title: str
    state: str  # the badge that the title needs, if any


@dataclass(frozen=True)
class SuggestionRow:
    """A suggestion. `key` names it among those of the story."""

    key: str
    offered: Offered
    who: str
    candidates: list[Candidate]
    rivals: list[Candidate]
    strength: str
    strength_words: str
    role: str
    quoted: list[QuotedPlace]
    more: int

    @property
    def is_ambiguous(self):
        return self.offered.is_ambiguous

    @property
    def persons(self):
        """The ids of all whom it may mean, for a field of a form."""
        return ",".join(str(one.pk) for one in self.candidates)


def rows(offers):
    """Rows in the order of the suggestions, those whose persons are on record. No query."""
    return [_row(one) for one in offers if one.persons]


def roles():
    """The roles in a story, (value, label)."""
    return OfficialRole.choices


def dismissed_words(why):
    """What is said of a dismissal, with a place for the names."""
    other = why == SuggestionDismissal.Why.OTHER
    return _("%(names)s: not this person") if other else _("%(names)s: dismissed")


def _row(one):
    candidates = [_candidate(person, one) for person in one.persons]
    said = one.places[0].evidence.surface
    strength = "ambiguous" if one.is_ambiguous else one.strength.value
    return SuggestionRow(
        key=key_of(one),
        offered=one,
        who=f"“{said}”" if one.is_ambiguous else str(one.person),
        candidates=candidates,
        rivals=[] if one.is_ambiguous else [_candidate(person, one) for person in one.rivals],
        strength=strength,
        strength_words=_strengths()[strength],
        role=OfficialRole(one.role.value),
        quoted=[quoted(place.evidence, place.reason) for place in one.places[:PLACES]],
        more=max(0, len(one.places) - PLACES),
    )


def key_of(one):
    """Names a suggestion within its story; fit for the name of a field."""
    return f"{one.evidence_hash}-{'any' if one.is_ambiguous else one.person.pk}"


def _candidate(person, one):
    title = one.titles.get(person.pk)
    if title is None:
        return Candidate(person.pk, str(person), _("no post on record on that day"), "")
    badge = "" if title.state in PLAIN else title.state.value
    return Candidate(person.pk, str(person), capfirst(title.text), badge)


def _strengths():
    return {
        Strength.STRONG.value: _("strong"),
        Strength.MEDIUM.value: _("medium"),
        Strength.WEAK.value: _("weak"),
        "ambiguous": _("ambiguous"),
    }


def quoted(evidence, reason):
    """Evidence in its sentence, as Quoted."""
    sentence = " ".join(evidence.sentence.split())
    words = " ".join(evidence.surface.split())
    before, _said, after = sentence.partition(words)
    return QuotedPlace(_end(before), words, _start(after), reason)


def _end(text):
    """The end of a text, from a word on."""
    return text if len(text) <= ROUND else "…" + text[-ROUND:].partition(" ")[2]


def _start(text):
    return text if len(text) <= ROUND else text[:ROUND].rpartition(" ")[0] + "…"
