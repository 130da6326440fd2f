"""The correction screen: the live text in the writing form, with a note to readers; conflicts come first."""

import datetime

import pytest
from django.utils import timezone

from articles.models import Article
from tests.articles.admin_desk import READY, change_url, step_url
from tests.browserless import errors_beside, messages_of, posted, soup, text_of
from tests.make import (
    OVERRIDE,
    change,
    make_article,
    make_editor,
    make_live,
    make_reporter,
    make_topic,
    make_user,
)
from tests.people.make import make_person

pytestmark = pytest.mark.django_db

BODY = "<p>One stands here.</p><p>Two is about the Council.</p>"
NOTE = "An earlier version named another body."
TOLD = {"kind": "correction", "public_note": NOTE, "override": OVERRIDE}


@pytest.fixture
def erin(client):
    user = make_editor(first_name="Erin", last_name="Editor")
    client.force_login(user)
    return user


@pytest.fixture
def live(erin):
    return make_live(
        headline="Deng takes up post",
        body=BODY,
        topics=[make_topic()],
        officials=[make_person("Edward Luck")],
    )


def press(client, article, page=None, button="_correct", **changes):
    page = page or client.get(step_url(article, "correct"))
    data = posted(page, "article_form", **READY, **changes) | {button: "1"}
    return client.post(step_url(article, "correct"), data, follow=True)


def stored(article):
    return Article.objects.get(pk=article.pk)


def value(page, name):
    return soup(page).find(id=f"id_{name}").get_text().strip()


def test_the_form_holds_the_live_text_and_nothing_of_the_desk(client, live):
    change(live, headline="An unpublished headline", note="For the desk")
    live.officials.all().delete()
    live.save_revision(make_reporter())
    page = client.get(step_url(live, "correct"))
    assert value(page, "headline") == "Deng takes up post"
    assert "An unpublished headline" not in soup(page).find(id="article_form").get_text()
    assert not soup(page).find(id="id_note")
    assert posted(page, "article_form")["officials-0-person"] != [""]
    assert not soup(page).select(".errornote, .errorlist")


def test_a_published_correction_is_shown_to_readers_and_the_desk(client, live):
    page = press(client, live, **TOLD, body=BODY.replace("the Council", "the Assembly"))
    assert "Corrected: readers see edition 2 now" in messages_of(page)
    edition = live.live_edition
    assert (edition.kind, edition.note, edition.override_reason) == ("correction", NOTE, OVERRIDE)
    assert "the Assembly" in edition.body
    assert edition.edition_officials.count() == edition.edition_topics.count() == 1


def test_enter_and_check_publish_nothing_and_show_what_changes(client, live):
    page = client.get(step_url(live, "correct"))
    assert soup(page).select_one("#article_form button")["name"] == "_check"
    page = press(client, live, button="_check", **TOLD, headline="Deng begins work")
    assert "What you change" in text_of(page)
    assert value(page, "headline") == "Deng begins work"
    assert value(page, "public_note") == NOTE
    assert live.editions.count() == 1


@pytest.mark.parametrize(
    ("name", "words"), [("kind", "Choose what"), ("public_note", "Tell readers"), ("override", "second")]
)
def test_what_is_missing_is_said_beside_it_and_nothing_entered_is_lost(client, live, name, words):
    page = press(client, live, **TOLD | {name: ""}, headline="Deng begins work")
    assert words in errors_beside(page, name)
    assert value(page, "headline") == "Deng begins work"
    assert live.editions.count() == 1


def test_a_minor_change_is_offered_by_permission_only(client, live):
    page = press(client, live, kind="minor", override=OVERRIDE, headline="Deng takes up his post")
    assert live.live_edition.kind == "minor"
    client.force_login(make_user("change_article", "view_article", "publish_article", "override_review"))
    page = client.get(step_url(live, "correct"))
    assert "minor" not in [option["value"] for option in soup(page).select("#id_kind option")]
    page = press(client, live, kind="minor", override=OVERRIDE, headline="Other")
    assert errors_beside(page, "kind")
    assert live.editions.count() == 2


def test_a_fault_in_the_text_is_said_beside_it(client, live):
    page = press(client, live, **TOLD, headline="")
    assert errors_beside(page, "headline")
    assert live.editions.count() == 1


def test_an_embargo_is_named(client, live):
    Article.objects.filter(pk=live.pk).update(embargo_until=timezone.now() + datetime.timedelta(hours=1))
    assert "Embargoed until" in text_of(press(client, live, **TOLD, headline="Other"))


def test_unpublished_changes_get_the_correction_and_keep_their_own(client, live):
    change(live, headline="An unpublished headline")
    page = press(client, live, **TOLD, place="Geneva")
    assert "So have the unpublished changes" in messages_of(page)
    assert (stored(live).headline, stored(live).place) == ("An unpublished headline", "Geneva")


def test_a_conflict_with_unpublished_words_is_asked_first(client, live):
    change(live, headline="An unpublished headline", place="Paris")
    page = press(client, live, **TOLD, headline="Deng begins work")
    assert "Nothing is lost and nothing is published yet" in text_of(page)
    assert live.editions.count() == 1
    radio = soup(page).select_one("fieldset.clash input[type=radio]")["name"]
    again = client.post(step_url(live, "correct"), posted(page, "merge_form") | {"_correct": "1"})
    assert "Choose one" in text_of(again)
    client.post(step_url(live, "correct"), posted(page, "merge_form", **{radio: "mine"}) | {"_correct": "1"})
    assert live.live_edition.headline == "Deng begins work"
    assert live.live_edition.note == NOTE
    assert stored(live).headline == "An unpublished headline"


def test_enter_on_the_question_publishes_nothing(client, live):
    change(live, headline="An unpublished headline")
    page = press(client, live, **TOLD, headline="Deng begins work")
    radio = soup(page).select_one("fieldset.clash input[type=radio]")["name"]
    page = client.post(
        step_url(live, "correct"), posted(page, "merge_form", **{radio: "mine"}) | {"_check": "1"}
    )
    assert page.status_code == 200
    assert live.editions.count() == 1


def test_a_newer_edition_is_merged_and_shown_first(client, live):
    page = client.get(step_url(live, "correct"))
    change(live, place="Geneva")
    stored(live).publish(make_editor())
    page = press(client, live, page, **TOLD, headline="Deng begins work")
    assert "Readers see edition 2 since" in text_of(page)
    assert (value(page, "headline"), posted(page, "article_form")["place"]) == (
        "Deng begins work",
        ["Geneva"],
    )
    press(client, live, page)
    edition = live.live_edition
    assert (edition.number, edition.headline, edition.place) == (3, "Deng begins work", "Geneva")


def test_a_newer_edition_of_the_same_words_is_asked_about_first(client, live):
    page = client.get(step_url(live, "correct"))
    change(live, headline="Theirs")
    stored(live).publish(make_editor())
    page = press(client, live, page, **TOLD, headline="Mine")
    radio = soup(page).select_one("fieldset.clash input[type=radio]")["name"]
    data = posted(page, "merge_form", **{radio: "mine"}) | {"_review": "1"}
    page = client.post(step_url(live, "correct"), data)
    assert value(page, "headline") == "Mine"
    assert live.editions.count() == 2
    press(client, live, page)
    assert live.live_edition.headline == "Mine"


def test_the_story_offers_it_while_readers_see_something(client, live, erin):
    assert f'href="{step_url(live, "correct")}"' in client.get(change_url(live)).content.decode()
    other = make_article()
    assert step_url(other, "correct") not in client.get(change_url(other)).content.decode()
    page = client.get(step_url(other, "correct"), follow=True)
    assert "nothing to correct" in messages_of(page)


def test_the_wrong_person_the_wrong_method_and_a_missing_story(client, live):
    assert client.put(step_url(live, "correct")).status_code == 405
    url = step_url(live, "correct")
    assert client.get(url.replace(f"/{live.pk}/", "/999999/")).status_code == 404
    page = client.get(url)
    client.force_login(make_reporter())
    assert client.get(url).status_code == 403
    assert client.post(url, posted(page, "article_form") | {"_correct": "1"}).status_code == 403
    assert live.editions.count() == 1
