"""Which pictures a story shows: rows of the desk copy, which change with it, and fixed rows of each edition.

A body names its pictures by id only. With these rows the database knows where a picture is shown, refuses to
delete it while it is shown, and finds pictures whose rights have ended.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from newsroom.lib import html

from .edition_relations import EditionRelation


def shown_by(content):
    """The ids of the pictures of an article or an edition: the lead picture, then those in the text, once."""
    lead = [content.lead_image_id] if content.lead_image_id else []
    in_text = html.pictures_in(html.parse(content.body)) if "data-media" in content.body else []
    return list(dict.fromkeys([*lead, *in_text]))


class ArticlePicture(models.Model):
    """A picture of the desk copy, as it was last saved."""

    shown_by = "article"  # for newsroom.images.uses

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="article_pictures")
    image = models.ForeignKey("images.Image", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("picture of an article")
        verbose_name_plural = _("pictures of articles")
        constraints = [
            models.UniqueConstraint(
                fields=["article", "image"],
                name="an_article_lists_a_picture_once",
                violation_error_message=_("This picture is listed already."),
            )
        ]

    @classmethod
    def update_for(cls, article):
        """Make a row for each picture that the desk copy shows. One query, two more after a change."""
        wanted = set(shown_by(article))
        stored = set(article.article_pictures.values_list("image", flat=True))
        if stored - wanted:
            article.article_pictures.exclude(image__in=wanted).delete()
        if wanted - stored:
            cls.objects.bulk_create(cls(article=article, image_id=pk) for pk in wanted - stored)


class EditionPicture(EditionRelation):
    """A picture of an edition. The database refuses to change or delete the row."""

    shown_by = "edition"

    edition = models.ForeignKey("articles.Edition", models.PROTECT, related_name="edition_pictures")
    image = models.ForeignKey("images.Image", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("picture of an edition")
        verbose_name_plural = _("pictures of editions")
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "image"],
                name="an_edition_lists_a_picture_once",
                violation_error_message=_("This picture is listed already."),
            )
        ]

    @classmethod
    def copy_to(cls, edition):
        """Make the rows of a new edition. One query, none without pictures."""
        rows = [
            cls(edition=edition, image_id=pk, published_at=edition.published_at) for pk in shown_by(edition)
        ]
        if rows:
            cls.objects.bulk_create(rows)
