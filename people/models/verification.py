"""That somebody looked at an appointment and found it right: who, when, what it said then. Never edited."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from people.models.appointment import Appointment


class Verification(models.Model):
    """One look at an appointment. A change of the appointment counts as a look, without a row here."""

    appointment = models.ForeignKey(
        Appointment, models.CASCADE, related_name="verifications", verbose_name=_("appointment")
    )
    saw = models.TextField(_("what they saw"))
    note = models.CharField(_("where they looked"), max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("by"), null=True, related_name="+"
    )
    at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("verification")
        verbose_name_plural = _("verifications")
        ordering = ["-at", "-pk"]
        default_permissions = []
        indexes = [
            models.Index(fields=["appointment", "-at"], name="people_last_verification"),  # the last look
        ]

    def __str__(self):
        return f"{self.appointment}: {self.at:%Y-%m-%d}"
