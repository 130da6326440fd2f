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
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from newsroom.images import embedded
from newsroom.lib.incoming import line

FORMATS = ("JPEG", "PNG", "WEBP", "AVIF")
MAX_BYTES = 30_000_000
MAX_PIXELS = 50_000_000
MAX_SIDE = 4000  # of the master, in pixels: enough for print on a page and for every rendition
MASTER_QUALITY = 90

# The same limit holds for all other code of this process that opens a picture.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS
warnings.simplefilter("error", Image.DecompressionBombWarning)

# Decoding 50 megapixels takes some hundred megabytes: once for the process, not for each of its threads.
ONE_AT_A_TIME = threading.Lock()
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
OTHER_KINDS = {
    rb"GIF8": "GIF",
    rb"%PDF": "PDF",
    rb"II\*\x00|MM\x00\*": "TIFF",
    rb"8BPS": "Photoshop",
    rb"BM": "BMP",
    rb"....ftyp(hei|hev|mif1|msf1)": "HEIC",
    rb"(\xef\xbb\xbf)?\s*(<\?xml|<!--|<!DOCTYPE svg|<svg)": "SVG",
    rb"PK\x03\x04": "ZIP",
}


@dataclass(frozen=True)
class Upload:
    """A file that was found good: the master to keep, and what is known of the file that was sent."""

    master: ContentFile
    content_hash: str  # SHA-256 of the file as sent, in hex
    found: dict  # see embedded.words, and a title in any case


def examine(file):
    """Return the Upload for an open binary file; its `name`, if it has one, becomes the title.

    Raises ValidationError, in an editor's words, for whatever is not a picture we keep. Nothing is stored,
    and the file is left at its beginning, so it can be examined again.
    """
    data = _read(file)
    try:
        with ONE_AT_A_TIME:
            found = _look(data)
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
    return Upload(master=master, content_hash=hashlib.sha256(data).hexdigest(), found=found)


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
    """Refuse what should not be decoded, and return the metadata of the file. Nothing is decoded yet."""
    picture = Image.open(io.BytesIO(data), formats=FORMATS)
    if picture.width * picture.height > MAX_PIXELS:
        raise _too_many_pixels()
    found = embedded.words(picture)
    picture.verify()  # checksums, for the formats that have them; it leaves the picture unusable
    return found


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
    picture = _srgb(picture)
    picture.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS)
    picture.info.clear()  # a comment would be copied too: it may contain GPS data and names
    extension, options = (
        ("webp", {"format": "WEBP", "method": 4})
        if picture.mode == "RGBA"
        else ("jpg", {"format": "JPEG", "progressive": True, "optimize": True})
    )
    out = io.BytesIO()
    picture.save(out, quality=MASTER_QUALITY, **options)
    return ContentFile(out.getvalue(), name=f"master.{extension}")


def _srgb(picture):
    mode = "RGBA" if picture.has_transparency_data else "RGB"
    profile = picture.info.get("icc_profile")
    if picture.mode.startswith("I"):  # 16 bits a pixel: converting alone would clip them to white
        picture = picture.point(lambda value: value / 256).convert("L")
    if profile and picture.mode in ("RGB", "RGBA", "CMYK", "L"):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            return ImageCms.profileToProfile(picture, source, SRGB, outputMode=mode)
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass  # a profile that says nothing sensible: take the numbers as sRGB
    return picture if picture.mode == mode else picture.convert(mode)


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
