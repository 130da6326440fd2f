"""Entities of Wikidata as files give them (Wikibase JSON, Special:EntityData): values, labels, statements."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from newsroom.lib.partial_date import UNKNOWN, is_known, is_plain, is_well_formed, lo, parse, words
from people.exchange.files import read_json

HELD, START, END, REPLACES, REPLACED_BY, APPOINTED_BY = "P39", "P580", "P582", "P1365", "P1366", "P748"
BIRTH, DEATH = "P569", "P570"
URL, TITLE, STATED_IN, PUBLISHED = "P854", "P1476", "P248", "P577"
NOT_BEFORE, NOT_AFTER = "P1319", "P1326"  # earliest date, latest date
START_NOT_AFTER, END_NOT_BEFORE = "P8555", "P8554"  # latest start date, earliest end date
CERTAINTY, CIRCA = "P1480", "Q5727902"
POINT, NATURE = "P585", "P5102"  # point in time, nature of statement
ROLE, ACTING = "P3831", "Q4676846"  # object of statement has role
UNDERSTOOD = {START, END, REPLACES, REPLACED_BY, APPOINTED_BY}
UNDERSTOOD |= {NOT_BEFORE, NOT_AFTER, START_NOT_AFTER, END_NOT_BEFORE, CERTAINTY, POINT, NATURE, ROLE}
TEN_YEARS, YEAR, MONTH, DAY = 8, 9, 10, 11  # precisions of Wikibase times
JULIAN = "Q1985786"


def read_wikidata(content, taken=None):
    """Return {id: entity} of the items in these bytes. Raises ValueError with a sentence when it is none."""
    found = read_json(content, taken)
    if isinstance(found, dict):
        found = found.get("entities", found)
        found = [found] if isinstance(found, dict) and "claims" in found else found
    entities = list(found.values()) if isinstance(found, dict) else found
    if not isinstance(entities, list) or not entities or not all(_is_entity(one) for one in entities):
        raise ValueError(_("This is no entity file of Wikidata, as Special:EntityData gives it."))
    return {one["id"]: one for one in entities}


def _is_entity(one):
    return isinstance(one, dict) and isinstance(one.get("id"), str) and one["id"][1:].isdecimal()


def list_at(value):
    return value if isinstance(value, list) else []


# --- Wikibase values -----------------------------------------------------------------------------------
def value_of(snak):
    """The value of a snak, None unless it is one."""
    if isinstance(snak, dict) and snak.get("snaktype") == "value":
        found = snak.get("datavalue")
        return found.get("value") if isinstance(found, dict) else None
    return None


def item_of(snak):
    value = value_of(snak)
    item = value.get("id") if isinstance(value, dict) else None
    return item if isinstance(item, str) else ""


def text_of(snak):
    """Text, or the text of a monolingual text."""
    value = value_of(snak)
    value = value.get("text") if isinstance(value, dict) else value
    return value if isinstance(value, str) else ""


def date_of(snak):
    """Return (partial date, a note or "") of a snak with a time, at its precision.

    “Some value” is ``XXXX``, “no value” is "". A date vaguer than ten years is ``XXXX`` too, with a note.
    """
    if isinstance(snak, dict) and snak.get("snaktype") == "somevalue":
        return UNKNOWN, ""
    value = value_of(snak)
    if not isinstance(value, dict):
        return "", ""
    time, precision = str(value.get("time", "")), value.get("precision")
    year = time[1:5]
    if not (re.match(r"\+[0-9]{4}-[0-9]{2}-[0-9]{2}T", time) and isinstance(precision, int)):
        return UNKNOWN, _("a date that we cannot hold: %(time)s") % {"time": time}
    if precision == TEN_YEARS and is_well_formed(f"{year[:3]}X"):
        return f"{year[:3]}X", ""
    if precision < YEAR:
        return UNKNOWN, _("a date vaguer than ten years: %(time)s") % {"time": time}
    if str(value.get("calendarmodel", "")).endswith(JULIAN) and precision > YEAR:
        return year, _("a date of the Julian calendar, of which only the year is taken: %(time)s") % {
            "time": time
        }
    known = year if precision == YEAR else time[1:8] if precision == MONTH else time[1:11]
    try:
        return parse(known.replace("-00", "")), ""
    except ValueError:
        return UNKNOWN, _("a date that we cannot hold: %(time)s") % {"time": time}


def label_of(entity):
    """The English label, else any."""
    labels = entity.get("labels") if isinstance(entity.get("labels"), dict) else {}
    found = [labels.get(code) for code in ("en-gb", "en", "mul")] + list(labels.values())
    said = [one.get("value") for one in found if isinstance(one, dict)]
    return next((word for word in said if word and isinstance(word, str)), "")


def aliases_of(entity):
    aliases = entity.get("aliases") if isinstance(entity.get("aliases"), dict) else {}
    found = [one for each in aliases.values() for one in list_at(each) if isinstance(one, dict)]
    return [one["value"] for one in found if isinstance(one.get("value"), str)]


@dataclass
class HeldStatement:
    """One statement that somebody held a position.

    ``is_point``: all that is known is that they held it at a point in time. ``has_several_dates``: it says
    two for one step. ``doubts`` are the items by which Wikidata itself calls it uncertain.
    """

    line: int
    holder: str
    position: str
    rank: str
    start: str
    end: str
    qualifiers: dict
    references: list
    id: str
    notes: list
    is_point: bool = False
    has_several_dates: bool = False

    @property
    def doubts(self):
        found = [item_of(snak) for name in (NATURE, CERTAINTY) for snak in list_at(self.qualifiers.get(name))]
        return [item for item in found if item not in ("", CIRCA)]

    @property
    def is_doubtful(self):
        return bool(self.doubts) or self.has_several_dates

    @property
    def end_is_left_out(self):
        """Whether it says when it began and nothing of its end: neither a date, nor that there is none."""
        return not self.end and END not in self.qualifiers

    @property
    def roles(self):
        return [item_of(snak) for snak in list_at(self.qualifiers.get(ROLE))]


def statements_of(entity, begin):
    """Yield the HeldStatement of an item's P39 statements, numbered from ``begin``."""
    claims = entity.get("claims") if isinstance(entity.get("claims"), dict) else {}
    for line, one in enumerate(list_at(claims.get(HELD)), start=begin):
        if not isinstance(one, dict):
            continue
        qualifiers = one.get("qualifiers") if isinstance(one.get("qualifiers"), dict) else {}
        dates, notes, several = {}, [], False
        for name in (START, END):
            dates[name], note = date_of(next(iter(list_at(qualifiers.get(name))), None))
            notes += [note] if note else []
            said = dict.fromkeys(date_of(snak)[0] for snak in list_at(qualifiers.get(name)))
            if len(said) > 1:
                several = True
                dates_said = ", ".join(words(value) or _("none") for value in said)
                notes.append(
                    _("several dates for one step; the first is taken: %(dates)s") % {"dates": dates_said}
                )
        dates = _qualified(dates, qualifiers, notes)
        points = _points(qualifiers) if not any(map(is_known, dates.values())) else []
        if points:
            dates = {START: f"../{points[-1]}", END: f"{points[0]}/.."}
        yield HeldStatement(
            line,
            entity["id"],
            item_of(one.get("mainsnak")),
            one.get("rank", "normal"),
            dates[START] or UNKNOWN,
            dates[END],
            qualifiers,
            list_at(one.get("references")),
            str(one.get("id", "")),
            notes,
            bool(points),
            several,
        )


def _points(qualifiers):
    """The points in time at which it was held, the one that is latest for certain first."""
    found = [date_of(snak)[0] for snak in list_at(qualifiers.get(POINT))]
    return sorted((value for value in found if is_plain(value)), key=lo, reverse=True)


def _qualified(dates, qualifiers, notes):
    """The dates of a statement with what qualifies them: not before, not after, circa. May add notes."""
    start, end = dates[START], dates[END]
    ended = END in qualifiers
    given = {name: date_of(next(iter(list_at(qualifiers.get(name))), None))[0] for name in _BOUNDS}
    if not is_plain(start):
        start = _between(
            start, given[NOT_BEFORE], given[START_NOT_AFTER] or ("" if ended else given[NOT_AFTER])
        )
    if ended and not is_plain(end):
        end = _between(end, given[END_NOT_BEFORE], given[NOT_AFTER])
    if CIRCA in map(item_of, list_at(qualifiers.get(CERTAINTY))):
        if is_plain(start) and is_plain(end):
            notes.append(_("circa, which may mean one date only; both are taken so"))
        start, end = (f"{value}~" if is_plain(value) else value for value in (start, end))
    return {START: start, END: end}


_BOUNDS = (NOT_BEFORE, NOT_AFTER, START_NOT_AFTER, END_NOT_BEFORE)


def _between(value, first, last):
    """The value between two bounds, where at least one is a date; else the value as it is."""
    first, last = (bound if is_plain(bound) else ".." for bound in (first, last))
    made = f"{first}/{last}"
    return made if is_well_formed(made) else value
