"""Finds what in the record contradicts itself or is not known well enough, and where to correct it.

Findings are computed each time and never stored. What is stored is that somebody looked at one and found no
error (`Accepted`). That holds as long as the values from which the finding was computed stay the same.
"""

import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass, field

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.lib.days import day_of
from newsroom.lib.partial_date import UNKNOWN, has_last_day, hi, is_known, lo, words
from people.models import Accepted, Appointment, Post, PostOrganization
from people.models.plausibility import doubtful, impossible
from people.spans import holder_gaps, life_of
from people.tenures import tenures

UNREAD = (
    "mandate",
    "note",
    "person__biography",
    "person__summary",
    "post__mandate",
    "post__appointment_rule",
)


class FindingKind(models.TextChoices):
    """The kinds of findings, the gravest first."""

    OVERLAP = "overlap", gettext_lazy("overlaps")
    OUTSIDE = "outside", gettext_lazy("outside the life of the post")
    LIFE = "life", gettext_lazy("ages and years in office")
    AUTHORITY = "authority", gettext_lazy("authority not in post")
    MERGED = "merged", gettext_lazy("of a merged person")
    OPEN = "open", gettext_lazy("open past an end")
    LAPSED = "lapsed", gettext_lazy("designations without an outcome")
    TERM = "term", gettext_lazy("terms without an end")
    UNDATED = "undated", gettext_lazy("held at a time not known")
    GAP = "gap", gettext_lazy("gaps")
    EMPTY = "empty", gettext_lazy("posts without a holder")
    PERSON = "person", gettext_lazy("people without a source")
    SOURCE = "source", gettext_lazy("records without a source")

    @property
    def one(self):
        """What one finding of this kind is called."""
        return ONE[self]


ONE = {
    FindingKind.OVERLAP: gettext_lazy("overlap"),
    FindingKind.OUTSIDE: gettext_lazy("outside its life"),
    FindingKind.LIFE: gettext_lazy("age or years in office"),
    FindingKind.AUTHORITY: gettext_lazy("authority"),
    FindingKind.MERGED: gettext_lazy("merged person"),
    FindingKind.OPEN: gettext_lazy("still open"),
    FindingKind.LAPSED: gettext_lazy("no outcome"),
    FindingKind.TERM: gettext_lazy("end of term"),
    FindingKind.UNDATED: gettext_lazy("no dates"),
    FindingKind.GAP: gettext_lazy("gap"),
    FindingKind.EMPTY: gettext_lazy("no holder"),
    FindingKind.PERSON: gettext_lazy("no source"),
    FindingKind.SOURCE: gettext_lazy("no source"),
}


@dataclass
class ConsistencyFinding:
    """One thing to look at.

    record  whose form corrects it, in the field `beside`
    read    the values from which it was computed
    others  other records that it is about
    ends    the date that a button records as the end, or ""
    """

    kind: FindingKind
    record: object
    text: str
    beside: str
    read: tuple
    others: tuple = ()
    ends: str = ""
    accepted: Accepted | None = field(default=None, compare=False)

    @property
    def key(self):
        """The name of this finding: it stays the same while its records are the same."""
        ids = "-".join(str(row.pk) for row in (self.record, *self.others))
        tail = f":{self.read[0]}" if self.kind == FindingKind.GAP else ""  # a post may have been empty twice
        return f"{self.kind}:{self.record._meta.model_name}:{ids[:60]}{tail}"

    @property
    def state(self):
        """A digest of the values from which it was computed."""
        return hashlib.sha256(json.dumps(self.read, default=str).encode()).hexdigest()


def findings(today=None):
    """Return every ConsistencyFinding, in the order of `FindingKind`, each with its `accepted` or None.

    Five queries: the whole record is read once.
    """
    today = (today or timezone.localdate()).isoformat()
    rows = list(
        Appointment.objects.with_facts()
        .defer(*UNREAD)
        .annotate(began_elsewhere=_began_elsewhere())
        .prefetch_related("post__complete_successions")
        .order_by("pk")
    )
    known, posts = {row.pk: row for row in rows}, defaultdict(list)
    for row in rows:
        posts[row.post_id].append(row)
        if row.appointed_by_id:
            row.appointed_by = known[row.appointed_by_id]
    cited = set(Appointment.objects.sourced().order_by().values_list("pk", flat=True))
    found = [finding for held in posts.values() for finding in _of_post(held, today)]
    found += [finding for row in rows for finding in _of_appointment(row, today)]
    found += _without_holder() + _without_source(rows, cited)
    order = {kind: n for n, kind in enumerate(FindingKind)}
    return _with_accepted(sorted(found, key=lambda finding: order[finding.kind]))


def _with_accepted(found):
    known = {row.key: row for row in Accepted.objects.select_related("by")}
    for finding in found:
        row = known.get(finding.key)
        finding.accepted = row if row and row.state == finding.state else None
    return found


def accept(finding, reason, by):
    """Remember that a finding is no error; return the Accepted."""
    values = {"state": finding.state, "reason": reason, "by": by}
    return Accepted.objects.update_or_create(key=finding.key, defaults=values)[0]


def _dates(*rows):
    """What is read of the dates; a term only where there is one, so that what was accepted stays so."""
    return tuple(
        [row.intended, row.announced, row.start, row.end, row.kind, row.person.death]
        + [row.term_ends] * bool(row.term_ends)
        for row in rows
    )


# --- A post and its holders ------------------------------------------------------------------------
def _of_post(rows, today):
    yield from _overlaps(rows, today)
    yield from _beside_holders(rows)
    yield from _gaps(rows, today)
    yield from _empty_today(rows, today)


def _overlaps(rows, today):
    """Holders of whom too many had begun, and had not left, on one day.

    A hand-over whose dates are known to the month or the year only allows such a day, but does not show it:
    one may well have left before the other began. It is no finding. Nor is a next term of the same tenure.
    """
    post, running = rows[0].post, []
    one_of = {term: tenure for tenure in tenures(rows) for term in tenure.terms}
    for row in sorted((row for row in rows if row.takes_seat), key=lambda row: (row.begins_lo, row.pk)):
        ahead = row.begins_lo > today
        running = [other for other in running if row.begins_lo < _until(other, ahead)]
        there = [other for other in running if hi(row.start) < other.ends_lo]
        there = [other for other in there if _share(row, other) or one_of[row] is not one_of[other]]
        if post.seats and len(there) >= post.seats:
            certain = sum(_share(row, other) for other in there) >= post.seats
            values = {"others": ", ".join(f"{other.person}, {other.span_in_words}" for other in there)}
            text = _("Shares days with %(others)s.") if certain else _("May share days with %(others)s.")
            read = (post.seats, *_dates(row, *there))
            yield ConsistencyFinding(FindingKind.OVERLAP, row, text % values, "start", read, tuple(there))
        running.append(row)


def _until(row, is_to_come):
    """The last day on which it may last; beside who is still to come at most until its term is to end."""
    is_planned = is_to_come and not row.end and is_known(row.term_ends)
    return min(row.ends_hi, hi(row.term_ends)) if is_planned else row.ends_hi


def _beside_holders(rows):
    """Spells of acting without an end that began while somebody held the post: nobody takes it after them."""
    holders = [row for row in rows if row.takes_seat and row.post.seats == 1]
    for row in rows:
        if row.end or not row.is_acting or not is_known(row.start) or row.next_start or row.term_ends:
            continue
        beside = [one for one in holders if hi(one.start) <= lo(row.start) and hi(row.start) < one.ends_lo]
        if beside:
            text = _("Acting since %(when)s without an end on record, beside %(holder)s, who held the post.")
            values = {"when": words(row.start), "holder": beside[-1].person}
            read = _dates(row, *beside)
            yield ConsistencyFinding(FindingKind.OPEN, row, text % values, "end", read, tuple(beside))


def _share(one, other):
    begin = max(one.certain_span[0], other.certain_span[0])
    return begin < min(one.certain_span[1], other.certain_span[1])


def _gaps(rows, today):
    """Days between two holders on which nobody on record can have held the post."""
    post = rows[0].post
    life = life_of(post, rows, day_of(today))
    for gap in holder_gaps(rows, life, post.complete_successions.all()):
        if gap.vouched:
            continue
        span = (gap.first.isoformat(), gap.last.isoformat())
        values = {"first": words(span[0]), "last": words(span[1])}
        text = _("Nobody on record from %(first)s to %(last)s.") % values
        yield ConsistencyFinding(FindingKind.GAP, post, text, "", span)


def _empty_today(rows, today):
    """The post still exists, and its last holder has left."""
    post = rows[0].post
    ended = post.abolished or rows[0].ends_above  # of its organization, or of one above it
    held = [row for row in rows if row.start]
    if ended or not held or any(row.ends_hi >= today for row in held):
        return
    if any(one.span[0] <= today <= one.span[1] for one in post.complete_successions.all()):
        return  # somebody vouches that it is vacant
    last = max(held, key=lambda row: row.ends_hi)
    values = {"last": last.person, "when": words(last.effective_end)}
    text = _("Nobody on record since %(last)s left, %(when)s. Record the next holder, or its abolition.")
    yield ConsistencyFinding(FindingKind.EMPTY, post, text % values, "abolished", _dates(last))


def _without_holder():
    """Posts that no appointment names. One query."""
    text = _("No appointment to it is recorded.")
    unheld = Post.objects.filter(appointments=None).select_related("organization").order_by("pk")
    return [ConsistencyFinding(FindingKind.EMPTY, post, text, "", (post.title,)) for post in unheld]


# --- One appointment ---------------------------------------------------------------------------------
def _of_appointment(row, today):
    found = [rule(row) for rule in (_outside, _authority, _merged, _undated)]
    found += [rule(row, today) for rule in (_open, _without_outcome, _term, _life)]
    yield from (finding for finding in found if finding)


def _began_elsewhere():
    """In SQL: whether the post may have belonged to another organization when the holder took it up."""
    houses = PostOrganization.objects.filter(post=OuterRef("post"))
    return Exists(houses.filter(start_lo__lte=OuterRef("start_hi"), end_hi__gte=OuterRef("start_lo")))


def _outside(row):
    """Begun before the post was created, or held after it or its organization ended."""
    post, organization = row.post, row.post.organization
    first = row.start
    last, beside = (row.end, "end") if is_known(row.end) else (row.start, "start")
    texts = _OUTSIDE
    started = "" if row.began_elsewhere else organization.started
    for value, (sure, maybe) in zip((post.created, started), texts[:2], strict=True):
        if _known(value, first) and lo(first) < lo(value):
            text = sure if hi(first) < lo(value) else maybe
            return ConsistencyFinding(
                FindingKind.OUTSIDE, row, _with_dates(text, first, value), "start", (first, value)
            )
    for value, (sure, maybe) in zip((post.abolished, organization.ended), texts[2:], strict=True):
        if _known(value, last) and hi(last) > hi(value):
            text = sure if lo(last) > hi(value) else maybe
            return ConsistencyFinding(
                FindingKind.OUTSIDE, row, _with_dates(text, last, value), beside, (last, value)
            )
    return None


_OUTSIDE = (
    (
        gettext_lazy("%(own)s is before the post was created: %(when)s."),
        gettext_lazy("%(own)s may be before the post was created: %(when)s."),
    ),
    (
        gettext_lazy("%(own)s is before the organization started: %(when)s."),
        gettext_lazy("%(own)s may be before the organization started: %(when)s."),
    ),
    (
        gettext_lazy("%(own)s is after the post was abolished: %(when)s."),
        gettext_lazy("%(own)s may be after the post was abolished: %(when)s."),
    ),
    (
        gettext_lazy("%(own)s is after the organization ended: %(when)s."),
        gettext_lazy("%(own)s may be after the organization ended: %(when)s."),
    ),
)


def _life(row, today):
    """What the life of the person or of the organization rules out, or makes hard to believe."""
    ruled_out = list(impossible(row).values())
    texts = ruled_out or doubtful(row, today)
    if not texts or (ruled_out and _outside(row)):
        return None
    read = (*_dates(row), row.person.birth, row.post.organization.ended, sorted(texts))
    return ConsistencyFinding(FindingKind.LIFE, row, " ".join(texts), "start", read)


def _known(*values):
    return all(is_known(value) for value in values)


def _with_dates(text, own, when):
    return str(text) % {"own": words(own), "when": words(when)}


def _authority(row):
    """The person who appointed them cannot have been in that post, or named for it, on that day."""
    by, value = row.appointed_by, row.announced or row.start
    if by is None or not is_known(value):
        return None
    named = min(lo(date) for date in (by.start, by.announced, by.intended) if date)
    if by.start and named <= hi(value) and by.ends_hi >= lo(value):
        return None
    values = {"by": by.person, "post": by.post, "span": by.span_in_words, "when": words(value)}
    text = _("%(by)s was not %(post)s on %(when)s, but %(span)s.") % values
    return ConsistencyFinding(FindingKind.AUTHORITY, row, text, "appointed_by", (value, *_dates(by)), (by,))


def _merged(row):
    """Recorded at the same moment at which the person was merged into another."""
    if row.person.merged_into_id is None:
        return None
    text = _("%(person)s was merged into another person when this was saved. Choose that person.")
    return ConsistencyFinding(
        FindingKind.MERGED, row, text % {"person": row.person}, "person", (row.person_id,)
    )


def _open(row, today):
    """No end is recorded, though the person died, or the post, an organization or a spell of acting ended."""
    above = (row.person.death, row.post.abolished, *row.ends_above.split())
    if is_known(row.start) and not (row.end or is_known(row.effective_end)) and UNKNOWN in above:
        text = _(
            "No end is recorded, but a death, or the end of the post or its organization, is: day not known."
        )
        return ConsistencyFinding(FindingKind.OPEN, row, text, "end", (UNKNOWN, row.start))
    if row.end or not row.start or not is_known(row.effective_end) or lo(row.effective_end) > today:
        return None
    ends = row.effective_end
    if ends != row.person.death and has_last_day(ends) and hi(ends) > today:
        return None  # in the year that an end names it may still be to come
    values = {"person": row.person, "when": words(ends)}
    if ends == row.person.death:
        text = _("No end is recorded, but %(person)s died: %(when)s.")
    elif row.next_start == ends:
        text = _("Acting without an end on record, but a substantive holder took the post: %(when)s.")
    elif ends == row.post.abolished or ends == row.post.organization.ended:
        text = _("No end is recorded, but the post or its organization ended: %(when)s.")
    else:
        text = _("No end is recorded, but an organization above ended: %(when)s.")
    return ConsistencyFinding(FindingKind.OPEN, row, text % values, "end", (ends, row.start), ends=ends)


# --- What the record cannot vouch for ----------------------------------------------------------------
def _without_outcome(row, today):
    """Announced or intended, not taken up on record, and so long ago, or taken by another since."""
    if row.lapses_on > min(today, row.ends_hi):  # a death before that says what became of it
        return None
    values = {"when": words(row.announced or row.intended), "taken": words(row.next_start)}
    if row.next_start:
        text = _("Named %(when)s, not taken up on record; another holder began %(taken)s. What came of it?")
    else:
        text = _("Named %(when)s, not taken up on record. Record the start, or how it ended.")
    read = (*_dates(row), row.next_start)
    return ConsistencyFinding(FindingKind.LAPSED, row, text % values, "start", read)


def _term(row, today):
    """The end of the term has passed without an end on record, or an end lies in the future."""
    if not row.end and is_known(row.term_ends) and hi(row.term_ends) < today:
        if is_known(row.effective_end):
            return None
        text = _("The term was to end %(when)s. Record when they left, or when the next term ends.")
        values = {"when": words(row.term_ends)}
        return ConsistencyFinding(FindingKind.TERM, row, text % values, "end", (row.term_ends, row.start))
    if row.end and today < lo(row.end):
        text = _("The end lies in the future: %(when)s. Record it as the end of the term until it has come.")
        values = {"when": words(row.end)}
        return ConsistencyFinding(FindingKind.TERM, row, text % values, "term_ends", (row.end, row.start))
    return None


def _undated(row):
    """Held or left at a time of which no date is known: it makes nobody present or former."""
    if row.start == UNKNOWN and not is_known(row.end):
        text = _("Held at a time not known. Look for a date of it.")
        return ConsistencyFinding(FindingKind.UNDATED, row, text, "start", _dates(row))
    if is_known(row.start) and row.end and not has_last_day(row.end):
        text = _("Left on a date not known. Look for a date of it.")
        return ConsistencyFinding(FindingKind.UNDATED, row, text, "end", _dates(row))
    return None


# --- Sources -------------------------------------------------------------------------------------------
def _without_source(rows, cited):
    """Appointments without a source, and persons of whom no appointment has a source."""
    bare, vouched = {}, set()
    for row in rows:
        if row.pk in cited:
            vouched.add(row.person_id)
        else:
            bare.setdefault(row.person_id, []).append(row)
    found = []
    for person, without in bare.items():
        if person not in vouched:
            text = _("No source for any of their appointments: %(posts)s.")
            values = {"posts": ", ".join(str(row.post) for row in without)}
            read = tuple(row.pk for row in without)
            found.append(
                ConsistencyFinding(
                    FindingKind.PERSON, without[0].person, text % values, "", read, (without[0],)
                )
            )
        found += [
            ConsistencyFinding(
                FindingKind.SOURCE, row, _("No fact of it has a source."), "citations", _dates(row)
            )
            for row in without
        ]
    return found
