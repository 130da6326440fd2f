"""How long a public page may be cached and whether it changed: ETag, Cache-Control, 304 (RFC 9110, 9111).

One query a request is enough: it reads the stamp, which triggers raise with every public change, and the
last and next moments at which an edition begins or ends. All public pages need the same, so it is middleware.
"""

import datetime
import hashlib

from django.conf import settings
from django.db.models import Subquery
from django.http import HttpResponseNotModified
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control

from articles.models.edition import Edition
from newsroom.models import Stamp

LIFETIME = 60  # seconds that a page may be kept without asking, at most
PRIVATE = ("/admin/", "/preview/", settings.STATIC_URL, settings.MEDIA_URL)


class Freshness:
    """ETag and lifetime of a public page made at `now`. One query."""

    def __init__(self, now):
        editions = Edition.objects.filter(cancelled_at=None).order_by()
        row = Stamp.objects.annotate(
            begun=_first(editions.filter(live_from__lte=now).order_by("-live_from"), "live_from"),
            ended=_first(editions.filter(live_until__lte=now).order_by("-live_until"), "live_until"),
            begins=_first(editions.filter(live_from__gt=now).order_by("live_from"), "live_from"),
            ends=_first(editions.filter(live_until__gt=now).order_by("live_until"), "live_until"),
        ).first()
        if row is None:  # nothing has ever been written
            row = Stamp(pk=1)
            row.begun = row.ended = row.begins = row.ends = None
        today = timezone.localtime(now).date()
        midnight = timezone.make_aware(
            datetime.datetime.combine(today + datetime.timedelta(days=1), datetime.time())
        )
        self.next_change = min(moment for moment in (row.begins, row.ends, midnight) if moment)
        parts = (settings.RELEASE, row.version, row.begun, row.ended, today)
        self.etag = f'W/"{hashlib.sha256(repr(parts).encode()).hexdigest()[:32]}"'
        self.lifetime = max(0, min(LIFETIME, int((self.next_change - now).total_seconds())))


def _first(queryset, column):
    return Subquery(queryset.values(column)[:1])


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
