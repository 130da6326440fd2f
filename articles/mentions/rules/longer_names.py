"""Rules: names with more given names or initials than the record has, or with others."""

from articles.mentions.evidence import Strength
from articles.mentions.rules.base import rule
from articles.mentions.sights import LongerName
from articles.mentions.vocabulary import PARTICLES
from people.known_names import GIVEN_FIRST


@rule(
    says="A family name after words that are not the person's given name is no longer name of that person.",
    because="Only the first given name or its initial leads to a person; a part of a double name needs its "
    "particle.",
)
def other_given_name(text, passage, at: LongerName):
    person, given = text.names.person[at.form.person], text.index.given(at.form.person)
    if person.order != GIVEN_FIRST or not given or at.first == at.last:
        return False
    if at.form.is_part and passage.folded(at.last) not in PARTICLES:
        return False  # "Sergio de Mello" is one, "Javier Perez" anybody
    first = passage.words[at.first]
    if len(first.said) == 1:
        return None if first.folded == given[0][0] and passage.gap(at.first).startswith(".") else False
    return None if first.folded == given[0] else False


@rule(
    says="A middle name or initial that contradicts the one on record is somebody else's.",
    because="George P. and George W., Juan E. and Juan Carlos are two men; agencies print initials to say "
    "so.",
)
def other_middle_name(text, passage, at: LongerName):
    own = text.index.given(at.form.person)[1:]
    said = [passage.folded(number) for number in range(at.first + 1, at.last)]
    if not own or not said or not own[0]:
        return None
    if text.names.person[at.form.person].given.partition(" ")[0].count("-"):
        return None  # the second word is a part of the first given name
    first = said[0]
    if first in PARTICLES or first in own:
        return None
    fits = any(
        first.startswith(word) or word.startswith(first) for word in own if 1 in (len(word), len(first))
    )
    is_further = len(first) > 1 and all(len(word) > 1 for word in own)
    return None if fits or is_further else False


@rule(
    says="Initials and the family name are the person if a fact of the record is near.",
    because="“K. Annan” is many people; in the years of an appointment it is the one on record.",
)
def initials_only(text, passage, at: LongerName):
    letters = [len(passage.words[number].said) == 1 for number in range(at.first, at.last)]
    if not letters[0]:
        return None
    if not all(letters):
        return False
    return Strength.MEDIUM if text.is_near(at.form.person) else Strength.WEAK


@rule(
    says="The given name, further initials and the family name are the person.",
    because="“Kofi A. Annan” where the record has no initial.",
)
def further_initials(text, passage, at: LongerName):
    given = text.index.given(at.form.person)
    rest = [passage.words[number] for number in range(at.first, at.last)]
    if any(len(word.said) > 1 and word.folded not in given for word in rest):
        return None
    is_early = text.is_before_all(at.form.person) and not text.is_near(at.form.person)
    return Strength.WEAK if is_early else Strength.STRONG


@rule(
    says="The given name, further names and the family name are the person if a fact of the record is near.",
    because="Full names in documents are longer than on record; long before or after they may be another's.",
)
def further_names(text, passage, at: LongerName):
    return Strength.MEDIUM if text.is_near(at.form.person) else False


IN_ORDER = (other_given_name, other_middle_name, initials_only, further_initials, further_names)
