"""manage.py import_officials FILE.csv: officials in from a table, all or nothing."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from people.exchange.command import add_same, show_changes, show_namesakes
from people.exchange.namesake_questions import answers_of
from people.exchange.officials import import_officials, new_reading, read_citations, read_officials
from people.exchange.officials_preview import brought_by, lines_of
from people.exchange.table_reading import DAY_FIRST, MONTH_FIRST, DateOrderUnclear


class Command(BaseCommand):
    help = "Records the officials of a CSV file: all of them or, with any fault, none. Twice doubles nothing."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--citations", type=Path, metavar="FILE", help="a second table: their sources")
        parser.add_argument(
            "--first",
            choices=[DAY_FIRST, MONTH_FIRST],
            default="",
            help="which number comes first in dates such as 05/06/2010; needed where the file does not tell",
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, change nothing")
        parser.add_argument(
            "--skip-faulty", action="store_true", help="name the rows with errors and take the others in"
        )
        add_same(parser)
        parser.add_argument(
            "--confidence",
            action="append",
            metavar="WORD",
            help="only these rows; may be repeated",
        )

    def handle(self, *, file, citations, first, dry_run, confidence, same, skip_faulty, **options):
        rows = self._read(file, read_officials, first)
        cited = self._read(citations, read_citations, first) if citations else ()
        try:
            answers = answers_of(same)
        except ValueError as error:
            raise CommandError(str(error)) from None
        how = {"dry_run": dry_run, "answers": answers, "reason": f"Imported from {file.name}"}
        report = import_officials(rows, cited, confidences=confidence, skip_faulty=skip_faulty, **how)
        for note in report.notes:
            self.stdout.write(note)
        for error in report.errors:
            self.stderr.write(f"line {error.line}, {error.field or 'row'}: {error.reason}")
        show_namesakes(self, report)
        if report.errors and not report.is_done and not (skip_faulty and dry_run):
            raise CommandError(f"{len(report.errors)} errors; nothing was changed.")
        self._show(report, options.get("verbosity", 1) > 1)
        if faulty := report.counts["faulty"]:
            self.stdout.write(f"Left out with errors: {faulty} rows.")
        done = "would be recorded" if dry_run else "recorded"
        self.stdout.write(_sentence(report, "appointments", done, "already_there", "left_out"))
        if citations:
            names = ("citations", done, "citations_there", "citations_left_out")
            self.stdout.write(_sentence(report, *names))

    def _show(self, report, every_field):
        """What is new, and what readers do not see; with -v 2 row by row and field by field."""
        for label, names in brought_by(report):
            self.stdout.write(f"{label} ({len(names)}): {', '.join(names)}")
        lines = lines_of(report)
        if every_field:
            for one in lines:
                self.stdout.write(f"line {one.line}: {one.in_words}")
            show_changes(self, report)
        if hidden := sum(not one.is_seen for one in lines):
            self.stdout.write(f"Of them {hidden} that readers do not see; -v 2 shows every row.")

    def _read(self, file, read, first):
        reading = new_reading(first)
        try:
            rows = read(file.read_bytes(), reading)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from None
        except DateOrderUnclear as error:
            raise CommandError(f"{file}: {error} --first day or --first month.") from None
        except ValueError as error:
            raise CommandError(f"{file}: {error}") from None
        for sentence in reading.sentences():
            self.stdout.write(f"{file}: {sentence}")
        return rows


def _sentence(report, new, done, there, left_out):
    sentence = f"{report.counts[new]} {new} {done}, {report.counts[there]} were there already"
    return f"{sentence}, {report.counts[left_out]} left out." if report.counts[left_out] else f"{sentence}."
