"""Rules: who is the subject of a text, as far as its headline and its first sentences show."""

from articles.mentions.rules.base import rule
from articles.mentions.sights import Found


@rule(says="Who is named in the headline is the subject.", because="A headline says what a story is about.")
def in_headline(text, passage, at: Found):
    return _is_headline(passage) or None


def _is_headline(passage):
    """The first block; a text without a headline begins with a sentence."""
    return passage.number == 0 and (passage.is_display or passage.text.rstrip()[-1:] not in ".!?”\"’'")


@rule(
    says="Who is the grammatical subject of a first sentence is the subject of the story.",
    because="“The Secretary-General arrived in Geneva.” To stand somewhere in the first paragraph is not "
    "enough.",
)
def of_first_sentence(text, passage, at: Found):
    if passage.number >= text.lead or passage.possessive_after(at.last):
        return None
    sentence = passage.words_of_sentence(at.first)
    if any(not _may_stand_before(text, passage, number) for number in range(sentence[0], at.first)):
        return None
    follower = passage.folded(at.last + 1)
    goes_on = passage.is_next(at.last) and not passage.is_capital(at.last + 1)
    is_verb = goes_on and follower not in text.v.sentences.no_verbs
    return is_verb or passage.gap(at.last)[:1] in (",", "(") or None


def _may_stand_before(text, passage, number):
    """A title, an honorific, a dateline."""
    dateline = any(
        sign in passage.text[passage.words[number].end :][:40] for sign in "–—_"
    ) or " - " in passage.gap(number)
    return passage.is_capital(number) or passage.folded(number) in text.v.speech.around_title or dateline


IN_ORDER = (in_headline, of_first_sentence)
