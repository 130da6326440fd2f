"""Constraints whose message is shown beside the field they concern, and GLOB shapes for constraints."""

import re

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, models


class FieldCheck(models.CheckConstraint):
    """A check constraint whose sentence appears beside the field ``beside`` instead of on top of the form.

    ``holds(instance)`` may test in Python what the condition tests in SQL: then a form needs no query for
    each constraint. In migrations it is a plain CheckConstraint.
    """

    def __init__(self, *, beside=None, holds=None, **kwargs):
        self.beside, self.holds = beside, holds
        super().__init__(**kwargs)

    def validate(self, model, instance, exclude=None, using="default"):
        # A form leaves out what it has no field for, so the key and what the database derives: both known.
        known = {field.name for field in model._meta.fields if field.generated or field.primary_key}
        try:
            self._validate(model, instance, set(exclude or ()) - known, using)
        except ValidationError as error:
            if self.beside is None:
                raise
            raise ValidationError({self.beside: error}) from None

    def _validate(self, model, instance, exclude, using):
        if self.holds is None:
            super().validate(model, instance, exclude=exclude, using=using)
        elif exclude and self._expression_refs_exclude(model, self.condition, exclude):
            return  # one of its fields is already known to be wrong
        elif not self.holds(instance):
            raise ValidationError(self.get_violation_error_message(), code=self.violation_error_code)

    def deconstruct(self):
        _path, args, kwargs = super().deconstruct()
        return "django.db.models.CheckConstraint", args, kwargs

    def clone(self):
        _path, args, kwargs = self.deconstruct()
        return type(self)(*args, beside=self.beside, holds=self.holds, **kwargs)


class UniqueIfFilled(models.UniqueConstraint):
    """A unique text field that any number of records may leave blank: ``condition`` says that it is filled.

    Django would ask the database whether the condition holds, with an expression for each column of the
    record. Here a blank value needs no query and a filled one asks for that value. In migrations it is a
    plain UniqueConstraint.
    """

    def validate(self, model, instance, exclude=None, using=DEFAULT_DB_ALIAS):
        (name,) = self.fields
        value = getattr(instance, name)
        if not value or (exclude and name in exclude):
            return
        others = model._default_manager.using(using).filter(**{name: value})
        if not instance._state.adding:
            others = others.exclude(pk=instance.pk)
        if others.exists():
            raise ValidationError(self.get_violation_error_message(), code=self.violation_error_code)

    def deconstruct(self):
        _path, args, kwargs = super().deconstruct()
        return "django.db.models.UniqueConstraint", args, kwargs


@models.CharField.register_lookup
class Globs(models.Lookup):
    """``field__globs=[...]``: the whole text has one of these shapes, written as SQLite's GLOB writes them.

    A shape is made of plain characters, classes such as ``[0-9]`` and ``[^0-9]``, and ``*``. A constraint of
    them needs nothing but the database: SQLite's regular expressions are a function of Python, which no
    other program has that opens the file. PostgreSQL reads the same shapes as a regular expression.
    """

    lookup_name = "globs"
    prepare_rhs = False

    def as_sql(self, compiler, connection):
        text, params = self.process_lhs(compiler, connection)
        shapes = "|".join(PART_OF_SHAPE.sub(_as_regex, shape) for shape in self.rhs)
        return f"{text} ~ %s", [*params, f"^(?:{shapes})$"]

    def as_sqlite(self, compiler, connection):
        text, params = self.process_lhs(compiler, connection)
        fits = " OR ".join([f"{text} GLOB %s"] * len(self.rhs))
        sql = f"(instr({text}, char(0)) = 0 AND ({fits}))"  # GLOB reads no further than a null character
        return sql, [*params, *(value for shape in self.rhs for value in (*params, shape))]


PART_OF_SHAPE = re.compile(r"\[[^]]*\]|.", re.DOTALL)


def _as_regex(match):
    part = match[0]
    if part == "*":
        return ".*"
    return part if part.startswith("[") else re.escape(part)
