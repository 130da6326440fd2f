"""Filters of the list of stories, each a condition with an index, fast at a hundred thousand stories.

benchmarks/desk.py measures every one of them.
"""

import datetime

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db.models import CharField, Exists, F, OuterRef, Q, Value
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from articles.models import Article, ArticleOfficial, ArticleTopic, Edition, Topic, Withdrawal
from articles.workflow import Status
from newsroom.templatetags.desk import LABELS
from people.models import Person

MOST = 30  # topics and colleagues offered
STATES = ["draft", "submitted", "returned", "approved", "scheduled", "live", "changed"]
STATES += ["expired", "withdrawn"]


class StateFilter(admin.SimpleListFilter):
    title, parameter_name = _("state"), "state"

    def lookups(self, request, model_admin):
        return [(name, LABELS[name]) for name in STATES]

    def queryset(self, request, queryset):
        """The stories in one state, each said by stored columns and the editions' indexes."""
        if self.value() not in STATES:
            return queryset
        now = timezone.now()
        editions = Edition.objects.filter(article=OuterRef("pk"))
        live, pending = Exists(editions.live(now)), Exists(editions.pending(now))
        gone = Withdrawal.objects.filter(lifted_at=None).values("article")
        if self.value() == "withdrawn":
            return queryset.filter(pk__in=gone)
        here = queryset.exclude(pk__in=gone)
        review = [Status.SUBMITTED, Status.RETURNED, Status.APPROVED]
        if self.value() in review:
            return here.filter(status=self.value())
        if self.value() == "scheduled":
            waiting = here.filter(pk__in=Edition.objects.pending(now).values("article"))
            return waiting.filter(~live).exclude(status__in=review)
        if self.value() == "draft":
            off = here.filter(status=Status.DRAFT).filter(~live, ~pending)
            return off.filter(~Exists(editions.expired(now)))
        if self.value() == "expired":
            expired = Edition.objects.expired(now).order_by().values("article")
            return here.filter(~live, ~pending, pk__in=expired).exclude(status__in=review)
        rest = here.exclude(status__in=review).exclude(published_digest="").filter(live)
        if self.value() == "changed":
            return rest.exclude(digest=F("published_digest"))
        # Said by its contrary, few of many with an index: PostgreSQL takes two equal columns for a rarity.
        changed = Article.objects.exclude(published_digest="").exclude(digest=F("published_digest"))
        return rest.exclude(pk__in=changed.order_by().values("pk"))


def choices(request):
    """What the filters offer: (value, words) of topics and of colleagues who own stories. One query for both.

    Topics are those of the front page and the one that is chosen.
    """
    if not hasattr(request, "filter_choices"):
        chosen = request.GET.get("topic", "").replace("\0", "")
        topics = Topic.objects.filter(Q(in_navigation=True) | Q(slug=chosen)).order_by()
        blank = Value("", CharField())
        rows = topics.values_list("slug", "name", blank, blank, Value("topic", CharField()))
        owns = Exists(Article.objects.filter(owner=OuterRef("pk")))
        owners = get_user_model().objects.filter(owns).exclude(pk=request.user.pk).order_by()
        columns = (Cast("pk", CharField()), "username", "first_name", "last_name")
        request.filter_choices = {"topic": [], "owner": []}
        for value, name, first, last, kind in rows.union(
            owners.values_list(*columns, Value("owner", CharField())), all=True
        ):
            request.filter_choices[kind].append((value, f"{first} {last}".strip() or name))
        for found in request.filter_choices.values():
            found.sort(key=lambda choice: choice[1].casefold())
    return request.filter_choices


class WhoseFilter(admin.SimpleListFilter):
    title, parameter_name = _("owner"), "whose"

    def lookups(self, request, model_admin):
        own = [("mine", _("Mine")), ("others", _("Others’")), ("nobody", _("Nobody’s"))]
        return own + choices(request)["owner"][:MOST]

    def queryset(self, request, queryset):
        if self.value() == "mine":
            return queryset.filter(owner=request.user)
        if self.value() == "others":
            return queryset.exclude(owner=request.user).exclude(owner=None)
        if self.value() == "nobody":
            return queryset.filter(owner=None)
        known = self.value() in dict(self.lookup_choices)
        return queryset.filter(owner=self.value()) if known else queryset


class TopicFilter(admin.SimpleListFilter):
    """The topics of the front page, and the one that is chosen."""

    title, parameter_name = _("topic"), "topic"

    def lookups(self, request, model_admin):
        return choices(request)["topic"][:MOST]

    def queryset(self, request, queryset):
        if self.value() not in dict(self.lookup_choices):
            return queryset
        filed = ArticleTopic.objects.filter(tag__slug=self.value())
        # A sum, so that the list is walked in its order: see `ArticleQuerySet.matching()`.
        return queryset.alias(key=F("pk") + 0).filter(key__in=filed.values("content_object"))


class TypedFilter(admin.ListFilter):
    """A filter with fields to write in: `inputs` is {parameter: (label, type of its field)}."""

    template = "admin/filter_typed.html"
    inputs = {}

    def __init__(self, request, params, model, model_admin):
        super().__init__(request, params, model, model_admin)
        for name in self.inputs:
            if name in params:
                self.used_parameters[name] = params.pop(name)[-1].replace("\0", "").strip()

    def has_output(self):
        return True

    def expected_parameters(self):
        return list(self.inputs)

    def value_of(self, name):
        return self.used_parameters.get(name, "")

    def choices(self, changelist):
        """The fields, and what else the address says, which the form takes along."""
        kept = {name: value for name, value in changelist.filter_params.items() if name not in self.inputs}
        yield {
            "fields": [(name, *self.inputs[name], self.value_of(name)) for name in self.inputs],
            "others": [(name, value) for name, values in kept.items() for value in values],
            "clear": changelist.get_query_string(remove=list(self.inputs)) if self.used_parameters else "",
        }


class OfficialFilter(TypedFilter):
    """Stories about an official, by any form of the name."""

    title = _("official")
    inputs = {"official": (_("Any form of the name"), "text")}

    def queryset(self, request, queryset):
        if not self.value_of("official"):
            return queryset
        persons = Person.objects.matching(self.value_of("official")).order_by().values("pk")
        return queryset.filter(pk__in=ArticleOfficial.objects.filter(person__in=persons).values("article"))


class ChangedFilter(TypedFilter):
    """Stories changed within these days, days of the newsroom's zone; an odd date filters nothing."""

    title = _("changed")
    inputs = {"since": (_("From"), "date"), "until": (_("To"), "date")}

    def queryset(self, request, queryset):
        if since := self._midnight("since"):
            queryset = queryset.filter(updated_at__gte=since)
        if until := self._midnight("until", days=1):
            queryset = queryset.filter(updated_at__lt=until)
        return queryset

    def _midnight(self, name, days=0):
        """The moment in UTC at which that day begins, so many days later; None for an odd date."""
        try:
            day = parse_date(self.value_of(name)) + datetime.timedelta(days=days)
            return timezone.make_aware(datetime.datetime.combine(day, datetime.time())).astimezone(
                datetime.UTC
            )
        except (TypeError, ValueError, OverflowError):
            return None
