"""What we had to put right, told on one list: corrections of stories, and stories withdrawn.

A story that readers can no longer see is not named here, unless it was withdrawn and is explained.
"""

import datetime
from typing import NamedTuple

from django.db.models import CharField, Exists, OuterRef, Q, Subquery, Value
from django.urls import reverse
from django.utils import timezone

from articles.models.record import Edition, Kind, Withdrawal

CORRECTIONS = [kind for kind in Kind if kind.needs_note]
WITHDRAWN = "withdrawn"


class Notice(NamedTuple):
    """One row: `kind` is an edition's Kind or "withdrawn"; `text` is told to readers."""

    kind: str
    at: datetime.datetime
    pk: int
    number: int
    headline: str
    month: str
    slug: str
    text: str

    @property
    def href(self):
        return reverse("articles:article", args=[*self.month.split("-"), self.slug])

    @property
    def label(self):
        return "" if self.kind == WITHDRAWN else Kind(self.kind).label


def notices(size, before=None):
    """The newest corrections and withdrawals, at most `size` of each: two querysets of Notice's columns.

    Made for one union, to which a page may add rows of its own; sort it by `newest_notices`.
    """
    return _corrections(size, before), _withdrawals(size, before)


def newest_notices(rows, size):
    """Sort rows of `notices()` into at most `size` Notices, newest first."""
    return sorted((Notice(*row) for row in rows), key=lambda n: (n.at, n.pk), reverse=True)[:size]


def _corrections(size, before):
    live = Edition.objects.live().filter(article=OuterRef("article"))
    found = Edition.objects.published().filter(
        _older(before, "live_from"), Exists(live), kind__in=CORRECTIONS
    )
    return _newest(found, "live_from", size).values_list(
        "kind", "live_from", "pk", "number", *_shown(live), "note"
    )


def _withdrawals(size, before):
    last = Edition.objects.filter(
        article=OuterRef("article"), cancelled_at=None, live_from__lte=timezone.now()
    ).order_by("-number")
    found = Withdrawal.objects.filter(_older(before, "at"), lifted_at=None, suppressed=False)
    kind = Value(WITHDRAWN, output_field=CharField())
    return _newest(found, "at", size).values_list(kind, "at", "pk", Value(0), *_shown(last), "explanation")


def _older(before, at):
    return before.older(at) if before else Q()


def _newest(found, at, size):
    # A part of a union cannot be sliced on SQLite, a subquery can.
    ids = found.order_by(f"-{at}", "-pk").values("pk")[:size]
    return found.model.objects.filter(pk__in=ids).order_by()


def _shown(editions):
    """Headline and address as they are now, not as they were when the correction was made."""
    return [Subquery(editions.values(name)[:1]) for name in ("headline", "month", "slug")]
