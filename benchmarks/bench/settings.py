"""The settings of the site that is asked: those of production, with the bench's addresses and middleware."""

from newsroom.settings import *  # noqa: F403
from newsroom.settings import DATABASES, MIDDLEWARE, STORAGES

ROOT_URLCONF = "benchmarks.bench.urls"
# Outermost, so that a page which another middleware answers is counted as well.
MIDDLEWARE = ["benchmarks.bench.counter.count_queries", *MIDDLEWARE]
# A connection of its own that stays open: what the ideal page costs does not follow the product's settings.
DATABASES = {**DATABASES, "ideal": {**DATABASES["default"], "CONN_MAX_AGE": None}}
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "benchmarks.bench.static.UncompressedFiles"}}
# What Django's startproject writes: the bare view and the ideal page are behind these alone.
BARE_MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
