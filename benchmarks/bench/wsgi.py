"""The WSGI application of the bench: the product, and in the same process two pages of Django alone."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.bench.settings")

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application

product = get_wsgi_application()
ours, settings.MIDDLEWARE = settings.MIDDLEWARE, settings.BARE_MIDDLEWARE
alone = WSGIHandler()  # a handler reads the list once, here
settings.MIDDLEWARE = ours


def application(environ, start_response):
    handler = alone if environ["PATH_INFO"].startswith("/bench/") else product
    return handler(environ, start_response)
