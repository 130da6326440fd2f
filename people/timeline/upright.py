"""The tall form of a strip of bars, for narrow screens: time runs down the page."""

from dataclasses import replace

from people.timeline.bars import fill_of
from people.timeline.drawing import THIN, Drawing, DrawnText, Leader, Rect, Tick, pushed_down


class Upright:
    """The tall form: y in pixels, 9 a year for 80 years and 17 for 20, more where labels need space.

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

    def drawing(self, sentence, pieces, above=()):
        """Return the Drawing of what is certain in these stretches; the words say what is possible.

        Those ``above`` others are half as wide.
        """
        today = self.y(self.axis.today) if self.axis.today else None
        ticks = [tick for tick in self._ticks() if today is None or abs(tick.at - today) > 20]
        bottom = max(self.y(self.axis.last), *(tick.at + 24 for tick in ticks), (today or 0) + 24)
        drawing = Drawing(sentence, bottom, ticks=ticks, today=today, is_tall=True)
        for piece in pieces:
            if piece.first and piece.last:
                begin, end = piece.certain or (piece.first[0], piece.last[1])
                bar = self.bar(piece.state, begin, end, fill_of(piece.state))
                half = replace(bar, x=bar.x + bar.width / 2, width=bar.width / 2)
                drawing.rects.append(half if piece in above else bar)
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
            drawing.texts.append(DrawnText(name, "who", 96, top + 4))
            drawing.texts += [DrawnText(line, "when", 96, top + 20 + 16 * n) for n, line in enumerate(lines)]
            drawing.height = max(drawing.height, top + height)
