"""Files to upload: good pictures, and every kind of bad one."""

import io
import struct
import zlib

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageCms, PngImagePlugin

COLOURS = {"red": (200, 30, 30), "blue": (30, 30, 200)}


def picture(width=60, height=40, mode="RGB", colour="red"):
    """A picture whose left half is coloured and whose right half is white: one sees how it was turned."""
    image = Image.new("RGB", (width, height), "white")
    image.paste(COLOURS[colour], (0, 0, width // 2, height))
    return image.convert(mode)


def sent(image, format="JPEG", name="hall.jpg", **options):
    """The upload of a Pillow image."""
    out = io.BytesIO()
    image.save(out, format, **options)
    return SimpleUploadedFile(name, out.getvalue())


def photo(width=60, height=40, orientation=6, **kw):
    """A phone's photo: lying on its side, with GPS, a serial number and a comment."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825)[2] = (40.0, 44.0, 58.0)
    kw = {"comment": b"SecretComment", "xmp": b"<x>SecretXmp</x>", **kw}
    return sent(picture(width, height), "JPEG", "IMG_0001.JPG", exif=exif, quality=95, **kw)


def iptc(**datasets):
    """A JPEG with an IPTC block; keys are d120, d110 … as in the standard's record 2, values bytes."""
    block = b"".join(
        b"\x1c\x02" + bytes([int(key[1:])]) + struct.pack(">H", len(value)) + value
        for key, values in datasets.items()
        for value in (values if isinstance(values, list) else [values])
    )
    resource = b"8BIM\x04\x04\x00\x00" + struct.pack(">I", len(block)) + block + b"\x00" * (len(block) % 2)
    payload = b"Photoshop 3.0\x00" + resource
    jpeg = sent(picture()).read()
    return SimpleUploadedFile(
        "wire.jpg", jpeg[:2] + b"\xff\xed" + struct.pack(">H", len(payload) + 2) + payload + jpeg[2:]
    )


XMP = """<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF>
<rdf:Description photoshop:Credit="UN Photo/Eskinder Debebe" photoshop:DateCreated="2007-10-10T09:30:00Z"
  Iptc4xmpExt:DigitalSourceType="http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture">
<dc:description><rdf:Alt>
  <rdf:li xml:lang="x-default">A &amp; B</rdf:li><rdf:li xml:lang="fr">A et B</rdf:li>
</rdf:Alt></dc:description>
<dc:creator><rdf:Seq><rdf:li>Ilse Marrow</rdf:li><rdf:li>Tom Adeyemi</rdf:li></rdf:Seq></dc:creator>
<Iptc4xmpCore:AltTextAccessibility><rdf:Alt>
  <rdf:li xml:lang="x-default">Two people talk.</rdf:li>
</rdf:Alt></Iptc4xmpCore:AltTextAccessibility>
<plus:CopyrightOwner><rdf:Seq><rdf:li rdf:parseType="Resource">
  <plus:CopyrightOwnerName>United Nations</plus:CopyrightOwnerName>
</rdf:li></rdf:Seq></plus:CopyrightOwner>
<xmpRights:UsageTerms><rdf:Alt>
  <rdf:li xml:lang="x-default">Editorial use only.</rdf:li>
</rdf:Alt></xmpRights:UsageTerms>
</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>"""


def xmp(format="JPEG", packet=XMP):
    """A picture with an XMP packet, as agencies send them."""
    if format == "PNG":
        info = PngImagePlugin.PngInfo()
        info.add_itxt("XML:com.adobe.xmp", packet)
        return sent(picture(), "PNG", pnginfo=info)
    return sent(picture(), format, xmp=packet.encode())


def bomb(width=30_000, height=30_000):
    """A PNG of a few hundred bytes that says it has 900 megapixels."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    png = (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 99))
        + chunk(b"IEND", b"")
    )
    return SimpleUploadedFile("bomb.png", png)


def cut(upload, share=0.6):
    """The same upload, broken off on its way."""
    data = upload.read()
    return SimpleUploadedFile(upload.name, data[: int(len(data) * share)])


def raw(data, name="hall.jpg"):
    return SimpleUploadedFile(name, data)


def in_swapped_colours():
    """A red picture whose colour profile says that red is blue: sRGB with two of its primaries exchanged."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for old, new in ((b"rXYZ", b"----"), (b"bXYZ", b"rXYZ"), (b"----", b"bXYZ")):
        profile = profile.replace(old, new, 1)
    return sent(picture(), icc_profile=profile, quality=95)
