"""The admin page of a person, with every form of the name."""

from django.contrib import admin
from django.db.models import Prefetch
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from newsroom.lib.partial_date import is_known, year_label
from people.admin import picking
from people.admin.asking import AsksAboutNamesakes, NameAskingForm, NameAskingFormSet
from people.admin.base import AddressedAdmin, PlainForm, WithHistory
from people.admin.exchange import WithExchange, popolo, wikidata
from people.admin.merge_pages import Mergeable
from people.models import Appointment, Person, PersonName
from people.namesakes import namesakes
from people.titles import title_among


class PersonForm(NameAskingForm):
    """Asks about people of the same name before a second one is saved."""

    named_by = ("given_name", "family_name", "name_order", "display_name")

    def others_of_the_name(self):
        return namesakes(self.instance)


class PersonNameInline(admin.TabularInline):
    model = PersonName
    form = PlainForm
    formset = NameAskingFormSet
    extra = 0
    fields = ["text", "kind", "lang", "start", "end", "match"]


@admin.register(Person)
class PersonAdmin(AsksAboutNamesakes, Mergeable, WithExchange, WithHistory, AddressedAdmin):
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
