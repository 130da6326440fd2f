"""What the library accepts, what it keeps of it, and what it refuses without a trace."""

import datetime
import io

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from PIL import Image as Pillow

from newsroom.images import ingest
from newsroom.images.models import Image
from tests.newsroom.images import files

WORDS = {"alt": "An empty hall.", "credit": "Desk"}
pytestmark = pytest.mark.django_db


def master(image):
    with image.image.open() as file:
        picture = Pillow.open(io.BytesIO(file.read()))
    picture.load()
    return picture


def refused(file, stored, **words):
    """Return the sentence beside the picture field; nothing may be left behind."""
    with pytest.raises(ValidationError) as error:
        Image.objects.ingest(file, **{**WORDS, **words})
    assert not Image.objects.exists()
    assert stored() == []
    return " ".join(error.value.message_dict["image"])


# --- What is kept ------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("format", "extension"), [("JPEG", "jpg"), ("PNG", "png"), ("WEBP", "webp"), ("AVIF", "avif")]
)
def test_the_four_formats_come_in_as_jpeg(format, extension):
    image = Image.objects.ingest(files.sent(files.picture(), format, f"UN_hall.{extension}"), **WORDS)
    kept = master(image)
    assert (kept.format, kept.mode, kept.size) == ("JPEG", "RGB", (60, 40))
    assert (image.width, image.height, image.title) == (60, 40, "UN hall")
    assert image.image.name.endswith(".jpg")


def test_content_decides_not_the_extension():
    image = Image.objects.ingest(files.sent(files.picture(), "PNG", "really-a-png.jpg"), **WORDS)
    assert master(image).format == "JPEG"


def test_transparency_is_kept():
    see_through = Pillow.new("RGBA", (20, 20), (200, 0, 0, 0))
    kept = master(Image.objects.ingest(files.sent(see_through, "PNG", "logo.png"), **WORDS))
    assert (kept.format, kept.mode) == ("WEBP", "RGBA")
    assert kept.getpixel((5, 5))[3] == 0


@pytest.mark.parametrize("mode", ["1", "L", "P", "CMYK", "I;16"])
def test_every_mode_becomes_rgb(mode):
    source = Pillow.new(mode, (20, 20), 32768) if mode == "I;16" else files.picture(20, 20, mode)
    kept = master(Image.objects.ingest(files.sent(source, "JPEG" if mode == "CMYK" else "PNG"), **WORDS))
    assert kept.mode == "RGB"
    if mode == "I;16":
        assert abs(kept.getpixel((5, 5))[0] - 128) < 3


def test_a_photo_is_upright_and_without_the_data_of_the_camera():
    image = Image.objects.ingest(files.photo(), **WORDS)
    assert (image.width, image.height) == (40, 60)
    kept = master(image)
    red, green, _ = kept.getpixel((20, 5))
    assert red > 150 > green  # the left side is on top now
    assert not kept.getexif()
    with image.image.open() as file:
        assert b"Secret" not in file.read()
    assert not {"exif", "xmp", "comment", "icc_profile", "photoshop"} & set(kept.info)


def test_a_picture_larger_than_the_master_is_brought_down():
    kept = master(Image.objects.ingest(files.sent(Pillow.new("L", (5000, 1000))), **WORDS))
    assert kept.size == (4000, 800)


def test_a_profile_of_nonsense_does_not_refuse_a_picture():
    assert Image.objects.ingest(files.sent(files.picture(), icc_profile=b"nonsense"), **WORDS).pk


def test_colours_are_read_through_the_profile_of_the_file():
    kept = master(Image.objects.ingest(files.in_swapped_colours(), **WORDS))
    red, _, blue = kept.getpixel((5, 5))
    assert blue > 150 > red
    assert "icc_profile" not in kept.info


def test_a_multi_picture_jpeg_is_a_jpeg():
    two = files.sent(files.picture(), "MPO", save_all=True, append_images=[files.picture(colour="blue")])
    assert master(Image.objects.ingest(two, **WORDS)).size == (60, 40)


def test_nothing_of_the_uploader_is_in_the_name():
    image = Image.objects.ingest(files.sent(files.picture(), name="../../secret plan\u202egpj.exe"), **WORDS)
    assert "secret" not in image.image.name
    assert image.image.name.startswith("pictures/")
    assert image.title == "secret plangpj"


def test_a_file_without_a_name_and_a_moving_picture_are_taken_too():
    frames = [files.picture(), files.picture(colour="blue")]
    moving = io.BytesIO()
    frames[0].save(moving, "WEBP", save_all=True, append_images=frames[1:])
    image = Image.objects.ingest(moving, **WORDS)
    assert image.title == "Picture"
    red, _, blue = master(image).getpixel((5, 5))[:3]
    assert red > blue  # its first frame


@pytest.mark.parametrize(
    ("mode", "format"), [("LA", "PNG"), ("P", "PNG"), ("RGBA", "AVIF"), ("RGBA", "WEBP")]
)
def test_every_kind_of_transparency_is_kept(mode, format):
    source = Pillow.new(mode, (20, 20))
    options = {"transparency": 0} if mode == "P" else {}
    kept = master(Image.objects.ingest(files.sent(source, format, "logo", **options), **WORDS))
    assert (kept.format, kept.mode) == ("WEBP", "RGBA")
    assert kept.getpixel((5, 5))[3] == 0


@pytest.mark.parametrize("tail", [b"<script>alert(1)</script>", b"PK\x03\x04secret.zip", b"%PDF-1.7 Secret"])
@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
def test_data_after_the_picture_is_not_kept(format, tail):
    """A file that is a picture and something else besides: a polyglot."""
    both = files.raw(files.sent(files.picture(), format).read() + tail)
    image = Image.objects.ingest(both, **WORDS)
    with image.image.open() as file:
        assert tail not in file.read()


def test_nothing_that_is_served_says_where_a_photo_was_taken(stored):
    image = Image.objects.ingest(files.photo(900, 600), **WORDS)
    image.make_renditions()
    for path in stored():
        data = image.image.storage.open(path).read()
        picture = Pillow.open(io.BytesIO(data))
        assert not picture.getexif(), path
        assert b"Secret" not in data, path
        assert not {"exif", "xmp", "comment", "photoshop"} & set(picture.info), path


# --- What the file says of itself --------------------------------------------------------------
def test_iptc_fills_what_was_left_empty():
    wire = files.iptc(
        d120="Le Secrétaire général".encode(),
        d110=b"UN Photo",
        d80=[b"E. Debebe", b"M. Garten"],
        d55=b"20071010",
        d116="© ONU".encode("latin-1"),
    )
    image = Image.objects.ingest(wire, alt="A man speaks.", caption="Ours")
    image.refresh_from_db()
    assert (image.caption, image.credit) == ("Ours", "UN Photo")
    assert (image.byline, image.copyright) == ("E. Debebe, M. Garten", "© ONU")
    assert image.taken == datetime.date(2007, 10, 10)


def test_iptc_that_is_too_long_or_hostile_is_cut_and_cleaned():
    image = Image.objects.ingest(files.iptc(d110=b"A\x00B" + b"x" * 999, d55=b"20071399"), alt="Hall")
    assert len(image.credit) == 200
    assert "\x00" not in image.credit
    assert image.taken is None


def test_broken_iptc_does_not_refuse_a_picture():
    data = files.iptc(d120=b"words").read().replace(b"\x1c\x02\x78", b"\x1c\xff\xff")
    assert Image.objects.ingest(files.raw(data), **WORDS).caption == ""


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_xmp_fills_what_was_left_empty(format):
    image = Image.objects.ingest(files.xmp(format))
    assert (image.alt, image.credit) == ("Two people talk.", "UN Photo/Eskinder Debebe")
    assert (image.caption, image.byline) == ("A & B", "Ilse Marrow, Tom Adeyemi")
    assert image.taken == datetime.date(2007, 10, 10)
    assert image.source_note.endswith("digitalCapture")
    assert (image.rights_holder, image.usage_terms) == ("United Nations", "Editorial use only.")
    with image.image.open() as file:
        assert b"Debebe" not in file.read()


@pytest.mark.parametrize(
    "packet",
    [
        "<dc:description>" * 10_000,
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><dc:description>&b;</dc:description>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><dc:description>&a;</dc:description>',
        "<dc:description>\x00\ufffe<<<",
    ],
)
def test_hostile_xmp_neither_refuses_a_picture_nor_brings_anything_in(packet):
    image = Image.objects.ingest(files.xmp("WEBP", packet), **WORDS)
    assert "aaaa" not in image.caption
    assert "root:" not in image.caption


# --- What is refused -------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (files.raw(b""), "This file is empty."),
        (files.raw(b"MZ\x90\x00 not a picture"), "This is not a picture we can read."),
        (files.raw(b"<svg><script/></svg>", "x.svg"), "SVG files cannot be used."),
        (files.raw(b'<?xml version="1.0"?><svg/>', "x.jpg"), "SVG files cannot be used."),
        (files.raw(b"%PDF-1.7", "x.jpg"), "PDF files cannot be used."),
        (files.raw(b"\0\0\0\x18ftypheic\0\0\0\0", "IMG.HEIC"), "damaged|not a picture"),
        (files.raw(b"BM" + b"\0" * 60, "x.bmp"), "BMP files cannot be used."),
        (files.cut(files.sent(files.picture(400, 400), "HEIF")), "damaged|not a picture"),
        (files.cut(files.sent(files.picture(400, 400), "TIFF")), "damaged|not a picture"),
        (files.bomb(), "This picture has more than 50 megapixels."),
        (files.bomb(8000, 8000), "This picture has more than 50 megapixels."),
        (files.cut(files.sent(files.picture(400, 400))), "This picture is damaged or incomplete."),
        (files.cut(files.sent(files.picture(400, 400), "PNG")), "This picture is damaged or incomplete."),
        (files.cut(files.sent(files.picture(400, 400), "WEBP")), "damaged|not a picture"),
        (files.cut(files.sent(files.picture(400, 400), "AVIF")), "damaged|not a picture"),
        (files.raw(files.sent(files.picture()).read()[:3]), "This is not a picture we can read."),
    ],
)
def test_a_hostile_or_broken_file_is_refused_without_a_trace(file, sentence, stored):
    assert any(part in refused(file, stored) for part in sentence.split("|"))


def test_a_file_larger_than_the_limit_is_refused(monkeypatch, stored):
    monkeypatch.setattr(ingest, "MAX_BYTES", 500)
    assert "larger than 0.0005 MB" in refused(files.sent(files.picture(400, 400)), stored)


def test_the_same_file_twice_names_the_picture_that_is_there(stored):
    Image.objects.ingest(files.sent(files.picture(), name="hall.jpg"), **WORDS)
    kept = stored()
    with pytest.raises(ValidationError) as error:
        Image.objects.ingest(files.sent(files.picture(), name="copy.jpg"), **WORDS)
    assert error.value.message_dict == {"image": ["This picture is already in the library: “hall”."]}
    assert stored() == kept


def test_two_at_once_leave_one_picture_and_one_file(monkeypatch, stored):
    Image.objects.ingest(files.sent(files.picture()), **WORDS)
    late = Image(**WORDS)
    monkeypatch.setattr(type(Image.objects), "same_file", lambda *a: None, raising=False)
    late.accept(files.sent(files.picture()))
    with pytest.raises(IntegrityError):
        late.store()
    assert len(stored()) == Image.objects.count() == 1


@pytest.mark.parametrize("missing", ["alt", "credit"])
def test_words_are_required(missing, stored):
    with pytest.raises(ValidationError) as error:
        Image.objects.ingest(files.sent(files.picture()), **{**WORDS, missing: ""})
    assert list(error.value.message_dict) == [missing]
    assert stored() == []


def test_a_decorative_picture_needs_no_alternative_text():
    image = Image.objects.ingest(files.sent(files.picture()), credit="Desk", decorative=True)
    assert image.alt_text == ""


@pytest.mark.parametrize("words", [{"alt": ""}, {"credit": ""}])
def test_the_database_holds_the_rule_too(words):
    image = Image.objects.ingest(files.sent(files.picture()), **WORDS)
    with pytest.raises(IntegrityError):
        Image.objects.filter(pk=image.pk).update(**words)


@pytest.mark.parametrize("point", ["", "left", "0.5", "1.2x0.5", "0.5x0.5x", "nanxnan", "0.5x0.5\n"])
def test_a_focal_point_lies_within_the_picture(point, stored):
    with pytest.raises(ValidationError) as error:
        Image.objects.ingest(files.sent(files.picture()), focal_point=point, **WORDS)
    assert "focal_point" in error.value.message_dict
