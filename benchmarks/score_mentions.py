"""How good suggestions are on labelled texts: `python -m benchmarks.score_mentions TEXTS.jsonl --people
TABLE.csv`.

A line is a text: {id, date, lang, blocks, gold: [{person: "Family, Given" of the table, role}], trap}.
Prints precision, strong precision, recall, the roles, and the traps hit; with --faults each mistake.
`--home NAME` gives the newsroom an organization of its own, `--more 5000` puts so many invented persons
beside the table.
"""

import argparse
import datetime
import json
import os
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import django

ROLES = ("speaker", "subject", "mentioned")


@dataclass
class Score:
    """What was counted. `roles` counts (role as labelled, role as suggested)."""

    texts: int = 0
    right: int = 0
    wrong: int = 0
    missed: int = 0
    strong: int = 0
    strong_wrong: int = 0
    traps: int = 0
    traps_hit: int = 0
    roles: Counter = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def lines(self):
        found, gold = self.right + self.wrong, self.right + self.missed
        yield f"{self.texts} texts, {gold} links"
        yield f"precision {_part(self.right, found)}, recall {_part(self.right, gold)}"
        yield f"strong precision {_part(self.strong - self.strong_wrong, self.strong)}"
        for role in ROLES:
            said = sum(count for (_gold, said), count in self.roles.items() if said == role)
            meant = sum(count for (gold, _said), count in self.roles.items() if gold == role)
            right = self.roles[role, role]
            yield f"{role}: {_part(right, meant)} of those meant, {_part(right, said)} of those said"
        yield f"role right {_part(sum(self.roles[r, r] for r in ROLES), self.roles.total())}"
        yield f"traps hit {self.traps_hit} of {self.traps}"


def _part(some, whole):
    return f"{some / whole if whole else 1:.3f} ({some}/{whole})"


def score(texts, names) -> Score:
    from articles.mentions import suggest

    label = {f"{person.family}, {person.given}".strip(", "): person.id for person in names.persons}
    total = Score()
    for text in texts:
        found = suggest(
            text["blocks"],
            datetime.date.fromisoformat(text["date"]),
            names,
            language=text.get("lang", "en"),
            about=text.get("about", ()),
        )
        offered = {one.person: one for one in found if not one.is_ambiguous and one.strength != "weak"}
        gold = {label[row["person"].strip(", ")]: row["role"] for row in text["gold"]}
        _count(total, text, offered, gold)
    return total


def _count(total, text, offered, gold):
    total.texts += 1
    total.traps += bool(text.get("trap"))
    wrong = offered.keys() - gold.keys()
    total.traps_hit += bool(text.get("trap") and wrong)
    for person, one in sorted(offered.items()):
        strong = one.strength == "strong"
        total.strong += strong
        said = "; ".join(f"“{place.surface}” {place.rule}" for place in one.evidence[:3])
        if person in gold:
            total.right += 1
            total.roles[gold[person], str(one.role)] += 1
            if gold[person] != one.role:
                total.faults.append(
                    f"{text['id']}: role of {person} is {gold[person]}, not {one.role} ({said})"
                )
        else:
            total.wrong += 1
            total.strong_wrong += strong
            total.faults.append(f"{text['id']}: wrong {person} ({one.strength}; {said})")
    for person in sorted(gold.keys() - offered.keys()):
        total.missed += 1
        total.faults.append(f"{text['id']}: missed {person}")


def beside(names, count):
    """The name list with so many invented persons and their posts beside it."""
    from benchmarks.mentions import made_up
    from people.known_names import NameList

    more = made_up(count)
    return NameList(
        [*names.persons, *more.persons],
        [*names.posts, *more.posts],
        [*names.organizations, *more.organizations],
        [*names.appointments, *more.appointments],
        names.home,
    )


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts", nargs="+", type=Path)
    parser.add_argument("--people", type=Path, required=True)
    parser.add_argument("--home", action="append", default=[])
    parser.add_argument("--more", type=int, default=0)
    parser.add_argument("--faults", action="store_true")
    options = parser.parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    django.setup()
    from articles.mentions.report import read_officials

    names = read_officials(options.people, options.home)
    names = beside(names, options.more) if options.more else names
    for path in options.texts:
        total = score([json.loads(line) for line in path.read_text().splitlines() if line.strip()], names)
        print(path.name, *total.lines(), *(total.faults if options.faults else ()), sep="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
