"""What became of organizations, and which organization a post belonged to before it moved."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from newsroom.lib.constraints import FieldCheck
from newsroom.lib.partial_date import PartialDateField, hi, in_order, is_well_formed, lo, well_formed, words
from people.models.post import Organization, Post


class SuccessionKind(models.TextChoices):
    """What became of an organization, as its own page says it."""

    REPLACED = "replaced", _("replaced by")
    MERGED = "merged", _("merged into")


class OrganizationSuccession(models.Model):
    """One organization was replaced by another, or merged into it."""

    before = models.ForeignKey(
        Organization, models.CASCADE, related_name="successions", verbose_name=_("organization")
    )
    kind = models.CharField(
        _("what became of it"), max_length=20, choices=SuccessionKind, default=SuccessionKind.REPLACED
    )
    after = models.ForeignKey(
        Organization, models.CASCADE, related_name="origins", verbose_name=_("organization after it")
    )
    on = PartialDateField(_("when"))

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("succession of organizations")
        verbose_name_plural = _("what became of it")
        ordering = ["on_lo", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["before", "after"],
                name="an_organization_follows_another_once",
                violation_error_message=_("This succession is on record."),
            ),
            FieldCheck(
                beside="after",
                condition=~Q(before=F("after")),
                holds=lambda row: row.before_id is None or row.before_id != row.after_id,
                name="an_organization_does_not_follow_itself",
                violation_error_message=_("An organization cannot follow itself."),
            ),
            *well_formed("on"),
        ]

    def __str__(self):
        return f"{self.before}, {self.get_kind_display()} {self.after}"

    def clean(self):
        super().clean()
        if not (self.before_id and self.after_id) or self.before_id == self.after_id:
            return
        if self._comes_back():
            message = gettext("%(after)s came before it, by its own record.") % {"after": self.after}
            raise ValidationError({"after": message})
        if is_well_formed(self.on) and hi(self.after.ended) < lo(self.on):
            message = gettext("%(after)s had ended: %(when)s.")
            raise ValidationError({"after": message % {"after": self.after, "when": words(self.after.ended)}})

    def _comes_back(self):
        """Whether what came before it, at any distance, is what comes after it. A query for each step."""
        found, seen = {self.before_id}, set()
        while found and self.after_id not in found:
            seen |= found
            rows = OrganizationSuccession.objects.filter(after__in=found).exclude(pk=self.pk)
            found = set(rows.values_list("before", flat=True)) - seen
        return self.after_id in found


class PostOrganization(models.Model):
    """An organization to which a post belonged before it moved to the present one."""

    post = models.ForeignKey(
        Post, models.CASCADE, related_name="former_organizations", verbose_name=_("post")
    )
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="former_posts", verbose_name=_("organization")
    )
    start = PartialDateField(_("belonged to it from"))
    end = PartialDateField(
        _("belonged to it until"), help_text=_("The post itself names the organization of today.")
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("former organization of a post")
        verbose_name_plural = _("organizations it belonged to")
        ordering = ["start_lo", "pk"]
        constraints = [
            FieldCheck(
                beside="end",
                condition=~Q(end__in=["", "XXXX"]),
                holds=lambda row: row.end not in ("", "XXXX"),
                name="a_former_organization_of_a_post_has_an_end",
                violation_error_message=_("Say until when. The post itself names the organization of today."),
            ),
            *well_formed("start", "end"),
            in_order("start", "end", _("It ended before it began. Check the year first.")),
        ]

    def __str__(self):
        return str(self.organization)
