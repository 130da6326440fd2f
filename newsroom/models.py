"""Two tables of one row each: the stamp, and the digest of the roles that were granted last."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Stamp(models.Model):
    """A single row. Database triggers on every public table renew `version`, in the writer's transaction.

    Triggers on tables with names, titles or dates of posts also renew `names`. The values are random, so one
    never comes again, neither after a rollback nor from a backup: nothing that was kept under it is used.
    """

    version = models.UUIDField(null=True)
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
