"""The timeline of a post's holders, one after another, with vacancies, gaps and designated successors."""

from itertools import groupby, pairwise

from django.utils.translation import gettext as _

from newsroom.lib.days import DAY, year_of
from people.spans import Stretch, span, stretches, years
from people.tenures import tenures
from people.timeline.bars import (
    LETTERS_BESIDE,
    STRIP,
    axis_around,
    bars,
    empty_drawing,
    fill_of,
    label_x,
    moments_of,
    only_held,
    state_of,
    tiers_on,
    timeline_of,
)
from people.timeline.drawing import (
    LINE,
    THIN,
    DrawnText,
    Label,
    Leader,
    Percent,
    Rect,
    free,
    places,
    width_of,
    wrapped,
)
from people.timeline.lanes import Lane, lanes
from people.timeline.upright import Upright

SUCCESSION = 690  # px: the narrowest page with a wide drawing
TIER = 36  # px: a tier of labels of two lines
HANDOVER = 1.5 / 365  # years: on one day the holder before and the next one both held the post
SHORT = 2  # years: the label of a shorter term is put further away


def succession(name, appointments, gaps, today, numbers=None):
    """Return the Timeline of a post's holders, or None when no date can be drawn.

    ``appointments`` are those readers may see, in the order they began; ``gaps`` the HolderGaps; ``numbers``
    what `Post.numbers` returns.
    """
    every = tenures(appointments)
    drawn = [stretch for tenure in every for stretch in stretches(tenure, today)]
    if not drawn:
        return None
    axis = axis_around(moments_of(drawn), today)
    sentence = _("Succession of %(post)s, %(first)s to %(last)s. The table has every date.") % {
        "post": name,
        "first": axis.first,
        "last": _("today") if axis.today else axis.last,
    }
    in_office = only_held(drawn)
    if _share_days(stretch for stretch in in_office if not stretch.is_acting):
        rows = [Lane(str(tenure.first.person), years(tenure, today), [tenure]) for tenure in every]
        return lanes(sentence, rows, axis, today)
    pieces = [*in_office, *_stages_in_sight(drawn, in_office, today)]
    wide = _succession_wide(sentence, axis, pieces, gaps, today)
    wide.texts += _numbered(in_office, axis, numbers or {}, wide)
    return timeline_of(wide, _succession_tall(sentence, axis, pieces, gaps, today), pieces, gaps)


def _share_days(held):
    """Whether two of them held the post at once for longer than the day on which one follows the other."""
    spans = sorted(stretch.certain for stretch in held if stretch.certain)
    return any(begin + HANDOVER < end for (_begin, end), (begin, _end) in pairwise(spans))


def _stages_in_sight(drawn, in_office, today):
    """Stages of intended and designate holders: where nobody held the post, or whole if it still lasts."""
    taken = sorted(stretch.certain for stretch in in_office if stretch.certain)
    for stretch in drawn:
        if stretch.is_stage:
            still = stretch.appointment.state_on(today).value == stretch.state
            for begin, end in [stretch.certain] if still else free(*stretch.certain, taken):
                yield Stretch(stretch.appointment, stretch.state, (begin,) * 2, (end,) * 2, stretch.tenure)


def _succession_wide(sentence, axis, pieces, gaps, today):
    groups = _by_person(pieces)
    placed = places([_name_label(group, axis, today) for group in groups], width=SUCCESSION)
    top = 26 + TIER * tiers_on(placed, "above")
    drawing = empty_drawing(axis, sentence, top + STRIP + TIER * tiers_on(placed, "below") + 32)
    for gap in gaps:
        begin, end = map(axis.x, _years_of(gap))
        state = state_of(gap)
        drawing.rects.append(Rect(state, begin, top, Percent(end - begin), STRIP, fill_of(state)))
    for piece in pieces:
        down = STRIP / 2 if _lies_on_another(piece, pieces, gaps) else 0
        drawing.rects += bars(piece, axis, top + down, STRIP - down, 100 * THIN / SUCCESSION)
    for index, place in placed.items():
        _add_label(drawing, groups[index], place, axis, top, today)
    return drawing


def _numbered(in_office, axis, numbers, drawing):
    """The holders' numbers, inside the bars that have room for one."""
    # Who may have begun at any time until today has no bar.
    top = max((rect.y + rect.height for rect in drawing.rects), default=STRIP) - STRIP
    for stretch in in_office:
        number, bar = numbers.get(stretch.tenure.first.pk), stretch.certain
        if number and bar and (axis.x(bar[1]) - axis.x(bar[0])) / 100 * SUCCESSION > 22:
            yield DrawnText(str(number), "inside", axis.x(bar[0]), top + 28, 7)


def _lies_on_another(piece, pieces, gaps):
    """Whether a stage, or somebody who acted, overlaps a gap or a bar: then it is drawn in the lower half."""
    if not (piece.is_stage or piece.is_acting) or not piece.certain:
        return False
    begin, end = piece.certain
    spans = [other.certain for other in pieces if not (other.is_stage or other.is_acting) and other.certain]
    return any(begin < finish and start < end for start, finish in [*spans, *map(_years_of, gaps)])


def _years_of(gap):
    """A HolderGap as (from, until) in years."""
    return year_of(gap.first), year_of(gap.last + DAY)


def _by_person(pieces):
    """Group what is drawn by person, terms in a row together: one label each."""
    pieces = sorted(pieces, key=lambda piece: (min(piece.around), max(piece.around)))
    return [list(group) for _person, group in groupby(pieces, key=lambda piece: piece.appointment.person_id)]


def _name_label(group, axis, today):
    name, when = _surname(group[0].appointment.person), _spell_years(group, today)
    in_office = [moment for piece in group if not piece.is_stage for moment in piece.around]
    is_short = bool(in_office) and max(in_office) - min(in_office) < SHORT < axis.last - max(in_office)
    width = max(width_of(name, bold=True), width_of(when)) + 8
    return Label(label_x(group[0], axis) / 100 * SUCCESSION, width, far=is_short)


def _add_label(drawing, group, place, axis, top, today):
    """Add one label with its leader, above or below the strip."""
    x, dx = label_x(group[0], axis), -6 if place.at_end else 6
    further = TIER * (place.tier - 1)
    if place.side == "above":
        start, end, y = top - 30 - further, top, top - 22 - further
    else:
        start, end, y = top + STRIP, top + STRIP + 42 + further, top + STRIP + 24 + further
    drawing.leaders.append(Leader(x, start, end))
    drawing.texts.append(DrawnText(_surname(group[0].appointment.person), "who", x, y, dx, place.at_end))
    drawing.texts.append(DrawnText(_spell_years(group, today), "when", x, y + LINE, dx, place.at_end))


def _succession_tall(sentence, axis, pieces, gaps, today):
    labels = []
    for group in _by_person(pieces):
        is_one = len({piece.tenure for piece in group}) == 1
        lines = wrapped(_spell_years(group, today, span if is_one else years), LETTERS_BESIDE)
        labels.append((_middle(group), str(group[0].appointment.person), lines))
    upright = Upright(axis, labels)
    above = [piece for piece in pieces if piece.is_acting and _lies_on_another(piece, pieces, ())]
    drawing = upright.drawing(sentence, pieces, above)
    unheld = [upright.bar(state_of(gap), *_years_of(gap), fill_of(state_of(gap))) for gap in gaps]
    drawing.rects = [*unheld, *drawing.rects]
    return drawing


def _middle(group):
    """The middle (years) of what is certain in a group of stretches."""
    moments = [moment for piece in group for moment in (piece.certain or piece.around)]
    return (min(moments) + max(moments)) / 2


def _surname(person):
    """The name on a label: the family name, or the first of a long name that has none."""
    name = person.family_name or person.given_name
    return name if person.family_name or len(name) < 18 else name.partition(" ")[0]


def _spell_years(group, today, in_words=years):
    """The words under a name in a succession, for all tenures drawn in a row."""
    found = list(dict.fromkeys(piece.tenure for piece in group))
    when = "; ".join(in_words(tenure, today) for tenure in found[:2])
    last = found[-1].term_on(today)
    if not last.died_in_office or last.state_on(today).is_live:
        return when
    return _("%(years)s, died in office") % {"years": when}
