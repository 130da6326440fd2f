"""Rules: names of things that are called after a person."""

from articles.mentions.rules.base import rule
from articles.mentions.sights import NameAt

REACH = 6  # words: "Kofi Annan International Peacekeeping Training Centre"
ADJECTIVES = 2  # small words between a name and the thing: "the Kofi Annan junior school"


@rule(
    says="After a word for a place or a ship a name is no person.",
    because="Plaza Hammarskjöld, the ship that bears a name. Where adjectives follow, “l'école primaire Kofi "
    "Annan”.",
)
def after_place(text, passage, at: NameAt):
    before = at.first - 1
    if _is_adjective(text, passage, before):
        before -= 1
    word, things = passage.folded(before), text.v.things
    is_thing = word in (things.before_things if passage.is_capital(before) else things.small_before_things)
    return (is_thing and passage.is_next(before)) or None


def _is_adjective(text, passage, number):
    """Whether a small word may be an adjective after its noun."""
    words = text.v
    no_adjectives = (
        words.sentences.no_verbs | words.speech.says | words.sentences.that | words.things.articles
    )
    is_small = passage.is_next(number) and not passage.is_capital(number)
    follows = bool(words.after.other_post) and passage.is_next(number - 1)
    return (
        is_small
        and follows
        and passage.folded(number) not in no_adjectives | words.things.small_before_things
    )


@rule(
    says="A name before the word for a thing is part of the thing's name, over further capital words.",
    because="Libraries, prizes and streets are called after officials; the story does not speak of those.",
)
def before_thing(text, passage, at: NameAt):
    number = at.last
    for step in range(1 if passage.is_display else REACH):
        if not passage.is_next(number):
            return None
        number += 1
        word = passage.folded(number)
        if not passage.is_capital(number):
            return (step == 0 and word in text.v.things.small_things) or None
        if word in text.v.things.things:
            return True
    return None


@rule(
    says="After an article, a name with a small word for a thing a word or two further on is part of its "
    "name.",
    because="“The Kofi Annan junior school”: a person's name takes no article.",
)
def article_and_thing(text, passage, at: NameAt):
    before = at.first - 1
    while passage.is_next(before) and passage.folded(before) in text.v.things.before_named:
        before -= 1
    if not passage.is_next(before) or passage.folded(before) not in text.v.things.articles:
        return None
    number = at.last
    for _step in range(ADJECTIVES + 1):
        if not passage.is_next(number):
            return None
        number += 1
        if passage.folded(number) in text.v.things.small_things | text.v.things.things:
            return True
        if passage.folded(number) in text.v.speech.says | text.v.sentences.that | text.v.speech.between:
            return None
    return None


IN_ORDER = (after_place, before_thing, article_and_thing)
