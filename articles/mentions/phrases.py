"""Forms of several words, found at whole words of a text: a table that may be changed at any time."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple


class Hit(NamedTuple):
    """Forms at words ``first`` to ``last`` of a text."""

    first: int
    last: int
    forms: tuple


class PhraseTable:
    """{folded words: forms}. It looks at a text word by word, and at so many words as some phrase has."""

    def __init__(self):
        self._forms: dict[tuple[str, ...], list] = {}
        self._lengths: dict[str, set[int]] = defaultdict(set)  # first word → numbers of words

    def add(self, words: tuple[str, ...], form) -> None:
        forms = self._forms.setdefault(words, [])
        if form not in forms:
            forms.append(form)
        self._lengths[words[0]].add(len(words))

    def of(self, words: Iterable[str]) -> tuple:
        """The forms of exactly these words."""
        return tuple(self._forms.get(tuple(words), ()))

    def __contains__(self, words) -> bool:
        return words in self._forms

    def find(self, words: Sequence[str]) -> Iterator[Hit]:
        """Every phrase in these words, overlapping, from left to right."""
        for first, word in enumerate(words):
            for length in self._lengths.get(word, ()):
                phrase = tuple(words[first : first + length])
                if len(phrase) == length and phrase in self._forms:
                    yield Hit(first, first + length - 1, tuple(self._forms[phrase]))
