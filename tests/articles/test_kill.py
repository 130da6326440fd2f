"""A kill hides every edition everywhere; a kill or withdrawal can be undone."""

import datetime

import pytest
from django.utils import timezone

from articles.models import Act, Article, AuditEntry, Edition
from articles.workflow import Refused, Status
from tests.make import (
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
HOUR = datetime.timedelta(hours=1)
SECRET = "The minister's lawyers wrote to us"


@pytest.fixture
def erin():
    return make_editor()


@pytest.fixture
def chief():
    return make_user("lift_withdrawal")


def kill(article, by):
    return article.kill(by, SECRET, "A court forbade this story.")


def withdraw(article, by):
    return article.withdraw(by, "Wrong man", "We took two men for one.")


def address(article):
    return article.editions.order_by("number").first().get_absolute_url()


# --- Killing ---------------------------------------------------------------------------------------
def test_a_kill_hides_every_edition_everywhere_at_once(client, erin):
    topic, author, luck = make_topic("Council"), make_author(), make_person("Edward Luck")
    links = {"topics": [topic], "authors": [author], "officials": [luck]}
    make_live(**links, headline="Open story", slug="open")  # so that no list is empty
    article = make_live(**links, headline="Forbidden words", slug="x")
    change(article, headline="Forbidden words, changed")
    article.publish(erin)
    path = address(article)
    kill(article, erin)
    assert not Edition.objects.published().filter(article=article).exists()
    for url in (path, f"{path}editions/", f"{path}editions/1/", f"{path}editions/2/"):
        response = client.get(url)
        assert response.status_code == 410
        assert b"Forbidden" not in response.content
        assert b"lawyers" not in response.content
    month = article.editions.first().month.replace("-", "/")
    lists = ("/", "/news/", f"/news/{month}/", "/topics/council/", "/people/edward-luck/", "/corrections/")
    feeds = (
        "/feed.atom",
        "/feed.rss",
        "/feed.json",
        "/topics/council/feed.atom",
        "/people/edward-luck/feed.atom",
    )
    for url in (*lists, *feeds, "/sitemap.xml", "/news-sitemap.xml", "/search/?q=forbidden"):
        response = client.get(url)
        assert response.status_code == 200, url
        text = (b"".join(response) if response.streaming else response.content).decode()
        assert "Forbidden words" not in text, url
        assert path not in text, url
        assert "lawyers" not in text, url
    assert b"A court forbade this story." in client.get(path).content


def test_the_reason_stays_in_the_log(erin):
    article = make_live(headline="Forbidden words")
    kill(article, erin)
    entry = AuditEntry.objects.first()
    assert (entry.act, entry.by, entry.reason, entry.subject) == (
        Act.KILLED,
        erin,
        SECRET,
        "Forbidden words",
    )
    assert (entry.before["state"], entry.after["state"]) == ("live", "withdrawn")


@pytest.mark.time_machine("2026-03-02T12:00:00Z", tick=False)
def test_a_story_that_is_only_scheduled_is_killed(client, erin, time_machine):
    article = make_article(slug="x", headline="Forbidden words")
    article.publish(erin, at=timezone.now() + HOUR)
    path = address(article)
    kill(article, erin)
    time_machine.move_to("2026-03-02T14:00:00Z", tick=False)
    assert not Edition.objects.live().exists()
    assert client.get(path).status_code == 404  # nobody ever saw it: there is nothing to explain
    article.refresh_from_db()
    with pytest.raises(Refused, match="is withdrawn"):
        article.publish(erin)


def test_a_kill_cancels_a_scheduled_update(erin):
    article = change(make_live(), body="<p>Next.</p>")
    article.publish(erin, at=timezone.now() + HOUR)
    kill(article, erin)
    assert not Edition.objects.live(timezone.now() + 2 * HOUR).exists()
    assert not Edition.objects.pending().exists()


def test_a_withdrawn_story_is_killed_and_its_explanation_replaced(client, erin):
    article = make_live(headline="Forbidden words")
    withdraw(article, erin)
    kill(article, erin)
    page = client.get(address(article))
    assert page.status_code == 410
    assert b"A court forbade this story." in page.content
    assert b"two men for one" not in page.content
    assert b"Forbidden words" not in page.content
    assert article.withdrawals.count() == 2


def test_a_story_is_killed_once_and_not_before_it_went_out(erin):
    article = make_live()
    kill(article, erin)
    with pytest.raises(Refused, match="killed already"):
        kill(article, erin)
    with pytest.raises(Refused, match="never published nor scheduled"):
        kill(make_article(), erin)


@pytest.mark.parametrize(
    ("reason", "explanation", "field"), [(" ", "Why.", "reason"), ("Why.", "", "explanation")]
)
def test_a_kill_asks_for_both_reasons(erin, reason, explanation, field):
    with pytest.raises(Refused) as refused:
        make_live().kill(erin, reason, explanation)
    assert refused.value.field == field


@pytest.mark.parametrize(
    "act", [kill, lambda a, by: a.withdraw(by, "Why", "Why.", suppressed=True)], ids=["kill", "withdraw"]
)
def test_a_kill_needs_a_permission_of_its_own(act):
    article = make_live()
    with pytest.raises(Refused, match="Your role"):
        act(article, make_user("withdraw_article", "change_article", "lift_withdrawal"))
    assert Edition.objects.live().exists()


# --- Undoing ---------------------------------------------------------------------------------------
@pytest.mark.parametrize("down", [withdraw, kill])
def test_what_readers_saw_last_is_live_again_from_now_on(client, erin, chief, down):
    topic, author, luck = make_topic("Council"), make_author(), make_person("Edward Luck")
    article = make_live(
        headline="As it was", body="<p>Was.</p>", topics=[topic], authors=[author], officials=[luck]
    )
    first = article.live_edition
    down(article, erin)
    gone_at = timezone.now()
    edition = article.reinstate(chief, "The court changed its mind.")
    assert (edition.number, edition.kind, edition.note, edition.by) == (2, "minor", "", chief)
    for name in ("headline", "body", "body_html", "slug", "month", "published_at", "modified_at", "digest"):
        assert getattr(edition, name) == getattr(first, name), name
    assert [row.topic for row in edition.edition_topics.all()] == [topic]
    assert [row.person for row in edition.edition_officials.all()] == [luck]
    assert [row.author for row in edition.edition_authors.all()] == [author]
    assert Edition.objects.live().get() == edition
    assert not Edition.objects.live(gone_at).exists()  # that readers saw nothing in between stays on record
    assert client.get(address(article)).status_code == 200
    article.refresh_from_db()
    assert (article.status, article.is_changed) == (Status.PUBLISHED, False)
    entry = AuditEntry.objects.first()
    assert (entry.act, entry.edition, entry.reason) == (
        Act.REINSTATED,
        edition,
        "The court changed its mind.",
    )


def test_a_story_that_is_back_is_edited_published_and_withdrawn_as_any_other(erin, chief):
    article = make_live()
    withdraw(article, erin)
    article.reinstate(chief, "Why")
    change(article, headline="Next")
    assert Article.objects.get(pk=article.pk).publish(erin).number == 3
    withdraw(article, erin)
    assert article.reinstate(chief, "Why").headline == "Next"


def test_words_written_while_it_was_down_stay_on_the_desk(erin, chief):
    article = make_live(headline="As it was")
    withdraw(article, erin)
    change(article, headline="Better")
    assert article.reinstate(chief, "Why").headline == "As it was"
    article.refresh_from_db()
    assert (article.headline, article.is_changed, article.status) == ("Better", True, Status.DRAFT)


def test_undoing_a_kill_of_a_withdrawn_story_leaves_it_withdrawn(client, erin, chief):
    article = make_live(headline="As it was")
    first = withdraw(article, erin)
    kill(article, erin)
    assert article.reinstate(chief, "The court changed its mind.") is None
    assert article.live_edition is None
    assert (article.withdrawal.reason, article.withdrawal.at) == (first.reason, first.at)
    assert b"two men for one" in client.get(address(article)).content
    assert article.reinstate(chief, "It was one man.").headline == "As it was"
    assert Edition.objects.live().count() == 1


@pytest.mark.time_machine("2026-03-02T12:00:00Z", tick=False)
def test_an_expiry_stays_in_force(erin, chief, time_machine):
    article = make_live(expires_at=timezone.now() + 2 * HOUR)
    time_machine.move_to("2026-03-02T12:30:00Z", tick=False)
    withdraw(article, erin)
    time_machine.move_to("2026-03-02T13:00:00Z", tick=False)
    edition = article.reinstate(chief, "Why")
    assert edition.live_until == article.expires_at
    time_machine.move_to("2026-03-02T14:30:00Z", tick=False)
    assert not Edition.objects.live().exists()


@pytest.mark.parametrize(
    ("down_at", "back_at", "words"),
    [("12:30", "14:30", "would have expired"), ("14:30", "15:00", "Readers saw nothing")],
)
@pytest.mark.time_machine("2026-03-02T12:00:00Z", tick=False)
def test_a_story_whose_time_is_over_is_not_brought_back(erin, chief, time_machine, down_at, back_at, words):
    article = make_live(expires_at=timezone.now() + 2 * HOUR)
    time_machine.move_to(f"2026-03-02T{down_at}:00Z", tick=False)
    withdraw(article, erin)
    time_machine.move_to(f"2026-03-02T{back_at}:00Z", tick=False)
    with pytest.raises(Refused, match=words):
        article.reinstate(chief, "Why")
    assert article.withdrawal
    article.lift_withdrawal(chief, "Why")
    assert article.withdrawal is None


def test_an_embargo_set_in_between_holds(erin, chief):
    article = make_live()
    withdraw(article, erin)
    article.embargo_until = timezone.now() + HOUR
    article.save(update_fields=["embargo_until"])
    with pytest.raises(Refused, match="Embargoed until"):
        article.reinstate(chief, "Why")
    assert not Edition.objects.live().exists()


def test_a_story_that_was_only_scheduled_is_only_lifted(erin, chief):
    article = make_article()
    article.publish(erin, at=timezone.now() + HOUR)
    kill(article, erin)
    with pytest.raises(Refused, match="Only lift the withdrawal"):
        article.reinstate(chief, "Why")
    article.lift_withdrawal(chief, "Why")
    article.refresh_from_db()
    assert article.publish(erin).number == 1


def test_only_who_may_undo_does_and_says_why(erin, chief):
    article = make_live()
    withdraw(article, erin)
    for by in (erin, make_reporter()):
        with pytest.raises(Refused, match="Your role"):
            article.reinstate(by, "Why")
    with pytest.raises(Refused) as refused:
        article.reinstate(chief, " ")
    assert refused.value.field == "reason"
    article.reinstate(chief, "Why")
    with pytest.raises(Refused, match="not withdrawn"):
        article.reinstate(chief, "Why")


def test_an_imported_withdrawal_can_be_undone(chief):
    article = make_article()
    at = timezone.now() - 9 * HOUR
    article.publish(None, at=at, imported=True)
    article.withdraw(None, "Old reason", "Old words.", at=at + HOUR, imported=True)
    assert article.reinstate(chief, "Why").number == 2
