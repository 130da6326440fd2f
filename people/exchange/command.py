"""What the commands of import share: read the file, tell what became of it, fail with every fault named."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError


class ImportCommand(BaseCommand):
    """A command ``FILE [--dry-run]``. ``take(content, **kw)`` returns a Report or raises ValueError."""

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
        self.tell(report, "would be " if dry_run else "")

    def tell(self, report, would):
        for fault in report.faults:
            self.stderr.write(fault)
        for row in report.refused:
            for column, message in row.faults:
                place = f"{report.unit} {row.line}, {row.label} {row.name}, {column or 'whole row'}"
                self.stderr.write(f"{place}: {message}")
        for note in report.notes:
            self.stdout.write(note)
        if report.fault_count:
            raise CommandError(f"{report.fault_count} faults; nothing was changed.")
        for row in report.shown if self.verbose else ():
            changes = "; ".join(f"{name}: {old or '–'} → {new or '–'}" for name, old, new in row.changes)
            self.stdout.write(f"{report.unit} {row.line}, {row.state} {row.label} {row.name}: {changes}")
        told = f"{report.new} {would}new, {report.changed} {would}changed, {report.unchanged} so already."
        self.stdout.write(told)

    def execute(self, *args, **options):
        self.verbose = options.get("verbosity", 1) > 1
        return super().execute(*args, **options)
