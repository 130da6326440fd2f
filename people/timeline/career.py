"""The timeline of a person's appointments: one strip for a single post, lanes for several."""

from collections import defaultdict
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from newsroom.lib.days import day_of, year_of
from newsroom.lib.partial_date import UNKNOWN, has_first_day, lo, words
from people.models import State
from people.spans import post_name, span, span_of, stretches, years
from people.tenures import tenures
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
from people.titles import term_name


def career(person, appointments, today):
    """Return the Timeline of a person's appointments, or None when no date can be drawn.

    Several posts are lanes, one a post. A single post is one strip, with its stages named.
    """
    held = sorted(tenures(appointments), key=lambda one: (lo(one.first.first_date), lo(one.first.start)))
    drawn = [stretch for tenure in held for stretch in stretches(tenure, today)]
    if not drawn:
        return None
    axis, sentence = axis_around(moments_of(drawn), today), _career_sentence(person, held, today)
    by_post = defaultdict(list)
    for tenure in held:
        by_post[tenure.first.post_id].append(tenure)
    if len(by_post) > 1:
        rows = [
            Lane(post_name(group[-1].term_on(today), today), _lane_years(group, today), group)
            for group in by_post.values()
        ]
        return lanes(sentence, rows, axis, today)
    wide = _career_wide(sentence, axis, drawn, today)
    return timeline_of(wide, _career_tall(sentence, axis, drawn, today), drawn)


def _career_sentence(person, held, today):
    parts = [f"{post_name(one.term_on(today), today)}, {span(one, today)}" for one in held[:6]]
    if more := len(held) - len(parts):
        parts.append(ngettext("and %(n)d more", "and %(n)d more", more) % {"n": more})
    return _("Career of %(name)s: %(facts)s.") % {"name": person, "facts": "; ".join(parts)}


def _lane_years(group, today):
    return "; ".join(years(tenure, today) for tenure in group)


def _career_wide(sentence, axis, drawn, today):
    title = wrapped(post_name(drawn[-1].appointment, today))
    top = 66 + LINE * (len(title) - 1)
    inside = [text for stretch in drawn for text in _inside(stretch, axis, top, today)]
    is_dated = len(inside) == len(only_held(drawn))
    marks = [mark for mark in _marks(drawn, axis, today) if mark.is_stage or mark.is_term or not is_dated]
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


def _inside(stretch, axis, top, today):
    """The dates inside a bar that has space for them. Pale letters need a filled bar, not an outline."""
    if stretch.is_stage or stretch.state == "acting" or not stretch.certain:
        return
    row, (begin, end) = stretch.appointment, stretch.certain
    ended = row.effective_end or UNKNOWN
    if stretch.state == "in-post":
        ended = row.perhaps_ended(today)
    dates = span_of(stretch.tenure.first.start, ended)
    if width_of(dates, bold=True) + 18 < (axis.x(end) - axis.x(begin)) / 100 * CAREER:
        yield DrawnText(dates, "inside", axis.x(begin), top + 28, 9)


@dataclass(frozen=True, order=True)
class _Mark:
    """A moment (years) of a single post that gets a label."""

    at: float
    name: str
    when: str
    is_stage: bool = False
    is_term: bool = False

    def __str__(self):
        return f"{self.name}, {self.when}"


def _marks(drawn, axis, today):
    marks = []
    for stretch in drawn:
        row, first = stretch.appointment, stretch.tenure.first
        if stretch.first:
            value = {"intended": first.intended, "designate": first.announced}.get(stretch.state, first.start)
            name = _("in post") if stretch.state == "left" else str(State(stretch.state).label)
            marks.append(_Mark(stretch.first[0], name, words(value), stretch.is_stage))
        if not stretch.is_stage:
            marks += _marks_of_terms(stretch.tenure, today)
        if stretch.last and not stretch.is_stage and not _goes_on(stretch, drawn, axis):
            ended = row.effective_end
            at = stretch.last[0] if has_first_day(ended) else stretch.last[1]
            marks.append(_Mark(at, _("left"), words(ended)))
    return sorted(marks)


def _marks_of_terms(tenure, today):
    """Where each later term began."""
    for number, term in enumerate(tenure.begun_on(today)):
        if number:
            yield _Mark(
                year_of(day_of(lo(term.start))), str(term_name(number)), words(term.start), is_term=True
            )


def _goes_on(stretch, drawn, axis):
    """Whether it lasts until today, or the person goes on in the post the next day."""
    until = stretch.last[1]
    follows = any(other.first and abs(other.first[0] - until) < 1e-6 for other in only_held(drawn))
    return follows or until >= (axis.today or axis.last + 1)


def _career_tall(sentence, axis, drawn, today):
    labels = [
        (mark.at, mark.name[:1].upper() + mark.name[1:], wrapped(mark.when, LETTERS_BESIDE))
        for mark in _marks(drawn, axis, today)
    ]
    return Upright(axis, labels).drawing(sentence, drawn)
