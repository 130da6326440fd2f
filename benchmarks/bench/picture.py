"""Draws cost against the number of stories and against the record's size, as an SVG (`drawing`)."""

import math
from html import escape

from . import growth

PAGES = ("story", "front", "archive", "person", "who held what on a day", "search, common word", "desk: list")
COLOURS = ("#0b5cad", "#b3261e", "#2e7d32", "#8e24aa", "#e65100", "#00695c", "#5d4037")
WIDTH, HEIGHT, LEFT, TOP, GAP = 360, 300, 56, 40, 60
FLOOR, CEILING = 0.1, 10_000  # times the bare view
STYLE = "text{font:12px sans-serif;fill:#333}path{fill:none;stroke-width:2}line{stroke:#ddd}"


def drawing(runs):
    """The SVG of several runs of one database: a panel for each of the two axes that has several sizes."""
    panels = [
        ("stories", "stories, in the archive", growth.by_stories(runs)),
        ("appointments", "appointments, in the record", growth.by_record(runs)),
    ]
    width, height = 2 * (LEFT + WIDTH + GAP), TOP + HEIGHT + 40 + 18 * len(PAGES)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img"'
        f' aria-label="Cost of pages as the site grows"><style>{STYLE}</style>'
        f'<rect width="{width}" height="{height}" fill="#fff"/>'
    ]
    for n, (axis, title, along) in enumerate(panels):
        parts.append(f'<g transform="translate({LEFT + n * (LEFT + WIDTH + GAP)} {TOP})">')
        parts += [*_axes(title), *_curves(along, axis), "</g>"]
    parts += [*_names(), "</svg>\n"]
    return "\n".join(parts)


def _axes(title):
    yield f'<text x="0" y="-16">processor time of an answer ÷ bare view, against {escape(title)}</text>'
    power = round(math.log10(FLOOR))
    while 10**power <= CEILING:
        y = _y(10**power)
        yield f'<line x1="0" x2="{WIDTH}" y1="{y:.1f}" y2="{y:.1f}"/>'
        yield f'<text x="-8" y="{y + 4:.1f}" text-anchor="end">{10**power:g}</text>'
        power += 1


def _curves(runs, axis):
    if not runs:
        return
    sizes = [run["size"][axis] for run in runs]
    for size in sizes:
        yield f'<text x="{_x(size, sizes):.1f}" y="{HEIGHT + 18}" text-anchor="middle">{size:,}</text>'
    for name, colour in zip(PAGES, COLOURS, strict=True):
        points = [
            (_x(run["size"][axis], sizes), _y(run["pages"][name]["to_bare"]))
            for run in runs
            if name in run["pages"]
        ]
        line = " ".join(f"{'L' if n else 'M'}{x:.1f} {y:.1f}" for n, (x, y) in enumerate(points))
        yield f'<path d="{line}" stroke="{colour}"><title>{escape(name)}</title></path>'


def _names():
    for n, (name, colour) in enumerate(zip(PAGES, COLOURS, strict=True)):
        y = TOP + HEIGHT + 44 + 18 * n
        yield f'<line x1="{LEFT}" x2="{LEFT + 24}" y1="{y}" y2="{y}" style="stroke:{colour};stroke-width:3"/>'
        yield f'<text x="{LEFT + 32}" y="{y + 4}">{escape(name)}</text>'


def _x(size, sizes):
    first, last = math.log10(sizes[0]), math.log10(sizes[-1])
    return WIDTH * (math.log10(size) - first) / (last - first)


def _y(times):
    share = (math.log10(max(times, FLOOR)) - math.log10(FLOOR)) / (math.log10(CEILING) - math.log10(FLOOR))
    return HEIGHT * (1 - share)
