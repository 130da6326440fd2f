"""An editor takes in a picture and places its focal point, with the mouse and with the keyboard."""

import re

import pytest

from newsroom.images.models import Image
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


def test_a_refused_file_is_said_beside_the_field(visit, heard, accessibility_findings, tmp_path):
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


# --- Many at once -------------------------------------------------------------------------------------
@pytest.fixture
def none_waits():
    """What a test leaves in the upload list is in nobody's way."""
    yield
    Image.objects.filter(waiting=True).delete()


def photographs(folder, *names):
    """Files that no other test has, as paths."""
    for number, name in enumerate(names):
        data = files.sent(files.picture(300 + number, 200), quality=90).read()
        (folder / name).write_bytes(data + f"{folder}{name}".encode())
    return [folder / name for name in names]


def describe(page, title, alt):
    """Say in the form of waiting pictures what one of them shows."""
    section = page.locator("section.waiting-picture", has=page.get_by_role("heading", name=title, exact=True))
    section.get_by_label("Alternative text").fill(alt)
    return section


@pytest.mark.usefixtures("none_waits")
@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_many_come_in_with_progress_and_one_bad_file_stops_no_other(
    visit, heard, accessibility_findings, tmp_path, width, scheme
):
    page = visit("/admin/images/image/upload/", user="chief", width=width, color_scheme=scheme)
    (tmp_path / "drawing.svg").write_text("<svg/>")
    hall, stairs = photographs(tmp_path, f"Hall {width}.jpg", f"Stairs {width}.jpg")
    held, free = [], []
    page.route(
        "**/upload/",
        lambda route: route.continue_() if free or route.request.method == "GET" else held.append(route),
    )
    page.set_input_files("#id_pictures", [hall, tmp_path / "drawing.svg", stairs])
    page.get_by_role("progressbar", name=f"Stairs {width}.jpg").wait_for()  # on their way, each with its own
    assert page.get_by_role("progressbar").count() == 3
    assert "0 / 3" in page.get_by_role("status").first.inner_text()
    assert accessibility_findings(page) == []
    free.append(True)
    for route in held:
        route.continue_()
    page.get_by_text("3 / 3; 2 pictures came in; 1 was refused. Next: say what they show.").wait_for()
    assert page.get_by_text("SVG files cannot be used.").is_visible()
    assert accessibility_findings(page) == []
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    page.set_input_files("#id_pictures", [hall])  # once more: told with the way to it, stored once
    page.get_by_text("This picture came in before and waits for its words").wait_for()
    assert page.get_by_role("link", name="Open it").is_visible()
    page.get_by_role("link", name="Say what they show").click()
    page.wait_for_url("**/waiting/")
    assert accessibility_findings(page) == []
    page.locator("#id_all-credit").fill("Illustration: Desk")
    describe(page, f"Hall {width}", "An empty hall.")
    page.get_by_role("button", name="Put them in the library").click()
    page.get_by_text("What is complete has entered the library.").wait_for()
    assert page.get_by_text("1 picture is in the library.").is_visible()
    assert page.get_by_text("Describe the picture, or tick “decorative”.").is_visible()
    assert accessibility_findings(page) == []
    describe(page, f"Stairs {width}", "Stairs under a window.")
    page.get_by_role("button", name="Put them in the library").click()
    page.wait_for_url("**/admin/images/image/")
    assert page.get_by_role("link", name=f"Stairs {width}").is_visible()
    assert accessibility_findings(page) == []
    assert heard.violations == []


@pytest.mark.usefixtures("none_waits")
def test_files_are_dropped_and_the_rest_is_done_by_keyboard(visit, heard, tmp_path):
    page = visit("/admin/images/image/upload/", user="chief")
    (dropped,) = photographs(tmp_path, "Dropped.jpg")
    transfer = page.evaluate_handle(
        """bytes => {
            const transfer = new DataTransfer()
            transfer.items.add(new File([new Uint8Array(bytes)], "Dropped.jpg", { type: "image/jpeg" }))
            return transfer
        }""",
        list(dropped.read_bytes()),
    )
    page.dispatch_event("[data-zone]", "drop", {"dataTransfer": transfer})
    page.get_by_text("1 / 1; 1 picture came in.").wait_for()
    page.locator("#id_pictures").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/waiting/")
    section = describe(page, "Dropped", "A hall.")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert section.get_by_label("Decorative").is_checked()
    section.get_by_label("Credit").fill("Desk")
    page.keyboard.press("Control+s")
    page.wait_for_url("**/admin/images/image/")
    assert heard.violations == []
    assert heard.errors == []


@pytest.mark.usefixtures("none_waits")
def test_without_a_script_one_form_takes_them_all(visit, tmp_path):
    page = visit("/admin/images/image/upload/", user="chief", java_script_enabled=False)
    page.set_input_files("#id_pictures", photographs(tmp_path, "Plain one.jpg", "Plain two.jpg"))
    page.get_by_role("button", name="Upload").click()
    page.wait_for_url("**/waiting/")
    for name in ("Plain one", "Plain two"):
        describe(page, name, "A hall.").get_by_label("Credit").fill("Desk")
    page.get_by_role("button", name="Put them in the library").click()
    page.wait_for_url("**/admin/images/image/")


def test_a_picture_says_where_it_is_used_and_stays(visit, heard, accessibility_findings):
    page = visit("/admin/images/image/?q=hall", user="chief", color_scheme="dark")
    page.get_by_role("link", name="hall", exact=True).click()
    used = page.locator(".picture-uses")
    used.get_by_text("Live").nth(1).wait_for()  # more than one story
    assert accessibility_findings(page) == []
    page.goto(page.url.replace("/change/", "/delete/"))
    assert page.get_by_text("sacred calling").first.is_visible()
    assert page.get_by_role("button", name="Yes, I’m sure").count() == 0
    assert accessibility_findings(page) == []
    assert heard.violations == []


def test_readers_get_avif_and_a_picture_of_the_right_shape(visit, heard):
    page = visit("/news/2007/10/sacred-calling/")
    picture = page.locator("figure picture img").first
    shown = picture.evaluate(
        "async img => { await img.decode(); return [img.currentSrc, img.naturalWidth > 0] }"
    )
    assert shown[0].endswith(".avif")
    assert shown[1]
    box, size = picture.bounding_box(), [int(picture.get_attribute(side)) for side in ("width", "height")]
    assert box["width"] / box["height"] == pytest.approx(size[0] / size[1], rel=0.02)
    assert heard.violations == []
