"""The desk copy of a story (`Article`), its lists for the desk, and its topics, officials and authors.

What is done to a story is in `articles/models/acts/`, a file for each kind of act. Readers' pages import
nothing of this: they read editions, which `Article.publish()` writes.
"""

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from taggit.models import ItemBase

from articles.models.acts.assign import Assigning
from articles.models.acts.change_times import Timing
from articles.models.acts.correct import Correcting
from articles.models.acts.link_officials import Linking
from articles.models.acts.review import Reviewing
from articles.models.acts.withdraw import Withdrawing
from articles.workflow import Refused, Status
from newsroom.lib.incoming import LineField

from .content import Content, OfficialRole, Origin
from .desk_search import terms
from .edition import Edition, Withdrawal
from .topic import Author, Topic

TIMES = [
    ("planned_for", "planned"),
    ("embargo_until", "embargo_ends"),
    ("expires_at", "expires"),
    ("due_at", "due"),
]


class ArticleQuerySet(models.QuerySet):
    def with_state(self, at=None):
        """Annotate what readers see: live_number, live_from, next_from, is_withdrawn, and `state`.

        `state` is one word for lists: draft, submitted, returned, approved, scheduled, live, changed,
        expired or withdrawn. No query of its own.
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
                When(Exists(own.expired(at)), then=Value("expired")),
                default=Value(Status.DRAFT),
                output_field=models.CharField(),
            ),
        )

    def matching(self, text):
        """Filter to stories with every word of `text` in their words, their desk note or linked names.

        The beginning of a word is enough; “words in quotes” must be next to each other. No query of its own.
        The key is a sum (id + 0), so that databases read the list in its order and test each row. That is
        cheap for a rare word; the other way would sort all the rows of a common one.
        """
        found, key = self, F("pk") + 0
        for term in terms(text):
            found = found.filter(term.condition(key))
        return found


class Article(Assigning, Timing, Reviewing, Correcting, Withdrawing, Linking, Content):
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
    due_at = models.DateTimeField(
        _("due"), null=True, blank=True, help_text=_("When the story is to be handed in.")
    )
    brief = models.TextField(
        _("brief"), blank=True, help_text=_("What is wanted: length, whom to ask, what to leave out.")
    )
    note = models.TextField(
        _("desk note"),
        blank=True,
        help_text=_("What everybody should know of this story; for questions and answers write a note."),
    )
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
            ("assign_article", _("Can assign a story to anybody, with a due time")),
            ("act_in_bulk", _("Can act on several articles at once")),
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
            models.Index(
                fields=["status", "updated_at"], name="article_waiting"
            ),  # the lists of the dashboard
            models.Index(F("headline"), F("id").desc(), name="article_by_headline"),  # the list, by headline
            models.Index(  # live and changed since: few of many
                F("updated_at").desc(),
                F("id").desc(),
                name="article_changed",
                condition=~Q(published_digest="") & ~Q(digest=F("published_digest")),
            ),
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
    """An official in the desk copy. The title shown is that of the story's date."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="officials")
    person = models.ForeignKey(
        "people.Person", models.PROTECT, verbose_name=_("official"), related_name="article_officials"
    )
    role = models.CharField(_("role"), max_length=9, choices=OfficialRole, default=OfficialRole.MENTIONED)
    appointment = models.ForeignKey(
        "people.Appointment",
        models.PROTECT,
        verbose_name=_("as holder of"),
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Only where the date alone would show the wrong post."),
    )
    as_printed = LineField(_("as printed"), max_length=200, blank=True)
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
                violation_error_message=_("This author is in the byline already."),
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
