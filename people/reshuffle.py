"""A reshuffle: who leaves, moves, is named and acts, as one act on the record that can be undone as one.

All that ends is recorded before anything begins, so a seat is free for its next holder whatever the order of
the rows. The preview is the act itself, rolled back: what it refuses, the act refuses.
"""

import hashlib
import re
from dataclasses import dataclass, field

from django.apps import apps
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.lib.partial_date import UNKNOWN, hi, words
from people.concerned import left_open
from people.exchange.run import watching
from people.models import (
    Appointment,
    AppointmentKind,
    Citation,
    Person,
    Post,
    ProvenFact,
    Reshuffle,
    Verification,
)
from people.models.plausibility import asked
from people.succession import day_before

SYMBOL = re.compile(r"[A-Z]+(/[\w.()-]+)+")
WEB = re.compile(r"https?://\S+", re.IGNORECASE)
REASON = 100  # characters of a history row's reason
# Where a fault of an appointment stands in a row of the sheet.
BESIDE = {
    "person": "person",
    "post": "post",
    "kind": "what",
    "intended": "on",
    "announced": "on",
    "start": "on",
    "end": "on",
}


class What(models.TextChoices):
    """What a row of the sheet says of a person."""

    LEAVES = "leaves", gettext_lazy("leaves")
    TAKES_UP = "takes-up", gettext_lazy("takes up")
    MOVES = "moves", gettext_lazy("moves to")
    NAMED = "named", gettext_lazy("is named")
    ACTS = "acts", gettext_lazy("acts in")
    IN_CHARGE = "in-charge", gettext_lazy("is officer-in-charge of")

    @property
    def ends(self):
        """Whether something ends by it."""
        return self in (What.LEAVES, What.MOVES)

    @property
    def begins(self):
        return self != What.LEAVES

    @property
    def kind(self):
        """The AppointmentKind of what begins by it."""
        kinds = {What.ACTS: AppointmentKind.ACTING, What.IN_CHARGE: AppointmentKind.OFFICER_IN_CHARGE}
        return kinds.get(self, AppointmentKind.SUBSTANTIVE)


# Why somebody leaves who held a post; who moves to another says so by the row itself.
WHY = [
    choice
    for choice in Appointment.EndReason.choices
    if choice[0] not in (Appointment.EndReason.MOVED, Appointment.EndReason.WITHDRAWN)
]


@dataclass
class SheetRow:
    """One row: a person, what is said of them, and of which post, on a partial date.

    ``post`` may be None where somebody leaves the only post that they hold. ``source`` is a text: an address,
    a document symbol or a title. ``why`` is the EndReason of who leaves, "" where it is not known.
    """

    person: Person
    what: What
    post: Post | None
    on: str
    source: str = ""
    why: str = ""


@dataclass
class SheetReport:
    """What a sheet does. `says` and `errors` are by the number of its row; errors by the field of the row.

    notes    which published stories show something else, in words
    beside   what an app above saw, for the digest
    """

    says: dict = field(default_factory=dict)
    errors: dict = field(default_factory=dict)
    notes: list = field(default_factory=list)
    beside: list = field(default_factory=list)
    steps: list = field(default_factory=list)
    saved: Reshuffle | None = None

    def say(self, number, sentence):
        self.says.setdefault(number, []).append(sentence)

    def refuse(self, number, name, message):
        self.errors.setdefault(number, {}).setdefault(name, []).append(message)

    @property
    def digest(self):
        """What the sheet does, without the keys of new rows: each try takes others."""
        does = [
            {name: value for name, value in step["after"].items() if not name.endswith("_id")}
            if step["before"] is None
            else (step["pk"], step["before"], step["after"])
            for step in self.steps
        ]
        return hashlib.sha256(repr((self.says, does, self.beside)).encode()).hexdigest()[:32]


class _NotSaved(Exception):
    """Rolls everything back once the report is complete."""


def reshuffle(rows, user, *, on="", reason="", dry_run=False, seen=None):
    """Do what these SheetRows say in one transaction; return the SheetReport.

    Nothing is written in a dry run, with any error, or when ``seen`` (the digest of a preview) is given and
    the act would do anything else.
    """
    act = _Act(rows, user, reason)
    try:
        with transaction.atomic():
            _lock(rows)
            persons, posts = {row.person.pk for row in rows}, {row.post.pk for row in rows if row.post}
            settle = watching(persons | left_open(posts))
            act.do()
            if act.report.errors or not rows:
                raise _NotSaved
            settle(act.report, user, act.reason)
            if dry_run or (seen is not None and seen != act.report.digest):
                raise _NotSaved
            said = [sentence for says in act.report.says.values() for sentence in says]
            act.report.saved = Reshuffle.objects.create(
                on=on, reason=reason, said=said, steps=act.report.steps, by=user
            )
    except _NotSaved:
        pass
    return act.report


def _lock(rows):
    """Lock the posts, those that are left too, in one order, as everything that changes appointments does."""
    held = Appointment.objects.filter(person__in={row.person.pk for row in rows}, end="")
    posts = {row.post.pk for row in rows if row.post} | set(held.values_list("post", flat=True))
    list(Post.objects.filter(pk__in=posts).order_by("pk").select_for_update(no_key=True).values_list("pk"))


class _Act:
    """One sheet while it is done."""

    def __init__(self, rows, user, reason):
        self.rows, self.user, self.report = rows, user, SheetReport()
        self.reason = reason or _("Reshuffle")

    def do(self):
        for ending in (True, False):
            for number, row in enumerate(self.rows):
                if row.what.ends if ending else row.what.begins:
                    self.try_to(self.end if ending else self.begin, number, row)

    def try_to(self, act, number, row):
        try:
            with transaction.atomic():
                act(number, row)
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                for message in messages:
                    self.report.refuse(number, BESIDE.get(name, NON_FIELD_ERRORS), message)

    # --- What ends -----------------------------------------------------------------------------------------
    def end(self, number, row):
        held = self.held_by(row)
        moves = row.what == What.MOVES
        if moves and row.post is None:
            raise ValidationError({"post": _("Say to which post they move.")})
        values = {"end": day_before(row.on) or row.on if moves else row.on}
        if why := Appointment.EndReason.MOVED if moves else row.why:
            values["end_reason"] = why
        told = {"person": row.person, "post": held.post, "span": held.span_in_words}
        told["when"] = words(values["end"])
        self.change(number, held, values)
        self.cite(held, row, ProvenFact.END)
        ends = _("Ends: %(person)s as %(post)s (%(span)s), last day %(when)s.")
        if row.why:
            told["why"] = held.get_end_reason_display().lower()
            ends = _("Ends: %(person)s as %(post)s (%(span)s), last day %(when)s: %(why)s.")
        self.report.say(number, ends % told)

    def held_by(self, row):
        """The appointment that the row ends. ValidationError where none or several can be meant."""
        found = Appointment.objects.filter(person=row.person, end="").exclude(start="")
        found = found.select_related("person", "post__organization")
        if row.post and not row.what.begins:
            found = found.filter(post=row.post)
        elif row.what == What.MOVES and row.post:
            found = found.exclude(post=row.post)
        found = list(found)
        if len(found) == 1:
            return found[0]
        beside = "post" if found or row.post else "person"
        if not found:
            message = _("%(person)s holds no such post on record that has no end yet.")
            raise ValidationError({beside: message % {"person": row.person}})
        values = {"person": row.person, "posts": "; ".join(f"{one.post}, {one.years}" for one in found)}
        if row.what == What.MOVES:
            message = _(
                "%(person)s holds several: %(posts)s. Write a row for the one that they leave, and one for "
                "the one that they take up."
            )
        else:
            message = _("%(person)s holds several: %(posts)s. Say which one they leave.")
        raise ValidationError({"post": message % values})

    # --- What begins ---------------------------------------------------------------------------------------
    def begin(self, number, row):
        if row.post is None:
            if row.what != What.MOVES:  # the row was refused already
                raise ValidationError({"post": _("Say which post.")})
            return
        date = "announced" if row.what == What.NAMED else "start"
        kind = row.what.kind
        known = self.named_before(row, date) if kind == AppointmentKind.SUBSTANTIVE else None
        if known:
            self.change(number, known, {date: row.on})
        else:
            known = Appointment(person=row.person, post=row.post, kind=kind, **{date: row.on})
            self.add(number, known)
        self.cite(known, row, ProvenFact(date))
        if row.what.kind in AppointmentKind.stand_ins():
            self.say_beside_whom(number, known, row)
        told = {"person": row.person, "post": row.post, "when": words(row.on)}
        self.report.say(number, BEGINS[row.what] % told)

    def say_beside_whom(self, number, acting, row):
        """Say who holds the post on the day on which somebody begins to act in it, if anybody does."""
        holders = row.post.appointments.seated().exclude(start=UNKNOWN).with_facts()
        for holder in holders:
            if holder.begins_lo <= hi(acting.start) and hi(acting.start) < holder.ends_hi:
                told = {"holder": holder.person, "span": holder.span_in_words}
                text = _("Look again: %(holder)s holds the post (%(span)s). Write an end once they are back.")
                self.report.say(number, text % told)

    def named_before(self, row, date):
        """The appointment by which somebody was intended or announced for the post, and is not in it yet."""
        waiting = Appointment.objects.filter(person=row.person, post=row.post, start="", end="")
        waiting = waiting.filter(kind=AppointmentKind.SUBSTANTIVE, **{date: ""})
        return waiting.select_related("person", "post__organization").order_by("pk").last()

    # --- Writing -------------------------------------------------------------------------------------------
    def change(self, number, row, values):
        before = _values(row)
        for name, value in values.items():
            setattr(row, name, value)
        row.full_clean()
        row._history_user, row._change_reason = self.user, self.reason[:REASON]
        row.save(update_fields=list(values))
        self.note(row, before)
        self.doubt(number, row)

    def add(self, number, row):
        row.full_clean()
        row._history_user, row._change_reason = self.user, self.reason[:REASON]
        row.save()
        self.note(row, None)
        self.doubt(number, row)

    def doubt(self, number, row):
        """Say what is hardly right about an appointment, though it is not refused."""
        for sentence in asked(row, timezone.localdate().isoformat()):
            self.report.say(number, _("Look again: %(sentence)s") % {"sentence": sentence})

    def cite(self, appointment, row, fact):
        """Add the source of a row, once."""
        if not row.source:
            return
        source = Citation(appointment=appointment, fact=fact, **source_of(row.source))
        same = {name: getattr(source, name) for name in ("fact", "symbol", "title", "url")}
        if not appointment.citations.filter(**same).exists():
            source.full_clean()
            source._history_user, source._change_reason = self.user, self.reason[:REASON]
            source.save()
            self.note(source, None)

    def note(self, row, before):
        model = row._meta.label_lower
        self.report.steps.append({"model": model, "pk": row.pk, "before": before, "after": _values(row)})


BEGINS = {
    What.TAKES_UP: gettext_lazy("Begins: %(person)s in post as %(post)s, from %(when)s."),
    What.MOVES: gettext_lazy("Begins: %(person)s in post as %(post)s, from %(when)s."),
    What.NAMED: gettext_lazy("Names: %(person)s as %(post)s, announced %(when)s; not in post yet."),
    What.ACTS: gettext_lazy("Begins: %(person)s acting in the post of %(post)s, from %(when)s."),
    What.IN_CHARGE: gettext_lazy(
        "Begins: %(person)s officer-in-charge of the post of %(post)s, from %(when)s."
    ),
}


def source_of(text):
    """The columns of a Citation that a text is: an address, with words before it; a symbol; a title.

    >>> source_of("A/RES/61/3"), source_of("Press release https://un.org/x")["url"]
    ({'symbol': 'A/RES/61/3'}, 'https://un.org/x')
    """
    text = " ".join(text.split())
    if SYMBOL.fullmatch(text):
        return {"symbol": text}
    if address := WEB.search(text):
        rest = text.replace(address[0], "").strip(" ,;:()")
        named = {"symbol": rest} if SYMBOL.fullmatch(rest) else {"title": rest}
        return {"url": address[0].rstrip(".,;)"), **named}
    return {"title": text}


def _values(row):
    """What is recorded in a row, as text, without what the database derives."""
    fields = [f for f in row._meta.concrete_fields if not (f.generated or f.primary_key)]
    return {f.attname: f.value_to_string(row) for f in fields}


# --- Undoing -----------------------------------------------------------------------------------------------
class ReshuffleStands(Exception):
    """The sheet cannot be undone. `messages` say what was changed since."""

    def __init__(self, messages):
        super().__init__(*messages)
        self.messages = messages


def undo(pk, by):
    """Restore what a sheet changed and remove what it added; return the Reshuffle. One transaction.

    Raises ReshuffleStands with what was changed since, and for a sheet that is undone already.
    """
    with transaction.atomic():
        sheet = Reshuffle.objects.select_for_update(of=("self",)).get(pk=pk)
        if sheet.is_undone:
            raise ReshuffleStands([_("This sheet is undone already.")])
        found = [(step, _row(step)) for step in _merged(sheet.steps)]
        _lock_posts_of([row for _step, row in found if isinstance(row, Appointment)])
        added = {(step["model"], step["pk"]) for step in sheet.steps if step["before"] is None}
        if changed := [fault for step, row in found if (fault := _changed_since(step, row, added))]:
            raise ReshuffleStands(changed)
        held = [row for _step, row in found if isinstance(row, Appointment)]
        settle = watching({row.person_id for row in held} | left_open({row.post_id for row in held}))
        reason = _("Undone: %(sheet)s") % {"sheet": sheet}
        for step, row in reversed(found):
            _put_back(step, row, by, reason)
        settle(SheetReport(), by, reason)
        sheet.undone_at, sheet.undone_by = timezone.now(), by
        sheet.save(update_fields=["undone_at", "undone_by"])
        return sheet


def _merged(steps):
    """One step for each row of a table: what it was before the sheet, and after all of it."""
    merged = {}
    for step in steps:
        key = step["model"], step["pk"]
        merged[key] = {**step, "before": merged[key]["before"]} if key in merged else dict(step)
    return list(merged.values())


def _row(step):
    return apps.get_model(step["model"])._base_manager.filter(pk=step["pk"]).first()


def _lock_posts_of(rows):
    posts = {row.post_id for row in rows}
    list(Post.objects.filter(pk__in=posts).order_by("pk").select_for_update(no_key=True).values_list("pk"))


def _changed_since(step, row, added):
    """A sentence where a row is not what the sheet made of it, or where something else needs it; else ""."""
    name = apps.get_model(step["model"])._meta.verbose_name
    if row is None:
        return _("Removed since: %(kind)s %(pk)s.") % {"kind": name, "pk": step["pk"]}
    now = _values(row)
    names = [one for one, value in step["after"].items() if now.get(one, value) != value]
    if names:
        return _("Changed since: %(kind)s “%(row)s”.") % {"kind": name, "row": row}
    if step["before"] is None and (users := _used_by(row, added)):
        values = {"kind": name, "row": row, "users": ", ".join(users)}
        return _("Used since: %(kind)s “%(row)s”, by %(users)s.") % values
    return ""


def _used_by(row, added):
    """The kinds of rows that name a row which the sheet added, without the other rows of the sheet."""
    kinds = []
    for relation in row._meta.related_objects:
        if relation.related_model is Verification:  # goes with what was looked at
            continue
        others = relation.related_model._base_manager.filter(**{relation.field.name: row.pk})
        label = relation.related_model._meta.label_lower
        if any((label, pk) not in added for pk in others.values_list("pk", flat=True)):
            kinds.append(str(relation.related_model._meta.verbose_name))
    return kinds


def _put_back(step, row, by, reason):
    row._history_user, row._change_reason = by, reason[:REASON]
    if step["before"] is None:
        row.delete()
        return
    changed = [one for one, value in step["before"].items() if step["after"].get(one) != value]
    for one in changed:
        setattr(row, one, row._meta.get_field(one).to_python(step["before"][one]))
    try:
        row.full_clean()
    except ValidationError as error:
        raise ReshuffleStands([f"{row}: {' '.join(error.messages)}"]) from None
    row.save(update_fields=changed)
