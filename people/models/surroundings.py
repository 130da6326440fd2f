"""What the record around an appointment says of its end: organizations above, the next holder, the settings.

`AppointmentQuerySet.with_facts` brings all of it with the rows, in the same query. `asked_alone` asks for it
where a row came without it.
"""

from django.db.models import Case, CharField, F, Func, IntegerField, Q, Value, When
from django.db.models.functions import Cast, Coalesce, Concat, LPad, Substr

from newsroom.lib.partial_date import EARLIEST, LATEST, UNKNOWN, hi
from people.models.record_settings import RecordSettings
from people.models.states import AppointmentKind

TEXT = CharField(max_length=10)


class asked_alone:  # noqa: N801 - used as `property` is
    """A property that a value of the same name, brought by a query, replaces. It keeps nothing itself."""

    def __init__(self, ask):
        self.ask, self.__doc__ = ask, ask.__doc__

    def __get__(self, row, owner=None):
        return self if row is None else self.ask(row)


# --- Organizations above ---------------------------------------------------------------------------
class InTree(Func):
    """``found``, an SQL aggregate, of an organization that ended and of those above it, at every depth.

    Nothing of it is stored, so no order of saves, no bulk update and no import can leave it wrong. UNION
    keeps a row once, so that a circle of organizations has an end.
    """

    template = """(
        WITH RECURSIVE above (parent_id, ended, ended_lo, ended_hi) AS (
            SELECT parent_id, ended, ended_lo, ended_hi FROM people_organization WHERE id = %(expressions)s
            UNION
            SELECT part.parent_id, part.ended, part.ended_lo, part.ended_hi
            FROM people_organization part JOIN above ON part.id = above.parent_id
        )
        SELECT %(found)s FROM above WHERE ended <> ''
    )"""

    def __init__(self, organization, found, **extra):
        super().__init__(organization, found=found, output_field=CharField(), **extra)


# The end that comes first, and the one that may come first: two partial dates with a space between them.
BOTH_ENDS = "substr(min(ended_hi || ended), 11) || ' ' || substr(min(ended_lo || ended), 11)"


def ends_above(organization="post__organization"):
    """The ends of an organization (the path of its key) and of those above that can matter, as one text."""
    return Coalesce(InTree(F(organization), BOTH_ENDS), Value(""))


def first_end_above(bound, organization="post__organization"):
    """The least bound ("ended_lo" or "ended_hi") of the ends that `ends_above` gives, as ISO text."""
    return Coalesce(InTree(F(organization), f"min({bound})"), Value(LATEST), output_field=TEXT)


# --- The next holder -------------------------------------------------------------------------------
# What the next holder ends: a spell of acting left open, a designation or intention without an outcome.
LEFT_OPEN = Q(end="") & (Q(start="") | Q(kind__in=AppointmentKind.stand_ins()))


def last_stage_hi():
    """The last day on which the last stage with a date may have been, in SQL; `Appointment.last_stage`."""
    dated = [
        When(~Q(**{f"{name}__in": ["", UNKNOWN]}), then=F(f"{name}_hi")) for name in ("start", "announced")
    ]
    return Case(*dated, default=F("intended_hi"), output_field=TEXT)


class NextHolder(Func):
    """``found``, a column of who took a post of one seat after a day: the first of them.

    It reads the key of the post and the day, as ISO text. It is plain SQL because Django took longer to
    write the same as a queryset than to write all the rest of a list's query.
    """

    template = """(
        SELECT taken.%(found)s FROM people_appointment taken JOIN people_post seat ON seat.id = taken.post_id
        WHERE taken.post_id = %(expressions)s
            AND seat.seats = 1 AND taken.kind = '%(kind)s' AND taken.start NOT IN ('', '%(unknown)s')
        ORDER BY taken.start_hi, taken.start_lo, taken.id LIMIT 1
    )"""
    arg_joiner = " AND taken.start_lo > "

    def __init__(self, post, day, found, **extra):
        fixed = {"kind": AppointmentKind.SUBSTANTIVE.value, "unknown": UNKNOWN, "output_field": TEXT}
        super().__init__(post, day, found=found, **fixed, **extra)


def next_start(column):
    """A column ("start", "start_lo", "start_hi") of who took a post of one seat after what was left open.

    It needs the alias ``stage_hi``. Only a substantive holder takes a post: another who acts changes nothing.
    """
    none = Value("" if column == "start" else LATEST)
    found = Coalesce(NextHolder(F("post_id"), F("stage_hi"), column), none, output_field=TEXT)
    return Case(When(LEFT_OPEN, then=found), default=none, output_field=TEXT)


class OtherBefore(Func):
    """The first possible day on which somebody else took a post of one seat last, by the end of a day.

    It reads the keys of the post and the person, and the day as ISO text. NULL where nobody did.
    """

    template = """(
        SELECT max(taken.start_lo) FROM people_appointment taken
        JOIN people_post seat ON seat.id = taken.post_id
        WHERE taken.post_id = %(expressions)s
            AND seat.seats = 1 AND taken.kind = '%(kind)s' AND taken.start NOT IN ('', '%(unknown)s')
    )"""
    arg_joiner = " AND taken."

    def __init__(self, post, person, day, **extra):
        fixed = {"kind": AppointmentKind.SUBSTANTIVE.value, "unknown": UNKNOWN, "output_field": TEXT}
        compared = (Prefixed("person_id <> ", person), Prefixed("start_lo <= ", day))
        super().__init__(post, *compared, **fixed, **extra)


class Prefixed(Func):
    """An expression after fixed SQL: the right side of a comparison with a column of a template."""

    template = "%(before)s%(expressions)s"

    def __init__(self, before, value, **extra):
        super().__init__(value, before=before, output_field=TEXT, **extra)


def taken_before():
    """When somebody else took the post last by the row's own start, as ISO text, "" where nobody did.

    Between two terms of one person it says that somebody else came in between.
    """
    found = Coalesce(OtherBefore(F("post_id"), F("person_id"), F("start_hi")), Value(""), output_field=TEXT)
    return Case(When(start="", then=Value("")), default=found, output_field=TEXT)


# --- The settings of the record ----------------------------------------------------------------------
class Setting(Func):
    """``found``, a column of the settings of the record; NULL while nobody saved them."""

    template = "(SELECT %(found)s FROM people_recordsettings LIMIT 1)"

    def __init__(self, found, **extra):
        super().__init__(found=found, output_field=IntegerField(), **extra)


def setting(name):
    """A number of the settings of the record, in SQL; its default while nobody saved them."""
    default = RecordSettings._meta.get_field(name).default
    return Coalesce(Setting(name), Value(default), output_field=IntegerField())


def lapses_on(stages, months, taken):
    """Return the day, as ISO text, from which nobody knows what became of an intention or announcement.

    stages  its partial dates, the last stage last
    months  the span of the settings, ``taken`` when the next holder took the post, or ""
    """
    known = [value for value in stages if value not in ("", UNKNOWN)]
    if not known:
        return EARLIEST
    return min(months_after(hi(known[-1]), months), hi(taken) if taken else LATEST)


def months_after(day, months):
    """Return the same day of the month so many months later, as ISO text that compares like a day.

    >>> months_after("2007-11-30", 3)
    '2008-02-30'
    """
    count = int(day[:4]) * 12 + int(day[5:7]) - 1 + months
    return min(f"{count // 12:04}-{count % 12 + 1:02}{day[7:]}", LATEST)


def months_after_in_sql(day, months):
    """`months_after` of a column with ISO text and an expression of whole months."""
    part = IntegerField()
    count = Cast(Substr(day, 1, 4), part) * 12 + Cast(Substr(day, 6, 2), part) - 1 + months
    year = LPad(Cast(count / 12, CharField()), 4, Value("0"))
    month = LPad(Cast(count % 12 + 1, CharField()), 2, Value("0"))
    return Concat(year, Value("-"), month, Substr(day, 8, 3), output_field=TEXT)
