"""What happens to an uploaded file before the library keeps it: limits, real decoding, a clean master.

Standards: OWASP ASVS 5.0, 5.2.1 (size), 5.2.2 (content decides, the picture is written anew), 5.2.6 (pixel
flood refused before decoding).
"""

import contextlib
import hashlib
import io
import re
import threading
import warnings
from dataclasses import dataclass
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from PIL import Image, ImageCms, ImageMath, ImageOps, UnidentifiedImageError
from pillow_heif import register_heif_opener

from newsroom.images import embedded
from newsroom.lib.incoming import line

FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "HEIF", "GIF", "TIFF")
MAX_BYTES = 30_000_000
MAX_PIXELS = 50_000_000
MAX_SIDE = 4000  # of the master, in pixels: enough for print on a page and for every rendition
MASTER_QUALITY = 90

# The same limit holds for all other code of this process that opens a picture.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS
warnings.simplefilter("error", Image.DecompressionBombWarning)

register_heif_opener(thumbnails=False)
# Decoding 50 megapixels takes some hundred megabytes: once for the process, not for each of its threads.
ONE_AT_A_TIME = threading.Lock()
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
OTHER_KINDS = {
    rb"%PDF": "PDF",
    rb"8BPS": "Photoshop",
    rb"BM": "BMP",
    rb"(\xef\xbb\xbf)?\s*(<\?xml|<!--|<!DOCTYPE svg|<svg)": "SVG",
    rb"PK\x03\x04": "ZIP",
}


@dataclass(frozen=True)
class Upload:
    """A file that was found good: the master to keep, and what is known of the file that was sent."""

    master: ContentFile
    content_hash: str  # SHA-256 of the file as sent, in hex
    found: dict  # see embedded.words, and a title in any case
    remark: str = ""  # what the file holds besides, in a sentence


def examine(file):
    """Return the Upload for an open binary file; its `name`, if it has one, becomes the title.

    Raises ValidationError, in an editor's words, for whatever is not a picture we keep. Nothing is stored,
    and the file is left at its beginning, so it can be examined again.
    """
    data = _read(file)
    try:
        with ONE_AT_A_TIME:
            found, remark = _look(data)
            master = _master(_decode(data))
    except UnidentifiedImageError:
        raise ValidationError(_not_a_picture(data), code="not_a_picture") from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_many_pixels() from None
    except ValidationError:
        raise
    except Exception as error:  # a hostile file may raise anything inside a decoder
        raise ValidationError(
            _("This picture is damaged or incomplete. Ask for it again, or open it and save it anew."),
            code="damaged",
        ) from error
    found.setdefault("title", _title(str(getattr(file, "name", ""))))
    return Upload(master=master, content_hash=hashlib.sha256(data).hexdigest(), found=found, remark=remark)


def _read(file):
    file.seek(0)
    data = file.read(MAX_BYTES + 1)
    file.seek(0)
    if not data:
        raise ValidationError(_("This file is empty."), code="empty")
    if len(data) > MAX_BYTES:
        raise ValidationError(
            _("This file is larger than %(limit)s. Save the picture smaller and choose it again."),
            code="too_large",
            params={"limit": f"{MAX_BYTES / 1_000_000:g} MB"},
        )
    return data


def _look(data):
    """Refuse what should not be decoded; return metadata and remark of the file. Nothing is decoded yet."""
    picture = Image.open(io.BytesIO(data), formats=FORMATS)
    if picture.width * picture.height > MAX_PIXELS:
        raise _too_many_pixels()
    found, remark = embedded.words(picture), _remark(picture)
    picture.verify()  # checksums, for the formats that have them; it leaves the picture unusable
    return found, remark


def _remark(picture):
    """The sentence that tells what is not taken: further frames or pages."""
    more = getattr(picture, "n_frames", 1) - 1
    if more < 1 or picture.format == "MPO":  # of a telephone: the same picture again, smaller or in depth
        return ""
    if picture.format in ("TIFF", "HEIF"):
        message = ngettext(
            "The file has one more picture; only the first was taken.",
            "The file has %(more)d more pictures; only the first was taken.",
            more,
        )
        return message % {"more": more}
    return str(_("The file is a moving picture; only its first frame was taken."))


def _decode(data):
    """Return the picture in its first frame, upright. It is large: keep no second name for it."""
    picture = Image.open(io.BytesIO(data), formats=FORMATS)
    share = MAX_SIDE / max(picture.size)
    if share < 1:  # a large JPEG is decoded at a fraction of its size
        picture.draft(None, tuple(max(1, int(side * share)) for side in picture.size))
    picture.load()  # verify() lets a truncated JPEG pass
    with contextlib.suppress(Exception):  # a camera's broken notes are no reason to refuse its picture
        ImageOps.exif_transpose(picture, in_place=True)  # a copy of 50 megapixels is 200 MB
    return picture


def _master(picture):
    """Return the file to keep: sRGB, at most MAX_SIDE, with only the pixels of the upload."""
    picture = _in_colours(picture)
    picture.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS)
    picture = _srgb(picture)
    picture.info.clear()  # a comment would be copied too: it may contain GPS data and names
    extension, options = (
        ("webp", {"format": "WEBP", "method": 4})
        if picture.mode == "RGBA"
        else ("jpg", {"format": "JPEG", "progressive": True, "optimize": True})
    )
    out = io.BytesIO()
    picture.save(out, quality=MASTER_QUALITY, **options)
    return ContentFile(out.getvalue(), name=f"master.{extension}")


# The mode in which a picture's colours are read through its profile, by mode; and the same with transparency.
COLOURS = {"L": "L", "LA": "LA", "La": "LA", "1": "L", "CMYK": "CMYK", "LAB": "LAB"}
WITH_ALPHA = {"L": "LA", "1": "LA"}
SPACES = {"RGB": "RGB", "GRAY": "L", "CMYK": "CMYK", "Lab": "LAB"}  # of ICC profiles
LAB = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))


def _in_colours(picture):
    """The picture as L, LA, RGB, RGBA, CMYK or LAB, its transparency as a channel, its profile beside it."""
    profile = picture.info.get("icc_profile")
    if picture.mode[0] in "IF":
        picture = _of_many_greys(picture)
    elif picture.has_transparency_data:
        picture = _converted(picture, WITH_ALPHA.get(picture.mode, COLOURS.get(picture.mode, "RGBA")))
    else:
        picture = _converted(picture, COLOURS.get(picture.mode, "RGB"))
    picture.info = {"icc_profile": profile}
    return picture


def _converted(picture, mode):
    return picture if picture.mode == mode and "transparency" not in picture.info else picture.convert(mode)


def _of_many_greys(picture):
    """A picture of 16 or 32 bits or of fractions a pixel, as L or LA. Converting alone would clip it."""
    clear = picture.info.get("transparency")
    picture = picture.convert("I") if picture.mode.startswith("I;") else picture
    low, high = picture.getextrema()
    if picture.mode == "F" and low >= 0 and high <= 1:
        low, high = 0, 1
    elif low >= 0 and high <= 0xFFFF:
        low, high = 0, 0xFFFF if picture.mode != "F" or high > 0xFF else 0xFF
    scale = 255 / ((high - low) or 1)
    grey = picture.convert("F").point(lambda value: value * scale + (0.5 - low * scale)).convert("L")
    if isinstance(clear, int):
        seen = ImageMath.lambda_eval(lambda args: (args["picture"] != clear) * 255, picture=picture)
        grey.putalpha(seen.convert("L"))
    return grey


def _srgb(picture):
    """The picture as RGB or RGBA, its colours read through its profile. Transparency is no colour."""
    alpha = picture.getchannel("A") if picture.mode in ("LA", "RGBA") else None
    colours = picture.convert(picture.mode.removesuffix("A")) if alpha else picture
    colours = _through(picture.info["icc_profile"], colours)
    if alpha:
        colours.putalpha(alpha)
    return colours


def _through(profile, picture):
    """The L, RGB, CMYK or LAB picture as RGB; without a sensible profile its numbers are those of sRGB."""
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile)) if profile else None
        space = SPACES.get(source.profile.xcolor_space.strip()) if source else None
        if space == "RGB" and picture.mode == "L":  # greys in a space of colours
            picture = picture.convert("RGB")
        if space == picture.mode:
            return ImageCms.profileToProfile(picture, source, SRGB, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        pass  # a profile that says nothing sensible
    if picture.mode == "LAB":
        return ImageCms.profileToProfile(picture, LAB, SRGB, outputMode="RGB")
    return picture.convert("RGB")


def _title(name):
    """Return a file's name as a title: "UN_hall-2.jpg" -> "UN hall-2"."""
    stem = PurePath(name.replace("\\", "/")).stem
    return line(stem.replace("_", " ")) or str(_("Picture"))


def _too_many_pixels():
    return ValidationError(
        _("This picture has more than %(limit)s megapixels. Save it smaller and choose it again."),
        code="too_many_pixels",
        params={"limit": MAX_PIXELS // 1_000_000},
    )


def _not_a_picture(data):
    for start, kind in OTHER_KINDS.items():
        if re.match(start, data[:200], re.DOTALL | re.IGNORECASE):
            return _("%(kind)s files cannot be used. Save the picture as JPEG, PNG, WebP or AVIF.") % {
                "kind": kind
            }
    return _("This is not a picture we can read. Choose a JPEG, PNG, WebP or AVIF file.")
