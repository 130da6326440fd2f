"""Rules: given names after an honorific: "Sir Kieran", "Dr. Tedros", of persons named before."""

from articles.mentions.evidence import Rule, Strength
from articles.mentions.rules.base import rule
from articles.mentions.sights import NOBODY, Verdict
from articles.mentions.words_beside import honorifics_before


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


IN_ORDER = (already_named, second_reference)
