"""The title of a person on a day: derived from appointments with dates, never typed in."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import timedelta

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.lib.json_rows import JSONRows
from newsroom.lib.partial_date import (
    LATEST,
    UNKNOWN,
    has_first_day,
    hi,
    is_about,
    is_day,
    is_known,
    is_plain,
    lo,
    words,
    words_after,
)
from newsroom.lib.prepared import prepared
from people.dated_names import called, with_names
from people.models import Appointment, AppointmentKind, PostTitle, State
from people.models.appointment_queries import UNDATED
from people.tenures import last_day, tenure_of, tenures

# A title gets "-designate" before these words: "Special Adviser-designate on …".
JOINTS = (" for ", " on ", " of ", " to ", " in ")
# The dates of an appointment, that of the decision first.
DECIDED = ("announced", "start", "intended")
LIVE = (State.IN_POST, State.ACTING)
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
    where the dates known allow the day but do not prove it. ``also`` are the Titles of other posts that the
    person holds or is to hold that day, the weightiest first.
    """

    text: str
    state: State
    post: object
    post_name: str
    appointment: Appointment
    note: str
    certain: bool = True
    also: tuple = ()

    @property
    def organization(self):
        """The organization of the post: that of the appointment's time, where `people.facts` loaded it."""
        return getattr(self.appointment, "house", self.post.organization)

    @property
    def live(self):
        """The texts of what the person holds that day, this title and `also`, without what is to come."""
        return [title.text for title in (self, *self.also) if title.state.is_live]


def titles_on(persons, day, pinned=None, *, public=True):
    """Return {person id: Title} on a day (a date); persons without a title then are left out. One query.

    Persons with appointments get their names of that day.

    In order: what is held or announced, by the rank of the post, whatever the kind (of equal rank what is
    held before what is to come, then what began last); intended; former (left last). ``pinned`` maps a
    person's id to the id of the appointment an editor chose for the story; it wins where it says anything on
    that day. ``public=False`` includes what readers may not see yet, for the desk.
    """
    pinned = pinned or {}
    records = defaultdict(list)
    now = timezone.now() if public else None
    for appointment in _held_by(persons=[person.pk for person in persons], day=day, public_at=now):
        records[appointment.person_id].append(called(appointment))
    _give_names(persons, records)
    titles = {person: title_among(rows, day, pinned.get(person)) for person, rows in records.items()}
    return {person: title for person, title in titles.items() if title}


@prepared
def _held_by(*, persons, day, public_at):
    """What persons (their ids) hold, with names of a day: what is public at a moment; all if that is None."""
    found = Appointment.objects.filter(person__in=persons)
    found = found.public(public_at) if public_at else found
    found = found.with_facts().annotate(**post_names_on(day), post_forms=_displayed_forms())
    return with_names(found, day)


def _displayed_forms():
    """The displayed titles of a post as one column, for the name that it had when somebody left."""
    shown = PostTitle.objects.filter(post=OuterRef("post"), displayed=True).order_by().values("post")
    return Subquery(shown.annotate(rows=JSONRows("start_lo", "pk", "end_hi", "text")).values("rows"))


def _give_names(persons, records):
    """Give persons the names that came with their appointments."""
    for person in persons:
        if person.pk in records:
            person.name_then = records[person.pk][0].person_then


def title_among(appointments, day, pinned=None):
    """Return the Title that one person's appointments, already loaded, give on a day (a date), or None."""
    held = {tenure.term_on(day): tenure for tenure in tenures(appointments)}
    pinned = next((tenure.term_on(day).pk for tenure in held.values() if pinned in tenure.ids), None)
    states = {row: row.state_on(day) for row in held}
    on_top = _weightiest(states, (*LIVE, State.DESIGNATE))
    row = _choose(states, on_top, pinned)
    title = title_of(row, day, held[row]) if row else None
    if title is None:
        return None
    others = [other for other in on_top if other.post_id != row.post_id]
    return replace(title, also=tuple(title_of(other, day, held[other]) for other in others))


def post_names_on(day, when="then", post="post"):
    """`Post.title_on` in SQL, so that the names of many posts come with their appointments, as annotations.

    ``post`` is the path to the post; for a queryset of posts "pk". ``post_name_then`` is the name,
    ``post_renamed_then`` whether a rename may lie on either side of the day.
    """
    day = day.isoformat()
    shown = PostTitle.objects.filter(post=OuterRef(post), displayed=True)
    in_force = shown.filter(start_lo__lte=day, end_hi__gte=day).order_by("-start_lo", "-pk")
    about = Q(start_lo__lte=day, start_hi__gt=day) & ~Q(start__in=UNDATED)
    about |= Q(end_lo__lt=day, end_hi__gte=day) & ~Q(end__in=UNDATED)
    return {
        f"post_name_{when}": Coalesce(
            Subquery(in_force.values("text")[:1]), F("title" if post == "pk" else f"{post}__title")
        ),
        f"post_renamed_{when}": Exists(shown.filter(about)),
    }


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
    name = as_kind(by.kind, appointment.appointer_post)
    is_before = by.start and day and hi(day) < lo(by.start)
    return _designate(name) if is_before else name


def _choose(states, on_top, pinned):
    """Pick the appointment that gives the title, or None.

    states   {appointment: its State of the day}
    on_top   those held or announced, the weightiest first
    pinned   the id of the one that an editor chose, or None
    """
    for row, state in states.items():
        if row.pk == pinned and state != State.NOT_YET:
            return row
    if first := on_top or _weightiest(states, (State.INTENDED,)):
        return first[0]
    # A start not known may lie after the day. Only an editor who pins it knows.
    held = [
        row
        for row, state in states.items()
        if state == State.FORMER or (state == State.UNKNOWN and has_first_day(row.start))
    ]
    return max(held, key=_left_last, default=None)


def _weightiest(states, wanted):
    """The appointments in these states: by rank, then what is held, then what began last."""

    def weight(row):
        began = lo(row.start or row.announced or row.intended)
        latest_first = tuple(-ord(digit) for digit in began)
        return (row.post.rank, not states[row].is_live, latest_first, row.pk)

    return sorted((row for row, state in states.items() if state in wanted), key=weight)


def _left_last(appointment):
    ended = appointment.ends_hi if appointment.ends_hi != LATEST else lo(appointment.start)
    return (ended, lo(appointment.start), -appointment.post.rank, -appointment.pk)


def title_of(appointment, day, tenure=None):
    """Return the Title that one appointment gives on a day (a date), or None before anything of it is known.

    ``tenure``: the Tenure that it is a term of, where that is loaded. No query after ``with_facts()`` and
    either a prefetch of ``post__titles`` or the annotations of `post_names_on` that same day.
    """
    state = appointment.state_on(day)
    if state == State.NOT_YET:
        return None
    post_name, is_renamed = _post_name(appointment, day, state)
    name = as_kind(appointment.kind, post_name)
    tenure = tenure or tenure_of(appointment)
    note = note_of(appointment, day, tenure)
    if is_renamed:
        note = _("%(note)s; the post was renamed about then, day not known") % {"note": note}
    return Title(
        text=_text(appointment, state, name, day),
        state=state,
        post=appointment.post,
        post_name=post_name,
        appointment=appointment,
        note=note,
        certain=not is_renamed and _is_certain(appointment, state, day, tenure),
    )


def before_start(title, day):
    """Return what a Title is if its appointment has not begun by a day (a date); itself where that is proven.

    Where the dates allow a start but do not prove it, somebody who knows may say that it was still to come.
    """
    row = title.appointment
    state = row.state_before_start(day)
    if title.certain or not title.state.is_live or not state.is_coming:
        return title
    text = _text(row, state, as_kind(row.kind, title.post_name), day)
    return replace(
        title,
        text=text,
        state=state,
        note=_coming_note(row, state, day),
        certain=not _is_soft(_stage(row, state), day),
    )


def _post_name(appointment, day, state):
    """(the name of the post on a day, whether a rename may lie on either side of that day).

    Who has left has the name that the post had then: nobody was what it is called since.
    """
    if state == State.FORMER and hasattr(appointment, "post_forms"):
        return _name_left(appointment, last_day(appointment, day).isoformat()), False
    if name := getattr(appointment, "post_name_then", None):
        return name, appointment.post_renamed_then
    if state == State.FORMER:
        return appointment.post.title_on(last_day(appointment, day)), False
    return appointment.post.title_on(day), appointment.post.is_renamed_about(day)


def _name_left(appointment, left):
    forms = [form for form in appointment.post_forms or () if form[0] <= left <= form[2]]
    return max(forms, default=("", 0, "", appointment.post.title))[-1]


def as_kind(kind, name):
    """Return the name of a post as its holder of a kind has it: "Acting Secretary-General"."""
    if kind == AppointmentKind.ACTING:
        return _("Acting %(post)s") % {"post": name}
    if kind == AppointmentKind.OFFICER_IN_CHARGE:
        return _("Officer-in-charge of the post of %(post)s") % {"post": name}
    return name


def _is_certain(appointment, state, day, tenure):
    """Whether the dates prove the state. What is over or not known is worded as just that."""
    if state.is_live:
        return tenure.is_certain_on(day)
    if state.is_coming:
        return not _is_soft(_stage(appointment, state), day)
    return True


def _stage(appointment, state):
    return appointment.announced if state == State.DESIGNATE else appointment.intended


def _is_soft(value, day):
    """Whether a partial date may lie after a day (a date), or before it."""
    return lo(value) <= day.isoformat() < hi(value)


def _text(appointment, state, name, day):
    if state == State.FORMER and is_late(appointment, day):
        return _("the late %(post)s") % {"post": name}
    if state == State.UNKNOWN and not appointment.start:
        return _("once named as %(post)s") % {"post": name}
    if state == State.UNKNOWN and appointment.term_ends and not appointment.end:
        return _("last known as %(post)s") % {"post": name}
    return _WORDED[state](name)


def is_late(appointment, day):
    """Whether the house says "the late" on a day (a date): died in office, not too many days before."""
    if not appointment.died_in_office or not appointment.late_for:
        return False
    died = hi(appointment.effective_end)
    return died < day.isoformat() and (day - timedelta(days=appointment.late_for)).isoformat() <= died


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


# How the state line says of each kind: since when; from or until when.
_HELD = {
    AppointmentKind.SUBSTANTIVE: (
        gettext_lazy("in post since %(when)s"),
        gettext_lazy("in post from %(when)s"),
        gettext_lazy("in post until %(when)s"),
    ),
    AppointmentKind.ACTING: (
        gettext_lazy("acting since %(when)s"),
        gettext_lazy("acting from %(when)s"),
        gettext_lazy("acting until %(when)s"),
    ),
    AppointmentKind.OFFICER_IN_CHARGE: (
        gettext_lazy("officer-in-charge since %(when)s"),
        gettext_lazy("officer-in-charge from %(when)s"),
        gettext_lazy("officer-in-charge until %(when)s"),
    ),
}


def note_of(appointment, day, tenure=None):
    """Return the state line of an appointment on a day: since or until when, with doubt where it is.

    ``tenure``: the Tenure that it is a term of, where that is loaded.
    """
    tenure = tenure or tenure_of(appointment)
    state = appointment.state_on(day)
    if state.is_live:
        later = [said.format(when=words_after(value)) for said, value in later_terms(tenure, day)]
        return ", ".join([_live_note(appointment, tenure.first, day), *later])
    if state.is_coming:
        return _coming_note(appointment, state, day)
    if state == State.FORMER:
        return _former_note(appointment)
    if state == State.LAPSED:
        return _lapsed_note(appointment)
    if state == State.UNKNOWN:
        return _unknown_note(appointment, tenure.first)
    return _("to take up the post %(when)s") % {"when": words(appointment.start)} if appointment.start else ""


def _coming_note(appointment, state, day):
    value = _stage(appointment, state)
    if _is_soft(value, day):
        soft = (
            _("appointment announced %(when)s, day not known")
            if state == State.DESIGNATE
            else _("named as intended, %(when)s, day not known")
        )
        return soft % {"when": words(value)}
    return _stage_note(appointment, value)


def _stage_note(appointment, value):
    if value == appointment.announced:
        return _("appointment announced %(when)s") % {"when": _or_unknown(value)}
    return _("named as intended, %(when)s") % {"when": _or_unknown(value)}


def _former_note(appointment):
    end = words_after(appointment.effective_end)
    if appointment.died_in_office:
        return _("died in office, %(when)s") % {"when": words(appointment.effective_end)}
    if appointment.ends_at_the_latest:
        return _("%(held)s at the latest") % {"held": _HELD[appointment.kind][-1] % {"when": end}}
    return _HELD[appointment.kind][-1] % {"when": end}


def _lapsed_note(appointment):
    end = appointment.effective_end
    if end and end == appointment.person.death:
        return _("died before taking up the post, %(when)s") % {"when": _or_unknown(end)}
    return _("never took effect; ended %(when)s") % {"when": _or_unknown(end)}


def _unknown_note(row, first):
    when = words_after(first.start)
    if not row.start:
        named = _stage_note(row, row.announced or row.intended)
        return _("%(named)s; what became of it is not known") % {"named": named}
    if row.start == UNKNOWN and not row.end:
        return _("held it at a time not known")
    if row.start == UNKNOWN:
        return _("start not known, until %(when)s") % {"when": words_after(row.end) or _or_unknown(row.end)}
    if row.term_ends and not row.end:
        values = {"when": when, "end": words(row.term_ends)}
        if lo(row.term_ends) == hi(row.term_ends):
            return _("in post from %(when)s; term was to end on %(end)s, not confirmed") % values
        return _("in post from %(when)s; term was to end in %(end)s, not confirmed") % values
    if is_known(row.effective_end):
        values = {"when": when, "end": words_after(row.effective_end)}
        return _("in post from %(when)s until %(end)s") % values
    return _("in post from %(when)s until a date not known") % {"when": when}


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
    since, perhaps_since, perhaps_until = _HELD[appointment.kind]
    until = appointment.perhaps_ended(day)
    if day.isoformat() < hi(first.start) and not is_day(first.start):
        return _with_doubt(perhaps_since, first.start)
    if until:
        return _with_doubt(perhaps_until, until)
    return since % {"when": words_after(first.start)}


def _with_doubt(held, value):
    """From or until when, with the word that the day is not known, where the date does not say so itself."""
    said = held % {"when": words_after(value)}
    return _("%(held)s, day not known") % {"held": said} if is_plain(value) or is_about(value) else said


def _or_unknown(value):
    return words(value) or _("a date not known")
