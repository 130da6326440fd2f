"""Three-way merges of stories: base, mine and theirs, all payloads (`Article.payload()`). Pure functions.

Fields are merged one by one; the body block by block; topics, authors and officials as sets, officials with
role, pinned post and printed title as parts of their own. The lead picture and its texts are one value, so
the alternative text of one picture never comes to another.

What both changed differently is a conflict. So are two different texts added at one place, and two different
new orders of the same names: an editor chooses. Two names added at one place are no conflict: the lower id
comes first. Nothing that either side wrote is lost without a conflict that shows it.
"""

import hashlib
import json
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from articles.payload import FIELD, PICTURE, FieldKind
from newsroom.lib import html
from newsroom.lib.three_way import Piece, both, pieces, side_of

ROW = ("role", "appointment", "as_printed")
WORD = re.compile(r"\S+\s*|\s+")


class Unanswered(ValueError):
    """Not every conflict has an answer; `keys` are those without one."""

    def __init__(self, keys):
        super().__init__(f"no answer to {', '.join(keys)}")
        self.keys = keys


@dataclass(frozen=True)
class BodyPlace:
    """Where in the body: the `number`-th block of that `kind` of the base; `inserted` is after the
    `number`-th paragraph of the base (0: at the beginning)."""

    kind: str
    number: int
    inserted: bool = False


@dataclass(frozen=True)
class Conflict:
    """What both changed differently. `key` is made from the field, the place and the three values, so that
    an answer to one conflict never fits another one.

    field   a key of the payload; "picture" for the lead picture with its texts
    part    the BodyPlace; the person's id among the officials; "order" for an order of names
    base, mine, theirs   body: HTML of blocks; officials: a row or None; picture: a dict of its three fields
    """

    key: str
    field: str
    part: Any
    base: Any
    mine: Any
    theirs: Any

    @property
    def choices(self):
        """The possible answers: "mine", "theirs", "both" (theirs, then mine) and "own" (other words)."""
        if self.field == "body" and not self.base:
            return ("mine", "theirs", "both", "own")
        words = self.field in FIELD and FIELD[self.field].kind.is_words
        return ("mine", "theirs", "own") if words else ("mine", "theirs")

    def answer(self, choice, own=None):
        """The value of a choice."""
        if choice == "both":
            return self.theirs + self.mine
        return {"mine": self.mine, "theirs": self.theirs, "own": own}[choice]

    @property
    def suggestion(self):
        """A first draft of own words: both changes, word by word. An editor has to read it."""
        if self.field == "body":
            return _suggested_blocks(self.base, self.mine, self.theirs)
        words = [WORD.findall(value or "") for value in (self.base, self.mine, self.theirs)]
        return " ".join(word.strip() for word in both(*([w.strip() for w in part] for part in words))).strip()


@dataclass(frozen=True)
class MergedPart:
    """One change that was merged without a conflict: `side` is "mine", "theirs" or "both"."""

    field: str
    side: str
    part: Any
    before: Any
    after: Any


@dataclass
class ThreeWayMerge:
    """`payload` is the merge, with mine where there is a conflict; see `resolve()`."""

    payload: dict = field(default_factory=dict)
    conflicts: list[Conflict] = field(default_factory=list)
    merged: list[MergedPart] = field(default_factory=list)
    body: list = field(default_factory=list)  # texts, and Conflicts between them, if the body has any

    def resolve(self, answers):
        """The payload with `answers`, {key: (choice, own words)}. Raises Unanswered if one is missing.

        Own words of the body are HTML and are taken as they are: clean them first.
        """
        missing = [conflict.key for conflict in self.conflicts if conflict.key not in answers]
        if missing:
            raise Unanswered(missing)
        values = {conflict.key: conflict.answer(*answers[conflict.key]) for conflict in self.conflicts}
        payload = dict(self.payload)
        for conflict in self.conflicts:
            self._put(payload, conflict, values[conflict.key])
        if self.body:
            payload["body"] = "".join(
                part if isinstance(part, str) else values[part.key] for part in self.body
            )
        return payload

    def _put(self, payload, conflict, value):
        name = conflict.field
        if name == "picture":
            payload.update(value)
        elif name == "officials" and conflict.part != "order":
            rows = [row for row in payload[name] if row["person"] != conflict.part or value]
            payload[name] = [value if row["person"] == conflict.part else row for row in rows]
        elif name == "officials":
            place = {person: n for n, person in enumerate(value)}
            payload[name] = sorted(payload[name], key=lambda row: place[row["person"]])
        elif name != "body":
            payload[name] = value

    # --- While it is made ------------------------------------------------------------------------------
    def add_conflict(self, name, part, base, mine, theirs):
        facts = json.dumps([name, str(part), base, mine, theirs], sort_keys=True, ensure_ascii=False)
        key = f"{name}-{hashlib.sha256(facts.encode()).hexdigest()[:12]}"
        conflict = Conflict(key, name, part, base, mine, theirs)
        self.conflicts.append(conflict)
        return conflict

    def add_merged(self, name, side, part, before, after):
        if side != "same":
            self.merged.append(MergedPart(name, side, part, before, after))


def merge(base, mine, theirs):
    """Merge two payloads that both come from `base` ({} if it is not known). Pure: no query.

    merge(b, x, b), merge(b, b, x) and merge(b, x, x) all have the payload x and no conflict.
    """
    found = ThreeWayMerge()
    for name in list(dict.fromkeys([*mine, *theirs])):
        sides = [part.get(name) for part in (base, mine, theirs)]
        kind = FIELD[name].kind
        if kind in SETS:
            SETS[kind](found, name, *([*(side or [])] for side in sides))
        elif kind is FieldKind.BODY:
            _body(found, *(side or "" for side in sides))
        elif name == PICTURE[0]:
            _picture(found, base, mine, theirs)
        elif name not in PICTURE:
            found.payload[name] = _value(found, name, *sides)
    side = side_of(base, mine, theirs)
    if side != "clash":
        found.payload = mine if side == "mine" else theirs  # exactly as it is, not as a merge would write it
    return found


def _value(found, name, base, mine, theirs):
    side = side_of(base, mine, theirs)
    if side == "clash":
        found.add_conflict(name, None, base, mine, theirs)
        return mine
    value = mine if side == "mine" else theirs
    found.add_merged(name, side, None, base, value)
    return value


def _picture(found, base, mine, theirs):
    """The picture and its texts: field by field for one picture, else as a whole."""
    sides = [{name: part.get(name) for name in PICTURE} for part in (base, mine, theirs)]
    if len({side["lead_image_id"] for side in sides}) == 1:
        for name in PICTURE:
            found.payload[name] = _value(found, name, *(side[name] for side in sides))
        return
    found.payload.update(_value(found, "picture", *sides))


# --- Sets ------------------------------------------------------------------------------------------
def _topics(found, name, base, mine, theirs):
    """Ids, or the name of a topic that does not exist yet; in the order of a payload."""
    members = _members(base, mine, theirs)
    found.payload[name] = sorted(members, key=lambda topic: (isinstance(topic, str), topic))
    if members != set(base):
        found.add_merged(name, _set_side(base, mine, theirs), None, base, found.payload[name])


def _authors(found, name, base, mine, theirs):
    order = _order(found, name, base, mine, theirs, _members(base, mine, theirs))
    found.payload[name] = order
    if order != base and not _asked(found, name, "order"):
        found.add_merged(name, _set_side(base, mine, theirs), None, base, order)


def _officials(found, name, base, mine, theirs):
    rows = [{row["person"]: row for row in side} for side in (base, mine, theirs)]
    kept = {}
    for person in dict.fromkeys([*rows[0], *sorted(rows[1] | rows[2])]):
        kept[person] = _official(found, name, person, *(side.get(person) for side in rows))
    # An official in a conflict keeps a place in the order, as the answer may keep them.
    asked = {c.part: c.mine or c.theirs for c in found.conflicts if c.field == name}
    members = {person for person, row in kept.items() if row} | set(asked)
    order = _order(found, name, *(list(side) for side in rows), members)
    before = [person for person in rows[0] if person in members]
    if [person for person in order if person in rows[0]] != before and not _asked(found, name, "order"):
        found.add_merged(name, side_of(*map(list, rows)).replace("clash", "both"), "order", before, order)
    found.payload[name] = [kept[person] or asked[person] for person in order]


def _official(found, name, person, base, mine, theirs):
    """The row of one person, None for none."""
    side = side_of(base, mine, theirs)
    if side == "clash" and mine and theirs:
        parts = {part: [(row or {}).get(part) for row in (base, mine, theirs)] for part in ROW}
        sides = {part: side_of(*values) for part, values in parts.items()}
        ours = {"person": person} | {p: v[2 if sides[p] == "theirs" else 1] for p, v in parts.items()}
        others = {"person": person} | {p: v[1 if sides[p] == "mine" else 2] for p, v in parts.items()}
        if ours == others:
            found.add_merged(name, "both", person, base, ours)
            return ours
        mine, theirs = ours, others
    if side == "clash":
        found.add_conflict(name, person, base, mine, theirs)
        return mine
    row = mine if side == "mine" else theirs
    found.add_merged(name, side, person, base, row)
    return row


SETS = {FieldKind.TOPICS: _topics, FieldKind.AUTHORS: _authors, FieldKind.OFFICIALS: _officials}


def _members(base, mine, theirs):
    """The merge of three sets: what both kept, and what either added."""
    base, mine, theirs = set(base), set(mine), set(theirs)
    return (base & mine & theirs) | (mine - base) | (theirs - base)


def _asked(found, name, part):
    return any((conflict.field, conflict.part) == (name, part) for conflict in found.conflicts)


def _set_side(base, mine, theirs):
    side = side_of(base, mine, theirs)
    return "both" if side == "clash" else side


def _order(found, name, base, mine, theirs, members):
    """The members in the order of the side that changed it; a conflict if both changed it differently."""
    common = set(base) & set(mine) & set(theirs) & members
    orders = [[key for key in side if key in common] for side in (base, mine, theirs)]
    side = side_of(*orders)
    if side == "clash":
        ours, others = _in_order_of(mine, theirs, base, members), _in_order_of(theirs, mine, base, members)
        found.add_conflict(name, "order", [key for key in base if key in members], ours, others)
        return ours
    if side in ("mine", "theirs"):
        lead, follow = (mine, theirs) if side == "mine" else (theirs, mine)
    else:
        lead, follow = sorted((mine, theirs))
    return _in_order_of(lead, follow, base, members)


def _in_order_of(lead, follow, base, members):
    """The order of `lead`; what only `follow` added comes after the same neighbour as there."""
    out, added = [key for key in lead if key in members], members - set(base)
    place = 0
    for key in (key for key in follow if key in members):
        if key in out:
            place = out.index(key) + 1
            continue
        while place < len(out) and key in added and out[place] in added and out[place] < key:
            place += 1
        out.insert(place, key)
        place += 1
    return out


# --- The body --------------------------------------------------------------------------------------
def _body(found, base, mine, theirs):
    side = side_of(base, mine, theirs)
    if side == "same":
        found.payload["body"] = base
        return
    blocks = html.parse(base)
    places = _places(blocks)
    parts = [[html.write([block]) for block in html.parse(text)] for text in (base, mine, theirs)]
    texts = []
    for piece in pieces(*parts, like=likeness):
        place = _after(blocks, piece.place) if piece.inserted else places[piece.place]
        texts.append(_piece(found, place, piece))
    found.payload["body"] = "".join(text if isinstance(text, str) else text.mine for text in texts)
    if any(isinstance(text, Conflict) for text in texts):
        found.body = texts
    elif side != "clash":
        found.payload["body"] = mine if side == "mine" else theirs


def _piece(found, place, piece: Piece):
    """The text of a piece, or its Conflict."""
    base, mine, theirs = "".join(piece.base), "".join(piece.mine), "".join(piece.theirs)
    if piece.side == "clash":
        return found.add_conflict("body", place, base, mine, theirs)
    text = "".join(piece.merged)
    found.add_merged("body", piece.side, place, base, text)
    return text


def _places(blocks):
    counts, places = Counter(), []
    for block in blocks:
        counts[block.kind] += 1
        places.append(BodyPlace(block.kind, counts[block.kind]))
    return places


def _after(blocks, index):
    return BodyPlace("p", sum(block.kind == "p" for block in blocks[:index]), inserted=True)


def likeness(one, other):
    """How similar two blocks are, from 0 to 1: the share of common words; for a figure also its picture.
    Blocks of different kinds are not similar."""
    if one[:3] != other[:3]:
        return 0.0
    texts = (text if text.startswith("<fig") else html.plain_text(text) for text in (one, other))
    words, others = (Counter(re.findall(r"\w+", text)) for text in texts)
    total = words.total() + others.total()
    if not total:
        return 1.0 if one == other else 0.5
    return 2 * (words & others).total() / total


def _suggested_blocks(base, mine, theirs):
    """One text block with the words of both, marks kept; other blocks one after the other."""
    sides = [html.parse(text) for text in (base, mine, theirs)]
    if not base:
        return theirs + mine
    if not (mine and theirs):
        return mine or theirs
    if any(len(side) != 1 or not side[0].runs or side[0].tag != sides[0][0].tag for side in sides):
        return mine
    runs = html.tidy(html.TextRun(*word) for word in both(*(_words(side[0].runs) for side in sides)))
    return html.write([html.Block(sides[1][0].tag, sides[1][0].attrs, runs=runs)])


def _words(runs):
    """(word with the space after it, marks) of a text; the last word is followed by one too."""
    words = [(word, run.marks) for run in runs for word in WORD.findall(run.text)]
    return [*words[:-1], (words[-1][0] + " ", words[-1][1])]
