"""The sizes and crops in which a picture is shown: their names, shapes, encodings, and how they are made.

An address says what is asked for, and a width does not depend on the focal point: so the HTML stored with an
edition may name it, and a rendition made again has the address it had. The two encodings of one rendition
differ in the ending of their address only.
"""

import contextlib
import datetime
import io
import math
from pathlib import PurePosixPath

from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image

WIDTHS = (400, 800, 1600)
CROPS = {  # name: shape, widths; the largest has the bare name, the others "1x1-160"
    "16x9": ((16, 9), (480, 1200)),
    "4x3": ((4, 3), (480, 1200)),
    "1x1": ((1, 1), (160, 480, 1200)),  # 160: a portrait beside a name, on a dense screen
}
ENCODINGS = {  # ending: what Pillow is told. AVIF is a fifth smaller, and at speed 8 of 10 costs little.
    "webp": {"format": "WEBP", "quality": 80, "method": 4},
    "avif": {"format": "AVIF", "quality": 60, "speed": 8},
}
KEPT = datetime.timedelta(days=2)  # how long a crop of a former focal point stays: pages in caches show it


# --- Shapes ---------------------------------------------------------------------------------------
def fitted(size, width):
    """Return `size` (width, height) brought down to `width` pixels; never enlarged."""
    if size[0] <= width:
        return tuple(size)
    return width, max(1, round(size[1] * width / size[0]))


def cropped(size, ratio, width):
    """Return the largest (width, height) of shape `ratio` within `size`, at most `width` pixels wide."""
    across, down = ratio
    width = max(1, min(width, size[0], size[1] * across // down))
    return width, max(1, width * down // across)


def family(crop=""):
    """Return the names of one shape, smallest first: all widths, or the widths of a crop."""
    ratio = CROPS[crop][0] if crop else None
    return [name for name, (shape, _) in SHAPES.items() if shape == ratio]


def size_of(name, size):
    """Return the (width, height) that the rendition `name` of a master of `size` has. KeyError if unknown."""
    kind, wanted = SHAPES[name]
    return fitted(size, wanted) if kind is None else cropped(size, kind, wanted)


def encoded(name, ending):
    """Return the key of FORMATS for a rendition in an encoding: ("w400", "avif") -> "w400.avif"."""
    return name if ending == "webp" else f"{name}.{ending}"


def _box(size, ratio, focal_point):
    """Return the crop box of shape `ratio` within `size`, its middle as near the focal point as can be."""
    across, down = ratio
    scale = min(size[0] / across, size[1] / down)
    width, height = across * scale, down * scale
    left = min(max(focal_point[0] * size[0] - width / 2, 0), size[0] - width)
    top = min(max(focal_point[1] * size[1] - height / 2, 0), size[1] - height)
    return left, top, left + width, top + height


# --- Addresses: imagefield makes a hash of the recipe and, for a crop, of the focal point ------------
def _spec(name, ending):
    ratio, width = SHAPES[name]

    def spec(file, context):
        context.extension = f".{ending}"
        if ratio is None:
            context.ppoi = [0.5, 0.5]  # a width shows all of the picture
            context.processors = [("newsroom_width", width)]
        else:
            context.processors = [("newsroom_crop", ratio, width)]

    return spec


SHAPES = {f"w{width}": (None, width) for width in WIDTHS} | {
    crop if width == widths[-1] else f"{crop}-{width}": (ratio, width)
    for crop, (ratio, widths) in CROPS.items()
    for width in widths
}
FORMATS = {encoded(name, ending): _spec(name, ending) for name in SHAPES for ending in ENCODINGS}


def paths(file):
    """Return {(name, ending): path in the storage} of every rendition of an imagefield file."""
    return {
        (name, ending): file._process_context(FORMATS[encoded(name, ending)]).name
        for name in SHAPES
        for ending in ENCODINGS
    }


# --- Making ---------------------------------------------------------------------------------------
def make(file, size):
    """Make the renditions of a master of `size` that are not in the storage; return how many were made.

    The master is opened once, and only if one is missing. Nothing is overwritten: where another worker was
    quicker, its file stays. One listing tells what is there.
    """
    there = set(_listed(file))
    missing = {key: path for key, path in paths(file).items() if path not in there}
    if not missing:
        return 0
    picture = _opened(file, size)
    for name in dict.fromkeys(name for name, _ending in missing):
        shown = _shaped(picture, name, size, file._ppoi())
        for ending, options in ENCODINGS.items():
            if path := missing.get((name, ending)):
                _store(file.storage, path, _written(shown, options))
    return len(missing)


def _opened(file, size):
    """The master, decoded; a JPEG at a fraction of its size if that is enough for the largest rendition."""
    with file.storage.open(file.name) as stored:
        picture = Image.open(io.BytesIO(stored.read()))
    share = max(_share(name, size) for name in SHAPES)
    picture.draft(None, (math.ceil(size[0] * share), math.ceil(size[1] * share)))
    picture.load()
    return picture if picture.mode in ("RGB", "RGBA") else picture.convert("RGB")


def _share(name, size):
    """How large a rendition is beside the part of the master that it shows: 1 is as large."""
    ratio, _width = SHAPES[name]
    left, _top, right, _bottom = _box(size, ratio or size, (0.5, 0.5))
    return size_of(name, size)[0] / max(1, right - left)


def _shaped(picture, name, size, focal_point):
    ratio, _width = SHAPES[name]
    box = _box(picture.size, ratio, focal_point) if ratio else None
    return picture.resize(size_of(name, size), Image.Resampling.LANCZOS, box=box, reducing_gap=3.0)


def _written(picture, options):
    out = io.BytesIO()
    picture.save(out, **options)
    return ContentFile(out.getvalue())


def _store(storage, path, content):
    stored = storage.save(path, content)
    if stored != path:  # another worker was quicker; both files say the same
        storage.delete(stored)


# --- Cleaning -------------------------------------------------------------------------------------
def sweep(file, now=None):
    """Delete the files of former focal points that are older than KEPT; return how many stay until then.

    One listing of the folder that holds this picture's renditions.
    """
    wanted = set(paths(file).values())
    before, waiting = (now or timezone.now()) - KEPT, 0
    for path in _listed(file):
        if path in wanted:
            continue
        if file.storage.get_modified_time(path) > before:
            waiting += 1
        else:
            file.storage.delete(path)
    return waiting


def _listed(file):
    """The paths of the renditions of this picture that are in the storage, whatever their focal point."""
    base = file._process_base(file.name)
    with contextlib.suppress(FileNotFoundError):
        for name in file.storage.listdir(base.path)[1]:
            if name.startswith(base.basename):
                yield str(PurePosixPath(base.path) / name)
