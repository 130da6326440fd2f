"""Merging two records into one, and seeing beforehand what would move.

A dry run is the merge itself in a transaction that is rolled back, so its counts are exact. It locks and
writes, so a page does not do it by being opened; `side_by_side` only reads. What apps do with their own rows
is registered in `registry`; this file knows none of them.
"""

import contextlib
import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from people.duplicates import registry
from people.duplicates.faults import MergeFault, MergeRefused
from people.duplicates.registry import GONE, MergeKind
from people.duplicates.relations import move_relations, relations
from people.duplicates.steps import StepWriter, columns_of, row_of
from people.models import Merge


@dataclass
class MergeRun(StepWriter):
    """One merge while it is made. `kept` and `gone` are the rows; `was` is what `gone` was."""

    kind: MergeKind = None
    kept: object = None
    gone: object = None
    choices: dict = field(default_factory=dict)
    answers: dict = field(default_factory=dict)  # of a MergeKind's own questions, by key
    record: Merge = None
    undoes: bool = False
    faults: list = field(default_factory=list)
    notes: list = field(default_factory=list)
    questions: list = field(default_factory=list)
    touched: list = field(default_factory=list)  # appointments to check when all has moved
    state: str = ""  # a digest of what was found before anything moved

    @property
    def model(self):
        return self.kind.model

    def chosen(self):
        """The columns that the kept record takes from the one that goes."""
        taken = [
            c
            for name, _label, columns in self.kind.choices
            if self.choices.get(name) == GONE
            for c in columns
        ]
        return {name: self.was[name] for name in taken}

    def __post_init__(self):
        self.was = {f.attname: getattr(self.gone, f.attname) for f in columns_of(type(self.gone))}
        self.had = {f.attname: getattr(self.kept, f.attname) for f in columns_of(type(self.kept))}

    def counted(self):
        """[(words, moved, dropped)] of the rows that move, in their order."""
        return counted(self.record, self.steps)


def counted(record, steps=None):
    """[(words, rows that move or are kept, rows that go because the kept record has the same)] of a Merge."""
    counts = {}
    for step in record.steps if steps is None else steps:
        rows = step["rows"]
        if step["model"] == record.model:  # a part of it moves; the two themselves are what is merged
            rows = [row for row in rows if row["pk"] not in (record.kept_id, record.gone_id)]
        if rows:
            counts.setdefault(step["model"], Counter())[step["do"]] += len(rows)
    return [
        (registry.label_of(name), done["change"] + done["insert"], max(0, done["remove"] - done["insert"]))
        for name, done in counts.items()
    ]


def side_by_side(model, kept, gone):
    """Return the MergeRun of these two (by pk) before anything moves. It only reads, so it counts nothing.

    Raises MergeRefused unless both exist and were not merged before.
    """
    run = _begun(model, _both(model, kept, gone))
    run.kind.prepare(run)
    return run


def dry_run(model, kept, gone, by=None, choices=None, answers=None):
    """Return the MergeRun of these two (by pk); with any `faults` it would be refused. Nothing is changed."""
    run = None
    with contextlib.suppress(_DryMerge), transaction.atomic():
        run = _run(model, kept, gone, by, choices, answers, "")
        raise _DryMerge
    return run


class _DryMerge(Exception):
    """The end of a dry run."""


def merge(model, kept, gone, by, *, choices=None, answers=None, reason="", shown=None):
    """Merge record `gone` into `kept` (by pk); return the Merge, which can be undone.

    choices  {name of a choice: "kept" or "gone"}; kept unless said
    answers  {key of a question of the dry run: answer}
    shown    the `state` of the dry run that `by` saw; refused if it has changed since

    One transaction with both rows locked. Raises MergeRefused, before anything is changed.
    """
    with transaction.atomic():
        run = _run(model, kept, gone, by, choices, answers, reason)
        if shown is not None and run.state != shown:
            raise MergeRefused([_("Somebody changed one of the two after you opened this page. Look again.")])
        if run.faults:
            raise MergeRefused(run.faults)
        run.record.steps, run.record.open = run.steps, False
        run.record.save(update_fields=["steps", "open"])
        registry.finish(run)
    return run.record


def _run(model, kept, gone, by, choices, answers, reason):
    registry.lock_for(model, gone)
    run = _begun(model, _both(model, kept, gone, lock=True), by, choices, answers, reason)
    run.state = _state(run)
    run.record = Merge.objects.create(
        model=model._meta.label_lower,
        kept_id=kept,
        gone_id=gone,
        kept_name=str(run.kept)[:400],
        gone_name=str(run.gone)[:400],
        reason=reason,
        by=by,
        open=True,
    )
    run.kind.prepare(run)
    if not run.faults:
        _merge_rows(run)
    return run


def _begun(model, rows, by=None, choices=None, answers=None, reason=""):
    kind = registry.kind_of(model)
    return MergeRun(
        by=by,
        reason=reason or _("%(gone)s merged into %(kept)s") % {"gone": rows[1], "kept": rows[0]},
        kind=kind,
        kept=rows[0],
        gone=rows[1],
        choices=kind.defaults(*rows) | (choices or {}),
        answers=answers or {},
    )


def _merge_rows(run):
    """Move, choose, keep names, check. What is refused becomes a fault of the run."""
    try:
        with transaction.atomic():
            move_relations(run, run.kept, run.gone)
            if run.faults:
                return
            if not run.kind.keeps_row:
                run.remove(run.model, [run.gone])
            run.kind.finish(run)
            run.faults += run.kind.check(run)
    except ProtectedError as error:
        rows = ", ".join(str(row) for row in list(error.protected_objects)[:5])
        run.faults.append(MergeFault(_("Still in use by: %(rows)s.") % {"rows": rows}))
    except ValidationError as error:
        run.faults += [MergeFault(message) for message in error.messages]
    except IntegrityError as error:
        run.faults.append(MergeFault(_("The database refuses it: %(why)s") % {"why": error}))


def _both(model, kept, gone, *, lock=False):
    """Both rows, locked in one order if so asked; MergeRefused unless both exist unmerged."""
    if kept == gone:
        raise MergeRefused([_("Choose two different records.")])
    rows = model._base_manager.filter(pk__in=[kept, gone]).order_by("pk")
    found = {row.pk: row for row in (rows.select_for_update(of=("self",)) if lock else rows)}
    gone_before = Merge.objects.standing().filter(model=model._meta.label_lower, gone_id__in=[kept, gone])
    if done := gone_before.select_related("by").first():
        values = {"gone": done.gone_name, "kept": done.kept_name, "by": done.by or _("somebody")}
        raise MergeRefused([_("%(by)s has merged %(gone)s into %(kept)s already.") % values])
    if len(found) < 2:
        raise MergeRefused([_("One of the two is not there any more.")])
    return found[kept], found[gone]


def _state(run):
    """A digest of both rows and of everything that points at the one that goes."""
    facts = [row_of(run.kept), row_of(run.gone)]
    for foreign in relations(run.model):
        rows = foreign.model._base_manager.filter(**{foreign.name: run.gone.pk})
        facts.append([foreign.model._meta.label_lower, *sorted(rows.values_list("pk", flat=True))])
    return hashlib.sha256(json.dumps(facts, default=str).encode()).hexdigest()
