"""When somebody last looked at each appointment, and which ones have to be looked at again, in which order.

A look is a `Verification`, or a change by a member of staff, of the appointment or of its sources. First come
appointments of which it is not known what became, then those that published stories show most often.
"""

import datetime
from collections import Counter
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from newsroom.lib.days import day_of
from people.facts import is_shown
from people.models import Appointment, Citation, RecordSettings, State, Verification
from people.succession import sentence
from people.titles import title_among

YEAR = 12  # months
OPEN_AGAIN = datetime.timedelta(days=30)  # what is not confirmed is asked about so long after a look

_links = []


def shown_beside(links):
    """Register a function () → (person id, pinned appointment id or None, day) of each link of a story."""
    _links.append(links)
    return links


# --- A look ------------------------------------------------------------------------------------------------
class ChangedMeanwhile(Exception):
    """The appointment is not what the person who looked at it saw."""


def verify(pk, by, digest, note=""):
    """Record that somebody looked at an appointment and found it right. Raises ChangedMeanwhile.

    ``digest`` is that of the appointment which they saw.
    """
    with transaction.atomic():
        row = Appointment.objects.select_for_update(no_key=True, of=("self",)).get(pk=pk)
        if row.digest() != digest:
            raise ChangedMeanwhile
        return row.verifications.create(by=by, note=note.strip()[:300], saw=seen(row))


def seen(appointment):
    """What an appointment says, in words, for the one who looks and for later."""
    return f"{appointment.person}, {appointment.post}: {sentence(appointment)}"


def last_look(appointment):
    """(moment, user, Verification or None) of the last look at one appointment, or None. Three queries."""
    looks = [(one.at, one.by, one) for one in appointment.verifications.select_related("by")[:1]]
    for history in (appointment.history, Citation.history.filter(appointment_id=appointment.pk)):
        changed = history.exclude(history_user=None).select_related("history_user").order_by("-history_date")
        looks += [(one.history_date, one.history_user, None) for one in changed[:1]]
    return max(looks, key=lambda look: look[0], default=None)


def looks():
    """{appointment id: moment of the last look}. Three queries."""
    found = {}
    for rows, name, moment in (
        (Verification.objects.all(), "appointment", "at"),
        (Appointment.history.exclude(history_user=None), "id", "history_date"),
        (Citation.history.exclude(history_user=None), "appointment", "history_date"),
    ):
        for pk, at in rows.order_by().values_list(name).annotate(Max(moment)):
            found[pk] = max(at, found.get(pk, at))
    return found


# --- The queue --------------------------------------------------------------------------------
@dataclass
class Recheck:
    """An appointment to look at again. `shown` is how many published stories show it."""

    appointment: Appointment
    is_open: bool  # whether it is not known what became of it
    looked_at: datetime.datetime | None
    shown: int

    @property
    def reads(self):
        return sentence(self.appointment)


def queue(now=None):
    """Every Recheck, in the order in which to look at them.

    Six queries, and one of each app that registered `shown_beside`: the whole record is read once.
    """
    now, moments = now or timezone.now(), looks()
    today, before = timezone.localdate(now), _stale_before(now)
    rows = Appointment.objects.with_facts().annotate(is_shown=is_shown())
    rows = list(rows.prefetch_related("post__titles").order_by("pk"))
    shown, found = _times_shown(rows), []
    for row in rows:
        looked_at = moments.get(row.pk)
        is_open = row.state_on(today) == State.UNKNOWN and not row.end
        is_stale = before is not None and (looked_at is None or looked_at < before)
        is_due = is_open and (looked_at is None or now - looked_at >= OPEN_AGAIN)
        if is_stale or is_due:
            found.append(Recheck(row, is_open, looked_at, shown[row.pk]))
    return sorted(found, key=_order)


def _order(one):
    never = datetime.datetime.min.replace(tzinfo=datetime.UTC)
    return not one.is_open, -one.shown, one.looked_at or never, one.appointment.pk


def _stale_before(now):
    """The moment before which a look is too old; None where the settings say that nothing is asked again."""
    months = RecordSettings.current().recheck_after
    if not months:
        return None
    day = timezone.localdate(now)
    count = day.year * YEAR + day.month - 1 - months
    start = day_of(f"{count // YEAR:04}-{count % YEAR + 1:02}-{day.day:02}")
    return timezone.make_aware(datetime.datetime.combine(start, datetime.time.min))


def _times_shown(rows):
    """Count, by appointment id, of the links of stories beside which readers see it."""
    held, shown, known = {}, Counter(), {}
    for row in rows:
        if row.is_shown:
            held.setdefault(row.person_id, []).append(row)
    for links in _links:
        for link in links():
            if link not in known:
                person, pinned, day = link
                title = title_among(held.get(person, []), day, pinned)
                known[link] = title and title.appointment.pk
            shown[known[link]] += 1
    return shown
