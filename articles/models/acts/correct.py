"""Corrections: they change the live text at once, and also a scheduled edition and the desk copy."""

from dataclasses import replace

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models import gates
from articles.models.audit import Act
from articles.models.edition import EditionKind, as_published
from articles.models.inherited_revision import CorrectionConflicts, InheritedRevision
from articles.versions.three_way import merge
from articles.workflow import Refused, Status

from .base import require
from .publish import Publication, Publishing
from .revise import Revising


class Correcting(Revising, Publishing):
    """The verb of correction: `correct()`."""

    @transaction.atomic
    def correct(self, by, words, *, edition=None, answers=None, **what):
        """Correct what readers see now, and put the correction into what is not published yet.

        words     what to change: a payload, or some of its keys with new values
        edition   the number of the edition that `by` was shown; another live one is refused
        answers   {key: (choice, own words)} for the conflicts of an earlier CorrectionConflicts; choices as
                  for `articles.versions.three_way.ThreeWayMerge.resolve()`, where "theirs" is the correction
        what      kind, note, override and gates_override of the `Publication`; the kind is not the original

        One transaction: the edition of the corrected text goes live; a scheduled update is cancelled and
        written again for the same moment with the correction in it; unpublished changes of the desk copy get
        it too, as an inherited revision. Returns the Edition. Raises CorrectionConflicts, before anything is
        published, if unpublished words differ in the same place, and Refused with the field it concerns.
        """
        article, now, answers = self._lock(), timezone.now(), answers or {}
        correction = Publication(by, now, **what)
        _refuse_correction(correction)
        live = article._live_to_correct(edition, now)
        alone = _refuse_without_second_person(by, correction.override)
        before, shown = article._state_for_audit(), as_published(live)
        corrected = shown | words
        corrected["slug"] = corrected["slug"] or shown["slug"]  # the address of a live story stays
        if corrected == shown:
            raise Refused(_("Nothing differs from what readers see."))
        pending, desk = article.editions.pending(now).first(), article.last_revision
        scheduled, unpublished = article._with_correction(shown, corrected, pending, answers)
        article._unschedule(pending, now)
        article.rewrite(corrected, by)
        overridden = gates.require_open(article, by, correction.gates_override, now)
        newest = published = article._publish(replace(correction, expires_at=live.expires_at), now)
        if pending and scheduled != corrected:
            article.rewrite(scheduled, by)
            newest = article._schedule_again(pending, correction, now)
        revision = article.rewrite(unpublished, by) if unpublished != newest.revision.payload else None
        own_words = any(choice == "own" for choice, _words in answers.values())
        if revision and not own_words:  # own words in an answer are the work of `by`
            InheritedRevision.objects.create(revision=revision, desk=desk, edition=published)
        article._set_status_after_correction(newest, Status(before["status"]))
        self.refresh_from_db()
        self._audit_correction(
            correction, before, published, newest, revision, alone=alone, overridden=overridden
        )
        return published

    def _live_to_correct(self, number, now):
        """The edition that readers see; raises Refused where there is none, or another one than `number`."""
        live = self.editions.live(now).first()
        if live is None:
            raise Refused(_("Readers see nothing of this story now, so there is nothing to correct."))
        if number is not None and int(number) != live.number:
            raise Refused(
                _("Readers see edition %(n)s now. Look at it, then correct that.") % {"n": live.number}
            )
        return live

    def _schedule_again(self, pending, correction, now):
        """Write the scheduled edition again, with the present words of the desk copy. Returns it."""
        gates.require_rights(self, correction.by, correction.gates_override, pending)
        again = replace(
            correction,
            at=pending.live_from,
            expires_at=pending.expires_at,
            kind=pending.kind,
            note=pending.note,
            override=pending.override_reason or correction.override,
        )
        return self._publish(again, now)

    def _audit_correction(self, correction, before, published, newest, revision, *, alone, overridden):
        by = correction.by
        if alone:
            self._audit(Act.ALONE, by, reason=correction.override, edition=published)
        if overridden:
            self._audit(Act.GATE, by, edition=published, **overridden)
        self._audit(
            Act.CORRECTED,
            by,
            before,
            edition=published,
            note=published.note,
            rescheduled=newest.number if newest != published else None,
            carried=revision.number if revision else None,
        )

    def _with_correction(self, shown, corrected, pending, answers):
        """The payloads of a scheduled update (or None) and of the desk copy, with the correction in them.

        Raises CorrectionConflicts unless each conflict has an answer.
        """
        desk = self.payload()
        texts = {"desk": desk}
        if pending:
            texts = {"scheduled": as_published(pending), "desk": desk}
        merges = {name: merge(shown, text, corrected) for name, text in texts.items()}
        if any(c.key not in answers for merged in merges.values() for c in merged.conflicts):
            raise CorrectionConflicts(merges)
        resolved = {name: merged.resolve(answers) for name, merged in merges.items()}
        return resolved.get("scheduled"), resolved["desk"]

    def _set_status_after_correction(self, newest, status):
        """Set the status: published if the desk copy is what was published, else `status` after an edit."""
        same = self.digest == newest.digest
        self._set(
            status=Status.PUBLISHED if same else status.after_edit,
            approved_revision=None,
            published_digest=newest.digest,
        )


def _refuse_correction(correction):
    """Raise Refused unless its author may make a correction of this kind, and it has the note it needs."""
    by, kind = correction.by, correction.kind
    require(by, "articles.publish_article", _("correct a story"))
    if kind not in EditionKind.values or kind == EditionKind.ORIGINAL:
        raise Refused(_("Choose what this change is."), "kind")
    if kind == EditionKind.MINOR:
        require(by, "articles.publish_minor", _("publish a minor change without a note"))
    elif not correction.note.strip():
        raise Refused(_("Tell readers what was wrong and what is right."), "note")


def _refuse_without_second_person(by, override):
    """As `_refuse_own_work` for a correction: `by` writes and publishes the words in one act."""
    if not settings.TWO_PERSON_RULE:
        return False
    if not by.has_perm("articles.override_review"):
        raise Refused(
            _("A correction goes out at once, without a second person. Ask an editor who may do that.")
        )
    if not override.strip():
        raise Refused(_("Say why this goes out without a second person."), "override")
    return True
