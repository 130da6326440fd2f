"""Spans in which the people desk vouches that the holders of a post on record are all there were.

Only in such a span is a day without a holder told as vacant. Everywhere else it is a gap in the record.
"""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from newsroom.lib.constraints import FieldCheck
from newsroom.lib.incoming import LineField
from newsroom.lib.partial_date import (
    UNKNOWN,
    PartialDateField,
    hi,
    in_order,
    is_known,
    is_plain,
    lo,
    well_formed,
    words,
)
from people.models.post import Post


class CompleteSuccession(models.Model):
    """The people desk vouches, with a source, that nobody else held the post between two dates."""

    post = models.ForeignKey(
        Post, models.CASCADE, related_name="complete_successions", verbose_name=_("post")
    )
    first = PartialDateField(
        _("complete from"), blank=False, help_text=_("May 1961 means from the first day of that month.")
    )
    last = PartialDateField(
        _("complete until"), blank=False, help_text=_("May 1961 means until the last day of that month.")
    )
    symbol = LineField(_("document symbol"), max_length=100, blank=True)
    title = LineField(
        _("title"), max_length=500, blank=True, help_text=_("A source which says that the post was vacant.")
    )
    url = models.URLField(_("address"), max_length=1000, blank=True)
    published = PartialDateField(_("published"))
    quote = models.TextField(_("quote"), blank=True)
    note = models.TextField(_("note for the desk"), blank=True)
    vouched_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("vouched for by"),
    )
    vouched_at = models.DateTimeField(_("vouched for at"), default=timezone.now, editable=False)

    history = HistoricalRecords()

    # As a source it proves the whole span; people/_citations.html asks for it.
    fact = "whole"

    class Meta:
        verbose_name = _("complete succession")
        verbose_name_plural = _("complete successions")
        ordering = ["first_lo", "pk"]
        constraints = [
            FieldCheck(
                beside="title",
                condition=~Q(symbol="", title="", url=""),
                holds=lambda row: bool(row.symbol or row.title or row.url),
                name="a_complete_succession_has_a_source",
                violation_error_message=_("Name a source: its title, document symbol or address."),
            ),
            *(
                FieldCheck(
                    beside=name,
                    condition=~Q(**{f"{name}__in": ["", UNKNOWN]}),
                    holds=lambda row, name=name: getattr(row, name) not in ("", UNKNOWN),
                    name=f"the_{name}_day_of_a_complete_succession_is_known",
                    violation_error_message=_("Give both dates: you vouch for a span."),
                )
                for name in ("first", "last")
            ),
            *well_formed("first", "last", "published"),
            in_order("first", "last", _("It ends before it begins. Check the year first.")),
        ]

    def __str__(self):
        return f"{words(self.first)} – {words(self.last)}"

    @property
    def span(self):
        """(first day, last day) as ISO text: the whole of a month or a year that a date names."""
        return lo(self.first), hi(self.last)

    def clean(self):
        super().clean()
        for name in ("first", "last"):
            value = getattr(self, name)
            if is_known(value) and not is_plain(value):  # a vague date would vouch for days beyond
                raise ValidationError(
                    {name: gettext("Write a year, a month or a day: you vouch for all of it.")}
                )
        if self.last and self.last != UNKNOWN and lo(self.last) > timezone.localdate().isoformat():
            raise ValidationError({"last": gettext("Nobody can vouch for days to come.")})
