"""Rows of our tables as dicts, made by the importers of other formats, put together to Batches."""

from types import NoneType

import tablib

from people.exchange.files import LINE
from people.exchange.resources import RESOURCES
from people.exchange.run import Batch


def said_cells(row, whole):
    """The cells of a row: what a file that says everything leaves out is empty, else it says nothing."""
    row = row if whole else {name: cell for name, cell in row.items() if cell not in ("", None)}
    return text_cells(row)


def text_cells(row):
    words = {True: "yes", False: "no", None: ""}
    return {
        name: cell if name == LINE else words[cell] if isinstance(cell, bool | NoneType) else str(cell)
        for name, cell in row.items()
    }


def as_batches(rows):
    """Return the Batches of rows by kind, in the order in which they may name each other."""
    return [Batch(kind, _dataset(rows[kind])) for kind in RESOURCES if rows[kind]]


def _dataset(rows):
    """Rows as a table; None stands where a row has no such column."""
    columns = [name for name in dict.fromkeys(name for row in rows for name in row) if name != LINE]
    dataset = tablib.Dataset(headers=[*columns, LINE])
    for row in rows:
        dataset.append([*(row.get(name) for name in columns), row[LINE]])
    return dataset
