"""Each house rule stays silent on the house as it is, and speaks when it is broken."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.core.checks import run_checks
from django.db import models
from django.test.utils import isolate_apps

from newsroom import checks


def ids(found):
    return [message.id for message in found]


@pytest.mark.django_db
def test_the_house_as_it_stands_breaks_no_rule():
    assert [str(message) for message in run_checks()] == []


@pytest.mark.parametrize(
    "address", ["", "news.example", "//news.example", "https://", "https://news.example/site"]
)
def test_site_url_must_be_absolute_and_without_a_path(settings, address):
    settings.SITE_URL = address
    assert ids(checks.site_url_is_an_address(None)) == ["newsroom.E001"]


def test_a_model_on_another_admin_site_is_found():
    elsewhere = admin.AdminSite(name="elsewhere")
    elsewhere.register(Group)
    (found,) = checks.admin_has_one_site(None)
    assert found.id == "newsroom.E002"
    assert "auth.Group" in found.msg
    elsewhere.unregister(Group)


def test_the_house_language_must_be_one_that_stories_are_written_in(settings):
    settings.LANGUAGE_CODE = "nl"
    assert ids(checks.house_language_is_a_content_language(None)) == ["newsroom.E003"]


@isolate_apps("people")
def test_a_constraint_without_words_is_found(monkeypatch):
    class Silent(models.Model):
        rank = models.IntegerField()

        class Meta:
            app_label = "people"
            constraints = [
                models.CheckConstraint(condition=models.Q(rank__gte=0), name="rank_is_not_negative")
            ]

    class App:
        def get_models(self):
            return [Silent]

    monkeypatch.setattr(checks, "OUR_APPS", ["people"])
    monkeypatch.setattr(checks.apps, "get_app_config", lambda label: App())
    (found,) = checks.constraints_speak(None)
    assert found.id == "newsroom.W004"
    assert "rank_is_not_negative" in found.msg


def test_this_python_can_search_on_sqlite():
    assert checks.sqlite_can_search(None) == []


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8000", "127.1.2.3", "[::1]:8000", "desk.localhost"])
def test_a_site_on_loopback_is_not_for_readers(settings, host):
    settings.SITE_URL = f"https://{host}"
    assert ids(checks.readers_can_reach_the_site(None)) == ["newsroom.E006"]


def test_a_site_behind_tls_calls_itself_https(settings):
    settings.SITE_URL, settings.BEHIND_TLS = "http://news.example", True
    assert ids(checks.readers_can_reach_the_site(None)) == ["newsroom.E007"]
    settings.BEHIND_TLS = False
    assert checks.readers_can_reach_the_site(None) == []


def test_a_data_folder_that_is_a_file_is_found(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "not-made-yet" / "deeper"
    assert checks.data_can_be_written(None) == []
    (tmp_path / "file").write_text("")
    settings.DATA_DIR = tmp_path / "file" / "data"
    assert ids(checks.data_can_be_written(None)) == ["newsroom.E008"]
