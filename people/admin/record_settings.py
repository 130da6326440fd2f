"""The admin page of the record's settings: one form, which the list and the button to add lead to."""

from django.contrib import admin
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from people.admin.base import PlainForm
from people.models import RecordSettings


@admin.register(RecordSettings)
class RecordSettingsAdmin(admin.ModelAdmin):
    form = PlainForm
    autocomplete_fields = ["home_organizations"]
    fieldsets = [
        (_("What is told"), {"fields": ["designation_lapses_after", "late_for"]}),
        (_("What is asked again"), {"fields": ["recheck_after"]}),
        (_("Whose titles are meant"), {"fields": ["home_organizations"]}),
    ]

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        return type(form.__name__, (form,), {"not_yet": getattr(request, "not_yet", False)})

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        """Each organization has its own cross. One for all would stand in a list and be no item of it."""
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        field.widget.is_required = True
        return field

    def has_delete_permission(self, request, obj=None):
        return False

    def add_view(self, request, form_url="", extra_context=None):
        """A second row is not made: the form of the first one opens."""
        row = RecordSettings.objects.first()
        if row and self.has_add_permission(request):
            return redirect("admin:people_recordsettings_change", row.pk)
        return super().add_view(request, form_url, extra_context)

    def changelist_view(self, request, extra_context=None):
        """There is one row, so the list is its form: to add it before it is there, to change it after."""
        row = RecordSettings.objects.first()
        if row and self.has_view_permission(request):
            return redirect("admin:people_recordsettings_change", row.pk)
        if self.has_add_permission(request):
            return redirect("admin:people_recordsettings_add")
        return super().changelist_view(request, extra_context)
