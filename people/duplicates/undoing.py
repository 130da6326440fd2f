"""Undoing a merge: the steps written backwards, unless a row has changed since."""

from dataclasses import dataclass

from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from newsroom.lib.names import FoldedField
from people.duplicates import registry
from people.duplicates.faults import MergeFault, MergeRefused
from people.duplicates.steps import StepWriter, chunks, columns_of, plain
from people.models import Merge


def undo(pk, by):
    """Restore every row of a merge; return the Merge. One transaction.

    Raises MergeRefused with what was changed since, and for a merge that is undone already.
    """
    with transaction.atomic():
        steps = Merge.objects.values_list("steps", flat=True).get(pk=pk)
        record = Merge.objects.get(pk=pk)
        model = apps.get_model(record.model)
        registry.lock_for(model, record.gone_id, steps)
        record = Merge.objects.select_for_update(of=("self",)).get(pk=pk)
        if record.is_undone:
            values = {"by": Merge.objects.select_related("undone_by").get(pk=pk).undone_by}
            raise MergeRefused([_("%(by)s has undone this merge already.") % values])
        list(
            model._base_manager.select_for_update(of=("self",)).filter(
                pk__in=[record.kept_id, record.gone_id]
            )
        )
        if faults := changed_since(record):
            raise MergeRefused(faults)
        return _undone(record, model, by)


@dataclass
class UndoRun(StepWriter):
    """The undoing of one merge while it is made."""

    record: Merge = None
    model: type = None
    undoes: bool = True


def _undone(record, model, by):
    Merge.objects.filter(pk=record.pk).update(open=True)
    reason = _("Merge of %(gone)s undone") % {"gone": record.gone_name}
    run = UndoRun(by=by, reason=reason, record=record, model=model)
    try:
        with transaction.atomic():
            run.steps = [run.write(_backwards(step)) for step in reversed(record.steps)]
    except (IntegrityError, ProtectedError) as error:
        raise MergeRefused([_("The database refuses it: %(why)s") % {"why": error}]) from None
    record.open, record.undone_at, record.undone_by = False, timezone.now(), by
    record.save(update_fields=["open", "undone_at", "undone_by"])
    registry.finish(run)
    return record


def _backwards(step):
    do = {"insert": "remove", "remove": "insert", "change": "change"}[step["do"]]
    rows = [
        {"pk": row["pk"], "before": row["after"], "after": row["before"]} for row in reversed(step["rows"])
    ]
    return {"do": do, "model": step["model"], "rows": rows}


def changed_since(record):
    """Return a MergeFault for each row that has changed since; with any, the merge cannot be undone."""
    later = Merge.objects.standing().filter(model=record.model, gone_id=record.kept_id).first()
    if later:
        values = {"kept": later.gone_name, "into": later.kept_name}
        return [
            MergeFault(
                _("%(kept)s was itself merged into %(into)s. Undo that merge first.") % values, (later,)
            )
        ]
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
    """Yield a MergeFault for each address, item or name of the two that another record has taken since."""
    model = apps.get_model(record.model)
    unique = {f.attname for f in columns_of(model) if f.unique and not f.primary_key}
    unique |= {"wikidata"} & {f.attname for f in columns_of(model)}
    own = [record.kept_id, record.gone_id]
    rows = [row for step in record.steps if step["model"] == record.model for row in step["rows"]]
    for row in rows:
        for name in unique & (row["before"] or {}).keys():
            value = row["before"][name]
            others = model._base_manager.exclude(pk__in=own).filter(**{name: value}) if value else []
            for other in others:
                values = {"what": _verbose(model, name), "value": value, "other": other}
                yield MergeFault(_("%(what)s “%(value)s” is by now that of %(other)s.") % values, (other,))


def _differing(name, expected):
    model, found = apps.get_model(name), {}
    for some in chunks(list(expected)):
        found |= model._base_manager.in_bulk(some)
    derived = {f.attname for f in model._meta.concrete_fields if isinstance(f, FoldedField)}
    for pk, values in expected.items():
        row, named = found.get(pk), {"kind": model._meta.verbose_name}
        if values is None and row is not None:
            yield MergeFault(
                _("%(kind)s “%(row)s” stands where one of the rows stood.") % {**named, "row": row}
            )
        elif values is not None and row is None:
            yield MergeFault(
                _("A row that was moved is not there any more: %(kind)s %(pk)s.") % {**named, "pk": pk}
            )
        elif values is not None:
            names = [n for n, value in values.items() if n not in derived and plain(getattr(row, n)) != value]
            if names:
                named |= {"row": row, "fields": ", ".join(str(_verbose(model, n)) for n in names)}
                text = _("%(kind)s “%(row)s” was changed since: %(fields)s.") % named
                yield MergeFault(text, (row,))


def _verbose(model, attname):
    return next(f.verbose_name for f in model._meta.concrete_fields if f.attname == attname)
