"""The words of a text with their places, folded so that every spelling of a name is the same.

    >>> [(token.folded, token.start, token.end) for token in tokens("Ban Ki‑moon’s")]
    [('ban', 0, 3), ('ki', 4, 6), ('moon', 7, 11), ('s', 12, 13)]

Hyphens and apostrophes separate words, as writers use them differently. Whoever reads the tokens decides what
the characters between two words mean.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from newsroom.lib.names import fold

# A letter or digit with its accents, vowel points and invisible joints.
_MARKS = r"\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u0900-\u0903\u093a-\u094f\u0e31-\u0e4e"
_MARKS += r"\xad\u200b-\u200d\u2060"
_WORD = re.compile(rf"(?:[^\W_][{_MARKS}]*)+")
_INVISIBLE = re.compile("[\xad\u200b-\u200d\u2060]")
# A full stop after these ends no sentence; after one letter neither: "U.N.", "Kofi A. Annan".
_SHORT = {
    *(
        "mr",
        "mrs",
        "ms",
        "dr",
        "prof",
        "st",
        "sr",
        "jr",
        "gen",
        "col",
        "lt",
        "amb",
        "rev",
        "hon",
        "sen",
        "rep",
    ),
    *(
        "messrs",
        "mme",
        "mlle",
        "m",
        "no",
        "vs",
        "art",
        "para",
        "paras",
        "cf",
        "etc",
        "inc",
        "ltd",
        "co",
        "corp",
    ),
    *(
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
        "gov",
        "drs",
        "profs",
    ),
}
_STOP = re.compile(r"[.!?…。！？؟][\"'”’»)\]]*(?=\s|$)|[。！？]|\n\s*\n")


class Token(NamedTuple):
    """A word: ``text[start:end]``, and its folded form, never empty."""

    start: int
    end: int
    said: str
    folded: str

    @property
    def is_capital(self) -> bool:
        """Whether it begins in upper case, or in a script that has none."""
        return not self.said[0].islower() and not self.said[0].isdigit()

    @property
    def is_shouted(self) -> bool:
        return len(self.said) > 1 and self.said.isupper()


def tokens(text: str) -> list[Token]:
    """The words of a text in order."""
    return [Token(match.start(), match.end(), match[0], folded(match[0])) for match in _WORD.finditer(text)]


@lru_cache(maxsize=1 << 16)
def folded(word: str) -> str:
    """One word folded, without spaces: "½" would make two."""
    return fold(_INVISIBLE.sub("", word)).replace(" ", "") or word


def sentence_bounds(text: str) -> list[tuple[int, int]]:
    """(start, end) of every sentence. A stop after "Mr", an initial or before a small letter ends none."""
    bounds, begin = [], 0
    for match in _STOP.finditer(text):
        end = match.end()
        if match[0].strip() and not _ends(text, match):
            continue
        if text[begin:end].strip():
            bounds.append((begin + _indent(text[begin:end]), end if match[0].strip() else match.start()))
        begin = end
    if text[begin:].strip():
        bounds.append((begin + _indent(text[begin:]), len(text.rstrip())))
    return bounds


def _indent(part):
    return len(part) - len(part.lstrip())


def _ends(text, match):
    if text[match.start()] != ".":
        return True
    before = re.search(r"[^\W_]+$", text[max(0, match.start() - 12) : match.start()])
    if before and (len(before[0]) == 1 or before[0].casefold() in _SHORT):
        return False
    after = text[match.end() :].lstrip("\"'“‘«([ \t\n")
    return not after[:1].islower()


def composed(text: str) -> Iterator[tuple[str, int]]:
    """The characters of a text in NFC, each with the place where it begins in the text as given."""
    at = 0
    for cluster in re.findall(r"(?s).[\u0300-\u036f\u3099\u309a\u1160-\u11ff\u064b-\u065f]*", text):
        for character in unicodedata.normalize("NFC", cluster):
            yield character, at
        at += len(cluster)
