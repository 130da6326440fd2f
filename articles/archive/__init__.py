"""The archive import: JSON lines become articles, revisions and editions with dates of their own.

One line is one story (docs/import.md lists every field). Everything is written as the desk would write it,
inside one transaction. A line that fails is rolled back and noted, and the next one is tried. At the end one
error rolls back everything. A dry run does all the work and then rolls it back, so its report is exact.
"""

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.archive.house import OfficialsOnRecord, Pictures, TopicsAndAuthors
from articles.archive.lines import BadValue, by_field, json_object
from articles.archive.reading import ArchivedStory
from articles.archive.writing import StoryWriter
from articles.models import Article
from newsroom.lib.import_report import ImportReport, RowError


class _RollBack(Exception):
    """Rolls back the whole import."""


def import_articles(lines, *, media_dir=None, by=None, dry_run=False, skip_faulty=False):
    """Import the stories of `lines` (str or bytes, one JSON object each) and return the ImportReport.

    media_dir  the folder that pictures' paths start from; None refuses every picture
    by         the user who is recorded as importing; None is nobody
    dry_run    do all of it, then roll it back
    skip_faulty  leave the lines with errors out and import the others; `errors` still names what is wrong

    The report counts ``articles``, ``editions`` and those ``already_there``; it names the ``topics`` and
    ``authors`` that were made. A story whose `id` was imported before is left alone. Unknown topics and
    authors are made, unknown officials are errors. About forty queries an edition; the write lock is
    held from the first to the last.
    """
    if not skip_faulty:
        return _import(enumerate(lines, 1), media_dir, by, dry_run)
    lines, faults, report = [*enumerate(lines, 1)], [], None
    while report is None or report.errors:  # each time with fewer lines
        left_out = {error.line for error in faults}
        sound = ((number, line) for number, line in lines if number not in left_out)
        report = _import(sound, media_dir, by, dry_run)
        faults += report.errors
    report.counts["left_out"] = len(left_out)
    report.errors = sorted(faults, key=lambda error: error.line)
    return report


def _import(lines, media_dir, by, dry_run):
    """Import (number, line) pairs, all or nothing."""
    run = _ArchiveImport(media_dir, by)
    try:
        with transaction.atomic():
            run.read_house()
            for number, line in lines:
                run.import_line(number, line)
            run.report.notes += run.pictures.remarks
            if run.report.errors or dry_run:
                raise _RollBack
    except _RollBack:
        run.pictures.remove_files()
    except BaseException:
        run.pictures.remove_files()
        raise
    return run.report


class _ArchiveImport:
    """One run: what the house knows, what was made, what went wrong."""

    def __init__(self, media_dir, by):
        self.by = by
        self.report = ImportReport()
        self.now = timezone.now()
        self.lines = {}  # external id -> the line that has it
        self.seen = {}  # external id -> the story of that line
        self.pictures = Pictures(media_dir, by)

    def read_house(self):
        """Read what the house knows; inside the transaction, so that no other import comes between."""
        self.known = set(Article.objects.exclude(external_id="").values_list("external_id", flat=True))
        self.officials = OfficialsOnRecord()
        self.names = TopicsAndAuthors(self.report)

    def import_line(self, number, line):
        """Import one line, or note why not."""
        if not line.strip():
            return
        try:
            story = ArchivedStory(json_object(line), self, self.now)
        except BadValue as error:
            self._note(number, error.where, error.reason)
            return
        if story.id in self.known:
            self.report.counts["already_there"] += 1
            return
        if story.id and (before := self.lines.setdefault(story.id, number)) != number:
            if self.seen[story.id] == story.data:
                note = _("Line %(line)d says the same as line %(before)d and is taken once.")
                self.report.notes.append(note % {"line": number, "before": before})
                return
            story.fail("id", _("Line %d has this id already.") % before)
        self.seen.setdefault(story.id, story.data)
        story.read()
        if not story.faults:
            self._write(story)
        for where, reason in story.faults:
            self._note(number, where, reason)
        for sentence in story.taken.sentences():
            self.report.notes.append(_("Line %(line)d: %(said)s") % {"line": number, "said": sentence})

    def _write(self, story):
        writer = StoryWriter(story, self.by)
        try:
            with transaction.atomic():
                writer.write()
        except ValidationError as error:
            for where, reasons in by_field(error):
                for reason in reasons:
                    story.fail(f"{writer.stage}{where}", reason)
        except DatabaseError as error:
            story.fail("", _("The database refused it: %s") % str(error).strip().splitlines()[0])
        else:
            self.report.counts["articles"] += 1
            self.report.counts["editions"] += writer.published

    def _note(self, number, where, reason):
        self.report.errors.append(RowError(number, where, str(reason)))
