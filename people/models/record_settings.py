"""The settings of the record, which the people desk changes itself: one row, defaults while there is none."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from newsroom.lib.constraints import FieldCheck
from people.models.post import Organization

ONLY = 1  # the key of the one row
MOST_MONTHS, MOST_DAYS = 600, 36500


class RecordSettings(models.Model):
    """How the house reads its record: how long a designation lives, who is "the late", what is home."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY, editable=False)
    designation_lapses_after = models.PositiveSmallIntegerField(
        _("a designation lapses after (months)"),
        default=24,
        validators=[MaxValueValidator(MOST_MONTHS)],
        help_text=_(
            "Somebody intended or announced who has not taken up the post by then: pages say that it is not "
            "known what became of it."
        ),
    )
    late_for = models.PositiveSmallIntegerField(
        _("“the late” for (days)"),
        default=365,
        validators=[MaxValueValidator(MOST_DAYS)],
        help_text=_(
            "Who died in office is “the late Secretary-General” for so many days, and “former” after them. "
            "0: never “the late”."
        ),
    )
    recheck_after = models.PositiveSmallIntegerField(
        _("look at a fact again after (months)"),
        default=24,
        validators=[MaxValueValidator(MOST_MONTHS)],
        help_text=_("A fact at which nobody looked for so long is asked about again."),
    )
    home_organizations = models.ManyToManyField(
        Organization,
        blank=True,
        related_name="+",
        verbose_name=_("home organizations"),
        help_text=_("“The Secretary-General” alone, in a story that names no house, is theirs."),
    )

    class Meta:
        verbose_name = _("settings of the record")
        verbose_name_plural = _("settings of the record")
        constraints = [
            FieldCheck(
                condition=Q(pk=ONLY),
                holds=lambda settings: settings.pk == ONLY,
                name="the_record_has_one_row_of_settings",
                violation_error_message=_("The record has its settings already. Change those."),
            ),
        ]

    def __str__(self):
        return str(self._meta.verbose_name)

    @classmethod
    def current(cls):
        """Return the settings of the house, or the defaults before anybody saved them. One query."""
        return cls.objects.first() or cls()
