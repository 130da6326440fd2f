"""Tables as files: CSV and XLSX, written without formulas, read with a sentence for each thing refused.

What a spreadsheet did to a table is recognised in `people.exchange.table_reading`. In CSV, a cell that a
spreadsheet would read as a formula, or a date that it would change, is written with an apostrophe before it,
taken off when it is read (OWASP ASVS 5.0, 1.2.10). In XLSX it is a cell of text.
"""

import csv
import datetime
import io
import json
import re
import zipfile
from itertools import pairwise
from xml.etree.ElementTree import ParseError

import openpyxl
import tablib
from django.utils.translation import gettext as _
from import_export.formats import base_formats
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils import range_boundaries

from newsroom.lib.cells import shield, unshield
from newsroom.lib.incoming import TakenOff
from people.exchange.table_reading import TableReading

LINE = "\0line"  # the column with a row's number in the file, from 1
LARGEST = 4_000_000  # bytes of a file
UNZIPPED = 30_000_000  # bytes of a workbook once it is unzipped
MOST_ROWS = 2_000  # rows with something in them
MOST_COLUMNS = 60
LONGEST_CELL = 32_767  # what a cell of XLSX can hold
SHEET_ROWS = 1_048_576  # what a sheet of XLSX can hold
MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*\bref="([A-Z]+[0-9]+:[A-Z]+[0-9]+)"')
# A number format of XLSX without what is quoted, escaped or in brackets in it.
FORMAT_NOISE = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')


# --- Out -------------------------------------------------------------------------------------------
class CSV(base_formats.CSV):
    """Comma-separated values (RFC 4180) in UTF-8, with the mark by which spreadsheets know that."""

    def export_data(self, dataset, **kwargs):
        file = io.StringIO(newline="")
        writer = csv.writer(file)
        writer.writerow(dataset.headers)
        writer.writerows([shield(legible(cell)) for cell in row] for row in dataset)
        return file.getvalue().encode("utf-8-sig")


class XLSX(base_formats.XLSX):
    """A workbook with one sheet, every cell of it text."""

    def export_data(self, dataset, **kwargs):
        book = openpyxl.Workbook(write_only=True)
        sheet = book.create_sheet(dataset.title or "Sheet1")
        sheet.freeze_panes = "A2"
        for row in [dataset.headers, *dataset]:
            sheet.append([_text_cell(sheet, cell) for cell in row])
        file = io.BytesIO()
        book.save(file)
        return file.getvalue()


def legible(text):
    """Return text as every file keeps it: no control characters, line breaks as one character."""
    return ILLEGAL_CHARACTERS_RE.sub("", text).replace("\r\n", "\n").replace("\r", "\n")


def read_json(content, taken=None):
    """Return what JSON in UTF-8 says, its texts clean. Raises ValueError with a sentence.

    ``taken``, a TakenOff, is told what was taken off.
    """
    try:
        return (taken or TakenOff()).clean_all(json.loads(content.decode("utf-8-sig")))
    except UnicodeDecodeError:
        raise ValueError(_("The file is not in UTF-8.")) from None
    except (ValueError, RecursionError) as error:
        raise ValueError(_("This is no JSON: %(reason)s.") % {"reason": error}) from None


def _text_cell(sheet, text):
    if len(text) > LONGEST_CELL:
        raise ValueError(
            _("A text is too long for a cell of XLSX (%(start)s…). Choose CSV.") % {"start": text[:40]}
        )
    cell = WriteOnlyCell(sheet, legible(text))
    cell.data_type, cell.number_format = "s", "@"
    cell.quotePrefix = True
    return cell


# --- In --------------------------------------------------------------------------------------------
def read_table(content, reading=None):
    """Return the table in these bytes as a tablib Dataset of text, with each row's place under `LINE`.

    ``reading`` (a TableReading) says what to look for, and is told what was found. Empty rows are left out.
    Raises ValueError with a sentence for the person who chose the file, or DateOrderUnclear.
    """
    headers, rows = read_rows(content, reading or TableReading())
    _check_headers(headers)
    dataset = tablib.Dataset(headers=[*headers, LINE])
    for number, (line, cells) in enumerate(rows, start=1):
        if number > MOST_ROWS:
            raise ValueError(
                _("%(count)d rows at once are the limit. Divide the file.") % {"count": MOST_ROWS}
            )
        if any(cells[len(headers) :]):
            raise ValueError(_more_cells(line))
        dataset.append([*(cells + [""] * len(headers))[: len(headers)], line])
    return dataset


def read_rows(content, reading, last_line=False):
    """Return (names of columns, rows (line, cells)) of bytes or of a text; blank rows are left out.

    A row of a text may have several lines: its number is the first, or with ``last_line`` the last.
    """
    if len(content) > LARGEST:
        raise ValueError(_("The file is too large: four megabytes are the limit."))
    if isinstance(content, bytes) and content.startswith(b"PK\x03\x04"):
        rows = _read_xlsx(content, reading)
    elif isinstance(content, bytes) and content.startswith((b"\xd0\xcf\x11\xe0", b"%PDF")):
        raise ValueError(_("This is no table that we read. Save it as CSV (UTF-8) or XLSX."))
    else:
        text = reading.text_of(content) if isinstance(content, bytes) else content
        rows = (
            (end if last_line else begin, [unshield(reading.taken.clean(cell)) for cell in cells])
            for begin, end, cells in reading.rows_of(text)
        )
    headers, rows = reading.header_of([(line, cells) for line, cells in rows if any(cells)])
    for line, cells in rows:
        if is_parted_text(headers, cells):
            raise ValueError(_more_cells(line))
    headers = [header.strip().lower() for header in headers]
    while headers and not headers[-1]:
        headers.pop()
    for line in sorted(set(reading.side_by_side) & {line for line, _cells in rows}):
        raise ValueError(
            _("Line %(line)d: cells side by side are merged. Write into each what it says.") % {"line": line}
        )
    return headers, reading.with_dates(headers, rows)


def is_parted_text(headers, cells):
    """Whether a comma within a text made two cells of it, so that cells stand under the wrong names.

    Then a row has too many cells, even blank ones, and one that has a name goes on after a space.
    """
    if len(cells) <= len(headers) or any(name.startswith(" ") for name in headers):
        return False
    return any(before.strip() and after.startswith(" ") for before, after in pairwise(cells[: len(headers)]))


def _more_cells(line):
    message = _("Line %(line)d has more cells than there are columns. Is a quotation mark missing?")
    return message % {"line": line}


def _check_headers(headers):
    if not headers:
        raise ValueError(_("The file is empty. Its first line names the columns."))
    if "" in headers:
        raise ValueError(_("A column has no name. The first line names every column."))
    check_named_once(headers)


def check_named_once(headers):
    """Raise ValueError where two columns have one name: nobody knows which of them is meant."""
    twice = sorted({header for header in headers if header and headers.count(header) > 1})
    if twice:
        raise ValueError(_("These columns are named twice: %(names)s.") % {"names": ", ".join(twice)})


def _read_xlsx(content, reading):
    """Yield (line, cells) of the first sheet of a workbook, read cell by cell."""
    try:
        _check_archive(content)
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        sheet = book.worksheets[0]
        merged = _merged_cells(content, sheet)
        sheet.reset_dimensions()  # the size that the file states may be wrong
        rows = sheet.iter_rows(min_row=1, max_row=SHEET_ROWS, max_col=MOST_COLUMNS + 1)
        gap = None
        for line, row in enumerate(rows, start=1):
            if row is gap:  # a million missing rows are the same object
                continue
            gap = row
            if row[MOST_COLUMNS].value is not None:
                raise ValueError(_("%(count)d columns are the limit.") % {"count": MOST_COLUMNS})
            cells = [reading.taken.clean(_cell_text(cell, line)) for cell in row]
            yield line, _with_merged(cells, line, merged, reading)
    except (zipfile.BadZipFile, KeyError, IndexError, ParseError, TypeError, AttributeError, EOFError):
        raise ValueError(_("The workbook cannot be read. Save it anew as XLSX, or as CSV (UTF-8).")) from None


def _merged_cells(content, sheet):
    """Return the merged ranges of a sheet as [first row, last row, first column, last column, value]."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        found = MERGED.findall(archive.read(sheet._worksheet_path))
    ranges = []
    for name in found:
        left, top, right, bottom = range_boundaries(name.decode())
        ranges.append([top, bottom, left - 1, right - 1, ""])
    return ranges


def _with_merged(cells, line, merged, reading):
    """The cells of a row, with the value of each cell that is merged down from a row above."""
    for one in merged:
        top, bottom, left, right, value = one
        if line == top and cells[left]:
            one[4] = cells[left]
            reading.side_by_side += [line] if right > left else []
        elif top < line <= bottom and value and not cells[left]:
            cells[left] = value
            reading.merged = True
    return cells


def _check_archive(content):
    """Refuse a workbook that is too large once unpacked, or that defines entities.

    The stated size of a part is reliable: never more than that is unpacked.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        if len(parts) > 1000 or sum(part.file_size for part in parts) > UNZIPPED:
            raise ValueError(_("The workbook is too large once it is unpacked. Save only the table, as CSV."))
        for part in parts:
            if part.flag_bits & 1:
                raise ValueError(_("The workbook is locked with a password."))
            if part.filename.endswith((".xml", ".rels")) and b"<!" in _head(archive, part):
                raise ValueError(_("The workbook carries a document type, which no spreadsheet writes."))


def _head(archive, part):
    with archive.open(part) as file:
        return file.read(2000).replace(b"\0", b"").replace(b"<!--", b"")


def _cell_text(cell, line):
    """A cell as text: whole numbers without point, dates at the precision their format shows."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        raise ValueError(
            _("Line %(line)d holds a formula. Replace formulas by their values.") % {"line": line}
        )
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime.datetime):
        return _shown_date(value, cell.number_format)
    return str(value)


def _shown_date(value, number_format):
    shown = FORMAT_NOISE.sub("", number_format or "").lower()
    if "d" in shown or ("m" not in shown and "y" not in shown):
        return value.date().isoformat()
    return value.strftime("%Y-%m") if "m" in shown else value.strftime("%Y")


FORMATS = {"csv": CSV, "xlsx": XLSX}
