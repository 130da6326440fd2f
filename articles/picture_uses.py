"""Tells the picture library which stories print a picture within their text, so that it is not deleted."""

from articles.models import Article, Edition
from newsroom.images import uses


@uses.finder
def stories_printing(image):
    """Return the desk copies and editions whose body names the picture. Reads both tables whole."""
    named = f'<figure data-media="{image.pk}"'
    desk, record = (
        model.objects.filter(body__contains=named).order_by("-pk") for model in (Article, Edition)
    )
    return [*desk[: uses.MOST], *record[: uses.MOST]]
