"""Finding stories in the list: words of any field, names in any form, and by filters."""

import datetime

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article, ArticleWords
from articles.models.desk_search import Term, terms
from newsroom.search import search
from tests.browserless import soup
from tests.make import (
    change,
    make_article,
    make_author,
    make_editor,
    make_live,
    make_reporter,
    make_topic,
)
from tests.people.make import make_person

pytestmark = pytest.mark.django_db
LIST = "/admin/articles/article/"


@pytest.fixture
def erin(client):
    user = make_editor(first_name="Erin", last_name="Editor")
    client.force_login(user)
    return user


def found(client, **query):
    page = soup(client.get(LIST, query))
    return {link.get_text(strip=True) for link in page.select("#result_list .field-title a")}


# --- Words ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("headline", "The convoy"),
        ("standfirst", "A convoy waits."),
        ("body", "<p>The <strong>convoy</strong> went home.</p>"),
        ("place", "Convoy Camp"),
        ("slug", "a-convoy-waits"),
        ("note", "Ask the convoy’s driver."),
        ("lead_caption", "The convoy at dawn."),
    ],
)
def test_a_word_is_found_in_any_field(client, erin, field, text):
    sought = make_article(**{"headline": "Sought", field: text})
    make_article(headline="Another")
    assert found(client, q="convoy") == {str(sought)}


def test_marks_of_the_text_are_no_words_of_it(client, erin):
    make_article(headline="Sought", body="<p><strong>Words</strong></p>")
    assert found(client, q="strong") == set()


def test_officials_topics_and_bylines_are_found_by_any_name(client, erin):
    person = make_person("Alicia Méndez")
    person.names.create(text="Ali Mendez-Ruiz", kind="other")
    topic = make_topic("Responsibility to Protect", "R2P")
    make_article(headline="Official", officials=[person])
    make_article(headline="Topic", topics=[topic])
    make_article(headline="Byline", authors=[make_author("Ilse Märrow")])
    assert found(client, q="mendez") == {"Official"}
    assert found(client, q="ruiz") == {"Official"}
    assert found(client, q="r2p") == {"Topic"}
    assert found(client, q="marrow") == {"Byline"}


def test_a_surname_is_found_while_it_is_entered_with_or_without_accents(client, erin):
    make_article(headline="Sought", body="<p>Señora Méndez spoke.</p>")
    make_article(headline="Official", officials=[make_person("Alicia Méndez")])
    for typed in ("men", "Mende", "MÉNDEZ", "mendez"):
        assert found(client, q=typed) == {"Sought", "Official"}, typed


def test_every_word_must_be_there_in_whatever_field(client, erin):
    make_article(headline="Sought", note="Urgent", officials=[make_person("Kofi Annan")])
    make_article(headline="Not urgent", officials=[make_person("Kofi Other")])
    assert found(client, q="annan urgent") == {"Sought"}


def test_words_in_quotes_stand_together_and_are_whole(client, erin):
    make_article(headline="Sought", body="<p>The safe area fell.</p>")
    make_article(headline="Area", body="<p>An area, safe.</p>")
    make_article(headline="Begun", body="<p>The safe areas.</p>")
    assert found(client, q='"safe area"') == {"Sought"}
    assert found(client, q="“safe area”") == {"Sought"}


def test_a_hyphenated_name_is_one_term():
    assert terms("Ki-moon") == [Term("ki moon")]
    assert terms('a "b c" a') == [Term("a"), Term("b c", whole=True)]
    assert terms(" - ’ \0 ") == []


def test_a_name_of_today_finds_what_was_filed_under_the_name_of_before(client, erin):
    person = make_person("Ann Former")
    make_article(headline="Sought", officials=[person])
    person.family_name = "Present"
    person.save()
    assert found(client, q="present") == {"Sought"}
    assert found(client, q="former") == set()


def test_what_is_written_anew_is_found_and_what_is_gone_is_not(client, erin):
    article = make_article(headline="Story", body="<p>First words.</p>")
    change(article, body="<p>Second words.</p>")
    assert found(client, q="second") == {"Story"}
    assert found(client, q="first") == set()


def test_a_note_alone_is_found(client, erin):
    """It is no word of the story, so it makes no revision."""
    change(make_article(headline="Story"), note="Telephone the ministry.")
    assert found(client, q="ministry") == {"Story"}
    assert Article.objects.get().revision_number == 1


def test_a_deleted_story_leaves_no_word_behind(client, erin):
    make_article(headline="Gone").delete()
    assert not ArticleWords.objects.exists()
    make_article(headline="Another")
    assert found(client, q="gone") == set()


def test_a_save_that_fails_leaves_the_index_as_it_was(client, erin):
    article = make_article(headline="Before")
    with transaction.atomic():
        change(article, headline="After")
        transaction.set_rollback(True)
    assert found(client, q="before") == {"Before"}
    assert found(client, q="after") == set()


def test_readers_do_not_find_what_only_the_desk_has(client, erin):
    make_article(headline="Secret draft", note="hush")
    change(make_live(headline="Public"), body="<p>Unpublished scoop.</p>")
    for word in ("secret", "hush", "scoop"):
        assert search(word).is_empty
    assert found(client, q="scoop") == {"Public"}


@pytest.mark.parametrize(
    "typed",
    [
        "\0",
        '"',
        "*",
        "a*",
        "(",
        "a AND",
        "NEAR(a b)",
        ":*",
        "'",
        "\\",
        "%",
        "_",
        "-a",
        "^a",
        "{a}",
        "a" * 5000,
    ],
)
def test_signs_of_the_database_are_no_signs_of_the_search(client, erin, typed):
    make_article(headline="Story")
    assert client.get(LIST, {"q": typed}).status_code == 200


# --- Filters -------------------------------------------------------------------------------------
def test_a_colleague_is_chosen_as_owner(client, erin):
    rosa = make_reporter(first_name="Rosa", last_name="Reporter")
    make_article(headline="Hers", owner=rosa)
    make_article(headline="Others")
    page = soup(client.get(LIST))
    assert "Rosa Reporter" in page.select_one("#changelist-filter").get_text()
    assert found(client, whose=rosa.pk) == {"Hers"}
    assert len(found(client, whose=10**30)) == 2


def test_an_official_is_entered_by_any_form_of_the_name(client, erin):
    make_article(headline="Sought", officials=[make_person("Alicia Méndez")])
    make_article(headline="Mendez", body="<p>Mendez</p>")
    assert found(client, official="mendez") == {"Sought"}
    field = soup(client.get(LIST, {"official": "mendez", "state": "draft"})).select_one("[name=official]")
    assert field["value"] == "mendez"
    assert field.find_parent("form").select_one("[name=state]")["value"] == "draft"


def test_stories_of_some_days_are_found(client, erin):
    for day in ("2026-01-01T23:30:00-05:00", "2026-01-02T00:30:00-05:00", "2026-01-04T12:00:00-05:00"):
        article = make_article(headline=day[5:10])
        Article.objects.filter(pk=article.pk).update(updated_at=datetime.datetime.fromisoformat(day))
    assert found(client, since="2026-01-02") == {"01-02", "01-04"}
    assert found(client, since="2026-01-02", until="2026-01-02") == {"01-02"}
    assert found(client, until="2026-01-01") == {"01-01"}


@pytest.mark.parametrize("day", ["", "zzz", "2026-02-30", "9999-12-31", "0001-01-01", "\0"])
def test_an_odd_day_is_no_error(client, erin, day):
    make_article()
    assert client.get(LIST, {"since": day, "until": day}).status_code == 200


@pytest.mark.time_machine("2026-03-02T12:00:00Z")
def test_an_expired_story_is_found_as_such_and_is_no_draft(client, erin, time_machine):
    make_live(headline="Expired", expires_at=timezone.now() + datetime.timedelta(hours=1))
    time_machine.move_to("2026-03-02T14:00:00Z")
    client.force_login(erin)
    assert found(client, state="expired") == {"Expired"}
    assert found(client, state="draft") == set()
    assert found(client, state="live") == set()


# --- What it costs -------------------------------------------------------------------------------
COSTLY = [
    {"q": "story"},
    {"q": 'story "a first paragraph"', "state": "live", "topic": "news"},
    {"official": "annan", "since": "2020-01-01", "whose": "others"},
    {"o": "2"},
    {"p": "2"},
]


def test_every_filter_and_search_costs_eight_queries(client, erin):
    for _n in range(26):
        make_live()
        make_article()
    for query in COSTLY:
        with CaptureQueriesContext(connection) as queries:
            # session, user, permissions and those of groups, choices of the filters, count, rows, topics
            assert client.get(LIST, query).status_code == 200
        assert len(queries) <= 8, query
