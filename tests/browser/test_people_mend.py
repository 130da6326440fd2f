"""The record put right by keyboard in Chromium: merge and undo, duplicates, the report, also by telephone."""

import pytest
from playwright.sync_api import expect

from people.models import Appointment, Merge, NotTheSame, Person, Post
from tests.browser.conftest import WIDTHS
from tests.make import make_live
from tests.people.make import make_appointment, make_organization, make_person


def pair(family):
    kept, gone = (
        make_person(f"Juan {family}"),
        make_person(f"Juan E. {family}", birth="1944", summary="A lawyer."),
    )
    gone.names.create(text=f"J. {family}")
    make_live(headline=f"{family} speaks", officials=[gone])
    return kept, gone


def press(page, role, name):
    """Focus it and press Enter: no mouse."""
    page.get_by_role(role, name=name).first.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_two_are_found_merged_and_taken_apart_by_keyboard_alone(visit, heard):
    kept, _gone = pair("Abelardo")
    page = visit(f"/admin/people/person/{kept.pk}/change/", user="petra")
    page.locator("summary", has_text="More").focus()
    page.keyboard.press("Enter")
    press(page, "link", "Merge with…")
    expect(page.locator("#merge-q")).to_be_focused()
    page.keyboard.type("abelardo")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    press(page, "link", "Juan E. Abelardo")
    expect(page.locator(".merged dl").first).to_contain_text("Links in published editions")
    page.locator("[name=choice-name][value=kept]").focus()
    page.keyboard.press("ArrowRight")  # the other name
    page.locator("#merge-reason").focus()
    page.keyboard.type("One man.")
    with page.expect_navigation():
        page.keyboard.press("Enter")  # counts again, merges nothing
    assert not Merge.objects.filter(kept_id=kept.pk).exists()
    expect(page.locator("[name=choice-name][value=gone]")).to_be_checked()
    press(page, "button", "Merge")
    expect(page.locator("h1")).to_have_text("Juan E. Abelardo")
    assert page.goto("/people/juan-e-abelardo/").url.endswith("/people/juan-abelardo/")
    expect(page.locator("main")).to_contain_text("Abelardo speaks")
    page.goto(f"/admin/people/merge/{Merge.objects.get(kept_id=kept.pk).pk}/change/")
    press(page, "button", "Undo this merge")
    expect(page.locator("h1")).to_have_text("Juan E. Abelardo")
    assert Person.objects.get(pk=kept.pk).full_name == "Juan Abelardo"
    assert heard.violations == heard.errors == []


def test_likely_duplicates_are_laid_side_by_side_or_marked_as_different(visit, heard):
    make_person("Karen Zuiderzee", birth="1950"), make_person("Karen Zuiderzée", birth="1950")
    told_apart = NotTheSame.objects.count()
    page = visit("/admin/people/merge/duplicates/", user="petra")
    row = page.locator(".pair", has_text="Zuiderzee").first
    expect(row).to_contain_text("Both born 1950.")
    row.get_by_role("button", name="Not the same").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator(".pair", has_text="Zuiderzee")).to_have_count(0)
    page.locator("summary", has_text="Told apart").press("Enter")
    page.get_by_role("button", name="Look again : Karen").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert NotTheSame.objects.count() == told_apart
    with page.expect_navigation():
        page.locator(".pair", has_text="Zuiderzee").first.locator("a.row-do").press("Enter")
    expect(page.locator(".merge-heads")).to_contain_text("Karen Zuiderzée")
    assert heard.violations == heard.errors == []


def test_a_finding_leads_to_its_field_is_ended_or_noted(visit, heard):
    dead = make_person("Otto Ended", death="1961-09-18")
    make_appointment(
        dead, Post.objects.create(title="Envoy to Nowhere", organization=make_organization()), start="1960"
    )
    page = visit("/admin/people/merge/consistency/?kind=open", user="petra")
    row = page.locator(".finding", has_text="Otto Ended")
    expect(row).to_contain_text("No end is recorded, but Otto Ended died: 18 September 1961.")
    row.get_by_role("link", name="Mend the end").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith("#id_end")
    expect(page.locator("#id_end")).to_be_in_viewport()
    page.goto("/admin/people/merge/consistency/?kind=open")
    row.get_by_role("button", name="End it then").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert Appointment.objects.get(person=dead).end == "1961-09-18"
    page.goto("/admin/people/merge/consistency/?kind=empty")
    row = page.locator(".finding", has_text="Envoy to Nowhere")
    row.locator("summary").press("Enter")
    row.get_by_label("Why it is no error").press("Enter")  # nothing typed
    expect(page.locator("details[open] .errorlist")).to_be_visible()
    page.locator("details[open]").get_by_label("Why it is no error").fill("It lapsed unwritten.")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator(".finding", has_text="Envoy to Nowhere")).to_have_count(0)
    assert heard.violations == heard.errors == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_merges_have_no_barrier(visit, heard, accessibility_findings, width, scheme):
    family = {1440: "Wide", 390: "Narrow"}[width] + scheme
    kept, gone = pair(family)
    other = make_organization(f"{family} Nations")
    twin = make_organization(f"{family}-Nations")
    for organization in (other, twin):
        Post.objects.create(title="Envoy", organization=organization)
    page = visit("/admin/", user="petra", width=width, color_scheme=scheme)
    compare = f"/admin/people/person/merge/?kept={kept.pk}&gone={gone.pk}"
    findings = []
    for path in (
        f"/admin/people/person/merge/?kept={kept.pk}&q={family}",
        f"/admin/people/organization/merge/?kept={other.pk}&gone={twin.pk}",  # something stands in the way
        "/admin/people/merge/duplicates/",
        "/admin/people/merge/consistency/",
        "/admin/people/appointment/",
        compare,
    ):
        page.goto(path)
        findings += accessibility_findings(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    press(page, "button", "Merge")
    findings += accessibility_findings(page)  # a story that readers see would show another name
    press(page, "button", "Merge, and list these stories")
    record = Merge.objects.get(kept_id=kept.pk)
    for path in (f"/admin/people/merge/{record.pk}/change/", "/admin/people/merge/"):
        page.goto(path)
        findings += accessibility_findings(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    assert findings == heard.violations == []
