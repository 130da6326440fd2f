"""The pages that merge two records: choose the other one, compare both, see what moves, merge."""

from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, path, reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from newsroom.lib.keys import key_in
from newsroom.lib.partial_date import PartialDateField, words
from people.duplicates.faults import MergeRefused
from people.duplicates.merging import dry_run, merge, side_by_side
from people.duplicates.registry import GONE, KEPT, kind_labels, kind_of
from people.models import Merge

FOUND = 20  # records that the search for the other one lists
TWO = 2


@admin.action(description=gettext_lazy("Merge the two that are ticked…"), permissions=["merge"])
def merge_chosen(model_admin, request, queryset):
    pks = list(queryset.order_by("pk").values_list("pk", flat=True)[: TWO + 1])
    if len(pks) != TWO:
        messages.error(request, _("Tick two records, then merge them."))
        return None
    return redirect(address_of_merge(queryset.model, *pks))


class Mergeable:
    """An admin page whose records can be merged two by two. A mixin before ModelAdmin."""

    actions = (merge_chosen,)

    def get_urls(self):
        view = self.admin_site.admin_view(require_http_methods(["GET", "POST"])(self.merge_view))
        return [path("merge/", view, name=f"{self._name}_merge"), *super().get_urls()]

    @property
    def _name(self):
        return f"{self.opts.app_label}_{self.opts.model_name}"

    def has_merge_permission(self, request):
        return request.user.has_perm(kind_of(self.model).permission)

    def changelist_view(self, request, extra_context=None):
        more = {"may_mend": self.has_merge_permission(request), "duplicates_of": self.opts.label_lower}
        return super().changelist_view(request, {**more, **(extra_context or {})})

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj and obj.pk and self.has_merge_permission(request):
            context["merge_url"] = f"{reverse(f'admin:{self._name}_merge')}?kept={obj.pk}"
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        """Redirect from the page of a merged record to that of the record it was merged into."""
        key = key_in(object_id)
        if key is not None and (kept := Merge.objects.present(self.opts.label_lower, [key])):
            messages.info(request, _("That record was merged into this one."))
            return redirect(f"admin:{self._name}_change", kept[key])
        return super()._get_obj_does_not_exist_redirect(request, opts, object_id)

    def merge_view(self, request):
        if not self.has_merge_permission(request):
            raise PermissionDenied
        kept = self._record(request, "kept")
        if not request.GET.get("gone"):
            return choose(self, request, kept)
        return compare(self, request, kept, self._record(request, "gone"))

    def _record(self, request, name):
        return get_object_or_404(self.model._base_manager, pk=key_in(request.GET.get(name)))

    def other_ones(self, request, kept, text):
        """Records to merge with, by any word of their names."""
        found, _distinct = self.get_search_results(request, self.get_queryset(request), text)
        return found.exclude(pk=kept.pk)[:FOUND]

    def in_full(self, record):
        """A record in words that distinguish it from others with the same name."""
        return getattr(self, "picker_label", str)(record)


def address_of_merge(model, kept, gone):
    """The page that lays these two (by pk) side by side."""
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_merge"
    return f"{reverse(name)}?{urlencode({'kept': kept, 'gone': gone})}"


def in_words(site, record):
    """A record in words that distinguish it from others with the same name, as search fields show it."""
    label = getattr(site._registry.get(type(record)), "picker_label", str)
    return label(record)


def admin_address(record):
    """The page of a record in the admin, or "" where it has none."""
    try:
        return reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_change", args=[record.pk])
    except NoReverseMatch:
        return ""


# --- Which other one -------------------------------------------------------------------------------
def choose(model_admin, request, kept):
    """Find the record that is the same as this one. Nothing is changed here."""
    text = request.GET.get("q", "").replace("\0", "").strip()[:200]
    rows = [
        (model_admin.in_full(row), address_of_merge(model_admin.model, kept.pk, row.pk))
        for row in (model_admin.other_ones(request, kept, text) if text else [])
    ]
    context = _context(model_admin, request, _("Merge with…"), kept=kept, rows=rows, q=text)
    return TemplateResponse(request, "admin/people/merge_choose.html", context)


def _context(model_admin, request, title, **more):
    return {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "title": title,
        "list_url": reverse(f"admin:{model_admin._name}_changelist"),
        "kept_url": admin_address(more["kept"]),
        **more,
    }


# --- Side by side ----------------------------------------------------------------------------------
def compare(model_admin, request, kept, gone):
    """Both records with what differs to be chosen; POST counts what would move, with ``_merge`` does it."""
    model, choices = model_admin.model, _chosen(model_admin.model, request.POST)
    answers = {name: value for name, value in request.POST.items() if name.startswith("fold-")}
    faults = []
    if "_merge" in request.POST:
        try:
            shown, reason = request.POST.get("shown", ""), request.POST.get("reason", "").strip()[:500]
            record = merge(
                model,
                kept.pk,
                gone.pk,
                request.user,
                choices=choices,
                answers=answers,
                reason=reason,
                shown=shown,
            )
        except MergeRefused as refused:
            faults = refused.faults
        else:
            return _done(request, model_admin, record)
    try:
        if request.method == "POST":
            run = dry_run(model, kept.pk, gone.pk, request.user, choices, answers)
        else:
            run = side_by_side(model, kept.pk, gone.pk)
    except MergeRefused as refused:
        messages.error(request, " ".join(refused.messages))
        return redirect(f"admin:{model_admin._name}_changelist")
    context = _context(
        model_admin,
        request,
        _("Merge two records: %(what)s") % {"what": model_admin.opts.verbose_name_plural},
        kept=kept,
        gone=gone,
        sides=[(side, model_admin.in_full(row), admin_address(row)) for side, row in _sides(kept, gone)],
        fields=_fields(run, kept, gone),
        run=run,
        counted=request.method == "POST",
        follows=run.kind.follows(gone),
        faults=[way_out(fault, kept, gone) for fault in _once([*faults, *run.faults])],
        swap=address_of_merge(model, gone.pk, kept.pk),
        reason=request.POST.get("reason", ""),
    )
    return TemplateResponse(request, "admin/people/merge.html", context, status=409 if faults else 200)


def _sides(kept, gone):
    return ((KEPT, kept), (GONE, gone))


def _once(faults):
    return list({fault.text: fault for fault in faults}.values())


def _chosen(model, data):
    names = [name for name, _label, _columns in kind_of(model).choices]
    sides = {name: data.get(f"choice-{name}") for name in names}
    return {name: side for name, side in sides.items() if side in (KEPT, GONE)}


def _done(request, model_admin, record):
    message = format_html(
        '{} <a href="{}">{}</a>',
        _("%(gone)s is merged into %(kept)s.") % {"gone": record.gone_name, "kept": record.kept_name},
        reverse("admin:people_merge_change", args=[record.pk]),
        _("What moved, and how to undo it"),
    )
    messages.success(request, message)
    return redirect(f"admin:{model_admin._name}_change", record.kept_id)


def _fields(run, kept, gone):
    """(label, name, side chosen, kept's value, gone's value, whether they differ) of each choice."""
    rows = []
    for name, label, columns in run.kind.choices:
        values = [[getattr(row, column) for column in columns] for row in (kept, gone)]
        readings = [_in_words(row, name, columns) for row in (kept, gone)]
        rows.append((capfirst(label), name, run.choices.get(name), *readings, values[0] != values[1]))
    return rows


def _in_words(row, name, columns):
    if len(columns) > 1:
        return str(row)
    return shown(row, columns[0])


def shown(row, attname):
    """The value of a column in words."""
    field = next(f for f in row._meta.concrete_fields if f.attname == attname)
    value = getattr(row, field.name)
    if isinstance(field, models.BooleanField):
        return _("Yes") if value else _("No")
    if isinstance(field, PartialDateField):
        return words(value)
    return "" if value is None else str(value)


def way_out(fault, kept, gone):
    """(text, [(words, address)]) of a fault."""
    links = [(str(row), admin_address(row)) for row in fault.records if admin_address(row)]
    pair = [row for row in fault.records if row not in (kept, gone)]
    if len(pair) == TWO and len({type(row) for row in pair}) == 1 and _mergeable(type(pair[0])):
        links.insert(0, (_("Merge these two"), address_of_merge(type(pair[0]), pair[0].pk, pair[1].pk)))
    return fault.text, links


def _mergeable(model):
    return model._meta.label_lower in kind_labels()
