"""Correct a live story: readers get it at once, and nothing unpublished is lost or published."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from articles.models import Act, Article, AuditEntry, CorrectionConflicts, Edition, Withdrawal
from articles.workflow import Refused
from tests.browserless import text_of
from tests.make import (
    OVERRIDE,
    at_once,
    change,
    make_article,
    make_author,
    make_editor,
    make_live,
    make_reporter,
    make_topic,
    make_user,
)
from tests.people.make import make_person

pytestmark = pytest.mark.django_db

BODY = "<p>One stands here.</p><p>Two is about the Council.</p><p>Three ends the story.</p>"
NOTE = "An earlier version named another post."
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def live():
    return make_live(headline="Deng takes up post", standfirst="As it was.", body=BODY, place="New York")


def correct(
    article, by=None, kind="correction", note=NOTE, override=OVERRIDE, answers=None, edition=None, **words
):
    by = by or make_editor()
    return Article.objects.get(pk=article.pk).correct(
        by, words, kind=kind, note=note, override=override, answers=answers, edition=edition
    )


def stored(article):
    return Article.objects.get(pk=article.pk)


# --- What readers get ------------------------------------------------------------------------------
def test_a_correction_is_live_at_once_with_its_dated_note(client, live):
    edition = correct(live, headline="Deng begins work")
    assert (edition.number, edition.kind, edition.note) == (2, "correction", NOTE)
    page = client.get(edition.get_absolute_url())
    assert "Deng begins work" in text_of(page)
    assert NOTE in text_of(page)
    assert NOTE in text_of(client.get(reverse("articles:corrections")))


def test_the_public_history_shows_what_the_correction_changed(client, live):
    edition = correct(live, body=BODY.replace("the Council", "the Assembly"))
    history = text_of(client.get(edition.get_absolute_url() + "editions/"))
    assert "Council." in history
    assert "Assembly." in history


def test_a_correction_edits_the_live_text_and_not_the_desk_copy(live):
    change(live, headline="An unpublished headline", standfirst="Unpublished.")
    edition = correct(live, place="Geneva")
    assert (edition.headline, edition.standfirst, edition.place) == (
        "Deng takes up post",
        "As it was.",
        "Geneva",
    )
    assert edition.revision.payload["headline"] == "Deng takes up post"


def test_topics_officials_and_bylines_are_corrected_too(live):
    topic, person, author = make_topic(), make_person("Edward Luck"), make_author()
    row = {"person": person.pk, "role": "speaker", "appointment": None, "as_printed": ""}
    edition = correct(live, topics=[topic.pk], officials=[row], authors=[author.pk])
    assert [r.topic for r in edition.edition_topics.all()] == [topic]
    assert [(r.person, r.role) for r in edition.edition_officials.all()] == [(person, "speaker")]
    assert [r.author for r in edition.edition_authors.all()] == [author]
    assert stored(live).is_changed is False


def test_a_minor_change_needs_no_note_but_a_permission(client, live):
    edition = correct(live, kind="minor", note="", body=BODY.replace("ends", "closes"))
    assert edition.kind == "minor"
    assert edition.modified_at == live.editions.get(number=1).modified_at
    by = make_user("publish_article", "override_review", "change_article")
    with pytest.raises(Refused, match="minor change"):
        correct(live, by=by, kind="minor", note="", headline="Other")


@pytest.mark.parametrize("kind", ["correction", "clarification", "note", "update"])
def test_every_other_kind_needs_a_public_note(live, kind):
    with pytest.raises(Refused) as refused:
        correct(live, kind=kind, note=" ", headline="Other")
    assert refused.value.field == "note"
    assert correct(live, kind=kind, headline="Other").kind == kind


@pytest.mark.parametrize("kind", ["", "original", "none"])
def test_a_kind_is_required(live, kind):
    with pytest.raises(Refused) as refused:
        correct(live, kind=kind, headline="Other")
    assert refused.value.field == "kind"


def test_publishing_a_minor_change_needs_the_permission_too(live):
    change(live, headline="Other")
    with pytest.raises(Refused, match="minor change"):
        stored(live).publish(make_user("publish_article"), kind="minor")


# --- What may not be -------------------------------------------------------------------------------
def test_who_may_not_publish_may_not_correct(live):
    with pytest.raises(Refused):
        correct(live, by=make_reporter(), headline="Other")
    assert live.editions.count() == 1


def test_correcting_alone_takes_a_reason_that_is_recorded(live):
    with pytest.raises(Refused) as refused:
        correct(live, override="", headline="Other")
    assert refused.value.field == "override"
    with pytest.raises(Refused, match="second person"):
        correct(live, by=make_user("publish_article", "change_article"), headline="Other")
    editor = make_editor()
    assert correct(live, by=editor, headline="Other").override_reason == OVERRIDE
    acts = AuditEntry.objects.filter(by=editor).values_list("act", flat=True)
    assert set(acts) == {Act.ALONE, Act.CORRECTED}


def test_without_the_two_person_rule_nobody_is_asked_why(live, settings):
    settings.TWO_PERSON_RULE = False
    assert correct(live, override="", headline="Other").override_reason == ""


def test_a_correction_without_an_address_keeps_the_one_that_readers_know(live):
    edition = correct(live, headline="Deng begins work", slug="")
    now = Article.objects.with_state().get()
    assert (edition.slug, now.slug, now.state) == ("deng-takes-up-post", "deng-takes-up-post", "live")
    with pytest.raises(Refused, match="Nothing differs"):
        correct(live, slug="")


def test_an_embargo_in_force_stops_corrections_too(live):
    Article.objects.filter(pk=live.pk).update(embargo_until=timezone.now() + HOUR)
    with pytest.raises(Refused, match="Embargoed until"):
        correct(live, headline="Other")
    assert live.editions.count() == 1
    assert stored(live).revision_number == live.revision_number


def test_a_story_that_readers_do_not_see_is_not_corrected(live):
    with pytest.raises(Refused, match="nothing to correct"):
        correct(make_article(), headline="Other")
    live.withdraw(make_editor(), "Why", "Why.")
    with pytest.raises(Refused, match="nothing to correct"):
        correct(live, headline="Other")
    assert Withdrawal.objects.count() == 1


def test_a_correction_of_nothing_is_refused(live):
    with pytest.raises(Refused, match="Nothing differs"):
        correct(live, headline="Deng takes up post")


def test_a_correction_of_an_edition_that_is_not_live_any_more_is_refused(live):
    correct(live, headline="Other", edition=1)
    with pytest.raises(Refused, match="edition 2 now"):
        correct(live, headline="Another", edition=1)


def test_a_correction_without_a_headline_or_a_text_is_refused(live):
    for words in ({"headline": " "}, {"body": "<p></p>"}):
        with pytest.raises(Refused):
            correct(live, **words)
    assert stored(live).headline == "Deng takes up post"


# --- The desk copy ---------------------------------------------------------------------------------
def test_without_unpublished_changes_the_desk_copy_is_what_readers_see(live):
    edition = correct(live, headline="Deng begins work")
    article = stored(live)
    assert (article.headline, article.status, article.is_changed) == ("Deng begins work", "published", False)
    assert edition.revision == article.last_revision


def test_the_correction_goes_into_unpublished_changes(live):
    change(live, headline="An unpublished headline", body=BODY + "<p>Four is new.</p>")
    edition = correct(live, body=BODY.replace("the Council", "the Assembly"))
    article = stored(live)
    assert article.headline == "An unpublished headline"
    assert article.body == BODY.replace("the Council", "the Assembly") + "<p>Four is new.</p>"
    assert (article.is_changed, article.status) == (True, "draft")
    assert "Four is new" not in edition.body
    article.publish(make_editor())
    assert "the Assembly" in article.live_edition.body


def test_what_was_submitted_stays_submitted_and_what_was_approved_is_approved_anew(live):
    change(live, headline="An unpublished headline")
    stored(live).submit(make_reporter())
    correct(live, place="Geneva")
    assert stored(live).status == "submitted"
    stored(live).approve(make_editor())
    correct(live, place="Paris")
    assert (stored(live).status, stored(live).approved_revision) == ("draft", None)


def test_who_wrote_the_unpublished_words_still_does_not_publish_them_alone(live):
    writer = make_editor()
    change(live, by=writer, headline="An unpublished headline")
    correct(live, place="Geneva")
    with pytest.raises(Refused, match="You wrote the last revision"):
        stored(live).publish(writer)
    stored(live).publish(make_editor())


def test_a_conflict_with_unpublished_words_is_asked_before_anything_is_published(live):
    change(live, headline="An unpublished headline")
    with pytest.raises(CorrectionConflicts) as conflicted:
        correct(live, headline="Deng begins work")
    (conflict,) = conflicted.value.conflicts
    assert (conflict.mine, conflict.theirs) == ("An unpublished headline", "Deng begins work")
    assert live.editions.count() == 1
    assert stored(live).revision_number == live.revision_number
    edition = correct(live, headline="Deng begins work", answers={conflict.key: ("mine", None)})
    assert edition.headline == "Deng begins work"
    assert stored(live).headline == "An unpublished headline"


def test_an_answer_to_another_conflict_does_not_count(live):
    change(live, headline="An unpublished headline")
    with pytest.raises(CorrectionConflicts) as conflicted:
        correct(live, headline="Deng begins work")
    (conflict,) = conflicted.value.conflicts
    change(stored(live), headline="Another unpublished headline")
    with pytest.raises(CorrectionConflicts):
        correct(live, headline="Deng begins work", answers={conflict.key: ("theirs", None)})


# --- A scheduled update ----------------------------------------------------------------------------
@pytest.fixture
def scheduled(live):
    """A live story with an update in an hour: another headline and a fourth paragraph."""
    change(live, headline="The coming headline", body=BODY + "<p>Four is new.</p>")
    live.publish(make_editor(), at=timezone.now() + HOUR, note="Adds a paragraph.")
    return stored(live)


def test_the_correction_goes_into_a_scheduled_update_for_the_same_moment(scheduled):
    before = scheduled.pending_edition
    edition = correct(scheduled, body=BODY.replace("the Council", "the Assembly"))
    before.refresh_from_db()
    after = scheduled.pending_edition
    assert before.cancelled_at is not None
    assert (edition.number, after.number) == (2, 3)
    assert (after.live_from, after.kind, after.note) == (before.live_from, "update", "Adds a paragraph.")
    assert after.headline == "The coming headline"
    assert after.body == BODY.replace("the Council", "the Assembly") + "<p>Four is new.</p>"
    edition.refresh_from_db()
    assert edition.is_live
    assert edition.live_until == after.live_from
    assert "Four is new" not in edition.body
    article = stored(scheduled)
    assert (article.status, article.body, article.is_changed) == ("published", after.body, False)


def test_readers_get_the_corrected_update_at_its_moment(scheduled):
    correct(scheduled, body=BODY.replace("the Council", "the Assembly"))
    later = Edition.objects.live(timezone.now() + 2 * HOUR).get(article=scheduled)
    assert later.headline == "The coming headline"
    assert "the Assembly" in later.body
    assert [change["kind"] for change in later.changes] == ["update", "correction", "original"]


def test_a_conflict_with_a_scheduled_update_is_asked_once_and_nothing_moves(scheduled):
    with pytest.raises(CorrectionConflicts) as conflicted:
        correct(scheduled, headline="Deng begins work")
    (conflict,) = conflicted.value.conflicts
    assert scheduled.pending_edition.number == 2
    edition = correct(scheduled, headline="Deng begins work", answers={conflict.key: ("theirs", None)})
    assert (edition.headline, scheduled.pending_edition.headline) == ("Deng begins work",) * 2


def test_a_schedule_and_later_changes_on_the_desk_both_get_the_correction(scheduled):
    change(scheduled, standfirst="Later still.")
    correct(scheduled, place="Geneva")
    article = stored(scheduled)
    assert (article.place, article.standfirst, article.headline) == (
        "Geneva",
        "Later still.",
        "The coming headline",
    )
    assert (article.pending_edition.place, article.pending_edition.standfirst) == ("Geneva", "As it was.")
    assert article.is_changed


def test_an_update_that_held_only_the_correction_is_not_written_again(live):
    change(live, place="Geneva")
    live.publish(make_editor(), at=timezone.now() + HOUR)
    correct(live, place="Geneva")
    assert stored(live).pending_edition is None
    assert (stored(live).place, stored(live).is_changed) == ("Geneva", False)


def test_the_expiry_of_the_live_edition_stays_that_of_the_correction(live):
    Article.objects.filter(pk=live.pk).update(expires_at=timezone.now() + HOUR)
    assert correct(live, place="Geneva").live_until is None
    assert stored(live).expires_at is not None


# --- At once ---------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_of_two_corrections_at_once_one_is_refused():
    def act(article, editor, place):
        return lambda: correct(article, by=editor, edition=1, place=place)

    for _round in range(8):
        article = make_live()
        results = at_once(*(act(article, make_editor(), place) for place in ("Geneva", "Paris")))
        refusals = [result for result in results if isinstance(result, Refused)]
        assert len(refusals) == 1, results
        assert "edition 2 now" in str(refusals[0])
        assert article.editions.count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_correction_and_a_save_at_once_lose_neither():
    """The save is merged into, or the correction goes into what was saved."""
    for _round in range(8):
        article, editor, reporter = make_live(), make_editor(), make_reporter()
        at_once(
            lambda article=article, editor=editor: correct(article, by=editor, place="Geneva"),
            lambda article=article, by=reporter: change(stored(article), by=by, standfirst="Saved."),
        )
        assert article.live_edition.place == "Geneva"
        payloads = list(article.revisions.values_list("payload", flat=True))
        assert any(payload["standfirst"] == "Saved." for payload in payloads)
