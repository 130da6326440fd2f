"""What a screen shows of a story: whom its words name, in which place, with the title of its day."""

import datetime
import io

import pytest
from django.core.management import call_command

from articles.mentions.suggestions import Words, offered
from articles.models import SuggestionDismissal
from tests.make import make_article, make_live, make_user
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


def test_what_is_entered_takes_the_place_of_what_is_stored():
    make_appointment("Ban Ki-moon", "Secretary-General", start="2007-01-01")
    article = make_article(body="<p>Nobody spoke.</p>")
    assert not offered(Words.of(article))
    (one,) = offered(Words.of(article, headline="Ban Ki-moon in Bali"))
    assert (one.role, one.places[0].block.field) == ("subject", "headline")


def test_who_is_linked_already_is_shown_as_linked():
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


def test_a_place_leads_back_to_its_block_of_the_body():
    ban = make_appointment("Ban Ki-moon", "Secretary-General", start="2007-01-01").person
    body = f'<p>Nobody.</p><ul><li><p>Then <a data-official="{ban.pk}">the tall man</a>.</p></li></ul>'
    (one,) = offered(Words.of(make_article(body=body)))
    (place,) = one.places
    assert (place.block.nth, place.evidence.surface, place.evidence.rule) == (1, "the tall man", "marked")


def test_the_command_lists_what_live_stories_leave_unlinked():
    ban = make_appointment("Ban Ki-moon", "Secretary-General", start="2007-01-01").person
    make_live(body="<p>Ban Ki-moon spoke.</p>", slug="unlinked")
    make_live(body="<p>Ban Ki-moon spoke.</p>", slug="linked", officials=[ban])
    make_article(body="<p>Ban Ki-moon spoke.</p>", slug="draft")
    out = io.StringIO()
    call_command("suggest_links", stdout=out)
    assert "unlinked/  Ban Ki-moon  strong" in out.getvalue()
    assert "1 open suggestions." in out.getvalue()


def test_the_command_leaves_out_what_somebody_dismissed():
    ban = make_appointment("Ban Ki-moon", "Secretary-General", start="2007-01-01").person
    article = make_live(body="<p>Ban Ki-moon spoke.</p>")
    (one,) = offered(Words.of(article))
    SuggestionDismissal.store(article, [ban.pk], one.evidence_hash, make_user())
    out = io.StringIO()
    call_command("suggest_links", stdout=out)
    assert out.getvalue() == "0 open suggestions.\n"
