"""Published stories that show something else since a change of the record: a list for the desk.

Nothing here rewrites a story. A row is open until somebody dismisses it with a reason, or until a correction
of the story is live. The second is computed, so it holds from the moment when readers see the correction.
"""

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .edition import Edition, EditionKind

CORRECTIONS = [kind for kind in EditionKind if kind.needs_note]
BATCH = 500  # rows written by one statement


class RecordChangeQuerySet(models.QuerySet):
    @transaction.atomic
    def record(self, changes, by, what):
        """Store one act on the record with each story that it changed; return the RecordChange, or None.

        `changes` are articles.officials.affected.StoryChanges.

        The new row replaces an open row of the same story and person, and keeps what the story showed first.
        If the story shows that again, no new row is made. Four queries, and one for each BATCH.
        """
        if not changes:
            return None
        record_change = self.create(what=what, by=by)
        still_open = AffectedStory.objects.open().filter(person__in={change.person for change in changes})
        still_open = {(row.article_id, row.person_id): row for row in still_open}
        replaced, rows = [], []
        last = {(change.link.article, change.person): change for change in reversed(changes)}
        for change in reversed(last.values()):
            row = AffectedStory.of(record_change, change)
            if old := still_open.get((row.article_id, row.person_id)):
                replaced.append(old.pk)
                row.before = old.before
            if row.before != row.after or row.contradicts:
                rows.append(row)
        reason = gettext("A later change took its place.")
        AffectedStory.objects.filter(pk__in=replaced).update(
            dismissed_at=timezone.now(), dismissed_by=by, reason=reason
        )
        AffectedStory.objects.bulk_create(rows, batch_size=BATCH)
        return record_change


class RecordChange(models.Model):
    """One act on the record that changed what published stories show."""

    what = models.TextField(_("what was changed"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"), auto_now_add=True)

    objects = RecordChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of the record")
        verbose_name_plural = _("changes of the record")
        ordering = ["-pk"]

    def __str__(self):
        return self.what


class AffectedStoryQuerySet(models.QuerySet):
    def with_correction(self, at=None):
        """Add `is_corrected`: a correction of the story went live after the act."""
        later = Edition.objects.published(at).filter(
            article=OuterRef("article"), kind__in=CORRECTIONS, live_from__gte=OuterRef("record_change__at")
        )
        return self.annotate(is_corrected=Exists(later))

    def open(self, at=None):
        """Filter to what nobody has dealt with: not dismissed, and no correction live since."""
        return self.with_correction(at).filter(is_corrected=False, dismissed_at=None)


class AffectedStory(models.Model):
    """A published story that shows something else since a record change, or whose words contradict it."""

    record_change = models.ForeignKey(
        RecordChange, models.CASCADE, related_name="stories", verbose_name=_("what was changed")
    )
    article = models.ForeignKey(
        "articles.Article", models.CASCADE, related_name="affected_stories", verbose_name=_("story")
    )
    person = models.ForeignKey(
        "people.Person", models.SET_NULL, null=True, related_name="+", verbose_name=_("official")
    )
    name = models.CharField(_("name"), max_length=300)
    headline = models.CharField(_("headline"), max_length=500)
    day = models.DateField(_("date of the story"))
    before = models.TextField(_("showed"))
    after = models.TextField(_("shows now"))
    printed = models.TextField(_("printed"), blank=True)
    contradicts = models.BooleanField(_("its words contradict the record"), default=False)
    dismissed_at = models.DateTimeField(_("dismissed"), null=True)
    dismissed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("dismissed by")
    )
    reason = models.TextField(_("reason"), blank=True)

    objects = AffectedStoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("story to look at")
        verbose_name_plural = _("stories to look at")
        ordering = ["-contradicts", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["record_change", "article", "person"],
                name="a_change_lists_a_story_once_for_a_person",
                violation_error_message=_("This story is on the list already."),
            ),
            models.CheckConstraint(
                condition=Q(dismissed_at=None) | ~Q(reason=""),
                name="a_story_is_dismissed_for_a_reason",
                violation_error_message=_("Say why nothing has to be corrected."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["article", "person"], condition=Q(dismissed_at=None), name="affected_not_dismissed"
            )  # what is open, for the desk and for the next change of the same story
        ]

    def __str__(self):
        return self.headline

    @classmethod
    def of(cls, record_change, change):
        """The row of an articles.officials.affected.StoryChange, unsaved."""
        return cls(
            record_change=record_change,
            article_id=change.link.article,
            person_id=change.person,
            name=(change.after.name or change.before.name)[:300],
            headline=change.link.headline[:500],
            day=change.link.day,
            before=str(change.before),
            after=str(change.after),
            printed=change.printed,
            contradicts=change.contradicts,
        )

    @property
    def proposed_note(self):
        """A first draft of a public note. An editor reads it and writes the note itself."""
        values = {"name": self.name, "printed": self.printed, "after": self.after, "before": self.before}
        if self.contradicts:
            return (
                gettext("This story called %(name)s “%(printed)s”. On its day the title was: %(after)s.")
                % values
            )
        return gettext("Beside this story stood: %(before)s. Right is: %(after)s.") % values
