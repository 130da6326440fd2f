"""One number that changes whenever anything readers could see has changed."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Stamp(models.Model):
    """A single row. Database triggers on every public table raise `version`, in the writer's transaction."""

    version = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(pk=1),
                name="there_is_one_stamp",
                violation_error_message=_("There is one stamp."),
            ),
        ]
