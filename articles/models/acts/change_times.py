"""Embargo and expiry: when a story may go out, and when it comes down. Only `set_times()` changes them."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.audit import Act, AuditEntry
from articles.workflow import Refused, Status
from newsroom.templatetags.desk import exact

from .base import Acting, require

PUBLISH = "articles.publish_article"


class Timing(Acting):
    """The part of an Article that changes embargo and expiry: `set_times()`.

    Whoever may change a story may set an embargo or move it later. To lift it, to make it earlier, or to
    change an expiry needs the right to publish. An embargo that has ended stops nothing.
    """

    @transaction.atomic
    def set_times(self, by, embargo_until, expires_at, reason=""):
        """Set embargo and expiry, aware datetimes or None. What is live or scheduled ends at the expiry.

        reason  why the expiry changes; needed if readers see the story now, or will

        If somebody who may not publish changes an embargo, an approval is undone. Returns whether one was.
        Raises Refused with the field it concerns.
        """
        article = self._lock()
        require(by, "articles.change_article", _("change a story"))
        embargo_until, expires_at = (at and at.astimezone(datetime.UTC) for at in (embargo_until, expires_at))
        article.refuse_embargo(by, embargo_until)
        article.refuse_expiry(by, expires_at, embargo_until, reason)
        undone = article._set_embargo(by, embargo_until)
        article._set_expiry(by, expires_at, reason)
        self.embargo_until, self.expires_at = embargo_until, expires_at
        if undone:
            self.status, self.approved_revision = article.status, None
        return undone

    def refuse_embargo(self, by, until):
        """Raise Refused if `by` may not set this embargo. Call it on the stored row. One query."""
        if until == self.embargo_until:
            return
        in_force = self.embargo_until and self.embargo_until > timezone.now()
        if in_force and (until is None or until < self.embargo_until) and not by.has_perm(PUBLISH):
            raise Refused(
                _(
                    "The embargo holds until %(when)s. You may make it later. Only an editor may lift it or "
                    "make it earlier."
                )
                % {"when": exact(self.embargo_until)},
                "embargo_until",
            )
        pending = self.pending_edition if self.pk else None
        if pending and until and until > pending.live_from:
            raise Refused(
                _("Edition %(n)s goes live before that, on %(when)s. Move or cancel the schedule first.")
                % {"n": pending.number, "when": exact(pending.live_from)},
                "embargo_until",
            )

    def refuse_expiry(self, by, at, embargo, reason=""):
        """Raise Refused if `by` may not set this expiry with this embargo. Two queries."""
        if at and embargo and at <= embargo and (at, embargo) != (self.expires_at, self.embargo_until):
            raise Refused(_("The story would expire before its embargo ends."), "expires_at")
        if at == self.expires_at:
            return
        live, pending = (self.live_edition, self.pending_edition) if self.pk else (None, None)
        if not by.has_perm(PUBLISH):
            if live:
                raise Refused(_("Readers see this story, so an editor sets when it expires."), "expires_at")
            raise Refused(_("An editor sets when a story expires. Leave this as it was."), "expires_at")
        if at and at <= timezone.now():
            if live:
                raise Refused(_("This moment has passed. Withdraw the story instead."), "expires_at")
            raise Refused(_("This moment has passed. Choose a later one."), "expires_at")
        if at and pending and at <= pending.live_from:
            raise Refused(
                _("Edition %(n)s would expire before it goes live, on %(when)s.")
                % {"n": pending.number, "when": exact(pending.live_from)},
                "expires_at",
            )
        if (live or pending) and not reason.strip():
            raise Refused(_("Say why the expiry changes: readers see this story, or will."), "expiry_reason")

    # --- Parts -----------------------------------------------------------------------------------
    def _set_embargo(self, by, until):
        """Set it and write the audit entry; return whether that undid an approval."""
        if until == self.embargo_until:
            return False
        before = {"embargo_until": self.embargo_until, "status": self.status}
        undone = self.status == Status.APPROVED and not by.has_perm(PUBLISH)
        self._set(embargo_until=until)
        if undone:
            self._set(status=Status(self.status).after_edit, approved_revision=None)
        after = {"embargo_until": until, "status": self.status}
        AuditEntry.objects.record(Act.EMBARGO, by, article=self, subject=self, before=before, after=after)
        return undone

    def _set_expiry(self, by, at, reason):
        if at == self.expires_at:
            return
        before, after = {"expires_at": self.expires_at}, {"expires_at": at}
        self._set(expires_at=at)
        self._expire_editions(at)
        AuditEntry.objects.record(
            Act.EXPIRY, by, article=self, subject=self, before=before, after=after, reason=reason
        )

    def _expire_editions(self, at):
        """Let the newest edition, live or scheduled, end at `at`. The one before it keeps its end."""
        rows = self.editions.filter(cancelled_at=None).order_by("number")
        rows = rows.only("number", "live_from", "live_until", "cancelled_at")
        current = [edition.pk for edition in rows if edition.is_live or edition.is_pending]
        self.editions.filter(pk__in=current).update(expires_at=at)
        self.editions.filter(pk__in=current[-1:]).update(live_until=at)
