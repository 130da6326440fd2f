"""The report of every import: what is wrong, row by row, and how many rows are new or known already."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class RowError:
    """What is wrong with one row of a file.

    line    its number in the file, from 1; 0 where the whole file is meant
    field   the column, or a path such as ``editions[1].published``; "" for the whole row
    reason  a sentence
    """

    line: int
    field: str
    reason: str

    def __str__(self):
        where = [_("line %d") % self.line] if self.line else []
        return ": ".join(filter(None, [", ".join(filter(None, [*where, self.field])), self.reason]))


@dataclass
class ImportReport:
    """What an import did, or in a dry run would do. With any of `errors` it did nothing.

    counts  {what: how many}
    notes   sentences about the file that need no correction
    made    {what: names} of what was made because rows name it
    """

    counts: Counter = field(default_factory=Counter)
    errors: list[RowError] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    made: dict = field(default_factory=lambda: defaultdict(list))
