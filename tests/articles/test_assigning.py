"""Who has a story in hand and until when: one way, by permission, audited, shown where it matters."""

import contextlib
import datetime
import threading

import pytest
from django.contrib.auth.models import Group
from django.db import connection, connections
from django.urls import reverse
from django.utils import timezone

from articles.models import Act, Article, AuditEntry
from articles.workflow import Refused
from tests.articles.admin_desk import open_form, save
from tests.browserless import errors_beside, posted, soup, text_of
from tests.make import make_article, make_editor, make_live, make_reporter, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine("2026-03-02T12:00Z")]
LIST = "/admin/articles/article/"


@pytest.fixture
def rosa():
    return make_reporter(username="rosa", first_name="Rosa", last_name="Reyes")


@pytest.fixture
def erin(client):
    user = make_editor(username="erin", first_name="Erin", last_name="Editor")
    client.force_login(user)
    return user


def soon(**kw):
    return timezone.now().replace(second=0, microsecond=0) + datetime.timedelta(**(kw or {"days": 2}))


def moment(name, at):
    local = timezone.localtime(at)
    return {f"{name}_0": local.strftime("%Y-%m-%d"), f"{name}_1": local.strftime("%H:%M:%S")}


def stored(article):
    return Article.objects.get(pk=article.pk)


def late(article, by, owner):
    """The story assigned in time, and the time gone by."""
    article.assign(by, owner, soon(), "Eight hundred words.")
    Article.objects.filter(pk=article.pk).update(due_at=timezone.now() - datetime.timedelta(hours=2))


def lane(client, name):
    head = soup(client.get("/admin/")).find(id=f"lane-{name}")
    return " ".join(head.find_parent("section").get_text(" ").split()) if head else None


# --- The door -----------------------------------------------------------------------------------
def test_an_editor_assigns_with_a_due_time_and_a_brief_and_it_is_audited(client, erin, rosa):
    article, due = make_article(headline="The budget"), soon()
    before = article.owner
    save(client, article, owner=str(rosa.pk), brief="Eight hundred words.", **moment("due_at", due))
    now = stored(article)
    assert (now.owner, now.due_at, now.brief) == (rosa, due, "Eight hundred words.")
    assert now.revision_number == 1
    entry = AuditEntry.objects.get(act=Act.ASSIGNED)
    assert (entry.by, entry.article, entry.subject) == (erin, article, "The budget")
    assert entry.before["owner"] == before.get_full_name()
    assert entry.after["owner"] == "Rosa Reyes"
    assert entry.after["brief"] == "Eight hundred words."
    assert AuditEntry.objects.verify().broken is None


def test_saving_without_a_change_of_it_writes_no_act(client, erin):
    save(client, make_article(), headline="Other words")
    assert not AuditEntry.objects.exists()


def test_a_new_story_is_assigned_as_it_is_made(client, erin, rosa):
    page = client.get(f"{LIST}add/")
    data = posted(page, "article_form", headline="New", owner=str(rosa.pk), **moment("due_at", soon()))
    client.post(f"{LIST}add/", data | {"_continue": "1", "body_editor_ready": "1"})
    assert Article.objects.get().owner == rosa
    assert AuditEntry.objects.get().act == Act.ASSIGNED


@pytest.mark.parametrize(
    ("day", "clock", "words"),
    [
        ("2027-03-14", "02:30:00", "does not exist"),
        ("2027-11-07", "01:30:00", "comes twice"),
        ("2001-01-01", "10:00:00", "This moment has passed"),
        ("2027-05-01", "", "Give the time, too."),
    ],
)
def test_a_time_that_cannot_be_meant_is_refused_beside_its_field(client, erin, day, clock, words):
    article = make_article()
    page = save(client, article, due_at_0=day, due_at_1=clock, headline="Typed meanwhile")
    assert words in errors_beside(page, "due_at")
    assert "Typed meanwhile" in soup(page).find(id="id_headline").get_text()
    assert stored(article).due_at is None
    assert "America/New_York" in soup(page).find(class_="field-due_at").find_parent("fieldset").get_text()


def test_a_due_time_that_has_passed_does_not_stop_a_save(client, erin, rosa):
    article = make_article()
    late(article, erin, rosa)
    save(client, article, headline="Still being written")
    assert stored(article).headline == "Still being written"


# --- Who may -----------------------------------------------------------------------------------
def test_a_reporter_changes_no_owner_also_with_a_form_of_their_own(client, rosa):
    article = make_article()
    owner = article.owner
    client.force_login(rosa)
    page = open_form(client, article)
    assert soup(page).find(id="id_owner") is None
    more = {"owner": str(rosa.pk), "brief": "Mine", **moment("due_at", soon())}
    save(client, article, page=page, headline="Other words", **more)
    now = stored(article)
    assert (now.owner, now.due_at, now.brief, now.headline) == (owner, None, "", "Other words")
    assert not AuditEntry.objects.exists()


def test_a_reporter_takes_a_story_that_nobody_has_and_its_due_time_stays(client, erin, rosa):
    article, due = make_article(owner=None), soon()
    article.assign(erin, None, due, "Ask the ministry.")
    client.force_login(rosa)
    page = open_form(client, article)
    choices = [option.get_text() for option in soup(page).select("#id_owner option")]
    assert choices[1:] == ["Rosa Reyes"]
    assert "Ask the ministry." in text_of(page)
    save(client, article, page=page, owner=str(rosa.pk))
    now = stored(article)
    assert (now.owner, now.due_at, now.brief) == (rosa, due, "Ask the ministry.")
    assert AuditEntry.objects.first().by == rosa


def test_a_reporter_gives_it_to_nobody_else(client, rosa):
    article, other = make_article(owner=None), make_reporter()
    client.force_login(rosa)
    page = save(client, article, owner=str(other.pk))
    assert errors_beside(page, "owner")
    assert stored(article).owner is None


def test_who_is_slower_reads_who_took_it(client, rosa):
    article, other = make_article(owner=None), make_reporter(first_name="Paul", last_name="Quick")
    client.force_login(rosa)
    page = open_form(client, article)
    article.assign(other, other)
    answer = save(client, article, page=page, owner=str(rosa.pk))
    assert "Paul Quick" in text_of(answer)
    assert stored(article).owner == other
    with pytest.raises(Refused, match="Paul Quick has this story already"):
        article.assign(rosa, rosa)


@pytest.mark.parametrize("role", ["reporter", "editor", "people desk", "picture desk", "administrator"])
def test_the_roles_that_assign_and_those_that_take(role):
    user = make_user()
    user.groups.set(Group.objects.filter(name=role))
    assigns, takes = role in ("editor", "administrator"), role in ("reporter", "editor", "administrator")
    assert user.has_perm("articles.assign_article") is assigns
    for article, may in ((make_article(), assigns), (make_article(owner=None), takes)):
        with contextlib.nullcontext() if may else pytest.raises(Refused):
            article.assign(user, user)
        assert (stored(article).owner == user) is may
    assert AuditEntry.objects.filter(act=Act.ASSIGNED).count() == assigns + takes


def test_nobody_assigns_to_who_no_longer_works_here(erin):
    gone = make_reporter(is_active=False)
    with pytest.raises(Refused):
        make_article().assign(erin, gone)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_it_at_once_one_has_it():
    people = [make_reporter(), make_reporter()]
    article, results = make_article(owner=None), []
    ready = threading.Barrier(2)

    def take(user):
        ready.wait()
        try:
            results.append(article.__class__.objects.get(pk=article.pk).assign(user, user))
        except Refused:
            results.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=take, args=[user]) for user in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    connection.close()
    assert sorted(map(str, results)) == ["True", "refused"]
    assert AuditEntry.objects.count() == 1


# --- Where it shows ------------------------------------------------------------------------------
def test_the_dashboard_shows_mine_first_the_soonest_on_top_and_what_is_overdue(client, erin, rosa):
    make_article(headline="No time", by=rosa)
    article = make_article(headline="Too late", by=rosa)
    make_article(headline="In time", by=rosa).assign(erin, rosa, soon())
    late(article, erin, rosa)
    client.force_login(rosa)
    words = lane(client, "yours")
    assert words.index("Too late") < words.index("In time") < words.index("No time")
    assert "Overdue was due 2 h ago" in words
    assert "Eight hundred words." in words
    assert timezone.localtime().strftime("%Z") in words


def test_an_editor_sees_what_is_due_of_others_and_a_reporter_what_nobody_has(client, erin, rosa):
    for owner, headline in ((rosa, "Hers"), (None, "Nobody’s"), (erin, "His own")):
        make_article(headline=headline).assign(erin, owner, soon())
    words = lane(client, "due")
    assert "Hers" in words
    assert "Nobody’s" in words
    assert "His own" not in words
    assert "His own" in lane(client, "yours")
    client.force_login(make_reporter())
    words = lane(client, "due")
    assert "Nobody’s" in words
    assert "Hers" not in words


def test_the_list_and_the_form_say_when_it_is_due_in_words(client, erin, rosa):
    article = make_article()
    late(article, erin, rosa)
    for page in (client.get(LIST), open_form(client, article)):
        assert "Overdue was due" in text_of(page)
    client.force_login(make_user("view_article"))
    words = text_of(open_form(client, article))
    assert "Rosa Reyes Overdue was due" in words
    assert "Eight hundred words." in words


def test_what_is_handed_in_is_not_overdue_and_publication_fulfils_it(client, erin, rosa):
    article = make_article(by=rosa)
    late(article, erin, rosa)
    article.submit(rosa)
    assert not stored(article).is_late
    article.publish(erin)
    now = stored(article)
    assert (now.owner, now.due_at, now.brief) == (rosa, None, "")


def test_an_update_of_a_live_story_can_be_due(client, erin, rosa):
    article = make_live(headline="Live now")
    article.assign(erin, rosa, soon())
    assert "Live now" in lane(client, "due")
    article.withdraw(erin, "R", "E")
    assert lane(client, "due") is None


def test_the_log_names_what_changed(client, erin, rosa):
    make_article().assign(erin, rosa, soon(), "Short.")
    client.force_login(make_user(is_superuser=True))
    entry = AuditEntry.objects.get()
    words = text_of(client.get(reverse("admin:articles_auditentry_change", args=[entry.pk])))
    assert "Rosa Reyes" in words
    assert "brief: – → Short." in words
