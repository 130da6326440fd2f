"""The content fields that desk copies and editions share (`Content`), and roles of officials in a story.

How merges, comparisons and search use each field is declared in articles/payload.py.
"""

from django.conf import settings
from django.db import models
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from articles.body.field import BodyField
from newsroom.lib.incoming import LineField


def content_languages():
    """The languages a story may be written in, as choices; a callable, so that settings need no migration."""
    return settings.CONTENT_LANGUAGES


class OfficialRole(models.TextChoices):
    """What an official does in a story."""

    SUBJECT = "subject", _("subject")
    SPEAKER = "speaker", _("speaker")
    MENTIONED = "mentioned", _("mentioned")
    PICTURED = "pictured", _("pictured")


class Origin(models.TextChoices):
    """Who proposed the link between a story and an official."""

    EDITOR = "editor", _("an editor")
    SUGGESTION = "suggestion", _("an accepted suggestion")
    IMPORT = "import", _("an archive import")


class Genre(models.TextChoices):
    """What kind of text a story is, by the names of the IPTC (cv.iptc.org/newscodes/genre)."""

    NEWS = "news", _("news")
    ANALYSIS = "analysis", _("analysis")
    BACKGROUND = "background", _("background")
    EXPLAINER = "explainer", _("explainer")
    INTERVIEW = "interview", _("interview")
    PROFILE = "profile", _("profile")
    OBITUARY = "obituary", _("obituary")
    OPINION = "opinion", _("opinion")
    CORRECTION = "correction", _("correction of record")

    @property
    def schema_type(self):
        """The type of schema.org for it; each is a NewsArticle."""
        types = {
            Genre.ANALYSIS: "AnalysisNewsArticle",
            Genre.BACKGROUND: "BackgroundNewsArticle",
            Genre.EXPLAINER: "BackgroundNewsArticle",
            Genre.OPINION: "OpinionNewsArticle",
        }
        return types.get(self, "NewsArticle")


class Content(models.Model):
    """The words and the lead picture. `body` is reference HTML, cleaned whenever it is saved."""

    kicker = LineField(
        _("kicker"),
        max_length=40,
        blank=True,
        help_text=_("A word or two above the headline: Exclusive. Blank: the first topic."),
    )
    headline = LineField(
        _("headline"),
        max_length=300,
        help_text=_("Says what happened, in at most 110 characters if you can."),
    )
    standfirst = models.TextField(
        _("standfirst"),
        blank=True,
        max_length=1000,
        help_text=_("One or two sentences under the headline; also what search engines and feeds show."),
    )
    body = BodyField(_("text"), blank=True)
    place = LineField(
        _("dateline"),
        max_length=100,
        blank=True,
        help_text=_("Where the story was reported from: New York, Geneva."),
    )
    date = models.DateField(
        _("story date"),
        null=True,
        blank=True,
        help_text=_("Officials are shown with the title of this day. Blank: the day it is published."),
    )
    language = models.CharField(_("language"), max_length=8, default="en", choices=content_languages)
    genre = models.CharField(
        _("genre"),
        max_length=10,
        choices=Genre,
        default=Genre.NEWS,
        help_text=_("Shown to readers if it is not news."),
    )
    lead_image = models.ForeignKey(
        "images.Image",
        models.PROTECT,
        verbose_name=_("lead picture"),
        null=True,
        blank=True,
        related_name="+",
    )
    lead_alt = LineField(
        _("alternative text"),
        max_length=500,
        blank=True,
        help_text=_("What the picture shows, for those who cannot see it. Blank: the library's text."),
    )
    lead_caption = models.CharField(
        _("caption"), max_length=500, blank=True, help_text=_("Blank: the library's caption.")
    )

    class Meta:
        abstract = True

    @property
    def direction(self):
        """The writing direction for HTML's `dir`: "rtl" or "ltr"."""
        return "rtl" if get_language_info(self.language)["bidi"] else "ltr"
