"""Appointments in SQL: who may be in post on a day, what readers may see, how far dates reach.

The bounds that `Appointment` computes in Python are computed here for filters, and nowhere else in SQL.
"""

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Greatest, Least
from django.utils import timezone

from newsroom.lib.names import search_words
from newsroom.lib.partial_date import EARLIEST, LATEST, UNKNOWN
from people.models.own_sources import columns_of_own, is_sourced_by_us
from people.models.person import Person
from people.models.post import Post
from people.models.states import AppointmentKind
from people.models.surroundings import (
    TEXT,
    ends_above,
    first_end_above,
    last_stage_hi,
    months_after_in_sql,
    next_start,
    setting,
    taken_before,
)

# What ends an appointment: its own end, or these. Organizations and the next holder: surroundings.py.
ENDS = ("end", "person__death", "post__abolished")
UNDATED = ("", UNKNOWN)


class AppointmentQuerySet(models.QuerySet):
    def public(self, at=None):
        """Filter to what readers may see: not hidden, and with a source unless an editor shows it without.

        A story of ours is a source while it is live, here at a moment `at` (default: now).
        """
        shown = self._is_sourced(at) | Q(public_without_source=True)
        return self.filter(shown, is_public=True, person__is_public=True)

    def sourced(self):
        """Filter to what has a source: outside evidence, or a story of ours that readers see."""
        return self.filter(self._is_sourced())

    def _is_sourced(self, at=None):
        citations = self.model._meta.get_field("citations").related_model._base_manager
        cited = Q(Exists(citations.filter(appointment=OuterRef("pk"))))
        for own in is_sourced_by_us(at):
            cited |= Q(own)
        return cited

    def with_sources(self, at=None):
        """Load what `Appointment.sources` reads. One query more, for the citations."""
        return self.annotate(**columns_of_own(at)).prefetch_related("citations")

    def with_facts(self):
        """Join what computing a state needs: person, post, organization, surroundings; in the same query."""
        return self.select_related("person", "post__organization").with_surroundings()

    def with_surroundings(self):
        """Add what `asked_alone` properties of Appointment would ask for row by row."""
        return self.with_others_in_the_post().annotate(
            ends_above=ends_above(),
            lapses_after=setting("designation_lapses_after"),
            late_for=setting("late_for"),
        )

    def with_others_in_the_post(self):
        """Add what each row needs to know of other holders: when the next began, and the one before it."""
        found = self.alias(stage_hi=last_stage_hi())
        return found.annotate(next_start=next_start("start"), taken_before=taken_before())

    def seated(self):
        """Filter to records that take a seat: substantive, and taken up."""
        return self.filter(kind=AppointmentKind.SUBSTANTIVE).exclude(start="")

    def with_ends(self):
        """Join what `certain_span` of seated rows of one post reads; call it on ``post.appointments``.

        Nobody's start ends them, so none is looked for.
        """
        return self.select_related("person").annotate(ends_above=ends_above(), next_start=Value(""))

    def bounded(self, *names):
        """Add effective bounds for filters: ``begins_lo``, ``ends_lo``, ``ends_hi``; all, or these ``names``.

        Also ``lapses_on``, from which nobody knows what became of a designation or intention. The only place
        in SQL that computes them; `Appointment.begins_lo` and the properties after it do so in Python.
        Django copies every bound of a query again and again, so name those that the filter reads.
        """
        found, known = self, set()
        for name in _with_needs(names or ("begins_lo", "ends_lo", "ends_hi", "lapses_on")):
            if name not in known:
                known.add(name)
                found = found.alias(**{name: self._bound(name)})
        return found

    def _bound(self, name):
        """One bound in SQL; it reads those of `_with_needs`."""
        kind, _, side = name.partition("_")
        match kind:
            case "stage":
                return last_stage_hi()
            case "above":
                return first_end_above(f"ended_{side}")
            case "taken":
                return next_start(f"start_{side}")
            case "replaced":
                return Case(When(~Q(start=""), then=f"taken_{side}"), default=Value(LATEST))
            case "begins":
                return Greatest(
                    "start_lo", "announced_lo", "intended_lo", "post__created_lo", output_field=TEXT
                )
            case "ends":
                own = [f"{end}_hi" if side == "hi" else _certain(end) for end in ENDS]
                return Least(*own, f"above_{side}", f"replaced_{side}", output_field=TEXT)
        lapse = months_after_in_sql("stage_hi", setting("designation_lapses_after"))
        return Case(
            When(stage_hi=LATEST, then=Value(EARLIEST)),
            default=Least(lapse, "taken_hi", output_field=TEXT),
            output_field=TEXT,
        )

    def allowed_on(self, *days):
        """Filter to what the stored dates of the row itself allow to be held or to come on one of the days.

        More than `on` and `coming_on` find, and much cheaper: what else may end it is not computed.
        """
        allowed = Q()
        for day in map(str, days):
            known = Q()
            for stage in ("intended", "announced", "start"):
                known |= ~Q(**{stage: ""}) & Q(**{f"{stage}_lo__lte": day})
            allowed |= Q(end_hi__gte=day) & known
        return self.filter(allowed)

    def possible_on(self, day):
        """Filter to appointments with a dated start that may be in force on a day (a date)."""
        day = day.isoformat()
        found = self.bounded("begins_lo", "ends_hi").exclude(start__in=UNDATED)
        return found.filter(begins_lo__lte=day, ends_hi__gte=day)

    def on(self, day):
        """Filter to who may hold a post on a day (a date): `State.is_live` in SQL.

        Without those of whom nobody can say that they had begun or had not left yet, and those whose term was
        to end before that day.
        """
        found, day = self.possible_on(day).bounded("above_lo"), day.isoformat()
        others = Q(above_lo__lt=day)
        for name in ENDS[1:]:
            others |= ~Q(**{name: ""}) & Q(**{f"{name}_hi": LATEST, f"{name}_lo__lt": day})
        return (
            found.exclude(_is_over_by(day))
            .exclude(begins_lo=EARLIEST, start_hi__gt=day)
            .exclude(~Q(end=""), end_hi=LATEST, end_lo__lt=day)
            .exclude(others, end="", ends_hi=LATEST)
            .exclude(~Q(term_ends=""), end="", term_ends_hi__lt=day)
        )

    def coming_on(self, day):
        """Filter to those intended or announced on a day (a date): neither begun, nor ended, nor lapsed."""
        day = day.isoformat()
        known = Q(pk__in=[])
        for stage in ("intended", "announced"):
            known |= ~Q(**{f"{stage}__in": UNDATED}) & Q(**{f"{stage}_lo__lte": day})
        begun = ~Q(start="") & Q(begins_lo__lte=day)
        lapsed = Q(start="", end="", lapses_on__lte=day)
        found = self.bounded("begins_lo", "ends_hi", "lapses_on").filter(
            known, ~begun, ~lapsed, ends_hi__gte=day
        )
        return found.exclude(start="", end=UNKNOWN).exclude(_is_over_by(day))

    def matching(self, text):
        """Filter to appointments with every word of text in the person's names or the post's titles."""
        found = self
        for word in search_words(text):
            persons = Person.objects.matching(word).order_by().values("pk")
            posts = Post.objects.matching(word).order_by().values("pk")
            found = found.filter(Q(person__in=persons) | Q(post__in=posts))
        return found

    def most_at_once(self):
        """Return how many of a post's appointments hold on one day by what is certain. One query.

        Called on ``post.appointments.seated()``, it counts with the post as it is in memory, saved or not.
        """
        spans = [appointment.certain_span for appointment in self.with_ends()]
        return max((held_at(begin, spans) for begin, end in spans if begin < end), default=0)


def _is_over_by(day):
    """The condition of `Appointment._is_over_by` on a day (ISO text)."""
    today, found = timezone.localdate().isoformat(), Q(pk__in=[])
    if today <= day:
        for name in ("end", "person__death"):
            is_vague = ~Q(**{f"{name}__in": UNDATED}) & Q(**{f"{name}_hi__gt": F(f"{name}_lo")})
            found |= is_vague & Q(**{f"{name}_hi__lt": LATEST, f"{name}_lo__lte": today})
    return found


def _with_needs(names):
    """Bounds and what each of them reads, in the order in which a query must get them."""
    for name in names:
        kind, _, side = name.partition("_")
        needs = {
            "taken": ["stage_hi"],
            "replaced": [f"taken_{side}"],
            "ends": [f"above_{side}", f"replaced_{side}"],
            "lapses": ["stage_hi", "taken_hi"],
        }
        yield from _with_needs(needs.get(kind, []))
        yield name


def _certain(end):
    """The first day of an end in SQL; LATEST where there is none."""
    return Case(When(**{end: ""}, then=Value(LATEST)), default=F(f"{end}_lo"), output_field=TEXT)


def held_at(day, spans):
    # Without the last day: the successor may take up the post on it.
    return sum(begin <= day < end for begin, end in spans)
