"""What every act on a story shares: its row under a lock, where it stood, refusals, the audit entry."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from articles.models import edition_digests
from articles.models.audit import AuditEntry
from articles.models.inherited_revision import InheritedRevision
from articles.payload import COLUMNS, digest_of
from articles.workflow import Refused, Status


class Acting:
    """The part of an Article that its verbs stand on."""

    def _set(self, **values):
        """Write only these columns, and show them on this instance."""
        type(self).objects.filter(pk=self.pk).update(**values)
        for name, value in values.items():
            setattr(self, name, value)

    def _lock(self):
        """This row, locked, as it is stored now. Only inside a transaction."""
        return type(self).objects.select_for_update(no_key=True).get(pk=self.pk)

    def _standing(self):
        """Where the story stands, for the audit log. One query."""
        names = ("status", "state", "revision_number", "live_number", "next_from")
        return type(self).objects.with_record().values(*names).get(pk=self.pk)

    def _audit(self, act, by, before=None, *, edition=None, reason="", **details):
        """Record an act that is done: `before` is a `_standing()`, the details come to the one of now."""
        if edition:
            details |= {"edition": edition.number, "kind": edition.kind, "live_from": edition.live_from}
            details |= {"expires": edition.expires_at, "digests": self._digests(act, edition)}
        after = {**(self._standing() if before else {}), **{k: v for k, v in details.items() if v}}
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
        """The digests of what an act published: this edition, and a scheduled one written anew after it."""
        if act not in edition_digests.PUBLISHES:
            return None
        return edition_digests.digests(self.editions.filter(cancelled_at=None, number__gte=edition.number))

    def _record_same_words(self, payload, by, imported=False):
        """Record a desk copy whose words nobody changed, only its links or its address, as a revision.

        Who changed the words, and when, stays what it was; so does an approval. For a locked row. Five
        queries.
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

    def _refuse_if_moved(self, revision):
        if revision is not None and int(revision) != self.revision_number:
            raise Refused(
                _(
                    "%(who)s saved revision %(now)s after you opened revision %(then)s. "
                    "Look at the change, then try again."
                )
                % {"who": self.last_revision.by, "now": self.revision_number, "then": revision}
            )

    def _refuse_unsaved(self):
        """What is published is a revision: words that came into the row by another road are not one."""
        if digest_of(self.payload()) != self.digest:
            raise Refused(_("The desk copy has changes that no revision holds. Save it, then publish."))

    def _refuse_own_work(self, by, override):
        """Return whether `override` stands in for a second person; raise Refused where it does not."""
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


def require(user, permission, act):
    """Raise Refused unless `user` has the permission; `act` says in words what it is for."""
    if not user.has_perm(permission):
        raise Refused(_("Your role does not let you %(act)s. Ask an editor.") % {"act": act})
