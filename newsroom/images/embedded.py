"""The metadata in a picture file: words, rights and origin that a photographer or an agency wrote into it.

Standards: IPTC Photo Metadata, in its two shapes: IIM 4.2 record 2, and XMP (IPTC Core and Extension). Camera
data (Exif, GPS) is not read here and not kept anywhere.
"""

import datetime

from bs4 import BeautifulSoup
from PIL import IptcImagePlugin

from newsroom.lib.incoming import sound_text

# Our field -> the dataset of IIM's record 2.
IIM = {"title": 5, "caption": 120, "credit": 110, "byline": 80, "copyright": 116, "taken": 55}
IIM["usage_terms"] = 40  # special instructions: where agencies say "No sales, no archive"
# Our field -> the property of XMP, by the prefix that everybody uses.
XMP = {
    "title": "dc:title",
    "alt": "Iptc4xmpCore:AltTextAccessibility",
    "caption": "dc:description",
    "credit": "photoshop:Credit",
    "byline": "dc:creator",
    "copyright": "dc:rights",
    "rights_holder": "plus:CopyrightOwnerName",
    "usage_terms": "xmpRights:UsageTerms",
    "taken": "photoshop:DateCreated",
    "source_note": "Iptc4xmpExt:DigitalSourceType",  # a camera, a scan, an algorithm
}
FIELDS = tuple(XMP)
MAX_PACKET = 200_000  # bytes of XMP; real packets have a few thousand


def words(picture):
    """Return {field name: text} for what an opened Pillow image says; `taken` as an ISO date.

    XMP is preferred to IIM, which cuts a credit at 32 bytes. What cannot be read is left out: bad metadata is
    no reason to refuse a picture.
    """
    found = {}
    for read in (_iim, _xmp):
        try:
            said = {name: clean(text) for name, text in read(picture).items()}
            said["taken"] = _iso_date(said.get("taken", ""))
        except Exception:  # noqa: S112
            continue
        found |= {name: text for name, text in said.items() if text}
    return found


def clean(text):
    """Return text without control characters: PostgreSQL refuses NUL, overrides disguise a name."""
    return sound_text(text).strip()


def _iim(picture):
    sets = IptcImagePlugin.getiptcinfo(picture) or {}
    return {name: _text(sets.get((2, number), b"")) for name, number in IIM.items()}


def _text(value):
    parts = value if isinstance(value, list) else [value]
    return ", ".join(_decoded(part) for part in parts)


def _decoded(raw):
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _xmp(picture):
    packet = picture.info.get("xmp", b"")
    if not packet or len(packet) > MAX_PACKET:
        return {}
    # An HTML parser expands no entities of the file, so they cannot fill the memory or load anything.
    tree = BeautifulSoup(packet, "html.parser")
    return {name: _property(tree, key.lower()) for name, key in XMP.items()}


def _property(tree, name):
    """Return a property's text, written as an element or as an attribute; of several languages the first."""
    element = tree.find(name)
    if element is None:
        holder = tree.find(attrs={name: True})
        return holder[name] if holder else ""
    items = [item.get_text() for item in element.find_all("rdf:li")] or [element.get_text()]
    return ", ".join(items[:1] if element.find("rdf:alt") else items)


def _iso_date(text):
    """Return the day of "20071010" or "2007-10-10T09:30:00Z" in ISO 8601; "" if it is no day."""
    try:
        return datetime.date.fromisoformat(text.partition("T")[0]).isoformat()
    except ValueError:
        return ""
