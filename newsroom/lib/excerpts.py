"""Excerpts for lists of results: the words around the first found word, found words marked."""

import re

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from newsroom.lib.names import fold

WORDS_BEFORE = 8
WORDS_IN_ALL = 36
WORD = re.compile(r"\S+")


def excerpt(text, words, length=WORDS_IN_ALL) -> SafeString:
    """Return safe HTML: some words of plain `text` around the first found one, found words in <mark>.

    words  folded words (`newsroom.lib.names.fold`)

    >>> excerpt("Mr. Ban named Edward Luck, who waits.", ("luck",))
    'Mr. Ban named Edward <mark>Luck,</mark> who waits.'
    """
    wanted = set(words)
    tokens = WORD.findall(text)
    found = [bool(wanted & set(fold(token).split())) for token in tokens]
    first = found.index(True) if True in found else 0
    begin = max(0, first - WORDS_BEFORE) if len(tokens) > length else 0
    end = min(len(tokens), begin + length)
    shown = [
        f"<mark>{escape(token)}</mark>" if hit else escape(token)
        for token, hit in zip(tokens[begin:end], found[begin:end], strict=True)
    ]
    if begin:
        shown.insert(0, "…")
    if end < len(tokens):
        shown.append("…")
    return mark_safe(" ".join(shown))  # noqa: S308  every token is escaped above
