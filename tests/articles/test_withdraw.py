"""A withdrawn story is gone from every list at once, says why, and comes back only on purpose."""

import datetime

import pytest
from django.utils import timezone

from articles.models import Edition
from articles.workflow import Refused
from tests.make import change, make_article, make_editor, make_live, make_reporter, make_user

pytestmark = pytest.mark.django_db


def test_withdrawing_ends_the_live_edition_and_keeps_the_reason():
    article = make_live()
    withdrawal = article.withdraw(make_editor(), "Wrong man", "We took two men for one.")
    assert not Edition.objects.live().exists()
    assert Edition.objects.published().count() == 1
    assert withdrawal.explanation == "We took two men for one."


def test_withdrawing_cancels_what_was_scheduled():
    article = make_live()
    change(article, body="<p>Next.</p>")
    article.publish(make_editor(), at=timezone.now() + datetime.timedelta(hours=1))
    article.withdraw(make_editor(), "Wrong man", "We took two men for one.")
    assert not Edition.objects.live(timezone.now() + datetime.timedelta(hours=2)).exists()


def test_a_legal_kill_hides_every_edition():
    article = make_live()
    article.withdraw(make_editor(), "Court order", "A court forbade this story.", suppressed=True)
    assert not Edition.objects.published().exists()


@pytest.mark.parametrize(
    ("reason", "explanation", "field"), [(" ", "Why.", "reason"), ("Why.", "", "explanation")]
)
def test_both_reasons_are_asked_for(reason, explanation, field):
    with pytest.raises(Refused) as refused:
        make_live().withdraw(make_editor(), reason, explanation)
    assert refused.value.field == field


def test_a_story_nobody_saw_cannot_be_withdrawn():
    with pytest.raises(Refused, match="never seen"):
        make_article().withdraw(make_editor(), "Why", "Why.")


def test_a_reporter_does_not_withdraw():
    with pytest.raises(Refused, match="Your role"):
        make_live().withdraw(make_reporter(), "Why", "Why.")


def test_a_withdrawn_story_is_published_again_only_after_the_withdrawal_is_lifted():
    article = make_live()
    article.withdraw(make_editor(), "Wrong man", "We took two men for one.")
    with pytest.raises(Refused, match="is withdrawn"):
        article.publish(make_editor())
    article.lift_withdrawal(make_user("lift_withdrawal"), "It was the right man")
    article.publish(make_editor())
    assert Edition.objects.live().get().number == 2
