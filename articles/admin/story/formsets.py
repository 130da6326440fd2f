"""Officials and bylines of the form: a row is known by whom it names, and rows have an order.

Somebody else may have deleted a row, or added the same person, while this form was open. So posted rows are
matched with the database by whom they name; a row that was deleted meanwhile is added again.
"""

from django import forms
from django.forms.models import BaseInlineFormSet

from newsroom.lib.keys import key_in, keys_in
from people.models import Appointment


class RowForm(forms.ModelForm):
    """A row with its place in the order: `order` counts from zero; blank comes last."""

    order = forms.IntegerField(
        required=False, min_value=0, widget=forms.HiddenInput(attrs={"data-order": ""})
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{**kwargs, "label_suffix": ""})
        if self.instance.pk:
            self.initial["order"] = self.instance.position

    def has_changed(self):
        return bool(set(self.changed_data) - {"order"})


class SetFormSet(BaseInlineFormSet):
    key = None  # the field that says whom a row names

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.is_bound and self.instance.pk:
            self.data = self._matched(self.data)

    def add_fields(self, form, index):
        super().add_fields(form, index)
        if form.instance.pk and self.key in form.fields:
            widget = form.fields[self.key].widget
            chosen = getattr(form.instance, self.key)
            getattr(widget, "widget", widget).known = {str(chosen.pk): str(chosen)}

    def _matched(self, data):
        """The posted rows with the ids that they have in the database now. One query."""
        total, rows = key_in(data.get(f"{self.prefix}-TOTAL_FORMS")), []
        if total is None or total > self.absolute_max:
            return data  # the management form will say so
        stored = dict(self.queryset.values_list("pk", f"{self.key}_id"))
        for index in range(total):
            rows.append(self._posted_row(data, index, stored))
        by_name = {str(name): str(pk) for pk, name in stored.items()}
        claimed = {row["id"] for row in rows if row["id"] and not row["gone"]}
        for row in rows:
            again = by_name.get(row["name"], "")
            if not row["id"] and not row["gone"] and again not in claimed:
                row["id"] = again
                claimed.add(again)
        kept = [row for row in rows if not row["gone"] or (row["id"] and row["id"] not in claimed)]
        return self._rebuilt(data, sorted(kept, key=lambda row: not row["id"]))

    def _posted_row(self, data, index, stored):
        start = f"{self.prefix}-{index}-"
        fields = {key.removeprefix(start): data.getlist(key) for key in data if key.startswith(start)}
        value = {name: values[-1] if values else "" for name, values in fields.items()}
        fields["order"] = [value.get("order") or str(index)]
        pk = value.get("id", "")
        return {
            "fields": fields,
            "id": pk if key_in(pk) in stored else "",
            "name": value.get(self.key, ""),
            "gone": bool(value.get("DELETE")),
        }

    def _rebuilt(self, data, rows):
        data = data.copy()
        for key in [key for key in data if key.startswith(f"{self.prefix}-") and "FORMS" not in key]:
            del data[key]
        for index, row in enumerate(rows):
            for name, values in {**row["fields"], "id": [row["id"]]}.items():
                data.setlist(f"{self.prefix}-{index}-{name}", values)
        data[f"{self.prefix}-TOTAL_FORMS"] = str(len(rows))
        data[f"{self.prefix}-INITIAL_FORMS"] = str(sum(bool(row["id"]) for row in rows))
        return data

    def in_order(self):
        """The forms of the rows that stay, in their order."""
        rows = [
            (form.cleaned_data.get("order"), index, form)
            for index, form in enumerate(self.forms)
            if getattr(form, "cleaned_data", None) and not form.cleaned_data.get("DELETE")
        ]
        rows.sort(key=lambda row: (row[0] is None, row[0], row[1]))
        return [form for _order, _index, form in rows if getattr(form.instance, f"{self.key}_id", None)]

    def save_order(self):
        """Number the saved rows from zero; writes only those whose place changed."""
        for position, form in enumerate(self.in_order()):
            if form.instance.pk and form.instance.position != position:
                form.instance.position = position
                form.instance.save(update_fields=["position"])


class BylineFormSet(SetFormSet):
    key = "author"


class OfficialFormSet(SetFormSet):
    """Officials; the post as whose holder somebody appears is chosen among their own. One query for all."""

    key = "person"

    def add_fields(self, form, index):
        super().add_fields(form, index)
        if "appointment" in form.fields:
            person = form["person"].value() if "person" in form.fields else None
            own = self._appointments.get(str(person), [])
            choices = [("", form.fields["appointment"].empty_label), *((a.pk, str(a.post)) for a in own)]
            form.fields["appointment"].widget.choices = choices

    @property
    def _appointments(self):
        if not hasattr(self, "_found"):
            self._found = {}
            for appointment in Appointment.objects.filter(person__in=self.person_ids()).select_related(
                "post"
            ):
                self._found.setdefault(str(appointment.person_id), []).append(appointment)
        return self._found

    def person_ids(self):
        """The ids of the persons in this form, posted or stored."""
        if self.is_bound:
            names = (self.data.get(f"{self.prefix}-{n}-person", "") for n in range(self.total_form_count()))
            return set(keys_in(names))
        return {row.person_id for row in self.get_queryset() if row.person_id}
