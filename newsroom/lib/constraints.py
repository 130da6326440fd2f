"""Constraints that speak: a rule kept by the database and said beside the field it concerns."""

from django.core.exceptions import ValidationError
from django.db import models


class FieldCheck(models.CheckConstraint):
    """A check constraint whose sentence appears beside the field ``beside`` instead of on top of the form.

    In migrations it is a plain CheckConstraint.
    """

    def __init__(self, *, beside=None, **kwargs):
        self.beside = beside
        super().__init__(**kwargs)

    def validate(self, model, instance, exclude=None, using="default"):
        try:
            super().validate(model, instance, exclude=exclude, using=using)
        except ValidationError as error:
            if self.beside is None:
                raise
            raise ValidationError({self.beside: error}) from None

    def deconstruct(self):
        _path, args, kwargs = super().deconstruct()
        return "django.db.models.CheckConstraint", args, kwargs

    def clone(self):
        _path, args, kwargs = self.deconstruct()
        return type(self)(*args, beside=self.beside, **kwargs)
