"""Complete addresses for feeds, sitemaps and other machines."""

from urllib.parse import urljoin

from django.conf import settings


def absolute(path):
    """Return "https://example.org/news/…" for "/news/…"; an address that is whole already stays."""
    return urljoin(f"{settings.SITE_URL}/", path)
