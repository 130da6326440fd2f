"""Whole public answers, kept to be given again as long as nothing in them can have changed.

A page is kept with the ETag that it was made under (newsroom/freshness.py): the version of what is public,
the moments at which editions begin and end, and the day. Under another ETag it counts as not there, so nobody
has to throw a page away. Each process has a memory of its own; where the processes share a cache (Redis), a
page that one of them made serves the others too.
"""

import hashlib
import threading
from collections import OrderedDict
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse
from django.http.response import ResponseHeaders
from redis import RedisError

from newsroom.lib.encodings import COMPRESS, best_encoding, is_worth_compressing

LONGEST_ADDRESS = 500  # characters; a longer one is nobody's link
MOST_QUESTIONS = 4_000  # ways of asking that a process knows the address of
# All that the guards of a request (host, HTTPS) and the address of a page are read from.
QUESTION = (
    "HTTP_HOST",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT",
    "SERVER_NAME",
    "SERVER_PORT",
    "SCRIPT_NAME",
    "PATH_INFO",
    "QUERY_STRING",
    "wsgi.url_scheme",
    *(settings.SECURE_PROXY_SSL_HEADER or ())[:1],
)
PATIENCE = 5  # seconds that a reader waits for a page that another thread is making
SHARED_FOR = 24 * 60 * 60  # seconds that a page stays in the shared cache; the day is part of its ETag
# What belongs to one answer and not to the page.
OF_ONE_ANSWER = {"cache-control", "etag", "content-length", "vary"}


class ReadyHeaders(ResponseHeaders):
    """Headers that were checked when the page was made: {name in lower case: (name, value)}."""

    def __init__(self, checked):
        self._store = dict(checked)


@dataclass
class KeptPage:
    """One public answer: its ETag, headers, bytes, and the bytes compressed, each when first asked for.

    headers   {name in lower case: (name, value)}, as ReadyHeaders takes them
    """

    etag: str
    headers: dict[str, tuple[str, str]]
    content: bytes
    compressed: dict[str, bytes] = field(default_factory=dict)
    worth_compressing: bool = True

    @classmethod
    def of(cls, response, etag):
        """The page that a response with all its headers is."""
        headers = {name.lower(): (name, value) for name, value in response.items()}
        kept = {name: row for name, row in headers.items() if name not in OF_ONE_ANSWER}
        worth = is_worth_compressing(response.get("Content-Type", ""), len(response.content))
        if worth:
            kept["vary"] = ("Vary", "Accept-Encoding")
        return cls(etag, kept, response.content, worth_compressing=worth)

    @property
    def size(self):
        """Bytes in memory, near enough; each compressed form is reckoned as a quarter from the beginning."""
        return 2 * len(self.content) + 2_000

    def parts(self, accepted):
        """(headers, bytes) of this page for a client that takes the encodings `accepted`, as it goes out."""
        encoding = best_encoding(accepted) if self.worth_compressing else ""
        if encoding and encoding not in self.compressed:
            self.compressed[encoding] = COMPRESS[encoding](self.content)
        content = self.compressed[encoding] if encoding else self.content
        headers = [*self.headers.values(), ("Content-Length", str(len(content)))]
        if encoding:
            headers.append(("Content-Encoding", encoding))
        return headers, content

    def answer(self, accepted):
        """The same as a new HttpResponse."""
        headers, content = self.parts(accepted)
        response = HttpResponse(content)
        response.headers = ReadyHeaders({name.lower(): (name, value) for name, value in headers})
        return response


def may_be_kept(response):
    """Whether the same answer may go to every reader who asks for the same address."""
    vary = {name.strip().lower() for name in response.get("Vary", "").split(",") if name.strip()}
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and not response.has_header("Content-Encoding")
        and not response.has_header("Cache-Control")
        and "'nonce-" not in response.get("Content-Security-Policy", "")  # made for one answer
        and vary <= {"accept-encoding"}
    )


def address_of(request):
    """What a page is kept under: how and where it was asked for. None if such an address is not kept."""
    query = request.META.get("QUERY_STRING", "")
    full = f"{request.scheme}://{request.get_host()}{request.path}?{query}"
    return full if len(full) <= LONGEST_ADDRESS else None


def question_of(environ):
    """What a request says to its guards and to the choice of its page: the same words, the same page."""
    return tuple(map(environ.get, QUESTION))


class KeptPages:
    """The pages that a process keeps, newest use last, up to `most` bytes. Threads share it."""

    def __init__(self, most):
        self.most = most
        self.bytes = 0
        self._pages = OrderedDict()
        self._questions = {}
        self._making = {}
        self._lock = threading.Lock()

    def get(self, address, etag):
        """The page at this address made under this ETag, or None. One trip to a shared cache if not here."""
        page = self._here(address, etag)
        if page is None and (page := _shared("get", _key(address, etag))):
            self._remember(address, page)
        return page

    def ask_again(self, question, etag):
        """The page of a question that was let in before, if it is here and was made under this ETag."""
        address = self._questions.get(question)
        return self._here(address, etag) if address else None

    def _here(self, address, etag):
        with self._lock:
            page = self._pages.get(address)
            if page is None or page.etag != etag:
                return None
            self._pages.move_to_end(address)
            return page

    def let_in(self, question, address):
        """Remember that the guards let this question in, and the address of its page."""
        if question not in self._questions:
            with self._lock:
                if len(self._questions) >= MOST_QUESTIONS:
                    self._questions.clear()
                self._questions[question] = address

    def put(self, address, page):
        """Keep a page, here and for the other processes. What is too long for the memory is not kept."""
        if self._remember(address, page):
            _shared("set", _key(address, page.etag), page, SHARED_FOR)

    def _remember(self, address, page):
        if page.size > self.most / 8:
            return False
        with self._lock:
            self._forget(address)
            self._pages[address] = page
            self.bytes += page.size
            while self.bytes > self.most:
                self._forget(next(iter(self._pages)))
        return True

    def _forget(self, address):
        page = self._pages.pop(address, None)
        self.bytes -= page.size if page else 0

    @contextmanager
    def one_maker(self, address):
        """Gives whether the caller is to make the page. Others wait until it is made, PATIENCE at most."""
        with self._lock:
            made = self._making.get(address)
            if made is None:
                self._making[address] = threading.Event()
        if made:
            made.wait(PATIENCE)
            yield False
            return
        try:
            yield True
        finally:
            with self._lock:
                self._making.pop(address).set()


def _key(address, etag):
    """The key in the shared cache, which takes no long ones."""
    return f"page:{hashlib.sha256(f'{etag} {address}'.encode()).hexdigest()}"


def _shared(verb, *arguments):
    """Ask the cache that the processes share, if there is one. A cache that is down is a miss."""
    if not settings.SHARED_CACHE:
        return None
    try:
        return getattr(cache, verb)(*arguments)
    except RedisError:
        return None
