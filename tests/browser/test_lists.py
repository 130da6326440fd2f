"""The list of stories by keyboard: search, filters, several at once after a page that asks."""

import re
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from articles.models import Article
from tests.make import make_article

LIST = "/admin/articles/article/"


@pytest.fixture
def waiting():
    """Two stories that wait for an editor, and a draft that nobody may approve."""
    name = f"Q{uuid4().hex[:12]}"  # what other tests leave behind is not found by it
    stories = [make_article(headline=f"{name} {word}") for word in ("rises", "rests", "drafts")]
    for story in stories[:2]:
        story.submit(story.owner)
    return stories


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def search(page, words):
    page.locator("#searchbar").focus()
    page.keyboard.type(words)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"q="))


@pytest.mark.parametrize(
    ("width", "scheme"), [(1440, "light"), (1440, "dark"), (390, "light"), (390, "dark")]
)
def test_several_stories_are_approved_by_keyboard(
    visit, heard, accessibility_findings, waiting, width, scheme
):
    page = visit(LIST, user="erin", width=width, color_scheme=scheme)
    search(page, waiting[0].headline.split()[0])
    expect(page.locator("#result_list tbody tr")).to_have_count(3)
    findings = accessibility_findings(page)
    assert fits(page)
    for box in page.locator("#result_list .action-select").all():
        box.focus()
        page.keyboard.press("Space")
    page.locator("select[name=action]").select_option("approve_many")
    page.locator("button[name=index]").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Nothing has happened yet.")).to_be_visible()
    expect(page.locator("#content")).to_contain_text("cannot be approved.")
    findings += accessibility_findings(page)
    assert fits(page)
    page.get_by_role("button", name="Approve: 2 stories").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("Done for 2 stories.")
    assert [Article.objects.get(pk=story.pk).status for story in waiting] == ["approved", "approved", "draft"]
    assert not findings + heard.violations + heard.errors


def test_a_return_without_a_reason_is_asked_for_again(visit, heard, accessibility_findings, waiting):
    page = visit(f"{LIST}?q={waiting[0].headline.split()[0]}", user="erin", width=390)
    page.locator("#result_list .action-select").last.check()
    page.locator("#result_list .action-select").nth(1).check()
    page.locator("select[name=action]").select_option("return_many")
    page.locator("button[name=index]").press("Enter")
    page.get_by_role("button", name="Return with a reason").press("Enter")
    expect(page.locator(".errornote")).to_have_text("Say what the writers should change.")
    findings = accessibility_findings(page)
    page.get_by_label("What the writers should change").fill("Name the source.")
    page.get_by_role("button", name="Return with a reason").press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("Done for")
    assert not findings + heard.violations + heard.errors


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_filter_drawer_of_a_telephone_by_keyboard(visit, heard, accessibility_findings, scheme):
    page = visit(LIST, user="erin", width=390, color_scheme=scheme)
    opener, drawer = page.locator(".filter-open"), page.locator("#changelist-filter")
    expect(drawer).not_to_be_visible()
    opener.press("Enter")
    expect(drawer).to_be_visible()
    findings = accessibility_findings(page)
    page.keyboard.press("Escape")
    expect(drawer).not_to_be_visible()
    expect(opener).to_be_focused()
    opener.press("Enter")
    page.get_by_label("Any form of the name").fill("Luck")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("official=Luck"))
    expect(page.locator(".filter-open .count")).to_have_text("on")
    assert not findings + heard.violations + heard.errors


def test_entered_filters_are_beside_a_wide_list_and_are_cleared(visit, heard):
    page = visit(LIST + "?state=live", user="erin")
    page.get_by_label("From", exact=True).fill("2000-01-01")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("since=2000-01-01"))
    assert "state=live" in page.url
    page.get_by_role("link", name="Clear", exact=True).press("Enter")
    page.wait_for_url(lambda url: "since" not in url and "state=live" in url)
    assert fits(page)
    assert not heard.violations + heard.errors
