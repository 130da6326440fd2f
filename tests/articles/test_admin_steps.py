"""The buttons of a story: what each role finds, what they do, and what refuses them."""

import datetime

import pytest
from django.utils import timezone

from articles.models import Edition, InheritedRevision
from articles.workflow import Status
from tests.articles.admin_desk import change_url, open_form, save, step_url, take
from tests.browserless import buttons, errors_beside, messages_of, soup, text_of
from tests.make import OVERRIDE, change, make_article, make_editor, make_live, make_reporter, make_user

pytestmark = pytest.mark.django_db
STEPS = ["publish", "schedule", "move", "cancel", "return", "withdraw", "lift"]


@pytest.fixture
def rosa():
    return make_reporter(first_name="Rosa", last_name="Reporter")


@pytest.fixture
def erin():
    return make_editor(first_name="Erin", last_name="Editor")


@pytest.fixture
def article(rosa):
    return make_article(by=rosa, headline="Deng takes up post")


def submitted(article):
    article.submit(article.owner)
    return article


def tomorrow(clock="18:30"):
    day = timezone.localdate() + datetime.timedelta(days=1)
    return {"day": day.isoformat(), "time": clock, "zone": "America/New_York"}


# --- What a person finds ---------------------------------------------------------------------------
def test_a_reporter_finds_submit_first_and_never_publish(client, rosa, article):
    client.force_login(rosa)
    names = buttons(open_form(client, article))
    assert names[:2] == ["_submit", "_continue"]
    assert not {"_publish", "_changes", "_schedule", "_approve", "_return"} & set(names)


def test_an_editor_finds_approve_and_publish_first_on_a_submitted_story(client, erin, article):
    client.force_login(erin)
    page = open_form(client, submitted(article))
    assert buttons(page)[:2] == ["_publish", "_continue"]
    assert "Approve and publish" in text_of(page)
    assert "Readers see it at once, as edition 1." in text_of(page)


def test_no_button_promises_readers_a_story_under_embargo(client, erin, article):
    client.force_login(erin)
    article.embargo_until = timezone.now() + datetime.timedelta(days=2)
    article.save(update_fields=["embargo_until"])
    said = text_of(open_form(client, submitted(article)))
    assert "The embargo holds it back until" in said
    assert "Readers see it at once" not in said


def test_who_wrote_the_last_revision_finds_save_first(client, erin):
    article = make_article(by=erin)
    article.submit(erin)
    client.force_login(erin)
    assert buttons(open_form(client, article))[0] == "_continue"


def test_a_live_story_without_changes_offers_nothing_to_publish(client, erin):
    client.force_login(erin)
    page = open_form(client, make_live())
    assert buttons(page)[0] == "_continue"
    assert "_changes" not in buttons(page)


def test_a_changed_live_story_offers_its_changes_and_says_which(client, erin):
    client.force_login(erin)
    page = open_form(client, change(make_live(), standfirst="Another."))
    assert buttons(page)[0] == "_changes"
    assert "differs from what readers see: standfirst" in text_of(page)


def test_enter_in_a_field_saves_and_never_publishes(client, erin, article):
    """A browser presses the first submit button of the form, which is the hidden Save."""
    client.force_login(erin)
    form = soup(open_form(client, submitted(article))).find(id="article_form")
    first = form.find("button", attrs={"type": "submit"})
    assert first["name"] == "_continue"
    assert "enter-saves" in first["class"]


# --- Doing it --------------------------------------------------------------------------------------
def test_submit_saves_the_words_first(client, rosa, article):
    client.force_login(rosa)
    page = save(client, article, press="_submit", headline="Deng takes up his post")
    article.refresh_from_db()
    assert (article.status, article.headline) == (Status.SUBMITTED, "Deng takes up his post")
    assert "Submitted" in messages_of(page)


def test_approve_and_publish(client, erin, article):
    client.force_login(erin)
    page = save(client, submitted(article), press="_publish")
    edition = Edition.objects.live().get()
    written = InheritedRevision.written_before(article.revisions.filter(pk=edition.revision_id))
    assert (edition.article, edition.by, written.number) == (article, erin, 1)
    assert "Published as edition 1" in messages_of(page)


def test_approve_and_publish_later(client, erin, article):
    client.force_login(erin)
    save(client, submitted(article), press="_approve")
    article.refresh_from_db()
    assert article.status == Status.APPROVED
    save(client, article, press="_publish")
    assert Edition.objects.live().count() == 1


def test_a_word_changed_while_publishing_makes_it_ones_own_work(client, erin, article):
    """The two-person rule: the page asks why, and nothing is public until it is said."""
    client.force_login(erin)
    page = save(client, submitted(article), press="_publish", headline="Erin’s own headline")
    assert page.redirect_chain[-1][0] == step_url(article, "publish") + "?revision=2"
    assert "Why without a second person" in text_of(page)
    assert not Edition.objects.exists()
    page = take(client, article, "publish", override=" ")
    assert "say why you do it alone" in errors_beside(page, "override")
    take(client, article, "publish", override=OVERRIDE)
    edition = Edition.objects.live().get()
    assert (edition.headline, edition.override_reason) == ("Erin’s own headline", OVERRIDE)


def test_without_the_right_to_override_ones_own_work_stays(client):
    editor = make_user("change_article", "view_article", "publish_article", "approve_article")
    article = make_article(by=editor)
    client.force_login(editor)
    page = save(client, article, press="_publish")
    assert "Somebody else must look at it" in messages_of(page)
    assert not Edition.objects.exists()


def test_publishing_a_change_says_what_it_is(client, erin):
    article = change(make_live(), standfirst="Another.")
    client.force_login(erin)
    page = save(client, article, press="_changes")
    assert "What differs from what readers see: standfirst" in text_of(page)
    page = take(client, article, "publish", kind="correction", note="")
    assert "Tell readers what was wrong" in errors_beside(page, "note")
    take(client, article, "publish", kind="correction", note="An earlier version had the wrong day.")
    edition = Edition.objects.live().get()
    assert (edition.number, edition.kind, edition.note) == (
        2,
        "correction",
        "An earlier version had the wrong day.",
    )
    assert Edition.objects.filter(number=1, live_until=edition.live_from).exists()


def test_readers_see_no_change_before_it_is_published(client, rosa):
    article = make_live(headline="What readers see")
    client.force_login(rosa)
    save(client, article, headline="What they do not see")
    assert Edition.objects.live().get().headline == "What readers see"


def test_a_change_saved_after_the_page_was_opened_is_not_published(client, erin):
    article = change(make_live(slug="typed"), standfirst="As shown.")
    client.force_login(erin)
    page = client.get(step_url(article, "publish") + "?revision=2")
    change(article, standfirst="Slipped in.")
    from tests.browserless import posted

    page = client.post(step_url(article, "publish"), posted(page, "step_form"))
    assert "saved revision 3 after you opened revision 2" in text_of(page)
    assert Edition.objects.count() == 1


def test_return_with_a_reason(client, erin, rosa, article):
    client.force_login(erin)
    page = save(client, submitted(article), press="_return")
    assert page.redirect_chain[-1][0].startswith(step_url(article, "return"))
    assert "Say what the writer should change" in errors_beside(
        take(client, article, "return", reason=""), "reason"
    )
    take(client, article, "return", reason="Who announced it?")
    client.force_login(rosa)
    assert "Who announced it?" in text_of(open_form(client, article))
    assert "Who announced it?" in text_of(client.get("/admin/"))


# --- Schedules -------------------------------------------------------------------------------------
def test_schedule_in_a_stated_zone(client, erin, article):
    client.force_login(erin)
    day = (timezone.localdate() + datetime.timedelta(days=3)).isoformat()
    page = take(client, submitted(article), "schedule", day=day, time="08:00", zone="UTC")
    edition = Edition.objects.get()
    assert edition.live_from == datetime.datetime.fromisoformat(f"{day}T08:00:00+00:00")
    assert "Scheduled: edition 1 goes out on" in messages_of(page)
    assert not Edition.objects.live().exists()


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        (
            {"day": "2027-03-14", "time": "02:30", "zone": "America/New_York"},
            "02:30 does not exist on 14 March 2027",
        ),
        (
            {"day": "2027-11-07", "time": "01:30", "zone": "America/New_York"},
            "01:30 comes twice on 7 November 2027",
        ),
        ({"day": "2027-03-28", "time": "01:30", "zone": "Europe/London"}, "does not exist"),
        ({"day": "2020-01-01", "time": "10:00", "zone": "UTC"}, "This moment has passed"),
        ({"day": "2027-03-14", "time": "99", "zone": "UTC"}, "valid time"),
    ],
)
def test_a_time_that_is_none_is_refused_beside_it(client, erin, article, answers, words):
    client.force_login(erin)
    page = take(client, submitted(article), "schedule", **answers)
    assert words in errors_beside(page, "time")
    assert soup(page).find(id="id_day")["value"] == answers["day"]
    assert not Edition.objects.exists()


def test_a_zone_nobody_offered_is_refused(client, erin, article):
    client.force_login(erin)
    page = take(client, submitted(article), "schedule", **{**tomorrow(), "zone": "Mars/Phobos"})
    assert errors_beside(page, "zone")


def test_a_schedule_before_the_embargo_is_refused_beside_the_time(client, erin, article):
    article.embargo_until = timezone.now() + datetime.timedelta(days=9)
    article.save(update_fields=["embargo_until"])
    client.force_login(erin)
    page = take(client, submitted(article), "schedule", **tomorrow())
    assert "Embargoed until" in errors_beside(page, "time")


def test_an_expiry_before_the_schedule_is_said_on_the_story_itself(client, erin, article):
    article.expires_at = timezone.now() + datetime.timedelta(hours=1)
    article.save(update_fields=["expires_at"])
    client.force_login(erin)
    page = take(client, submitted(article), "schedule", **tomorrow())
    assert "would expire before it goes live" in errors_beside(page, "expires_at")


def test_a_schedule_can_be_moved_and_cancelled(client, erin, article):
    client.force_login(erin)
    take(client, submitted(article), "schedule", **tomorrow("10:00"))
    take(client, article, "move", **tomorrow("11:45"))
    edition = Edition.objects.pending().get()
    assert timezone.localtime(edition.live_from).strftime("%H:%M") == "11:45"
    page = take(client, article, "cancel")
    assert "cancelled" in messages_of(page)
    assert not Edition.objects.pending().exists()


def test_a_schedule_that_cannot_be_moved_stays_as_it_was(client, erin, article):
    client.force_login(erin)
    take(client, submitted(article), "schedule", **tomorrow("10:00"))
    page = take(client, article, "move", day="2020-01-01", time="10:00", zone="UTC")
    assert "This moment has passed" in errors_beside(page, "time")
    assert timezone.localtime(Edition.objects.pending().get().live_from).strftime("%H:%M") == "10:00"


# --- Withdrawal ------------------------------------------------------------------------------------
def test_withdraw_with_a_reason_and_lift_it_again(client, erin):
    article = make_live()
    client.force_login(erin)
    page = take(client, article, "withdraw", reason="", explanation="")
    assert "Say why, for the audit log" in errors_beside(page, "reason")
    take(client, article, "withdraw", reason="Not ours to publish.", explanation="We had no right to it.")
    assert not Edition.objects.live().exists()
    assert client.get(step_url(article, "lift")).status_code == 403
    client.force_login(make_user("change_article", "view_article", "lift_withdrawal"))
    assert "We had no right to it." in text_of(open_form(client, article))
    take(client, article, "lift", reason="It was ours after all.")
    assert not article.withdrawals.filter(lifted_at=None).exists()


@pytest.mark.parametrize(
    "address", ["https://elsewhere.example/", "//elsewhere.example", "news/2007", "/\\evil.example"]
)
def test_readers_are_sent_to_our_own_pages_only(client, erin, address):
    article = make_live()
    client.force_login(erin)
    answers = {"reason": "R", "explanation": "E", "redirect_to": address}
    page = take(client, article, "withdraw", **answers)
    assert "begins with /" in errors_beside(page, "redirect_to")
    assert Edition.objects.live().exists()


# --- A refusal stands beside its field -------------------------------------------------------------
def test_an_address_that_is_taken_is_said_beside_it_and_the_words_are_saved(client, erin, article):
    make_live(slug="same-address")
    client.force_login(erin)
    save(client, submitted(article), press="_publish", slug="same-address", note="Kept")
    page = take(client, article, "publish", override=OVERRIDE)
    assert "Another story of that month has this address" in errors_beside(page, "slug")
    article.refresh_from_db()
    assert (article.slug, article.note) == ("same-address", "Kept")


def test_a_story_without_a_text_is_not_submitted(client, rosa):
    article = make_article(by=rosa, body="")
    client.force_login(rosa)
    page = save(client, article, press="_submit", headline="A headline")
    assert "Write the text first" in errors_beside(page, "body")
    article.refresh_from_db()
    assert (article.status, article.headline) == (Status.DRAFT, "A headline")


# --- The wrong person, the wrong method, the missing object ----------------------------------------
@pytest.mark.parametrize("step", STEPS)
def test_a_step_is_closed_to_a_reporter(client, rosa, step):
    article = make_live()
    client.force_login(rosa)
    assert client.get(step_url(article, step)).status_code == 403
    answers = {"revision": "1", "reason": "R", "explanation": "E"}
    assert client.post(step_url(article, step), answers).status_code == 403
    assert Edition.objects.live().exists()


@pytest.mark.parametrize("press", ["_publish", "_approve"])
def test_a_button_that_was_never_offered_does_nothing(client, rosa, article, press):
    client.force_login(rosa)
    page = save(client, submitted(article), press=press)
    assert "Your role does not let you do this" in messages_of(page)
    assert not Edition.objects.exists()
    article.refresh_from_db()
    assert article.status == Status.SUBMITTED


@pytest.mark.parametrize("step", STEPS)
def test_a_step_of_no_story_is_not_found_and_other_methods_are_refused(client, step):
    everything = make_user(
        "change_article",
        "view_article",
        "publish_article",
        "approve_article",
        "withdraw_article",
        "lift_withdrawal",
    )
    client.force_login(everything)
    article = make_article()
    assert client.get(f"/admin/articles/article/999/{step}/").status_code == 404
    assert client.put(step_url(article, step)).status_code == 405


@pytest.mark.parametrize("step", STEPS)
def test_a_step_asks_for_a_login(client, article, step):
    assert "/admin/login/" in client.get(step_url(article, step)).url


def test_a_step_that_is_not_open_now_leads_back_to_the_story(client, erin, article):
    client.force_login(erin)
    for step in ("return", "move", "cancel"):
        page = client.get(step_url(article, step), follow=True)
        assert page.redirect_chain[-1][0] == change_url(article)


def test_checking_a_step_does_not_take_it(client, erin, article):
    """Enter in a field of a step presses the hidden first button."""
    client.force_login(erin)
    page = take(client, submitted(article), "schedule", **tomorrow(), _check="1")
    assert page.status_code == 200
    assert not Edition.objects.exists()


def test_the_history_says_who_took_a_step(client, erin, article):
    client.force_login(erin)
    take(client, submitted(article), "schedule", **tomorrow())
    assert "Scheduled: edition 1" in text_of(client.get(f"/admin/articles/article/{article.pk}/history/"))
