"""Partial dates reach EDTF level 1: longer columns, wider constraints, and bounds that know the new values.

A generated column can only be dropped and added, and what names it goes and comes with it.
"""

from django.db import migrations, models
from django.db.models import Case, CharField, F, IntegerField, Q, Value, When
from django.db.models.functions import Cast, Concat, Length, Replace, Right, StrIndex, Substr

from newsroom.lib.constraints import Globs

DATES = {
    "appointment": {
        "intended": "intended",
        "announced": "announced",
        "start": "took up the post",
        "end": "left the post",
    },
    "citation": {"published": "published"},
    "completesuccession": {
        "first": "complete from",
        "last": "complete until",
        "published": "published",
    },
    "organization": {"started": "started", "ended": "ended"},
    "person": {"birth": "born", "death": "died"},
    "personname": {"start": "used from", "end": "used until"},
    "post": {"created": "created", "abolished": "abolished"},
    "posttitle": {"start": "from", "end": "until"},
}
WITH_HISTORY = ["appointment", "citation", "completesuccession", "person", "post"]
HELP = {
    "first": "May 1961 means from the first day of that month.",
    "last": "May 1961 means until the last day of that month.",
    "ended": "Ends every post of it that is still held on that day.",
    "death": "Ends every post still open on that day.",
    "abolished": "Ends every appointment still open on that day.",
}
IN_ORDER = {
    "appointment": {
        ("intended", "announced"): "Announced before it was intended. Check the year first.",
        ("announced", "start"): "Took up the post before it was announced. Check the year first.",
        ("intended", "start"): "Took up the post before it was intended. Check the year first.",
        ("start", "end"): "Left the post before taking it up. Check the year first.",
        ("announced", "end"): "Ended before it was announced. Check the year first.",
        ("intended", "end"): "Ended before it was intended. Check the year first.",
    },
    "completesuccession": {("first", "last"): "It ends before it begins. Check the year first."},
    "organization": {("started", "ended"): "Ended before it started. Check the year first."},
    "person": {("birth", "death"): "Died before being born. Check the year first."},
    "personname": {("start", "end"): "The name ended before it began. Check the year first."},
    "post": {("created", "abolished"): "Abolished before it was created. Check the year first."},
    "posttitle": {("start", "end"): "The title ended before it began. Check the year first."},
}
INDEXES = [
    models.Index(fields=["post", "start_lo"], name="people_holders_of_a_post"),
    models.Index(fields=["person", "start_lo"], name="people_posts_of_a_person"),
]


# --- Bounds as they are from this release on -------------------------------------------------------
def padded(text, tail):
    return Concat(text, Substr(Value(tail), Length(text) + 1))


def bound(name, end):
    value, slash = F(name), StrIndex(F(name), Value("/"))
    tail, boundless, years, digit, no_bound, part = {
        "lo": ("0000-01-01", "0001-01-01", -1, "0", "../*", Substr(value, 1, slash - 1)),
        "hi": ("0000-12-31", "9999-12-31", 1, "9", "*/..", Substr(value, slash + 1)),
    }[end]
    year = Cast(Substr(value, 1, 4), IntegerField()) + years
    return Case(
        When(Q(**{f"{name}__in": ["", "XXXX"]}) | like(name, no_bound), then=Value(boundless)),
        When(like(name, "*/*"), then=padded(part, tail)),
        When(
            like(name, f"{YEAR}~"),
            then=Concat(Right(Concat(Value("000"), Cast(year, CharField())), 4), Value(tail[4:])),
        ),
        When(like(name, "*~"), then=padded(Substr(value, 1, Length(value) - 4), tail)),
        default=padded(Replace(value, Value("X"), Value(digit)), tail),
        output_field=CharField(max_length=10),
    )


def like(name, *shapes):
    return Q(**{f"{name}__globs": list(shapes)})


# --- Shapes as they are from this release on -------------------------------------------------------
YEAR = "[0-9]" * 4
MONTHS = [f"{YEAR}-{month}" for month in ("0[1-9]", "1[0-2]")]
DAYS = [f"{month}-{day}" for month in MONTHS for day in ("0[1-9]", "[12][0-9]", "3[01]")]
PLAIN = [YEAR, *MONTHS, *DAYS]
SINGLE = ["", "XXXX", *PLAIN, *(f"{shape}~" for shape in PLAIN), "[0-9][0-9][0-9]X", "[0-9][0-9]XX"]
NO_YEAR = ["0000*", "*/0000*", "000X", "00XX", "0001~", "9999~"]
WHAT_TO_WRITE = (
    "Write a year, a month or a day: 2007, May 2007 or 29 May 2007. Or before 2007, after May 2007, "
    "circa 2007, between March and May 2007, 1990s. XXXX means not known."
)


def well_formed(name):
    slash = StrIndex(F(name), Value("/"))
    first, last = Substr(F(name), 1, slash - 1), Substr(F(name), slash + 1)
    between = (
        like(name, "*/*")
        & Q(Globs(first, ["..", *PLAIN]))
        & Q(Globs(last, ["..", *PLAIN]))
        & Q(**{f"{name}_lo__lte": F(f"{name}_hi")})
        & ~Q(**{name: "../.."})
    )
    return (Q(**{f"{name}__globs": SINGLE}) | between) & ~Q(**{f"{name}__globs": NO_YEAR})


# --- What goes, and what comes ---------------------------------------------------------------------
def dropped():
    for model, names in DATES.items():
        for name in names:
            yield migrations.RemoveConstraint(model, f"people_{model}_{name}_is_a_partial_date")
        for first, then in IN_ORDER.get(model, ()):
            yield migrations.RemoveConstraint(model, f"people_{model}_{first}_is_not_after_{then}")
    for index in INDEXES:
        yield migrations.RemoveIndex("appointment", index.name)


def widened():
    for model, names in DATES.items():
        for table in [model, *([f"historical{model}"] if model in WITH_HISTORY else [])]:
            for name in names:
                yield from (migrations.RemoveField(table, f"{name}_{end}") for end in ("lo", "hi"))
            for name, label in names.items():
                text = {"help_text": HELP[name]} if name in HELP else {}
                field = CharField(blank=True, default="", max_length=21, verbose_name=label, **text)
                yield migrations.AlterField(table, name, field)
            for name in names:
                yield from (
                    migrations.AddField(table, f"{name}_{end}", generated(name, end)) for end in ("lo", "hi")
                )


def generated(name, end):
    return models.GeneratedField(
        expression=bound(name, end), output_field=CharField(max_length=10), db_persist=True
    )


def added():
    for model, names in DATES.items():
        for name in names:
            check = models.CheckConstraint(
                condition=well_formed(name),
                name=f"people_{model}_{name}_is_a_partial_date",
                violation_error_message=WHAT_TO_WRITE,
            )
            yield migrations.AddConstraint(model, check)
        for (first, then), message in IN_ORDER.get(model, {}).items():
            check = models.CheckConstraint(
                condition=Q(**{f"{first}_lo__lte": F(f"{then}_hi")}),
                name=f"people_{model}_{first}_is_not_after_{then}",
                violation_error_message=message,
            )
            yield migrations.AddConstraint(model, check)
    for index in INDEXES:
        yield migrations.AddIndex("appointment", index)


class Migration(migrations.Migration):
    dependencies = [("people", "0003_complete_succession")]

    operations = [*dropped(), *widened(), *added()]
