"""Filters of the list of stories: cheap conditions first, so that a hundred thousand stories stay quick."""

from django.contrib import admin
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from articles.models import Edition, Topic, Withdrawal
from articles.workflow import Status
from newsroom.templatetags.desk import LABELS

STATES = ["draft", "submitted", "returned", "approved", "scheduled", "live", "changed", "withdrawn"]


class StateFilter(admin.SimpleListFilter):
    title, parameter_name = _("state"), "state"

    def lookups(self, request, model_admin):
        return [(name, LABELS[name]) for name in STATES]

    def queryset(self, request, queryset):
        """The stories in one state, each said by stored columns and the editions' indexes."""
        if self.value() not in STATES:
            return queryset
        editions = Edition.objects.filter(article=OuterRef("pk"))
        live, pending = Exists(editions.live()), Exists(editions.pending())
        gone = Exists(Withdrawal.objects.filter(article=OuterRef("pk"), lifted_at=None))
        if self.value() == "withdrawn":
            return queryset.filter(pk__in=Withdrawal.objects.filter(lifted_at=None).values("article"))
        here = queryset.filter(~gone)
        review = [Status.SUBMITTED, Status.RETURNED, Status.APPROVED]
        if self.value() in review:
            return here.filter(status=self.value())
        if self.value() == "scheduled":
            return here.filter(pk__in=Edition.objects.pending().values("article")).exclude(status__in=review)
        if self.value() == "draft":
            return here.filter(~live, ~pending, status__in=[Status.DRAFT, Status.PUBLISHED])
        same = Q(digest=F("published_digest"))
        rest = here.exclude(status__in=review).filter(live)
        return rest.filter(same) if self.value() == "live" else rest.exclude(same)


class WhoseFilter(admin.SimpleListFilter):
    title, parameter_name = _("owner"), "whose"

    def lookups(self, request, model_admin):
        return [("mine", _("Mine")), ("others", _("Others’")), ("nobody", _("Nobody’s"))]

    def queryset(self, request, queryset):
        if self.value() == "mine":
            return queryset.filter(owner=request.user)
        if self.value() == "others":
            return queryset.exclude(owner=request.user).exclude(owner=None)
        return queryset.filter(owner=None) if self.value() == "nobody" else queryset


class TopicFilter(admin.SimpleListFilter):
    """The topics of the front page, and the one that is chosen. One query."""

    title, parameter_name = _("topic"), "topic"

    def lookups(self, request, model_admin):
        chosen = request.GET.get(self.parameter_name, "").replace("\0", "")
        wanted = Q(in_navigation=True) | Q(slug=chosen)
        return list(Topic.objects.filter(wanted).order_by("name").values_list("slug", "name")[:30])

    def queryset(self, request, queryset):
        slug = (self.value() or "").replace("\0", "")
        return queryset.filter(topic_items__tag__slug=slug) if slug else queryset
