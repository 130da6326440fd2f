"""Forms that were sent and answered, so that the same sending is done once and answered the same again."""

import datetime

from django.db import models
from django.utils import timezone

KEPT = datetime.timedelta(days=2)  # who sends the same form again later has left it open for too long


class SendingQuerySet(models.QuerySet):
    def claim(self, key):
        """The row of what was sent. Its `answer` is None where nobody has done it yet. Two queries.

        Inside a transaction: whoever claims the same key at the same moment waits until the first has ended.
        """
        self.bulk_create([self.model(key=key)], ignore_conflicts=True)
        return self.get(key=key)


class Sending(models.Model):
    """One form as it was sent: `key` is a digest of it, `answer` is where it led and what was said."""

    key = models.CharField(max_length=64, unique=True)
    story = models.BigIntegerField(null=True)  # the id of an article: one that was made, or acted on
    answer = models.JSONField(null=True)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    objects = SendingQuerySet.as_manager()

    class Meta:
        default_permissions = ()

    def __str__(self):
        return self.key

    def answered(self, story, answer):
        """Keep the answer, and forget those that are too old to be asked for. Two queries."""
        self.story, self.answer = story, answer
        self.save(update_fields=["story", "answer"])
        type(self).objects.filter(at__lt=timezone.now() - KEPT).delete()
