"""Embargo and expiry in a browser: refused beside the field, shown on the form, the desk and the calendar."""

import datetime

import pytest
from django.utils import timezone

from articles.models import AuditEntry, Edition
from tests.browser.conftest import WIDTHS
from tests.make import make_editor, make_live

DAY = datetime.timedelta(days=1)


@pytest.mark.parametrize("width", WIDTHS)
def test_an_expiry_of_a_live_story_is_asked_and_shown(visit, heard, accessibility_findings, width):
    live = make_live(headline=f"A notice at {width}")
    at = timezone.localtime() + 2 * DAY
    page = visit(f"/admin/articles/article/{live.pk}/change/", user="chief", width=width)
    page.fill("#id_expires_at_0", at.strftime("%Y-%m-%d"))
    page.fill("#id_expires_at_1", "18:00")
    with page.expect_navigation():
        page.get_by_role("button", name="Save", exact=True).click()
    assert "Say why" in page.locator("#id_expiry_reason_error").inner_text()
    assert page.input_value("#id_expires_at_0") == at.strftime("%Y-%m-%d")
    assert accessibility_findings(page) == []
    page.locator("#id_expiry_reason").scroll_into_view_if_needed()
    page.fill("#id_expiry_reason", "A notice of two days.")
    with page.expect_navigation():
        page.get_by_role("button", name="Save", exact=True).click()
    assert AuditEntry.objects.get(article=live, act="expiry-changed").reason == "A notice of two days."
    page.goto("/admin/")
    lane = page.locator("section", has=page.locator("#lane-down"))
    assert f"A notice at {width}" in lane.inner_text()
    lane.scroll_into_view_if_needed()
    assert accessibility_findings(page) == []
    assert heard.violations == []


@pytest.mark.parametrize("width", WIDTHS)
def test_an_expired_story_says_so(visit, heard, accessibility_findings, width):
    over = make_live(headline=f"Over at {width}")
    soon = timezone.now() + datetime.timedelta(seconds=2)
    over.set_times(make_editor(), None, soon, "A notice.")
    page = visit("/admin/articles/article/", user="chief", width=width)
    page.wait_for_timeout(max(0, (soon - timezone.now()).total_seconds() * 1000))
    assert not Edition.objects.live().filter(article=over).exists()
    page.goto(f"/admin/articles/article/{over.pk}/change/")
    assert "Expired" in page.locator(".state-line").inner_text()
    assert "To bring it back" in page.locator(".overlap").inner_text()
    assert accessibility_findings(page) == []
    page.goto(f"/admin/calendar/?day={timezone.localdate(soon)}")  # a busy week does not list every moment
    assert page.locator(".slot-expired", has_text=f"Over at {width}").count() == 1
    page.locator(".slot-expired").last.scroll_into_view_if_needed()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert heard.violations == []
