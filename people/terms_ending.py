"""Terms that end soon: of who is in post today, with who is to follow."""

import datetime
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Max, OuterRef, Q, Subquery

from newsroom.lib.days import day_of
from newsroom.lib.partial_date import EARLIEST, LATEST, hi, lo
from people.models import Appointment
from people.tenures import tenure_of, with_terms
from people.titles import post_names_on, title_of

DAYS = 90


@dataclass(frozen=True)
class TermEnding:
    """A term that ends soon: ``value`` is the partial date of its end.

    ``is_recorded``: as an end, not only as the day on which the term is to end. ``next``: appointments to the
    post that are intended or announced. ``changed``: when it was last written.
    """

    appointment: Appointment
    title: object
    value: str
    is_recorded: bool
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

    Of a term with an end on record that end counts, else the day on which it is to end.
    """
    until = (today + datetime.timedelta(days=days)).isoformat()
    due = ~Q(term_ends="") & Q(end="") & _between("term_ends", today.isoformat(), until)
    known = ~Q(end="") & _between("end", today.isoformat(), until)
    history = Appointment.history.filter(id=OuterRef("pk")).order_by().values("id")
    changed = Subquery(history.annotate(last=Max("history_date")).values("last"))
    rows = with_terms(appointments.on(today).filter(due | known).with_facts())
    rows = list(rows.annotate(changed=changed, **post_names_on(today)))
    coming = _coming(appointments.model, rows, today)
    found = [_term(row, today, coming) for row in rows]
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


def _term(row, today, coming):
    title = title_of(row, today, tenure_of(row))
    value = row.end or row.term_ends
    return TermEnding(row, title, value, bool(row.end), coming[row.post_id], row.changed)
