"""The saves of a story's desk copy: each kept whole, none changed."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.payload import PayloadField


class Revision(models.Model):
    """One save of the desk copy, whole. Append-only: the database refuses to change a row."""

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField(_("revision"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("by"), null=True, related_name="+"
    )
    at = models.DateTimeField(_("saved"), default=timezone.now)
    payload = PayloadField()
    digest = models.CharField(max_length=64)
    imported = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "number"],
                name="an_article_has_each_revision_number_once",
                violation_error_message=_("Somebody saved this story at the same moment. Save again."),
            )
        ]

    def __str__(self):
        return _("revision %(number)s") % {"number": self.number}
