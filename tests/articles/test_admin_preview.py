"""The preview: the readers' own page from the form as it is. Nothing is saved, no cache keeps it."""

import pytest
from django.urls import reverse

from articles.models import Article, Topic
from tests.articles.admin_desk import READY, open_form
from tests.browserless import posted, soup, text_of
from tests.make import make_article, make_author, make_live, make_reporter, make_topic, make_user
from tests.people.make import make_appointment, make_person, make_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def rosa(client):
    user = make_reporter(first_name="Rosa", last_name="Reporter")
    client.force_login(user)
    return user


def url(article):
    return reverse("admin:articles_article_preview", args=[article.pk])


def preview(client, article, **changes):
    data = posted(open_form(client, article), "article_form", **READY, **changes)
    response = client.post(url(article), data)
    assert response.status_code == 200
    return response


def test_unsaved_words_stand_on_the_readers_page_and_nowhere_else(client, rosa):
    article = make_live(headline="What readers see", slug="typed")
    page = preview(client, article, headline="Not saved yet", standfirst="S.", body="<p>New words.</p>")
    assert soup(page).find("h1").get_text(strip=True) == "Not saved yet"
    assert "New words." in text_of(page)
    assert "Readers do not see this." in text_of(page)
    article.refresh_from_db()
    assert (article.headline, article.revision_number) == ("What readers see", 1)


def test_unsaved_relations_stand_there_too(client, rosa):
    luck = make_person("Edward Luck")
    make_appointment(luck, make_post("Special Adviser"), intended="2007-08-31")
    ilse, article = make_author("Ilse Marrow"), make_article(by=rosa, topics=[])
    make_topic("Responsibility to Protect", "R2P")
    rows = {
        "officials-TOTAL_FORMS": "1",
        "officials-0-person": str(luck.pk),
        "officials-0-role": "subject",
        "bylines-TOTAL_FORMS": "1",
        "bylines-0-author": str(ilse.pk),
    }
    words = text_of(preview(client, article, topics=["R2P"], date="2007-10-10", **rows))
    assert "Named as intended Special Adviser" in words
    assert "Ilse Marrow" in words
    assert "Responsibility to Protect" in words
    assert article.officials.count() == 0
    assert article.topics.count() == 0


def test_a_new_topic_is_shown_and_not_made(client):
    client.force_login(make_user("change_article", "view_article", "add_topic"))
    assert "Oil revenue" in text_of(preview(client, make_article(topics=[]), topics=["Oil revenue"]))
    assert not Topic.objects.exists()


def test_rows_taken_out_are_gone_from_it(client, rosa):
    article = make_article(
        by=rosa, officials=[make_person("Edward Luck")], authors=[make_author("Ilse Marrow")]
    )
    gone = {"officials-0-DELETE": "on", "bylines-0-DELETE": "on"}
    words = text_of(preview(client, article, headline="", **gone))
    assert "Edward Luck" not in words
    assert "Ilse Marrow" not in words


def test_a_field_with_an_error_shows_its_old_value_and_says_so(client, rosa):
    article = make_article(by=rosa, headline="The old headline")
    page = preview(client, article, headline=" ", standfirst="A new standfirst")
    words = text_of(page)
    assert "The old headline" in words
    assert "A new standfirst" in words
    assert "1 field has an error and shows its old value." in words


def test_hostile_words_come_out_clean(client, rosa):
    article = make_article(by=rosa)
    page = preview(
        client,
        article,
        headline="<script>alert(1)</script>",
        body='<p onclick="x">Hello<img src=x onerror=alert(1)><script>alert(2)</script></p>',
    )
    assert b"<script>alert" not in page.content
    assert b"onerror" not in page.content
    assert b"onclick" not in page.content


def test_a_body_that_is_refused_is_not_shown_raw(client, rosa):
    article = make_article(by=rosa, body="<p>The old text.</p>")
    page = preview(client, article, body=f"<p onclick=x>{'word ' * 410_000}</p>")
    assert "The old text." in text_of(page)
    assert b"onclick" not in page.content


def test_a_stale_form_can_still_be_previewed(client, rosa):
    article = make_article(by=rosa)
    assert "Mine" in text_of(preview(client, article, headline="Mine", revision="77"))


def test_the_saved_copy_has_a_preview_of_its_own(client, rosa):
    article = make_article(by=rosa, headline="As it is saved")
    page = client.get(url(article))
    assert soup(page).find("h1").get_text(strip=True) == "As it is saved"


def test_it_is_private_framed_by_us_only_and_not_for_search_engines(client, rosa):
    page = client.get(url(make_article(by=rosa)))
    assert {"private", "no-store"} <= set(page["Cache-Control"].split(", "))
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert page["Referrer-Policy"] == "no-referrer"
    assert page["X-Frame-Options"] == "SAMEORIGIN"
    assert b'rel="canonical"' not in page.content
    assert b"application/ld+json" not in page.content


def test_who_may_not_see_stories_sees_no_preview(client):
    article = make_article()
    assert "/admin/login/" in client.get(url(article)).url
    client.force_login(make_user())
    assert client.get(url(article)).status_code == 403
    client.force_login(make_user("view_article"))
    assert client.get(url(article)).status_code == 200
    assert client.post(url(article), {"headline": "Mine"}).status_code == 403
    assert client.delete(url(article)).status_code == 405
    assert client.get("/admin/articles/article/999/preview/").status_code == 404


def test_the_frame_has_no_scripts(client, rosa):
    frame = soup(open_form(client, make_article(by=rosa))).find("iframe")
    assert frame["sandbox"] == ["allow-same-origin"]
    assert Article.objects.count() == 1
