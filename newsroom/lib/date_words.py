"""Partial dates in words: what editors type, and what readers see. `newsroom.lib.edtf` says what values mean.

>>> parse("29 May 2007"), parse("May 2007"), parse("2007"), parse("circa 2007")
('2007-05-29', '2007-05', '2007', '2007~')
>>> parse("before 2007"), parse("after May 2007"), parse("between March and May 2007"), parse("1990s")
('../2006-12-31', '2007-06-01/..', '2007-03/2007-05', '199X')

*Before 2007* leaves 2007 out, and bounds of EDTF are inside: so it is kept as until the last day of 2006.
``../2007`` reads "in or before 2007".
"""

import datetime
import re
import unicodedata
from functools import cache, lru_cache

from django.utils import dates, formats, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.lib.days import DAY, day_of
from newsroom.lib.edtf import (
    EARLIEST,
    LATEST,
    OPEN,
    UNKNOWN,
    YEARS,
    hi,
    is_about,
    is_day,
    is_plain,
    is_well_formed,
    lo,
)
from newsroom.lib.names import fold

ISO = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
DAY_MONTH_YEAR = re.compile(r"(?:([0-9]{1,2})\.? )?([^\W\d_]+)\.? ([0-9]{4})")
MONTH_DAY_YEAR = re.compile(r"([^\W\d_]+)\.? ([0-9]{1,2}) ([0-9]{4})")
TEN_YEARS = re.compile(r"(?:the )?([0-9]{3})0['’]?s", re.IGNORECASE)
ORDINAL = re.compile(r"\b([0-9]{1,2})(?:st|nd|rd|th)\b", re.IGNORECASE)
SPAN = re.compile(
    r"(?P<first>[0-9]{4}|[0-9]{0,2} ?[^\W\d_]+|[0-9]{1,2}) ?- ?(?P<last>(?:[0-9]{0,2} ?[^\W\d_]+ )?[0-9]{4})"
)
SINCE = re.compile(r"(?:since|from) (?P<first>.+)", re.IGNORECASE)
UNTIL = re.compile(r"(?:until|till) (?P<first>.+)", re.IGNORECASE)
NOT_KNOWN = ("unknown", "not known", "a date not known")
STILL = re.compile(
    r"(?:to )?(?:present|date|today|now)|incumbent|current|ongoing|still in (?:post|office)", re.I
)
PART = re.compile(r"(?:early|mid|middle of|late)[- ](?:in )?(?P<first>[0-9]{4})", re.I)
SEASON = re.compile(r"(?:early |late )?(spring|summer|autumn|fall|winter)\b.*|[0-9]{4}-2[1-4]", re.IGNORECASE)
ONE_DAY = re.compile(r"(1[3-9]|2[0-9]|3[01])[/.-](0?[1-9]|1[0-2])[/.-]([0-9]{4})")  # no month is over 12
IN_FIGURES = re.compile(r"[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{2,4}")
HALF_OPEN = re.compile(r"/.*|[^/]*/")  # in EDTF the other end of a span is not known; a date has one day
SERIAL = re.compile(r"[1-9][0-9]{4}")  # how a spreadsheet counts days
UNSEEN = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\u061c\ufeff]")  # they come with pasted text
HYPHENS = re.compile(r"[\u2010-\u2015\u2212]")
NOT_GIVEN = re.compile(r"-XX(?:-XX)?$", re.IGNORECASE)  # 2007-05-XX is 2007-05
# How a value that is no plain date is said. `parse` reads the same, in English and in the active language.
SAID = {
    "before": gettext_lazy("before %(date)s"),
    "after": gettext_lazy("after %(date)s"),
    "until": gettext_lazy("in or before %(date)s"),
    "from": gettext_lazy("in or after %(date)s"),
    "about": gettext_lazy("circa %(date)s"),
    "between": gettext_lazy("between %(first)s and %(last)s"),
}
# What English-speaking editors write besides, as regular expressions. The dates stand where %s is.
ALSO = {
    "before": ["earlier than %s", "prior to %s"],
    "after": ["later than %s"],
    "until": [
        "on or before %s",
        "by %s",
        "not after %s",
        "no later than %s",
        "not later than %s",
        "%s or before",
        "%s or earlier",
    ],
    "from": ["on or after %s", "not before %s", "no earlier than %s", "%s or after", "%s or later"],
    "about": ["about %s", "around %s", "approximately %s", r"ca?(?:\. ?| )%s", "~ ?%s"],
    "between": ["some time between %s and %s", "some day between %s and %s"],
}
WHAT_TO_WRITE = gettext_lazy(
    "Write a year, a month or a day: 2007, May 2007 or 29 May 2007. Or before 2007, after May 2007, "
    "circa 2007, between March and May 2007, 1990s. XXXX means not known."
)


# --- Reading ---------------------------------------------------------------------------------
def parse(text):
    """Return what an editor typed as a value of EDTF; ``""`` for nothing.

    Accepts ``2007``, ``2007-05``, ``2007-05-29``, ``May 2007``, ``29 May 2007``, ``May 29, 2007``, ``1990s``,
    what SAID and ALSO put around them, ``XXXX``, and every value itself; month names in English and in the
    active language. Raises ValueError with a sentence for the editor.
    """
    text = " ".join(_tidy(str(text or "")).replace(",", " ").split())
    if not text:
        return ""
    if text.upper() == UNKNOWN or text.casefold() in NOT_KNOWN:
        return UNKNOWN
    if match := ONE_DAY.fullmatch(text):
        day, month, year = map(int, match.groups())
        return _checked(year, month, day, text)
    _refuse_clearly(text)
    if "/" in text:
        first, last = (end.strip() for end in text.split("/", 1))
        return _within(*(end if end == OPEN else _single(end) for end in (first, last)), text)
    if text.endswith("~"):
        return _about(_single(text[:-1].strip()), text)
    kind, found = _phrase_of(text)
    return _PHRASES[kind](*found, text) if kind else _single(text)


def _tidy(text):
    """Text as if typed: plain hyphens, letters of one width, none of the marks that pasted text hides."""
    return HYPHENS.sub("-", UNSEEN.sub("", unicodedata.normalize("NFKC", text)))


def _refuse_clearly(text):
    """Raise ValueError with what to write instead of what may mean several dates."""
    for pattern, sentence in (
        (STILL, _("“%(text)s” is no date. Leave it blank where the day has not come.")),
        (PART, _("“%(text)s”: write %(first)s, or the months: between May and August %(first)s.")),
        (SEASON, _("“%(text)s” is not the same months everywhere. Write between March and May 2007.")),
        (
            SPAN,
            _("“%(text)s” is two dates. Write between %(first)s and %(last)s if it is one day in that time."),
        ),
        (SINCE, _("“%(text)s”: write %(first)s, or in or after %(first)s if that is all you know.")),
        (UNTIL, _("“%(text)s”: write %(first)s, or in or before %(first)s if that is all you know.")),
        (IN_FIGURES, _("“%(text)s” may be read in several ways. Write the month as a word: 29 May 2007.")),
        (HALF_OPEN, _("“%(text)s” lacks one end. Write in or after 1985, or in or before 1985.")),
        (SERIAL, _("“%(text)s” may be how a spreadsheet counts days. Write the date: 29 May 2007.")),
    ):
        if match := pattern.fullmatch(text):
            raise ValueError(sentence % {"text": text, **match.groupdict()})
    if text.endswith(("?", "%")):
        raise ValueError(
            _("“%(text)s”: write circa 2007, or between 2006 and 2008 if you know that.") % {"text": text}
        )


def _single(text):
    """A year, a month, a day, or ten or a hundred years."""
    text = ORDINAL.sub(r"\1", text.removeprefix("in ").removeprefix("In "))
    if YEARS.fullmatch(text.upper()):
        return text.upper()
    if match := TEN_YEARS.fullmatch(text):
        return _ten_years(match[1], text)
    text = NOT_GIVEN.sub("", text)
    if match := ISO.fullmatch(text):
        year, month, day = match.groups()
    elif match := DAY_MONTH_YEAR.fullmatch(text):
        day, name, year = match.groups()
        month = _month_number(name)
    elif match := MONTH_DAY_YEAR.fullmatch(text):
        name, day, year = match.groups()
        month = _month_number(name)
    else:
        raise ValueError(str(WHAT_TO_WRITE))
    return _checked(int(year), month and int(month), day and int(day), text)


def _checked(year, month, day, text):
    if year == 0 or (month is not None and not 1 <= month <= 12):
        raise ValueError(_("“%(text)s” has no such month or year.") % {"text": text})
    if day is None:
        return f"{year:04}-{month:02}" if month else f"{year:04}"
    try:
        return datetime.date(year, month, day).isoformat()
    except ValueError:
        raise ValueError(_("“%(text)s” is not a day of the calendar.") % {"text": text}) from None


def _ten_years(digits, text):
    if digits.endswith("0"):  # the 1900s: ten years or a hundred?
        raise ValueError(
            _("“%(text)s” may be ten years or a hundred. Write %(ten)s or %(hundred)s.")
            % {"text": text, "ten": f"{digits}X", "hundred": f"{digits[:2]}XX"}
        )
    return f"{digits}X"


def _about(value, text):
    if not is_well_formed(f"{value}~"):
        raise ValueError(_("“%(text)s”: circa goes with a year, a month or a day.") % {"text": text})
    return f"{value}~"


def _within(first, last, text):
    """The value between two others, both inside; OPEN on one side where there is no bound."""
    first, last = (
        end if end == OPEN or is_plain(end) else bound(end)
        for end, bound in ((first, _first_day), (last, _last_day))
    )
    value = first if first == last != OPEN else f"{first}/{last}"
    if not is_well_formed(value):
        raise ValueError(_("“%(text)s” ends before it begins, or has no date.") % {"text": text})
    return value


def _first_day(value):
    return day_of(lo(value)).isoformat()


def _last_day(value):
    return day_of(hi(value)).isoformat()


def _before(date, text):
    return _within(OPEN, _next_to(date, lo, -DAY, text), text)


def _after(date, text):
    return _within(_next_to(date, hi, DAY, text), OPEN, text)


def _next_to(date, bound, step, text):
    try:
        return (day_of(bound(_single(date))) + step).isoformat()
    except OverflowError:
        raise ValueError(_("“%(text)s” has no such month or year.") % {"text": text}) from None


def _between(first, last, text):
    last = _single(last)
    for rest in ("", f" {last[:4]}", f" {words(last).partition(' ')[2]}"):  # 3 [May 2007] and 5 May 2007
        try:
            begin = _single(first + rest)
        except ValueError as error:
            fault = error
        else:
            return _within(begin, last, text)
    raise fault


_PHRASES = {
    "before": _before,
    "after": _after,
    "until": lambda date, text: _within(OPEN, _single(date), text),
    "from": lambda date, text: _within(_single(date), OPEN, text),
    "about": lambda date, text: _about(_single(date), text),
    "between": _between,
}


def _phrase_of(text):
    """(kind, dates as typed) of a phrase of SAID or ALSO; (None, ()) of any other text."""
    for language in (translation.get_language() or "en", "en"):
        for kind, pattern in _phrases(language):
            if match := pattern.fullmatch(text):
                return kind, match.groups()
    return None, ()


@cache
def _phrases(language):
    """[(kind, pattern)] of what is written around dates in a language; in English what editors also write."""
    with translation.override(language):
        said = [(kind, re.sub(r"%\(\w+\)s", "%s", str(phrase))) for kind, phrase in SAID.items()]
    if language == "en":
        said += [(kind, phrase) for kind, phrases in ALSO.items() for phrase in phrases]
    return [(kind, re.compile(phrase.replace("%s", "(.+?)"), re.IGNORECASE)) for kind, phrase in said]


def _month_number(name):
    number = _months(translation.get_language()).get(fold(name)) or _months("en").get(fold(name))
    if number is None:
        raise ValueError(
            _("“%(name)s” is not a month. Write for example May 2007 or 2007-05.") % {"name": name}
        )
    return number


@cache
def _months(language):
    with translation.override(language or "en"):
        names = [dates.MONTHS, dates.MONTHS_3, dates.MONTHS_AP, dates.MONTHS_ALT]
        return {fold(str(name)): number for table in names for number, name in table.items()}


# --- Writing ---------------------------------------------------------------------------------
def words(value):
    """Return a value as a reader sees it, at the precision known: ``"2007-05"`` → ``"May 2007"``."""
    return _words(value, translation.get_language()) if value else ""


@lru_cache(maxsize=1 << 14)  # a page of the record writes a hundred dates, many of them twice
def _words(value, _language):
    if value == UNKNOWN:
        return _("a date not known")
    if not is_well_formed(value):
        return value
    if "/" in value:
        return _words_between(*value.split("/"))
    if is_about(value):
        return SAID["about"] % {"date": _plain_words(value[:-1])}
    if YEARS.fullmatch(value):
        return _words_of_years(value)
    return _plain_words(value)


def words_after(value):
    """As `words`, after "since", "from" or "until": ``"../2006"`` → ``"some day before 2007"``."""
    said = words(value)
    return _("some day %(when)s") % {"when": said} if "/" in (value or "") and said != value else said


def _plain_words(value, day="", month="YEAR_MONTH_FORMAT"):
    try:
        if is_day(value):
            return formats.date_format(datetime.date.fromisoformat(value), day or _day_format())
        if len(value) == len("2007-05"):
            return formats.date_format(datetime.date.fromisoformat(f"{value}-01"), month)
    except ValueError:  # no form lets 2007-02-31 through; show it as it is
        return value
    return value


def _is_english():
    return (translation.get_language() or "en").startswith("en")


def _day_format():
    # Django's English formats shorten the month or put it first; ours is the house's: 29 May 2007.
    return "j F Y" if _is_english() else "DATE_FORMAT"


def _words_between(first, last):
    if first == OPEN:
        kind, date = _bound_in_words("before", "until", last, DAY)
        return SAID[kind] % {"date": date}
    if last == OPEN:
        kind, date = _bound_in_words("after", "from", first, -DAY)
        return SAID[kind] % {"date": date}
    return SAID["between"] % {"first": _first_words(first, last), "last": _plain_words(last)}


def _bound_in_words(beyond, inside, value, step):
    """(kind, date in words): until the last day of 2006 is before 2007."""
    if not is_day(value) or value in (EARLIEST, LATEST):
        return inside, _plain_words(value)
    day = day_of(value)
    beside = day + step
    if beside.year != day.year:
        return beyond, f"{beside.year:04}"
    if beside.month != day.month:
        return beyond, _plain_words(beside.isoformat()[:7])
    return beyond, _plain_words(beside.isoformat())


def _first_words(first, last):
    """The first of two dates, in English without what it shares with the last: "March and May 2007"."""
    if not _is_english() or first[:4] != last[:4] or len(first) == 4 or len(last) == 4:
        return _plain_words(first)
    day = "j" if is_day(last) and first[:7] == last[:7] else "j F"
    return _plain_words(first, day=day, month="F")


def is_period(value):
    """Whether sentences say "in" before it: in 2007, in May 2007, in the 1990s."""
    return (is_plain(value) and not is_day(value)) or (value[3:] == "X" and value[2] not in "0X")


def _words_of_years(value):
    if not is_period(value):  # "the 1900s" may be ten years or a hundred
        return SAID["between"] % {"first": lo(value)[:4], "last": hi(value)[:4]}
    return _("the %(years)s") % {"years": year_label(value)}


def year_label(value):
    """Return the year of a value for a label: "2007", "c. 2007", "1990s", "before 2007", "2005/07", "?"."""
    first, last = lo(value)[:4], hi(value)[:4]
    if value in ("", None, UNKNOWN):
        return "?"
    if is_about(value):
        return _("c. %(year)s") % {"year": value[:4]}
    if value.endswith("X") and value[2] != "X" and value[2] != "0":
        return _("%(year)ss") % {"year": first}
    if value.startswith(OPEN):
        kind, date = _bound_in_words("before", "until", value[3:], DAY)
        is_beyond = kind == "before" and len(date) == 4
        return _("before %(year)s") % {"year": date} if is_beyond else _("by %(year)s") % {"year": last}
    if value.endswith(OPEN):
        kind, date = _bound_in_words("after", "from", value[:-3], -DAY)
        is_beyond = kind == "after" and len(date) == 4
        return _("after %(year)s") % {"year": date} if is_beyond else _("from %(year)s") % {"year": first}
    if first == last:
        return first
    return f"{first}/{last[2:] if first[:2] == last[:2] else last}"
