"""Rules: a name beside a title, which says who is meant: somebody on record, or somebody else."""

from articles.mentions.passage import APPOSITION
from articles.mentions.rules.base import rule
from articles.mentions.sights import Beside, NameAt, Neighbour, TitleSight
from articles.mentions.vocabulary import PARTICLES
from articles.mentions.words_beside import over_honorifics

LONGEST_NAME = 6  # words of a name in apposition
MOST_ADJECTIVES = 6  # words between a name with its comma and a title
LONGEST_LIST = 12  # words between a title and the name that it belongs to


def _name_at(text, passage, first) -> NameAt | None:
    return next((name for name in text.full[passage.number] if name.first == first), None)


def _persons_at(text, passage, first) -> tuple:
    name = _name_at(text, passage, first)
    if name:
        return name.persons
    return tuple(
        person for family in text.family[passage.number] if family.first == first for person in family.persons
    )


@rule(
    says="A name on record after a title is its bearer.",
    because="“Secretary-General Ban Ki-moon”: the name is the evidence, not the title.",
)
def known_name_after(text, passage, at: TitleSight):
    last = at.title.last
    if not (passage.is_next(last) or APPOSITION.fullmatch(passage.gap(last))):
        return None
    for first in range(last + 1, over_honorifics(passage, last + 1) + 1):  # "U Thant": no honorific
        persons = _persons_at(text, passage, first)
        whole = _name_at(text, passage, first) is not None
        if persons and (whole or passage.is_next(last) or first > last + 1):
            return Neighbour(Beside.KNOWN, persons)
    return None


@rule(
    says="A name that is not on record after a title is somebody else's, who holds it in another house.",
    because="“Secretary General Tor Hagen”: who bears the title is told, so no other may be meant.",
)
def other_name_after(text, passage, at: TitleSight):
    last = at.title.last
    first = over_honorifics(passage, last + 1)
    if not passage.is_next(last) or not passage.is_capital(first) or passage.is_calendar(first):
        return None
    if first > last + 1:
        return Neighbour(Beside.OTHER)
    word = passage.folded(first)
    if passage.is_display:
        return None  # any word takes a capital there
    is_name = word not in text.v.openers and word not in text.v.titles.body_nouns
    return Neighbour(Beside.OTHER) if is_name else None


@rule(
    says="A stranger's name in apposition after a title denies it to whoever is on record.",
    because="“The Secretary-General, Ole van der Berg,”: two names, with small words between, before a "
    "comma.",
)
def other_name_in_apposition(text, passage, at: TitleSight):
    last = _end_with_adjective(text, passage, at.title.last)
    if not APPOSITION.fullmatch(passage.gap(last)):
        return None
    start = last + 1
    first = over_honorifics(passage, start)
    end = _end_of_name(passage, first)
    if end is None or passage.is_display or passage.folded(first) in text.v.openers:
        return None
    if end == first and first == start:
        return None
    closes = passage.gap(end)[:1] in (",", ")", ".", ":", ";") or end + 1 == len(passage.words)
    closes = closes or passage.gap(end).startswith((" –", " —", " ("))
    return Neighbour(Beside.OTHER) if closes or passage.folded(end + 1) in text.v.speech.says else None


def _end_with_adjective(text, passage, last):
    """The last word of a title with the small adjective after it: "secretario general socialista"."""
    follows = text.v.after.other_post and passage.is_next(last) and not passage.is_capital(last + 1)
    is_verb = passage.folded(last + 1) in text.v.speech.says
    return last + 1 if follows and not is_verb else last


def _end_of_name(passage, first):
    """The last word of a name that begins here: capitals, with particles and initials between."""
    if not passage.is_capital(first):
        return None
    end = first
    for number in range(first + 1, min(first + LONGEST_NAME, len(passage.words))):
        gap = passage.gap(number - 1)
        initial = len(passage.words[number - 1].said) == 1 and gap.strip() in ("", ".")
        if not (passage.is_next(number - 1) or initial or gap in "-‐‑'’"):
            break
        if passage.is_capital(number):
            end = number
        elif passage.folded(number) not in PARTICLES:
            break
    return end


@rule(
    says="A name on record before a title in apposition is its bearer, also with adjectives between; of a "
    "family name the one is whom the text names in full.",
    because="“Kofi Annan, Secretary-General of the United Nations”; “Annan, the two-term UN chief”.",
)
def known_name_before(text, passage, at: TitleSight):
    number = text.titles.begin_of(passage, at.title) - 1
    ends = {name.last: name.persons for name in text.full[passage.number]}
    for family in text.family[passage.number]:
        if named := tuple(person for person in family.persons if person in text.named):
            ends[family.last] = named
    no_adjectives = text.v.speech.says | text.v.sentences.no_verbs - text.v.titles.articles
    going_on = text.v.sentences.verb_endings[:1]  # "meeting"
    for _step in range(MOST_ADJECTIVES):
        if number < 0 or passage.folded(number) in no_adjectives:
            return None
        if number in ends and APPOSITION.fullmatch(passage.gap(number)):
            return Neighbour(Beside.KNOWN, ends[number])
        tied = passage.gap(number) in ("-", "’", "'")
        if not (passage.is_next(number) or tied) or passage.folded(number).endswith(going_on):
            return None
        number -= 1
    return None


@rule(
    says="A title without an article that begins a list before a name belongs to that name.",
    because="“After UN chief, Nobel laureate and diplomat Kofi Annan died”: all three say who he was.",
)
def list_before_name(text, passage, at: TitleSight):
    last = at.title.last
    if passage.gap(last).strip() != "," or text.titles.has_article(passage, at.title):
        return None
    names = {name.first: name for name in text.full[passage.number]}
    for number in range(last + 1, min(last + LONGEST_LIST, len(passage.words))):
        if number in names:
            joined = any(passage.folded(n) in text.v.sentences.and_ for n in range(last + 1, number))
            return Neighbour(Beside.KNOWN, names[number].persons) if joined else None
        if passage.folded(number) in text.v.speech.says | text.v.sentences.that | text.v.titles.articles:
            return None
    return None


@rule(
    says="A stranger's name before a title in apposition is its bearer.",
    because="“Insulza, the OAS Secretary-General, said”: the comma after it closes what explains the name.",
)
def other_name_before(text, passage, at: TitleSight):
    ending = text.titles.begin_of(passage, at.title) - 1
    if ending < 0 or not APPOSITION.fullmatch(passage.gap(ending)):
        return None
    if not _ends_name(text, passage, ending) or passage.is_next(at.title.last):
        return None
    gap = passage.gap(at.title.last)
    closes = not gap or gap[:1] in ",.):;" or gap.startswith((" –", " —"))
    return Neighbour(Beside.OTHER) if closes else None


def _ends_name(text, passage, last):
    return (
        passage.is_capital(last)
        and last > 0
        and passage.is_next(last - 1)
        and (passage.is_capital(last - 1) or passage.folded(last - 1) in PARTICLES)
        and passage.folded(last) not in text.v.dates | text.v.titles.body_nouns
    )


IN_ORDER = (
    known_name_after,
    other_name_after,
    other_name_in_apposition,
    known_name_before,
    list_before_name,
    other_name_before,
)
