"""Moving a schedule: the words that were let pass go out at another time, and nothing else happens."""

import datetime

import pytest
from django.utils import timezone

from articles.models import Act, Article, AuditEntry, Edition
from articles.workflow import Refused
from tests.articles.admin_desk import step_url, take
from tests.browserless import errors_beside, messages_of, posted, text_of
from tests.make import (
    OVERRIDE,
    at_once,
    change,
    make_article,
    make_author,
    make_editor,
    make_live,
    make_reporter,
    make_topic,
)
from tests.people.make import make_person

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine("2026-03-02T12:00Z")]

HOUR = datetime.timedelta(hours=1)
TICK = datetime.timedelta(microseconds=1)


@pytest.fixture
def at():
    return timezone.now() + HOUR


def scheduled(at, **kw):
    article = make_article(**kw)
    article.publish(make_editor(), at=at)
    return article


def numbers(article, at):
    return list(article.editions.live(at).values_list("number", flat=True))


# --- The verb --------------------------------------------------------------------------------------
def test_a_moved_edition_appears_at_its_new_moment_and_not_at_the_old_one(at):
    article = scheduled(at)
    moved = article.reschedule(make_editor(), at + HOUR)
    assert numbers(article, at + HOUR - TICK) == []
    assert numbers(article, at + HOUR) == [1]
    assert (moved.live_from, moved.published_at, moved.modified_at) == (at + HOUR,) * 3
    assert moved.sealed


def test_it_can_be_moved_forward_as_well_as_back(at):
    article = scheduled(at + HOUR)
    article.reschedule(make_editor(), at)
    assert numbers(article, at) == [1]


def test_everything_else_of_the_edition_stays(at):
    topic, luck, ilse, publisher = make_topic("Peace"), make_person("Luck"), make_author(), make_editor()
    article = make_live(topics=[topic], officials=[luck], authors=[ilse])
    change(article, by=publisher, body="<p>What is right.</p>")
    old = article.publish(publisher, at=at, kind="correction", note="The day was wrong.", override=OVERRIDE)
    moved = article.reschedule(make_editor(), at + HOUR)
    same = ("number", "kind", "note", "by", "override_reason", "revision", "body_html", "search_text", "slug")
    for name in (*same, "month", "date", "history", "digest", "published_at"):
        assert getattr(moved, name) == getattr(old, name), name
    assert [row.topic for row in moved.edition_topics.all()] == [topic]
    assert [row.person for row in moved.edition_officials.all()] == [luck]
    assert [row.author for row in moved.edition_authors.all()] == [ilse]
    old.refresh_from_db()
    assert old.cancelled_at


def test_what_readers_see_until_then_lasts_until_then(at):
    article = make_live()
    change(article, body="<p>Second.</p>")
    article.publish(make_editor(), at=at)
    article.reschedule(make_editor(), at + HOUR)
    assert numbers(article, at) == [1]
    assert numbers(article, at + HOUR) == [2]


def test_a_first_edition_takes_month_and_date_with_it(time_machine):
    time_machine.move_to("2026-01-31T12:00:00Z", tick=False)
    article = scheduled(timezone.now() + HOUR)
    dated = scheduled(timezone.now() + HOUR, date=datetime.date(2025, 12, 24))
    later = timezone.now() + 48 * HOUR
    assert article.reschedule(make_editor(), later).month == "2026-02"
    assert article.pending_edition.date == datetime.date(2026, 2, 2)
    assert dated.reschedule(make_editor(), later).date == datetime.date(2025, 12, 24)


def test_an_address_that_is_taken_in_the_new_month_is_refused_beside_the_time(time_machine):
    time_machine.move_to("2026-01-31T12:00:00Z", tick=False)
    later = timezone.now() + 48 * HOUR
    scheduled(later, slug="same")
    article = scheduled(timezone.now() + HOUR, slug="same")
    with pytest.raises(Refused, match="has this address already") as refused:
        article.reschedule(make_editor(), later)
    assert refused.value.field == "at"
    assert article.pending_edition.month == "2026-01"


def test_the_scheduled_text_moves_and_newer_words_stay_on_the_desk(at):
    article = scheduled(at, headline="As scheduled")
    change(article, headline="Newer")
    moved = article.reschedule(make_editor(), at + HOUR)
    article.refresh_from_db()
    assert moved.headline == "As scheduled"
    assert (article.headline, article.status, article.published_digest) == ("Newer", "draft", moved.digest)


def test_nobody_is_asked_for_a_second_person_again(at):
    editor = make_editor()
    article = make_article(by=editor)
    article.publish(editor, at=at, override=OVERRIDE)
    assert article.reschedule(editor, at + HOUR).override_reason == OVERRIDE


def test_embargo_expiry_and_past_moments_are_refused_and_nothing_changes(at):
    article, editor = scheduled(at), make_editor()
    before = Edition.objects.count()
    Article.objects.update(embargo_until=at - HOUR / 2, expires_at=at + HOUR)
    for moment, words in (
        (timezone.now() - HOUR, "has passed"),
        (at - HOUR * 0.7, "Embargoed until"),
        (at + HOUR, "expires before that"),
        (at, "at that moment already"),
    ):
        with pytest.raises(Refused, match=words) as refused:
            article.reschedule(editor, moment)
        assert refused.value.field == "at"
    assert Edition.objects.count() == before
    assert article.pending_edition.live_from == at


def test_the_expiry_is_the_one_of_now(at):
    article = scheduled(at)
    Article.objects.update(expires_at=at + 3 * HOUR)
    moved = article.reschedule(make_editor(), at + HOUR)
    assert (moved.live_until, moved.expires_at) == (at + 3 * HOUR, at + 3 * HOUR)


def test_only_who_may_publish_moves_and_only_what_is_scheduled(at):
    with pytest.raises(Refused, match="Your role"):
        scheduled(at).reschedule(make_reporter(), at + HOUR)
    with pytest.raises(Refused, match="Nothing is scheduled"):
        make_live().reschedule(make_editor(), at)


def test_a_schedule_that_a_colleague_moved_meanwhile_is_not_moved_unseen(at):
    article, editor = scheduled(at), make_editor()
    seen = article.pending_edition.pk
    article.reschedule(editor, at + HOUR, edition=seen)
    with pytest.raises(Refused, match="scheduled this story again"):
        article.reschedule(editor, at + 2 * HOUR, edition=seen)


def test_the_log_says_who_moved_it_from_when_to_when(at):
    article, mover = scheduled(at), make_editor()
    moved = article.reschedule(mover, at + HOUR)
    entry = AuditEntry.objects.filter(act=Act.MOVED).get()
    assert (entry.by, entry.edition, entry.article) == (mover, moved, article)
    assert entry.before["next_from"][:16] == at.isoformat()[:16]
    assert entry.after["next_from"][:16] == (at + HOUR).isoformat()[:16]


# --- Its page --------------------------------------------------------------------------------------
@pytest.fixture
def erin(client):
    editor = make_editor()
    client.force_login(editor)
    return editor


def test_the_page_asks_for_a_moment_only_and_says_what_moves(client, erin, at):
    article = scheduled(at)
    page = client.get(step_url(article, "move"))
    assert set(posted(page, "step_form")) == {"revision", "edition", "day", "time", "zone", "form_token"}
    assert "The words that are scheduled go out then, as they are." in text_of(page)
    change(article, headline="Newer")
    assert "Newer ones on the desk stay there." in text_of(client.get(step_url(article, "move")))


@pytest.mark.parametrize(
    ("day", "time", "words"),
    [
        ("2020-01-01", "10:00", "This moment has passed"),
        ("2030-03-10", "02:30", "does not exist on"),
        ("2030-11-03", "01:30", "comes twice on"),
    ],
)
def test_a_moment_that_cannot_be_is_refused_beside_the_time(client, erin, at, day, time, words):
    article = scheduled(at)
    page = take(client, article, "move", day=day, time=time, zone="America/New_York")
    assert words in errors_beside(page, "time")
    assert posted(page, "step_form")["day"] == [day]
    assert article.pending_edition.live_from == at


def test_an_embargo_and_an_expiry_are_refused_beside_the_time(client, erin, at):
    article = scheduled(at)
    Article.objects.update(expires_at=at + HOUR)
    page = take(client, article, "move", day="2031-01-01", time="10:00")
    assert "expires before that" in errors_beside(page, "time")
    Article.objects.update(expires_at=None, embargo_until=timezone.now() + 9000 * HOUR)
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    page = take(client, article, "move", day=str(tomorrow), time="10:00")
    assert "Embargoed until" in errors_beside(page, "time")


def test_a_schedule_moved_behind_ones_back_is_said_and_the_answer_kept(client, erin, at):
    article = scheduled(at)
    page = client.get(step_url(article, "move"))
    article.reschedule(make_editor(), at + HOUR)
    page = client.post(step_url(article, "move"), posted(page, "step_form", day="2031-01-01", time="10:00"))
    assert "scheduled this story again" in text_of(page)
    assert posted(page, "step_form")["day"] == ["2031-01-01"]


def test_a_schedule_that_went_out_meanwhile_leads_back(client, erin, at, time_machine):
    article = scheduled(at)
    page = client.get(step_url(article, "move"))
    time_machine.move_to(at + HOUR)
    client.force_login(erin)
    page = client.post(step_url(article, "move"), posted(page, "step_form"), follow=True)
    assert "not open now" in messages_of(page)


def test_the_page_is_for_who_publishes(client, at):
    article = scheduled(at)
    client.force_login(make_reporter())
    assert client.get(step_url(article, "move")).status_code == 403
    assert client.post(step_url(article, "move"), {}).status_code == 403
    client.force_login(make_editor())
    assert client.put(step_url(article, "move")).status_code == 405
    assert client.get("/admin/articles/article/987654/move/").status_code == 404
    assert client.post("/admin/articles/article/987654/move/").status_code == 404


# --- Two at once -----------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_two_movers_at_once_leave_one_schedule():
    at = timezone.now() + HOUR
    article = scheduled(at)
    seen = article.pending_edition.pk
    editors = [make_editor(), make_editor()]

    def move(n):
        return lambda: Article.objects.get(pk=article.pk).reschedule(editors[n], at + (n + 1) * HOUR, seen)

    results = at_once(move(0), move(1))
    assert sum(isinstance(result, Refused) for result in results) == 1, results
    assert Edition.objects.pending().count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_schedule_moved_while_a_colleague_cancels_and_publishes():
    at = timezone.now() + HOUR
    article, editors = scheduled(at), [make_editor(), make_editor()]

    def publish():
        story, editor = Article.objects.get(pk=article.pk), editors[0]
        story.cancel_schedule(editor)
        return Article.objects.get(pk=article.pk).publish(editor)

    def move():
        return Article.objects.get(pk=article.pk).reschedule(editors[1], at + HOUR)

    published, moved = at_once(publish, move)
    open_ones = Edition.objects.filter(article=article, cancelled_at=None)
    assert open_ones.count() == 1, (published, moved)
    for result in (published, moved):
        assert isinstance(result, (Edition, Refused)), (published, moved)
