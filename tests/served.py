"""Asks the site through the WSGI application as its server does, with kept pages given before Django."""

from dataclasses import dataclass
from unittest import mock

from django.core.handlers.wsgi import WSGIHandler
from django.db import connections
from django.test import RequestFactory
from django.test.utils import override_settings

from newsroom.freshness import KeptFirst


class Environments(RequestFactory):
    """Gives the environment of a request as a server does, before Django reads it."""

    def request(self, **environ):
        return self._base_environ(**environ)


@dataclass
class Answer:
    """What came back over WSGI."""

    status_code: int
    content: bytes
    headers: dict[str, str]

    def items(self):
        return self.headers.items()

    def __getitem__(self, name):
        return self.headers[name]

    def __contains__(self, name):
        return name in self.headers


class Served:
    """One process that serves the site; it keeps pages in a memory of its own of `kept` MB.

    `answered` counts what was answered before Django made a request of it.
    """

    def __init__(self, kept=4):
        with override_settings(KEPT_PAGES_MB=kept):
            self.django = WSGIHandler()  # it reads the settings once, here
        self.application = KeptFirst(self._ask_django)
        self.asked, self.answered = 0, 0

    def get(self, address, *, secure=False, **headers):
        """The Answer to a GET."""
        environ = Environments().get(address, secure=secure, headers=headers)
        said, before = [], self.asked
        # A test is a transaction, which must not end with a request.
        with mock.patch.object(connections["default"], "close_if_unusable_or_obsolete"):
            body = b"".join(self.application(environ, lambda status, rows: said.append((status, rows))))
        self.answered += self.asked == before
        status, rows = said[0]
        return Answer(int(status.split()[0]), body, dict(rows))

    def _ask_django(self, environ, start_response):
        self.asked += 1
        return self.django(environ, start_response)
