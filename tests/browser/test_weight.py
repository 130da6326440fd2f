"""What the desk weighs in production: bin/serve on a database of its own, Chromium without a cache."""

import os
import subprocess
import sys

import pytest

from tests.newsroom.test_serve import ROOT, Served, settings_for

PASSWORD = "unguessable-in-tests"
# Most requests of a first visit, and most bytes on the wire.
BUDGETS = [
    ("/admin/articles/article/add/", 25, 350_000),
    ("/admin/articles/article/", 15, 100_000),
    ("/admin/", 12, 50_000),
]
# A sign that the font lacks is written out, letter after letter.
WIDTH_OF_SIGN = """
name => {
  const sign = Object.assign(document.createElement("span"), {className: "material-icons", textContent: name})
  document.body.append(sign)
  const width = sign.getBoundingClientRect().width
  sign.remove()
  return width
}
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory, site, browser):
    """Pages of a running desk, each in a browser that has nothing yet but the session of an administrator.

    `site` is not asked; but its database can only be made before a browser runs.
    """
    folder = tmp_path_factory.mktemp("weight")
    served = Served(folder)
    try:
        served.wait()
        address = f"http://127.0.0.1:{served.port}"
        make_chief(folder, served.port)
        context = browser.new_context(base_url=address)
        page = context.new_page()
        page.goto("/admin/login/")
        page.fill("#id_username", "chief")
        page.fill("#id_password", PASSWORD)
        page.press("#id_password", "Enter")
        page.wait_for_selector("#user-tools")
        cookies = context.cookies()
        context.close()
        yield lambda: fresh(browser, address, cookies)
    finally:
        served.stop()


def make_chief(folder, port):
    known = {"DJANGO_SUPERUSER_PASSWORD": PASSWORD, "DJANGO_SUPERUSER_EMAIL": "chief@news.example"}
    subprocess.run(
        [sys.executable, "manage.py", "createsuperuser", "--noinput", "--username", "chief"],
        cwd=ROOT,
        env=os.environ | settings_for(folder, port) | known,
        check=True,
        stdout=subprocess.DEVNULL,
    )


def fresh(browser, address, cookies):
    context = browser.new_context(base_url=address)
    context.add_cookies(cookies)
    return context.new_page()


@pytest.mark.parametrize(("path", "requests", "most_bytes"), BUDGETS)
def test_a_first_visit_asks_for_few_files_and_few_bytes(desk, path, requests, most_bytes):
    page, names, sizes, said = desk(), {}, {}, []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda message: message.type == "error" and said.append(message.text))
    network = page.context.new_cdp_session(page)
    network.on("Network.requestWillBeSent", lambda e: names.update({e["requestId"]: e["request"]["url"]}))
    network.on("Network.loadingFinished", lambda e: sizes.update({e["requestId"]: e["encodedDataLength"]}))
    network.send("Network.enable")
    page.goto(path)
    if "add" in path:
        page.wait_for_selector("input[name=body_editor_ready]", state="attached")
    page.wait_for_load_state("networkidle")
    asked = [key for key, url in names.items() if not url.startswith("data:")]
    assert said == []
    assert len(asked) <= requests, "\n".join(names[key] for key in asked)
    assert sum(sizes.get(key, 0) for key in asked) <= most_bytes
    page.context.close()


def test_every_sign_of_the_editor_is_in_our_part_of_its_font(desk):
    page = desk()
    page.goto("/admin/articles/article/add/")
    page.wait_for_selector("input[name=body_editor_ready]", state="attached")
    page.evaluate("document.fonts.load(\"24px 'Material Icons'\")")
    signs = {
        name: page.evaluate(WIDTH_OF_SIGN, name)
        for name in page.locator(".prose-menubar .material-icons").all_text_contents()
    }
    assert {"format_bold", "person_add", "find_in_page", "fullscreen"} <= signs.keys()
    assert {name: width for name, width in signs.items() if width != 24} == {}
    page.context.close()
