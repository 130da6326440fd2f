"""The genre of a story: shown to readers where it is not news, and a filter of the desk."""

import json

import pytest

from articles.models import Article
from articles.models.content import Genre
from articles.models.edition import Edition
from articles.public.schema_org import news_article
from tests.articles.admin_desk import open_form, save
from tests.articles.test_archive import bring_in, errors_of, row
from tests.browserless import soup, text_of
from tests.make import change, make_article, make_editor, make_live, make_topic

pytestmark = pytest.mark.django_db


def lines_above(page):
    return [line.get_text(strip=True) for line in soup(page).select("main .kicker")]


@pytest.mark.parametrize("where", ["story", "/", "/news/", "/topics/peace/", "/search/?q=deng"])
def test_readers_see_a_genre_that_is_not_news(client, where):
    article = make_live(genre="analysis", headline="Deng takes up post", topics=[make_topic("Peace")])
    page = client.get(article.get_absolute_url() if where == "story" else where)
    assert "Analysis" in lines_above(page)


def test_news_is_not_named(client):
    article = make_live(headline="Deng takes up post", topics=[make_topic("Peace")])
    assert lines_above(client.get(article.get_absolute_url())) == ["Peace"]


@pytest.mark.parametrize(
    ("genre", "schema_type"),
    [
        ("news", "NewsArticle"),
        ("analysis", "AnalysisNewsArticle"),
        ("explainer", "BackgroundNewsArticle"),
        ("opinion", "OpinionNewsArticle"),
        ("obituary", "NewsArticle"),
    ],
)
def test_search_engines_read_the_type_of_article(client, genre, schema_type):
    page = client.get(make_live(genre=genre).get_absolute_url())
    data = json.loads(soup(page).find("script", type="application/ld+json").string)
    assert data["@type"] == schema_type


def test_every_genre_has_a_type_and_fits_its_column():
    for genre in Genre:
        edition = make_live(genre=genre).live_edition
        edition.topics, edition.authors = [], []
        assert news_article(edition, [])["@type"].endswith("NewsArticle")


def test_the_desk_filters_by_genre(client):
    client.force_login(make_editor())
    make_article(headline="An opinion", genre="opinion")
    make_article(headline="Some news")
    page = text_of(client.get("/admin/articles/article/?genre__exact=opinion"))
    assert "An opinion" in page
    assert "Some news" not in page


def test_a_genre_is_chosen_and_two_at_once_are_asked_about_by_name(client):
    article = make_article()
    client.force_login(make_editor())
    page = open_form(client, article)
    change(Article.objects.get(), genre="opinion")
    page = save(client, article, page=page, genre="interview")
    words = " ".join(soup(page).select_one("fieldset.clash").get_text(" ").split())
    assert "Genre" in words
    assert ("interview" in words, "opinion" in words) == (True, True)


def test_the_archive_brings_genres_and_refuses_others():
    assert not bring_in(row(genre="interview")).errors
    assert Edition.objects.get().genre == "interview"
    assert "none of: news" in errors_of(row(id="archive-2", slug="other", genre="gossip"))[0]
