"""The sizes and crops of a picture: made after the commit, at addresses that hold."""

import datetime
import io
import os
import re

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.management import call_command
from django.template.loader import render_to_string
from PIL import Image as Pillow

from newsroom.images import renditions
from newsroom.images.models import Image, make_renditions
from tests.newsroom.images import files

WORDS = {"alt": "An “empty” hall.", "credit": "Desk"}
pytestmark = pytest.mark.django_db


def ingest(width=2000, height=1000, **kw):
    return Image.objects.ingest(files.sent(files.picture(width, height)), **{**WORDS, **kw})


def opened(image, name):
    path = image.rendition(name).removeprefix("/media/")
    with image.image.storage.open(path) as file:
        picture = Pillow.open(io.BytesIO(file.read()))
    picture.load()
    return picture


def test_renditions_follow_the_commit(django_capture_on_commit_callbacks, stored):
    with django_capture_on_commit_callbacks(execute=True):
        image = ingest()
        assert stored() == [image.image.name]
    image.refresh_from_db()
    assert image.renditions_ready
    assert len(stored()) == 1 + len(renditions.FORMATS)
    for name in renditions.SHAPES:
        for key, format in ((name, "WEBP"), (f"{name}.avif", "AVIF")):
            made = opened(image, key)
            assert (made.format, made.size) == (format, image.rendition_size(name))


def test_a_failing_rendition_does_not_lose_the_picture(monkeypatch, django_capture_on_commit_callbacks):
    def fail(*args):
        raise OSError("disk full")

    monkeypatch.setattr(renditions, "fitted", fail)
    with django_capture_on_commit_callbacks(execute=True):
        image = ingest(20, 20)
    assert not Image.objects.get(pk=image.pk).renditions_ready


@pytest.mark.parametrize(
    ("size", "name", "expected"),
    [
        ((2000, 1000), "w1600", (1600, 800)),
        ((300, 200), "w1600", (300, 200)),
        ((2000, 1000), "16x9", (1200, 675)),
        ((2000, 1000), "4x3", (1200, 900)),
        ((2000, 1000), "1x1", (1000, 1000)),
        ((300, 200), "16x9", (300, 168)),
        ((9, 4000), "w400", (9, 4000)),
        ((1, 1), "16x9", (1, 1)),
    ],
)
def test_nothing_is_enlarged(size, name, expected):
    assert renditions.size_of(name, size) == expected


def test_a_crop_keeps_its_focal_point():
    left, right = ingest(focal_point="0x0.5"), ingest(2000, 1001, focal_point="1x0.5")
    for image in (left, right):
        make_renditions.call(image.pk)
    assert opened(left, "1x1").getpixel((900, 500))[1] < 100  # the coloured half
    assert opened(right, "1x1").getpixel((100, 500))[1] > 200  # the white half


def test_addresses_are_known_before_the_files_and_hold(stored):
    image = ingest()
    before = {name: image.rendition(name) for name in renditions.FORMATS}
    assert all(before[f"{name}.avif"] == before[name][:-4] + "avif" for name in renditions.SHAPES)
    make_renditions.call(image.pk)
    assert {url.removeprefix("/media/") for url in before.values()} < set(stored())
    image = Image.objects.get(pk=image.pk)
    image.focal_point = "0.1x0.1"
    image.save()
    moved = {name for name in renditions.SHAPES if image.rendition(name) != before[name]}
    assert moved == {"16x9", "16x9-480", "4x3", "4x3-480", "1x1", "1x1-480", "1x1-160"}


def test_transparency_survives():
    image = Image.objects.ingest(files.sent(Pillow.new("RGBA", (60, 60)), "PNG"), **WORDS)
    make_renditions.call(image.pk)
    assert opened(image, "w400").mode == "RGBA"


def test_sources_of_a_small_picture_name_each_size_once():
    small, large = ingest(500, 300), ingest()
    assert [part.split()[1] for part in small.sources()["srcset"].split(", ")] == ["400w", "500w"]
    assert [part.split()[1] for part in large.sources()["srcset"].split(", ")] == ["400w", "800w", "1600w"]
    assert [part.split()[1] for part in large.sources("4x3")["srcset"].split(", ")] == ["480w", "1200w"]
    assert (large.sources()["width"], large.sources()["height"]) == (1600, 800)


def test_the_img_element(django_assert_num_queries):
    image = ingest()
    with django_assert_num_queries(0):
        html = render_to_string("images/_picture.html", {"image": image, "sizes": "50vw"})
    assert re.findall(r"</?(\w+)", html) == ["picture", "source", "img", "picture"]
    assert [part.split()[1] for part in re.search(r'avif" srcset="([^"]*)', html)[1].split(", ")] == [
        *("400w", "800w", "1600w")
    ]
    for part in ('sizes="50vw"', 'width="1600"', 'height="800"', 'loading="lazy"', "An “empty” hall."):
        assert part in html
    assert "style" not in html


@pytest.mark.parametrize(
    ("context", "expected"),
    [
        ({"alt": 'Rows of "seats"'}, 'alt="Rows of &quot;seats&quot;"'),
        ({"alt": ""}, 'alt="An “empty” hall."'),
        ({"decorative": True}, 'alt=""'),
        ({"lazy": False}, 'fetchpriority="high"'),
        ({"crop": "1x1"}, 'width="1000" height="1000"'),
    ],
)
def test_the_img_element_takes_its_context(context, expected):
    assert expected in render_to_string("images/_picture.html", {"image": ingest(), **context})


def test_a_decorative_picture_says_nothing():
    html = render_to_string("images/_picture.html", {"image": ingest(decorative=True)})
    assert 'alt=""' in html


def test_the_command_makes_what_is_missing_and_goes_on_after_a_lost_master(stored, capsys):
    lost, image = ingest(30, 20), ingest(30, 21)
    lost.image.storage.delete(lost.image.name)
    call_command("make_renditions")
    assert list(Image.objects.filter(renditions_ready=True)) == [image]
    assert len(stored()) == 1 + len(renditions.FORMATS)
    assert "Done; 1 failed." in capsys.readouterr().out


# --- Twice, at once, and after the focal point was moved --------------------------------------------
def contents(image, paths):
    return {path: image.image.storage.open(path).read() for path in paths}


def test_made_twice_nothing_is_written_again(stored, monkeypatch):
    image = ingest(600, 400)
    make_renditions.call(image.pk)
    monkeypatch.setattr(renditions, "_opened", None)  # the master is not even opened
    make_renditions.call(image.pk)
    assert len(stored()) == 1 + len(renditions.FORMATS)


def test_two_workers_at_once_leave_one_file_each(stored, monkeypatch):
    image = ingest(600, 400)
    make_renditions.call(image.pk)
    first = contents(image, stored())
    exists, asked = FileSystemStorage.exists, []

    def as_before(storage, name):  # when this worker looked, nothing was there
        asked.append(name)
        return exists(storage, name) if len(asked) > len(renditions.FORMATS) else False

    monkeypatch.setattr(FileSystemStorage, "exists", as_before)
    renditions.make(image.image, (600, 400))
    monkeypatch.undo()
    assert contents(image, stored()) == first


def test_a_picture_that_was_deleted_meanwhile_has_no_renditions_to_make(stored):
    image = ingest(60, 40)
    pk = image.pk
    Image.objects.filter(pk=pk).discard()
    make_renditions.call(pk)
    assert not Image.objects.exists()


def moved(image, point):
    image = Image.objects.get(pk=image.pk)
    image.focal_point = point
    image.store()
    make_renditions.call(image.pk)
    return Image.objects.get(pk=image.pk)


def age(image, paths, **ago):
    then = (datetime.datetime.now() - datetime.timedelta(**ago)).timestamp()
    for path in paths:
        os.utime(image.image.storage.path(path), (then, then))


def test_crops_of_a_former_focal_point_stay_while_pages_in_caches_show_them(stored):
    image = ingest(600, 400)
    make_renditions.call(image.pk)
    before = contents(image, stored())
    image = moved(image, "0.1x0.1")
    after = contents(image, stored())
    assert before.items() < after.items()  # nothing is overwritten, nothing is gone
    assert image.has_leftovers


def test_they_are_cleared_away_later_and_their_address_leads_to_the_master(client, stored):
    image = ingest(600, 400)
    old = image.rendition("16x9")
    make_renditions.call(image.pk)
    before = stored()
    image = moved(image, "0.1x0.1")
    age(image, before, days=3)
    call_command("make_renditions")
    assert len(stored()) == 1 + len(renditions.FORMATS)
    assert not Image.objects.get(pk=image.pk).has_leftovers
    assert client.get(old)["Location"] == image.image.url
    assert client.get(image.rendition("16x9")).status_code == 200


def test_a_point_that_comes_back_finds_its_crops(stored):
    image = ingest(600, 400)
    make_renditions.call(image.pk)
    first = image.rendition("16x9")
    image = moved(moved(image, "0.1x0.1"), "0.5x0.5")
    age(image, stored(), days=3)
    call_command("make_renditions", "--all")
    assert image.rendition("16x9") == first
    assert first.removeprefix("/media/") in stored()
