"""That somebody looked at an appointment and found it right: who, when, what it said then.

Rows are only added: the database refuses to change or delete one (articles/database/guards.py). They stay
when the appointment goes, and `saw` says of what they spoke.
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from newsroom.lib.incoming import LineField
from people.models.appointment import Appointment


class Verification(models.Model):
    """One look at an appointment. A change of the appointment counts as a look, without a row here."""

    appointment = models.ForeignKey(
        Appointment,
        models.DO_NOTHING,
        related_name="verifications",
        db_constraint=False,  # the appointment may be deleted later; its key is given to no other
        verbose_name=_("appointment"),
    )
    saw = models.TextField(_("what they saw"))
    note = LineField(_("where they looked"), max_length=300, blank=True)
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
        return f"{self.at:%Y-%m-%d}: {self.saw}"
