"""How long a public page may be cached and whether it changed: ETag, Cache-Control, 304 (RFC 9110, 9111).

One query a request is enough: it reads the stamp, which triggers raise with every public change, and the
last and next moments at which an edition begins or ends. All public pages need the same, so it is middleware.
"""

import datetime
import hashlib

from django.conf import settings
from django.db import connection
from django.http import HttpResponseNotModified
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control

LIFETIME = 60  # seconds that a page may be kept without asking, at most
PRIVATE = ("/admin/", "/preview/", settings.STATIC_URL, settings.MEDIA_URL)


# The moments around `now` at which editions begin and end, read with the stamp. Written out, because every
# request of a reader asks it: to put it together from querysets costs five times what it costs to run.
MOMENTS = """
    SELECT version,
           (SELECT live_from FROM articles_edition
             WHERE cancelled_at IS NULL AND live_from <= %(now)s ORDER BY live_from DESC LIMIT 1),
           (SELECT live_until FROM articles_edition
             WHERE cancelled_at IS NULL AND live_until <= %(now)s ORDER BY live_until DESC LIMIT 1),
           (SELECT live_from FROM articles_edition
             WHERE cancelled_at IS NULL AND live_from > %(now)s ORDER BY live_from LIMIT 1),
           (SELECT live_until FROM articles_edition
             WHERE cancelled_at IS NULL AND live_until > %(now)s ORDER BY live_until LIMIT 1)
    FROM newsroom_stamp
"""


class Freshness:
    """ETag and lifetime of a public page made at `now`. One query."""

    def __init__(self, now):
        with connection.cursor() as cursor:
            cursor.execute(MOMENTS, {"now": connection.ops.adapt_datetimefield_value(now)})
            version, *moments = cursor.fetchone() or (
                0,
                None,
                None,
                None,
                None,
            )  # or nothing was ever written
        begun, ended, begins, ends = map(_moment, moments)
        today = timezone.localtime(now).date()
        midnight = timezone.make_aware(
            datetime.datetime.combine(today + datetime.timedelta(days=1), datetime.time())
        )
        self.next_change = min(moment for moment in (begins, ends, midnight) if moment)
        parts = (settings.RELEASE, version, begun, ended, today)
        self.etag = f'W/"{hashlib.sha256(repr(parts).encode()).hexdigest()[:32]}"'
        self.lifetime = max(0, min(LIFETIME, int((self.next_change - now).total_seconds())))


def _moment(value):
    """A moment as the database gave it, with its zone: SQLite keeps UTC and does not say so."""
    return value.replace(tzinfo=datetime.UTC) if value and timezone.is_naive(value) else value


def anonymous(get_response):
    """Remove the cookies from a reader’s request, so that no public page depends on a cookie."""

    def answer(request):
        if request.method in ("GET", "HEAD") and not request.path.startswith(PRIVATE):
            request.META["HTTP_COOKIE"] = ""
        return get_response(request)

    return answer


def middleware(get_response):
    """Answer 304 if nothing changed; set ETag and a limited lifetime on every other public answer.

    It does nothing for the desk, preview links, static files and pictures, nor for an answer that sets a
    cookie.
    """

    def answer(request):
        if request.method not in ("GET", "HEAD") or request.path.startswith(PRIVATE):
            return get_response(request)
        fresh = Freshness(timezone.now())
        response = get_conditional_response(request, etag=fresh.etag)
        if not isinstance(response, HttpResponseNotModified):
            response = get_response(request)
            kept = response.status_code < 500 and not response.cookies
            if not kept or response.has_header("Cache-Control"):
                return response
            if response.status_code == 200:
                response["ETag"] = fresh.etag
        patch_cache_control(response, public=True, max_age=fresh.lifetime)
        return response

    return answer
