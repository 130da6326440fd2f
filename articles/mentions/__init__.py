"""Which officials a text names, and why: a pure function over a name list. It suggests and links nothing.

    >>> from people.known_names import KnownPerson, NameList
    >>> names = NameList(persons=[KnownPerson(7, "Kofi Annan", "Kofi", "Annan")])
    >>> found, = suggest(["Kofi Annan spoke."], datetime.date(2005, 3, 1), names)
    >>> found.person, found.strength.value, found.evidence[0].surface
    (7, 'strong', 'Kofi Annan')

No model, no database, no network; the same input gives the same answer whatever the order of the list.
`rules` holds the rules, a file a subject, `languages` the words, a file a language. `index` and
`title_index` hold the forms of names and titles, `passage` is a block as the rules see it, `reading` one
text, `houses` the houses that it has in sight, `titled` the titles before names.
"""

import datetime
from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import NamedTuple

from articles.mentions import rules
from articles.mentions.evidence import (
    Evidence,
    Marked,
    RoleHint,
    Rule,
    Strength,
    Suggestion,
    TextSpan,
    hash_of,
    rule_in_words,
)
from articles.mentions.index import Index, index_of
from articles.mentions.reading import Reading
from articles.mentions.roles import roles_of
from articles.mentions.sights import ordered
from articles.mentions.titled import (
    SaidAs,
    TitledName,
    may_be_called,
    titled_names,
    titles_beside_names,
)
from articles.mentions.vocabulary import DEFAULT, vocabulary_of
from people.known_names import Id, NameList

__all__ = [
    "Evidence",
    "Marked",
    "RoleHint",
    "Rule",
    "SaidAs",
    "Strength",
    "Suggestion",
    "TextAnswer",
    "TextSpan",
    "TitledName",
    "hash_of",
    "may_be_called",
    "named_at_all",
    "read_text",
    "rule_in_words",
    "suggest",
]


class TextAnswer(NamedTuple):
    """What one reading of a text says: whom it names, and what it calls them with a title before the name.

    Nobody is in `titled` who is not among the suggestions. `may_be_meant` are all whom a title of the text
    may mean if its house is the one on record: enough to leave a link alone, too little to suggest one.
    `beside` are the titles before or after a name.
    """

    suggestions: list[Suggestion]
    titled: list[TitledName]
    may_be_meant: frozenset[Id]
    beside: list[TitledName]


def read_text(
    blocks: Sequence[str],
    on: datetime.date,
    names: NameList,
    dismissed: Collection[tuple[Id, str]] = frozenset(),
    marked: Sequence[Marked] = (),
    lead: int = 2,
    *,
    language: str = DEFAULT,
    about: Sequence[str] = (),
) -> TextAnswer:
    """Read the blocks of a story of that day, one time for both lists. Arguments as for `suggest`."""
    reading = _reading(blocks, on, names, marked, lead, language, about)
    suggestions = _suggestions(reading, reading.read(), dismissed)
    named = {person for one in suggestions for person in one.persons}
    titled = [one for one in titled_names(reading) if one.person in named]
    beside = [one for one in titles_beside_names(reading) if one.person in named]
    return TextAnswer(suggestions, titled, reading.may_be_meant(), beside)


def suggest(
    blocks: Sequence[str],
    on: datetime.date,
    names: NameList,
    dismissed: Collection[tuple[Id, str]] = frozenset(),
    marked: Sequence[Marked] = (),
    lead: int = 2,
    *,
    language: str = DEFAULT,
    about: Sequence[str] = (),
) -> list[Suggestion]:
    """Whom the blocks of a story of that day name, strongest first. Causes no query.

    ``blocks`` are plain texts, the headline first; the first ``lead`` of them say what the story is about.
    ``dismissed`` holds (person, evidence_hash) of what an editor turned down. ``marked`` are words marked
    as a person's already: the best evidence; nobody else is searched for in them. ``language`` is that of
    the text. ``about`` are words beside it that put houses in sight: its dateline, its topics.
    """
    reading = _reading(blocks, on, names, marked, lead, language, about)
    return _suggestions(reading, reading.read(), dismissed)


def named_at_all(blocks: Sequence[str], names: NameList) -> set[Id]:
    """Everybody in a short name list of whom the texts have any name, a family name alone included.

    Less than a suggestion: it says that a word may mean the person, not that it does.
    """
    return Reading(Index(names), blocks, datetime.date.max, vocabulary_of(DEFAULT)).forms_found()


def _reading(blocks, on, names, marked, lead, language, about):
    words = vocabulary_of(language)
    return Reading(index_of(names), blocks, on, words, marked=marked, lead=lead, about=about)


def _suggestions(reading, found, dismissed):
    roles = roles_of(found, reading)
    groups = defaultdict(list)
    for one in found:
        groups[one.persons].append(one)
    single = {persons[0] for persons in groups if len(persons) == 1}
    suggestions = []
    for persons, places in groups.items():
        if (
            len(persons) > 1
            and single.intersection(persons)
            and all(one.rule == Rule.TITLE for one in places)
        ):
            continue  # several hold the post, and the text says elsewhere which one it speaks of
        suggestion = _suggestion(reading, persons, places, roles, dismissed)
        if suggestion:
            suggestions.append(suggestion)
    return sorted(suggestions, key=_order)


def _suggestion(reading, persons, places, roles, dismissed):
    evidence = tuple(_evidence(reading, one) for one in places)
    best = min(zip(places, evidence, strict=True), key=lambda pair: (pair[0].strength.rank, pair[1]))
    cause = hash_of(best[1])
    left = ordered(person for person in persons if (person, cause) not in dismissed)
    if not left:
        return None
    alone = len(persons) == 1
    return Suggestion(
        person=persons[0] if alone else None,
        role=roles[persons[0]] if alone else RoleHint.MENTIONED,
        strength=best[0].strength,
        evidence=evidence,
        rivals=_rivals(reading, persons[0]) if alone else left,
        evidence_hash=cause,
        is_coming=alone and any(_is_coming(reading, one) for one in places),
    )


def _is_coming(reading, one):
    return bool(rules.first_answer(rules.COMING, reading, reading.passages[one.block], one))


def _evidence(reading, one):
    passage = reading.passages[one.block]
    begin, end = passage.sentence_at(one.start)
    return Evidence(
        one.block,
        one.start,
        one.end,
        passage.text[one.start : one.end],
        passage.text[min(begin, one.start) : max(end, one.end)],
        one.rule,
    )


def _rivals(reading, person):
    """Others who bear the very same full name."""
    full = reading.names.person[person].full
    return ordered(reading.index.namesakes(full) - {person})


def _order(suggestion):
    first = suggestion.evidence[0]
    return (
        suggestion.strength.rank,
        first.block > 0,
        -len(suggestion.evidence),
        (first.block, first.start),
        str(suggestion.persons),
    )
