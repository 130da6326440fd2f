"""The desk: the article that editors work on, its revisions, relations, and the verbs of publication.

Readers' pages never import this file. What they see is written to the record by `Article.publish()`.
"""

import datetime

from django.conf import settings
from django.db import models, transaction
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from taggit.models import ItemBase

from articles.body import render_body
from articles.merge import merge
from articles.workflow import STEPS, Refused, Status
from newsroom.lib.html import plain_text
from newsroom.lib.names import fold

from . import gates
from .audit import Act, AuditEntry
from .carried import Carried, Conflicted
from .content import Content, Origin, Role, digest_of
from .linking import Linking
from .record import (
    Edition,
    EditionAuthor,
    EditionOfficial,
    EditionTopic,
    Kind,
    Withdrawal,
    as_published,
    month_of,
)
from .topics import Author, Topic

TIMES = [("planned_for", "planned"), ("embargo_until", "embargo_ends"), ("expires_at", "expires")]
TICK = datetime.timedelta(microseconds=1)


class ArticleQuerySet(models.QuerySet):
    def with_record(self, at=None):
        """Annotate what readers see: live_number, live_from, next_from, is_withdrawn, and `state`.

        `state` is one word for lists: draft, submitted, returned, approved, scheduled, live, changed or
        withdrawn. No query of its own.
        """
        at = at or timezone.now()
        own = Edition.objects.filter(article=OuterRef("pk"))
        live = own.live(at)
        return self.annotate(
            live_number=Subquery(live.values("number")[:1]),
            live_from=Subquery(live.values("live_from")[:1]),
            next_from=Subquery(own.pending(at).order_by("live_from").values("live_from")[:1]),
            is_withdrawn=Exists(Withdrawal.objects.filter(article=OuterRef("pk"), lifted_at=None)),
            state=Case(
                When(is_withdrawn=True, then=Value("withdrawn")),
                When(status__in=[Status.SUBMITTED, Status.RETURNED, Status.APPROVED], then=F("status")),
                When(live_number__isnull=False, digest=F("published_digest"), then=Value("live")),
                When(live_number__isnull=False, then=Value("changed")),
                When(next_from__isnull=False, then=Value("scheduled")),
                default=Value(Status.DRAFT),
                output_field=models.CharField(),
            ),
        )


class Article(Linking, Content):
    """The desk copy of a story: the only thing that is edited. Readers see its editions."""

    slug = models.SlugField(
        _("address"),
        max_length=120,
        blank=True,
        allow_unicode=True,
        help_text=_(
            "The last part of the story’s address. Blank: made from the headline. Old ones redirect."
        ),
    )
    status = models.CharField(_("status"), max_length=9, choices=Status, default=Status.DRAFT)
    return_reason = models.TextField(_("reason for the return"), blank=True)
    embargo_until = models.DateTimeField(
        _("embargo until"), null=True, blank=True, help_text=_("Nothing goes live before this moment.")
    )
    planned_for = models.DateTimeField(
        _("planned for"), null=True, blank=True, help_text=_("A wish of the desk; it publishes nothing.")
    )
    expires_at = models.DateTimeField(
        _("expires"), null=True, blank=True, help_text=_("Readers no longer see the story from this moment.")
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("owner"),
        null=True,
        blank=True,
        related_name="articles",
    )
    note = models.TextField(_("desk note"), blank=True, help_text=_("Only the newsroom sees this."))
    external_id = models.CharField(max_length=200, blank=True, editable=False)
    approved_revision = models.ForeignKey(
        "articles.Revision", models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    revision_number = models.PositiveIntegerField(_("revision"), default=0, editable=False)
    digest = models.CharField(max_length=64, blank=True, editable=False)
    published_digest = models.CharField(max_length=64, blank=True, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), default=timezone.now, editable=False)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("changed by"),
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    topics = TaggableManager(through="articles.ArticleTopic", blank=True, verbose_name=_("topics"))

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ["-updated_at", "-pk"]
        permissions = [
            ("approve_article", _("Can approve or return a submitted article")),
            ("publish_article", _("Can publish, schedule and correct an article")),
            ("withdraw_article", _("Can withdraw a published article")),
            ("publish_minor", _("Can publish a minor change without a note for readers")),
            ("override_review", _("Can publish without a second person, with a reason")),
            ("override_gates", _("Can publish although gates are closed, with a reason")),
            ("kill_article", _("Can kill an article for legal reasons")),
            ("lift_withdrawal", _("Can undo a withdrawal or a kill")),
            ("link_officials", _("Can link officials to stories, live ones too")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["external_id"],
                condition=~Q(external_id=""),
                name="an_archive_story_is_imported_once",
                violation_error_message=_("This archive story has been imported already."),
            ),
        ]
        indexes = [
            models.Index(F("updated_at").desc(), F("id").desc(), name="article_desk_order"),  # the list
            models.Index(fields=["status", "updated_at"], name="article_waiting"),  # the desk's lanes
            # the calendar: few stories have such a time, so each index is small
            *(
                models.Index(fields=[name], name=f"article_{word}", condition=Q(**{f"{name}__isnull": False}))
                for name, word in TIMES
            ),
        ]

    def __str__(self):
        return self.headline or str(_("Untitled"))

    def get_absolute_url(self):
        """The public address of the live edition, or "" when readers see none. One query."""
        live = self.live_edition
        return live.get_absolute_url() if live else ""

    def get_desk_url(self):
        return reverse("admin:articles_article_change", args=[self.pk])

    # --- Questions -----------------------------------------------------------------------------
    @property
    def live_edition(self):
        """The edition that readers see now, or None. One query."""
        return self.editions.live().first()

    @property
    def pending_edition(self):
        """The scheduled edition, or None. One query."""
        return self.editions.pending().first()

    @property
    def withdrawal(self):
        """The withdrawal in force, or None. One query."""
        return self.withdrawals.filter(lifted_at=None).first()

    @property
    def is_changed(self):
        """Whether the desk copy differs from the newest edition."""
        return bool(self.published_digest) and self.digest != self.published_digest

    def payload(self):
        """The whole content as JSON values, relations by id: what a revision keeps. Three queries."""
        text = {
            name: value.isoformat() if isinstance(value, datetime.date) else value
            for name, value in ((name, getattr(self, name)) for name in self.TEXT_FIELDS)
        }
        return {
            **text,
            "slug": self.slug,
            "topics": sorted(self.topic_items.values_list("tag_id", flat=True)),
            "officials": [
                {
                    "person": row.person_id,
                    "role": row.role,
                    "appointment": row.appointment_id,
                    "as_printed": row.as_printed,
                }
                for row in self.officials.order_by("position", "pk")
            ],
            "authors": list(self.bylines.order_by("position", "pk").values_list("author_id", flat=True)),
        }

    # --- Writing -------------------------------------------------------------------------------
    @transaction.atomic
    def save_revision(self, by, imported=False):
        """Record the desk copy as it stands, after its fields and relations are saved.

        Returns the new Revision, or None when nothing changed since the last one. A change of words
        undoes an approval. Six queries.
        """
        stored = Article.objects.select_for_update(no_key=True).get(pk=self.pk)
        payload = stored.payload()
        digest = digest_of(payload)
        if digest == stored.digest:
            return None
        revision = Revision.objects.create(
            article=stored,
            number=stored.revision_number + 1,
            by=by,
            payload=payload,
            digest=digest,
            imported=imported,
        )
        self._set(
            revision_number=revision.number,
            digest=digest,
            status=Status(stored.status).after_edit,
            approved_revision=None,
            updated_at=revision.at,
            updated_by=by,
        )
        return revision

    @transaction.atomic
    def rewrite(self, payload, by):
        """Make the desk copy say what a payload says, rows included, and record it as `save_revision()` does.

        Everything that the payload names must exist. Rows keep id and origin where the name stays.
        """
        for name in self.TEXT_FIELDS:
            setattr(self, name, payload[name])
        self.date = datetime.date.fromisoformat(payload["date"]) if payload["date"] else None
        self.slug = payload["slug"]
        self.save(update_fields=[*self.TEXT_FIELDS, "slug"])
        _match_rows(self.topic_items, "tag_id", [{"tag_id": topic} for topic in payload["topics"]])
        _match_rows(
            self.bylines,
            "author_id",
            [{"author_id": pk, "position": n} for n, pk in enumerate(payload["authors"])],
        )
        _match_rows(
            self.officials,
            "person_id",
            [
                {
                    "person_id": row["person"],
                    "role": row["role"],
                    "appointment_id": row["appointment"],
                    "as_printed": row["as_printed"],
                    "position": n,
                }
                for n, row in enumerate(payload["officials"])
            ],
        )
        return self.save_revision(by)

    def _set(self, **values):
        """Write only these columns, and show them on this instance."""
        Article.objects.filter(pk=self.pk).update(**values)
        for name, value in values.items():
            setattr(self, name, value)

    def _lock(self):
        """This row, locked, as it is stored now. Only inside a transaction."""
        return Article.objects.select_for_update(no_key=True).get(pk=self.pk)

    @property
    def last_revision(self):
        """The newest revision, or None. One query."""
        return self.revisions.filter(number=self.revision_number).first()

    @transaction.atomic
    def apply_expiry(self):
        """Let the newest edition, live or scheduled, end when the desk copy says. Two queries."""
        article = self._lock()
        newest = article.editions.filter(cancelled_at=None).order_by("-number").first()
        if newest and newest.expires_at != article.expires_at and (newest.is_live or newest.is_pending):
            Edition.objects.filter(pk=newest.pk).update(
                live_until=article.expires_at, expires_at=article.expires_at
            )

    # --- Review --------------------------------------------------------------------------------
    @transaction.atomic
    def submit(self, by):
        """Hand the story to the editors. Raises Refused without a headline and a text."""
        article = self._lock()
        STEPS["submit"].refuse(article.status, by)
        article._refuse_unless_written()
        before = article._standing()
        self._set(status=Status.SUBMITTED, return_reason="")
        self._audit(Act.SUBMITTED, by, before)

    @transaction.atomic
    def approve(self, by, revision=None):
        """Approve exactly the present revision; `revision` is the number that `by` was shown."""
        article = self._lock()
        STEPS["approve"].refuse(article.status, by)
        article._refuse_if_moved(revision)
        article._refuse_unless_written()
        article._refuse_own_work(by, "")
        before = article._standing()
        self._set(status=Status.APPROVED, approved_revision=article.last_revision, return_reason="")
        self._audit(Act.APPROVED, by, before)

    @transaction.atomic
    def return_to_writer(self, by, reason):
        """Send the story back. Raises Refused without a reason that the writer can act on."""
        article = self._lock()
        STEPS["return"].refuse(article.status, by)
        if not reason.strip():
            raise Refused(_("Say what the writer should change."), "reason")
        before = article._standing()
        self._set(status=Status.RETURNED, return_reason=reason.strip(), approved_revision=None)
        self._audit(Act.RETURNED, by, before, reason=reason)

    # --- Publication ---------------------------------------------------------------------------
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

        by        who publishes; None only for an import
        revision  the number that `by` was shown; another one in the database is refused
        at        an aware datetime in the future schedules the edition; None is now
        kind      a `Kind`; None is original for the first edition, update after that
        note      the public note; required for a correction, clarification or editor's note
        override  the reason for publishing one's own last revision without a second person
        gates_override  the reason for publishing although gates are closed (`articles.models.gates`)
        imported  an archive's own past time and no review; only `import_articles` says so

        One transaction under a row lock: the edition, its relations and the end of the edition before it
        come together or not at all. Raises Refused with the field it concerns.
        """
        article = self._lock()
        now = timezone.now()
        if not imported:
            STEPS["publish"].refuse(article.status, by)
            article._refuse_if_moved(revision)
            alone = article._refuse_own_work(by, override)
            if at is not None and at <= now:
                raise Refused(_("This moment has passed. Choose a later one, or publish now."), "at")
        article._refuse_unsaved()
        article._refuse_unless_written()
        passed = None if imported else gates.hold(article, by, gates_override)
        before = None if imported else article._standing()
        if kind == Kind.MINOR and not imported:
            _require(by, "articles.publish_minor", _("publish a minor change without a note"))
        edition = article._next_edition(by, at or now, kind, note.strip(), override.strip(), imported, now)
        article._write(edition)
        self._set(
            slug=edition.slug,
            digest=article.digest,
            status=Status.PUBLISHED,
            published_digest=article.digest,
            planned_for=None,
            return_reason="",
        )
        if not imported:
            if alone:
                self._audit(Act.ALONE, by, reason=override, edition=edition)
            if passed:
                self._audit(Act.GATE, by, edition=edition, **passed)
            self._audit(_act_of(edition, at), by, before, edition=edition, note=edition.note)
        return edition

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
        passed = gates.hold(article, by, gates_override)
        fresh = article._written_as(live, by, now, kind, note, override, now)
        newest = fresh
        if pending and scheduled != corrected:
            article.rewrite(scheduled, by)
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
        _require(by, "articles.publish_article", _("correct a story"))
        if kind not in Kind.values or kind == Kind.ORIGINAL:
            raise Refused(_("Choose what this change is."), "kind")
        if kind == Kind.MINOR:
            _require(by, "articles.publish_minor", _("publish a minor change without a note"))
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

    def _unschedule(self, pending, now):
        """Cancel a scheduled edition and reopen the one before it."""
        if pending is None:
            return
        self._cancel(pending, now)
        before = self.editions.filter(cancelled_at=None).order_by("-number").first()
        if before and before.live_until == pending.live_from:
            Edition.objects.filter(pk=before.pk).update(live_until=before.expires_at)

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
        Article.objects.filter(pk=self.pk).update(slug=self.slug, digest=self.digest)

    @transaction.atomic
    def cancel_schedule(self, by):
        """Take back the scheduled edition and reopen the one before it. Returns the cancelled edition.

        The desk copy is approved again, so that it can be scheduled anew.
        """
        article = self._lock()
        _require(by, "articles.publish_article", _("cancel a schedule"))
        pending = article.pending_edition
        if pending is None:
            raise Refused(_("Nothing is scheduled for this story."))
        standing = article._standing()
        article._unschedule(pending, timezone.now())
        before = article.editions.filter(cancelled_at=None).order_by("-number").first()
        fresh = article.digest == digest_of(as_published(pending))
        self._set(
            status=Status.APPROVED if fresh else article.status,
            approved_revision=pending.revision if fresh else article.approved_revision,
            published_digest=digest_of(as_published(before)) if before else "",
        )
        self._audit(Act.CANCELLED, by, standing, edition=pending)
        pending.refresh_from_db()
        return pending

    @transaction.atomic
    def reschedule(self, by, at, edition=None):
        """Let the scheduled edition go out at `at` (aware) instead; return it as it is written anew.

        It is the scheduled text that moves, with kind, note and the reasons it was let pass with: it was
        looked at already, so nobody is asked again. Newer words on the desk stay there. Embargo and expiry
        are those of the story now. `edition` is the pk of the scheduled edition that `by` was shown.

        One transaction: the old schedule is cancelled and the new one made, or neither. Raises Refused.
        """
        article, now = self._lock(), timezone.now()
        _require(by, "articles.publish_article", _("move a schedule"))
        pending = article.editions.pending(now).select_related("revision").first()
        article._refuse_move(pending, at, edition, now)
        before, passed = article._standing(), gates.passed_by(pending)
        article._unschedule(pending, now)
        article._end_editions_at(at)
        moved = pending.moved_to(at, article.expires_at)
        if passed:
            self._audit(Act.GATE, by, edition=moved, **passed)
        self._audit(Act.MOVED, by, before, edition=moved, was=pending.live_from)
        return moved

    def _refuse_move(self, pending, at, edition, now):
        """Raise Refused unless the scheduled edition `pending`, which may be None, may go out at `at`."""
        if pending is None:
            raise Refused(_("Nothing is scheduled for this story."))
        if edition is not None and int(edition) != pending.pk:
            raise Refused(
                _("A colleague scheduled this story anew after you opened this page. Look at it first.")
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

    @transaction.atomic
    def restore(self, by, number, shown=None):
        """Make the desk copy say what revision `number` said; return the new Revision.

        What has been deleted since is left out (`of_what_exists`), and an address that
        the revision did not have yet stays. `shown` is the number of the revision that `by` saw on the desk.
        Nothing else is touched: readers see what they saw. Raises Refused, Revision.DoesNotExist.
        """
        article = self._lock()
        _require(by, "articles.change_article", _("change a story"))
        article._refuse_if_moved(shown)
        payload = of_what_exists(article.revisions.get(number=number).payload, article.slug)
        before = article._standing()
        revision = article.rewrite(payload, by)
        if revision is None:
            raise Refused(_("The desk copy says this already."))
        self.refresh_from_db()
        self._audit(Act.RESTORED, by, before, restored=number)
        return revision

    # --- Taking down and bringing back -------------------------------------------------------------
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
            _require(by, "articles.withdraw_article", _("withdraw a story"))
        _refuse_unsaid(reason, explanation)
        if article.withdrawal:
            raise Refused(_("This story is withdrawn already."))
        at = at or timezone.now()
        if not article.editions.published(at).exists():
            raise Refused(_("Readers have never seen this story, so there is nothing to withdraw."))
        before = None if imported else article._standing()
        withdrawal = self._take_down(by, at, reason, explanation, redirect_to, suppressed)
        if not imported:
            self._audit(Act.WITHDRAWN, by, before, reason=reason, told=withdrawal.explanation)
        return withdrawal

    @transaction.atomic
    def kill(self, by, reason, explanation):
        """Hide every edition everywhere at once, for legal reasons; readers get `explanation` and a 410.

        Also takes a story that is only scheduled, or withdrawn already: the kill is laid over the
        withdrawal. Nothing of `reason` becomes public. Returns the Withdrawal; raises Refused.
        """
        article = self._lock()
        _require(by, "articles.kill_article", _("kill a story"))
        _refuse_unsaid(reason, explanation)
        standing, now = article.withdrawal, timezone.now()
        if standing and standing.suppressed:
            raise Refused(_("This story is killed already."))
        if not article.editions.filter(cancelled_at=None).exists():
            raise Refused(_("This story was never published nor scheduled, so there is nothing to hide."))
        before = article._standing()
        if standing:
            standing.lift(by, now, _("A kill for legal reasons took its place."))
        withdrawal = self._take_down(by, now, reason, explanation, suppressed=True)
        self._audit(Act.KILLED, by, before, reason=reason, told=withdrawal.explanation)
        return withdrawal

    @transaction.atomic
    def lift_withdrawal(self, by, reason):
        """Allow the story to be published again; nothing goes live by this. Raises Refused."""
        article = self._lock()
        withdrawal, before = article._withdrawal_to_undo(by, reason), article._standing()
        withdrawal.lift(by, timezone.now(), reason)
        self._audit(Act.LIFTED, by, before, reason=reason)

    @transaction.atomic
    def reinstate(self, by, reason):
        """Undo the withdrawal or kill in force: the story stands again as it stood before.

        What readers saw last is live again from now on, as a new minor edition of the same text; that
        nothing was live in between stays on record. A kill laid over a withdrawal leaves the story withdrawn
        as it had been. A cancelled schedule stays cancelled, and the words on the desk stay as they are.
        Returns the new Edition, or None when the story is withdrawn again. Raises Refused.
        """
        article = self._lock()
        withdrawal, before = article._withdrawal_to_undo(by, reason), article._standing()
        now = timezone.now()
        if covered := withdrawal.covered:
            withdrawal.lift(by, now, reason)
            covered.put_back()
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
        """The withdrawal in force, if `by` may undo it and says why; else raises Refused."""
        _require(by, "articles.lift_withdrawal", _("undo a withdrawal"))
        if not reason.strip():
            raise Refused(_("Say why, for the newsroom’s record."), "reason")
        if (withdrawal := self.withdrawal) is None:
            raise Refused(_("This story is not withdrawn."))
        return withdrawal

    def _edition_taken_down(self, withdrawal, now):
        """The edition that `withdrawal` ended and that may be live again now; else raises Refused."""
        last = withdrawal.ended_edition
        if last is None:
            raise Refused(
                _("Readers saw nothing of this story when it was taken down. Only lift the withdrawal.")
            )
        if last.expires_at and last.expires_at <= now:
            raise Refused(
                _("The story would have expired by now. Only lift the withdrawal, then publish it anew.")
            )
        self._refuse_embargo(now)
        return last

    # --- The audit log -----------------------------------------------------------------------------
    def _standing(self):
        """Where the story stands, for the audit log. One query."""
        names = ("status", "state", "revision_number", "live_number", "next_from")
        return Article.objects.with_record().values(*names).get(pk=self.pk)

    def _audit(self, act, by, before=None, *, edition=None, reason="", **details):
        """Record an act that is done: `before` is a `_standing()`, the details come to the one of now."""
        if edition:
            details |= {"edition": edition.number, "kind": edition.kind, "live_from": edition.live_from}
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

    # --- The parts of a publication --------------------------------------------------------------
    def _refuse_unless_written(self):
        if not any(sign.isprintable() and not sign.isspace() for sign in self.headline):
            raise Refused(_("Write a headline first."), "headline")
        if not plain_text(self.body).strip():
            raise Refused(_("Write the text first."), "body")

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
        last = Carried.written_before(self.revisions.filter(number=self.revision_number))
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

    def _next_edition(self, by, at, kind, note, override, imported, now):
        """The edition to be written, unsaved; raises Refused when it may not go live at `at`."""
        before = self.editions.filter(cancelled_at=None).order_by("-number").first()
        self._refuse_time(at, before, now)
        kind = Kind(kind or (Kind.UPDATE if before else Kind.ORIGINAL))
        if before is None and kind != Kind.ORIGINAL:
            raise Refused(_("The first edition is an original."), "kind")
        if before is not None and kind == Kind.ORIGINAL:
            raise Refused(_("Only the first edition is an original. Choose what this change is."), "kind")
        if kind.needs_note and not note:
            raise Refused(_("Tell readers what was wrong and what is right."), "note")
        published_at = before.published_at if before else at
        slug = self.slug or slugify(self.headline, allow_unicode=True)[:100].strip("-") or f"story-{self.pk}"
        month = month_of(published_at)
        self._refuse_slug(slug, month)
        if slug != self.slug:
            self.slug = slug
            self.digest = digest_of(self.payload())
        return Edition(
            article=self,
            number=before.number + 1 if before else 1,
            kind=kind,
            note=note,
            live_from=at,
            live_until=self.expires_at,
            expires_at=self.expires_at,
            published_at=published_at,
            modified_at=before.modified_at if before and kind == Kind.MINOR else at,
            by=by,
            revision=self.last_revision,
            slug=slug,
            month=month,
            digest=self.digest,
            body_html=render_body(self.body, self.language, self.officials.values_list("person", flat=True)),
            search_text=self._search_text(),
            order_key=Edition.objects.next_order_key(published_at),
            history=[*reversed(before.changes)] if before else [],
            override_reason=override,
            imported=imported,
            **{name: getattr(self, name) for name in self.TEXT_FIELDS if name != "date"},
            date=self.date or timezone.localdate(published_at, settings.NEWSROOM_ZONE),
        )

    def _refuse_time(self, at, before, now):
        if self.withdrawal:
            raise Refused(_("This story is withdrawn. An administrator can lift the withdrawal first."))
        self._refuse_embargo(at)
        if self.expires_at and self.expires_at <= at:
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
        if before.is_live and self.digest == self.published_digest:
            raise Refused(_("Nothing has changed since edition %(n)s.") % {"n": before.number})

    def _refuse_embargo(self, at):
        if self.embargo_until and at < self.embargo_until:
            raise Refused(
                _("Embargoed until %(when)s. Publish then or later.")
                % {"when": timezone.localtime(self.embargo_until).strftime("%d %B %Y, %H:%M %Z")},
                "at",
            )

    def _refuse_slug(self, slug, month, field="slug"):
        others = Edition.objects.filter(month=month, slug=slug, cancelled_at=None).exclude(article=self.pk)
        if others.exists():
            raise Refused(
                _("Another story of that month has this address already. Choose another one."), field
            )

    def _write(self, edition):
        """Write an edition with its relations, end the one before it, and seal it."""
        self._end_editions_at(edition.live_from)
        edition.save(force_insert=True)
        self._copy_relations(edition)
        Edition.objects.filter(pk=edition.pk).update(sealed=True)
        edition.sealed = True

    def _end_editions_at(self, at):
        """Close what would still be live at `at`. An edition of the same instant keeps one microsecond."""
        running = self.editions.filter(cancelled_at=None).filter(Q(live_until=None) | Q(live_until__gt=at))
        running.filter(live_from__lt=at).update(live_until=at)
        running.filter(live_from=at).update(live_until=at + TICK)

    def _cancel(self, edition, at):
        Edition.objects.filter(pk=edition.pk).update(cancelled_at=at)

    def _search_text(self):
        """Officials are not in it: search finds them by the links, which follow the record."""
        names = [
            *self.topic_items.values_list("tag__name", flat=True),
            *self.bylines.values_list("author__name", flat=True),
        ]
        words = [self.headline, self.standfirst, self.place, plain_text(self.body), *names]
        return fold("\n".join(words))

    def _copy_relations(self, edition):
        """Copy topics, officials and bylines to the edition. Six queries, whatever their number."""
        at = edition.published_at
        EditionTopic.objects.bulk_create(
            EditionTopic(edition=edition, topic_id=pk, published_at=at)
            for pk in self.topic_items.values_list("tag_id", flat=True)
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
            for n, row in enumerate(self.officials.order_by("position", "pk"))
        )
        EditionAuthor.objects.bulk_create(
            EditionAuthor(edition=edition, author_id=pk, position=n, published_at=at)
            for n, pk in enumerate(
                self.bylines.order_by("position", "pk").values_list("author_id", flat=True)
            )
        )


def of_what_exists(payload, slug):
    """A payload without the topics, authors, officials and the picture that are no more. Five queries.

    `body` cleans itself when it is saved. `slug` stands in where the payload has none.
    """
    image = Article._meta.get_field("lead_image").related_model
    topics, authors = _existing(Topic, payload["topics"]), _existing(Author, payload["authors"])
    rows = payload["officials"]
    person, pin = (ArticleOfficial._meta.get_field(name).related_model for name in ("person", "appointment"))
    persons = _existing(person, [row["person"] for row in rows])
    pins = _existing(pin, [row["appointment"] for row in rows])
    picture = _existing(image, [payload["lead_image_id"]])
    return payload | {
        "slug": payload["slug"] or slug,
        "topics": [pk for pk in payload["topics"] if pk in topics],
        "authors": [pk for pk in payload["authors"] if pk in authors],
        "officials": [
            row | {"appointment": row["appointment"] if row["appointment"] in pins else None}
            for row in rows
            if row["person"] in persons
        ],
        "lead_image_id": payload["lead_image_id"] if payload["lead_image_id"] in picture else None,
    }


def _existing(model, ids):
    """Which of the ids, None among them, there are."""
    wanted = {pk for pk in ids if pk}
    return set(model._base_manager.filter(pk__in=wanted).values_list("pk", flat=True)) if wanted else set()


def _match_rows(relation, key, wanted):
    """Make the rows of a relation say exactly `wanted`, matched by `key`; unchanged rows are left alone."""
    stored = {getattr(row, key): row for row in relation.all()}
    gone = stored.keys() - {values[key] for values in wanted}
    if gone:
        relation.filter(**{f"{key}__in": gone}).delete()
    for values in wanted:
        row = stored.get(values[key])
        if row is None:
            relation.create(**values)
        elif any(getattr(row, name) != value for name, value in values.items()):
            relation.filter(pk=row.pk).update(**values)


def _require(user, permission, act):
    if not user.has_perm(permission):
        raise Refused(_("Your role does not let you %(act)s. Ask an editor.") % {"act": act})


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


def _refuse_unsaid(reason, explanation):
    if not reason.strip():
        raise Refused(_("Say why, for the newsroom’s record."), "reason")
    if not explanation.strip():
        raise Refused(_("Say why, in words for readers."), "explanation")


def _act_of(edition, at):
    """What publishing this edition is in the audit log."""
    if at is not None:
        return Act.SCHEDULED
    return Act.CORRECTED if Kind(edition.kind).needs_note else Act.PUBLISHED


class Revision(models.Model):
    """One save of the desk copy, whole. Append-only: the database refuses to change a row."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField(_("revision"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("by"), null=True, related_name="+"
    )
    at = models.DateTimeField(_("saved"), default=timezone.now)
    payload = models.JSONField()
    digest = models.CharField(max_length=64)
    imported = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "number"],
                name="an_article_has_each_revision_number_once",
                violation_error_message=_("Somebody saved this story at the same moment. Save again."),
            )
        ]

    def __str__(self):
        return _("revision %(number)s") % {"number": self.number}


class ArticleTopic(ItemBase):
    """A topic of the desk copy."""

    content_object = models.ForeignKey(Article, models.CASCADE, related_name="topic_items")
    tag = models.ForeignKey(Topic, models.PROTECT, related_name="article_items")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["content_object", "tag"],
                name="an_article_has_a_topic_once",
                violation_error_message=_("This story has this topic already."),
            )
        ]


class ArticleOfficial(models.Model):
    """An official in the desk copy. The title shown is that of the story's date, from the record."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="officials")
    person = models.ForeignKey(
        "people.Person", models.PROTECT, verbose_name=_("official"), related_name="article_officials"
    )
    role = models.CharField(_("role"), max_length=9, choices=Role, default=Role.MENTIONED)
    appointment = models.ForeignKey(
        "people.Appointment",
        models.PROTECT,
        verbose_name=_("as holder of"),
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Only where the date alone would show the wrong post."),
    )
    as_printed = models.CharField(_("as printed"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.EDITOR, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("official")
        verbose_name_plural = _("officials")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "person"],
                name="an_article_has_an_official_once",
                violation_error_message=_("This official is linked already; change the role there."),
            )
        ]

    def __str__(self):
        return str(self.person)

    def clean(self):
        if self.appointment_id and self.person_id and self.appointment.person_id != self.person_id:
            raise Refused(_("This appointment belongs to somebody else."), "appointment")


class ArticleAuthor(models.Model):
    """A byline of the desk copy, in order."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="bylines")
    author = models.ForeignKey(Author, models.PROTECT, verbose_name=_("author"), related_name="bylines")
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("byline")
        verbose_name_plural = _("bylines")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "author"],
                name="an_article_has_an_author_once",
                violation_error_message=_("This author stands in the byline already."),
            )
        ]

    def __str__(self):
        return str(self.author)


class ArticleCitation(models.Model):
    """This story reports this fact of an appointment."""

    appointment = models.ForeignKey(
        "people.Appointment", models.CASCADE, verbose_name=_("appointment"), related_name="article_citations"
    )
    article = models.ForeignKey(
        Article, models.CASCADE, verbose_name=_("article"), related_name="article_citations"
    )
    fact = models.CharField(_("fact"), max_length=9, blank=True, help_text=_("Which fact the story reports."))

    class Meta:
        verbose_name = _("story that reports it")
        verbose_name_plural = _("stories that report it")
        constraints = [
            models.UniqueConstraint(
                fields=["appointment", "article", "fact"],
                name="a_story_reports_a_fact_once",
                violation_error_message=_("This story is listed for this fact already."),
            )
        ]
