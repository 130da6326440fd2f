"""Checks of pictures: alternative texts, credits, and the days on which our rights allow them."""

import datetime
from collections import defaultdict
from collections.abc import Mapping

from django.conf import settings
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from articles.checks.findings import look_at, stops
from articles.checks.story import CheckedStory
from newsroom.images.models import Image
from newsroom.lib import html


def pictures_of(story: CheckedStory) -> dict[int, Image]:
    """{id: Image} of the pictures in the text. One query, none without pictures."""
    ids = html.pictures_in(story.figures)
    return Image.objects.in_bulk(ids) if ids else {}


# --- Words for a picture --------------------------------------------------------------------------


def lead_described(story: CheckedStory):
    """The lead picture needs an alternative text and a credit."""
    image = story.lead_image
    if image is None:
        return
    about = {"evidence": str(image), "picture": image.pk}
    if not (image.decorative or story.lead_alt.strip() or image.alt.strip()):
        message = _("Say what the lead picture shows, for who cannot see it; or mark it as decorative.")
        yield stops("lead-alt", message, "lead_alt", **about)
    if not image.credit.strip():
        message = _("Say in the picture library who gets the credit for the lead picture.")
        yield stops("lead-credit", message, "lead_image", **about)


def figures_described(story: CheckedStory, pictures: Mapping[int, Image]):
    """So does every picture in the text; an empty alternative text there means "decorative here"."""
    seen = defaultdict(int)
    for figure in story.figures:
        pk = int(figure.attrs["data-media"])
        image, nth = pictures.get(pk), seen[pk]
        seen[pk] += 1
        alt, credit = figure.attrs.get("data-alt"), figure.attrs.get("data-credit", "")
        described = alt == "" or (alt or "").strip() or (image and (image.decorative or image.alt.strip()))
        about = {"evidence": str(image or ""), "nth": nth, "picture": pk}
        if not described:
            message = _("Say what this picture in the text shows, or choose “decorative here”.")
            yield stops("alt", message, "body", **about)
        if not (credit.strip() or (image and image.credit.strip())):
            message = _("Say who gets the credit for this picture in the text.")
            yield stops("credit", message, "body", **about)


# --- Rights ---------------------------------------------------------------------------------------


def day_of(moment: datetime.datetime) -> datetime.date:
    """The day of an aware datetime in the newsroom's zone."""
    return timezone.localdate(moment, settings.NEWSROOM_ZONE)


def no_rights(image: Image, at: datetime.datetime) -> str:
    """What the desk reads of a picture that may not be shown at that moment, and the ways out."""
    return _(
        "“%(picture)s” may be shown %(window)s, and the story goes out on %(day)s. Take another picture or "
        "another day; or, with new rights, write them on the picture’s page."
    ) % {
        "picture": image.title,
        "window": image.rights_in_words,
        "day": formats.date_format(day_of(at), "j F Y"),
    }


def ends_early(image: Image) -> str:
    """What the desk reads of a picture whose last day comes before the story ends."""
    return _(
        "“%(picture)s” may be shown %(window)s; the story stays out longer. Let it expire by then, or "
        "replace the picture in time."
    ) % {"picture": image.title, "window": image.rights_in_words}


def shown_without_rights(story: CheckedStory, pictures: Mapping[int, Image]):
    """Pictures that may not be shown on the day on which the story goes out."""
    at = story.at or timezone.now()
    for image, where in _shown(story, pictures):
        if image.pk not in story.kept and not image.may_be_shown_on(day_of(at)):
            yield stops("rights", no_rights(image, at), **where)


def rights_that_end(story: CheckedStory, pictures: Mapping[int, Image]):
    """Pictures whose rights end while the story is still out."""
    at = story.at or timezone.now()
    ends = story.until and day_of(story.until)
    for image, where in _shown(story, pictures):
        last = image.rights_until
        if last is None or image.archive_use or not image.may_be_shown_on(day_of(at)):
            continue
        if ends is None or ends > last:
            yield look_at("rights-end", ends_early(image), **where)


def _shown(story, pictures):
    """(picture, its place as a finding says it), each picture one time, the lead picture first."""
    if story.lead_image is not None:
        image = story.lead_image
        yield image, {"field": "lead_image", "evidence": str(image), "picture": image.pk}
    for pk in dict.fromkeys(int(figure.attrs["data-media"]) for figure in story.figures):
        if (image := pictures.get(pk)) and image != story.lead_image:
            yield image, {"field": "body", "evidence": str(image), "picture": pk}
