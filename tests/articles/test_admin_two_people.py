"""Two people on one story: nobody overwrites anybody, and nothing that was typed is lost."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client

from articles.models import Article
from tests.articles.admin_desk import READY, change_url, open_form, save
from tests.browserless import errors_beside, posted, soup, text_of
from tests.make import change, make_article, make_author, make_reporter, make_topic
from tests.people.make import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def article():
    return make_article(headline="Deng takes up post", standfirst="As it was.")


@pytest.fixture
def rosa(client):
    user = make_reporter(first_name="Rosa", last_name="Reporter")
    client.force_login(user)
    return user


def tomas():
    return make_reporter(first_name="Tomás", last_name="Rivera")


def test_who_saves_second_is_told_what_changed_and_keeps_every_word(client, rosa, article):
    page = open_form(client, article)
    change(article, by=tomas(), headline="Deng begins work", standfirst="Theirs.")
    page = save(client, article, page=page, headline="Deng takes up his post", note="A note of mine")
    words = text_of(page)
    assert "Not saved: Tomás Rivera saved revision 2" in words
    assert "What Tomás Rivera saved as revision 2" in words
    assert "Deng begins work" in words
    assert "you changed this too" in words
    assert soup(page).find(id="id_headline").get_text(strip=True) == "Deng takes up his post"
    assert soup(page).find(id="id_note").get_text(strip=True) == "A note of mine"
    article.refresh_from_db()
    assert (article.headline, article.revision_number) == ("Deng begins work", 2)


def test_saving_again_is_refused_again(client, rosa, article):
    page = open_form(client, article)
    change(article, headline="Theirs")
    page = save(client, article, page=page, headline="Mine")
    page = save(client, article, page=page)
    assert "Not saved" in text_of(page)
    article.refresh_from_db()
    assert article.headline == "Theirs"


def test_mine_over_theirs_is_a_button_of_its_own_and_theirs_stays_a_revision(client, rosa, article):
    page = open_form(client, article)
    change(article, headline="Theirs")
    page = save(client, article, page=page, headline="Mine")
    button = soup(page).find("button", attrs={"name": "force_revision"})
    assert button["value"] == "2"
    data = posted(page, "article_form", **READY) | {"force_revision": "2"}
    client.post(change_url(article), data)
    article.refresh_from_db()
    assert (article.headline, article.revision_number) == ("Mine", 3)
    assert article.revisions.get(number=2).payload["headline"] == "Theirs"


def test_mine_over_theirs_does_not_hold_for_what_came_after(client, rosa, article):
    page = open_form(client, article)
    change(article, headline="Theirs")
    page = save(client, article, page=page, headline="Mine")
    change(article, headline="Theirs again")
    data = posted(page, "article_form", **READY) | {"force_revision": "2"}
    page = client.post(change_url(article), data)
    assert "Not saved" in text_of(page)
    article.refresh_from_db()
    assert article.headline == "Theirs again"


def test_mine_over_theirs_takes_the_rows_too(client, rosa):
    luck, deng, ban = make_person("Edward Luck"), make_person("Francis Deng"), make_person("Ban Ki-moon")
    article = make_article(
        officials=[luck, deng], topics=[make_topic("Peacekeeping")], authors=[make_author()]
    )
    page = open_form(client, article)
    article.officials.filter(person=luck).delete()
    article.officials.create(person=ban, role="speaker", position=2)
    article.save_revision(tomas())
    assert "Not saved" in text_of(save(client, article, page=page, headline="Mine"))
    data = posted(page, "article_form", **READY, headline="Mine") | {"force_revision": "2"}
    page = client.post(change_url(article), data, follow=True)
    assert {row.person for row in article.officials.all()} == {luck, deng}
    article.refresh_from_db()
    assert (article.headline, article.revision_number) == ("Mine", 3)


def test_a_form_without_its_revision_is_refused(client, rosa, article):
    page = save(client, article, revision="", headline="Mine")
    assert "Not saved" in text_of(page)
    page = save(client, article, revision="x", headline="Mine")
    assert "Not saved" in text_of(page)


def test_what_no_revision_holds_is_not_overwritten_by_a_form_that_left_it_alone(client, rosa, article):
    page = open_form(client, article)
    Article.objects.filter(pk=article.pk).update(note="Checked by the desk", owner=rosa)
    save(client, article, page=page, headline="Mine")
    article.refresh_from_db()
    assert (article.headline, article.note, article.owner) == ("Mine", "Checked by the desk", rosa)


def test_a_note_that_both_changed_is_refused_once_and_then_ours_to_decide(client, rosa, article):
    page = open_form(client, article)
    Article.objects.filter(pk=article.pk).update(note="Theirs")
    page = save(client, article, page=page, note="Mine")
    assert "Somebody else set this to “Theirs”" in errors_beside(page, "note")
    save(client, article, page=page)
    article.refresh_from_db()
    assert article.note == "Mine"


def test_a_moment_that_both_changed_is_refused_beside_it(client, rosa, article):
    page = open_form(client, article)
    save(client, article, planned_for_0="2027-05-01", planned_for_1="10:00")
    page = save(client, article, page=page, planned_for_0="2027-05-02", planned_for_1="10:00")
    assert "1 May 2027, 10:00 EDT" in errors_beside(page, "planned_for")


def test_a_step_that_somebody_took_meanwhile_is_not_taken_back_by_saving(client, rosa, article):
    page = open_form(client, article)
    article.submit(tomas())
    save(client, article, page=page, headline="Mine")
    article.refresh_from_db()
    assert (article.status, article.headline) == ("submitted", "Mine")


def test_a_draft_deleted_meanwhile_is_no_error_page(client, rosa, article):
    page = open_form(client, article)
    article.delete()
    assert save(client, article, page=page, headline="Mine").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_of_two_saves_at_the_same_moment_one_is_refused():
    article = make_article(headline="Before")
    clients = []
    for n in (1, 2):
        client = Client()
        client.force_login(make_reporter())
        clients.append(
            (client, posted(open_form(client, article), "article_form", **READY, headline=f"Version {n}"))
        )

    def press(pair):
        client, data = pair
        try:
            return client.post(change_url(article), data | {"_continue": "1"}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        codes = sorted(pool.map(press, clients))
    article.refresh_from_db()
    assert codes == [200, 302]
    assert article.revision_number == 2
