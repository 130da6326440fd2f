"""What a screen is told of a story: whom its words name, in which place, with the title of its day."""

import datetime

import pytest

from articles.suggestions import Words, offered
from tests.make import make_article
from tests.people.make import make_appointment

pytestmark = pytest.mark.django_db


def test_a_story_names_an_official_with_the_title_of_its_day():
    ban = make_appointment("Ban Ki-moon", "Secretary-General", start="2007-01-01").person
    article = make_article(body="<p>Ban Ki-moon spoke.</p>", date=datetime.date(2007, 10, 10))
    (one,) = offered(Words.of(article))
    assert (one.person, one.title.text, one.strength, one.linked) == (
        ban,
        "Secretary-General",
        "strong",
        False,
    )
    assert (one.places[0].evidence.surface, one.places[0].block.field) == ("Ban Ki-moon", "body")


def test_what_is_typed_takes_the_place_of_what_is_stored():
    make_appointment("Ban Ki-moon", "Secretary-General", start="2007-01-01")
    article = make_article(body="<p>Nobody spoke.</p>")
    assert not offered(Words.of(article))
    (one,) = offered(Words.of(article, headline="Ban Ki-moon in Bali"))
    assert (one.role, one.places[0].block.field) == ("subject", "headline")


def test_who_is_linked_already_is_told_apart():
    ban = make_appointment("Ban Ki-moon", "Secretary-General", start="2007-01-01").person
    article = make_article(body="<p>Ban Ki-moon spoke.</p>")
    (one,) = offered(Words.of(article), linked={ban.pk})
    assert one.linked


def test_a_dismissal_holds_until_the_sentence_changes():
    ban = make_appointment("Ban Ki-moon", "Secretary-General", start="2007-01-01").person
    article = make_article(body="<p>Ban Ki-moon spoke.</p>")
    (one,) = offered(Words.of(article))
    dismissed = {(ban.pk, one.evidence_hash)}
    assert not offered(Words.of(article), dismissed=dismissed)
    assert offered(Words.of(article, body="<p>Ban Ki-moon spoke again.</p>"), dismissed=dismissed)
