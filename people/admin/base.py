"""Habits that the people desk's admin pages share: search by any name, kept addresses, readable history."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AutocompleteSelect
from django.db import IntegrityError, models, transaction
from django.http import Http404
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from simple_history.admin import SimpleHistoryAdmin

from newsroom.lib.keys import key_in, keys_in
from newsroom.lib.names import FoldedField
from people.admin import conflicts, picking

FOUND = 302  # how a form answers that has saved


class PlainForm(forms.ModelForm):
    """A form whose labels have no colon. With `not_yet` it is shown again as typed, and nothing is saved."""

    not_yet = False
    reconciled = None  # the Reconciled of this form with what others saved since it was opened

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{**kwargs, "label_suffix": ""})

    def clean(self):
        if self.not_yet:
            self.add_error(None, _("Nothing is saved yet. Here is what you typed."))
        if self.reconciled and self.reconciled.is_open:
            self.add_error(
                None, _("Somebody else saved this record meanwhile. Choose what is right, then save.")
            )
        return super().clean()


class Picker(AutocompleteSelect):
    """Django's search field for a record, which ignores values that are no key. Enter takes the first."""

    @property
    def media(self):
        return super().media + forms.Media(js=[forms.Script("newsroom/picker.js", type="module")])

    def optgroups(self, name, value, attr=None):
        return super().optgroups(name, keys_in(value), attr)


class RecordAdmin(admin.ModelAdmin):
    """A record that is found by any folded word of its names (``matching`` of its queryset).

    `picker_label` is what a search field shows for it; set the annotations and prefetches it needs in
    ``get_queryset``. `picker_order` orders what a search field offers (people/admin/picking.py).
    """

    picker_order = None  # staticmethod of (queryset, text)

    form = PlainForm
    actions_on_top, actions_on_bottom = False, True
    list_per_page = 50
    show_full_result_count = False

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method == "POST" and object_id and self.has_change_permission(request):
            return self._reconciling(request, object_id, form_url, extra_context)
        return self._insisting(request, object_id, form_url, extra_context)

    def _insisting(self, *args):
        try:
            return super().changeform_view(*args)
        except IntegrityError:  # somebody saved the same at the same moment; the second try finds it
            return super().changeform_view(*args)

    def _reconciling(self, request, object_id, *args):
        """Save, unless somebody else changed the same values meanwhile; see conflicts.py."""
        with transaction.atomic():
            key = key_in(object_id)
            stored = None if key is None else self.lock(request, key)
            request.reconciled = stored and conflicts.reconcile(self, request, stored)
            if request.reconciled:
                request.POST = request.reconciled.post
            response = self._insisting(request, object_id, *args)
        if request.reconciled and request.reconciled.taken and response.status_code == FOUND:
            values = {"names": ", ".join(request.reconciled.taken)}
            messages.info(request, _("Somebody else had changed %(names)s; both changes are kept.") % values)
        return response

    def lock(self, request, pk):
        """The record as it is stored, locked until the transaction ends, or None."""
        return self.model._base_manager.select_for_update(no_key=True).filter(pk=pk).first()

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if change and obj and obj.pk and self.has_change_permission(request, obj):
            context["reconciled"] = reconciled = getattr(request, "reconciled", None)
            formsets = [inline.formset for inline in context.get("inline_admin_formsets", [])]
            if (
                reconciled or request.method != "POST"
            ):  # after a POST the record in memory is no longer what is stored
                context["base"] = (
                    reconciled.base if reconciled else conflicts.sealed(conflicts.base_of(obj, formsets))
                )
        return super().render_change_form(request, context, add, change, form_url, obj)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        state = {
            "not_yet": getattr(request, "not_yet", False),
            "reconciled": getattr(request, "reconciled", None),
        }
        return type(form.__name__, (form,), state)

    def get_search_results(self, request, queryset, search_term):
        return queryset.matching(search_term), False

    def picked(self, queryset, term):
        """What a search field offers for these words, what is called so first."""
        found = queryset.matching(picking.search_text(term))
        return self.picker_order(found, term) if self.picker_order else found

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = Picker(db_field, self.admin_site, using=kwargs.get("using"))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def picker_label(self, obj):
        return str(obj)


class AddressedAdmin(RecordAdmin):
    """A record with a public address. When somebody changes it, the former address redirects."""

    readonly_fields = ["former_addresses"]

    def save_model(self, request, obj, form, change):
        with transaction.atomic():
            kept = type(obj)._base_manager.filter(pk=obj.pk).values_list("slug", flat=True).first()
            super().save_model(request, obj, form, change)
            if change:
                obj.remember_slug(kept)

    @admin.display(description=gettext_lazy("former addresses"), empty_value=gettext_lazy("none"))
    def former_addresses(self, obj):
        slugs = obj.former_slugs.values_list("slug").order_by("slug") if obj.pk else []
        return format_html_join(", ", "{}", slugs) or None


class WithHistory(SimpleHistoryAdmin):
    """Who changed which fact when; an earlier state can be restored."""

    object_history_template = "admin/people/object_history.html"
    object_history_form_template = "admin/people/object_history_form.html"
    object_history_list_template = "admin/people/object_history_list.html"

    def save_model(self, request, obj, form, change):
        """Save what differs from what is recorded; saving a form untouched leaves no row in the history."""
        recorded = type(obj)._base_manager.filter(pk=obj.pk).first() if change else None
        if recorded is None or any(self._value(recorded, f) != self._value(obj, f) for f in obj._meta.fields):
            super().save_model(request, obj, form, change)

    def _value(self, obj, field):
        derived = field.generated or isinstance(field, FoldedField)
        return None if derived else getattr(obj, field.attname)

    def history_view(self, request, object_id, extra_context=None):
        if key_in(object_id) is None:
            raise Http404
        return super().history_view(request, object_id, extra_context)

    def history_form_view(self, request, object_id, version_id, extra_context=None):
        if key_in(object_id) is None:
            raise Http404
        if request.method != "POST":
            return super().history_form_view(request, object_id, version_id, extra_context)
        with transaction.atomic():  # the rules across records are checked and the record saved in one
            return super().history_form_view(request, object_id, version_id, extra_context)

    def set_history_delta_changes(self, request, historical_records, foreign_keys_are_objs=True):
        """Say what each row changed, without the columns that the database derives."""
        derived = [
            field.name for field in self.model._meta.fields if isinstance(field, models.GeneratedField)
        ]
        for record, before in zip(historical_records, list(historical_records)[1:], strict=False):
            delta = record.diff_against(
                before, excluded_fields=derived, foreign_keys_are_objs=foreign_keys_are_objs
            )
            helper = self.get_historical_record_context_helper(request, record)
            record.history_delta_changes = helper.context_for_delta_changes(delta)
