"""The rows that allow one link of one published edition to change: who changed it, and why."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class LinkChange(models.Model):
    """Allows one change of the officials of a published edition, and says who made it. Append-only.

    While `open` is true, the database allows changes of this edition's link to this person, and no other.
    """

    edition = models.ForeignKey("articles.Edition", models.PROTECT, related_name="link_changes")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    open = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("link change")
        verbose_name_plural = _("link changes")
        ordering = ["-pk"]

    @classmethod
    def allow_change(cls, edition, person, by, reason, *, before=None, after=None):
        """A context manager: inside it, this edition's link to this person may change. Two queries."""
        return _AllowedChange(
            cls(edition=edition, person=person, by=by, reason=reason, before=before, after=after)
        )


class _AllowedChange:
    """Writes an open LinkChange and closes it after the block, inside the caller's transaction."""

    def __init__(self, change):
        self.change = change

    def __enter__(self):
        self.change.save()
        return self.change

    def __exit__(self, kind, value, traceback):
        if kind is None:
            LinkChange.objects.filter(pk=self.change.pk).update(open=False)
