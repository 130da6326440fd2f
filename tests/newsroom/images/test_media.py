"""The address of a picture file: what a reader's browser gets, and what nobody gets."""

import pytest

from newsroom.images.models import Image, make_renditions
from tests.newsroom.images import files

pytestmark = pytest.mark.django_db


@pytest.fixture
def image():
    return Image.objects.ingest(files.sent(files.picture(900, 600)), alt="A hall.", credit="Desk")


def test_a_master_is_served_for_a_year_and_can_do_nothing(client, image):
    response = client.get(image.image.url, headers={"accept-encoding": "gzip"})
    assert response.status_code == 200
    assert response["Content-Type"] == "image/jpeg"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "Content-Encoding" not in response
    assert not response.cookies
    assert b"".join(response)[:2] == b"\xff\xd8"


def test_a_rendition_that_is_not_made_yet_leads_to_the_master(client, image):
    url = image.rendition("w400")
    response = client.get(url)
    assert (response.status_code, response["Location"]) == (302, image.image.url)
    assert response["Cache-Control"] == "no-store"
    make_renditions.call(image.pk)
    response = client.get(url)
    assert (response.status_code, response["Content-Type"]) == (200, "image/webp")


@pytest.mark.parametrize(
    "path",
    [
        "nothing.jpg",
        "pictures/",
        "pictures/..%2f..%2fmanage.py",
        "../manage.py",
        "..%2f..%2fx.jpg",
        "%00.jpg",
        "__processed__/aaa/bbb/ffff-0123456789ab.webp",
        "__processed__/x.webp",
        "__processed__/aaa/bbb/-0.webp",
        "page.html",
    ],
)
def test_nothing_else_is_served(client, image, settings, path):
    (settings.MEDIA_ROOT / "page.html").write_text("<script>alert(1)</script>")
    assert client.get(f"/media/{path}").status_code == 404


def test_files_are_only_read(client, image):
    assert client.post(image.image.url).status_code == 405
    assert client.head(image.image.url).status_code == 200
