"""The words beside a name that belong to it: given names, honorifics, the first of a list of names."""

from collections.abc import Iterator

from articles.mentions.passage import AROUND_NICKNAME, HYPHEN, Passage
from articles.mentions.vocabulary import PARTICLES

LONGEST_NAME = 7  # words between a given and a family name, both counted
LONGEST_LIST = 8  # words from "Messrs." to a name


def run_before(passage: Passage, at: int) -> Iterator[int]:
    """The words before this one, nearest first, as long as they are capitals, initials or particles."""
    number = at
    while number > 0 and at - number < LONGEST_NAME:
        gap = passage.gap(number - 1)
        word = passage.words[number - 1]
        initial = len(word.said) == 1 and gap.startswith(".")
        if not (
            passage.is_next(number - 1) or initial or AROUND_NICKNAME.fullmatch(gap) or HYPHEN.fullmatch(gap)
        ):
            return
        if not word.is_capital and word.folded not in PARTICLES:
            return
        number -= 1
        yield number


def honorifics_before(passage: Passage, first: int) -> tuple[frozenset[str], int]:
    """The honorifics before a name, folded, and the number of the first of them."""
    honorifics, begin = set(), first
    while begin > 0 and _is_honorific(passage, begin - 1):
        if begin > 1 and HYPHEN.fullmatch(passage.gap(begin - 2)):
            break  # "Secretary-General Ban"
        gap = passage.gap(begin - 1).lstrip(".")
        if gap.strip() not in ("", "[") or not gap:
            break
        begin -= 1
        honorifics.add(passage.folded(begin))
    return frozenset(honorifics), begin


def _is_honorific(passage, number):
    """An honorific; one letter after a name is an initial: "Francis M. Deng"."""
    word = passage.words[number]
    if not _is_written_as_honorific(passage, number):
        return False
    follows_name = passage.is_next(number - 1) and passage.is_capital(number - 1)
    before = passage.folded(number - 1)
    is_word = before in passage.vocabulary.openers or before in passage.vocabulary.honorifics
    return len(word.said) > 1 or not follows_name or is_word


def _is_written_as_honorific(passage, number):
    """With a capital; where titles are written small, "señor" and "madame" are, too."""
    word, words = passage.folded(number), passage.vocabulary
    if word not in words.honorifics:
        return False
    return passage.is_capital(number) or word in words.names.introducing & words.titles.before_small


def over_honorifics(passage: Passage, at: int) -> int:
    """The number of the first word from here on that is no honorific."""
    while _is_written_as_honorific(passage, at) and at + 1 < len(passage.words):
        at += 1
    return at


def shared_before(passage: Passage, first: int) -> int | None:
    """The word "Messrs." or the last of a title in the plural, of which this name is in the list; or None."""
    words, at = passage.vocabulary, first
    plurals = {tuple(one.split()) for one in words.forms.plurals}
    for _step in range(LONGEST_LIST):
        if at < 1:
            return None
        word, gap = passage.folded(at - 1), passage.gap(at - 1)
        if word in words.names.several or (passage.folded(at - 2), word) in plurals:
            return at - 1
        joins = word in words.forms.and_
        if gap.strip() not in ("", ",", ".") or not (joins or passage.is_capital(at - 1)):
            return None
        if gap.strip() == "" and not joins and passage.folded(at) not in words.forms.and_:
            return None
        at -= 1
    return None
