"""Partial dates in the database: the field that keeps one text in EDTF and its bounds, and its constraints.

What the values mean is in `newsroom.lib.edtf`, how they read in `newsroom.lib.date_words`. Take the names of
both from here.
"""

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, F, IntegerField, Q, Value, When
from django.db.models.functions import Cast, Concat, Length, Replace, Right, StrIndex, Substr
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.lib.constraints import FieldCheck, Globs
from newsroom.lib.date_words import WHAT_TO_WRITE, is_period, parse, words, words_after, year_label
from newsroom.lib.edtf import (
    EARLIEST,
    FIRST,
    LAST,
    LATEST,
    LONGEST,
    OPEN,
    TOO_FAR,
    UNKNOWN,
    has_first_day,
    has_last_day,
    hi,
    is_about,
    is_day,
    is_known,
    is_plain,
    is_well_formed,
    iso,
    lies_within,
    lo,
    year_of_value,
)

__all__ = [
    "EARLIEST",
    "LATEST",
    "UNKNOWN",
    "PartialDateField",
    "PartialDateFormField",
    "has_first_day",
    "has_last_day",
    "hi",
    "in_order",
    "is_about",
    "is_day",
    "is_known",
    "is_period",
    "is_plain",
    "is_well_formed",
    "iso",
    "lies_within",
    "lo",
    "parse",
    "well_formed",
    "words",
    "words_after",
    "year_label",
    "year_of_value",
]

# The shapes of plain values, for the database.
YEAR = "[0-9]" * 4
MONTHS = [f"{YEAR}-{month}" for month in ("0[1-9]", "1[0-2]")]
DAYS = [f"{month}-{day}" for month in MONTHS for day in ("0[1-9]", "[12][0-9]", "3[01]")]
DATES = [YEAR, *MONTHS, *DAYS]
SINGLE = ["", UNKNOWN, *DATES, *(f"{shape}~" for shape in DATES), "[0-9][0-9][0-9]X", "[0-9][0-9]XX"]
NO_YEAR = ["0000*", "*/0000*", "000X", "00XX", *TOO_FAR]


# --- Bounds in SQL ---------------------------------------------------------------------------
def _bound(name, end):
    """The SQL of `lo` or `hi`. Settled: Django can drop and add a generated column, never alter it."""
    value, slash = F(name), StrIndex(F(name), Value("/"))
    tail, boundless, years, digit, no_bound, part = {
        "lo": (FIRST, EARLIEST, -1, "0", f"{OPEN}/*", Substr(value, 1, slash - 1)),
        "hi": (LAST, LATEST, 1, "9", f"*/{OPEN}", Substr(value, slash + 1)),
    }[end]

    def like(*shapes):
        return Q(**{f"{name}__globs": list(shapes)})

    return Case(
        When(Q(**{f"{name}__in": ["", UNKNOWN]}) | like(no_bound), then=Value(boundless)),
        When(like("*/*"), then=_padded_sql(part, tail)),
        When(like(f"{YEAR}~"), then=Concat(_year_sql(value, years), Value(tail[4:]))),
        When(like("*~"), then=_padded_sql(Substr(value, 1, Length(value) - len("-05~")), tail)),
        default=_padded_sql(Replace(value, Value("X"), Value(digit)), tail),
        output_field=models.CharField(max_length=10),
    )


def _padded_sql(text, tail):
    return Concat(text, Substr(Value(tail), Length(text) + 1))


def _year_sql(value, step):
    number = Cast(Substr(value, 1, 4), IntegerField()) + step
    return Right(Concat(Value("000"), Cast(number, models.CharField())), 4)


# --- The fields ------------------------------------------------------------------------------
class PartialDateFormField(forms.CharField):
    """Takes a date as editors write it ("circa May 2007") and cleans to EDTF ("2007-05~")."""

    def __init__(self, **kwargs):
        kwargs["max_length"] = None  # "29 September 2007" is longer than what is stored
        super().__init__(**kwargs)

    def to_python(self, value):
        try:
            return parse(super().to_python(value))
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from None

    def prepare_value(self, value):
        """What is more than a year, a month or a day is shown as editors write it."""
        if not isinstance(value, str) or is_plain(value) or not is_well_formed(value):
            return value
        said = words(value)
        return said if value != UNKNOWN and parse(said) == value else value

    def widget_attrs(self, widget):
        return {
            **super().widget_attrs(widget),
            "class": "partial-date",
            "data-partial-date": "",
            "autocomplete": "off",
            "spellcheck": "false",
            "size": 12,
            **({} if self.required else {"placeholder": _("none")}),
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
        kwargs = {"max_length": LONGEST, "blank": True, "default": "", **kwargs}
        super().__init__(*args, **kwargs)

    def contribute_to_class(self, cls, name, private_only=False):
        super().contribute_to_class(cls, name, private_only)
        if self._bounded:
            return
        self._bounded = True
        for end in ("lo", "hi"):
            column = models.GeneratedField(
                expression=_bound(name, end),
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
    """Return the constraints that keep these partial dates in EDTF, each said beside its field."""
    return [
        FieldCheck(
            beside=name,
            condition=_well_formed_sql(name),
            holds=lambda record, name=name: is_well_formed(getattr(record, name)),
            name=f"%(app_label)s_%(class)s_{name}_is_a_partial_date",
            violation_error_message=WHAT_TO_WRITE,
        )
        for name in names
    ]


def _well_formed_sql(name):
    """`is_well_formed` for the database."""
    slash = StrIndex(F(name), Value("/"))
    first, last = Substr(F(name), 1, slash - 1), Substr(F(name), slash + 1)
    between = (
        Q(**{f"{name}__globs": ["*/*"]})
        & Q(Globs(first, [OPEN, *DATES]))
        & Q(Globs(last, [OPEN, *DATES]))
        & Q(**{f"{name}_lo__lte": F(f"{name}_hi")})
        & ~Q(**{name: f"{OPEN}/{OPEN}"})
    )
    return (Q(**{f"{name}__globs": SINGLE}) | between) & ~Q(**{f"{name}__globs": NO_YEAR})


def in_order(first, then, message):
    """Return the constraint that ``first`` is not certainly after ``then``, said beside ``then``."""
    return FieldCheck(
        beside=then,
        condition=Q(**{f"{first}_lo__lte": F(f"{then}_hi")}),
        holds=lambda record: lo(getattr(record, first)) <= hi(getattr(record, then)),
        name=f"%(app_label)s_%(class)s_{first}_is_not_after_{then}",
        violation_error_message=message,
    )
