"""Two people link at once: one link, one act, and a save of the form keeps it."""

import pytest

from articles.models import Act, Article, AuditEntry
from articles.workflow import Refused
from tests.make import at_once, change, make_live, make_user
from tests.people.make import make_person

pytestmark = pytest.mark.django_db(transaction=True)


def fresh(article):
    return Article.objects.get(pk=article.pk)


def test_the_same_link_by_four_people_at_once_is_one():
    article, luck = make_live(), make_person("Edward Luck")
    people = [make_user("link_officials") for _ in range(4)]
    results = at_once(*(lambda p=p: fresh(article).link_official(luck, p) for p in people))
    assert sum(isinstance(result, Refused) for result in results) == 3
    assert article.live_edition.edition_officials.count() == article.officials.count() == 1
    assert AuditEntry.objects.filter(act=Act.LINKED).count() == 1


def test_a_link_and_a_save_at_once_lose_neither():
    article, luck, petra = make_live(), make_person("Edward Luck"), make_user("link_officials")
    results = at_once(
        lambda: fresh(article).link_official(luck, petra), lambda: change(fresh(article), headline="New")
    )
    assert not [result for result in results if isinstance(result, Exception)], results
    desk = fresh(article)
    assert (desk.headline, desk.officials.get().person) == ("New", luck)
    assert desk.is_changed
    assert desk.last_revision.payload == desk.payload()
