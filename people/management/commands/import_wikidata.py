"""manage.py import_wikidata FILE.json: positions held, from an entity file of Wikidata, all or nothing."""

from django.core.management.base import CommandError

from people.exchange.command import ImportCommand
from people.exchange.wikidata import import_wikidata


class Command(ImportCommand):
    help = (
        "Takes the positions held (P39) from a file of Special:EntityData. Persons and posts are found by "
        "their Wikidata item only; the others are listed with proposals, and left out until --choose answers."
    )

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument(
            "--choose",
            action="append",
            default=[],
            metavar="ITEM=ANSWER",
            help="the address of a person or post that is this item; new; new:ORGANIZATION for a post; "
            "leave for a statement, by its id",
        )

    def take(self, content, options, **kw):
        choices = dict(choice.partition("=")[::2] for choice in options["choose"])
        if bad := [item for item, answer in choices.items() if not answer]:
            raise CommandError(f"--choose {bad[0]}: write ITEM=ANSWER.")
        return import_wikidata(content, choices, **kw)

    def show(self, report, would):
        for question in report.questions:
            if question.answer == "leave":
                self.stdout.write(
                    f"{question.item}, a {question.kind}, is not on record: {question.label or 'no name'}"
                )
                for said in question.said:
                    self.stdout.write(f"    {said}")
                for slug, name, why in question.proposals:
                    self.stdout.write(f"    --choose {question.item}={slug} ({name}: {why})")
        for entry in report.faulty_entries:
            self.stdout.write(f"    --choose '{entry.key}=leave' (leaves out: {entry.name})")
        super().show(report, would)
