"""Two people at once, for real: threads with connections of their own, on both databases."""

import datetime

import pytest
from django.utils import timezone

from articles.models import Article, Edition
from articles.workflow import Refused
from tests.make import at_once, change, make_article, make_editor, make_live

pytestmark = pytest.mark.django_db(transaction=True)


def publish(article, editor, **kw):
    return lambda: Article.objects.get(pk=article.pk).publish(editor, **kw)


def test_two_publishers_at_once_yield_one_edition_and_one_clear_refusal():
    for _round in range(4):
        article = make_article()
        results = at_once(*(publish(article, make_editor()) for _ in range(2)))
        refusals = [r for r in results if isinstance(r, Refused)]
        assert len(refusals) == 1, results
        assert "Nothing has changed since edition 1" in str(refusals[0])
        assert Edition.objects.filter(article=article).count() == 1


def test_two_second_editions_at_once_yield_one():
    article = make_live()
    change(article, body="<p>Second.</p>")
    results = at_once(*(publish(article, make_editor()) for _ in range(3)))
    assert sum(isinstance(r, Refused) for r in results) == 2, results
    assert Edition.objects.filter(article=article, live_until=None).count() == 1


def test_a_save_during_publication_is_either_in_the_edition_or_refused():
    article, editor = make_article(slug="typed"), make_editor()
    seen = article.revision_number
    results = at_once(
        publish(article, editor, revision=seen),
        lambda: change(Article.objects.get(pk=article.pk), body="<p>At the last second.</p>"),
    )
    editions = list(Edition.objects.filter(article=article))
    if isinstance(results[0], Refused):
        assert not editions
    else:
        assert [e.revision.number for e in editions] == [seen]
        assert "last second" not in editions[0].body


def test_withdrawing_and_publishing_at_once_leaves_nothing_live_by_accident():
    article = make_live()
    change(article, body="<p>Second.</p>")
    results = at_once(
        publish(article, make_editor()),
        lambda: Article.objects.get(pk=article.pk).withdraw(make_editor(), "Why", "Why."),
    )
    assert not isinstance(results[1], Exception), results
    assert not Edition.objects.live().exists()


def test_stories_scheduled_for_one_moment_at_once_are_all_scheduled():
    at = timezone.now() + datetime.timedelta(days=1)
    articles = [make_article() for _ in range(4)]
    results = at_once(*(publish(article, make_editor(), at=at) for article in articles))
    assert not [r for r in results if isinstance(r, Exception)], results
    assert len({edition.order_key for edition in results}) == 4
