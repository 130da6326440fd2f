"""How long a public page is good, and whether it has changed: ETag, Cache-Control and 304 (RFC 9110, 9111).

One query a request tells it all: the stamp that triggers raise with every public change, the schedule
boundaries that time has passed, and the next one to come. Pages are alike in this, so it is one middleware.
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
    """What decides whether a public page made at `now` is the same page. One query."""

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
    """Take the cookies off a reader’s request: no page of theirs can depend on one, or set one."""

    def answer(request):
        if request.method in ("GET", "HEAD") and not request.path.startswith(PRIVATE):
            request.META["HTTP_COOKIE"] = ""
        return get_response(request)

    return answer


def middleware(get_response):
    """Answer 304 where nothing changed; put ETag and a bounded lifetime on every other public answer.

    The desk, preview links, static files and pictures pass untouched. An answer that sets a cookie is left
    alone.
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
