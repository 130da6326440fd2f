"""Preview links: an unpublished story shown to one named person without an account, and what they answer.

The token of a link is its only key: 256 random bits, of which the database keeps the SHA-256 alone, so that
somebody who reads the database cannot open a link. Of a visit we keep the moment and the revision that was
shown: no address, no browser, no cookie. Readers' pages never import this file.
"""

import datetime
import hashlib
import secrets

from django.conf import settings
from django.db import models, transaction
from django.db.models import Count, Exists, F, Max, OuterRef, Q, Subquery
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.revision import Revision
from articles.workflow import Refused
from newsroom.lib.incoming import LineField

from .article import Article
from .audit import Act, AuditEntry
from .edition import Edition, Withdrawal
from .inbox import InboxItem

TOKEN_BYTES = 32  # OWASP ASVS 5.0, 7.2.3 asks for 128 bits
LASTS = datetime.timedelta(days=7)  # the default
LONGEST = datetime.timedelta(days=90)
HOUR = datetime.timedelta(hours=1)
ANSWERS_AN_HOUR = 10  # by one link
VIEWS_AN_HOUR = 120
LONGEST_TEXT = 4000  # characters of a comment


def hash_of(token):
    """What the database keeps of a token: its SHA-256 in hex. No salt: a token is random, not a password."""
    return hashlib.sha256(token.encode()).hexdigest()


def may_share(user, article):
    """Whether `user` may make and revoke preview links of this story: its owner or an editor."""
    if not user.has_perm("articles.change_article"):
        return False
    return article.owner_id == user.pk or user.has_perm("articles.approve_article")


class PreviewLinkState(models.TextChoices):
    """What a preview link does at a moment. It is computed, never stored."""

    OPEN = "open", _("Open")
    WAITING = "waiting", _("Waits for the embargo")
    EXPIRED = "expired", _("Expired")
    REVOKED = "revoked", _("Revoked")
    DEAD = "dead", _("Dead: the story was withdrawn")


class PreviewLinkQuerySet(models.QuerySet):
    def with_state(self):
        """Annotate what `state()` needs. A withdrawal ends all links that were made before it, for good."""
        taken_down = Withdrawal.objects.filter(article=OuterRef("article")).filter(
            Q(lifted_at=None) | Q(at__gte=OuterRef("made_at"))
        )
        return self.select_related("article").annotate(taken_down=Exists(taken_down))

    def with_visits(self):
        """Annotate how often a link was opened, and when last: `visits`, `last_visit`."""
        visits = PreviewView.objects.filter(link=OuterRef("pk")).order_by().values("link")
        return self.annotate(
            visits=Subquery(visits.annotate(n=Count("pk")).values("n")),
            last_visit=Subquery(visits.annotate(last=Max("at")).values("last")),
        )

    def of_token(self, token, now=None):
        """The link that this token opens, with what `state()` and its page need; or None.

        `recent_views` counts the visits of the last hour, `live_digest` is that of the live edition,
        `current` is the id of the newest revision. One query.
        """
        now = now or timezone.now()
        own = Edition.objects.filter(article=OuterRef("article"))
        recent = PreviewView.objects.filter(link=OuterRef("pk"), at__gt=now - HOUR).order_by().values("link")
        newest = Revision.objects.filter(
            article=OuterRef("article"), number=OuterRef("article__revision_number")
        )
        return (
            self.with_state()
            .filter(token_hash=hash_of(token))
            .select_related("article__lead_image", "revision")
            .annotate(
                recent_views=Subquery(recent.annotate(n=Count("pk")).values("n")),
                live_digest=Subquery(own.live(now).values("digest")[:1]),
                current=Subquery(newest.values("pk")[:1]),
                current_at=Subquery(newest.values("at")[:1]),
            )
            .first()
        )

    @transaction.atomic
    def make(self, article, by, recipient, expires_at, email="", pinned=False):
        """Make a link for one person; return (PreviewLink, token). The token is not stored: show it now.

        expires_at  an aware datetime, at most LONGEST ahead and after an embargo
        pinned      always show the revision of now; else the newest one
        Raises Refused with the field it concerns.
        """
        article, now = Article.objects.select_for_update(no_key=True).get(pk=article.pk), timezone.now()
        if not may_share(by, article):
            raise Refused(_("Only the story’s owner or an editor makes links to it."))
        if article.withdrawal:
            raise Refused(_("This story is withdrawn, so it cannot be shown."))
        if article.last_revision is None:
            raise Refused(_("Save the story first."))
        if not recipient.strip():
            raise Refused(_("Say who it is for."), "recipient")
        if expires_at <= now:
            raise Refused(_("This moment has passed. Choose a later one."), "expires_at")
        if expires_at > now + LONGEST:
            raise Refused(_("At most %(n)s days ahead.") % {"n": LONGEST.days}, "expires_at")
        if article.embargo_until and expires_at <= article.embargo_until:
            raise Refused(_("The embargo ends later than that: it would never open."), "expires_at")
        token = secrets.token_urlsafe(TOKEN_BYTES)
        link = self.create(
            article=article,
            token_hash=hash_of(token),
            recipient=" ".join(recipient.split()),
            email=email,
            revision=article.last_revision if pinned else None,
            expires_at=expires_at,
            made_by=by,
            made_at=now,
        )
        link._audit(Act.SHARED, by)
        return link, token


class PreviewLink(models.Model):
    """One link for one person. `revision` is set where it always shows that one."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="preview_links")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    recipient = LineField(_("for whom"), max_length=120)
    email = models.EmailField(_("e-mail"), blank=True)
    revision = models.ForeignKey(Revision, models.CASCADE, null=True, blank=True, related_name="+")
    expires_at = models.DateTimeField(_("expires"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = PreviewLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("preview link")
        verbose_name_plural = _("preview links")
        ordering = ["-made_at", "-pk"]
        default_permissions = ()  # see may_share()
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("made_at")),
                name="a_preview_link_expires_after_it_is_made",
                violation_error_message=_("This moment has passed. Choose a later one."),
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="a_preview_link_is_revoked_by_somebody",
                violation_error_message=_("Who revoked it and when go together."),
            ),
        ]

    def __str__(self):
        return _("preview link for %(who)s") % {"who": self.recipient}

    def state(self, now=None):
        """Its PreviewLinkState at a moment; the link is from `with_state()`. No query."""
        now = now or timezone.now()
        if self.revoked_at:
            return PreviewLinkState.REVOKED
        if self.taken_down:
            return PreviewLinkState.DEAD
        if now >= self.expires_at:
            return PreviewLinkState.EXPIRED
        embargo = self.article.embargo_until
        waits = embargo and now < embargo
        return PreviewLinkState.WAITING if waits else PreviewLinkState.OPEN

    def may_be_revoked_by(self, user):
        """Whether `user` may make links of this story, or made this one and may still write."""
        own = self.made_by_id == user.pk and user.has_perm("articles.change_article")
        return own or may_share(user, self.article)

    @transaction.atomic
    def revoke(self, by):
        """Close the link at once and for good. Doing it twice changes nothing. Raises Refused."""
        self.article = Article.objects.select_for_update(no_key=True).get(pk=self.article_id)
        if not self.may_be_revoked_by(by):
            raise Refused(_("Only the story’s owner, who made the link, or an editor revokes it."))
        open_ones = PreviewLink.objects.filter(pk=self.pk, revoked_at=None)
        if open_ones.update(revoked_at=timezone.now(), revoked_by=by):
            self._audit(Act.UNSHARED, by)
        self.refresh_from_db(fields=["revoked_at", "revoked_by"])

    def _audit(self, act, by):
        """Add to the audit log that the link was made or revoked, without the e-mail address."""
        facts = {"recipient": self.recipient, "expires": self.expires_at}
        if self.revision_id:
            facts["revision"] = self.revision.number
        AuditEntry.objects.record(act, by, article=self.article, after=facts)

    @transaction.atomic
    def answer(self, kind, text, number):
        """Store what the recipient says of revision `number`, which this link has shown. A PreviewComment.

        kind   an `Answer`
        text   at most LONGEST_TEXT characters; an approval needs none
        Raises Refused with the field it concerns, also if there were too many answers within an hour.
        """
        # The lock lets one answer at a time count and write, so that the limit holds.
        if PreviewLink.objects.select_for_update().get(pk=self.pk).revoked_at:
            raise Refused(_("The newsroom has just closed this link."))
        text, kind = text.replace("\r\n", "\n").strip(), Answer(kind)
        seen = Revision.objects.filter(article=self.article_id, number=number, previewed__link=self).first()
        if seen is None:
            raise Refused(_("Open this page again, then send. We do not know which version you read."))
        if kind == Answer.COMMENT and not text:
            raise Refused(_("Write your comment first."), "text")
        if len(text) > LONGEST_TEXT:
            raise Refused(
                _("At most %(n)s characters. It has %(has)s.") % {"n": LONGEST_TEXT, "has": len(text)}, "text"
            )
        if kind == Answer.APPROVAL and self.answers.filter(kind=kind, revision=seen).exists():
            raise Refused(_("You have approved this version already."))
        if self.answers.filter(at__gt=timezone.now() - HOUR).count() >= ANSWERS_AN_HOUR:
            raise Refused(
                _("%(n)s answers within an hour are enough for now. Try again later.")
                % {"n": ANSWERS_AN_HOUR}
            )
        answer = self.answers.create(kind=kind, text=text, revision=seen)
        InboxItem.objects.answered(answer, self)
        return answer


class PreviewView(models.Model):
    """A link was opened: when, and which revision it showed. Nothing about who opened it."""

    link = models.ForeignKey(PreviewLink, models.CASCADE, related_name="views", db_index=False)
    revision = models.ForeignKey(Revision, models.CASCADE, related_name="previewed")
    at = models.DateTimeField(_("when"), default=timezone.now)

    class Meta:
        verbose_name = _("view of a preview")
        verbose_name_plural = _("views of previews")
        ordering = ["-at", "-pk"]
        default_permissions = ()
        indexes = [models.Index(fields=["link", "-at"], name="views_of_a_preview_link")]  # the log, the limit


class Answer(models.TextChoices):
    """What a recipient may send back."""

    COMMENT = "comment", _("comment")
    APPROVAL = "approval", _("approval")


class PreviewComment(models.Model):
    """What a recipient says of the revision that they were shown. Plain text; only the newsroom reads it."""

    link = models.ForeignKey(PreviewLink, models.CASCADE, related_name="answers", db_index=False)
    revision = models.ForeignKey(Revision, models.CASCADE, related_name="+")
    kind = models.CharField(_("kind"), max_length=8, choices=Answer)
    text = models.TextField(_("text"), blank=True, max_length=LONGEST_TEXT)
    at = models.DateTimeField(_("when"), default=timezone.now)

    class Meta:
        verbose_name = _("answer to a preview")
        verbose_name_plural = _("answers to previews")
        ordering = ["-at", "-pk"]
        default_permissions = ()
        indexes = [
            models.Index(fields=["link", "-at"], name="answers_of_a_preview_link")
        ]  # the list, the limit
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind=Answer.COMMENT, text=""),
                name="a_comment_on_a_preview_says_something",
                violation_error_message=_("Write your comment first."),
            ),
            models.CheckConstraint(
                condition=LessThanOrEqual(Length("text"), LONGEST_TEXT),
                name="an_answer_to_a_preview_is_short",
                violation_error_message=_("At most 4000 characters."),
            ),
            models.UniqueConstraint(
                fields=["link", "revision"],
                condition=Q(kind=Answer.APPROVAL),
                name="a_version_is_approved_once_by_a_link",
                violation_error_message=_("You have approved this version already."),
            ),
        ]
