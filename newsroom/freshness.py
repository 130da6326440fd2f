"""How long a public page may be cached and whether it changed: ETag, Cache-Control, 304 (RFC 9110, 9111).

One query a request is enough: it reads the stamp, which triggers raise with every public change, and the
last and next moments at which an edition begins or ends. All public pages need the same, so it is middleware.
It also gives pages that are kept (newsroom/kept_pages.py), which the same query vouches for.
"""

import datetime
import hashlib
from dataclasses import dataclass

from django.conf import settings
from django.db import Error
from django.http import HttpResponseNotModified
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control

from newsroom.kept_pages import KeptPage, KeptPages, address_of, may_be_kept, question_of
from newsroom.lib.cdn_tags import write_tags
from newsroom.lib.encodings import compress
from newsroom.lib.replica import ReadingFrom, alias_read, database_for, reading

LIFETIME = 60  # seconds that a page may be kept without asking, at most
ATTEMPTS = 3  # at a page while publications go out one after the other
ASKED = "newsroom.question"  # of a WSGI environment: the Question that KeptFirst was asked
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
    """What public pages were made of at a moment: their ETag, and until when it holds if nothing is written.

    One query.
    """

    def __init__(self, now):
        connection = reading()
        with connection.cursor() as cursor:
            cursor.execute(MOMENTS, {"now": connection.ops.adapt_datetimefield_value(now)})
            version, *moments = cursor.fetchone() or [None] * 5  # or nothing was ever written
        begun, ended, begins, ends = map(_moment, moments)
        today = timezone.localtime(now).date()
        midnight = timezone.make_aware(
            datetime.datetime.combine(today + datetime.timedelta(days=1), datetime.time())
        )
        self.version = version
        self.since = now
        self.until = min(moment for moment in (begins, ends, midnight) if moment)
        parts = (settings.RELEASE, version, begun, ended, today)
        self.etag = f'W/"{hashlib.sha256(repr(parts).encode()).hexdigest()[:32]}"'

    def marks(self, now):
        """The headers (name, value) of a page that goes out now: its ETag and its lifetime."""
        return ("ETag", self.etag), ("Cache-Control", f"max-age={self.lifetime(now)}, public")

    def mark(self, response, now):
        """Give a page that goes out now these headers."""
        for name, value in self.marks(now):
            response.headers[name] = value
        return response

    def lifetime(self, now):
        """Seconds that a page may be kept without asking."""
        return max(0, min(LIFETIME, int((self.until - now).total_seconds())))


_newest = {}  # {alias of a database: the Freshness of it that this process computed last}


def freshness(now):
    """The Freshness of this moment in the database that is read. One short query; two after a change.

    Only a write or time itself can end what a Freshness says: a schedule is a row too.
    """
    alias = alias_read()
    known = _newest.get(alias)
    if not (known and known.since <= now < known.until and known.version == _version()):
        known = _newest[alias] = Freshness(now)
    return known


def forget():
    """Compute it anew when next asked, for tests: each begins as a new process does."""
    _newest.clear()


def _version():
    with reading().cursor() as cursor:
        cursor.execute("SELECT version FROM newsroom_stamp")
        row = cursor.fetchone()
    return row and row[0]


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


class PublicPages:
    """Middleware: answers 304 if nothing changed, else with a kept page, else with a new one and its ETag.

    It does nothing for the desk, preview links, static files and pictures. It stands outside the middleware
    that a page is made with, so a kept page costs none of it; host and HTTPS are checked for each request.
    Two queries where a page is made to be kept, one otherwise.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        most = settings.KEPT_PAGES_MB * 1024 * 1024
        self.kept = KeptPages(most) if most else None

    def __call__(self, request):
        public = request.method in ("GET", "HEAD") and not request.path.startswith(PRIVATE)
        if not public or (settings.SECURE_SSL_REDIRECT and not request.is_secure()):
            return self.get_response(request)
        request.get_host()  # a host that is not ours is refused
        with ReadingFrom(database_for(request.META)):
            return self._answer(request)

    def _answer(self, request):
        accepted = request.META.pop("HTTP_ACCEPT_ENCODING", "")  # what is inside makes plain pages
        now = timezone.now()
        fresh = freshness(now)
        if "HTTP_IF_NONE_MATCH" in request.META:
            response = get_conditional_response(request, etag=fresh.etag)
            if isinstance(response, HttpResponseNotModified):
                response.headers["Vary"] = "Accept-Encoding"
                return fresh.mark(response, now)
        address = address_of(request) if self.kept and request.method == "GET" else None
        if address:
            return self._kept_or_made(request, address, fresh, now, accepted)
        return finished(self._tagged(request), fresh, now, accepted)

    def given_again(self, question, environ):
        """(status, headers, bytes) for a GET that was let in before and whose page is here, else None.

        This is what `__call__` would answer, without a request of Django's being made. At most one query; if
        the database does not answer, Django is to say so.
        """
        alias = database_for(environ)
        known = _newest.get(alias)
        if not (known and self.kept and self.kept.ask_again(question, known.etag)):
            return None
        with ReadingFrom(alias):
            try:
                now = timezone.now()
                fresh = freshness(now)
            except Error:
                return None
            finally:
                reading().close_if_unusable_or_obsolete()  # as Django does after each request
        page = self.kept.ask_again(question, fresh.etag)
        seen = environ.get("HTTP_IF_NONE_MATCH")
        if seen == fresh.etag:
            return "304 Not Modified", [("Vary", "Accept-Encoding"), *fresh.marks(now)], b""
        if page is None or seen:
            return None
        headers, content = page.parts(environ.get("HTTP_ACCEPT_ENCODING", ""))
        return "200 OK", [*headers, *fresh.marks(now)], content

    def _kept_or_made(self, request, address, fresh, now, accepted):
        if asked := request.META.get(ASKED):
            asked.let_in(self, address)
        page = self.kept.get(address, fresh.etag)
        if page is None:
            with self.kept.one_maker(address) as is_maker:
                page = None if is_maker else self.kept.get(address, fresh.etag)
                if page is None:
                    return self._made(request, address, fresh, accepted)
        return fresh.mark(page.answer(accepted), now)

    def _made(self, request, address, fresh, accepted):
        """A page made between two looks at the stamp that saw the same, so it is no mixture of two states."""
        for _attempt in range(ATTEMPTS):
            response = self._tagged(request)
            before, now = fresh, timezone.now()
            if not may_be_kept(response):
                return finished(response, fresh, now, accepted)
            fresh = freshness(now)
            if before.etag == fresh.etag:
                page = KeptPage.of(response, fresh.etag)
                self.kept.put(address, page)
                return fresh.mark(page.answer(accepted), now)
        compress(response, accepted)
        patch_cache_control(response, public=True, max_age=0)  # nobody can say of which moment it is
        return response

    def _tagged(self, request):
        """The page, made anew, with what it is of for a CDN."""
        response = self.get_response(request)
        write_tags(response, request.resolver_match)
        return response


class KeptFirst:
    """A WSGI application: gives a page that is kept before Django makes a request of what is asked.

    Half of what a kept page costs is that request. Only a question which Django let in before, word for word,
    is answered here, so nothing that guards a request is left out. Django answers all others.

    django   the application of Django
    """

    def __init__(self, django):
        self.django = django
        self.pages = None  # the PublicPages of that application, once it let a question in

    def __call__(self, environ, start_response):
        if environ["REQUEST_METHOD"] == "GET":
            question = question_of(environ)
            if self.pages and (answer := self.pages.given_again(question, environ)):
                status, headers, content = answer
                start_response(status, headers)
                return [content]
            environ[ASKED] = Question(self, question)
        return self.django(environ, start_response)


@dataclass
class Question:
    """What a request said, as its environment was before Django read it."""

    asked: KeptFirst
    words: tuple

    def let_in(self, pages, address):
        """The guards of these PublicPages let it in; its page is at this address."""
        self.asked.pages = pages
        pages.kept.let_in(self.words, address)


def finished(response, fresh, now, accepted):
    """An answer that is not kept, with its lifetime; an ETag if it is a page."""
    compress(response, accepted)
    kept = response.status_code < 500 and not response.cookies
    if kept and not response.has_header("Cache-Control"):
        fresh.mark(response, now)
        if response.status_code != 200:
            del response.headers["ETag"]
    return response
