"""A new story that is sent twice, by a double click or by two requests at once, is made once."""

import pytest
from django.test import Client

from articles.models import Act, Article, AuditEntry
from tests.articles.admin_desk import READY
from tests.browserless import posted, text_of
from tests.make import at_once, make_reporter

pytestmark = pytest.mark.django_db
ADD = "/admin/articles/article/add/"
WORDS = {"headline": "Sent", "body": "<p>Words.</p>", **READY}


@pytest.fixture
def rosa(client):
    client.force_login(user := make_reporter())
    return user


def filled(client, **changes):
    return posted(client.get(ADD), "article_form", **{**WORDS, **changes}) | {"_continue": "1"}


def test_the_second_sending_leads_to_the_story_of_the_first(client, rosa):
    data = filled(client)
    first, second = client.post(ADD, data), client.post(ADD, data)
    article = Article.objects.get()
    assert first["Location"] == second["Location"] == f"/admin/articles/article/{article.pk}/change/"
    assert article.revision_number == 1
    assert "This was sent twice and saved once." in text_of(client.get(second["Location"]))


def test_another_button_is_no_other_sending(client, rosa):
    data = filled(client)
    client.post(ADD, data)
    client.post(ADD, {**data, "_submit": "1"})
    assert Article.objects.get().status == "draft"


def test_two_forms_with_the_same_words_are_two_stories(client, rosa):
    for _form in range(2):
        client.post(ADD, filled(client))
    assert Article.objects.count() == 2


def test_other_words_sent_from_the_same_form_are_not_lost(client, rosa):
    data = filled(client)
    for headline in ("One", "Two"):
        client.post(ADD, {**data, "headline": headline})
    assert set(Article.objects.values_list("headline", flat=True)) == {"One", "Two"}


def test_a_form_that_was_not_taken_keeps_its_token_and_is_saved_after(client, rosa):
    refused = client.post(ADD, filled(client, planned_for_0="never"))
    assert not Article.objects.exists()
    data = posted(refused, "article_form", **{**WORDS, "planned_for_0": ""}) | {"_continue": "1"}
    assert data["once"] == [refused.context["once"]]
    client.post(ADD, data)
    assert Article.objects.count() == 1


@pytest.mark.parametrize("token", ["", "x", "A" * 32, "\0" * 32])
def test_a_broken_token_stops_nobody(client, rosa, token):
    client.post(ADD, {**filled(client), "once": token})
    assert Article.objects.count() == 1


def test_a_colleague_who_sends_the_same_makes_a_story_of_his_own(client, rosa):
    data = filled(client)
    client.post(ADD, data)
    client.force_login(make_reporter())
    client.post(ADD, data)
    assert Article.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_four_sendings_at_once_make_one_story_and_one_act():
    user = make_reporter()

    def opened():
        client = Client()
        client.force_login(user)
        return client

    clients = [opened() for _ in range(4)]
    data = filled(clients[0]) | {"_submit": "1"}
    answers = at_once(*(lambda c=c: c.post(ADD, data) for c in clients))
    article = Article.objects.get()
    assert {getattr(a, "url", a) for a in answers} == {f"/admin/articles/article/{article.pk}/change/"}
    assert AuditEntry.objects.filter(act=Act.SUBMITTED).count() == article.revisions.count() == 1
