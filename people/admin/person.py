"""The admin page of a person, with every form of the name."""

from django.contrib import admin
from django.contrib.admin.options import IS_POPUP_VAR
from django.db import transaction
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from newsroom.lib.keys import key_in, keys_in
from newsroom.lib.partial_date import is_known, year_label
from people.admin import picking
from people.admin.base import AddressedAdmin, PlainForm, WithHistory
from people.admin.exchange import WithExchange, popolo, wikidata
from people.admin.merge_pages import Mergeable
from people.models import Appointment, Person, PersonName
from people.namesakes import keep_apart, namesakes, question, who_it_is
from people.titles import title_among


class PersonForm(PlainForm):
    """Asks about people of the same name before a second one is saved: the same, or another?

    The answer "another" comes as their ids in `another`.
    """

    namesakes = ()  # Persons about whom the page asks

    def _post_clean(self):
        """Once the instance has its name. A name that is as it was asks nothing."""
        super()._post_clean()
        if not {"given_name", "family_name", "name_order", "display_name"} & {*self.changed_data}:
            return
        self.namesakes = namesakes(self.instance)
        told_apart = keys_in(self.data.getlist("another")) if self.namesakes else ()
        if open_questions := [one for one in self.namesakes if one.pk not in told_apart]:
            self.add_error(None, question(open_questions))


class PersonNameInline(admin.TabularInline):
    model = PersonName
    form = PlainForm
    extra = 0
    fields = ["text", "kind", "lang", "start", "end", "match"]


@admin.register(Person)
class PersonAdmin(Mergeable, WithExchange, WithHistory, AddressedAdmin):
    form = PersonForm
    exchanged = ("people", "names")
    inlines = [PersonNameInline]
    autocomplete_fields = ["portrait"]
    search_fields = ["folded"]
    picker_order = staticmethod(picking.persons)
    search_help_text = _("Any form of the name, with or without accents.")
    list_display = ["name", "title_today", "honorific", "nationalities", "is_public"]
    list_filter = ["is_public", "name_order"]
    fieldsets = [
        (
            _("Name"),
            {
                "fields": [
                    ("given_name", "family_name"),
                    ("name_order", "honorific", "honorific_suffix"),
                    ("display_name", "sort_name"),
                ]
            },
        ),
        (_("Life"), {"fields": [("birth", "death"), ("nationalities", "wikidata"), "portrait"]}),
        (_("For readers"), {"fields": ["summary", "biography", "is_public", "slug", "former_addresses"]}),
    ]

    def get_urls(self):
        return [
            path("popolo/", self.admin_site.admin_view(self.popolo_view), name="people_popolo"),
            path("wikidata/", self.admin_site.admin_view(self.wikidata_view), name="people_wikidata"),
            *super().get_urls(),
        ]

    def popolo_view(self, request):
        return popolo(self, request)

    def wikidata_view(self, request):
        return wikidata(self, request)

    def get_queryset(self, request):
        held = Appointment.objects.with_facts()
        return (
            super()
            .get_queryset(request)
            .prefetch_related(Prefetch("appointments", held), "appointments__post__titles")
        )

    def get_changeform_initial_data(self, request):
        """A name that a search field did not find, split as a first guess."""
        initial = super().get_changeform_initial_data(request)
        given, _space, family = initial.pop("called", "").rpartition(" ")
        return {"given_name": given, "family_name": family, **initial} if family else initial

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """In the window that a search field opened, "the same" takes the person on record into the field."""
        same = key_in(request.POST.get("_same")) if IS_POPUP_VAR in request.POST else None
        if same and not object_id and self.has_add_permission(request):
            return self.response_add(request, get_object_or_404(Person, pk=same))
        return super().changeform_view(request, object_id, form_url, extra_context)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        asked = getattr(context["adminform"].form, "namesakes", ())
        context["namesakes"] = [(one, who_it_is(one)) for one in asked]
        context["told_apart"] = keys_in(request.POST.getlist("another"))
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_model(self, request, obj, form, change):
        with transaction.atomic():
            super().save_model(request, obj, form, change)
            keep_apart(obj, getattr(form, "namesakes", ()), request.user)

    @admin.display(description=_("Name"), ordering="sorted_as")
    def name(self, person):
        return person.full_name

    @admin.display(description=_("Title today"), empty_value="–")
    def title_today(self, person):
        title = title_among(person.appointments.all(), timezone.localdate())
        return title and title.text

    def picker_label(self, person):
        """The name with the post and years last known, since two people may share a name."""
        known = max(person.appointments.all(), key=lambda row: row.begins_lo, default=None)
        if known is None:
            return f"{person}, {year_label(person.birth)}" if is_known(person.birth) else str(person)
        return f"{person}, {known.post}, {known.years}"
