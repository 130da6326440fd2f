"""Forms that were sent, with the answer each got: a form sent twice is done once and gets the same answer."""

import datetime

from django.db import models
from django.utils import timezone

KEPT = datetime.timedelta(days=2)  # the same form sent later is taken as a new one


class SendingQuerySet(models.QuerySet):
    def claim(self, key):
        """The row of this key. Its `answer` is None if it was not done yet. Two queries.

        Inside a transaction: a second claim of the same key waits until the first transaction has ended.
        """
        self.bulk_create([self.model(key=key)], ignore_conflicts=True)
        return self.get(key=key)


class Sending(models.Model):
    """One form as it was sent: `key` is a digest of it, `answer` is the page it led to and its messages."""

    key = models.CharField(max_length=64, unique=True)
    story = models.BigIntegerField(null=True)  # the id of the article that was made or changed
    answer = models.JSONField(null=True)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    objects = SendingQuerySet.as_manager()

    class Meta:
        default_permissions = ()

    def __str__(self):
        return self.key

    def answered(self, story, answer):
        """Store the answer, and delete rows older than KEPT. Two queries."""
        self.story, self.answer = story, answer
        self.save(update_fields=["story", "answer"])
        type(self).objects.filter(at__lt=timezone.now() - KEPT).delete()
