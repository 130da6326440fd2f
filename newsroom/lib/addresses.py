"""Addresses of pages (`address_of`), and complete ones (`absolute`) for feeds and other machines."""

from functools import cache
from urllib.parse import quote, urljoin

from django.conf import settings
from django.urls import get_urlconf, reverse

STAND_INS = ("1000", "10", "stand-in")  # of a year, a month, a slug


def absolute(path):
    """Return "https://example.org/news/…" for "/news/…"; an address that is whole already stays."""
    if path.startswith("/") and not path.startswith("//"):
        return settings.SITE_URL + path
    return urljoin(f"{settings.SITE_URL}/", path)


def address_of(view, *parts):
    """What `reverse` returns of a view by slug, or by year, month and slug. Pages have a hundred of them.

    The addresses of the site are looked up once a process.
    """
    if not all(parts):
        return reverse(view, args=parts)  # which says that there is no such address
    return _pattern(view, len(parts), get_urlconf()).format(*map(quote, parts))


@cache
def _pattern(view, count, _urlconf):
    """The address with {} in place of each part."""
    stand_ins = STAND_INS[-count:]
    address = reverse(view, args=stand_ins)
    for stand_in in stand_ins:
        address = address.replace(f"/{stand_in}/", "/{}/")
    return address
