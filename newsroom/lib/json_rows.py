"""Related rows as one JSON column of their row, so that a list needs one query."""

from django.db.models import Aggregate, JSONField
from django.db.models.functions import JSONArray


class JSONRows(Aggregate):
    """Aggregate of the given columns: [[a, b], …], a row each, in no order; None where there is no row."""

    function = "JSON_GROUP_ARRAY"
    output_field = JSONField()

    def __init__(self, *columns, **extra):
        super().__init__(JSONArray(*columns), **extra)

    def as_postgresql(self, compiler, connection, **extra):
        return self.as_sql(compiler, connection, function="JSONB_AGG", **extra)
