"""Publication: writes the next edition from the desk copy, now or scheduled; moves or cancels a schedule."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q, prefetch_related_objects
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from articles.body.field import quotations, render_body
from articles.models import gates
from articles.models.audit import Act
from articles.models.edition import Edition, EditionKind, as_published, month_of
from articles.models.edition_relations import EditionAuthor, EditionOfficial, EditionQuotation, EditionTopic
from articles.models.shown_pictures import EditionPicture
from articles.payload import FIELD, content_of, digest_of, words_of
from articles.workflow import STEPS, Refused, Status
from newsroom.lib.names import fold

from .base import Acting, require

TICK = datetime.timedelta(microseconds=1)
# What an edition copies; read once, and asked for five times.
RELATIONS = ("topic_items__tag", "bylines__author", "officials")


@dataclass(frozen=True)
class Publication:
    """What one publication is: who publishes, when, and with what note and reasons.

    by        who publishes; None only for an import
    at        the moment at which readers see it
    expires_at  the moment from which they no longer do; None is never
    kind      an `EditionKind`; None is original for the first edition, update after that
    note      the public note; required for a correction, clarification or editor's note
    override  the reason for publishing without a second person
    gates_override  the reason for publishing although gates are closed (`articles.models.gates`)
    imported  from an archive, with a moment in the past and no review; only the import sets it
    """

    by: Any
    at: datetime.datetime
    expires_at: datetime.datetime | None = None
    kind: str | None = None
    note: str = ""
    override: str = ""
    gates_override: str = ""
    imported: bool = False


class Publishing(Acting):
    """The acts of publication: `publish()`, `cancel_schedule()`, `reschedule()`."""

    @transaction.atomic
    def publish(
        self,
        by,
        *,
        revision=None,
        at=None,
        kind=None,
        note="",
        override="",
        gates_override="",
        imported=False,
    ):
        """Write the next edition from the desk copy and return it.

        revision  the number that `by` was shown; another one in the database is refused
        at        an aware datetime in the future schedules the edition; None is now
        The others are those of a `Publication`.

        One transaction under a row lock writes the edition, its relations and the end of the edition before
        it. Raises Refused with the field it concerns.
        """
        article = self._lock()
        prefetch_related_objects([article], *RELATIONS)
        now = timezone.now()
        if not imported:
            STEPS["publish"].refuse(article.status, by)
            article._refuse_if_changed_since(revision)
        article._refuse_unchanged()
        if not imported:
            alone = article._refuse_own_work(by, override)
            if at is not None and at <= now:
                raise Refused(_("This moment has passed. Choose a later one, or publish now."), "at")
        article._refuse_unsaved()
        article._refuse_unless_written()
        overridden = None if imported else gates.require_open(article, by, gates_override, at or now)
        before = None if imported else article._state_for_audit()
        if kind == EditionKind.MINOR and not imported:
            require(by, "articles.publish_minor", _("publish a minor change without a note"))
        edition = article._publish(
            Publication(
                by, at or now, article.expires_at, kind, note, override, gates_override, imported=imported
            ),
            now,
        )
        self._set(
            slug=edition.slug,
            revision_number=article.revision_number,
            digest=article.digest,
            status=Status.PUBLISHED,
            published_digest=article.digest,
            planned_for=None,
            due_at=None,
            brief="",
            return_reason="",
        )
        if not imported:
            if alone:
                self._audit(Act.ALONE, by, reason=override, edition=edition)
            if overridden:
                self._audit(Act.GATE, by, edition=edition, **overridden)
            self._audit(_act_of(edition, at), by, before, edition=edition, note=edition.note)
        return edition

    @transaction.atomic
    def cancel_schedule(self, by):
        """Cancel the scheduled edition and reopen the one before it. Returns the cancelled edition.

        If the desk copy has the same words, it is approved again, so that it can be scheduled again.
        """
        article = self._lock()
        require(by, "articles.publish_article", _("cancel a schedule"))
        pending = article.pending_edition
        if pending is None:
            raise Refused(_("Nothing is scheduled for this story."))
        state = article._state_for_audit()
        article._unschedule(pending, timezone.now())
        before = article.editions.filter(cancelled_at=None).order_by("-number").first()
        same = article.digest == digest_of(as_published(pending))
        self._set(
            status=Status.APPROVED if same else article.status,
            approved_revision=pending.revision if same else article.approved_revision,
            published_digest=digest_of(as_published(before)) if before else "",
        )
        self._audit(Act.CANCELLED, by, state, edition=pending)
        pending.refresh_from_db()
        return pending

    @transaction.atomic
    def reschedule(self, by, at, edition=None):
        """Let the scheduled edition go out at `at` (aware) instead; return the edition that replaces it.

        It has the scheduled text, kind and note, and the reasons for which gates were overridden. The text
        was reviewed already, so no new review is needed. Newer words on the desk stay there. Embargo and
        expiry are those of the story now. `edition` is the pk of the scheduled edition that `by` was shown.

        One transaction: the old schedule is cancelled and the new one made, or neither. Raises Refused.
        """
        article, now = self._lock(), timezone.now()
        require(by, "articles.publish_article", _("move a schedule"))
        pending = article.editions.pending(now).select_related("revision").first()
        article._refuse_move(pending, at, edition, now)
        before, overridden = article._state_for_audit(), gates.overridden_for(pending)
        gates.refuse_move(article, pending, at, overridden)
        article._unschedule(pending, now)
        article._end_editions_at(at)
        moved = pending.repeat_at(at, article.expires_at)
        if overridden:
            self._audit(Act.GATE, by, edition=moved, **overridden)
        self._audit(Act.MOVED, by, before, edition=moved, was=pending.live_from)
        return moved

    # --- What may not go out -----------------------------------------------------------------------
    def _refuse_move(self, pending, at, edition, now):
        """Raise Refused unless the scheduled edition `pending`, which may be None, may go out at `at`."""
        if pending is None:
            raise Refused(_("Nothing is scheduled for this story."))
        if edition is not None and int(edition) != pending.pk:
            raise Refused(
                _("A colleague scheduled this story again after you opened this page. Look at it first.")
            )
        if at <= now:
            raise Refused(_("This moment has passed. Choose a later one, or publish now."), "at")
        if at == pending.live_from:
            raise Refused(_("It goes out at that moment already."), "at")
        self._refuse_embargo(at)
        if self.expires_at and self.expires_at <= at:
            raise Refused(
                _("The story expires before that. Choose an earlier moment, or change the expiry."), "at"
            )
        if pending.number == 1:
            self._refuse_slug(pending.slug, month_of(at), "at")

    def _refuse_time(self, at, expires_at, before, now):
        if self.withdrawal:
            raise Refused(_("This story is withdrawn. An administrator can lift the withdrawal first."))
        self._refuse_embargo(at)
        if expires_at and expires_at <= at:
            raise Refused(_("The story would expire before it goes live. Change the expiry."), "expires_at")
        if before is None:
            return
        if before.live_from > now:
            raise Refused(
                _("Edition %(number)s is scheduled already. Cancel that schedule first.")
                % {"number": before.number}
            )
        if at <= before.live_from:
            raise Refused(_("Edition %(n)s began later than that.") % {"n": before.number}, "at")

    def _refuse_unchanged(self):
        """Raise Refused if readers see exactly these words. This comes before any question for a note."""
        if not self.published_digest or self.digest != self.published_digest:
            return
        newest = self.editions.filter(cancelled_at=None).order_by("-number").first()
        if newest and newest.is_live:
            raise Refused(_("Nothing has changed since edition %(n)s.") % {"n": newest.number})

    def _refuse_embargo(self, at):
        if self.embargo_until and at < self.embargo_until:
            raise Refused(
                _("Embargoed until %(when)s. Publish then or later.")
                % {"when": timezone.localtime(self.embargo_until).strftime("%d %B %Y, %H:%M %Z")},
                "at",
            )

    def _free_slug(self, month):
        """An address made from the headline, where nobody typed one: with a number if the month has it."""
        stem = slugify(self.headline, allow_unicode=True)[:100].strip("-") or f"story-{self.pk}"
        slug, number = stem, 1
        while self._is_taken(slug, month):
            number += 1
            slug = f"{stem}-{number}"
        return slug

    def _is_taken(self, slug, month):
        others = Edition.objects.filter(month=month, slug=slug, cancelled_at=None)
        return others.exclude(article=self.pk).exists()

    def _refuse_slug(self, slug, month, field="slug"):
        if self._is_taken(slug, month):
            raise Refused(
                _("Another story of that month has this address already. Choose another one."), field
            )

    # --- The edition and its place among the others ---------------------------------------------------
    def _publish(self, publication, now):
        """Write the next edition of the locked desk copy and return it. Raises Refused."""
        self._refuse_unless_written()
        edition = self._next_edition(publication, now)
        self._write(edition)
        return edition

    def _next_edition(self, publication, now):
        """The edition to be written, unsaved; raises Refused when it may not go live then."""
        at, expires_at, by = publication.at, publication.expires_at, publication.by
        before = self.editions.filter(cancelled_at=None).order_by("-number").first()
        self._refuse_time(at, expires_at, before, now)
        kind, note = _kind_of(publication, before), publication.note.strip()
        if kind.needs_note and not note:
            raise Refused(_("Tell readers what was wrong and what is right."), "note")
        published_at = before.published_at if before else at
        month = month_of(published_at)
        slug = self.slug
        if slug:
            self._refuse_slug(slug, month)
        else:
            slug = self._free_slug(month)
        self._set_address(slug, by, publication.imported)
        return Edition(
            article=self,
            number=before.number + 1 if before else 1,
            kind=kind,
            note=note,
            live_from=at,
            live_until=expires_at,
            expires_at=expires_at,
            published_at=published_at,
            modified_at=before.modified_at if before and kind == EditionKind.MINOR else at,
            by=by,
            revision=self.last_revision,
            slug=slug,
            month=month,
            digest=self.digest,
            body_html=render_body(self.body, self.language, [row.person_id for row in self.officials.all()]),
            search_text=self._search_text(),
            order_key=Edition.objects.next_order_key(published_at),
            history=[*reversed(before.changes)] if before else [],
            override_reason=publication.override.strip(),
            imported=publication.imported,
            **content_of(self, date=self.date or timezone.localdate(published_at, settings.NEWSROOM_ZONE)),
        )

    def _set_address(self, slug, by, imported):
        """Write a new address into the desk copy, with a revision, so that an open form is merged with it."""
        if slug != self.slug:
            self._set(slug=slug)
            self._save_inherited_revision(self.payload(), by, imported)

    def _write(self, edition):
        """Write an edition with its relations, end the one before it, and seal it."""
        self._end_editions_at(edition.live_from)
        edition.save(force_insert=True)
        self._copy_relations(edition)
        EditionPicture.copy_to(edition)
        Edition.objects.filter(pk=edition.pk).update(sealed=True)
        edition.sealed = True

    def _unschedule(self, pending, now):
        """Cancel a scheduled edition and reopen the one before it."""
        if pending is None:
            return
        self._cancel(pending, now)
        before = self.editions.filter(cancelled_at=None).order_by("-number").first()
        if before and before.live_until == pending.live_from:
            Edition.objects.filter(pk=before.pk).update(live_until=before.expires_at)

    def _end_editions_at(self, at):
        """End what would still be live at `at`. What began at `at` stays live for one microsecond."""
        running = self.editions.filter(cancelled_at=None).filter(Q(live_until=None) | Q(live_until__gt=at))
        running.filter(live_from__lt=at).update(live_until=at)
        running.filter(live_from=at).update(live_until=at + TICK)

    def _cancel(self, edition, at):
        Edition.objects.filter(pk=edition.pk).update(cancelled_at=at)

    def _search_text(self):
        """The folded words that readers search. Officials are found by their links instead."""
        words = words_of(self, lambda field: field.searched)
        if FIELD["topics"].searched:
            words += [row.tag.name for row in self.topic_items.all()]
        if FIELD["authors"].searched:
            words += [row.author.name for row in self.bylines.all()]
        return fold("\n".join(words))

    def _copy_relations(self, edition):
        """Copy topics, officials, bylines and what is quoted to the edition. Three queries, whatever their
        number, and one to three for a text with quotations; three more if they are not prefetched."""
        at = edition.published_at
        EditionTopic.objects.bulk_create(
            EditionTopic(edition=edition, topic_id=row.tag_id, published_at=at)
            for row in self.topic_items.all()
        )
        EditionOfficial.objects.bulk_create(
            EditionOfficial(
                edition=edition,
                person_id=row.person_id,
                role=row.role,
                appointment_id=row.appointment_id,
                as_printed=row.as_printed,
                position=n,
                origin=row.origin,
                published_at=at,
            )
            for n, row in enumerate(self.officials.all())
        )
        EditionAuthor.objects.bulk_create(
            EditionAuthor(edition=edition, author_id=row.author_id, position=n, published_at=at)
            for n, row in enumerate(self.bylines.all())
        )
        said = quotations(self.body, self.officials.values("person"))
        EditionQuotation.objects.bulk_create(
            [
                EditionQuotation(edition=edition, person_id=pk, text=text, position=n, published_at=at)
                for n, (pk, text) in enumerate(said)
            ]
        )


def _kind_of(publication, before):
    """The EditionKind of the edition after `before` (None: of the first). Raises Refused if it is wrong."""
    kind = EditionKind(publication.kind or (EditionKind.UPDATE if before else EditionKind.ORIGINAL))
    if before is None and kind != EditionKind.ORIGINAL:
        raise Refused(_("The first edition is an original."), "kind")
    if before is not None and kind == EditionKind.ORIGINAL:
        raise Refused(_("Only the first edition is an original. Choose what this change is."), "kind")
    return kind


def _act_of(edition, at):
    """The Act of the audit log for publishing this edition."""
    if at is not None:
        return Act.SCHEDULED
    return Act.CORRECTED if EditionKind(edition.kind).needs_note else Act.PUBLISHED
