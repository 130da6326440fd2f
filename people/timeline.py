"""Timelines: what is drawn of a career, of a post's succession, of the appointments somebody made. No HTML.

What is certain is a bar, what is not is a fade: a bar runs from the last possible start to the first possible
end. Three forms share that reading (`people.spans`): a strip of bars, the same standing up for narrow
screens, and lanes where bars would lie upon each other. Pure: no query after ``with_facts()``.
"""

from collections import defaultdict
from dataclasses import dataclass
from itertools import groupby, pairwise

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from newsroom.lib.partial_date import lo, words
from people.drawing import (
    LINE,
    NARROW,
    NARROW_ONLY,
    SOFT,
    STUB,
    THIN,
    WIDE_ONLY,
    Axis,
    Drawing,
    Label,
    Leader,
    Percent,
    Rect,
    Text,
    Tick,
    free,
    places,
    pushed_down,
    width_of,
    wrapped,
    year_of,
)
from people.models import Appointment, State
from people.spans import DAY, Stretch, held, post_name, span, span_of, stretches, years

CAREER = 600  # px: two thirds of the page, where it is narrowest
SUCCESSION = 690  # px: the whole page, where it is narrowest
STRIP = 46  # px: the height of a strip of bars
LANE = 11  # px: the height of a bar in a lane
TIER = 36  # px: a tier of labels of two lines
SHORT = 2  # years: a holder of less takes a further tier
THICK_FADE = 0.1  # years: a longer one is drawn true, a month as SOFT pixels
MOST_LANES = 40  # the list beside the drawing has them all
LETTERS_BESIDE = 26  # of a line beside a bar that stands up, on the narrowest phone


@dataclass(frozen=True)
class Timeline:
    """A drawing for wide screens, one for narrow ones (None: the wide one serves both), and the key."""

    wide: Drawing
    tall: Drawing | None
    states: tuple

    @property
    def key(self):
        """Pairs (data-state, words) of what is drawn."""
        return [(state, told) for state, told in _key().items() if state in self.states]


def _key():
    return {
        "intended": _("intended"),
        "designate": _("designate"),
        "in-post": _("in post"),
        "acting": _("acting"),
        "left": _("left"),
        "vacant": _("vacant by the dates on record"),
        "soft": _("known to the month or year only"),
    }


def _timeline(wide, tall, drawn, gaps=()):
    states = [stretch.state for stretch in drawn] + ["vacant"] * bool(gaps)
    soft = any(stretch.is_soft for stretch in drawn)
    return Timeline(wide, tall, (*states, "soft") if soft else tuple(states))


# --- Bars ------------------------------------------------------------------------------------------
def _bars(stretch, axis, y, height, least):
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
            yield Rect(stretch.state, axis.x(begin), y, width, height, _fill(stretch.state))
        if end < stretch.last[1]:
            yield _fade(f"out-{tone}", axis, end, stretch.last[1], y, height)


def _fill(state):
    return "hatch" if state == "intended" else ""


def _strongest(stretch):
    """Where a stretch with nothing certain is strongest: half way between its outer bounds."""
    return (stretch.first[0] + stretch.last[1]) / 2


def _fade(fill, axis, start, end, y, height):
    """A year fades over the year; a month, too thin to see, over a few pixels beside its bar."""
    if end - start > THICK_FADE:
        return Rect("", axis.x(start), y, Percent(axis.x(end) - axis.x(start)), height, fill)
    if fill.startswith("in"):
        return Rect("", axis.x(end), y, SOFT, height, fill, shift=-SOFT)
    return Rect("", axis.x(start), y, SOFT, height, fill)


def _axis(moments, today):
    return Axis.around(moments, year_of(today + DAY))


def _around(drawn):
    return [moment for stretch in drawn for moment in stretch.around]


def _on(axis, sentence, height=0):
    """An empty Drawing on an axis."""
    today = axis.x(axis.today) if axis.today else None
    return Drawing(sentence, height, ticks=axis.ticks(), today=today)


def _at(stretch, axis):
    """Where a label of this stretch points (percent): where the bar begins."""
    if not stretch.first:
        return axis.x(stretch.last[0])
    return axis.x(stretch.certain[0] if stretch.certain else stretch.first[0])


def _depth(placed, side):
    """How many tiers of labels there are on a side."""
    return max((place.tier for place in placed.values() if place.side == side), default=0)


# --- The succession of a post ------------------------------------------------------------------------
def succession(name, appointments, gaps, today, numbers=None):
    """Return the Timeline of a post's holders, or None when no date can be drawn.

    ``appointments`` are those readers may see, in the order they began; ``gaps`` the Vacancies; ``numbers``
    what `Post.numbers` returns.
    """
    drawn = [stretch for row in appointments for stretch in stretches(row, today)]
    if not drawn:
        return None
    axis = _axis(_around(drawn), today)
    sentence = _("Succession of %(post)s, %(first)s to %(last)s. The table has every date.") % {
        "post": name,
        "first": axis.first,
        "last": _("today") if axis.today else axis.last,
    }
    in_office = _in_office(drawn)
    if _share_days(in_office):
        rows = [_Row(str(row.person), years(row, today), [row]) for row in appointments]
        return _lanes(sentence, rows, axis, today)
    gaps = [(year_of(gap.first), year_of(gap.last + DAY)) for gap in gaps]
    pieces = [*in_office, *_stages_in_sight(drawn, in_office, today)]
    wide = _succession_wide(sentence, axis, pieces, gaps, today)
    wide.texts += _numbered(in_office, axis, numbers or {}, wide)
    return _timeline(wide, _succession_tall(sentence, axis, pieces, gaps, today), pieces, gaps)


def _in_office(drawn):
    return [stretch for stretch in drawn if not stretch.is_stage]


def _share_days(in_office):
    spans = sorted(stretch.certain for stretch in in_office if stretch.certain)
    return any(begin < end for (_begin, end), (begin, _end) in pairwise(spans))


def _stages_in_sight(drawn, in_office, today):
    """Intended and designate holders: as far as nobody held the post, or whole while it is still so."""
    taken = sorted(stretch.certain for stretch in in_office if stretch.certain)
    for stretch in drawn:
        if stretch.is_stage:
            still = stretch.appointment.state_on(today).value == stretch.state
            for begin, end in [stretch.certain] if still else free(*stretch.certain, taken):
                yield Stretch(stretch.appointment, stretch.state, (begin,) * 2, (end,) * 2)


def _succession_wide(sentence, axis, pieces, gaps, today):
    groups = _by_person(pieces)
    placed = places([_name_label(group, axis, today) for group in groups], width=SUCCESSION)
    top = 26 + TIER * _depth(placed, "above")
    drawing = _on(axis, sentence, top + STRIP + TIER * _depth(placed, "below") + 32)
    for begin, end in gaps:
        width = Percent(axis.x(end) - axis.x(begin))
        drawing.rects.append(Rect("vacant", axis.x(begin), top, width, STRIP, "hatch-vacant"))
    for piece in pieces:
        down = STRIP / 2 if _lies_on_another(piece, pieces, gaps) else 0
        drawing.rects += _bars(piece, axis, top + down, STRIP - down, 100 * THIN / SUCCESSION)
    for index, place in placed.items():
        _hang(drawing, groups[index], place, axis, top, today)
    return drawing


def _numbered(in_office, axis, numbers, drawing):
    """The holders' numbers, inside the bars that have room for one."""
    top = max(rect.y + rect.height for rect in drawing.rects) - STRIP
    for stretch in in_office:
        number, bar = numbers.get(stretch.appointment.pk), stretch.certain
        if number and bar and (axis.x(bar[1]) - axis.x(bar[0])) / 100 * SUCCESSION > 22:
            yield Text(str(number), "inside", axis.x(bar[0]), top + 28, 7)


def _lies_on_another(piece, pieces, gaps):
    """Whether a stage lies on a vacancy or on somebody's bar: then it takes the lower half."""
    if not piece.is_stage:
        return False
    begin, end = piece.certain
    spans = [other.certain for other in pieces if not other.is_stage and other.certain]
    return any(begin < finish and start < end for start, finish in [*spans, *gaps])


def _by_person(pieces):
    """Group what is drawn by person, spells in a row together: one label each."""
    pieces = sorted(pieces, key=lambda piece: (min(piece.around), max(piece.around)))
    return [list(group) for _person, group in groupby(pieces, key=lambda piece: piece.appointment.person_id)]


def _name_label(group, axis, today):
    name, when = _surname(group[0].appointment.person), _spell_years(group, today)
    in_office = [moment for piece in group if not piece.is_stage for moment in piece.around]
    is_short = bool(in_office) and max(in_office) - min(in_office) < SHORT < axis.last - max(in_office)
    width = max(width_of(name, bold=True), width_of(when)) + 8
    return Label(_at(group[0], axis) / 100 * SUCCESSION, width, far=is_short)


def _hang(drawing, group, place, axis, top, today):
    """Add one label with its leader, above or below the strip."""
    x, dx = _at(group[0], axis), -6 if place.at_end else 6
    further = TIER * (place.tier - 1)
    if place.side == "above":
        start, end, y = top - 30 - further, top, top - 22 - further
    else:
        start, end, y = top + STRIP, top + STRIP + 42 + further, top + STRIP + 24 + further
    drawing.leaders.append(Leader(x, start, end))
    drawing.texts.append(Text(_surname(group[0].appointment.person), "who", x, y, dx, place.at_end))
    drawing.texts.append(Text(_spell_years(group, today), "when", x, y + LINE, dx, place.at_end))


def _succession_tall(sentence, axis, pieces, gaps, today):
    labels = []
    for group in _by_person(pieces):
        is_one = len({piece.appointment.pk for piece in group}) == 1
        told = wrapped(_spell_years(group, today, span if is_one else years), LETTERS_BESIDE)
        labels.append((_middle(group), str(group[0].appointment.person), told))
    upright = _Upright(axis, labels)
    drawing = upright.drawing(sentence, pieces)
    vacant = [upright.bar("vacant", begin, end, "hatch-vacant") for begin, end in gaps]
    drawing.rects = [*vacant, *drawing.rects]
    return drawing


def _middle(group):
    """The middle (years) of what is certain in a group of stretches."""
    moments = [moment for piece in group for moment in (piece.certain or piece.around)]
    return (min(moments) + max(moments)) / 2


def _surname(person):
    """The name on a label: the family name, or the first of a long name that has none."""
    name = person.family_name or person.given_name
    return name if person.family_name or len(name) < 18 else name.partition(" ")[0]


def _spell_years(group, today, told=years):
    """The words under a name in a succession, for all spells drawn in a row."""
    rows = list(dict.fromkeys(piece.appointment for piece in group))
    when = "; ".join(told(row, today) for row in rows[:2])
    if rows[-1].end_reason != Appointment.EndReason.DIED:
        return when
    return _("%(years)s, died in office") % {"years": when}


# --- A strip that stands up ------------------------------------------------------------------------
class _Upright:
    """The tall form: y in pixels, 9 a year for 80 years and 17 for 20, more where labels need the room.

    ``labels`` are (moment in years, name, lines), drawn at their bar or pushed down, joined by a leader.
    """

    TOP, LEFT, WIDTH = 8, 52, 18

    def __init__(self, axis, labels):
        self.axis, self.labels = axis, sorted(labels)
        needed = sum(self._height(lines) for _moment, _name, lines in labels)
        self.scale = max(min(max(19.7 - 0.131 * axis.years, 6), 24), 0.8 * needed / axis.years)

    @staticmethod
    def _height(lines):
        return 22 + 16 * len(lines)

    def y(self, year):
        return round(self.TOP + (year - self.axis.first) * self.scale, 1)

    def bar(self, state, begin, end, fill=""):
        height = round(max(self.y(end) - self.y(begin), THIN), 1)
        return Rect(state, self.LEFT, self.y(begin), self.WIDTH, height, fill)

    def drawing(self, sentence, pieces):
        """Return the Drawing of these stretches: what is certain; the fades are left to the words."""
        today = self.y(self.axis.today) if self.axis.today else None
        ticks = [tick for tick in self._ticks() if today is None or abs(tick.at - today) > 20]
        bottom = max(self.y(self.axis.last), *(tick.at + 24 for tick in ticks), (today or 0) + 24)
        drawing = Drawing(sentence, bottom, ticks=ticks, today=today, is_tall=True)
        for piece in pieces:
            if piece.first and piece.last:
                begin, end = piece.certain or (piece.first[0], piece.last[1])
                drawing.rects.append(self.bar(piece.state, begin, end, _fill(piece.state)))
        self._label(drawing)
        return drawing

    def _ticks(self):
        step = next(step for step in (1, 5, 10, 20, 50, 100) if step * self.scale > 40 or step == 100)
        first = -(-self.axis.first // step) * step
        return [Tick(self.y(year), year) for year in range(first, self.axis.last + 1, step)]

    def _label(self, drawing):
        wanted = [(self.y(moment), self._height(lines)) for moment, _name, lines in self.labels]
        for (y, height), top, label in zip(wanted, pushed_down(wanted), self.labels, strict=True):
            _moment, name, lines = label
            drawing.leaders.append(Leader(path=f"M71 {y:g}H80L90 {top:g}"))
            drawing.texts.append(Text(name, "who", 96, top + 4))
            drawing.texts += [Text(line, "when", 96, top + 20 + 16 * n) for n, line in enumerate(lines)]
            drawing.height = max(drawing.height, top + height)


# --- Lanes -------------------------------------------------------------------------------------------
def made_by(person, appointments, tenure, today):
    """Return the Timeline of appointments that a person made, or None when no date can be drawn.

    ``tenure`` are the person's own appointments that gave the power: their time is the band behind.
    """
    rows = [_Row(str(row.person), post_name(row, today), [row], is_minor=True) for row in appointments]
    drawn = [stretch for row in appointments for stretch in stretches(row, today)]
    if not drawn:
        return None
    sentence = _("Appointments made by %(name)s on one axis of years: %(people)s. The list has every date.")
    sentence %= {"name": person, "people": ", ".join(str(row.person) for row in appointments[:MOST_LANES])}
    own = [stretch.certain for row in tenure if (stretch := held(row, today)) and stretch.certain]
    axis = _axis(_around(drawn) + [moment for pair in own for moment in pair], today)
    return _lanes(sentence, rows, axis, today, own)


@dataclass(frozen=True)
class _Row:
    """One lane: words above its bar and under it (``is_minor``: only where there is room), appointments."""

    name: str
    under: str
    appointments: list
    is_minor: bool = False


def _lanes(sentence, rows, axis, today, bands=()):
    """The Timeline of _Rows, one bar under another."""
    drawing, y, drawn = _on(axis, sentence), 17, []
    for row in rows[:MOST_LANES]:
        here = [stretch for one in row.appointments for stretch in stretches(one, today)]
        if here:
            drawn += here
            y = _lane(drawing, axis, y + 30, row, here)
    drawing.height = y + 17
    drawing.bands = [(axis.x(begin), Percent(axis.x(end) - axis.x(begin))) for begin, end in bands]
    return _timeline(drawing, None, drawn)


def _lane(drawing, axis, y, row, here):
    """Draw one lane whose first words stand at y; return the y of its last words."""
    name, under = wrapped(row.name), wrapped(row.under)
    bar = y + LINE * (len(name) - 1) + 7
    for stretch in here:
        drawing.rects += _bars(stretch, axis, bar, LANE, 100 * THIN / NARROW)
    drawing.texts += _at_bar(name, "who", y, here, axis)
    drawing.texts += _at_bar(under, "when", bar + 25, here, axis, row.is_minor)
    return bar + 25 + LINE * (len(under) - 1)


def _at_bar(lines, css, y, here, axis, is_minor=False):
    """Yield the lines of a label at its bar; twice where it must stand elsewhere on a phone."""
    wide, narrow = (_beside(here, axis, lines, css == "who", width) for width in (CAREER, NARROW))
    for (x, at_end), only in ((wide, WIDE_ONLY), (narrow, NARROW_ONLY)):
        if only == NARROW_ONLY and (is_minor or narrow == wide):
            continue
        only = "" if narrow == wide and not is_minor else only
        for n, line in enumerate(lines):
            yield Text(line, css, x, y + LINE * n, at_end=at_end, only=only)


def _beside(here, axis, lines, bold, width):
    """Return (x, whether anchored at the end) for lines at a bar: never across an edge."""
    left, right = axis.x(min(_around(here))), axis.x(max(_around(here)))
    widest = max(width_of(line, bold) for line in lines)
    if left / 100 * width + widest <= width:
        return left, False
    return (right if right / 100 * width >= widest else Percent(100)), True


# --- A career --------------------------------------------------------------------------------------
def career(person, appointments, today):
    """Return the Timeline of a person's appointments, or None when no date can be drawn.

    Several posts are lanes, one a post. A single post is one strip, with its stages named.
    """
    appointments = sorted(appointments, key=lambda row: (lo(row.first_date), lo(row.start)))
    drawn = [stretch for row in appointments for stretch in stretches(row, today)]
    if not drawn:
        return None
    axis, sentence = _axis(_around(drawn), today), _career_sentence(person, appointments, today)
    by_post = defaultdict(list)
    for row in appointments:
        by_post[row.post_id].append(row)
    if len(by_post) > 1:
        rows = [
            _Row(post_name(group[-1], today), _lane_years(group, today), group) for group in by_post.values()
        ]
        return _lanes(sentence, rows, axis, today)
    wide = _career_wide(sentence, axis, drawn, today)
    return _timeline(wide, _career_tall(sentence, axis, drawn), drawn)


def _career_sentence(person, appointments, today):
    told = [f"{post_name(row, today)}, {span(row, today)}" for row in appointments[:6]]
    if more := len(appointments) - len(told):
        told.append(ngettext("and %(n)d more", "and %(n)d more", more) % {"n": more})
    return _("Career of %(name)s: %(facts)s.") % {"name": person, "facts": "; ".join(told)}


def _lane_years(group, today):
    return "; ".join(years(row, today) for row in group)


def _career_wide(sentence, axis, drawn, today):
    title = wrapped(post_name(drawn[-1].appointment, today))
    top = 66 + LINE * (len(title) - 1)
    told = [text for stretch in drawn for text in _inside(stretch, axis, top)]
    marks = [mark for mark in _marks(drawn, axis) if mark.is_stage or len(told) < len(_in_office(drawn))]
    labels = [Label(axis.x(mark.at) / 100 * CAREER, width_of(str(mark)) + 8) for mark in marks]
    placed = places(labels, sides=("below",), tiers=4, width=CAREER)
    drawing = _on(axis, sentence, top + STRIP + 20 + 22 * _depth(placed, "below"))
    drawing.texts += [*_at_bar(title, "who", 54, drawn, axis), *told]
    for stretch in drawn:
        drawing.rects += _bars(stretch, axis, top, STRIP, 100 * THIN / CAREER)
    for index, place in placed.items():
        x, end = axis.x(marks[index].at), top + STRIP + 10 + 22 * place.tier
        drawing.leaders.append(Leader(x, top + STRIP, end))
        dx = -6 if place.at_end else 6
        drawing.texts.append(Text(str(marks[index]), "when", x, end + 2, dx, place.at_end))
    return drawing


def _inside(stretch, axis, top):
    """The dates inside a bar that has room for them; an outline has no ground for pale letters."""
    if stretch.is_stage or stretch.state == "acting" or not stretch.certain:
        return
    row, (begin, end) = stretch.appointment, stretch.certain
    told = span_of(row.start, "" if stretch.state == "in-post" else row.effective_end)
    if width_of(told, bold=True) + 18 < (axis.x(end) - axis.x(begin)) / 100 * CAREER:
        yield Text(told, "inside", axis.x(begin), top + 28, 9)


@dataclass(frozen=True, order=True)
class _Mark:
    """A moment (years) of a single post that is worth naming."""

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
    """Whether it lasts to today, or another spell follows it the next day."""
    until = stretch.last[1]
    follows = any(other.first and abs(other.first[0] - until) < 1e-6 for other in _in_office(drawn))
    return follows or until >= (axis.today or axis.last + 1)


def _career_tall(sentence, axis, drawn):
    labels = [
        (mark.at, mark.name[:1].upper() + mark.name[1:], wrapped(mark.when, LETTERS_BESIDE))
        for mark in _marks(drawn, axis)
    ]
    return _Upright(axis, labels).drawing(sentence, drawn)
