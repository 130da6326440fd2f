"""Rules: who speaks in a text, as the sentence around a name shows. A verb before the name: inverted.py."""

import re

from articles.mentions.rules.base import rule
from articles.mentions.sights import Found
from articles.mentions.words_beside import honorifics_before

LONGEST_APPOSITION = 220  # characters between two commas: "FRANCIS DENG, Special Adviser …, said"
LONGEST_DESCRIPTION = 8  # words of "The newly appointed head of the agency"
FARTHEST_VERB = 6  # words between a name and its verb, of those that may be between them
FARTHEST_ACT = 6  # words from a name to "the appointment" that is announced
FARTHEST_CALL = 5  # words from "issued" to "call"
FARTHEST_AFTER_HEAD = 12  # words between "The head of the agency" and its verb
LONGEST_OPENING = 12  # words of "In New York on Monday,"
LONGEST_WITH_PREPOSITION = 24  # the same where a preposition begins it
FEWEST_QUOTED = 3  # words of a quotation that is no single expression
LONGEST_INTRODUCTION = 140  # characters of "Name, title, house:" in a transcript


@rule(
    says="In somebody else's quotation nobody speaks.",
    because="“Mr. Annan has informed me,” he said: the words are not Annan's.",
)
def inside_quotation(text, passage, at: Found):
    quotation = passage.quotation_at(at.start)
    return False if quotation and quotation[1] - at.end > 1 else None


@rule(
    says="In a transcript the name before a colon at the beginning of a paragraph speaks.",
    because="“Dr Margaret Chan, Director-General, World Health Organization: Thank you.”",
)
def transcript(text, passage, at: Found):
    before = passage.text[: at.start].strip()
    if before and not _is_introduction(text, passage, at):
        return None
    colon = passage.text.find(":", at.end)
    if colon < 0 or colon - at.end > LONGEST_INTRODUCTION or colon + 1 == len(passage.text.rstrip()):
        return None
    between = passage.text[at.end : colon]
    if re.search(r"[.!?;“”\"]\s", between) or not (between.strip() == "" or between.lstrip()[:1] in ",(–—-["):
        return None
    return _has_no_verb(text, passage, at.last + 1, colon) or None


def _is_introduction(text, passage, at):
    """Whether only honorifics, titles and names stand before the name: "The Secretary-General, Mr. Ban:"."""
    return all(
        passage.is_capital(number) or passage.folded(number) in text.v.speech.around_title
        for number in range(at.first)
    ) and not any(
        "." in passage.gap(number) and passage.folded(number) not in text.v.honorifics
        for number in range(at.first)
    )


def _has_no_verb(text, passage, first, end):
    numbers = [n for n in range(first, len(passage.words)) if passage.words[n].start < end]
    return not any(passage.folded(number) in text.v.speech.says for number in numbers)


@rule(
    says="Who announces an appointment does something, and does not speak.",
    because="“Ban announced the appointment of Helen Clark”: the story is about her.",
)
def announces_an_act(text, passage, at: Found):
    return False if is_announcer(text, passage, at) else None


def is_announcer(text, passage, at) -> bool:
    """Whether "announced the appointment" follows a name."""
    end = min(at.last + FARTHEST_ACT, passage.words_of_sentence(at.first)[-1])
    words = {passage.folded(number) for number in range(at.last + 1, end + 1)}
    return bool(words & text.v.speech.announces and words & text.v.careers.nouns)


@rule(
    says="The subject of a verb of speech speaks, over a country, an apposition, adverbs and “who”. A call, "
    "a tribute, a feeling and its own remarks are speech, too.",
    because="“Ban, the Secretary-General, also said”, “Ban of Korea, who has vowed”, “Ban paid tribute”, "
    "“Ban is saddened”, “Ban's statement”. “Was told” is no speech of his.",
)
def verb_after(text, passage, at: Found):
    _begin, end = passage.sentence_at(at.start)
    last, speech = _over_second_surname(text, passage, at.last), text.v.speech
    number = last + 1
    after = after_country(text, passage, last)
    is_told_of = passage.folded(after) in text.v.sentences.who
    if not is_told_of and _depends_on_another(text, passage, at.first):
        return None
    if _is_spoken_to(text, passage, last):
        return None
    if passage.possessive_after(last):
        number = passage.after_possessive(last)
        said = next((n for n in range(number, number + 3) if passage.folded(n) in speech.utterances), None)
        return (said is not None and passage.folded(said + 1) not in speech.to_come) or None
    if passage.gap(last).strip() == ":" and passage.number == 0:
        return True  # "Ban: we must act", a headline
    last = after_country(text, passage, last) - 1
    number = last + 1
    if passage.gap(last).lstrip()[:1] in (",", "(", "–", "—"):
        number = _over_apposition(text, passage, last, end)
    number = _over_second_name(text, passage, number, end)
    return _goes_on_to_speak(text, passage, number, end) or None


def _goes_on_to_speak(text, passage, start, end):
    """Whether a verb of speech follows from here on, over auxiliaries, adverbs and "who"."""
    speech, number = text.v.speech, start
    for _step in range(FARTHEST_VERB):
        if number >= len(passage.words) or passage.words[number].start >= end:
            return False
        word = passage.folded(number)
        if _makes_a_call(text, passage, number):
            return not is_passive(text, passage, start, number)
        if word in speech.feels:
            return number > start or passage.is_headline
        if word in speech.says:
            aside = word in speech.aside and passage.folded(number + 1) in speech.aside_with  # by telephone
            return not aside and not is_passive(text, passage, start, number)
        if not _may_stand_between(text, word) and not word.isdigit():
            return False
        number = _over_phrase(passage, number) if word in text.v.sentences.who else number + 1
    return False


def _makes_a_call(text, passage, number):
    """ "issued an urgent call", "paid tribute"."""
    if passage.folded(number) not in text.v.speech.makes:
        return False
    after = {passage.folded(n) for n in range(number + 1, number + FARTHEST_CALL)}
    return bool(after & text.v.speech.calls)


def _over_phrase(passage, number):
    """The word after the next, or after a phrase between two commas: "who, at noon, said"."""
    if passage.gap(number).strip() != ",":
        return number + 1
    commas = (n + 1 for n in range(number + 1, len(passage.words)) if passage.gap(n).strip() == ",")
    return next(commas, number + 1)


def _is_spoken_to(text, passage, last):
    """ "Guterres, a quien explicó", "Fore, a quien Guterres agradece"."""
    words = text.v.sentences
    is_to = passage.gap(last).lstrip()[:1] == "," and passage.folded(last + 1) in words.no_verbs
    return is_to and passage.folded(last + 2) in words.who


def _over_second_name(text, passage, number, end):
    """ "Alain Berset and Assembly President Jan Holm have said": the word after the second name."""
    if passage.folded(number) not in text.v.sentences.and_ or not passage.is_capital(number + 1):
        return number
    last = number + 1
    while passage.is_capital(last + 1) and passage.holds_together(last, last + 1):
        last += 1
    if passage.gap(last).lstrip()[:1] in (",", "("):
        return _over_apposition(text, passage, last, end)
    return last + 1


def _over_second_surname(text, passage, last):
    """ "Alicia Bárcena Ibarra": the word after a name on record, where two family names are usual."""
    follower = passage.folded(last + 1)
    goes_on = text.v.names.two_surnames and passage.is_next(last) and passage.is_capital(last + 1)
    return last + 1 if goes_on and follower not in text.v.openers | text.v.speech.says else last


def _depends_on_another(text, passage, first):
    """ "wife of UN Secretary-General Kofi Annan": another name is the subject of what follows."""
    _honorifics, begin = honorifics_before(passage, first)
    title = text.titles.ending_at(passage, begin - 1)
    number = (text.titles.begin_of(passage, title) if title else begin) - 1
    while passage.is_capital(number) and (passage.is_next(number) or _joins(passage, number)):
        number -= 1
    return passage.is_next(number) and passage.folded(number) in text.v.speech.no_subject


def _joins(passage, number):
    """Whether a hyphen or the stop of an initial is after a word: "U.N.", "Secretary-General"."""
    gap = passage.gap(number)
    return gap == "-" or (gap in (".", ". ") and len(passage.words[number].said) <= 2)


def _may_stand_between(text, word):
    small = word in text.v.speech.between or word in text.v.dates
    return small or word.endswith(text.v.sentences.adverb_endings)


def is_passive(text, passage, start, verb):
    """ "was told", "is being asked": by the words from here to the verb."""
    between = {passage.folded(number) for number in range(start, verb)}
    going_on = passage.folded(verb).endswith(text.v.sentences.verb_endings[:1])
    return bool(between & text.v.speech.passive) and not between & text.v.speech.reflexive and not going_on


def _over_apposition(text, passage, last, end):
    """The number of the word after ", Special Adviser on this and that," or "(Norway)"."""
    start = passage.words[last].end
    close = {",": ",", "(": ")"}.get(passage.gap(last).lstrip()[:1], passage.gap(last).strip()[:1])
    opened = start + len(passage.gap(last))
    within = passage.text[opened : min(end, opened + LONGEST_APPOSITION)]
    for match in re.finditer(re.escape(close), within):
        offset = opened + match.start()
        at = next((n for n in range(last, len(passage.words)) if passage.words[n].start > offset), None)
        if at is None:
            break
        for step in range(FARTHEST_VERB):
            word = passage.folded(at + step)
            if word in text.v.speech.says or _makes_a_call(text, passage, at + step):
                if _has_own_subject(text, passage, at + step):
                    break
                return at + step
            if not _may_stand_between(text, word):
                break
    return last + 1


def _has_own_subject(text, passage, verb):
    """ "Annan, who …, informó su hijo", "…, a déclaré Amnesty": who speaks comes after the verb."""
    words = text.v
    may_be_inverted = words.after.other_post and passage.folded(verb) in words.speech.plain
    if not may_be_inverted or not passage.is_next(verb):
        return False
    number = _over_days(text, passage, verb + 1)
    if passage.is_capital(number):
        return True
    if passage.folded(number) not in words.titles.owners:
        return False
    if passage.folded(number) in words.titles.articles and passage.folded(verb) in words.speech.with_clause:
        return True
    noun = passage.folded(number + 1)
    is_other = noun in words.names.relatives | words.titles.offices | words.titles.own_house
    return is_other or _is_name_to_end_of_clause(text, passage, number + 1)


def _over_days(text, passage, number):
    """The word after "mercredi", "el domingo"."""
    while True:
        if passage.is_calendar(number):
            number += 1
        elif passage.folded(number) in text.v.titles.articles and passage.is_calendar(number + 1):
            number += 2
        else:
            return number


def _is_name_to_end_of_clause(text, passage, first):
    """ "annonce mercredi l'ONU.": nothing follows who speaks."""
    ends = (last for begin, last, _houses in text.titles.houses_at[passage.number] if begin == first)
    gap = passage.gap(max(ends, default=first)).lstrip()
    return passage.is_capital(first) and (gap[:1] in ".,;)" or not gap)


@rule(
    says="Who signs a text with “by” speaks in it, with a title before the name, too.",
    because="“By Francis M. Deng” under the headline; “by Secretary General, Lord Robertson, after talks”.",
)
def byline(text, passage, at: Found):
    is_line = passage.number > 0 and passage.text.rstrip()[-1:] not in ".!?"
    if not is_line or passage.folded(0) not in text.v.speech.by:
        return None
    return all(_is_of_title(text, passage, number) for number in range(1, at.first)) or None


def _is_of_title(text, passage, number):
    """Whether a word is one of a title, of a house or of what stands before a name."""
    beside = text.v.honorifics | text.v.speech.around_title | text.v.titles.adjectives
    return passage.folded(number) in beside or _is_in_title(text, passage, number)


def _is_in_title(text, passage, number):
    spans = [(title.first, title.last) for title in text.titles.at[passage.number]]
    spans += [(first, last) for first, last, _houses in text.titles.houses_at[passage.number]]
    return any(first <= number <= last for first, last in spans)


@rule(
    says="Whose name stands alone in a line under the headline or at the end speaks, if the text says “I” "
    "or “we”.",
    because="A signed article has no “by”. A profile under a name says “he”.",
)
def signature(text, passage, at: Found):
    if passage.number == 0 or at.last + 1 < len(passage.words) or not _says_i(text):
        return None
    is_last = passage.number == len(text.passages) - 1
    is_alone = all(passage.folded(number) in text.v.honorifics for number in range(at.first))
    return ((passage.number <= text.lead or is_last) and is_alone) or None


def _says_i(text):
    """Whether a text speaks of itself in the first person, outside quotations."""
    return any(
        word.folded in text.v.speech.first_person and not passage.quotation_at(word.start)
        for passage in text.passages
        for word in passage.words
    )


@rule(
    says="After a headline that begins with “statement” and the like, who is named after the colon speaks; "
    "and who ends it with a title, if the text says “I” or “we”.",
    because="“Statement on the floods: Emergency Relief Coordinator, Valerie Amos”. The colon may be lost.",
)
def statement(text, passage, at: Found):
    if not passage.is_headline or passage.folded(0) not in text.v.speech.utterances:
        return None
    number = at.first - 1
    while number > 0 and not passage.gap(number).startswith(":") and _is_of_title(text, passage, number):
        number -= 1
    if passage.gap(number).startswith(":"):
        return True
    small = any(
        not (passage.is_capital(n) or _is_in_title(text, passage, n)) for n in range(number, at.first)
    )
    is_signed = number < at.first - 1 and not small and _says_i(text)
    return (is_signed and at.last == passage.words_of_sentence(at.first)[-1]) or None


@rule(
    says="The subject of a sentence speaks that goes on with “saying”, “by adding” or “and promised”, and "
    "with “he said” if nobody else is named between.",
    because="“Ban opened the door by saying”, “Ban took up his post and promised”, “Ban made a speech, in "
    "which he recalled”.",
)
def goes_on(text, passage, at: Found):
    sentence = passage.words_of_sentence(at.first)
    if passage.possessive_after(at.last) or not opens_sentence(text, passage, at, sentence):
        return None
    words, end = text.v, passage.words[sentence[-1]].end
    pronouns, is_alone, in_clause = words.speech.he | words.speech.she, True, False
    for number in range(at.last + 1, sentence[-1] + 1):
        if passage.quotation_at(passage.words[number].start):
            continue
        word = passage.folded(number)
        if word in words.speech.participles and _is_of_main_clause(text, passage, number):
            return True
        is_own_pronoun = is_alone and word in pronouns
        is_own_pronoun = is_own_pronoun and not contradicts(text, at.persons[0], word)
        is_second_verb = word in words.sentences.and_ and not in_clause
        is_second_verb = is_second_verb or _is_silent_clause(text, word)
        if (is_own_pronoun or is_second_verb) and _goes_on_to_speak(text, passage, number + 1, end):
            return True
        in_clause = in_clause or word in words.sentences.that
        is_name = passage.is_capital(number) and not passage.is_calendar(number)
        is_alone = is_alone and (not is_name or _is_of_title(text, passage, number))
    return None


def _is_silent_clause(text, word):
    """Whether a verb after "donde" or "aunque" has the subject of the sentence, as in Spanish."""
    is_clause = word in text.v.sentences.that and word not in text.v.sentences.who
    return bool(text.v.speech.silent_subject) and is_clause


def _is_of_main_clause(text, passage, number):
    """Whether a participle is of a sentence's subject: after "by" or a comma."""
    return passage.folded(number - 1) in text.v.speech.by or passage.gap(number - 1).strip() == ","


@rule(
    says="Who is named first in the second paragraph speaks, where the first reports words of the head or "
    "the envoy of a house and names nobody.",
    because="“The head of the agency warned of hunger.” And then: “Josette Sheeran, its Director, is here.”",
)
def named_later(text, passage, at: Found):
    if not is_named_later(text, passage, at):
        return None
    lead = text.passages[passage.number - 1]
    return _goes_on_to_speak_later(text, lead, _head_of_house(text, lead)) or None


def is_named_later(text, passage, at) -> bool:
    """Whether a block begins with a name, and the one before with "The head of the UN agency"."""
    if not 0 < passage.number <= text.lead or any(one.block == passage.number - 1 for one in text.found):
        return False
    sentence = passage.words_of_sentence(at.first)
    is_first = sentence[0] == 0 and not passage.possessive_after(at.last)
    return (
        is_first
        and _head_of_house(text, text.passages[passage.number - 1]) is not None
        and opens_sentence(text, passage, at, sentence)
    )


def _head_of_house(text, passage):
    """The last word of "The head of the UN agency" where a block begins so; else None."""
    if passage.is_headline:
        return None
    houses = [last for _first, last, known in text.titles.houses_at[passage.number] if known]
    is_head, has_house = False, False
    for number in range(min(LONGEST_DESCRIPTION, len(passage.words))):
        word = passage.folded(number)
        if word in text.v.speech.says | text.v.sentences.that or "," in passage.gap(number - 1):
            return None
        is_head, has_house = is_head or word in text.v.speech.heads, has_house or number in houses
        if is_head and has_house:
            return number
    return None


def _goes_on_to_speak_later(text, passage, number):
    """Whether a verb of speech follows in the same clause: "began work by calling"."""
    end = passage.sentences[0][1]
    for verb in range(number + 1, min(number + FARTHEST_AFTER_HEAD, len(passage.words))):
        word = passage.folded(verb)
        ends = passage.words[verb].start >= end or "," in passage.gap(verb - 1)
        if ends or word in text.v.sentences.that:
            return False
        if word in text.v.speech.says:
            return not is_passive(text, passage, verb - 2, verb)
    return False


def after_country(text, passage, last) -> int:
    """The number of the word after a name, or after the country that follows it: "of Brazil"."""
    number = last + 1
    if passage.folded(number) not in text.v.speech.of or not passage.is_capital(number + 1):
        return number
    number += 2
    while passage.is_capital(number) and passage.is_next(number - 1):
        number += 1
    return number


def contradicts(text, person, pronoun) -> bool:
    """Whether “he” or “she” cannot be this person."""
    own, words = text.own_honorifics(person), text.v.names
    return bool(own & (words.female if pronoun in text.v.speech.he else words.male))


@rule(
    says="The subject of a sentence speaks where words in quotation marks follow that begin small and belong "
    "to nobody else.",
    because="“Ban extended his ‘heartfelt condolences to the people of Myanmar’.” A capital begins a title.",
)
def own_words(text, passage, at: Found):
    sentence = passage.words_of_sentence(at.first)
    if passage.possessive_after(at.last) or not opens_sentence(text, passage, at, sentence):
        return None
    own = next((one for one in passage.quotations if one[0] > at.end), None)
    if own is None or own[0] > passage.words[sentence[-1]].end:
        return None
    words = [n for n in sentence if own[0] <= passage.words[n].start < own[1]]
    if len(words) < FEWEST_QUOTED or passage.is_capital(words[0]):
        return None
    others = text.v.speech.says | text.v.sentences.that | text.v.speech.subjects
    start = _after_clause(passage, at.last, words[0])
    rest = [n for n in range(start, sentence[-1] + 1) if n not in words]
    return not any(passage.folded(n) in others for n in rest) or None


def _after_clause(passage, last, end):
    """The first word of the main clause after a name: "Grandi, dont le mandat est prolongé, a vu …"."""
    commas = [n for n in range(last, end) if passage.gap(n).startswith(",")]
    return commas[-1] + 1 if len(commas) > 1 and commas[0] == last else last + 1


def opens_sentence(text, passage, at, sentence) -> bool:
    """Whether nothing but a title, an honorific, a dateline or a phrase before a comma stands before a
    name.
    """
    titles = [title.first for title in text.titles.at[passage.number] if title.last == at.first - 1]
    words = text.v.titles
    for number in range(min(titles, default=at.first) - 1, sentence[0] - 1, -1):
        if _ends_phrase(passage, number) and number - sentence[0] < _longest_opening(
            text, passage, sentence[0]
        ):
            return not any(passage.folded(n) in text.v.speech.says for n in range(sentence[0], number + 1))
        word = passage.folded(number)
        is_small = word in text.v.speech.around_title or word in words.adjectives or word in words.former
        is_trade = number == at.first - 1 and word in words.public_offices
        is_trade = is_trade or _is_after_first_article(text, passage, number, sentence[0], at.first)
        if not (passage.is_capital(number) or is_small or is_trade):
            return False
    return True


def _longest_opening(text, passage, first):
    word, words = passage.folded(first), text.v
    is_preposition = word in words.titles.at or word in words.careers.since or word in words.speech.no_subject
    return LONGEST_WITH_PREPOSITION if is_preposition else LONGEST_OPENING


def _is_after_first_article(text, passage, number, begin, name):
    """ "El chileno José Miguel Insulza", "Le diplomate Kofi Annan": no small word between."""
    is_first = number == begin + 1 and passage.folded(begin) in text.v.titles.articles
    return is_first and all(passage.is_capital(n) and passage.is_next(n - 1) for n in range(number + 1, name))


def _ends_phrase(passage, number):
    """Whether a comma or a dash parts this word from the next; the hyphen inside a title does not."""
    gap = passage.gap(number)
    return gap.strip() in (",", "–", "—", "-", "_", "--") and gap != "-"


IN_ORDER = (
    inside_quotation,
    transcript,
    announces_an_act,
    verb_after,
    byline,
    signature,
    statement,
    goes_on,
    own_words,
    named_later,
)
