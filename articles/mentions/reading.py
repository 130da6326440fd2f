"""One text on one day: what stands in it, and what the rules make of that, from the headline on.

What was found before decides what a family name means later. A rule that is not sure says so: several
persons instead of one, or weak evidence; it never picks. The rules are in the folder `rules`, in the order
in which they are asked.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cached_property

from articles.mentions import rules
from articles.mentions.evidence import Marked, Rule, Strength
from articles.mentions.houses import HousesInSight
from articles.mentions.index import FamilyForm, Index, NameForm
from articles.mentions.passage import HYPHEN, Passage
from articles.mentions.sights import (
    Around,
    Beside,
    FamilyAt,
    FamilySight,
    Found,
    LongerName,
    NameAt,
    Neighbour,
    TitleSight,
    Verdict,
    ordered,
)
from articles.mentions.titles import TitlesOfText
from articles.mentions.vocabulary import PARTICLES, Vocabulary
from articles.mentions.words_beside import honorifics_before, run_before, shared_before
from people.known_names import Id

YEARS_NEAR = 3  # around a record: enough for "K. Annan" and for a longer name


class Reading:
    """One text on one day. Call `read` one time only.

    ``about`` are words beside the text that say which houses it is about: its dateline, its topics.
    """

    def __init__(
        self,
        index: Index,
        blocks: Iterable[str],
        day,
        vocabulary: Vocabulary,
        *,
        marked: Iterable[Marked] = (),
        lead: int = 2,
        about: Iterable[str] = (),
    ):
        self.index, self.names, self.day, self.lead = index, index.names, day.isoformat(), lead
        self.v = vocabulary
        self.passages = [Passage(number, text, vocabulary) for number, text in enumerate(blocks)]
        self.marked: dict[int, list[Marked]] = defaultdict(list)
        for mark in sorted(marked, key=lambda one: (one.block, one.start, one.end, str(one.person))):
            if mark.block < len(self.passages) and mark.person in self.names.person:
                self.marked[mark.block].append(mark)
        self.titles = TitlesOfText(index, self.day, vocabulary)
        self.houses = HousesInSight(self.titles, about)
        self.forms = index.forms_in(passage.words for passage in self.passages)
        self.found: list[Found] = []
        self.full: dict[int, list[NameAt]] = {}
        self.family: dict[int, list[FamilyAt]] = {}
        self.around: dict[tuple[int, int], Around] = {}  # (block, first word) of each title
        self.beside: dict[tuple[int, int], Neighbour | None] = {}
        self.named: set[Id] = set()  # in full or by a mark, anywhere in the text
        self.near_houses: tuple[Id, ...] = ()
        self.speaks_of_house = False  # of one on record, or has a title of one
        self.time = 0
        self.seen: dict[Id, int] = {}  # person → when last named
        self.others: dict[tuple[str, ...], int] = {}  # family name → when last somebody else's
        self.said_posts: set[Id] = set()  # posts whose title the text has

    # --- The whole text -------------------------------------------------------------------------
    def read(self) -> list[Found]:
        for passage in self.passages:
            self._scan(passage)
        for passage in self.passages:
            self.houses.see(passage)
        for passage in self.passages:
            self.houses.settle(passage)
        for passage in self.passages:
            self._lengthen(passage)
        self.named = self._named_in_full()
        for passage in self.passages:
            self._survey(passage)
        self.speaks_of_house = self._speaks_of_house()
        self.near_houses = ordered(self._near_houses())
        for passage in self.passages:
            self._read(passage)
        found = self.found
        for rule in rules.AT_THE_END:
            found = rule(self, None, found)
        self.found = sorted(found, key=lambda one: one.order)
        return self.found

    def forms_found(self) -> set[Id]:
        """The persons of whom the text has any name, as proof or not. Call it instead of `read`."""
        persons = set()
        for passage in self.passages:
            self._scan(passage)
            persons.update(person for name in self.full[passage.number] for person in name.persons)
            persons.update(form.person for one in self.family[passage.number] for form in one.forms)
            persons.update(pk for *_place, found in self.index.native_hits(passage.text) for pk in found)
        return persons

    def _named_in_full(self):
        names = [name for names in self.full.values() for name in names]
        return {mark.person for marks in self.marked.values() for mark in marks} | {
            name.persons[0]
            for name in names
            if len(name.persons) == 1
            and name.strength != Strength.WEAK
            and not self.is_before_all(name.persons[0])
        }

    @cached_property
    def named_by_given(self) -> dict[str, list[Id]]:
        """{given name of one word: persons named in full}. Ask after the survey."""
        persons = defaultdict(list)
        for person in ordered(self.named):
            given = self.index.given(person)
            if len(given) == 1 and len(given[0]) > 1:
                persons[given[0]].append(person)
        return persons

    @cached_property
    def named_most(self) -> Id | None:
        """Whom the text names more often than anybody else. Ask after `read`."""
        counts = Counter(one.persons[0] for one in self.found if len(one.persons) == 1)
        (first, most), (_second, next_most) = [*counts.most_common(2), (None, 0), (None, 0)][:2]
        return first if most > next_most else None

    @property
    def leading(self) -> int:
        """How many blocks begin the story: one less where no headline stands before."""
        return self.lead - (not self.passages[0].is_headline)

    @cached_property
    def begins_with_appointments(self) -> bool:
        words = self.v.careers
        begin = [word.folded for passage in self.passages[: self.leading] for word in passage.words]
        return not words.appoints.isdisjoint(begin) or not words.nouns.isdisjoint(begin)

    # --- Looking for names ----------------------------------------------------------------------
    def _scan(self, passage: Passage):
        names, families = [], []
        for hit in self.forms.find([word.folded for word in passage.words]):
            whole = [form for form in hit.forms if isinstance(form, NameForm)]
            family = tuple(form for form in hit.forms if isinstance(form, FamilyForm))
            if whole:
                names.append((hit.first, hit.last, whole))
            if family:
                families.append(FamilyAt(hit.first, hit.last, family))
        taken = self._words_of_marks(passage)
        self.full[passage.number] = self._whole_names(passage, names, taken)
        for name in self.full[passage.number]:
            taken.update(range(name.first, name.last + 1))
        self.family[passage.number] = self._family_names(passage, families, taken)
        self.titles.scan(passage)

    def _words_of_marks(self, passage):
        return {
            number
            for mark in self.marked[passage.number]
            for number, word in enumerate(passage.words)
            if word.start < mark.end and mark.start < word.end
        }

    def _whole_names(self, passage, hits, taken):
        """The longest names from left to right that are written as names and are no part of another."""
        names, free = [], 0
        for first, last, forms in sorted(hits, key=lambda hit: (hit[0], -hit[1])):
            if first < free or not taken.isdisjoint(range(first, last + 1)):
                continue
            persons = {form.person for form in forms if is_cased(passage, first, form.lower)}
            if persons and self.is_a_name(passage, first, last):
                names.append(NameAt(first, last, ordered(persons)))
                free = last + 1
        return names

    def _family_names(self, passage, hits, taken):
        families, free = [], 0
        for family in sorted(hits, key=lambda hit: (hit.first, -hit.last)):
            inside = range(family.first, family.last + 1)
            if family.first < free or not taken.isdisjoint(inside):
                continue
            if passage.holds_together(family.first, family.last) and is_capital_name(passage, inside):
                families.append(family)
                free = family.last + 1
        return families

    def is_a_name(self, passage, first, last) -> bool:
        """Whether these words are written as one name, and no rule says that they name no person."""
        return (
            passage.holds_together(first, last)
            and passage.stands_alone(first, last)
            and not rules.first_answer(rules.NO_PERSON, self, passage, NameAt(first, last, ()))
        )

    def _lengthen(self, passage: Passage):
        """Take "Kofi A. Annan", "Navanethem (Navi) Pillay", "K. Annan" for whole names."""
        left = []
        for family in self.family[passage.number]:
            name = self._longer_name(passage, family)
            if name:
                self.full[passage.number].append(name)
            else:
                left.append(family)
        inside = {n for name in self.full[passage.number] for n in range(name.first, name.last + 1)}
        self.family[passage.number] = [one for one in left if one.first not in inside]
        self.full[passage.number].sort()

    def _longer_name(self, passage, family):
        if not self.is_a_name(passage, family.first, family.last):
            return None
        matches = []
        for first in run_before(passage, family.first):
            for form in family.forms:
                longer = LongerName(first, family.first, form)
                strength = rules.first_answer(rules.LONGER_NAMES, self, passage, longer)
                whole = NameAt(first, family.last, ())
                if strength and not rules.first_answer(rules.NO_PERSON, self, passage, whole):
                    matches.append((first, strength, form.person))
        if not matches:
            return None
        first = min(match[0] for match in matches)
        persons = {person for at, _strength, person in matches if at == first}
        strength = min((one for at, one, _person in matches if at == first), key=lambda one: one.rank)
        return NameAt(first, family.last, ordered(persons), Rule.LONGER_NAME, strength)

    # --- What the text says of titles -------------------------------------------------------------
    def _survey(self, passage: Passage):
        """Judge the words around each title, and note which house's title the text speaks of."""
        for title in self.titles.at[passage.number]:
            key = (passage.number, title.first)
            around = rules.around(self, passage, title)
            self.around[key] = around
            self.beside[key] = rules.first_answer(rules.BESIDE, self, passage, TitleSight(title, around))
            self.houses.note(self, passage, title)

    def _speaks_of_house(self):
        return self.houses.speaks_of_record or any(one != Around.OTHER_HOUSE for one in self.around.values())

    # --- Reading on -------------------------------------------------------------------------------
    def _read(self, passage: Passage):
        for mark in self.marked[passage.number]:
            self._add_span(passage, mark.start, mark.end, (mark.person,), Rule.MARKED, Strength.STRONG)
        for start, end, persons in self.index.native_hits(passage.text):
            self._add_span(passage, start, end, ordered(persons), Rule.FULL_NAME, Strength.STRONG)
        events = [(name.first, 0, name) for name in self.full[passage.number]]
        events += [(title.first, 1, title) for title in self.titles.at[passage.number]]
        events += [(family.first, 2, family) for family in self.family[passage.number]]
        for _first, kind, one in sorted(events, key=lambda event: event[:2]):
            self.time += 1
            if kind == 0:
                self._ask(rules.NAMES, passage, one)
            elif kind == 1:
                self._read_title(passage, one)
            else:
                self._ask(rules.FAMILIES, passage, self.sight_of(passage, one))
        for number in range(len(passage.words)):
            self._ask(rules.GIVEN_NAMES, passage, number)
        for place in self._unknown_names(passage) if self.near_houses else ():
            self._ask(rules.UNKNOWN_NAMES, passage, place)

    def _unknown_names(self, passage):
        """(first, last) of two capital words beside each other that name nobody yet."""
        taken = {
            n for one in self.found if one.block == passage.number for n in range(one.first, one.last + 1)
        }
        if passage.is_display:
            return
        capitals = {n for n, word in enumerate(passage.words) if word.is_capital and n not in taken}
        for number in sorted(capitals):
            pair = (number, number + 1)
            if number + 1 in capitals and passage.holds_together(*pair):
                yield pair
                if passage.is_capital(number + 2) and passage.holds_together(number, number + 2):
                    yield number, number + 2

    def _near_houses(self):
        """Who holds or just held a post of a house that the text names."""
        if not self.houses.named:
            return []
        year_before = str(int(self.day[:4]) - 1)
        return [
            held.person
            for held in self.names.appointments_of(self.houses.named)
            if held.known_from <= self.day and held.ends_hi >= year_before
        ]

    def _read_title(self, passage, title):
        around = self.around[passage.number, title.first]
        if around != Around.OTHER_HOUSE:
            self.said_posts |= title.posts
        neighbour = self.beside[passage.number, title.first]
        if neighbour is None:
            self._ask(rules.TITLES, passage, TitleSight(title, around))
        else:
            self._ask(rules.STRANGERS, passage, TitleSight(title, around))

    def may_be_meant(self) -> frozenset[Id]:
        """Whom the titles of the text may mean on the day, whether their house is in sight or not."""
        posts, ever = set(), set()
        for passage in self.passages:
            for title in self.titles.at[passage.number]:
                neighbour = self.beside[passage.number, title.first]
                around = self.around[passage.number, title.first]
                if around == Around.OTHER_HOUSE or (neighbour and neighbour.kind == Beside.OTHER):
                    continue
                (ever if around == Around.FORMER else posts).update(title.posts)
        now = {
            held.person
            for post in posts
            for held in self.names.holders_of[post]
            if held.is_possible_on(self.day) or held.is_coming_on(self.day)
        }
        return frozenset(now | {held.person for post in ever for held in self.names.holders_of[post]})

    def sight_of(self, passage, family) -> FamilySight:
        """A family name with the title or the honorifics before it."""
        _honorifics, farthest = honorifics_before(passage, family.first)
        for begin in range(family.first, farthest - 1, -1):  # "Secretary General Lord Robertson": no general
            title = self.titles.ending_at(passage, begin - 1) if begin else None
            if title:
                break
        honorifics = frozenset(passage.folded(number) for number in range(begin, family.first))
        plural = shared_before(passage, family.first)
        if title is None and plural is not None:
            title = self.titles.ending_at(passage, plural)
            honorifics = honorifics or frozenset({passage.folded(plural)} & self.v.names.several)
        return FamilySight(family, title, honorifics, begin, plural)

    def _ask(self, stage, passage, at):
        answer = rules.first_answer(stage, self, passage, at)
        if answer and answer.persons:
            self.add(passage, answer)

    # --- Keeping ----------------------------------------------------------------------------------
    def add(self, passage, answer: Verdict):
        start, end = passage.words[answer.first].start, passage.words[answer.last].end
        found = Found(
            passage.number,
            answer.first,
            answer.last,
            ordered(answer.persons),
            answer.rule,
            answer.strength,
            start,
            end,
        )
        if rules.first_answer(rules.DOUBTS, self, passage, found):
            found = found._replace(strength=Strength.WEAK)
        self._keep(found)

    def _add_span(self, passage, start, end, persons, rule, strength):
        inside = [n for n, word in enumerate(passage.words) if word.start < end and start < word.end] or [0]
        self._keep(Found(passage.number, inside[0], inside[-1], persons, rule, strength, start, end))

    def _keep(self, found):
        self.found.append(found)
        if len(found.persons) == 1 and found.strength != Strength.WEAK:
            self.seen[found.persons[0]] = self.time

    def give_to_others(self, passage, family):
        """Note that a family name was somebody else's here."""
        self.others[self.key(passage, family)] = self.time

    # --- What rules ask of the record --------------------------------------------------------------
    def key(self, passage, family) -> tuple[str, ...]:
        return tuple(passage.folded(number) for number in range(family.first, family.last + 1))

    def is_others(self, passage, family) -> bool:
        return self.key(passage, family) in self.others

    def known(self, passage, persons) -> list[Id]:
        """Those named before; in a headline also those named in full further down."""
        ahead = self.named if passage.number < self.lead else set()
        return [one for one in persons if one in self.seen or one in ahead]

    def latest(self, persons) -> Id:
        return max(persons, key=lambda one: self.seen.get(one, 0))

    def is_near(self, person, years=YEARS_NEAR) -> bool:
        """Whether the record has a fact of the person within some years of the day."""
        year = int(self.day[:4])
        return any(
            int(held.known_from[:4]) - years <= year <= int(held.ends_hi[:4]) + years
            for held in self.names.held_by[person]
        )

    def is_before_all(self, person) -> bool:
        """Whether the day is long before anything recorded of the person, or before an adult age."""
        return rules.names.is_before_all(self, person)

    def is_live(self, person) -> bool:
        """Whether some appointment of the person may be in force or coming; one with an unknown end is."""
        return any(
            held.begins_lo <= self.day <= held.ends_hi or held.is_coming_on(self.day)
            for held in self.names.held_by[person]
        )

    def own_honorifics(self, person) -> set[str]:
        return {word.strip(".").casefold() for word in self.names.person[person].honorific.split()}

    def agrees(self, person, honorifics) -> bool:
        """Whether no honorific contradicts the person's own."""
        own, words = self.own_honorifics(person), self.v.names
        if own & words.male:
            return not honorifics & words.female
        if own & words.female:
            return not honorifics & (words.male - words.several)
        return not honorifics & words.wife if own else True


# --- What a name looks like -------------------------------------------------------------------------


def is_cased(passage: Passage, first: int, lower: tuple[bool, ...]) -> bool:
    """Whether the words of a name have a capital where the name has one; particles need none, nor does a
    word tied by a hyphen: "Ban ki-Moon".
    """
    last = first + len(lower) - 1
    for offset, small in enumerate(lower):
        word = passage.words[first + offset]
        if small or word.is_capital or _is_tied(passage, first, first + offset, last):
            continue
        if word.folded not in PARTICLES or (offset == 0 and len(lower) < 3):
            return False
    return True


def _is_tied(passage, first, number, last):
    """Whether a further word of a name stands beside a hyphen."""
    before = number > first + 1 and HYPHEN.fullmatch(passage.gap(number - 1))
    return bool(before or (first < number < last and HYPHEN.fullmatch(passage.gap(number))))


def is_capital_name(passage, numbers) -> bool:
    words = [passage.words[number] for number in numbers]
    if len(words) > 1 and words[0].folded in PARTICLES and not words[0].is_capital:
        return all(word.is_capital or word.folded in PARTICLES for word in words[1:])
    return words[0].is_capital and (words[-1].is_capital or words[-1].folded in PARTICLES or len(words) > 1)
