"""Answers to one preview link at the same moment, in threads with connections of their own."""

import pytest

from articles.models import AuditEntry, PreviewComment, PreviewLink
from articles.workflow import Refused
from tests.articles.test_preview_links import share
from tests.make import at_once, make_article, make_editor

pytestmark = pytest.mark.django_db(transaction=True)


def opened():
    article = make_article()
    link, _url = share(article)
    link.views.create(revision=article.last_revision)
    return link


def answer(link, *args):
    return lambda: PreviewLink.objects.get(pk=link.pk).answer(*args)


def test_of_two_approvals_at_once_one_is_kept_and_the_other_refused():
    link = opened()
    results = at_once(*(answer(link, "approval", "", 1) for _ in range(3)))
    assert sum(isinstance(result, Refused) for result in results) == 2, results
    assert PreviewComment.objects.count() == 1


def test_the_limit_holds_for_answers_that_come_together():
    link = opened()
    for n in range(9):
        link.answer("comment", f"Number {n}", 1)
    results = at_once(*(answer(link, "comment", f"Together {n}", 1) for n in range(3)))
    assert sum(isinstance(result, Refused) for result in results) == 2, results
    assert PreviewComment.objects.count() == 10


def test_two_who_revoke_at_once_are_one_act():
    link, editors = opened(), [make_editor(), make_editor()]
    at_once(*((lambda by=by: PreviewLink.objects.get(pk=link.pk).revoke(by)) for by in editors))
    assert AuditEntry.objects.filter(act="preview-link-revoked").count() == 1
