"""The appointment form reads dates back, by keyboard; timelines keep their words inside the page."""

import pytest
from playwright.sync_api import expect

from newsroom.lib.partial_date import parse

TYPED = [
    "2007",
    "2007-05",
    "2007-05-29",
    "May 2007",
    "29 May 2007",
    "29. May 2007",
    "May 29, 2007",
    "may 2007",
    "XXXX",
    "",
    "2007-13",
    "2007-02-30",
    "29 February 2007",
    "07",
    "5/2007",
    "2007-5",
    "soon",
    "0000",
    "32 May 2007",
    "Mayday 2007",
]


def accepts(typed):
    try:
        parse(typed)
    except ValueError:
        return False
    return True


def test_a_date_is_read_back_as_the_server_will_take_it(visit, heard):
    page = visit("/admin/people/appointment/add/", user="chief")
    page.get_by_role("textbox", name="Took up the post").focus()
    reading = page.locator("#id_start_helptext [data-reads]")
    for typed in TYPED:
        page.locator("#id_start").fill(typed)
        is_bad = "bad" in reading.get_attribute("class")
        assert is_bad != accepts(typed), (typed, reading.inner_text())
    page.locator("#id_start").fill("May 2007")
    expect(reading).to_have_text("Some day in May 2007")
    expect(page.locator("#id_start")).to_have_value("May 2007")  # never rewritten
    assert not heard.violations


def test_a_fault_is_said_beside_the_date_and_nothing_entered_is_lost(visit, heard):
    page = visit("/admin/people/appointment/?q=welsh", user="chief")
    page.locator("#result_list tbody a").first.click()
    page.locator("#id_start").fill("January 2012")
    page.keyboard.press("Enter")  # saves, and does nothing else
    expect(page.locator("#id_start_error")).to_contain_text("held by Edward Luck")
    expect(page.locator("#id_start")).to_have_value("January 2012")
    expect(page.locator(".succession [aria-current]")).to_contain_text("Jennifer Welsh")
    assert not heard.violations


@pytest.mark.parametrize("width", [1440, 768, 390, 320])
@pytest.mark.parametrize(
    "path", ["/people/ban-ki-moon/", "/posts/secretary-general/", "/people/antonio-guterres/"]
)
def test_the_words_of_a_timeline_stay_inside_the_page_and_apart(visit, width, path):
    page = visit(path, width=width)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    crossed = page.evaluate("""() => [...document.querySelectorAll("svg.timeline")].flatMap(svg => {
        const edge = svg.getBoundingClientRect()
        const boxes = [...svg.querySelectorAll("text.who, text.when")]
            .map(text => [text.textContent, text.getBoundingClientRect()]).filter(([, box]) => box.width)
        return boxes.flatMap(([words, box], n) => [
            ...(box.right > edge.right + 8 || box.left < edge.left - 1 ? [`${words} leaves`] : []),
            ...boxes.slice(n + 1).filter(([, other]) =>
                box.left < other.right && other.left < box.right && box.top < other.bottom - 3
                && other.top < box.bottom - 3).map(([other]) => `${words} lies on ${other}`)])
    })""")
    assert not crossed
