"""Appointments as they became known: each stage of each is an event on a page and in feeds.

An event has the date on which it happened. A feed is ordered by when it was recorded, so that its readers
also get old events that are recorded today.
"""

import datetime
import re
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import F, Max, OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from newsroom.lib.partial_date import has_first_day, iso, lo, words
from newsroom.lib.prepared import prepared
from people.dated_names import house_at, with_houses
from people.facts import give_post_titles, give_sources
from people.models import Appointment, AppointmentKind, State
from people.models.own_sources import columns_of_own
from people.public.newest import STAGES, newest_keys
from people.tenures import tenure_of, with_terms
from people.titles import term_name

PAGE = 40
FEED = 50
WRITTEN = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})\.([0-9]{1,18})\.([0-3])")


@dataclass(frozen=True)
class Event:
    """One stage of one appointment, with the name its post had then; ``value`` is a partial date."""

    appointment: Appointment
    stage: str

    @property
    def value(self):
        row = self.appointment
        return row.effective_end if self.stage == "end" else getattr(row, self.stage)

    @property
    def when(self):
        return words(self.value)

    @property
    def iso(self):
        return iso(self.value)

    @property
    def day(self):
        """The first day on which it may have happened."""
        return datetime.date.fromisoformat(lo(self.value))

    @property
    def state(self):
        """The State that began with it."""
        row = self.appointment
        if self.stage == "end":
            return State.FORMER if row.took_up else State.LAPSED
        if self.stage == "start":
            return State.ACTING if row.is_acting else State.IN_POST
        return State.DESIGNATE if self.stage == "announced" else State.INTENDED

    @property
    def post_name(self):
        return self.appointment.post.title_on(self.day)

    @property
    def organization(self):
        """The organization to which the post belonged then, by its name of that day."""
        return house_at(self.appointment, self.day)

    @property
    def by(self):
        """The Person or Organization that decided, for what somebody decides."""
        row = self.appointment
        return None if self.stage == "end" else row.public_appointer or row.appointing_body

    @property
    def term(self):
        """What its term is called, where it is not the first of a tenure; else ""."""
        number = tenure_of(self.appointment).ids.index(self.appointment.pk)
        return term_name(number) if number else ""

    def is_told(self, today):
        """Whether it is news on a day (today). The end of a term is none where the next begins.

        Nor is one on whose last day they are still in post, nor the end of a designation of which nobody
        knows what became of it.
        """
        if self.stage != "end":
            return True
        row = self.appointment
        state = row.state_on(today)
        if state.is_live or state.is_coming or (state == State.UNKNOWN and not row.took_up):
            return False
        return tenure_of(row).last == row

    @property
    def what(self):
        """What happened, in words that follow the person's name and come before the post's."""
        row, acting = self.appointment, self.appointment.is_acting
        if self.stage == "end":
            if not row.took_up:
                return _("will not become")
            if row.died_in_office:
                return _("died as")
            if row.kind == AppointmentKind.OFFICER_IN_CHARGE:
                return _("is no longer officer-in-charge of the post of")
            return _("no longer acts as") if acting else _("left the post of")
        if self.term and self.stage in ("announced", "start"):
            said = _("began a %(term)s as") if self.stage == "start" else _("was announced for a %(term)s as")
            return said % {"term": self.term}
        if self.stage == "start" and row.kind == AppointmentKind.OFFICER_IN_CHARGE:
            return _("became officer-in-charge of the post of")
        if self.stage == "start":
            return _("began to act as") if acting else _("took up the post of")
        return _("was announced as") if self.stage == "announced" else _("was named as intended")

    @property
    def sentence(self):
        return f"{self.appointment.person} {self.what} {self.post_name}"

    @property
    def sources(self):
        """The citations that support it: those of its own fact, else those of the whole appointment."""
        cited = [row for row in self.appointment.sources if row.fact in (self.stage, "whole")]
        return sorted(cited, key=lambda row: row.fact != self.stage)

    @property
    def key(self):
        """Its place in the page's order, as ``?before=`` writes it."""
        return f"{lo(self.value)}.{self.appointment.pk}.{STAGES.index(self.stage)}"


# --- A page of events, newest first ----------------------------------------------------------------
def parse_key(text):
    """Return (day as ISO text, appointment id, stage number) of an `Event.key`; ValueError for another."""
    match = WRITTEN.fullmatch(text)
    if not match:
        raise ValueError(text)
    return match[1], int(match[2]), int(match[3])


def page(today, before=None, size=PAGE):
    """Return (Events until today (a date), newest first, the key after which more follow or None).

    ``before`` is what `parse_key` returns. Five queries: two for keys; appointments; their sources; names of
    posts.
    """
    keys = newest_keys(today, before, size + 1)
    found = _rows_of(ids=sorted({pk for _day, pk, _n in keys[:size]}), now=timezone.now())
    give_sources(found)
    give_post_titles(found)
    rows = {row.pk: row for row in found}
    events = [Event(rows[pk], STAGES[n]) for _day, pk, n in keys[:size] if pk in rows]
    events = [event for event in events if event.is_told(today)]
    return events, "{}.{}.{}".format(*keys[size - 1]) if len(keys) > size else None


@prepared
def _rows_of(*, ids, now):
    return _loaded(Appointment.objects.filter(pk__in=ids), now)


def _loaded(appointments, now):
    """With all that an Event reads, except for the citations and the titles of the post. No query yet."""
    rows = with_terms(appointments, now).with_facts()
    rows = rows.select_related("appointed_by__person", "appointing_body").annotate(**columns_of_own(now))
    return with_houses(rows)


# --- Feeds -----------------------------------------------------------------------------
@dataclass(frozen=True)
class Learned:
    """An Event, the time at which it was recorded as it is now, and when the appointment last changed."""

    event: Event
    at: datetime.datetime
    changed: datetime.datetime


def learned(appointments, today, size=FEED):
    """Return the Learned of the appointments that changed last, the latest first.

    Four queries: appointments; their sources; names of posts; their histories.
    """
    history = Appointment.history.filter(id=OuterRef("pk")).order_by().values("id")
    changed = history.annotate(last=Max("history_date")).values("last")
    rows = (
        _loaded(appointments, timezone.now())
        .annotate(changed=Subquery(changed))
        .order_by(F("changed").desc(nulls_last=True), "-pk")
    )
    rows = list(rows[:size])
    give_sources(rows)
    give_post_titles(rows)
    versions = defaultdict(list)
    for version in (
        Appointment.history.filter(id__in=[row.pk for row in rows]).order_by("history_date").values()
    ):
        versions[version["id"]].append(version)
    found = [
        _learned(event, versions[event.appointment.pk]) for row in rows for event in events_of(row, today)
    ]
    return sorted(found, key=lambda one: (one.at, one.event.key), reverse=True)[:size]


def events_of(appointment, today):
    """Return the Events of one appointment until today (a date), in the order of its stages."""
    events = [Event(appointment, stage) for stage in STAGES if stage != "start" or appointment.took_up]
    if appointment.announced == appointment.start:
        events = [event for event in events if event.stage != "announced"]
    events = [event for event in events if has_first_day(event.value) and event.day <= today]
    return [event for event in events if event.is_told(today)]


def _learned(event, versions):
    """Dated by the first of the latest versions that say the same; without versions by the event's day."""
    at = None
    for version in reversed(versions):
        if version[event.stage] != getattr(event.appointment, event.stage):
            break
        at = version["history_date"]
    day = datetime.datetime.combine(event.day, datetime.time(), timezone.get_default_timezone())
    return Learned(event, at or day, versions[-1]["history_date"] if versions else day)
