"""The admin pages of organizations and posts."""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from newsroom.lib.partial_date import words, year_label
from people.admin import picking
from people.admin.asking import AsksAboutNamesakes, NameAskingForm, NameAskingFormSet
from people.admin.base import AddressedAdmin, PlainForm, WithHistory
from people.admin.exchange import WithExchange
from people.admin.merge_pages import Mergeable, merge_chosen
from people.models import (
    Appointment,
    CompleteSuccession,
    Organization,
    OrganizationName,
    OrganizationSuccession,
    Post,
    PostOrganization,
    PostTitle,
)
from people.namesakes import others_called


class OrganizationForm(NameAskingForm):
    """Asks about organizations of the same name before a second one is saved."""

    named_by = ("name",)

    def others_of_the_name(self):
        return others_called(self.instance, [self.instance.name])


class OrganizationNameInline(admin.TabularInline):
    model = OrganizationName
    form = PlainForm
    formset = NameAskingFormSet
    extra = 0
    fields = ["text", "lang", "start", "end"]


class SuccessionInline(admin.TabularInline):
    model = OrganizationSuccession
    form = PlainForm
    fk_name = "before"
    extra = 0
    fields = ["kind", "after", "on"]
    autocomplete_fields = ["after"]


class PostOrganizationInline(admin.TabularInline):
    model = PostOrganization
    form = PlainForm
    extra = 0
    fields = ["organization", "start", "end"]
    autocomplete_fields = ["organization"]


@admin.register(Organization)
class OrganizationAdmin(AsksAboutNamesakes, Mergeable, WithExchange, AddressedAdmin):
    form = OrganizationForm
    exchanged = ("organizations", "organization_names", "organization_successions")
    inlines = [OrganizationNameInline, SuccessionInline]
    autocomplete_fields = ["parent"]
    search_fields = ["folded"]
    picker_order = staticmethod(picking.organizations)
    list_display = ["name", "short_name", "parent", "started_in_words", "ended_in_words"]
    list_select_related = ["parent"]
    fieldsets = [
        (None, {"fields": [("name", "short_name"), "parent", ("started", "ended"), "wikidata"]}),
        (gettext_lazy("For readers"), {"fields": ["slug", "former_addresses"]}),
    ]

    def get_changeform_initial_data(self, request):
        initial = super().get_changeform_initial_data(request)
        called = initial.pop("called", "")
        return {"name": called, **initial} if called else initial

    @admin.display(description=gettext_lazy("Started"), ordering="started_lo", empty_value="–")
    def started_in_words(self, organization):
        return words(organization.started) or None

    @admin.display(description=gettext_lazy("Ended"), ordering="ended_lo", empty_value="–")
    def ended_in_words(self, organization):
        return words(organization.ended) or None


class PostTitleInline(admin.TabularInline):
    model = PostTitle
    form = PlainForm
    extra = 0
    fields = ["text", "lang", "start", "end", "displayed", "match"]


class CompleteSuccessionInline(admin.StackedInline):
    model = CompleteSuccession
    form = PlainForm
    extra = 0
    readonly_fields = ["vouched"]
    fieldsets = [
        (
            None,
            {
                "description": gettext_lazy(
                    "Only for a span entered here do readers see “vacant” where no holder is on record. "
                    "Enter one when a source says that nobody held the post, also not acting or in charge."
                ),
                "fields": [
                    ("first", "last"),
                    "title",
                    ("url", "symbol"),
                    ("published", "quote"),
                    "note",
                    "vouched",
                ],
            },
        )
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("vouched_by")

    @admin.display(description=gettext_lazy("vouched for"), empty_value="–")
    def vouched(self, row):
        if not row.pk:
            return None
        by = row.vouched_by.get_full_name() if row.vouched_by else "–"
        when = words(timezone.localdate(row.vouched_at).isoformat())
        return _("%(name)s, %(when)s") % {"name": by, "when": when}


@admin.register(Post)
class PostAdmin(Mergeable, WithExchange, WithHistory, AddressedAdmin):
    exchanged = ("posts", "titles", "post_organizations", "complete_successions")
    inlines = [PostTitleInline, PostOrganizationInline, CompleteSuccessionInline]
    autocomplete_fields = ["organization", "replaces"]
    search_fields = ["folded"]
    picker_order = staticmethod(picking.posts)
    list_display = ["title", "organization", "seats", "rank", "created_in_words", "abolished_in_words"]
    list_filter = ["is_numbered"]
    list_select_related = ["organization"]
    actions = ["end_with_the_post", merge_chosen]
    fieldsets = [
        (None, {"fields": ["title", "organization", ("seats", "rank", "is_numbered")]}),
        (gettext_lazy("Its life"), {"fields": [("created", "abolished"), "replaces", "wikidata"]}),
        (
            gettext_lazy("For readers"),
            {"fields": ["mandate", "appointment_rule", "slug", "former_addresses"]},
        ),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("organization")

    def get_changeform_initial_data(self, request):
        initial = super().get_changeform_initial_data(request)
        called = initial.pop("called", "")
        return {"title": called, **initial} if called else initial

    @admin.display(description=gettext_lazy("Created"), ordering="created_lo", empty_value="–")
    def created_in_words(self, post):
        return words(post.created) or None

    @admin.display(description=gettext_lazy("Abolished"), ordering="abolished_lo", empty_value="–")
    def abolished_in_words(self, post):
        return words(post.abolished) or None

    def picker_label(self, post):
        """The title with its organization, and its years where it has any."""
        first, last = (year_label(value) if value else "" for value in (post.created, post.abolished))
        years = f"{first}–{last}" if last else ""
        organization = post.organization.short_name or post.organization.name
        return f"{post.title}, {organization} ({years})" if years else f"{post.title}, {organization}"

    def save_formset(self, request, form, formset, change):
        """Who changes a complete succession vouches for it."""
        for row in formset.forms if formset.model is CompleteSuccession else ():
            if row.has_changed():
                row.instance.vouched_by, row.instance.vouched_at = request.user, timezone.now()
        super().save_formset(request, form, formset, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        post = form.instance
        if post.abolished and (still_open := post.appointments.filter(end="").exclude(start="")):
            message = ngettext(
                "One appointment to it has no end recorded. To end it with the post, tick the post in the "
                "list and choose “%(action)s”.",
                "%(count)d appointments to it have no end recorded. To end them with the post, tick the post "
                "in the list and choose “%(action)s”.",
                len(still_open),
            )
            values = {"count": len(still_open), "action": self.end_with_the_post.short_description}
            messages.warning(request, message % values)

    @admin.action(description=gettext_lazy("End what is still open with the post"), permissions=["change"])
    def end_with_the_post(self, request, queryset):
        """Record the post's abolition as the end of every appointment to it that has none."""
        ended = 0
        for post in queryset.exclude(abolished=""):
            with self.ending(request, post):
                for appointment in post.appointments.filter(end="").exclude(start="").with_facts():
                    appointment.end = appointment.effective_end
                    appointment.end_reason = Appointment.EndReason.POST_ABOLISHED
                    ended += self._saved(request, appointment)
        messages.success(request, ngettext("%d appointment ended.", "%d appointments ended.", ended) % ended)

    def ending(self, request, post):
        """A context manager around the change; `articles` compares stories before and after it."""
        return transaction.atomic()

    def _saved(self, request, appointment):
        try:
            with transaction.atomic():
                appointment.full_clean()
                appointment.save(update_fields=["end", "end_reason"])
        except ValidationError as error:
            values = {"appointment": appointment, "reason": " ".join(error.messages)}
            messages.error(request, _("%(appointment)s: %(reason)s") % values)
            return False
        return True
