"""Writes many rows into the tables of models without an object for each (`Table`), and without triggers."""

import datetime
import json

from django.db import connection
from django.db.models import AutoField
from django.utils import timezone


class Table:
    """The rows of one model, in batches. `names` are the columns that are given with each row, in order.

    All other columns get the default of their field, so a column that is added later needs no change here.
    """

    def __init__(self, model, *names):
        fields = {field.column: field for field in model._meta.concrete_fields if not field.generated}
        if unknown := set(names) - fields.keys():
            raise ValueError(f"{model.__name__} has no column {', '.join(sorted(unknown))}.")
        rest = [
            field
            for column, field in fields.items()
            if column not in names and not isinstance(field, AutoField)
        ]
        self.rows = []
        self._table = model._meta.db_table
        self._columns = [*names, *(field.column for field in rest)]
        self._rest = [_default(field) for field in rest]

    def add(self, *values):
        self.rows.append([*values, *self._rest])

    def flush(self):
        """Write what was added."""
        if not self.rows:
            return
        table, columns = self._table, ", ".join(f'"{name}"' for name in self._columns)
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                    for row in self.rows:
                        copy.write_row(row)
            else:
                marks = ", ".join(["?"] * len(self._columns))
                sql = f"INSERT INTO {table} ({columns}) VALUES ({marks})"
                connection.connection.executemany(sql, self.rows)
        self.rows.clear()


def _default(field):
    """What a row has in a column for which nobody gives a value."""
    if getattr(field, "auto_now_add", False) or field.default is timezone.now:
        raise ValueError(f"{field.model.__name__}.{field.name} would be the clock's: give it a value.")
    if field.get_internal_type() == "JSONField":
        value = field.get_default()
        return None if value is None else json.dumps(value)
    return field.get_db_prep_save(field.get_default(), connection)


def moment(value):
    """A datetime as this database takes it in a row."""
    if connection.vendor == "postgresql":
        return value
    return value.astimezone(datetime.UTC).replace(tzinfo=None).isoformat(" ")
