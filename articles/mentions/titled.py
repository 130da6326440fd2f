"""Names with a title before or after them: what a text itself calls a person. Pure, causes no query.

Only what is sure is returned: the name means one person, the engine knows the title, and no word around it
makes it another post or leaves its time open. Whether the records agree is for the caller to ask.
"""

import enum
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from articles.mentions import rules
from articles.mentions.evidence import Rule, Strength, TextSpan
from articles.mentions.passage import APPOSITION, HYPHEN, Passage
from articles.mentions.reading import Reading
from articles.mentions.rules.past_time import times_of_sentence
from articles.mentions.sights import Around, TitleAt
from articles.mentions.words_beside import over_honorifics
from newsroom.lib.tokens import tokens
from people.known_names import Id

DAYS_AFTER = 31  # the end of a post, in which news of the end may still give the title
NAMES_IN_FULL = {Rule.FULL_NAME, Rule.LONGER_NAME}


class SaidAs(enum.StrEnum):
    """How the text says a title."""

    HOLDER = ""
    FORMER = "former"
    ACTING = "acting"
    DESIGNATE = "designate"


SAID_AS = {
    Around.FORMER: SaidAs.FORMER,
    Around.ACTING: SaidAs.ACTING,
    Around.COMING: SaidAs.DESIGNATE,
}


@dataclass(frozen=True, order=True)
class TitledName(TextSpan):
    """A title with a name beside it. `title` is its folded words, `posts` are the posts of that name."""

    person: Id
    title: str
    posts: frozenset[Id]
    said_as: SaidAs


def titled_names(reading: Reading) -> list[TitledName]:
    """The names with titles of a text that was read, in the order of the text."""
    found = []
    for passage in reading.passages:
        for first, end, person in [*_full_names(reading, passage), *_marked_names(reading, passage)]:
            found.append(_titled(reading, passage, first, end, person))
        found += [_in_apposition(reading, passage, title) for title in reading.titles.at[passage.number]]
    return sorted(titled for titled in found if titled)


def titles_beside_names(reading: Reading) -> list[TitledName]:
    """The titles that stand before or after the name of one person on record, in the order of the text.

    For remarks only: the words around such a title are not judged as strictly as in `titled_names`.
    """
    return sorted(
        TitledName(
            passage.number,
            passage.words[title.first].start,
            passage.words[title.last].end,
            neighbour.persons[0],
            title.phrase,
            title.posts | reading.titles.index.heads.get(title.phrase, frozenset()),
            SAID_AS.get(reading.around[passage.number, title.first], SaidAs.HOLDER),
        )
        for passage in reading.passages
        for title in reading.titles.at[passage.number]
        if (neighbour := reading.beside[passage.number, title.first])
        and len(neighbour.persons) == 1
        and reading.around[passage.number, title.first] != Around.OTHER_HOUSE
    )


def may_be_called(name: str, title: str) -> bool:
    """Whether a post of this name may be called so: in full, by its first words or by its last."""
    full = " ".join(token.folded for token in tokens(name))
    return full == title or full.startswith(f"{title} ") or full.endswith(f" {title}")


def _full_names(reading, passage) -> Iterator[tuple[int, int, Id]]:
    """(first word, end, person) of the full names that only one person bears."""
    strong = {
        (one.first, one.last)
        for one in reading.found
        if one.block == passage.number and one.rule in NAMES_IN_FULL and one.strength == Strength.STRONG
    }
    for name in reading.full[passage.number]:
        if len(name.persons) == 1 and (name.first, name.last) in strong:
            yield name.first, passage.words[name.last].end, name.persons[0]


def _marked_names(reading, passage) -> Iterator[tuple[int, int, Id]]:
    """The same of marks that end in words of the person's name: "Luck", "Secretary-General Ban"."""
    for mark in reading.marked[passage.number]:
        known = reading.names.person[mark.person]
        texts = (known.full, known.given, known.family, *known.names)
        own = {token.folded for text in texts for token in tokens(text)}
        first = None
        for number in range(len(passage.words) - 1, -1, -1):
            word = passage.words[number]
            if mark.start <= word.start and word.end <= mark.end:
                if word.folded in reading.v.sentences.possessive and passage.possessive_after(number - 1):
                    continue
                if word.folded not in own:
                    break
                first = number
        if first is not None:
            yield first, mark.end, mark.person


def _titled(reading, passage: Passage, first, end, person) -> TitledName | None:
    last = first - 1
    if not passage.is_next(last):
        return None
    is_designate = passage.folded(last) in reading.v.titles.designate and last > 0
    if is_designate:
        last -= 1
        if not (passage.is_next(last) or HYPHEN.fullmatch(passage.gap(last))):
            return None
    title = reading.titles.ending_with(passage, last)
    if title is None:
        return None
    said = _said_as(reading, passage, title, is_designate)
    return said and _titled_name(reading, passage, title, said, (said[0], end), person)


def _in_apposition(reading, passage: Passage, title: TitleAt) -> TitledName | None:
    """ "The Secretary-General, U Thant," or "Kemal Derviş, the Administrator of UNDP,"."""
    for first, end, person in _full_names(reading, passage):
        name = next(one for one in reading.full[passage.number] if one.first == first)
        begin = reading.titles.begin_of(passage, title)
        last = _over_acronym(passage, title.last)
        names_from = range(last + 1, over_honorifics(passage, last + 1) + 1)
        opens = passage.gap(last).strip() in (",", "(", "),")
        is_before = first in names_from and opens and _closes(reading, passage, name)
        is_after = name.last == begin - 1 and bool(APPOSITION.fullmatch(passage.gap(name.last)))
        around = reading.around[passage.number, title.first]
        if not (is_before or is_after) or around in (Around.BLOCKED, Around.OTHER_HOUSE):
            continue
        if is_after and _tells_of_the_past(reading, passage, title):
            continue
        is_designate = around == Around.COMING
        said = _said_as(reading, passage, title, is_designate)
        if said:
            span = (
                (said[0], end) if is_before else (passage.words[first].start, passage.words[title.last].end)
            )
            return _titled_name(reading, passage, title, said, span, person)
    return None


def _over_acronym(passage, last):
    """The word "UN" of "Secretary-General of the United Nations (UN), …", else the last of the title."""
    acronym = last + 1
    is_one = passage.gap(last).strip() == "(" and passage.gap(acronym)[:1] == ")"
    return acronym if is_one and passage.words[acronym].said.isupper() else last


def _closes(reading, passage, name):
    """Whether a comma, a stop, a bracket or a verb of speech ends what explains a title: "To the Dean, Annan
    was" has none.
    """
    gap, follower = passage.gap(name.last), passage.folded(name.last + 1)
    return not gap or gap[:1] in ",.;:)" or follower in reading.v.speech.says


def _tells_of_the_past(reading, passage, title):
    """ "Secretary-General from 1997 to 2006", "the Secretary-General who brokered peace"."""
    follower = passage.folded(title.last + 1)
    words = reading.v.calendar.in_year - reading.v.titles.of
    return passage.is_next(title.last) and follower in words | reading.v.sentences.that


def _titled_name(reading, passage, title, said, span, person) -> TitledName | None:
    held = [one for one in reading.names.held_by[person] if one.post in title.posts]
    is_sure = held or not title.is_small or reading.houses.beside_title(passage, title)
    if title.is_plural or not is_sure or _tells_of_a_year_of(reading, passage, title, held):
        return None
    if _is_rank_or_end(reading, passage, title, person) or _has_just_ended(reading, passage, title, held):
        return None
    posts = title.posts | reading.titles.index.heads.get(title.phrase, frozenset())
    return TitledName(passage.number, *span, person, title.phrase, posts, said[1])


def _tells_of_a_year_of(reading, passage, title, held):
    """Whether the sentence has a past year in which the person held the post: "In May 2006 the …"."""
    times = times_of_sentence(reading, passage, title.first)
    return any(
        one.begins_lo[:4] <= str(last) and str(first) <= one.ends_hi[:4]
        for one in held
        for first, last in times
    )


def _is_rank_or_end(reading, passage, title, person):
    """ "Under-Secretary-General Adama Dieng" is a rank; in "Spokesperson for Secretary-General Ban Ki-moon"
    the title of the person is the end of a longer one, which is another's.
    """
    posts = {held.post for held in reading.names.held_by[person]}
    if posts & title.posts:
        return False
    if title.phrase in reading.v.forms.ranks:
        return True
    small = reading.v.forms.joints | reading.v.titles.articles
    for first in range(title.first + 1, title.last + 1):
        words = tuple(passage.folded(number) for number in range(first, title.last + 1))
        if passage.folded(first - 1) in small and posts & reading.titles.index.posts_called(words):
            return True
    return False


def _has_just_ended(reading, passage, title, held):
    """Whether a post ended days before the story, and the sentence tells of an end: "the outgoing chief"."""
    words = {passage.folded(number) for number in passage.words_of_sentence(title.first)}
    since = (date.fromisoformat(reading.day) - timedelta(days=DAYS_AFTER)).isoformat()
    has_ended = any(since <= one.ends_hi < reading.day for one in held)
    return has_ended and bool(words & reading.v.careers.ending)


def _said_as(reading, passage, title: TitleAt, is_designate) -> tuple[int, SaidAs] | None:
    """Where the title starts with "former" or "acting" before it, and how it is said; None if not sure."""
    before = rules.around_before(reading, passage, title)
    gap = passage.gap(title.first - 1)
    if "/" in gap or "&" in gap:
        return None
    stages = _words_of_stage(reading, passage, title)
    if stages is None or len(stages) > 1 or (stages and is_designate):
        return None
    if any(passage.folded(number) in reading.v.titles.open for number in stages):
        return None
    if before in (Around.FORMER, Around.ACTING):
        start = passage.words[stages[0] if stages else title.first].start
        return start, SaidAs.FORMER if before == Around.FORMER else SaidAs.ACTING
    is_holder = before in (Around.NOTHING, Around.WEAKENED)
    if before == Around.BLOCKED:
        at = title.first - 1
        at -= reading.titles.house_ending(passage, at, title)  # "a letter to UN Secretary-General Ban"
        is_holder = passage.is_next(at) and passage.folded(at) in reading.v.titles.of
    if not is_holder:
        return None
    return passage.words[title.first].start, SaidAs.DESIGNATE if is_designate else SaidAs.HOLDER


def _words_of_stage(reading, passage, title) -> list[int] | None:
    """The numbers of words such as "former", "then", "future" before the title.

    None where a capital word is there that may belong to the title or name another house.
    """
    words = reading.v.titles
    stage = words.former | words.acting | words.open
    if HYPHEN.fullmatch(passage.gap(title.first - 1)):
        return [title.first - 1] if passage.folded(title.first - 1) in stage else []
    begin = reading.titles.begin_of(passage, title)
    numbers = [number for number in range(begin, title.first) if passage.folded(number) in stage]
    outside = begin - 1
    if not passage.is_next(outside):
        return numbers
    word = passage.folded(outside)
    if word in stage:
        return [outside, *numbers]
    own = reading.titles.house_ending(passage, outside, title)
    opens = passage.opens_sentence(outside) and word.endswith(reading.v.sentences.verb_endings)  # "Visiting"
    is_word = word in reading.v.openers or own or opens
    return None if passage.is_capital(outside) and not is_word else numbers
