"""Which officials a text names, with the evidence: a pure function over a name list. Suggests, links nothing.

    >>> from people.known_names import KnownPerson, NameList
    >>> names = NameList(persons=[KnownPerson(7, "Kofi Annan", "Kofi", "Annan")])
    >>> found, = suggest(["Kofi Annan spoke."], datetime.date(2005, 3, 1), names)
    >>> found.person, found.strength.value, found.evidence[0].surface
    (7, 'strong', 'Kofi Annan')

No model, no database, no network; the same input gives the same answer whatever the order of the list.
`vocabulary` holds the words, `index` the forms of names and titles, `passage` a block as the rules see it,
`reading` and `titles` the rules, `roles` the hints.
"""

import datetime
from collections import defaultdict
from collections.abc import Collection, Sequence

from articles.mentions.evidence import (
    Evidence,
    Marked,
    Place,
    Role,
    Rule,
    Strength,
    Suggestion,
    hash_of,
    rule_in_words,
)
from articles.mentions.index import index_of
from articles.mentions.reading import Reading, ordered
from articles.mentions.roles import roles_of
from people.known_names import Id, NameList

__all__ = [
    "Evidence",
    "Marked",
    "Place",
    "Role",
    "Rule",
    "Strength",
    "Suggestion",
    "hash_of",
    "rule_in_words",
    "suggest",
]


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
    ``dismissed`` holds (person, evidence_hash) of what an editor turned down. ``marked`` are words marked as
    a person's already: the best evidence, in which nobody else is looked for.
    """
    reading = Reading(index_of(names), blocks, on, marked, lead)
    found = reading.read()
    roles = roles_of(found, reading.passages, lead, names)
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
        role=roles[persons[0]] if alone else Role.MENTIONED,
        strength=best[0].strength,
        evidence=evidence,
        rivals=_rivals(reading, persons[0]) if alone else left,
        evidence_hash=cause,
    )


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
