"""Outside evidence for the facts of an appointment, with what a source says against the record."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from newsroom.lib.constraints import FieldCheck
from newsroom.lib.incoming import LineField
from newsroom.lib.partial_date import PartialDateField, hi, is_known, lies_within, lo, well_formed, words
from people.models.appointment import Appointment
from people.models.states import DATED_FACTS, ProvenFact


class Citation(models.Model):
    """Outside evidence for a fact of an appointment: a document, a page. `articles` cites our stories."""

    appointment = models.ForeignKey(
        Appointment, models.CASCADE, related_name="citations", verbose_name=_("appointment")
    )
    fact = models.CharField(_("evidence for"), max_length=20, choices=ProvenFact, default=ProvenFact.WHOLE)
    symbol = LineField(
        _("document symbol"), max_length=100, blank=True, help_text=_("For example S/2007/721.")
    )
    title = LineField(_("title"), max_length=500, blank=True)
    url = models.URLField(_("address"), max_length=1000, blank=True)
    published = PartialDateField(_("published"))
    quote = models.TextField(_("quote"), blank=True)
    says = PartialDateField(
        _("says another date"),
        help_text=_("Only where it contradicts the date on record. Readers see both, this one second."),
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["pk"]
        constraints = [
            FieldCheck(
                beside="title",
                condition=~Q(symbol="", title="", url=""),
                holds=lambda source: bool(source.symbol or source.title or source.url),
                name="a_source_can_be_found",
                violation_error_message=_(
                    "Give a title, a document symbol or an address, so that a reader can find it."
                ),
            ),
            FieldCheck(
                beside="says",
                condition=Q(says="") | Q(fact__in=DATED_FACTS),
                holds=lambda source: not source.says or source.fact in DATED_FACTS,
                name="a_source_says_another_date_of_one_fact",
                violation_error_message=_("Choose above which of the dates it contradicts."),
            ),
            *well_formed("published", "says"),
        ]

    @property
    def contradicts(self):
        """Whether it says a date that cannot be true beside that on record, which is preferred."""
        value = getattr(self.appointment, self.fact) if self.says else ""
        if not self.says or self.says == value:
            return False
        says = self.says.removesuffix("~")  # circa 2006 is another year than 2007
        return not is_known(value) or hi(says) < lo(value) or lo(says) > hi(value)

    @property
    def may_be_preferred(self):
        """Whether the date that it says may take the place of that on record: not where it only says less."""
        value = getattr(self.appointment, self.fact) if self.says else ""
        return (
            bool(self.says) and self.says != value and not (is_known(value) and lies_within(value, self.says))
        )

    @property
    def says_in_words(self):
        return words(self.says)

    def prefer(self, by):
        """Put its date on record, and the date until now beside the sources that gave it. In a transaction.

        The history says that `by` did it, and why. Raises ValidationError where the date cannot be.
        """
        row, said = self.appointment, self.says
        before = getattr(row, self.fact)
        setattr(row, self.fact, said)
        row.full_clean()
        row._history_user = by
        row._change_reason = gettext("Preferred what %(source)s says") % {"source": self}
        row._change_reason = row._change_reason[:100]
        row.save(update_fields=[self.fact])
        given = [source.says or before for source in row.citations.filter(fact=self.fact)]
        if before and before not in given:
            self._keep_what_others_gave(before, by, row._change_reason)
        for source in row.citations.filter(fact=self.fact):
            gave = source.says or before
            source.says = "" if gave == said else gave
            source._history_user, source._change_reason = by, row._change_reason
            source.save(update_fields=["says"])

    def _keep_what_others_gave(self, date, by, why):
        """Cite each source of the whole record for the date that it gave, which is no longer on record."""
        document = ("symbol", "title", "url", "published", "quote")
        for source in self.appointment.citations.filter(fact=ProvenFact.WHOLE):
            values = {name: getattr(source, name) for name in document}
            one = Citation(appointment=self.appointment, fact=self.fact, says=date, **values)
            one._history_user, one._change_reason = by, why
            one.save()

    def __str__(self):
        return ", ".join(filter(None, [self.symbol, self.title])) or self.url
