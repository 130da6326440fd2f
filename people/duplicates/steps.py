"""The steps of a merge: rows as JSON, and each change of rows written so that it can be undone exactly.

A step is {"do", "model", "rows": [{"pk", "before", "after"}]}; "do" is change, insert or remove.
"""

import datetime
import json
from dataclasses import dataclass, field

from django.apps import apps

from newsroom.lib.names import FoldedField
from people.duplicates import registry

CHUNK = 500  # rows of one statement


# --- Rows as JSON ------------------------------------------------------------------------------
def plain(value):
    """A value as JSON, exactly; times keep their microseconds."""
    return value.isoformat() if isinstance(value, datetime.date | datetime.datetime) else value


def columns_of(model):
    return [f for f in model._meta.concrete_fields if not f.generated]


def row_of(obj):
    """Every column of a row, derived ones too, as JSON."""
    return {f.attname: plain(getattr(obj, f.attname)) for f in columns_of(type(obj))}


def _python(model, values):
    fields = {f.attname: f for f in columns_of(model)}
    return {name: fields[name].to_python(value) for name, value in values.items() if name in fields}


def derived_of(model):
    return [f.name for f in model._meta.concrete_fields if isinstance(f, FoldedField)]


def _has_history(model):
    return hasattr(model, "history") and hasattr(model.history, "model")


@dataclass
class StepWriter:
    """Writes the steps of one act and keeps them; `by` is who does it."""

    by: object
    reason: str = ""
    steps: list = field(default_factory=list)

    def change(self, row, **values):
        """Change columns of one row; nothing is written where they have these values already."""
        values = {name: value for name, value in values.items() if getattr(row, name) != value}
        if values:
            self.change_all(type(row), [row], **values)
            for name, value in values.items():
                setattr(row, name, value)

    def change_all(self, model, rows, **values):
        """Give the same columns of many rows the same values."""
        after = {name: plain(value) for name, value in values.items()}
        changes = [
            {"pk": row.pk, "before": {n: plain(getattr(row, n)) for n in values}, "after": after}
            for row in rows
        ]
        self._take("change", model, changes)

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
        """Write one step; return it, with the keys of new rows."""
        model = apps.get_model(step["model"])
        with registry.allowed(self, step):
            getattr(self, f"_{step['do']}")(model, step["rows"])
        return step

    def _change(self, model, rows):
        if _has_history(model) or derived_of(model):
            return self._change_one_by_one(model, rows)
        groups = {}
        for row in rows:
            groups.setdefault(json.dumps(row["after"], sort_keys=True), []).append(row["pk"])
        for values, pks in groups.items():
            for some in chunks(pks):
                model._base_manager.filter(pk__in=some).update(**_python(model, json.loads(values)))
        return None

    def _change_one_by_one(self, model, rows):
        """With save(), which writes the history and the fields that are folded from names."""
        found = {}
        for some in chunks([row["pk"] for row in rows]):
            found |= model._base_manager.in_bulk(some)
        names = {f.attname: f.name for f in columns_of(model)}
        for row in rows:
            obj = self._signed(found[row["pk"]])
            for name, value in _python(model, row["after"]).items():
                setattr(obj, name, value)
            obj.save(update_fields=[*(names[name] for name in row["after"]), *derived_of(model)])

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
        stamped = [f for f in columns_of(model) if getattr(f, "auto_now_add", False)]
        for row, obj in zip(rows, made, strict=True):
            if stamped and row["pk"] is not None:  # a row that comes back keeps its date
                old = {f.attname: row["after"][f.attname] for f in stamped}
                model._base_manager.filter(pk=obj.pk).update(**_python(model, old))
            row["pk"], row["after"] = obj.pk, row_of(obj)

    def _signed(self, obj):
        obj._history_user, obj._change_reason = self.by, self.reason[:100]
        return obj


def chunks(items):
    return [items[n : n + CHUNK] for n in range(0, len(items), CHUNK)]
