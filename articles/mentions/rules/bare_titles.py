"""Rules: titles without a name beside them."""

from articles.mentions.evidence import Rule, Strength
from articles.mentions.rules import words_after
from articles.mentions.rules.base import rule
from articles.mentions.sights import NOBODY, Around, TitleSight, Verdict
from articles.mentions.title_index import FEWEST_INITIALS


@rule(
    says="The first words of a longer title mean whoever of those who hold one was named last.",
    because="“The High Commissioner” after “the High Commissioner for Human Rights, Navi Pillay”.",
)
def head_of_title(text, passage, at: TitleSight):
    if not at.title.is_head_only:
        return None
    if at.around != Around.NOTHING or not text.titles.has_article(passage, at.title):
        return NOBODY
    holders = [
        person
        for person in text.seen
        if any(
            held.post in at.title.posts and held.is_possible_on(text.day)
            for held in text.names.held_by[person]
        )
    ]
    if not holders or text.titles.goes_on(passage, at.title):
        return NOBODY
    latest = (text.latest(holders),)
    return Verdict(latest, Rule.SECOND_REFERENCE, Strength.MEDIUM, at.title.first, at.title.last)


@rule(
    says="“The former” and a title mean the one former holder whom the text named.",
    because="It never means today's holder.",
)
def former_holder(text, passage, at: TitleSight):
    if at.around != Around.FORMER:
        return None
    former = [
        person
        for person in text.seen
        if any(held.post in at.title.posts and held.ends_lo < text.day for held in text.names.held_by[person])
    ]
    if len(former) != 1 or not text.titles.has_article(passage, at.title, over=text.v.titles.former):
        return NOBODY
    return Verdict(tuple(former), Rule.SECOND_REFERENCE, Strength.MEDIUM, at.title.first, at.title.last)


@rule(
    says="A title that the words around it make another's, an office's or several people's means nobody.",
    because="See the rules for the words before and after a title.",
)
def another(text, passage, at: TitleSight):
    if at.around in (Around.BLOCKED, Around.OTHER_HOUSE) or at.title.is_plural:
        return NOBODY
    return NOBODY if at.title.is_small and not text.speaks_of_house else None


@rule(
    says="“The Secretary-General-designate” is who is announced.", because="The holder of the day is another."
)
def who_is_to_come(text, passage, at: TitleSight):
    if at.around != Around.COMING:
        return None
    coming = text.titles.coming(text.houses.posts_of(text, passage, at.title))
    designate = words_after.designate(text, passage, at)
    if len(coming) != 1 or not designate:
        return NOBODY
    begin = text.titles.begin_of(passage, at.title)
    return Verdict(coming, Rule.TITLE, Strength.MEDIUM, begin, at.title.last)


@rule(
    says="A title after which its agency is called is weak where the text has the agency's acronym and never "
    "names the holder.",
    because="“The UN High Commissioner for Refugees (UNHCR) said” speaks of the agency: its acronym ends in "
    "the initials of the title.",
)
def agency_of_its_head(text, passage, at: TitleSight):
    persons, _strength = text.titles.in_post(text.houses.posts_of(text, passage, at.title))
    if text.named.intersection(persons) or not _is_called_by_title(text, at.title):
        return None
    begin = text.titles.begin_of(passage, at.title)
    return Verdict(persons, Rule.TITLE, Strength.WEAK, begin, at.title.last)


def _is_called_by_title(text, title):
    """Whether an acronym of the title's house in the text is that of the title: UNHCR."""
    forms = text.v.forms
    words = [word for word in title.phrase.split() if word not in forms.joints | text.v.titles.articles]
    initials = "".join(word[0] for word in words)
    return len(initials) >= FEWEST_INITIALS and any(
        said.endswith(initials) for said in text.houses.acronyms_of(title.posts)
    )


@rule(
    says="A title means who certainly holds it on the day, if its house is in sight.",
    because="The record says who. A possible holder, or one of several seats, is weak.",
)
def holder_on_the_day(text, passage, at: TitleSight):
    posts = text.houses.posts_of(text, passage, at.title)
    persons, strength = text.titles.in_post(posts, acting=at.around == Around.ACTING)
    if not persons:
        return NOBODY
    if at.around == Around.WEAKENED:
        strength = Strength.WEAK
    begin = text.titles.begin_of(passage, at.title)
    return Verdict(persons, Rule.TITLE, strength, begin, at.title.last)


BEFORE_THE_PAST = (head_of_title, former_holder, another)
AFTER_THE_PAST = (who_is_to_come, agency_of_its_head, holder_on_the_day)
