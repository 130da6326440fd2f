"""The list of stories: states, filters, search; eight queries, whatever the number of rows."""

import datetime

import pytest
from django.utils import timezone

from articles.admin.lists.editions import EditionAdmin
from articles.admin.story.article_admin import ArticleAdmin
from articles.models import Article
from newsroom.lib import paging
from tests.browserless import soup, text_of
from tests.make import change, make_article, make_editor, make_live, make_reporter, make_topic, make_user

pytestmark = pytest.mark.django_db
LIST = "/admin/articles/article/"


@pytest.fixture
def erin(client):
    user = make_editor(first_name="Erin", last_name="Editor")
    client.force_login(user)
    return user


def headlines(response):
    return {link.get_text(strip=True) for link in soup(response).select("#result_list .field-title a")}


@pytest.fixture
def one_of_each(erin):
    """{state: headline} of a story in each state."""
    soon = timezone.now() + datetime.timedelta(days=1)
    make_article(headline="draft")
    for state in ("submitted", "returned", "approved"):
        article = make_article(headline=state)
        article.submit(article.owner)
        if state == "returned":
            article.return_to_writer(erin, "Why?")
        if state == "approved":
            article.approve(erin)
    make_article(headline="scheduled").publish(erin, at=soon)
    make_live(headline="live")
    change(make_live(headline="was live"), headline="changed")
    make_live(headline="withdrawn").withdraw(erin, "R", "E")


def test_every_state_is_a_word(client, one_of_each):
    page = client.get(LIST)
    shown = {
        row.select_one(".field-title").get_text(strip=True): row.select_one(".state")["class"][1]
        for row in soup(page).select("#result_list tbody tr")
    }
    assert shown == {name: f"state-{name}" for name in shown}
    assert len(shown) == 8


@pytest.mark.parametrize(
    "state", ["draft", "submitted", "returned", "approved", "scheduled", "live", "changed", "withdrawn"]
)
def test_the_filter_by_state_agrees_with_the_word_shown(client, one_of_each, state):
    assert headlines(client.get(LIST, {"state": state})) == {state}


def test_an_unknown_state_filters_nothing(client, one_of_each):
    assert len(headlines(client.get(LIST, {"state": "nonsense"}))) == 8


@pytest.mark.parametrize(
    "query", ["topic=%00", "topic=none", "whose=x", "state=%00", "q=%00", "q=%22", "p=99", "o=9"]
)
def test_an_odd_address_is_no_error_page(client, erin, query):
    make_article()
    assert client.get(f"{LIST}?{query}").status_code in (200, 302)


def test_filters_by_owner_and_topic(client, erin):
    topic = make_topic("Peacekeeping", in_navigation=True)
    make_article(headline="Hers", owner=erin, topics=[topic])
    make_article(headline="Somebody’s")
    assert headlines(client.get(LIST, {"whose": "mine"})) == {"Hers"}
    assert headlines(client.get(LIST, {"whose": "others"})) == {"Somebody’s"}
    assert headlines(client.get(LIST, {"whose": "nobody"})) == set()
    assert headlines(client.get(LIST, {"topic": topic.slug})) == {"Hers"}


def test_search_looks_into_headline_and_text(client, erin):
    make_article(headline="A convoy is attacked")
    make_article(headline="Another", body="<p>The convoy went home.</p>")
    make_article(headline="A third")
    assert headlines(client.get(LIST, {"q": "convoy"})) == {"A convoy is attacked", "Another"}
    assert headlines(client.get(LIST, {"q": '"went home"'})) == {"Another"}


def test_an_overdue_wish_is_said(client, erin):
    make_article(headline="Late", planned_for=timezone.now() - datetime.timedelta(hours=1))
    assert soup(client.get(LIST)).select_one(".state")["class"][1] == "state-overdue"


def test_the_list_costs_eight_queries_whatever_its_length(client, erin, django_assert_max_num_queries):
    topics = [make_topic("One"), make_topic("Two"), make_topic("Three")]
    for _n in range(6):
        make_live(topics=topics)
        make_article(topics=topics[:1])
    with django_assert_max_num_queries(8):
        # session, user, his permissions and his groups', topics of the filter, count, rows, their topics
        page = client.get(LIST)
    assert "One , Two , +1" in text_of(page) or "One, Two, +1" in text_of(page)


def test_the_story_form_costs_the_same_whatever_the_number_of_officials(client, erin):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from tests.people.make import make_appointment, make_person, make_post

    def cost(article):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"{LIST}{article.pk}/change/").status_code == 200
        return len(queries)

    people = [make_person(f"Person Number{n}") for n in range(8)]
    for person in people:
        make_appointment(person, make_post(f"Post of {person}"))
    few, many = make_article(officials=people[:1]), make_article(officials=people)
    assert cost(few) >= cost(many)
    # one for preview links, eight for the checks, two for suggestions, one for desk notes
    assert cost(many) <= 29


# --- The count -----------------------------------------------------------------------------------
@pytest.fixture
def short_pages(monkeypatch):
    """Two rows a page, counted three beyond it, to the third page."""
    monkeypatch.setattr(ArticleAdmin, "list_per_page", 2)
    monkeypatch.setattr(paging, "AHEAD", 3)
    monkeypatch.setattr(paging, "DEEPEST", 3)


def test_a_large_result_is_not_counted_to_its_end(client, erin, short_pages):
    for n in range(9):
        make_article(headline=f"Found {n}")
    page = client.get(LIST, {"q": "found"})
    assert headlines(page) == {"Found 8", "Found 7"}
    assert "more than 3 results" in text_of(page)
    assert "more than 3 articles" in soup(page).select_one(".paginator").get_text()
    assert not soup(page).select(".actions .question")


def test_pages_of_a_large_result_lead_on(client, erin, short_pages):
    for n in range(9):
        make_article(headline=f"Found {n}")
    assert soup(client.get(LIST, {"q": "found"})).select_one('.paginator a[href*="p=2"]')
    page = client.get(LIST, {"q": "found", "p": 2})
    assert headlines(page) == {"Found 6", "Found 5"}
    assert "more than 5 results" in text_of(page)
    assert headlines(client.get(LIST, {"q": "found", "p": 3})) == {"Found 4", "Found 3"}


@pytest.mark.parametrize("number", ["9", "9" * 30, "-1", "x"])
def test_a_page_beyond_the_last_is_no_error(client, erin, short_pages, number):
    for n in range(9):
        make_article(headline=f"Found {n}")
    page = client.get(LIST, {"q": "found", "p": number}, follow=True)
    assert page.status_code == 200
    assert len(headlines(page)) == 2


def test_a_result_of_a_few_is_counted_exactly(client, erin, short_pages):
    for n in range(3):
        make_article(headline=f"Found {n}")
    page = client.get(LIST, {"q": "found"})
    assert "3 results" in text_of(page)
    assert "more than" not in text_of(page)
    assert soup(page).select(".actions .question")


def test_the_whole_list_is_counted_exactly(client, erin, short_pages):
    for _n in range(9):
        make_article()
    assert "9 articles" in soup(client.get(LIST)).select_one(".paginator").get_text()


def test_editions_are_counted_the_same_way(client, monkeypatch):
    client.force_login(make_user("view_edition"))
    monkeypatch.setattr(EditionAdmin, "list_per_page", 2)
    monkeypatch.setattr(paging, "AHEAD", 3)
    for n in range(5):
        make_live(headline=f"Found {n}")
    page = client.get("/admin/articles/edition/", {"q": "found", "p": 1})
    assert "more than 3 results" in text_of(page)
    assert headlines(page) == {"Found 4", "Found 3"}


# --- Actions -------------------------------------------------------------------------------------
def test_nobody_deletes_stories_by_the_dozen(client, erin):
    article = make_article()
    client.post(LIST, {"action": "delete_selected", "_selected_action": [str(article.pk)], "post": "yes"})
    assert Article.objects.exists()


def test_the_list_is_closed_to_who_may_not_see_stories(client):
    client.force_login(make_user())
    assert client.get(LIST).status_code == 403
    client.force_login(make_reporter())
    assert client.get(LIST).status_code == 200
