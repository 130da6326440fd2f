"""What all timelines share: the Timeline itself, its axis, and the bars and fades of one stretch of time.

Certain time is a bar, possible time is a fade: a bar runs from the last possible start to the first possible
end. There are three forms: a strip of bars, a vertical strip for narrow screens, and lanes where bars would
overlap. No query after ``with_facts()``.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from newsroom.lib.days import DAY, year_of
from people.timeline.drawing import SOFT, STUB, Axis, Drawing, Percent, Rect

CAREER = 600  # px: two thirds of the narrowest page with a wide drawing
STRIP = 46  # px: the height of a strip of bars
THICK_FADE = 0.1  # years: a longer fade is drawn to scale, a shorter one as SOFT pixels
LETTERS_BESIDE = 26  # letters of a line beside a vertical bar on the narrowest phone


@dataclass(frozen=True)
class Timeline:
    """A drawing for wide screens, one for narrow ones (None: the wide one is used for both), and the key."""

    wide: Drawing
    tall: Drawing | None
    states: tuple

    @property
    def key(self):
        """Pairs (data-state, words) of what is drawn."""
        return [(state, label) for state, label in _key().items() if state in self.states]


def _key():
    return {
        "intended": _("intended"),
        "designate": _("designate"),
        "in-post": _("in post"),
        "acting": _("acting"),
        "left": _("held in the past"),
        "vacant": _("vacant"),
        "no-holder": _("no holder on record"),
        "soft": _("not known to the day"),
    }


def timeline_of(wide, tall, drawn, gaps=()):
    states = [stretch.state for stretch in drawn] + [state_of(gap) for gap in gaps]
    soft = any(stretch.is_soft for stretch in drawn)
    return Timeline(wide, tall, (*states, "soft") if soft else tuple(states))


def state_of(gap):
    """The data-state of a HolderGap."""
    return "vacant" if gap.vouched else "no-holder"


# --- Bars ------------------------------------------------------------------------------------------
def bars(stretch, axis, y, height, least):
    """Yield the Rects of one stretch; ``least`` (percent) keeps a short one visible."""
    if not stretch.first:
        yield Rect("unknown", axis.x(stretch.last[0]), y, STUB, height, shift=-STUB)
    elif not stretch.last:
        yield Rect("unknown", axis.x(stretch.first[1]), y, STUB, height)
    else:
        begin, end = stretch.certain or (_strongest(stretch),) * 2
        tone = "now" if stretch.state == "in-post" else "past"
        if stretch.first[0] < begin:
            yield _fade(f"in-{tone}", axis, stretch.first[0], begin, y, height)
        if begin < end:
            width = Percent(max(axis.x(end) - axis.x(begin), least))
            yield Rect(stretch.state, axis.x(begin), y, width, height, fill_of(stretch.state))
        if end < stretch.last[1]:
            yield _fade(f"out-{tone}", axis, end, stretch.last[1], y, height)


def fill_of(state):
    return {"intended": "hatch", "vacant": "hatch-vacant"}.get(state, "")


def _strongest(stretch):
    """The darkest point of a stretch with nothing certain: half way between its outer bounds."""
    return (stretch.first[0] + stretch.last[1]) / 2


def _fade(fill, axis, start, end, y, height):
    """A year is drawn to scale; a month would be too thin, so it is a few pixels beside its bar."""
    if end - start > THICK_FADE:
        return Rect("", axis.x(start), y, Percent(axis.x(end) - axis.x(start)), height, fill)
    if fill.startswith("in"):
        return Rect("", axis.x(end), y, SOFT, height, fill, shift=-SOFT)
    return Rect("", axis.x(start), y, SOFT, height, fill)


def axis_around(moments, today):
    return Axis.around(moments, year_of(today + DAY))


def moments_of(drawn):
    return [moment for stretch in drawn for moment in stretch.around]


def empty_drawing(axis, sentence, height=0):
    """An empty Drawing on an axis."""
    today = axis.x(axis.today) if axis.today else None
    return Drawing(sentence, height, ticks=axis.ticks(), today=today)


def label_x(stretch, axis):
    """Where a label of this stretch points (percent): where the bar begins."""
    if not stretch.first:
        return axis.x(stretch.last[0])
    return axis.x(stretch.certain[0] if stretch.certain else stretch.first[0])


def tiers_on(placed, side):
    """How many tiers of labels there are on a side."""
    return max((place.tier for place in placed.values() if place.side == side), default=0)


def only_held(drawn):
    return [stretch for stretch in drawn if not stretch.is_stage]
