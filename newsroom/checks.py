"""House rules as Django system checks: before every command, in the tests, and before production starts."""

import ipaddress
import os
import sqlite3
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.sites import all_sites
from django.core.checks import Error, Tags, Warning, register
from django.core.files.storage import default_storage
from django.db import connections

HOUSE = "newsroom"
OUR_APPS = ("newsroom", "people", "articles")


@register(HOUSE)
def site_url_is_an_address(app_configs, **kwargs):
    """Feeds, sitemaps and structured data join SITE_URL and a path: it has scheme and host, no path."""
    parts = urlsplit(settings.SITE_URL)
    if parts.scheme in {"http", "https"} and parts.hostname and not parts.path and not parts.query:
        return []
    return [
        Error(
            f"SITE_URL is {settings.SITE_URL!r}, which is not the address of a site.",
            hint="Write scheme and host and nothing after them, such as https://news.example.",
            id="newsroom.E001",
        )
    ]


@register(HOUSE)
def admin_has_one_site(app_configs, **kwargs):
    """A model on another admin site would not be on the newsroom's desk, nor under its permissions."""
    return [
        Error(
            f"The admin site {site.name!r} holds {model._meta.label}.",
            hint="Register it on the newsroom's admin site: @admin.register(Model), without site=.",
            id="newsroom.E002",
        )
        for site in all_sites
        if site != admin.site  # not `is`: the default site is a lazy wrapper
        for model in site._registry
    ]


@register(HOUSE)
def house_language_is_a_content_language(app_configs, **kwargs):
    """A story starts in the house's language, so stories may be written in it."""
    written = {code.split("-")[0] for code, _name in settings.CONTENT_LANGUAGES}
    if settings.LANGUAGE_CODE.split("-")[0] in written:
        return []
    return [
        Error(
            f"LANGUAGE_CODE {settings.LANGUAGE_CODE!r} is no language that a story may be written in.",
            hint="Add it to CONTENT_LANGUAGES.",
            id="newsroom.E003",
        )
    ]


@register(HOUSE, Tags.models)
def constraints_speak(app_configs, **kwargs):
    """A broken constraint is read by an editor, so each says in words what is wrong."""
    return [
        Warning(
            f"The constraint {constraint.name!r} of {model._meta.label} says nothing an editor could read.",
            hint="Give it a violation_error_message.",
            obj=model,
            id="newsroom.W004",
        )
        for label in OUR_APPS
        for model in apps.get_app_config(label).get_models()
        for constraint in model._meta.constraints
        if constraint.violation_error_message == constraint.default_violation_error_message
    ]


@register(HOUSE)
def sqlite_can_search(app_configs, **kwargs):
    """Search on SQLite needs FTS5, which some builds of SQLite do not have."""
    if not settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        return []
    with sqlite3.connect(":memory:") as connection:
        if connection.execute("SELECT sqlite_compileoption_used('ENABLE_FTS5')").fetchone()[0]:
            return []
    return [
        Error(
            "This Python's SQLite has no FTS5, so search cannot work.",
            hint="Use a Python built with FTS5, or PostgreSQL through DATABASE_URL.",
            id="newsroom.E005",
        )
    ]


@register(HOUSE, Tags.database)
def guards_are_installed(app_configs, databases=None, **kwargs):
    """Without triggers a database works, but published stories can be changed and readers see old facts."""
    from newsroom import database  # needs models, which are not loaded yet when checks are registered

    return [
        Error(
            f"Triggers or indexes of the database {alias!r} are missing or changed: {', '.join(names)}.",
            hint="Find out who changed it, then run `manage.py migrate`, which makes them again.",
            id="newsroom.E009",
        )
        for alias in databases or []
        if (names := [str(piece) for piece in database.missing(connections[alias])])
    ]


@register(HOUSE, Tags.database)
def cdn_dropped_what_changed(app_configs, databases=None, **kwargs):
    """Readers behind a CDN see a change up to a minute later where it does not take what it is told."""
    from newsroom.models import Purge  # models are not loaded yet when checks are registered

    if not settings.CDN_PURGE or "default" not in (databases or []):
        return []
    connection = connections["default"]
    if Purge._meta.db_table not in connection.introspection.table_names():
        return []
    return [
        Warning(
            f"The CDN did not drop what it was told at {one.made_at:%Y-%m-%d %H:%M} UTC: {one.answer}",
            hint="Look at CDN_PURGE, CDN_PURGE_URLS and CDN_PURGE_TOKEN, then run `manage.py purge_cdn`.",
            id="newsroom.W011",
        )
        for one in Purge.objects.failing()[:1]
    ]


@register(HOUSE, deploy=True)
def readers_can_reach_the_site(app_configs, **kwargs):
    """In production SITE_URL is what readers, feed readers and search engines are sent to."""
    parts = urlsplit(settings.SITE_URL)
    if _is_loopback(parts.hostname or ""):
        return [
            Error(
                f"SITE_URL is {settings.SITE_URL}, an address that only this machine reaches.",
                hint="Set SITE_URL to the site's public address.",
                id="newsroom.E006",
            )
        ]
    if settings.BEHIND_TLS and parts.scheme != "https":
        return [
            Error(
                f"SITE_URL is {settings.SITE_URL}, but the site answers over HTTPS only.",
                hint="Write https:// in SITE_URL, or set BEHIND_TLS=0 where no proxy speaks HTTPS.",
                id="newsroom.E007",
            )
        ]
    return []


@register(HOUSE, deploy=True)
def data_can_be_written(app_configs, **kwargs):
    """Pictures and static files go to DATA_DIR; a first upload is too late to find out that they cannot."""
    place = settings.DATA_DIR
    while not place.exists() and place != place.parent:
        place = place.parent
    if place.is_dir() and os.access(place, os.W_OK | os.X_OK):
        return []
    return [
        Error(
            f"DATA_DIR is {settings.DATA_DIR}, where this user may not write.",
            hint="Give the user that runs the site that folder, or set DATA_DIR to another.",
            id="newsroom.E008",
        )
    ]


@register(HOUSE, deploy=True)
def bucket_answers(app_configs, **kwargs):
    """A first upload is too late to find out that the storage of pictures does not answer."""
    if not settings.MEDIA_S3_BUCKET or not (said := default_storage.complaint()):
        return []
    return [
        Error(
            f"The bucket {settings.MEDIA_S3_BUCKET!r} cannot be used: {said}",
            hint="Look at the variables MEDIA_S3_…; the key must be allowed to list, get, put and delete.",
            id="newsroom.E010",
        )
    ]


def _is_loopback(host):
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
