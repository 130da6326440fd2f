"""What the audit log is told of a story is what lists say of it, at any moment, in one query."""

import datetime

import pytest
from django.utils import timezone

from articles.models import Article
from tests.make import change, make_article, make_editor, make_live

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)
TOLD = ("status", "state", "revision_number", "live_number", "next_from")


def stories():
    make_article(headline="Draft")
    submitted = make_article(headline="Submitted")
    submitted.submit(submitted.owner)
    make_article(headline="Scheduled").publish(make_editor(), at=timezone.now() + HOUR)
    make_live(headline="Expiring", expires_at=timezone.now() + 2 * HOUR)
    make_live(headline="Withdrawn").withdraw(make_editor(), "Wrong.", "It was wrong.")
    change(make_live(headline="Changed"), headline="Changed since")


def test_the_log_and_the_lists_say_the_same_of_every_story_at_every_moment(
    time_machine, django_assert_num_queries
):
    time_machine.move_to("2026-03-02T12:00Z", tick=False)
    stories()
    seen = set()
    for hours in range(4):
        time_machine.move_to(f"2026-03-02T{12 + hours}:00Z", tick=False)
        for article in Article.objects.all():
            with django_assert_num_queries(1):
                told = article._state_for_audit()
            assert told == Article.objects.with_state().values(*TOLD).get(pk=article.pk)
            seen.add((article.headline, told["state"]))
    assert seen == {
        ("Draft", "draft"),
        ("Submitted", "submitted"),
        ("Scheduled", "scheduled"),
        ("Scheduled", "live"),
        ("Expiring", "live"),
        ("Expiring", "expired"),
        ("Withdrawn", "withdrawn"),
        ("Changed since", "changed"),
    }
