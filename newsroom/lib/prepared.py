"""Queries that Django writes once a process: with subqueries, writing one takes longer than asking it."""

import datetime

from django.db import connection

# They stand in the written query where the moment and the key of each question go.
MOMENT = datetime.datetime(1, 2, 3, 4, 5, 6, 789, tzinfo=datetime.UTC)
KEY = -1_234_567_891


class PreparedRow:
    """The row of values of one key at a moment.

    make   (moment, key) -> a queryset of `values()`; both may only stand in it as parameters
    """

    def __init__(self, make):
        self.make, self.written = make, {}

    def get(self, moment, key):
        """{name: value}, or None where there is no such row. One query."""
        compiler, names, sql, params = self._written()
        adapted = connection.ops.adapt_datetimefield_value
        given = {adapted(MOMENT): adapted(moment), KEY: key}
        with connection.cursor() as cursor:
            cursor.execute(sql, [given.get(value, value) for value in params])
            rows = cursor.fetchall()
        found = [dict(zip(names, row, strict=True)) for row in compiler.results_iter([rows])]
        return found[0] if found else None

    def _written(self):
        if connection.vendor not in self.written:
            query = self.make(MOMENT, KEY).query
            compiler = query.get_compiler(connection=connection)
            sql, params = compiler.as_sql()
            self.written[connection.vendor] = compiler, [*query.selected], sql, params
        return self.written[connection.vendor]
