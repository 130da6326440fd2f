"""The panel of checks beside a story: what is stored, what the form says, who may ask; local copies."""

import pytest
from django.urls import reverse

from articles.models import Article
from tests.articles.admin_desk import READY, change_url, open_form, save
from tests.browserless import posted, soup
from tests.make import make_article, make_editor, make_reporter, make_topic, make_user
from tests.people.make import make_person

pytestmark = pytest.mark.django_db
TOKEN = "0123456789abcdef" * 2


@pytest.fixture
def rosa(client):
    user = make_reporter()
    client.force_login(user)
    return user


def checks_url(article):
    return reverse("admin:articles_article_checks", args=[article.pk])


def ask(client, article, **changes):
    """The findings for the form with these changes."""
    page = open_form(client, article)
    answer = client.post(checks_url(article), posted(page, "article_form", **READY, **changes))
    assert answer.status_code == 200
    return answer


def said(page):
    return [item.find("p").get_text(" ", strip=True) for item in soup(page).select(".check")]


def test_the_form_shows_what_is_found_in_the_stored_story(client, rosa):
    make_person("Edward Luck")
    article = make_article(by=rosa, standfirst="", body="<p>So Edward Luck said.</p>")
    page = open_form(client, article)
    first, second = said(page)
    assert "Stops publication" in first
    assert "Write a standfirst" in first
    assert "Edward Luck is named and not linked" in second
    assert soup(page).select_one("[data-checks-count]").get_text() == "2"
    assert [link["href"] for link in soup(page).select(".check a")] == ["#id_standfirst", "#id_body"]


def test_what_is_entered_is_checked_and_not_saved(client, rosa):
    luck = make_person("Edward Luck")
    article = make_article(by=rosa)
    assert said(ask(client, article)) == []
    (finding,) = said(ask(client, article, body="<p>Edward Luck spoke.</p>"))
    assert "not linked" in finding
    rows = {
        "officials-TOTAL_FORMS": "1",
        "officials-0-person": str(luck.pk),
        "officials-0-role": "subject",
    }
    assert said(ask(client, article, body="<p>Edward Luck spoke.</p>", **rows)) == []
    article.refresh_from_db()
    assert article.body == "<p>A first paragraph.</p>"
    assert article.officials.count() == 0


@pytest.mark.parametrize(
    ("typed", "finding"),
    [
        ({"headline": ""}, "Write a headline"),
        ({"headline": "x" * 301}, "301 characters"),
        ({"standfirst": ""}, "Write a standfirst"),
        ({"topics": None}, "at least one topic"),
    ],
)
def test_what_the_form_would_refuse_is_checked_as_entered(client, rosa, typed, finding):
    article = make_article(by=rosa, topics=[make_topic()])
    assert any(finding in text for text in said(ask(client, article, **typed)))


def test_hostile_words_come_back_as_words(client, rosa):
    article = make_article(by=rosa)
    answer = ask(client, article, headline='<script>x</script> "quoted"')
    assert b"<script>" not in answer.content
    assert "no-store" in answer["Cache-Control"]


def test_checks_are_for_who_may_write_and_only_posted(client):
    article = make_article()
    url = checks_url(article)
    assert client.post(url).status_code == 302  # to the login
    client.force_login(make_user("view_article"))
    assert client.post(url).status_code == 403
    client.force_login(make_editor())
    assert client.get(url).status_code == 405
    assert client.post(reverse("admin:articles_article_checks", args=[0])).status_code == 404
    assert client.post(url, {"officials-TOTAL_FORMS": "x"}).status_code == 200


def test_who_may_only_read_sees_what_was_found(client):
    article = make_article(standfirst="")
    client.force_login(make_user("view_article"))
    page = client.get(change_url(article))
    assert "Write a standfirst" in " ".join(said(page))
    assert not soup(page).select_one("[data-checks]")["data-checks"]


# --- Copies that a browser keeps ---------------------------------------------------------------------
@pytest.mark.parametrize("press", ["_continue", "_save", "_submit"])
def test_a_saved_story_names_the_copy_that_may_be_forgotten(client, rosa, press):
    article = make_article(by=rosa)
    page = open_form(client, article)
    data = posted(page, "article_form", **READY, headline="New", draft=TOKEN) | {press: "1"}
    answer = client.post(change_url(article), data)
    assert answer.status_code == 302
    cookie = answer.cookies["desk_saved"]
    assert (cookie.value, cookie["path"], cookie["samesite"]) == (TOKEN, "/admin/", "Strict")


def test_a_new_story_does_too(client, rosa):
    page = client.get(reverse("admin:articles_article_add"))
    data = posted(page, "article_form", **READY, headline="New", draft=TOKEN)
    answer = client.post(reverse("admin:articles_article_add"), data | {"_continue": "1"})
    assert answer.cookies["desk_saved"].value == TOKEN
    assert Article.objects.get().headline == "New"


def test_a_story_that_was_not_taken_keeps_its_copy(client, rosa):
    article = make_article(by=rosa)
    page = save(client, article, headline="", draft=TOKEN)
    assert "desk_saved" not in client.cookies
    assert soup(page).select_one("[data-autosave]")["data-token"] == TOKEN


def test_a_token_that_is_none_is_not_repeated(client, rosa):
    article = make_article(by=rosa)
    page = save(client, article, headline="", draft='"><script>')
    assert soup(page).select_one("[data-autosave]")["data-token"] == ""
    save(client, article, headline="New", draft="x; Path=/")
    assert "desk_saved" not in client.cookies


def test_copies_belong_to_a_person_and_a_story(client, rosa):
    article = make_article(by=rosa)
    place = soup(open_form(client, article)).select_one("[data-autosave]")
    assert place["data-autosave"] == f"{rosa.pk}:{article.pk}"
