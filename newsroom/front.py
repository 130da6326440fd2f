"""The front page: the newest stories, recent changes of appointments, topics and corrections.

Eight queries, whatever the number of rows: stories; the lead's officials; their titles; what moved; topics;
corrections.
"""

from dataclasses import dataclass

from django.utils import timezone

from articles.models.topic import Topic
from articles.public.lists import Named, named, newest, officials_of, rows_with_pictures
from articles.public.notices import newest_notices, notices
from newsroom.lib.addresses import address_of
from newsroom.lib.partial_date import is_known, iso, words
from newsroom.lib.prepared import prepared
from people.dated_names import called, with_names
from people.models import Appointment, State
from people.public.newest import newest_keys
from people.tenures import tenure_of, with_terms
from people.titles import post_names_on, term_name, title_of, titles_on

SECONDS = 3
LATEST = 8
OFFICIALS = 3
MOVES = 8
NOTICES = 3
# The partial date at which an appointment came into its state.
CAME_BY = {
    State.INTENDED: "intended",
    State.DESIGNATE: "announced",
    State.IN_POST: "start",
    State.ACTING: "start",
    State.FORMER: "effective_end",
}


@dataclass(frozen=True)
class Official:
    """An official of the lead story, with the title of its day."""

    person: object
    role: str
    title: object


@dataclass(frozen=True)
class Move:
    """A line of the Appointments list: who came into which state, when (a partial date), and by whom.

    ``term`` says "second term" where it is not the first of a tenure.
    """

    when: str
    title: object
    by: object
    term: str = ""

    @property
    def day(self):
        return words(self.when)

    @property
    def iso(self):
        return iso(self.when)


def front(today):
    """What the front page shows as of `today` (a date): a template's context. Eight queries."""
    stories = [named(story) for story in _stories(now=timezone.now())]
    lead = stories[0] if stories else None
    return {
        "lead": lead,
        "officials": _officials(lead) if lead else [],
        "seconds": stories[1 : 1 + SECONDS],
        "latest": stories[:LATEST],
        "moves": moves(today),
        "topics": _topics(),
        "notices": _notices(),
    }


@prepared
def _stories(*, now):
    return rows_with_pictures(newest(live_at=now)[: max(LATEST, 1 + SECONDS)])


def _officials(lead):
    links = officials_of(lead)[:OFFICIALS]
    pinned = {row.person_id: row.appointment_id for row in links if row.appointment_id}
    titles = titles_on([row.person for row in links], lead.date, pinned) if links else {}
    return [Official(row.person, row.role, titles.get(row.person_id)) for row in links]


# --- The list of appointments ------------------------------------------------------------------------
def moves(today):
    """The newest Moves known on `today` (a date), newest first. Three queries, two of them for keys."""
    newest = dict.fromkeys(pk for _day, pk, _stage in newest_keys(today, size=3 * MOVES))
    found = _moved(ids=list(newest), day=today, now=timezone.now())
    rows = {row.pk: row for row in map(called, found)}
    return [move for pk in newest if pk in rows and (move := _move(rows[pk], today))][:MOVES]


@prepared
def _moved(*, ids, day, now):
    found = Appointment.objects.filter(pk__in=ids).with_facts()
    found = found.select_related("appointed_by__person", "appointing_body").annotate(**post_names_on(day))
    return with_names(with_terms(found, now), day)


def _move(appointment, today):
    tenure = tenure_of(appointment)
    title = title_of(appointment, today, tenure)
    if title is None or title.state not in CAME_BY or tenure.term_on(today) != appointment:
        return None
    when = getattr(appointment, CAME_BY[title.state])
    if not is_known(when):
        return None
    by = appointment.public_appointer or appointment.appointing_body
    number = tenure.ids.index(appointment.pk) if title.state.is_live else 0
    return Move(when, title, by, term_name(number) if number else "")


# --- Topics and corrections -----------------------------------------------------------------------
def _topics():
    """The topics in the navigation, by name. One query."""
    return sorted(Named(name, address_of("articles:topic", slug)) for name, slug in _in_navigation())


@prepared
def _in_navigation():
    return Topic.objects.in_navigation().order_by().values_list("name", "slug")


def _notices():
    """The newest corrections and withdrawals. One query."""
    return newest_notices(_put_right(now=timezone.now()), NOTICES)


@prepared
def _put_right(*, now):
    found, *others = notices(NOTICES, at=now)
    return found.union(*others, all=True).order_by()
