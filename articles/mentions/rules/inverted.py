"""Rules: who speaks where the verb or a noun of speech stands before the name: “It is late,” said Ban."""

import re

from articles.mentions.passage import HYPHEN
from articles.mentions.rules.base import rule
from articles.mentions.sights import Found

MOST_ADJECTIVES = 4  # words of "the 62-year-old"
FARTHEST_BEFORE = 12  # words between a verb and the name after it


@rule(
    says="The name after a verb of speech that follows a quotation speaks, and so does whose remarks are "
    "named.",
    because="“We must act,” said Secretary-General Ban; according to Mr. Holmes; a statement by him.",
)
def verb_before(text, passage, at: Found):
    begin, _end = passage.sentence_at(at.start)
    speech, number = text.v.speech, _over_adjectives(text, passage, at.first - 1)
    is_subject = passage.is_next(at.last) and passage.folded(at.last + 1) in speech.auxiliaries
    is_other = is_subject or passage.possessive_after(
        at.last
    )  # "he said Ban would go", "announced Ban's journey"
    if is_other or _is_addressed(text, passage, at.first):
        return None
    number = _over_long_title(text, passage, number)
    for _step in range(FARTHEST_BEFORE):
        if number < 0 or passage.words[number].start < begin:
            return None
        word, gap = passage.folded(number), passage.gap(number)
        title_ends = gap == ", " and (
            any(one.last == number for one in text.titles.at[passage.number])
            or _is_day_or_place(text, passage, number)
        )
        if re.search(r"[,;:\"”]", gap) and word not in speech.by | speech.to and not title_ends:
            verb = _verb_over_apposition(text, passage, number) if gap == ", " else None
            return (verb is not None and _closes_quotation(text, passage, verb, begin)) or None
        if word in speech.inverted and word not in speech.according:
            return _closes_quotation(text, passage, number, begin) or None
        one_word = word in speech.according  # "selon", "según"
        if word in speech.to and (one_word or passage.folded(number - 1) in speech.according):
            return True
        if word in speech.by:
            near = {passage.folded(number - step) for step in range(1, 6)}
            return bool(near & speech.utterances) or None
        if word in speech.of and _is_utterance(text, passage, number - 1):
            return True
        is_title = passage.is_capital(number) or word in speech.around_title
        is_between = is_title or passage.is_calendar(number)
        if not is_between and word not in text.v.names.trades and word not in speech.beats:
            return None
        number -= 1
    return None


def _over_long_title(text, passage, number):
    """ "remarks of the Special Representative on Conflict, Jan Holm": the number of the word before the
    title.
    """
    titles = [one for one in text.titles.at[passage.number] if one.last == number]
    is_long = passage.gap(number) == ", " and titles and titles[0].last - titles[0].first > 2
    return titles[0].first - 1 if is_long else number


def _is_utterance(text, passage, number):
    """ "remarks", and in languages whose adjectives follow also "déclaration liminaire"."""
    utterances = text.v.speech.utterances
    if passage.folded(number) in utterances:
        return True
    is_adjective = text.v.after.other_post and not passage.is_capital(number)
    return bool(is_adjective) and passage.folded(number - 1) in utterances


def _over_adjectives(text, passage, number):
    """ "added a tired Ban", "said the 62-year-old Ban": the number of the word before the article."""
    prepositions = text.v.speech.of | text.v.speech.by | text.v.speech.to
    may_be_definite = True
    for at in range(number, max(number - MOST_ADJECTIVES, 0), -1):
        word = passage.folded(at)
        parted = not passage.is_next(at) and not HYPHEN.fullmatch(passage.gap(at))
        if parted or passage.is_capital(at):
            return number
        may_be_definite = may_be_definite and word not in prepositions
        if word in text.v.names.indefinite or (may_be_definite and word in text.v.titles.articles):
            return at - 1
    return number


def _closes_quotation(text, passage, verb, begin):
    """Whether the verb follows a clause or a quotation, ‘"We must act," said Ban’: not "he said Ban"."""
    compound, said = text.v.speech.compound, verb  # "a déclaré", "s'est indigné"
    while verb and passage.folded(verb - 1) in compound and passage.holds_together(verb - 1, verb):
        verb -= 1
    gap = passage.gap(verb - 1) if verb else ""
    if passage.words[verb].start <= begin:
        return True
    before, speech = passage.folded(verb - 1), text.v.speech
    return bool(re.search(r"[,”\"’—–?!]", gap)) or (
        passage.folded(said) in speech.plain
        and before not in speech.subjects
        and not passage.is_capital(verb - 1)
    )


def _is_addressed(text, passage, first):
    """ "a annoncé au secrétaire général": the preposition that an article swallows stands before them."""
    title, words = text.titles.ending_at(passage, first - 1), text.v.titles
    number = (title.first if title else first) - 1
    if passage.folded(number) in words.articles:
        number -= 1
    word = passage.folded(number)
    return words.contractions.get(word, word) in set(words.contractions.values()) - words.of


def _verb_over_apposition(text, passage, last):
    """The inverted verb before words that say who the name after them is, or between commas about what:
    "afirmó hoy el titular de esa agencia, Guterres"; "a déclaré, à son sujet, Ban".
    """
    words, number = text.v, last
    others = words.names.relatives | words.titles.offices | words.sentences.that | words.sentences.and_
    if not words.after.other_post:
        return None
    for _step in range(FARTHEST_BEFORE):
        word = passage.folded(number)
        if word in words.speech.inverted:
            return None if passage.is_capital(number + 1) else number  # "note Le Temps, Ban"
        if number < 1 or word in others or passage.quotation_at(passage.words[number].start):
            return None
        number -= 1
        if not passage.holds_together(number, number + 1):
            is_verb = passage.gap(number) == ", " and passage.folded(number) in words.speech.inverted
            return number if is_verb else None
    return None


def _is_day_or_place(text, passage, number):
    """ "a commenté, hier soir, à Bruxelles, le secrétaire général"."""
    is_place = passage.is_capital(number) and passage.folded(number - 1) in text.v.titles.at
    return bool(text.v.after.other_post) and (is_place or passage.is_calendar(number))


@rule(
    says="Whom somebody quotes speaks.",
    because="“The world has lost a great man,” the agency quotes Kofi Annan.",
)
def quoted_by_another(text, passage, at: Found):
    number = at.first - 1
    while passage.is_capital(number) and (passage.is_next(number) or HYPHEN.fullmatch(passage.gap(number))):
        number -= 1
    return (passage.is_next(number) and passage.folded(number) in text.v.speech.quoting) or None


IN_ORDER = (verb_before, quoted_by_another)
