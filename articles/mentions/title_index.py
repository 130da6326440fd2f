"""The titles and houses of a name list as one language says them: every form of each, and what belongs to
whom.

Names of houses come from the record and from the table `houses` of the language. A house of that table that
is not on record is known too, so that the engine meets its title as another house's.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from articles.mentions.phrases import PhraseTable
from articles.mentions.vocabulary import DEFAULT, Vocabulary, base_of, vocabulary_of
from newsroom.lib.tokens import tokens
from people.known_names import Id, NameList, PostName

LONGEST_HOUSE = 9  # words
FEWEST_INITIALS = 3


class TitleForm(NamedTuple):
    """A way to write a title, in use from `first` to `last`.

    is_head    the first words of a longer title
    is_alias   journalists' shorthand: "UN chief"
    is_shared  says nothing of its house, which several may have: it needs its house in sight
    is_former  says that it is over: "exsecretario general"
    is_body    says what its house is: "the agency's chief"
    """

    post: Id
    first: str
    last: str
    is_head: bool = False
    is_alias: bool = False
    is_shared: bool = False
    is_former: bool = False
    is_body: bool = False


class HouseForm(NamedTuple):
    """A name of an organization. Of one that is not on record `house` is its name.

    is_acronym  one word that is written in capitals: "WHO"
    is_small    written without a capital: "world body"
    """

    house: Id
    is_acronym: bool = False
    is_small: bool = False

    @classmethod
    def of(cls, house, text):
        words = tokens(text)
        acronym = len(words) == 1 and words[0].said.isupper()
        return cls(house, acronym, words[0].said.islower())


class Way(NamedTuple):
    """Words for a title, and what they are."""

    words: str
    is_head: bool = False
    is_alias: bool = False
    is_body: bool = False


class TitleIndex:
    """The titles and houses of a name list in one language."""

    def __init__(self, names: NameList, vocabulary: Vocabulary):
        self.names, self.vocabulary = names, vocabulary
        self.table = PhraseTable()
        self.houses = Houses(names, vocabulary)
        self._shared: dict[Id, bool] = {}
        self.heads: dict[str, set[Id]] = defaultdict(set)  # first words of titles → posts
        self.generic: dict[str, list[TitleForm]] = defaultdict(list)  # titles that need a house or a name
        for house, said in self.houses.texts_of.items():
            for text in sorted(said):
                self.table.add(folds(text), HouseForm.of(house, text))
        for post in names.posts:
            self._add_post(post)

    def _add_post(self, post):
        for name in self.names_of(post):
            self._add_name(post, name)

    def _add_name(self, post, name):
        forms, whole = self.vocabulary.forms, " ".join(folds(name.text))
        shared = whole in forms.shared
        if whole in forms.generic:
            self.generic[whole].append(TitleForm(post.id, name.first, name.last, is_shared=True))
        for way in self._ways(post, name.text):
            is_shared = (shared and way.words == whole) or (not way.is_head and way.words in forms.heads)
            form = TitleForm(
                post.id, name.first, name.last, way.is_head, way.is_alias, is_shared, is_body=way.is_body
            )
            self.table.add(tuple(way.words.split()), form)
            for prefix in self.vocabulary.titles.former_prefix:
                self.table.add(tuple(f"{prefix}{way.words}".split()), form._replace(is_former=True))
            if way.is_head:
                self.heads[way.words].add(post.id)

    def posts_called(self, words) -> set[Id]:
        """The posts of which these folded words are a whole title."""
        return {
            form.post for form in self.table.of(words) if isinstance(form, TitleForm) and not form.is_head
        }

    def is_shared(self, post: Id) -> bool:
        """Whether several houses may have the title of this post."""
        if post not in self._shared:
            names = self.names_of(self.names.post[post])
            self._shared[post] = any(
                " ".join(folds(name.text)) in self.vocabulary.forms.shared for name in names
            )
        return self._shared[post]

    # --- Its names in this language -----------------------------------------------------------
    def names_of(self, post) -> Iterator[PostName]:
        """The names of a post in this language, for each sex: on record, and as the vocabulary translates."""
        for name in post.names:
            if self._is_of_record(name):
                texts = [name.text] if self.vocabulary.language == DEFAULT else []
                texts += self._translated(post, name.text)
            else:
                texts = [name.text] if base_of(name.lang) == self.vocabulary.language else []
            for said in dict.fromkeys(one for text in texts for one in self._of_each_sex(text)):
                yield name._replace(text=said)

    @staticmethod
    def _is_of_record(name):
        return base_of(name.lang) in ("", DEFAULT)

    def _translated(self, post, text):
        """A name of the record in this language: whole, or a title with the name of its house after it."""
        forms = self.vocabulary.forms
        for title, said in forms.titles.items():
            if folds(title) == folds(text):
                yield from said
            elif text.startswith(f"{title} ") and forms.with_house:
                house = text.removeprefix(title).split()
                while house and house[0].islower():
                    house = house[1:]
                if folds(" ".join(house)) in self.houses.of(post):
                    yield from (forms.with_house[0].format(head=one, house=" ".join(house)) for one in said)

    def _of_each_sex(self, text):
        """ "secrétaire général de l'OEA", "secrétaire générale de l'OEA"."""
        yield text
        for male, others in self.vocabulary.forms.also.items():
            if f"{text.casefold()} ".startswith(f"{male} "):
                yield from (other + text[len(male) :] for other in others)

    # --- Ways to say a title ------------------------------------------------------------------
    def _ways(self, post, text) -> Iterator[Way]:
        forms = self.vocabulary.forms
        title = self.parted(text)
        named = sorted(" ".join(house) for house in self.houses.of(post))
        ways = [Way(title.whole)]
        if title.whole in forms.heads:
            ways += _filled(forms.of_house, {"head": title.whole}, named)
        elif title.joint and title.bare_tail in named and title.head in forms.heads:
            ways += _filled(forms.with_house, {"head": title.head}, named)
        elif title.joint:
            ways += self._with_other_joints(title)
            ways += self._halves(title.whole)
            ways += self._with_house_inside(post, title)
        if title.joint and " " in title.head:
            ways.append(Way(title.head, is_head=True))
        if title.head in forms.heads and title.bare_tail in named:
            ways.insert(0, Way(title.head))
        ways += self._chief_of_house(post, title, named)
        ways += self._chiefs_of_subject(post, title)
        seen = set()
        for way in ways:
            is_generic = way.words in forms.generic and way.words not in forms.heads
            if way.words not in seen and (way.is_head or not is_generic):
                seen.add(way.words)
                yield way

    def parted(self, text):
        """A title in its parts: ("high commissioner", "for", "human rights")."""
        words = list(folds(text))
        joints = self.vocabulary.forms.joints
        cut = next((n for n, word in enumerate(words) if n and word in joints), None)
        if cut is None:
            return _Parted(" ".join(words), " ".join(words), "", "", self.vocabulary.titles.articles)
        head, tail = " ".join(words[:cut]), " ".join(words[cut + 1 :])
        return _Parted(" ".join(words), head, words[cut], tail, self.vocabulary.titles.articles)

    def _with_other_joints(self, title):
        """The same title as others put it: "on" for "for", "of the Secretary-General" inside, an article."""
        forms = self.vocabulary.forms
        article = min(self.vocabulary.titles.articles, default="")
        for word in (title.joint, *forms.swapped_joints.get(title.joint, "").split()):
            for end in (title.bare_tail, f"{article} {title.bare_tail}".strip()):
                yield Way(f"{title.head} {word} {end}")
                if title.head in forms.deputising:
                    yield from (Way(f"{title.head} {whose} {word} {end}") for whose in forms.deputising_for)

    def _with_house_inside(self, post, title):
        """ "haut-commissaire de l'ONU aux réfugiés", "haut-commissaire aux réfugiés de l'ONU"."""
        if title.head not in self.vocabulary.forms.heads + self.vocabulary.forms.subject_heads:
            return []
        above = sorted(" ".join(house) for house in self.houses.above(post.organization))
        said = {"head": title.head, "rest": f"{title.joint} {title.tail}"}
        return _filled(self.vocabulary.forms.house_and_subject, said, above)

    def _halves(self, whole):
        """ "Under-Secretary-General for Management and Legal Counsel": two titles."""
        return [Way(half) for pair in self._pairs(whole) for half in pair]

    def _pairs(self, whole):
        words, forms = whole.split(), self.vocabulary.forms
        for at in (n for n, word in enumerate(words) if word in forms.and_):
            first, second = words[:at], words[at + 1 :]
            if len(second) > 1 and forms.role_ends & {second[-1], second[0]}:
                yield " ".join(first), " ".join(second)

    def _chief_of_house(self, post, title, named):
        """ "UN chief"; of a deputy "UN deputy chief"."""
        forms = self.vocabulary.forms
        first, _space, rest = title.head.partition(" ")
        deputy, head = (f"{first} ", rest) if first in forms.deputies else ("", title.head)
        is_flagged = self.houses.words_for(post.organization).get("chiefs")
        is_named = title.joint and title.bare_tail in named
        if head not in forms.heads:
            return []
        if deputy and not title.joint and not is_flagged:
            named = self._named_above(post.organization, head)
        elif not (is_flagged or is_named):
            return []
        ways = [
            way
            for chief in sorted(forms.chiefs)
            for way in _filled(forms.chief_of_house, {"chief": f"{deputy}{chief}"}, named)
        ]
        if not deputy:
            ways += self._chiefs_of_body(named)
        return [way._replace(is_alias=True) for way in ways]

    def _chiefs_of_body(self, named):
        """ "agency s chief" of a house whose name ends with "agency"."""
        forms, nouns = self.vocabulary.forms, self.vocabulary.titles.body_nouns
        ends = sorted({house.split()[-1] for house in named if " " in house} & nouns)
        for chief in sorted(forms.chiefs):
            yield from (
                way._replace(is_body=True) for way in _filled(forms.chief_of_body, {"chief": chief}, ends)
            )

    def _named_above(self, house, head):
        """The names of the nearest house above that a post of this title leads and whose head is a chief."""
        for above in self.houses.ancestors(house):
            if (above, head) in self._titles_of_houses and self.houses.words_for(above).get("chiefs"):
                return sorted(" ".join(words) for words in self.houses.names_of.get(above, ()))
        return []

    @cached_property
    def _titles_of_houses(self):
        """(organization, folded title) of every post."""
        return {
            (post.organization, " ".join(folds(name.text)))
            for post in self.names.posts
            for name in post.names
        }

    def _chiefs_of_subject(self, post, title):
        """ "human rights" → "UN human rights chief", "UN rights chief". A title of two halves has two."""
        forms = self.vocabulary.forms
        halves = [half for pair in self._pairs(title.whole) for half in pair] or [title.whole]
        above = sorted(" ".join(house) for house in self.houses.above(post.organization))
        for part in [self.parted(half) for half in halves]:
            if not part.joint or part.head not in forms.subject_heads:
                continue
            for subject in self._subjects(part.bare_tail):
                for chief in sorted(forms.chiefs):
                    said = {"chief": chief, "subject": subject}
                    ways = _filled(forms.chief_of_subject, said, above)
                    yield from (way._replace(is_alias=True) for way in ways)

    def _subjects(self, tail):
        forms = self.vocabulary.forms
        if tail in forms.subjects:
            return forms.subjects[tail]
        words = tail.split()
        while len(words) > 1 and words[-1] in forms.subject_tails:
            words = words[:-1]
        singular = words[-1]
        for ending in forms.plural_endings:
            singular = singular.removesuffix(ending)
        return sorted({" ".join(words), words[-1], " ".join([*words[:-1], singular])})


class _Parted(NamedTuple):
    whole: str
    head: str
    joint: str
    tail: str
    articles: frozenset[str]

    @property
    def bare_tail(self):
        first, _space, rest = self.tail.partition(" ")
        return rest if first in self.articles else self.tail


def _filled(templates, said, houses):
    """The templates with these words, once for each house."""
    return [Way(template.format(house=house, **said)) for template in templates for house in houses]


class Houses:
    """By which names the houses are known, and which belongs to which."""

    def __init__(self, names: NameList, vocabulary: Vocabulary):
        self.names, self.vocabulary = names, vocabulary
        self.on_record = {house.id: house for house in names.organizations}
        self.texts_of: dict[Id, set[str]] = {}
        by_name = {house.name: house.id for house in names.organizations}
        called = {
            folds(text): name
            for name, data in reversed(vocabulary.houses.items())
            for text in (*data.get("said", ()), name)
        }
        self._entry_of = {house.id: self._entry(house, called) for house in names.organizations}
        tails = defaultdict(set)
        for post in names.posts:
            tails[post.organization].update(self._tails(post))
        for house in names.organizations:
            said = {house.name, house.short_name, _initials(house.name), *tails[house.id]}
            said.update(one.text for one in house.names if base_of(one.lang) in ("", vocabulary.language))
            entry = self._entry_of[house.id]
            said.update((entry, *vocabulary.houses[entry].get("said", ())) if entry else ())
            self.texts_of[house.id] = {text for text in said if folds(text)}
        known = {folds(text) for said in self.texts_of.values() for text in said}
        for name, data in vocabulary.houses.items():
            said = {text for text in (name, *data.get("said", ())) if folds(text) not in known}
            if name not in self._entry_of.values() and said:
                self.texts_of[name] = said
        self.names_of = {house: {folds(text) for text in said} for house, said in self.texts_of.items()}
        self.last_words = {words[-1] for said in self.names_of.values() for words in said}
        by_words = {folds(name): pk for name, pk in by_name.items()}
        self._parents = {house.id: self._parent(house, by_name, by_words) for house in names.organizations}
        self._whose: dict[Id, set[tuple[str, ...]]] = {}

    @staticmethod
    def _entry(house, called):
        """Under which name the vocabulary has a house on record: its own, or another name of that house."""
        texts = (house.name, house.short_name, *(one.text for one in house.names))
        return next((called[words] for text in texts if (words := folds(text)) in called), "")

    def words_for(self, house) -> dict:
        """What the vocabulary says of a house on record."""
        return self.vocabulary.houses.get(self._entry_of.get(house, ""), {})

    def _tails(self, post):
        """ "Administrator of UNDP" on record: the house is called UNDP, too."""
        english = vocabulary_of(DEFAULT)
        for name in post.names:
            words = name.text.split()
            cut = next((n for n, word in enumerate(words) if n and word in english.forms.joints), None)
            is_head = cut and " ".join(folds(" ".join(words[:cut]))) in english.forms.heads
            if is_head and words[-1].isupper():
                tail = words[cut + 1 :]
                yield " ".join(tail[1:] if tail[0] in english.titles.articles else tail)

    def _parent(self, house, by_name, by_words):
        """The house above: on record, else in the vocabulary, else the one with whose whole name this name
        begins.
        """
        if house.parent in self.on_record:
            return house.parent
        above = self.words_for(house.id).get("of")
        if above in by_name:
            return by_name[above]
        words = folds(house.name)
        begins = (words[:length] for length in range(len(words) - 1, 1, -1))
        return next((by_words[begin] for begin in begins if begin in by_words), None)

    def ancestors(self, house) -> list[Id]:
        """The houses above, the nearest first."""
        found = []
        while (house := self._parents.get(house)) is not None and house not in found:
            found.append(house)
        return found

    def is_within(self, house, other) -> bool:
        """Whether a house is the other one or a part of it."""
        return house == other or other in self.ancestors(house)

    def of(self, post) -> set[tuple[str, ...]]:
        """The names of a post's house."""
        return self.names_of.get(post.organization, set())

    def above(self, house) -> set[tuple[str, ...]]:
        """The names of the houses above a house; of one with none above, its own."""
        return {words for one in self.ancestors(house) or [house] for words in self.names_of.get(one, ())}

    def whose(self, post) -> set[tuple[str, ...]]:
        """The names that may stand before the title of a post: of its house and of the houses above."""
        if post not in self._whose:
            house = self.names.post[post].organization
            self._whose[post] = {
                words for one in (house, *self.ancestors(house)) for words in self.names_of.get(one, ())
            }
        return self._whose[post]


def _initials(name):
    """ "North Atlantic Treaty Organization": NATO."""
    words = [word for word in re.findall(r"[^\W\d_]+", name) if word[0].isupper() and len(word) > 1]
    return "".join(word[0] for word in words) if len(words) >= FEWEST_INITIALS else ""


def folds(text) -> tuple[str, ...]:
    """The folded words of a text."""
    return tuple(word.folded for word in tokens(text))
