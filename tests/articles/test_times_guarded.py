"""Embargo and expiry: who may change them, what is asked and recorded, what has expired."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from articles.models import Act, Article, AuditEntry, Edition
from articles.workflow import Refused, Status
from tests.articles.admin_desk import open_form, save
from tests.articles.test_admin_times import at
from tests.browserless import errors_beside, messages_of, posted, soup, text_of
from tests.make import change, make_article, make_editor, make_live, make_reporter, make_user

pytestmark = pytest.mark.django_db
NOON = datetime.datetime(2026, 3, 4, 17, 0, tzinfo=datetime.UTC)  # 12:00 EST in New York
HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)
CLEARED = {"embargo_until_0": "", "embargo_until_1": ""}


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)
    return time_machine


@pytest.fixture
def erin(client):
    return make_editor(first_name="Erin", last_name="Editor")


@pytest.fixture
def rosa(client):
    """A reporter, logged in."""
    user = make_reporter()
    client.force_login(user)
    return user


@pytest.fixture
def approved(rosa, erin):
    """Rosa's story under an embargo of six days, approved."""
    article = make_article(by=rosa, embargo_until=NOON + 6 * DAY)
    article.submit(rosa)
    article.approve(erin)
    return article


def stored(article):
    return Article.objects.with_state().get(pk=article.pk)


def entries(act):
    return list(AuditEntry.objects.filter(act=act).order_by("number"))


# --- Embargo ---------------------------------------------------------------------------------------
def test_a_reporter_does_not_lift_the_embargo_of_an_approved_story(client, approved, erin):
    page = save(client, approved, **CLEARED, headline="Kept words", note="Kept note")
    assert "The embargo holds until 10 Mar, 13:00 EDT." in errors_beside(page, "embargo_until")
    form = soup(page).find(id="article_form")
    assert form.find(id="id_headline").get_text(strip=True) == "Kept words"
    assert form.find(id="id_note").get_text(strip=True) == "Kept note"
    article = stored(approved)
    assert (article.embargo_until, article.status) == (NOON + 6 * DAY, Status.APPROVED)
    with pytest.raises(Refused, match="Embargoed until"):
        article.publish(erin)


def test_a_reporter_does_not_move_an_embargo_forward(client, approved):
    page = save(client, approved, **at("embargo_until", NOON + DAY))
    assert "Only an editor may lift it or make it earlier" in errors_beside(page, "embargo_until")
    assert stored(approved).embargo_until == NOON + 6 * DAY


@pytest.mark.parametrize("before", [None, NOON + DAY])
def test_a_reporter_who_sets_an_embargo_or_moves_it_later_undoes_the_approval(client, rosa, erin, before):
    article = make_article(by=rosa, embargo_until=before)
    article.submit(rosa)
    article.approve(erin)
    page = save(client, article, **at("embargo_until", NOON + 2 * DAY))
    assert "must be approved again" in messages_of(page)
    article = stored(article)
    assert (article.embargo_until, article.status) == (NOON + 2 * DAY, Status.DRAFT)
    assert article.approved_revision is None
    (entry,) = entries(Act.EMBARGO)
    assert entry.by == rosa
    assert entry.before == {"embargo_until": before and "2026-03-05T17:00:00Z", "status": "approved"}
    assert entry.after == {"embargo_until": "2026-03-06T17:00:00Z", "status": "draft"}


def test_an_editor_lifts_an_embargo_and_the_approval_holds(client, approved, erin):
    client.force_login(erin)
    save(client, approved, **CLEARED)
    article = stored(approved)
    assert (article.embargo_until, article.status) == (None, Status.APPROVED)
    (entry,) = entries(Act.EMBARGO)
    assert (entry.by, entry.before["embargo_until"]) == (erin, "2026-03-10T17:00:00Z")
    assert entry.after["embargo_until"] is None


def test_an_embargo_that_has_ended_is_taken_off_by_anybody(client, approved, noon):
    noon.move_to(NOON + 7 * DAY, tick=False)
    save(client, approved, **CLEARED)
    assert stored(approved).embargo_until is None


def test_a_story_saved_with_its_times_left_alone_is_no_act(client, approved):
    save(client, approved, note="A word")
    assert stored(approved).status == Status.APPROVED
    assert not entries(Act.EMBARGO)
    assert not entries(Act.EXPIRY)


def test_the_verb_refuses_as_the_form_does(approved, rosa, erin):
    with pytest.raises(Refused) as refused:
        approved.set_times(rosa, None, None)
    assert refused.value.field == "embargo_until"
    with pytest.raises(Refused) as refused:
        approved.set_times(rosa, approved.embargo_until, NOON + 9 * DAY)
    assert refused.value.field == "expires_at"
    with pytest.raises(Refused, match="Your role does not let you"):
        approved.set_times(make_user("publish_article"), None, None)
    scheduled = make_article()
    scheduled.publish(erin, at=NOON + DAY)
    with pytest.raises(Refused, match="goes live before that"):
        scheduled.set_times(erin, NOON + 2 * DAY, None)


def test_a_colleague_who_set_the_embargo_meanwhile_is_not_overruled(client, rosa, erin):
    article = make_article(by=rosa)
    page = open_form(client, article)
    article.set_times(erin, NOON + 3 * DAY, None)
    save(client, article, page=page, note="A word")
    assert stored(article).embargo_until == NOON + 3 * DAY


# --- Expiry ----------------------------------------------------------------------------------------
def test_an_expiry_of_a_live_story_asks_why_beside_the_field(client, erin):
    client.force_login(erin)
    article = make_live()
    page = save(client, article, **at("expires_at", NOON + HOUR), headline="Kept words")
    assert "Say why the expiry changes" in errors_beside(page, "expiry_reason")
    assert "expires" not in soup(page).find(class_="state-line").get_text()
    assert soup(page).find(id="id_headline").get_text(strip=True) == "Kept words"
    assert Edition.objects.get().live_until is None
    save(client, article, **at("expires_at", NOON + HOUR), expiry_reason="A notice of one hour.")
    assert Edition.objects.get().live_until == NOON + HOUR
    assert "expires 13:00 EST" in " ".join(
        soup(open_form(client, article)).find(class_="state-line").get_text(" ").split()
    )
    (entry,) = entries(Act.EXPIRY)
    assert (entry.by, entry.reason) == (erin, "A notice of one hour.")
    assert (entry.before, entry.after) == ({"expires_at": None}, {"expires_at": "2026-03-04T18:00:00Z"})


def test_an_expiry_of_a_scheduled_story_asks_why_and_of_a_draft_does_not(client, erin):
    client.force_login(erin)
    scheduled, draft = make_article(), make_article()
    scheduled.publish(erin, at=NOON + HOUR)
    page = save(client, scheduled, **at("expires_at", NOON + DAY))
    assert "Say why" in errors_beside(page, "expiry_reason")
    page = save(client, draft, **at("expires_at", NOON + DAY))
    assert soup(page).find(id="id_expiry_reason") is None
    assert stored(draft).expires_at == NOON + DAY


@pytest.mark.parametrize("make", [make_article, make_live])
def test_a_reporter_sets_no_expiry(client, rosa, make):
    article = make(by=rosa) if make is make_article else make()
    page = save(client, article, **at("expires_at", NOON + DAY))
    assert "an editor sets when" in errors_beside(page, "expires_at").lower()
    assert stored(article).expires_at is None


def test_a_reporter_does_not_keep_a_story_up_that_is_to_come_down(client, rosa, erin):
    article = make_live(expires_at=NOON + DAY)
    page = save(client, article, expires_at_0="", expires_at_1="")
    assert "an editor sets when it expires" in errors_beside(page, "expires_at")
    assert Edition.objects.get().live_until == NOON + DAY


def test_a_new_story_of_a_reporter_gets_no_expiry(client, rosa):
    url = reverse("admin:articles_article_add")
    form = posted(client.get(url), "article_form", headline="New", **at("expires_at", NOON + DAY))
    page = client.post(url, form | {"_continue": "1", "body_editor_ready": "1"}, follow=True)
    assert "An editor sets when" in errors_beside(page, "expires_at")
    assert not Article.objects.exists()


def test_an_expiry_in_the_past_is_refused_also_for_a_draft(client, erin):
    client.force_login(erin)
    page = save(client, make_article(), **at("expires_at", NOON - HOUR))
    assert "This moment has passed. Choose a later one." in errors_beside(page, "expires_at")


def test_an_expiry_before_the_end_of_the_embargo_is_refused(client, erin):
    client.force_login(erin)
    article = make_article(embargo_until=NOON + 2 * DAY)
    page = save(client, article, **at("expires_at", NOON + DAY))
    assert "before its embargo ends" in errors_beside(page, "expires_at")
    later = make_article(expires_at=NOON + DAY)
    page = save(client, later, **at("embargo_until", NOON + 2 * DAY))
    assert "before its embargo ends" in errors_beside(page, "expires_at")


def test_an_expiry_survives_a_cancelled_update(erin):
    article = make_live()
    change(article, standfirst="Next.")
    article.publish(erin, at=NOON + HOUR)
    article.refresh_from_db()
    article.set_times(erin, None, NOON + DAY, "A notice.")
    article.cancel_schedule(erin)
    assert Edition.objects.get(number=1, cancelled_at=None).live_until == NOON + DAY


def test_the_log_shows_times_in_newsroom_time(client, erin):
    make_live().set_times(erin, None, NOON + HOUR, "A notice.")
    client.force_login(make_user("view_auditentry", "view_article"))
    (entry,) = entries(Act.EXPIRY)
    page = client.get(reverse("admin:articles_auditentry_change", args=[entry.pk]))
    assert "expires: – → 13:00 EST" in text_of(page)


# --- Expired ---------------------------------------------------------------------------------------
@pytest.fixture
def over(erin, noon):
    """A story that came down an hour ago."""
    article = make_live(headline="A short notice")
    article.set_times(erin, None, NOON + HOUR, "A notice.")
    noon.move_to(NOON + 2 * HOUR, tick=False)
    return article


def test_a_story_that_came_down_is_expired_by_every_name(client, over, erin):
    client.force_login(erin)
    assert stored(over).state == "expired"
    url = reverse("admin:articles_article_changelist")
    row = soup(client.get(url, {"state": "expired"})).find(id="result_list")
    assert "A short notice" in row.get_text()
    assert row.find(class_="state-expired").get_text() == "Expired"
    assert soup(client.get(url, {"state": "draft"})).find(id="result_list") is None
    week = soup(client.get(reverse("admin:calendar"), {"week": "2026-03-04"}))
    assert week.find(class_="slot-expired").find(class_="state-expired").get_text() == "Expired"


def test_the_form_says_what_publishing_again_means(client, over, erin):
    client.force_login(erin)
    words = text_of(open_form(client, over))
    assert "Expired 13:00 EST . Readers find a page that says the story is gone." in words
    assert "clears the expiry under Times, or sets a later one" in words
    assert "edition 2 at the same address" in words
    page = save(client, over, press="_publish")
    assert "Change the expiry" in errors_beside(page, "expires_at")
    save(client, over, press="_publish", expires_at_0="", expires_at_1="")
    assert stored(over).state == "live"
    assert Edition.objects.live().get().number == 2


@pytest.mark.parametrize("act", ["draft", "ended", "withdrawn", "lifted", "scheduled", "back", "submitted"])
def test_only_what_came_down_by_its_expiry_is_expired(over, erin, act):
    expected = {"ended": "expired", "draft": "draft", "lifted": "expired", "back": "live"}
    article = make_article() if act == "draft" else Article.objects.get(pk=over.pk)
    if act in ("withdrawn", "lifted"):
        article.withdraw(erin, "Why", "Why.")
    if act == "lifted":
        article.lift_withdrawal(make_user("lift_withdrawal"), "Because.")
    if act in ("scheduled", "back"):
        article.set_times(erin, None, None)
        article.publish(erin, at=timezone.now() + HOUR if act == "scheduled" else None)
    if act == "submitted":
        change(article, standfirst="Again.")
        article.submit(erin)
    assert stored(article).state == expected.get(act, act)


def test_a_story_withdrawn_before_its_expiry_has_not_expired(erin, noon):
    article = make_live(expires_at=NOON + DAY)
    article.withdraw(erin, "Why", "Why.")
    article.lift_withdrawal(make_user("lift_withdrawal"), "Because.")
    noon.move_to(NOON + 2 * DAY, tick=False)
    assert stored(article).state == "draft"


def test_the_list_and_the_state_agree_on_every_story(client, over, erin, noon):
    client.force_login(erin)
    make_article()
    make_live(expires_at=NOON + 3 * HOUR)
    again = make_live(expires_at=NOON + 3 * HOUR)
    again.set_times(erin, None, None, "It may stay.")
    change(make_live(), standfirst="Next.")
    make_live(expires_at=NOON + 3 * HOUR).withdraw(erin, "Why", "Why.")
    make_article().publish(erin, at=NOON + DAY)
    noon.move_to(NOON + 4 * HOUR, tick=False)
    url = reverse("admin:articles_article_changelist")
    by_state = {}
    for article in Article.objects.with_state():
        by_state.setdefault(article.state, set()).add(article.headline)
    assert len(by_state["expired"]) == 2
    for name, headlines in by_state.items():
        rows = soup(client.get(url, {"state": name})).select("#result_list .headline")
        assert {row.get_text() for row in rows} == headlines, name


def test_the_desk_says_what_comes_down_and_what_came_down(client, over, erin):
    client.force_login(erin)
    make_live(headline="Soon", expires_at=NOON + DAY)
    make_live(headline="Much later", expires_at=NOON + 30 * DAY)
    taken = make_live(headline="Taken down", expires_at=NOON + DAY)
    taken.withdraw(erin, "Why", "Why.")
    lane = soup(client.get("/admin/")).find(attrs={"aria-labelledby": "lane-down"})
    words = " ".join(lane.get_text(" ").split())
    assert "13:00 EST A short notice Expired Wed 4 Mar readers no longer see it" in words
    assert "12:00 EST Soon Expires Thu 5 Mar" in words
    assert "Much later" not in words
    assert "Taken down" not in words


def test_a_desk_where_nothing_comes_down_has_no_such_lane(client, erin):
    client.force_login(erin)
    make_live()
    assert "Coming down" not in text_of(client.get("/admin/"))


def test_a_refused_expiry_goes_through_once_the_reason_is_given(client, erin):
    client.force_login(erin)
    article = make_live()
    page = save(client, article, **at("expires_at", NOON + HOUR))
    save(client, article, page=page, expiry_reason="A notice.")
    assert Edition.objects.get().live_until == NOON + HOUR
    assert entries(Act.EXPIRY)[0].reason == "A notice."


def test_a_moment_entered_beside_another_fault_is_not_lost(client, rosa):
    article = make_article(by=rosa)
    page = save(client, article, **at("planned_for", NOON + DAY), headline="")
    assert errors_beside(page, "headline")
    save(client, article, page=page, headline="A headline")
    assert stored(article).planned_for == NOON + DAY
