"""Live is a question of time: schedules, embargoes and expiries are exact with nothing running."""

import datetime

import pytest
from django.utils import timezone

from articles.models import Article, Edition
from articles.workflow import Refused
from tests.make import change, make_article, make_editor, make_live

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)
SECOND = datetime.timedelta(seconds=1)


def live_numbers(article, at):
    return list(article.editions.live(at).values_list("number", flat=True))


def test_a_scheduled_story_appears_at_its_moment_and_not_before():
    article, at = make_article(), timezone.now() + HOUR
    article.publish(make_editor(), at=at)
    assert live_numbers(article, at - datetime.timedelta(microseconds=1)) == []
    assert live_numbers(article, at) == [1]


def test_a_scheduled_update_takes_over_at_the_same_instant():
    article, at = make_live(), timezone.now() + HOUR
    change(article, body="<p>Tomorrow’s words.</p>")
    article.publish(make_editor(), at=at)
    assert live_numbers(article, at - datetime.timedelta(microseconds=1)) == [1]
    assert live_numbers(article, at) == [2]


def test_cancelling_a_schedule_reopens_the_present_edition():
    article, at, editor = make_live(), timezone.now() + HOUR, make_editor()
    change(article, body="<p>Tomorrow’s words.</p>")
    article.publish(editor, at=at)
    article.cancel_schedule(editor)
    assert live_numbers(article, at + HOUR) == [1]
    article.refresh_from_db()
    assert article.status == "approved"
    article.publish(editor, at=at + HOUR)  # and it can be scheduled anew, as edition 2
    assert live_numbers(article, at + HOUR) == [2]


def test_cancelling_restores_an_expiry():
    editor, at = make_editor(), timezone.now() + HOUR
    article = make_live(expires_at=at + HOUR)
    change(article, body="<p>Tomorrow’s words.</p>")
    article.publish(editor, at=at)
    article.cancel_schedule(editor)
    assert live_numbers(article, at + HOUR - SECOND) == [1]
    assert live_numbers(article, at + HOUR) == []


def test_the_clock_alone_publishes(time_machine):
    time_machine.move_to("2026-01-01T12:00:00Z")
    make_article().publish(make_editor(), at=timezone.now() + HOUR)
    assert not Edition.objects.live().exists()
    time_machine.move_to("2026-01-01T13:00:01Z")
    assert Edition.objects.live().get().is_live


def test_an_expiry_ends_a_story():
    expires = timezone.now() + HOUR
    article = make_live(expires_at=expires)
    assert live_numbers(article, expires - SECOND) == [1]
    assert live_numbers(article, expires) == []


def test_a_moment_that_has_passed_is_refused():
    with pytest.raises(Refused, match="has passed") as refused:
        make_article().publish(make_editor(), at=timezone.now() - SECOND)
    assert refused.value.field == "at"


def test_an_embargo_holds_publication_back():
    until = timezone.now() + HOUR
    article = make_article(embargo_until=until)
    with pytest.raises(Refused, match="Embargoed until"):
        article.publish(make_editor())
    with pytest.raises(Refused, match="Embargoed until"):
        article.publish(make_editor(), at=until - SECOND)
    assert article.publish(make_editor(), at=until).live_from == until


def test_a_story_has_one_schedule_at_a_time():
    article, editor = make_live(), make_editor()
    change(article, body="<p>Tomorrow’s words.</p>")
    article.publish(editor, at=timezone.now() + HOUR)
    change(article, body="<p>Other words.</p>")
    with pytest.raises(Refused, match="scheduled already"):
        article.publish(editor)


def test_nothing_to_cancel_is_said():
    with pytest.raises(Refused, match="Nothing is scheduled"):
        make_live().cancel_schedule(make_editor())


def test_the_desk_sees_each_state_in_one_query(django_assert_num_queries):
    draft = make_article()
    live = make_live()
    changed = change(make_live(), body="<p>Changed.</p>")
    scheduled = make_article()
    scheduled.publish(make_editor(), at=timezone.now() + HOUR)
    withdrawn = make_live()
    withdrawn.withdraw(make_editor(), "Wrong man", "We took two men for one.")
    submitted = make_article()
    submitted.submit(submitted.owner)
    with django_assert_num_queries(1):
        states = {a.pk: a.state for a in Article.objects.with_state()}
    assert states == {
        draft.pk: "draft",
        live.pk: "live",
        changed.pk: "changed",
        scheduled.pk: "scheduled",
        withdrawn.pk: "withdrawn",
        submitted.pk: "submitted",
    }
