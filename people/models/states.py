"""What appointments are called: their states and kinds, and which of their facts a source is evidence for."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """What an appointment is on a day. The values are the ``data-state`` of pages and style sheet."""

    NOT_YET = "not-yet", _("not yet known")
    INTENDED = "intended", _("intended")
    DESIGNATE = "designate", _("designate")
    IN_POST = "in-post", _("in post")
    ACTING = "acting", _("acting")
    FORMER = "left", _("left")
    LAPSED = "lapsed", _("never took effect")
    UNKNOWN = "unknown", _("held it at a date not known")

    @property
    def is_live(self):
        return self in (State.IN_POST, State.ACTING)


class AppointmentKind(models.TextChoices):
    SUBSTANTIVE = "substantive", _("Substantive")
    ACTING = "acting", _("Acting")


class ProvenFact(models.TextChoices):
    """What a source is evidence for: the whole record, or one fact of it."""

    WHOLE = "whole", _("The whole record")
    INTENDED = "intended", _("Intended")
    ANNOUNCED = "announced", _("Announced")
    START = "start", _("Took up the post")
    END = "end", _("Left the post")
    AUTHORITY = "authority", _("Who appointed them")
    MANDATE = "mandate", _("Mandate")
