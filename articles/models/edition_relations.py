"""What an edition is linked to: topics, officials, authors and quotations, copied at publication."""

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from articles.models.content import OfficialRole, Origin
from articles.models.edition import Edition
from articles.models.topic import Author, Topic


class EditionRelation(models.Model):
    """A row of an edition. It has a copy of `published_at`, so that lists are sorted without a join."""

    published_at = models.DateTimeField()

    class Meta:
        abstract = True

    def copied_to(self, edition):
        """The same row of another edition, unsaved."""
        own = {f.attname: getattr(self, f.attname) for f in self._meta.concrete_fields if f.attname != "id"}
        return type(self)(**{**own, "edition_id": edition.pk, "published_at": edition.published_at})


class EditionTopic(EditionRelation):
    """A topic of an edition."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="edition_topics")
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="edition_topics")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "topic"],
                name="an_edition_has_a_topic_once",
                violation_error_message=_("This edition has this topic already."),
            )
        ]
        indexes = [
            # a topic's page and feed
            models.Index(F("topic"), F("published_at").desc(), F("edition").desc(), name="topic_newest_first")
        ]


class EditionOfficial(EditionRelation):
    """An official in an edition. The title beside the name comes from the record; it is not stored."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="edition_officials")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="edition_officials")
    role = models.CharField(max_length=9, choices=OfficialRole, default=OfficialRole.MENTIONED)
    appointment = models.ForeignKey("people.Appointment", models.PROTECT, null=True, related_name="+")
    as_printed = models.CharField(max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.EDITOR)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "person"],
                name="an_edition_has_an_official_once",
                violation_error_message=_("This edition names this official already."),
            )
        ]
        indexes = [
            # an official's stories
            models.Index(
                F("person"), F("published_at").desc(), F("edition").desc(), name="official_newest_first"
            )
        ]


class EditionAuthor(EditionRelation):
    """A byline of an edition, in order."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="edition_authors")
    author = models.ForeignKey(Author, models.PROTECT, related_name="edition_authors")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "author"],
                name="an_edition_has_an_author_once",
                violation_error_message=_("This edition has this author already."),
            )
        ]
        indexes = [
            # an author's stories
            models.Index(
                F("author"), F("published_at").desc(), F("edition").desc(), name="author_newest_first"
            )
        ]


class EditionQuotation(EditionRelation):
    """What an official says in an edition, in a quotation that names its speaker: plain words."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="edition_quotations")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="edition_quotations")
    text = models.TextField()
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "position"],
                name="a_quotation_has_its_place_in_an_edition",
                violation_error_message=_("Another quotation is there already."),
            )
        ]
        indexes = [
            # a speaker's quotations
            models.Index(F("person"), F("published_at").desc(), F("id").desc(), name="quotation_newest_first")
        ]
