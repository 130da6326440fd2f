"""Two saves at the same moment, for real: one goes in, the other is merged or asked, nothing is lost."""

import pytest
from django.test import Client

from articles.models import Article
from tests.articles.admin_desk import READY, change_url, open_form
from tests.browserless import posted, text_of
from tests.make import at_once, make_article, make_reporter

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 8


def press(article, **changes):
    """An act that saves a form, opened now, by somebody new."""
    client = Client()
    client.force_login(make_reporter())
    data = posted(open_form(client, article), "article_form", **READY, **changes) | {"_continue": "1"}
    return lambda: client.post(change_url(article), data)


def saved_and_shown(answers):
    assert sorted(answer.status_code for answer in answers) == [200, 302], answers
    return sorted(answers, key=lambda answer: -answer.status_code)


def test_of_two_saves_of_one_field_exactly_one_goes_in_and_the_other_is_asked():
    for _round in range(ROUNDS):
        article = make_article(headline="Before")
        answers = at_once(press(article, headline="Version 1"), press(article, headline="Version 2"))
        _saved, shown = saved_and_shown(answers)
        article = Article.objects.get(pk=article.pk)
        assert article.revision_number == 2
        loser = {"Version 1": "Version 2", "Version 2": "Version 1"}[article.headline]
        assert "Two people changed this story" in text_of(shown)
        assert f'name="headline" value="{loser}"' in shown.content.decode()


def test_of_two_saves_of_two_fields_one_goes_in_and_the_other_is_shown_both():
    for _round in range(ROUNDS):
        article = make_article(headline="Before", standfirst="Before.")
        answers = at_once(press(article, headline="Mine"), press(article, standfirst="Theirs."))
        _saved, shown = saved_and_shown(answers)
        assert Article.objects.get(pk=article.pk).revision_number == 2
        form = posted(shown, "article_form", **READY)
        assert (form["headline"], form["standfirst"], form["revision"]) == (["Mine"], ["Theirs."], ["2"])
