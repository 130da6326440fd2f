"""What a person does in a text, as far as sentences show: speaks, is its subject, or is mentioned."""

from articles.mentions import rules
from articles.mentions.evidence import RoleHint
from articles.mentions.rules import speech

MOST_ACTS = 4  # sentences in which "he" acts before he speaks


def roles_of(found, text):
    """{person: RoleHint} for what was found, in the order of the text."""
    speakers, subjects = set(), set()
    by_sentence = {}
    for one in found:
        if len(one.persons) != 1:
            continue
        person, passage = one.persons[0], text.passages[one.block]
        if rules.first_answer(rules.SUBJECTS, text, passage, one):
            subjects.add(person)
        if rules.first_answer(rules.SPEAKING, text, passage, one):
            speakers.add(person)
        by_sentence.setdefault((one.block, passage.sentence_at(one.start)), []).append(one)
    speakers |= set(_by_pronoun(by_sentence, text))
    roles = dict.fromkeys((person for one in found for person in one.persons), RoleHint.MENTIONED)
    roles |= dict.fromkeys(subjects, RoleHint.SUBJECT)
    return roles | dict.fromkeys(speakers, RoleHint.SPEAKER)


def _by_pronoun(by_sentence, text):
    """Whoever the sentence before was about, where this one begins "He said", or ends in it."""
    for (block, bounds), found in by_sentence.items():
        passage = text.passages[block]
        found = [
            one
            for one in found
            if not passage.possessive_after(one.last) and not passage.quotation_at(one.start)
        ]
        if not found:
            continue
        after = _sentence_after(text, block, bounds)
        after = after and _over_acts(text, by_sentence, *after)
        if after is None:
            continue
        there, following = after
        pronoun = _speaking_pronoun(text, there, *following)
        fitting = [
            one.persons[0]
            for one in found
            if pronoun and not speech.contradicts(text, one.persons[0], pronoun)
        ]
        first, is_subject = found[0].persons[0], _is_subject(text, passage, found[0])
        is_quoted = not pronoun and there is passage and _is_all_quoted(there, *following)
        is_quoted = is_quoted or (not pronoun and _speaks_silently(text, there, *following))
        if is_subject and (first in fitting or is_quoted):
            yield first
        elif len(set(fitting)) == 1 and fitting[0] != first:
            yield fitting[0]  # "Ban received Clark. She said"


def _over_acts(text, by_sentence, passage, bounds):
    """The first sentence from here on that is not "He met the minister"; None where another is named."""
    for _step in range(MOST_ACTS):
        within = [one for one in passage.sentences if bounds[0] <= one[0] < bounds[1]]
        named = [one for sentence in within for one in by_sentence.get((passage.number, sentence), ())]
        if any(not passage.quotation_at(one.start) for one in named):
            return None
        if _speaking_pronoun(text, passage, *bounds) or not _begins_with_pronoun(text, passage, *bounds):
            break
        after = _sentence_after(text, passage.number, bounds)
        if after is None:
            break
        passage, bounds = after
    return passage, bounds


def _begins_with_pronoun(text, passage, begin, end):
    """Whether a sentence begins with "he" or "she", as far as a phrase before a comma lets it."""
    words = text.v.speech
    inside = [n for n, word in enumerate(passage.words) if begin <= word.start < end]
    for number in inside:
        if passage.folded(number) in words.he | words.she:
            return number == inside[0] or passage.gap(number - 1).strip() == ","
        is_place = passage.folded(number - 1) in text.v.titles.at or passage.is_calendar(number)
        if passage.is_capital(number) and number > inside[0] and not is_place:
            return False
    return False


def _sentence_after(text, block, bounds):
    """(passage, bounds) of the next sentence, that of the next block after the last of one; or None."""
    passage = text.passages[block]
    is_title = block == 0 and passage.is_headline
    following = next((one for one in passage.sentences if one[0] >= bounds[1]), None)
    if following:
        return passage, _with_its_quotation(passage, following)
    if is_title or block + 1 >= len(text.passages) or not text.passages[block + 1].sentences:
        return None
    passage = text.passages[block + 1]
    return passage, _with_its_quotation(passage, passage.sentences[0])


def _with_its_quotation(passage, bounds):
    """A sentence that begins a quotation, and on to where that closes: “It is late. I go,” he said."""
    quotation = passage.quotation_at(bounds[0] + 1)
    if quotation is None or quotation[0] != bounds[0] + 1 or quotation[1] < bounds[1]:
        return bounds
    return bounds[0], passage.sentence_at(quotation[1] - 1)[1]


def _is_all_quoted(passage, begin, end):
    """Whether a sentence is words of somebody, and nothing says whose: those of who was spoken of."""
    quotation = passage.quotation_at(begin + 1)
    return quotation is not None and quotation[0] == begin + 1 and quotation[1] >= end - 2


def _is_subject(text, passage, one):
    """Whether the sentence begins with these words, as far as titles and phrases before a comma let it."""
    return speech.opens_sentence(text, passage, one, passage.words_of_sentence(one.first))


def _speaking_pronoun(text, passage, begin, end):
    words = text.v.speech
    pronouns = words.he | words.she
    inside = [n for n, word in enumerate(passage.words) if begin <= word.start < end]
    for number in inside:
        word = passage.folded(number)
        if word not in pronouns or passage.quotation_at(passage.words[number].start):
            continue
        if number - inside[0] < 3 or passage.folded(number + 1) in words.says:
            verb = next((n for n in range(number + 1, number + 4) if passage.folded(n) in words.says), None)
            if verb is not None and not speech.is_passive(text, passage, number + 1, verb):
                return word
    return ""


def _speaks_silently(text, passage, begin, end):
    """Whether a verb of speech has no subject, as in Spanish: “…”, dijo en Ginebra. Añadió que es tarde."""
    words = text.v.speech
    if not words.silent_subject:
        return False
    inside = [n for n, word in enumerate(passage.words) if begin <= word.start < end]
    for number in inside:
        verb = number
        while passage.folded(number - 1) in words.compound and number - 1 > inside[0]:
            number -= 1
        closes = number > inside[0] and passage.gap(number - 1).strip(" ,.") in ("”", '"', "»")
        if passage.folded(verb) in words.inverted and (
            closes or _opens_clause(text, passage, inside[0], number)
        ):
            return not _has_subject_after(text, passage, verb + 1, end)
    return False


def _opens_clause(text, passage, first, number):
    """Whether a word begins its sentence, or follows "En Ginebra," and nothing else."""
    if number == first:
        return True
    commas = [n for n in range(first, number) if "," in passage.gap(n)]
    return commas == [number - 1] and passage.folded(first) in text.v.titles.at | text.v.speech.no_subject


def _has_subject_after(text, passage, number, end):
    ends = number >= len(passage.words) or passage.words[number].start >= end
    if ends or not passage.is_next(number - 1) or passage.is_calendar(number):
        return False
    word = passage.folded(number)
    is_article = word in text.v.titles.owners | text.v.names.indefinite
    return is_article or word not in text.v.sentences.no_verbs | text.v.sentences.openers
