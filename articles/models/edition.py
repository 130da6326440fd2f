"""What readers see or saw: published editions (`Edition`) and withdrawals (`Withdrawal`).

These rows are not edited. Database triggers (articles/database/guards.py) refuse to change or delete an
edition's text and its relations. A link to an official changes only while a `LinkChange` row allows it.
"""

import datetime

from django.conf import settings
from django.db import connection, models
from django.db.models import Exists, F, Max, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.link_change import LinkChange
from newsroom.lib.addresses import address_of

from .content import Content, Origin
from .merged_ids import as_merged

OFFICIAL = ("role", "appointment", "as_printed")  # the keys of an official in a payload, besides the person
LAST_MILLISECOND = 253_402_214_400_000  # of the year 9999, some hours before its end
TIES = 1_000_000  # editions that one millisecond of publication time has room for


class EditionKind(models.TextChoices):
    """What an edition is to the one before it."""

    ORIGINAL = "original", _("original")
    UPDATE = "update", _("update")
    CORRECTION = "correction", _("correction")
    CLARIFICATION = "clarification", _("clarification")
    NOTE = "note", _("editor’s note")
    MINOR = "minor", _("minor change")

    @property
    def needs_note(self):
        """Whether it needs a public note that says what was wrong. A minor change needs none."""
        return self in (EditionKind.CORRECTION, EditionKind.CLARIFICATION, EditionKind.NOTE)


class EditionQuerySet(models.QuerySet):
    def live(self, at=None):
        """What readers see at `at` (default: now). The only definition of public, with `Edition.is_live`."""
        at = at or timezone.now()
        return self.published(at).filter(Q(live_until=None) | Q(live_until__gt=at))

    def published(self, at=None):
        """What readers see or saw before `at`: begun, not cancelled, not hidden for legal reasons."""
        hidden = Withdrawal.objects.filter(article=OuterRef("article"), suppressed=True, lifted_at=None)
        return self.filter(~Exists(hidden), cancelled_at=None, live_from__lte=at or timezone.now())

    def pending(self, at=None):
        """Scheduled: written, not cancelled, not begun."""
        return self.filter(cancelled_at=None, live_from__gt=at or timezone.now())

    def expiring(self):
        """What ends at its expiry and has no other edition after it."""
        later = self.model.objects.filter(article=OuterRef("article"), number__gt=OuterRef("number"))
        return self.filter(
            ~Exists(later.filter(cancelled_at=None)), cancelled_at=None, live_until=F("expires_at")
        )

    def expired(self, at=None):
        """What has ended at its expiry, with no edition after it. Withdrawals are not considered."""
        return self.expiring().filter(expires_at__lte=at or timezone.now())

    def newest_first(self):
        """The order of every list of stories, by key: first publication, then id."""
        return self.order_by("-published_at", "-pk")

    def next_order_key(self, published_at):
        """A free `order_key` for a story first published at that moment. Two queries.

        Only one transaction at a time gets one: SQLite writes one at a time, on PostgreSQL the others wait.
        """
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                # It changes no row, but its trigger locks the stamp row, as every publication does.
                cursor.execute("UPDATE articles_edition SET sealed = sealed WHERE id = 0")
        floor = int(published_at.timestamp() * 1000) * TIES
        taken = self.filter(order_key__gte=floor, order_key__lt=floor + TIES).aggregate(k=Max("order_key"))[
            "k"
        ]
        return floor if taken is None else taken + 1


def published_by(order_key):
    """The moment by which whatever has a smaller `order_key` was first published."""
    milliseconds = min(order_key // TIES + 1, LAST_MILLISECOND)
    return datetime.datetime.fromtimestamp(0, datetime.UTC) + datetime.timedelta(milliseconds=milliseconds)


def month_of(published_at):
    """The month of a story's address, in the newsroom's zone: "2007-10"."""
    return timezone.localtime(published_at, settings.NEWSROOM_ZONE).strftime("%Y-%m")


class Edition(Content):
    """One publication of a story. Its text never changes; only the moment at which it ends may."""

    article = models.ForeignKey("articles.Article", models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField(_("edition"))
    kind = models.CharField(_("kind"), max_length=13, choices=EditionKind, default=EditionKind.ORIGINAL)
    note = models.TextField(_("public note"), blank=True)
    date = models.DateField(_("story date"))
    live_from = models.DateTimeField(_("live from"))
    live_until = models.DateTimeField(_("live until"), null=True, blank=True)
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True)
    published_at = models.DateTimeField(_("first published"))
    modified_at = models.DateTimeField(_("changed"), help_text=_("The newest change that was not minor."))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("published by"), null=True, related_name="+"
    )
    revision = models.ForeignKey(
        "articles.Revision", models.PROTECT, verbose_name=_("revision"), related_name="editions"
    )
    slug = models.SlugField(_("address"), max_length=120, allow_unicode=True)
    month = models.CharField(
        max_length=7, help_text=_("Of first publication, in the newsroom’s zone: 2007-10.")
    )
    digest = models.CharField(max_length=64, help_text=_("Of the desk copy as it was published."))
    body_html = models.TextField(_("text as readers get it"))
    search_text = models.TextField(help_text=_("The words, folded, that search looks through."))
    order_key = models.BigIntegerField(unique=True)
    history = models.JSONField(
        default=list, help_text=_("The editions before this one: number, kind, note, live_from.")
    )
    override_reason = models.TextField(_("reason for publishing without a second person"), blank=True)
    imported = models.BooleanField(_("imported from an archive"), default=False)
    sealed = models.BooleanField(default=False, help_text=_("True once its relations are complete."))
    created_at = models.DateTimeField(auto_now_add=True)

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ["-order_key"]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "number"],
                condition=Q(cancelled_at=None),
                name="an_article_has_each_edition_number_once",
                violation_error_message=_(
                    "Somebody published this story at the same moment. Reload the page."
                ),
            ),
            models.UniqueConstraint(
                fields=["article"],
                condition=Q(live_until=None, cancelled_at=None),
                name="an_article_has_one_open_edition",
                violation_error_message=_("This story already has an open edition."),
            ),
            models.CheckConstraint(
                condition=Q(live_until=None) | Q(live_from__lt=F("live_until")),
                name="an_edition_begins_before_it_ends",
                violation_error_message=_("An edition must begin before it ends."),
            ),
            models.CheckConstraint(
                condition=Q(imported=True) | Q(by__isnull=False),
                name="an_edition_says_who_published_it",
                violation_error_message=_("An edition says who published it."),
            ),
        ]
        indexes = [
            # front page, archive, sitemap: newest first by key, the live condition as a filter
            models.Index(F("published_at").desc(), F("id").desc(), name="edition_newest_first"),
            models.Index(fields=["month", "slug"], name="edition_address"),  # the story page
            models.Index(fields=["live_from"], name="edition_begins"),  # freshness, schedules
            models.Index(fields=["live_until"], name="edition_ends"),  # freshness, expiries
            models.Index(  # what has expired or will; few of many
                fields=["expires_at"], name="edition_expires", condition=Q(expires_at__isnull=False)
            ),
            models.Index(fields=["kind", "live_from"], name="edition_of_a_kind"),  # corrections, newest first
        ]

    def __str__(self):
        return _("%(headline)s, edition %(number)s") % {"headline": self.headline, "number": self.number}

    @property
    def is_live(self):
        """As `EditionQuerySet.live()` for one row. It does not know of a legal kill, which needs a query."""
        now = timezone.now()
        return (
            self.cancelled_at is None
            and self.live_from <= now
            and (self.live_until is None or self.live_until > now)
        )

    @property
    def is_pending(self):
        return self.cancelled_at is None and self.live_from > timezone.now()

    @property
    def is_corrected(self):
        """Whether this or an earlier edition was a correction, a clarification or an editor's note."""
        return any(EditionKind(change["kind"]).needs_note for change in self.changes)

    @property
    def changes(self):
        """This edition and those before it that changed something, newest first, as dicts of `history`."""
        own = {
            "number": self.number,
            "kind": self.kind,
            "note": self.note,
            "live_from": self.live_from.isoformat(timespec="seconds"),
        }
        return [own, *reversed(self.history)]

    @property
    def notes(self):
        """The dated public notes to show above the text, newest first: dicts with a real datetime."""
        return [
            {
                **change,
                "at": datetime.datetime.fromisoformat(change["live_from"]),
                "label": EditionKind(change["kind"]).label,
            }
            for change in self.changes
            if change["note"]
        ]

    def address_args(self):
        """[year, month, slug] for `reverse()`."""
        year, month = self.month.split("-")
        return [year, month, self.slug]

    def get_absolute_url(self):
        return address_of("articles:article", *self.address_args())

    def repeat(self, by, at):
        """Write this edition again, word for word, live from `at`, as a minor change without a note.

        For `Article.reinstate`, inside its transaction. Nine queries.
        """
        return self._copy(
            number=self.number + 1,
            kind=EditionKind.MINOR,
            note="",
            live_from=max(at, self.live_until or at),
            live_until=self.expires_at,
            by=by,
            history=[*reversed(self.changes)],
            override_reason="",
            imported=False,
        )

    def repeat_at(self, at, expires_at):
        """Write this scheduled edition, which was cancelled, again for the moment `at`, word for word.

        For `Article.reschedule`, inside its transaction. For a first edition the month of the address changes
        too, and the story date, unless a writer set one. Ten queries.
        """
        published_at = at if self.number == 1 else self.published_at
        dated = self.revision.payload["date"]
        return self._copy(
            live_from=at,
            live_until=expires_at,
            expires_at=expires_at,
            cancelled_at=None,
            published_at=published_at,
            modified_at=self.modified_at if self.kind == EditionKind.MINOR else at,
            month=month_of(published_at),
            date=self.date if dated else timezone.localdate(published_at, settings.NEWSROOM_ZONE),
        )

    def _copy(self, **changes):
        """Write a new edition that differs from this one in `changes` only, with copies of its relations."""
        fields = {f.attname: getattr(self, f.attname) for f in self._meta.concrete_fields}
        if by := changes.pop("by", None):
            changes["by_id"] = by.pk
        fields |= {**changes, "sealed": False}
        for name in ("id", "created_at"):
            del fields[name]
        fields["order_key"] = Edition.objects.next_order_key(fields["published_at"])
        edition = Edition.objects.create(**fields)
        for rows in (
            self.edition_topics,
            self.edition_officials,
            self.edition_authors,
            self.edition_pictures,
            self.edition_quotations,
        ):
            rows.model.objects.bulk_create(row.copied_to(edition) for row in rows.all())
        Edition.objects.filter(pk=edition.pk).update(sealed=True)
        edition.sealed = True
        return edition

    def official_row(self, person):
        """This edition's link to a person as a row of a payload, without the person; or None. One query."""
        return self.edition_officials.filter(person=person).values(*OFFICIAL).first()

    def set_official(self, person, by, before, after, reason="", origin=Origin.SUGGESTION):
        """Change the link to a person from `before` to `after`: rows of a payload, or None for no link.

        For `Article`, which locks the story and writes the audit entry. Four queries.
        """
        rows = self.edition_officials.filter(person=person)
        values = after and {"role": after["role"], "as_printed": after["as_printed"]}
        values = values and {**values, "appointment_id": after["appointment"]}
        with LinkChange.allow_change(self, person, by, str(reason), before=before, after=after):
            if after is None:
                rows.delete()
            elif before is None:
                last = self.edition_officials.aggregate(p=Max("position"))["p"]
                place = {"position": 0 if last is None else last + 1, "published_at": self.published_at}
                self.edition_officials.create(person=person, origin=origin, **place, **values)
            else:
                rows.update(**values)


def as_published(edition):
    """The payload of an edition as readers get it: that of its revision, with the address and links of now.

    The date stays blank if the desk left it blank. Merged officials and topics are replaced by those of now.
    Three queries.
    """
    officials = edition.edition_officials.order_by("position", "pk").values("person", *OFFICIAL)
    return as_merged({**edition.revision.payload, "slug": edition.slug, "officials": list(officials)})


class Withdrawal(models.Model):
    """A story taken down, and why. `suppressed` is a legal kill: no edition is shown at all."""

    article = models.ForeignKey("articles.Article", models.PROTECT, related_name="withdrawals")
    reason = models.TextField(_("reason, for the desk"))
    explanation = models.TextField(_("explanation, for readers"))
    redirect_to = models.CharField(
        _("send readers to"), max_length=500, blank=True, help_text=_("An address of this site: /news/…")
    )
    suppressed = models.BooleanField(_("hide every edition (legal)"), default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("withdrawn at"), default=timezone.now)
    lifted_at = models.DateTimeField(_("lifted at"), null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    lift_reason = models.TextField(_("reason for lifting"), blank=True)

    class Meta:
        verbose_name = _("withdrawal")
        verbose_name_plural = _("withdrawals")
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(
                fields=["article"],
                condition=Q(lifted_at=None),
                name="a_story_is_withdrawn_once_at_a_time",
                violation_error_message=_("This story is withdrawn already."),
            )
        ]

    @property
    def replaced(self):
        """The withdrawal that this kill replaced, or None. One query."""
        if not self.suppressed:
            return None
        return (
            Withdrawal.objects.filter(article=self.article_id, lifted_at=self.at).exclude(pk=self.pk).first()
        )

    @property
    def ended_edition(self):
        """The edition that readers saw until the withdrawal, or None. One query."""
        last = (
            Edition.objects.filter(article=self.article_id, cancelled_at=None, live_from__lte=self.at)
            .order_by("-number")
            .first()
        )
        seen = last and (last.live_until is None or last.live_until >= self.at)
        return last if seen else None

    def lift(self, by, at, reason):
        """End this withdrawal. For acts of `Article`, which lock the story and write the audit entry."""
        Withdrawal.objects.filter(pk=self.pk).update(
            lifted_at=at, lifted_by=by, lift_reason=str(reason).strip()
        )

    def renew(self):
        """Put the same withdrawal in force again, as a new row; returns it."""
        names = ("article_id", "reason", "explanation", "redirect_to", "suppressed", "by_id", "at")
        return Withdrawal.objects.create(**{name: getattr(self, name) for name in names})
