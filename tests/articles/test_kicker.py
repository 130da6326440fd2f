"""The kicker: a word or two above the headline, wherever a story is shown."""

import json

import pytest
from django.urls import reverse

from articles.models import Article
from articles.models.edition import Edition
from articles.public.lists import named, with_names
from articles.versions.edition_diff import changes_between
from articles.versions.revision_diff import changes
from tests.articles.admin_desk import open_form, save
from tests.articles.test_archive import FIRST, SECOND, bring_in, row
from tests.browserless import soup, text_of
from tests.make import change, make_article, make_editor, make_live, make_topic

pytestmark = pytest.mark.django_db


def lines_above(page):
    return [line.get_text(strip=True) for line in soup(page).select("main .kicker")]


@pytest.mark.parametrize("where", ["story", "/", "/news/", "/topics/peace/", "/search/?q=scoop"])
def test_the_kicker_is_shown_above_the_headline_everywhere(client, where):
    topic = make_topic("Peace")
    edition = make_live(kicker="Scoop", headline="Deng takes up post", topics=[topic]).live_edition
    page = client.get(edition.get_absolute_url() if where == "story" else where)
    assert "Scoop" in lines_above(page)
    assert "Peace" not in lines_above(page)


def test_without_a_kicker_the_first_topic_is_there(client):
    edition = make_live(topics=[make_topic("Peace")]).live_edition
    assert lines_above(client.get(edition.get_absolute_url())) == ["Peace"]


def test_a_kicker_leads_the_social_card_and_the_text_of_a_feed(client):
    edition = make_live(kicker="Scoop & more", headline="Deng takes up post").live_edition
    page = soup(client.get(edition.get_absolute_url()))
    assert page.find("meta", property="og:title")["content"] == "Scoop & more: Deng takes up post"
    feed = json.loads(client.get("/feed.json").content)
    assert feed["items"][0]["title"] == "Deng takes up post"
    assert feed["items"][0]["content_html"].startswith("<p><b>Scoop &amp; more</b></p>")


def test_a_kicker_is_entered_saved_published_and_shown_as_a_change(client):
    article, editor = make_article(slug="typed"), make_editor()
    client.force_login(editor)
    article.publish(editor)
    save(client, article, kicker="Scoop")
    article = Article.objects.get()
    first, second = (row.payload for row in article.revisions.order_by("number"))
    assert (first["kicker"], second["kicker"]) == ("", "Scoop")
    assert [change.label for change in changes(first, second)] == ["Kicker"]
    article.publish(make_editor())
    before, after = (named(row) for row in with_names(Edition.objects.order_by("number")))
    assert [change.place for change in changes_between(before, after)] == ["Kicker"]
    page = client.get(reverse("admin:articles_article_revision", args=[article.pk, 2]))
    assert "Kicker Scoop" in text_of(page)


def test_two_kickers_at_once_are_asked_about(client):
    article = make_article()
    client.force_login(make_editor())
    page = open_form(client, article)
    change(Article.objects.get(), kicker="Theirs")
    page = save(client, article, page=page, kicker="Mine")
    assert [clash.legend.get_text(strip=True) for clash in soup(page).select("fieldset.clash")] == ["Kicker"]


def test_the_archive_brings_kickers_and_an_edition_may_say_another():
    editions = [{"published": FIRST}, {"published": SECOND, "kicker": "Then"}]
    assert not bring_in(row(kicker="Once", editions=editions)).errors
    assert [edition.kicker for edition in Edition.objects.order_by("number")] == ["Once", "Then"]


def test_a_kicker_is_one_line_whoever_sends_it(client):
    article, editor = make_article(), make_editor()
    client.force_login(editor)
    save(client, article, kicker="Scoop\r\nBcc: all@news.example")
    assert Article.objects.get().kicker == "Scoop Bcc: all@news.example"
    bring_in(row(id="2", slug="b", kicker="Two\nlines"))
    assert Article.objects.get(external_id="2").kicker == "Two lines"
