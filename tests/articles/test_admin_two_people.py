"""Two people on one story: what no revision holds, steps and deletion. The words: test_merge_saving.py."""

import pytest

from articles.models import Article
from tests.articles.admin_desk import open_form, save
from tests.browserless import errors_beside
from tests.make import make_article, make_reporter

pytestmark = pytest.mark.django_db


@pytest.fixture
def article():
    return make_article(headline="Deng takes up post", standfirst="As it was.")


@pytest.fixture
def rosa(client):
    user = make_reporter(first_name="Rosa", last_name="Reporter")
    client.force_login(user)
    return user


def tomas():
    return make_reporter(first_name="Tomás", last_name="Rivera")


def test_what_no_revision_holds_is_not_overwritten_by_a_form_that_left_it_alone(client, rosa, article):
    page = open_form(client, article)
    Article.objects.filter(pk=article.pk).update(note="Checked by the desk", owner=rosa)
    save(client, article, page=page, headline="Mine")
    article.refresh_from_db()
    assert (article.headline, article.note, article.owner) == ("Mine", "Checked by the desk", rosa)


def test_a_note_that_both_changed_is_refused_once_and_then_ours_to_decide(client, rosa, article):
    page = open_form(client, article)
    Article.objects.filter(pk=article.pk).update(note="Theirs")
    page = save(client, article, page=page, note="Mine")
    assert "Somebody else set this to “Theirs”" in errors_beside(page, "note")
    save(client, article, page=page)
    article.refresh_from_db()
    assert article.note == "Mine"


@pytest.mark.time_machine("2026-03-02T12:00Z")
def test_a_moment_that_both_changed_is_refused_beside_it(client, rosa, article):
    page = open_form(client, article)
    save(client, article, planned_for_0="2027-05-01", planned_for_1="10:00")
    page = save(client, article, page=page, planned_for_0="2027-05-02", planned_for_1="10:00")
    assert "1 May 2027, 10:00 EDT" in errors_beside(page, "planned_for")


def test_a_step_that_somebody_took_meanwhile_is_not_taken_back_by_saving(client, rosa, article):
    page = open_form(client, article)
    article.submit(tomas())
    save(client, article, page=page, headline="Mine")
    article.refresh_from_db()
    assert (article.status, article.headline) == ("submitted", "Mine")


def test_a_draft_deleted_meanwhile_is_no_error_page(client, rosa, article):
    page = open_form(client, article)
    article.delete()
    assert save(client, article, page=page, headline="Mine").status_code == 200
