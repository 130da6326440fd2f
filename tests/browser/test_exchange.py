"""Import and export in the browser: by keyboard, on a desk and a telephone, by day and by night."""

import io
import json

import openpyxl
import pytest
from playwright.sync_api import expect

from people.models import Person

WIDTHS = [(1440, "light"), (1440, "dark"), (390, "light"), (390, "dark")]
HEAD = "slug,given_name,family_name,birth\n"


def choose(page, name, text):
    kind = {"name": name, "mimeType": "text/plain", "buffer": text.encode()}
    page.locator("#id_file").set_input_files(files=[kind])
    page.locator("[name=_check]").focus()
    page.keyboard.press("Enter")
    page.wait_for_load_state()


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.parametrize(("width", "scheme"), WIDTHS)
def test_a_table_is_checked_corrected_and_recorded_by_keyboard(
    visit, heard, accessibility_findings, width, scheme
):
    slug = f"exchanged-{width}-{scheme}"
    page = visit("/admin/people/person/", user="chief", width=width, color_scheme=scheme)
    page.get_by_role("link", name="Import and export").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Import a table")).to_be_visible()
    assert not accessibility_findings(page)

    choose(page, "people.csv", f"{HEAD}{slug},Ada,Exchanged,1950-13\n")
    expect(page.locator(".errornote")).to_contain_text("nothing was changed")
    expect(page.locator(".intake")).to_contain_text("“1950-13” has no such month or year.")
    expect(page.locator("[name=_confirm]")).to_have_count(0)
    assert fits(page)
    assert not accessibility_findings(page)

    choose(page, "people.csv", f"{HEAD}{slug},Ada,Exchanged,1950-12\nkofi-annan,Kofi,Annan,1938-04\n")
    expect(page.get_by_role("status")).to_contain_text("Nothing has changed yet.")
    assert not Person.objects.filter(slug=slug).exists()
    assert fits(page)
    assert not accessibility_findings(page)
    page.locator("[name=_confirm]").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("1 new record.")
    assert Person.objects.get(slug=slug).birth == "1950-12"
    assert not heard.violations
    assert not heard.errors


def test_what_the_list_shows_is_downloaded(visit, heard):
    page = visit("/admin/people/person/?q=annan", user="chief")
    page.get_by_role("link", name="Import and export").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    sheet = openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes())).active
    assert download.value.suggested_filename.endswith(".xlsx")
    assert [row[0].value for row in sheet.iter_rows()] == ["slug", "kofi-annan"]
    assert not heard.violations


@pytest.mark.parametrize(("width", "scheme"), [(1440, "dark"), (390, "light")])
def test_wikidata_asks_who_somebody_is(visit, heard, accessibility_findings, width, scheme):
    post = {"snaktype": "value", "datavalue": {"value": {"id": "Q90000077"}}}
    held = {"mainsnak": post, "rank": "normal", "id": f"Q900{width}$1"}
    entity = {"id": f"Q900{width}", "labels": {"en": {"value": "Wiki Person"}}, "claims": {"P39": [held]}}
    page = visit("/admin/people/person/wikidata/", user="chief", width=width, color_scheme=scheme)
    choose(page, "Q.json", json.dumps({"entities": {entity["id"]: entity}}))
    expect(page.get_by_role("heading", name="2 items are on no record")).to_be_visible()
    assert fits(page)
    assert not accessibility_findings(page)
    page.get_by_label("Somebody new").check()
    page.get_by_role("button", name="Look again").click()
    expect(page.locator(".intake")).to_contain_text("Wiki Person")
    expect(page.get_by_label("Somebody new")).to_be_checked()
    assert not Person.objects.filter(wikidata=entity["id"]).exists()
    assert not heard.violations


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_the_page_of_popolo_is_plain(visit, heard, accessibility_findings, width, scheme):
    page = visit("/admin/people/person/popolo/", user="chief", width=width, color_scheme=scheme)
    page.get_by_text("What becomes of a Popolo file").click()
    assert fits(page)
    assert not accessibility_findings(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    assert download.value.suggested_filename.startswith("record-")
    assert not heard.violations
