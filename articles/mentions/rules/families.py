"""Rules: family names, with and without an honorific, of persons named before and of others."""

from articles.mentions.evidence import Rule, Strength
from articles.mentions.rules import named_after
from articles.mentions.rules.base import rule
from articles.mentions.rules.names import is_house_in_sight
from articles.mentions.rules.past_time import year_beside
from articles.mentions.sights import NOBODY, Around, FamilySight, NameAt, Verdict, ordered
from articles.mentions.vocabulary import PARTICLES
from articles.mentions.words_beside import honorifics_before, run_before
from people.known_names import FAMILY_FIRST

YEARS_AFTER = 20  # "Mr. Lie" so long after Lie's last record is somebody else


@rule(
    says="A family name that is part of a word or of a thing's name is nobody.",
    because="“Annan-Stadion”, “the Hammarskjöld Library”.",
)
def no_person(text, passage, at: FamilySight):
    if not passage.stands_alone(at.first, at.last):
        return NOBODY
    name = NameAt(at.first, at.last, ())
    return NOBODY if any(one(text, passage, name) for one in named_after.IN_ORDER) else None


@rule(
    says="An unknown given name and a family name are the holder of the title beside them, if only one fits.",
    because="“High Commissioner for Human Rights Navi Pillay”: officials have short names that no record "
    "has.",
)
def short_name(text, passage, at: FamilySight):
    if not _has_name_before(text, passage, at):
        return None
    persons = {form.person for form in at.family.forms if not form.is_part}
    runs = list(run_before(passage, at.first))
    places = [(first, _title_before(text, passage, first)) for first in runs]
    if runs:
        places.append((runs[0], text.titles.beginning_after(passage, at.last)))
    for first, title in places:
        title = _of_house_in_sight(text, passage, title) if title else None
        fitting = text.titles.who_of(title, persons, just_ended=True) if title else ()
        if len(fitting) == 1 and _may_be_given(text, passage, first, fitting[0]):
            return Verdict(fitting, Rule.TITLE_AND_NAME, Strength.MEDIUM, first, at.last)
    return None


def _title_before(text, passage, first):
    """The title that ends before a name, over honorifics and a comma."""
    _honorifics, begin = honorifics_before(passage, first)
    if passage.gap(begin - 1).strip() not in ("", ",") or not begin:
        return None
    return next((title for title in text.titles.at[passage.number] if title.last == begin - 1), None)


def _may_be_given(text, passage, first, person):
    """Whether no initial between contradicts the person's given names."""
    given = text.index.given(person)
    return not given or len(passage.folded(first)) > 1 or passage.folded(first) == given[0][0]


@rule(
    says="A family name with another name beside it is somebody else's.",
    because="“Gordon Brown” is not Malloch Brown; nor is “Mr. Brown” after him.",
)
def part_of_another_name(text, passage, at: FamilySight):
    before = _has_name_before(text, passage, at) and not passage.is_display
    after = _has_name_after(passage, at) and not passage.is_display
    if not (before or after):
        return None
    if before or at.honorifics or _may_be_family_first(text, at):
        text.give_to_others(passage, at.family)
    return NOBODY


def _has_name_after(passage, at):
    follower = at.last + 1
    return (
        passage.is_next(at.last)
        and passage.is_capital(follower)
        and not passage.is_calendar(follower)
        and passage.folded(follower) not in passage.vocabulary.names.no_name
    )


def _has_name_before(text, passage, at):
    number = at.first - 1
    if at.honorifics or at.title or not (passage.is_next(number) and passage.is_capital(number)):
        return False
    word, words = passage.folded(number), text.v
    if passage.opens_sentence(number) and word in words.openers:
        return False
    ends_other = words.honorifics | words.dates | words.sentences.possessive
    return word not in words.names.trades | ends_other


def _may_be_family_first(text, at):
    return any(text.names.person[person].order == FAMILY_FIRST for person in at.family.persons)


@rule(
    says="A title and a family name are the person who holds that post on the day.",
    because="“Secretary-General Ban”. After “former” anybody who ever held it.",
)
def title_before(text, passage, at: FamilySight):
    if at.title is None:
        return None
    around = text.around.get((passage.number, at.title.first), Around.NOTHING)
    if around == Around.OTHER_HOUSE:
        text.give_to_others(passage, at.family)
        return NOBODY
    persons = {person for person in at.family.persons if text.agrees(person, at.honorifics)}
    any_time = around == Around.FORMER or at.title.is_plural
    fitting = text.titles.who_of(_of_house_beside(text, passage, at.title), persons, any_time=any_time)
    if not fitting:
        return None
    sure = not at.title.is_head_only and around in (Around.NOTHING, Around.BLOCKED)
    strength = Strength.STRONG if sure else Strength.MEDIUM
    return Verdict(fitting, Rule.TITLE_AND_NAME, strength, min(at.title.first, at.begin), at.last)


def _of_house_beside(text, passage, title):
    """The title with the posts of the house that stands beside it, if one does."""
    houses = text.houses.beside_title(passage, title)
    posts = frozenset(post for post in title.posts if text.names.post[post].organization in houses)
    return title._replace(posts=posts) if posts else title


def _of_house_in_sight(text, passage, title):
    """The title with the posts of the house beside it, else of those that the text names or that are home."""
    beside = _of_house_beside(text, passage, title)
    if beside is not title or not title.is_shared:
        return beside
    posts = text.names.post
    seen = frozenset(post for post in title.posts if text.houses.is_sighted(posts[post].organization))
    return title._replace(posts=seen)


@rule(
    says="A family name with its title in apposition after it is who holds or held that post.",
    because="“Mr. Hammarskjöld, the second Secretary-General of the United Nations”: the title says who he "
    "was.",
)
def title_after(text, passage, at: FamilySight):
    title = text.titles.beginning_after(passage, at.last)
    if title is None:
        return None
    begin = text.titles.begin_of(passage, title)
    words = {passage.folded(number) for number in range(begin, title.first)}
    any_time = bool(words & (text.v.titles.former | text.v.titles.ordinals))
    any_time = any_time or year_beside(text, passage, title.last) is not None
    persons = [person for person in at.family.persons if text.agrees(person, at.honorifics)]
    fitting = text.titles.who_of(_of_house_beside(text, passage, title), persons, any_time=any_time)
    if len(fitting) != 1:
        return None
    return Verdict(fitting, Rule.TITLE_AND_NAME, Strength.MEDIUM, at.begin, at.last)


@rule(
    says="An honorific that contradicts the bearer of the name in this text is a relative's.",
    because="After “Mr. Kofi Annan” “Mrs. Annan” is his wife, and nobody on record by that name alone.",
)
def relative(text, passage, at: FamilySight):
    if not at.honorifics:
        return None
    bearers = text.known(passage, at.family.persons)
    agreeing = [person for person in bearers if text.agrees(person, at.honorifics)]
    return NOBODY if bearers and not agreeing else None


@rule(
    says="A family name, with or without an honorific, is the person of that name whom the text named last.",
    because="Second reference: “Mr. Ban” after “Ban Ki-moon”.",
)
def second_reference(text, passage, at: FamilySight):
    if not at.honorifics and not _proves(text, passage, at):
        return None
    known = text.known(passage, [one for one in at.family.persons if text.agrees(one, at.honorifics)])
    if not known:
        return None
    begin = at.begin if at.honorifics else at.first
    return Verdict((text.latest(known),), Rule.SECOND_REFERENCE, Strength.MEDIUM, begin, at.last)


@rule(
    says="An honorific and a family name that nobody bore before are the one of that name who is or was "
    "in office.",
    because="Briefings name well-known officials so. Where the text names no house of the record it is weak.",
)
def honorific(text, passage, at: FamilySight):
    if not at.honorifics:
        return None
    persons = [form.person for form in at.family.forms if not form.is_part]
    persons = [one for one in persons if _may_introduce(text, passage, at, one)]
    if text.is_others(passage, at.family) or not persons:
        return NOBODY
    persons = [
        one for one in persons if text.agrees(one, at.honorifics) and _introduces(text, one, at.honorifics)
    ]
    candidates = [one for one in persons if text.is_live(one)] or [
        one for one in persons if _began_before(text, one)
    ]
    if not candidates or "(" in passage.gap(at.last):  # "Mr. KIM (Republic of Korea)"
        return NOBODY
    is_sure = text.speaks_of_house or len(candidates) > 1
    strength = Strength.MEDIUM if is_sure else Strength.WEAK
    return Verdict(ordered(candidates), Rule.HONORIFIC, strength, at.begin, at.last)


def _may_introduce(text, passage, at, person):
    """Whether a family name may stand first so: "Mr. Ban", of two words "Lord Malloch-Brown", and with the
    person's own rank "Lord Robertson".
    """
    words = text.v.names
    before = words.introducing | words.before_given if _is_double(passage, at) else words.introducing
    return at.honorifics <= before | (text.own_honorifics(person) & words.ranks)


def _is_double(passage, at):
    """Whether a family name has two words besides particles."""
    words = [passage.folded(number) for number in range(at.first, at.last + 1)]
    return len([word for word in words if word not in PARTICLES]) > 1


def _introduces(text, person, honorifics):
    """Whether the honorific may be used before this person's name on first mention."""
    own, words = text.own_honorifics(person), text.v.names
    known = bool(own & (words.male | words.female)) or bool(honorifics & words.neutral)
    return known or not own or text.is_live(person)


def _began_before(text, person):
    year = int(text.day[:4])
    return any(
        held.begins_lo <= text.day and int(held.ends_hi[:4]) + YEARS_AFTER >= year
        for held in text.names.held_by[person]
    )


@rule(
    says="In words set in capitals a bare family name proves nothing.",
    because="“BAN ON ARMS”: there any word looks like a name.",
)
def shouted(text, passage, at: FamilySight):
    if at.honorifics:
        return None
    return NOBODY if passage.is_shouted or passage.words[at.first].is_shouted else None


@rule(
    says="A bare family name that is new here is weak evidence for the holder of a post that the text "
    "speaks of.",
    because="“Said Ban” in a story that says “Secretary-General”. Whether it says so is asked at the end.",
)
def holder(text, passage, at: FamilySight):
    if text.is_others(passage, at.family) or not _proves(text, passage, at):
        return None
    whole = ordered(form.person for form in at.family.forms if not form.is_part)
    return Verdict(whole, Rule.HOLDER, Strength.WEAK, at.first, at.last)


@rule(
    says="A bare family name of three words is the one person who bears it, if the text names a house of "
    "theirs.",
    because="“Pérez de Cuéllar”, “de Hoop Scheffer” are as good as a whole name, also long after.",
)
def triple_family_name(text, passage, at: FamilySight):
    whole = ordered(form.person for form in at.family.forms if not form.is_part)
    if at.last - at.first < 2 or len(whole) != 1 or text.is_others(passage, at.family):
        return None
    if text.is_before_all(whole[0]) or not is_house_in_sight(text, whole[0]):
        return None
    return Verdict(whole, Rule.HONORIFIC, Strength.MEDIUM, at.first, at.last)


@rule(
    says="A bare family name of two words is the one person in office who bears it, in a text of a house "
    "on record.",
    because="“Malloch Brown”, “Vieira de Mello”: nobody else is likely to be meant.",
)
def double_family_name(text, passage, at: FamilySight):
    whole = ordered(form.person for form in at.family.forms if not form.is_part)
    if not _is_double(passage, at) or len(whole) != 1:
        return None
    if text.is_others(passage, at.family) or not text.is_live(whole[0]) or not text.speaks_of_house:
        return None
    return Verdict(whole, Rule.HONORIFIC, Strength.MEDIUM, at.first, at.last)


def _proves(text, passage, at):
    """Whether a bare family name is a name here: in "Luck was with them" it is none."""
    word, last = passage.folded(at.first), at.last
    if at.first != last or (word not in text.v.sentences.words and len(word) > 2):
        return True
    follower = passage.folded(last + 1)
    speaks = follower in text.v.speech.says and passage.is_next(last)
    speaks = speaks or (passage.possessive_after(last) and not passage.opens_sentence(at.first))
    if passage.is_display or passage.opens_sentence(at.first) or word in text.v.calendar.months:
        explains = follower in text.v.sentences.who | text.v.speech.says
        return speaks or (passage.gap(last).startswith(",") and explains)
    return True


# --- At the end -------------------------------------------------------------------------------------


@rule(
    says="Of bare family names that are new, those stay that the holder of a post has which the text "
    "speaks of.",
    because="Without such a title the word may be anybody's name.",
)
def holders_of_posts_said(text, passage, found):
    kept = []
    for one in found:
        if one.rule != Rule.HOLDER:
            kept.append(one)
            continue
        holders = tuple(person for person in one.persons if _holds_a_post_said(text, person))
        if len(holders) == 1:
            kept.append(one._replace(persons=holders))
    return kept


def _holds_a_post_said(text, person):
    return any(
        held.post in text.said_posts and held.is_certain_on(text.day) for held in text.names.held_by[person]
    )


@rule(
    says="A name of several persons means the one whom another place of the text names.",
    because="“Mr. Choi” is Choi Young-jin where the text names him in full later.",
)
def named_elsewhere(text, passage, found):
    named = {one.persons[0] for one in found if len(one.persons) == 1 and one.strength != Strength.WEAK}
    kept = []
    for one in found:
        single = [person for person in one.persons if person in named]
        if len(one.persons) > 1 and len(single) == 1 and one.rule == Rule.HONORIFIC:
            one = one._replace(persons=tuple(single), rule=Rule.SECOND_REFERENCE)
        kept.append(one)
    return kept


IN_ORDER = (
    no_person,
    short_name,
    part_of_another_name,
    title_before,
    shouted,
    title_after,
    relative,
    second_reference,
    honorific,
    triple_family_name,
    double_family_name,
    holder,
)
AT_THE_END = (holders_of_posts_said, named_elsewhere)
