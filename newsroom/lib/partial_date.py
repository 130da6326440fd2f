"""Partial dates: a year, a month or a day as one text in EDTF level 0, with bounds that compare in SQL.

A value is ``"2007"``, ``"2007-05"``, ``"2007-05-29"``, ``"XXXX"`` (it happened, nobody knows when) or
``""`` (none recorded), as in the Extended Date/Time Format (ISO 8601-2:2019, level 0). Its bounds are
fixed-width ISO text, so they compare like dates on every database:

>>> lo("2007-05"), hi("2007-05")
('2007-05-01', '2007-05-31')
>>> lo("2007-02"), hi("2007-02")        # an upper bound need not be a day of the calendar
('2007-02-01', '2007-02-31')
>>> parse("29 May 2007"), parse("May 2007"), parse("2007")
('2007-05-29', '2007-05', '2007')
"""

import datetime
import re
from functools import cache

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Concat, Length, Substr
from django.utils import dates, formats, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.lib.constraints import FieldCheck
from newsroom.lib.names import fold

UNKNOWN = "XXXX"
EARLIEST = "0001-01-01"
LATEST = "9999-12-31"

ISO = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
DAY_MONTH_YEAR = re.compile(r"(?:([0-9]{1,2})\.? )?([^\W\d_]+)\.? ([0-9]{4})")
MONTH_DAY_YEAR = re.compile(r"([^\W\d_]+)\.? ([0-9]{1,2}) ([0-9]{4})")
# What a stored value looks like; \Z because $ would let a line break through.
STORED = r"^((?!0000)[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?|XXXX)?\Z"
# The same for the database, but for the year 0000.
YEAR = "[0-9]" * 4
MONTHS = [f"{YEAR}-{month}" for month in ("0[1-9]", "1[0-2]")]
DAYS = [f"{month}-{day}" for month in MONTHS for day in ("0[1-9]", "[12][0-9]", "3[01]")]
SHAPES = ["", UNKNOWN, YEAR, *MONTHS, *DAYS]


# --- Reading and writing ---------------------------------------------------------------------
def parse(text):
    """Return what an editor typed as an EDTF value; ``""`` for nothing.

    Accepts ``2007``, ``2007-05``, ``2007-05-29``, ``May 2007``, ``29 May 2007``, ``May 29, 2007`` and
    ``XXXX``, month names in English and in the active language. Raises ValueError with a sentence for the
    editor.
    """
    text = " ".join(str(text or "").replace(",", " ").split())
    if not text:
        return ""
    if text.upper() == UNKNOWN:
        return UNKNOWN
    if match := ISO.fullmatch(text):
        year, month, day = match.groups()
    elif match := DAY_MONTH_YEAR.fullmatch(text):
        day, name, year = match.groups()
        month = _month_number(name)
    elif match := MONTH_DAY_YEAR.fullmatch(text):
        name, day, year = match.groups()
        month = _month_number(name)
    else:
        raise ValueError(
            _("Write a year, a month or a day: 2007, May 2007 or 29 May 2007. XXXX means not known.")
        )
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


def words(value):
    """Return a value as a reader sees it, at the precision known: ``"2007-05"`` → ``"May 2007"``."""
    if value in ("", None):
        return ""
    if value == UNKNOWN:
        return _("a date not known")
    try:
        if len(value) == 10:
            return formats.date_format(datetime.date.fromisoformat(value), _day_format())
        if len(value) == 7:
            return formats.date_format(datetime.date.fromisoformat(f"{value}-01"), "YEAR_MONTH_FORMAT")
    except ValueError:  # no form lets 2007-02-31 through; show it as it is
        return value
    return value


def _day_format():
    # Django's English formats shorten the month or put it first; ours is the house's: 29 May 2007.
    return "j F Y" if (translation.get_language() or "en").startswith("en") else "DATE_FORMAT"


def iso(value):
    """Return the value for ``<time datetime>`` and JSON-LD, at its precision; ``""`` when unknown or none."""
    return "" if value == UNKNOWN else value or ""


# --- Bounds ----------------------------------------------------------------------------------
def lo(value):
    """Return the earliest day a value may mean, as ISO text; ``0001-01-01`` for unknown and none."""
    return value + EARLIEST.replace("0001", "0000")[len(value) :] if value and value != UNKNOWN else EARLIEST


def hi(value):
    """Return the latest day a value may mean, as ISO text; ``9999-12-31`` for unknown and none."""
    return value + "0000-12-31"[len(value) :] if value and value != UNKNOWN else LATEST


def _bound(name, tail, boundless):
    """The SQL of `lo` and `hi`. Settled: Django can drop and add a generated column, never alter it."""
    return Case(
        When(Q(**{f"{name}__in": ["", UNKNOWN]}), then=Value(boundless)),
        default=Concat(F(name), Substr(Value(tail), Length(name) + 1)),
        output_field=models.CharField(max_length=10),
    )


# --- The fields ------------------------------------------------------------------------------
class PartialDateFormField(forms.CharField):
    """Takes a date as editors write it ("May 2007") and cleans to EDTF ("2007-05")."""

    def __init__(self, **kwargs):
        kwargs["max_length"] = None  # "29 September 2007" is longer than what is stored
        super().__init__(**kwargs)

    def to_python(self, value):
        try:
            return parse(super().to_python(value))
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from None

    def widget_attrs(self, widget):
        return {
            **super().widget_attrs(widget),
            "class": "partial-date",
            "data-partial-date": "",
            "autocomplete": "off",
            "spellcheck": "false",
            "placeholder": _("none"),
            "size": 12,
        }


class PartialDateField(models.CharField):
    """A partial date in one text column, plus two generated columns ``<name>_lo`` and ``<name>_hi``.

    The bounds are kept by the database, so ``update()``, fixtures and raw SQL cannot leave them wrong.
    Blank is ``""``, never NULL. Add ``well_formed("<name>")`` to the model's constraints. In migrations the
    three columns are plain Django fields.
    """

    description = gettext_lazy("A year, a month or a day")
    _bounded = False  # a copy has its two columns already and must not add them again

    def __init__(self, *args, **kwargs):
        kwargs = {"max_length": 10, "blank": True, "default": "", **kwargs}
        super().__init__(*args, **kwargs)

    def contribute_to_class(self, cls, name, private_only=False):
        super().contribute_to_class(cls, name, private_only)
        if self._bounded:
            return
        self._bounded = True
        bounds = [("lo", "0000-01-01", EARLIEST), ("hi", "0000-12-31", LATEST)]
        for end, tail, boundless in bounds:
            column = models.GeneratedField(
                expression=_bound(name, tail, boundless),
                output_field=models.CharField(max_length=10),
                db_persist=True,
            )
            cls.add_to_class(f"{name}_{end}", column)

    def clean(self, value, model_instance):
        try:
            value = parse(value)
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from None
        return super().clean(value, model_instance)

    def clone(self):
        copy = super().clone()
        copy._bounded = True
        return copy

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": PartialDateFormField, **kwargs})


def well_formed(*names):
    """Return the constraints that keep these partial dates in EDTF level 0, each said beside its field."""
    return [
        FieldCheck(
            beside=name,
            condition=Q(**{f"{name}__globs": SHAPES}) & ~Q(**{f"{name}__globs": ["0000*"]}),
            holds=lambda record, name=name: re.search(STORED, getattr(record, name)) is not None,
            name=f"%(app_label)s_%(class)s_{name}_is_a_partial_date",
            violation_error_message=gettext_lazy(
                "Write a year, a month or a day: 2007, May 2007 or 29 May 2007."
            ),
        )
        for name in names
    ]


def in_order(first, then, message):
    """Return the constraint that ``first`` is not certainly after ``then``, said beside ``then``."""
    return FieldCheck(
        beside=then,
        condition=Q(**{f"{first}_lo__lte": F(f"{then}_hi")}),
        holds=lambda record: lo(getattr(record, first)) <= hi(getattr(record, then)),
        name=f"%(app_label)s_%(class)s_{first}_is_not_after_{then}",
        violation_error_message=message,
    )
