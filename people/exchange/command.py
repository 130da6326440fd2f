"""What the commands of import share: read the file, say what was done, fail with every fault named."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError


class ImportCommand(BaseCommand):
    """A command ``FILE [--dry-run]``. ``take(content, **kw)`` returns a RecordReport or raises ValueError."""

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, change nothing")

    def take(self, content, options, **kw):
        raise NotImplementedError

    def handle(self, *, file, dry_run, **options):
        try:
            content = file.read_bytes()
            report = self.take(content, options, dry_run=dry_run, reason=f"Imported from {file.name}")
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
        if report.errors:
            raise CommandError(f"{len(report.errors)} faults; nothing was changed.")
        for row in report.shown if self.verbose else ():
            changes = "; ".join(f"{name}: {old or '–'} → {new or '–'}" for name, old, new in row.changes)
            self.stdout.write(f"{report.unit} {row.line}, {row.state} {row.label} {row.name}: {changes}")
        new, changed, same = (report.counts[state] for state in ("new", "changed", "unchanged"))
        self.stdout.write(f"{new} {would}new, {changed} {would}changed, {same} so already.")

    def execute(self, *args, **options):
        self.verbose = options.get("verbosity", 1) > 1
        return super().execute(*args, **options)
