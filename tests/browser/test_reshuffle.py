"""The reshuffle sheet and the recheck queue in Chromium: filled, saved, undone by keyboard; both widths."""

import os

import pytest
from playwright.sync_api import expect

from people.models import Appointment
from tests.browser.conftest import WIDTHS
from tests.people.make import make_appointment, make_organization, make_person, make_post

SHEET = "/admin/people/appointment/reshuffle/"
SHOTS = os.environ.get("SHOTS")


@pytest.fixture
def ok(heard, accessibility_findings):
    """ok(page): nothing heard, no barrier, no sideways scroll."""

    def check(page):
        assert not heard.violations
        assert not [said for said in heard.errors if "favicon" not in said]
        assert not accessibility_findings(page)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")

    return check


def test_a_sheet_is_filled_saved_and_undone_by_keyboard_alone(visit, ok):
    body = make_organization("Board of Lighthouses")
    make_appointment(make_person("Imogen Larkspur"), make_post("First Keeper", body), start="2010-01-01")
    make_person("Desmond Farthing")
    page = visit(SHEET, user="petra")
    keys = page.keyboard
    page.locator("#id_on").focus()
    for text in ("1 March 2020", "BL/2020/7", "New keepers"):
        keys.type(text)
        keys.press("Tab")
    for cells in (
        ("Imogen Larkspur", "leaves", "First Keeper", "29 February 2020"),
        ("Desmond Farthing", "takes", "First Keeper", ""),
    ):
        for text in (*cells, "", ""):  # no reason and no source of its own
            keys.type(text)
            keys.press("Tab")
    keys.press("Enter")  # in a field: the preview
    expect(page.get_by_role("heading", name="This is what saving does")).to_be_visible()
    expect(
        page.get_by_text("Begins: Desmond Farthing in post as First Keeper, from 1 March 2020.")
    ).to_be_visible()
    ok(page)
    expect(page.locator("button[name=_save]")).to_be_focused()
    keys.press("Enter")
    expect(page.get_by_text("Saved as one act: 2 rows.")).to_be_visible()
    assert Appointment.objects.get(person__family_name="Farthing").start == "2020-03-01"
    page.locator(".row", has_text="New keepers").get_by_role("button", name="Undo the whole sheet").focus()
    keys.press("Enter")
    expect(page.get_by_text("Undone: New keepers.")).to_be_visible()
    assert not Appointment.objects.filter(person__family_name="Farthing").exists()


def test_a_row_is_added_as_the_last_one_is_filled_and_names_are_offered(visit, ok):
    make_person("Rosalind Quillfeather")
    page = visit(SHEET, user="petra")
    expect(page.locator("tbody.reshuffle-row")).to_have_count(6)
    page.locator("[name=form-5-person]").focus()
    page.keyboard.type("quillfea")
    expect(page.locator("tbody.reshuffle-row")).to_have_count(7)
    expect(page.locator("[name=form-6-person]")).to_have_value("")
    expect(page.locator("#form-5-person-offers option")).to_have_count(1)
    assert page.locator("[name=form-TOTAL_FORMS]").input_value() == "7"
    ok(page)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_refused_sheet_and_the_queue_have_no_barrier(visit, ok, width, scheme):
    page = visit(SHEET, user="petra", width=width, color_scheme=scheme)
    page.locator("#id_on").fill("1 May 2021")
    page.locator("[name=form-0-person]").fill("Nobody Whatsoever")
    page.locator("[name=form-1-post]").fill("Secretary-General")
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_text("Nothing is saved.")).to_be_visible()
    ok(page)
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/sheet-{width}-{scheme}.png", full_page=True)
    page.goto("/admin/people/appointment/recheck/")
    text, form = (
        page.locator(f".rows li:first-child {part}").bounding_box() for part in (".row-head", "form")
    )
    assert text["y"] + text["height"] <= form["y"]  # on no width do they lie over each other
    assert text["width"] > 200
    ok(page)
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/recheck-{width}-{scheme}.png", full_page=True)
        page.locator(".row-head a").first.click()
        page.screenshot(path=f"{SHOTS}/form-{width}-{scheme}.png")
