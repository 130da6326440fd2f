"""The audit log: who did what to which story, when, why, and what it changed. Append-only, one chain.

Each entry holds the hash of the entry before it. So a row that is changed, moved, added or removed breaks
the chain, and `manage.py verify_audit` finds it. Triggers (articles/database/guards.py) refuse to change or
delete a row. Somebody who rewrites the whole chain also changes its last hash: so keep what `verify_audit`
prints somewhere else.
"""

import contextlib
import datetime
from dataclasses import dataclass

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from newsroom.lib.canonical import as_json, digest

CHUNK = 500  # entries held in memory while the chain is walked


class Act(models.TextChoices):
    """What can be done to a story. A new act is one line here; it needs no migration."""

    SUBMITTED = "submitted", _("submitted")
    RETURNED = "returned", _("returned to the writer")
    APPROVED = "approved", _("approved")
    PUBLISHED = "published", _("published")
    SCHEDULED = "scheduled", _("scheduled")
    CANCELLED = "schedule-cancelled", _("schedule cancelled")
    MOVED = "moved", _("schedule moved")
    CORRECTED = "corrected", _("corrected")
    WITHDRAWN = "withdrawn", _("withdrawn")
    KILLED = "killed", _("killed for legal reasons")
    LIFTED = "withdrawal-lifted", _("withdrawal lifted")
    REINSTATED = "reinstated", _("brought back")
    LINKED = "link-changed", _("official of an edition changed")
    GATE = "gate-overridden", _("gate overridden")
    ALONE = "two-person-rule-overridden", _("two-person rule overridden")
    RESTORED = "restored", _("old revision restored")
    DISCARDED = "draft-deleted", _("draft deleted")
    IMPORTED = "imported", _("imported from an archive")
    MERGED = "records-merged", _("duplicates merged")
    UNMERGED = "merge-undone", _("merge undone")
    ASSIGNED = "assigned", _("assigned")
    EMBARGO = "embargo-changed", _("embargo changed")
    EXPIRY = "expiry-changed", _("expiry changed")
    SHARED = "preview-link-made", _("preview link made")
    UNSHARED = "preview-link-revoked", _("preview link revoked")


def acts():
    """The acts as choices; a callable, so that a new one needs no migration."""
    return Act.choices


@dataclass(frozen=True)
class ChainBreak:
    """The first place where the chain is broken. `pk` is None where a row is missing."""

    what: str  # "hash", "order", "gap" or "head"
    number: int
    pk: int | None
    words: str


@dataclass(frozen=True)
class ChainCheck:
    """The result of a check of the chain: how many entries are right, the last hash, the first break."""

    right: int
    head: str
    broken: ChainBreak | None


class AuditEntryQuerySet(models.QuerySet):
    def record(self, act, by, *, article=None, edition=None, subject="", before=None, after=None, reason=""):
        """Append one act to the log, inside the transaction of the act itself. Returns the AuditEntry.

        act      an `Act`
        by       the user who acts; None only for an archive import
        article  the story; of an edition it is known
        subject  what it was about, in words; default: the present title of the edition or the article
        before, after   JSON values: what the act changed
        reason   why, for the desk

        Four queries. Raises TransactionManagementError outside a transaction. The head of the chain stays
        locked until the transaction ends, so all acts of the newsroom wait for each other here: lock
        articles first and record last. An act on several articles in one transaction locks all of them, by
        pk, first; better, each act has a transaction of its own.
        """
        if not transaction.get_connection().in_atomic_block:
            raise transaction.TransactionManagementError("An act and its audit entry are one transaction.")
        article_id = edition.article_id if edition else article and article.pk
        if article_id:  # the foreign key locks it on PostgreSQL; after the head, that could be a deadlock
            stories = self.model._meta.get_field("article").related_model.objects
            stories.select_for_update(no_key=True).only("pk").get(pk=article_id)
        head = AuditHead.locked()
        entry = self.model(
            number=head.number + 1,
            previous=head.hash,
            at=timezone.now(),
            by=by,
            act=Act(act),
            article_id=article_id,
            edition=edition,
            subject=str(subject or edition or article or ""),
            before=as_json(before),
            after=as_json(after),
            reason=str(reason).strip(),
        )
        entry.hash = entry.computed_hash()
        entry.save(force_insert=True)
        AuditHead.objects.filter(pk=head.pk).update(number=entry.number, hash=entry.hash)
        return entry

    def verify(self):
        """Walk the whole chain, holding at most CHUNK entries; return a ChainCheck."""
        known = AuditHead.objects.first() or AuditHead()
        number, last, at_head = 0, "", ""
        with contextlib.closing(self.order_by("number", "pk").iterator(CHUNK)) as rows:
            for entry in rows:
                if broken := entry.broken_after(number, last):
                    return ChainCheck(number, last, broken)
                number, last = entry.number, entry.hash
                at_head = last if number == known.number else at_head
        return ChainCheck(number, last, _broken_head(known, number, at_head))


def _broken_head(known, number, at_head):
    """What is wrong between the end of the chain and the head that is kept beside it, as ChainBreak, or None.

    `known` was read before the walk; new acts may have been recorded since.
    """
    if number < known.number:
        words = f"the last entries are missing: {number + 1} to {known.number}"
        return ChainBreak("gap", number + 1, None, words)
    if at_head != known.hash:
        return ChainBreak("head", known.number, None, "the head is not that of the last entry")
    if number > getattr(AuditHead.objects.first(), "number", 0):
        return ChainBreak("head", number, None, "there are entries beyond the head")
    return None


class AuditEntry(models.Model):
    """One act. `number` counts the chain without a gap; `before` and `after` are JSON."""

    number = models.PositiveBigIntegerField(_("number"), unique=True)
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("by"),
        null=True,
        related_name="+",
        db_index=False,
    )
    act = models.CharField(_("act"), max_length=40, choices=acts)
    article = models.ForeignKey(
        "articles.Article",
        models.PROTECT,
        verbose_name=_("article"),
        null=True,
        related_name="audit_entries",
        db_index=False,
    )
    edition = models.ForeignKey(
        "articles.Edition", models.PROTECT, verbose_name=_("edition"), null=True, related_name="+"
    )
    subject = models.TextField(_("subject"))
    before = models.JSONField(_("before"), null=True)
    after = models.JSONField(_("after"), null=True)
    reason = models.TextField(_("reason"), blank=True)
    previous = models.CharField(_("hash of the entry before"), max_length=64, blank=True)
    hash = models.CharField(_("hash"), max_length=64)

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        ordering = ["-number"]
        indexes = [
            models.Index(
                fields=["article", "-number"], name="audit_of_a_story"
            ),  # the list on the story's page
            models.Index(fields=["by", "-number"], name="audit_of_a_person"),  # the log, by person
            models.Index(fields=["act", "-number"], name="audit_of_an_act"),  # the log, by act
            models.Index(fields=["at"], name="audit_by_day"),  # the log, by day
        ]

    def __str__(self):
        return _("%(act)s: %(subject)s") % {"act": self.get_act_display(), "subject": self.subject}

    def computed_hash(self):
        """SHA-256, in hex, of every column but `id` and `hash`, the previous hash among them.

        Canonical JSON: keys sorted, no spaces, UTF-8, the moment in UTC to the microsecond.
        """
        return digest(
            {
                "number": self.number,
                "at": self.at and self.at.astimezone(datetime.UTC).isoformat(timespec="microseconds"),
                "by": self.by_id,
                "act": self.act,
                "article": self.article_id,
                "edition": self.edition_id,
                "subject": self.subject,
                "before": self.before,
                "after": self.after,
                "reason": self.reason,
                "previous": self.previous,
            }
        )

    def broken_after(self, number, last):
        """What is wrong with this entry after entry `number` with the hash `last`, as ChainBreak, or None."""
        if self.number != number + 1:
            missing = f"{number + 1}" if self.number == number + 2 else f"{number + 1} to {self.number - 1}"
            return ChainBreak("gap", number + 1, self.pk, f"missing before it: {missing}")
        if self.hash != self.computed_hash():
            return ChainBreak("hash", self.number, self.pk, "its columns are not those that were hashed")
        if self.previous != last:
            return ChainBreak("order", self.number, self.pk, "it does not follow the entry before it")
        return None

    @property
    def changes(self):
        """What the act changed: (name, before, after) of each key that differs or came new."""
        before, after = self.before or {}, self.after or {}
        names = [*before, *(name for name in after if name not in before)]
        return [(n, before.get(n), after.get(n)) for n in names if before.get(n) != after.get(n)]


class AuditHead(models.Model):
    """The end of the chain, in one row. Acts wait for its lock; it shows if the last entries were deleted."""

    number = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(pk=1),
                name="the_audit_log_has_one_head",
                violation_error_message=_("The audit log has one head."),
            )
        ]

    @classmethod
    def locked(cls):
        """The head, locked until the transaction ends; made with the first act. One query."""
        last = AuditEntry.objects.order_by("-number")
        defaults = {
            "number": lambda: last.values_list("number", flat=True).first() or 0,
            "hash": lambda: last.values_list("hash", flat=True).first() or "",
        }
        head, _made = cls.objects.select_for_update().get_or_create(pk=1, defaults=defaults)
        return head
