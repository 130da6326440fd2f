"""The log of merges, with the rows that each moved; pairs that are no duplicates; accepted findings.

A record is named by its model's label and id, not by a foreign key, so that the same tables serve the records
of apps above (topics).
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class MergeQuerySet(models.QuerySet):
    def standing(self):
        """Filter to merges that are not undone."""
        return self.filter(undone_at=None)

    def present(self, label, ids):
        """Return {id: present id} of those records that were merged into others, to the end of a chain.

        One query for each link of the longest chain.
        """
        asked, leads = set(ids), {}
        while asked:
            found = dict(
                self.standing().filter(model=label, gone_id__in=asked).values_list("gone_id", "kept_id")
            )
            leads |= found
            asked = set(found.values()) - leads.keys()
        return {pk: _end(leads, pk) for pk in set(ids) & leads.keys()}


def _end(leads, pk):
    while pk in leads:
        pk = leads[pk]
    return pk


class Merge(models.Model):
    """Two records made one, with every row that this changed, so that it can be undone."""

    model = models.CharField(max_length=50, editable=False)
    kept_id = models.PositiveBigIntegerField(editable=False)
    gone_id = models.PositiveBigIntegerField(editable=False)
    kept_name = models.CharField(_("kept"), max_length=400, editable=False)
    gone_name = models.CharField(_("merged into it"), max_length=400, editable=False)
    steps = models.JSONField(default=list, editable=False)
    reason = models.TextField(_("why"), blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("by"), null=True, related_name="+"
    )
    at = models.DateTimeField(_("when"), auto_now_add=True)
    open = models.BooleanField(default=False, editable=False)  # while its rows are written
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("undone by"), null=True, related_name="+"
    )

    objects = MergeQuerySet.as_manager()

    class Meta:
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        ordering = ["-at", "-pk"]
        default_permissions = ["view"]
        permissions = [
            ("merge_records", _("Can merge duplicates of the people desk, and undo it")),
            ("mend_records", _("Can say that a finding is no error, or a pair no duplicate")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["model", "gone_id"],
                condition=Q(undone_at=None),
                name="a_record_is_merged_once_at_a_time",
                violation_error_message=_("This record was merged already."),
            ),
        ]

    def __str__(self):
        return f"{self.gone_name} → {self.kept_name}"

    @property
    def is_undone(self):
        return self.undone_at is not None


class NotTheSameQuerySet(models.QuerySet):
    def mark_as_two(self, model, one, other, by=None):
        """Remember that two records of a model (by pk) are two. At most two queries."""
        low, high = sorted((one, other))
        key = {"model": model._meta.label_lower, "low": low, "high": high}
        return self.get_or_create(**key, defaults={"by": by})[0]

    def others(self, record):
        """Return the ids of those who are known to be another record than this one. One query."""
        pairs = self.filter(Q(low=record.pk) | Q(high=record.pk), model=record._meta.label_lower)
        return {pk for pair in pairs.values_list("low", "high") for pk in pair} - {record.pk}


class NotTheSame(models.Model):
    """Two records that look alike and are two: the list of likely duplicates leaves them out."""

    model = models.CharField(max_length=50)
    low = models.PositiveBigIntegerField()
    high = models.PositiveBigIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = NotTheSameQuerySet.as_manager()

    class Meta:
        verbose_name = _("pair that is not the same")
        verbose_name_plural = _("pairs that are not the same")
        default_permissions = []
        constraints = [
            models.UniqueConstraint(
                fields=["model", "low", "high"],
                name="a_pair_is_told_apart_once",
                violation_error_message=_("These two are told apart already."),
            ),
            models.CheckConstraint(
                condition=Q(low__lt=F("high")),
                name="a_pair_is_two",
                violation_error_message=_("A pair is two records, the lower id first."),
            ),
        ]

    def __str__(self):
        return f"{self.model} {self.low} ≠ {self.high}"


class Accepted(models.Model):
    """A finding of the consistency report that is no error, as long as its records stay the same."""

    key = models.CharField(max_length=100, unique=True)  # kind of finding and record
    state = models.CharField(max_length=64)  # a digest of what the finding read
    reason = models.CharField(_("why it is no error"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("known finding")
        verbose_name_plural = _("known findings")
        default_permissions = []

    def __str__(self):
        return self.key
