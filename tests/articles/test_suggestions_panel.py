"""Suggestions beside the story's form: what is stored, what the form says, and dismissals."""

import pytest
from django.urls import reverse

from articles.models import ArticleOfficial, SuggestionDismissal
from tests.articles.admin_desk import READY, open_form, save
from tests.browserless import posted, soup
from tests.make import make_article, make_reporter, make_user
from tests.people.make import make_appointment, make_person

pytestmark = pytest.mark.django_db
BODY = "<p>Then Edward Luck spoke.</p>"


@pytest.fixture
def rosa(client):
    user = make_reporter()
    client.force_login(user)
    return user


@pytest.fixture
def luck(db):
    person = make_person("Edward Luck")
    make_appointment(person, "Special Adviser", intended="2007-08-31")
    return person


def suggestions(page):
    return soup(page).select("[data-suggestion]")


def names(page):
    return [item.select_one(".who").contents[0].strip() for item in suggestions(page)]


def ask(client, article, **changes):
    """The panel for the form with these changes."""
    data = posted(open_form(client, article), "article_form", **READY, **changes)
    return client.post(reverse("admin:articles_article_checks", args=[article.pk]), data)


def dismiss_url(article):
    return reverse("admin:articles_article_dismiss", args=[article.pk])


def dismiss(client, article, page, **data):
    (item,) = suggestions(page)
    data = {"key": item["data-suggestion"], "persons": item["data-persons"], "why": "other", **data}
    return client.post(dismiss_url(article), data)


def test_the_form_shows_who_the_stored_story_names_with_evidence_and_title_of_the_day(client, rosa, luck):
    page = open_form(client, make_article(body=BODY, date="2007-10-10"))
    (item,) = suggestions(page)
    words = item.get_text(" ", strip=True)
    assert "Then Edward Luck spoke." in " ".join(item.select_one("q").get_text().split())
    assert "named in full" in words
    assert "Named as intended Special Adviser on 10 October 2007" in words
    assert "strong" in words
    assert soup(page).select_one("[data-suggestions-count]").get_text() == "1"


def test_what_is_entered_is_checked_with_the_entered_day_and_nothing_is_saved(client, rosa, luck):
    article = make_article(date="2007-10-10")
    assert names(ask(client, article)) == []
    assert names(ask(client, article, body=BODY)) == ["Edward Luck"]
    assert "no post on record" in ask(client, article, body=BODY, date="2001-01-01").content.decode()
    article.refresh_from_db()
    assert article.body == "<p>A first paragraph.</p>"
    assert not ArticleOfficial.objects.exists()


def test_one_answer_holds_both_panels(client, rosa, luck):
    answer = soup(ask(client, make_article(), body=BODY))
    assert [len(answer.select(part)) for part in ("[data-count]", "[data-found]")] == [1, 1]


def test_who_has_a_row_in_the_form_is_not_suggested(client, rosa, luck):
    article = make_article(body=BODY)
    rows = {"officials-TOTAL_FORMS": "1", "officials-0-person": str(luck.pk), "officials-0-role": "subject"}
    assert names(ask(client, article, **rows)) == []


def test_saving_links_nobody_by_itself(client, rosa, luck):
    article = make_article(by=rosa, body=BODY)
    save(client, article, headline="Another")
    assert not article.officials.exists()


def test_the_fields_of_a_suggestion_are_no_part_of_the_story_s_form(client, rosa, luck):
    make_person("Edward Luck")
    page = open_form(client, make_article(body=BODY))
    assert suggestions(page)
    assert {field["form"] for field in soup(page).select("[name^=suggest-]")} == {"no-form"}


def test_rivals_are_offered_and_none_is_chosen(client, rosa):
    one, other = make_person("Edward Luck"), make_person("Edward Luck")
    (item,) = suggestions(open_form(client, make_article(body=BODY)))
    assert {box["value"] for box in item.select(".rivals input")} == {str(one.pk), str(other.pk)}
    assert not item.select(".rivals input[checked]")
    assert "ambiguous" in item.get_text()


def test_a_dismissal_holds_until_the_words_that_caused_it_change(client, rosa, luck):
    article = make_article(by=rosa, body=BODY)
    answer = dismiss(client, article, open_form(client, article))
    assert answer.json() == {"said": "Edward Luck: not this person"}
    assert SuggestionDismissal.objects.get().by == rosa
    assert names(ask(client, article, headline="Another", body=f"{BODY}<p>More.</p>")) == []
    assert names(ask(client, article, body="<p>Then Edward Luck left.</p>")) == ["Edward Luck"]


def test_a_dismissal_is_taken_back(client, rosa, luck):
    article = make_article(by=rosa, body=BODY)
    page = open_form(client, article)
    assert dismiss(client, article, page, why="passing").json()["said"] == "Edward Luck: dismissed"
    assert dismiss(client, article, page, undo="1").json() == {"said": "Edward Luck: offered again"}
    assert names(open_form(client, article)) == ["Edward Luck"]


def test_only_who_may_change_the_story_dismisses(client, luck):
    article, data = make_article(body=BODY), {"key": "abc-1", "persons": str(luck.pk)}
    client.force_login(make_user("view_article"))
    assert client.post(dismiss_url(article), data).status_code == 403
    client.force_login(make_reporter())
    assert client.get(dismiss_url(article)).status_code == 405
    missing = reverse("admin:articles_article_dismiss", args=[999999])
    assert client.post(missing, data).status_code == 404
    assert not SuggestionDismissal.objects.exists()


@pytest.mark.parametrize(
    "data", [{}, {"key": "a"}, {"key": "", "persons": "1"}, {"key": "a", "persons": "\0,x"}]
)
def test_an_odd_dismissal_is_refused(client, rosa, luck, data):
    assert client.post(dismiss_url(make_article()), data).status_code == 400


def test_who_may_only_read_sees_suggestions_and_no_way_to_act(client, luck):
    client.force_login(make_user("view_article"))
    page = open_form(client, make_article(body=BODY))
    assert names(page) == ["Edward Luck"]
    assert soup(page).select_one("[data-suggestions]")["data-suggestions"] == ""
