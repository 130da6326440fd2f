"""The newest events of the whole record by index: who was intended, announced, began or ended last.

A page shows a few of them. So each list is walked from its newest row and left where the page is full; no
query computes over every appointment.
"""

from collections import defaultdict

from django.utils import timezone

from newsroom.lib.partial_date import EARLIEST, has_first_day, lo
from newsroom.lib.prepared import prepared
from newsroom.lib.replica import reading
from people.models import Appointment, AppointmentKind

STAGES = ("intended", "announced", "start", "end")
# All that begins or ends appointments, each list from its newest day: a death, the end of a post, of an
# organization and of what is below it, their own stages. The part "replaced" has all whom a next holder may
# have replaced: they are few.
LISTS = """
    WITH RECURSIVE below (id, day) AS (
        SELECT id, ended_lo FROM people_organization WHERE ended_lo > %(none)s AND ended_lo <= %(until)s
        UNION
        SELECT part.id, below.day FROM people_organization part JOIN below ON part.parent_id = below.id
    )
    SELECT * FROM (SELECT 'death', a.id, p.death_lo AS day
        FROM people_person p JOIN people_appointment a ON a.person_id = p.id
        WHERE p.death_lo > %(none)s AND p.death_lo <= %(until)s
        ORDER BY p.death_lo DESC LIMIT %(many)s) AS died
    UNION ALL
    SELECT * FROM (SELECT 'abolished', a.id, p.abolished_lo
        FROM people_post p JOIN people_appointment a ON a.post_id = p.id
        WHERE p.abolished_lo > %(none)s AND p.abolished_lo <= %(until)s
        ORDER BY p.abolished_lo DESC LIMIT %(many)s) AS abolished
    UNION ALL
    SELECT * FROM (SELECT 'above', a.id, below.day
        FROM below CROSS JOIN people_post p CROSS JOIN people_appointment a  -- below comes first
        WHERE p.organization_id = below.id AND a.post_id = p.id
        ORDER BY below.day DESC LIMIT %(many)s) AS above
    UNION ALL
    SELECT 'replaced', id, %(none)s FROM people_appointment
        WHERE "end" = '' AND start <> '' AND kind IN (%(acting)s, %(officer)s)
    UNION ALL
    SELECT * FROM (SELECT 'intended', id, intended_lo FROM people_appointment
        WHERE intended_lo > %(none)s AND intended_lo <= %(until)s
        ORDER BY intended_lo DESC LIMIT %(many)s) AS own_intended
    UNION ALL
    SELECT * FROM (SELECT 'announced', id, announced_lo FROM people_appointment
        WHERE announced_lo > %(none)s AND announced_lo <= %(until)s
        ORDER BY announced_lo DESC LIMIT %(many)s) AS own_announced
    UNION ALL
    SELECT * FROM (SELECT 'start', id, start_lo FROM people_appointment
        WHERE start_lo > %(none)s AND start_lo <= %(until)s
        ORDER BY start_lo DESC LIMIT %(many)s) AS own_start
    UNION ALL
    SELECT * FROM (SELECT 'end', id, end_lo FROM people_appointment
        WHERE end_lo > %(none)s AND end_lo <= %(until)s
        ORDER BY end_lo DESC LIMIT %(many)s) AS own_end
"""


def newest_keys(today, before=None, size=40):
    """Return [(day as ISO text, appointment id, number of the stage)] of public events, the newest first.

    today   a date: no event is later
    before  such a key: only events after it in this order

    Two queries; more where many lists end with appointments that ended earlier or that readers do not see.
    """
    until = min(today.isoformat(), before[0]) if before else today.isoformat()
    many = size + 8
    while True:
        candidates, edge = _candidates(until, many)
        keys = [key for key in _keys(candidates) if key[0] <= until and (not before or key < before)]
        keys = sorted(keys, reverse=True)[:size]
        # What a list left out is no newer than where it was left.
        if not edge or (len(keys) == size and keys[-1][0] > edge):
            return keys
        many *= 8


def _candidates(until, many):
    """Return (ids of appointments, the newest day at which a list was left, or "" if all are complete)."""
    values = {"none": EARLIEST, "until": until, "many": many}
    values |= {"acting": AppointmentKind.ACTING.value, "officer": AppointmentKind.OFFICER_IN_CHARGE.value}
    with reading().cursor() as cursor:
        cursor.execute(LISTS, values)
        rows = cursor.fetchall()
    days = defaultdict(list)
    for name, _pk, day in rows:
        days[name].append(day)
    left = [min(found) for name, found in days.items() if len(found) >= many and name != "replaced"]
    return {pk for _name, pk, _day in rows}, max(left, default="")


def _keys(candidates):
    """Give the key of each event of these appointments: known, and no repetition of another stage."""
    for row in _public(candidates=sorted(candidates), now=timezone.now()):
        days = [row.intended, row.announced, row.start if row.took_up else "", row.effective_end]
        if row.announced == row.start:
            days[1] = ""
        for n, day in enumerate(days):
            if has_first_day(day):
                yield lo(day), row.pk, n


@prepared
def _public(*, candidates, now):
    """What readers may see of these appointments, with no more than their ends are reckoned from."""
    found = Appointment.objects.public(now).order_by().filter(pk__in=candidates)
    found = found.select_related("person", "post").with_surroundings()
    dates = ("intended", "announced", "start", "end", "term_ends")
    return found.only("kind", *dates, "person__death", "post__created", "post__abolished")
