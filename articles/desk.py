"""What the desk shows: the lists of the dashboard, and how two versions of a story differ. Reads only."""

import datetime
from dataclasses import dataclass

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
from django.utils.text import capfirst

from articles import linkdesk, rights
from articles.body import render_body
from articles.lists import Named
from articles.models import Article, Author, Edition, Mark, Revision, RippleStory, Topic, Withdrawal
from articles.models.assigning import WRITING
from articles.models.content import Role
from articles.models.record import Kind
from articles.payload import FIELD, content_of
from articles.workflow import Status
from newsroom.images.models import Image
from people.models import Appointment, Citation, Person

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
            context |= _shown("out_of_rights", rights.troubles(now, most=LOOKED_AT))
    if user.has_perm("people.view_appointment"):
        context |= _shown("people_queue", without_source())
    return context | _counts(user, now)


def _counts(user, now):
    """How much waits on the people desk's own screens, of what this person may open. One query, or none."""
    wanted = {}
    if user.has_perm("articles.view_ripplestory"):
        wanted["to_look_at"] = _one(RippleStory.objects.open(now), Count("pk"))
    if user.has_perm("articles.link_officials"):
        wanted["link_stories"] = _one(linkdesk.waiting(now), Count("pk"))
        wanted["link_suggestions"] = _one(linkdesk.waiting(now), Sum("open"))
    if not wanted:
        return {}
    counts = get_user_model().objects.filter(pk=user.pk).values(**wanted).get()
    to_link = {name: counts.pop(f"link_{name}", None) or 0 for name in ("stories", "suggestions")}
    may_link = "link_stories" in wanted
    return {name: n or 0 for name, n in counts.items()} | ({"to_link": to_link} if may_link else {})


def _one(queryset, aggregate):
    """A whole queryset's aggregate as a column of another query."""
    rows = queryset.order_by().annotate(all=Value(1)).values("all")
    return Subquery(rows.annotate(told=aggregate).values("told"))


def _shown(name, queryset):
    rows = list(queryset[: ROWS + 1])
    return {name: rows[:ROWS], f"{name}_more": len(rows) > ROWS}


def _articles():
    return Article.objects.select_related("owner", "updated_by").defer("body")


def marked(user):
    """What was said on stories that this person has yet to read: mentions of them, answers to previews."""
    note, answer = "note__article", "answer__link__article"
    words = [f"{story}__{name}" for story in (note, answer) for name in ("body", "standfirst", "note")]
    return Mark.objects.unread(user).select_related(note, "note__by", answer).defer(*words).order_by("-pk")


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
    rows = _articles().filter(Q(owner=user, status__in=unfinished) | Q(due_at__isnull=False)).with_record()
    return (
        rows.annotate(mine=Case(When(owner=user, then=True), default=False, output_field=BooleanField()))
        .filter(Q(owner=user, state__in=unfinished) | due)
        .annotate(nth=Window(RowNumber(), partition_by="mine", order_by=SOONEST))
        .filter(nth__lte=ROWS + 1)
        .order_by("-mine", "nth")
    )


def scheduled(now=None):
    """Stories with a time ahead: scheduled editions, and wishes of the desk; `goes_at` is the moment.

    A wish whose time has passed is overdue: nothing publishes it but a person.
    """
    pending = Edition.objects.pending(now).values("article")
    wish = Q(planned_for__isnull=False, status__in=OPEN)
    rows = _articles().filter(wish | Q(pk__in=pending)).with_record(now)
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
    return rows.filter(Exists(live), status__in=OPEN).with_record(now).order_by("-updated_at")


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


# --- How two versions differ -----------------------------------------------------------------------
@dataclass(frozen=True)
class Difference:
    """One field that differs: its name, its label, and both values in words."""

    name: str
    label: str
    before: str
    after: str


def label_of(name):
    """What the desk calls a key of a payload: "text" for `body`."""
    return FIELD[name].label


def differing(before, after):
    """The keys in which two payloads differ, in the order of the form.

    An address where none stood is no difference: publishing makes one.
    """
    names = [name for name in FIELD if before.get(name) != after.get(name)]
    return [name for name in names if name != "slug" or before.get("slug")]


def differences(before, after):
    """How two payloads differ, as Differences. At most four queries, for the names of what is linked."""
    names = _Names([before, after])
    return [
        Difference(
            name,
            capfirst(label_of(name)),
            names.words(name, before.get(name)),
            names.words(name, after.get(name)),
        )
        for name in differing(before, after)
    ]


class _Names:
    """Turns values of payloads into words, after one look-up for each kind of thing that they link."""

    def __init__(self, payloads):
        self.topics = _by_id(Topic, [pk for payload in payloads for pk in payload.get("topics", [])])
        self.authors = _by_id(Author, [pk for payload in payloads for pk in payload.get("authors", [])])
        rows = [row["person"] for payload in payloads for row in payload.get("officials", [])]
        self.persons = _by_id(Person, rows)
        self.pictures = _by_id(Image, [payload.get("lead_image_id") for payload in payloads])

    def words(self, name, value):
        if name == "topics":
            return ", ".join(sorted(str(self.topics.get(pk, pk)) for pk in value or []))
        if name == "authors":
            return ", ".join(str(self.authors.get(pk, pk)) for pk in value or [])
        if name == "officials":
            return ", ".join(
                f"{self.persons.get(row['person'], row['person'])} ({Role(row['role']).label})"
                for row in value or []
            )
        if name == "lead_image_id":
            return str(self.pictures.get(value, "") or "")
        return FIELD[name].in_words(value)


def _by_id(model, ids):
    wanted = {pk for pk in ids if pk}
    return model._base_manager.in_bulk(wanted) if wanted else {}


# --- Preview ---------------------------------------------------------------------------------------
def preview_edition(article, topics, authors, officials=(), now=None):
    """The edition that publishing this desk copy would write now, unsaved, as `articles.lists.named` does it.

    `article` may carry the values of a form; a topic may be unsaved; `officials` are rows with a person_id.
    It has no address, so the page shows no link to its record. At most four queries.
    """
    now = now or timezone.now()
    before = article.editions.filter(cancelled_at=None).order_by("-number").first()
    published_at = before.published_at if before else now
    edition = Edition(
        number=before.number + 1 if before else 1,
        kind=Kind.UPDATE if before else Kind.ORIGINAL,
        live_from=now,
        published_at=published_at,
        modified_at=now,
        body_html=render_body(article.body, article.language, [row.person_id for row in officials]),
        history=[*reversed(before.changes)] if before else [],
        **content_of(article, date=article.date or timezone.localdate(published_at)),
    )
    edition.topics = [Named(topic.name, topic.get_absolute_url() if topic.pk else "#") for topic in topics]
    edition.authors = [Named(author.name, author.get_absolute_url()) for author in authors]
    return edition
