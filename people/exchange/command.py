"""What the commands of import share: read the file, say what was done, fail with every fault named."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from people.exchange.namesake_questions import ANOTHER, answers_of


def add_same(parser):
    """The argument that answers a question about people of one name."""
    parser.add_argument(
        "--same",
        action="append",
        default=[],
        metavar="NUMBER=ANSWER",
        help="whom the row of this number means: the address of the person on record, or another",
    )


def show_namesakes(command, report):
    """Write how each question that is open can be answered."""
    for question in report.namesakes:
        for slug, who in () if question.answer else (*question.who, (ANOTHER, "another person")):
            command.stdout.write(f"    --same {question.number}={slug} ({question.name}: {who})")


def show_changes(command, report):
    """Write every change, field by field."""
    for row in report.shown:
        changes = "; ".join(f"{name}: {old or '–'} → {new or '–'}" for name, old, new in row.changes)
        command.stdout.write(f"{report.unit} {row.line}, {row.state} {row.label} {row.name}: {changes}")


class ImportCommand(BaseCommand):
    """A command ``FILE [--dry-run]``. ``take(content, **kw)`` returns a RecordReport or raises ValueError."""

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, change nothing")
        add_same(parser)

    def take(self, content, options, **kw):
        raise NotImplementedError

    def handle(self, *, file, dry_run, same, **options):
        try:
            content, reason = file.read_bytes(), f"Imported from {file.name}"
            report = self.take(content, options, dry_run=dry_run, reason=reason, answers=answers_of(same))
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from None
        except ValueError as error:
            raise CommandError(f"{file}: {error}") from None
        self.show(report, "would be " if dry_run else "")

    def show(self, report, would):
        for error in report.of_file:
            self.stderr.write(error.reason)
        for row in report.refused:
            for error in row.errors:
                place = f"{report.unit} {row.line}, {row.label} {row.name}, {error.field or 'whole row'}"
                self.stderr.write(f"{place}: {error.reason}")
        for note in report.notes:
            self.stdout.write(note)
        show_namesakes(self, report)
        if report.errors:
            raise CommandError(f"{len(report.errors)} faults; nothing was changed.")
        if self.verbose:
            show_changes(self, report)
        new, changed, same = (report.counts[state] for state in ("new", "changed", "unchanged"))
        self.stdout.write(f"{new} {would}new, {changed} {would}changed, {same} so already.")

    def execute(self, *args, **options):
        self.verbose = options.get("verbosity", 1) > 1
        return super().execute(*args, **options)
