"""The record in the admin, to be read: editions as readers got them."""

from django.contrib import admin
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from articles.admin.lists.topics import QuietForm
from articles.models import Edition
from newsroom.lib.paging import KeyList, KeyPaginator, page_number
from newsroom.templatetags.desk import listed, state, when, who


class ReadOnly:
    """What is written is written: nobody adds, changes or deletes here, whatever their permissions."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Edition)
class EditionAdmin(ReadOnly, admin.ModelAdmin):
    form = QuietForm
    list_display = ["badge", "title", "number", "kind", "begins", "publisher"]
    list_display_links = ["title"]
    list_filter = ["kind", "language"]
    list_per_page = 50
    show_full_result_count = False
    search_fields = ["headline", "standfirst", "note"]
    search_help_text = _("Words from the headline, the standfirst or the public note.")
    fieldsets = [
        (None, {"fields": ["headline", "standfirst", "text"]}),
        (_("Filing"), {"fields": ["topics", "officials", "authors", "place", "date", "language"]}),
        (_("Picture"), {"fields": ["lead_image", "lead_alt", "lead_caption"]}),
        (
            _("Publication"),
            {
                "fields": [
                    "number",
                    "kind",
                    "note",
                    "live_from",
                    "live_until",
                    "publisher",
                    "revision",
                    "override_reason",
                ]
            },
        ),
    ]

    def get_queryset(self, request):
        unread = ("body", "body_html", "search_text")
        return super().get_queryset(request).select_related("by").defer(*unread)

    def get_changelist(self, request, **kwargs):
        return KeyList

    def get_paginator(self, request, queryset, *args, **kwargs):
        if queryset.model is not Edition:  # the log of one edition
            return super().get_paginator(request, queryset, *args, **kwargs)
        rows = self.get_queryset(request)
        return KeyPaginator(queryset, *args, rows=rows, number=page_number(request), **kwargs)

    def get_readonly_fields(self, request, obj=None):
        return [name for _heading, options in self.fieldsets for name in options["fields"]]

    @admin.display(description=_("State"))
    def badge(self, edition):
        if edition.cancelled_at:
            return state("cancelled")
        if edition.is_pending:
            return state("scheduled")
        return state("live" if edition.is_live else "ended")

    @admin.display(description=_("Headline"), ordering="headline")
    def title(self, edition):
        return format_html('<span class="headline" dir="auto">{}</span>', edition.headline)

    @admin.display(description=_("Live from"), ordering="live_from")
    def begins(self, edition):
        return when(edition.live_from)

    @admin.display(description=_("Published by"))
    def publisher(self, edition):
        return who(edition.by)

    @admin.display(description=_("Text"))
    def text(self, edition):
        # render_body made it from a clean body, and the database lets nobody change it.
        text = mark_safe(edition.body_html)  # noqa: S308
        return format_html('<div class="reading" dir="{}">{}</div>', edition.direction, text)

    @admin.display(description=_("Topics"))
    def topics(self, edition):
        return listed(row.topic.name for row in edition.edition_topics.select_related("topic")) or "–"

    @admin.display(description=_("Officials"))
    def officials(self, edition):
        rows = edition.edition_officials.select_related("person")
        return listed(f"{row.person} ({row.get_role_display()})" for row in rows) or "–"

    @admin.display(description=_("By"))
    def authors(self, edition):
        return listed(row.author.name for row in edition.edition_authors.select_related("author")) or "–"
