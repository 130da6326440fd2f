"""manage.py import_officials FILE.csv: officials in from a table, all or nothing."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from people.exchange.officials import import_officials, read_citations, read_officials


class Command(BaseCommand):
    help = "Records the officials of a CSV file: all of them or, with any fault, none. Twice doubles nothing."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--citations", type=Path, metavar="FILE", help="a second table: their sources")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, change nothing")
        parser.add_argument(
            "--confidence",
            action="append",
            metavar="WORD",
            help="only these rows; may be repeated",
        )

    def handle(self, *, file, citations, dry_run, confidence, **options):
        rows = _read(file, read_officials)
        cited = _read(citations, read_citations) if citations else ()
        reason = f"Imported from {file.name}"
        report = import_officials(rows, cited, dry_run=dry_run, confidences=confidence, reason=reason)
        for note in report.notes:
            self.stdout.write(note)
        for error in report.errors:
            self.stderr.write(f"line {error.line}, {error.field or 'row'}: {error.reason}")
        if report.errors:
            raise CommandError(f"{len(report.errors)} errors; nothing was changed.")
        done = "would be recorded" if dry_run else "recorded"
        self.stdout.write(_sentence(report, "appointments", done, "already_there", "left_out"))
        if citations:
            names = ("citations", done, "citations_there", "citations_left_out")
            self.stdout.write(_sentence(report, *names))


def _read(file, read):
    try:
        return read(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise CommandError(f"{file}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise CommandError(f"{file}: save the file as UTF-8.") from None
    except ValueError as error:
        raise CommandError(f"{file}: {error}") from None


def _sentence(report, new, done, there, left_out):
    sentence = f"{report.counts[new]} {new} {done}, {report.counts[there]} were there already"
    return f"{sentence}, {report.counts[left_out]} left out." if report.counts[left_out] else f"{sentence}."
