"""What a person does in a text, as far as sentences show: speaks, is its subject, or is mentioned."""

import re

from articles.mentions import vocabulary as v
from articles.mentions.evidence import RoleHint
from articles.mentions.passage import Passage

LONGEST_APPOSITION = 220  # characters between two commas: "FRANCIS DENG, Special Adviser …, said"
FARTHEST_VERB = 6  # words between a name and its verb, of those that may be between them
PRONOUNS = {"he": "female", "she": "male"}  # each with the sex of persons whom it cannot mean


def roles_of(found, passages, lead, names):
    """{person: RoleHint} for what was found, in the order of the text."""
    speakers, subjects = set(), set()
    by_sentence = {}
    for one in found:
        if len(one.persons) != 1:
            continue
        person, passage = one.persons[0], passages[one.block]
        if one.block < lead:
            subjects.add(person)
        if speaks(passage, one.first, one.last):
            speakers.add(person)
        by_sentence.setdefault((one.block, passage.sentence_at(one.start)), []).append(one)
    speakers |= set(_by_pronoun(by_sentence, passages, names))
    roles = dict.fromkeys((person for one in found for person in one.persons), RoleHint.MENTIONED)
    roles |= dict.fromkeys(subjects, RoleHint.SUBJECT)
    return roles | dict.fromkeys(speakers, RoleHint.SPEAKER)


def speaks(passage: Passage, first: int, last: int) -> bool:
    """Whether these words are the subject of a verb of speech: "Ban said", "said Ban", "remarks by Ban"."""
    begin, end = passage.sentence_at(passage.words[first].start)
    return _verb_after(passage, last, end) or _verb_before(passage, first, begin)


def _verb_after(passage, last, end):
    at = last + 1
    if passage.possessive_after(last):
        at = passage.after_possessive(last)
        return any(passage.folded(number) in v.UTTERANCES for number in range(at, at + 3))
    if passage.gap(last).lstrip()[:1] in (":",) and passage.gap(last).strip() == ":":
        return True  # "Ban: we must act", a headline
    if passage.gap(last).lstrip()[:1] in (",", "(", "–", "—"):
        at = _over_apposition(passage, last, end)
    for _step in range(FARTHEST_VERB):
        if at >= len(passage.words) or passage.words[at].start >= end:
            return False
        word = passage.folded(at)
        if word in v.SAYS:
            aside = word in ("spoke", "speaks") and passage.folded(at + 1) in ("by", "with")  # by telephone
            return not aside and not _is_passive(passage, last, at)
        if word not in v.BETWEEN and not word.endswith("ly") and not word.isdigit():
            return False
        at += 1
    return False


def _is_passive(passage, last, verb):
    """ "was told", "is being asked"."""
    between = {passage.folded(number) for number in range(last + 1, verb)}
    return bool(between & {"was", "is", "been", "be", "being"}) and not passage.folded(verb).endswith("ing")


def _over_apposition(passage, last, end):
    """The number of the word after ", Special Adviser on this and that," or "(Norway)"."""
    start = passage.words[last].end
    close = {",": ",", "(": ")"}.get(passage.gap(last).lstrip()[:1], passage.gap(last).strip()[:1])
    opened = start + len(passage.gap(last))
    text = passage.text[opened : min(end, opened + LONGEST_APPOSITION)]
    for match in re.finditer(re.escape(close), text):
        offset = opened + match.start()
        at = next((n for n in range(last, len(passage.words)) if passage.words[n].start > offset), None)
        if at is None:
            break
        for step in range(FARTHEST_VERB):
            word = passage.folded(at + step)
            if word in v.SAYS:
                return at + step
            if word not in v.BETWEEN and not word.endswith("ly"):
                break
    return last + 1


def _verb_before(passage, first, begin):
    """ "said UN Secretary-General Ban Ki-moon", "according to Mr. Holmes", "statement by …"."""
    at = first - 1
    for _step in range(8):
        if at < 0 or passage.words[at].start < begin:
            return False
        word, gap = passage.folded(at), passage.gap(at)
        if re.search(r"[,;:\"”]", gap) and word not in ("by", "to"):
            return False
        if word in v.INVERTED and word != "according":
            return _closes_quotation(passage, at, begin)
        if word == "to" and passage.folded(at - 1) == "according":
            return True
        if word in ("by", "from"):
            near = {passage.folded(at - step) for step in range(1, 6)}
            return bool(near & v.UTTERANCES)
        if word == "of" and passage.folded(at - 1) in v.UTTERANCES:
            return True
        title = passage.is_capital(at) or word in {"the", "of", "for", "un", "chief", "s", "and", "on", "to"}
        if not title and word not in v.TRADES and word not in v.BEATS:
            return False
        at -= 1
    return False


def _closes_quotation(passage, verb, begin):
    """Whether the verb follows a clause or a quotation, ‘"We must act," said Ban’: not "he said Ban"."""
    gap = passage.gap(verb - 1) if verb else ""
    if passage.words[verb].start <= begin:
        return True
    return bool(re.search(r"[,”\"’—–?!]", gap)) or (
        passage.folded(verb) in ("said", "says", "added", "noted")
        and (passage.folded(verb - 1) not in v.PRONOUN_SUBJECTS and not passage.is_capital(verb - 1))
    )


def _by_pronoun(by_sentence, passages, names):
    """Whoever the sentence before was about, where this one begins "He said", or ends in it."""
    for (block, bounds), found in by_sentence.items():
        passage = passages[block]
        found = [one for one in found if not passage.possessive_after(one.last)]
        following = next((s for s in passage.sentences if s[0] >= bounds[1]), None)
        if not found or following is None or (block, following) in by_sentence:
            continue
        pronoun = _speaking_pronoun(passage, *following)
        fitting = [
            one.persons[0] for one in found if pronoun and not _contradicts(names, one.persons[0], pronoun)
        ]
        if len(set(fitting)) == 1 and found[0].persons[0] == fitting[0]:
            yield fitting[0]


def _speaking_pronoun(passage, begin, end):
    inside = [n for n, word in enumerate(passage.words) if begin <= word.start < end]
    for number in inside:
        if (passage.folded(number) in PRONOUNS and number - inside[0] < 3) or (
            passage.folded(number) in PRONOUNS and passage.folded(number + 1) in v.SAYS
        ):
            reach = [passage.folded(n) for n in range(number + 1, number + 4)]
            if any(word in v.SAYS for word in reach):
                return passage.folded(number)
    return ""


def _contradicts(names, person, pronoun):
    own = {word.strip(".").casefold() for word in names.person[person].honorific.split()}
    return bool(own & (v.FEMALE if PRONOUNS[pronoun] == "female" else v.MALE))
