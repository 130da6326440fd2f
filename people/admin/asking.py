"""What a form asks before a name is saved that somebody else on record has: the same, or another?

The answer "another" comes as ids in `another`; it is kept, and nobody is asked about these two again.
"""

from django.contrib.admin.options import IS_POPUP_VAR
from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms.models import BaseInlineFormSet
from django.shortcuts import get_object_or_404
from django.urls import reverse

from newsroom.lib.keys import key_in, keys_in
from people.admin.base import PlainForm
from people.namesakes import keep_apart, others_called, question, who_it_is


def _not_told_apart(data, others):
    told = keys_in(data.getlist("another")) if others else ()
    return [one for one in others if one.pk not in told]


class NameAskingForm(PlainForm):
    """The form of a record with a name. ``named_by`` are the fields that make it."""

    namesakes = ()  # records about which the page asks
    named_by = ()

    def others_of_the_name(self):
        raise NotImplementedError

    def _post_clean(self):
        """Once the instance has its name. A name that is as it was asks nothing."""
        super()._post_clean()
        if not {*self.named_by} & {*self.changed_data}:
            return
        self.namesakes = self.others_of_the_name()
        if still_open := _not_told_apart(self.data, self.namesakes):
            self.add_error(None, question(still_open))


class NameAskingFormSet(BaseInlineFormSet):
    """Further names of the record, asked about as the name itself. What stands there already asks nothing."""

    namesakes = ()

    def clean(self):
        super().clean()
        typed = [
            form for form in self.forms if form not in self.deleted_forms and "text" in form.changed_data
        ]
        names = [form.cleaned_data["text"] for form in typed if form.cleaned_data.get("text")]
        self.namesakes = others_called(self.instance, names)
        if still_open := _not_told_apart(self.data, self.namesakes):
            raise ValidationError(question(still_open))


class AsksAboutNamesakes:
    """An admin page whose form and rows of further names ask. A mixin before ModelAdmin."""

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """In the window that a search field opened, "the same" takes the one on record into the field."""
        same = key_in(request.POST.get("_same")) if IS_POPUP_VAR in request.POST else None
        if same and not object_id and self.has_add_permission(request):
            return self.response_add(request, get_object_or_404(self.model, pk=same))
        return super().changeform_view(request, object_id, form_url, extra_context)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        formsets = [inline.formset for inline in context.get("inline_admin_formsets", ())]
        asked = [one for asks in (context["adminform"].form, *formsets) for one in _asked(asks)]
        page = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        context["namesakes"] = [
            (one, who_it_is(one), reverse(page, args=[one.pk]))
            for one in {one.pk: one for one in asked}.values()
        ]
        context["told_apart"] = keys_in(request.POST.getlist("another"))
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_model(self, request, obj, form, change):
        with transaction.atomic():
            super().save_model(request, obj, form, change)
            keep_apart(obj, _asked(form), request.user)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        for formset in formsets:
            keep_apart(form.instance, _asked(formset), request.user)


def _asked(form):
    return getattr(form, "namesakes", ())
