"""The list of stories on the desk: its columns, its filters and search, its acts on several stories."""

from django.contrib import admin
from django.contrib.admin.options import ActionLocation
from django.db import models
from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin.lists import bulk
from articles.admin.lists.filters import ChangedFilter, OfficialFilter, StateFilter, TopicFilter, WhoseFilter
from articles.admin.story import assign, double_submit
from articles.models import Article, ArticleTopic, Edition
from articles.workflow import Status
from newsroom.lib.paging import KeyList, KeyPaginator, page_number
from newsroom.templatetags.desk import state, when, who

TOPICS = 2  # that a row of the list names; of the others it says how many


class DeskList(KeyList):
    """Reads no texts of the stories, and all their topics in one query."""

    def get_queryset(self, *args, **kwargs):
        return self.model_admin.listed(super().get_queryset(*args, **kwargs))


class StoryListMixin:
    """The part of ArticleAdmin that is about the list."""

    list_display = ["badge", "title", "topic_list", "edition", "changed", "who"]
    list_display_links = ["title"]
    list_filter = [StateFilter, WhoseFilter, TopicFilter, OfficialFilter, ChangedFilter, "genre", "language"]
    list_per_page = 50
    show_full_result_count = False
    search_fields = ["words__text"]  # says that there is a search; `get_search_results` does it
    search_help_text = gettext_lazy(
        "Words from headline, text, note, byline, officials or topics; “quotes” keep words together."
    )
    actions = bulk.actions()
    actions_on_top, actions_on_bottom = False, True

    def get_queryset(self, request):
        """Stories with what readers see of them, and the number of their newest edition."""
        last = Edition.objects.filter(article=OuterRef("pk"), cancelled_at=None).order_by("-number")
        return (
            super()
            .get_queryset(request)
            .select_related("owner", "updated_by", "lead_image")
            .with_state()
            .annotate(last_number=Subquery(last.values("number")[:1]))
        )

    def get_changelist(self, request, **kwargs):
        return DeskList

    def get_paginator(self, request, queryset, *args, **kwargs):
        if queryset.model is not Article:  # the log of one story's changes
            return super().get_paginator(request, queryset, *args, **kwargs)
        rows = self.listed(self.get_queryset(request))
        return KeyPaginator(queryset, *args, rows=rows, number=page_number(request), **kwargs)

    def get_search_results(self, request, queryset, search_term):
        return queryset.matching(search_term), False

    def listed(self, queryset):
        """The rows as the list shows them: without their text, with topics in the order they were given."""
        chosen = ArticleTopic.objects.select_related("tag").order_by("pk")
        return queryset.defer("body", "standfirst", "note").prefetch_related(
            models.Prefetch("topic_items", chosen)
        )

    @admin.display(description=gettext_lazy("State"))
    def badge(self, article):
        unpublished = article.state in (Status.DRAFT, Status.SUBMITTED, Status.RETURNED, Status.APPROVED)
        late = article.planned_for and article.planned_for < timezone.now()
        return state("overdue" if unpublished and late else article.state)

    @admin.display(description=gettext_lazy("Headline"), ordering="headline")
    def title(self, article):
        words = format_html('<span class="headline" dir="auto">{}</span>', str(article))
        if not article.is_due:
            return words
        owner = who(article.owner) if article.owner_id else _("nobody has it yet")
        line = '{}<span class="row-meta due-line">{} <span>{}</span></span>'
        return format_html(line, words, assign.due(article), owner)

    @admin.display(description=gettext_lazy("Topics"))
    def topic_list(self, article):
        names = [item.tag.name for item in article.topic_items.all()]
        more = [f"+{len(names) - TOPICS}"] if len(names) > TOPICS else []
        shown = [(name,) for name in names[:TOPICS] + more]
        return format_html_join(", ", '<span class="topic">{}</span>', shown) or _nothing(_("no topic"))

    @admin.display(description=gettext_lazy("Edition"))
    def edition(self, article):
        if not article.last_number:
            return _nothing(_("not published"))
        words = '<span class="nums"><span class="ed">{} </span>{}</span>'
        return format_html(words, _("edition"), article.last_number)

    @admin.display(description=gettext_lazy("Changed"), ordering="updated_at")
    def changed(self, article):
        return when(article.updated_at)

    @admin.display(description=gettext_lazy("By"))
    def who(self, article):
        return who(article.updated_by)

    def get_actions(self, request, action_location=ActionLocation.CHANGE_LIST):
        actions = super().get_actions(request, action_location)
        actions.pop("delete_selected", None)  # a story is deleted one by one, on its own page
        return bulk.allowed(request.user, actions)

    def changelist_view(self, request, extra_context=None):
        """Django's, without doing a double submit of an act on several stories twice."""
        show = super().changelist_view
        return double_submit.answered(request, lambda: show(request, extra_context))


def _nothing(words):
    return format_html('<span aria-hidden="true">–</span><span class="visually-hidden">{}</span>', words)
