"""The timeline of a person's appointments: one strip for a single post, lanes for several."""

from collections import defaultdict
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from newsroom.lib.partial_date import lo, words
from people.models import State
from people.spans import post_name, span, span_of, stretches, years
from people.timeline.bars import (
    CAREER,
    LETTERS_BESIDE,
    STRIP,
    axis_around,
    bars,
    empty_drawing,
    moments_of,
    only_held,
    tiers_on,
    timeline_of,
)
from people.timeline.drawing import LINE, THIN, DrawnText, Label, Leader, places, width_of, wrapped
from people.timeline.lanes import Lane, at_bar, lanes
from people.timeline.upright import Upright


def career(person, appointments, today):
    """Return the Timeline of a person's appointments, or None when no date can be drawn.

    Several posts are lanes, one a post. A single post is one strip, with its stages named.
    """
    appointments = sorted(appointments, key=lambda row: (lo(row.first_date), lo(row.start)))
    drawn = [stretch for row in appointments for stretch in stretches(row, today)]
    if not drawn:
        return None
    axis, sentence = axis_around(moments_of(drawn), today), _career_sentence(person, appointments, today)
    by_post = defaultdict(list)
    for row in appointments:
        by_post[row.post_id].append(row)
    if len(by_post) > 1:
        rows = [
            Lane(post_name(group[-1], today), _lane_years(group, today), group) for group in by_post.values()
        ]
        return lanes(sentence, rows, axis, today)
    wide = _career_wide(sentence, axis, drawn, today)
    return timeline_of(wide, _career_tall(sentence, axis, drawn), drawn)


def _career_sentence(person, appointments, today):
    parts = [f"{post_name(row, today)}, {span(row, today)}" for row in appointments[:6]]
    if more := len(appointments) - len(parts):
        parts.append(ngettext("and %(n)d more", "and %(n)d more", more) % {"n": more})
    return _("Career of %(name)s: %(facts)s.") % {"name": person, "facts": "; ".join(parts)}


def _lane_years(group, today):
    return "; ".join(years(row, today) for row in group)


def _career_wide(sentence, axis, drawn, today):
    title = wrapped(post_name(drawn[-1].appointment, today))
    top = 66 + LINE * (len(title) - 1)
    inside = [text for stretch in drawn for text in _inside(stretch, axis, top)]
    marks = [mark for mark in _marks(drawn, axis) if mark.is_stage or len(inside) < len(only_held(drawn))]
    labels = [Label(axis.x(mark.at) / 100 * CAREER, width_of(str(mark)) + 8) for mark in marks]
    placed = places(labels, sides=("below",), tiers=4, width=CAREER)
    drawing = empty_drawing(axis, sentence, top + STRIP + 20 + 22 * tiers_on(placed, "below"))
    drawing.texts += [*at_bar(title, "who", 54, drawn, axis), *inside]
    for stretch in drawn:
        drawing.rects += bars(stretch, axis, top, STRIP, 100 * THIN / CAREER)
    for index, place in placed.items():
        x, end = axis.x(marks[index].at), top + STRIP + 10 + 22 * place.tier
        drawing.leaders.append(Leader(x, top + STRIP, end))
        dx = -6 if place.at_end else 6
        drawing.texts.append(DrawnText(str(marks[index]), "when", x, end + 2, dx, place.at_end))
    return drawing


def _inside(stretch, axis, top):
    """The dates inside a bar that has space for them. Pale letters need a filled bar, not an outline."""
    if stretch.is_stage or stretch.state == "acting" or not stretch.certain:
        return
    row, (begin, end) = stretch.appointment, stretch.certain
    dates = span_of(row.start, "" if stretch.state == "in-post" else row.effective_end)
    if width_of(dates, bold=True) + 18 < (axis.x(end) - axis.x(begin)) / 100 * CAREER:
        yield DrawnText(dates, "inside", axis.x(begin), top + 28, 9)


@dataclass(frozen=True, order=True)
class _Mark:
    """A moment (years) of a single post that gets a label."""

    at: float
    name: str
    when: str
    is_stage: bool

    def __str__(self):
        return f"{self.name}, {self.when}"


def _marks(drawn, axis):
    marks = []
    for stretch in drawn:
        row = stretch.appointment
        if stretch.first:
            value = {"intended": row.intended, "designate": row.announced}.get(stretch.state, row.start)
            name = _("in post") if stretch.state == "left" else str(State(stretch.state).label)
            marks.append(_Mark(stretch.first[0], name, words(value), stretch.is_stage))
        if stretch.last and not stretch.is_stage and not _goes_on(stretch, drawn, axis):
            marks.append(_Mark(stretch.last[0], _("left"), words(row.effective_end), False))
    return sorted(marks)


def _goes_on(stretch, drawn, axis):
    """Whether it lasts until today, or another term follows it on the next day."""
    until = stretch.last[1]
    follows = any(other.first and abs(other.first[0] - until) < 1e-6 for other in only_held(drawn))
    return follows or until >= (axis.today or axis.last + 1)


def _career_tall(sentence, axis, drawn):
    labels = [
        (mark.at, mark.name[:1].upper() + mark.name[1:], wrapped(mark.when, LETTERS_BESIDE))
        for mark in _marks(drawn, axis)
    ]
    return Upright(axis, labels).drawing(sentence, drawn)
