"""What a template needs to show a picture of the library."""

from django import template

register = template.Library()


@register.simple_tag
def sources(image, crop=""):
    """Return src, srcset, width and height of a picture, see `Image.sources`. No query."""
    return image.sources(crop or "")
