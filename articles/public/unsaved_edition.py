"""The edition that publishing a desk copy would write now, unsaved: what a preview shows."""

from django.utils import timezone

from articles.body.field import render_body
from articles.models.edition import Edition, EditionKind
from articles.payload import content_of
from articles.public.lists import Named


def preview_edition(article, topics, authors, officials=(), now=None):
    """The edition that publishing this desk copy would write now, unsaved; names as in `lists.named`.

    `article` may carry the values of a form; a topic may be unsaved; `officials` are rows with a person_id.
    It has no address, so the page shows no link to its record. At most four queries.
    """
    now = now or timezone.now()
    before = article.editions.filter(cancelled_at=None).order_by("-number").first()
    published_at = before.published_at if before else now
    edition = Edition(
        number=before.number + 1 if before else 1,
        kind=EditionKind.UPDATE if before else EditionKind.ORIGINAL,
        live_from=now,
        published_at=published_at,
        modified_at=now,
        body_html=render_body(article.body, article.language, [row.person_id for row in officials]),
        history=[*reversed(before.changes)] if before else [],
        **content_of(article, date=article.date or timezone.localdate(published_at)),
    )
    edition.topics = [Named(topic.name, topic.get_absolute_url() if topic.pk else "#") for topic in topics]
    edition.authors = [Named(author.name, author.get_absolute_url()) for author in authors]
    return edition
