"""Titles in a text: which post they name, which words are around them, and who held it on the day."""

import enum
from collections import defaultdict
from typing import NamedTuple

from articles.mentions import vocabulary as v
from articles.mentions.evidence import Strength
from articles.mentions.index import Index
from articles.mentions.passage import APOSTROPHE, APPOSITION, HYPHEN, Passage
from people.known_names import Id

BEFORE_TITLE = {"the", "a", "our", "new", "then"} | v.FORMER | v.ACTING
LONGEST_GENERIC = 3  # words of "Under-Secretary-General"
SMALL = {"of", "for", "on", "to", "in", "the", "and", "s", "at"}


class Before(enum.StrEnum):
    """What the words before a title make of it. False where they change nothing."""

    NOTHING = ""
    BLOCKED = "blocked"  # another post, an open one, a house: "Office of the Secretary-General"
    WEAKENED = "weakened"  # a document: "report of the Secretary-General"
    OTHER_HOUSE = "other house"
    FORMER = "former"
    ACTING = "acting"
    COMING = "coming"


class TitleAt(NamedTuple):
    """A title at words of a passage, and the posts it may mean."""

    first: int
    last: int
    posts: frozenset[Id]
    is_head_only: bool = False
    is_small: bool = False  # written without capitals
    is_plural: bool = False
    phrase: str = ""


class TitlesOfText:
    """The titles of one text on one day."""

    def __init__(self, index: Index, day: str):
        self.index, self.names, self.day = index, index.names, day
        self.at: dict[int, list[TitleAt]] = {}
        self.claims: dict[str, int] = {}  # phrase → when another house's was spoken of
        self.own: set[str] = set()  # phrases said with the name of the holder

    # --- Finding them ---------------------------------------------------------------------------
    def scan(self, passage: Passage, hits):
        found, free = [], 0
        for first, last, forms in sorted(hits, key=lambda hit: (hit[0], -hit[1])):
            if first < free or not passage.holds_together(first, last):
                continue
            title = self._title(passage, first, last, forms)
            if title:
                found.append(title)
                free = last + 1
        self.at[passage.number] = sorted([*found, *self._plurals(passage)])

    def _title(self, passage, first, last, forms):
        forms = [form for form in forms if form.first <= self.day <= form.last]
        whole = [form for form in forms if not form.is_head]
        used = whole or forms
        if not used:
            return None
        phrase = " ".join(passage.folded(number) for number in range(first, last + 1))
        small = not passage.is_capital(first)
        mixed = any(
            not passage.is_capital(number) and passage.folded(number) not in SMALL
            for number in range(first + 1, last + 1)
        )
        alias = all(form.is_alias for form in used)
        if small and not alias and not self._may_be_small(passage, first, last):
            return None
        if mixed and not small and not alias and last == first:
            return None
        posts = frozenset(form.post for form in used)
        return TitleAt(first, last, posts, not whole, small and not alias, False, phrase)

    def _may_be_small(self, passage, first, last):
        """ "the secretary-general" as some agencies print it: whole, after an article or the house's name."""
        before = passage.folded(first - 1)
        return (
            last > first
            and passage.gap(first - 1).strip() in ("", ".", ",")
            and (
                before in ("the", "un", "n", "nations", "former", "deputy")
                or passage.gap(first - 1).startswith(",")
            )
        ) or (last - first > 2 and passage.gap(first - 1).strip() in ("", ","))

    def _plurals(self, passage):
        for number, word in enumerate(passage.words[:-1]):
            if word.folded == "secretaries" and passage.folded(number + 1) == "general":
                posts = frozenset(
                    post.id
                    for post in self.names.posts
                    if any(name.text.casefold() == "secretary-general" for name in post.names)
                )
                yield TitleAt(number, number + 1, posts, is_plural=True, phrase="secretaries general")

    def ending_at(self, passage, last) -> TitleAt | None:
        """The title whose last word this is, with nothing but space after it."""
        for title in self.at[passage.number]:
            introduces = passage.gap(last) == ", " and passage.folded(last + 1) in v.HONORIFICS
            if title.last == last and (passage.is_next(last) or introduces):
                return title
        return None

    def ending_with(self, passage, last) -> TitleAt | None:
        """The title whose last word this is, a general one such as "Director" too. For titles of a name."""
        for title in self.at[passage.number]:
            if title.last == last:
                return title
        for first in range(max(0, last - LONGEST_GENERIC + 1), last + 1):
            phrase = " ".join(passage.folded(number) for number in range(first, last + 1))
            forms = self.index.generic.get(phrase)
            if forms and passage.holds_together(first, last):
                return self._title(passage, first, last, forms)
        return None

    def beginning_after(self, passage, last) -> TitleAt | None:
        """The title in apposition after this word: "Navi Pillay, the UN human rights chief"."""
        if not APPOSITION.fullmatch(passage.gap(last)):
            return None
        for title in self.at[passage.number]:
            if title.first > last and self.begin_of(passage, title) == last + 1:
                return title
        return None

    def begin_of(self, passage, title) -> int:
        """The number of the first word with article, house and "former" before the title."""
        begin = title.first
        while begin > 0 and (passage.is_next(begin - 1) or passage.gap(begin - 1) in (". ", ".")):
            own = self._house_ending(passage, begin - 1)
            if not own and passage.folded(begin - 1) not in BEFORE_TITLE:
                break
            begin -= own or 1
        return begin

    # --- The words around them ----------------------------------------------------------------------
    def before(self, passage: Passage, title: TitleAt) -> Before:
        """What the words before a title make of it."""
        at = title.first - 1
        if at < 0:
            return Before.NOTHING
        gap = passage.gap(at)
        if HYPHEN.fullmatch(gap):
            return Before.FORMER if passage.folded(at) in v.FORMER else Before.BLOCKED
        steps = 0
        while at >= 0 and self._reaches(passage, at) and steps < 6:
            steps += 1
            own = self._house_ending(passage, at)
            if own:
                at -= own
                continue
            verdict = self._verdict(passage, at, title)
            if verdict is not None:
                return verdict
            at -= 1
        return Before.NOTHING

    @staticmethod
    def _reaches(passage, at):
        gap = passage.gap(at)
        return (
            passage.is_next(at)
            or bool(APOSTROPHE.fullmatch(gap))
            or (gap in (". ", ".") and len(passage.words[at].said) <= 2)
            or (passage.folded(at) in v.HONORIFICS and gap.strip() == ".")
        )

    def _house_ending(self, passage, at):
        """How many words of the UN's own name end here."""
        two = (passage.folded(at - 1), passage.folded(at))
        if two in (("u", "n"), ("united", "nations"), ("world", "body"), ("world", "organization")):
            return 2
        return 1 if passage.folded(at) == "un" else 0

    def _verdict(self, passage, at, title):
        """A Before, or None to look one word further back."""
        word = passage.folded(at)
        if word in v.FORMER:
            return Before.FORMER
        if word in v.ACTING:
            return Before.ACTING
        if word in v.COMING:
            return Before.COMING
        if word in v.OTHER_POST or word in v.ANYBODY:
            return Before.BLOCKED
        if word == "s" and at and APOSTROPHE.fullmatch(passage.gap(at - 1)):
            return self._owner(passage, at - 1, title)
        if word in ("the", "his", "her", "their", "our", "its", "my", "your"):
            return self._article(passage, at)
        if word in v.INTO_POST:
            return None if passage.is_display and word in ("of", "for", "to") else Before.BLOCKED
        if word in ("mr", "madam", "mrs", "ms", "dear", "mme", "excellency"):
            return Before.NOTHING
        if passage.is_capital(at):
            return self._capital(passage, at, title)
        return None if word in v.ADJECTIVES else Before.NOTHING

    def _owner(self, passage, at, title):
        own = self._house_ending(passage, at) or passage.folded(at) in v.OWN_HOUSE
        if own or any(self.is_house_of(post, (passage.folded(at),)) for post in title.posts):
            return Before.NOTHING
        return Before.OTHER_HOUSE

    def _article(self, passage, at):
        preposition, noun = passage.folded(at - 1), passage.folded(at - 2)
        if not (passage.is_next(at - 1) and at > 1):
            return Before.NOTHING
        if preposition in ("of", "for", "to", "by") and passage.is_next(at - 2):
            if noun in v.OFFICES or (noun in v.DESIGNATE):
                return Before.BLOCKED
            if noun in v.DOCUMENTS and preposition in ("of", "by"):
                return Before.WEAKENED
        return (
            Before.BLOCKED if preposition in v.INTO_POST - {"of", "for", "to", "called"} else Before.NOTHING
        )

    def _capital(self, passage, at, title):
        word = passage.folded(at)
        if any(self.is_house_of(post, (word,)) for post in title.posts) or word in v.OWN_HOUSE:
            return None
        if (word,) in self.index.houses or word in v.BODY_NOUNS:
            return Before.OTHER_HOUSE
        if passage.is_display or word in v.OPENERS or word in v.HONORIFICS:
            return Before.NOTHING
        if passage.words[at].is_shouted or not passage.opens_sentence(at):
            return Before.OTHER_HOUSE
        return Before.NOTHING

    def is_house_of(self, post, words):
        return words in self.index.houses_of_post.get(post, ())

    def goes_on(self, passage, title) -> bool:
        """Whether more of the title follows: "High Commissioner for National Minorities"."""
        return passage.is_next(title.last) and passage.folded(title.last + 1) in ("for", "of", "on", "to")

    def has_article(self, passage, title, over=frozenset()) -> bool:
        at = title.first - 1
        while at >= 0 and (passage.folded(at) in over or self._house_ending(passage, at)):
            at -= self._house_ending(passage, at) or 1
        return passage.folded(at) == "the"

    def claim(self, title, time):
        """Note that the text speaks of a holder of such a title in another house."""
        self.claims[_kernel(title)] = time

    def own_up(self, title, persons):
        """Note that one of these persons, named beside the title, holds it: the post on record is meant."""
        if self.who_of(title, persons):
            self.own.add(_kernel(title))

    # --- Who held it --------------------------------------------------------------------------------
    def holders(self, passage, title, before, time, speaks_of_house):
        """(persons, strength) whom the title alone means on the day; nobody if it may mean another."""
        before = self._with_after(passage, title, before)
        if before in (Before.BLOCKED, Before.OTHER_HOUSE, Before.FORMER):
            if before == Before.OTHER_HOUSE:
                self.claim(title, time)
            return (), None
        if title.is_plural or (title.is_small and not speaks_of_house):
            return (), None
        if _kernel(title) in self.claims.keys() - self.own and not self._is_own(passage, title):
            return (), None
        if before == Before.COMING:
            return self._coming(title) if self._is_designate(passage, title) else ((), None)
        persons, strength = self._in_post(title, acting=before == Before.ACTING)
        return persons, Strength.WEAK if before == Before.WEAKENED and persons else strength

    def _is_own(self, passage, title):
        """Whether the house's own name is beside the title, so that no other can be meant."""
        return bool(self._house_ending(passage, title.first - 1)) or "united nations" in title.phrase

    def _with_after(self, passage, title, before):
        """What the words after the title make of it, if those before it leave it alone."""
        last, gap = title.last, passage.gap(title.last)
        follower = passage.folded(last + 1)
        if follower in v.DESIGNATE and (HYPHEN.fullmatch(gap) or passage.is_next(last)):
            return Before.COMING if before in (Before.NOTHING, Before.COMING) else before
        if HYPHEN.fullmatch(gap):
            return Before.BLOCKED
        if passage.possessive_after(last) and not before:
            at = passage.after_possessive(last)
            if passage.folded(at) in v.BELONGINGS or passage.folded(at + 1) in v.OFFICES:
                return Before.BLOCKED
        if follower in ("of", "for", "to") and passage.is_next(last) and not before:
            return self._of(passage, title, last + 2)
        return before

    def _of(self, passage, title, at):
        """ "of NATO", "of the Organization", "of the United Nations Conference on Trade and Development"."""
        if "of" in title.phrase.split() or "for" in title.phrase.split():
            return self._longer_house(passage, title) if "of" in title.phrase.split() else Before.NOTHING
        if passage.folded(at) == "the":
            at += 1
        for post in title.posts:
            for house in self.index.houses_of_post.get(post, ()):
                end = at + len(house)
                if tuple(passage.folded(n) for n in range(at, end)) == house:
                    goes_on = (
                        passage.is_next(end - 1) and passage.is_capital(end) and not passage.is_calendar(end)
                    )
                    return Before.OTHER_HOUSE if goes_on else Before.NOTHING
        if passage.folded(at) in v.OWN_HOUSE:
            return Before.NOTHING
        return Before.OTHER_HOUSE if passage.is_capital(at) else Before.BLOCKED

    def _longer_house(self, passage, title):
        goes_on = passage.is_next(title.last) and passage.is_capital(title.last + 1)
        return Before.OTHER_HOUSE if goes_on else Before.NOTHING

    def _is_designate(self, passage, title):
        return passage.folded(title.last + 1) in v.DESIGNATE

    def _coming(self, title):
        coming = {
            held.person
            for post in title.posts
            for held in self.names.holders_of[post]
            if held.is_coming_on(self.day)
        }
        return (tuple(coming), Strength.MEDIUM) if len(coming) == 1 else ((), None)

    def _in_post(self, title, *, acting=False):
        sure, maybe, many = set(), set(), False
        for post in title.posts:
            certain, possible = self._of_post(post, acting)
            sure |= certain
            maybe |= possible
            many = many or (self.names.post[post].seats != 1 and bool(certain or possible))
        if len(sure) > 1:
            return tuple(sure), Strength.MEDIUM
        if len(sure) == 1:
            return tuple(sure), Strength.WEAK if many or maybe - sure else Strength.MEDIUM
        return (tuple(maybe), Strength.WEAK) if len(maybe) == 1 else ((), None)

    def _of_post(self, post, acting):
        """(certain, possible) holders: substantive ones, else acting ones."""
        by_kind = defaultdict(lambda: (set(), set()))
        for held in self.names.holders_of[post]:
            certain, possible = by_kind[held.acting]
            if held.is_certain_on(self.day):
                certain.add(held.person)
            if held.is_possible_on(self.day):
                possible.add(held.person)
        if acting or not by_kind[False][1]:
            return by_kind[True]
        return by_kind[False]

    def who_of(self, title, persons, *, any_time=False) -> tuple[Id, ...]:
        """Which of these persons hold, or are meant for, a post of this title on the day; or ever held it."""
        fitting = {
            held.person
            for person in persons
            for held in self.names.held_by[person]
            if held.post in title.posts
            and (
                held.is_possible_on(self.day)
                or held.is_coming_on(self.day)
                or (any_time and held.begins_lo <= self.day)
            )
        }
        return tuple(sorted(fitting, key=str))

    def who_fits(self, passage, first, last, persons) -> tuple[Id, ...]:
        """Of several persons of one name those whom the title before or after it fits."""
        for title in (self.ending_at(passage, first - 1), self.beginning_after(passage, last)):
            if title and (fitting := self.who_of(title, persons)):
                return fitting
        return ()


def _kernel(title):
    """What titles of several houses share: "secretary general"."""
    words = title.phrase.split()
    if "general" in words:
        at = words.index("general")
        return " ".join(words[max(0, at - 1) : at + 1])
    return title.phrase
