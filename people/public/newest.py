"""The newest events of the whole record by index: who was intended, announced, began or ended last.

A page shows a few of them. So each list is walked from its newest row and left where the page is full; no
query computes over every appointment.
"""

from django.db import connection
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Least

from newsroom.lib.partial_date import EARLIEST, LATEST, UNKNOWN
from people.models import Appointment, AppointmentKind
from people.models.appointment import ENDS, TEXT

STAGES = ("intended", "announced", "start", "end")
# What may end appointments, each from its newest day: their own end, a death, the end of a post, of an
# organization and what is below it. The last part has whom a next holder may have replaced: they are few.
ENDED = """
    WITH RECURSIVE below (id, day) AS (
        SELECT id, ended_lo FROM people_organization WHERE ended_lo > %(none)s AND ended_lo <= %(until)s
        UNION
        SELECT part.id, below.day FROM people_organization part JOIN below ON part.parent_id = below.id
    )
    SELECT * FROM (SELECT 'end', id, end_lo AS day FROM people_appointment
        WHERE end_lo > %(none)s AND end_lo <= %(until)s ORDER BY end_lo DESC LIMIT %(many)s) AS own
    UNION ALL
    SELECT * FROM (SELECT 'death', a.id, p.death_lo FROM people_person p
        JOIN people_appointment a ON a.person_id = p.id
        WHERE p.death_lo > %(none)s AND p.death_lo <= %(until)s
        ORDER BY p.death_lo DESC LIMIT %(many)s) AS died
    UNION ALL
    SELECT * FROM (SELECT 'abolished', a.id, p.abolished_lo FROM people_post p
        JOIN people_appointment a ON a.post_id = p.id
        WHERE p.abolished_lo > %(none)s AND p.abolished_lo <= %(until)s
        ORDER BY p.abolished_lo DESC LIMIT %(many)s) AS abolished
    UNION ALL
    SELECT * FROM (SELECT 'above', a.id, below.day FROM below
        JOIN people_post p ON p.organization_id = below.id JOIN people_appointment a ON a.post_id = p.id
        ORDER BY below.day DESC LIMIT %(many)s) AS above
    UNION ALL
    SELECT 'replaced', id, %(none)s FROM people_appointment
        WHERE "end" = '' AND start <> '' AND kind IN (%(acting)s, %(officer)s)
"""


def newest_keys(today, before=None, size=40):
    """Return [(day as ISO text, appointment id, number of the stage)] of public events, the newest first.

    today   a date: no event is later
    before  such a key: only events after it in this order

    Five queries; more where many ends are of persons or posts whose appointments ended earlier.
    """
    until = min(today.isoformat(), before[0]) if before else today.isoformat()
    found = _ended(until, before, size)
    for n in range(STAGES.index("end")):
        found += _begun(n, until, before)[:size]
    return sorted(found, reverse=True)[:size]


def _begun(n, until, before):
    """The keys of one stage but the end, as a queryset: known, and no repetition of another stage."""
    stage = STAGES[n]
    rows = Appointment.objects.public().filter(**{f"{stage}_lo__gt": EARLIEST, f"{stage}_lo__lte": until})
    if stage == "start":
        rows = rows.bounded().filter(begins_lo__lte=F("ends_hi"))
    if stage == "announced":
        rows = rows.exclude(announced=F("start"))
    return _keys(rows, n, f"{stage}_lo", before)


def _keys(rows, n, day, before):
    if before:
        rows = rows.filter(_older(day, n, *before))
    keys = rows.annotate(day=F(day), stage=Value(n)).order_by(F(day).desc(), "-pk")
    return keys.values_list("day", "pk", "stage")


def _ended(until, before, size):
    """The newest keys of ends, exactly: what a list left out is no newer than where it was left."""
    many = 4 * size
    while True:
        candidates, edge = _may_have_ended(until, many)
        rows = _with_end(Appointment.objects.public().filter(pk__in=candidates)).filter(ended__lte=until)
        found = list(_keys(rows, STAGES.index("end"), "ended", before)[:size])
        if not edge or (len(found) == size and found[-1][0] > edge):
            return found
        many *= 8


def _may_have_ended(until, many):
    """Return (appointment ids, the day before which a list was left or "")."""
    values = {"none": EARLIEST, "until": until, "many": many}
    values |= {"acting": AppointmentKind.ACTING.value, "officer": AppointmentKind.OFFICER_IN_CHARGE.value}
    with connection.cursor() as cursor:
        cursor.execute(ENDED, values)
        rows = cursor.fetchall()
    days = {}
    for part, _pk, day in rows:
        days.setdefault(part, []).append(day)
    edges = [min(found) for found in days.values() if len(found) >= many]
    return {pk for _part, pk, _day in rows}, max(edges, default="") if edges else ""


def _with_end(rows):
    """Add ``ended``, the first day of `Appointment.effective_end`, to those that have one."""
    above = Case(When(above_lo=EARLIEST, then=Value(LATEST)), default=F("above_lo"), output_field=TEXT)
    rows = rows.bounded().alias(ended=Least(*map(_end, ENDS), above, "replaced_lo", output_field=TEXT))
    rows = rows.exclude(end=UNKNOWN).exclude(start=UNKNOWN, end="")
    return rows.exclude(~Q(term_ends__in=["", UNKNOWN]), end="", term_ends_hi__lt=F("ended"))


def _end(name):
    """The first day of what ends an appointment, in SQL; an end on a day not known is no event."""
    none = Q(**{f"{name}_lo": EARLIEST})
    return Case(When(none, then=Value(LATEST)), default=F(f"{name}_lo"), output_field=TEXT)


def _older(day, n, at, pk, stage):
    same = Q(**{day: at})
    older = Q(**{f"{day}__lt": at}) | same & Q(pk__lt=pk)
    return older | same & Q(pk=pk) if n < stage else older
