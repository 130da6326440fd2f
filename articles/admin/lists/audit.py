"""The audit log in the admin, to be read: every act on every story, by act, person, story and day."""

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin.lists.editions import ReadOnly
from articles.models import Act, Article, AuditEntry
from newsroom.lib.keys import key_in
from newsroom.templatetags.desk import exact, when, who

# What the keys of `before` and `after` are called.
NAMES = {
    "state": gettext_lazy("state"),
    "status": gettext_lazy("on the desk"),
    "revision_number": gettext_lazy("revision"),
    "live_number": gettext_lazy("live edition"),
    "next_from": gettext_lazy("goes out"),
    "edition": gettext_lazy("edition"),
    "kind": gettext_lazy("kind"),
    "live_from": gettext_lazy("live from"),
    "note": gettext_lazy("note for readers"),
    "owner": gettext_lazy("owner"),
    "due": gettext_lazy("due"),
    "brief": gettext_lazy("brief"),
    "told": gettext_lazy("readers are told"),
    "embargo_until": gettext_lazy("embargo until"),
    "expires_at": gettext_lazy("expires"),
    "expires": gettext_lazy("expires"),
    "was": gettext_lazy("was to go out"),
    "digests": gettext_lazy("digest of the edition"),
}
MOMENTS = {"next_from", "live_from", "due", "embargo_until", "expires_at", "expires", "was"}


class ActFilter(admin.SimpleListFilter):
    title, parameter_name = gettext_lazy("act"), "act"

    def lookups(self, request, model_admin):
        return Act.choices

    def queryset(self, request, queryset):
        return queryset.filter(act=self.value()) if self.value() else queryset


class PersonFilter(admin.SimpleListFilter):
    """The staff of the newsroom. One query."""

    title, parameter_name = gettext_lazy("person"), "by"

    def lookups(self, request, model_admin):
        staff = get_user_model().objects.filter(is_staff=True).order_by("last_name", "first_name", "pk")
        return [(user.pk, who(user)) for user in staff[:200]]

    def queryset(self, request, queryset):
        return queryset if key_in(self.value()) is None else queryset.filter(by=self.value())


class StoryFilter(admin.SimpleListFilter):
    """One story, chosen on its own page (Record, “All acts”); shown only then. One query."""

    title, parameter_name = gettext_lazy("article"), "article"

    def lookups(self, request, model_admin):
        chosen = request.GET.get(self.parameter_name, "")
        if key_in(chosen) is None:
            return []
        story = Article.objects.only("headline").filter(pk=chosen).first()
        return [(chosen, str(story) if story else _("a story that is not there"))]

    def queryset(self, request, queryset):
        return queryset if key_in(self.value()) is None else queryset.filter(article=self.value())


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["title", "act_done", "changed", "who", "why"]
    list_display_links = ["title"]
    list_filter = [ActFilter, PersonFilter, StoryFilter, "at"]
    list_per_page = 50
    show_full_result_count = False
    search_fields = ["subject", "reason"]
    search_help_text = gettext_lazy("Words from the headline or the reason.")
    fieldsets = [
        (None, {"fields": ["act_done", "story", "changed", "who", "reason", "before_and_after"]}),
        (gettext_lazy("The chain"), {"fields": ["number", "previous", "hash"]}),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("by")

    def get_readonly_fields(self, request, obj=None):
        return [name for _heading, options in self.fieldsets for name in options["fields"]]

    @admin.display(description=gettext_lazy("About"))
    def title(self, entry):
        return format_html('<span class="headline" dir="auto">{}</span>', entry.subject or _("Untitled"))

    @admin.display(description=gettext_lazy("Act"))
    def act_done(self, entry):
        return entry.get_act_display()

    @admin.display(description=gettext_lazy("About"))
    def story(self, entry):
        if not entry.article_id:
            return entry.subject
        url = reverse("admin:articles_article_change", args=[entry.article_id])
        return format_html(
            '<a href="{}" class="headline" dir="auto">{}</a>', url, entry.subject or _("Untitled")
        )

    @admin.display(description=gettext_lazy("When"))
    def changed(self, entry):
        return when(entry.at)

    @admin.display(description=gettext_lazy("By"))
    def who(self, entry):
        return who(entry.by) if entry.by_id else _("the archive import")

    @admin.display(description=gettext_lazy("Reason"))
    def why(self, entry):
        return format_html('<span dir="auto">{}</span>', entry.reason) if entry.reason else "–"

    @admin.display(description=gettext_lazy("Before and after"))
    def before_and_after(self, entry):
        rows = (
            (NAMES.get(name, name), _value(name, before), _value(name, after))
            for name, before, after in entry.changes
        )
        return format_html_join("\n", '<div dir="auto">{}: {} → {}</div>', rows) or "–"


def _value(name, value):
    """A value of an entry in words: a moment in newsroom time, with its zone."""
    if value is None:
        return "–"
    if name in MOMENTS:
        return exact(parse_datetime(value))
    return ", ".join(value.values()) if name == "digests" else value
