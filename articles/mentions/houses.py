"""Which houses a text has in sight, and whose title a bare "the Secretary-General" is then.

A bare title belongs to a house only if the house is in sight: named in the text, in its dateline or its
topics, or one of the newsroom's own. Where the text says the title of several, the one that it introduced
first has it.
"""

from collections import Counter, defaultdict
from typing import NamedTuple

from articles.mentions.passage import Passage
from articles.mentions.sights import Around, Beside, TitleAt
from articles.mentions.titles import TitlesOfText
from people.known_names import Id


class Introduction(NamedTuple):
    """A place where a text says whose title it is. `houses` is empty for a house that is not on record.

    `is_named`: the name of who bears it stands beside.
    """

    block: int
    first: int
    sentence: tuple[int, int]
    houses: frozenset[Id]
    is_named: bool


class HousesInSight:
    """The houses of one text."""

    def __init__(self, titles: TitlesOfText, about=()):
        self.titles, self.houses, self.names = titles, titles.houses, titles.names
        self.v = titles.v
        self.named: Counter[Id] = Counter()
        self.strangers: set[str] = set()  # last words of names of bodies that nobody knows, folded
        self.acronyms: dict[Id, set[str]] = defaultdict(set)  # as the text has them, folded
        self.beside_text = {
            house for text in about for _first, _last, found in self._in(text) for house in found
        }
        self.introductions: dict[str, list[Introduction]] = defaultdict(list)
        self.denied: dict[str, set[Id]] = defaultdict(set)  # houses whose title the text gives to a stranger

    def _in(self, text):
        passage = Passage(-1, text, self.v)
        self.titles.scan(passage)
        return self.titles.houses_at[-1]

    def see(self, passage: Passage) -> None:
        """Count the houses that a passage names."""
        self.strangers.update(self._strangers(passage))
        for first, last, houses in self.titles.houses_at[passage.number]:
            self.named.update(houses)
            if first == last and passage.words[first].said.isupper():
                for house in houses:
                    self.acronyms[house].add(passage.folded(first))

    def settle(self, passage: Passage) -> None:
        """Give "the agency's chief" to the one agency that the text names; it is no title where none or
        several are, or another word says which: "the travel agency's chief".
        """
        titles = self.titles.at[passage.number]
        if any(title.is_body for title in titles):
            settled = (self._settled(passage, title) for title in titles)
            self.titles.at[passage.number] = [title for title in settled if title]

    def _settled(self, passage, title):
        if not title.is_body:
            return title
        posts = frozenset(post for post in title.posts if self.named[self._house(post)])
        is_one = len({self._house(post) for post in posts}) == 1
        is_alone = passage.folded(title.first - 1) in self.v.titles.articles
        is_known = title.phrase.split()[0] not in self.strangers
        return title._replace(posts=posts) if is_one and is_alone and is_known else None

    def _strangers(self, passage):
        """The last words of names of bodies that nobody knows: "Intelligence Agency"."""
        for number in range(1, len(passage.words)):
            word = passage.folded(number)
            if word not in self.v.titles.body_nouns or not passage.is_capital(number) or passage.is_display:
                continue
            known = any(first <= number <= last for first, last, _ in self.titles.houses_at[passage.number])
            begins = passage.is_capital(number - 1) and passage.folded(number - 1) not in self.v.openers
            if begins and passage.is_next(number - 1) and not known:
                yield word

    def acronyms_of(self, posts) -> set[str]:
        """The acronyms by which the text calls the houses of these posts, folded."""
        return {said for post in posts for said in self.acronyms[self._house(post)]}

    @property
    def speaks_of_record(self) -> bool:
        """Whether the text names a house on record."""
        return bool(self.named.keys() & self.houses.on_record.keys())

    def is_named(self, house) -> bool:
        """Whether the text, or what stands beside it, names a house, one above it or one below it."""
        return self.is_related(house, self._all_named())

    def is_sighted(self, house) -> bool:
        """Whether a house is named or is the newsroom's own."""
        return self.is_named(house) or self._is_home(house)

    def is_related(self, house, others) -> bool:
        """Whether a house is one of the others, above one of them or below one."""
        return any(self.houses.is_within(house, one) or self.houses.is_within(one, house) for one in others)

    # --- Whose title is said ----------------------------------------------------------------------
    def note(self, text, passage: Passage, title: TitleAt) -> None:
        """Note whose title this is, where the words around it say so."""
        if title.is_head_only:
            return
        around, neighbour = text.around[passage.number, title.first], text.beside[passage.number, title.first]
        houses, is_other = self.beside_title(passage, title), neighbour and neighbour.kind == Beside.OTHER
        if around == Around.OTHER_HOUSE or (is_other and not houses):
            self._introduce(passage, title, frozenset(), bool(neighbour))
            return
        if is_other:
            self.denied[self.kernel(title)] |= houses
        elif neighbour and not houses:
            houses = self._held_by(title, neighbour.persons)
        if houses:
            self._introduce(passage, title, houses, bool(neighbour))
            self.named.update(houses)

    def _held_by(self, title, persons):
        """The houses in which these persons ever held a post of this title."""
        held = {held.post for person in persons for held in self.names.held_by[person]}
        return frozenset(self._house(post) for post in title.posts & held)

    def _introduce(self, passage, title, houses, is_named):
        sentence = (passage.number, passage.sentence_at(passage.words[title.first].start)[0])
        one = Introduction(passage.number, title.first, sentence, houses, is_named)
        self.introductions[self.kernel(title)].append(one)

    def beside_title(self, passage, title) -> frozenset[Id]:
        """The houses of the title's posts that its own words or the words beside it name."""
        if not title.is_shared:
            return frozenset(self._house(post) for post in title.posts)
        found = set()
        for first, last, houses in self.titles.houses_at[passage.number]:
            if self._is_before(passage, last, title) or self._is_after(passage, first, title):
                found |= houses
        return frozenset(self._house(post) for post in title.posts if self.titles.is_own(post, found))

    def _is_before(self, passage, last, title):
        """ "UN Secretary-General", "the UN's former Secretary-General"."""
        return self.titles.begin_of(passage, title) <= last < title.first

    def _is_after(self, passage, first, title):
        """ "Secretary-General of the UN"; "Director-General, World Health Organization"."""
        between = [passage.folded(number) for number in range(title.last + 1, first)]
        small = self.v.titles.of | self.v.titles.articles
        return 0 < first - title.last <= 3 and all(word in small for word in between)

    def _house(self, post):
        return self.names.post[post].organization

    def kernel(self, title) -> str:
        """What titles of several houses share: "secretary general" of "secretary general of the united
        nations".
        """
        words = self.v.forms.plurals.get(title.phrase, title.phrase)
        if title.is_shared:
            return words
        inside = [
            head for head in self.v.forms.heads if words.startswith(f"{head} ") or words.endswith(f" {head}")
        ]
        return max(inside, key=len, default=words) if self._names_house(title) else words

    def _names_house(self, title):
        """Whether all posts of a title are those of heads: its words say whose."""
        return any(self.titles.index.is_shared(post) for post in title.posts)

    # --- Whose a bare title is --------------------------------------------------------------------
    def posts_of(self, text, passage, title) -> frozenset[Id]:
        """Which of the posts of a title are meant; none where it may be another house's."""
        beside = self.beside_title(passage, title)
        if beside:
            return self._posts(title, beside - self.denied[self.kernel(title)])
        return self._posts(title, self._house_of_bare(text, passage, title))

    def _posts(self, title, houses):
        return frozenset(post for post in title.posts if self._house(post) in houses)

    def _house_of_bare(self, text, passage, title):
        kernel = self.kernel(title)
        said = self._before_others(passage, title, self.introductions[kernel])
        here = (passage.number, title.first)
        leading = [one for one in said if one.block < text.lead and (one.is_named or one[:2] < here)]
        if leading:
            return leading[0].houses - self.denied[kernel]
        if any(not one.houses for one in said) and not any(one.houses for one in said):
            return frozenset()
        counts = Counter()
        for one in said:
            counts.update(one.houses)
        if not counts:
            counts = self._in_sight(title) + self._of_named_holders(text, title)
        best = [house for house, count in counts.items() if count == max(counts.values())]
        if not best:
            best = self._at_home(passage, title)
        return frozenset(best) - self.denied[kernel]

    def _before_others(self, passage, title, introductions):
        """Without other houses' titles in the same sentence after it: there the two are told apart."""
        sentence = (passage.number, passage.sentence_at(passage.words[title.first].start)[0])
        return [one for one in introductions if one.sentence != sentence or one.first < title.first]

    def _in_sight(self, title):
        """How often each house of the title is named: itself, a house below it, or the one above its
        office.
        """
        counts = Counter()
        is_head = title.phrase in self.v.forms.heads
        for house in {self._house(post) for post in title.posts}:
            for named, count in self._all_named().items():
                above = not is_head and self.houses.is_within(house, named)
                if named == house or above or self.houses.is_within(named, house):
                    counts[house] += count
        return counts

    def _of_named_holders(self, text, title):
        """The houses whose title somebody holds whom the text names in full."""
        holders = [person for post in title.posts for person in self.titles.in_post([post])[0]]
        named = [person for person in holders if person in text.named]
        return Counter(house for house in self._held_by(title, named))

    def _all_named(self):
        return self.named + Counter(self.beside_text)

    def _at_home(self, passage, title):
        """The newsroom's own houses, if the title is spelled as on record: a newsroom spells its own titles
        so.
        """
        words = passage.text[passage.words[title.first].start : passage.words[title.last].end].casefold()
        if title.is_small:
            return []
        own = [post for post in title.posts if self._is_home(self._house(post))]
        return [self._house(post) for post in own if words in self._spellings(post)]

    def _is_home(self, house):
        return any(self.houses.is_within(house, home) for home in self.names.home)

    def _spellings(self, post):
        return {name.text.casefold() for name in self.titles.index.names_of(self.names.post[post])}
