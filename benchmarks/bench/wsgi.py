"""The WSGI application of the bench: the product, and in the same process two pages of Django alone."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.bench.settings")

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

from newsroom.wsgi import application as product

from .counter import ASKED

ours, settings.MIDDLEWARE = settings.MIDDLEWARE, settings.BARE_MIDDLEWARE
alone = WSGIHandler()  # a handler reads the list once, here
settings.MIDDLEWARE = ours


def application(environ, start_response):
    if environ["PATH_INFO"].startswith("/bench/"):
        return alone(environ, start_response)
    counted = ASKED in environ  # a middleware of Django's counts
    return (product.django if counted else product)(environ, start_response)
