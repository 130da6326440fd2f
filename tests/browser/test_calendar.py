"""The calendar and the history in a browser: by keyboard alone, on a telephone, in the dark."""

import datetime

import pytest
from django.utils import timezone

from articles.models import Article, Edition
from tests.browser.conftest import WIDTHS
from tests.make import change, make_article, make_editor, make_image, make_live

HOUR = datetime.timedelta(hours=1)


def scheduled(headline):
    article = make_article(headline=headline)
    article.publish(make_editor(), at=timezone.now() + HOUR)
    return article


def test_a_schedule_is_moved_by_keyboard_alone(visit, heard):
    article = scheduled("Moved by keyboard")
    day = timezone.localdate(article.pending_edition.live_from)
    later = (day + datetime.timedelta(days=300)).isoformat()
    page = visit(f"/admin/calendar/?week={day}", user="chief")
    page.locator(".slot-acts a", has_text="Moved by keyboard").first.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.get_by_label("Day").fill(later)
    page.get_by_label("Time").fill("10:30")
    page.get_by_role("button", name="Change the time").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith(f"/admin/calendar/?week={day}")
    moved = Edition.objects.pending().get(article=article)
    assert timezone.localtime(moved.live_from).strftime("%Y-%m-%d %H:%M") == f"{later} 10:30"
    assert heard.violations == []


def test_an_old_revision_is_compared_and_restored_by_keyboard_alone(visit, heard):
    article = change(make_article(headline="First words"), headline="Second words")
    page = visit(f"/admin/articles/article/{article.pk}/revisions/", user="erin")
    page.get_by_role("button", name="Compare the two chosen").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator(".compared del").inner_text().strip() == "First"
    page.get_by_role("link", name="Restore revision 1…").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.get_by_role("button", name="Restore", exact=True).focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert Article.objects.get(pk=article.pk).headline == "First words"
    assert heard.violations == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_calendar_and_history_have_no_barrier(visit, heard, accessibility_findings, width, scheme):
    scheduled(f"On the calendar, {scheme} at {width}")
    article = change(
        make_live(lead_image=make_image()), headline=f"Two, {scheme} at {width}", lead_image=None
    )
    story = f"/admin/articles/article/{article.pk}/"
    page = visit("/admin/calendar/", user="chief", width=width, color_scheme=scheme)
    findings = []
    for path in (
        "/admin/calendar/",
        "/admin/calendar/?week=soon",
        f"/admin/calendar/?day={timezone.localdate()}",
        f"{story}revisions/",
        f"{story}compare/?from=r1&to=r2",
        f"{story}revisions/1/restore/",
    ):
        page.goto(path)
        findings += accessibility_findings(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    assert findings == heard.violations == []
