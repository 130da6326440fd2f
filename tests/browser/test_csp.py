"""Every kind of page, on a desk and on a telephone: no policy violation, script error or barrier."""

import contextlib
import re
from collections import defaultdict
from urllib.parse import urldefrag, urlsplit

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.test import Client, RequestFactory
from django.urls import NoReverseMatch, Resolver404, resolve, reverse

from articles.models import Edition
from tests.browser.conftest import WIDTHS

START = [
    "/",
    "/news/",
    "/people/",
    "/people/?on=2007-10-10",
    "/people/changes/",
    "/organizations/united-nations/?on=2008-03-01&and=2006-11-15",
    "/search/",
    "/search/?q=responsibility",
    "/corrections/",
]


def kind(path):
    """The name of the view that answers, or None where no page of ours does."""
    try:
        return resolve(urlsplit(path).path).view_name
    except Resolver404:
        return None


def links(response):
    """Addresses on our own site that a page or a sitemap names."""
    text = response.content.decode(errors="replace")
    hrefs = re.findall(r'<a\b[^>]*?\bhref="([^"]+)"', text) + re.findall(r"<loc>([^<]+)</loc>", text)
    for href in hrefs:
        target = urlsplit(urldefrag(href.replace("&amp;", "&")).url)
        ours = not target.netloc or target.netloc in {"testserver", "127.0.0.1:8000"}
        if ours and target.scheme in {"", "http", "https"} and target.path.startswith("/"):
            yield target.path + (f"?{target.query}" if target.query else "")


@pytest.fixture(scope="package")
def public_site(site):
    """Every address that readers reach by links and sitemap, with the status it answers: {path: status}."""
    client, found, waiting = Client(), {}, [*START, "/sitemap.xml"]
    while waiting:
        path = waiting.pop(0)
        if path in found or kind(path) is None or path.startswith(("/admin/", "/media/")):
            continue
        response = client.get(path)
        found[path] = response.status_code
        if "location" in response.headers:
            waiting.append(urlsplit(response["location"]).path)
        elif "html" in response.get("content-type", "") or "sitemap" in path:
            waiting.extend(links(response))
    return found


FILES = (".xml", ".atom", ".rss", ".json", ".csv", ".txt")


def public_pages(public_site):
    """A few pages of every kind, and one that does not exist."""
    kinds = defaultdict(list)
    for path, status in public_site.items():
        if status in {200, 404, 410} and not path.partition("?")[0].endswith(FILES):
            kinds[kind(path), status, "?" in path].append(path)
    for paths in kinds.values():
        yield from dict.fromkeys([paths[0], max(paths, key=len), paths[-1]])
    yield "/no/such/page/"


def admin_pages():
    """Every screen that one object is enough to open: lists, forms, histories, deletions and our own."""
    request = RequestFactory().get("/admin/")
    request.user = get_user_model().objects.get(username="chief")
    yield from (reverse("admin:index"), reverse("admin:password_change"))
    for model, model_admin in admin.site._registry.items():
        if not any(model_admin.get_model_perms(request).values()):
            continue
        keys = model.objects.order_by("pk").values_list("pk", flat=True)
        ends = dict.fromkeys([keys.first(), keys.last()]) if keys else []
        for pattern in filter(lambda pattern: pattern.name, model_admin.get_urls()):
            for arguments in [[], *([key] for key in ends)]:
                with contextlib.suppress(NoReverseMatch):
                    yield reverse(f"admin:{pattern.name}", args=arguments)


def opens(client, path):
    """Does a plain GET of this screen answer with a page?"""
    response = client.get(path)
    assert response.status_code < 500, path
    return response.status_code == 200 and "html" in response.get("content-type", "")


def wander(visit, heard, accessibility_findings, pages, **options):
    """Open the pages one after another; fails with everything that any of them complained about."""
    findings, page = [], visit("/admin/login/", **options)
    for path in pages:
        page.goto(path, wait_until="load")
        if width := page.evaluate("document.documentElement.scrollWidth - innerWidth"):
            findings += [f"{path}: {width} px wider than the window"] if width > 0 else []
        findings += accessibility_findings(page)
    # The browser notes a 404 or 410 that the test asked for itself.
    findings += heard.violations + [said for said in heard.errors if "status of 4" not in said]
    if findings:
        pytest.fail("\n".join(dict.fromkeys(findings)), pytrace=False)


def test_no_link_of_the_site_is_dead(public_site):
    assert {path: status for path, status in public_site.items() if status not in {200, 301, 302, 410}} == {}


@pytest.mark.parametrize("width", WIDTHS)
def test_readers_pages(public_site, visit, heard, accessibility_findings, width):
    wander(visit, heard, accessibility_findings, public_pages(public_site), width=width)


def test_readers_pages_in_the_dark(public_site, visit, heard, accessibility_findings):
    pages = public_pages(public_site)
    wander(visit, heard, accessibility_findings, pages, color_scheme="dark")


@pytest.mark.parametrize("width", WIDTHS)
def test_the_login_page(visit, heard, accessibility_findings, width):
    wander(visit, heard, accessibility_findings, ["/admin/login/"], width=width)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_desks_screens(site, visit, heard, accessibility_findings, width):
    client = Client()
    client.force_login(get_user_model().objects.get(username="chief"))
    pages = [path for path in admin_pages() if opens(client, path)]
    wander(visit, heard, accessibility_findings, pages, user="chief", width=width)


def one_of_each(pages):
    """The first page of every view: colours are the same on the second."""
    return {kind(path): path for path in reversed(list(pages))}.values()


def test_the_desks_screens_in_the_dark(site, visit, heard, accessibility_findings):
    client = Client()
    client.force_login(get_user_model().objects.get(username="chief"))
    pages = [path for path in one_of_each(admin_pages()) if opens(client, path)]
    wander(visit, heard, accessibility_findings, pages, user="chief", color_scheme="dark")


def test_the_desk_from_right_to_left(site, visit, heard, accessibility_findings, settings):
    settings.LANGUAGE_CODE = "ar"
    story = Edition.objects.live().order_by("pk").first().article_id
    steps = [reverse("admin:articles_article_step", args=[story, step]) for step in ("correct", "withdraw")]
    names = ["change", "notes", "links", "revisions", "compare"]
    pages = [reverse(f"admin:articles_article_{name}", args=[story]) for name in names]
    lists = [reverse(f"admin:{name}") for name in ("index", "calendar", "articles_article_changelist")]
    library = [reverse("admin:images_image_upload"), reverse("admin:auth_group_change", args=[1])]
    wander(visit, heard, accessibility_findings, [*lists, *pages, *steps, *library], user="chief", width=390)
