"""Merging two records into one, seeing beforehand what moves, and undoing it from the exact rows.

Every foreign key to the record that goes is found by itself and moved, so a table that an app brings
tomorrow moves too. What needs care registers here: `mover` for rows that do not simply change their key,
`door` for tables that the database guards, `before` and `after` for what an app does around the whole.
`articles` does so for its stories; this file knows none of it.

Each change is a step, {"do", "model", "rows": [{"pk", "before", "after"}]}, and undoing writes the steps
backwards. A dry run is the merge itself in a transaction that is rolled back: its counts are no estimate. It
locks and writes, so a page does not do it by being opened; `side_by_side` only reads.
"""

import contextlib
import datetime
import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from newsroom.lib.names import FoldedField
from people.models import Merge

CHUNK = 500  # rows of one statement
KEPT, GONE = "kept", "gone"

_kinds, _movers, _doors, _labels, _stays = {}, {}, {}, {}, set()
_before, _after = [], []


class MergeRefused(ValidationError):
    """Why a merge or its undoing is not done; `faults` say it one by one."""

    def __init__(self, faults):
        self.faults = [fault if isinstance(fault, Fault) else Fault(fault) for fault in faults]
        super().__init__([fault.text for fault in self.faults])


@dataclass(frozen=True)
class Fault:
    """What stands in the way, in words, and the records whose pages are the way out."""

    text: str
    records: tuple = ()


@dataclass(frozen=True)
class Question:
    """What only a person can say about a merge; `options` are (value, words)."""

    key: str
    text: str
    options: list
    answer: str


# --- What apps tell ----------------------------------------------------------------------------
class Kind:
    """How records of one model are merged. Subclasses are data, and the few rules of their own."""

    model = None
    permission = "people.merge_records"
    choices = ()  # (name, label, columns that go together)
    keeps_row = False  # whether the row that goes stays as a pointer: something that never changes names it

    def follows(self, gone):
        """Return [(label, number)] of what is not moved and yet leads to the kept record afterwards."""
        return []

    def defaults(self, kept, gone):
        """Return {name of a choice: side}: the other one only where the kept record says nothing."""
        return {name: _side(kept, gone, columns) for name, _label, columns in self.choices}

    def prepare(self, run):
        """Look at both before anything moves; a fault may be added to ``run.faults``."""

    def finish(self, run):
        """Keep names and addresses once everything has moved."""

    def check(self, run):
        """Return faults of the records as they stand after the merge."""
        return check_record(run.kept)


def _side(kept, gone, columns):
    empty = not any(getattr(kept, name) not in ("", None, gone.pk) for name in columns)
    return GONE if empty and any(getattr(gone, name) not in ("", None, kept.pk) for name in columns) else KEPT


def kind(cls):
    """Register a Kind."""
    _kinds[cls.model._meta.label_lower] = cls()
    return cls


def kind_of(model):
    return _kinds[model._meta.label_lower]


def kind_labels():
    return list(_kinds)


def mover(model, name):
    """Register how rows of a model follow their key `name`: a function (run, field, kept, gone)."""

    def register(move):
        _movers[model._meta.label_lower, name] = move
        return move

    return register


def door(model):
    """Register a context manager (run, do, rows) around every write to a model that its database guards."""

    def register(open_door):
        _doors[model._meta.label_lower] = open_door
        return open_door

    return register


def label(model, text):
    """Say what rows of a model are called when they are counted."""
    _labels[model._meta.label_lower] = text


def stays(model):
    """Rows of this model go on naming the record that goes; it must keep its row."""
    _stays.add(model._meta.label_lower)


def before(act):
    """Register a function (run) that locks what an app will write; called before the records are locked."""
    _before.append(act)
    return act


def after(act):
    """Register a function (run) called when all is moved, not in a dry run."""
    _after.append(act)
    return act


def label_of(name):
    return _labels.get(name) or apps.get_model(name)._meta.verbose_name_plural


# --- Rows as JSON ------------------------------------------------------------------------------
def _plain(value):
    """A value as JSON holds it exactly; a moment keeps its microseconds."""
    return value.isoformat() if isinstance(value, datetime.date | datetime.datetime) else value


def _columns(model):
    return [f for f in model._meta.concrete_fields if not f.generated]


def row_of(obj):
    """Every column of a row, derived ones too, as JSON."""
    return {f.attname: _plain(getattr(obj, f.attname)) for f in _columns(type(obj))}


def _python(model, values):
    fields = {f.attname: f for f in _columns(model)}
    return {name: fields[name].to_python(value) for name, value in values.items() if name in fields}


def _derived(model):
    return [f.name for f in model._meta.concrete_fields if isinstance(f, FoldedField)]


def _has_history(model):
    return hasattr(model, "history") and hasattr(model.history, "model")


def relations(model):
    """Return the foreign keys that point at a model, but for those of histories, which stay as they were."""
    return [
        relation.field
        for relation in model._meta.get_fields(include_hidden=True)
        if (relation.one_to_many or relation.one_to_one)
        and relation.auto_created
        and not hasattr(relation.related_model, "history_object")
        and relation.related_model._meta.label_lower not in _stays
    ]


# --- Writing -------------------------------------------------------------------------------------
@dataclass
class Writing:
    """The steps of one act, written as they are taken; `by` answers for them."""

    by: object
    reason: str = ""
    steps: list = field(default_factory=list)

    def change(self, row, **values):
        """Change columns of one row; nothing is written where they say so already."""
        values = {name: value for name, value in values.items() if getattr(row, name) != value}
        if values:
            self.change_all(type(row), [row], **values)
            for name, value in values.items():
                setattr(row, name, value)

    def change_all(self, model, rows, **values):
        """Give the same columns of many rows the same values."""
        after = {name: _plain(value) for name, value in values.items()}
        told = [
            {"pk": row.pk, "before": {n: _plain(getattr(row, n)) for n in values}, "after": after}
            for row in rows
        ]
        self._take("change", model, told)

    def remove(self, model, rows):
        self._take("remove", model, [{"pk": row.pk, "before": row_of(row), "after": None} for row in rows])

    def insert(self, model, rows):
        """Write new rows; they get their keys here."""
        made = [{"pk": None, "before": None, "after": row_of(row)} for row in rows]
        self._take("insert", model, made)

    def _take(self, do, model, rows):
        if rows:
            self.steps.append(self.write({"do": do, "model": model._meta.label_lower, "rows": rows}))

    def write(self, step):
        """Write one step through the door of its table; return it, with the keys of new rows."""
        model = apps.get_model(step["model"])
        opened = _doors.get(step["model"], lambda *_about: contextlib.nullcontext())
        with opened(self, step["do"], step["rows"]):
            getattr(self, f"_{step['do']}")(model, step["rows"])
        return step

    def _change(self, model, rows):
        if _has_history(model) or _derived(model):
            return self._change_one_by_one(model, rows)
        groups = {}
        for row in rows:
            groups.setdefault(json.dumps(row["after"], sort_keys=True), []).append(row["pk"])
        for values, pks in groups.items():
            for some in chunks(pks):
                model._base_manager.filter(pk__in=some).update(**_python(model, json.loads(values)))
        return None

    def _change_one_by_one(self, model, rows):
        """By save(), which writes the history and what is folded from a name."""
        found = {}
        for some in chunks([row["pk"] for row in rows]):
            found |= model._base_manager.in_bulk(some)
        names = {f.attname: f.name for f in _columns(model)}
        for row in rows:
            obj = self._signed(found[row["pk"]])
            for name, value in _python(model, row["after"]).items():
                setattr(obj, name, value)
            obj.save(update_fields=[*(names[name] for name in row["after"]), *_derived(model)])

    def _remove(self, model, rows):
        if _has_history(model):
            for obj in model._base_manager.filter(pk__in=[row["pk"] for row in rows]):
                self._signed(obj).delete()
            return
        for some in chunks([row["pk"] for row in rows]):
            model._base_manager.filter(pk__in=some).delete()

    def _insert(self, model, rows):
        made = [model(**_python(model, row["after"])) for row in rows]
        if _has_history(model):
            for obj in made:
                self._signed(obj).save(force_insert=True)
        else:
            made = model._base_manager.bulk_create(made, batch_size=CHUNK)
        stamped = [f for f in _columns(model) if getattr(f, "auto_now_add", False)]
        for row, obj in zip(rows, made, strict=True):
            if stamped and row["pk"] is not None:  # a row that comes back has the age that it had
                old = {f.attname: row["after"][f.attname] for f in stamped}
                model._base_manager.filter(pk=obj.pk).update(**_python(model, old))
            row["pk"], row["after"] = obj.pk, row_of(obj)

    def _signed(self, obj):
        obj._history_user, obj._change_reason = self.by, self.reason[:100]
        return obj


def chunks(items):
    return [items[n : n + CHUNK] for n in range(0, len(items), CHUNK)]


# --- Merging -------------------------------------------------------------------------------------
@dataclass
class Run(Writing):
    """One merge while it is made. `kept` and `gone` are the rows; `was` is what `gone` was."""

    kind: Kind = None
    kept: object = None
    gone: object = None
    choices: dict = field(default_factory=dict)
    answers: dict = field(default_factory=dict)  # of a Kind's own questions, by key
    record: Merge = None
    is_dry: bool = False
    undoes: bool = False
    faults: list = field(default_factory=list)
    notes: list = field(default_factory=list)
    questions: list = field(default_factory=list)
    touched: list = field(default_factory=list)  # appointments to look at when all has moved
    state: str = ""  # a digest of what was found before anything moved

    @property
    def model(self):
        return self.kind.model

    def value(self, name):
        """The value that the merged record has for a column, as chosen."""
        return self.chosen().get(name, getattr(self.kept, name))

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
        self.was = {f.attname: getattr(self.gone, f.attname) for f in _columns(type(self.gone))}
        self.had = {f.attname: getattr(self.kept, f.attname) for f in _columns(type(self.kept))}

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
        (label_of(name), done["change"] + done["insert"], max(0, done["remove"] - done["insert"]))
        for name, done in counts.items()
    ]


def side_by_side(model, kept, gone):
    """Return the Run of these two (by pk) before anything moves. It only reads, so it counts nothing.

    Raises MergeRefused unless they are two that still stand.
    """
    run = _begun(model, _both(model, kept, gone), is_dry=True)
    run.kind.prepare(run)
    return run


def dry_run(model, kept, gone, by=None, choices=None, answers=None):
    """Return the Run that merging these two (by pk) would be: `faults` stop it. Nothing is changed."""
    run = None
    with contextlib.suppress(_RolledBack), transaction.atomic():
        run = _run(model, kept, gone, by, choices, answers, "", is_dry=True)
        raise _RolledBack
    return run


class _RolledBack(Exception):
    """The end of a dry run."""


def merge(model, kept, gone, by, *, choices=None, answers=None, reason="", shown=None):
    """Merge record `gone` into `kept` (by pk); return the Merge, which can be undone.

    choices  {name of a choice: "kept" or "gone"}; kept unless said
    answers  {key of a question of the dry run: answer}
    shown    the `state` of the dry run that `by` looked at; if it is not so any more, refused

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
        for act in _after:
            act(run)
    return run.record


def _run(model, kept, gone, by, choices, answers, reason, is_dry=False):
    for act in _before:
        act(model, gone, [])
    run = _begun(model, _both(model, kept, gone, lock=True), by, choices, answers, reason, is_dry)
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


def _begun(model, rows, by=None, choices=None, answers=None, reason="", is_dry=False):
    kind = kind_of(model)
    return Run(
        by=by,
        reason=reason or _("%(gone)s merged into %(kept)s") % {"gone": rows[1], "kept": rows[0]},
        kind=kind,
        kept=rows[0],
        gone=rows[1],
        choices=kind.defaults(*rows) | (choices or {}),
        answers=answers or {},
        is_dry=is_dry,
    )


def _merge_rows(run):
    """Move, choose, keep names, check; what does not go becomes a fault of the run."""
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
        told = ", ".join(str(row) for row in list(error.protected_objects)[:5])
        run.faults.append(Fault(_("Still in use by: %(rows)s.") % {"rows": told}))
    except ValidationError as error:
        run.faults += [Fault(message) for message in error.messages]
    except IntegrityError as error:
        run.faults.append(Fault(_("The database refuses it: %(why)s") % {"why": error}))


def _both(model, kept, gone, *, lock=False):
    """Both rows, locked in one order if so asked; MergeRefused unless they are two that still stand."""
    if kept == gone:
        raise MergeRefused([_("Choose two different records.")])
    rows = model._base_manager.filter(pk__in=[kept, gone]).order_by("pk")
    found = {row.pk: row for row in (rows.select_for_update(of=("self",)) if lock else rows)}
    gone_before = Merge.objects.standing().filter(model=model._meta.label_lower, gone_id__in=[kept, gone])
    if done := gone_before.select_related("by").first():
        told = {"gone": done.gone_name, "kept": done.kept_name, "by": done.by or _("somebody")}
        raise MergeRefused([_("%(by)s has merged %(gone)s into %(kept)s already.") % told])
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


def move_relations(run, kept, gone):
    """Let everything that points at `gone` point at `kept`: two records of one model."""
    for foreign in relations(type(kept)):
        move = _movers.get((foreign.model._meta.label_lower, foreign.name), move_rows)
        move(run, foreign, kept, gone)


def absorb(run, kept, gone):
    """Let `kept` take what points at `gone`, and remove `gone`."""
    move_relations(run, kept, gone)
    run.remove(type(gone), [gone])


def move_rows(run, foreign, kept, gone):
    """Give rows another key. What `kept` has already goes; what would point at itself points nowhere."""
    model = foreign.model
    rows = list(model._base_manager.filter(**{foreign.name: gone.pk}))
    doubles = doubled(foreign, rows, kept)
    for row in rows:
        if row.pk in doubles:
            absorb(run, doubles[row.pk], row)
    own = [row for row in rows if type(row) is type(kept) and row.pk == kept.pk]
    moved = [row for row in rows if row.pk not in doubles and row not in own]
    run.change_all(model, moved, **{foreign.attname: kept.pk})
    for row in own:
        run.change(row, **{foreign.attname: None})
        setattr(kept, foreign.attname, None)


def doubled(foreign, rows, kept):
    """Return {pk of a row: the row of `kept` that says the same}, by the unique constraints with this key."""
    if not rows:
        return {}
    found = {}
    theirs = list(foreign.model._base_manager.filter(**{foreign.name: kept.pk}))
    for names in _unique_with(foreign):
        attnames = [foreign.model._meta.get_field(name).attname for name in names if name != foreign.name]
        there = {tuple(getattr(row, name) for name in attnames): row for row in theirs}
        for row in rows:
            if (same := there.get(tuple(getattr(row, name) for name in attnames))) is not None:
                found[row.pk] = same
    return found


def _unique_with(foreign):
    if foreign.unique:
        yield [foreign.name]
    for constraint in foreign.model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and foreign.name in constraint.fields:
            yield constraint.fields


def check_record(record):
    """Faults of one record by its own rules, as its form would say them."""
    record.refresh_from_db()
    try:
        record.full_clean()
    except ValidationError as error:
        return [
            Fault(_said(record, name, text)) for name, texts in error.message_dict.items() for text in texts
        ]
    return []


def _said(record, name, text):
    if name == "__all__":
        return text
    return f"{record._meta.get_field(name).verbose_name}: {text}"


# --- Undoing -------------------------------------------------------------------------------------
def undo(pk, by):
    """Put every row of a merge back as it was; return the Merge. One transaction.

    Raises MergeRefused naming what was changed since, and for a merge that is undone already.
    """
    with transaction.atomic():
        steps = Merge.objects.values_list("steps", flat=True).get(pk=pk)
        record = Merge.objects.get(pk=pk)
        model = apps.get_model(record.model)
        for act in _before:
            act(model, record.gone_id, steps)
        record = Merge.objects.select_for_update(of=("self",)).get(pk=pk)
        if record.is_undone:
            told = {"by": Merge.objects.select_related("undone_by").get(pk=pk).undone_by}
            raise MergeRefused([_("%(by)s has undone this merge already.") % told])
        list(
            model._base_manager.select_for_update(of=("self",)).filter(
                pk__in=[record.kept_id, record.gone_id]
            )
        )
        if faults := changed_since(record):
            raise MergeRefused(faults)
        return _undone(record, model, by)


def _undone(record, model, by):
    Merge.objects.filter(pk=record.pk).update(open=True)
    reason = _("Merge of %(gone)s undone") % {"gone": record.gone_name}
    run = Writing(by=by, reason=reason)
    run.record, run.undoes, run.model, run.is_dry = record, True, model, False
    try:
        with transaction.atomic():
            run.steps = [run.write(_backwards(step)) for step in reversed(record.steps)]
    except (IntegrityError, ProtectedError) as error:
        raise MergeRefused([_("The database refuses it: %(why)s") % {"why": error}]) from None
    record.open, record.undone_at, record.undone_by = False, timezone.now(), by
    record.save(update_fields=["open", "undone_at", "undone_by"])
    for act in _after:
        act(run)
    return record


def _backwards(step):
    do = {"insert": "remove", "remove": "insert", "change": "change"}[step["do"]]
    rows = [
        {"pk": row["pk"], "before": row["after"], "after": row["before"]} for row in reversed(step["rows"])
    ]
    return {"do": do, "model": step["model"], "rows": rows}


def changed_since(record):
    """Return a Fault for each row that is not as the merge left it: what makes undoing it impossible."""
    later = Merge.objects.standing().filter(model=record.model, gone_id=record.kept_id).first()
    if later:
        told = {"kept": later.gone_name, "into": later.kept_name}
        return [Fault(_("%(kept)s was itself merged into %(into)s. Undo that merge first.") % told, (later,))]
    expected = {}
    for step in record.steps:
        for row in step["rows"]:
            key = step["model"], row["pk"]
            expected[key] = None if row["after"] is None else {**(expected.get(key) or {}), **row["after"]}
    faults = list(_taken(record))
    for name in dict.fromkeys(name for name, _pk in expected):
        faults += _differing(name, {pk: row for (of, pk), row in expected.items() if of == name})
    return faults


def _taken(record):
    """Yield a Fault for each address, item or name of one of the two that another record has by now."""
    model = apps.get_model(record.model)
    unique = {f.attname for f in _columns(model) if f.unique and not f.primary_key}
    unique |= {"wikidata"} & {f.attname for f in _columns(model)}
    own = [record.kept_id, record.gone_id]
    rows = [row for step in record.steps if step["model"] == record.model for row in step["rows"]]
    for row in rows:
        for name in unique & (row["before"] or {}).keys():
            value = row["before"][name]
            others = model._base_manager.exclude(pk__in=own).filter(**{name: value}) if value else []
            for other in others:
                told = {"what": _verbose(model, name), "value": value, "other": other}
                yield Fault(_("%(what)s “%(value)s” is by now that of %(other)s.") % told, (other,))


def _differing(name, expected):
    model, found = apps.get_model(name), {}
    for some in chunks(list(expected)):
        found |= model._base_manager.in_bulk(some)
    derived = {f.attname for f in model._meta.concrete_fields if isinstance(f, FoldedField)}
    for pk, values in expected.items():
        row, told = found.get(pk), {"kind": model._meta.verbose_name}
        if values is None and row is not None:
            yield Fault(_("%(kind)s “%(row)s” stands where one of the rows stood.") % {**told, "row": row})
        elif values is not None and row is None:
            yield Fault(
                _("A row that was moved is not there any more: %(kind)s %(pk)s.") % {**told, "pk": pk}
            )
        elif values is not None:
            names = [
                n for n, value in values.items() if n not in derived and _plain(getattr(row, n)) != value
            ]
            if names:
                told |= {"row": row, "fields": ", ".join(str(_verbose(model, n)) for n in names)}
                text = _("%(kind)s “%(row)s” was changed since: %(fields)s.") % told
                yield Fault(text, (row,))


def _verbose(model, attname):
    return next(f.verbose_name for f in model._meta.concrete_fields if f.attname == attname)
