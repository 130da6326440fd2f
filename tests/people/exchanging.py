"""Tables for tests of import and export: made from dicts, read back to dicts."""

import csv
import io
from pathlib import Path

import openpyxl

from people.exchange.files import FORMATS, read_table
from people.exchange.officials import import_officials, read_officials
from people.exchange.resources import RESOURCES
from people.exchange.run import Batch, take_in

SAMPLE = Path(__file__).parent / "un_appointments.csv"


def take_sample(step):
    """Take in every `step`-th appointment of the sample; return the report."""
    rows = read_officials(SAMPLE.read_text(encoding="utf-8"))
    return import_officials(rows[::step])


def table(*rows, columns=None):
    """A CSV text with the columns of these rows."""
    columns = columns or list(dict.fromkeys(name for row in rows for name in row))
    file = io.StringIO()
    writer = csv.DictWriter(file, columns, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue().encode()


def book(*rows):
    """An XLSX workbook with these rows of cells."""
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def bring(kind, *rows, **kw):
    """Import rows (dicts, or one file's bytes) of a kind; return the RecordReport."""
    content = rows[0] if rows and isinstance(rows[0], bytes) else table(*rows)
    return take_in([Batch(kind, read_table(content))], **kw)


def exported(kind, suffix="csv", queryset=None):
    """The file of everything of a kind."""
    dataset = RESOURCES[kind]().export(queryset)
    dataset.title = kind
    return FORMATS[suffix]().export_data(dataset)


def rows_of(content):
    """A CSV export as dicts."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def faults(report):
    return [(error.line, error.field) for error in report.errors if error.line]


def messages(report):
    return " ".join(error.reason for error in report.errors if error.line)
