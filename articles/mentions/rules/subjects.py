"""Rules: who is the subject of a text, as far as its headline and its first sentences show."""

from collections import Counter

from articles.mentions.rules.base import rule
from articles.mentions.rules.speech import opens_sentence
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
    if passage.number >= text.lead:
        return None
    return is_grammatical_subject(text, passage, at) or None


def is_grammatical_subject(text, passage, at) -> bool:
    """Whether a sentence begins with these words and goes on with a verb, as far as words show."""
    sentence = passage.words_of_sentence(at.first)
    if (
        passage.possessive_after(at.last)
        or passage.quotation_at(at.start)
        or not opens_sentence(text, passage, at, sentence)
    ):
        return False
    follower = passage.folded(at.last + 1)
    goes_on = passage.is_next(at.last) and not passage.is_capital(at.last + 1)
    is_verb = goes_on and follower not in text.v.sentences.no_verbs
    return is_verb or passage.gap(at.last)[:1] in (",", "(")


@rule(
    says="Whom the text names more often than anybody else, and as the subject of a sentence, is its "
    "subject.",
    because="Obituaries and profiles name in the headline what happened, and in the text whom it is about.",
)
def of_most_sentences(text, passage, at: Found):
    if len(at.persons) != 1 or not is_grammatical_subject(text, passage, at):
        return None
    counts = Counter(one.persons[0] for one in text.found if len(one.persons) == 1)
    person = at.persons[0]
    blocks = {one.block for one in text.found if one.persons == at.persons}
    most = all(count < counts[person] for other, count in counts.items() if other != person)
    return (most and len(blocks) > 1) or None


IN_ORDER = (in_headline, of_first_sentence, of_most_sentences)
