"""How good the suggestions are: measured on texts whose officials are known, against bars that must hold.

A file of examples is JSON lines, one text each: ``{id, date, type, blocks, gold: [{person, role, spans}],
ambiguous: [{persons, span}], traps: [span], either: [span]}``. Persons are slugs, a span is ``[block, from,
to]``. ``traps`` name nobody, ``either`` may count or not. ``officials.csv`` beside it says who is known.
"""

import csv
import datetime
import json
from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from articles.mentions import RoleHint, Rule, Strength, suggest
from newsroom.lib.names import slug_of
from people.known_names import (
    FAMILY_FIRST,
    GIVEN_FIRST,
    MONONYM,
    KnownOrganization,
    KnownPerson,
    KnownPost,
    NameList,
    PostName,
)
from people.models import AppointmentKind
from people.name_list import held

PRECISION, RECALL, STRONG_PRECISION, SPEAKERS, LINKS = 0.98, 0.95, 0.995, 0.8, 100


@dataclass
class Counts:
    """What was found right, found wrong, and missed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass
class MentionsReport:
    """The measures of a set of examples. `faults` says each mistake in a line."""

    texts: int = 0
    links: int = 0
    offered: Counts = field(default_factory=Counts)  # persons, strong and medium
    strong: Counts = field(default_factory=Counts)
    places: Counts = field(default_factory=Counts)  # spans of evidence
    by_type: dict[str, Counts] = field(default_factory=lambda: defaultdict(Counts))
    texts_of_type: Counter = field(default_factory=Counter)
    ambiguous: int = 0
    honest: int = 0
    traps: int = 0
    speakers: int = 0
    speakers_right: int = 0
    roles: int = 0
    roles_right: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def misses(self) -> list[str]:
        """The bars that do not hold, in words."""
        bars = [
            (self.offered.precision >= PRECISION, f"precision below {PRECISION}"),
            (self.offered.recall >= RECALL, f"recall below {RECALL}"),
            (self.strong.precision >= STRONG_PRECISION, f"strong precision below {STRONG_PRECISION}"),
            (not self.traps, f"{self.traps} traps hit"),
            (self.honest == self.ambiguous, "an ambiguous name was resolved or not offered"),
            (self.speakers_right >= SPEAKERS * self.speakers, f"speakers below {SPEAKERS}"),
            (self.links >= LINKS, f"fewer than {LINKS} links"),
        ]
        return [words for holds, words in bars if not holds]

    def lines(self):
        """The report as lines of text."""
        yield f"{self.texts} texts, {self.links} links"
        for name, counts in (
            ("persons, strong and medium", self.offered),
            ("persons, strong alone", self.strong),
            ("places of evidence", self.places),
        ):
            yield f"{name:28} {_line(counts)}"
        yield f"{'ambiguous shown as such':28} {self.honest} of {self.ambiguous}"
        yield f"{'traps hit':28} {self.traps}"
        yield f"{'speakers':28} {self.speakers_right} of {self.speakers}"
        yield f"{'roles':28} {self.roles_right} of {self.roles}"
        for kind, counts in sorted(self.by_type.items()):
            yield f"  {kind:26} {_line(counts)}  in {self.texts_of_type[kind]} texts"


def _line(counts):
    numbers = f"{counts.right} right, {counts.wrong} wrong, {counts.missed} missed"
    return f"P {counts.precision:.3f}  R {counts.recall:.3f}  F1 {counts.f1:.3f}  ({numbers})"


def measure(examples, names: NameList) -> MentionsReport:
    """Compare what is suggested for each example with what it says of itself."""
    report = MentionsReport()
    for example in examples:
        _ExampleComparison(example, names, report).run()
    return report


class _ExampleComparison:
    """One text: what is said of it, and what is suggested."""

    def __init__(self, example, names, report):
        self.example, self.report = example, report
        self.gold = {row["person"]: row for row in example["gold"]}
        self.either = [tuple(span) for span in example.get("either", ())]
        self.unsure = example.get("ambiguous", ())
        day = datetime.date.fromisoformat(example["date"])
        self.found = suggest(example["blocks"], day, names)

    def run(self):
        report, kind = self.report, self.example["type"]
        report.texts += 1
        report.texts_of_type[kind] += 1
        report.links += len(self.gold)
        self._persons(report.offered, (Strength.STRONG, Strength.MEDIUM), say=True)
        self._persons(report.by_type[kind], (Strength.STRONG, Strength.MEDIUM))
        self._persons(report.strong, (Strength.STRONG,))
        self._places()
        self._traps()
        self._ambiguous()
        self._roles()

    def _offered(self, strengths):
        return [one for one in self.found if not one.is_ambiguous and one.strength in strengths]

    def _persons(self, counts, strengths, *, say=False):
        offered = {one.person: one for one in self._offered(strengths)}
        for person, one in offered.items():
            if person in self.gold:
                counts.right += 1
            elif not all(self._overlaps(place, self.either) for place in one.evidence):
                counts.wrong += 1
                if say:
                    self._fault(f"wrong: {person} ({one.strength}, {_said(one)})")
        for person in self.gold.keys() - offered.keys():
            counts.missed += 1
            if say:
                self._fault(f"missed: {person}")

    def _places(self):
        for one in self._offered((Strength.STRONG, Strength.MEDIUM)):
            spans = self.gold.get(one.person, {}).get("spans", ())
            for place in one.evidence:
                if self._overlaps(place, spans):
                    self.report.places.right += 1
                elif not self._overlaps(place, self.either):
                    self.report.places.wrong += 1
                    self._fault(f"place: {one.person} by “{place.surface}” ({place.rule})")
            self.report.places.missed += sum(
                not any(_meet(place, span) for place in one.evidence) for span in spans
            )

    def _traps(self):
        for one in self.found:
            if one.strength == Strength.WEAK:
                continue
            for place in one.evidence:
                if self._overlaps(place, self.example.get("traps", ())):
                    self.report.traps += 1
                    self._fault(f"trap: {one.persons} by “{place.surface}” ({place.rule})")

    def _ambiguous(self):
        for row in self.unsure:
            self.report.ambiguous += 1
            groups = [
                one for one in self.found if one.is_ambiguous and set(one.persons) == set(row["persons"])
            ]
            resolved = any(
                not one.is_ambiguous and any(_meet(place, row["span"]) for place in one.evidence)
                for one in self.found
            )
            if any(_meet(place, row["span"]) for one in groups for place in one.evidence) and not resolved:
                self.report.honest += 1
            else:
                self._fault(f"ambiguous: {row['persons']}")

    def _roles(self):
        for one in self._offered((Strength.STRONG, Strength.MEDIUM)):
            if one.person not in self.gold:
                continue
            role = self.gold[one.person]["role"]
            self.report.roles += 1
            self.report.roles_right += role == one.role
            if RoleHint.SPEAKER in (role, one.role):
                self.report.speakers += 1
                self.report.speakers_right += role == one.role
                if role != one.role:
                    self._fault(f"role: {one.person} is {role}, not {one.role}")

    @staticmethod
    def _overlaps(place, spans):
        return any(_meet(place, span) for span in spans)

    def _fault(self, words):
        self.report.faults.append(f"{self.example['id']}: {words}")


def _meet(place, span):
    block, start, end = span
    return place.block == block and place.start < end and start < place.end


def _said(one):
    return "; ".join(f"“{place.surface}” {Rule(place.rule).value}" for place in one.evidence[:3])


# --- Reading the files --------------------------------------------------------------------------


def read_examples(path: Path) -> list[dict]:
    """The examples of a file, or of every .jsonl in a folder."""
    files = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
    return [json.loads(line) for file in files for line in file.read_text().splitlines() if line.strip()]


def read_officials(path: Path, home: Collection[str] = ()) -> NameList:
    """The name list of a table as `people.exchange.officials` takes it; persons are known by their slugs.

    ``home`` are names of organizations that are the newsroom's own.
    """
    with path.open(newline="") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    persons, posts, houses, appointments = {}, {}, {}, []
    for row in rows:
        person = _person(row)
        persons[person.id] = person
        house = row["organization"]
        houses[house] = KnownOrganization(house, house)
        post = (house, row["post"])
        posts[post] = KnownPost(post, (PostName(row["post"]),), house)
        stages = (row["intended"], row["announced"], row["start"])
        appointments.append(
            held(person.id, post, row["kind"] in AppointmentKind.stand_ins(), stages, [row["end"]])
        )
    return NameList(
        tuple(persons.values()),
        tuple(posts.values()),
        tuple(houses.values()),
        tuple(appointments),
        frozenset(home).intersection(houses),
    )


def _person(row):
    given, family = row["given"], row["family"]
    order = FAMILY_FIRST if row["family_first"] == "yes" else GIVEN_FIRST
    parts = (family, given) if order == FAMILY_FIRST else (given, family)
    full = " ".join(filter(None, parts))
    if not family and not row["honorific"].endswith(".") and " " not in given:
        full = f"{row['honorific']} {given}"
    names = [name.strip().rsplit(" (", 1)[0] for name in (row.get("names") or "").split(";") if name.strip()]
    slug = slug_of(full, "person", lambda _slug: False)
    return KnownPerson(
        slug, full, given, family, order if family else MONONYM, row["honorific"], tuple(names)
    )
