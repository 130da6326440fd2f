"""Who held a post after whom: terms that make one tenure, holders before and after, who acted meanwhile.

The only place that decides it, for pages, Popolo and drawings. All by bounds, of appointments already loaded
with their facts: no query. Terms are rows of the record; a tenure is computed.
"""

from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from newsroom.lib.days import day_after, day_of
from newsroom.lib.json_rows import JSONRows
from newsroom.lib.partial_date import LATEST, has_first_day, has_last_day, hi, lo
from people.models import Appointment, AppointmentKind

# The fields of a term that `with_terms` loads.
TERM = ("pk", "intended", "announced", "start", "end", "term_ends", "end_reason")
# What the record around each term says of it.
AROUND = ("next_start", "taken_before")


@dataclass(frozen=True, eq=False)
class Tenure:
    """Terms (Appointments) of one person in one post, each begun by the day after those before ended."""

    terms: tuple[Appointment, ...]

    @property
    def first(self):
        return self.terms[0]

    @property
    def ids(self):
        return [term.pk for term in self.terms]

    @property
    def taken_up(self):
        """The terms that were taken up, or will be."""
        return [term for term in self.terms if term.took_up] or [self.first]

    @property
    def last(self):
        """The term with which it ends."""
        return _ends_last(self.taken_up)

    @property
    def person(self):
        return self.first.person

    @property
    def is_acting(self):
        return self.first.kind != AppointmentKind.SUBSTANTIVE

    @property
    def begins_lo(self):
        """The first day on which it may have begun, as ISO text."""
        return self.first.begins_lo

    @property
    def begins_hi(self):
        """The last day on which it may have begun, as ISO text."""
        return hi(self.first.start)

    @property
    def ends_lo(self):
        """The first day on which it may have ended, as ISO text."""
        return self.last.ends_lo

    @property
    def certain_until(self):
        """The last day, as ISO text, on which it certainly lasts: at most until its term was to end."""
        return self.last.certain_span[1]

    @property
    def ends_hi(self):
        """The last day on which it may have ended, as ISO text."""
        return self.last.ends_hi

    def begun_on(self, day):
        """The terms that may have begun on a day (a date)."""
        return [term for term in self.terms if term.took_up and term.begins_lo <= day.isoformat()]

    def is_certain_on(self, day):
        """Whether it holds on a day (a date) whatever the unknown parts of its dates are."""
        return bool(self.first.start) and self.begins_hi <= day.isoformat() <= self.term_on(day).ends_lo

    def term_on(self, day):
        """The term that says what its holder is on a day: the last that has begun, else the first."""
        return _ends_last(self.begun_on(day) or [self.first])


def _ends_last(terms):
    """The term that ends last: one may lie within another. Without an end it is over when the next begins.

    Of an end known only as "in or after 2001" its first day counts: it does not hide a later one on record.
    """
    last = terms[-1]
    ended = [term for term in reversed(terms) if term.end]
    return max(ended, key=_left) if last.end else last


def _left(term):
    """The sort key of ends: the last day if there is one, else the first, never before the start."""
    said = hi(term.end) if has_last_day(term.end) else lo(term.end)
    return max(said, lo(term.start))


def tenures(appointments):
    """Return the Tenures of appointments, in the order they began. Pass all of a person in a post."""
    found, last = [], {}
    for row in sorted(appointments, key=in_order):
        key = row.person_id, row.post_id, row.kind
        if key in last and row.continues(_ends_last(last[key])):
            last[key].append(row)
        else:
            found.append([row])
            last[key] = found[-1]
    return [Tenure(tuple(terms)) for terms in found]


def tenure_of(row):
    """Return the Tenure that an appointment is a term of: it alone, unless `with_terms` loaded the others."""
    terms = getattr(row, "term_rows", None) or []
    if len(terms) < 2:
        return Tenure((row,))
    others = [_beside(row, term) for term in terms]
    found = tenures(row if other.pk == row.pk else other for other in others)
    return next(tenure for tenure in found if row.pk in tenure.ids)


def with_terms(appointments, at=None):
    """Add the column that `tenure_of` reads: the public terms of the same person in the post. No query."""
    terms = Appointment.objects.public(at).filter(
        person=OuterRef("person"), post=OuterRef("post"), kind=OuterRef("kind")
    )
    terms = terms.with_others_in_the_post().order_by().values("post")
    rows = terms.annotate(rows=JSONRows(*TERM, *AROUND)).values("rows")
    return appointments.annotate(term_rows=Subquery(rows))


def _beside(row, term):
    """The Appointment of another term, with the surroundings of the row."""
    values = dict(zip((*TERM, *AROUND), term, strict=True))
    around = {name: values.pop(name) for name in AROUND}
    around |= {name: getattr(row, name) for name in ("ends_above", "lapses_after", "late_for")}
    other = Appointment(person=row.person, post=row.post, kind=row.kind, **values)
    for name, value in around.items():
        setattr(other, name, value)
    return other


def in_order(row):
    """The sort key of appointments: when they began, or became known."""
    return lo(row.start or row.first_date), lo(row.first_date), row.pk or 0


# --- Before and after ------------------------------------------------------------------------------
@dataclass(frozen=True)
class Neighbours:
    """Who held the post before and after a Tenure, and who acted: Tenures all.

    before, after   the holder whose term ended when this began, and the reverse; somebody who only acted
                    where no other holder is known
    during          whose time it fell in, of somebody who acted
    acted           who acted in its time
    between         who acted between it and a neighbour
    """

    before: Tenure | None = None
    after: Tenure | None = None
    during: tuple[Tenure, ...] = ()
    acted: tuple[Tenure, ...] = ()
    between: tuple[Tenure, ...] = ()


NOBODY = Neighbours()


def neighbours(found):
    """Return {Tenure: Neighbours} of all Tenures of one post. Nobody has any where several sit at once."""
    found = [one for one in found if has_first_day(one.first.start) and has_last_day(one.first.start)]
    if not found or found[0].first.post.seats != 1:
        return {}
    return _Line(found).neighbours()


class _Line:
    """The holders of a post of one seat, and those who acted, in the order they began."""

    def __init__(self, found):
        self.every = sorted(found, key=lambda one: (one.begins_lo, one.begins_hi, one.first.pk or 0))
        self.holders = [one for one in self.every if not one.is_acting]
        self.ends = {one: self._ends(one) for one in self.every}
        self.during = {one: self._during(one) for one in self.every}
        self.steps = self._linked(self.every)
        self.follows = self._linked(self.holders)
        self._bridge()

    def neighbours(self):
        after = {**self._beside(self.steps), **self.follows}
        before = {**self._beside({then: one for one, then in self.steps.items()})}
        before |= {then: one for one, then in self.follows.items()}
        return {
            one: Neighbours(before.get(one), after.get(one), self.during[one], *self._acted(one))
            for one in self.every
        }

    def _ends(self, one):
        """(lo, hi) of its end. Who acts without a recorded end does so until somebody takes up the post."""
        ends = one.ends_lo, one.ends_hi
        if one.is_acting and ends[1] == LATEST:
            began = [holder.begins_hi for holder in self.holders if holder.begins_lo > one.begins_lo]
            return tuple(min([end, *began]) for end in ends)
        return ends

    def _during(self, one):
        """The holders in whose time this one acted: not one whom it outlasted."""
        if not one.is_acting:
            return ()
        return tuple(holder for holder in self.holders if self._share_days(holder, one))

    def _share_days(self, holder, acting):
        begin, end = holder.begins_hi, holder.certain_until
        ends_lo, ends_hi = self.ends[acting]
        if ends_lo > self.ends[holder][1]:
            return False
        is_within = begin <= acting.begins_lo and ends_hi <= end
        return is_within or max(begin, acting.begins_hi) < min(end, ends_lo)

    def _linked(self, line):
        """{Tenure: the one that began when it ended}, where each is the nearest of the other."""
        after, before = {}, {}
        for n, one in enumerate(line):
            for then in line[n + 1 :]:
                if self._follows(one, then):
                    after.setdefault(one, then)
                    nearest = before.setdefault(then, one)
                    before[then] = max(one, nearest, key=lambda other: self.ends[other][1])
        return {one: then for one, then in after.items() if before[then] is one}

    def _follows(self, one, then):
        """Whether the second began when the first ended; who acts may have begun before that."""
        ends_lo, ends_hi = self.ends[one]
        if ends_hi == LATEST or day_of(then.begins_lo) > day_after(day_of(ends_hi)):
            return False
        if then.is_acting and not one.is_acting:
            return self.ends[then][1] > ends_hi
        return then.begins_hi >= ends_lo and (_differ(one, then) or then.is_acting != one.is_acting)

    def _bridge(self):
        """Let a holder follow another where somebody acted between them without a gap."""
        followed = set(self.follows.values())
        for one in self.holders:
            then = self.steps.get(one)
            while then and then.is_acting:
                then = self.steps.get(then)
            if then and one not in self.follows and then not in followed and _differ(one, then):
                self.follows[one] = then

    def _beside(self, steps):
        """{Tenure: the next step}, if that is somebody else, and not the one in whose time it fell."""
        return {
            one: then
            for one, then in steps.items()
            if _differ(one, then) and then not in self.during[one] and one not in self.during[then]
        }

    def _acted(self, one):
        """(who acted in its time, who acted between it and its neighbours) of somebody who held the post."""
        if one.is_acting:
            return (), ()
        acted = [other for other in self.every if one in self.during[other]]
        between = []
        for first, last in self.follows.items():
            then = self.steps.get(first) if one in (first, last) else None
            while then and then.is_acting:
                between += [then] if then not in acted and _differ(one, then) else []
                then = self.steps.get(then)
        return tuple(acted), tuple(between)


def _differ(one, other):
    return one.first.person_id != other.first.person_id


def last_day(appointment, today):
    """Return the day by which names beside an appointment are chosen: its last one, at the latest today."""
    last = min(appointment.ends_hi, today.isoformat())
    return day_of(max(last, lo(appointment.first_date)))
