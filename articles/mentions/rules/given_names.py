"""Rules: given names, alone or after an honorific: "Surin", "Sir Kieran", of persons named before."""

from articles.mentions.evidence import Rule, Strength
from articles.mentions.rules.base import rule
from articles.mentions.sights import NOBODY, Verdict
from articles.mentions.words_beside import honorifics_before


@rule(
    says="A given name alone is the one person so called whom the text names in full.",
    because="Thais, Ethiopians and friends are called by it: “Surin said” after “Surin Pitsuwan”.",
)
def alone(text, passage, number: int):
    word = passage.words[number]
    if not word.is_capital or word.folded in text.v.sentences.words | text.v.openers:
        return None
    called = text.named_by_given.get(word.folded, ())
    known = text.known(passage, called) if called else ()
    if len(called) != 1 or not known or not passage.stands_alone(number, number) or passage.is_shouted:
        return None
    inside = any(one.block == passage.number and one.first <= number <= one.last for one in text.found)
    if inside or _is_beside_name(passage, number):
        return None
    return Verdict(tuple(known), Rule.SECOND_REFERENCE, Strength.MEDIUM, number, number)


def _is_beside_name(passage, number):
    """Whether another word of a name stands before or after a word."""
    before = passage.is_next(number - 1) or passage.gap(number - 1) in ("-", ". ")
    after = passage.is_next(number) or passage.gap(number) == "-"
    if after and passage.is_capital(number + 1) and not passage.is_display:
        return True
    return before and passage.is_capital(number - 1) and not passage.opens_sentence(number - 1)


@rule(says="A word that names somebody already is no given name.", because="One place is evidence once.")
def already_named(text, passage, number: int):
    word = passage.words[number]
    if not word.is_capital or passage.folded(number - 1) not in text.v.names.before_given:
        return NOBODY
    inside = any(one.block == passage.number and one.first <= number <= one.last for one in text.found)
    return NOBODY if inside else None


@rule(
    says="An honorific and a given name are the one person so called whom the text named before.",
    because="Knights, princes and many Ethiopians are called by the given name.",
)
def second_reference(text, passage, number: int):
    honorifics, begin = honorifics_before(passage, number)
    word = passage.folded(number)
    known = [
        person
        for person in text.seen
        if text.index.given(person)[:1] == (word,) and text.agrees(person, honorifics)
    ]
    if not honorifics or len(known) != 1 or passage.is_capital(number + 1):
        return None
    return Verdict(tuple(known), Rule.SECOND_REFERENCE, Strength.MEDIUM, begin, number)


IN_ORDER = (alone, already_named, second_reference)
