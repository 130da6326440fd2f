"""Two tables of one row each: the stamp, and the digest of the roles that were granted last."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Stamp(models.Model):
    """A single row. Database triggers on every public table raise `version`, in the writer's transaction.

    Triggers on tables with names, titles or dates of posts also set `names` to a new random value. A value
    of a transaction that is rolled back never comes again, so nothing cached under it is ever used.
    """

    version = models.BigIntegerField(default=0)
    names = models.UUIDField(null=True)  # None: no name was ever written

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(pk=1),
                name="there_is_one_stamp",
                violation_error_message=_("There is one stamp."),
            ),
        ]


class WrittenRoles(models.Model):
    """A single row: the digest of the rights that `migrate` last gave to the groups (newsroom/roles.py)."""

    digest = models.CharField(max_length=64)

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=models.Q(pk=1),
                name="roles_are_written_once",
                violation_error_message=_("There is one row for the roles."),
            ),
        ]
