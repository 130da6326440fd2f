"""Owns the drawing of the demo newsroom's pictures: rooms and objects in code, never a person's likeness.

Every picture is a function that paints on a `Canvas` of 1800 by 1200 pixels; the same name always gives
the same pixels. Shapes are cut as masks of three times the size and reduced: so their edges are smooth.
"""

import io
import itertools
import math
import random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

WIDTH, HEIGHT = 1800, 1200
SMOOTH = 3  # masks are drawn this many times larger, then reduced
QUALITY = 88
SIDE = 180  # what Pillow's radial gradient has reached at the middle of a side; 255 is its corner

PAPER = (255, 253, 249)
STONE = (222, 214, 198)
INK = (27, 27, 24)
BLUE = (23, 64, 127)
NIGHT = (11, 20, 42)
BRASS = (206, 166, 98)
LAMP = (255, 222, 164)


def names():
    """Return the names of all pictures, in the order in which they stand in this file."""
    return list(PICTURES)


def draw(name):
    """Return the picture called `name` as an RGB image; KeyError when there is none."""
    canvas = Canvas(seed=name)
    PICTURES[name](canvas)
    return canvas.image


def jpeg(name):
    """Return the picture called `name` as the bytes of a JPEG file, the same for every call."""
    out = io.BytesIO()
    draw(name).save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()


def mix(a, b, share):
    """Return the colour that lies `share` (0 to 1) of the way from `a` to `b`.

    >>> mix((0, 0, 0), (100, 200, 50), 0.5)
    (50, 100, 25)
    """
    share = min(1, max(0, share))
    return tuple(round(x + (y - x) * share) for x, y in zip(a, b, strict=True))


def ramp(size, top, bottom, turn=0):
    """Return an image that runs from `top` to `bottom`; `turn` is in quarter turns, 1 runs left to right."""
    mask = Image.linear_gradient("L")
    if turn % 4:
        mask = mask.rotate(90 * turn)
    mask = mask.resize(size, Image.Resampling.BILINEAR)
    return Image.composite(Image.new("RGB", size, bottom), Image.new("RGB", size, top), mask)


class Canvas:
    def __init__(self, seed, size=(WIDTH, HEIGHT)):
        self.size = size
        self.random = random.Random(seed)  # noqa: S311 - grain and book spines, not secrets
        self.image = Image.new("RGB", size, NIGHT)

    # --- Grounds ---------------------------------------------------------------------------
    def wash(self, *colours, box=None):
        """Fill the box (all of it, if none) from top to bottom through `colours`, evenly spaced."""
        left, top, right, bottom = box or (0, 0, *self.size)
        bands = len(colours) - 1
        for i in range(bands):
            y0 = round(top + (bottom - top) * i / bands)
            y1 = round(top + (bottom - top) * (i + 1) / bands)
            self.image.paste(ramp((right - left, y1 - y0), colours[i], colours[i + 1]), (left, y0))

    # --- Shapes ----------------------------------------------------------------------------
    def shape(self, points, fill, *, alpha=1.0, blur=0, turn=0):
        """Paint the polygon. `fill` is a colour or a pair (a ramp, in quarter turns); `blur` in pixels."""
        self._stamp(points, fill, alpha, blur, turn, lambda d, p: d.polygon(p, fill=255))

    def oval(self, box, fill, *, alpha=1.0, blur=0, turn=0):
        """Paint the ellipse inside `box` (left, top, right, bottom)."""
        self._stamp(
            [box[:2], box[2:]], fill, alpha, blur, turn, lambda d, p: d.ellipse([*p[0], *p[1]], fill=255)
        )

    def slab(self, box, fill, *, radius=0, alpha=1.0, blur=0, turn=0):
        """Paint the rectangle, its corners rounded by `radius` pixels."""
        self._stamp(
            [box[:2], box[2:]], fill, alpha, blur, turn,
            lambda d, p: d.rounded_rectangle([*p[0], *p[1]], radius * SMOOTH, fill=255),
        )  # fmt: skip

    def stroke(self, points, fill, width=2.0, *, alpha=1.0, blur=0):
        """Draw a line through `points`, `width` pixels wide."""
        self._stamp(
            points, fill, alpha, blur + 0, 0,
            lambda d, p: d.line(p, fill=255, width=max(1, round(width * SMOOTH)), joint="curve"),
            extra=width,
        )  # fmt: skip

    def _stamp(self, points, fill, alpha, blur, turn, drawing, extra=0):
        pad = math.ceil(blur * 3 + extra + 1)
        left = max(0, math.floor(min(x for x, _ in points)) - pad)
        top = max(0, math.floor(min(y for _, y in points)) - pad)
        right = min(self.size[0], math.ceil(max(x for x, _ in points)) + pad)
        bottom = min(self.size[1], math.ceil(max(y for _, y in points)) + pad)
        if right <= left or bottom <= top:
            return
        size = (right - left, bottom - top)
        scale = 1 if blur > 4 else SMOOTH  # a soft edge needs no smoothing
        mask = Image.new("L", (size[0] * scale, size[1] * scale), 0)
        moved = [((x - left) * scale, (y - top) * scale) for x, y in points]
        drawing(_Scaled(ImageDraw.Draw(mask), scale), moved)
        if scale > 1:
            mask = mask.reduce(scale)
        if blur:
            mask = mask.filter(ImageFilter.GaussianBlur(blur))
        if alpha < 1:
            mask = mask.point([round(v * alpha) for v in range(256)])
        if isinstance(fill[0], tuple):
            fill = ramp(size, *fill, turn=turn)
        self.image.paste(fill, (left, top, right, bottom), mask)

    # --- Light -----------------------------------------------------------------------------
    def glow(self, x, y, rx, ry, colour, strength=1.0):
        """Add light of `colour`, brightest at the centre, gone at the radii."""
        box = (round(x - rx), round(y - ry), round(x + rx), round(y + ry))
        size = (box[2] - box[0], box[3] - box[1])
        fall = [round(255 * strength * max(0, 1 - v / SIDE) ** 2) for v in range(256)]
        mask = Image.radial_gradient("L").point(fall).resize(size, Image.Resampling.BILINEAR)
        light = Image.composite(Image.new("RGB", size, colour), Image.new("RGB", size), mask)
        below = self.image.crop(box)
        self.image.paste(ImageChops.screen(below, light), box[:2])

    def shadow(self, points, blur=30, alpha=0.5, shift=(0, 0)):
        """Darken under the polygon, softly."""
        self.shape([(x + shift[0], y + shift[1]) for x, y in points], (0, 0, 0), alpha=alpha, blur=blur)

    def vignette(self, strength=0.55):
        """Darken the corners."""
        fall = [round(255 * strength * max(0, (v - 110) / 145) ** 1.6) for v in range(256)]
        mask = Image.radial_gradient("L").point(fall).resize(self.size, Image.Resampling.BILINEAR)
        self.image.paste((4, 6, 12), (0, 0, *self.size), mask)

    def grain(self, strength=5):
        """Lay a film of grain over all, `strength` levels of 255 either way."""
        size = (self.size[0] // 2, self.size[1] // 2)
        noise = Image.frombytes("L", size, self.random.randbytes(size[0] * size[1]))
        noise = noise.resize(self.size, Image.Resampling.BICUBIC)
        noise = noise.point([128 + round((v - 128) * strength / 128) for v in range(256)])
        self.image = ImageChops.add(self.image, Image.merge("RGB", [noise] * 3), 1, -128)


class _Scaled:
    """An ImageDraw whose line widths and radii were given for masks of `SMOOTH` times the size."""

    def __init__(self, drawing, scale):
        self.drawing, self.share = drawing, scale / SMOOTH

    def polygon(self, points, fill):
        self.drawing.polygon(points, fill=fill)

    def ellipse(self, box, fill):
        self.drawing.ellipse(box, fill=fill)

    def rounded_rectangle(self, box, radius, fill):
        self.drawing.rounded_rectangle(box, radius * self.share, fill=fill)

    def line(self, points, fill, width, joint):
        self.drawing.line(points, fill=fill, width=max(1, round(width * self.share)), joint=joint)


def turned(points, angle, centre):
    """Return the points turned by `angle` degrees about `centre`."""
    c, s = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    cx, cy = centre
    return [(cx + (x - cx) * c - (y - cy) * s, cy + (x - cx) * s + (y - cy) * c) for x, y in points]


def rectangle(left, top, right, bottom):
    return [(left, top), (right, top), (right, bottom), (left, bottom)]


def eye(x, y, z, *, horizon=520, focus=1000, middle=WIDTH / 2):
    """Return where a point of a room falls on the picture: x across, y up from the eye, z away; z above 0."""
    return middle + x * focus / z, horizon - y * focus / z


# --- The pictures ------------------------------------------------------------------------------
def hall(c):
    """An assembly hall: a ribbed wall of warm light, a rostrum, rows of empty seats."""
    c.wash(NIGHT, (18, 30, 62), box=(0, 0, WIDTH, 560))
    for i in range(113):
        x = i * 16
        near = math.exp(-(((x - WIDTH / 2) / 430) ** 2))
        lit = mix((19, 33, 70), (214, 170, 98), near)
        c.image.paste(ramp((9, 478), mix(lit, PAPER, 0.18 * near), mix(lit, NIGHT, 0.62)), (x, 0))
    c.wash((10, 19, 42), (15, 26, 56), (8, 15, 34), box=(0, 476, WIDTH, HEIGHT))
    c.glow(WIDTH / 2, 470, 760, 420, (150, 112, 60), 0.8)
    c.oval((480, 480, 1320, 606), ((44, 42, 46), (20, 28, 52)))
    tiers = [(560, 440, 1240, 560, 0.35), (640, 392, 1160, 472, 0.55), (752, 340, 1048, 412, 0.8)]
    for left, top, right, bottom, light in tiers:
        c.shadow(rectangle(left, top, right, bottom), blur=18, alpha=0.5, shift=(0, 12))
        face = mix((52, 40, 28), BRASS, light * 0.75)
        c.slab((left, top, right, bottom), (mix(face, LAMP, 0.15), mix(face, INK, 0.45)), radius=4)
        c.slab((left, top, right, top + 5), mix(face, LAMP, 0.7), radius=2)
    for x in (850, 900, 950):
        c.stroke([(x, 340), (x, 316), (x + 6, 308)], INK, 3)
    _seats(c)
    c.glow(WIDTH / 2, 560, 640, 220, (120, 92, 50), 0.35)
    c.vignette(0.6)
    c.grain(5)


def _seats(c):
    for row in range(15):
        low = 606 + 25 * row + 1.7 * row * row
        rx, ry = 2.15 * (low - 425) + 170, low - 425
        half = 9.5 + 1.75 * row
        turn = 0.04
        while turn < math.pi - 0.04:
            turn += half * 2.5 / math.hypot(rx * math.sin(turn), ry * math.cos(turn))
            x, y = WIDTH / 2 + rx * math.cos(turn), 425 + ry * math.sin(turn)
            aisle = min(abs(turn - math.pi * k / 6) * (2 if k % 3 else 1) for k in (1, 2, 3, 4, 5))
            if aisle * rx < 40 + 4 * row or not -60 < x < WIDTH + 60 or not 512 < y < HEIGHT + 40:
                continue
            near = math.exp(-(((x - WIDTH / 2) / 640) ** 2)) * max(0, 1 - row / 17)
            back = mix((46, 64, 110), (244, 220, 172), near)
            c.slab((x - half, y, x + half, y + half * 0.9), mix(NIGHT, back, 0.22), radius=half * 0.2)
            c.slab(
                (x - half, y - half * 0.45, x + half, y + half * 0.45),
                (back, mix(back, NIGHT, 0.62)),
                radius=half * 0.35,
            )


def letter(c):
    """A letter on a dark desk, with its envelope and a pen."""
    c.wash((52, 40, 30), (34, 26, 20), (20, 15, 12))
    for _ in range(70):
        y = c.random.randrange(0, HEIGHT)
        bend = c.random.randrange(-16, 16)
        points = [(x, y + bend * math.sin(x / 430 + y)) for x in range(-20, WIDTH + 60, 60)]
        c.stroke(points, (12, 8, 6), c.random.choice((1, 1, 2, 3)), alpha=0.22)
    c.glow(420, 160, 1300, 1000, (150, 118, 78), 0.55)
    envelope = turned(rectangle(760, 420, 1640, 1010), 9, (1200, 700))
    c.shadow(envelope, blur=36, alpha=0.6, shift=(16, 26))
    c.shape(envelope, ((214, 196, 158), (164, 144, 108)))
    flap = turned([(760, 420), (1200, 760), (1640, 420)], 9, (1200, 700))
    c.shadow(flap, blur=10, alpha=0.28, shift=(0, 8))
    c.shape(flap, ((226, 209, 172), (192, 172, 134)))
    sheet = turned(rectangle(300, 130, 1080, 1180), -7, (700, 640))
    c.shadow(sheet, blur=42, alpha=0.62, shift=(22, 30))
    c.shape(sheet, ((255, 252, 244), (216, 208, 192)))

    def on(left, top, right, bottom):
        return turned(rectangle(left, top, right, bottom), -7, (700, 640))

    c.shape(on(384, 214, 470, 238), BLUE)
    c.shape(on(384, 250, 560, 256), mix(PAPER, INK, 0.5))
    for i, end in enumerate((980, 900, 0, 992, 960, 986, 700, 0, 988, 940, 975, 610)):
        if end:
            c.shape(on(384, 330 + i * 46, end, 337 + i * 46), (68, 64, 58), alpha=0.86)
    wave = [(760 + i * 3, 985 + 22 * math.sin(i / 4.1) * math.exp(-i / 60) - i * 0.28) for i in range(70)]
    c.stroke(turned(wave, -7, (700, 640)), BLUE, 4, alpha=0.9)
    fold = on(300, 650, 1080, 653)
    c.shape(fold, (150, 142, 126), alpha=0.45)
    pen = turned(rectangle(1010, 905, 1620, 941), -24, (1300, 920))
    c.shadow(pen, blur=16, alpha=0.6, shift=(8, 22))
    c.shape(pen, ((58, 84, 138), (9, 20, 46)))
    c.shape(
        turned([(1010, 905), (1010, 941), (920, 926), (920, 921)], -24, (1300, 920)), (LAMP, (120, 92, 50))
    )
    c.shape(turned(rectangle(1300, 904, 1318, 942), -24, (1300, 920)), (LAMP, (130, 100, 56)))
    c.shape(turned(rectangle(1030, 911, 1600, 915), -24, (1300, 920)), (180, 200, 236), alpha=0.5)
    c.vignette(0.7)
    c.grain(6)


def corridor(c):
    """A corridor in one-point perspective; daylight at its end and through its doors."""
    c.wash((30, 40, 66), (30, 40, 66))
    near, far, wide, up, down = 1.0, 13.0, 0.86, 0.62, 0.6

    def at(x, y, z):
        return eye(x, y, z, horizon=560, focus=1100)

    def face(points, colours):
        c.shape([at(*p) for p in points], colours)

    face(
        [(-wide, -down, near), (wide, -down, near), (wide, -down, far), (-wide, -down, far)],
        ((206, 196, 176), (62, 56, 54)),
    )
    face(
        [(-wide, up, near), (wide, up, near), (wide, up, far), (-wide, up, far)],
        ((14, 20, 38), (120, 118, 116)),
    )
    c.shape([at(-wide, up, near), at(-wide, up, far), at(-wide, -down, far), at(-wide, -down, near)],
            ((22, 36, 74), (150, 150, 150)), turn=1)  # fmt: skip
    c.shape([at(wide, up, near), at(wide, up, far), at(wide, -down, far), at(wide, -down, near)],
            ((170, 166, 158), (44, 52, 76)), turn=1)  # fmt: skip
    c.shape(
        [at(-wide, up, far), at(wide, up, far), at(wide, -down, far), at(-wide, -down, far)], (PAPER, STONE)
    )
    z = far - 0.6
    while z > 1.2:
        deep = min(1, (z - 1) / 10)
        for side in (-1, 1):
            x = side * wide
            tall, d = 0.36, 0.42
            frame = [at(x, tall, z), at(x, tall, z - d), at(x, -down, z - d), at(x, -down, z)]
            wood = mix((58, 42, 32), (150, 128, 100), deep)
            if side > 0 and round(z * 10) % 3:
                c.shape(frame, (mix(LAMP, PAPER, 0.4), mix(BRASS, LAMP, 0.5)))
                spill = [
                    at(x, -down, z),
                    at(x, -down, z - d),
                    at(-wide * 0.7, -down, z - d - 0.34),
                    at(-wide * 0.7, -down, z - 0.34),
                ]
                c.shape(spill, LAMP, alpha=0.34, blur=5)
                lit = [at(-wide, 0.2, z - 0.5), at(-wide, 0.2, max(1, z - d - 0.5)),
                       at(-wide, -down, max(1, z - d - 0.5)), at(-wide, -down, z - 0.5)]  # fmt: skip
                c.shape(lit, LAMP, alpha=0.13, blur=6)
            else:
                c.shape(frame, (wood, mix(wood, INK, 0.55)))
                knob = at(x, -0.14, z - d * 0.82)
                r = 7 / z * 1.6
                c.oval((knob[0] - r, knob[1] - r, knob[0] + r, knob[1] + r), BRASS)
        lamp = [
            at(-0.16, up - 0.002, z),
            at(0.16, up - 0.002, z),
            at(0.16, up - 0.002, z - 0.3),
            at(-0.16, up - 0.002, z - 0.3),
        ]
        c.shape(lamp, (PAPER, LAMP))
        z -= 1.15
    gloss = [at(-0.25, -down, near), at(0.25, -down, near), at(0.12, -down, far), at(-0.12, -down, far)]
    c.shape(gloss, (PAPER, (120, 110, 98)), alpha=0.28, blur=26)
    x, y = at(0, 0, far)
    c.glow(x, y, 520, 460, (255, 240, 208), 0.85)
    c.vignette(0.6)
    c.grain(5)


def pattern_map(c):
    """A map that is no map: dots that gather into land, and arcs between lit places."""
    c.wash((10, 22, 50), (16, 40, 84), (9, 20, 46))
    c.glow(WIDTH * 0.36, 420, 900, 640, (36, 78, 140), 0.6)

    def land(x, y):
        u, v = x / 300, y / 260
        return (math.sin(u * 1.1 + 1.7 * math.sin(v * 0.9)) + math.sin(v * 1.3 + 1.2 * math.sin(u * 1.4 + 2))
                + 0.6 * math.sin(u * 2.9 - v * 1.8) + 0.35 * math.sin(u * 5.1 + v * 4.3))  # fmt: skip

    step = 17
    for row, y in enumerate(range(6, HEIGHT, step)):
        for x in range(4 + (row % 2) * step // 2, WIDTH, step):
            height = land(x, y)
            if height > 0.32:
                r = 2.2 + min(3.6, 2.4 * (height - 0.32))
                colour = mix((92, 130, 190), (232, 222, 196), min(1, (height - 0.3) / 1.5))
                c.oval((x - r, y - r, x + r, y + r), colour)
            elif (x // step + row) % 4 == 0:
                c.oval((x - 1, y - 1, x + 1, y + 1), (48, 78, 130))
    places = [
        (330, 420),
        (620, 280),
        (905, 505),
        (1180, 330),
        (1480, 610),
        (1010, 890),
        (520, 800),
        (1360, 950),
    ]
    for a, b in ((0, 1), (0, 2), (0, 4), (2, 3), (2, 4), (2, 5), (6, 2), (0, 6), (2, 7), (1, 3)):
        (x0, y0), (x1, y1) = places[a], places[b]
        lift = 0.26 * math.hypot(x1 - x0, y1 - y0)
        arc = []
        for i in range(49):
            t = i / 48
            arc.append((x0 + (x1 - x0) * t, y0 + (y1 - y0) * t - lift * 4 * t * (1 - t)))
        c.stroke(arc, LAMP, 6, alpha=0.14, blur=3)
        c.stroke(arc, LAMP, 1.8, alpha=0.85)
    for i, (x, y) in enumerate(places):
        big = 1.7 if i in (0, 2) else 1
        c.glow(x, y, 90 * big, 90 * big, (255, 206, 128), 0.9)
        c.oval((x - 8 * big, y - 8 * big, x + 8 * big, y + 8 * big), PAPER)
    c.vignette(0.6)
    c.grain(4)


def rostrum(c):
    """A rostrum of dark stone before a wall of veined slabs, in a cone of light."""
    c.wash((14, 34, 44), (20, 46, 56), (10, 20, 30))
    for col in range(6):
        for row in range(3):
            box = (col * 300 + 4, row * 290 + 4, col * 300 + 296, row * 290 + 286)
            tone = mix((22, 62, 68), (34, 84, 84), c.random.random())
            c.slab(box, (tone, mix(tone, NIGHT, 0.45)), radius=2)
            for _ in range(5):
                x, y = box[0] + c.random.randrange(292), box[1] + 8
                vein = []
                while y < box[3] and box[0] < x < box[2]:
                    vein.append((x, y))
                    x += c.random.randrange(-24, 30)
                    y += c.random.randrange(10, 40)
                if len(vein) > 2:
                    c.stroke(vein, (150, 196, 182), c.random.choice((1, 1.5, 2.5)), alpha=0.22)
    c.glow(900, 300, 980, 760, (208, 186, 130), 0.6)
    c.shape([(760, -40), (1040, -40), (1500, 1020), (300, 1020)], LAMP, alpha=0.16, blur=46)
    c.wash((26, 28, 34), (10, 12, 18), box=(0, 900, WIDTH, HEIGHT))
    c.oval((330, 900, 1470, 1110), ((176, 150, 104), (74, 62, 46)), alpha=0.55, blur=24)
    c.shadow(rectangle(560, 940, 1240, 1060), blur=34, alpha=0.75)
    c.slab((520, 960, 1280, 1040), ((70, 66, 62), (26, 24, 24)), radius=4)
    c.slab((520, 960, 1280, 967), (150, 138, 114), radius=2)
    body = [(640, 520), (1160, 520), (1120, 962), (680, 962)]
    c.shape(body, ((38, 78, 74), (12, 24, 28)))
    c.shape([(640, 520), (700, 520), (720, 962), (680, 962)], (94, 142, 132), alpha=0.35)
    for x, w in ((820, 2), (932, 3), (1030, 1.5)):
        c.stroke([(x, 540), (x - 26, 640), (x + 8, 742), (x - 14, 950)], (158, 206, 190), w, alpha=0.3)
    c.oval((812, 640, 988, 816), (mix(BRASS, LAMP, 0.5), mix(BRASS, INK, 0.45)))
    c.oval((826, 654, 974, 802), ((24, 54, 56), (14, 32, 36)))
    for r in (20, 40, 60):
        ring = [(900 + r * math.cos(a / 20), 728 + r * math.sin(a / 20)) for a in range(127)]
        c.stroke(ring, BRASS, 2.4, alpha=0.85)
    for k in range(6):
        a = math.pi * k / 6
        c.stroke(
            [
                (900 - 60 * math.cos(a), 728 - 60 * math.sin(a)),
                (900 + 60 * math.cos(a), 728 + 60 * math.sin(a)),
            ],
            BRASS,
            1.8,
            alpha=0.8,
        )
    c.shape([(610, 470), (1190, 470), (1170, 528), (630, 528)], ((232, 206, 152), (112, 88, 56)))
    c.shape([(610, 470), (1190, 470), (1189, 476), (611, 476)], (255, 242, 214))
    for x, lean in ((840, -34), (960, 34)):
        stem = [(x, 474), (x + lean * 0.2, 430), (x + lean * 0.7, 392), (x + lean, 374)]
        c.stroke(stem, (20, 22, 24), 6)
        c.oval((x + lean - 13, 346, x + lean + 13, 388), ((88, 92, 96), (12, 14, 16)))
    sheet = [(806, 458), (996, 452), (1006, 472), (800, 474)]
    c.shape(sheet, PAPER)
    c.vignette(0.7)
    c.grain(6)


def banners(c):
    """Tall banners in plain colours, seen from below against the evening."""
    c.wash((20, 44, 92), (88, 122, 170), (226, 204, 178), (250, 230, 200))
    for _ in range(7):
        x, y = c.random.randrange(WIDTH), c.random.randrange(300, 900)
        w = c.random.randrange(300, 700)
        c.oval((x - w, y - 16, x + w, y + 20), (255, 244, 228), alpha=0.28, blur=30)
    cloth = [
        BLUE,
        (156, 52, 44),
        (226, 190, 120),
        (36, 92, 82),
        (240, 236, 226),
        (23, 40, 74),
        (196, 120, 66),
        (96, 122, 160),
        (120, 44, 62),
    ]
    for i in range(9):
        far = abs(i - 2.2) / 7
        x = 60 + i * 214 - i * i * 3.2
        top, bottom, w = 70 + i * 46, 1130 - i * 38, 172 - i * 9
        c.stroke([(x, top - 30), (x, HEIGHT + 10)], (20, 26, 40), 9 - i * 0.6)
        c.stroke([(x - 2, top - 30), (x - 2, HEIGHT + 10)], (210, 206, 196), 2, alpha=0.6)
        c.oval((x - 9, top - 48, x + 9, top - 30), (LAMP, (140, 108, 60)))
        colour = mix(cloth[i], (190, 190, 196), far * 0.35)
        _cloth(c, x, top, bottom, w, colour, phase=i * 1.3)
    c.shape([(0, 1130), (WIDTH, 1070), (WIDTH, HEIGHT), (0, HEIGHT)], ((40, 44, 58), (18, 22, 34)))
    c.glow(1700, 860, 900, 520, (255, 208, 148), 0.4)
    c.vignette(0.5)
    c.grain(5)


def _cloth(c, x, top, bottom, width, colour, phase):
    strips = 36
    edge = []
    for s in range(strips + 1):
        share = s / strips
        wave = math.sin(share * 5.2 + phase)
        edge.append(
            (
                x + share * width,
                top + 16 * share * wave + 6,
                bottom - 40 * share + 26 * share * math.sin(share * 5.2 + phase + 1.2),
                wave,
            )
        )
    for a, b in itertools.pairwise(edge):
        light = (a[3] + b[3]) / 2
        tone = mix(colour, PAPER, 0.26 * light) if light > 0 else mix(colour, NIGHT, -0.42 * light)
        c.shape(
            [(a[0], a[1]), (b[0] + 0.8, b[1]), (b[0] + 0.8, b[2]), (a[0], a[2])],
            (mix(tone, PAPER, 0.06), mix(tone, NIGHT, 0.24)),
        )


def reading_room(c):
    """A reading room: a vault, shelves that run away on both sides, lamps on long tables."""
    c.wash((26, 26, 38), (60, 48, 40))

    def at(x, y, z):
        return eye(x, y, z, horizon=560, focus=1050)

    far, near, wide, down = 9.0, 1.05, 1.0, 0.62
    c.shape(
        [at(-wide, -down, near), at(wide, -down, near), at(wide, -down, far), at(-wide, -down, far)],
        ((120, 92, 66), (30, 22, 18)),
    )
    for ring in range(22):
        z = far - (far - near) * (ring / 22) ** 0.72
        arch = []
        for i in range(33):
            a = math.pi * i / 32
            arch.append(at(math.cos(a) * wide, 0.42 + math.sin(a) * 0.52, z))
        light = 1 - (z - near) / (far - near)
        c.stroke(arch, mix((196, 170, 132), (58, 48, 46), light), 120 / z, alpha=0.9)
        c.stroke([(x, y + 20 / z) for x, y in arch], mix((240, 218, 178), (92, 78, 68), light), 14 / z)
    end = [
        at(math.cos(math.pi * i / 32) * wide, 0.42 + math.sin(math.pi * i / 32) * 0.52, far)
        for i in range(33)
    ]
    c.shape([*end, at(-wide, -down, far), at(wide, -down, far)], ((250, 236, 204), (206, 178, 132)))
    for k in (-0.5, 0, 0.5):
        foot, head = at(k - 0.17, -0.1, far), at(k + 0.17, 0.62, far)
        c.slab((foot[0], head[1], head[0], foot[1]), (PAPER, (200, 216, 236)), radius=8)
    _shelves(c, at, far, near, wide, down)
    for z in (7.4, 5.8, 4.5, 3.4, 2.5, 1.75):
        for side in (-1, 1):
            _table(c, at, side * 0.42, z)
    x, y = at(0, 0.3, far)
    c.glow(x, y, 620, 520, (255, 226, 170), 0.55)
    c.vignette(0.65)
    c.grain(5)


def _shelves(c, at, far, near, wide, down):
    spines = [
        (92, 44, 36),
        (38, 52, 84),
        (120, 92, 58),
        (50, 68, 56),
        (150, 126, 88),
        (66, 46, 56),
        (23, 64, 127),
    ]
    for side in (-1, 1):
        x = side * wide
        c.shape([at(x, 0.46, near), at(x, 0.46, far), at(x, -down, far), at(x, -down, near)], (34, 24, 20))
        for shelf in range(6):
            low = -down + 0.02 + shelf * 0.176
            z = near
            while z < far:
                thick = c.random.uniform(0.035, 0.09) * (1 + z * 0.16)
                tall = c.random.uniform(0.10, 0.145)
                deep = (z - near) / (far - near)
                tone = mix(c.random.choice(spines), (214, 184, 138), 0.12 + 0.5 * deep)
                tone = mix(tone, INK, 0.35 * (1 - deep))
                c.shape(
                    [
                        at(x, low + tall, z),
                        at(x, low + tall, z + thick),
                        at(x, low, z + thick),
                        at(x, low, z),
                    ],
                    (tone, mix(tone, INK, 0.4)),
                )
                z += thick + 0.006
            c.shape(
                [at(x, low, near), at(x, low, far), at(x, low - 0.02, far), at(x, low - 0.02, near)],
                (126, 96, 66),
            )


def _table(c, at, x, z):
    d, w, y = 0.5, 0.27, -0.36
    top = [at(x - w, y, z), at(x + w, y, z), at(x + w, y, z - d), at(x - w, y, z - d)]
    c.shadow([(px, py + 90 / z) for px, py in top], blur=20 / z, alpha=0.5)
    c.shape(top, ((176, 132, 86), (104, 72, 46)))
    a, b = at(x - w, y, z - d), at(x + w, y - 0.03, z - d)
    c.slab((a[0], a[1], b[0], b[1]), (70, 46, 30))
    for px in (x - w * 0.9, x + w * 0.86):
        leg = at(px, y - 0.03, z - d)
        foot = at(px + 0.02, -0.62, z - d)
        c.slab((leg[0], leg[1], foot[0], foot[1]), (46, 30, 20))
    for px in (x - w * 0.5, x + w * 0.5):
        lamp = at(px, y + 0.13, z - d / 2)
        base = at(px, y, z - d / 2)
        s = 100 / z
        c.glow(lamp[0], base[1], 2.6 * s, 1.7 * s, (255, 196, 108), 0.75)
        c.stroke([base, lamp], BRASS, max(1, 7 / z))
        shade = [
            (lamp[0] - s * 0.62, lamp[1] + s * 0.12),
            (lamp[0] - s * 0.4, lamp[1] - s * 0.3),
            (lamp[0] + s * 0.4, lamp[1] - s * 0.3),
            (lamp[0] + s * 0.62, lamp[1] + s * 0.12),
        ]
        c.shape(shade, ((48, 120, 96), (150, 214, 170)))


def globe(c):
    """A globe of parallels and meridians, lit from one side."""
    c.wash((8, 14, 32), (14, 30, 66), (6, 12, 28))
    for _ in range(220):
        x, y = c.random.randrange(WIDTH), c.random.randrange(HEIGHT)
        r = c.random.choice((0.8, 1, 1, 1.6))
        c.oval((x - r, y - r, x + r, y + r), (190, 206, 236), alpha=c.random.uniform(0.15, 0.7))
    cx, cy, radius = 1010, 640, 470
    c.glow(cx - 60, cy - 50, radius * 1.75, radius * 1.75, (44, 96, 180), 0.9)
    c.oval((cx - radius, cy - radius, cx + radius, cy + radius), ((38, 92, 168), (8, 22, 52)))
    _threads(c, cx, cy, radius)
    _continents(c, cx, cy, radius)
    _night_side(c, cx, cy, radius)
    rim = [math.radians(a) for a in range(150, 292, 2)]
    crescent = [(cx + radius * math.cos(a), cy + radius * math.sin(a)) for a in rim]
    c.stroke(crescent, (170, 208, 255), 5, alpha=0.8, blur=2)
    c.stroke(crescent, (120, 170, 240), 16, alpha=0.4, blur=9)
    c.vignette(0.5)
    c.grain(5)


def _on_sphere(lat, lon):
    """Return a place (degrees) on a tilted unit sphere: across, up, and towards us."""
    lat, lon, tilt = math.radians(lat), math.radians(lon), math.radians(23)
    x, y, z = math.cos(lat) * math.sin(lon), math.sin(lat), math.cos(lat) * math.cos(lon)
    return x, y * math.cos(tilt) - z * math.sin(tilt), y * math.sin(tilt) + z * math.cos(tilt)


def _threads(c, cx, cy, radius):
    parallels = [[(lat, lon) for lon in range(-180, 184, 4)] for lat in range(-75, 90, 15)]
    meridians = [[(lat, lon) for lat in range(-90, 94, 4)] for lon in range(0, 360, 15)]
    for line in parallels + meridians:
        width = 3.2 if line[0][0] == line[-1][0] == 0 else 1.5
        spots = [_on_sphere(*place) for place in line]
        for seen, run in itertools.groupby(spots, key=lambda spot: spot[2] > 0):
            if seen:
                points = [(cx + radius * x, cy - radius * y) for x, y, _ in run]
                c.stroke(points, (206, 220, 244), width, alpha=0.5)


def _continents(c, cx, cy, radius):
    for lat in range(-84, 88, 3):
        across = max(6, round(116 * math.cos(math.radians(lat))))
        for lon in (360 * k / across for k in range(across)):
            u, v = math.radians(lat), math.radians(lon)
            height = math.sin(2 * v + 1.6 * math.sin(2 * u)) + math.sin(3 * u + 1.4 * math.cos(2 * v))
            height += 0.5 * math.sin(5 * v - 3 * u)
            x, y, z = _on_sphere(lat, lon)
            if height > 0.25 and z > 0.06:
                r = 1.4 + 3.4 * z * min(1, height / 1.6)
                x, y = cx + radius * x, cy - radius * y
                c.oval((x - r, y - r, x + r, y + r), mix((130, 160, 206), (244, 226, 184), z), alpha=0.9)


def _night_side(c, cx, cy, radius):
    fall = [round(240 * min(1, max(0, (v - 52) / 84)) ** 1.15) for v in range(256)]
    shade = Image.radial_gradient("L").point(fall)
    shade = shade.resize((radius * 4, radius * 4), Image.Resampling.BILINEAR)
    dark = Image.new("L", (radius * 2, radius * 2), 0)
    dark.paste(shade, (-radius - 190, -radius - 120))
    disc = Image.new("L", (radius * 2 * SMOOTH, radius * 2 * SMOOTH), 0)
    ImageDraw.Draw(disc).ellipse((0, 0, *disc.size), fill=255)
    c.image.paste((4, 8, 22), (cx - radius, cy - radius), ImageChops.multiply(dark, disc.reduce(SMOOTH)))


def tower(c):
    """A slab of an office tower at dusk, beside a river; some windows are lit."""
    c.wash((16, 26, 60), (52, 66, 116), (170, 130, 140), (246, 196, 146), box=(0, 0, WIDTH, 930))
    c.glow(300, 900, 1100, 460, (255, 196, 128), 0.55)
    x = -20
    while x < WIDTH:
        w, h = c.random.randrange(50, 150), c.random.randrange(60, 300)
        tone = mix((52, 50, 84), (120, 96, 112), c.random.random() * 0.6)
        c.slab((x, 930 - h, x + w, 934), (tone, mix(tone, (220, 168, 140), 0.35)))
        x += w - 6
    side = [(1260, 150), (1420, 196), (1420, 934), (1260, 934)]
    c.shape(side, ((40, 46, 74), (24, 26, 46)))
    c.shape([(620, 150), (1260, 150), (1260, 934), (620, 934)], ((52, 78, 130), (126, 108, 128)))
    columns, floors = 32, 39
    w, h = 640 / columns, 784 / floors
    for floor in range(floors):
        busy = 0.72 if floor == 1 else 0.12 + 0.16 * c.random.random()
        if floor in (9, 18, 28):
            c.slab((620, 150 + floor * h, 1260, 150 + (floor + 1) * h - 2), (40, 44, 66))
            continue
        for col in range(columns):
            left, top = 620 + col * w, 150 + floor * h
            if c.random.random() < busy:
                tone = mix(LAMP, (255, 190, 104), c.random.random())
            else:
                tone = mix((46, 74, 130), (190, 156, 158), floor / floors * 0.75 + 0.12 * c.random.random())
                tone = mix(tone, NIGHT, 0.14 * c.random.random())
            c.image.paste(tone, (round(left + 2), round(top + 3), round(left + w - 1), round(top + h - 2)))
    for col in range(columns + 1):
        c.slab((620 + col * w - 1, 150, 620 + col * w + 1, 934), (224, 222, 224), alpha=0.35)
    c.glow(940, 185, 420, 70, (255, 206, 128), 0.35)
    c.shape([(220, 934), (300, 812), (900, 836), (1010, 934)], ((224, 206, 196), (136, 112, 122)))
    c.shape([(300, 812), (560, 792), (900, 836)], (240, 226, 214))
    c.wash((128, 100, 112), (44, 48, 84), (16, 22, 48), box=(0, 934, WIDTH, HEIGHT))
    flip = c.image.crop((0, 670, WIDTH, 934)).transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    flip = flip.filter(ImageFilter.GaussianBlur(5))
    fade = ramp((WIDTH, 264), (150, 150, 150), (20, 20, 20)).convert("L")
    c.image.paste(flip, (0, 936), fade)
    for _ in range(190):
        x, y = c.random.randrange(-60, WIDTH), c.random.randrange(946, HEIGHT)
        long = (y - 920) * c.random.uniform(0.3, 1.1)
        c.stroke(
            [(x, y), (x + long, y)],
            c.random.choice(((255, 214, 170), (20, 26, 56))),
            1.6 + (y - 940) / 160,
            alpha=0.24,
        )
    c.slab((0, 930, WIDTH, 938), (22, 24, 42))
    c.vignette(0.5)
    c.grain(5)


def ledger(c):
    """An open ledger: ruled columns, a ribbon, entries as strokes."""
    c.wash((30, 40, 60), (18, 24, 40), (10, 14, 26))
    c.glow(600, 240, 1200, 900, (96, 104, 124), 0.5)
    cover = [(120, 190), (1700, 190), (1770, 1090), (50, 1090)]
    c.shadow(cover, blur=46, alpha=0.7, shift=(10, 36))
    c.shape(cover, ((40, 62, 108), (16, 30, 62)))
    for leaf in range(9, 0, -1):
        off = leaf * 3.2
        tone = mix((196, 184, 158), (240, 232, 214), c.random.random())
        c.shape([(168 - off, 210 + off), (890, 214 + off), (890, 1058 + off), (106 - off, 1052 + off)], tone)
        c.shape(
            [(1652 + off, 210 + off), (910, 214 + off), (910, 1058 + off), (1714 + off, 1052 + off)],
            mix(tone, INK, 0.06),
        )

    for right in (False, True):
        _page(c, right)
    c.shape([(842, 196), (958, 196), (958, 1066), (842, 1066)], (40, 30, 20), alpha=0.34, blur=24)
    c.shape(
        [(880, 196), (902, 196), (930, 760), (944, 1150), (914, 1134), (890, 1154), (896, 760)],
        ((34, 88, 170), (14, 44, 96)),
    )
    c.vignette(0.65)
    c.grain(6)


def _on_page(u, v, right):
    """Return the point at u across and v down a page of the ledger, 0 to 1 each."""
    bulge = 30 * math.sin(math.pi * (1 - u if right else u))
    top, low = (900 + 752 * u, 900 + 814 * u) if right else (168 + 732 * u, 106 + 794 * u)
    return top + (low - top) * v, 212 + 844 * v - bulge


def _page(c, right):
    steps = [i / 24 for i in range(25)]

    def rule(v, colour, width, alpha):
        c.stroke([_on_page(u, v, right) for u in steps], colour, width, alpha=alpha)

    outline = [_on_page(u, 0, right) for u in steps] + [_on_page(u, 1, right) for u in reversed(steps)]
    light = ((206, 194, 170), (250, 243, 228)) if right else ((255, 250, 238), (196, 182, 156))
    c.shape(outline, light, turn=1)
    for k in range(24):
        rule(0.12 + k * 0.036, (120, 148, 190), 1.6, 0.5)
    for u in (0.1, 0.5, 0.72, 0.9):
        c.stroke([_on_page(u, 0.03, right), _on_page(u, 0.99, right)], (176, 74, 62), 1.8, alpha=0.5)
    rule(0.1, (176, 74, 62), 2.6, 0.6)
    for k in range(14 if right else 23):
        if k % 7 == 5:
            continue
        for start, least, most in ((0.13, 0.16, 0.34), (0.53, 0.06, 0.15), (0.75, 0.05, 0.12)):
            length, v = c.random.uniform(least, most), 0.134 + k * 0.036
            words = [_on_page(start + length * t, v + 0.004 * math.sin(t * 40 + k), right) for t in steps]
            c.stroke(words, (34, 44, 74), 4.2, alpha=0.78)


def chairs(c):
    """A horseshoe table from above, its chairs empty, in a pool of light."""
    c.wash((60, 34, 34), (44, 24, 26), (30, 16, 20))
    for i in range(-8, 46):
        c.stroke([(i * 52, 0), (i * 52 - 260, HEIGHT)], (86, 50, 46), 2, alpha=0.3)
    c.glow(900, 560, 1050, 800, (196, 140, 92), 0.75)
    cx, cy = 900, 470

    def band(inner, outer, start=-22, stop=202):
        out = [
            (cx + outer * 1.28 * math.cos(math.radians(a)), cy + outer * math.sin(math.radians(a)))
            for a in range(start, stop + 1, 2)
        ]
        return out + [
            (cx + inner * 1.28 * math.cos(math.radians(a)), cy + inner * math.sin(math.radians(a)))
            for a in range(stop, start - 1, -2)
        ]

    for ring, radius in ((0, 560), (1, 690)):
        for k in range(17 + ring * 4):
            a = math.radians(-24 + (228 / (16 + ring * 4)) * k)
            x, y = cx + radius * 1.28 * math.cos(a), cy + radius * math.sin(a)
            if -60 < x < WIDTH + 60 and y < HEIGHT + 60:
                _chair(
                    c, x, y, math.degrees(math.atan2(cy - y, cx - x)), BLUE if ring == 0 else (112, 40, 40)
                )
    table = band(350, 480)
    c.shadow(table, blur=30, alpha=0.6, shift=(0, 22))
    c.shape(table, ((226, 184, 126), (140, 98, 60)))
    c.shape(band(352, 364), (92, 62, 38))
    c.shape(band(468, 474), (255, 226, 174), alpha=0.7)
    for k in range(15):
        a = math.radians(-16 + k * 212 / 14)
        x, y = cx + 412 * 1.28 * math.cos(a), cy + 412 * math.sin(a)
        turn = math.degrees(a) + 90
        sheet = turned(rectangle(x - 30, y - 20, x + 30, y + 20), turn + c.random.uniform(-7, 7), (x, y))
        c.shadow(sheet, blur=5, alpha=0.35, shift=(2, 4))
        c.shape(sheet, PAPER)
        plate = turned(rectangle(x - 26, y + 26, x + 26, y + 36), turn, (x, y))
        c.shape(plate, (40, 44, 60))
    inner = (cx - 250, cy - 120, cx + 250, cy + 120)
    c.shadow(rectangle(*inner), blur=24, alpha=0.5, shift=(0, 16))
    c.slab(inner, ((206, 160, 106), (128, 88, 54)), radius=20)
    for k in (-170, 0, 170):
        c.slab((cx + k - 46, cy - 60, cx + k + 46, cy - 6), (PAPER, STONE), radius=2)
        c.slab((cx + k - 30, cy + 20, cx + k + 30, cy + 62), ((250, 244, 230), STONE), radius=2)
    c.vignette(0.75)
    c.grain(5)


def _chair(c, x, y, facing, colour):
    seat = turned(rectangle(x - 34, y - 36, x + 34, y + 36), facing, (x, y))
    back = turned(rectangle(x - 48, y - 38, x - 24, y + 38), facing, (x, y))
    c.shadow(seat, blur=12, alpha=0.55, shift=(4, 10))
    c.shape(seat, (mix(colour, PAPER, 0.24), mix(colour, NIGHT, 0.2)))
    c.shape(back, (mix(colour, PAPER, 0.4), mix(colour, INK, 0.2)))
    for side in (-40, 32):
        c.shape(turned(rectangle(x - 26, y + side, x + 22, y + side + 8), facing, (x, y)), (28, 22, 20))


def tents(c):
    """Rows of tents on a plain at first light."""
    c.wash((42, 62, 108), (148, 146, 172), (244, 196, 150), (255, 226, 178), box=(0, 0, WIDTH, 640))
    c.glow(1240, 610, 900, 520, (255, 214, 140), 0.9)
    c.oval((1190, 520, 1300, 630), (255, 246, 220), alpha=0.95, blur=3)
    for layer, (base, tall, tone) in enumerate(
        ((600, 130, (150, 132, 152)), (630, 90, (122, 104, 124)), (660, 56, (104, 86, 98)))
    ):
        ridge = [
            (
                x,
                base
                - tall
                * (0.5 + 0.3 * math.sin(x / (230 - layer * 50) + layer * 2) + 0.2 * math.sin(x / 77 + layer)),
            )
            for x in range(-20, WIDTH + 40, 20)
        ]
        c.shape([*ridge, (WIDTH + 20, 720), (-20, 720)], (tone, mix(tone, (250, 206, 160), 0.45)))
    c.wash((196, 156, 116), (142, 104, 78), (84, 62, 54), box=(0, 648, WIDTH, HEIGHT))
    for row in range(11):
        z = 9.2 - row * 0.78 if row < 9 else 2.96 - (row - 8) * 0.62
        scale = 620 / z
        y = 660 + 760 / z - 70
        shift = (row % 2) * 0.5
        count = math.ceil(WIDTH / (scale * 0.95)) + 3
        for i in range(-1, count):
            x = (i + shift) * scale * 0.95 - scale * 0.5
            if c.random.random() < 0.06:
                continue
            _tent(c, x, y, scale * 0.36, hazy=max(0, (z - 2) / 8))
    for _ in range(130):
        x, y = c.random.randrange(WIDTH), c.random.randrange(760, HEIGHT)
        c.stroke([(x, y), (x + (y - 700) * 0.12, y + 1)], (70, 50, 44), 2, alpha=0.3)
    c.glow(1240, 700, 1000, 240, (255, 214, 150), 0.4)
    c.vignette(0.5)
    c.grain(6)


def _tent(c, x, y, s, hazy):
    haze = (250, 208, 166)
    shade = [(x - s * 1.1, y), (x + s * 0.9, y), (x - s * 0.5, y + s * 0.34), (x - s * 2.1, y + s * 0.3)]
    c.shape(shade, (44, 34, 44), alpha=0.4 * (1 - hazy), blur=min(4, s * 0.03))
    left = [(x - s, y), (x - s * 0.28, y - s * 0.92), (x, y)]
    c.shape([(x - s * 0.28, y - s * 0.92), (x + s * 0.62, y - s * 0.86), (x + s, y - s * 0.02), (x, y)],
            (mix((255, 250, 236), haze, hazy * 0.6), mix((232, 206, 176), haze, hazy * 0.6)))  # fmt: skip
    c.shape(left, (mix((174, 178, 200), haze, hazy * 0.6), mix((120, 122, 150), haze, hazy * 0.6)))
    c.shape(
        [(x - s * 0.62, y), (x - s * 0.3, y - s * 0.72), (x - s * 0.24, y)],
        mix((44, 44, 66), haze, hazy * 0.7),
    )
    c.shape(
        [
            (x + s * 0.2, y - s * 0.62),
            (x + s * 0.52, y - s * 0.6),
            (x + s * 0.58, y - s * 0.42),
            (x + s * 0.24, y - s * 0.44),
        ],
        mix((60, 110, 176), haze, hazy * 0.7),
    )


def stairs(c):
    """A broad staircase that rises to a tall lit window."""
    c.wash((44, 54, 84), (64, 70, 92), (40, 44, 62))
    middle, top, foot = 900, 560, 1200
    for side in (-1, 1):  # walls with pilasters, darker towards the viewer
        for k in range(7, 0, -1):
            near, far = 330 + 95 * k, 330 + 95 * (k - 1)
            tone = mix((182, 168, 150), (30, 38, 64), (k - 1) / 6)
            span = sorted((middle + side * near, middle + side * far))
            c.slab((span[0], 0, span[1] + 1, HEIGHT), (mix(tone, NIGHT, 0.35), tone), turn=0)
            edge = middle + side * near
            c.slab((edge - 9, 0, edge + 9, HEIGHT), (mix(tone, PAPER, 0.32), mix(tone, PAPER, 0.1)))
            c.slab((edge + 9 * side - 4, 0, edge + 9 * side + 4, HEIGHT), NIGHT, alpha=0.35, blur=3)
    c.slab((middle - 330, 0, middle + 330, top + 10), ((120, 112, 108), (206, 192, 168)))
    arch = [
        (middle + 215 * math.cos(math.pi * k / 40), 215 - 170 * math.sin(math.pi * k / 40)) for k in range(41)
    ]
    c.shape([*arch, (middle - 215, top), (middle + 215, top)], ((206, 226, 246), PAPER))
    for x in (-108, 0, 108):
        c.slab((middle + x - 4, 50, middle + x + 4, top), (110, 112, 122))
    for y in (215, 330, 445):
        c.slab((middle - 215, y - 3, middle + 215, y + 3), (110, 112, 122))
    c.stroke([(middle + 215, top), *arch, (middle - 215, top)], (246, 238, 220), 16)
    steps = 17
    for k in range(steps):
        u, v = k / steps, (k + 1) / steps
        y0, y1 = top + (foot - top) * u**1.45, top + (foot - top + 40) * v**1.45
        half = 330 + 420 * (u + v) / 2
        rise = y0 + (y1 - y0) * 0.56
        tread = mix((255, 246, 226), (150, 150, 164), u)
        face = mix((150, 138, 124), (34, 42, 68), u**0.8)
        c.shape(
            [
                (middle - half + 12, y0),
                (middle + half - 12, y0),
                (middle + half, rise),
                (middle - half, rise),
            ],
            (mix(tread, PAPER, 0.2), tread),
        )
        c.shape(
            [(middle - half, rise), (middle + half, rise), (middle + half, y1 + 1), (middle - half, y1 + 1)],
            (face, mix(face, NIGHT, 0.4)),
        )
        runner = 0.36 * half
        c.shape(
            [
                (middle - runner + 4, y0),
                (middle + runner - 4, y0),
                (middle + runner, rise),
                (middle - runner, rise),
            ],
            (mix(BLUE, PAPER, 0.42 * (1 - u)), mix(BLUE, PAPER, 0.2)),
        )
        c.shape(
            [
                (middle - runner, rise),
                (middle + runner, rise),
                (middle + runner, y1 + 1),
                (middle - runner, y1 + 1),
            ],
            (mix(BLUE, NIGHT, 0.3), mix(BLUE, NIGHT, 0.75)),
        )
    for side in (-1, 1):
        _balustrade(c, middle, side, top, foot)
    c.shape(
        [(middle - 200, top), (middle + 200, top), (middle + 420, foot), (middle - 420, foot)],
        LAMP,
        alpha=0.2,
        blur=40,
    )
    c.glow(middle, 360, 760, 620, (255, 240, 206), 0.75)
    c.vignette(0.7)
    c.grain(5)


def _balustrade(c, middle, side, top, foot):
    rail = []
    for k in range(15):
        u = k / 14
        x, y = middle + side * (322 + 450 * u), top + (foot - top) * u**1.45
        tall = 70 + 130 * u
        rail.append((x, y - tall))
        tone = mix((236, 222, 196), (60, 66, 90), u)
        c.slab((x - 7 - 11 * u, y - tall, x + 7 + 11 * u, y + 16), (tone, mix(tone, NIGHT, 0.4)), radius=6)
        c.oval(
            (x - 11 - 15 * u, y - tall * 0.55, x + 11 + 15 * u, y - tall * 0.08),
            (tone, mix(tone, NIGHT, 0.5)),
        )
    for width, colour in ((30, NIGHT), (24, (150, 118, 80)), (8, LAMP)):
        c.stroke(rail, colour, width, alpha=0.85)


def cards(c):
    """The drawers of a card index, one of them pulled open."""
    c.wash((70, 46, 30), (46, 30, 20))
    w, h = 300, 200
    for row in range(6):
        for col in range(6):
            x, y = col * w, row * h
            tone = mix((134, 88, 52), (108, 68, 40), c.random.random())
            c.slab((x + 8, y + 8, x + w - 8, y + h - 8), (40, 24, 16), radius=6)
            c.slab(
                (x + 12, y + 12, x + w - 12, y + h - 14),
                (mix(tone, LAMP, 0.16), mix(tone, INK, 0.24)),
                radius=5,
            )
            for _ in range(5):
                gy = y + c.random.randrange(24, h - 26)
                c.stroke(
                    [(x + 18, gy), (x + w / 2, gy + c.random.randrange(-5, 6)), (x + w - 18, gy)],
                    (64, 38, 22),
                    1.5,
                    alpha=0.35,
                )
            c.slab(
                (x + 82, y + 46, x + w - 82, y + 104),
                (mix(BRASS, LAMP, 0.35), mix(BRASS, INK, 0.4)),
                radius=4,
            )
            c.slab((x + 91, y + 55, x + w - 91, y + 95), (PAPER, STONE), radius=2)
            c.slab((x + 104, y + 68, x + 104 + c.random.randrange(40, 90), y + 73), (74, 70, 64))
            c.slab((x + 104, y + 80, x + 104 + c.random.randrange(20, 60), y + 84), (140, 134, 124))
            c.oval(
                (x + w / 2 - 17, y + 126, x + w / 2 + 17, y + 160),
                (mix(BRASS, LAMP, 0.6), mix(BRASS, INK, 0.55)),
            )
    c.glow(500, 200, 1300, 900, (190, 140, 84), 0.35)
    _open_drawer(c)
    c.vignette(0.75)
    c.grain(6)


def _open_drawer(c):
    left, right, top = 560, 1240, 520
    c.shadow(
        [(left - 40, top), (right + 40, top), (right + 170, HEIGHT), (left - 170, HEIGHT)],
        blur=60,
        alpha=0.8,
        shift=(0, 30),
    )
    c.shape(
        [(left + 40, top - 60), (right - 40, top - 60), (right + 80, 1010), (left - 80, 1010)], (24, 14, 10)
    )
    c.shape(
        [(left + 40, top - 60), (left + 66, top - 60), (left - 40, 1010), (left - 80, 1010)],
        ((96, 62, 38), (168, 114, 70)),
    )
    c.shape(
        [(right - 40, top - 60), (right - 66, top - 60), (right + 40, 1010), (right + 80, 1010)],
        ((80, 50, 32), (140, 92, 56)),
    )
    for k in range(30):
        u = k / 29
        y = 470 + 480 * u
        west, east = left + 70 - 108 * u, right - 70 + 108 * u
        tall = 54 + 52 * u
        tone = mix(mix(STONE, PAPER, u), (206, 190, 158), c.random.random() * 0.6)
        c.shape(
            [(west, y - tall), (east, y - tall), (east + 2, y + 40), (west - 2, y + 40)],
            (tone, mix(tone, INK, 0.4)),
        )
        c.stroke([(west, y - tall), (east, y - tall)], PAPER, 1.5, alpha=0.7)
        if k % 4 == 1:
            place = west + (east - west) * (0.1 + 0.27 * ((k // 4) % 3))
            width = (east - west) * 0.2
            tab = (BLUE, mix(BLUE, NIGHT, 0.5)) if k == 13 else (tone, mix(tone, INK, 0.2))
            c.slab((place, y - tall - 22 - 10 * u, place + width, y - tall + 12), tab, radius=7)
            c.slab(
                (place + 16, y - tall - 10 - 5 * u, place + width * 0.66, y - tall - 5 - 4 * u),
                PAPER if k == 13 else (90, 84, 76),
            )
    front = [(left - 84, 980), (right + 84, 980), (right + 108, HEIGHT + 40), (left - 108, HEIGHT + 40)]
    c.shape(front, ((178, 122, 74), (96, 60, 36)))
    c.shape([(left - 84, 980), (right + 84, 980), (right + 86, 992), (left - 86, 992)], (232, 184, 126))
    c.slab((760, 1040, 1040, 1130), (mix(BRASS, LAMP, 0.45), mix(BRASS, INK, 0.4)), radius=6)
    c.slab((776, 1056, 1024, 1114), (PAPER, STONE), radius=2)
    c.slab((800, 1074, 940, 1081), (60, 58, 54))
    c.slab((800, 1093, 890, 1098), (130, 124, 116))


def helmets(c):
    """Blue helmets in rows on the shelves of a store."""
    c.wash((34, 38, 46), (22, 26, 34))
    for row, (y, s) in enumerate(((70, 0.8), (400, 0.95), (770, 1.14))):
        high = 330 * s
        c.wash((26, 30, 38), (52, 56, 64), box=(0, y, WIDTH, round(y + high - 30)))
        count = 6 - row
        pitch = WIDTH / count
        for i in range(-1, count + 1):
            x = (i + 0.5) * pitch + (row % 2) * 26
            _helmet(
                c, x, y + high - 34, (150 - 6 * row) * s, dim=0.35 - 0.12 * row + 0.12 * c.random.random()
            )
        c.slab((0, y + high - 34, WIDTH, y + high + 6), ((150, 146, 138), (70, 68, 68)))
        c.slab((0, y + high - 34, WIDTH, y + high - 29), (214, 208, 196))
        for x in range(60, WIDTH, 150):
            c.oval((x, y + high - 18, x + 9, y + high - 9), (40, 40, 44))
    c.glow(420, 140, 1200, 1000, (190, 200, 220), 0.3)
    c.vignette(0.75)
    c.grain(6)


def _helmet(c, x, y, r, dim):
    base = mix((72, 140, 206), (16, 36, 72), dim)
    c.oval((x - r * 1.15, y - r * 0.16, x + r * 1.25, y + r * 0.12), (0, 0, 0), alpha=0.5, blur=9)
    dome = [
        (x + r * math.cos(math.radians(a)), y - r * 0.3 + r * 1.02 * math.sin(math.radians(a)))
        for a in range(180, 361, 4)
    ]
    shell = [
        *dome,
        (x + r * 1.04, y - r * 0.12),
        (x + r * 1.0, y),
        (x + r * 0.6, y - r * 0.12),
        (x - r * 0.6, y - r * 0.12),
        (x - r, y),
        (x - r * 1.04, y - r * 0.12),
    ]
    c.shape(shell, (mix(base, PAPER, 0.3), mix(base, NIGHT, 0.55)))
    c.shape(
        [*shell[len(dome) // 2 :], (x + r * 0.28, y - r * 0.2), (x + r * 0.42, y - r * 0.9)],
        NIGHT,
        alpha=0.26,
        blur=r * 0.1,
    )
    c.oval(
        (x - r * 0.66, y - r * 1.16, x - r * 0.02, y - r * 0.72),
        (232, 242, 255),
        alpha=0.42 * (1 - dim),
        blur=r * 0.13,
    )
    brim = [
        (x - r * 1.1, y - r * 0.2),
        (x + r * 1.1, y - r * 0.2),
        (x + r * 1.08, y - r * 0.06),
        (x + r * 0.62, y - r * 0.15),
        (x - r * 0.62, y - r * 0.15),
        (x - r * 1.08, y - r * 0.06),
    ]
    c.shape(brim, (mix(base, PAPER, 0.4), mix(base, NIGHT, 0.4)))
    c.stroke(
        [
            (x - r * 0.72, y - r * 0.08),
            (x - r * 0.3, y + r * 0.0),
            (x + r * 0.3, y),
            (x + r * 0.72, y - r * 0.08),
        ],
        (34, 34, 34),
        r * 0.07,
        alpha=0.8,
    )


def vials(c):
    """Glass vials in a rack, lit from behind."""
    c.wash((12, 34, 76), (52, 112, 178), (188, 214, 234), (120, 164, 204))
    c.glow(1120, 600, 1150, 700, (226, 242, 255), 0.8)
    for i in range(14):
        _vial(c, -30 + i * 142, 800, 0.78, 9, full=0.3 + 0.4 * c.random.random(), cap=(i * 5 + 2) % 7)
    c.wash((168, 196, 220), (92, 130, 176), (30, 58, 104), box=(0, 800, WIDTH, HEIGHT))
    c.glow(1120, 800, 1100, 200, (240, 248, 255), 0.6)
    for i in range(8):
        full = 0.4 + 0.34 * c.random.random()
        x = 130 + i * 226
        c.shape([(x - 70, 1084), (x + 70, 1084), (x + 10, 1190), (x - 150, 1190)], NIGHT, alpha=0.34, blur=14)
        tint = (206, 150, 70) if i == 2 else (40, 110, 190)
        c.shape(
            [(x - 40, 1090), (x + 40, 1090), (x - 20, 1170), (x - 110, 1170)],
            mix(tint, PAPER, 0.4),
            alpha=0.3,
            blur=12,
        )
        _vial(c, x, 1090, 1.62, 0, full, cap=0 if i == 2 else 1 + (i * 5) % 6)
    c.vignette(0.6)
    c.grain(4)


def _vial(c, x, y, s, blur, full, cap):
    w, h = 46 * s, 330 * s
    c.slab(
        (x - w, y - h, x + w, y), ((214, 232, 246), (150, 190, 226)), radius=w * 0.4, alpha=0.62, blur=blur
    )
    liquid = mix((18, 70, 156), (52, 134, 186), full) if cap else (206, 150, 70)
    c.slab(
        (x - w + 5 * s, y - h * full, x + w - 5 * s, y - 6 * s),
        (mix(liquid, PAPER, 0.35), liquid),
        radius=w * 0.3,
        alpha=0.86,
        blur=blur,
    )
    c.oval(
        (x - w + 5 * s, y - h * full - 7 * s, x + w - 5 * s, y - h * full + 9 * s),
        mix(liquid, PAPER, 0.6),
        blur=blur,
    )
    c.slab(
        (x - w * 0.7, y - h - 30 * s, x + w * 0.7, y - h + 6 * s),
        ((232, 242, 250), (164, 194, 220)),
        radius=4,
        alpha=0.85,
        blur=blur,
    )
    colour = (BLUE, (206, 210, 216), BLUE, (23, 90, 120), (214, 196, 160), (60, 84, 130), (32, 48, 84))[cap]
    c.slab(
        (x - w * 0.86, y - h - 70 * s, x + w * 0.86, y - h - 22 * s),
        (mix(colour, PAPER, 0.35), mix(colour, NIGHT, 0.4)),
        radius=7 * s,
        blur=blur,
    )
    if blur:
        return
    c.slab((x - w * 0.86, y - h - 56 * s, x + w * 0.86, y - h - 53 * s), mix(colour, PAPER, 0.5), alpha=0.7)
    c.slab((x - w * 0.74, y - h * 0.66, x + w, y - h * 0.26), ((255, 253, 249), (214, 216, 216)), radius=2)
    c.slab((x - w * 0.74, y - h * 0.66, x + w, y - h * 0.63), BLUE if cap else (170, 110, 40))
    for k in range(4):
        left, low = x - w * 0.56, y - h * (0.56 - 0.065 * k)
        c.slab((left, low, left + w * (1.3 - 0.24 * (k * 3 % 4)), low + 5 * s), (96, 104, 120))
    c.slab((x - w + 7 * s, y - h + 22 * s, x - w + 15 * s, y - 24 * s), PAPER, radius=4 * s, alpha=0.75)
    c.slab((x + w - 12 * s, y - h + 22 * s, x + w - 8 * s, y - h * 0.7), PAPER, radius=2 * s, alpha=0.6)


PICTURES = {
    "hall": hall,
    "letter": letter,
    "corridor": corridor,
    "map": pattern_map,
    "rostrum": rostrum,
    "banners": banners,
    "reading-room": reading_room,
    "globe": globe,
    "tower": tower,
    "ledger": ledger,
    "chairs": chairs,
    "tents": tents,
    "stairs": stairs,
    "cards": cards,
    "helmets": helmets,
    "vials": vials,
}
