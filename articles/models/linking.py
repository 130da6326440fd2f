"""Officials linked past the story's form: the door to a live story's index, and what the link desk remembers.

A link is not a word of the text. So it shows at once, approval and review stay what they were, and it is kept
on the desk too, as a revision that is `Carried`: the next edition has it, and the words keep their writer.
"""

from django.conf import settings
from django.db import models, transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.payload import digest_of
from articles.workflow import Refused

from .acting import Acting
from .audit import Act, AuditEntry
from .content import Origin, Role
from .record import OFFICIAL, as_published


class Linking(Acting):
    """The part of `Article` that links officials. `before` and `after` are rows of a payload, or None."""

    @transaction.atomic
    def link_official(self, person, by, role=Role.MENTIONED, appointment=None, as_printed="", **how):
        """Link `person` to this story, live or not. Returns the AuditEntry; Refused if linked already.

        how: reason, origin. About 30 queries, a few more with a scheduled edition.
        """
        row = {"role": Role(role), "appointment": appointment and appointment.pk, "as_printed": as_printed}
        if appointment and appointment.person_id != person.pk:
            raise Refused(_("This appointment belongs to somebody else."), "appointment")
        return self._relink(person, by, row, is_new=True, **how)

    @transaction.atomic
    def change_official(self, person, by, role, **how):
        """Let `person` have another role in this story. Returns the AuditEntry; raises Refused."""
        return self._relink(person, by, {"role": Role(role)}, **how)

    @transaction.atomic
    def unlink_official(self, person, by, **how):
        """Take the link to `person` off this story. Returns the AuditEntry; raises Refused."""
        return self._relink(person, by, None, **how)

    @transaction.atomic
    def undo_link(self, entry, by):
        """Make a link what it was before an AuditEntry of this story; raises Refused if it moved on since."""
        if entry.article_id != self.pk or entry.act != Act.LINKED:
            raise Refused(_("This is no change of a link of this story."))
        person = self._meta.get_field("officials").related_model._meta.get_field("person").related_model
        named = (entry.after or entry.before)["person"]
        was, became = (row and {name: row[name] for name in OFFICIAL} for row in (entry.before, entry.after))
        official = person._base_manager.filter(pk=named).first()
        if official is None:
            raise Refused(_("This official is on record no more."))
        return self._relink(official, by, was, is_new=became is None, expected=became, reason=_("Undone"))

    @transaction.atomic
    def follow_merge(self, by):
        """Record the desk copy after rows of it were moved to a merged record: no word of it has changed.

        About a dozen queries.
        """
        article = self._lock()
        payload = article.payload()
        if digest_of(payload) != article.digest and article.last_revision:
            article._record_same_words(payload, by)
        article._follow(article.editions.filter(cancelled_at=None).order_by("-number").first())
        self.refresh_from_db()

    # --- Parts -----------------------------------------------------------------------------------
    def _relink(self, person, by, after, *, is_new=False, expected=..., reason="", origin=Origin.SUGGESTION):
        """Change the link wherever it says what it says to readers; what differs on the desk stays there."""
        if not by.has_perm("articles.link_officials"):
            raise Refused(_("Your role does not let you link officials. Ask the people desk."))
        article = self._lock()
        shown = Q(live_until=None) | Q(live_until__gt=timezone.now())
        editions = list(article.editions.filter(shown, cancelled_at=None).order_by("number"))
        payload = article.payload()
        stored = {edition.pk: edition.official_row(person) for edition in editions}
        desk = next(
            ({n: r[n] for n in OFFICIAL} for r in payload["officials"] if r["person"] == person.pk), None
        )
        live = next((edition for edition in editions if edition.is_live), None)
        before = stored[live.pk] if live else desk
        _refuse_stale(person, before, after, is_new, expected)
        after = after and {**(before or {}), **after}
        for edition in editions:
            if stored[edition.pk] == before:
                edition.set_official(person, by, before, after, reason, origin)
        if desk == before:
            article._keep_link(person, by, payload, after, origin)
        article._follow(editions[-1] if editions else None)
        Looked.objects.filter(article=article).delete()
        self.refresh_from_db()
        name = {"official": str(person), "person": person.pk}
        return AuditEntry.objects.record(
            Act.LINKED,
            by,
            article=self,
            edition=live,
            subject=self,
            before=before and {**name, **before},
            after=after and {**name, **after},
            reason=str(reason),
        )

    def _keep_link(self, person, by, payload, after, origin):
        """Let the desk copy have the link too, as a revision of the same words. Seven queries."""
        saved = digest_of(payload) == self.digest
        rows = self.officials.filter(person=person)
        others = [row for row in payload["officials"] if row["person"] != person.pk]
        values = after and {**after, "appointment_id": after["appointment"]}
        if values:
            del values["appointment"]
        if after is None:
            rows.delete()
            officials = others
        elif len(others) == len(payload["officials"]):
            last = self.officials.aggregate(p=Max("position"))["p"]
            place = 0 if last is None else last + 1
            self.officials.create(person=person, position=place, origin=origin, **values)
            officials = [*others, {"person": person.pk, **after}]
        else:
            rows.update(**values)
            changed = {"person": person.pk, **after}
            officials = [changed if r["person"] == person.pk else r for r in payload["officials"]]
        if saved:  # else the desk has words that no revision holds, and a revision of ours must not hold them
            self._record_same_words({**payload, "officials": officials}, by)

    def _follow(self, newest):
        """Compare the desk copy with what the newest edition says now. Three queries."""
        if newest and self.published_digest:
            self._set(published_digest=digest_of(as_published(newest)))


def _refuse_stale(person, before, after, is_new, expected):
    name = {"person": person}
    if expected is not ... and before != expected:
        raise Refused(_("%(person)s: somebody changed this link since. Look at the story again.") % name)
    if is_new and before is not None:
        raise Refused(_("%(person)s is linked to this story already.") % name)
    if not is_new and before is None:
        raise Refused(_("%(person)s is not linked to this story any more.") % name)
    if after and before and all(before[key] == value for key, value in after.items()):
        raise Refused(_("%(person)s has this role in the story already.") % name)


# --- What the link desk remembers ----------------------------------------------------------------
class SuggestionDismissal(models.Model):
    """A suggestion that somebody turned down: it stays away until the words that caused it change."""

    class Why(models.TextChoices):
        OTHER = "other", _("not this person")
        PASSING = "passing", _("not worth a link")

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="dismissals")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    evidence_hash = models.CharField(max_length=64)
    why = models.CharField(max_length=7, choices=Why, default=Why.OTHER)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("dismissed suggestion")
        verbose_name_plural = _("dismissed suggestions")
        constraints = [
            models.UniqueConstraint(
                fields=["article", "person", "evidence_hash"],
                name="a_suggestion_is_dismissed_once",
                violation_error_message=_("This suggestion is dismissed already."),
            )
        ]

    def __str__(self):
        return f"{self.article}: {self.person}"

    @classmethod
    def store(cls, article, person_ids, evidence_hash, by, why=Why.OTHER):
        """Turn down one person, or each of several whom the same words may name. Two queries."""
        rows = (
            cls(article=article, person_id=pk, evidence_hash=evidence_hash, by=by, why=why)
            for pk in person_ids
        )
        cls.objects.bulk_create(rows, ignore_conflicts=True)
        Looked.objects.filter(article=article).delete()

    @classmethod
    def take_back(cls, article, person_ids, evidence_hash):
        """Offer again what was turned down. Two queries."""
        cls.objects.filter(article=article, person__in=person_ids, evidence_hash=evidence_hash).delete()
        Looked.objects.filter(article=article).delete()


class LinkBatch(models.Model):
    """One person linked in many stories at once, which can be undone as a whole."""

    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    role = models.CharField(max_length=9, choices=Role, default=Role.MENTIONED)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    entries = models.ManyToManyField(AuditEntry, related_name="+")

    class Meta:
        verbose_name = _("links made at once")
        verbose_name_plural = _("links made at once")
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.person}, {self.at:%Y-%m-%d %H:%M}"


class Looked(models.Model):
    """How many open suggestions a story had when the link desk looked: a hint that makes its queue quick.

    `what` names the words that were looked at (an edition, or a revision of the desk), `names` the version of
    the name list. With another one of either the story is looked at again.
    """

    article = models.OneToOneField(
        "articles.Article", models.CASCADE, primary_key=True, related_name="looked"
    )
    what = models.CharField(max_length=30)
    names = models.CharField(max_length=64)
    open = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("look of the link desk")
        verbose_name_plural = _("looks of the link desk")

    def __str__(self):
        return f"{self.article}: {self.open}"
