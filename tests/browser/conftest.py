"""What browser tests need: the demo newsroom on a live server, Chromium, and a list of its complaints.

Server and test share one database without a transaction around it, as in life: what a test writes stays until
the run ends, so each test makes what it changes. They run alone (`make browser-test`).
"""

import os
import shutil
from types import SimpleNamespace
from unittest import mock

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as django_settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import setup_databases, teardown_databases
from playwright.sync_api import expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from newsroom.images import renditions
from tests.make import QUICK_ENCODINGS

# The shell draws the same pages without a window, for half the processor time.
CHROMIUM_NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
CHROMIUM_FLAGS = [
    "--no-sandbox",  # the tests run as root on a build machine
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]  # WCAG 2.2, level AA
WIDTHS = {1440: 900, 390: 844}  # a desk and a telephone: width and height in CSS pixels
# Not ours to mend: Django's two-column chooser names a span that may not bear a name.
NOT_OURS = {"exclude": [".selector .help-tooltip"]}
expect.set_options(timeout=15_000)  # two browsers share a build machine's processors
LISTEN = """
addEventListener("securitypolicyviolation", event => heardViolation(
    [document.URL, event.violatedDirective, event.blockedURI, event.sourceFile,
     event.lineNumber, event.sample].join(" ")
), true)
"""


def pytest_collection_modifyitems(items):
    here = os.path.dirname(__file__)
    for item in items:
        if str(item.path).startswith(here):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(autouse=True)
def _settings():
    """Replaces the settings of the other tests: here one media folder serves all, and the banner shows."""


@pytest.fixture(scope="package")
def demo_database(django_test_environment, django_db_modify_db_settings, django_db_blocker, tmp_path_factory):
    """A test database of our own with the demo newsroom, and chief, who may see every screen."""
    if connection.vendor == "sqlite":
        folder = tmp_path_factory.mktemp("database")
        connection.settings_dict["TEST"]["NAME"] = str(folder / "browser.sqlite3")
    settings = {
        "MEDIA_ROOT": tmp_path_factory.mktemp("media"),
        "DATA_DIR": tmp_path_factory.mktemp("data"),
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
        "SAMPLE_DATA": True,
    }
    quick = mock.patch.dict(renditions.ENCODINGS, QUICK_ENCODINGS)
    with django_db_blocker.unblock(), override_settings(**settings), quick:
        before = setup_databases(verbosity=0, interactive=False, aliases=["default"])
        try:
            call_command("seed_demo", verbosity=0)
            get_user_model().objects.create_superuser("chief", "chief@news.example", "unguessable-in-tests")
            yield
        finally:
            teardown_databases(before, verbosity=0)


@pytest.fixture(scope="package")
def site(demo_database):
    """The demo newsroom on a live server; gives its address, such as http://localhost:39321."""
    # Playwright's loop runs in the test's thread, which makes Django fear for its connections.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    server = LiveServer("localhost")
    yield server.url
    server.stop()


@pytest.fixture(scope="package")
def browser():
    found = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if not found:
        pytest.fail(
            "The browser tests need Chromium: install it (on Debian and Ubuntu: apt-get install chromium)."
        )
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=CHROMIUM_FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def heard():
    """What the pages of a test complained about: .violations of the policy, .errors of scripts and console"""
    return SimpleNamespace(violations=[], errors=[])


@pytest.fixture
def visit(site, browser, heard):
    """visit(path, user=None, width=1440, **options) gives a loaded page, in a browser profile of its own.

    user is the username to be logged in as; options are those of a Playwright context: color_scheme="dark".
    The page knows the site's address: page.goto("/people/") works.
    """
    opened = []

    def open_page(path, user=None, width=1440, **options):
        context = browser.new_context(
            base_url=site, viewport={"width": width, "height": WIDTHS.get(width, 900)}, **options
        )
        opened.append(context)
        if user:
            context.add_cookies([session_cookie(site, user)])
        context.expose_function("heardViolation", lambda said: heard.violations.append(said))
        context.add_init_script(LISTEN)
        page = context.new_page()
        page.on("pageerror", lambda error: heard.errors.append(f"{page.url}: {error}"))
        page.on(
            "console", lambda said: said.type == "error" and heard.errors.append(f"{page.url}: {said.text}")
        )
        page.goto(path)
        return page

    yield open_page
    for context in opened:
        context.close()


def session_cookie(site, username):
    """A cookie that is logged in as this user; two queries and the session's row."""
    client = Client()
    client.force_login(get_user_model().objects.get(username=username))
    return {
        "name": django_settings.SESSION_COOKIE_NAME,
        "value": client.cookies[django_settings.SESSION_COOKIE_NAME].value,
        "url": site,
    }


# An editor names its surface a moment after it has made it.
EDITORS_ARE_NAMED = """() => [...document.querySelectorAll("textarea")]
  .filter((area) => area.getAttributeNames().some((name) => name.startsWith("data-django-prose-editor")))
  .filter((area) => !area.name.includes("__prefix__") && !area.readOnly)
  .every((area) => area.parentElement.querySelector(".ProseMirror[aria-multiline]"))"""


@pytest.fixture
def accessibility_findings():
    """accessibility_findings(page) gives one line for each breach of WCAG 2.2 AA, as axe-core judges."""

    def find(page):
        page.wait_for_load_state()  # without its style sheet no page keeps to anything
        page.wait_for_function(EDITORS_ARE_NAMED)
        found = Axe().run(page, NOT_OURS, {"runOnly": WCAG, "resultTypes": ["violations"]})
        return [
            f"{page.url}: {rule['id']} ({rule['impact']}): {rule['help']}: {node['html'][:200]}"
            for rule in found.response["violations"]
            for node in rule["nodes"]
        ]

    return find
