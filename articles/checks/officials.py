"""Checks of officials: who is named is linked, and who is linked is named."""

from django.utils.translation import gettext as _

from articles.checks.facts import KnownFacts
from articles.checks.findings import look_at
from articles.checks.story import CheckedStory
from articles.mentions import Rule, Strength, named_at_all

NAMING = {Rule.FULL_NAME, Rule.LONGER_NAME, Rule.TITLE_AND_NAME}


def not_linked(story: CheckedStory, known: KnownFacts):
    """Officials whom the text names without a link to them; each one time, at the first place.

    Only strong suggestions count, and only places with a name: a title alone is for the suggestions to offer.
    """
    linked = story.marked | set(story.officials)
    places = [
        (place, one.persons)
        for one in known.reading.suggestions
        if one.strength == Strength.STRONG
        for place in one.evidence
        if place.rule in NAMING
    ]
    for place, persons in sorted(places, key=lambda pair: pair[0]):
        if linked.intersection(persons):
            continue
        linked |= set(persons)
        who = " / ".join(sorted({known.reading.names.person[pk].full for pk in persons}))
        message = _("%(name)s is named and not linked. Mark the name as an official, or add the official.")
        yield look_at("not-linked", message % {"name": who}, *story.place_of(place))


def not_named(story: CheckedStory, known: KnownFacts):
    """Officials of the story of whom its words say nothing.

    Named are all whom a suggestion of any strength names, all who are marked in the body, and all whom a
    title may mean. So is anybody of whom it has some name anywhere, in alternative texts too: here a family
    name is enough.
    """
    named = story.marked | known.reading.may_be_meant
    named |= {pk for one in known.reading.suggestions for pk in one.persons}
    rest = [one for one in known.officials.persons if one.id not in named]
    if rest:
        texts = [*(block.text for block in story.read.blocks), *filter(None, story.other_words())]
        named |= named_at_all(texts, known.officials)
    for one in rest:
        if one.id not in named:
            message = _("%(name)s is linked, but no word of the story says so. Name the official, or unlink.")
            yield look_at("not-named", message % {"name": one.full}, "officials", one.full)
