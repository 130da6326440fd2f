"""Pages by key: the next page of a list begins after the last row shown, not at an offset.

>>> key = Key.parse("1192025100000000.57")
>>> str(key), key.at.isoformat()
('1192025100000000.57', '2007-10-10T14:05:00+00:00')
"""

import datetime
import re
from typing import NamedTuple

from django.db.models import Q

WRITTEN = re.compile(r"(-?[0-9]{1,17})\.([0-9]{1,18})")
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
MICROSECOND = datetime.timedelta(microseconds=1)


class Key(NamedTuple):
    """A moment and the id that breaks a tie. As text: microseconds since 1970, a point, the id."""

    at: datetime.datetime
    pk: int

    @classmethod
    def parse(cls, text):
        """Return the Key written as `text`; ValueError for anything that `str()` would not write."""
        match = WRITTEN.fullmatch(text)
        if not match:
            raise ValueError(text)
        try:
            at = EPOCH + int(match[1]) * MICROSECOND
        except OverflowError:
            raise ValueError(text) from None
        return cls(at, int(match[2]))

    def __str__(self):
        return f"{(self.at - EPOCH) // MICROSECOND}.{self.pk}"

    def older(self, at, pk="pk"):
        """A Q for the rows after this one, newest first, by the columns `at` and `pk`."""
        # The first condition repeats the second: with it a planner finds the right place in the index.
        return Q(**{f"{at}__lte": self.at}) & (
            Q(**{f"{at}__lt": self.at}) | Q(**{at: self.at, f"{pk}__lt": self.pk})
        )
