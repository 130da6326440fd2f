"""The sizes and crops in which a picture is shown: their names, shapes and how each is made.

An address says what is asked for, not how it is encoded, and a width does not depend on the focal point:
so the HTML stored with an edition may name it, and a rendition made again has the address it had.
"""

from imagefield.processing import register_pillow
from PIL import Image

WIDTHS = (400, 800, 1600)
CROPS = {  # name: shape, widths; the largest has the bare name, the others "1x1-160"
    "16x9": ((16, 9), (480, 1200)),
    "4x3": ((4, 3), (480, 1200)),
    "1x1": ((1, 1), (160, 480, 1200)),  # 160: a portrait beside a name, on a dense screen
}
QUALITY = {"quality": 80, "method": 4}


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
    return [name for name, (shape, _) in _SHAPES.items() if shape == ratio]


def size_of(name, size):
    """Return the (width, height) that the rendition `name` of a master of `size` has. KeyError if unknown."""
    kind, wanted = _SHAPES[name]
    return fitted(size, wanted) if kind is None else cropped(size, kind, wanted)


@register_pillow
def newsroom_width(get_image, width):
    def process(image, context):
        image = _opened(get_image, image, context)
        return image.resize(fitted(image.size, width), Image.Resampling.LANCZOS)

    return process


@register_pillow
def newsroom_crop(get_image, ratio, width):
    def process(image, context):
        image = _opened(get_image, image, context)
        size = cropped(image.size, ratio, width)
        box = _box(image.size, ratio, context.ppoi)
        return image.resize(size, Image.Resampling.LANCZOS, box=box)

    return process


def _opened(get_image, image, context):
    context.save_kwargs.update(QUALITY, format="WEBP")
    image = get_image(image, context)
    return image if image.mode in ("RGB", "RGBA") else image.convert("RGB")


def _box(size, ratio, focal_point):
    """Return the crop box of shape `ratio` within `size`, its middle as near the focal point as can be."""
    across, down = ratio
    scale = min(size[0] / across, size[1] / down)
    width, height = across * scale, down * scale
    left = min(max(focal_point[0] * size[0] - width / 2, 0), size[0] - width)
    top = min(max(focal_point[1] * size[1] - height / 2, 0), size[1] - height)
    return left, top, left + width, top + height


def _width(width):
    def spec(file, context):
        context.extension = ".webp"
        context.ppoi = [0.5, 0.5]  # a width shows all of the picture
        context.processors = [("newsroom_width", width)]

    return spec


def _crop(ratio, width):
    def spec(file, context):
        context.extension = ".webp"
        context.processors = [("newsroom_crop", ratio, width)]

    return spec


_SHAPES = {f"w{width}": (None, width) for width in WIDTHS} | {
    crop if width == widths[-1] else f"{crop}-{width}": (ratio, width)
    for crop, (ratio, widths) in CROPS.items()
    for width in widths
}
FORMATS = {
    name: _width(width) if ratio is None else _crop(ratio, width) for name, (ratio, width) in _SHAPES.items()
}
