"""Rows of our tables, made by the importers of other formats: cells, new addresses, Batches."""

from types import NoneType

import tablib

from newsroom.lib.names import slug_of
from people.exchange.files import LINE
from people.exchange.resources import RESOURCES
from people.exchange.run import Batch


def said_cells(row, whole):
    """The cells of a row. In a ``whole`` file a missing value empties its field, else it changes nothing."""
    row = row if whole else {name: cell for name, cell in row.items() if cell not in ("", None)}
    return text_cells(row)


def text_cells(row):
    words = {True: "yes", False: "no", None: ""}
    return {
        name: cell if name == LINE else words[cell] if isinstance(cell, bool | NoneType) else str(cell)
        for name, cell in row.items()
    }


class FreeAddresses:
    """Gives new records addresses that no other has or had, on record or in the file. One query a model."""

    def __init__(self):
        self.taken = {}

    def give(self, model, name, wanted=""):
        """Return an address made from a name, or the one ``wanted``; from then on it is taken."""
        taken = self._taken(model)
        slug = wanted or slug_of(name, model._meta.model_name, taken.__contains__)
        taken.add(slug)
        return slug

    def _taken(self, model):
        if model not in self.taken:
            every = model._base_manager
            former = every.exclude(former_slugs=None).values_list("former_slugs__slug", flat=True)
            self.taken[model] = {*every.values_list("slug", flat=True), *former}
        return self.taken[model]


def as_batches(rows, called=None, is_ours=False):
    """Return the Batches of rows by kind, in the order in which they may name each other.

    ``called`` is {kind: {our column: what the file calls it}}; ``is_ours`` as of a Batch.
    """
    called = called or {}
    kinds = [kind for kind in RESOURCES if rows[kind]]
    return [Batch(kind, _dataset(rows[kind]), called.get(kind, {}), is_ours) for kind in kinds]


def _dataset(rows):
    """Rows as a table; a cell is None where its row has no such column."""
    columns = [name for name in dict.fromkeys(name for row in rows for name in row) if name != LINE]
    dataset = tablib.Dataset(headers=[*columns, LINE])
    for row in rows:
        dataset.append([*(row.get(name) for name in columns), row[LINE]])
    return dataset
