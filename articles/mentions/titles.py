"""Titles in a text: where they stand, which posts they may mean, and who held those on a day."""

from collections import defaultdict
from unicodedata import normalize

from articles.mentions.evidence import Strength
from articles.mentions.index import Index
from articles.mentions.passage import APPOSITION, Passage
from articles.mentions.sights import TitleAt
from articles.mentions.title_index import LONGEST_HOUSE, HouseForm, TitleForm
from articles.mentions.vocabulary import Vocabulary
from people.known_names import Id

LONGEST_GENERIC = 3  # words of "Under-Secretary-General"
STOPS = (". ", ".")  # inside "U.N."


class TitlesOfText:
    """The titles and the houses of one text on one day."""

    def __init__(self, index: Index, day: str, vocabulary: Vocabulary):
        self.names, self.day, self.v = index.names, day, vocabulary
        self.index = index.titles(vocabulary)
        self.houses = self.index.houses
        self.at: dict[int, list[TitleAt]] = {}
        self.houses_at: dict[int, list[tuple[int, int, frozenset[Id]]]] = {}

    # --- Finding them ---------------------------------------------------------------------------
    def scan(self, passage: Passage) -> None:
        """Find the titles and the houses of a passage."""
        titles, houses = [], defaultdict(set)
        for hit in self.index.table.find([word.folded for word in passage.words]):
            forms = tuple(form for form in hit.forms if isinstance(form, TitleForm))
            if forms:
                titles.append((hit.first, hit.last, forms))
            for form in hit.forms:
                if isinstance(form, HouseForm) and self._is_house(passage, hit, form):
                    houses[hit.first, hit.last].add(form.house)
        found, free = [], 0
        for first, last, forms in sorted(titles, key=lambda hit: (hit[0], -hit[1])):
            if first < free or not passage.holds_together(first, last):
                continue
            title = self._title(passage, first, last, forms)
            if title:
                found.append(title)
                free = last + 1
        self.at[passage.number] = sorted([*found, *self._plurals(passage)], key=lambda one: one[:2])
        self.houses_at[passage.number] = [(*place, frozenset(ids)) for place, ids in sorted(houses.items())]

    def _is_house(self, passage, hit, form):
        """Whether these words are written as a name: "WHO", not "who"; "the UN", not "un"."""
        if form.is_small:
            return True
        first = passage.words[hit.first]
        if not first.is_capital:
            return False
        if hit.first != hit.last:
            return True
        if form.is_acronym and not first.said.isupper():
            return False
        return not (passage.is_shouted and first.folded in self.v.openers)

    def _title(self, passage, first, last, forms):
        forms = [form for form in forms if form.first <= self.day <= form.last]
        whole = [form for form in forms if not form.is_head]
        used = whole or forms
        if not used:
            return None
        if normalize("NFC", passage.words[first].said.lower()) in self.v.titles.accented_offices:
            return None
        phrase = " ".join(passage.folded(number) for number in range(first, last + 1))
        is_former = any(form.is_former for form in used)
        small = not passage.is_capital(first)
        alias = all(form.is_alias for form in used)
        if small and not alias and not self._may_be_small(passage, first, last):
            return None
        posts = frozenset(form.post for form in used)
        return TitleAt(
            first,
            last,
            posts,
            is_head_only=not whole,
            is_small=small and not alias,
            phrase=phrase,
            is_shared=any(form.is_shared for form in used),
            is_former=is_former,
            is_body=all(form.is_body for form in used),
        )

    def _may_be_small(self, passage, first, last):
        """ "the secretary-general" as some agencies print it: whole, after an article or a house's name."""
        gap = passage.gap(first - 1)
        if last - first > 2 and gap.strip() in ("", ","):
            return True
        if last == first or gap.strip() not in ("", ".", ",", "'", "’", ")"):
            return False
        at = first - 1
        while passage.folded(at) in self.v.titles.adjectives and passage.is_next(at - 1):
            at -= 1  # "the outgoing secretary general"
        return (
            passage.folded(at) in self.v.titles.before_small
            or gap.startswith(",")
            or any(end == first - 1 for _first, end, _houses in self.houses_at.get(passage.number, ()))
            or bool(self.house_ending(passage, first - 1))
        )

    def _plurals(self, passage):
        plurals = {tuple(words.split()): one for words, one in self.v.forms.plurals.items()}
        for number in range(len(passage.words) - 1):
            words = (passage.folded(number), passage.folded(number + 1))
            if words in plurals:
                singular = tuple(plurals[words].split())
                forms = [form for form in self.index.table.of(singular) if isinstance(form, TitleForm)]
                posts = frozenset(form.post for form in forms if not form.is_head)
                yield TitleAt(
                    number, number + 1, posts, is_plural=True, phrase=" ".join(words), is_shared=True
                )

    # --- Their places ---------------------------------------------------------------------------
    def ending_at(self, passage, last) -> TitleAt | None:
        """The title whose last word this is, with nothing but space after it."""
        for title in self.at[passage.number]:
            introduces = passage.gap(last) == ", " and passage.folded(last + 1) in self.v.honorifics
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
        words = self.v.titles
        before = words.before_title | words.former | words.acting | words.ordinals
        begin = title.first
        while begin > 0 and (passage.is_next(begin - 1) or self._goes_on_over(passage, begin - 1)):
            own = self.house_ending(passage, begin - 1, title)
            is_sign = passage.folded(begin - 1) in self.v.sentences.possessive
            if not own and is_sign and passage.possessive_after(begin - 2):
                own = self.house_ending(passage, begin - 2, title)
                own = own + 1 if own else 0
            if not own and passage.folded(begin - 1) not in before:
                break
            begin -= own or 1
        return begin

    @staticmethod
    def _goes_on_over(passage, number):
        """Over the stops of "U.N." and the apostrophe of "UN's"."""
        is_letter = len(passage.words[number].said) == 1
        gap = passage.gap(number)
        return (is_letter and gap in STOPS) or gap in ("'", "’")

    def has_article(self, passage, title, over=frozenset()) -> bool:
        at = title.first - 1
        while at >= 0 and (passage.folded(at) in over or self.house_ending(passage, at, title)):
            at -= self.house_ending(passage, at, title) or 1
        return passage.folded(at) in self.v.titles.articles

    def goes_on(self, passage, title) -> bool:
        """Whether more of the title follows: "High Commissioner for National Minorities"."""
        return passage.is_next(title.last) and passage.folded(title.last + 1) in self.v.forms.joints

    # --- Houses beside them -----------------------------------------------------------------------
    def house_ending(self, passage, at, title=None) -> int:
        """How many words of a name of the title's own house end here; without a title, of any house on
        record.
        """
        if passage.folded(at) not in self.houses.last_words:
            return 0
        for length in range(min(LONGEST_HOUSE, at + 1), 0, -1):
            words = tuple(passage.folded(number) for number in range(at - length + 1, at + 1))
            if title is None:
                if self.houses_named(words) & self.houses.on_record.keys():
                    return length
            elif any(words in self.houses.whose(post) for post in title.posts):
                return length
        return 0

    def houses_named(self, words) -> set[Id]:
        """The houses of this name."""
        return {form.house for form in self.index.table.of(words) if isinstance(form, HouseForm)}

    def other_house_ending(self, passage, at, title) -> int:
        """How many words of a name of another house end here."""
        for first, last, houses in self.houses_at[passage.number]:
            if last == at and not any(self.is_own(post, houses) for post in title.posts):
                return last - first + 1
        return 0

    def is_own(self, post, houses) -> bool:
        """Whether one of these houses is that of a post, or above it."""
        own = self.names.post[post].organization
        return any(self.houses.is_within(own, house) for house in houses)

    # --- Who held it --------------------------------------------------------------------------------
    def coming(self, posts) -> tuple[Id, ...]:
        """Who is to hold one of these posts."""
        return tuple(
            {
                held.person
                for post in posts
                for held in self.names.holders_of[post]
                if held.is_coming_on(self.day)
            }
        )

    def in_post(self, posts, *, acting=False, day=None) -> tuple[tuple[Id, ...], Strength | None]:
        """(persons, strength) of those who hold these posts on a day; nobody where it is not known."""
        sure, maybe, many = set(), set(), False
        for post in posts:
            certain, possible = self._of_post(post, acting, day or self.day)
            sure |= certain
            maybe |= possible
            many = many or (self.names.post[post].seats != 1 and bool(certain or possible))
        if len(sure) > 1:
            return tuple(sure), Strength.MEDIUM
        if len(sure) == 1:
            return tuple(sure), Strength.WEAK if many or maybe - sure else Strength.MEDIUM
        return (tuple(maybe), Strength.WEAK) if len(maybe) == 1 else ((), None)

    def _of_post(self, post, acting, day):
        """(certain, possible) holders: substantive ones, else acting ones."""
        by_kind = defaultdict(lambda: (set(), set()))
        for held in self.names.holders_of[post]:
            certain, possible = by_kind[held.acting]
            if held.is_certain_on(day):
                certain.add(held.person)
            if held.is_possible_on(day):
                possible.add(held.person)
        if acting or not by_kind[False][1]:
            return by_kind[True]
        return by_kind[False]

    def holders_through(self, posts, first_day, last_day) -> set[Id]:
        """Who certainly held one of these posts at some time between two days."""
        return {
            held.person
            for post in posts
            for held in self.names.holders_of[post]
            if held.begins_hi <= last_day and held.ends_lo >= first_day
        }

    def who_of(self, title, persons, *, any_time=False, just_ended=False) -> tuple[Id, ...]:
        """Which of these persons hold, or are meant for, a post of this title on the day; or ever held it, or
        did so within a year."""
        year_before = f"{int(self.day[:4]) - 1}{self.day[4:]}"
        fitting = {
            held.person
            for person in persons
            for held in self.names.held_by[person]
            if held.post in title.posts
            and (
                held.is_possible_on(self.day)
                or held.is_coming_on(self.day)
                or (any_time and held.begins_lo <= self.day)
                or (just_ended and held.begins_lo <= self.day and held.ends_hi >= year_before)
            )
        }
        return tuple(sorted(fitting, key=str))

    def who_fits(self, passage, first, last, persons) -> tuple[Id, ...]:
        """Of several persons of one name those whom the title before or after it fits."""
        for title in (self.ending_at(passage, first - 1), self.beginning_after(passage, last)):
            if title and (fitting := self.who_of(title, persons)):
                return fitting
        return ()
