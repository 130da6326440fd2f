"""The record on the desk: editions and revisions are read there, never written."""

import pytest
from django.urls import reverse

from articles.models import Edition
from tests.articles.admin_desk import open_form
from tests.browserless import soup, text_of
from tests.make import change, make_article, make_author, make_editor, make_live, make_topic, make_user
from tests.people.make import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(client):
    user = make_user(is_superuser=True)
    client.force_login(user)
    return user


def test_an_edition_is_read_with_everything_it_had(client, boss):
    topic, luck, ilse = make_topic("Peacekeeping"), make_person("Edward Luck"), make_author("Ilse Marrow")
    article = make_live(body="<p>Read <em>me</em>.</p>", topics=[topic], officials=[luck], authors=[ilse])
    page = client.get(reverse("admin:articles_edition_change", args=[article.editions.get().pk]))
    words = text_of(page)
    for word in ("Peacekeeping", "Edward Luck", "Ilse Marrow", "Read me"):
        assert word in words
    assert soup(page).select_one(".reading em")


def test_nobody_writes_an_edition_here_not_even_a_superuser(client, boss):
    edition = make_live(headline="As it was").editions.get()
    change_url = reverse("admin:articles_edition_change", args=[edition.pk])
    assert client.post(change_url, {"headline": "Forged"}).status_code == 403
    assert client.get(reverse("admin:articles_edition_add")).status_code == 403
    assert (
        client.post(reverse("admin:articles_edition_delete", args=[edition.pk]), {"post": "yes"}).status_code
        == 403
    )
    client.post(
        "/admin/articles/edition/",
        {"action": "delete_selected", "_selected_action": [edition.pk], "post": "yes"},
    )
    assert Edition.objects.get().headline == "As it was"


def test_the_record_tab_lists_editions_with_note_by_and_time(client):
    editor = make_editor(first_name="Erin", last_name="Editor")
    article = make_live(by=editor)
    change(article, headline="Changed")
    article.publish(editor, kind="correction", note="The day was wrong.")
    client.force_login(editor)
    record = " ".join(soup(open_form(client, article)).find(id="side-history").get_text(" ").split())
    assert "Edition 2 correction" in record
    assert "The day was wrong." in record
    assert "Erin Editor" in record
    assert "Edition 1 original" in record


def test_every_revision_can_be_read_and_says_what_changed(client, boss):
    article = make_article(headline="First words")
    change(article, headline="Second words", body="<p>Another <strong>text</strong>.</p>")
    listed = text_of(client.get(reverse("admin:articles_article_revisions", args=[article.pk])))
    assert "Revision 2" in listed
    assert "Revision 1" in listed
    page = client.get(reverse("admin:articles_article_revision", args=[article.pk, 2]))
    words = text_of(page)
    assert "Changed since the revision before: headline , text" in words or "headline, text" in words
    assert "First words" in words
    assert soup(page).select_one(".reading strong")


def test_revisions_are_for_who_sees_stories_and_are_only_read(client):
    article = make_article()
    urls = [
        reverse("admin:articles_article_revisions", args=[article.pk]),
        reverse("admin:articles_article_revision", args=[article.pk, 1]),
    ]
    for url in urls:
        assert "/admin/login/" in client.get(url).url
    client.force_login(make_user())
    for url in urls:
        assert client.get(url).status_code == 403
    client.force_login(make_user("view_article"))
    for url in urls:
        assert client.get(url).status_code == 200
        assert client.post(url).status_code == 405
    assert client.get(reverse("admin:articles_article_revision", args=[article.pk, 9])).status_code == 404
    assert client.get(reverse("admin:articles_article_revisions", args=[999])).status_code == 404
