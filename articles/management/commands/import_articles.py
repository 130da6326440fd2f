"""`manage.py import_articles FILE.jsonl`: an archive comes in with its own dates, all of it or nothing."""

import sys
from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from articles.archive import import_articles

BAR = 40  # characters


class Command(BaseCommand):
    help = (
        "Import stories from a file of JSON lines: all of them, or with one error none. "
        "Stories that were imported before are left alone."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="one JSON object a line, UTF-8; see docs/import.md")
        parser.add_argument("--dry-run", action="store_true", help="check every line and change nothing")
        parser.add_argument(
            "--skip-faulty", action="store_true", help="name the lines with errors and import the others"
        )
        parser.add_argument(
            "--media-dir", type=Path, help="where pictures' paths start; default: beside FILE"
        )
        parser.add_argument("--by", metavar="USERNAME", help="who is recorded as importing")

    def handle(self, *, file, dry_run, skip_faulty, media_dir, by, **options):
        try:
            stream = file.open("rb")
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        with stream:
            report = import_articles(
                Progress(stream, file.stat().st_size, self.stderr),
                media_dir=media_dir or file.parent,
                by=self._user(by),
                dry_run=dry_run,
                skip_faulty=skip_faulty,
            )
        for note in report.notes:
            self.stdout.write(note)
        for error in report.errors:
            self.stderr.write(str(error))
        if report.errors and not skip_faulty:
            self._refuse(report.errors)
        self._tell(report, dry_run)

    def _user(self, username):
        if not username:
            return None
        users = get_user_model().objects
        try:
            return users.get_by_natural_key(username)
        except get_user_model().DoesNotExist:
            raise CommandError(f"There is no user “{username}”.") from None

    def _refuse(self, errors):
        lines = len({error.line for error in errors})
        raise CommandError(
            f"Nothing was imported: {_count(len(errors), 'error')} in {_count(lines, 'line')}."
        )

    def _tell(self, report, dry_run):
        verb = "Would import" if dry_run else "Imported"
        counts = report.counts
        stories, editions = _count(counts["articles"], "story"), _count(counts["editions"], "edition")
        self.stdout.write(f"{verb} {stories} with {editions}; {counts['already_there']} there already.")
        if left_out := counts["left_out"]:
            self.stdout.write(f"Left out with errors: {_count(left_out, 'line')}.")
        for what in ("topics", "authors"):
            if names := report.made[what]:
                self.stdout.write(f"New {what}: {', '.join(names)}.")
        if dry_run:
            self.stdout.write("This was a dry run: nothing was changed.")


class Progress:
    """Iterates over the lines of a binary file and draws a bar on a terminal, nothing anywhere else."""

    def __init__(self, stream, size, out):
        self.stream, self.size, self.out = stream, max(size, 1), out
        self.drawn = -1
        self.on = hasattr(out, "isatty") and out.isatty()

    def __iter__(self):
        done = 0
        for line in self.stream:
            yield line
            done += len(line)
            self._draw(done)
        if self.on:
            self.out.write("", ending="\n")

    def _draw(self, done):
        percent = 100 * done // self.size
        if self.on and percent != self.drawn:
            self.drawn = percent
            bar = ("#" * (BAR * done // self.size)).ljust(BAR, ".")
            self.out.write(f"\r{bar} {percent:3d} %", ending="")
            sys.stderr.flush()


def _count(number, noun):
    if number == 1:
        return f"1 {noun}"
    return f"{number} {noun[:-1]}ies" if noun.endswith("y") else f"{number} {noun}s"
