"""Three-way merges of sequences: two changed versions of one text. Knows no HTML and no model.

    >>> [(piece.side, piece.merged) for piece in pieces("abc", "aBc", "abcd", like=lambda one, other: 1)]
    [('same', ['a']), ('mine', ['B']), ('same', ['c']), ('theirs', ['d'])]

A piece is one item of the base as each side has it, or the items that were added at one place.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

PAIRED = 900  # pairs of items compared for likeness in one changed stretch; a longer one is paired in order
ALIKE = 0.3  # likeness from which an item is an old one changed, not a new one


@dataclass(frozen=True)
class Piece:
    """`place` is the index in the base, of the item or (`inserted`) of the item before which it was added.

    base, mine and theirs are lists of items, empty where there is none; `side` is whose they are in the
    merge: "same", "mine", "theirs", "both" (the same change twice) or "clash".
    """

    place: int
    inserted: bool
    base: list
    mine: list
    theirs: list

    @property
    def side(self) -> str:
        return side_of(self.base, self.mine, self.theirs)

    @property
    def merged(self) -> list | None:
        """The items of the merge; None for a clash."""
        return {"mine": self.mine, "clash": None}.get(self.side, self.theirs)


def side_of(base: Any, mine: Any, theirs: Any) -> str:
    """Whose value it is: "same", "both" if both changed it alike, "mine", "theirs", or "clash"."""
    if mine == theirs:
        return "same" if mine == base else "both"
    if mine == base:
        return "theirs"
    return "mine" if theirs == base else "clash"


def pieces(
    base: Sequence, mine: Sequence, theirs: Sequence, like: Callable[[Any, Any], float] | None = None
) -> list[Piece]:
    """The pieces of a merge, in order, without empty ones.

    `like(old, new)` from 0 to 1 says whether a new item is an old one changed; without it they pair in order.
    Items that one side added stay after the same item as there.
    """
    my_fates, my_gaps = _script(base, mine, like)
    their_fates, their_gaps = _script(base, theirs, like)
    found = []
    for place in range(len(base) + 1):
        found.append(Piece(place, True, [], my_gaps[place], their_gaps[place]))
        if place < len(base):
            found.append(Piece(place, False, [base[place]], my_fates[place], their_fates[place]))
    return [piece for piece in found if piece.base or piece.mine or piece.theirs]


def _script(base, new, like):
    """What became of each item of `base` ([], [itself] or [another]), and what was added before each."""
    fates, gaps = [[item] for item in base], [[] for _ in range(len(base) + 1)]
    for tag, i, j, k, m in SequenceMatcher(None, base, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        gap = i
        pairs = dict(_pairs(base[i:j], new[k:m], like))
        partner = {there: here for here, there in pairs.items()}
        for here in range(i, j):
            fates[here] = [new[k + pairs[here - i]]] if here - i in pairs else []
        for there in range(m - k):
            if there in partner:
                gap = i + partner[there] + 1
            else:
                gaps[gap].append(new[k + there])
    return fates, gaps


def _pairs(old, new, like):
    """(index in old, index in new) of items that are one item changed, in order; the most similar ones."""
    if like is None or len(old) * len(new) > PAIRED:
        return [(n, n) for n in range(min(len(old), len(new)))]
    score = [[like(one, other) for other in new] for one in old]
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in range(len(old) - 1, -1, -1):
        for k in range(len(new) - 1, -1, -1):
            paired = score[i][k] + best[i + 1][k + 1] if score[i][k] >= ALIKE else 0.0
            best[i][k] = max(paired, best[i + 1][k], best[i][k + 1])
    found, i, k = [], 0, 0
    while i < len(old) and k < len(new):
        if score[i][k] >= ALIKE and best[i][k] == score[i][k] + best[i + 1][k + 1]:
            found.append((i, k))
            i, k = i + 1, k + 1
        elif best[i][k] == best[i + 1][k]:
            i += 1
        else:
            k += 1
    return found


def both(base: Sequence, mine: Sequence, theirs: Sequence) -> list:
    """One sequence with the changes of both, as a draft: where they clash, mine come before theirs."""
    out, stretch = [], []
    for piece in [*pieces(base, mine, theirs), None]:
        if piece is not None and piece.side != "same":
            stretch.append(piece)
            continue
        out += _joined(stretch)
        stretch = []
        out += piece.merged if piece is not None else []
    return out


def _joined(stretch):
    """A stretch in which something changed: that of one side if only it changed anything, else both."""
    sides = {piece.side for piece in stretch}
    mine = [item for piece in stretch for item in piece.mine]
    theirs = [item for piece in stretch for item in piece.theirs]
    if sides <= {"mine", "both"}:
        return mine
    if sides <= {"theirs", "both"} or mine == theirs:
        return theirs
    return mine + theirs
