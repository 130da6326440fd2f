"""The names of a name list, ready for searching: which persons a text may name, and every form of their
names.

The index keeps one key for each name: a folded word without which the name is not in a text. The forms of a
name are made when a text first has its key. So it is made fast, and a change of one person changes one entry.
Names in scripts without spaces between words are searched for in the text itself.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from articles.mentions.phrases import PhraseTable
from articles.mentions.title_index import TitleIndex
from articles.mentions.vocabulary import PARTICLES, Vocabulary
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
SIGNS = str.maketrans("-.", "  ")
ARABIC_ARTICLES = ("al", "el")  # one article, written both ways: Al-Badri, El-Badri


class NameForm(NamedTuple):
    """A way to write a whole name. `lower` marks the words that may be written small."""

    person: Id
    lower: tuple[bool, ...]


class FamilyForm(NamedTuple):
    """A family name, or what is said instead of one. `is_part` of a longer one: only after the full name."""

    person: Id
    is_part: bool = False


class NameWord(NamedTuple):
    """A word of a name, as written and folded."""

    said: str
    folded: str


class FormsOfPerson:
    """Every way to write the name of one person, as pairs of folded words and a form."""

    def __init__(self, person: KnownPerson):
        self.person = person
        self.found: list[tuple[tuple[str, ...], NameForm | FamilyForm]] = []
        given, family = words_of(person.given), words_of(person.family)
        for text in (person.full, *person.names):
            self._name(text)
        if person.order == MONONYM:
            self._family(given[:1])
            if len(given) > 2:
                self._whole(given[:2])
            return
        self._family(family)
        if len(family) > 1:
            self._parts(family)
        if person.order == FAMILY_FIRST:
            self._whole([*given, *family])
            self._whole([*family, *_joined(given)])
        elif len(given) > 1:
            self._shorter(given, family)

    def _name(self, text):
        if not text.isascii() and NATIVE.search(text):
            return
        for spelling in _spellings(text):
            words = words_of(spelling)
            if len(words) > 1:
                self._whole(words)
            elif words and spelling == text:
                self._family(words)  # a name of one word says who only after the full one

    def _whole(self, words):
        if len(words) > 1:
            lower = tuple(word.said[0].islower() for word in words)
            self._add(words, NameForm(self.person.id, lower))

    def _shorter(self, given, family):
        """Without initials, and with the first given name alone: "Juan Méndez", "Ellen Løj"."""
        first = [word for word in given if len(word.said) > 1]
        if first and len(first) < len(given):
            self._whole([*first, *family])
        if len(first) > 1 and "-" not in self.person.given.split(" ")[0]:
            self._whole([*first[:1], *family])

    def _family(self, words, *, is_part=False):
        form = FamilyForm(self.person.id, is_part)
        text = " ".join(word.said for word in words)
        for spelling in _spellings(text) if words else ():
            said = words_of(spelling)
            self._add(said, form)
            if len(said) > 1 and said[0].folded in ARABIC_ARTICLES:
                for article in ARABIC_ARTICLES:
                    self._add([NameWord(article, article), *said[1:]], form)
        if "'" in self.person.family or "’" in self.person.family:
            self._add([NameWord(text, folded("".join(word.said for word in words)))], form)

    def _parts(self, family):
        """ "de Mello" of Vieira de Mello, "Ayala" of Ayala Lasso, "Brown" of Malloch Brown."""
        small = [number for number, word in enumerate(family) if word.folded in PARTICLES]
        if small and small[0] > 0:
            self._family(family[small[0] :], is_part=True)
        if family[0].folded not in PARTICLES:
            self._family(family[:1], is_part=True)
        if "-" not in self.person.family and family[-1].folded not in PARTICLES:
            self._family(family[-1:], is_part=True)

    def _add(self, words, form):
        one = tuple(word.folded for word in words), form
        if words and one not in self.found:
            self.found.append(one)


class Index:
    """All names of a name list, ready for look-ups, and its titles in each language that was asked for."""

    def __init__(self, names: NameList):
        self.names = names
        self._by_key: dict[str, list[Id]] = {}
        self._native: dict[str, list[tuple[str, Id]]] = {}  # first sign → (name, person)
        self._forms: dict[Id, FormsOfPerson] = {}
        self._titles: dict[str, TitleIndex] = {}
        for person in names.persons:
            self._put(person)

    # --- Making and changing it ---------------------------------------------------------------
    def changed_to(self, names: NameList) -> "Index":
        """The index of another name list, made from this one: only persons that differ are put in anew."""
        other = Index(NameList())
        other.names = names
        other._by_key, other._native = dict(self._by_key), dict(self._native)
        before, after = self.names.person, names.person
        gone = [one for one in self.names.persons if after.get(one.id) != one]
        new = [one for one in names.persons if before.get(one.id) != one]
        away = {one.id for one in gone}
        other._forms = {pk: forms for pk, forms in self._forms.items() if pk not in away}
        for one in gone:
            other._take_out(one)
        for one in new:
            other._put(one)
        if (names.posts, names.organizations, names.home) == (
            self.names.posts,
            self.names.organizations,
            self.names.home,
        ):
            other._titles = self._titles
        return other

    def _put(self, person):
        for key in _keys(person):
            self._by_key[key] = [*self._by_key.get(key, ()), person.id]
        for name in _native_names(person):
            self._native[name[0]] = [*self._native.get(name[0], ()), (name, person.id)]

    def _take_out(self, person):
        for key in _keys(person):
            self._by_key[key] = [one for one in self._by_key.get(key, ()) if one != person.id]
        for name in _native_names(person):
            kept = [one for one in self._native.get(name[0], ()) if one[1] != person.id]
            self._native[name[0]] = kept

    # --- Looking up -------------------------------------------------------------------------
    def titles(self, vocabulary: Vocabulary) -> TitleIndex:
        """The titles and houses of the name list as that language says them, made when first asked for."""
        if vocabulary.language not in self._titles:
            self._titles[vocabulary.language] = TitleIndex(self.names, vocabulary)
        return self._titles[vocabulary.language]

    def forms_in(self, passages: Iterable[list[Token]]) -> PhraseTable:
        """Every form of the persons of whom a text may have a name."""
        said = {word.folded for words in passages for word in words}
        persons = {pk for key in said for pk in self._by_key.get(key, ())}
        table = PhraseTable()
        for person in persons:
            for words, form in self.forms(person).found:
                table.add(words, form)
        return table

    def forms(self, person: Id) -> FormsOfPerson:
        if person not in self._forms:
            self._forms[person] = FormsOfPerson(self.names.person[person])
        return self._forms[person]

    def given(self, person: Id) -> tuple[str, ...]:
        """The folded given names."""
        return tuple(word.folded for word in words_of(self.names.person[person].given))

    def family(self, person: Id) -> tuple[str, ...]:
        """The folded family name."""
        return tuple(word.folded for word in words_of(self.names.person[person].family))

    def namesakes(self, full: str) -> set[Id]:
        """Whoever may be called by this very name."""
        words = tuple(word.folded for word in words_of(full))
        near = {pk for key in words for pk in self._by_key.get(key, ())}
        return {
            form.person
            for person in near
            for said, form in self.forms(person).found
            if said == words and isinstance(form, NameForm)
        }

    def native_hits(self, text: str) -> Iterator[tuple[int, int, tuple[Id, ...]]]:
        """(from, to, persons) of names in scripts that are not parted into words."""
        if not self._native or not NATIVE.search(text):
            return
        pairs = list(composed(text))
        flat, places = "".join(c for c, _ in pairs), [at for _, at in pairs] + [len(text)]
        longest = -1
        for start, end, persons in sorted(self._native_at(flat), key=lambda hit: (hit[0], -hit[1])):
            end = _native_end(flat, start, end)
            if end and start >= longest:
                longest = end
                yield places[start], places[end], persons

    def _native_at(self, flat):
        for start, sign in enumerate(flat):
            by_name = defaultdict(list)
            for name, person in self._native.get(sign, ()):
                if flat.startswith(name, start):
                    by_name[name].append(person)
            for name, persons in by_name.items():
                yield start, start + len(name), tuple(persons)


_kept: list[Index] = []
KEPT = 4  # indexes: of the record, and of the short lists that some screens read


def index_of(names: NameList) -> Index:
    """The index of a name list, made one time for each, from the last of much the same list if there is
    one.
    """
    for index in _kept:
        if index.names is names:
            return index
    near = next((one for one in _kept if _is_near(one.names, names)), None)
    index = near.changed_to(names) if near else Index(names)
    _kept.insert(0, index)
    del _kept[KEPT:]
    return index


def _is_near(one, other):
    """Whether a list was made from the same records: its first and its last person are in the other."""
    ends = one.persons[:1] + one.persons[-1:]
    return bool(ends) and all(person.id in other.person for person in ends)


# --- Keys -------------------------------------------------------------------------------------------


def _keys(person: KnownPerson) -> set[str]:
    """Folded words of which a text has at least one if it names the person."""
    keys = set()
    if person.order == MONONYM:
        keys.update(word.folded for word in words_of(person.given)[:1])
    family, given = person.family, person.given
    if family.isascii() and family.isalpha() and not CAMEL.search(family):
        keys.add(family.lower())
    elif family:
        keys.update(_family_keys(family))
    if person.full not in (f"{given} {family}", f"{family} {given}"):
        keys.update(_last_words(person.full))
    for text in person.names:
        keys.update(_last_words(text))
    return keys


def _family_keys(family):
    for spelling in _spellings(family):
        words = words_of(spelling)
        own = [word.folded for word in words if word.folded not in PARTICLES]
        yield from own or [word.folded for word in words]
        if "'" in family or "’" in family:
            yield folded("".join(word.said for word in words))


def _last_words(text):
    if text.isascii() or not NATIVE.search(text):
        for spelling in _spellings(text):
            yield from (word.folded for word in words_of(spelling)[-1:])


# --- Names in other scripts ---------------------------------------------------------------------

ARABIC_JOINED = "وبلفك"
CYRILLIC_ENDING = re.compile(r"[а-яё]{0,3}(?![\w])")


def _native_names(person: KnownPerson) -> set[str]:
    forms = set()
    for text in (person.full, *person.names):
        if not text.isascii() and NATIVE.search(text):
            text = unicodedata.normalize("NFC", text)
            forms |= {text, text.replace("·", ""), text.replace("・", ""), text.replace(" ", "\xa0")}
    return forms - {""}


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


# --- Small things -------------------------------------------------------------------------------


def words_of(text) -> list[NameWord]:
    """The words of a name as `tokens` parts them, without their places; fast for plain names."""
    if text.isascii() and text.isalpha():
        return [NameWord(text, text.lower())]
    parts = text.translate(SIGNS).split()
    if text.isascii() and "".join(parts).isalpha():
        return [NameWord(part, part.lower()) for part in parts]
    return [NameWord(word.said, word.folded) for word in tokens(text)]


def _spellings(text) -> list[str]:
    """A name, and how it is also spelled: El Baradei, Tuerk, OBrien."""
    if text.isascii() and "'" not in text and not CAMEL.search(text):
        return [text]
    others = {CAMEL.sub(" ", text), text.translate(UMLAUTS), re.sub("['’]", "", text)}
    return [text, *sorted(others - {text})]


def _joined(given):
    """ "Ki-moon" as one word: Kimoon."""
    if len(given) < 2:
        return given
    said = "".join(word.said for word in given)
    return [NameWord(said, folded(said))]
