"""What apps say about merging: kinds of records, and how their rows move.

A foreign key that nobody registers here is moved as it is. What needs more care registers: `mover` for rows
that do not simply change their key, `allow_change` for tables that the database guards, `before` and `after`
for what an app does around the whole merge.
"""

import contextlib

from django.apps import apps

from people.duplicates.faults import check_record

KEPT, GONE = "kept", "gone"

_kinds, _movers, _allowing, _labels, _stays = {}, {}, {}, {}, set()
_before, _after = [], []


class MergeKind:
    """How records of one model are merged. Subclasses are data, and the few rules of their own."""

    model = None
    permission = "people.merge_records"
    choices = ()  # (name, label, columns that go together)
    keeps_row = False  # whether the row that goes is kept, since something that never changes names it

    def follows(self, gone):
        """Return [(label, number)] of what is not moved itself but belongs to the kept record afterwards."""
        return []

    def defaults(self, kept, gone):
        """Return {name of a choice: side}: "gone" only where the kept record has no value."""
        return {name: _side(kept, gone, columns) for name, _label, columns in self.choices}

    def prepare(self, run):
        """Check both before anything moves; faults go into ``run.faults``."""

    def finish(self, run):
        """Keep names and addresses once everything has moved."""

    def check(self, run):
        """Return the faults of the records after the merge."""
        return check_record(run.kept)


def _side(kept, gone, columns):
    empty = not any(getattr(kept, name) not in ("", None, gone.pk) for name in columns)
    return GONE if empty and any(getattr(gone, name) not in ("", None, kept.pk) for name in columns) else KEPT


def kind(cls):
    """Register a MergeKind."""
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


def mover_of(foreign):
    """Return the function registered for a foreign key, or None."""
    return _movers.get((foreign.model._meta.label_lower, foreign.name))


def allow_change(model):
    """Register a context manager (run, do, rows) that allows writes to a guarded table."""

    def register(allow):
        _allowing[model._meta.label_lower] = allow
        return allow

    return register


def allowed(run, step):
    """Return the context manager in which the rows of a step may be written."""
    allow = _allowing.get(step["model"])
    return allow(run, step["do"], step["rows"]) if allow else contextlib.nullcontext()


def label(model, text):
    """Say what rows of a model are called when they are counted."""
    _labels[model._meta.label_lower] = text


def label_of(name):
    """What rows of a model (by its label) are called."""
    return _labels.get(name) or apps.get_model(name)._meta.verbose_name_plural


def stays(model):
    """Say that rows of a model go on naming the record that goes, which therefore keeps its row."""
    _stays.add(model._meta.label_lower)


def is_left_alone(model):
    return model._meta.label_lower in _stays


def before(act):
    """Register a function (model, gone, steps) that locks what an app will write.

    It is called before the two records are locked; `steps` are those of a merge to undo, else none.
    """
    _before.append(act)
    return act


def lock_for(model, gone, steps=()):
    """Lock what the apps will write when the record `gone` (by pk) is merged away, or comes back."""
    for act in _before:
        act(model, gone, steps)


def after(act):
    """Register a function (run) that is called when all is moved, or moved back. Not in a dry run."""
    _after.append(act)
    return act


def finish(run):
    """Call what the apps do after a merge or its undoing."""
    for act in _after:
        act(run)
