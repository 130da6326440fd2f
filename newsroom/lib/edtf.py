"""Dates as EDTF writes them, level 1 (ISO 8601-2:2019, annex A; Library of Congress), and their bounds.

A value is one of these texts. All of them mean one day, known more or less well:

| value                               | means                                                          |
|-------------------------------------|----------------------------------------------------------------|
| ``2007`` ``2007-05`` ``2007-05-29`` | some day of that year or month; that day                       |
| ``199X`` ``19XX``                   | some day of those ten or hundred years                         |
| ``2007~`` ``2007-05~``              | about then: a year more on each side of a year, the whole year |
| ``2007-05-29~``                     | of a month, the whole month of a day                           |
| ``../2007`` ``2007-05/..``          | in 2007 or before; in May 2007 or after: bounds are inside     |
| ``2007-03/2007-05``                 | between them, both inside                                      |
| ``XXXX`` and ``""``                 | it happened, nobody knows when; none recorded                  |

Bounds are ISO text of a fixed width, so they compare like dates on every database:

>>> bounds("2007-05"), bounds("199X")
(('2007-05-01', '2007-05-31'), ('1990-01-01', '1999-12-31'))
>>> bounds("2007~"), bounds("2007-05~")
(('2006-01-01', '2008-12-31'), ('2007-01-01', '2007-12-31'))
>>> bounds("../2007"), bounds("2007-03/2007-05")
(('0001-01-01', '2007-12-31'), ('2007-03-01', '2007-05-31'))
>>> bounds("2007-02")                   # an upper bound need not be a day of the calendar
('2007-02-01', '2007-02-31')
"""

import re
from functools import lru_cache

UNKNOWN = "XXXX"
OPEN = ".."
EARLIEST = "0001-01-01"
LATEST = "9999-12-31"
LONGEST = len("2007-03-01/2007-05-05")
FIRST, LAST = "0000-01-01", "0000-12-31"  # what a year and a month lack of a day

PLAIN = re.compile(r"(?!0000)[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?")
YEARS = re.compile(r"(?!000)[0-9]{3}X|(?!00)[0-9]{2}XX")  # ten or a hundred years
KEPT = 8192  # values whose bounds a process remembers: a page asks for the same ones again and again
TOO_FAR = ("0001~", "9999~")  # a year before or after them has no four digits


# --- Bounds ----------------------------------------------------------------------------------
@lru_cache(maxsize=KEPT)
def lo(value):
    """Return the earliest day a value may mean, as ISO text; ``0001-01-01`` where there is none."""
    if not value or value == UNKNOWN or value.startswith(OPEN):
        return EARLIEST
    if "/" in value:
        return _padded(value.partition("/")[0], FIRST)
    if value.endswith("~"):
        return _padded(_around(value, -1), FIRST)
    return _padded(value.replace("X", "0"), FIRST)


@lru_cache(maxsize=KEPT)
def hi(value):
    """Return the latest day a value may mean, as ISO text; ``9999-12-31`` where there is none."""
    if not value or value == UNKNOWN or value.endswith(OPEN):
        return LATEST
    if "/" in value:
        return _padded(value.partition("/")[2], LAST)
    if value.endswith("~"):
        return _padded(_around(value, 1), LAST)
    return _padded(value.replace("X", "9"), LAST)


def bounds(value):
    return lo(value), hi(value)


def _padded(text, day):
    return text + day[len(text) :]


def _around(value, years):
    """What surrounds a date about which it was: a year before or after, the year, the month."""
    if len(value) > len("2007~"):
        return value[: -len("-05~")]
    return f"{int(value[:4]) + years:04}"


# --- What kind of value it is ----------------------------------------------------------------
def is_well_formed(value):
    """Whether a text is one of the values above. The database checks the same (`partial_date.well_formed`).

    >>> [is_well_formed(text) for text in ("2007", "2007-13", "2007-05/2007-03", "../..")]
    [True, False, False, False]
    """
    if value in ("", UNKNOWN) or is_plain(value) or YEARS.fullmatch(value):
        return True
    if "/" in value:
        ends = value.split("/")
        dated = [end for end in ends if end != OPEN]
        return len(ends) == 2 and bool(dated) and all(map(is_plain, dated)) and lo(value) <= hi(value)
    return value.endswith("~") and is_plain(value[:-1]) and value not in TOO_FAR


def is_plain(value):
    """Whether it is a year, a month or a day and nothing else: what ISO 8601-1 and schema.org know."""
    return PLAIN.fullmatch(value) is not None


def is_day(value):
    """Whether it is one day: ``2007-05-29``."""
    return is_plain(value) and len(value) == len(EARLIEST)


def is_about(value):
    """Whether it is only about a date: ``2007~``."""
    return value.endswith("~")


def is_known(value):
    """Whether something is recorded from which a day can be told, however roughly: not "" and not XXXX."""
    return value not in ("", None, UNKNOWN)


def has_first_day(value):
    """Whether there is a day before which it was certainly not: not "", XXXX or ``../2007``."""
    return lo(value) != EARLIEST


def has_last_day(value):
    """Whether there is a day after which it was certainly not: not "", XXXX or ``2007/..``."""
    return hi(value) != LATEST


def iso(value):
    """Return the value for ``<time datetime>`` and JSON-LD; ``""`` where ISO 8601-1 has no text for it.

    >>> iso("2007-05"), iso("2007~"), iso("XXXX")
    ('2007-05', '', '')
    """
    return value if value and is_plain(value) else ""


def lies_within(value, other):
    """Whether the bounds of a value lie within those of another: it says the same, more precisely.

    >>> lies_within("2007-05", "2007"), lies_within("2007", "2007~"), lies_within("2006", "2007")
    (True, True, False)
    """
    return lo(other) <= lo(value) and hi(value) <= hi(other)


def year_of_value(value):
    """Return the year if all of the value lies in one, else "".

    >>> year_of_value("2007-05"), year_of_value("2007-03/2007-05"), year_of_value("199X")
    ('2007', '2007', '')
    """
    first, last = lo(value)[:4], hi(value)[:4]
    return first if first == last else ""
