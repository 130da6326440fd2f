"""An embargo or an expiry set on the desk holds for what is scheduled and what is live, or is refused."""

import datetime

import pytest
from django.utils import timezone

from articles.models import Edition
from tests.articles.admin_desk import save
from tests.browserless import errors_beside
from tests.make import make_article, make_editor, make_live, make_reporter

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine("2026-03-02T12:00Z")]
HOUR = datetime.timedelta(hours=1)


def at(name, moment):
    local = timezone.localtime(moment)
    return {f"{name}_0": local.strftime("%Y-%m-%d"), f"{name}_1": local.strftime("%H:%M")}


@pytest.fixture
def erin(client):
    user = make_editor()
    client.force_login(user)
    return user


@pytest.fixture
def scheduled():
    article = make_article()
    article.publish(make_editor(), at=timezone.now() + 24 * HOUR)
    return article


def test_an_embargo_after_the_schedule_is_refused_beside_it(client, erin, scheduled):
    page = save(client, scheduled, **at("embargo_until", timezone.now() + 48 * HOUR))
    assert "goes live before that" in errors_beside(page, "embargo_until")
    scheduled.refresh_from_db()
    assert scheduled.embargo_until is None


def test_an_expiry_before_the_schedule_is_refused_beside_it(client, erin, scheduled):
    page = save(client, scheduled, **at("expires_at", timezone.now() + 2 * HOUR))
    assert "would expire before it goes live" in errors_beside(page, "expires_at")


@pytest.mark.parametrize("minutes", [30, 90])
def test_a_time_that_comes_twice_is_kept_by_a_save_that_does_not_change_it(client, erin, minutes):
    """On 7 November 2027 New York has 01:30 twice; an import or the calendar may have meant either."""
    moment = datetime.datetime(2027, 11, 7, 5, 0, tzinfo=datetime.UTC) + datetime.timedelta(minutes=minutes)
    article = make_article(embargo_until=moment, expires_at=moment + 24 * HOUR)
    save(client, article, headline="Another headline")
    article.refresh_from_db()
    assert (article.headline, article.embargo_until) == ("Another headline", moment)
    page = save(client, article, expires_at_0="2027-11-07", expires_at_1="01:40")
    assert "comes twice" in errors_beside(page, "expires_at")


def test_an_expiry_set_on_a_live_story_ends_it(client, erin):
    article = make_live()
    save(client, article, **at("expires_at", timezone.now() + 3 * HOUR), expiry_reason="A notice.")
    assert Edition.objects.live(timezone.now() + 2 * HOUR).exists()
    assert not Edition.objects.live(timezone.now() + 4 * HOUR).exists()
    save(client, article, expires_at_0="", expires_at_1="", expiry_reason="It may stay.")
    assert Edition.objects.live(timezone.now() + 4 * HOUR).exists()


def test_a_reporter_does_not_end_what_readers_see(client):
    client.force_login(make_reporter())
    article = make_live()
    page = save(client, article, **at("expires_at", timezone.now() + 3 * HOUR))
    assert "an editor sets when it expires" in errors_beside(page, "expires_at")


def test_an_expiry_that_has_passed_is_refused_on_a_live_story(client, erin):
    page = save(client, make_live(), **at("expires_at", timezone.now() - 3 * HOUR))
    assert "Withdraw the story instead" in errors_beside(page, "expires_at")


def test_the_end_of_time_is_refused_beside_the_field(client, erin):
    page = save(client, make_article(), expires_at_0="9999-12-31", expires_at_1="23:59")
    assert "Give a year" in errors_beside(page, "expires_at")
