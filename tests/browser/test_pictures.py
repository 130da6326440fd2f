"""An editor takes in a picture and places its focal point, with the mouse and with the keyboard."""

import re

import pytest

from tests.newsroom.images import files


@pytest.fixture
def picture_page(visit, tmp_path):
    """The form of a picture that has just been taken in, 400 by 200 pixels."""
    file = tmp_path / "browser.jpg"
    file.write_bytes(
        files.sent(files.picture(400, 200, colour="blue"), quality=90).read() + tmp_path.name.encode()
    )
    page = visit("/admin/images/image/add/", user="chief")
    page.set_input_files("#id_image", file)
    page.fill("#id_credit", "Illustration: Desk")
    page.get_by_label("Alternative text").fill("A blue field beside a white one.")
    page.locator("[name=_continue]").last.click()
    page.wait_for_selector(".focal-point-mark")
    return page


def point(page):
    """The focal point in the field, to be compared with what a pointer can hit: pixels are coarse."""
    return pytest.approx([float(share) for share in page.input_value("#id_focal_point").split("x")], abs=0.01)


def test_the_focal_point_follows_mouse_and_keys(picture_page, heard, accessibility_findings):
    page, mark = picture_page, picture_page.locator(".focal-point-mark")
    assert accessibility_findings(page) == []
    page.locator(".focal-point-picture img").click(position={"x": 100, "y": 50})
    assert point(page) == [0.250, 0.250]
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowDown")
    assert point(page) == [0.260, 0.350]
    assert re.match(r"Focal point: 2[5-7] % across, 3[4-6] % down", mark.get_attribute("aria-label"))
    box = mark.bounding_box()
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(middle[0] + 100, middle[1], steps=5)
    page.mouse.up()
    assert point(page) == [0.510, 0.350]
    page.locator("[name=_continue]").last.click()
    page.wait_for_load_state()
    assert point(page) == [0.510, 0.350]
    assert heard.violations == []


def test_a_refused_file_is_told_beside_the_field(visit, heard, accessibility_findings, tmp_path):
    file = tmp_path / "drawing.svg"
    file.write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    page = visit("/admin/images/image/add/", user="chief")
    page.set_input_files("#id_image", file)
    page.fill("#id_credit", "Illustration: Desk")
    page.locator("[name=_continue]").last.click()
    page.wait_for_selector(".errorlist")
    assert "SVG files cannot be used" in page.locator(".field-image").inner_text()
    assert accessibility_findings(page) == []
    assert page.input_value("#id_credit") == "Illustration: Desk"
    assert heard.violations == []
