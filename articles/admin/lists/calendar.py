"""The calendar of the desk: what is planned and what went live, by week and by day, in newsroom time."""

import datetime
from dataclasses import dataclass

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from articles.admin.story.pages import page
from articles.models import Article, Edition, Withdrawal
from articles.workflow import Status
from newsroom.lib.names import fold

IN_A_WEEK = 20  # moments that a day of a week shows; the page of the day has all
MOST = 2_000  # moments of a kind that one page reads
LOOSE = 10  # approved stories without a time
FIRST, LAST = datetime.date(1900, 1, 1), datetime.date(2199, 12, 31)
DAY, WEEK = datetime.timedelta(days=1), datetime.timedelta(days=7)
UNREAD = ("body", "body_html", "search_text", "history")


@dataclass(frozen=True)
class Moment:
    """One line of the calendar: `state` draws the badge, `label` are its words, a schedule `may_move`."""

    at: datetime.datetime
    state: str
    label: str
    article: int
    headline: str
    line: str
    who: object
    may_move: bool = False


class DayForm(forms.Form):
    """The day that a page shows, or that lies in the week that it shows."""

    day = forms.DateField(
        label=gettext_lazy("Go to the week of"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        validators=[
            MinValueValidator(FIRST, gettext_lazy("Choose a day between 1900 and 2199.")),
            MaxValueValidator(LAST, gettext_lazy("Choose a day between 1900 and 2199.")),
        ],
        error_messages={"invalid": gettext_lazy("This is not a day. Write it as 2026-11-24.")},
    )


@require_GET
def calendar(request):
    """`?week=` and `?day=` take a date, 2026-11-24: its week, or the day. Default: this week.

    At most eight queries, whatever happened: four for who asks, two for moments, one for what has no time.
    """
    if not request.user.has_perm("articles.view_article"):
        raise PermissionDenied
    now, alone = timezone.now(), "day" in request.GET
    asked = request.GET.get("day" if alone else "week", "")
    form = DayForm({"day": asked} if asked else None, label_suffix="", auto_id="go_%s")
    today = timezone.localdate(now)
    shown = form.cleaned_data["day"] if asked and form.is_valid() else today
    first = shown if alone else shown - shown.weekday() * DAY
    step = DAY if alone else WEEK
    days = days_of(first, 1 if alone else 7, now)
    return page(
        request,
        "admin/articles/calendar.html",
        _("Calendar"),
        form=form,
        now=now,
        alone=alone,
        days=days,
        first=first,
        last=first + step - DAY,
        before=first - step if first - step >= FIRST else None,
        after=first + step if first + step <= LAST else None,
        today=today,
        loose=without_a_time(),
    )


# --- The moments of days ---------------------------------------------------------------------------
def days_of(first, count, now):
    """The days from `first` on as dicts: date, today, past, moments, more (left out). Two queries."""
    dates = [first + n * DAY for n in range(count)]
    start, end = _midnight(first), _midnight(first + count * DAY)
    moments = sorted(
        [*_of_editions(start, end, now), *_of_articles(start, end, now)],
        key=lambda moment: (moment.at, fold(moment.headline)),
    )
    today, most = timezone.localdate(now), IN_A_WEEK if count > 1 else None
    by_date = {date: [] for date in dates}
    for moment in moments:
        by_date[timezone.localdate(moment.at)].append(moment)
    return [
        {
            "date": date,
            "today": date == today,
            "past": date < today,
            "moments": found[:most],
            "more": len(found) - len(found[:most]),
        }
        for date, found in by_date.items()
    ]


def _midnight(date):
    """When a day begins in the newsroom. Where the clocks skip midnight it begins at one."""
    midnight = datetime.datetime.combine(date, datetime.time(), settings.NEWSROOM_ZONE)
    return midnight.astimezone(datetime.UTC)


def _of_editions(start, end, now):
    """What goes or went live, and what readers stop seeing. One query."""
    begins = Q(live_from__gte=start, live_from__lt=end)
    expires = Q(live_until__gte=start, live_until__lt=end, live_until=F("expires_at"))
    down = Withdrawal.objects.filter(article=OuterRef("article"), lifted_at=None)
    editions = (
        Edition.objects.filter(begins | expires, cancelled_at=None)
        .select_related("by")
        .defer(*UNREAD)
        .annotate(is_down=Exists(down))
        .order_by("live_from", "pk")[:MOST]
    )
    for edition in editions:
        if start <= edition.live_from < end:
            yield _begins(edition, now)
        if (
            edition.live_until
            and edition.live_until == edition.expires_at
            and start <= edition.live_until < end
        ):
            yield _ends(edition, now)


def _begins(edition, now):
    if edition.live_from > now:
        state, label = "scheduled", _("Scheduled")
    elif edition.is_down:
        state, label = "withdrawn", _("Withdrawn since")
    else:
        live = edition.live_until is None or edition.live_until > now
        state, label = ("live", _("Live")) if live else ("ended", _("Was live"))
    line = _("edition %(n)s, %(kind)s") % {"n": edition.number, "kind": edition.get_kind_display()}
    return Moment(
        edition.live_from,
        state,
        label,
        edition.article_id,
        edition.headline,
        line,
        edition.by,
        may_move=state == "scheduled",
    )


def _ends(edition, now):
    state, label = ("due", _("Expires")) if edition.live_until > now else ("expired", _("Expired"))
    line = _("edition %(n)s, readers no longer see it") % {"n": edition.number}
    return Moment(edition.live_until, state, label, edition.article_id, edition.headline, line, edition.by)


def _of_articles(start, end, now):
    """What the desk wishes, and embargoes and expiries of stories that are not out. One query."""
    names = ("planned_for", "embargo_until", "expires_at")
    wanted = Q()
    for name in names:
        wanted |= Q(**{f"{name}__gte": start, f"{name}__lt": end})
    articles = (
        Article.objects.filter(wanted)
        .select_related("owner", "updated_by")
        .defer("body")
        .with_state(now)
        .order_by("pk")[:MOST]
    )
    for article in articles:
        for name, tell in zip(names, (_wish, _embargo, _expiry), strict=True):
            at = getattr(article, name)
            if at and start <= at < end and (entry := tell(article, at, now)):
                state, label, line = entry
                who = article.owner or article.updated_by
                yield Moment(at, state, label, article.pk, str(article), line, who)


def _wish(article, at, now):
    """(state, label, line) of a time that somebody plans; None if the story is live or scheduled."""
    if article.status == Status.PUBLISHED or article.next_from or article.is_withdrawn:
        return None
    if article.status == Status.APPROVED:
        line = _("approved, not scheduled")
    else:
        line = _("not approved yet: %(status)s") % {"status": Status(article.status).label.lower()}
    return ("overdue", _("Overdue"), line) if at < now else (article.status, _("Planned"), line)


def _embargo(article, at, now):
    label = _("Embargo ends") if at > now else _("Embargo ended")
    return "due", label, _("nothing goes live before")


def _expiry(article, at, now):
    """An expiry; None for a live story, whose edition shows it already."""
    if article.live_number or article.next_from or article.published_digest:
        return None
    label = _("Would expire") if at > now else _("Has expired")
    return "due", label, _("never published")


def without_a_time():
    """Approved stories that nobody has given a time. One query."""
    pending = Edition.objects.pending().filter(article=OuterRef("pk"))
    rows = Article.objects.filter(~Exists(pending), status=Status.APPROVED, planned_for=None)
    return list(rows.select_related("owner").defer("body").order_by("updated_at")[:LOOSE])
