"""The list of merges and their undoing. Holds the addresses of the consistency report and duplicates too."""

from functools import partial

from django.apps import apps
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from newsroom.lib.keys import key_in
from newsroom.templatetags.desk import when, who
from people.admin.consistency import consistency_view
from people.admin.duplicates import duplicates_view
from people.admin.merge_pages import admin_address, way_out
from people.duplicates.faults import MergeRefused
from people.duplicates.merging import counted
from people.duplicates.registry import kind_of
from people.duplicates.undoing import undo
from people.models import Merge


class MergeStateFilter(admin.SimpleListFilter):
    title, parameter_name = gettext_lazy("state"), "standing"

    def lookups(self, request, model_admin):
        return [("yes", _("Standing")), ("no", _("Undone"))]

    def queryset(self, request, queryset):
        if self.value() in ("yes", "no"):
            return queryset.filter(undone_at__isnull=self.value() == "yes")
        return queryset


@admin.register(Merge)
class MergeAdmin(admin.ModelAdmin):
    change_list_template = "admin/change_list.html"  # nothing to take out or in
    list_display = ["what", "kind_of_record", "at_in_words", "merged_by", "standing"]
    list_filter = [MergeStateFilter, "model"]
    list_per_page = 50
    show_full_result_count = False
    search_fields = ["kept_name", "gone_name"]
    search_help_text = gettext_lazy("A name of either record.")
    list_select_related = ["by", "undone_by"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_queryset(self, request):
        return super().get_queryset(request).defer("steps")

    @admin.display(description=gettext_lazy("Merge"))
    def what(self, record):
        return str(record)

    @admin.display(description=gettext_lazy("Of what"), ordering="model")
    def kind_of_record(self, record):
        return apps.get_model(record.model)._meta.verbose_name

    @admin.display(description=gettext_lazy("When"), ordering="at")
    def at_in_words(self, record):
        return when(record.at)

    @admin.display(description=gettext_lazy("By"))
    def merged_by(self, record):
        return who(record.by)

    @admin.display(description=gettext_lazy("State"))
    def standing(self, record):
        return _("Undone") if record.is_undone else _("Standing")

    def get_urls(self):
        undone = self.admin_site.admin_view(require_http_methods(["POST"])(self.undo_view))
        pairs = require_http_methods(["GET", "POST"])(partial(duplicates_view, self))
        report = require_http_methods(["GET", "POST"])(partial(consistency_view, self))
        return [
            path("<int:pk>/undo/", undone, name="people_merge_undo"),
            path("consistency/", self.admin_site.admin_view(report), name="people_consistency"),
            path("duplicates/", self.admin_site.admin_view(pairs), name="people_duplicates"),
            *super().get_urls(),
        ]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """What one merge moved, with the button that undoes it for those who may."""
        if request.method == "POST" or not self.has_view_permission(request):
            raise PermissionDenied
        record = get_object_or_404(Merge.objects.select_related("by", "undone_by"), pk=key_in(object_id))
        return self._page(request, record)

    def _page(self, request, record, faults=(), status=200):
        model = apps.get_model(record.model)
        kept = model._base_manager.filter(pk=record.kept_id).first()
        may = request.user.has_perm(kind_of(model).permission)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": str(record),
            "record": record,
            "kept_url": kept and admin_address(kept),
            "counts": counted(record),
            "values": list(_values(record, model)),
            "faults": [way_out(fault, None, None) for fault in faults],
            "may_undo": may and not record.is_undone,
        }
        return TemplateResponse(request, "admin/people/merge_record.html", context, status=status)

    def undo_view(self, request, pk):
        record = get_object_or_404(Merge.objects.select_related("by", "undone_by"), pk=pk)
        model = apps.get_model(record.model)
        if not request.user.has_perm(kind_of(model).permission):
            raise PermissionDenied
        try:
            undo(pk, request.user)
        except MergeRefused as refused:
            return self._page(request, record, refused.faults, status=409)
        messages.success(request, _("Undone: %(gone)s stands by itself again.") % {"gone": record.gone_name})
        return redirect(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", record.gone_id)


def _values(record, model):
    """(field, before, after) of each value of the kept record that the merge changed."""
    fields = {f.attname: f for f in model._meta.concrete_fields}
    for step in record.steps:
        for row in step["rows"]:
            if step["model"] == record.model and row["pk"] == record.kept_id and step["do"] == "change":
                for name, after in row["after"].items():
                    yield capfirst(fields[name].verbose_name), row["before"][name], after
