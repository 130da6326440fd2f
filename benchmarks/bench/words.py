"""The words of seeded stories: sentences cut from a tape of words whose frequencies follow Zipf's law.

Nothing here knows the database. The same random generator gives the same words.
"""

import itertools
from dataclasses import dataclass

SYLLABLES = [
    c + v for c in ("b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t", "v") for v in "aeiou"
]
VOCABULARY = 30_000
TAPE = 600_000  # words that are drawn once; stories are cut from them
SENTENCE = (8, 22)
PARAGRAPH = 75  # words, about
COMMON = ("council", "assembly", "letter", "mandate")  # the most frequent words, known to the searches


@dataclass(frozen=True)
class Sentence:
    """A sentence as it is printed and folded, with the number of its words."""

    text: str
    folded: str
    words: int


def vocabulary(size=VOCABULARY):
    """Words made of syllables, all different, the most frequent first: COMMON, then short ones."""
    made = ("".join(parts) for n in itertools.count(2) for parts in itertools.product(SYLLABLES, repeat=n))
    return [*COMMON, *itertools.islice(made, size - len(COMMON))]


def zipf(count):
    """Cumulative weights of `count` things, the first the most frequent: 1, 1/2, 1/3 …"""
    return list(itertools.accumulate(1 / n for n in range(1, count + 1)))


def tape(random, words=TAPE):
    """A list of Sentences with about so many words, drawn by Zipf's law."""
    drawn = iter(random.choices(vocabulary(), cum_weights=zipf(VOCABULARY), k=words))
    sentences = []
    while part := list(itertools.islice(drawn, random.randint(*SENTENCE))):
        folded = " ".join(part)
        sentences.append(Sentence(f"{folded.capitalize()}.", folded, len(part)))
    return sentences


def paragraphs(random, tape, words):
    """Paragraphs, each [Sentences], of at least so many words in all, cut from the tape at random places."""
    found, count = [], 0
    while count < words:
        at, part, length = random.randrange(len(tape)), [], 0
        while length < PARAGRAPH:
            sentence = tape[at % len(tape)]
            part.append(sentence)
            length += sentence.words
            at += 1
        found.append(part)
        count += length
    return found


def name(number, syllables=3):
    """A name of its own for each number: "Badoka", "Bebali" …"""
    parts = []
    for _n in range(syllables):
        number, rest = divmod(number, len(SYLLABLES))
        parts.append(SYLLABLES[rest])
    return ("".join(parts) + (f"{number}" if number else "")).capitalize()
