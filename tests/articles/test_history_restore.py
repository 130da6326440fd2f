"""Restoring an old revision: the desk copy gets its content back, and nothing else changes."""

import pytest

from articles.models import Act, Article, AuditEntry, Revision, Topic
from articles.workflow import Refused
from tests.articles.test_history import url
from tests.browserless import messages_of, posted, text_of
from tests.make import (
    at_once,
    change,
    make_article,
    make_author,
    make_editor,
    make_live,
    make_reporter,
    make_topic,
    make_user,
)
from tests.people.make import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def rita(client):
    reporter = make_reporter()
    client.force_login(reporter)
    return reporter


def test_a_restored_revision_is_a_new_one_with_everything_it_had(rita):
    peace, luck, ilse = make_topic("Peace"), make_person("Luck"), make_author()
    article = make_article(headline="One", topics=[peace], officials=[(luck, "speaker")], authors=[ilse])
    first = article.last_revision.payload
    article.topics.set([make_topic("War")])
    article.officials.all().delete()
    article.bylines.all().delete()
    change(article, headline="Two", body="<p>Other.</p>")
    revision = article.restore(rita, 1, shown=2)
    assert (revision.number, revision.by, revision.payload) == (3, rita, first)
    assert Article.objects.get().payload() == first
    assert Revision.objects.count() == 3


def test_readers_see_what_they_saw(rita):
    article = change(make_live(headline="One"), headline="Two")
    article.publish(make_editor())
    article.restore(rita, 1)
    article.refresh_from_db()
    assert (article.headline, article.live_edition.headline, article.status) == ("One", "Two", "draft")
    assert article.is_changed
    assert article.editions.count() == 2


def test_a_restored_text_is_not_approved_and_a_submitted_one_stays_submitted(rita):
    article = change(make_article(headline="One"), headline="Two")
    article.submit(rita)
    article.restore(rita, 1)
    assert article.status == "submitted"
    article.approve(make_editor())
    article.restore(rita, 2)
    assert (article.status, article.approved_revision) == ("draft", None)


def test_notes_times_and_owner_are_not_touched(rita):
    article = change(make_article(headline="One"), headline="Two")
    Article.objects.update(note="Call them.", owner=rita)
    article.restore(rita, 1)
    stored = Article.objects.get()
    assert (stored.note, stored.owner) == ("Call them.", rita)


def test_an_address_that_publication_made_stays(rita):
    article = make_live(headline="One")
    slug = Article.objects.get().slug
    change(Article.objects.get(), headline="Two")
    article.refresh_from_db()
    article.restore(rita, 1)
    assert Article.objects.get().slug == slug


def test_what_was_deleted_since_is_left_out(client, rita):
    gone = make_topic("Gone")
    article = make_article(headline="One", topics=[gone])
    article.topics.set([make_topic("Here")])
    change(article, headline="Two")
    Topic.objects.filter(pk=gone.pk).delete()
    words = text_of(client.get(url(article, "restore", 1)))
    assert "No longer there, and left out: a topic deleted since" in words
    client.post(url(article, "restore", 1), {"shown": 2})
    stored = Article.objects.get()
    assert stored.headline == "One"
    assert not stored.topics.exists()


def test_the_log_has_it(rita):
    article = change(make_article(headline="One"), headline="Two")
    article.restore(rita, 1)
    entry = AuditEntry.objects.get(act=Act.RESTORED)
    assert (entry.by, entry.after["restored"], entry.after["revision_number"]) == (rita, 1, 3)


def test_what_the_desk_says_already_is_not_restored(client, rita):
    article = make_article()
    with pytest.raises(Refused, match="says this already"):
        article.restore(rita, 1)
    page = client.get(url(article, "restore", 1))
    assert "The desk copy says this already." in text_of(page)
    assert Revision.objects.count() == 1


# --- Its page --------------------------------------------------------------------------------------
def test_the_page_shows_what_will_change_and_the_button_does_it(client, rita):
    article = change(make_article(headline="One word"), headline="Two words")
    page = client.get(url(article, "restore", 1))
    assert "What will change on the desk Headline Two words One word" in text_of(page)
    page = client.post(url(article, "restore", 1), posted(page, "restore_form"), follow=True)
    assert page.redirect_chain[-1][0] == article.get_desk_url()
    assert "Revision 1 is restored as revision 3." in messages_of(page)
    assert Article.objects.get().headline == "One word"


def test_reading_the_page_restores_nothing(client, rita):
    article = change(make_article(), headline="Two")
    client.get(url(article, "restore", 1))
    assert client.put(url(article, "restore", 1)).status_code == 405
    assert Article.objects.get().headline == "Two"


def test_what_a_colleague_saved_meanwhile_is_shown_first(client, rita):
    article = change(make_article(headline="One"), headline="Two")
    page = client.get(url(article, "restore", 1))
    change(article, headline="Three")
    page = client.post(url(article, "restore", 1), posted(page, "restore_form"))
    assert "saved revision 3 after you opened revision 2" in text_of(page)
    assert "Three" in text_of(page)
    assert Article.objects.get().headline == "Three"
    client.post(url(article, "restore", 1), posted(page, "restore_form"))
    assert Article.objects.get().headline == "One"


@pytest.mark.parametrize("shown", ["", "x", "-1", "9" * 30])
def test_a_hand_made_post_is_refused_in_words(client, rita, shown):
    article = change(make_article(), headline="Two")
    page = client.post(url(article, "restore", 1), {"shown": shown})
    assert page.status_code == 200
    assert 'role="alert"' in page.content.decode()
    assert Article.objects.get().headline == "Two"


def test_only_who_may_change_stories_restores_and_only_what_is_there(client):
    article = change(make_article(headline="One"), headline="Two")
    here = url(article, "restore", 1)
    assert "/admin/login/" in client.post(here, {"shown": 2}).url
    for user in (make_user(), make_user("view_article"), make_user("publish_article", "view_article")):
        client.force_login(user)
        assert client.get(here).status_code == 403
        assert client.post(here, {"shown": 2}).status_code == 403
        with pytest.raises(Refused, match="Your role"):
            article.restore(user, 1)
    client.force_login(make_reporter())
    assert client.post(url(article, "restore", 9), {"shown": 2}).status_code == 404
    assert client.post("/admin/articles/article/987654/revisions/1/restore/", {"shown": 2}).status_code == 404
    assert Article.objects.get().headline == "Two"


@pytest.mark.django_db(transaction=True)
def test_two_restorers_at_once_yield_one_revision_and_one_refusal():
    article, people = change(make_article(headline="One"), headline="Two"), [make_reporter(), make_reporter()]

    def restore(n):
        return lambda: Article.objects.get(pk=article.pk).restore(people[n], 1, shown=2)

    results = at_once(restore(0), restore(1))
    assert sum(isinstance(result, Refused) for result in results) == 1, results
    assert Revision.objects.filter(article=article).count() == 3
