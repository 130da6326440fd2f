"""Tenures as stretches of time: what is certain, what is possible, which gaps there are; also in words.

No query after ``with_facts()``. Moments are in years (`newsroom.lib.days.year_of`). Ends are inclusive
in the facts and exclusive here, so that an appointment that ends on a day meets one that begins on the next.
"""

import datetime
from dataclasses import dataclass, replace

from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.lookups import GreaterThanOrEqual
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.lib.days import DAY, day_after, day_of, year_of
from newsroom.lib.partial_date import (
    EARLIEST,
    LATEST,
    UNKNOWN,
    has_first_day,
    has_last_day,
    hi,
    is_day,
    lo,
    words,
    words_after,
    year_label,
)
from people.models import Appointment, AppointmentKind, CompleteSuccession, State
from people.models.surroundings import first_end_above
from people.tenures import Tenure, last_day, tenures

COMING = (State.NOT_YET, State.INTENDED, State.DESIGNATE)


@dataclass(frozen=True)
class Stretch:
    """One stage of an appointment: ``state`` (of data-state), and in years when it began and ended.

    Of somebody in post it is the whole Tenure, and ``appointment`` the term of the day.
    ``first`` and ``last`` are pairs (earliest, certain) and (certain, latest), or None where not known.
    """

    appointment: Appointment
    state: str
    first: tuple | None
    last: tuple | None
    tenure: Tenure

    @property
    def is_acting(self):
        return self.state == "acting"

    @property
    def is_stage(self):
        """Whether it is one before the post was taken up."""
        return self.state in ("intended", "designate")

    @property
    def certain(self):
        """(from, until) in years where all dates agree, or None."""
        if self.first and self.last and self.first[1] < self.last[0]:
            return self.first[1], self.last[0]
        return None

    @property
    def around(self):
        """The moments (years) that an axis must contain."""
        return [*(self.first or ()), *(self.last or ())]

    @property
    def is_soft(self):
        return any(pair and pair[0] != pair[1] for pair in (self.first, self.last))


@dataclass(frozen=True)
class HolderGap:
    """Days (inclusive) on which nobody on record can have held a post.

    ``vouched`` is the CompleteSuccession by which it was vacant; None where only the record has a gap.
    """

    first: datetime.date
    last: datetime.date
    vouched: CompleteSuccession | None = None

    @property
    def days(self):
        return (self.last - self.first).days + 1

    @property
    def citations(self):
        """The sources of a vacancy."""
        return [self.vouched] if self.vouched else []


def life_of(post, appointments, today):
    """Return the (first, last) day up to a day (today) on which a Post certainly existed.

    ``appointments`` of it, with their facts, bring what ended above, else its organization is looked at.
    """
    above = appointments[0].ends_above.split() if appointments else [post.organization.ended]
    first = hi(post.created) if has_last_day(post.created) else lo(post.created)
    ends = [lo(value) for value in (post.abolished, *above) if value]
    return day_of(first), min(today, *map(day_of, ends)) if ends else today


def holder_gaps(appointments, life, vouched=(), shown=lambda row: True):
    """Return the HolderGaps of a post, in order: vacant where a CompleteSuccession in ``vouched`` says so.

    ``life`` is what `life_of` returns: nobody is missing before a post was made, after its end or tomorrow.

    Pass every record, also those that readers do not see, since they fill a gap. `is_vacant_on`
    says the same in SQL, and `people.public.on_a_day` what is a gap.
    """
    held = [row for row in appointments if row.start]
    taken = [(day_of(row.begins_lo), day_of(row.ends_hi)) for row in held]
    found = []
    for one in vouched:
        free = _without(*map(day_of, one.span), [*taken, *((gap.first, gap.last) for gap in found)])
        found += [HolderGap(*pair, one) for pair in free]
    vacant = [(gap.first, gap.last) for gap in found]
    for first, last in _unrecorded(held, shown):
        found += [HolderGap(*pair) for pair in _without(first, last, vacant)]
    within = [replace(gap, first=max(gap.first, life[0]), last=min(gap.last, life[1])) for gap in found]
    return sorted((gap for gap in within if gap.first <= gap.last), key=lambda gap: gap.first)


def existed_on(day, is_to_come=None):
    """A condition on Posts: it certainly existed on a day (a date) not to come; `life_of` in SQL.

    ``is_to_come``: whether the day is after today, where a query must not ask the clock.
    """
    if day > timezone.localdate() if is_to_come is None else is_to_come:
        return Q(pk__in=[])
    day = str(day)
    created = Q(created_hi__lte=day) | Q(created_hi=LATEST, created_lo__lte=day)
    lasted = Q(GreaterThanOrEqual(first_end_above("ended_lo", "organization"), Value(day)))
    return created & lasted & (Q(abolished="") | Q(abolished_lo__gte=day))


def may_hold(day):
    """A condition on Posts: somebody on record, shown or not, may have held it on a day (a date)."""
    held = Appointment.objects.exclude(start="").filter(post=OuterRef("pk")).bounded("begins_lo", "ends_hi")
    return Exists(held.filter(begins_lo__lte=str(day), ends_hi__gte=str(day)))


def is_vacant_today(day):
    """A condition on Posts: a CompleteSuccession shows that nobody holds it today (a date)."""
    return existed_on(day, is_to_come=False) & is_complete(day) & ~may_hold(day)


def is_complete(day):
    """A condition on Posts: a CompleteSuccession covers a day (a date)."""
    vouched = CompleteSuccession.objects.filter(post=OuterRef("pk"))
    return Exists(vouched.filter(first_lo__lte=str(day), last_hi__gte=str(day)))


def _unrecorded(held, shown):
    """Pairs of days between two holders whom readers see, on which no record can have held the post.

    None before the first holder or after the last one, where a record may be missing, and none after a
    resignation known to the month or the year only: that may be the date of the offer. None where any number
    may hold the post.
    """
    left = None
    held = sorted(held, key=lambda row: lo(row.start))
    for row in held if held and held[0].post.seats else []:
        if left and left.ends_hi < lo(row.start) and _has_left(left) and shown(left) and shown(row):
            first, last = day_of(left.ends_hi) + DAY, day_of(lo(row.start)) - DAY
            if first <= last:
                yield first, last
        left = max(left or row, row, key=lambda one: one.ends_hi)


def _without(first, last, taken):
    """Yield the pairs of days of a span that are in none of the pairs ``taken``."""
    for begin, end in sorted(taken):
        if first < begin <= last:
            yield first, begin - DAY
        if begin <= last and end >= first:
            if end >= last:
                return
            first = end + DAY
    yield first, last


def _has_left(row):
    return row.end_reason != Appointment.EndReason.RESIGNED or is_day(row.effective_end)


# --- Reading one tenure ----------------------------------------------------------------------------
def all_stretches(appointments, today):
    """Return the Stretches of every Tenure of these appointments. All terms must be among them."""
    return [stretch for tenure in tenures(appointments) for stretch in stretches(tenure, today)]


def stretches(tenure, today):
    """Return what there is to draw of a Tenure on a day (today): intended, designate, held."""
    row = tenure.first
    found = [
        _stage(tenure, "intended", row.intended, row.announced or row.start, today),
        _stage(tenure, "designate", row.announced, row.start, today),
        held(tenure, today),
    ]
    return [stretch for stretch in found if stretch and stretch.around]


def _stage(tenure, state, began, following, today):
    """The stage from ``began`` to the date that followed, else to its end, else to today; or None."""
    row = tenure.first
    if row.is_acting or not has_last_day(began):
        return None
    if following and not has_first_day(following):
        return None
    until = year_of(today + DAY)
    if following:
        until = year_of(day_of(lo(following)))
    if has_last_day(row.effective_end):
        until = min(until, year_of(day_after(day_of(row.ends_hi))))
    if row.lapses_on != LATEST:
        until = min(until, year_of(day_of(row.lapses_on)))
    first = year_of(day_of(hi(began)))
    return Stretch(row, state, (first, first), (until, until), tenure) if first < until else None


def held(tenure, today):
    """Return the Stretch in which somebody held a post, up to today; None before that."""
    row = tenure.term_on(today)
    state = row.state_on(today)
    if not row.start or state in (*COMING, State.LAPSED):
        return None
    if row.is_acting:
        state = State.ACTING
    elif not state.is_live:
        state = State.FORMER
    return Stretch(row, state.value, _begun(tenure.first, today), _ended(row, today), tenure)


def _begun(row, today):
    value, now = row.start, year_of(today + DAY)
    if row.begins_lo == EARLIEST or not has_last_day(value):
        return None
    if is_day(value):
        return (year_of(day_of(value)),) * 2
    return min(year_of(day_of(row.begins_lo)), now), min(year_of(day_after(day_of(hi(value)))), now)


def _ended(row, today):
    value, now = row.effective_end, year_of(today + DAY)
    state = row.state_on(today)
    if row.term_ends and not row.end and (state == State.UNKNOWN or value == UNKNOWN):
        if row.start == UNKNOWN and hi(row.term_ends) >= today.isoformat():
            return None
        last = day_after(day_of(min(row.ends_hi, today.isoformat())))
        return min(year_of(day_after(day_of(hi(row.term_ends)))), now), year_of(last)
    if row.end == UNKNOWN or value == UNKNOWN:
        return None
    if not value:
        return (now, now) if state.is_live else None
    if is_day(value):
        return (min(year_of(day_after(day_of(value))), now),) * 2
    if not has_last_day(value) and row.begins_lo > lo(value):
        return None
    last = min(year_of(day_after(day_of(min(hi(value), today.isoformat())))), now)
    # Nobody left before they came: an end "in or before 2010" is drawn from the start on.
    first = max(lo(value), row.begins_lo)
    return (min(year_of(day_of(first)), last) if first > EARLIEST else last), last


# --- In words ------------------------------------------------------------------------------------
def post_name(appointment, today):
    """Return the name the post had while this appointment ran, by `last_day`."""
    return appointment.post.title_on(last_day(appointment, today))


# How the span and the years of somebody who stood in are told.
_STOOD_IN = {
    AppointmentKind.ACTING: (gettext_lazy("acting, %(span)s"), gettext_lazy("acting %(years)s")),
    AppointmentKind.OFFICER_IN_CHARGE: (
        gettext_lazy("officer-in-charge, %(span)s"),
        gettext_lazy("officer-in-charge %(years)s"),
    ),
}


def span(tenure, today):
    """Return when, at the precision known: "1 January 2007 to 31 December 2016", "intended May 2007"."""
    appointment = tenure.term_on(today)
    state = appointment.state_on(today)
    if not appointment.start or state in COMING:
        stage, value = _last_stage(appointment)
        return f"{stage} {words(value)}"
    end = appointment.effective_end or UNKNOWN
    if state.is_live:
        end = appointment.perhaps_ended(today)
    when = span_of(tenure.first.start, UNKNOWN if appointment.end == UNKNOWN else end)
    said = _STOOD_IN.get(appointment.kind)
    return said[0] % {"span": when} if said else when


def _last_stage(row):
    """(what, its value) of the last stage before the post was taken up."""
    if row.announced:
        return _("announced"), row.announced
    return (_("intended"), row.intended) if row.intended else (_("from"), row.start)


def span_of(start, end):
    """Return two partial dates as a span in words; with ``end`` "" it has no end yet."""
    if start == UNKNOWN and end in ("", UNKNOWN):
        return _("at a time not known")
    if start == UNKNOWN:
        return _("until %(end)s") % {"end": words_after(end)}
    if not end:
        return _("since %(start)s") % {"start": words_after(start)}
    if start == end:
        return words(start)
    return _("%(start)s to %(end)s") % {"start": words(start), "end": words(end)}


def years(tenure, today):
    """Return the span in years, for a label: "1953–61", "since 2017", "acting 1945–46", "intended 2007"."""
    appointment = tenure.term_on(today)
    state = appointment.state_on(today)
    if not appointment.start or state in COMING:
        stage, value = _last_stage(appointment)
        return f"{stage} {year_label(value)}"
    when = _year_span(tenure.first.start, appointment, state, today)
    said = _STOOD_IN.get(appointment.kind)
    return said[1] % {"years": when} if said else when


def _year_span(start, row, state, today):
    first, last = year_label(start), year_label(row.end if row.end == UNKNOWN else row.effective_end)
    if state.is_live and not row.perhaps_ended(today):
        return _("since %(year)s") % {"year": first}
    if first == last:
        return first
    plain = first.isdecimal() and last.isdecimal()
    return f"{first}–{last[2:] if plain and first[:2] == last[:2] and last[2:] != '00' else last}"
