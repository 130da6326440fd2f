"""The geometry of a timeline: shapes, an axis of years, labels that do not collide. Knows no appointment.

The x of a drawing is a share of its width (`Percent`), because bars stretch with the page. Its y is in
pixels, because text does not stretch. Text widths are estimates, rather too wide than too narrow.
"""

import math
import textwrap
import unicodedata
from bisect import bisect
from dataclasses import dataclass, field

WIDE = 600  # px: the narrowest that a wide drawing gets
NARROW = 320  # px: the same for a drawing that stays horizontal on a phone
SOFT = 8  # px: the fade of a month, which would be too thin to scale
STUB = 24  # px: a bar with one end not known
THIN = 2.5  # px: no bar is thinner
LINE = 15  # px from one line of a label to the next
LETTERS_A_LINE = 40
# Classes of what is seen only on wide or only on narrow screens.
WIDE_ONLY, NARROW_ONLY = "minor", "timeline-tall"
STEPS = (1, 2, 5, 10, 20, 50, 100)


class Percent(float):
    """A share of the drawing's width, printed as an SVG length: ``4.76%``."""

    def __str__(self):
        return f"{float(self):.2f}%"


# --- Shapes, as templates/people/_timeline.html prints them ----------------------------------
@dataclass(frozen=True)
class Rect:
    """A bar (with a ``state``) or a fade (without one, filled by a gradient or a hatch named ``fill``)."""

    state: str
    x: float
    y: float
    width: float
    height: float
    fill: str = ""
    shift: float = 0


@dataclass(frozen=True)
class DrawnText:
    words: str
    css: str
    x: float
    y: float
    dx: float = 0
    at_end: bool = False
    only: str = ""


@dataclass(frozen=True)
class Leader:
    """From a bar to its label: ``x y1 y2`` in a wide drawing, a ``path`` in a tall one."""

    x: float = 0
    y1: float = 0
    y2: float = 0
    path: str = ""


@dataclass(frozen=True)
class Tick:
    at: float
    year: int
    minor: bool = False


@dataclass
class Drawing:
    """One SVG: a sentence for people who cannot see it, its height in px, its shapes from back to front."""

    sentence: str
    height: float = 0
    ticks: list = field(default_factory=list)
    bands: list = field(default_factory=list)
    rects: list = field(default_factory=list)
    leaders: list = field(default_factory=list)
    texts: list = field(default_factory=list)
    today: float | None = None
    is_tall: bool = False

    @property
    def depth(self):
        """The height in px below the line of years."""
        return self.height - 20


# --- Time ------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Axis:
    """Whole years from ``first`` to ``last``; today's line at ``today`` (years), or None."""

    first: int
    last: int
    today: float | None = None

    @classmethod
    def around(cls, years, today):
        """Return the axis of these moments (in years).

        It ends today, unless that would leave more than half of it empty.
        """
        first, last = min(years), max(years)
        shown = today if today - last <= max(last - first, 5) else None
        last = math.ceil(max(last, shown or last))
        return cls(math.floor(first), max(last, math.floor(first) + 2), shown)

    @property
    def years(self):
        return self.last - self.first

    def x(self, year):
        return Percent(100 * min(max((year - self.first) / self.years, 0), 1))

    def ticks(self):
        """Return the years to name: at most eleven; those with no space on a phone are minor."""
        step = next(step for step in STEPS if self.years / step <= 11 or step == STEPS[-1])
        years = range(math.ceil(self.first / step) * step, self.last, step)
        every = math.ceil(len(years) / 5)
        ticks = [Tick(self.x(year), year, minor=n % every != 0) for n, year in enumerate(years)]
        return [
            Tick(tick.at, tick.year, tick.minor or self._gives_way(tick, NARROW))
            for tick in ticks
            if not self._gives_way(tick, WIDE)
        ]

    def _gives_way(self, tick, width):
        left, right = tick.at / 100 * width, tick.at / 100 * width + 34
        if self.today is None:
            return right > width
        today = self.x(self.today) / 100 * width
        return right > width or (right > today - 45 and left < today + 4)


# --- Words -----------------------------------------------------------------------------------
def width_of(words, bold=False):
    """Return about how many px these words take at the size of labels."""
    letter = 7.4 if bold else 6.8
    return sum(13 if _is_wide(char) else letter for char in words)


def _is_wide(char):
    return unicodedata.east_asian_width(char) in "WF"


def wrapped(words, letters=LETTERS_A_LINE, lines=3):
    """Return words as at most three lines; what does not fit ends in an ellipsis (the list shows all)."""
    letters = letters // 2 if any(map(_is_wide, words)) else letters
    return textwrap.wrap(words, letters, max_lines=lines, placeholder="…") or [""]


# --- Labels of a strip of bars ---------------------------------------------------------------
@dataclass(frozen=True)
class Label:
    """Words that belong to the moment ``x`` (px); ``far`` asks for the further tiers above."""

    x: float
    width: float
    far: bool = False


@dataclass(frozen=True)
class LabelPlace:
    side: str
    tier: int
    at_end: bool
    left: float
    right: float
    x: float


def places(labels, sides=("below", "above"), tiers=3, width=WIDE):
    """Return {index of a label: its LabelPlace}; labels come in the order of their x.

    Placed from the right on alternating sides, so that the lines to close labels cross no words. A label that
    would leave the drawing is anchored at its end. One that fits nowhere is left out.
    """
    placed = {}
    for turn, index in enumerate(reversed(range(len(labels)))):
        label = labels[index]
        at_end = label.x + label.width > width and label.x >= label.width
        left = label.x - label.width if at_end else label.x
        for side, tier in _preferences(sides, tiers, turn, label.far):
            place = LabelPlace(side, tier, at_end, left, left + label.width, label.x)
            if all(_apart(place, other) for other in placed.values()):
                placed[index] = place
                break
    return placed


def _preferences(sides, tiers, turn, far):
    first, *rest = sides[turn % len(sides) :] + sides[: turn % len(sides)]
    if far and "above" in sides:
        yield from (("above", tier) for tier in range(2, tiers + 1))
    for tier in range(1, tiers + 1):
        yield first, tier
        yield from ((side, tier) for side in rest)


def _apart(one, other, gap=6):
    if one.side != other.side:
        return True
    if one.tier == other.tier:
        return one.right + gap <= other.left or other.right + gap <= one.left
    near, far = sorted((one, other), key=lambda place: place.tier)
    return not near.left - 3 < far.x < near.right + 3  # the leader of the far one passes the near one


def pushed_down(heights):
    """Return the y of labels that stand under each other: each at its moment or below the label before.

    ``heights`` are pairs (y of the moment, height of the label) in px, sorted.
    """
    tops, bottom = [], -math.inf
    for y, height in heights:
        tops.append(max(y, bottom))
        bottom = tops[-1] + height
    return tops


def free(start, end, taken):
    """Return the parts between start and end that the sorted pairs in ``taken`` leave free, as pairs."""
    left = []
    for begin, finish in taken[: bisect(taken, (end,))]:
        if begin > start:
            left.append((start, begin))
        start = max(start, finish)
    return [*left, (start, end)] if start < end else left
