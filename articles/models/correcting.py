"""Corrections: the live text put right at once, and the words on the desk and in a schedule with it."""

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.merge import merge
from articles.payload import digest_of
from articles.workflow import Refused, Status

from . import gates
from .acting import require
from .audit import Act
from .carried import Carried, Conflicted
from .publishing import Publishing
from .record import Kind, as_published
from .revising import Revising


class Correcting(Revising, Publishing):
    """The verb of correction: `correct()`."""

    @transaction.atomic
    def correct(
        self, by, words, *, kind, note="", override="", gates_override="", edition=None, answers=None
    ):
        """Correct what readers see now, and carry the correction into what is not published yet.

        words     what to change: a payload, or some of its keys with new values
        kind      a `Kind`, not the original; a minor change needs the permission `publish_minor`
        note      the public note; required for every kind but a minor change
        override  why without a second person: whoever corrects publishes words of their own
        gates_override  why although gates are closed
        edition   the number of the edition that `by` was shown; another live one is refused
        answers   {key: (choice, own words)} for the conflicts of a `Conflicted` before; choices as for
                  `articles.merge.Merge.resolve()`, where "theirs" is the correction

        One transaction: the edition of the corrected text goes live, a scheduled update is cancelled and
        written again for the same moment with the correction in it, and unpublished changes of the desk copy
        get it too, as a revision with a `Carried`. Returns the Edition; what it changed is the difference to
        the one before. Raises Conflicted, before anything is published, where the correction meets other
        changes of the same words, and Refused with the field it concerns.
        """
        article, now = self._lock(), timezone.now()
        kind, note = article._refuse_correction(by, kind, note)
        live = article.editions.live(now).first()
        if live is None:
            raise Refused(_("Readers see nothing of this story now, so there is nothing to correct."))
        if edition is not None and int(edition) != live.number:
            raise Refused(
                _("Readers see edition %(n)s now. Look at it, then correct that.") % {"n": live.number}
            )
        alone = _refuse_alone(by, override)
        before, seen = article._standing(), as_published(live)
        corrected = seen | words
        if corrected == seen:
            raise Refused(_("Nothing differs from what readers see."))
        pending, desk = article.editions.pending(now).first(), article.last_revision
        scheduled, unpublished = article._carry(seen, corrected, pending, answers or {})
        article._unschedule(pending, now)
        article.rewrite(corrected, by)
        article.published_digest = digest_of(seen)
        passed = gates.hold(article, by, gates_override, now)
        fresh = article._written_as(live, by, now, kind, note, override, now)
        newest = fresh
        if pending and scheduled != corrected:
            article.rewrite(scheduled, by)
            gates.hold_rights(article, by, gates_override, pending)
            reason = pending.override_reason or override
            newest = article._written_as(
                pending, by, pending.live_from, pending.kind, pending.note, reason, now
            )
        revision = article.rewrite(unpublished, by) if unpublished != newest.revision.payload else None
        own_words = any(choice == "own" for choice, _words in (answers or {}).values())
        if revision and not own_words:  # words of one's own are one's own work
            Carried.objects.create(revision=revision, desk=desk, edition=fresh)
        article._settle(newest, Status(before["status"]))
        self.refresh_from_db()
        if alone:
            self._audit(Act.ALONE, by, reason=override, edition=fresh)
        if passed:
            self._audit(Act.GATE, by, edition=fresh, **passed)
        self._audit(
            Act.CORRECTED,
            by,
            before,
            edition=fresh,
            note=note,
            rescheduled=newest.number if newest != fresh else None,
            carried=revision.number if revision else None,
        )
        return fresh

    def _refuse_correction(self, by, kind, note):
        """The kind and note of a correction that `by` may make; else raises Refused."""
        require(by, "articles.publish_article", _("correct a story"))
        if kind not in Kind.values or kind == Kind.ORIGINAL:
            raise Refused(_("Choose what this change is."), "kind")
        if kind == Kind.MINOR:
            require(by, "articles.publish_minor", _("publish a minor change without a note"))
        elif not note.strip():
            raise Refused(_("Tell readers what was wrong and what is right."), "note")
        return Kind(kind), note.strip()

    def _carry(self, seen, corrected, pending, answers):
        """The payloads of a scheduled update and of the desk copy with a correction in them.

        Raises Conflicted unless each conflict has an answer.
        """
        desk = self.payload()
        texts = {"desk": desk}
        if pending:
            texts = {"scheduled": as_published(pending), "desk": desk}
        merges = {name: merge(seen, text, corrected) for name, text in texts.items()}
        if any(c.key not in answers for merged in merges.values() for c in merged.conflicts):
            raise Conflicted(merges)
        carried = {name: merged.resolve(answers) for name, merged in merges.items()}
        return carried.get("scheduled"), carried["desk"]

    def _written_as(self, model, by, at, kind, note, override, now):
        """The next edition from the desk copy, written, with the expiry that `model` has."""
        self._refuse_unless_written()
        own, self.expires_at = self.expires_at, model.expires_at
        edition = self._next_edition(by, at, kind, note, override.strip(), False, now)
        self.expires_at = own
        self._write(edition)
        self.published_digest = ""  # whatever comes next in this transaction differs from it
        return edition

    def _settle(self, newest, status):
        """What the desk copy is after a correction: published, or what it was with its words changed."""
        done = self.digest == newest.digest
        self._set(
            status=Status.PUBLISHED if done else status.after_edit,
            approved_revision=None,
            published_digest=newest.digest,
        )
        type(self).objects.filter(pk=self.pk).update(slug=self.slug, digest=self.digest)


def _refuse_alone(by, override):
    """As `_refuse_own_work` for words that `by` writes in the same act: a correction."""
    if not settings.TWO_PERSON_RULE:
        return False
    if not by.has_perm("articles.override_review"):
        raise Refused(
            _("A correction goes out at once, without a second person. Ask an editor who may do that.")
        )
    if not override.strip():
        raise Refused(_("Say why this goes out without a second person."), "override")
    return True
