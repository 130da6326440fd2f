"""Production refuses unsafe settings. They are read once, so each test starts a Python of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SAFE = {
    "NEWSROOM_ENV": "production",
    "SECRET_KEY": "ngZ7vO1x4WcQ0yJm8hT2rK5uPqL9sD3fEbA6iXwNtYzRkHoVjM",
    "ALLOWED_HOSTS": "news.example",
    "SITE_URL": "https://news.example",
}


def manage(*arguments, **environment):
    """Run manage.py with only these settings in the environment; returns the finished process."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=kept | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"DEBUG": "1"}, "DEBUG must be off in production"),
        ({"SECRET_KEY": "development-only-and-refused-in-production"}, "Set SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "Set SECRET_KEY"),
        ({"SECRET_KEY": ""}, "Set SECRET_KEY"),
        ({"ALLOWED_HOSTS": ""}, "Set ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "*"}, "Name the hosts in ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "news.example,*"}, "Name the hosts in ALLOWED_HOSTS"),
    ],
)
def test_production_refuses_an_unsafe_setting_and_says_which(change, complaint):
    refused = manage("check", **SAFE | change)
    assert refused.returncode != 0
    assert complaint in refused.stderr


@pytest.mark.parametrize("missing", ["SECRET_KEY", "ALLOWED_HOSTS"])
def test_production_refuses_to_start_without_a_setting_that_only_the_house_can_know(missing):
    refused = manage("check", **{name: value for name, value in SAFE.items() if name != missing})
    assert refused.returncode != 0
    assert f"Set {missing}" in refused.stderr


def test_production_mode_passes_every_deployment_check(tmp_path):
    checked = manage("check", "--deploy", "--fail-level", "WARNING", **SAFE, DATA_DIR=str(tmp_path))
    assert checked.returncode == 0, checked.stderr
    assert "no issues" in checked.stdout + checked.stderr


def test_production_refuses_a_site_address_that_readers_cannot_reach(tmp_path):
    for address in ("http://127.0.0.1:8000", "https://localhost", "http://news.example"):
        checked = manage("check", "--deploy", **SAFE | {"SITE_URL": address}, DATA_DIR=str(tmp_path))
        assert checked.returncode != 0, address
        assert "SITE_URL" in checked.stderr


def test_development_needs_no_setting_at_all():
    checked = manage("check")
    assert checked.returncode == 0, checked.stderr


def test_cookies_need_https_only_behind_tls():
    shown = manage(
        "shell",
        "--no-imports",
        "-c",
        "from django.conf import settings as s; print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE)",
        **SAFE,
    )
    assert shown.stdout.split() == ["True", "True"], shown.stderr
