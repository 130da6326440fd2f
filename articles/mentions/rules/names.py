"""Rules: whole names, and what makes one doubtful."""

from articles.mentions.evidence import Rule
from articles.mentions.rules.base import rule
from articles.mentions.sights import Found, NameAt, Verdict, ordered

YEARS_BEFORE = 20  # a full name so long before anything recorded of its bearer is somebody else's
ADULT = 15
LONGEST_TRADE = 5  # words after "a" in which a trade is looked for


@rule(
    says="Of several persons of one name the one is meant whom the title beside it fits, else those who "
    "are in office.",
    because="Namesakes are told apart by what they are.",
)
def of_several(text, passage, at: NameAt):
    if len(at.persons) < 2:
        return None
    persons = text.titles.who_fits(passage, at.first, at.last, at.persons)
    if not persons:
        live = [one for one in at.persons if text.is_live(one)]
        persons = ordered(live or at.persons)
    return Verdict(persons, at.rule, at.strength, at.first, at.last)


@rule(says="A whole name is the person.", because="Nobody else on record bears it.")
def in_full(text, passage, at: NameAt):
    return Verdict(at.persons, at.rule, at.strength, at.first, at.last)


# --- Doubts -----------------------------------------------------------------------------------------


def is_before_all(text, person) -> bool:
    """Whether the day is long before anything recorded of the person, or before an adult age."""
    year = int(text.day[:4])
    born = int(text.names.person[person].born[:4])
    records = [int(held.known_from[:4]) for held in text.names.held_by[person]]
    return (born > 1 and year < born + ADULT) or (bool(records) and year < min(records) - YEARS_BEFORE)


WHOLE = {Rule.FULL_NAME, Rule.LONGER_NAME}


@rule(
    says="A whole name long before anything on record of its bearer is doubtful.",
    because="It is a namesake of an earlier time.",
)
def before_all_records(text, passage, at: Found):
    return (at.rule in WHOLE and len(at.persons) == 1 and is_before_all(text, at.persons[0])) or None


@rule(
    says="A name that the text explains by another walk of life is doubtful.",
    because="“Mary Robinson, a nurse from Leeds” is not who is on record. Officials are lawyers too, so it "
    "is only doubt.",
)
def of_another_trade(text, passage, at: Found):
    if at.rule not in WHOLE | {Rule.HONORIFIC} or not passage.gap(at.last).startswith(","):
        return None
    number = at.last + 1
    if passage.folded(number).isdigit():  # the age
        number += 1
    has_article = passage.folded(number) in text.v.names.indefinite
    if not has_article and not text.v.after.other_post:  # "Mme Chan, restauratrice"
        return None
    number += has_article
    for here in range(number, min(number + LONGEST_TRADE, len(passage.words))):
        if passage.folded(here) in text.v.names.private_trades and not passage.is_capital(here):
            return True
        if "," in passage.gap(here) or passage.folded(here) in text.v.titles.former:
            return None
    return None


@rule(
    says="A name that many may bear is doubtful in a text that names no house of the person.",
    because="“John Holmes” coached children, “Tom Fletcher” sings. Rare names are the same person anywhere.",
)
def common_name(text, passage, at: Found):
    if at.rule not in WHOLE or len(at.persons) != 1:
        return None
    given, family = text.index.given(at.persons[0])[:1], text.index.family(at.persons[0])[-1:]
    words = text.v.names
    is_common = bool(given and family) and given[0] in words.common_given and family[0] in words.common_family
    sentence = {passage.folded(number) for number in passage.words_of_sentence(at.first)}
    if not is_common or sentence & text.v.titles.public_offices:
        return None
    return not is_house_in_sight(text, at.persons[0]) or None


def is_house_in_sight(text, person) -> bool:
    """Whether the text names a house of the person, or somebody else of it; any house of one who has none."""
    houses = houses_of(text, person)
    others = {house for one in text.named - {person} for house in houses_of(text, one)}
    if not houses:
        return text.speaks_of_house or bool(others)
    return any(text.houses.is_named(house) or text.houses.is_related(house, others) for house in houses)


def houses_of(text, person) -> set:
    return {text.names.post[held.post].organization for held in text.names.held_by[person]}


IN_ORDER = (of_several, in_full)
DOUBTS = (before_all_records, of_another_trade, common_name)
