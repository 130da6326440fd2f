"""Rules: of whom a text says that they are to be appointed. What the dates leave open, the text may know."""

from articles.mentions.rules.base import rule
from articles.mentions.sights import Found

FARTHEST = 5  # words between "intends" and "appoint"


@rule(
    says="Who is named in a sentence that looks forward to an appointment, or before “he is to be”, is to be "
    "appointed.",
    because="“He intends to appoint Edward Luck”, “Luck is to be named”, “will become Special Adviser”.",
)
def to_be_appointed(text, passage, at: Found):
    sentence = passage.words_of_sentence(at.first)
    following = range(sentence[-1] + 1, len(passage.words))[:1]
    if following and passage.folded(following[0]) in text.v.speech.he | text.v.speech.she:
        sentence = range(sentence[0], passage.words_of_sentence(following[0])[-1] + 1)
    return _looks_forward(text, passage, sentence) or None


def _looks_forward(text, passage, sentence):
    words = text.v.careers
    for number in sentence:
        if passage.folded(number) not in words.appoints | words.nouns | words.taking_up:
            continue
        before = {passage.folded(n) for n in range(max(sentence[0], number - FARTHEST), number)}
        if before & words.forward and not before & words.done:
            return True
    return False


IN_ORDER = (to_be_appointed,)
