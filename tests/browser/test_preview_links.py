"""A preview link from the desk to its recipient and back, in a browser: no account, no cookie."""

import pytest
from django.contrib.auth import get_user_model

from articles.models import PreviewComment
from tests.make import make_article


@pytest.fixture
def story(site):
    return make_article(by=get_user_model().objects.get(username="chief"), headline="Not out yet")


def make_link(page, name="Dr. Amara Diallo"):
    page.get_by_label("For whom").fill(name)
    page.get_by_role("button", name="Make the link").click()
    return page.get_by_label("Address").input_value()


def test_an_editor_shares_a_story_and_reads_the_answer(visit, story, heard):
    desk = visit(f"/admin/articles/article/{story.pk}/links/", user="chief")
    address = make_link(desk)
    reader = visit(address)
    assert reader.get_by_role("heading", name="Not out yet").is_visible()
    reader.get_by_role("link", name="Answer the newsroom").click()
    reader.get_by_label("Your comment").fill("The year is wrong.")
    reader.get_by_role("button", name="Send the comment").click()
    reader.get_by_text("The newsroom has your comment.").wait_for()
    reader.get_by_role("button", name="Approve this version").press("Enter")
    reader.get_by_text("The newsroom has your approval.").wait_for()
    assert reader.context.cookies() == []
    assert PreviewComment.objects.filter(link__article=story).count() == 2
    desk.goto(f"/admin/articles/article/{story.pk}/change/")
    assert desk.get_by_role("link", name="Dr. Amara Diallo approves revision 1").is_visible()
    desk.goto(f"/admin/articles/article/{story.pk}/links/")
    desk.get_by_role("button", name="Revoke").click()
    desk.get_by_text("opens no more").wait_for()
    assert reader.goto(address).status == 410
    assert heard.violations == []
    assert [said for said in heard.errors if "Failed to load resource" not in said] == []


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_its_pages_have_no_barrier(visit, story, heard, accessibility_findings, width, scheme):
    desk = visit(f"/admin/articles/article/{story.pk}/links/", user="chief", width=width, color_scheme=scheme)
    address = make_link(desk)
    reader = visit(address, width=width, color_scheme=scheme)
    closed = visit("/preview/unknown/", width=width, color_scheme=scheme)
    for page in (desk, reader, closed):
        assert accessibility_findings(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert heard.violations == []
