"""What somebody has yet to read on the desk: mentions in notes and answers to preview links."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class InboxItemQuerySet(models.QuerySet):
    def unread(self, user):
        return self.filter(user=user, read_at=None)

    def read(self):
        """Mark those not read yet as read now; returns how many. One query."""
        return self.filter(read_at=None).update(read_at=timezone.now())

    def on_story(self, article):
        """Those of notes on this story and of answers to its preview links."""
        return self.filter(Q(note__article=article) | Q(answer__link__article=article))

    def answered(self, answer, link):
        """Mark an answer to a preview link for who sent it and for the story's owner. One query."""
        people = {link.made_by_id, link.article.owner_id} - {None}
        return self.bulk_create(self.model(user_id=pk, answer=answer) for pk in sorted(people))


class InboxItem(models.Model):
    """Something on a story that concerns one person: a note that mentions them, or an answer to a preview.

    `read_at` is when it was shown to them; `typed` is their name as the note has it.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    note = models.ForeignKey("articles.DeskNote", models.CASCADE, null=True, related_name="marks")
    answer = models.ForeignKey("articles.PreviewComment", models.CASCADE, null=True, related_name="marks")
    typed = models.CharField(max_length=150, blank=True)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)

    objects = InboxItemQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["user", "id"], name="marks_unread", condition=Q(read_at=None)),  # the desk
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(note__isnull=True, answer__isnull=False)
                | Q(note__isnull=False, answer__isnull=True),
                name="a_mark_is_of_one_thing",
                violation_error_message=_("A mark is of a note or of an answer."),
            ),
            models.UniqueConstraint(
                fields=["user", "note"],
                name="a_note_marks_a_person_once",
                violation_error_message=_("This note marks them already."),
            ),
            models.UniqueConstraint(
                fields=["user", "answer"],
                name="an_answer_marks_a_person_once",
                violation_error_message=_("This answer marks them already."),
            ),
        ]
