"""What is recognised in a table that a spreadsheet saved: encoding, separator, header, order of dates.

Nothing is guessed where the file allows two readings: `DateOrderUnclear` asks. What was recognised is told in
sentences, so that somebody can confirm it.
"""

import codecs
import csv
import io
import re
from dataclasses import dataclass, field
from itertools import zip_longest

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from newsroom.lib.incoming import TakenOff
from newsroom.lib.partial_date import words

DAY_FIRST, MONTH_FIRST = "day", "month"
HEADER_WITHIN = 20  # rows with something in them, among which the header is looked for
LOOKED_AT = 60  # rows by which the separator is found
SHOWN = 5  # examples in a sentence
LINES_NAMED = 20  # lines with cells that are left out, named one by one
SEPARATORS = {
    ",": gettext_lazy("commas"),
    ";": gettext_lazy("semicolons"),
    "\t": gettext_lazy("tabs"),
    "|": gettext_lazy("bars"),
}
ENCODINGS = {"cp1252": "Windows-1252", "utf-16": "UTF-16", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16"}
NAMED_SEPARATOR = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)  # what Excel writes above a table
LONE = r"(?<![\d./-])%s(?![\d./-])"
# 29/05/2010, 29.05.2010, 29-05-2010; the time of midnight after it says nothing.
MIDNIGHT = r"(?: 0{1,2}:00(?::00)?)?"
NUMBERS = re.compile(LONE % r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})" + MIDNIGHT, re.ASCII)
YEAR_FIRST = re.compile(LONE % r"(\d{4})([./])(\d{1,2})\2(\d{1,2})" + MIDNIGHT, re.ASCII)
MONTH_ONLY = re.compile(r"(\d{1,2})[./-](\d{4})", re.ASCII)


class DateOrderUnclear(ValueError):
    """The dates of a file may be read with the day or the month first. ``example`` is one of them."""

    def __init__(self, line, example):
        message = _("Line %(line)d: “%(date)s” may be read in two ways. Say which number is the day.")
        super().__init__(message % {"line": line, "date": example})
        day, month = re.split(r"[./-]", example)[:2]
        self.line, self.example = line, example
        self.ways = [
            (DAY_FIRST, _spelt(example, int(day), int(month))),
            (MONTH_FIRST, _spelt(example, int(month), int(day))),
        ]


def _spelt(example, day, month):
    return f"{example} = {words(f'{example[-4:]}-{month:02}-{day:02}')}"


@dataclass
class TableReading:
    """What to look for in a file, and what was found.

    known   names of columns, by which header and separator are found
    dates   names of columns that hold dates
    order   DAY_FIRST or MONTH_FIRST, if somebody has said so; then what was found
    """

    known: frozenset = frozenset()
    dates: frozenset = frozenset()
    order: str = ""
    encoding: str = "utf-8"
    separator: str = ","
    above: int = 0  # rows with something in them above the header
    merged: bool = False
    side_by_side: list = field(default_factory=list)  # lines with cells merged across columns
    letters: list = field(default_factory=list)  # words that another encoding would show otherwise
    changed: list = field(default_factory=list)  # (date as written, as read)
    text: str = ""  # the table written anew so that it reads the same, where somebody needs that
    left_out: list = field(default_factory=list)  # sentences about columns and cells that are not taken in
    taken: TakenOff = field(default_factory=TakenOff)  # characters that nobody sees

    def sentences(self):
        """What somebody should look at before they confirm; empty for a plain table of known columns."""
        return [*self._recognised(), *self.left_out, *self.taken.sentences()]

    def _recognised(self):
        if self.encoding != "utf-8":
            yield _("Read as %(encoding)s: %(words)s.") % {
                "encoding": ENCODINGS[self.encoding],
                "words": ", ".join(self.letters) or _("plain letters only"),
            }
        if self.separator != ",":
            yield _("%(signs)s part the columns.") % {"signs": str(SEPARATORS[self.separator]).capitalize()}
        if self.above:
            yield _("Rows above the names of the columns were left out: %(count)d.") % {"count": self.above}
        if self.merged:
            yield _("The value of merged cells was read in each of their rows.")
        if self.changed:
            pairs = ", ".join(f"{text} = {read}" for text, read in dict(self.changed).items())
            yield _("Dates were read so: %(pairs)s.") % {"pairs": pairs}

    @property
    def is_plain(self):
        """Whether the file is as we ask for it, and its text can be kept as it is."""
        return not [*self._recognised()]

    # --- What has no place -----------------------------------------------------------------------
    def leave_out(self, headers, rows, known):
        """Note the columns that are not ``known``, and the cells that stand under no name of a column."""
        if strange := [name for name in headers if name and name not in known]:
            names = ", ".join(strange)
            self.left_out.append(_("Columns with no place here are left out: %(names)s.") % {"names": names})
        beyond = [(line, _nameless(headers, cells)) for line, cells in rows]
        beyond = [(line, cells) for line, cells in beyond if cells]
        for line, cells in beyond[:LINES_NAMED]:
            values = {"line": line, "cells": ", ".join(f"“{cell}”" for cell in cells)}
            self.left_out.append(
                _("Line %(line)d: cells under no name of a column are left out: %(cells)s.") % values
            )
        if more := len(beyond[LINES_NAMED:]):
            self.left_out.append(
                ngettext("One more line has such cells.", "%(n)d more lines have such cells.", more)
                % {"n": more}
            )

    # --- Text ------------------------------------------------------------------------------------
    def text_of(self, content):
        """The text of a file: UTF-8, UTF-16 or, where it is neither, Windows-1252."""
        self.encoding = _encoding_of(content)
        try:
            text = content.decode("utf-8-sig" if self.encoding == "utf-8" else self.encoding)
        except UnicodeDecodeError as error:
            line = content[: error.start].count(b"\n") + 1
            raise ValueError(
                _("The encoding of the file is not known (line %(line)d). Save it as “CSV UTF-8”.")
                % {"line": line}
            ) from None
        if "\0" in text:
            raise ValueError(_("This is not a text file."))
        text = text.removeprefix("\ufeff")
        found = dict.fromkeys(re.findall(r"\w*[^\W\x00-\x7f]\w*", text))
        self.letters = [*found][:SHOWN]
        return text

    def rows_of(self, text):
        """Yield (first line, last line, cells) of a CSV text, with what parts its cells in most rows."""
        named = NAMED_SEPARATOR.match(text)
        if named:
            text = "\n" + text[named.end() :]
        signs = [named[1]] if named and named[1] in SEPARATORS else SEPARATORS
        self.separator = max(signs, key=lambda sign: self._fit(text, sign))
        yield from _parse(text, self.separator)

    def _fit(self, text, sign):
        """How well a separator fits: the known columns of the best row, then the cells of the first."""
        rows = []
        try:
            for _begin, _end, cells in _parse(text, sign):
                rows += [cells] if any(cells) else []
                if len(rows) == LOOKED_AT:
                    break
        except ValueError:
            pass
        return max(map(self._names_in, rows[:HEADER_WITHIN]), default=0), len(rows[0]) if rows else 0

    # --- Rows ------------------------------------------------------------------------------------
    def header_of(self, rows):
        """Return (the names of the columns, the rows below them) of rows (line, cells), blank ones left out.

        The header is the row that names most columns. Where none names two, it is the first.
        """
        named = [self._names_in(cells) for _line, cells in rows[:HEADER_WITHIN]]
        if not named:
            return [], []
        self.above = named.index(max(named)) if max(named) > 1 else 0
        return rows[self.above][1], rows[self.above + 1 :]

    def _names_in(self, cells):
        return len({cell.strip().lower() for cell in cells} & self.known)

    def with_dates(self, headers, rows):
        """Return rows (line, cells) with the dates in their date columns as ISO 8601 writes them."""
        places = [n for n, name in enumerate(headers) if name in self.dates]
        found = [(line, cells[n]) for line, cells in rows for n in places if n < len(cells) and cells[n]]
        self.order = self.order or self._order_of(found)
        return [
            (line, [self._read(cell, n in places) for n, cell in enumerate(cells)]) for line, cells in rows
        ]

    def _order_of(self, found):
        """Whether the day or the month comes first in the dates of a file. One order for all of them."""
        seen, unclear = {}, None
        for line, text in found:
            for match in NUMBERS.finditer(text):
                first, sign, second = int(match[1]), match[2], int(match[3])
                if sign == "." or first > 12:  # nobody writes points between month and day
                    seen.setdefault(DAY_FIRST, (line, match[0]))
                elif second > 12:
                    seen.setdefault(MONTH_FIRST, (line, match[0]))
                elif first != second:
                    unclear = unclear or (line, match[0])
        if len(seen) > 1:
            (one, text), (other, against) = seen[DAY_FIRST], seen[MONTH_FIRST]
            said = {"one": one, "text": text, "other": other, "against": against}
            raise ValueError(
                _("Line %(one)d has “%(text)s”, line %(other)d “%(against)s”. Which is the day?") % said
            )
        if unclear and not seen:
            raise DateOrderUnclear(*unclear)
        return next(iter(seen), DAY_FIRST)

    def _read(self, cell, is_date):
        if not is_date or not cell:
            return cell
        text = " ".join(cell.split()).removeprefix("'")  # by which a spreadsheet keeps a text as it is
        read = NUMBERS.sub(self._iso, text)
        read = YEAR_FIRST.sub(lambda match: f"{match[1]}-{match[3]:0>2}-{match[4]:0>2}", read)
        if match := MONTH_ONLY.fullmatch(read):
            read = f"{match[2]}-{match[1]:0>2}"
        if read == text:
            return cell
        if len(self.changed) < SHOWN:
            self.changed.append((text, read))
        return read

    def _iso(self, match):
        day, month = match[1], match[3]
        if self.order == MONTH_FIRST and match[2] != ".":
            day, month = month, day
        return f"{match[4]}-{month:0>2}-{day:0>2}"


def _nameless(headers, cells):
    """The cells of a row that say something and stand under no name of a column."""
    return [cell for name, cell in zip_longest(headers, cells) if cell and not name]


def _encoding_of(content):
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    head = content[:2000]
    if len(content) % 2 == 0 and head.count(0) > len(head) // 3:  # no mark, but every second byte is empty
        return "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _parse(text, sign):
    """Yield (first line, last line, cells) of each row. ValueError with a sentence where it is no CSV."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign, strict=True)
    begin = 1
    try:
        for cells in reader:
            yield begin, reader.line_num, cells
            begin = reader.line_num + 1
    except csv.Error as error:
        raise ValueError(
            _("This is not a CSV table: %(reason)s (line %(line)d).")
            % {"reason": error, "line": reader.line_num}
        ) from None
