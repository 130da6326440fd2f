"""manage.py import_officials FILE.csv: officials in from a table, all or nothing."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from people.exchange.officials import import_officials, read_officials


class Command(BaseCommand):
    help = "Records the officials of a CSV file: all of them or, with any fault, none. Twice doubles nothing."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, change nothing")
        parser.add_argument(
            "--confidence",
            action="append",
            metavar="WORD",
            help="only these rows; may be repeated",
        )

    def handle(self, *, file, dry_run, confidence, **options):
        try:
            rows = read_officials(file.read_text(encoding="utf-8"))
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from None
        except UnicodeDecodeError:
            raise CommandError(f"{file}: save the file as UTF-8.") from None
        except ValueError as error:
            raise CommandError(f"{file}: {error}") from None
        report = import_officials(rows, dry_run=dry_run, confidences=confidence)
        for row in report.kept:
            self.stdout.write(f"line {row.line}: {row.message}")
        for error in report.errors:
            self.stderr.write(f"line {error.line}, {error.field or 'row'}: {error.message}")
        if report.errors:
            raise CommandError(f"{len(report.errors)} errors; nothing was changed.")
        done = "would be recorded" if dry_run else "recorded"
        told = f"{report.created} appointments {done}, {report.unchanged} were there already"
        self.stdout.write(f"{told}, {report.skipped} left out." if report.skipped else f"{told}.")
