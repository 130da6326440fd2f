"""Assignments: who writes a story, until when, and what is wanted.

Only `Article.assign()` writes `owner`, `due_at` and `brief`. Publication clears `due_at` and `brief`.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.audit import Act, AuditEntry
from articles.workflow import Refused, Status

from .base import Acting

WRITING = [Status.DRAFT, Status.RETURNED, Status.PUBLISHED]  # the writer works on it, or may begin


class Assigning(Acting):
    """The part of an Article that says who writes it: `assign()`."""

    @property
    def is_due(self):
        """Whether the writer still has to hand it in: it has a due time and is not submitted."""
        return bool(self.due_at) and self.status in WRITING

    @property
    def is_late(self):
        return self.is_due and self.due_at < timezone.now()

    @transaction.atomic
    def assign(self, by, owner, due_at=None, brief=""):
        """Give the story to `owner` (None: to nobody yet), to be handed in by `due_at`, with a brief.

        Returns whether that changed anything. Raises Refused with the field it concerns. Whoever may
        change a story may take one that nobody has; everything else needs `assign_article`.
        """
        article, brief = self._lock(), brief.strip()
        before = article._assignment()
        article.refuse_assigning(by, owner, due_at, brief)
        self._set(owner=owner, due_at=due_at, brief=brief)
        after = self._assignment()
        if before == after:
            return False
        AuditEntry.objects.record(Act.ASSIGNED, by, article=self, subject=self, before=before, after=after)
        return True

    def refuse_assigning(self, by, owner, due_at, brief):
        """Raise Refused if `by` may not assign the story like this. Call it on the stored row."""
        same_words = (due_at, brief.strip()) == (self.due_at, self.brief)
        if same_words and (owner and owner.pk) == self.owner_id:
            return
        takes_it = same_words and self.owner_id is None and owner == by
        if takes_it and by.has_perm("articles.change_article"):
            return
        if not by.has_perm("articles.assign_article"):
            if same_words and self.owner_id and owner == by:
                words = _("%(who)s has this story already. Ask an editor to hand it over.")
                name = self.owner.get_full_name() or self.owner.get_username()
                raise Refused(words % {"who": name}, "owner")
            raise Refused(_("An editor assigns stories; you may take one that nobody has."), "owner")
        if owner and owner.pk != self.owner_id and not (owner.is_active and owner.is_staff):
            raise Refused(_("They no longer work here. Choose somebody else."), "owner")
        if due_at and due_at != self.due_at and due_at <= timezone.now():
            raise Refused(_("This moment has passed. Choose a later one."), "due_at")

    def _assignment(self):
        """What the audit log says of it."""
        owner = self.owner and (self.owner.get_full_name() or self.owner.get_username())
        return {"owner": owner, "due": self.due_at, "brief": self.brief or None}
