"""Addresses as other machines need them: whole, under the site's one public name."""

from urllib.parse import urljoin

from django.conf import settings


def absolute(path):
    """Return "https://example.org/news/…" for "/news/…"; an address that is whole already stays."""
    return urljoin(f"{settings.SITE_URL}/", path)
