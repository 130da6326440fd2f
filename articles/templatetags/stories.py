"""How a page writes moments and headlines of stories."""

import re

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import get_language, get_language_bidi, to_locale

from newsroom.lib.addresses import absolute

register = template.Library()
QUOTATION = re.compile(r"[“«][^“”«»]{1,18}[”»]")
NO_BREAK = "\N{NO-BREAK SPACE}"


@register.filter
def iso(moment):
    """A date or datetime for `<time datetime>`: at most whole seconds, since HTML allows no microseconds."""
    if not moment:
        return ""
    return moment.isoformat(timespec="seconds") if hasattr(moment, "hour") else moment.isoformat()


@register.filter
def moment(value):
    """A datetime with its zone: "10 October 2007, 14:05 EDT"."""
    return date_format(timezone.localtime(value), "j F Y, H:i T")


@register.filter
def when(value):
    """A datetime as short as a list can say it: "17:40" today, "Tue 18:30" this week, then the day."""
    local, today = timezone.localtime(value), timezone.localdate()
    if local.date() == today:
        return date_format(local, "H:i")
    if 0 < (today - local.date()).days < 7:
        return date_format(local, "D H:i")
    return date_format(local, "j M Y")


@register.filter
def whole(headline):
    """The headline with its short quotations kept on one line, by no-break spaces."""
    return QUOTATION.sub(lambda quoted: quoted[0].replace(" ", NO_BREAK), headline)


@register.filter
def within_quotes(headline):
    """The headline for use inside double quotation marks: its own become single ones."""
    return headline.replace("“", "‘").replace("”", "’")


@register.simple_tag
def site_address(path):
    """An address of this site as print shows it: "publicoffice.example/news/2007/10/x/"."""
    return f"{settings.SITE_URL.partition('//')[2]}{path}"


# --- Languages ------------------------------------------------------------------------------------
@register.filter
def tongue(edition):
    """Attributes of an element in the story's language, where that is not ours: ' lang="ar" dir="rtl"'."""
    if _is_ours(edition.language):
        return ""
    return format_html(' lang="{}" dir="{}"', edition.language, edition.direction)


@register.filter
def house_tongue(edition):
    """Attributes of an element in the house's language within a story in another one."""
    if _is_ours(edition.language):
        return ""
    direction = "rtl" if get_language_bidi() else "ltr"
    return format_html(' lang="{}" dir="{}"', get_language(), direction)


def _is_ours(language):
    return language.partition("-")[0] == (get_language() or "en").partition("-")[0]


@register.filter
def og_locale(language):
    """A language as Open Graph writes it, language_TERRITORY; the site's own territory for its language."""
    return to_locale(get_language()) if _is_ours(language) else to_locale(language)


# --- Pictures -------------------------------------------------------------------------------------
@register.simple_tag
def og_image(image):
    """What Open Graph says of a picture (url, width, height, type, alt); the site's logo without one."""
    if not image:
        return {"url": absolute(static(settings.SITE_LOGO)), "type": "image/png", "alt": settings.SITE_NAME}
    width, height = image.rendition_size("16x9")
    url = absolute(image.rendition("16x9"))
    return {"url": url, "width": width, "height": height, "type": "image/webp", "alt": image.alt_text}
