r"""Calendars as iCalendar (RFC 5545): whole days, one event each.

>>> escaped("Ban, Ki-moon; \\ and\nmore")
'Ban\\, Ki-moon\\; \\\\ and\\nmore'
>>> [len(line.encode()) for line in folded("SUMMARY:" + "é" * 60).split("\r\n ")]
[74, 54]
"""

import datetime
from dataclasses import dataclass

from newsroom.lib.days import day_after

MOST = 75  # octets of a line without its break (section 3.1)
TYPE = "text/calendar; charset=utf-8"


@dataclass(frozen=True)
class CalendarDays:
    """An event of whole days, ``first`` to ``last`` (dates, inclusive). ``stamp``: when it was written."""

    uid: str
    first: datetime.date
    last: datetime.date
    stamp: datetime.datetime
    summary: str
    description: str = ""
    url: str = ""


def calendar(name, maker, events):
    """Return a calendar as text. ``maker`` is the PRODID, such as "-//Public Office//Terms//EN"."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{escaped(maker)}",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{escaped(name)}",
        *(line for event in events for line in _event(event)),
        "END:VCALENDAR",
    ]
    return "".join(f"{folded(line)}\r\n" for line in lines)


def _event(event):
    yield "BEGIN:VEVENT"
    yield f"UID:{event.uid}"
    yield f"DTSTAMP:{event.stamp.astimezone(datetime.UTC):%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{_day(event.first)}"
    yield f"DTEND;VALUE=DATE:{_day(day_after(event.last))}"  # the first day that is no part of it
    yield f"SUMMARY:{escaped(event.summary)}"
    if event.description:
        yield f"DESCRIPTION:{escaped(event.description)}"
    if event.url:
        yield f"URL:{event.url}"
    yield "TRANSP:TRANSPARENT"  # nobody is busy because of it
    yield "END:VEVENT"


def _day(day):
    return f"{day.year:04}{day.month:02}{day.day:02}"


def escaped(text):
    """Return a value of type TEXT (section 3.3.11). Control characters are left out."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\\", "\\\\").replace(";", "\\;")
    text = text.replace(",", "\\,").replace("\n", "\\n")
    return "".join(char for char in text if char == "\t" or (ord(char) >= 32 and ord(char) != 127))


def folded(line):
    """Return a line with breaks so that none has more than 75 octets, and no character is cut."""
    parts, size = [""], 0
    for char in line:
        octets = len(char.encode())
        if size + octets > MOST:
            parts.append("")
            size = 1  # the space that begins a further line
        parts[-1] += char
        size += octets
    return "\r\n ".join(parts)
