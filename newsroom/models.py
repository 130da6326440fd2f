"""Tables of the house: the stamp, the digest of the roles that were granted last, purges of a CDN."""

import datetime

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Stamp(models.Model):
    """A single row. Database triggers on every public table renew `version`, in the writer's transaction.

    Triggers on tables with names, titles or dates of posts also renew `names`, and those on tables that no
    publication writes `rest`. The values are random, so one
    never comes again, neither after a rollback nor from a backup: nothing that was kept under it is used.
    """

    version = models.UUIDField(null=True)
    names = models.UUIDField(null=True)  # None: no name was ever written
    rest = models.UUIDField(null=True)

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


class PurgeQuerySet(models.QuerySet):
    def due(self, at=None):
        """What the CDN has not answered well yet and is to be told now, oldest first."""
        return self.filter(next_at__lte=at or timezone.now()).order_by("pk")

    def failing(self):
        """What the CDN has refused, or not heard, and nothing sent after it."""
        done = self.exclude(sent_at=None).order_by("-pk").values("pk")[:1]
        last = models.functions.Coalesce(models.Subquery(done), 0)
        return self.filter(sent_at=None, attempts__gt=0, pk__gt=last)


class Purge(models.Model):
    """A receipt: which tags a CDN was told to drop, how often, and what it answered last.

    version, rest   those of the stamp when it was made
    entry           the number of the last entry of the audit log that it answers for
    next_at         None: told, or given up
    """

    PAUSE = datetime.timedelta(seconds=2)  # before the second attempt; doubled before each one more
    MOST_ATTEMPTS = 8  # in about four minutes; after one a CDN has asked for every page again anyway

    tags = models.JSONField(_("tags"))
    version = models.UUIDField(null=True)
    rest = models.UUIDField(null=True)
    entry = models.PositiveBigIntegerField(default=0)
    made_at = models.DateTimeField(_("made at"), default=timezone.now)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_at = models.DateTimeField(_("next attempt at"), null=True)
    sent_at = models.DateTimeField(_("done at"), null=True)
    answer = models.TextField(_("last answer"), blank=True)

    objects = PurgeQuerySet.as_manager()

    class Meta:
        verbose_name = _("purge")
        verbose_name_plural = _("purges")
        ordering = ["-pk"]
        default_permissions = ()
        indexes = [
            models.Index(fields=["next_at"], name="purge_due", condition=models.Q(next_at__isnull=False))
        ]

    def __str__(self):
        return f"{self.made_at:%Y-%m-%d %H:%M:%S} {' '.join(self.tags)}"

    def note(self, is_done, answer):
        """Write down what came of an attempt: done, or when to try again, or given up."""
        now = timezone.now()
        self.attempts += 1
        self.answer = answer
        self.sent_at = now if is_done else None
        is_over = is_done or self.attempts >= self.MOST_ATTEMPTS
        self.next_at = None if is_over else now + self.PAUSE * 2 ** (self.attempts - 1)
        self.save(update_fields=["attempts", "answer", "sent_at", "next_at"])
