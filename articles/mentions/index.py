"""A name list made ready for searching: every form of every name and title, found in one pass over a text.

Patterns are folded words with a space at either end. So is the text: a pattern is found only at whole words.
Names in scripts without spaces between words are searched for in the text itself.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

from articles.mentions import vocabulary
from newsroom.lib.tokens import Token, composed, folded, tokens
from people.known_names import FAMILY_FIRST, MONONYM, Id, KnownPerson, NameList

# Scripts that are written without spaces between words, or that join small words to a name.
NATIVE = re.compile(
    r"[\u0400-\u04ff\u0590-\u06ff\u0900-\u0e7f\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
)
UNSPACED = re.compile(r"[\u0e00-\u0e7f\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
CAMEL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])")  # "ElBaradei": also El Baradei
UMLAUTS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "Ö": "Oe", "Ø": "Oe", "Ü": "Ue"}
)
# Posts of which "<organization> chief" speaks, and those of which "UN <subject> chief" does.
HEADS = {
    *("secretary general", "director general", "executive director", "administrator", "president"),
    *("high commissioner", "commissioner general", "executive secretary", "managing director"),
}
CHIEFS = ("chief", "head", "boss")
BEATS = {"under secretary general", "high commissioner", "high representative"}
UNITED_NATIONS = ("un", "u n", "united nations")
# Titles that say nothing without their house.
GENERIC = HEADS - {"secretary general", "high commissioner", "commissioner general"}
GENERIC |= {
    "minister",
    "director",
    "ambassador",
    "chairman",
    "chair",
    "secretary",
    "adviser",
    "special adviser",
}
GENERIC |= {"representative", "special representative", "special envoy", "spokesperson", "chancellor", "king"}
GENERIC |= {"prime minister", "special rapporteur", "high representative", "under secretary general", "judge"}
GENERIC |= {"deputy director", "envoy", "counsel", "commissioner", "governor", "foreign minister", "queen"}
JOINTS = ("for", "on", "of", "to", "in")
DEPUTISING = {
    "special representative",
    "special adviser",
    "special envoy",
    "personal envoy",
    "representative",
}
ROLE_ENDS = {"coordinator", "counsel", "representative", "adviser", "director", "rapporteur", "envoy"}


class NameForm(NamedTuple):
    """A way to write a whole name. `lower` marks the words that may be written small."""

    person: Id
    lower: tuple[bool, ...]


class FamilyForm(NamedTuple):
    """A family name, or what is said instead of one. `is_part` of a longer one: only after the full name."""

    person: Id
    is_part: bool = False


class TitleForm(NamedTuple):
    """A way to write a title. `is_head` for the first words of a longer title."""

    post: Id
    first: str
    last: str
    is_head: bool = False
    is_alias: bool = False


class HouseForm(NamedTuple):
    """A name of an organization."""


class Hit(NamedTuple):
    """A form at words ``first`` to ``last`` of a text."""

    first: int
    last: int
    forms: tuple


class Index:
    """All forms of the names and titles of a name list, ready for look-ups."""

    def __init__(self, names: NameList):
        self.names = names
        self.by_pattern: dict[str, list] = defaultdict(list)
        self.families: dict[str, list[FamilyForm]] = defaultdict(list)  # of one word
        self.given: dict[Id, tuple[str, ...]] = {}
        self.native: dict[str, list[Id]] = defaultdict(list)
        self.houses: set[tuple[str, ...]] = set()
        self.houses_of_post: dict[Id, set[tuple[str, ...]]] = {}
        self.heads: dict[str, set[Id]] = defaultdict(set)  # first words of titles → posts
        self.generic: dict[str, list[TitleForm]] = defaultdict(list)  # titles that need a house or a name
        for person in names.persons:
            self._add_person(person)
        self._add_titles()
        self.patterns = list(self.by_pattern)
        self.automaton = AhoCorasick(self.patterns)
        self.native_patterns = list(self.native)
        self.native_automaton = AhoCorasick(self.native_patterns)

    # --- Names ------------------------------------------------------------------------------
    def _add_person(self, person: KnownPerson):
        given, family = _words(person.given), _words(person.family)
        self.given[person.id] = tuple([word.folded for word in given])
        self._add_name(person, person.full)
        for text in person.names:
            self._add_name(person, text)
        if person.order == MONONYM:
            self._add_family(person, given[:1])
            if len(given) > 2:
                self._add_derived(person, given[:2])
            return
        self._add_family(person, family)
        if len(family) > 1:
            self._add_parts(person, family)
        if person.order == FAMILY_FIRST:
            self._add_derived(person, [*given, *family])
            self._add_derived(person, [*family, *_joined(given)])
        elif len(given) > 1:
            self._add_shorter(person, given, family)

    def _add_shorter(self, person, given, family):
        """Without initials, and with the first given name alone: "Juan Méndez", "Ellen Løj"."""
        first = [word for word in given if len(word.said) > 1]
        if first and len(first) < len(given):
            self._add_derived(person, [*first, *family])
        if len(first) > 1 and "-" not in person.given.split(" ")[0]:
            self._add_derived(person, [*first[:1], *family])

    def _add_name(self, person, text):
        if not text.isascii() and NATIVE.search(text):
            self._add_native(person.id, text)
            return
        for spelling in _spellings(text):
            words = _words(spelling)
            if len(words) > 1:
                self._add(words, NameForm(person.id, _lower(words)))
            elif words and spelling == text:
                self._add_family(person, words)  # a name of one word says who only after the full one

    def _add_derived(self, person, words):
        if len(words) > 1:
            self._add(words, NameForm(person.id, _lower(words)))

    def _add(self, words, form):
        at = self.by_pattern[_pattern([word.folded for word in words])]
        if form not in at:
            at.append(form)

    def _add_family(self, person, words, *, is_part=False):
        form = FamilyForm(person.id, is_part)
        self._put_family([word.folded for word in words], form)
        text = " ".join([word.said for word in words])
        for spelling in _spellings(text):
            if spelling != text:
                self._put_family([word.folded for word in _words(spelling)], form)
        if "'" in person.family or "’" in person.family:
            self._put_family([folded("".join([word.said for word in words]))], form)

    def _put_family(self, folds, form):
        at = self.families[folds[0]] if len(folds) == 1 else self.by_pattern[_pattern(folds)]
        if not at or form not in at[-9:]:
            at.append(form)

    def _add_parts(self, person, family):
        """ "de Mello" of Vieira de Mello, "Ayala" of Ayala Lasso, "Brown" of Malloch Brown."""
        small = [number for number, word in enumerate(family) if word.folded in vocabulary.PARTICLES]
        if small and small[0] > 0:
            self._add_family(person, family[small[0] :], is_part=True)
        if family[0].folded not in vocabulary.PARTICLES:
            self._add_family(person, family[:1], is_part=True)
        if "-" not in person.family and family[-1].folded not in vocabulary.PARTICLES:
            self._add_family(person, family[-1:], is_part=True)

    def _add_native(self, person, text):
        text = unicodedata.normalize("NFC", text)
        for form in {text, text.replace("·", ""), text.replace("・", ""), text.replace(" ", "\xa0")}:
            if person not in self.native[form]:
                self.native[form].append(person)

    # --- Titles -----------------------------------------------------------------------------
    def _add_titles(self):
        houses = _Houses(self.names)
        self.houses = houses.every
        for house in houses.every:
            self.by_pattern[_pattern(house)].append(HouseForm())
        seen = set()
        for post in self.names.posts:
            own = houses.of(post)
            self.houses_of_post[post.id] = own
            for name in post.names:
                if (whole := " ".join(_folds(name.text))) in GENERIC:
                    self.generic[whole].append(TitleForm(post.id, name.first, name.last))
                for phrase, is_head, is_alias in _ways_to_say(name.text, own):
                    key = (post.id, phrase, name.first, name.last)
                    if key not in seen:
                        seen.add(key)
                        form = TitleForm(post.id, name.first, name.last, is_head, is_alias)
                        self.by_pattern[f" {phrase} "].append(form)
                    if is_head:
                        self.heads[phrase].add(post.id)

    # --- Looking up -------------------------------------------------------------------------
    def hits(self, words: list[Token]) -> Iterator[Hit]:
        """Every form in these words, of more than one word or a title; overlapping."""
        starts, haystack, at = {}, [" "], 1
        ends = {}
        for number, word in enumerate(words):
            starts[at - 1] = number
            at += len(word.folded) + 1
            ends[at] = number
            haystack.append(f"{word.folded} ")
        text = "".join(haystack)
        for pattern, start, end in self.automaton.find_matches_as_indexes(text, overlapping=True):
            yield Hit(starts[start], ends[end], tuple(self.by_pattern[self.patterns[pattern]]))

    def namesakes(self, full: str) -> set[Id]:
        """Whoever may be called by this very name."""
        forms = self.by_pattern.get(_pattern(_folds(full)), ())
        return {form.person for form in forms if isinstance(form, NameForm)}

    def native_hits(self, text: str) -> Iterator[tuple[int, int, tuple[Id, ...]]]:
        """(from, to, persons) of names in scripts that are not parted into words."""
        if not self.native_patterns or not NATIVE.search(text):
            return
        pairs = list(composed(text))
        flat, places = "".join(c for c, _ in pairs), [at for _, at in pairs] + [len(text)]
        longest = -1
        found = self.native_automaton.find_matches_as_indexes(flat, overlapping=True)
        for pattern, start, end in sorted(found, key=lambda hit: (hit[1], -hit[2])):
            end = _native_end(flat, start, end)
            if end and start >= longest:
                longest = end
                yield places[start], places[end], tuple(self.native[self.native_patterns[pattern]])


ARABIC_JOINED = "وبلفك"
CYRILLIC_ENDING = re.compile(r"[а-яё]{0,3}(?![\w])")


def _native_end(text, start, end):
    """Where a native name ends with its case ending, or None inside another word."""
    if UNSPACED.match(text[start]):
        return end
    before = text[start - 1 : start]
    if before.isalnum() and not (
        before in ARABIC_JOINED and not text[max(0, start - 2) : start - 1].isalnum()
    ):
        return None
    if "\u0400" <= text[end - 1] <= "\u04ff":
        ending = CYRILLIC_ENDING.match(text, end)
        return ending.end() if ending else None
    return None if text[end : end + 1].isalnum() else end


class _Houses:
    """By which names the organizations are known, as folded words."""

    def __init__(self, names: NameList):
        self.names_of = {}
        self.every = set()
        for house in names.organizations:
            said = {house.name, house.short_name, _initials(house.name)} - {""}
            self.names_of[house.id] = {_folds(text) for text in said}
            self.every |= self.names_of[house.id]
        for own in self.names_of.values():
            if ("united", "nations") in own:
                own |= {("un",), ("u", "n")}
                self.every |= own

    def of(self, post):
        """The names of a post's house, its tail included: "Administrator of UNDP"."""
        own = set(self.names_of.get(post.organization, ()))
        for name in post.names:
            head, joint, tail = _parted(name.text)
            if joint == "of" and head in HEADS and _is_acronym(name.text):
                own.add(tuple(tail.removeprefix("the ").split()))
        return own


def _is_acronym(title):
    last = title.rsplit(" ", 1)[-1]
    return last.isupper() or title.startswith(
        ("Executive Director of", "Director-General of", "Administrator of")
    )


def _initials(name):
    """ "United Nations Children's Fund": UNCF, which nobody says, but World Health Organization: WHO."""
    words = [word for word in re.findall(r"[^\W\d_]+", name) if word[0].isupper() and len(word) > 1]
    return "".join(word[0] for word in words) if len(words) > 2 else ""


def _parted(title):
    """A title as folded (head, joint, tail): ("high commissioner", "for", "human rights")."""
    words = list(_folds(title))
    cut = next((n for n, word in enumerate(words) if n and word in JOINTS), None)
    if cut is None:
        return " ".join(words), "", ""
    return " ".join(words[:cut]), words[cut], " ".join(words[cut + 1 :])


def _ways_to_say(title, houses) -> Iterator[tuple[str, bool, bool]]:
    """(words, is the head only, is journalists' shorthand) for a title of a post in these houses."""
    whole = " ".join(_folds(title))
    head, joint, tail = _parted(title)
    ways = [(whole, False, False)]
    named = sorted(" ".join(house) for house in houses)
    if whole in HEADS:
        ways += [(f"{whole} {of} {house}", False, False) for of in ("of", "of the") for house in named]
    elif joint and tail.removeprefix("the ") in named and head in HEADS:
        for house in named:
            ways += [(f"{head} {of} {house}", False, False) for of in ("of", "of the", "at", "for")]
            ways += [(f"{house} {head}", False, False), (f"{house} s {head}", False, False)]
    elif joint:
        ways += _other_joints(head, joint, tail)
        ways += _halves(title)
    if joint and len(head.split()) > 1:
        ways.append((head, True, False))
    if _is_head_of_house(whole, head, tail, named):
        ways += [(f"{house} {chief}", False, True) for house in named for chief in CHIEFS]
        if "united nations" in named:
            ways += [("united nations chief", False, True), ("world body s chief", False, True)]
    if joint == "for" and head in BEATS:
        ways += [(way, False, True) for way in _beats(tail)]
    yield from dict.fromkeys(way for way in ways if way[1] or way[0] not in GENERIC)


def _is_head_of_house(whole, head, tail, named):
    if whole == "secretary general" and "united nations" in named:
        return True
    return head in HEADS and tail.removeprefix("the ") in named


def _other_joints(head, joint, tail):
    """The same title as others put it: "on" for "for", "of the Secretary-General" inside, with "the"."""
    bare = tail.removeprefix("the ")
    others = ("on", "to", "in") if joint == "for" else ("for",) if joint in ("on", "to", "in") else ()
    for word in (joint, *others):
        for end in (bare, f"the {bare}"):
            yield f"{head} {word} {end}", False, False
            if head in DEPUTISING:
                yield f"{head} of the secretary general {word} {end}", False, False
                yield f"{head} to the secretary general {word} {end}", False, False


def _halves(title):
    """ "Under-Secretary-General for Humanitarian Affairs and Emergency Relief Coordinator" is two titles."""
    words = list(_folds(title))
    for at in (n for n, word in enumerate(words) if word == "and"):
        first, second = words[:at], words[at + 1 :]
        if len(second) > 1 and second[-1] in ROLE_ENDS:
            yield " ".join(first), False, False
            yield " ".join(second), False, False


def _beats(tail):
    """ "human rights" → "UN human rights chief", "UN rights chief"."""
    words = tail.removeprefix("the ").split()
    while len(words) > 1 and words[-1] in ("affairs", "operations", "support"):
        words = words[:-1]
    said = {" ".join(words), words[-1], " ".join([*words[:-1], words[-1].removesuffix("s")])}
    for un in UNITED_NATIONS:
        for subject in sorted(said):
            yield from (f"{un} {subject} {chief}" for chief in CHIEFS)
            yield f"{un} s {subject} chief"
        yield from (f"{un} {chief} of {' '.join(words)}" for chief in CHIEFS)


# --- Small things -------------------------------------------------------------------------------


class NameWord(NamedTuple):
    """A word of a name, as written and folded."""

    said: str
    folded: str


def _words(text) -> list[NameWord]:
    """The words of a name as `tokens` parts them, without their places; fast for plain names."""
    if text.isascii() and text.isalpha():
        return [NameWord(text, text.lower())]
    parts = text.replace("-", " ").replace(".", " ").split()
    if text.isascii() and "".join(parts).isalpha():
        return [NameWord(part, part.lower()) for part in parts]
    return [NameWord(word.said, word.folded) for word in tokens(text)]


def _spellings(text) -> list[str]:
    """A name, and how it is also spelled: El Baradei, Tuerk, OBrien."""
    if text.isascii() and "'" not in text and not CAMEL.search(text):
        return [text]
    others = {CAMEL.sub(" ", text), text.translate(UMLAUTS), re.sub("['’]", "", text)}
    return [text, *sorted(others - {text})]


def _folds(text) -> tuple[str, ...]:
    return tuple(word.folded for word in tokens(text))


def _pattern(folds):
    return f" {' '.join(folds)} "


def _lower(words):
    return tuple([word.said[0].islower() for word in words])


def _joined(given):
    """ "Ki-moon" as one word: Kimoon."""
    if len(given) < 2:
        return given
    said = "".join([word.said for word in given])
    return [NameWord(said, folded(said))]


@lru_cache(maxsize=4)
def index_of(names: NameList) -> Index:
    """The index of a name list, made one time for each."""
    return Index(names)
