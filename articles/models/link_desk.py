"""What the link desk keeps: dismissed suggestions, links made at once, counts of open suggestions."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.audit import AuditEntry
from articles.models.content import OfficialRole


class SuggestionDismissal(models.Model):
    """A suggestion that somebody dismissed: it is not shown again until the words that caused it change."""

    class Why(models.TextChoices):
        OTHER = "other", _("not this person")
        PASSING = "passing", _("not worth a link")

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="dismissals")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    evidence_hash = models.CharField(max_length=64)
    why = models.CharField(max_length=7, choices=Why, default=Why.OTHER)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("dismissed suggestion")
        verbose_name_plural = _("dismissed suggestions")
        constraints = [
            models.UniqueConstraint(
                fields=["article", "person", "evidence_hash"],
                name="a_suggestion_is_dismissed_once",
                violation_error_message=_("This suggestion is dismissed already."),
            )
        ]

    def __str__(self):
        return f"{self.article}: {self.person}"

    @classmethod
    def store(cls, article, person_ids, evidence_hash, by, why=Why.OTHER):
        """Dismiss one person, or each of several whom the same words may name. Two queries."""
        rows = (
            cls(article=article, person_id=pk, evidence_hash=evidence_hash, by=by, why=why)
            for pk in person_ids
        )
        cls.objects.bulk_create(rows, ignore_conflicts=True)
        SuggestionCount.objects.filter(article=article).delete()

    @classmethod
    def take_back(cls, article, person_ids, evidence_hash):
        """Offer again what was dismissed. Two queries."""
        cls.objects.filter(article=article, person__in=person_ids, evidence_hash=evidence_hash).delete()
        SuggestionCount.objects.filter(article=article).delete()


class LinkBatch(models.Model):
    """One person linked in many stories at once, which can be undone as a whole."""

    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    role = models.CharField(max_length=9, choices=OfficialRole, default=OfficialRole.MENTIONED)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    entries = models.ManyToManyField(AuditEntry, related_name="+")

    class Meta:
        verbose_name = _("links made at once")
        verbose_name_plural = _("links made at once")
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.person}, {self.at:%Y-%m-%d %H:%M}"


class SuggestionCount(models.Model):
    """How many open suggestions a story had when the link desk read it. It makes the queue quick.

    `what` names the words that were read (an edition, or a revision of the desk), `names` the version of the
    name list. If either has changed since, the story is read again.
    """

    article = models.OneToOneField(
        "articles.Article", models.CASCADE, primary_key=True, related_name="suggestion_count"
    )
    what = models.CharField(max_length=30)
    names = models.CharField(max_length=64)
    open = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("count of suggestions")
        verbose_name_plural = _("counts of suggestions")

    def __str__(self):
        return f"{self.article}: {self.open}"
