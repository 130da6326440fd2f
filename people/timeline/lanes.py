"""Timelines with one bar under another: several posts of a person, holders at once, appointments made."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from people.spans import held, post_name, stretches
from people.tenures import tenures
from people.timeline.bars import CAREER, axis_around, bars, empty_drawing, moments_of, timeline_of
from people.timeline.drawing import (
    LINE,
    NARROW,
    NARROW_ONLY,
    THIN,
    WIDE_ONLY,
    DrawnText,
    Percent,
    width_of,
    wrapped,
)

LANE = 11  # px: the height of a bar in a lane
MOST_LANES = 40  # the list beside the drawing shows all


def made_by(person, made, powers, today):
    """Return the Timeline of Tenures to which a person appointed, or None when no date can be drawn.

    ``powers`` are the person's own appointments that gave the power: their time is drawn as a band behind.
    """
    rows = [
        Lane(str(tenure.first.person), post_name(tenure.term_on(today), today), [tenure], is_minor=True)
        for tenure in made
    ]
    drawn = [stretch for tenure in made for stretch in stretches(tenure, today)]
    if not drawn:
        return None
    sentence = _("Appointments made by %(name)s on one axis of years: %(people)s. The list has every date.")
    sentence %= {"name": person, "people": ", ".join(row.name for row in rows[:MOST_LANES])}
    own = [held(tenure, today) for tenure in tenures(powers)]
    own = [stretch.certain for stretch in own if stretch and stretch.certain]
    axis = axis_around(moments_of(drawn) + [moment for pair in own for moment in pair], today)
    return lanes(sentence, rows, axis, today, own)


@dataclass(frozen=True)
class Lane:
    """One lane: words above its bar and under it (``is_minor``: only where there is room), Tenures."""

    name: str
    under: str
    tenures: list
    is_minor: bool = False


def lanes(sentence, rows, axis, today, bands=()):
    """The Timeline of Lanes, one bar under another."""
    drawing, y, drawn = empty_drawing(axis, sentence), 17, []
    for row in rows[:MOST_LANES]:
        here = [stretch for one in row.tenures for stretch in stretches(one, today)]
        if here:
            drawn += here
            y = _lane(drawing, axis, y + 30, row, here)
    drawing.height = y + 17
    drawing.bands = [(axis.x(begin), Percent(axis.x(end) - axis.x(begin))) for begin, end in bands]
    return timeline_of(drawing, None, drawn)


def _lane(drawing, axis, y, row, here):
    """Draw one lane with its first words at y; return the y of its last words."""
    name, under = wrapped(row.name), wrapped(row.under)
    bar = y + LINE * (len(name) - 1) + 7
    for stretch in here:
        drawing.rects += bars(stretch, axis, bar, LANE, 100 * THIN / NARROW)
    drawing.texts += at_bar(name, "who", y, here, axis)
    drawing.texts += at_bar(under, "when", bar + 25, here, axis, row.is_minor)
    return bar + 25 + LINE * (len(under) - 1)


def at_bar(lines, css, y, here, axis, is_minor=False):
    """Yield the lines of a label at its bar; twice where its place on a phone differs."""
    wide, narrow = (_beside(here, axis, lines, css == "who", width) for width in (CAREER, NARROW))
    for (x, at_end), only in ((wide, WIDE_ONLY), (narrow, NARROW_ONLY)):
        if only == NARROW_ONLY and (is_minor or narrow == wide):
            continue
        only = "" if narrow == wide and not is_minor else only
        for n, line in enumerate(lines):
            yield DrawnText(line, css, x, y + LINE * n, at_end=at_end, only=only)


def _beside(here, axis, lines, bold, width):
    """Return (x, whether anchored at the end) for lines at a bar, so that they stay inside the drawing."""
    left, right = axis.x(min(moments_of(here))), axis.x(max(moments_of(here)))
    widest = max(width_of(line, bold) for line in lines)
    if left / 100 * width + widest <= width:
        return left, False
    return (right if right / 100 * width >= widest else Percent(100)), True
