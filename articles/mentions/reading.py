"""The rules that find names: a text is read from its headline on, name by name and title by title.

What was found before decides what a family name means later. A rule that is not sure says so: several
persons instead of one, or weak evidence; it never picks.
"""

from collections import defaultdict
from typing import NamedTuple

from articles.mentions import vocabulary as v
from articles.mentions.evidence import Marked, Rule, Strength
from articles.mentions.index import FamilyForm, HouseForm, Index, NameForm, TitleForm
from articles.mentions.passage import APPOSITION, AROUND_NICKNAME, HYPHEN, Passage
from articles.mentions.titles import Before, TitlesOfText
from people.known_names import FAMILY_FIRST, GIVEN_FIRST, Id

YEARS_BEFORE = 20  # a full name so long before anything recorded of its bearer is somebody else's
YEARS_AFTER = 20  # "Mr. Lie" so long after Lie's last record is somebody else
YEARS_NEAR = 3  # around a record: enough for "K. Annan" and for a longer name
LONGEST_NAME = 7  # words between a given and a family name, both counted


class Found(NamedTuple):
    """Words that name somebody: one of `persons`. `strength` says how sure that is."""

    block: int
    first: int  # word
    last: int
    persons: tuple[Id, ...]
    rule: Rule
    strength: Strength
    start: int
    end: int

    @property
    def order(self):
        return self.block, self.start, -self.end


class NameAt(NamedTuple):
    """A whole name at words of a passage."""

    first: int
    last: int
    persons: tuple[Id, ...]
    rule: Rule = Rule.FULL_NAME
    strength: Strength = Strength.STRONG


class FamilyAt(NamedTuple):
    """A family name at words of a passage."""

    first: int
    last: int
    forms: tuple[FamilyForm, ...]


class Reading:
    """One text on one day. Call `read` one time only."""

    def __init__(self, index: Index, blocks, day, marked=(), lead: int = 2):
        self.index, self.names, self.day, self.lead = index, index.names, day.isoformat(), lead
        self.passages = [Passage(number, text) for number, text in enumerate(blocks)]
        self.marked: dict[int, list[Marked]] = defaultdict(list)
        for mark in sorted(marked, key=lambda one: (one.block, one.start, one.end, str(one.person))):
            if mark.block < len(self.passages) and mark.person in self.names.person:
                self.marked[mark.block].append(mark)
        self.titles = TitlesOfText(index, self.day)
        self.found: list[Found] = []
        self.full: dict[int, list[NameAt]] = {}
        self.family: dict[int, list[FamilyAt]] = {}
        self.speaks_of_house = False
        self.time = 0
        self.seen: dict[Id, int] = {}  # person → when last named
        self.others: dict[tuple, int] = {}  # family name → when last somebody else's
        self.said_posts: set[Id] = set()  # posts whose title the text has

    def read(self) -> list[Found]:
        for passage in self.passages:
            self._scan(passage)
        for passage in self.passages:
            self._lengthen(passage)
        self.speaks_of_house = self.speaks_of_house or self._speaks_of_post()
        self.named = self._named_in_full()
        for passage in self.passages:
            self._read(passage)
        self._holders()
        return self._in_order()

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
        """Whom a whole name or a mark names for sure, anywhere in the text."""
        names = [name for names in self.full.values() for name in names]
        return {mark.person for marks in self.marked.values() for mark in marks} | {
            name.persons[0]
            for name in names
            if len(name.persons) == 1
            and name.strength != Strength.WEAK
            and not self._is_before_all(name.persons[0])
        }

    def _speaks_of_post(self):
        """Whether the text has a title of the record, whoever is meant by it."""
        return any(
            self.titles.before(passage, title) != Before.OTHER_HOUSE
            for passage in self.passages
            for title in self.titles.at[passage.number]
        )

    # --- Looking for names --------------------------------------------------------------------
    def _scan(self, passage: Passage):
        names, titles, families = [], [], []
        for hit in self.index.hits(passage.words):
            by_kind = defaultdict(list)
            for form in hit.forms:
                by_kind[type(form)].append(form)
            if by_kind[HouseForm]:
                self.speaks_of_house = self.speaks_of_house or passage.is_capital(hit.first)
            if by_kind[NameForm]:
                names.append((hit.first, hit.last, by_kind[NameForm]))
            if by_kind[TitleForm]:
                titles.append((hit.first, hit.last, by_kind[TitleForm]))
            if by_kind[FamilyForm]:
                families.append(FamilyAt(hit.first, hit.last, tuple(by_kind[FamilyForm])))
        for number, word in enumerate(passage.words):
            if forms := self.index.families.get(word.folded):
                families.append(FamilyAt(number, number, tuple(forms)))
        taken = self._words_of_marks(passage)
        self.full[passage.number] = self._whole_names(passage, names, taken)
        for name in self.full[passage.number]:
            taken.update(range(name.first, name.last + 1))
        self.family[passage.number] = self._family_names(passage, families, taken)
        self.titles.scan(passage, titles)

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
            if persons and is_a_name(passage, first, last):
                names.append(NameAt(first, last, ordered(persons)))
                free = last + 1
        return names

    def _family_names(self, passage, hits, taken):
        families, free = [], 0
        for family in sorted(hits, key=lambda hit: (hit.first, -hit.last)):
            inside = range(family.first, family.last + 1)
            if family.first < free or not taken.isdisjoint(inside):
                continue
            if passage.holds_together(family.first, family.last) and _is_capital_name(passage, inside):
                families.append(family)
                free = family.last + 1
        return families

    # --- Longer names: with initials, middle names, a nickname -----------------------------------
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
        if not is_a_name(passage, family.first, family.last):
            return None
        matches = []
        for first in _run_before(passage, family.first):
            between = passage.words[first : family.first]
            for form in family.forms:
                strength = self._strength_of_longer(form, passage, between)
                if strength:
                    matches.append((first, strength, form.person))
        if not matches:
            return None
        first = min(match[0] for match in matches)
        persons = {person for at, _strength, person in matches if at == first}
        strength = min((one for at, one, _person in matches if at == first), key=lambda one: one.rank)
        if len(persons) > 1:
            return None
        return NameAt(first, family.last, ordered(persons), Rule.LONGER_NAME, strength)

    def _strength_of_longer(self, form, passage, between):
        """How sure it is that these words and the family name are this person; None if they are not."""
        person = self.names.person[form.person]
        given = self.index.given[form.person]
        if person.order != GIVEN_FIRST or not given or not between:
            return None
        if form.is_part and passage.folded(_number(passage, between[-1]) + 1) not in v.PARTICLES:
            return None  # "Sergio de Mello" is one, "Javier Perez" anybody
        letters = [len(word.said) == 1 for word in between]
        near = self._is_near(form.person)
        if letters[0]:
            fits = all(letters) and between[0].folded == given[0][0]
            fits = fits and passage.gap(_number(passage, between[0])).startswith(".")
            return (Strength.MEDIUM if near else Strength.WEAK) if fits else None
        if between[0].folded != given[0]:
            return None
        rest = [word for word in between if word.folded not in given]
        if all(len(word.said) == 1 for word in rest):
            return Strength.STRONG if near or not self._is_before_all(form.person) else Strength.WEAK
        return Strength.MEDIUM if near else None

    def _is_near(self, person, years=YEARS_NEAR):
        """Whether the record has a fact of the person within some years of the day."""
        year = int(self.day[:4])
        return any(
            int(held.known_from[:4]) - years <= year <= int(held.ends_hi[:4]) + years
            for held in self.names.held_by[person]
        )

    def _is_before_all(self, person):
        """Whether the day is long before anything recorded of the person, or before an adult age."""
        year = int(self.day[:4])
        born = int(self.names.person[person].born[:4])
        records = [int(held.known_from[:4]) for held in self.names.held_by[person]]
        return (born > 1 and year < born + 15) or (bool(records) and year < min(records) - YEARS_BEFORE)

    # --- Reading on ---------------------------------------------------------------------------------
    def _read(self, passage: Passage):
        for mark in self.marked[passage.number]:
            self._add_span(passage, mark.start, mark.end, (mark.person,), Rule.MARKED, Strength.STRONG)
        for start, end, persons in self.index.native_hits(passage.text):
            self._add_span(passage, start, end, ordered(persons), Rule.FULL_NAME, Strength.STRONG)
        names = {name.first: name for name in self.full[passage.number]}
        events = [(name.first, 0, name) for name in names.values()]
        events += [(title.first, 1, title) for title in self.titles.at[passage.number]]
        events += [(family.first, 2, family) for family in self.family[passage.number]]
        starts = {*names, *(family.first for family in self.family[passage.number])}
        for _first, kind, one in sorted(events, key=lambda event: event[:2]):
            self.time += 1
            if kind == 0:
                self._read_name(passage, one)
            elif kind == 1:
                self._read_title(passage, one, names, starts)
            else:
                self._read_family(passage, one)
        self._read_given_names(passage)

    def _read_name(self, passage, name):
        persons = name.persons
        if len(persons) > 1:
            persons = self.titles.who_fits(passage, name.first, name.last, persons) or self._live(persons)
        strength = name.strength
        if len(persons) == 1 and self._is_before_all(persons[0]):
            strength = Strength.WEAK
        self._add(passage, name.first, name.last, persons, name.rule, strength)

    def _live(self, persons):
        live = [one for one in persons if self._is_live(one)]
        return ordered(live or persons)

    def _is_live(self, person):
        """Whether some appointment of the person may be in force or coming; one with an unknown end is."""
        return any(
            held.begins_lo <= self.day <= held.ends_hi or held.is_coming_on(self.day)
            for held in self.names.held_by[person]
        )

    # --- Titles ---------------------------------------------------------------------------------------
    def _read_title(self, passage, title, names, starts):
        before = self.titles.before(passage, title)
        self.said_posts |= title.posts if before != Before.OTHER_HOUSE else set()
        belongs = self._belongs_to(passage, title, names, starts)
        if before == Before.OTHER_HOUSE:
            self.titles.claim(title, self.time)
        if belongs:
            if belongs == "other":
                self.titles.claim(title, self.time)
            return
        if title.is_head_only:
            self._read_head(passage, title, before)
        elif before == Before.FORMER:
            self._read_former(passage, title)
        else:
            persons, strength = self.titles.holders(passage, title, before, self.time, self.speaks_of_house)
            if persons:
                begin = self.titles.begin_of(passage, title)
                self._add(passage, begin, title.last, persons, Rule.TITLE, strength)

    def _belongs_to(self, passage, title, names, starts):
        """Whether a name beside the title says who is meant: "known", "other", or ``""``."""
        after = title.last + 1
        if passage.is_next(title.last) or APPOSITION.fullmatch(passage.gap(title.last)):
            at = self._over_honorifics(passage, after)
            if at in starts and (at in names or passage.is_next(title.last) or at > after):
                self._own_up(passage, title, names, at)
                return "known"
            if passage.is_next(title.last) and self._is_other_name(passage, at, at > after):
                return "other"
            if not passage.is_next(title.last) and self._is_other_in_apposition(passage, at):
                return "other"
        ending = self.titles.begin_of(passage, title) - 1
        if ending >= 0 and APPOSITION.fullmatch(passage.gap(ending)):
            if beside := [name for name in names.values() if name.last == ending]:
                self.titles.own_up(title, beside[0].persons)
                return "known"
            if self._ends_other_name(passage, ending) and not passage.is_next(title.last):
                closes = passage.gap(title.last)[:1] in ",.)" or passage.gap(title.last).startswith(" –")
                return "other" if closes else ""
        return ""

    def _own_up(self, passage, title, names, at):
        forms = [
            form for family in self.family[passage.number] if family.first == at for form in family.forms
        ]
        self.titles.own_up(title, names[at].persons if at in names else {form.person for form in forms})

    @staticmethod
    def _over_honorifics(passage, at):
        while passage.folded(at) in v.HONORIFICS and passage.is_capital(at) and at + 1 < len(passage.words):
            at += 1
        return at

    def _is_other_name(self, passage, at, has_honorific):
        if not passage.is_capital(at) or passage.is_calendar(at):
            return False
        word = passage.folded(at)
        if has_honorific:
            return True
        if passage.is_display:
            return False
        return word not in v.OPENERS and word not in v.BODY_NOUNS

    @staticmethod
    def _is_other_in_apposition(passage, at):
        """Two capitals, then a comma: "the Secretary-General, Amr Moussa, said"."""
        end = at
        while (
            passage.is_capital(end)
            and passage.is_next(end)
            and (passage.is_capital(end + 1) or passage.folded(end + 1) in v.PARTICLES)
        ):
            end += 1
        if end == at or passage.is_display or passage.folded(at) in v.OPENERS:
            return False
        return passage.gap(end)[:1] in (",", ")", ".") or passage.folded(end + 1) in v.SAYS

    @staticmethod
    def _ends_other_name(passage, last):
        return (
            passage.is_capital(last)
            and last > 0
            and passage.is_next(last - 1)
            and (passage.is_capital(last - 1) or passage.folded(last - 1) in v.PARTICLES)
            and passage.folded(last) not in v.CALENDAR | v.BODY_NOUNS
        )

    def _read_head(self, passage, title, before):
        """ "The High Commissioner": whoever was last named among those who are one, if any was."""
        if before != Before.NOTHING or not self.titles.has_article(passage, title):
            return
        holders = [
            person
            for person in self.seen
            if any(
                held.post in title.posts and held.is_possible_on(self.day)
                for held in self.names.held_by[person]
            )
        ]
        if holders and not self.titles.goes_on(passage, title):
            latest = max(holders, key=lambda person: self.seen[person])
            self._add(passage, title.first, title.last, (latest,), Rule.SECOND_REFERENCE, Strength.MEDIUM)

    def _read_former(self, passage, title):
        former = [
            person
            for person in self.seen
            if any(
                held.post in title.posts and held.ends_lo < self.day for held in self.names.held_by[person]
            )
        ]
        if len(former) == 1 and self.titles.has_article(passage, title, over=v.FORMER):
            self._add(passage, title.first, title.last, (former[0],), Rule.SECOND_REFERENCE, Strength.MEDIUM)

    # --- Family names --------------------------------------------------------------------------------
    def _read_family(self, passage, family):
        first, last = family.first, family.last
        title, honorifics, begin = self.titles.ending_at(passage, first - 1), set(), first
        if title is None:  # "Secretary General Thant": no general
            honorifics, begin = _honorifics_before(passage, first)
            title = self.titles.ending_at(passage, begin - 1) if begin else None
        if not passage.stands_alone(first, last) or is_namesake(passage, first, last):
            return
        if self._is_part_of_other(passage, family, honorifics, title is not None):
            return
        plural = _shared_before(passage, first)
        if title is None and plural is not None:
            title = self.titles.ending_at(passage, plural)
            honorifics = honorifics or ({passage.folded(plural)} & v.SEVERAL)
        if title is not None and self._read_titled(passage, family, title, honorifics, begin):
            return
        if honorifics:
            self._read_honorific(passage, family, honorifics, begin)
        elif not passage.is_shouted and not passage.words[first].is_shouted:
            self._read_bare(passage, family)

    def _is_part_of_other(self, passage, family, honorifics, titled):
        """Whether a word beside the family name makes it the whole name of somebody else, who then has it."""
        first, last = family.first, family.last
        after = passage.is_next(last) and passage.is_capital(last + 1) and not passage.is_calendar(last + 1)
        after = after and passage.folded(last + 1) not in ("mr", "ms", "mrs", "i")
        before = False
        if not honorifics and not titled and passage.is_next(first - 1) and passage.is_capital(first - 1):
            word = passage.folded(first - 1)
            opens = passage.opens_sentence(first - 1) and word in v.OPENERS
            before = not (
                opens or word in v.TRADES or word in v.HONORIFICS or word in v.CALENDAR or word == "s"
            )
        if before and (self._names_holder_by_nickname(passage, family) or passage.is_display):
            before = False
        if after and passage.is_display:
            after = False
        if not (before or after):
            return False
        if before or self._may_be_family_first(family) or honorifics:
            self.others[self._key(passage, family)] = self.time
        return True

    def _may_be_family_first(self, family):
        return any(self.names.person[form.person].order == FAMILY_FIRST for form in family.forms)

    def _names_holder_by_nickname(self, passage, family):
        """ "High Commissioner for Human Rights Navi Pillay", "Navi Pillay, the UN human rights chief"."""
        persons = {form.person for form in family.forms if not form.is_part}
        for first in _run_before(passage, family.first):
            title = self.titles.ending_at(passage, first - 1)
            if title and (fitting := self.titles.who_of(title, persons)):
                return self._add_nicknamed(passage, first, family.last, fitting)
        title = self.titles.beginning_after(passage, family.last)
        first = next(_run_before(passage, family.first), None)
        if title and first is not None and (fitting := self.titles.who_of(title, persons)):
            return self._add_nicknamed(passage, first, family.last, fitting)
        return False

    def _add_nicknamed(self, passage, first, last, fitting):
        if len(fitting) == 1:
            self._add(passage, first, last, fitting, Rule.TITLE_AND_NAME, Strength.MEDIUM)
        return len(fitting) == 1

    def _key(self, passage, family):
        return tuple(passage.folded(number) for number in range(family.first, family.last + 1))

    def _read_titled(self, passage, family, title, honorifics, begin):
        persons = {form.person for form in family.forms if self._agrees(form.person, honorifics)}
        before = self.titles.before(passage, title)
        if before == Before.OTHER_HOUSE:
            self.others[self._key(passage, family)] = self.time
            return True
        fitting = self.titles.who_of(title, persons, any_time=before == Before.FORMER or title.is_plural)
        if not fitting:
            return False
        sure = not title.is_head_only and before in (Before.NOTHING, Before.BLOCKED)
        strength = Strength.STRONG if sure else Strength.MEDIUM
        self._add(passage, min(title.first, begin), family.last, fitting, Rule.TITLE_AND_NAME, strength)
        return True

    def _read_honorific(self, passage, family, honorifics, begin):
        persons = [form.person for form in family.forms if self._agrees(form.person, honorifics)]
        known = self._known(passage, persons)
        if known:
            latest = max(known, key=lambda one: self.seen.get(one, 0))
            self._add(passage, begin, family.last, (latest,), Rule.SECOND_REFERENCE, Strength.MEDIUM)
            return
        if self._key(passage, family) in self.others or not honorifics <= v.INTRODUCING:
            return
        whole = {form.person for form in family.forms if not form.is_part}
        persons = [one for one in persons if one in whole and self._introduces(one, honorifics)]
        candidates = [one for one in persons if self._is_live(one)] or [
            one for one in persons if self._began_before(one)
        ]
        if candidates and "(" not in passage.gap(family.last):  # "Mr. KIM (Republic of Korea)"
            strength = Strength.MEDIUM if self.speaks_of_house or len(candidates) > 1 else Strength.WEAK
            self._add(passage, begin, family.last, ordered(candidates), Rule.HONORIFIC, strength)

    def _known(self, passage, persons):
        """Those named before; in a headline also those named in full further down."""
        ahead = self.named if passage.number < self.lead else set()
        return [one for one in persons if one in self.seen or one in ahead]

    def _agrees(self, person, honorifics):
        """Whether no honorific contradicts the person's own."""
        own = {word.strip(".").casefold() for word in self.names.person[person].honorific.split()}
        if own & v.MALE:
            return not honorifics & v.FEMALE
        if own & v.FEMALE:
            return not honorifics & (v.MALE - {"messrs"})
        return not honorifics & v.WIFE if own else True

    def _introduces(self, person, honorifics):
        """Whether the honorific may be used before this person's name on first mention."""
        own = {word.strip(".").casefold() for word in self.names.person[person].honorific.split()}
        return (
            bool(own & (v.MALE | v.FEMALE))
            or bool(honorifics & v.NEUTRAL)
            or not own
            or self._is_live(person)
        )

    def _began_before(self, person):
        year = int(self.day[:4])
        return any(
            held.begins_lo <= self.day and int(held.ends_hi[:4]) + YEARS_AFTER >= year
            for held in self.names.held_by[person]
        )

    def _read_bare(self, passage, family):
        persons = [form.person for form in family.forms]
        title = self.titles.beginning_after(passage, family.last)
        if title and len(fitting := self.titles.who_of(title, persons)) == 1:
            self._add(passage, family.first, family.last, fitting, Rule.TITLE_AND_NAME, Strength.MEDIUM)
            return
        if not self._proves(passage, family):
            return
        known = self._known(passage, persons)
        if known:
            latest = max(known, key=lambda one: self.seen.get(one, 0))
            self._add(passage, family.first, family.last, (latest,), Rule.SECOND_REFERENCE, Strength.MEDIUM)
        elif self._key(passage, family) not in self.others:
            whole = [form.person for form in family.forms if not form.is_part]
            self._add(passage, family.first, family.last, ordered(whole), Rule.HOLDER, Strength.WEAK)

    def _proves(self, passage, family):
        """Whether a bare family name is a name here: in "Luck was with them" it is none."""
        word = passage.folded(family.first)
        if family.first != family.last or (word not in v.WORDS and len(word) > 2):
            return True
        follower = passage.folded(family.last + 1)
        speaks = follower in v.SAYS and passage.is_next(family.last)
        speaks = speaks or (
            passage.possessive_after(family.last) and not passage.opens_sentence(family.first)
        )
        if passage.is_display or passage.opens_sentence(family.first) or word in v.MONTHS:
            return speaks or (passage.gap(family.last).startswith(",") and follower == "who")
        return True

    # --- Given names after an honorific ----------------------------------------------------------------
    def _read_given_names(self, passage):
        """ "Sir Kieran", "Dr. Tedros", "Prince Zeid", "High Commissioner Zeid" of persons named before."""
        taken = {
            n for one in self.found if one.block == passage.number for n in range(one.first, one.last + 1)
        }
        for number, word in enumerate(passage.words):
            if number in taken or not word.is_capital or passage.folded(number - 1) not in v.BEFORE_GIVEN:
                continue
            honorifics, begin = _honorifics_before(passage, number)
            known = [
                person
                for person in self.seen
                if self.index.given[person][:1] == (word.folded,) and self._agrees(person, honorifics)
            ]
            if honorifics and len(known) == 1 and not passage.is_capital(number + 1):
                self._add(passage, begin, number, tuple(known), Rule.SECOND_REFERENCE, Strength.MEDIUM)

    # --- Keeping ---------------------------------------------------------------------------------------
    def _add(self, passage, first, last, persons, rule, strength):
        start, end = passage.words[first].start, passage.words[last].end
        self._keep(Found(passage.number, first, last, ordered(persons), rule, strength, start, end))

    def _add_span(self, passage, start, end, persons, rule, strength):
        inside = [n for n, word in enumerate(passage.words) if word.start < end and start < word.end] or [0]
        self._keep(Found(passage.number, inside[0], inside[-1], persons, rule, strength, start, end))

    def _keep(self, found):
        self.found.append(found)
        if len(found.persons) == 1 and found.strength != Strength.WEAK:
            self.seen[found.persons[0]] = self.time

    def _holders(self):
        """Of bare family names that are new here, keep those of holders of a post that the text names."""
        kept = []
        for found in self.found:
            if found.rule != Rule.HOLDER:
                kept.append(found)
                continue
            holders = tuple(
                person
                for person in found.persons
                if any(
                    held.post in self.said_posts and held.is_certain_on(self.day)
                    for held in self.names.held_by[person]
                )
            )
            if len(holders) == 1:
                kept.append(found._replace(persons=holders))
        self.found = kept

    def _in_order(self):
        """A name of several persons means the one whom another place names. All in the order of the text."""
        named = {
            one.persons[0] for one in self.found if len(one.persons) == 1 and one.strength != Strength.WEAK
        }
        kept = []
        for found in self.found:
            one = [person for person in found.persons if person in named]
            if len(found.persons) > 1 and len(one) == 1 and found.rule == Rule.HONORIFIC:
                found = found._replace(persons=tuple(one), rule=Rule.SECOND_REFERENCE)
            kept.append(found)
        return sorted(kept, key=lambda found: found.order)


# --- What a name looks like -------------------------------------------------------------------------


def ordered(persons) -> tuple[Id, ...]:
    """Persons in an order that does not depend on the list."""
    return tuple(sorted(set(persons), key=lambda one: (str(type(one)), one)))


def is_cased(passage: Passage, first: int, lower: tuple[bool, ...]) -> bool:
    """Whether the words of a name have a capital where the name has one; particles need none."""
    for offset, small in enumerate(lower):
        word = passage.words[first + offset]
        if small or word.is_capital:
            continue
        if word.folded not in v.PARTICLES or (offset == 0 and len(lower) < 3):
            return False
    return True


def is_a_name(passage: Passage, first: int, last: int) -> bool:
    return (
        passage.holds_together(first, last)
        and passage.stands_alone(first, last)
        and not is_namesake(passage, first, last)
    )


def is_namesake(passage: Passage, first: int, last: int) -> bool:
    """Whether the name is part of what is called after somebody: "the Dag Hammarskjöld Library"."""
    if (
        passage.is_next(first - 1)
        and passage.folded(first - 1) in v.NAMESAKES_BEFORE
        and passage.is_capital(first - 1)
    ):
        return True
    reach = 1 if passage.is_display else v.NAMESAKE_REACH
    at = last
    for step in range(reach):
        if not passage.is_next(at):
            return False
        at += 1
        word = passage.folded(at)
        if not passage.is_capital(at):
            return step == 0 and word in v.NAMESAKES_SMALL
        if word in v.NAMESAKES:
            return True
    return False


def _is_capital_name(passage, numbers):
    words = [passage.words[number] for number in numbers]
    if len(words) > 1 and words[0].folded in v.PARTICLES and not words[0].is_capital:
        return all(word.is_capital or word.folded in v.PARTICLES for word in words[1:])
    return words[0].is_capital and (words[-1].is_capital or words[-1].folded in v.PARTICLES or len(words) > 1)


def _run_before(passage, at):
    """The words before this one, nearest first, as long as they are capitals, initials or particles."""
    number = at
    while number > 0 and at - number < LONGEST_NAME:
        gap = passage.gap(number - 1)
        word = passage.words[number - 1]
        initial = len(word.said) == 1 and gap.startswith(".")
        if not (
            passage.is_next(number - 1) or initial or AROUND_NICKNAME.fullmatch(gap) or HYPHEN.fullmatch(gap)
        ):
            return
        if not word.is_capital and word.folded not in v.PARTICLES:
            return
        number -= 1
        yield number


def _number(passage, word):
    return next(number for number, one in enumerate(passage.words) if one.start == word.start)


def _honorifics_before(passage, first):
    """The honorifics before a name, folded, and the number of the first of them."""
    honorifics, begin = set(), first
    while begin > 0 and passage.folded(begin - 1) in v.HONORIFICS and passage.is_capital(begin - 1):
        if begin > 1 and HYPHEN.fullmatch(passage.gap(begin - 2)):
            break  # "Secretary-General Ban"
        gap = passage.gap(begin - 1).lstrip(".")
        if gap.strip() not in ("", "[") or not gap:
            break
        begin -= 1
        honorifics.add(passage.folded(begin))
    return honorifics, begin


def _shared_before(passage, first):
    """The word "Messrs." or the last of a title in the plural, of which this name is in the list; or None."""
    at = first
    for _step in range(8):
        if at < 1:
            return None
        word, gap = passage.folded(at - 1), passage.gap(at - 1)
        if word in v.SEVERAL or (word == "general" and passage.folded(at - 2) == "secretaries"):
            return at - 1
        if gap.strip() not in ("", ",", "."):
            return None
        if not (word == "and" or passage.is_capital(at - 1)):
            return None
        if gap.strip() == "" and word != "and" and passage.folded(at) != "and":
            return None
        at -= 1
    return None
