"""A reshuffle sheet that was saved: several changes of the record as one act, with what undoes them."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from newsroom.lib.incoming import LineField


class Reshuffle(models.Model):
    """One saved sheet. `said` are its changes in words, `steps` what each row of a table was and became."""

    on = models.CharField(_("day"), max_length=40, editable=False)
    reason = LineField(_("what it is about"), max_length=300, blank=True)
    said = models.JSONField(default=list, editable=False)
    steps = models.JSONField(default=list, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("by"), null=True, related_name="+"
    )
    at = models.DateTimeField(_("when"), auto_now_add=True)
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("undone by"), null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("reshuffle")
        verbose_name_plural = _("reshuffles")
        ordering = ["-at", "-pk"]
        default_permissions = []

    def __str__(self):
        return self.reason or self.on

    @property
    def is_undone(self):
        return self.undone_at is not None
