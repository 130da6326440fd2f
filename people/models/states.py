"""What appointments are called: their states and kinds, and which of their facts a source is evidence for."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """What an appointment is on a day. The values are the ``data-state`` of pages and style sheet."""

    NOT_YET = "not-yet", _("to come")
    INTENDED = "intended", _("intended")
    DESIGNATE = "designate", _("designate")
    IN_POST = "in-post", _("in post")
    ACTING = "acting", _("acting")
    FORMER = "left", _("left")
    LAPSED = "lapsed", _("never took effect")
    UNKNOWN = "unknown", _("not known what became of it")

    @property
    def is_live(self):
        return self in (State.IN_POST, State.ACTING)

    @property
    def is_coming(self):
        return self in (State.INTENDED, State.DESIGNATE)


class AppointmentKind(models.TextChoices):
    SUBSTANTIVE = "substantive", _("Substantive")
    ACTING = "acting", _("Acting")
    OFFICER_IN_CHARGE = "officer-in-charge", _("Officer-in-charge")

    @classmethod
    def stand_ins(cls):
        """The kinds that fill a post in the place of a holder and take no seat."""
        return [cls.ACTING, cls.OFFICER_IN_CHARGE]


DATED_FACTS = ("intended", "announced", "start", "end")


class ProvenFact(models.TextChoices):
    """What a source is evidence for: the whole record, or one fact of it."""

    WHOLE = "whole", _("The whole record")
    INTENDED = "intended", _("Intended")
    ANNOUNCED = "announced", _("Announced")
    START = "start", _("Took up the post")
    END = "end", _("Left the post")
    AUTHORITY = "authority", _("Who appointed them")
    MANDATE = "mandate", _("Mandate")
