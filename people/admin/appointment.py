"""The admin page of an appointment: four dates that read as a sentence, beside succession and sources.

Before it is saved, the form says what saving would refuse and what needs a look (appointment_checks.py).
Another button also ends the appointment of the holder before, in the same transaction.
"""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from newsroom.lib.keys import key_in
from newsroom.lib.partial_date import UNKNOWN, PartialDateFormField, is_period, words
from newsroom.templatetags.desk import state
from people.admin import appointment_checks as checks
from people.admin import picking, recheck
from people.admin.base import PlainForm, RecordAdmin, WithHistory
from people.admin.exchange import WithExchange
from people.admin.import_officials import import_view
from people.admin.recheck import queue_view, verify_view
from people.admin.reshuffle import reshuffle_view, undo_view
from people.admin.terms import terms_view
from people.models import Appointment, Citation, Post, ProvenFact
from people.models.plausibility import asked
from people.succession import DATES
from people.titles import title_of

HINTS = {
    "intended": gettext_lazy("A letter or statement of intent"),
    "announced": gettext_lazy("Made public as decided"),
    "start": gettext_lazy("First day in the post"),
    "end": gettext_lazy("Last day; blank while in post"),
}
END_HOLDER = "_end_holder"  # the button that ends the holder before; its value is the holder's id


def _read_back(value):
    """A date in the same words as partial-date.js shows while somebody types."""
    if not value:
        return _("Nothing recorded")
    if value == UNKNOWN:
        return _("Happened, date not known")
    return _("Some day in %(when)s") % {"when": words(value)} if is_period(value) else words(value)


class AppointmentForm(PlainForm):
    """Reads each date back in words under its field, with the sources that prove it.

    The fields `ends_holder_…` count only where the button END_HOLDER was pressed. `is_plausible` says that
    doubtful dates are right. _look.html shows them all.
    """

    ends_holder_on = PartialDateFormField(required=False)
    ends_holder_reason = forms.ChoiceField(required=False, choices=[("", ""), *Appointment.EndReason.choices])
    ends_holder_base = forms.CharField(required=False)
    is_plausible = forms.BooleanField(required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        cited = self._citations_by_fact()
        self.has_sources_for_all = ProvenFact.WHOLE in cited
        for name in DATES:
            if name in self.fields:
                self.fields[name].help_text = self._reading(name, cited.get(name, []))

    def _citations_by_fact(self):
        facts = {}
        for citation in self.instance.citations.all() if self.instance.pk else []:
            facts.setdefault(citation.fact, []).append(citation)
        return facts

    def _reading(self, name, citations):
        value = getattr(self.instance, name)
        links = [(citation.url or "#citations-group", citation) for citation in citations]
        sources = format_html_join("", '<li><a class="cite" href="{}">{}</a></li>', links)
        if sources:
            sources = format_html('<ul class="cites" aria-label="{}">{}</ul>', _("Sources"), sources)
        elif value and not self.has_sources_for_all:
            sources = format_html('<span class="nocite">{}</span>', _("No source yet"))
        return format_html(
            '<span class="{}" data-reads>{}</span><span class="hint">{}</span>{}'
            '<button type="button" class="add-source" data-cite="{}" hidden aria-label="{}: {}">{}</button>',
            "reads" if value else "reads none",
            _read_back(value),
            HINTS[name],
            sources,
            name,
            _("Add a source"),
            Appointment._meta.get_field(name).verbose_name,
            _("Add a source"),
        )

    def clean(self):
        data = super().clean()
        if END_HOLDER in self.data and data.get("post"):
            try:
                self.instance.making_way = self._leaving(data)
            except ValidationError as error:
                self.add_error("ends_holder_on", error.messages)
        return data

    def _post_clean(self):
        super()._post_clean()
        if self.errors or self.cleaned_data.get("is_plausible") or not self.changed_data:
            return
        for text in asked(self.instance, timezone.localdate().isoformat()):
            self.add_error(
                "start", _("%(doubt)s If that is right, say so below the dates.") % {"doubt": text}
            )

    def _leaving(self, data):
        """The appointment of the holder before, with its end, checked. The post is locked meanwhile."""
        Post.objects.locked(data["post"].pk)
        holder = data["post"].appointments.with_facts().filter(pk=key_in(self.data[END_HOLDER])).first()
        if holder is None or holder.digest() != data.get("ends_holder_base"):
            raise ValidationError(
                _("That record was changed after you opened this page. Look at it again, then press.")
            )
        if not data.get("ends_holder_on"):
            raise ValidationError(
                [] if self.has_error("ends_holder_on") else _("Say on which day they left.")
            )
        holder.end, holder.end_reason = data["ends_holder_on"], data.get("ends_holder_reason") or ""
        holder.full_clean()
        return holder


class CitationFormSet(forms.BaseInlineFormSet):
    """Sources; the choices of what each proves show the dates of this appointment."""

    def add_fields(self, form, index):
        super().add_fields(form, index)
        if "fact" in form.fields:
            form.fields["fact"].choices = [(fact.value, self._dated(fact)) for fact in ProvenFact]

    def _dated(self, fact):
        value = getattr(self.instance, fact.value, "") if fact.value in DATES else ""
        return f"{fact.label}, {words(value)}" if value else fact.label


class CitationInline(admin.StackedInline):
    model = Citation
    form = PlainForm
    formset = CitationFormSet
    extra = 0
    fieldsets = [(None, {"fields": [("fact", "says"), "symbol", "title", "url", "published", "quote"]})]


class SourceFilter(admin.SimpleListFilter):
    title = gettext_lazy("source")
    parameter_name = "source"

    def lookups(self, request, model_admin):
        return [
            ("none", _("No source")),
            ("shown", _("No source, shown to readers")),
            ("some", _("With a source")),
        ]

    def queryset(self, request, queryset):
        cited = Exists(Appointment.objects.sourced().filter(pk=OuterRef("pk")))
        found = {"none": [~cited], "shown": [~cited, Exists(_shown())], "some": [cited]}
        return queryset.filter(*found.get(self.value(), []))


def _shown():
    return Appointment.objects.public().filter(pk=OuterRef("pk"))


class TodayFilter(admin.SimpleListFilter):
    title = gettext_lazy("today")
    parameter_name = "today"

    def lookups(self, request, model_admin):
        return [("held", _("Held today")), ("coming", _("Intended or announced"))]

    def queryset(self, request, queryset):
        today = timezone.localdate()
        if self.value() == "held":
            return queryset.on(today)
        if self.value() == "coming":
            return queryset.coming_on(today)
        return queryset


@admin.register(Appointment)
class AppointmentAdmin(WithExchange, WithHistory, RecordAdmin):
    exchanged = ("appointments", "citations")
    form = AppointmentForm
    inlines = [CitationInline]
    autocomplete_fields = ["person", "post", "appointed_by", "appointing_body"]
    search_fields = ["person__folded"]
    search_help_text = gettext_lazy("Any form of the person's name, or words of the post.")
    list_display = ["who", "held_post", "today", "from_to", "sources"]
    list_filter = [TodayFilter, SourceFilter, "kind", "is_public"]
    fieldsets = [
        (None, {"fields": ["person", ("post", "kind")]}),
        (
            gettext_lazy("When"),
            {
                "classes": ["dates"],
                "description": gettext_lazy(
                    "A year, a month or a day: 2007, May 2007, 29 May 2007. Or: before 2007, after May 2007, "
                    "circa 2007, between March and May 2007, 1990s. XXXX when it happened but nobody knows "
                    "when."
                ),
                "fields": [DATES, ("end_reason", "term_ends")],
            },
        ),
        (
            gettext_lazy("By whom"),
            {"fields": [("appointed_by", "appointing_body"), "title_as_appointed", "mandate"]},
        ),
        (gettext_lazy("Desk"), {"fields": ["note", "is_public"]}),
    ]

    class Media:
        js = [
            forms.Script("newsroom/partial-date.js", type="module"),
            forms.Script("newsroom/appointment.js", type="module"),
        ]

    def get_urls(self):
        def page(route, view, name):
            return path(route, self.admin_site.admin_view(view), name=f"people_appointment_{name}")

        return [
            page("import/", self.import_view, "import"),
            page("look/", self.look, "look_new"),
            page("<int:pk>/look/", self.look, "look"),
            page("<int:pk>/vouch/", self.vouch, "vouch"),
            page("<int:pk>/prefer/<int:citation>/", self.prefer, "prefer"),
            page("<int:pk>/verify/", self.verify, "verify"),
            path("terms/", self.admin_site.admin_view(self.terms), name="people_terms"),
            path("reshuffle/", self.admin_site.admin_view(self.reshuffle), name="people_reshuffle"),
            page("reshuffle/<int:pk>/undo/", self.undo_reshuffle, "undo_reshuffle"),
            path("recheck/", self.admin_site.admin_view(self.recheck), name="people_recheck"),
            *super().get_urls(),
        ]

    def import_view(self, request):
        return import_view(self, request)

    def look(self, request, pk=None):
        return checks.check(request, self, pk)

    def verify(self, request, pk):
        return verify_view(request, self, pk)

    def terms(self, request):
        return terms_view(request, self)

    def reshuffle(self, request):
        return reshuffle_view(request, self)

    def undo_reshuffle(self, request, pk):
        return undo_view(request, self, pk)

    def recheck(self, request):
        return queue_view(request, self)

    def context_of_stories(self, request, draft):
        """More context for `_look.html`; `articles` adds the stories that would show something else."""
        return {}

    def get_queryset(self, request):
        return super().get_queryset(request).with_facts().with_sources()

    def picked(self, queryset, term):
        return picking.appointments(picking.find_appointments(queryset, term), term)

    # --- The list ------------------------------------------------------------------------------
    @admin.display(description=gettext_lazy("Person"), ordering="person__sorted_as")
    def who(self, appointment):
        return format_html('<span class="name">{}</span>', appointment.person)

    @admin.display(description=gettext_lazy("Post"), ordering="post__folded")
    def held_post(self, appointment):
        return appointment.post.title

    @admin.display(description=gettext_lazy("Today"))
    def today(self, appointment):
        return state(appointment.state_on(timezone.localdate()))

    @admin.display(description=gettext_lazy("From – to"), ordering="start_lo")
    def from_to(self, appointment):
        return format_html('<span class="nums">{}</span>', appointment.span_in_words)

    @admin.display(description=gettext_lazy("Sources"))
    def sources(self, appointment):
        if count := len(appointment.sources):
            return count
        more = _("shown all the same") if appointment.public_without_source else ""
        return format_html('<span class="warn">{}</span> <span>{}</span>', _("No source"), more)

    # --- The form ------------------------------------------------------------------------------
    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        form = context["adminform"].form
        asked = request.POST if request.method == "POST" else request.GET
        saved = obj if obj and obj.pk else None
        posted = request.method == "POST" and "person" in form.fields
        draft = checks.draft_of(request.POST, saved) if posted else obj or checks.draft_of(request.GET)
        context.update(checks.checks_of(draft, checks.day_of(asked.get("look_on")), asked))
        context["end_errors"] = form.errors.get("ends_holder_on", "") if form.is_bound else ""
        context["look_url"] = self._look_url(request, saved)
        if saved:
            context.update(self._of_saved(request, saved))
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _look_url(self, request, saved):
        if saved:
            url = reverse("admin:people_appointment_look", args=[saved.pk])
            return url if self.has_change_permission(request, saved) else ""
        return reverse("admin:people_appointment_look_new")

    def _of_saved(self, request, saved):
        """What the head of the page says of the record as it is stored. At most six queries."""
        today = timezone.localdate()
        stored = self.get_queryset(request).get(pk=saved.pk)
        title = title_of(stored, today)
        return {
            "today": today,
            "state_today": stored.state_on(today),
            "title_today": title.text if title else "",
            "is_unsourced": not stored.sources,
            "is_vouched": stored.public_without_source,
            "vouched": _vouched(stored),
            "claims": [source for source in stored.citations.all() if source.may_be_preferred],
            **recheck.context_of(stored),
            "may_vouch": request.user.has_perm("people.vouch_appointment"),
        }

    # --- Saving --------------------------------------------------------------------------------
    def lock(self, request, pk):
        """Lock the post first, as everything that changes a post's appointments does, then the record."""
        posts = Post.objects.filter(Q(appointments=pk) | Q(pk=key_in(request.POST.get("post")) or 0))
        list(
            Post.objects.filter(pk__in=posts).order_by("pk").select_for_update(no_key=True).values_list("pk")
        )
        return super().lock(request, pk)

    def save_model(self, request, obj, form, change):
        if obj.making_way:
            self._end_holder(request, obj, obj.making_way)
        super().save_model(request, obj, form, change)

    def _end_holder(self, request, obj, holder):
        why = _("Ended with the appointment of %(name)s") % {"name": obj.person}
        holder.end_on(holder.end, holder.end_reason, request.user, why)
        self.log_change(request, holder, why)

    def response_add(self, request, obj, post_url_continue=None):
        self._tell_more(request, obj)
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        self._tell_more(request, obj)
        return super().response_change(request, obj)

    def _tell_more(self, request, obj):
        if holder := obj.making_way:
            values = {"name": holder.person, "when": words(holder.end)}
            messages.success(request, _("%(name)s: left the post, %(when)s. Their record says so.") % values)
        if obj.is_public and not Appointment.objects.public().filter(pk=obj.pk).exists():
            messages.warning(
                request, _("Readers do not see it yet: it has no source, or the person's page is off.")
            )

    # --- Shown without a source ----------------------------------------------------------------
    def vouch(self, request, pk):
        return _vouch(request, self, pk)

    def prefer(self, request, pk, citation):
        return _prefer(request, self, pk, citation)

    def vouching(self, request, appointment):
        """A context manager around the change; `articles` compares stories before and after it."""
        return transaction.atomic()


@require_POST
def _vouch(request, model_admin, pk):
    """Show readers an appointment without a source, or stop it: an editor's act, kept in the history."""
    if not request.user.has_perm("people.vouch_appointment"):
        raise PermissionDenied
    found = get_object_or_404(Appointment.objects.with_facts(), pk=pk)
    show = request.POST.get("show") == "1"
    with model_admin.vouching(request, found):
        row = Appointment.objects.select_for_update(no_key=True, of=("self",)).get(pk=pk)
        if row.public_without_source != show:
            row.public_without_source = show
            row._history_user = request.user
            row._change_reason = (
                _("Shown without a source") if show else _("No longer shown without a source")
            )
            row.save(update_fields=["public_without_source"])
            model_admin.log_change(request, row, row._change_reason)
    if show:
        messages.success(request, _("Readers see it now, without a source. You answer for it."))
    else:
        messages.success(request, _("Readers see it once it has a source."))
    return redirect("admin:people_appointment_change", pk)


@require_POST
def _prefer(request, model_admin, pk, citation):
    """Put the date that a source says on record in place of the present one, which stays beside it."""
    source = get_object_or_404(Citation, pk=citation, appointment=pk)
    if not model_admin.has_change_permission(request, source.appointment):
        raise PermissionDenied
    try:
        with model_admin.vouching(request, Appointment.objects.with_facts().get(pk=pk)):
            Post.objects.locked(source.appointment.post_id)
            source = Citation.objects.select_related("appointment__post__organization").get(pk=citation)
            if source.may_be_preferred:
                source.prefer(request.user)
                model_admin.log_change(request, source.appointment, source.appointment._change_reason)
                messages.success(request, _("The record gives that date now; the other stands beside it."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("admin:people_appointment_change", pk)


def _vouched(appointment):
    """The row of the history with which somebody showed it without a source, or None. One query, if shown."""
    since = None
    if appointment.public_without_source:
        for row in appointment.history.select_related("history_user").order_by(
            "-history_date", "-history_id"
        ):
            if not row.public_without_source:
                break
            since = row
    return since
