"""The rules by which a text is read, in the order in which they are asked. A file holds the rules of one
subject.

A stage is a list of rules that look at the same kind of thing; the first that answers decides.

    NO_PERSON     words that are written like a name: True if they name no person
    LONGER_NAMES  words before a family name: how sure the longer name is, or False
    BESIDE        a title: whose name stands beside it
    NAMES, TITLES, FAMILIES, GIVEN_NAMES   whom words name
    STRANGERS, UNKNOWN_NAMES  a stranger's name beside a title, or in a text of a house: did you mean
    DOUBTS        words that name somebody: True if that is weak evidence
    AT_THE_END    everything that was found: what stays
    SPEAKING      words that name somebody: True if the person speaks there
    SUBJECTS      words that name somebody: True if the story is about the person
    COMING        words that name somebody: True if the text says that the person is to be appointed

`around` asks the rules for the words before a title, and then those for the words after it.
"""

from articles.mentions.rules import (
    apposition,
    bare_titles,
    coming,
    families,
    given_names,
    inverted,
    longer_names,
    named_after,
    names,
    past_time,
    speech,
    spelling,
    subjects,
    words_after,
    words_before,
)
from articles.mentions.rules.base import ReadingRule
from articles.mentions.sights import Around, TitleSight, WordBefore

NO_PERSON = list(named_after.IN_ORDER)
LONGER_NAMES = [spelling.short_given_name, *longer_names.IN_ORDER]
WORDS_BEFORE = list(words_before.IN_ORDER)
WORDS_AFTER = list(words_after.IN_ORDER)
BESIDE = list(apposition.IN_ORDER)
NAMES = list(names.IN_ORDER)
DOUBTS = list(names.DOUBTS)
TITLES = [*bare_titles.BEFORE_THE_PAST, *past_time.IN_ORDER, *bare_titles.AFTER_THE_PAST]
FAMILIES = list(families.IN_ORDER)
GIVEN_NAMES = list(given_names.IN_ORDER)
STRANGERS = [spelling.misspelt_beside_title]
UNKNOWN_NAMES = [spelling.misspelt_near_house]
AT_THE_END = [*families.AT_THE_END, spelling.needless]
SPEAKING = [*speech.IN_ORDER, *inverted.IN_ORDER]
SUBJECTS = list(subjects.IN_ORDER)
COMING = list(coming.IN_ORDER)
STAGES = (
    NO_PERSON,
    LONGER_NAMES,
    WORDS_BEFORE,
    WORDS_AFTER,
    BESIDE,
    NAMES,
    DOUBTS,
    TITLES,
    FAMILIES,
    GIVEN_NAMES,
    STRANGERS,
    UNKNOWN_NAMES,
    AT_THE_END,
    SPEAKING,
    SUBJECTS,
    COMING,
)


def every() -> list[ReadingRule]:
    """All rules."""
    return list(dict.fromkeys(rule for stage in STAGES for rule in stage))


def first_answer(stage, text, passage, at):
    """The answer of the first rule that has one; None if none has."""
    for rule in stage:
        answer = rule(text, passage, at)
        if answer is not None:
            return answer
    return None


def around(text, passage, title) -> Around:
    """What the words around a title make of it."""
    before = around_before(text, passage, title)
    after = first_answer(WORDS_AFTER, text, passage, TitleSight(title, before))
    return before if after is None else after


def around_before(text, passage, title) -> Around:
    """What the words before a title alone make of it."""
    if title.is_former:
        return Around.FORMER
    hyphen = words_before.tied_by_hyphen(text, passage, title)
    if hyphen is not None:
        return hyphen
    at, steps = title.first - 1, 0
    while at >= 0 and words_before.reaches(passage, at) and steps < words_before.MOST_WORDS:
        steps += 1
        own = text.titles.house_ending(passage, at, title)
        if own:
            at -= own
            continue
        answer = first_answer(WORDS_BEFORE, text, passage, WordBefore(at, title))
        if answer != Around.FURTHER:
            return answer or Around.NOTHING
        at -= 1
    return Around.NOTHING
