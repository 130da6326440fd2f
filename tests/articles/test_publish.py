"""Publishing writes an edition: exactly what was seen, by whoever may do it, completely or not at all."""

import pytest
from django.utils import timezone

from articles.models import Article, Edition
from articles.workflow import Refused, Status
from tests.make import (
    OVERRIDE,
    change,
    make_article,
    make_author,
    make_editor,
    make_live,
    make_reporter,
    make_topic,
)

pytestmark = pytest.mark.django_db


def test_an_edition_holds_what_the_desk_copy_held():
    topic, author = make_topic(), make_author()
    article = make_article(
        headline="A calling", standfirst="In short.", body="<p>Words.</p>", topics=[topic], authors=[author]
    )
    edition = article.publish(make_editor())
    edition.refresh_from_db()
    assert (edition.headline, edition.standfirst, edition.body) == ("A calling", "In short.", "<p>Words.</p>")
    assert [row.topic for row in edition.edition_topics.all()] == [topic]
    assert [row.author for row in edition.edition_authors.all()] == [author]
    assert edition.number == 1
    assert edition.kind == "original"
    assert edition.is_live
    assert edition.sealed


def test_a_change_on_the_desk_is_not_seen_by_readers():
    article = make_live(headline="Old words")
    change(article, headline="New words")
    assert Edition.objects.live().get().headline == "Old words"
    assert article.is_changed
    assert article.status == Status.DRAFT


def test_the_second_edition_takes_the_place_of_the_first():
    article = make_live(headline="Old words")
    change(article, headline="New words")
    second = article.publish(make_editor(), kind="correction", note="The words were old.")
    live = Edition.objects.live().get()
    assert live == second
    assert live.number == 2
    first = article.editions.get(number=1)
    assert first.live_until == second.live_from
    assert first.headline == "Old words"
    assert live.notes[0]["note"] == "The words were old."
    assert live.is_corrected


def test_the_revision_shown_is_the_revision_published():
    article = make_article()
    seen = article.revision_number
    change(article, body="<p>Something that nobody approved.</p>")
    with pytest.raises(Refused, match="after you opened revision 1"):
        article.publish(make_editor(), revision=seen)
    assert not Edition.objects.exists()


def test_words_that_no_revision_holds_are_not_published():
    article = make_article()
    Article.objects.update(body="<p>From a script.</p>")
    with pytest.raises(Refused, match="no revision holds"):
        article.publish(make_editor())


def test_who_wrote_the_last_revision_does_not_publish_it():
    editor = make_editor()
    article = make_article(by=editor)
    with pytest.raises(Refused, match="You wrote the last revision") as refused:
        article.publish(editor)
    assert refused.value.field == "override"
    edition = article.publish(editor, override=OVERRIDE)
    assert edition.override_reason == OVERRIDE


def test_the_two_person_rule_can_be_turned_off(settings):
    settings.TWO_PERSON_RULE = False
    editor = make_editor()
    assert make_article(by=editor).publish(editor).is_live


def test_a_reporter_does_not_publish():
    with pytest.raises(Refused, match="Your role"):
        make_article().publish(make_reporter())
    assert not Edition.objects.exists()


@pytest.mark.parametrize(("field", "value"), [("headline", " "), ("body", ""), ("body", "<p> </p>")])
def test_a_story_without_headline_or_text_is_refused_beside_the_field(field, value):
    article = make_article(**{field: value})
    with pytest.raises(Refused) as refused:
        article.publish(make_editor())
    assert refused.value.field == field


def test_publishing_twice_without_a_change_is_refused():
    article = make_live()
    with pytest.raises(Refused, match="Nothing has changed"):
        article.publish(make_editor())


@pytest.mark.parametrize("kind", ["correction", "clarification", "note"])
def test_a_correction_tells_readers_what_was_wrong(kind):
    article = change(make_live(), body="<p>Right.</p>")
    with pytest.raises(Refused) as refused:
        article.publish(make_editor(), kind=kind)
    assert refused.value.field == "note"


def test_a_minor_change_does_not_move_the_time_of_change():
    article = make_live()
    first = article.live_edition
    change(article, body="<p>A first, comma paragraph.</p>")
    second = article.publish(make_editor(), kind="minor")
    assert second.modified_at == first.modified_at
    assert second.live_from > first.live_from


def test_a_save_that_changes_nothing_writes_no_revision():
    article = make_article()
    assert article.save_revision(make_editor()) is None
    assert article.revisions.count() == 1


def test_every_change_is_a_revision_with_its_payload():
    article = change(make_article(headline="One"), headline="Two")
    assert [r.payload["headline"] for r in article.revisions.order_by("number")] == ["One", "Two"]
    assert article.revision_number == 2


def test_the_story_date_is_the_day_of_first_publication_in_the_newsrooms_zone(time_machine):
    time_machine.move_to("2007-10-11T03:30:00Z", tick=False)  # the evening of the 10th in New York
    assert make_live().live_edition.date.isoformat() == "2007-10-10"


def test_the_address_is_made_from_the_headline_once():
    article = make_live(headline="A sacred calling")
    assert article.slug == "a-sacred-calling"
    change(article, headline="Something else")
    assert article.publish(make_editor()).slug == "a-sacred-calling"


def test_two_stories_of_a_month_do_not_share_an_address():
    make_live(slug="calling")
    with pytest.raises(Refused) as refused:
        make_live(slug="calling")
    assert refused.value.field == "slug"


def test_the_month_of_an_address_is_that_of_first_publication(time_machine):
    time_machine.move_to("2007-10-10T14:05:00Z")
    article = make_live()
    time_machine.move_to("2008-03-01T14:05:00Z")
    change(article, body="<p>Later.</p>")
    assert article.publish(make_editor()).month == "2007-10"


def test_a_query_count_that_does_not_grow_with_relations(django_assert_max_num_queries):
    topics = [make_topic(f"Topic {n}") for n in range(12)]
    article = make_article(topics=topics, authors=[make_author(f"Author {n}") for n in range(5)])
    editor = make_editor()
    editor.has_perm("x")  # its permissions are loaded once a request
    # 10 for the audit log, 5 for the relations of the desk copy, 2 for the address, two to take turns on
    # PostgreSQL, one for the rights to pictures
    with django_assert_max_num_queries(45):
        article.publish(editor)


def test_a_failure_halfway_leaves_nothing(monkeypatch):
    article = make_live()
    change(article, body="<p>Next.</p>")

    def fail(*args):
        raise RuntimeError("halfway")

    monkeypatch.setattr(Article, "_copy_relations", fail)
    with pytest.raises(RuntimeError, match="halfway"):
        article.publish(make_editor())
    assert Edition.objects.get().live_until is None


def test_an_expiry_before_publication_is_refused():
    article = make_article(expires_at=timezone.now())
    with pytest.raises(Refused) as refused:
        article.publish(make_editor())
    assert refused.value.field == "expires_at"


def test_a_headline_of_invisible_characters_is_no_headline():
    with pytest.raises(Refused) as refused:
        make_article(headline="\u200b").publish(make_editor())
    assert refused.value.field == "headline"
