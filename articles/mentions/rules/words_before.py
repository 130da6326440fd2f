"""Rules: the words before a title, asked one by one from the title on, until one decides."""

import re

from articles.mentions.passage import APOSTROPHE, HYPHEN, Passage
from articles.mentions.rules.base import rule
from articles.mentions.sights import Around, WordBefore
from articles.mentions.vocabulary import PARTICLES

MOST_WORDS = 6  # that are asked
JOINED = re.compile(r"[+/&-]")  # "Rio+20"
NOUN_REACH = 3  # words between "worked" and "at the High Commissioner"


@rule(
    says="A word for a past time makes the title a former one.",
    because="“Former Secretary-General”, “ex-chief”.",
)
def former(text, passage, at: WordBefore):
    return Around.FORMER if passage.folded(at.number) in text.v.titles.former else None


@rule(says="“Acting” asks for an acting holder.", because="Both may be in the record on one day.")
def acting(text, passage, at: WordBefore):
    return Around.ACTING if passage.folded(at.number) in text.v.titles.acting else None


@rule(says="“Next” and “future” ask for who is to come.", because="The holder of the day is somebody else.")
def coming(text, passage, at: WordBefore):
    return Around.COMING if passage.folded(at.number) in text.v.titles.coming else None


@rule(
    says="“Deputy” and the like make it another post, “a” and “any” anybody's.",
    because="“A Secretary-General must listen” speaks of the post.",
)
def another_post(text, passage, at: WordBefore):
    words = text.v.titles.other_post | text.v.titles.anybody
    return Around.BLOCKED if passage.folded(at.number) in words else None


@rule(
    says="After a possessive the title is that of the owner: of its own house, or of another one.",
    because="“ASEAN's secretary-general” is not ours.",
)
def owner(text, passage, at: WordBefore):
    owner, signs = at.number - 1, text.v.sentences.possessive
    if passage.folded(at.number) not in signs or owner < 0 or not passage.possessive_after(owner):
        return None
    if text.titles.house_ending(passage, owner, at.title) or passage.folded(owner) in text.v.titles.own_house:
        return Around.NOTHING
    return Around.OTHER_HOUSE


@rule(
    says="“Office of the”, “spokesman for the” and “worked at the” make it an office.",
    because="Neither speaks of the holder. A “report of the” Secretary-General does, but weakly.",
)
def article(text, passage, at: WordBefore):
    words, word = text.v.titles, passage.folded(at.number)
    if word in words.contractions:
        preposition, noun = words.contractions[word], at.number - 1
    elif word in words.owners:
        preposition, noun = passage.folded(at.number - 1), at.number - 2
        if not passage.is_next(at.number - 1) or at.number < 2:
            return Around.NOTHING
    else:
        return None
    return _of_office(text, passage, preposition, noun)


def _of_office(text, passage, preposition, noun):
    words, word = text.v.titles, passage.folded(noun)
    if preposition in words.of_by and passage.is_next(noun):
        if word in words.offices or word in words.designate:
            return Around.BLOCKED
        if word in words.documents and preposition in words.after_office:
            return Around.WEAKENED
    if preposition in words.at and _works(text, passage, noun):
        return Around.BLOCKED
    return Around.BLOCKED if preposition in words.into_post - words.of - words.reached else Around.NOTHING


def _works(text, passage, last):
    near = {passage.folded(number) for number in range(max(0, last - NOUN_REACH + 1), last + 1)}
    return bool(near & text.v.titles.works_at)


@rule(
    says="After “as”, “become” and the like stands the post and not its holder.",
    because="“Elected Secretary-General” says what somebody became.",
)
def into_post(text, passage, at: WordBefore):
    word = passage.folded(at.number)
    if word not in text.v.titles.into_post:
        return Around.BLOCKED if word in text.v.titles.at and _works(text, passage, at.number - 1) else None
    return Around.FURTHER if passage.is_display and word in text.v.titles.of else Around.BLOCKED


@rule(says="After “Mr.” the title speaks to its holder.", because="“Mr. Secretary-General, thank you.”")
def vocative(text, passage, at: WordBefore):
    return Around.NOTHING if passage.folded(at.number) in text.v.titles.vocatives else None


@rule(
    says="A name of another house before a title makes it that house's title.",
    because="In headlines, too: an acronym among words in title case, a known name among capitals.",
)
def another_house(text, passage, at: WordBefore):
    word = passage.words[at.number]
    if text.titles.other_house_ending(passage, at.number, at.title):
        return Around.OTHER_HOUSE
    if word.folded in text.v.titles.own_house and word.is_capital:
        return Around.FURTHER
    if word.is_capital and word.folded in text.v.titles.body_nouns:
        return Around.OTHER_HOUSE
    return Around.OTHER_HOUSE if _is_joined_name(passage, at.number) else None


def _is_joined_name(passage, number):
    """ "Rio+20", "G20", "COP15"."""
    said = passage.words[number].said
    if not any(sign.isdigit() for sign in said):
        return False
    is_joined = bool(JOINED.fullmatch(passage.gap(number - 1))) and passage.is_capital(number - 1)
    return is_joined or said[0].isupper()


@rule(
    says="Any other capital word right before a title is the name of another house.",
    because="“Greenpeace Secretary-General”. A verb that opens a headline may stand there, too.",
)
def capital_word(text, passage, at: WordBefore):
    word, v = passage.words[at.number], text.v
    if not word.is_capital or passage.is_shouted:
        return None
    if word.folded in v.openers or word.folded in v.honorifics or word.folded in v.speech.says:
        return Around.NOTHING
    if word.folded in v.titles.adjectives:
        return None
    if word.is_shouted:
        return Around.OTHER_HOUSE
    if passage.is_display or passage.opens_sentence(at.number):
        return Around.OTHER_HOUSE if _may_open_as_name(text, passage, at) else Around.NOTHING
    return Around.OTHER_HOUSE


def _may_open_as_name(text, passage, at):
    """Whether a first word may be a name: no verb of a headline, and right before the title."""
    word = passage.folded(at.number)
    is_verb = word.endswith(text.v.sentences.verb_endings)
    return at.number == 0 and at.title.first == 1 and not is_verb and word not in PARTICLES


@rule(says="Adjectives change nothing.", because="“The embattled Secretary-General”.")
def adjective(text, passage, at: WordBefore):
    return Around.FURTHER if passage.folded(at.number) in text.v.titles.adjectives else None


IN_ORDER = (
    former,
    acting,
    coming,
    another_post,
    owner,
    article,
    into_post,
    vocative,
    another_house,
    capital_word,
    adjective,
)


def reaches(passage: Passage, at: int) -> bool:
    """Whether this word belongs to the words before a title."""
    gap = passage.gap(at)
    return (
        passage.is_next(at)
        or bool(APOSTROPHE.fullmatch(gap))
        or (gap in (". ", ".") and len(passage.words[at].said) <= 2)
        or (passage.folded(at) in passage.vocabulary.honorifics and gap.strip() == ".")
    )


def tied_by_hyphen(text, passage, title) -> Around | None:
    """ "ex-Secretary-General", "Under-Secretary-General"."""
    at = title.first - 1
    if at < 0 or not HYPHEN.fullmatch(passage.gap(at)):
        return None
    return Around.FORMER if passage.folded(at) in text.v.titles.former else Around.BLOCKED
