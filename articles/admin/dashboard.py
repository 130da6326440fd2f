"""The lists of the dashboard: what waits for somebody, what they have in hand, what is planned."""

import datetime

from django.contrib.auth import get_user_model
from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    Subquery,
    Sum,
    Value,
    When,
    Window,
)
from django.db.models.functions import Coalesce, RowNumber
from django.utils import timezone

from articles.checks import picture_rights
from articles.models import AffectedStory, Article, Edition, InboxItem, Revision, Withdrawal
from articles.models.acts.assign import WRITING
from articles.officials import link_desk
from articles.versions.payload_diff import differing, label_of
from articles.workflow import Status
from people.models import Appointment, Citation

OPEN = [Status.DRAFT, Status.SUBMITTED, Status.RETURNED, Status.APPROVED]  # not as it was published
LOOKED_AT = 50  # pictures whose rights are weighed for the dashboard; `check_rights` weighs all
SOONEST = [F("due_at").asc(nulls_last=True), F("updated_at").desc(), F("pk").desc()]
DOWN_SINCE, DOWN_WITHIN = datetime.timedelta(days=1), datetime.timedelta(days=7)
ROWS = 8  # of each list on the dashboard; a longer one says where the rest is


# --- The dashboard ---------------------------------------------------------------------------------
def lists(user, now=None):
    """The lists of the dashboard for this person, as a template context. At most ten queries.

    A list is left out of the queries where the person may not see its models. Each `<name>_more` says
    whether there is more than is shown.
    """
    now = now or timezone.now()
    context = {"now": now}
    if user.has_perm("articles.view_article"):
        context |= _shown("marked", marked(user))
        context |= _shown("waiting", waiting(user, now))
        context |= _in_hand(user)
        context |= _shown("scheduled", scheduled(now))
        context |= _shown("changed", changed(now))
        context |= _shown("coming_down", coming_down(now))
        context |= _shown("published", published_today(now))
        _mark_overdue(now, context["waiting"], context["scheduled"])
        _mark_differences(context["changed"])
        if user.has_perm("images.change_image"):
            context |= _shown("out_of_rights", picture_rights.troubles(now, most=LOOKED_AT))
    if user.has_perm("people.view_appointment"):
        context |= _shown("people_queue", without_source())
    return context | _counts(user, now)


def _counts(user, now):
    """How much waits on the people desk's own screens, of what this person may open. One query, or none."""
    wanted = {}
    if user.has_perm("articles.view_affectedstory"):
        wanted["to_look_at"] = _one(AffectedStory.objects.open(now), Count("pk"))
    if user.has_perm("articles.link_officials"):
        wanted["link_stories"] = _one(link_desk.waiting(now), Count("pk"))
        wanted["link_suggestions"] = _one(link_desk.waiting(now), Sum("open"))
    if not wanted:
        return {}
    counts = get_user_model().objects.filter(pk=user.pk).values(**wanted).get()
    to_link = {name: counts.pop(f"link_{name}", None) or 0 for name in ("stories", "suggestions")}
    may_link = "link_stories" in wanted
    return {name: n or 0 for name, n in counts.items()} | ({"to_link": to_link} if may_link else {})


def _one(queryset, aggregate):
    """A whole queryset's aggregate as a column of another query."""
    rows = queryset.order_by().annotate(all=Value(1)).values("all")
    return Subquery(rows.annotate(result=aggregate).values("result"))


def _shown(name, queryset):
    rows = list(queryset[: ROWS + 1])
    return {name: rows[:ROWS], f"{name}_more": len(rows) > ROWS}


def _articles():
    return Article.objects.select_related("owner", "updated_by").defer("body")


def marked(user):
    """What was said on stories that this person has yet to read: mentions of them, answers to previews."""
    note, answer = "note__article", "answer__link__article"
    words = [f"{story}__{name}" for story in (note, answer) for name in ("body", "standfirst", "note")]
    return (
        InboxItem.objects.unread(user).select_related(note, "note__by", answer).defer(*words).order_by("-pk")
    )


def waiting(user, now=None):
    """Stories that wait for this person: submitted by somebody else, or approved and unpublished."""
    wanted = []
    if user.has_perm("articles.approve_article"):
        wanted.append(Status.SUBMITTED)
    if user.has_perm("articles.publish_article"):
        wanted.append(Status.APPROVED)
    mine = Q(updated_by=user) & Q(status=Status.SUBMITTED)
    pending = Edition.objects.pending(now).filter(article=OuterRef("pk"))
    return (
        _articles()
        .filter(~Exists(pending), status__in=wanted)
        .exclude(mine)
        .order_by(F("planned_for").asc(nulls_last=True), "updated_at")
    )


def _in_hand(user):
    """The lanes `yours` and `due` in one query: the latter is what is due of others, or of nobody."""
    rows = list(in_hand(user))
    lanes = {"yours": [a for a in rows if a.mine], "due": [a for a in rows if not a.mine]}
    shown = {name: found[:ROWS] for name, found in lanes.items()}
    return shown | {f"{name}_more": len(found) > ROWS for name, found in lanes.items()}


def in_hand(user):
    """What this person owns and has not finished, `mine`; and what is due of others, the soonest first.

    Who may assign stories sees those of all, others only what nobody has yet. Of each at most one row more
    than the desk shows.
    """
    unfinished = [Status.DRAFT, Status.RETURNED, Status.SUBMITTED]
    due = Q(due_at__isnull=False, status__in=WRITING, is_withdrawn=False)
    if not user.has_perm("articles.assign_article"):
        due &= Q(owner=user) | Q(owner=None)
    rows = _articles().filter(Q(owner=user, status__in=unfinished) | Q(due_at__isnull=False)).with_state()
    return (
        rows.annotate(mine=Case(When(owner=user, then=True), default=False, output_field=BooleanField()))
        .filter(Q(owner=user, state__in=unfinished) | due)
        .annotate(nth=Window(RowNumber(), partition_by="mine", order_by=SOONEST))
        .filter(nth__lte=ROWS + 1)
        .order_by("-mine", "nth")
    )


def scheduled(now=None):
    """Stories with a time ahead: scheduled editions, and planned times of the desk; `goes_at` is the moment.

    A wish whose time has passed is overdue: nothing publishes it but a person.
    """
    pending = Edition.objects.pending(now).values("article")
    wish = Q(planned_for__isnull=False, status__in=OPEN)
    rows = _articles().filter(wish | Q(pk__in=pending)).with_state(now)
    return rows.annotate(goes_at=Coalesce("next_from", "planned_for")).order_by("goes_at", "pk")


def changed(now=None):
    """Live stories whose desk copy says something else than readers see, with both payloads."""
    rows = _articles().exclude(published_digest="").exclude(digest=F("published_digest"))
    live = Edition.objects.live(now).filter(article=OuterRef("pk"))
    mine = Revision.objects.filter(article=OuterRef("pk"), number=OuterRef("revision_number"))
    rows = rows.annotate(
        live_payload=Subquery(live.values("revision__payload")[:1]),
        desk_payload=Subquery(mine.values("payload")[:1]),
    )
    return rows.filter(Exists(live), status__in=OPEN).with_state(now).order_by("-updated_at")


def published_today(now=None):
    """Editions that began today, a day of the newsroom's zone, newest first."""
    now = now or timezone.now()
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    return (
        Edition.objects.published(now)
        .filter(live_from__gte=midnight.astimezone(datetime.UTC))
        .select_related("by")
        .only("headline", "number", "kind", "live_from", "article_id", "by")
        .order_by("-live_from")
    )


def coming_down(now=None):
    """Editions that end by their expiry within a week or ended within a day, in the order of that moment."""
    now = now or timezone.now()
    down = Withdrawal.objects.filter(article=OuterRef("article"), lifted_at=None)
    return (
        Edition.objects.expiring()
        .filter(~Exists(down), expires_at__gt=now - DOWN_SINCE, expires_at__lte=now + DOWN_WITHIN)
        .only("headline", "number", "expires_at", "article_id")
        .order_by("expires_at", "pk")
    )


def without_source():
    """Appointments that no document and no page proves. A story of ours that reports one is no proof."""
    cited = Citation.objects.filter(appointment=OuterRef("pk"))
    return Appointment.objects.filter(~Exists(cited)).select_related("person", "post").order_by("-pk")


def _mark_overdue(now, *rows):
    for article in (article for part in rows for article in part):
        late = article.planned_for and article.planned_for < now and article.status != Status.PUBLISHED
        article.is_overdue = bool(late and not getattr(article, "next_from", None))


def _mark_differences(articles):
    """Give each of `changed()` `differing`: what differs from the live edition. No query."""
    for article in articles:
        names = differing(article.live_payload or {}, article.desk_payload or {})
        article.differing = ", ".join(str(label_of(name)) for name in names)
