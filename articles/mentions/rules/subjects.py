"""Rules: who is the subject of a text: the story is about them or about what they do.

An editor would file it under their name: they arrive, appoint, are appointed, resign, die. Whose words the
text reports is a speaker, also where the story is about them; all others are mentioned. To be named in the
first two blocks makes nobody a subject.
"""

from articles.mentions.rules.base import rule
from articles.mentions.rules.speech import (
    after_country,
    is_announcer,
    is_named_later,
    opens_sentence,
)
from articles.mentions.sights import Found

FARTHEST_BEFORE = 9  # words between "appointed" and a name: its title, its country
FARTHEST_AFTER = 4  # words between a name and its verb


@rule(
    says="Who is named in the headline is the subject, but not whose paper or relative it names, nor whom "
    "somebody else is to succeed.",
    because="A headline says what a story is about: in “Reactions to Waldheim's report” the report, in "
    "“L'épouse de Kofi Annan à Beyrouth” her.",
)
def in_headline(text, passage, at: Found):
    if not passage.is_headline or _is_of_paper(text, passage, at) or _is_of_relative(text, passage, at):
        return None
    return not _is_succeeded(text, passage, at) or None


def _is_of_paper(text, passage, at):
    """ "Waldheim's report"."""
    is_owner = passage.possessive_after(at.last)
    return is_owner and passage.folded(passage.after_possessive(at.last)) in text.v.titles.documents


def _is_succeeded(text, passage, at):
    """Whether "to succeed" stands before a name, with a preposition between where the language has one."""
    number, words = at.first - 1, text.v
    if passage.folded(number) in words.sentences.no_verbs:
        number -= 1
    return passage.is_next(number) and passage.folded(number) in words.careers.taking_up


def _is_of_relative(text, passage, at):
    """Whether "wife of" stands before a name, or a relative after its possessive."""
    owned = passage.possessive_after(at.last) and passage.after_possessive(at.last)
    if owned and passage.folded(owned) in text.v.names.relatives:
        return True
    is_of = passage.folded(at.first - 1) in text.v.speech.of
    return is_of and passage.folded(at.first - 2) in text.v.names.relatives


@rule(
    says="Who is the grammatical subject of a first sentence is the subject of the story, also where the "
    "next paragraph gives the name.",
    because="“The Secretary-General arrived in Geneva”; “The head of the agency arrived”, and then: “Ann "
    "Veneman met”. To stand somewhere in the first paragraph is not enough.",
)
def of_first_sentence(text, passage, at: Found):
    begin, _end = passage.sentence_at(at.start)
    if begin > passage.sentences[0][0] or is_announcer(text, passage, at):
        return None
    if passage.number >= text.leading:
        return is_named_later(text, passage, at) or None
    return is_grammatical_subject(text, passage, at) or None


def is_grammatical_subject(text, passage, at) -> bool:
    """Whether a sentence begins with these words and goes on with a verb, as far as words show."""
    sentence = passage.words_of_sentence(at.first)
    if (
        passage.possessive_after(at.last)
        or _is_of_an_office(text, passage, at, sentence[0])
        or passage.quotation_at(at.start)
        or not opens_sentence(text, passage, at, sentence)
        or _follows_preposition(text, passage, at, sentence[0])
    ):
        return False
    follower = passage.folded(at.last + 1)
    goes_on = passage.is_next(at.last) and not passage.is_capital(at.last + 1)
    no_verbs = text.v.sentences.no_verbs - text.v.sentences.and_ | text.v.speech.subjects
    is_verb = goes_on and follower not in no_verbs  # "Guterres et le président ont ouvert"
    return is_verb or passage.gap(at.last)[:1] in (",", "(")


def _is_of_an_office(text, passage, at, begin):
    """Whether a sentence begins with an aide's word: "Advisers to Secretary-General Ban said".

    Not where the title before the name is another's: "Representative of the Secretary-General Alan Doss".
    """
    title = text.titles.ending_at(passage, at.first - 1)
    if title and not text.titles.who_of(title, at.persons, any_time=True):
        return False
    words = text.v.titles.offices | text.v.names.relatives
    before = [n for n in range(begin, at.first - 1) if passage.folded(n + 1) in text.v.titles.of]
    return any(passage.folded(n) in words and not _parts(passage, n, at.first) for n in before)


def _follows_preposition(text, passage, at, begin):
    """ "Pour Trygve Lie, la fonction était impossible": no comma between."""
    return (
        begin < at.first
        and passage.folded(begin) in text.v.speech.no_subject
        and not _parts(passage, begin, at.first)
    )


def _parts(passage, number, first):
    return any("," in passage.gap(n) for n in range(number, first))


@rule(
    says="Whom the text names more often than anybody else, and as the subject of a sentence, is its "
    "subject.",
    because="Obituaries and profiles name in the headline what happened, and in the text whom it is about.",
)
def of_most_sentences(text, passage, at: Found):
    if len(at.persons) != 1 or not is_grammatical_subject(text, passage, at):
        return None
    if text.named_most != at.persons[0]:
        return None
    places = {_sentence_of(text, one) for one in text.found if one.persons == at.persons}
    return len(places) > 1 or None


def _sentence_of(text, one):
    return one.block, text.passages[one.block].sentence_at(one.start)


@rule(
    says="Whose post begins or ends is a subject, where the story begins with such news.",
    because="“Ban has appointed Edward Luck”, “the death of Terry Davis”, “Helen Clark will replace him”: "
    "they need not begin the sentence.",
)
def post_begins_or_ends(text, passage, at: Found):
    words = text.v.careers
    if not (passage.number < text.leading or text.begins_with_appointments):
        return None
    before = _word_before(text, passage, at)
    is_object = before in words.appoints or before in words.nouns
    is_object = is_object or _has_verb_after(text, passage, at, words.appoints, text.v.speech.passive)
    if is_object:
        return text.begins_with_appointments or None
    return _has_verb_after(text, passage, at, words.own) or None


def _word_before(text, passage, at):
    """The verb or the noun to which a name belongs, over titles, honorifics and small words between."""
    number = at.first - 1
    for _step in range(FARTHEST_BEFORE):
        word, gap = passage.folded(number), passage.gap(number).strip()
        if gap not in ("", ".", "'", "’", "-"):
            return ""
        if word in text.v.careers.nouns and passage.folded(number + 1) not in text.v.speech.of:
            return ""  # "sent his resignation to Annan"
        if word in text.v.careers.appoints | text.v.careers.nouns:
            before = [passage.folded(number - step) for step in range(1, FARTHEST_AFTER + 1)]
            is_past = not text.v.careers.since.isdisjoint(before[:2])
            return "" if is_past or not text.v.careers.denied.isdisjoint(before) else word
        is_small = word in text.v.speech.around_title or word in text.v.titles.former
        if not (passage.is_capital(number) or is_small):
            return ""
        number -= 1
    return ""


def _has_verb_after(text, passage, at, verbs, auxiliaries=None):
    """Whether a verb follows a name, with an auxiliary between where those are given; over an apposition."""
    return not passage.possessive_after(at.last) and any(
        _verb_from(text, passage, number, verbs, auxiliaries) for number in _after_commas(text, passage, at)
    )


def _after_commas(text, passage, at):
    """The word after a name and its country; after an apposition, the word after each comma."""
    yield after_country(text, passage, at.last)
    if passage.gap(at.last).lstrip()[:1] not in (",", "("):
        return
    for number in range(at.last + 1, passage.words_of_sentence(at.first)[-1]):
        if passage.gap(number)[:1] in (",", ")"):
            yield number + 1


def _verb_from(text, passage, first, verbs, auxiliaries):
    between = set()
    for number in range(first, first + FARTHEST_AFTER):
        word = passage.folded(number)
        if word in verbs:
            return auxiliaries is None or bool(between & auxiliaries)
        is_adverb = word.endswith(text.v.sentences.adverb_endings)
        if not word or not (is_adverb or word in text.v.dates | text.v.careers.small):
            return False
        between.add(word)
    return False


IN_ORDER = (in_headline, of_first_sentence, of_most_sentences, post_begins_or_ends)
