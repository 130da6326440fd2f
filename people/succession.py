"""One appointment and the others of its post, for the desk: its dates in words, overlaps, gaps.

Works on appointments already loaded, saved or not, so that a form can be checked before it is saved.
"""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from newsroom.lib.constraints import FieldCheck
from newsroom.lib.days import DAY, day_of
from newsroom.lib.partial_date import LATEST, UNKNOWN, hi, is_day, is_known, is_period, lo, words
from people.models import Appointment
from people.models.plausibility import impossible

DATES = ("intended", "announced", "start", "end")
# For each date: with a day, with a month or a year, where it is not known, with what is vaguer.
PHRASES = {
    "intended": (
        gettext_lazy("was named as intended on %s"),
        gettext_lazy("was named as intended in %s"),
        gettext_lazy("was named as intended on a date not known"),
        gettext_lazy("was named as intended %s"),
    ),
    "announced": (
        gettext_lazy("announced %s"),
        gettext_lazy("announced in %s"),
        gettext_lazy("announced on a date not known"),
        gettext_lazy("announced %s"),
    ),
    "start": (
        gettext_lazy("took up the post on %s"),
        gettext_lazy("took up the post in %s"),
        gettext_lazy("took up the post on a date not known"),
        gettext_lazy("took up the post %s"),
    ),
    "end": (
        gettext_lazy("left it on %s"),
        gettext_lazy("left it in %s"),
        gettext_lazy("left it on a date not known"),
        gettext_lazy("left it %s"),
    ),
}
# Where it is the first date of the sentence.
ANNOUNCED_FIRST = (
    gettext_lazy("was announced %s"),
    gettext_lazy("was announced in %s"),
    gettext_lazy("was announced on a date not known"),
    gettext_lazy("was announced %s"),
)
# For dates in the future, which are always known.
COMING = {
    "start": (
        gettext_lazy("is to take up the post on %s"),
        gettext_lazy("is to take up the post in %s"),
        "",
        gettext_lazy("is to take up the post %s"),
    ),
    "end": (
        gettext_lazy("is to leave it on %s"),
        gettext_lazy("is to leave it in %s"),
        "",
        gettext_lazy("is to leave it %s"),
    ),
}
# For an appointment that was never taken up.
LAPSED = (
    gettext_lazy("it came to nothing on %s"),
    gettext_lazy("it came to nothing in %s"),
    gettext_lazy("it came to nothing on a date not known"),
    gettext_lazy("it came to nothing %s"),
)


# --- How the dates read ----------------------------------------------------------------------------
def phrases():
    """{date: [with a day, a month or year, not known, vaguer]} as read, for the browser."""
    coming = {f"{name}-coming": group for name, group in COMING.items()}
    texts = {**PHRASES, **coming, "lapsed": LAPSED, "announced-first": ANNOUNCED_FIRST}
    return {name: [str(text) for text in group] for name, group in texts.items()}


def sentence(appointment):
    """The dates as one sentence without its subject; "" without any date.

    >>> sentence(Appointment(intended="2007-08-31", announced="2008-02-21"))
    'was named as intended on 31 August 2007; announced 21 February 2008'
    """
    parts = [_phrase(name, appointment) for name in DATES if getattr(appointment, name)]
    return "; ".join(parts)


def _phrase(name, appointment):
    value = getattr(appointment, name)
    texts = PHRASES[name]
    if name == "end" and not appointment.start:
        texts = LAPSED
    elif name == "announced" and not appointment.intended:
        texts = ANNOUNCED_FIRST
    elif name in COMING and value != UNKNOWN and lo(value) > timezone.localdate().isoformat():
        texts = COMING[name]
    if value == UNKNOWN:
        return str(texts[2])
    text = texts[0] if is_day(value) else texts[1] if is_period(value) else texts[3]
    return str(text) % words(value)


# --- What saving would refuse, and what should be checked ---------------------------------------
def refusals(appointment):
    """{field: sentence} of what saving this appointment would refuse, by the same rules. One query at most.

    Only rules between dates, the life of the post and its seats; no lock is taken.
    """
    faults = {}
    for rule in Appointment._meta.constraints:
        if isinstance(rule, FieldCheck) and rule.holds and not rule.holds(appointment):
            faults.setdefault(rule.beside, str(rule.violation_error_message))
    faults = faults or appointment.faults_with(appointment.post) or impossible(appointment)
    if not faults and appointment.takes_seat:
        faults = appointment.faults_with_holders(appointment.post)
    return faults


@dataclass(frozen=True)
class Gap:
    """The gap between this appointment and the holder before (`is_before`) or after it.

    `length` says how long in words, `proven` whether the dates known prove it.
    """

    other: Appointment
    is_before: bool
    length: str
    proven: bool


def gaps(appointment, others):
    """The Gaps to the holder before and to the one after, where days may lie between. No query.

    Substantive holders only. None for a post of several seats, where two records cannot show a vacant seat.
    """
    if appointment.post.seats != 1 or not appointment.takes_seat:
        return []
    held = [other for other in others if other.takes_seat]
    earlier = [other for other in held if other.begins_lo < appointment.begins_lo]
    later = [other for other in held if other.begins_lo > appointment.begins_lo]
    before = max(earlier, key=lambda other: other.begins_lo, default=None)
    after = min(later, key=lambda other: other.begins_lo, default=None)
    found = [
        _gap(before, appointment, before, True) if before else None,
        _gap(appointment, after, after, False) if after else None,
    ]
    return [gap for gap in found if gap]


def _gap(first, then, other, is_before):
    """The Gap from the end of `first` to the start of `then`, or None where there may be none."""
    ended, begun = first.effective_end, then.start
    if not is_known(ended) or first.ends_hi == LATEST:
        return None
    least = _between(first.ends_hi, lo(begun))
    most = _between(first.ends_lo, hi(begun))
    if most <= 0:
        return None
    return Gap(other, is_before, _length(least, most), least > 0)


def _between(last, first):
    """Whole days between two days of ISO text, without both; negative where they overlap."""
    return (day_of(first) - day_of(last)).days - 1


def _length(least, most):
    if least == most:
        return _span(most)
    if least <= 0:
        return _("up to %(most)s, not proven") % {"most": _span(most)}
    if _span(least) == _span(most):
        return _("about %(least)s") % {"least": _span(least)}
    return _("%(least)s to %(most)s") % {"least": _span(least), "most": _span(most)}


def _span(days):
    if days < 62:
        return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}
    if days > 730:
        years = round(days / 365.25)
        return ngettext("%(n)d year", "%(n)d years", years) % {"n": years}
    months = round(days / 30.44)
    return ngettext("%(n)d month", "%(n)d months", months) % {"n": months}


def acting_between(appointment, others):
    """Acting holders during the time of this appointment. No query."""
    return [
        other
        for other in others
        if other.is_acting
        and is_known(other.start)
        and max(appointment.begins_lo, other.begins_lo) <= min(appointment.ends_hi, other.ends_hi)
        and is_known(appointment.start)
    ]


# --- The present holder ----------------------------------------------------------------------------
def in_the_way(appointment, others):
    """The holder who began before this appointment, has no recorded end and takes its seat, or None.

    None where a post has several holders: only the editor can say which one leaves.
    """
    if not appointment.takes_seat or appointment.post.seats is None:
        return None
    still = [
        other
        for other in others
        if other.takes_seat and not other.end and lo(other.start) <= hi(appointment.start)
    ]
    full = len(still) >= appointment.post.seats
    return still[0] if full and len(still) == 1 else None


def day_before(start):
    """When the holder before leaves if this one starts then: the day before, or the same month or year."""
    return (day_of(start) - DAY).isoformat() if is_day(start) else start
