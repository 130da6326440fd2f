"""A block of text as the rules read it: words, the gaps between them, sentences, and how it is set."""

import re
from bisect import bisect_right
from functools import cached_property

from articles.mentions.vocabulary import ELIDED, Vocabulary
from newsroom.lib.tokens import Token, sentence_bounds, tokens

SPACE = re.compile(r"[ \t\xa0\u2000-\u200a\u202f]{1,3}|[ \t]?\r?\n[ \t]?")
HYPHEN = re.compile(r"[-‐‑‒–]")
WITHIN = re.compile(
    r"[ \t\xa0\u2000-\u200a\u202f]{1,3}|[ \t]?\r?\n[ \t]?|\s?[-‐‑‒–]\s?|['’‘ʼʻ`´]|·|・"
)  # between the words of a name
AFTER_INITIAL = re.compile(r"\.\s{0,2}|\.-|\.['’‘ʼ]")  # "U.N.'s"
AROUND_NICKNAME = re.compile(r"\s?[\"'“”‘’(\[«][\s]?|[\"'“”‘’)\]»]\s|\.?\s{1,2}[\"'“”‘’(\[«]")
APOSTROPHE = re.compile(r"['’‘ʼ]")
APPOSITION = re.compile(r"\s?[,(]\s?|\s[–—-]{1,2}\s")
QUOTE = re.compile(r"[\"“”„«»]")
CLOSED_BY = {'"': '"', "“": "”", "„": "“", "«": "»"}
OPENING = re.compile(r"[\"'“‘«(\[*•–—:\s-]*")


class Passage:
    """One block. Words are spoken of by their number, from 0."""

    def __init__(self, number: int, text: str, vocabulary: Vocabulary):
        self.number = number
        self.text = text
        self.vocabulary = vocabulary
        self.words: list[Token] = tokens(text)

    @cached_property
    def sentences(self) -> list[tuple[int, int]]:
        return sentence_bounds(self.text)

    def sentence_at(self, offset: int) -> tuple[int, int]:
        """From and to of the sentence that holds this place."""
        at = bisect_right(self.sentences, (offset, len(self.text) + 1)) - 1
        return self.sentences[max(at, 0)] if self.sentences else (0, len(self.text))

    # --- How it is set ------------------------------------------------------------------------
    @cached_property
    def is_shouted(self) -> bool:
        """Set in capitals."""
        said = [word for word in self.words if word.said.isalpha() and len(word.said) > 1]
        return len(said) > 1 and sum(word.said.isupper() for word in said) >= 0.7 * len(said)

    @cached_property
    def is_titled(self) -> bool:
        """Set With a Capital for Each Word, as headlines are."""
        said = [word for word in self.words[1:] if word.said.isalpha() and len(word.said) > 3]
        if len(said) < 3 or self.text.rstrip().endswith((".", "”", '"')):
            return False
        return sum(word.is_capital for word in said) >= 0.8 * len(said)

    @cached_property
    def is_display(self) -> bool:
        """Set so that a capital letter proves no name."""
        return self.is_shouted or self.is_titled

    @cached_property
    def is_headline(self) -> bool:
        """The first block; a text without a headline begins with a sentence."""
        return self.number == 0 and (self.is_display or self.text.rstrip(" ”\"’'»")[-1:] not in ".!?")

    # --- Between words ------------------------------------------------------------------------
    def gap(self, left: int) -> str:
        """The text between this word and the next."""
        if left < 0:
            return self.text[: self.words[0].start] if self.words else ""
        end = self.words[left + 1].start if left + 1 < len(self.words) else len(self.text)
        return self.text[self.words[left].end : end]

    def is_next(self, left: int) -> bool:
        """Whether nothing but space parts this word from the one after it, both of one sentence."""
        return 0 <= left < len(self.words) - 1 and bool(SPACE.fullmatch(self.gap(left)))

    def folded(self, number: int) -> str:
        """The folded word, or ``""`` outside the block."""
        return self.words[number].folded if 0 <= number < len(self.words) else ""

    def is_capital(self, number: int) -> bool:
        return 0 <= number < len(self.words) and self.words[number].is_capital

    def opens_sentence(self, number: int) -> bool:
        """Whether a sentence, a quotation or a bracket begins with this word."""
        start = self.words[number].start
        begin, _end = self.sentence_at(start)
        if begin >= start or not self.text[begin:start].strip():
            return True
        gap = self.gap(number - 1)
        return bool(re.search(r"[\"“‘«(\[:*•—]\s*$|--\s*$", gap))

    def holds_together(self, first: int, last: int) -> bool:
        """Whether these words may be one name: spaces, hyphens, apostrophes, a stop after an initial."""
        for left in range(first, last):
            gap = self.gap(left)
            if not WITHIN.fullmatch(gap) and not (
                len(self.words[left].said) <= 2 and AFTER_INITIAL.fullmatch(gap)
            ):
                return False
        return True

    def stands_alone(self, first: int, last: int) -> bool:
        """Whether no hyphen or letter ties these words to what is beside them; a possessive does not."""
        start, end = self.words[first].start, self.words[last].end
        before, after = self.text[:start][-1:], self.text[end : end + 1]
        if before in "@#_" and before:
            return False
        if HYPHEN.fullmatch(before) and self.text[:start][-2:-1].isalnum():
            return False
        if APOSTROPHE.fullmatch(before) and not self._is_elided(first):
            return False
        if HYPHEN.fullmatch(after) and self.text[end + 1 : end + 2].isalnum():
            return False
        return not (
            after == "_" or (after == "." and re.match(r"\.\w+/|\.(com|org|net|int)\b", self.text[end:]))
        )

    def _is_elided(self, first):
        """ "d'António", "l’Annan", a quotation mark; not O'Brien."""
        start = self.words[first].start
        if not self.text[: start - 1][-1:].isalpha():
            return True
        owner = self.words[first - 1]
        return owner.said.lower() in ELIDED and (owner.said[0].islower() or self.opens_sentence(first - 1))

    def possessive_after(self, last: int) -> bool:
        """Whether an "'s" follows, or an apostrophe after an s."""
        gap = self.gap(last).removeprefix(".")  # "the U.N.'s"
        if not gap or not APOSTROPHE.match(gap):
            return False
        signs = self.vocabulary.sentences.possessive
        return self.folded(last + 1) in signs or self.folded(last).endswith(tuple(signs))

    def after_possessive(self, last: int) -> int:
        """The number of the word after these, over a possessive."""
        is_word = self.folded(last + 1) in self.vocabulary.sentences.possessive
        return last + 2 if is_word and self.possessive_after(last) else last + 1

    def is_calendar(self, number: int) -> bool:
        return self.folded(number) in self.vocabulary.dates

    # --- Quotations -----------------------------------------------------------------------------
    @cached_property
    def quotations(self) -> list[tuple[int, int]]:
        """From and to of what stands between quotation marks; one that is not closed goes on to the end."""
        found, begin, sign = [], None, ""
        for match in QUOTE.finditer(self.text):
            mark = match[0]
            if begin is None and mark in CLOSED_BY:
                begin, sign = match.end(), CLOSED_BY[mark]
            elif begin is not None and mark == sign:
                found.append((begin, match.start()))
                begin = None
        return found if begin is None else [*found, (begin, len(self.text))]

    def quotation_at(self, offset: int) -> tuple[int, int] | None:
        """The quotation that holds this place."""
        for begin, end in self.quotations:
            if begin <= offset < end:
                return begin, end
        return None

    # --- A sentence, word by word ---------------------------------------------------------------
    def words_of_sentence(self, number: int) -> range:
        """The numbers of the words of the sentence that holds this word."""
        begin, end = self.sentence_at(self.words[number].start)
        first = number
        while first > 0 and self.words[first - 1].start >= begin:
            first -= 1
        last = number
        while last + 1 < len(self.words) and self.words[last + 1].start < end:
            last += 1
        return range(first, last + 1)
