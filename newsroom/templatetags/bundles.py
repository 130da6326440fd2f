"""Template filters for the sheets and scripts that an admin page links."""

from django import template

from newsroom.lib import bundles

register = template.Library()
register.filter("linked", bundles.linked)


@register.filter
def lighter(media, prepopulated=()):
    """The media of a page in few requests; `prepopulated` are the fields that are filled from another one."""
    return bundles.lightened(media, prepopulates=bool(prepopulated))
