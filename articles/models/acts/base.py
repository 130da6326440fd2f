"""What all acts on a story share: the locked row, its state for the audit log, refusals, the audit entry."""

import functools

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models import edition_digests
from articles.models.audit import AuditEntry
from articles.models.inherited_revision import InheritedRevision
from articles.payload import COLUMNS, digest_of
from articles.workflow import Refused, Status
from newsroom.lib.prepared import prepared


class Acting:
    """The part of an Article that all its acts use."""

    def _set(self, **values):
        """Write only these columns, and set them on this instance."""
        type(self).objects.filter(pk=self.pk).update(**values)
        for name, value in values.items():
            setattr(self, name, value)

    def _lock(self):
        """The stored row of this story, locked. Only inside a transaction."""
        return type(self).objects.select_for_update(no_key=True).get(pk=self.pk)

    def _state_for_audit(self):
        """Status, state and numbers of the story, for the audit log. One query."""
        return _states(type(self)).first(at=timezone.now(), pk=self.pk)

    def _audit(self, act, by, before=None, *, edition=None, reason="", **details):
        """Write the audit entry of an act; `details` are added to the present `_state_for_audit()`."""
        if edition:
            details |= {"edition": edition.number, "kind": edition.kind, "live_from": edition.live_from}
            details |= {"expires": edition.expires_at, "digests": self._digests(act, edition)}
        after = {**(self._state_for_audit() if before else {}), **{k: v for k, v in details.items() if v}}
        AuditEntry.objects.record(
            act,
            by,
            article=self,
            edition=edition,
            subject=self,
            before=before,
            after=after or None,
            reason=reason,
        )

    def _digests(self, act, edition):
        """The digests of what an act published: this edition, and a scheduled one written again after it."""
        if act not in edition_digests.PUBLISHES:
            return None
        return edition_digests.digests(self.editions.filter(cancelled_at=None, number__gte=edition.number))

    def _save_inherited_revision(self, payload, by, imported=False):
        """Save a revision of a desk copy in which only links or the address changed, and no words.

        It stays the same who changed the words and when, and so does an approval. Call it on the locked row.
        Five queries.
        """
        last = self.last_revision
        revision = self.revisions.create(
            number=self.revision_number + 1,
            by=by,
            payload=payload,
            digest=digest_of(payload),
            imported=imported,
        )
        if last:
            InheritedRevision.objects.create(revision=revision, desk=InheritedRevision.words_of(last))
        approved = revision if self.status == Status.APPROVED else self.approved_revision
        self._set(revision_number=revision.number, digest=revision.digest, approved_revision=approved)

    def _refuse_unless_written(self):
        for field in COLUMNS:
            words = field.in_words(getattr(self, field.name))
            if field.needed and not any(sign.isprintable() and not sign.isspace() for sign in words):
                raise Refused(field.needed, field.attribute)

    def _refuse_if_changed_since(self, revision):
        """Raise Refused if `revision`, the number somebody was shown, is not the newest one."""
        if revision is not None and int(revision) != self.revision_number:
            raise Refused(
                _(
                    "%(who)s saved revision %(now)s after you opened revision %(then)s. "
                    "Look at the change, then try again."
                )
                % {"who": self.last_revision.by, "now": self.revision_number, "then": revision}
            )

    def _refuse_unsaved(self):
        """Raise Refused if the row differs from its newest revision: only revisions go out."""
        if digest_of(self.payload()) != self.digest:
            raise Refused(_("The desk copy has changes that no revision holds. Save it, then publish."))

    def _refuse_own_work(self, by, override):
        """Return whether the reason `override` was needed; raise Refused if it is needed and not allowed.

        It is needed if `by` wrote the last revision and the two-person rule is on.
        """
        if not settings.TWO_PERSON_RULE:
            return False
        last = InheritedRevision.written_before(self.revisions.filter(number=self.revision_number))
        if last is None or last.by_id != by.pk:
            return False
        if not by.has_perm("articles.override_review"):
            raise Refused(_("You wrote the last revision. Somebody else must look at it before it goes out."))
        if not override.strip():
            raise Refused(
                _("You wrote the last revision. Ask a colleague to publish it, or say why you do it alone."),
                "override",
            )
        return True


@functools.cache
def _states(articles):
    names = ("status", "state", "revision_number", "live_number", "next_from")

    @prepared
    def states(*, at, pk):
        return articles.objects.with_state(at).filter(pk=pk).values(*names)

    return states


def require(user, permission, act):
    """Raise Refused unless `user` has the permission; `act` is a verb phrase for the message."""
    if not user.has_perm(permission):
        raise Refused(_("Your role does not let you %(act)s. Ask an editor.") % {"act": act})
