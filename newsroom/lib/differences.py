"""What changed between two texts, word by word, as runs that are struck through or underlined.

>>> words("He had been appointed.", "He is to be appointed.")
[Run(kind='same', text='He '), Run(kind='del', text='had been '), Run(kind='ins', text='is to be '), \
Run(kind='same', text='appointed.')]
"""

import re
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import NamedTuple

LONGEST = 3_000  # words of one paragraph compared word by word; a longer one is replaced whole
SIMILAR = 0.3  # share of words in common below which a paragraph is another one, not a changed one
WORD = re.compile(r"\S+\s*|\s+")


class DiffRun(NamedTuple):
    """A stretch of text: `kind` is "same", "del" (taken out) or "ins" (put in)."""

    kind: str
    text: str


class DiffChange(NamedTuple):
    """One changed paragraph: its index before (None if put in) and after (None if taken out), its runs."""

    before: int | None
    after: int | None
    runs: list[DiffRun]


def words(before, after):
    """Return the Runs that lead from one text to the other. Their "same" and "ins" runs are `after`."""
    old, new = WORD.findall(before), WORD.findall(after)
    if max(len(old), len(new)) > LONGEST:
        return _replaced(before, after)
    # A word followed by other white space, or by none at a paragraph's end, is the same word.
    matcher = SequenceMatcher(None, [w.strip() for w in old], [w.strip() for w in new], autojunk=False)
    runs = []
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            runs.append(DiffRun("same", "".join(new[k:m])))
        else:
            runs += _replaced("".join(old[i:j]), "".join(new[k:m]))
    return runs


def paragraphs(before, after):
    """Return the Changes between two lists of paragraphs; unchanged ones are left out."""
    changes = []
    for tag, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag != "equal":
            changes += _between(before[i:j], after[k:m], i, k)
    return changes


def _between(old, new, old_start, new_start):
    """Changes of one stretch: paragraphs are paired in order, a pair that is not similar is replaced."""
    for offset, (was, now) in enumerate(zip_longest(old, new)):
        runs = words(was or "", now or "")
        kept = sum(len(run.text) for run in runs if run.kind == "same")
        if was and now and kept < SIMILAR * min(len(was), len(now)):
            runs = _replaced(was, now)
        yield DiffChange(
            None if was is None else old_start + offset, None if now is None else new_start + offset, runs
        )


def _replaced(before, after):
    if before and after and not before[-1].isspace():
        before += " "  # the last words of a paragraph, struck through, do not run into the first new ones
    return [run for run in (DiffRun("del", before), DiffRun("ins", after)) if run.text]
