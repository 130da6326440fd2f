"""How good the warnings of titles are on labelled texts: `python -m benchmarks.score_titles TEXTS.jsonl
--people TABLE.csv`.

A line is a text: {id, date, lang, blocks, contradicts: ["Family, Given" of the table]}: whom the text gives,
before or after the name, a title that the record denies on the date. Texts of another day than their own
measure what is missed, texts of their own day what is warned of without need.
Prints the false alarms of all warnings, the misses of all contradictions, and the remarks; with --faults each
mistake. Makes a database of its own in memory and imports the table. `--home NAME` gives the newsroom an
organization of its own.
"""

import argparse
import datetime
import json
import os
import sys
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

import django


@dataclass
class TitleScore:
    """What was counted. A warning is a person of a text; several of one person count once."""

    texts: int = 0
    right: int = 0
    false: int = 0
    missed: int = 0
    remarks: int = 0
    faults: list[str] = field(default_factory=list)

    def lines(self):
        yield f"{self.texts} texts, {self.right + self.missed} contradictions, {self.remarks} remarks"
        yield f"false alarms {_part(self.false, self.right + self.false)} of the warnings"
        yield f"misses {_part(self.missed, self.right + self.missed)} of the contradictions"


def _part(some, whole):
    return f"{some / whole if whole else 0:.3f} ({some}/{whole})"


def score(texts) -> TitleScore:
    """Score the texts against the record of the database."""
    from people.models import Person

    label = {f"{one.family_name}, {one.given_name}": one.pk for one in Person.objects.all()}
    names = {pk: name for name, pk in label.items()}
    total = TitleScore()
    for text in texts:
        warned, remarks = _warned(text)
        meant = {label[name] for name in text.get("contradicts", ())}
        total.texts += 1
        total.remarks += remarks
        total.right += len(warned.keys() & meant)
        total.false += len(warned.keys() - meant)
        total.missed += len(meant - warned.keys())
        for pk in sorted(warned.keys() - meant):
            total.faults.append(f"{text['id']} ({text['date']}): false {names[pk]}: {warned[pk]}")
        for pk in sorted(meant - warned.keys()):
            total.faults.append(f"{text['id']} ({text['date']}): missed {names[pk]}")
    return total


def _warned(text):
    """({person: the title warned of}, number of remarks) of a text."""
    from articles.checks import CheckedStory, KnownFacts
    from articles.checks.titles import denied_titles, other_names_of_posts

    headline, *paragraphs = text["blocks"]
    story = CheckedStory(
        headline=headline,
        standfirst="",
        body="".join(f"<p>{escape(words, quote=False)}</p>" for words in paragraphs),
        date=datetime.date.fromisoformat(text["date"]),
        language=text.get("lang", "en"),
    )
    known = KnownFacts.about(story)
    warned = {said.person: f"{said.said_as} {said.title}" for said, _rows in denied_titles(story, known)}
    return warned, len(list(other_names_of_posts(story, known)))


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts", nargs="+", type=Path)
    parser.add_argument("--people", type=Path, required=True)
    parser.add_argument("--home", action="append", default=[])
    parser.add_argument("--faults", action="store_true")
    options = parser.parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django.test.utils import get_runner

    from people.models import Organization, RecordSettings

    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = ":memory:"
    runner = get_runner(settings)(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    call_command("import_officials", options.people, stdout=sys.stderr)
    home = Organization.objects.filter(name__in=options.home)
    RecordSettings.objects.get_or_create()[0].home_organizations.set(home)
    for path in options.texts:
        total = score([json.loads(line) for line in path.read_text().splitlines() if line.strip()])
        print(path.name, *total.lines(), *(total.faults if options.faults else ()), sep="\n")
    runner.teardown_databases(databases)


if __name__ == "__main__":
    main(sys.argv[1:])
