"""Days of the calendar: from the bounds of partial dates, and as years on an axis."""

import datetime

DAY = datetime.timedelta(days=1)


def day_of(text):
    """Return the date of a bound in ISO text, the month's last for a day that no calendar has.

    >>> day_of("2007-02-31")
    datetime.date(2007, 2, 28)
    """
    year, month, day = (int(part) for part in text.split("-"))
    following = datetime.date(year + month // 12, month % 12 + 1, 1) if (year, month) != (9999, 12) else None
    last = (following - DAY).day if following else 31
    return datetime.date(year, month, min(day, last))


def day_after(day):
    """Return the next day; the last day that a date can be stays itself."""
    return day + DAY if day < day.max else day


def year_of(day):
    """Return a date as years: 2007-01-01 is 2007.0, noon of 2 July 2007 would be 2007.5."""
    days = (datetime.date(day.year, 12, 31) - datetime.date(day.year, 1, 1)).days + 1
    return day.year + (day - datetime.date(day.year, 1, 1)).days / days
