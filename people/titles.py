"""The title of a person on a day: derived from appointments with dates, never typed in."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Case, CharField, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.lib.partial_date import LATEST, UNKNOWN, has_first_day, hi, is_day, lo, words
from people.models import Appointment, AppointmentKind, PostTitle, State
from people.tenures import tenure_of, tenures

# A title gets "-designate" before these words: "Special Adviser-designate on …".
JOINTS = (" for ", " on ", " of ", " to ", " in ")
# The dates of an appointment, that of the decision first.
DECIDED = ("announced", "start", "intended")
TERMS = (
    gettext_lazy("first term"),
    gettext_lazy("second term"),
    gettext_lazy("third term"),
    gettext_lazy("fourth term"),
    gettext_lazy("fifth term"),
)


@dataclass(frozen=True)
class Title:
    """The title shown beside a name on a day.

    ``text`` is the title with its stage ("Secretary-General-designate"), ``post_name`` the post's name of
    that day without it, ``note`` the state line ("in post since 1 January 2007"). ``certain`` is false
    where the dates known allow the day but do not prove it.
    """

    text: str
    state: State
    post: object
    post_name: str
    appointment: Appointment
    note: str
    certain: bool = True


def titles_on(persons, day, pinned=None, *, public=True):
    """Return {person id: Title} on a day (a date); persons without a title then are left out. One query.

    In order: in post (by the rank of the post, then begun last), acting, designate, intended, former (left
    last). ``pinned`` maps a person's id to the id of the appointment an editor chose for the story; it wins
    where it says anything on that day. ``public=False`` includes what readers may not see yet, for the
    desk.
    """
    pinned = pinned or {}
    found = Appointment.objects.filter(person__in=[person.pk for person in persons])
    found = (found.public() if public else found).with_facts().annotate(post_name_then=post_name_on(day))
    records = defaultdict(list)
    for appointment in found:
        records[appointment.person_id].append(appointment)
    titles = {person: title_among(rows, day, pinned.get(person)) for person, rows in records.items()}
    return {person: title for person, title in titles.items() if title}


def title_among(appointments, day, pinned=None):
    """Return the Title that one person's appointments, already loaded, give on a day (a date), or None."""
    held = {tenure.term_on(day): tenure for tenure in tenures(appointments)}
    pinned = next((tenure.term_on(day).pk for tenure in held.values() if pinned in tenure.ids), None)
    row = _choose(held, day, pinned)
    return title_of(row, day, held[row]) if row else None


def post_name_on(day):
    """`Post.title_on` in SQL, so that the names of many posts come with their appointments."""
    in_force = PostTitle.objects.filter(
        post=OuterRef("post"), displayed=True, start_lo__lte=day.isoformat(), end_hi__gte=day.isoformat()
    ).order_by("-start_lo", "-pk")
    return Coalesce(Subquery(in_force.values("text")[:1]), F("post__title"))


def with_appointers(appointments):
    """Join who appointed them, with the column that `appointer_title` reads. No query of its own."""
    known = [When(~Q(**{f"{name}__in": ["", UNKNOWN]}), then=F(f"{name}_lo")) for name in DECIDED]
    day = Case(*known, default=Value(LATEST), output_field=CharField())
    titles = PostTitle.objects.filter(
        post=OuterRef("appointed_by__post"),
        displayed=True,
        start_lo__lte=OuterRef("appointed_on"),
        end_hi__gte=OuterRef("appointed_on"),
    ).order_by("-start_lo", "-pk")
    name = Coalesce(Subquery(titles.values("text")[:1]), F("appointed_by__post__title"))
    rows = appointments.select_related("appointed_by__person", "appointing_body")
    return rows.alias(appointed_on=day).annotate(appointer_post=name)


def appointer_title(appointment):
    """Return the title that the appointer had when they made this appointment of `with_appointers`.

    A designate who already appoints is called so.
    """
    by = appointment.appointed_by
    day = next((value for name in DECIDED if (value := getattr(appointment, name)) not in ("", UNKNOWN)), "")
    name = appointment.appointer_post
    if by.kind == AppointmentKind.ACTING:
        name = _("Acting %(post)s") % {"post": name}
    is_before = by.start and day and hi(day) < lo(by.start)
    return _designate(name) if is_before else name


def _choose(appointments, day, pinned):
    """Pick the appointment that gives the title, or None."""
    by_state = defaultdict(list)
    for appointment in appointments:
        state = appointment.state_on(day)
        if appointment.pk == pinned and state != State.NOT_YET:
            return appointment
        by_state[state].append(appointment)
    for state in (State.IN_POST, State.ACTING, State.DESIGNATE, State.INTENDED):
        if by_state[state]:
            return min(by_state[state], key=_rank)
    # A start not known may lie after the day. Only an editor who pins it knows.
    held = by_state[State.FORMER] + [row for row in by_state[State.UNKNOWN] if has_first_day(row.start)]
    return max(held, key=_left_last, default=None)


def _rank(appointment):
    # Later first: the digits of the stage's first date are negated.
    began = lo(appointment.start or appointment.announced or appointment.intended)
    return (appointment.post.rank, tuple(-ord(digit) for digit in began), appointment.pk)


def _left_last(appointment):
    ended = appointment.ends_hi if appointment.ends_hi != LATEST else lo(appointment.start)
    return (ended, lo(appointment.start), -appointment.post.rank, -appointment.pk)


def title_of(appointment, day, tenure=None):
    """Return the Title that one appointment gives on a day (a date), or None before anything of it is known.

    ``tenure``: the Tenure that it is a term of, where that is loaded. No query after ``with_facts()`` and
    either a prefetch of ``post__titles`` or ``post_name_then``, the name of the post on that same day.
    """
    state = appointment.state_on(day)
    if state == State.NOT_YET:
        return None
    post_name = name = getattr(appointment, "post_name_then", None) or appointment.post.title_on(day)
    if appointment.kind == AppointmentKind.ACTING:
        name = _("Acting %(post)s") % {"post": name}
    return Title(
        text=_WORDED[state](name),
        state=state,
        post=appointment.post,
        post_name=post_name,
        appointment=appointment,
        note=note_of(appointment, day, tenure),
        certain=not state.is_live or (tenure or tenure_of(appointment)).is_certain_on(day),
    )


def _designate(name):
    cut = min((at for joint in JOINTS if (at := name.find(joint)) > 0), default=len(name))
    return _("%(head)s-designate%(tail)s") % {"head": name[:cut], "tail": name[cut:]}


_WORDED = {
    State.IN_POST: str,
    State.ACTING: str,
    State.DESIGNATE: _designate,
    State.INTENDED: lambda name: _("named as intended %(post)s") % {"post": name},
    State.FORMER: lambda name: _("former %(post)s") % {"post": name},
    State.UNKNOWN: lambda name: _("sometime %(post)s") % {"post": name},
    State.LAPSED: lambda name: _("once meant to be %(post)s") % {"post": name},
}


def note_of(appointment, day, tenure=None):
    """Return the state line of an appointment on a day: since or until when, with doubt where it is.

    ``tenure``: the Tenure that it is a term of, where that is loaded.
    """
    tenure = tenure or tenure_of(appointment)
    state, when = appointment.state_on(day), words(tenure.first.start)
    if state.is_live:
        later = [said.format(when=words(value)) for said, value in later_terms(tenure, day)]
        return ", ".join([_live_note(appointment, tenure.first, day), *later])
    if state == State.DESIGNATE:
        return _("appointment announced %(when)s") % {"when": _or_unknown(appointment.announced)}
    if state == State.INTENDED:
        return _("named as intended, %(when)s") % {"when": _or_unknown(appointment.intended)}
    if state == State.FORMER:
        return _("in post until %(when)s") % {"when": words(appointment.effective_end)}
    if state == State.LAPSED:
        return _("never took effect; ended %(when)s") % {"when": _or_unknown(appointment.effective_end)}
    if state == State.UNKNOWN and appointment.start == UNKNOWN:
        end = appointment.effective_end
        return _("start not known, until %(when)s") % {"when": _or_unknown(end)}
    if state == State.UNKNOWN:
        return _("in post from %(when)s until a date not known") % {"when": when}
    return ""


def later_terms(tenure, day):
    """Yield (sentence with {when}, partial date) of each term after the first that is known on a day."""
    begun = tenure.begun_on(day)
    for number, term in enumerate(tenure.terms):
        if number and term in begun:
            yield _("%(term)s from {when}") % {"term": term_name(number)}, term.start
        elif number and term.state_on(day) == State.DESIGNATE:
            yield _("%(term)s announced {when}") % {"term": term_name(number)}, term.announced


def term_name(number):
    """Return what a term is called; the first has the number 0.

    >>> str(term_name(1)), str(term_name(11))
    ('second term', 'term 12')
    """
    return TERMS[number] if number < len(TERMS) else _("term %(n)d") % {"n": number + 1}


def _live_note(appointment, first, day):
    """Since when it is held: ``first`` is the first term, ``appointment`` that of the day."""
    acting = appointment.kind == AppointmentKind.ACTING
    day, when, until = day.isoformat(), words(first.start), appointment.effective_end
    if first.start == UNKNOWN:
        return _("acting, start not known") if acting else _("in post, start not known")
    if day < hi(first.start) and not is_day(first.start):
        soft = (
            _("acting from %(when)s, day not known") if acting else _("in post from %(when)s, day not known")
        )
        return soft % {"when": when}
    if until and lo(until) <= day and not is_day(until):
        soft = (
            _("acting until %(when)s, day not known")
            if acting
            else _("in post until %(when)s, day not known")
        )
        return soft % {"when": words(until)}
    return (_("acting since %(when)s") if acting else _("in post since %(when)s")) % {"when": when}


def _or_unknown(value):
    return words(value) or _("a date not known")
