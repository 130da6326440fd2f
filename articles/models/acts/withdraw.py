"""Withdrawal and kill of a story, and how both are undone."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.audit import Act
from articles.models.edition import Withdrawal, as_published
from articles.payload import digest_of
from articles.workflow import Refused, Status

from .base import require
from .publish import Publishing


class Withdrawing(Publishing):
    """The acts of withdrawal: `withdraw()`, `kill()`, `lift_withdrawal()`, `reinstate()`."""

    @transaction.atomic
    def withdraw(self, by, reason, explanation, redirect_to="", suppressed=False, at=None, imported=False):
        """Take the story down at once: end the live edition, cancel a scheduled one, say why.

        `reason` is for the desk, `explanation` for the page (410) that readers get. `suppressed` hides
        every edition for legal reasons, as `kill` does. Returns the Withdrawal; raises Refused.
        """
        if suppressed and not imported:
            return self.kill(by, reason, explanation)
        article = self._lock()
        if not imported:
            require(by, "articles.withdraw_article", _("withdraw a story"))
        _refuse_without_words(reason, explanation)
        if article.withdrawal:
            raise Refused(_("This story is withdrawn already."))
        at = at or timezone.now()
        if not article.editions.published(at).exists():
            raise Refused(_("Readers have never seen this story, so there is nothing to withdraw."))
        before = None if imported else article._state_for_audit()
        withdrawal = self._take_down(by, at, reason, explanation, redirect_to, suppressed)
        if not imported:
            self._audit(Act.WITHDRAWN, by, before, reason=reason, told=withdrawal.explanation)
        return withdrawal

    @transaction.atomic
    def kill(self, by, reason, explanation):
        """Hide every edition everywhere at once, for legal reasons; readers get `explanation` and a 410.

        It also works for a story that is only scheduled or already withdrawn; then the kill replaces the
        withdrawal. Nothing of `reason` becomes public. Returns the Withdrawal; raises Refused.
        """
        article = self._lock()
        require(by, "articles.kill_article", _("kill a story"))
        _refuse_without_words(reason, explanation)
        present, now = article.withdrawal, timezone.now()
        if present and present.suppressed:
            raise Refused(_("This story is killed already."))
        if not article.editions.filter(cancelled_at=None).exists():
            raise Refused(_("This story was never published nor scheduled, so there is nothing to hide."))
        before = article._state_for_audit()
        if present:
            present.lift(by, now, _("Replaced by a kill for legal reasons."))
        withdrawal = self._take_down(by, now, reason, explanation, suppressed=True)
        self._audit(Act.KILLED, by, before, reason=reason, told=withdrawal.explanation)
        return withdrawal

    @transaction.atomic
    def lift_withdrawal(self, by, reason):
        """Allow the story to be published again; nothing goes live by this. Raises Refused."""
        article = self._lock()
        withdrawal, before = article._withdrawal_to_undo(by, reason), article._state_for_audit()
        withdrawal.lift(by, timezone.now(), reason)
        self._audit(Act.LIFTED, by, before, reason=reason)

    @transaction.atomic
    def reinstate(self, by, reason):
        """Undo the withdrawal or kill in force: readers see the story again.

        What readers saw last is live again from now on, as a new edition (a minor change) of the same text.
        The editions still show that nothing was live in between. If a kill had replaced a withdrawal, the
        story is withdrawn again. A cancelled schedule stays cancelled, and the desk copy does not change.
        Returns the new Edition, or None when the story is withdrawn again. Raises Refused.
        """
        article = self._lock()
        withdrawal, before = article._withdrawal_to_undo(by, reason), article._state_for_audit()
        now = timezone.now()
        if replaced := withdrawal.replaced:
            withdrawal.lift(by, now, reason)
            replaced.renew()
            self._audit(Act.REINSTATED, by, before, reason=reason)
            return None
        last = article._edition_taken_down(withdrawal, now)
        withdrawal.lift(by, now, reason)
        edition = last.repeat(by, now)
        published = digest_of(as_published(edition))
        self._set(
            status=Status.PUBLISHED if article.digest == published else article.status,
            published_digest=published,
        )
        self._audit(Act.REINSTATED, by, before, edition=edition, reason=reason)
        return edition

    def _take_down(self, by, at, reason, explanation, redirect_to="", suppressed=False):
        """End what is live, cancel what is scheduled, and write the Withdrawal."""
        for pending in self.editions.pending(at):
            self._cancel(pending, at)
        self._end_editions_at(at)
        last = self.editions.filter(cancelled_at=None).order_by("-number").first()
        published = digest_of(as_published(last)) if last else ""
        self._set(status=Status.DRAFT, approved_revision=None, published_digest=published)
        return Withdrawal.objects.create(
            article=self,
            reason=reason.strip(),
            explanation=explanation.strip(),
            redirect_to=redirect_to,
            suppressed=suppressed,
            by=by,
            at=at,
        )

    def _withdrawal_to_undo(self, by, reason):
        """The withdrawal in force; raises Refused unless `by` may undo it and gives a reason."""
        require(by, "articles.lift_withdrawal", _("undo a withdrawal"))
        if not reason.strip():
            raise Refused(_("Say why, for the audit log."), "reason")
        if (withdrawal := self.withdrawal) is None:
            raise Refused(_("This story is not withdrawn."))
        return withdrawal

    def _edition_taken_down(self, withdrawal, now):
        """The edition that `withdrawal` ended; raises Refused unless it may be live again now."""
        last = withdrawal.ended_edition
        if last is None:
            raise Refused(
                _("Readers saw nothing of this story when it was taken down. Only lift the withdrawal.")
            )
        if last.expires_at and last.expires_at <= now:
            raise Refused(
                _("The story would have expired by now. Only lift the withdrawal, then publish it again.")
            )
        self._refuse_embargo(now)
        return last


def _refuse_without_words(reason, explanation):
    """Raise Refused unless there are a reason for the desk and an explanation for readers."""
    if not reason.strip():
        raise Refused(_("Say why, for the audit log."), "reason")
    if not explanation.strip():
        raise Refused(_("Say why, in words for readers."), "explanation")
