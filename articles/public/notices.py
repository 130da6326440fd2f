"""What we had to put right, on one list for readers: corrections of stories, and stories withdrawn.

A story that readers can no longer see is not named here, unless it was withdrawn and is explained.
"""

import datetime
from typing import NamedTuple

from django.db.models import CharField, Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import JSONArray
from django.utils import timezone

from articles.models.edition import Edition, EditionKind, Withdrawal
from newsroom.lib.addresses import address_of

CORRECTIONS = [kind for kind in EditionKind if kind.needs_note]
WITHDRAWN = "withdrawn"


class Notice(NamedTuple):
    """One row: `kind` is an edition's Kind or "withdrawn"; `text` is for readers."""

    kind: str
    at: datetime.datetime
    pk: int
    number: int
    shown: list  # headline, month and slug as they are now, not as they were when it was put right
    text: str

    @property
    def headline(self):
        return self.shown[0]

    @property
    def href(self):
        _headline, month, slug = self.shown
        return address_of("articles:article", *month.split("-"), slug)

    @property
    def label(self):
        return "" if self.kind == WITHDRAWN else EditionKind(self.kind).label


def notices(size, before=None, at=None):
    """The newest corrections and withdrawals, at most `size` of each kind: querysets of Notice's columns.

    As of a moment `at`, by default now.

    Made for one union, to which a page may add rows of its own; sort it by `newest_notices`.
    """
    return [*(_corrections(kind, size, before, at) for kind in CORRECTIONS), _withdrawals(size, before, at)]


def newest_notices(rows, size):
    """Sort rows of `notices()` into at most `size` Notices, newest first."""
    return sorted((Notice(*row) for row in rows), key=lambda n: (n.at, n.pk), reverse=True)[:size]


def _corrections(kind, size, before, at):
    """Of one kind: so each walks the index of its kind and stops when it has enough."""
    live = Edition.objects.live(at).filter(article=OuterRef("article"))
    found = Edition.objects.published(at).filter(_older(before, "live_from"), Exists(live), kind=kind)
    shown = Edition.objects.filter(pk__in=_newest_ids(found, "live_from", size)).order_by()
    return shown.values_list("kind", "live_from", "pk", "number", _shown(live), "note")


def _withdrawals(size, before, at):
    last = Edition.objects.filter(
        article=OuterRef("article"), cancelled_at=None, live_from__lte=at or timezone.now()
    ).order_by("-number")
    found = Withdrawal.objects.filter(_older(before, "at"), lifted_at=None, suppressed=False)
    kind = Value(WITHDRAWN, output_field=CharField())
    shown = Withdrawal.objects.filter(pk__in=_newest_ids(found, "at", size)).order_by()
    return shown.values_list(kind, "at", "pk", Value(0), _shown(last), "explanation")


def _older(before, at):
    return before.older(at) if before else Q()


def _newest_ids(found, at, size):
    """As a subquery, which can be sliced on SQLite where a part of a union cannot."""
    return found.order_by(f"-{at}", "-pk").values("pk")[:size]


def _shown(editions):
    return Subquery(editions.values(shown=JSONArray("headline", "month", "slug"))[:1])
