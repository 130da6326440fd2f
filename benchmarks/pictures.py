"""What taking in a picture costs: seconds, and the most memory that a process of its own ever held.

    python -m benchmarks.pictures            # each case below in a fresh process
    python -m benchmarks.pictures "50 MP JPEG"

The figure beside "nothing" is Django with its models loaded. Needs no database: nothing is stored.
"""

import io
import os
import resource
import subprocess
import sys
import time

WIDE = (8660, 5773)  # 50 megapixels, 3:2, as a camera has them


def jpeg(size=WIDE):
    return _saved(_noisy(size), "JPEG", quality=88)


def png():
    return _saved(_smooth(WIDE), "PNG", compress_level=1)


def see_through():
    picture = _smooth(WIDE)
    picture.putalpha(200)
    return _saved(picture, "PNG", compress_level=1)


def webp():
    return _saved(_noisy(WIDE), "WEBP", quality=60, method=0)


def ordinary():
    return jpeg((6000, 4000))


# Name: (what makes the file, how many times it is taken in). A file of 30 MB is the most that comes in.
CASES = {
    "nothing": (None, 0),
    "24 MP JPEG": (ordinary, 1),
    "24 MP JPEG, 20 in a row": (ordinary, 20),
    "50 MP JPEG": (jpeg, 1),
    "50 MP JPEG, 20 in a row": (jpeg, 20),
    "50 MP PNG": (png, 1),
    "50 MP PNG, transparent": (see_through, 1),
    "50 MP WebP": (webp, 1),
    "renditions of a 12 MP master": (lambda: jpeg((4000, 3000)), 0),
}


def _noisy(size):
    """Something like a photograph: large shapes, and grain."""
    from PIL import Image

    grain = Image.effect_noise((size[0] // 8, size[1] // 8), 60).resize(size, Image.Resampling.BICUBIC)
    return Image.merge("RGB", [grain, grain.transpose(Image.Transpose.FLIP_LEFT_RIGHT), grain])


def _smooth(size):
    """Something like a drawing: a PNG of grain would be refused for its bytes."""
    from PIL import Image

    field = Image.linear_gradient("L").resize(size)
    return Image.merge("RGB", [field, field.transpose(Image.Transpose.FLIP_TOP_BOTTOM), field])


def _saved(picture, format, **options):
    out = io.BytesIO()
    picture.save(out, format, **options)
    return out.getvalue()


def measure(name, path):
    """Print the line of one case; the file was made by another process, so making it is not counted."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    import django

    django.setup()
    from newsroom.images import ingest

    _make, times = CASES[name]
    seconds = []
    for _ in range(times):
        started = time.perf_counter()
        with open(path, "rb") as file:
            ingest.examine(file)
        seconds.append(time.perf_counter() - started)
    if name.startswith("renditions"):
        seconds.append(_renditions(path))
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    took = f"{sum(seconds) / len(seconds):5.1f} s each" if seconds else "–"
    size = f"{os.path.getsize(path) / 1e6:5.1f} MB" if path else "–"
    print(f"{name:30} file {size:>9}   {took:>13}   at most {most:5.0f} MB")


def _renditions(path):
    """Seconds for all sizes and encodings of a master, without a storage."""
    from PIL import Image

    from newsroom.images import renditions

    started = time.perf_counter()
    picture = Image.open(path)
    size = picture.size
    picture.draft(None, (size[0] // 2, size[1] // 2))
    picture.load()
    for name in renditions.SHAPES:
        shown = renditions._shaped(picture, name, size, (0.5, 0.5))
        for options in renditions.ENCODINGS.values():
            renditions._written(shown, options)
    return time.perf_counter() - started


def main(names):
    import tempfile

    if len(names) == 2:
        return measure(*names)
    with tempfile.TemporaryDirectory() as folder:
        for number, name in enumerate(names or CASES):
            path = ""
            if make := CASES[name][0]:
                path = f"{folder}/{number}"
                if os.fork() == 0:  # so that this process stays small
                    with open(path, "wb") as file:
                        file.write(make())
                    os._exit(0)
                os.wait()
            subprocess.run([sys.executable, "-m", "benchmarks.pictures", name, path], check=True)
    return None


if __name__ == "__main__":
    main(sys.argv[1:])
