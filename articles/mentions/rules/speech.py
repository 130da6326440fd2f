"""Rules: who speaks in a text, as far as the sentence around a name shows."""

import re

from articles.mentions.passage import HYPHEN
from articles.mentions.rules.base import rule
from articles.mentions.sights import Found
from articles.mentions.words_beside import honorifics_before

LONGEST_APPOSITION = 220  # characters between two commas: "FRANCIS DENG, Special Adviser …, said"
FARTHEST_VERB = 6  # words between a name and its verb, of those that may be between them
FARTHEST_ACT = 6  # words from a name to "the appointment" that is announced
FARTHEST_CALL = 5  # words from "issued" to "call"
FARTHEST_BEFORE = 12  # words between a verb and the name after it
LONGEST_OPENING = 12  # words of "In New York on Monday,"
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


def is_headline(passage):
    """The first block; a text without a headline begins with a sentence."""
    return passage.number == 0 and (passage.is_display or passage.text.rstrip(" ”\"’'»")[-1:] not in ".!?")


@rule(
    says="Who announces an appointment, in the headline or the lead, does something, and does not speak.",
    because="“Secretary-General appoints Helen Clark”: that he announced it is the same act.",
)
def announces_an_act(text, passage, at: Found):
    end = min(at.last + FARTHEST_ACT, passage.words_of_sentence(at.first)[-1])
    words = {passage.folded(number) for number in range(at.last + 1, end + 1)}
    if not words & text.v.speech.announces or not words & text.v.careers.nouns:
        return None
    in_headline = any(
        one.persons == at.persons and is_headline(text.passages[one.block]) for one in text.found
    )
    return False if in_headline or 0 < passage.number < text.lead else None


@rule(
    says="The subject of a verb of speech speaks, over an apposition and adverbs; its remarks are speech, "
    "too.",
    because="“Ban, the Secretary-General, also said”, “Ban's statement”. “Was told” is no speech of his.",
)
def verb_after(text, passage, at: Found):
    _begin, end = passage.sentence_at(at.start)
    last, speech = _over_second_surname(text, passage, at.last), text.v.speech
    number = last + 1
    if _depends_on_another(text, passage, at.first) or _is_spoken_to(text, passage, last):
        return None
    if passage.possessive_after(last):
        number = passage.after_possessive(last)
        said = next((n for n in range(number, number + 3) if passage.folded(n) in speech.utterances), None)
        return (said is not None and passage.folded(said + 1) not in speech.to_come) or None
    if passage.gap(last).strip() == ":" and passage.number == 0:
        return True  # "Ban: we must act", a headline
    if passage.gap(last).lstrip()[:1] in (",", "(", "–", "—"):
        number = _over_apposition(text, passage, last, end)
    number = _over_second_name(text, passage, number, end)
    start = number
    for _step in range(FARTHEST_VERB):
        if number >= len(passage.words) or passage.words[number].start >= end:
            return None
        word = passage.folded(number)
        if word in speech.says:
            aside = word in speech.aside and passage.folded(number + 1) in speech.aside_with  # by telephone
            return None if aside or _is_passive(text, passage, start, number) else True
        if not _may_stand_between(text, word) and not word.isdigit():
            return None
        number += 1
    return None


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
    return word in text.v.speech.between | text.v.dates or word.endswith(text.v.sentences.adverb_endings)


def _is_passive(text, passage, start, verb):
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
            if word in text.v.speech.says:
                if _has_own_subject(text, passage, at + step):
                    break
                return at + step
            if not _may_stand_between(text, word):
                break
    return last + 1


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
            return number
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
    says="The name after a verb of speech that follows a quotation speaks, and so does whose remarks are "
    "named.",
    because="“We must act,” said Secretary-General Ban; according to Mr. Holmes; a statement by him.",
)
def verb_before(text, passage, at: Found):
    begin, _end = passage.sentence_at(at.start)
    speech, number = text.v.speech, _over_adjectives(text, passage, at.first - 1)
    is_subject = passage.is_next(at.last) and passage.folded(at.last + 1) in speech.auxiliaries
    if is_subject or _is_addressed(text, passage, at.first):  # "he said Ban would go"
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
    """ "added a tired Ban": the number of the word before an indefinite article and its adjectives."""
    for at in range(number, max(number - 3, 0), -1):
        if not passage.is_next(at) or passage.is_capital(at):
            return number
        if passage.folded(at) in text.v.names.indefinite:
            return at - 1
    return number


def _closes_quotation(text, passage, verb, begin):
    """Whether the verb follows a clause or a quotation, ‘"We must act," said Ban’: not "he said Ban"."""
    compound = text.v.speech.compound  # "a déclaré", "s'est indigné"
    while verb and passage.folded(verb - 1) in compound and passage.holds_together(verb - 1, verb):
        verb -= 1
    gap = passage.gap(verb - 1) if verb else ""
    if passage.words[verb].start <= begin:
        return True
    before, speech = passage.folded(verb - 1), text.v.speech
    return bool(re.search(r"[,”\"’—–?!]", gap)) or (
        passage.folded(verb) in speech.plain
        and before not in speech.subjects
        and not passage.is_capital(verb - 1)
    )


@rule(
    says="Whom somebody quotes speaks.",
    because="“The world has lost a great man,” the agency quotes Kofi Annan.",
)
def quoted_by_another(text, passage, at: Found):
    number = at.first - 1
    while passage.is_capital(number) and (passage.is_next(number) or HYPHEN.fullmatch(passage.gap(number))):
        number -= 1
    return (passage.is_next(number) and passage.folded(number) in text.v.speech.quoting) or None


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
    if not is_headline(passage) or passage.folded(0) not in text.v.speech.utterances:
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
    says="The subject of a sentence speaks that goes on with “saying” or “by adding”.",
    because="“Boutros-Ghali opened the door by saying he was suspending his bid.”",
)
def participle(text, passage, at: Found):
    sentence = passage.words_of_sentence(at.first)
    if not opens_sentence(text, passage, at, sentence) or passage.possessive_after(at.last):
        return None
    for number in range(at.last + 1, sentence[-1] + 1):
        if passage.folded(number) not in text.v.speech.participles:
            continue
        after = passage.folded(number - 1) in text.v.speech.by or passage.gap(number - 1).strip() == ","
        if after and not passage.quotation_at(passage.words[number].start):
            return True
    return None


@rule(
    says="The subject of a sentence speaks that issues a call, a warning and the like.",
    because="“Navi Pillay has issued a call to end it” says what she called for.",
)
def makes_a_call(text, passage, at: Found):
    sentence = passage.words_of_sentence(at.first)
    if passage.possessive_after(at.last) or not opens_sentence(text, passage, at, sentence):
        return None
    start = _over_apposition_or_next(passage, at.last, sentence)
    for number in range(start, min(start + FARTHEST_VERB, sentence[-1])):
        if passage.folded(number) in text.v.speech.makes:
            after = {passage.folded(n) for n in range(number + 1, number + FARTHEST_CALL)}
            return bool(after & text.v.speech.calls) or None
        if not _may_stand_between(text, passage.folded(number)):
            return None
    return None


def _over_apposition_or_next(passage, last, sentence):
    """The word after a name, over an apposition between two commas."""
    if passage.gap(last).strip() != ",":
        return last + 1
    return next((n + 1 for n in range(last + 1, sentence[-1]) if passage.gap(n).strip() == ","), last + 1)


@rule(
    says="Of whom a clause with “who” and a verb of speech tells speaks.",
    because="“Roberto Azevêdo of Brazil, who has vowed to revive the talks”.",
)
def relative_clause(text, passage, at: Found):
    number = after_country(text, passage, at.last)
    if passage.possessive_after(at.last):
        return None
    if passage.gap(number - 1).strip() != "," or passage.folded(number) not in text.v.sentences.who:
        return None
    start, sentence = number + 1, passage.words_of_sentence(at.first)
    for verb in range(start, min(start + FARTHEST_VERB, sentence[-1] + 1)):
        word = passage.folded(verb)
        if word in text.v.speech.says:
            aside = word in text.v.speech.aside and passage.folded(verb + 1) in text.v.speech.aside_with
            return None if aside or _is_passive(text, passage, start, verb) else True
        if not _may_stand_between(text, word):
            return None
    return None


@rule(
    says="The subject of a sentence speaks that goes on with “he” or “she” and a verb of speech, if nobody "
    "else is named between.",
    because="“Hammarskjöld made a long statement, in which he recalled the facts.”",
)
def own_pronoun(text, passage, at: Found):
    sentence = passage.words_of_sentence(at.first)
    if passage.possessive_after(at.last) or not opens_sentence(text, passage, at, sentence):
        return None
    for number in range(at.last + 1, sentence[-1]):
        if passage.quotation_at(passage.words[number].start):
            return None
        word = passage.folded(number)
        if word in text.v.speech.he | text.v.speech.she:
            says = any(passage.folded(n) in text.v.speech.says for n in (number + 1, number + 2))
            return (says and not contradicts(text, at.persons[0], word)) or None
        is_name = passage.is_capital(number) and not passage.is_calendar(number)
        if is_name and not _is_of_title(text, passage, number):
            return None
    return None


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
    says="The subject of a sentence speaks whose second verb is one of speech, after “and”.",
    because="“Veneman took up her post and promised that the agency would help.”",
)
def second_verb(text, passage, at: Found):
    sentence = passage.words_of_sentence(at.first)
    if passage.possessive_after(at.last) or not opens_sentence(text, passage, at, sentence):
        return None
    for number in range(at.last + 1, sentence[-1]):
        word = passage.folded(number)
        if passage.quotation_at(passage.words[number].start) or word in text.v.sentences.that:
            return None
        if word in text.v.sentences.and_ and passage.folded(number + 1) in text.v.speech.says:
            return True
    return None


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
    ends = {title.last for title in text.titles.at[passage.number] if not passage.is_capital(title.first)}
    for number in range(at.first - 1, sentence[0] - 1, -1):
        if number == at.first - 1 and number in ends:
            continue  # "au secrétaire général, Ban Ki-moon": the comma ends no phrase
        if _ends_phrase(passage, number) and number - sentence[0] < LONGEST_OPENING:
            return not any(passage.folded(n) in text.v.speech.says for n in range(sentence[0], number + 1))
        if not (passage.is_capital(number) or passage.folded(number) in text.v.speech.around_title):
            return False
    return True


def _ends_phrase(passage, number):
    """Whether a comma or a dash parts this word from the next; the hyphen inside a title does not."""
    gap = passage.gap(number)
    return gap.strip() in (",", "–", "—", "-", "_", "--") and gap != "-"


IN_ORDER = (
    inside_quotation,
    transcript,
    announces_an_act,
    verb_after,
    verb_before,
    quoted_by_another,
    byline,
    signature,
    statement,
    participle,
    makes_a_call,
    relative_clause,
    own_pronoun,
    second_verb,
    own_words,
)
