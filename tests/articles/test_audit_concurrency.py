"""Many people act at once, on one story and on many: one unbroken chain, and nobody waits for ever."""

import datetime

import pytest
from django.utils import timezone

from articles.models import Act, Article, AuditEntry
from articles.workflow import Refused
from tests.articles.test_concurrency import publish
from tests.make import at_once, change, make_article, make_editor, make_live, make_reporter, make_user
from tests.people.make import make_person

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = datetime.timedelta(hours=1)


def fresh(article):
    return Article.objects.get(pk=article.pk)


def unbroken(count):
    verdict = AuditEntry.objects.all().verify()
    assert verdict.broken is None
    assert verdict.right == AuditEntry.objects.count() == count


def test_the_first_acts_of_a_newsroom_at_once():
    """There is no head yet: everybody would make one."""
    articles, rosa = [make_article() for _ in range(6)], make_reporter()
    results = at_once(*(lambda a=a: fresh(a).submit(rosa) for a in articles))
    assert results == [None] * 6
    unbroken(6)


def test_different_acts_on_different_stories_at_once():
    erin, chief, luck = make_editor(), make_user("lift_withdrawal"), make_person("Edward Luck")
    live = [make_live() for _ in range(4)]
    change(live[0], body="<p>Second.</p>")
    live[3].withdraw(erin, "Why", "Why.")
    before = AuditEntry.objects.count()
    draft, scheduled = make_article(), make_article()
    results = at_once(
        lambda: fresh(live[0]).publish(erin),
        lambda: fresh(live[1]).link_official(luck, make_user("link_officials")),
        lambda: fresh(live[1]).withdraw(erin, "Why", "Why."),
        lambda: fresh(live[2]).kill(erin, "Why", "Why."),
        lambda: fresh(live[3]).reinstate(chief, "Why"),
        lambda: fresh(draft).publish(erin),
        lambda: fresh(scheduled).publish(erin, at=timezone.now() + HOUR),
    )
    assert not [r for r in results if isinstance(r, Exception)], results
    unbroken(before + 7)


def test_the_same_act_on_one_story_at_once_is_one_entry():
    for _round in range(3):
        article = make_article()
        results = at_once(*(publish(article, make_editor()) for _ in range(4)))
        assert sum(isinstance(r, Refused) for r in results) == 3, results
        assert AuditEntry.objects.filter(article=article, act=Act.PUBLISHED).count() == 1
    unbroken(3)


def test_a_kill_and_its_undo_at_once_leave_a_story_that_is_one_or_the_other():
    article = make_live()
    article.withdraw(make_editor(), "Why", "Why.")
    killed, back = at_once(
        lambda: fresh(article).kill(make_editor(), "Court order", "A court forbade it."),
        lambda: fresh(article).reinstate(make_user("lift_withdrawal"), "We were right"),
    )
    assert not isinstance(killed, Exception), killed
    article = fresh(article)
    if back is None:  # the kill came first, and its undo left the story withdrawn as it had been
        assert article.withdrawal.reason == "Why"
    else:
        assert article.withdrawal.suppressed
    assert article.live_edition is None
    unbroken(4)
