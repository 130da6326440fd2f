"""The reshuffle sheet in the admin: many changes of one day on one screen, previewed, saved and undone.

Names are typed, so that the sheet is filled by keyboard alone and works without scripts. A name that several
have is an error beside its field, which then offers each with its number in brackets.
"""

import re

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied
from django.forms import BaseFormSet, formset_factory
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from newsroom.lib.keys import key_in
from newsroom.lib.partial_date import PartialDateFormField
from people.admin import picking
from people.models import Appointment, Person, Post, Reshuffle
from people.reshuffle import WHY, ReshuffleStands, SheetRow, What, reshuffle, undo

ROWS, MORE, MOST = 6, 6, 60  # blank rows at first, added at once, of one sheet
OFFERED = 8  # records that a field offers where the name is not clear
LATELY = 10  # sheets listed below the form
NUMBER = re.compile(r"\[([0-9]+)\]\s*$")
RIGHTS = ("people.add_appointment", "people.change_appointment", "people.add_citation")


class NameField(forms.CharField):
    """A typed name of a record; cleans to the record. If it is not clear, it has `offers`, with numbers."""

    def __init__(self, model, missing, **kwargs):
        super().__init__(max_length=500, **kwargs)
        self.model, self.missing = model, missing
        self.candidates, self.offers = [], []

    def __deepcopy__(self, memo):
        copy = super().__deepcopy__(memo)
        copy.candidates, copy.offers = [], []
        return copy

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        if number := NUMBER.search(text):
            if found := self.model.objects.filter(pk=key_in(number[1])).first():
                return found
            raise forms.ValidationError(self.missing % {"name": text})
        return self._called(text)

    def _called(self, text):
        site_admin = admin.site.get_model_admin(self.model)
        every = self.model.objects.all()
        if self.model is Post:
            every = every.select_related("organization")
        found = list(site_admin.picked(every, text)[: OFFERED + 1])
        if not found:
            raise forms.ValidationError(self.missing % {"name": text})
        best = [one for one in found if one.called_as == found[0].called_as]
        if len(best) == 1 and (best[0].called_as in picking.CLEAR or len(found) == 1):
            return best[0]
        self.candidates = found[:OFFERED]
        self.offers = [f"{site_admin.picker_label(one)} [{one.pk}]" for one in self.candidates]
        raise forms.ValidationError(
            _("Several can be meant by “%(name)s”. Choose one: %(offers)s.")
            % {"name": text, "offers": "; ".join(self.offers)}
        )


class SheetHeadForm(forms.Form):
    """What holds for every row that does not say otherwise."""

    on = PartialDateFormField(
        label=gettext_lazy("Day"), help_text=gettext_lazy("For example 1 January 2017.")
    )
    source = forms.CharField(
        label=gettext_lazy("Source"),
        required=False,
        max_length=1000,
        help_text=gettext_lazy("A document symbol, a title or an address; for every row that has none."),
    )
    reason = forms.CharField(
        label=gettext_lazy("What it is about"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Stays in the history of every record: New Cabinet."),
    )


class SheetRowForm(forms.Form):
    """One change. A row without a person and a post says nothing."""

    person = NameField(
        Person,
        gettext_lazy("Nobody called “%(name)s” is on record. Record the person first."),
        label=gettext_lazy("Person"),
        required=False,
    )
    what = forms.ChoiceField(label=gettext_lazy("What"), choices=What, initial=What.LEAVES)
    post = NameField(
        Post,
        gettext_lazy("No post called “%(name)s” is on record. Record the post first."),
        label=gettext_lazy("Post"),
        required=False,
    )
    on = PartialDateFormField(label=gettext_lazy("Day"), required=False)
    why = forms.ChoiceField(label=gettext_lazy("Why they leave"), required=False, choices=[("", "–"), *WHY])
    source = forms.CharField(label=gettext_lazy("Source"), required=False, max_length=1000)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs["autocomplete"] = "off"
            if name in ("person", "post"):
                field.widget.attrs |= {"list": f"{self.prefix}-{name}-offers", "data-picks": name}

    @property
    def is_blank(self):
        said = ("person", "post", "on", "why", "source")
        return not any((self.data.get(self.add_prefix(name)) or "").strip() for name in said)

    def clean(self):
        data = super().clean()
        if self.is_blank:
            return data
        self._take_the_one_that_they_hold(data)
        if not data.get("person") and "person" not in self.errors:
            self.add_error("person", _("Say who."))
        what = data.get("what")
        if what and what != What.LEAVES and not data.get("post") and "post" not in self.errors:
            self.add_error("post", _("Say which post."))
        if data.get("why") and what != What.LEAVES:
            self.add_error("why", _("Only for who leaves. Who moves to another post says so by the row."))
        return data

    def _take_the_one_that_they_hold(self, data):
        """Of several posts that a row of leaving may mean, the only one that the person holds."""
        held = Appointment.objects.filter(person=data.get("person"), end="").exclude(start="")
        posts = {post.pk: post for post in self.fields["post"].candidates}
        if not posts or data.get("person") is None or data.get("what") != What.LEAVES:
            return
        found = set(held.filter(post__in=posts).values_list("post", flat=True))
        if len(found) == 1:
            del self.errors["post"]
            data["post"] = posts[found.pop()]

    @property
    def fields_with_offers(self):
        """[(bound field, offers)] as the table shows them."""
        return [(self[name], getattr(self.fields[name], "offers", ())) for name in self.fields]


class SheetRowFormSet(BaseFormSet):
    def get_form_kwargs(self, index):
        return {"label_suffix": "", "empty_permitted": False, "use_required_attribute": False}


SheetRowForms = formset_factory(
    SheetRowForm, SheetRowFormSet, extra=0, max_num=MOST, absolute_max=MOST, validate_max=True
)


# --- The page ----------------------------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
def reshuffle_view(request, model_admin):
    """GET shows a blank sheet. POST previews it; with ``_save`` saves it, if it does what was shown."""
    if not request.user.has_perms(RIGHTS):
        raise PermissionDenied
    if request.method != "POST":
        start = {"form-TOTAL_FORMS": ROWS, "form-INITIAL_FORMS": 0}
        return _page(
            request, model_admin, SheetHeadForm(label_suffix=""), SheetRowForms(_blank(start, 0, ROWS))
        )
    data = _with_rows(request.POST)
    head, rows = SheetHeadForm(data, label_suffix=""), SheetRowForms(data)
    if "_more" in data:
        return _page(request, model_admin, _as_typed(head), rows)
    is_valid = head.is_valid() & rows.is_valid()
    said = [form for form in rows if not form.is_blank]
    if is_valid and not said:
        head.add_error(None, _("Write at least one row."))
    report = None
    if is_valid and said:
        report = _act(request, head.cleaned_data, said, is_save="_save" in data)
        if report.saved:
            return _saved(request, report)
    is_stale = "_save" in data and bool(report and not report.errors)
    return _page(request, model_admin, head, rows, report, is_stale=is_stale)


def _blank(data, first, number):
    """The values of a sheet with so many blank rows from the first on."""
    return {**data, **{f"form-{n}-what": What.LEAVES for n in range(first, first + number)}}


def _with_rows(posted):
    """What was posted, with more blank rows where somebody asked for them."""
    data = posted.dict()
    total = min(key_in(data.get("form-TOTAL_FORMS")) or 0, MOST)
    data |= {"form-TOTAL_FORMS": total, "form-INITIAL_FORMS": 0}
    if "_more" in data:
        data = _blank(data, total, MORE) | {"form-TOTAL_FORMS": min(total + MORE, MOST)}
    return data


def _as_typed(head):
    """The head with its values and without errors: nobody asked yet."""
    head.full_clean()
    head.errors.clear()
    return head


def _act(request, head, forms_of_rows, *, is_save):
    """Preview or save; the faults of the act become errors of the rows. Returns the SheetReport."""
    rows = [_row_of(form.cleaned_data, head) for form in forms_of_rows]
    seen = request.POST.get("seen", "") if is_save else None
    report = reshuffle(
        rows, request.user, on=head["on"], reason=head["reason"], dry_run=not is_save, seen=seen
    )
    for number, form in enumerate(forms_of_rows):
        form.says = report.says.get(number, [])
        for name, sentences in report.errors.get(number, {}).items():
            form.add_error(None if name == NON_FIELD_ERRORS else name, sentences)
    return report


def _row_of(data, head):
    return SheetRow(
        data["person"],
        What(data["what"]),
        data["post"],
        data["on"] or head["on"],
        data["source"] or head["source"],
        data["why"],
    )


def _saved(request, report):
    count = len(report.says)
    messages.success(
        request, _("Saved as one act: %(count)d rows. It can be undone below.") % {"count": count}
    )
    for note in report.notes:
        messages.warning(request, note)
    return HttpResponseRedirect(reverse("admin:people_reshuffle"))


def _page(request, model_admin, head, rows, report=None, *, is_stale=False):
    faulty = bool(head.errors or any(form.errors for form in rows)) if head.is_bound else False
    is_ready = bool(report and not faulty)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Reshuffle"),
        "opts": model_admin.opts,
        "list_url": reverse("admin:people_appointment_changelist"),
        "head": head,
        "rows": rows,
        "report": report if is_ready else None,
        "faulty": faulty,
        "is_stale": is_stale,
        "unsourced": is_ready
        and any(
            not (form.cleaned_data["source"] or head.cleaned_data["source"])
            for form in rows
            if not form.is_blank
        ),
        "most": MOST,
        "sheets": Reshuffle.objects.select_related("by", "undone_by")[:LATELY],
    }
    status = 409 if is_stale else 200
    return TemplateResponse(request, "admin/people/reshuffle.html", context, status=status)


@require_POST
def undo_view(request, model_admin, pk):
    """Undo a whole sheet, or say what was changed since."""
    if not request.user.has_perms((*RIGHTS, "people.delete_appointment")):
        raise PermissionDenied
    get_object_or_404(Reshuffle, pk=pk)
    try:
        sheet = undo(pk, request.user)
    except ReshuffleStands as stands:
        messages.error(request, _("It is not undone. %(why)s") % {"why": " ".join(stands.messages)})
    else:
        messages.success(request, _("Undone: %(sheet)s. The record is as it was before.") % {"sheet": sheet})
    return HttpResponseRedirect(reverse("admin:people_reshuffle"))
