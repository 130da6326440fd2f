"""The admin page of an appointment: four dates, each read back in words, beside succession and sources."""

from django import forms
from django.contrib import admin, messages
from django.db.models import Exists, OuterRef
from django.urls import path
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from newsroom.lib.partial_date import UNKNOWN, lo, words
from newsroom.templatetags.desk import state
from people.admin.base import PlainForm, RecordAdmin, WithHistory
from people.admin.importing import import_view
from people.models import Appointment, Citation
from people.titles import title_of

DATES = ("intended", "announced", "start", "end")
HINTS = {
    "intended": _("A letter or statement of intent"),
    "announced": _("Made public as decided"),
    "start": _("First day in the post"),
    "end": _("Last day; blank while in post"),
}


def _read_back(value):
    """A date in the words that partial-date.js paints while one types."""
    if not value:
        return _("Nothing recorded")
    if value == UNKNOWN:
        return _("Happened, date not known")
    return words(value) if len(value) == 10 else _t("Some day in %(when)s") % {"when": words(value)}


class AppointmentForm(PlainForm):
    """Reads each date back in words under its field, with the sources that prove it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        cited = self._citations_by_fact()
        self.has_sources_for_all = Citation.Fact.WHOLE in cited
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
            '<span class="{}" data-reads>{}</span><span class="hint">{}</span>{}',
            "reads" if value else "reads none",
            _read_back(value),
            HINTS[name],
            sources,
        )


class CitationInline(admin.StackedInline):
    model = Citation
    form = PlainForm
    extra = 0
    fieldsets = [(None, {"fields": [("fact", "symbol"), "title", "url", "published", "quote"]})]


class SourceFilter(admin.SimpleListFilter):
    title = _("source")
    parameter_name = "source"

    def lookups(self, request, model_admin):
        return [("none", _("No source")), ("some", _("With a source"))]

    def queryset(self, request, queryset):
        cited = Exists(Citation.objects.filter(appointment=OuterRef("pk")))
        return {"none": queryset.filter(~cited), "some": queryset.filter(cited)}.get(self.value(), queryset)


class TodayFilter(admin.SimpleListFilter):
    title = _("today")
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
class AppointmentAdmin(WithHistory, RecordAdmin):
    form = AppointmentForm
    inlines = [CitationInline]
    autocomplete_fields = ["person", "post", "appointed_by", "appointing_body"]
    search_fields = ["person__folded"]
    search_help_text = _("Any form of the person's name, or words of the post.")
    list_display = ["who", "held_post", "today", "from_to", "sources"]
    list_filter = [TodayFilter, SourceFilter, "kind", "is_public"]
    fieldsets = [
        (None, {"fields": ["person", ("post", "kind")]}),
        (
            _("When"),
            {
                "classes": ["dates"],
                "description": _(
                    "A year, a month or a day: 2007, May 2007, 29 May 2007. XXXX when it happened but nobody "
                    "knows when."
                ),
                "fields": [DATES, "end_reason"],
            },
        ),
        (
            _("By whom"),
            {"fields": [("appointed_by", "appointing_body"), "title_as_appointed", "mandate"]},
        ),
        (_("Desk"), {"fields": ["note", ("is_public", "public_without_source")]}),
    ]

    class Media:
        js = [forms.Script("newsroom/partial-date.js", type="module")]

    def get_urls(self):
        importing = path(
            "import/", self.admin_site.admin_view(self.import_view), name="people_appointment_import"
        )
        return [importing, *super().get_urls()]

    def import_view(self, request):
        return import_view(self, request)

    def get_queryset(self, request):
        return super().get_queryset(request).with_facts().prefetch_related("citations")

    # --- The list ------------------------------------------------------------------------------
    @admin.display(description=_("Person"), ordering="person__sorted_as")
    def who(self, appointment):
        return format_html('<span class="name">{}</span>', appointment.person)

    @admin.display(description=_("Post"), ordering="post__folded")
    def held_post(self, appointment):
        return appointment.post.title

    @admin.display(description=_("Today"))
    def today(self, appointment):
        return state(appointment.state_on(timezone.localdate()))

    @admin.display(description=_("From – to"), ordering="start_lo")
    def from_to(self, appointment):
        return format_html('<span class="nums">{}</span>', appointment.span_in_words)

    @admin.display(description=_("Sources"))
    def sources(self, appointment):
        return len(appointment.citations.all()) or format_html('<span class="warn">{}</span>', _("No source"))

    # --- The form ------------------------------------------------------------------------------
    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj and obj.pk:
            today = timezone.localdate()
            title = title_of(obj, today)
            others = obj.post.appointments.exclude(pk=obj.pk).with_facts()
            context.update(
                today=today,
                state_today=obj.state_on(today),
                title_today=title.text if title else "",
                stages=[(name, words(getattr(obj, name))) for name in DATES],
                overlaps=[
                    (row, words(row.start), words(row.end) or _t("today")) for row in obj.overlapping(others)
                ],
                line=[
                    self._in_line(row, row == obj, today)
                    for row in sorted([obj, *others], key=_by_first_date)
                ],
            )
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _in_line(self, row, is_this, today):
        """A place in the succession: the record, whether it is the one on the page, from, to, state."""
        last = words(row.end) or (_t("today") if row.start else _t("not taken up"))
        return row, is_this, words(row.start or row.first_date), last, row.state_on(today)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        shown = Appointment.objects.public().filter(pk=form.instance.pk).exists()
        if form.instance.is_public and not shown:
            messages.warning(
                request, _("Readers do not see it yet: it has no source, or the person's page is off.")
            )


def _by_first_date(appointment):
    return lo(appointment.start or appointment.first_date), appointment.pk
