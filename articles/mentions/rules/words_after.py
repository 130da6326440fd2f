"""Rules: the words after a title, asked where those before it leave it alone."""

from articles.mentions.passage import HYPHEN
from articles.mentions.rules.base import rule
from articles.mentions.sights import Around, TitleSight

MOST_ADJECTIVES = 2  # between a house and "agency"


@rule(
    says="“-designate” after a title asks for who is to come.", because="“The Secretary-General-designate”."
)
def designate(text, passage, at: TitleSight):
    last = at.title.last
    if passage.folded(last + 1) not in text.v.titles.designate:
        return None
    if not (HYPHEN.fullmatch(passage.gap(last)) or passage.is_next(last)):
        return None
    return Around.COMING if at.around in (Around.NOTHING, Around.COMING) else at.around


@rule(says="A hyphen after a title makes another word of it.", because="“Secretary-General-like”.")
def hyphen(text, passage, at: TitleSight):
    return Around.BLOCKED if HYPHEN.fullmatch(passage.gap(at.title.last)) else None


@rule(
    says="In languages whose adjectives follow, they change a title from behind.",
    because="“Secrétaire général adjoint” is the deputy, “par intérim” acting.",
)
def adjective_after(text, passage, at: TitleSight):
    if not passage.is_next(at.title.last) or at.around:
        return None
    word, after = passage.folded(at.title.last + 1), text.v.after
    if word in after.acting_after and passage.folded(at.title.last + 2) in after.acting:
        return Around.ACTING
    if word in after.other_post:
        return Around.BLOCKED
    if word in after.former:
        return Around.FORMER
    return Around.ACTING if word in after.acting else None


@rule(
    says="A title in the possessive before an office or a document is no person.",
    because="“The Secretary-General's Special Representative” is somebody else.",
)
def belonging(text, passage, at: TitleSight):
    last = at.title.last
    if at.around or not passage.possessive_after(last):
        return None
    number = passage.after_possessive(last)
    is_other = passage.folded(number) in text.v.titles.belongings or _ends_with_house(text, passage, at.title)
    return Around.BLOCKED if is_other or passage.folded(number + 1) in text.v.titles.offices else None


def _ends_with_house(text, passage, title):
    """ "The head of the UN's nuclear watchdog" is the watchdog's."""
    return bool(text.titles.house_ending(passage, title.last, title)) and title.last - title.first > 1


@rule(
    says="“Of” and a capital word after a title are its house; another one than its own makes it that one's.",
    because="“The Secretary-General of the Council of Europe”. “Of the union” in small letters is any house.",
)
def of_house(text, passage, at: TitleSight):
    title, words = at.title, text.v.titles
    if at.around or title.is_head_only or not passage.is_next(title.last):
        return None
    joint, number = _over_joint(passage, words, title.last + 1)
    if joint not in words.of or _has_joint(text, title):
        return None
    known = _of_known_house(text, passage, title, number)
    if known is not None:
        return known
    if passage.folded(number) in words.own_house and _ends_there(text, passage, number):
        return Around.NOTHING
    is_named = passage.is_capital(number) or _is_another_body(text, passage, number)
    return Around.OTHER_HOUSE if is_named else Around.BLOCKED


def _is_another_body(text, passage, number):
    """ "The secretary general of the ministry": a body in small letters that no house of the text is."""
    word = passage.folded(number)
    return word in text.v.titles.body_nouns and not any(
        word in words for house in text.houses.named for words in text.titles.houses.names_of.get(house, ())
    )


def _over_joint(passage, words, number):
    """The preposition at this word, and the number of the first word after it and its article."""
    joint = passage.folded(number)
    if joint in words.contractions:
        return words.contractions[joint], number + 1
    number += 1
    while passage.folded(number) in words.articles:
        number += 1
    return joint, number


def _of_known_house(text, passage, title, number):
    """What a known house that is named from this word on makes of the title; None where none is."""
    for post in title.posts:
        for house in text.titles.houses.of(text.names.post[post]):
            end = number + len(house)
            if tuple(passage.folded(n) for n in range(number, end)) == house:
                return Around.OTHER_HOUSE if _goes_on(passage, end - 1) else Around.NOTHING
    for first, end, houses in text.titles.houses_at[passage.number]:
        if first == number and not _is_own(text, title, houses):
            return Around.OTHER_HOUSE
        if first == number and title.phrase not in text.v.forms.heads:
            return Around.OTHER_HOUSE if _goes_on(passage, end) else Around.NOTHING
    return None


def _is_own(text, title, houses):
    return any(text.titles.is_own(post, houses) for post in title.posts)


def _ends_there(text, passage, number):
    """Whether "the organization" has no name after it, nor an adjective in languages where those follow."""
    follower = passage.folded(number + 1)
    if follower in text.v.titles.of or passage.folded(number + 1) in text.v.titles.contractions:
        return False
    if not text.v.after.other_post or not passage.is_next(number):
        return True
    return follower in text.v.speech.says | text.v.speech.between | text.v.sentences.that


def _has_joint(text, title):
    return bool(text.v.forms.joints & set(title.phrase.split()))


def _goes_on(passage, last):
    """Whether a capital word follows that is no verb: "OF THE UNITED NATIONS CONDEMNS" is no house."""
    is_verb = passage.folded(last + 1) in passage.vocabulary.speech.says
    is_name = passage.is_capital(last + 1) and not passage.is_calendar(last + 1)
    return passage.is_next(last) and is_name and not is_verb


@rule(
    says="A capital word after a title with its house makes a longer house of it; a name on record does not.",
    because="“Secretary-General of the United Nations Conference on Trade and Development”, but “of the "
    "United Nations Ban Ki-moon”.",
)
def longer_house(text, passage, at: TitleSight):
    words = at.title.phrase.split()
    if at.around or not text.v.titles.of_house & set(words):
        return None
    is_name = any(name.first == at.title.last + 1 for name in text.full[passage.number])
    return Around.OTHER_HOUSE if _goes_on(passage, at.title.last) and not is_name else None


@rule(
    says="“Agency” and the like after a title that ends with its house make it a part of that house.",
    because="“The head of the U.N. agency” leads the agency, and that of “the UN atomic agency” this.",
)
def part_of_house(text, passage, at: TitleSight):
    last = at.title.last
    goes_on = passage.is_next(last) or (len(passage.words[last].said) == 1 and passage.gap(last) == ". ")
    if at.around or not goes_on or not text.titles.house_ending(passage, last, at.title):
        return None
    for number in range(last + 1, last + 2 + MOST_ADJECTIVES):
        word = passage.folded(number)
        if passage.is_capital(number) or (not passage.is_next(number - 1) and number > last + 1):
            return None
        if word in text.v.titles.body_nouns:
            return Around.OTHER_HOUSE
        if not word or word in _no_adjectives(text):
            return None
    return None


def _no_adjectives(text):
    """Words that end a title with its house: small words, verbs of speech."""
    words = text.v.speech.says | text.v.speech.between | text.v.speech.auxiliaries | text.v.titles.owners
    return words | text.v.sentences.no_verbs | text.v.sentences.that


IN_ORDER = (designate, hyphen, adjective_after, belonging, of_house, longer_house, part_of_house)
