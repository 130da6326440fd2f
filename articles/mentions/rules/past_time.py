"""Rules: titles in sentences of another time than the story's."""

from articles.mentions.evidence import Rule, Strength
from articles.mentions.rules.base import rule
from articles.mentions.sights import NOBODY, TitleSight, Verdict

FIRST_YEAR = 1900


@rule(
    says="In a sentence of a past year a title means its holder of that year, if the text names that one "
    "otherwise.",
    because="“The Secretary-General travelled to Baghdad that year” is not today's. Nobody is offered for "
    "the past alone.",
)
def past_year(text, passage, at: TitleSight):
    year = _year_of(text, passage, at.title)
    if year is None:
        return None
    posts = text.houses.posts_of(text, passage, at.title)
    then = text.titles.holders_through(posts, f"{year}-01-01", f"{year}-12-31")
    now, _strength = text.titles.in_post(posts)
    if then == set(now):
        return None  # the same person held it then
    if len(then) == 1 and then <= text.named | text.seen.keys():
        begin = text.titles.begin_of(passage, at.title)
        return Verdict(tuple(then), Rule.TITLE, Strength.MEDIUM, begin, at.title.last)
    return NOBODY


@rule(
    says="In a sentence of a past year a title means its holder of that year whom the sentence names.",
    because="“Two days after Hammarskjöld's death in 1961 he said that the UN chief had been near a deal.”",
)
def named_in_sentence(text, passage, at: TitleSight):
    begin, end = passage.sentence_at(passage.words[at.title.first].start)
    persons = {
        one.persons[0]
        for one in text.found
        if one.block == passage.number and begin <= one.start < end and len(one.persons) == 1
    }
    posts = text.houses.posts_of(text, passage, at.title)
    now, _strength = text.titles.in_post(posts)
    if not persons or persons & set(now):
        return None
    for first, last in times_of_sentence(text, passage, at.title.first):
        then = text.titles.holders_through(posts, f"{first}-01-01", f"{last}-12-31") & persons
        if len(then) == 1:
            start = text.titles.begin_of(passage, at.title)
            return Verdict(tuple(then), Rule.TITLE, Strength.MEDIUM, start, at.title.last)
    return None


def _year_of(text, passage, title):
    """The past year in which the title was borne, as its own clause says it or leads back to it; or None."""
    sentence = passage.words_of_sentence(title.first)
    year = _year_after(text, passage, title, sentence) or _year_before(text, passage, title, sentence)
    if year is None and _leads_back(text, passage, sentence):
        year = _last_year_before(text, passage, sentence[0])
    return year if year is not None and year < int(text.day[:4]) else None


def _year_after(text, passage, title, sentence):
    """ "travelled to Baghdad in 1998": no other clause between, nor words of the holder."""
    if year := year_beside(text, passage, title.last):
        return year
    for number in range(title.last + 1, sentence[-1] + 1):
        if _parts(text, passage, number - 1, number):
            return None
        if year := _year_at(text, passage, number):
            return year
    return None


def year_beside(text, passage, last) -> int | None:
    """The year before the story's right after a word: "Secretary-General 1982–1991", "(1982–1991)"."""
    if last + 1 >= len(passage.words) or passage.gap(last).strip() not in ("", "(", ",", ", ("):
        return None
    said = passage.words[last + 1].said
    is_year = len(said) == 4 and said.isdecimal() and said.isascii()
    return int(said) if is_year and FIRST_YEAR <= int(said) < int(text.day[:4]) else None


def _parts(text, passage, left, number):
    word = passage.folded(number)
    if any(sign in passage.gap(left) for sign in ',;:—–“”"('):
        return True
    return word in text.v.sentences.that or word in text.v.speech.says


def _year_before(text, passage, title, sentence):
    """ "In 1998, the Secretary-General": only where the sentence begins with it."""
    first = sentence[0] + (passage.folded(sentence[0]) in text.v.sentences.but)  # "But in 1998"
    for number in range(first, min(first + 4, title.first)):
        year = _year_at(text, passage, number)
        if year and passage.folded(first) in text.v.calendar.in_year:
            between = range(number + 1, title.first)
            if not any(passage.folded(n) in text.v.sentences.that for n in between):
                return year
    return None


def _year_at(text, passage, number):
    said = passage.words[number].said
    if len(said) != 4 or not said.isdecimal() or not said.isascii() or int(said) < FIRST_YEAR:
        return None
    before = passage.folded(number - 1)
    dated = before in text.v.calendar.in_year or before in text.v.calendar.months
    of_day = before.isdecimal() and passage.folded(number - 2) in text.v.calendar.months
    if of_day and passage.gap(number - 1) == ", ":
        return int(said)  # "Sept. 18, 1961"
    return int(said) if dated and passage.is_next(number - 1) else None


def times_of_sentence(text, passage, number) -> set[tuple[int, int]]:
    """(first year, last year) of each time before the story's year of which a word's sentence speaks: "in May
    2006", "the 1990s", "that year", "ten years ago".
    """
    sentence, this_year = passage.words_of_sentence(number), int(text.day[:4])
    years = {year for n in sentence if (year := _year_at(text, passage, n))}
    if not years and _leads_back(text, passage, sentence):
        years = {_last_year_before(text, passage, sentence[0]) or this_year}
    times = {(year, year) for year in years}
    times |= {(year, year + 9) for n in sentence if (year := _decade_at(text, passage, n))}
    if _has_phrase(passage, sentence, text.v.calendar.long_ago):
        times.add((FIRST_YEAR, this_year - 1))
    return {(first, last) for first, last in times if last < this_year}


def _decade_at(text, passage, number):
    """1990 of "1990s"."""
    said = passage.words[number].said
    is_decade = said[:4].isdecimal() and said[:4].isascii() and said[4:] in text.v.forms.plural_endings
    return int(said[:4]) if is_decade and said[3:4] == "0" and int(said[:4]) >= FIRST_YEAR else None


def _leads_back(text, passage, sentence):
    return _has_phrase(passage, sentence, text.v.calendar.back_to)


def _has_phrase(passage, sentence, phrases):
    words = " ".join(passage.folded(number) for number in sentence)
    return any(f" {phrase} " in f" {words} " for phrase in phrases)


def _last_year_before(text, passage, first):
    for block in range(passage.number, -1, -1):
        here = text.passages[block]
        for number in range((first if here is passage else len(here.words)) - 1, -1, -1):
            if year := _year_at(text, here, number):
                return year
    return None


IN_ORDER = (past_year, named_in_sentence)
