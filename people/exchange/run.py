"""One import: tables are taken in in one transaction, all or nothing; what it did is a RecordReport.

The preview is the same run, rolled back. Its digest says what was shown: a confirmed run that would do
anything else changes nothing and is shown again.
"""

import hashlib
import logging
from dataclasses import dataclass, field, replace
from graphlib import CycleError, TopologicalSorter

import tablib
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from newsroom.lib.import_report import ImportReport, RowError
from people.concerned import holders
from people.exchange.files import LINE
from people.exchange.known_records import KnownRecords
from people.exchange.namesake_questions import NamesakeQuestions
from people.exchange.resources import RESOURCES
from people.models import Organization, Person, Post

LOCK = 0x70656F70  # of PostgreSQL's advisory locks: one import at a time
log = logging.getLogger(__name__)


@dataclass
class Batch:
    """A table of one kind (a key of `RESOURCES`), as `files.read_table` gives it.

    ``called`` is what its columns are called in the file, where that is not what our table calls them.
    ``is_ours`` says that it comes from a whole record of ours, which says everything as it was recorded.
    """

    kind: str
    dataset: tablib.Dataset
    called: dict = field(default_factory=dict)
    is_ours: bool = False


@dataclass
class TableRow:
    """What becomes of one row. ``state``: new, changed, unchanged, refused.

    ``changes`` are (column, before, after), ``errors`` RowErrors.
    """

    kind: str
    line: int
    state: str
    name: str = ""
    changes: list = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    instance: object = None

    @property
    def label(self):
        return RESOURCES[self.kind]._meta.model._meta.verbose_name


@dataclass
class NamedEntry:
    """An entry of a file, named so that somebody finds it there.

    ``key`` answers for it: left out, it refuses nothing. "" where it cannot be left out alone.
    """

    name: str
    key: str = ""
    is_left_out: bool = False


@dataclass
class RecordReport(ImportReport):
    """What an import into the record did, row by row. ``counts`` are those of the states of the rows.

    rows       TableRows, those that were refused too
    after      calls that follow the rows
    unit       what a row's number counts: a line of the file or an entry of its lists
    entries    {number: NamedEntry} where a number tells nobody what is meant
    lost       the names of rows that were refused
    questions  items of Wikidata that somebody has to decide about
    namesakes  NamesakeQuestions of rows that may be somebody on record, answered or not
    visible    ids of new appointments that readers see, where the import asked for them
    beside     what a watcher saw, for the digest
    """

    rows: list[TableRow] = field(default_factory=list)
    after: list = field(default_factory=list)
    entries: dict = field(default_factory=dict)
    lost: set = field(default_factory=set)
    questions: list = field(default_factory=list)
    namesakes: list = field(default_factory=list)
    visible: set = field(default_factory=set)
    beside: list = field(default_factory=list)
    unit: str = "line"
    is_done: bool = False

    def add(self, row):
        self.rows.append(row)
        self.counts[row.state] += 1
        self.errors += row.errors

    def refuse(self, kind, line, name, column, message):
        """Add a row that cannot be a row of ours, with the reason."""
        self.add(TableRow(kind, line, "refused", name, errors=[RowError(line, column, message)]))

    def fail(self, message):
        """Add an error of the whole file."""
        self.errors.append(RowError(0, "", message))

    @property
    def open_namesakes(self):
        """Questions that nobody answered yet."""
        return [question for question in self.namesakes if not question.answer]

    @property
    def of_file(self):
        """The errors of the whole file."""
        return [error for error in self.errors if not error.line]

    @property
    def refused(self):
        return [row for row in self.rows if row.errors]

    @property
    def faulty_entries(self):
        """The NamedEntries with a fault that can be left out."""
        lines = dict.fromkeys(row.line for row in self.refused)
        return [self.entries[line] for line in lines if line in self.entries and self.entries[line].key]

    @property
    def entries_left_out(self):
        return [entry for entry in self.entries.values() if entry.is_left_out]

    @property
    def shown(self):
        """The rows that would change something."""
        return [row for row in self.rows if row.state in ("new", "changed")]

    @property
    def digest(self):
        said = [(row.kind, row.line, row.state, row.changes) for row in self.rows]
        return hashlib.sha256(repr((said, self.errors, self.beside)).encode()).hexdigest()


# --- What apps above do -----------------------------------------------------------------------------------
_watchers = []


def watcher(act):
    """Register what an app above does around an import: a function of the ids of persons it may concern.

    It is called before the rows, in the same transaction, and returns a function (report, user, reason) that
    is called after them if there is no error. In a dry run, what that function writes is rolled back too.
    """
    _watchers.append(act)
    return act


def watching(persons):
    """Call every watcher before an act; return what to call after it, with (report, user, reason)."""
    settling = [watch(persons) for watch in _watchers]

    def settle(*args):
        for one in settling:
            one(*args)

    return settle


def persons_concerned(batches, known, namesakes=None):
    """Return the ids of the persons whose names and titles these batches may change.

    ``known`` are the KnownRecords of the run, ``namesakes`` its NamesakeQuestions.
    """
    persons, posts, organizations = set(), set(), set()  # their ids
    for batch in batches:
        resource = RESOURCES[batch.kind](known=known, namesakes=namesakes)
        resource.read_ahead(batch.dataset)
        for row in batch.dataset:
            cells = _cells(batch.dataset.headers, row)
            for record in _named_in(resource, cells):
                persons |= {record.pk} if isinstance(record, Person) else set()
                posts |= {record.pk} if isinstance(record, Post) else set()
                organizations |= {record.pk} if isinstance(record, Organization) else set()
    return persons | holders(posts, organizations)


def _named_in(resource, cells):
    """The records that a row is about: its own, and those to which it belongs or would belong.

    Of an appointment also the post, since it may end what others left open there.
    """
    try:
        found = resource.find(cells)
    except ValidationError:
        found = None
    yield found
    for name in [resource.owner] if resource.owner else ["person", "post"]:
        named = resource.cell(cells, name) if name in resource.fields else None
        for owner in (named, getattr(found, name, None)):
            yield getattr(owner, "person", owner)


class _RolledBack(Exception):
    """Rolls everything back once the report is complete."""


def take_in(batches, *, answers=None, **kw):
    """Import these batches in one transaction; return the RecordReport.

    ``answers`` are those of NamesakeQuestions. ``reason`` goes into the history of each record; ``user``
    did it. Nothing is written in a ``dry_run``, with any fault, or when ``seen`` (the digest of a preview)
    is given and the run would do anything else. About eight queries for each row that says something new; on
    SQLite the write lock is held throughout.
    """
    return run(lambda _namesakes: (batches, RecordReport()), answers=answers, **kw)


def run(prepare, *, answers=None, reason="", user=None, dry_run=False, seen=None):
    """As `take_in`, but ``prepare(NamesakeQuestions)`` makes (batches, RecordReport) in the transaction."""
    report, namesakes = RecordReport(), NamesakeQuestions(answers)
    try:
        with transaction.atomic():
            _one_at_a_time()
            batches, report = prepare(namesakes)
            known = KnownRecords()
            concerned = persons_concerned(batches, known, namesakes)
            settle = watching(concerned)
            shared = {"reason": reason, "user": user, "known": known, "namesakes": namesakes}
            for batch in batches:
                _import(batch, report, RESOURCES[batch.kind](**shared, is_ours=batch.is_ours))
            for act in [] if report.errors else report.after:
                act()
            if not report.errors:
                settle(report, user, reason)
            if dry_run or report.errors or (seen is not None and seen != report.digest):
                raise _RolledBack
            _log(report, user, reason)
            report.is_done = True
    except _RolledBack:
        pass
    report.namesakes = [namesakes.asked[number] for number in sorted(namesakes.asked)]
    return report


def _one_at_a_time():
    """On SQLite the transaction itself is the lock."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _import(batch, report, resource):
    strange = [name for name in batch.dataset.headers if name not in (*resource.columns(), LINE)]
    if strange:
        values = {"names": ", ".join(strange), "known": ", ".join(resource.columns())}
        report.fail(_("Unknown columns: %(names)s. Known are: %(known)s.") % values)
        return
    may_be_two = batch.kind == "people"  # of one name
    dataset = batch.dataset if batch.is_ours or may_be_two else _without_doubles(batch.dataset, report)
    dataset = _in_order(resource, dataset)
    result = resource.import_data(dataset, dry_run=False, use_transactions=False)
    for error in result.base_errors:
        raise error.error
    lines = dataset[LINE]
    for line, one in zip(lines, result.rows, strict=True):
        if any(isinstance(error.error, IntegrityError) for error in one.errors):
            message = _("Somebody recorded the same at this moment. Try it again.")
            report.refuse(batch.kind, line, "", "", message)
            raise _RolledBack  # nothing can be read after it
    rows = [_row(batch.kind, resource, line, one) for line, one in zip(lines, result.rows, strict=True)]
    cells = [_cells(dataset.headers, row) for row in dataset]
    for row, said in zip(rows, cells, strict=True):
        row.name = row.name or _name(said)
        if row.errors:
            row.errors = _own_errors(row, said, report.lost, batch.called)
            row.name = report.entries[row.line].name if row.line in report.entries else row.name
            report.lost |= resource.names_of_row(said) - {""}
    for row in sorted(rows, key=lambda row: row.line):
        report.add(row)
    report.notes += resource.notes


def _without_doubles(dataset, report):
    """The rows without those that say in every cell what an earlier row says; a note names each."""
    place = dataset.headers.index(LINE)
    first, kept = {}, tablib.Dataset(headers=dataset.headers)
    for row in dataset:
        said = tuple(cell for n, cell in enumerate(row) if n != place)
        if (line := first.setdefault(said, row[place])) == row[place]:
            kept.append(row)
            continue
        values = {"line": row[place], "before": line}
        message = _("Line %(line)d says the same as line %(before)d and is taken once.")
        if report.unit == "entry":
            message = _("Entry %(line)d says the same as entry %(before)d and is taken once.")
        report.notes.append(message % values)
    return kept


def _in_order(resource, dataset):
    """The rows, those first that others name. A circle is left as it is: its rows are refused."""
    rows = [_cells(dataset.headers, row) for row in dataset]
    owner = {name: n for n, row in enumerate(rows) for name in resource.names_of_row(row) if name}
    sorter = TopologicalSorter()
    for n, row in enumerate(rows):
        needs = {owner[name] for name in resource.named_in_row(row) if name in owner} - {n}
        sorter.add(n, *sorted(needs))
    try:
        order = list(sorter.static_order())
    except CycleError:
        return dataset
    return tablib.Dataset(*(dataset[n] for n in order), headers=dataset.headers)


def _own_errors(row, cells, lost, called):
    """The errors of a row by the columns of its file, without those of cells that name a refused row."""
    own = [error for error in row.errors if cells.get(error.field) not in lost]
    return [replace(error, field=called.get(error.field, error.field)) for error in own]


def _cells(headers, row):
    """The cells of a row by column; None says that the row has no such column."""
    return {name: cell for name, cell in zip(headers, row, strict=True) if cell is not None}


def _name(cells):
    """A name for a row that was refused."""
    said = [
        cells.get(name, "")
        for name in ("title", "text", "name", "given_name", "family_name", "person", "post")
    ]
    return " ".join(filter(None, said)) or cells.get("slug", "") or cells.get("appointment", "")


def _row(kind, resource, line, result):
    if result.validation_error is not None:
        return TableRow(kind, line, "refused", errors=_errors(line, result.validation_error))
    for error in result.errors:
        raise error.error
    states = {result.IMPORT_TYPE_NEW: "new", result.IMPORT_TYPE_UPDATE: "changed"}
    state = states.get(result.import_type, "unchanged")
    changes = _changes(resource, result) if state != "unchanged" else []
    return TableRow(kind, line, state, result.object_repr or "", changes, instance=result.instance)


def _errors(line, error):
    return [
        RowError(line, "" if name == NON_FIELD_ERRORS else name, message)
        for name, messages in error.message_dict.items()
        for message in messages
    ]


def _changes(resource, result):
    """(column, before, after) of each column that differs; of a new record, of each that says something."""
    new, changes = result.import_type == result.IMPORT_TYPE_NEW, []
    blank = resource._meta.model()
    for column in resource.get_import_fields():
        if column.readonly:
            continue
        before = column.export(blank if new else result.original)
        after = column.export(result.instance)
        if before != after:
            changes.append((column.column_name, "" if new else before, after))
    return changes


def _log(report, user, reason):
    """Write who imported what into the admin's log, also for records without a history."""
    if user is None:
        return
    for state, flag in (("new", ADDITION), ("changed", CHANGE)):
        records = [row.instance for row in report.rows if row.state == state]
        LogEntry.objects.log_actions(user.pk, records, flag, reason)
