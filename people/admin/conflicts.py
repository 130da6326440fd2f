"""Two people edit one record of the people desk: the one who saves second loses and overwrites nothing.

A form holds the values with which it was opened (`base`, signed). When it is posted, each field is compared
with that base and with what is stored by now. What only the other person changed is taken, what only this
person changed is kept. Where both changed one value differently, the form is shown again with both and asks.
Rows below the record (sources, names, titles) are compared in the same way, by their ids.
"""

import hashlib
import json
from dataclasses import dataclass, field

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core import signing
from django.core.exceptions import ValidationError
from django.forms import ModelChoiceField, model_to_dict
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from newsroom.lib.keys import key_in
from newsroom.lib.partial_date import PartialDateFormField, words

BASE, ASKED_FOR, ANSWER, AT = "_base", "meet_for", "meet-", "meet_at-"
MINE, THEIRS = "mine", "theirs"
MOST_ROWS = 1000


@dataclass(frozen=True)
class ConflictQuestion:
    """A value that both changed: its key in the form, its label, and three readings of it in words."""

    key: str
    label: str
    was: str
    mine: str
    theirs: str
    answer: str = ""

    @property
    def name(self):
        return ANSWER + self.key


@dataclass
class Reconciled:
    """The result of the comparison. `post` is what will be saved; while it is open, nothing is saved.

    `again` says where the form has rows that somebody else deleted: they are posted as new ones.
    """

    post: object
    base: str
    digest: str
    questions: list = field(default_factory=list)
    taken: list = field(default_factory=list)
    again: dict = field(default_factory=dict)
    last: LogEntry | None = None

    @property
    def is_open(self):
        return any(not question.answer for question in self.questions)


# --- What a form was opened with ---------------------------------------------------------------------
def base_of(obj, formsets):
    """The values of a record and of the rows of its formsets, as they are loaded. No query."""
    rows = {
        formset.prefix: {str(form.instance.pk): _values(form.instance) for form in formset.initial_forms}
        for formset in formsets
    }
    return {"": _values(obj), **rows}


def _stored(obj, formset_classes):
    """The same as `base_of`, of what is stored now. One query for each kind of row."""
    rows = {
        kind.get_default_prefix(): {
            str(row.pk): _values(row) for row in kind.model._base_manager.filter(**{kind.fk.name: obj})
        }
        for kind in formset_classes
    }
    return {"": _values(obj), **rows}


def _values(record):
    """The editable values of a record as JSON has them."""
    return json.loads(json.dumps(model_to_dict(record), default=str))


def sealed(base):
    return signing.dumps(base, salt="people.conflicts", compress=True)


def _opened(text):
    try:
        return signing.loads(text or "", salt="people.conflicts")
    except signing.BadSignature:
        return None


# --- Comparing ---------------------------------------------------------------------------------------
def reconcile(model_admin, request, obj):
    """Compare the posted form with its base and with `obj` as it is stored and locked. Returns a Reconciled.

    None for a form without a base. One query for each kind of row; four more where something differs.
    """
    base = _opened(request.POST.get(BASE))
    if base is None:
        return None
    kinds = [kind for kind, _inline in model_admin.get_formsets_with_inlines(request, obj)]
    stored = _stored(obj, kinds)
    digest = hashlib.sha256(json.dumps(stored, sort_keys=True).encode()).hexdigest()[:32]
    result = Reconciled(request.POST.copy(), sealed(stored), digest)
    compared = FormComparison(result, asked=request.POST.get(ASKED_FOR) == digest)
    fields = model_admin.get_form(request, obj, change=True).base_fields
    compared.record("", fields, base[""], stored[""])
    for kind in kinds:
        compared.rows(kind, base.get(kind.get_default_prefix(), {}), stored[kind.get_default_prefix()])
    if result.questions or result.taken:
        result.last = _last_change(obj)
    if result.is_open:
        result.base = request.POST[BASE]  # until all is answered, the comparison stays the same
    return result


def _last_change(obj):
    kind = ContentType.objects.get_for_model(obj, for_concrete_model=False)
    rows = LogEntry.objects.filter(content_type=kind, object_id=str(obj.pk)).select_related("user")
    return rows.order_by("-action_time").first()


class FormComparison:
    """Goes through a posted form; writes the other person's values into it, and notes what must be asked."""

    def __init__(self, result, asked):
        self.result, self.post, self.asked = result, result.post, asked

    def record(self, prefix, fields, was, theirs, row=""):
        """Compare the fields of one form whose names begin with `prefix`."""
        for name, form_field in fields.items():
            if name not in was or was[name] == theirs.get(name):
                continue
            html_name = f"{prefix}{name}"
            data = self._data(form_field, html_name)
            label = " ".join(filter(None, [row, str(form_field.label or name)]))
            if not form_field.has_changed(was[name], data):
                self._write(html_name, theirs[name])
                self.result.taken.append(label)
            elif form_field.has_changed(theirs[name], data):
                readings = [_say(form_field, value) for value in (was[name], data, theirs[name])]
                if self._ask(html_name, label, *readings) == THEIRS:
                    self._write(html_name, theirs[name])

    def rows(self, kind, was, theirs):
        """Compare the rows of one kind below the record, by their ids."""
        prefix, fields, key = kind.get_default_prefix(), kind.form.base_fields, kind.model._meta.pk.name
        label, gone = str(capfirst(kind.model._meta.verbose_name)), []
        again = self._asked_before(prefix)
        for n in range(min(_count(self.post.get(f"{prefix}-INITIAL_FORMS")), MOST_ROWS)):
            pk, start = self.post.get(f"{prefix}-{n}-{key}", ""), f"{prefix}-{n}-"
            if pk not in was or was[pk] == theirs.get(pk):
                continue
            if pk not in theirs and self._is_untouched(start, fields, was[pk]):
                self.result.taken.append(label)
                gone.append(n)
            elif pk not in theirs:
                again[pk] = n
            elif f"{start}DELETE" in self.post:
                self._deleted_here(start, fields, theirs[pk], label)
            else:
                self.record(start, fields, was[pk], theirs[pk], label)
        for pk, n in again.items():
            if self._deleted_there(prefix, pk, n, fields, was.get(pk, {}), label) == THEIRS:
                gone.append(n)
        if gone or again:
            self._renumber(prefix, key, gone, again)

    def _asked_before(self, prefix):
        """{id: number of its row} of rows that somebody else deleted and that this form posts as new ones."""
        found = {}
        for name in [name for name in self.post if name.startswith(f"{AT}{prefix}-")]:
            found[name.removeprefix(f"{AT}{prefix}-")] = _count(self.post.pop(name)[-1])
        return found

    def _is_untouched(self, start, fields, was):
        """Whether this person left a row as it was, or deleted it."""
        known = {name: form_field for name, form_field in fields.items() if name in was}
        return f"{start}DELETE" in self.post or not any(
            form_field.has_changed(was[name], self._data(form_field, start + name))
            for name, form_field in known.items()
        )

    def _data(self, form_field, name):
        return form_field.widget.value_from_datadict(self.post, {}, name)

    def _deleted_there(self, prefix, pk, n, fields, was, label):
        """Ask whether a row that the other deleted and this person changed is to be recorded again."""
        values = {name: self._data(f, f"{prefix}-{n}-{name}") for name, f in fields.items() if name in was}
        return self._ask(f"{prefix}.{pk}", label, _row(fields, was), _row(fields, values), _("deleted"))

    def _deleted_here(self, start, fields, theirs, label):
        if self._ask(f"{start}row", label, "", _("deleted"), _row(fields, theirs)) == THEIRS:
            del self.post[f"{start}DELETE"]
            for name in fields:
                if name in theirs:
                    self._write(start + name, theirs[name])

    def _ask(self, key, label, was, mine, theirs):
        """Note the question; return its answer, or "" where exactly this was not answered."""
        answer = self.post.get(ANSWER + key, "") if self.asked else ""
        answer = answer if answer in (MINE, THEIRS) else ""
        self.result.questions.append(ConflictQuestion(key, label, was, mine, theirs, answer))
        return answer

    def _write(self, name, value):
        if value is None or value is False:
            self.post.pop(name, None)
            if value is None:
                self.post[name] = ""
        else:
            self.post[name] = "on" if value is True else str(value)

    def _renumber(self, prefix, key, gone, again):
        """Take rows out of the posted form, post others as new ones, and remember the numbers of those."""
        first, last = f"{prefix}-INITIAL_FORMS", f"{prefix}-TOTAL_FORMS"
        initial, total = _count(self.post.get(first)), min(_count(self.post.get(last)), MOST_ROWS)
        new = list(again.values())
        kept = [n for n in range(initial) if n not in gone and n not in new]
        order = [*kept, *(n for n in [*new, *range(initial, total)] if n not in gone)]
        order = list(dict.fromkeys(n for n in order if n < total))
        parts = {n: self._part(f"{prefix}-{n}-") for n in range(total)}
        for n, old in enumerate(order):
            for name, values in parts[old].items():
                self.post.setlist(f"{prefix}-{n}-{name}", [""] if old in new and name == key else values)
        self.post[first], self.post[last] = str(len(kept)), str(len(order))
        for pk, old in again.items():
            if old in order:
                self.result.again[f"{AT}{prefix}-{pk}"] = order.index(old)

    def _part(self, start):
        names = [name for name in self.post if name.startswith(start)]
        return {name.removeprefix(start): self.post.pop(name) for name in names}


def _count(text):
    count = key_in(text) or 0
    return count if count < 100_000 else 0


def _row(fields, values):
    return "; ".join(filter(None, (_say(f, values[name]) for name, f in fields.items() if name in values)))


def _say(form_field, value):
    """A value as the form would show it, in words. One query for a record that it links."""
    if isinstance(form_field, ModelChoiceField):
        try:
            return str(form_field.clean(value)) if value else ""
        except ValidationError:
            return str(value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(form_field, PartialDateFormField):
        try:
            return words(form_field.to_python(value)) or _("nothing")
        except ValidationError:
            return str(value)
    choices = dict(getattr(form_field, "choices", None) or ())
    return str(choices.get(value, "" if value is None else value))
