"""What search engines read of a story: schema.org 30.0 NewsArticle, by Google's article guidelines (2026).

Dicts for `newsroom.lib.json_ld`; what is None or empty is left out there.
"""

from django.conf import settings
from django.templatetags.static import static

from articles.models.content import Genre, OfficialRole
from articles.models.edition import EditionKind
from articles.payload import FIELDS
from newsroom.lib.addresses import absolute

CROPS = ("16x9", "4x3", "1x1")
CONTEXT = "https://schema.org"
CORRECTIONS = {EditionKind.CORRECTION, EditionKind.CLARIFICATION}


def news_article(edition, officials):
    """The NewsArticle of a live edition. `officials`: objects with person, role and title (or None)."""
    url = absolute(edition.get_absolute_url())
    public = [row for row in officials if row.person.is_public]
    return {
        "@context": CONTEXT,
        "@type": Genre(edition.genre).schema_type,
        "@id": url,
        "url": url,
        "mainEntityOfPage": url,
        **{field.json_ld: getattr(edition, field.name) for field in FIELDS if field.json_ld},
        "image": images(edition),
        "datePublished": _moment(edition.published_at),
        "dateModified": _moment(edition.modified_at),
        "author": [_author(author) for author in edition.authors] or [publisher()],
        "publisher": publisher(),
        "articleSection": edition.topics[0].name if edition.topics else "",
        "keywords": [topic.name for topic in edition.topics],
        "isAccessibleForFree": True,
        "version": edition.number,
        "about": [official(row) for row in public if row.role == OfficialRole.SUBJECT],
        "mentions": [official(row) for row in public if row.role != OfficialRole.SUBJECT],
        "correction": [_correction(note) for note in edition.notes if note["kind"] in CORRECTIONS],
    }


def images(edition):
    """The three crops of the lead picture as ImageObjects; [] without one."""
    if not edition.lead_image:
        return []
    return [_image(edition, crop) for crop in CROPS]


def _image(edition, crop):
    width, height = edition.lead_image.rendition_size(crop)
    return {
        "@type": "ImageObject",
        "url": absolute(edition.lead_image.rendition(crop)),
        "width": width,
        "height": height,
        "caption": edition.lead_caption or edition.lead_image.caption,
        "creditText": edition.lead_image.credit,
    }


def official(row):
    """A Person with the title of the story's day."""
    url = absolute(row.person.get_absolute_url())
    return {
        "@type": "Person",
        "@id": url,
        "url": url,
        "name": str(row.person),
        "alternateName": row.person.full_name if row.person.name_then else "",
        "jobTitle": row.title.text if row.title else "",
    }


def publisher():
    return {
        "@type": "NewsMediaOrganization",
        "@id": f"{settings.SITE_URL}/#publisher",
        "name": settings.SITE_NAME,
        "url": f"{settings.SITE_URL}/",
        "logo": {"@type": "ImageObject", "url": absolute(static(settings.SITE_LOGO))},
        "correctionsPolicy": absolute("/corrections/"),
    }


def website():
    """The WebSite, for the front page."""
    return {
        "@context": CONTEXT,
        "@type": "WebSite",
        "@id": f"{settings.SITE_URL}/#site",
        "name": settings.SITE_NAME,
        "url": f"{settings.SITE_URL}/",
        "publisher": publisher(),
    }


def profile_page(author):
    """The ProfilePage of an author."""
    url = absolute(author.get_absolute_url())
    person = {"@type": "Person", "@id": url, "name": author.name, "url": url, "description": author.bio}
    return {"@context": CONTEXT, "@type": "ProfilePage", "url": url, "mainEntity": person}


def _author(author):
    return {"@type": "Person", "name": author.name, "url": absolute(author.href)}


def _correction(note):
    return {"@type": "CorrectionComment", "text": note["note"], "datePublished": _moment(note["at"])}


def _moment(value):
    return value.isoformat(timespec="seconds")
