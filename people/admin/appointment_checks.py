"""What the form of an appointment says before it is saved: how its dates read, its state on any day, what
saving would refuse, overlaps, gaps, and the holder whose appointment must end first. Nothing is saved here.
"""

import datetime
import json

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from newsroom.lib.keys import key_in
from newsroom.lib.partial_date import UNKNOWN, lo, parse, words
from people import succession
from people.models import Appointment, Organization, Person, Post
from people.models.plausibility import asked
from people.titles import title_of

FACTS_OF_A_SOURCE = ("symbol", "title", "url")


@never_cache
@require_POST
def check(request, model_admin, pk=None):
    """What the form says about a posted appointment, as a fragment of HTML. At most ten queries."""
    stored = get_object_or_404(Appointment.objects.with_facts(), pk=pk) if pk else None
    may = model_admin.has_change_permission if stored else model_admin.has_add_permission
    if not (may(request, stored) if stored else may(request)):
        raise PermissionDenied
    draft = draft_of(request.POST, stored)
    context = checks_of(draft, day_of(request.POST.get("look_on")), request.POST)
    context |= model_admin.context_of_stories(request, draft)
    return render(request, "admin/people/appointment/_look.html", context)


def draft_of(post, stored=None):
    """The Appointment that a posted form describes, unsaved. What is no date or no record is blank.

    Two queries, for person and post.
    """
    dates = {name: _date(post.get(name)) for name in (*succession.DATES, "term_ends")}
    draft = Appointment(pk=stored and stored.pk, **dates)
    for name in ("kind", "end_reason"):
        if post.get(name) in dict(Appointment._meta.get_field(name).choices):
            setattr(draft, name, post[name])
    draft.person = _found(Person.objects, post.get("person")) or Person()
    found = _found(Post.objects.select_related("organization"), post.get("post"))
    draft.post = found or Post(organization=Organization(), seats=None)
    draft.is_public = bool(post.get("is_public"))
    draft.public_without_source = bool(stored and stored.public_without_source)
    draft.is_sourced = _has_source(post)
    return draft


def _date(text):
    try:
        return parse(text)
    except ValueError:
        return ""


def _found(queryset, pk):
    return queryset.filter(pk=key_in(pk)).first()


def _has_source(post):
    """Whether the rows of the posted form hold a source that is not marked for deletion."""
    rows = range(min(key_in(post.get("citations-TOTAL_FORMS")) or 0, 100))
    return any(
        any(post.get(f"citations-{n}-{name}", "").strip() for name in FACTS_OF_A_SOURCE)
        for n in rows
        if not post.get(f"citations-{n}-DELETE")
    )


def day_of(text):
    """The day that somebody asked about, today if it is none."""
    try:
        return datetime.date.fromisoformat(text or "")
    except ValueError:
        return timezone.localdate()


def checks_of(draft, day, post=None):
    """The context of `_look.html` for an appointment, saved or not. Three queries."""
    others = []
    if draft.post.pk:
        others = list(draft.post.appointments.exclude(pk=draft.pk).with_facts())
    title = title_of(draft, day) if draft.post.pk and draft.first_date else None
    refused = succession.refusals(draft) if draft.post.pk and draft.first_date else {}
    holder = succession.in_the_way(draft, others)
    return {
        "draft": draft,
        "reads": succession.sentence(draft),
        "phrases_json": json.dumps({**succession.phrases(), "today": timezone.localdate().isoformat()}),
        "look_on": day,
        "is_today": day == timezone.localdate(),
        "state_then": draft.state_on(day) if draft.first_date else "",
        "title_then": title,
        "refused": [(_label(name), text) for name, text in refused.items()],
        "doubts": [] if refused or not draft.post.pk else asked(draft, timezone.localdate().isoformat()),
        "is_plausible": bool((post or {}).get("is_plausible")),
        "overlaps": _overlaps(draft, others, bool(refused)),
        "gaps": succession.gaps(draft, others),
        "acting": succession.acting_between(draft, others),
        "holder": holder,
        "ending": _ending(draft, holder, post or {}) if holder else None,
        "line": _line(draft, others),
    }


def _ending(draft, holder, post):
    """What the fields beside the present holder say: the proposal, unless somebody typed another date."""
    proposed = succession.day_before(draft.start)
    typed_on = post.get("ends_holder_on", "")
    untouched = not typed_on or typed_on == post.get("ends_holder_proposed")
    return {
        "proposed": proposed,
        "on": proposed if untouched else typed_on,
        "reason": post.get("ends_holder_reason", ""),
        "reasons": Appointment.EndReason.choices,
        "digest": holder.digest(),
        "since": words(holder.start),
    }


def _label(name):
    return Appointment._meta.get_field(name).verbose_name if name else _("dates")


def _overlaps(draft, others, are_refused):
    """(record, from, to) of each that may share a day, without those that the refusal names already."""
    begin, end = draft.certain_span
    found = draft.overlapping(others)
    if are_refused:
        found = [row for row in found if max(begin, row.certain_span[0]) >= min(end, row.certain_span[1])]
    return [(row, words(row.start), words(row.end) or _("today")) for row in found]


def _line(draft, others):
    """The succession in the post with this record in it: (record, is it this, from, to, state) each."""
    today = timezone.localdate()
    rows = others + ([draft] if draft.post.pk and draft.first_date else [])
    return [_in_line(row, row is draft, today) for row in sorted(rows, key=_by_first_date)]


def _in_line(row, is_this, today):
    return row, is_this, words(row.start or row.first_date), _until(row, today), row.state_on(today)


def _until(row, today):
    """When a record of the succession ends, in words; "" where it has not begun yet."""
    if row.end or not row.start:
        return words(row.end) or _("not taken up")
    return "" if row.start != UNKNOWN and lo(row.start) > today.isoformat() else _("today")


def _by_first_date(row):
    return lo(row.start or row.first_date), row.pk or 0
