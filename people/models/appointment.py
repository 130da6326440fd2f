"""Appointments. No status is stored: what somebody was on a day follows from the dates.

A partial date is read in two ways: on a *possible* day the appointment may be in force, on a *certain* day it
must be. A death, the end of the post and the end of any organization above also end an appointment; a
substantive holder ends a spell of acting that was left open.

Nobody is in post by themselves: a start on a date not known, a term that should be over and a designation
older than the settings allow leave it open what became of it (`State.UNKNOWN`).
"""

import hashlib

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from newsroom.lib.constraints import FieldCheck
from newsroom.lib.days import day_after, day_of
from newsroom.lib.incoming import LineField
from newsroom.lib.partial_date import (
    EARLIEST,
    LATEST,
    UNKNOWN,
    PartialDateField,
    has_last_day,
    hi,
    in_order,
    is_day,
    is_known,
    lo,
    parse,
    well_formed,
    words,
    year_label,
)
from people.models.appointment_queries import UNDATED, AppointmentQuerySet, held_at
from people.models.own_sources import own_sources
from people.models.person import Person
from people.models.plausibility import impossible
from people.models.post import Organization, Post
from people.models.record_settings import RecordSettings
from people.models.states import AppointmentKind, State
from people.models.surroundings import (
    asked_alone,
    lapses_on,
)


class Appointment(models.Model):
    """One person in one post: intended, announced, taken up, left, each as precisely as it is known."""

    class EndReason(models.TextChoices):
        TERM_ENDED = "term-ended", _("Term ended")
        RESIGNED = "resigned", _("Resigned")
        DIED = "died", _("Died")
        WITHDRAWN = "withdrawn", _("Withdrawn before it took effect")
        POST_ABOLISHED = "post-abolished", _("Post abolished")
        MOVED = "moved", _("Moved to another post")

    person = models.ForeignKey(Person, models.PROTECT, related_name="appointments", verbose_name=_("person"))
    post = models.ForeignKey(Post, models.PROTECT, related_name="appointments", verbose_name=_("post"))
    kind = models.CharField(
        _("kind"), max_length=20, choices=AppointmentKind, default=AppointmentKind.SUBSTANTIVE
    )
    intended = PartialDateField(_("intended"))
    announced = PartialDateField(_("announced"))
    start = PartialDateField(_("took up the post"))
    end = PartialDateField(_("left the post"))
    term_ends = PartialDateField(
        _("term is to end"),
        help_text=_("As the appointment says. It ends nothing: write the end when it has come."),
    )
    end_reason = models.CharField(_("why it ended"), max_length=20, choices=EndReason, blank=True)
    appointed_by = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="appointees",
        verbose_name=_("appointed by"),
        help_text=_("The appointer in the post that gave them the power: Ban Ki-moon as Secretary-General."),
    )
    appointing_body = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="appointees",
        verbose_name=_("appointed by a body"),
        help_text=_("Or the body that decided: the General Assembly."),
    )
    mandate = models.TextField(_("mandate"), blank=True, help_text=_("Blank: the mandate of the post."))
    title_as_appointed = LineField(
        _("title as appointed"),
        max_length=300,
        blank=True,
        help_text=_("As the letter or the announcement put it."),
    )
    note = models.TextField(_("note for the desk"), blank=True)
    is_public = models.BooleanField(
        _("readers may see it"), default=True, help_text=_("Readers see it once it has a source. Off: never.")
    )
    public_without_source = models.BooleanField(
        _("show it without a source"), default=False, help_text=_("An editor answers for it.")
    )

    objects = AppointmentQuerySet.as_manager()
    history = HistoricalRecords()

    # The holder before, whose end is saved together with this record (people/admin/appointment.py).
    making_way = None

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        ordering = ["-start_lo", "-announced_lo", "-intended_lo", "pk"]
        permissions = [
            ("vouch_appointment", "Can show readers an appointment that has no source"),
            ("export_record", "Can take the people desk's record out as files"),
            ("import_record", "Can take files into the people desk's record"),
        ]
        indexes = [
            models.Index(fields=["post", "start_lo"], name="people_holders_of_a_post"),  # post pages, seats
            models.Index(
                fields=["person", "start_lo"], name="people_posts_of_a_person"
            ),  # titles, person pages
            # What came last: the front page, the list of changes.
            models.Index(fields=["intended_lo"], name="people_intended"),
            models.Index(fields=["announced_lo"], name="people_announced"),
            models.Index(fields=["start_lo"], name="people_began"),
            models.Index(fields=["end_lo"], name="people_ended"),
            models.Index(fields=["kind"], condition=Q(end=""), name="people_without_end"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "post", "kind", "intended", "announced", "start"],
                name="an_appointment_is_recorded_once",
                violation_error_message=_("This appointment is already recorded, with the same dates."),
            ),
            FieldCheck(
                beside="start",
                condition=~Q(intended="", announced="", start=""),
                holds=lambda row: bool(row.intended or row.announced or row.start),
                name="an_appointment_has_a_first_date",
                violation_error_message=_("Give at least one date: intended, announced or taken up."),
            ),
            FieldCheck(
                beside="appointing_body",
                condition=Q(appointed_by__isnull=True) | Q(appointing_body__isnull=True),
                holds=lambda row: row.appointed_by_id is None or row.appointing_body_id is None,
                name="a_person_or_a_body_appoints",
                violation_error_message=_(
                    "Either a person or a body appointed them, not both. Leave one blank."
                ),
            ),
            FieldCheck(
                beside="appointed_by",
                condition=Q(appointed_by__isnull=True) | ~Q(appointed_by=F("id")),
                holds=lambda row: row.appointed_by_id is None or row.appointed_by_id != row.pk,
                name="nobody_is_appointed_by_the_same_record",
                violation_error_message=_("An appointment cannot be its own authority."),
            ),
            *well_formed("intended", "announced", "start", "end", "term_ends"),
            in_order("intended", "announced", _("Announced before it was intended. Check the year first.")),
            in_order(
                "announced", "start", _("Took up the post before it was announced. Check the year first.")
            ),
            in_order(
                "intended", "start", _("Took up the post before it was intended. Check the year first.")
            ),
            in_order("start", "end", _("Left the post before taking it up. Check the year first.")),
            in_order(
                "start", "term_ends", _("The term ends before they took up the post. Check the year first.")
            ),
            in_order("announced", "end", _("Ended before it was announced. Check the year first.")),
            in_order("intended", "end", _("Ended before it was intended. Check the year first.")),
        ]

    def __str__(self):
        return f"{self.person}, {self.post}, {self.years}"

    # --- Its dates, with what else may end it ------------------------------------------
    @property
    def years(self):
        """The span for pickers: ``"2007–2016"``, ``"2017–"``, ``"intended 2007"``."""
        if not self.start:
            stage, value = (
                (gettext("announced"), self.announced)
                if self.announced
                else (gettext("intended"), self.intended)
            )
            return f"{stage} {year_label(value)}"
        first, last = year_label(self.start), year_label(self.end) if self.end else ""
        return first if first == last else f"{first}–{last}"

    @property
    def first_date(self):
        """The value of the earliest stage recorded."""
        return self.intended or self.announced or self.start

    @property
    def begins_lo(self):
        """The first day it may be in force, as ISO text: nothing begins before it is announced."""
        return max(lo(self.start), lo(self.announced), lo(self.intended), lo(self.post.created))

    @property
    def took_up(self):
        """Whether it was taken up, or will be: a start, and no end for certain before it."""
        return bool(self.start) and self.begins_lo <= self.ends_hi

    @property
    def is_acting(self):
        """Whether it stands in for a holder: acting, or officer-in-charge."""
        return self.kind in AppointmentKind.stand_ins()

    @property
    def last_stage(self):
        """The value of the last stage with a date: start, announced or intended; "" without one."""
        stages = (self.start, self.announced, self.intended)
        return next((value for value in stages if value not in UNDATED), "")

    @asked_alone
    def ends_above(self):
        """The ends of the post's organization and of those above that can matter, with spaces between."""
        return self.post.organization.ends_above

    @asked_alone
    def next_start(self):
        """When a substantive holder took the post after what this record leaves open; "" without one."""
        if self.end or (self.start and not self.is_acting) or not (self.post_id and self.last_stage):
            return ""
        others = Appointment._base_manager.filter(post=self.post_id, post__seats=1).exclude(start__in=UNDATED)
        others = others.filter(kind=AppointmentKind.SUBSTANTIVE, start_lo__gt=hi(self.last_stage))
        return others.order_by("start_hi", "start_lo", "pk").values_list("start", flat=True).first() or ""

    @asked_alone
    def taken_before(self):
        """The first possible day on which somebody else took the post last, by its start; "" without one."""
        if not (self.start and self.post_id):
            return ""
        others = Appointment._base_manager.filter(post=self.post_id, post__seats=1).exclude(start__in=UNDATED)
        others = others.filter(kind=AppointmentKind.SUBSTANTIVE, start_lo__lte=hi(self.start))
        others = others.exclude(person=self.person_id).order_by("-start_lo")
        return others.values_list("start_lo", flat=True).first() or ""

    @asked_alone
    def lapses_after(self):
        """The months after which a designation says nothing any more."""
        return RecordSettings.current().designation_lapses_after

    @asked_alone
    def late_for(self):
        """The days for which the house says "the late" of who died in office."""
        return RecordSettings.current().late_for

    @property
    def lapses_on(self):
        """The day, as ISO text, from which nobody knows what became of it; LATEST with a start or an end."""
        if self.start or self.end:
            return LATEST
        return lapses_on((self.intended, self.announced), self.lapses_after, self.next_start)

    @property
    def _ends(self):
        taken = [self.next_start] if self.start else []
        return [self.end, self.person.death, self.post.abolished, *self.ends_above.split(), *taken]

    @property
    def ends_lo(self):
        """The last day it is certainly in force, as ISO text."""
        return min(lo(value) if value else LATEST for value in self._ends)

    @property
    def ends_hi(self):
        """The last day it may be in force, as ISO text."""
        return min(hi(value) for value in self._ends)

    @property
    def effective_end(self):
        """The partial date on which it ended, of all that may end it; ``""`` while nothing did.

        A death, or the end of a post, says only that somebody had left by then whose start is not known or
        whose term was to end before it: then it is ``"XXXX"``.
        """
        if self.end and not has_last_day(self.end):
            return self.end
        known = [value for value in self._ends if is_known(value)]
        if not known:
            return UNKNOWN if UNKNOWN in self._ends else ""
        first = min(known, key=lambda value: (hi(value), lo(value)))
        if not self.end and (self.start == UNKNOWN or self._term_was_over_by(lo(first))):
            return UNKNOWN
        return first

    @property
    def ends_at_the_latest(self):
        """Whether its end is only that somebody else took the post: it may have ended before."""
        return bool(self.start and not self.end and self.next_start) and self.effective_end == self.next_start

    def _term_was_over_by(self, day):
        return self.term_ends not in UNDATED and hi(self.term_ends) < day

    def _is_over_by(self, day):
        """Whether an end or a death without a day has come by a day (ISO text) of today or later.

        It may still lie ahead in that span, but nobody records an end that has not come.
        """
        vague = [
            value for value in (self.end, self.person.death) if has_last_day(value) and lo(value) < hi(value)
        ]
        return bool(vague) and min(map(lo, vague)) <= timezone.localdate().isoformat() <= day

    @property
    def died_in_office(self):
        """Whether their death ended it."""
        end = self.effective_end
        died = self.end_reason == self.EndReason.DIED or end == self.person.death
        return bool(self.start and end not in UNDATED and died)

    @property
    def certain_span(self):
        """The last possible first day and the first possible last day, as ISO text; empty if they cross.

        After the end of a term without an end on record nobody is certain to hold the post.
        """
        over = self.term_ends if not self.end and self.term_ends not in UNDATED else ""
        return hi(self.start), min(self.ends_lo, lo(over)) if over else self.ends_lo

    def continues(self, term):
        """Whether it is the next term of that one: same person, post and kind, begun when that one ended.

        By bounds: the dates must allow it to begin at the latest on the day after, and unless they prove that
        it did, nobody else may have taken the post in between. A renewal that is only announced continues the
        term in which that happened.
        """
        same = ("person_id", "post_id", "kind")
        if any(getattr(self, name) != getattr(term, name) for name in same) or not term.start:
            return False
        began = self.start or self.first_date
        if UNKNOWN in (term.start, term.end, began) or (self.end and not self.start):
            return False
        ended = day_of(term.lasts_until)
        if day_of(lo(began)) > (day_after(ended) if self.start else ended):
            return False
        meets = bool(term.end) and day_of(hi(began)) <= day_after(day_of(lo(term.end)))
        return meets or not self.start or self.taken_before < lo(term.start)

    @property
    def lasts_until(self):
        """The last day, as ISO text, of which its own dates and the next holder say that it may last.

        Of an end with no last day ("in or after 2001") the first day is all that is said, and of a term
        without an end on record the day on which it was to end.
        """
        said = [self.end] if self.end else [self.term_ends, self.next_start]
        return min((_last_told(value) for value in said if value not in UNDATED), default=LATEST)

    # --- What it is on a day -------------------------------------------------------------------
    def state_on(self, day):
        """Return the State on a day (a date). Causes no query after ``with_facts()``."""
        day = day.isoformat()
        if self.start and self.begins_lo <= min(day, self.ends_hi):
            return self._state_once_begun(day)
        if self.lapses_on <= min(day, self.ends_hi):
            return State.UNKNOWN
        if day > self.ends_hi or (not self.start and self.end == UNKNOWN) or self._is_over_by(day):
            return State.LAPSED
        return self._state_before(day)

    def state_before_start(self, day):
        """Return the State of a day (a date) on which it has not begun, whatever its start allows."""
        return self._state_before(day.isoformat())

    def _state_before(self, day):
        if self.announced not in UNDATED and lo(self.announced) <= day:
            return State.DESIGNATE
        if self.intended not in UNDATED and lo(self.intended) <= day:
            return State.INTENDED
        return State.NOT_YET

    def _state_once_begun(self, day):
        if self.start == UNKNOWN:
            return State.FORMER if self.end and day > hi(self.end) else State.UNKNOWN
        if day > self.ends_hi or self._is_over_by(day):
            return State.FORMER
        if self._start_is_open_on(day) or self._end_is_lost_on(day):
            return State.UNKNOWN
        return State.ACTING if self.is_acting else State.IN_POST

    def _start_is_open_on(self, day):
        """Whether nobody can say that it had begun on a day (ISO text): before 2007 is all that is known."""
        return self.begins_lo == EARLIEST and day < hi(self.start)

    def _end_is_lost_on(self, day):
        """Whether it may have ended by a day (ISO text), and nobody can say until when at most it lasted."""
        if self.end:
            return not has_last_day(self.end) and lo(self.end) < day
        if self._term_was_over_by(day):
            return True
        lost = [value for value in self._ends if value and not has_last_day(value)]
        return self.ends_hi == LATEST and any(lo(value) < day for value in lost)

    def perhaps_ended(self, day):
        """The partial date on which it may have ended by a day (a date); "" for one day, and before it."""
        until = self.effective_end
        return until if until not in UNDATED and not is_day(until) and lo(until) <= day.isoformat() else ""

    def is_certain_on(self, day):
        """Whether it is in force on a day (a date) whatever the unknown parts of its dates are."""
        begin, end = self.certain_span
        return bool(self.start) and begin <= day.isoformat() <= end

    @cached_property
    def sources(self):
        """The Citations and the OwnSources that readers see. No query after ``with_sources()``."""
        return [*self.citations.all(), *own_sources(self)]

    @property
    def public_appointer(self):
        """The Person who appointed them, if readers may know of that person and of the post; else None."""
        by = self.appointed_by
        return by.person if by and by.is_public and by.person.is_public else None

    # --- Rules across records ------------------------------------------------------------------
    def clean(self):
        """Check against the post and its other holders.

        Takes the post's row lock, held until the caller's transaction ends: check and save belong in one
        transaction (the admin does that), then two editors cannot both take the last seat.
        """
        super().clean()
        if not (self.person_id and self.post_id and self._dates_are_dates()):
            return  # the fields report their own errors
        post = Post.objects.locked(self.post_id)
        if post is None:
            return
        errors = self.faults_with(post) or impossible(self)
        if not errors and self.kind == AppointmentKind.SUBSTANTIVE and self.start:
            errors = self.faults_with_holders(post)
        if errors:
            raise ValidationError(errors)

    def digest(self):
        """A short hash of what is recorded, which says whether it changed since somebody opened it."""
        values = [
            (field.attname, field.value_to_string(self))
            for field in self._meta.concrete_fields
            if not field.generated
        ]
        return hashlib.sha256(repr(values).encode()).hexdigest()[:32]

    def end_on(self, when, reason, by, why=""):
        """Record that it ended then (a partial date). Call it in a transaction. Raises ValidationError.

        The history says that `by` did it, and `why`.
        """
        self.end, self.end_reason = when, reason
        self.full_clean()
        self._history_user, self._change_reason = by, why[:100]
        self.save(update_fields=["end", "end_reason"])

    def _dates_are_dates(self):
        try:
            dates = (self.intended, self.announced, self.start, self.end, self.term_ends)
            return [parse(value) for value in dates]
        except ValueError:
            return False

    def faults_with(self, post):
        """Return {field: sentence} where this record certainly lies outside the life of the post."""
        errors = {}
        if self.start and hi(self.start) < lo(post.created):
            errors["start"] = gettext("The post was created only later: %(when)s.") % {
                "when": words(post.created)
            }
        if self.start and lo(self.start) > hi(post.abolished):
            errors["start"] = gettext("The post had been abolished: %(when)s.") % {
                "when": words(post.abolished)
            }
        elif self.start and self.end and lo(self.end) > hi(post.abolished):
            errors["end"] = gettext("The post was abolished earlier: %(when)s.") % {
                "when": words(post.abolished)
            }
        return errors

    def faults_with_holders(self, post):
        """Return {"start": sentence} where this and other records certainly need more seats than exist."""
        begin, end = self.certain_span
        if post.seats is None or begin >= end:
            return {}
        others = post.appointments.exclude(pk=self.pk).seated().with_ends()
        leaving = self.making_way
        others = [leaving if leaving and other.pk == leaving.pk else other for other in others]
        sharing = [
            other for other in others if max(begin, other.certain_span[0]) < min(end, other.certain_span[1])
        ]
        spans = [other.certain_span for other in sharing]
        busiest = max((held_at(max(begin, other_begin), spans) for other_begin, _end in spans), default=0)
        if busiest + 1 <= post.seats:
            return {}
        holders = "; ".join(f"{other.person}, {other.span_in_words}" for other in sharing)
        message = ngettext(
            "The post has %(seats)d seat, held by %(holders)s. Was one of them acting, or is a date wrong?",
            "The post has %(seats)d seats, held by %(holders)s. Was one of them acting, or is a date wrong?",
            post.seats,
        ) % {"seats": post.seats, "holders": holders}
        return {"start": message}

    def overlapping(self, others):
        """Return those of other records of the post that may share a day with this one beyond its seats."""
        if not self.takes_seat or self.post.seats is None:
            return []
        shared = [
            other
            for other in others
            if other.takes_seat and max(self.begins_lo, other.begins_lo) < min(self.ends_hi, other.ends_hi)
        ]
        return shared if len(shared) >= self.post.seats else []

    @property
    def takes_seat(self):
        """Whether it counts against the seats of its post: substantive, and taken up on a date known."""
        return self.kind == AppointmentKind.SUBSTANTIVE and self.start not in ("", UNKNOWN)

    @property
    def span_in_words(self):
        """``"1 January 2007 – 2016"``, ``"since 2017"``, ``"May 2007 – until a date not known"``."""
        first = words(self.start or self.first_date)
        if self.start == UNKNOWN:
            first = gettext("start not known")
        elif not self.end:
            return gettext("since %(when)s") % {"when": first}
        last = gettext("until a date not known") if self.end == UNKNOWN else words(self.end)
        return f"{first} – {last}" if last else first


def _last_told(value):
    return hi(value) if has_last_day(value) else lo(value)
