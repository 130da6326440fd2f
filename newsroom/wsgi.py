"""The WSGI application that granian serves: kept pages first, then Django."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
django = get_wsgi_application()

from newsroom.freshness import KeptFirst  # noqa: E402  it reads settings

application = KeptFirst(django)
