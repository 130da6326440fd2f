"""The review of a story: it is submitted, approved or returned with a reason; a draft is deleted."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from articles.models.audit import Act, AuditEntry
from articles.workflow import STEPS, Refused, Status

from .base import Acting


class Reviewing(Acting):
    """The acts of review: `submit()`, `approve()`, `return_to_writer()`, `discard()`."""

    @transaction.atomic
    def submit(self, by):
        """Hand the story to the editors. Raises Refused without a headline and a text."""
        article = self._lock()
        STEPS["submit"].refuse(article.status, by)
        article._refuse_unless_written()
        before = article._state_for_audit()
        self._set(status=Status.SUBMITTED, return_reason="")
        self._audit(Act.SUBMITTED, by, before)

    @transaction.atomic
    def approve(self, by, revision=None):
        """Approve exactly the present revision; `revision` is the number that `by` was shown."""
        article = self._lock()
        STEPS["approve"].refuse(article.status, by)
        article._refuse_if_changed_since(revision)
        article._refuse_unless_written()
        article._refuse_own_work(by, "")
        before = article._state_for_audit()
        self._set(status=Status.APPROVED, approved_revision=article.last_revision, return_reason="")
        self._audit(Act.APPROVED, by, before)

    @transaction.atomic
    def return_to_writer(self, by, reason):
        """Send the story back. Raises Refused without a reason that the writer can act on."""
        article = self._lock()
        STEPS["return"].refuse(article.status, by)
        if not reason.strip():
            raise Refused(_("Say what the writer should change."), "reason")
        before = article._state_for_audit()
        self._set(status=Status.RETURNED, return_reason=reason.strip(), approved_revision=None)
        self._audit(Act.RETURNED, by, before, reason=reason)

    @transaction.atomic
    def discard(self, by):
        """Delete a draft with its revisions; its headline, number and owner stay in the audit log.

        Raises ProtectedError if anything except writing was done with it.
        """
        article = self._lock()
        before = {"article": article.pk, "owner": article.owner and str(article.owner)}
        subject = str(article)
        self.delete()
        AuditEntry.objects.record(Act.DISCARDED, by, subject=subject, before=before)
