"""Names folded to plain lower-case words, so that names compare and Løj is found by Loj."""

import re
import unicodedata

from django.db import models
from django.db.models import Q
from django.utils.text import slugify

# Letters that Unicode does not decompose but every keyboard replaces.
LETTERS = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "ı": "i",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "ħ": "h",
        "ŧ": "t",
        "ŋ": "n",
    }
)
APOSTROPHES = re.compile(r"['’‘ʼʻʿʾ′`´]")
# Within a word: soft hyphens, zero-width characters, marks of direction. Khmer, Thai, Lao and Burmese part
# words by a zero-width space.
INVISIBLE = re.compile(
    "[\xad\u034f\u200c-\u200f\u061c\u2060\ufeff]|(?<![\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff])\u200b"
)
# Accents of Latin, Greek and Cyrillic, points of Hebrew, vowels and hamzas of Arabic. Marks that spell
# (kana, Indic) are not accents and stay.
ACCENTS = re.compile(r"[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670]")
BETWEEN_WORDS = re.compile(r"[^\w\u0900-\u109f\u1700-\u1cff\ua800-\uabff]+|_+")
SIGNS = re.compile(r"(?<=\w)[+#]+(?![\w+#])")  # at the end of a word
MOST_WORDS = 8  # of a search; each is a condition of its own
LONG_ENOUGH_INSIDE = 4  # shorter words match only where a word begins: "lie" is not Amélie


def fold(text):
    """Return text as plain lower-case words separated by single spaces, for comparing and for indexes.

    Case, accents, ø ł ß ı and their like, apostrophes, hyphens, punctuation, every kind of space and what is
    not seen within a word are folded away; other scripts stay as they are. Signs that end a word and make it
    another one become words: C++ is not C, Canal+ is Canal Plus. Folding twice changes nothing.

    >>> fold("Ban Ki‑moon"), fold("Løj"), fold("O’Brien"), fold("Pérez de Cuéllar")
    ('ban ki moon', 'loj', 'obrien', 'perez de cuellar')
    >>> fold("Canal+"), fold("C++"), fold("C#"), fold("#MeToo"), fold("3+4")
    ('canal plus', 'c plus plus', 'c sharp', 'metoo', '3 4')
    """
    text = APOSTROPHES.sub("", text.casefold())
    if not text.isascii():
        text = INVISIBLE.sub("", text)
        text = unicodedata.normalize("NFKD", text).casefold().translate(LETTERS)
        text = unicodedata.normalize("NFC", ACCENTS.sub("", text))
    if "+" in text or "#" in text:
        text = SIGNS.sub(lambda found: found[0].replace("+", " plus ").replace("#", " sharp "), text)
    return BETWEEN_WORDS.sub(" ", text).strip()


def any_order(text):
    """Return the folded words of text sorted, so that names compare in whatever order they were written.

    >>> any_order("Ban Ki-moon") == any_order("Ki-moon BAN")
    True
    """
    return " ".join(sorted(fold(text).split()))


def without_initials(text):
    """Return `any_order` of a name without letters that stand alone, if two words of it are left.

    >>> without_initials("Kofi A. Annan") == without_initials("ANNAN, Kofi")
    True
    >>> without_initials("M. Zhao")
    'm zhao'
    """
    words = fold(text).split()
    long = [word for word in words if len(word) > 1]
    return " ".join(sorted(long if len(long) > 1 else words))


def has_initial_of(one, other):
    """Whether one of two given names is written with initials of the other.

    >>> has_initial_of("K.", "Kofi"), has_initial_of("J. P.", "Jean-Paul")
    (True, True)
    >>> has_initial_of("Kofi", "Kwame"), has_initial_of("John", "John Paul"), has_initial_of("K.", "Ban")
    (False, False, False)
    """
    pairs = list(zip(fold(one).split(), fold(other).split(), strict=False))
    initials = [pair for pair in pairs if 1 in map(len, pair) and pair[0][0] == pair[1][0]]
    return bool(initials) and all(pair in initials or pair[0] == pair[1] for pair in pairs)


# How American and British spelling differ in names of organizations, British first.
SPELLINGS = [("isation", "ization"), ("centre", "center"), ("labour", "labor"), ("defence", "defense")]
SPELLINGS += [("programme", "program"), ("&", " and "), ("honour", "honor"), ("harbour", "harbor")]


def spelling_key(text):
    """Return what two spellings of an organization's name, or of a post's, have in common.

    >>> spelling_key("The World Health Organisation") == spelling_key("World Health Organization")
    True
    """
    for british, american in SPELLINGS:
        text = text.lower().replace(british, american)
    return fold(text).removeprefix("the ")


def search_words(text):
    """Return the folded words to search for, the first few of a long text."""
    return fold(text).split()[:MOST_WORDS]


def word_matches(column, word):
    """Return the condition that a folded column has this word: at a word's start, or inside if long."""
    if len(word) >= LONG_ENOUGH_INSIDE:
        return Q(**{f"{column}__contains": word})
    return Q(**{f"{column}__startswith": word}) | Q(**{f"{column}__contains": f" {word}"})


class FoldedField(models.CharField):
    """The folded form of another attribute (``of``), kept when the row is saved; for searching and sorting.

    ``queryset.update()`` of the attribute does not refresh it. In migrations it is a plain CharField.
    """

    def __init__(self, *args, of="", **kwargs):
        self.of = of
        super().__init__(
            *args, **{"max_length": 500, "editable": False, "default": "", "blank": True, **kwargs}
        )

    def pre_save(self, model_instance, add):
        value = fold(str(getattr(model_instance, self.of)))[: self.max_length]
        setattr(model_instance, self.attname, value)
        return value

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs

    def clone(self):
        copy = super().clone()
        copy.of = self.of
        return copy


def slug_of(text, fallback, taken):
    """Return an ASCII slug of text (``fallback`` for a script that has none) which ``taken(slug)`` denies.

    >>> slug_of("Ban Ki-moon", "person", {"ban-ki-moon"}.__contains__)
    'ban-ki-moon-2'
    """
    stem = slugify(fold(text))[:90] or fallback
    slug, number = stem, 1
    while taken(slug):
        number += 1
        slug = f"{stem}-{number}"
    return slug
