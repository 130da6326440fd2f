"""Terms that end soon, posts and organizations too: of who is in post today, with who is to follow."""

import datetime
from collections import defaultdict
from dataclasses import dataclass

from django.db import models
from django.db.models import Max, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from newsroom.lib.days import day_of
from newsroom.lib.partial_date import EARLIEST, LATEST, hi, lo
from people.models import Appointment
from people.tenures import tenure_of, with_terms
from people.titles import post_names_on, title_of

DAYS = 90


class EndKind(models.TextChoices):
    """What ends soon."""

    LEAVES = "leaves", _("Is to leave")
    TERM = "term", _("Term ends")
    POST = "post", _("The post is to be abolished")
    ORGANIZATION = "organization", _("Its organization, or one above it, is to end")


@dataclass(frozen=True)
class TermEnding:
    """A term that ends soon: ``value`` is the partial date of its end, ``kind`` the EndKind.

    ``next``: appointments to the post that are intended or announced. ``changed``: when it was last written.
    """

    appointment: Appointment
    title: object
    value: str
    kind: EndKind
    next: list
    changed: datetime.datetime | None

    @property
    def first(self):
        """The first day (a date) on which it may end."""
        return day_of(lo(self.value))

    @property
    def last(self):
        """The last day (a date) on which it may end."""
        return day_of(hi(self.value))


def ending(appointments, today, days=DAYS):
    """Return the TermEndings from a day (a date) on, the first end first. Two queries.

    Of a term with an end on record that end counts, else what comes first: the day on which it is to end, or
    on which the post or an organization above it ends.
    """
    until = (today + datetime.timedelta(days=days)).isoformat()
    within = (today.isoformat(), until)
    due = Q(end="") & (_between("term_ends", *within) | _between("post__abolished", *within))
    due |= Q(end="", above_lo__gt=EARLIEST, above_lo__lte=until, above_hi__gte=within[0], above_hi__lt=LATEST)
    known = ~Q(end="") & _between("end", *within)
    history = Appointment.history.filter(id=OuterRef("pk")).order_by().values("id")
    changed = Subquery(history.annotate(last=Max("history_date")).values("last"))
    rows = with_terms(appointments.on(today).bounded("above_lo", "above_hi").filter(due | known).with_facts())
    rows = list(rows.annotate(changed=changed, **post_names_on(today)))
    coming = _coming(appointments.model, rows, today)
    found = [_term(row, today, until, coming) for row in rows]
    return sorted(found, key=lambda one: (one.last, one.first, one.appointment.pk))


def _between(name, first, last):
    within = Q(**{f"{name}_hi__gte": first, f"{name}_lo__lte": last})
    return within & Q(**{f"{name}_lo__gt": EARLIEST, f"{name}_hi__lt": LATEST})


def _coming(model, rows, today):
    """{post id: appointments to it that are intended or announced}, those readers may see."""
    coming = model.objects.public().coming_on(today).filter(post__in={row.post_id for row in rows})
    found = defaultdict(list)
    for row in coming.with_facts().order_by("announced_lo", "intended_lo", "pk"):
        found[row.post_id].append(row)
    return found


def _term(row, today, until, coming):
    title = title_of(row, today, tenure_of(row))
    ends = [(EndKind.TERM, row.term_ends), (EndKind.POST, row.post.abolished)]
    ends += [(EndKind.ORGANIZATION, value) for value in row.ends_above.split()]
    ends = [(EndKind.LEAVES, row.end)] if row.end else [one for one in ends if _is_near(one[1], today, until)]
    kind, value = min(ends, key=lambda one: (hi(one[1]), lo(one[1])))
    return TermEnding(row, title, value, kind, coming[row.post_id], row.changed)


def _is_near(value, today, until):
    near = today.isoformat() <= hi(value) < LATEST
    return near and EARLIEST < lo(value) <= until
