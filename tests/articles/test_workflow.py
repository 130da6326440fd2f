"""The steps of a story, and who may take them."""

import pytest

from articles.workflow import Refused, Status
from tests.make import change, make_article, make_editor, make_reporter

pytestmark = pytest.mark.django_db


def test_a_story_goes_from_draft_to_published():
    reporter, editor = make_reporter(), make_editor()
    article = make_article(by=reporter)
    article.submit(reporter)
    assert article.status == Status.SUBMITTED
    article.approve(editor)
    assert article.status == Status.APPROVED
    article.publish(editor)
    assert article.status == Status.PUBLISHED


def test_a_returned_story_says_why_and_can_be_submitted_again():
    reporter = make_reporter()
    article = make_article(by=reporter)
    article.submit(reporter)
    article.return_to_writer(make_editor(), "Say who announced it.")
    assert (article.status, article.return_reason) == (Status.RETURNED, "Say who announced it.")
    article.submit(reporter)
    assert (article.status, article.return_reason) == (Status.SUBMITTED, "")


def test_a_return_without_a_reason_is_refused():
    article = make_article()
    article.submit(article.owner)
    with pytest.raises(Refused) as refused:
        article.return_to_writer(make_editor(), " ")
    assert refused.value.field == "reason"


def test_a_change_undoes_an_approval():
    article = make_article()
    article.submit(article.owner)
    article.approve(make_editor())
    change(article, body="<p>Other words.</p>")
    article.refresh_from_db()
    assert article.status == Status.DRAFT
    assert article.approved_revision is None


def test_nobody_approves_his_own_words():
    editor = make_editor()
    article = make_article(by=editor)
    article.submit(editor)
    with pytest.raises(Refused, match="You wrote the last revision"):
        article.approve(editor)


@pytest.mark.parametrize("step", ["approve", "return_to_writer"])
def test_a_reporter_does_not_review(step):
    article = make_article()
    article.submit(article.owner)
    arguments = ["Why"] if step == "return_to_writer" else []
    with pytest.raises(Refused, match="Your role"):
        getattr(article, step)(make_reporter(), *arguments)


def test_a_draft_cannot_be_approved():
    with pytest.raises(Refused, match="cannot be approved"):
        make_article().approve(make_editor())
