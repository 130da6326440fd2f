"""Template filters for the sheets and scripts that an admin page links."""

from django import template

from newsroom.lib.bundles import lightened

register = template.Library()


@register.filter
def lighter(media, prepopulated=()):
    """The media of a page in few requests; `prepopulated` are the fields that are filled from another one."""
    return lightened(media, prepopulates=bool(prepopulated))
