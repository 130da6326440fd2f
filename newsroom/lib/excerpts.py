"""Excerpts for lists of results: the words around the first found word, found words marked."""

import re
from functools import lru_cache
from html import escape

from django.utils.safestring import SafeString, mark_safe

from newsroom.lib.names import fold

WORDS_BEFORE = 8
WORDS_IN_ALL = 36
WORD = re.compile(r"\S+")
KNOWN_TOKENS = 8192  # some 2 MB a process; texts repeat most of their words


def excerpt(text, words, length=WORDS_IN_ALL) -> SafeString:
    """Return safe HTML: some words of plain `text` around the first found one, found words in <mark>.

    words  folded words (`newsroom.lib.names.fold`)

    >>> excerpt("Mr. Ban named Edward Luck, who waits.", ("luck",))
    'Mr. Ban named Edward <mark>Luck,</mark> who waits.'
    """
    wanted = frozenset(words)
    tokens = WORD.findall(text)
    first = next((n for n, token in enumerate(tokens) if wanted & _folded(token)), 0)
    begin = max(0, first - WORDS_BEFORE) if len(tokens) > length else 0
    end = min(len(tokens), begin + length)
    shown = [
        f"<mark>{escape(token)}</mark>" if wanted & _folded(token) else escape(token)
        for token in tokens[begin:end]
    ]
    if begin:
        shown.insert(0, "…")
    if end < len(tokens):
        shown.append("…")
    return mark_safe(" ".join(shown))  # noqa: S308  every token is escaped above


@lru_cache(maxsize=KNOWN_TOKENS)
def _folded(token):
    return frozenset(fold(token).split())
