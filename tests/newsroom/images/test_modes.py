"""Colours and transparency of every mode that a file may have, with and without a profile; formats."""

import io

import pytest
from django.urls import reverse
from PIL import Image as Pillow
from PIL import ImageCms

from newsroom.images import ingest
from newsroom.images.models import Image
from tests.make import make_user
from tests.newsroom.images import files

LEFT, RIGHT = (200, 60, 30), (30, 90, 200)
SRGB = ImageCms.createProfile("sRGB")


def swapped():
    """sRGB with the primaries of red and blue exchanged."""
    profile = ImageCms.ImageCmsProfile(SRGB).tobytes()
    for old, new in ((b"rXYZ", b"----"), (b"bXYZ", b"rXYZ"), (b"----", b"bXYZ")):
        profile = profile.replace(old, new, 1)
    return profile


def source(mode):
    """A picture of two halves in this mode, in colours as exact as the mode has them."""
    image = Pillow.new("RGB", (64, 64), LEFT)
    image.paste(RIGHT, (32, 0, 64, 64))
    if mode in ("P", "PA"):
        return image.quantize(8).convert(mode)
    if mode == "LAB":
        return ImageCms.profileToProfile(image, SRGB, ImageCms.createProfile("LAB"), outputMode="LAB")
    return image.convert(mode)


def kept(image, format, **options):
    """The master made of this picture as RGBA."""
    return Pillow.open(ingest.examine(files.sent(image, format, **options)).master).convert("RGBA")


def halves(picture):
    return [picture.getpixel((x, 32)) for x in (10, 54)]


def alike(found, expected, by=6):
    return all(
        abs(a - b) <= by
        for one, other in zip(found, expected, strict=True)
        for a, b in zip(one, other, strict=True)
    )


def managed(image, profile):
    """The reference: RGB colours of a picture without transparency, read through a profile."""
    if profile:
        image = ImageCms.profileToProfile(image, ImageCms.ImageCmsProfile(io.BytesIO(profile)), SRGB)
    return [pixel[:3] for pixel in halves(image.convert("RGBA"))]


PNG = ["RGB", "RGBA", "P", "L", "LA", "1"]
TIFF = [*PNG, "CMYK", "YCbCr", "LAB", "RGBX", "PA"]


@pytest.mark.parametrize("with_profile", [False, True])
@pytest.mark.parametrize(
    ("mode", "format"), [(mode, "PNG") for mode in PNG] + [(mode, "TIFF") for mode in TIFF]
)
def test_the_colours_of_every_mode(mode, format, with_profile):
    image = source(mode)
    of_colours = mode in ("RGB", "RGBA", "P", "L", "LA", "1", "YCbCr", "RGBX", "PA")
    profile = swapped() if with_profile and of_colours else None
    found = halves(kept(image, format, **({"icc_profile": profile} if profile else {})))
    seen = source("RGB") if mode == "LAB" else image.convert("RGB")
    assert alike([pixel[:3] for pixel in found], managed(seen, profile), 8)
    assert [pixel[3] for pixel in found] == [255, 255]


@pytest.mark.parametrize("profile", [None, swapped()], ids=["plain", "profile"])
@pytest.mark.parametrize(
    ("mode", "clear"),
    [("RGB", LEFT), ("P", "index"), ("L", 100), ("1", 0), ("RGBA", None), ("LA", None)],
)
def test_the_transparency_of_every_mode(mode, clear, profile):
    image = source(mode)
    if mode == "L":
        image.paste(100, (0, 0, 32, 64))
        image.paste(250, (32, 0, 64, 64))
    if mode == "1":
        image.paste(0, (0, 0, 32, 64))
        image.paste(1, (32, 0, 64, 64))
    if mode in ("RGBA", "LA"):
        image.paste((*image.getpixel((10, 10))[:-1], 0), (0, 0, 32, 64))
    options = (
        {} if clear is None else {"transparency": image.getpixel((10, 10)) if clear == "index" else clear}
    )
    options |= {"icc_profile": profile} if profile else {}
    found = halves(kept(image, "PNG", **options))
    assert [pixel[3] for pixel in found] == [0, 255]
    seen = image.convert("RGB")
    assert alike([found[1][:3]], [managed(seen, profile)[1]], 8)


def test_greys_of_sixteen_bits_with_a_transparent_one():
    image = Pillow.new("I;16", (64, 64), 25700)
    image.paste(65535, (32, 0, 64, 64))
    assert alike(halves(kept(image, "PNG")), [(100, 100, 100, 255), (255, 255, 255, 255)], 3)


@pytest.mark.parametrize(
    ("mode", "values"), [("F", (0.25, 1.0)), ("F", (64.0, 255.0)), ("I", (16448, 65535))]
)
def test_numbers_of_thirty_two_bits(mode, values):
    image = Pillow.new(mode, (64, 64), values[0])
    image.paste(values[1], (32, 0, 64, 64))
    assert alike(halves(kept(image, "TIFF")), [(64, 64, 64, 255), (255, 255, 255, 255)], 3)


def test_greys_in_a_linear_grey_profile_keep_their_transparency():
    """The grey of the picture is the same with its transparency and without."""
    image = Pillow.new("L", (64, 64), 100)
    image.paste(255, (32, 0, 64, 64))
    found = halves(kept(image, "PNG", transparency=255, icc_profile=swapped()))
    assert [pixel[3] for pixel in found] == [255, 0]


# --- Formats --------------------------------------------------------------------------------------
@pytest.mark.parametrize("format", ["HEIF", "AVIF", "GIF", "TIFF"])
def test_further_formats_are_taken(format):
    found = kept(source("RGB"), format)
    assert alike([pixel[:3] for pixel in halves(found)], [LEFT, RIGHT], 12)


def test_a_photo_of_a_telephone_is_upright():
    exif = Pillow.Exif()
    exif[0x0112] = 6
    image = Pillow.new("RGB", (64, 48), LEFT)
    assert kept(image, "HEIF", exif=exif.tobytes()).size == (48, 64)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("format", "word"),
    [
        ("GIF", "The file is a moving picture; only its first frame was taken."),
        ("TIFF", "The file has one more picture; only the first was taken."),
    ],
)
def test_the_first_frame_is_taken_and_that_is_told(client, settings, tmp_path, format, word):
    settings.MEDIA_ROOT = tmp_path
    client.force_login(make_user("view_image", "add_image", "change_image"))
    other = Pillow.new("RGB", (64, 64), "white")
    sent = files.sent(source("RGB"), format, save_all=True, append_images=[other])
    data = {"title": "A hall", "alt": "A hall.", "credit": "Desk", "image": sent}
    said = client.post(reverse("admin:images_image_add"), data, follow=True).content.decode()
    assert word in said
    assert alike([Pillow.open(Image.objects.get().image).convert("RGB").getpixel((10, 32))], [LEFT], 12)
