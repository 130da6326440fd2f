"""The desk: what waits for whom, in few queries, with every time in a zone."""

import datetime

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from tests.browserless import soup, text_of
from tests.make import change, make_article, make_editor, make_live, make_reporter, make_user
from tests.people.make import make_appointment, make_person, make_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def erin(client):
    user = make_editor(first_name="Erin", last_name="Editor")
    client.force_login(user)
    return user


def lane(client, name):
    """The words of one lane of the desk."""
    head = soup(client.get("/admin/")).find(id=f"lane-{name}")
    return " ".join(head.find_parent("section").get_text(" ").split())


def submitted(**kw):
    article = make_article(**kw)
    article.submit(article.owner)
    return article


# --- Waiting for you ---------------------------------------------------------------------------
def test_an_editor_finds_what_others_submitted(client, erin):
    submitted(headline="Look at this")
    mine = make_article(by=erin, headline="My own")
    mine.submit(erin)
    make_article(headline="Still a draft")
    words = lane(client, "waiting")
    assert "Look at this" in words
    assert "My own" not in words
    assert "Still a draft" not in words


def test_a_reporter_has_nothing_to_review(client):
    submitted(headline="Look at this")
    client.force_login(make_reporter())
    assert "Nothing waits for you." in lane(client, "waiting")


def test_what_was_to_go_out_and_did_not_is_said_in_words(client, erin):
    submitted(headline="Late", planned_for=timezone.now() - datetime.timedelta(hours=2))
    words = lane(client, "waiting")
    assert "Overdue" in words
    assert "nobody has published it" in words
    assert "late, not published" in lane(client, "scheduled")


# --- Yours ---------------------------------------------------------------------------
def test_yours_shows_what_came_back_and_why(client):
    rosa = make_reporter()
    article = make_article(by=rosa, headline="The budget")
    article.submit(rosa)
    article.return_to_writer(make_editor(), "Who confirmed the figure?")
    make_article(headline="Somebody else’s")
    client.force_login(rosa)
    words = lane(client, "yours")
    assert "The budget" in words
    assert "Who confirmed the figure?" in words
    assert "Somebody else’s" not in words


def test_a_published_story_is_no_longer_open(client, erin):
    article = make_article(headline="Done", owner=erin)
    article.publish(erin)
    assert "Done" not in lane(client, "yours")


# --- Live with changes, scheduled, published ----------------------------------------------------------
def test_live_with_unpublished_changes_says_what_differs(client, erin):
    change(make_live(headline="Before"), headline="After", standfirst="Another.")
    make_live(headline="Unchanged")
    words = lane(client, "changed")
    assert "After" in words
    assert "differs in headline, standfirst" in words
    assert "Unchanged" not in words


def test_scheduled_says_the_time_and_its_zone(client, erin):
    at = timezone.now() + datetime.timedelta(days=2)
    make_article(headline="Overnight").publish(erin, at=at)
    words = lane(client, "scheduled")
    local = timezone.localtime(at)
    assert "Overnight" in words
    assert local.strftime("%H:%M") in words
    assert local.strftime("%Z") in words


@pytest.mark.time_machine("2026-11-24T03:00:00Z")  # 22:00 of the 23rd in New York
def test_published_today_is_todays_in_the_newsrooms_zone(client, erin, time_machine):
    make_live(headline="Late last night")
    time_machine.move_to("2026-11-24T04:30:00Z")
    assert "Late last night" in lane(client, "published")
    time_machine.move_to("2026-11-24T06:00:00Z")  # 01:00 of the 24th
    assert "Late last night" not in lane(client, "published")


def test_a_withdrawn_story_is_not_among_the_live(client, erin):
    article = change(make_live(headline="Gone"), headline="Gone indeed")
    article.withdraw(erin, "R", "E")
    assert "Gone" not in lane(client, "changed")
    assert "Gone" in lane(client, "published") or "Nothing yet" in lane(client, "published")


# --- People desk ---------------------------------------------------------------------------
def test_the_people_desk_finds_appointments_that_nothing_proves(client):
    client.force_login(make_user("view_appointment", "change_appointment"))
    make_appointment(make_person("Francis Deng"), make_post("Special Adviser"), cited=False)
    make_appointment(make_person("Ban Ki-moon"), make_post("Secretary-General"))
    reported = make_appointment(make_person("Edward Luck"), make_post("Other adviser"), cited=False)
    reported.article_citations.create(article=make_article())
    words = lane(client, "people")
    assert "Francis Deng" in words
    assert "Ban Ki-moon" not in words
    assert "Edward Luck" in words  # a story of ours reports it, and readers do not see it for that


def test_who_may_link_is_led_to_the_link_desk_with_what_is_open(client):
    client.force_login(make_user("view_appointment", "view_article", "link_officials"))
    assert "look for officials whom nobody has linked" in lane(client, "people")
    make_person("Edward Luck")
    make_live(body="<p>Edward Luck spoke.</p>")
    make_live(body="<p>Edward Luck spoke again.</p>").withdraw(make_editor(), "Why", "Why")
    client.post("/admin/links/")
    assert "1 suggested link in 1 story" in lane(client, "people")
    assert b'href="/admin/links/"' in client.get("/admin/").content


# --- Cost, and who sees what ---------------------------------------------------------------------------
def test_the_desk_costs_thirteen_queries_whatever_its_size(client, django_assert_max_num_queries):
    user = make_user()
    for n in range(12):
        submitted()
        make_article(owner=user)
        change(make_live(), headline=f"Changed {n}")
        make_appointment(make_person(f"Person Number{n}"), make_post(f"Post {n}"), cited=False)
        make_article().publish(make_editor(), at=timezone.now() + datetime.timedelta(days=n + 1))
    client.force_login(user)
    for role in ("reporter", "editor", "people desk", "picture desk", "administrator"):
        user.groups.set([Group.objects.get(name=role)])
        with django_assert_max_num_queries(13, info=role):
            # session, user, permissions; marked, waiting, in hand, scheduled, coming down, changed,
            # published; rights; people desk, how much waits on its own screens
            page = client.get("/admin/")
        words = text_of(page)
        assert ("All that is submitted" in words) == (role in ("editor", "administrator")), role
        assert "All that is scheduled" in words, role


def test_the_models_stand_in_the_newsrooms_order_and_words(client):
    client.force_login(make_user(is_superuser=True))
    page = soup(client.get("/admin/"))
    names = [link.get_text(strip=True) for link in page.select(".stacks li > a:first-child")]
    assert names[:5] == ["Articles", "Editions", "Topics", "Authors", "Pictures"]
    assert names[-2:] == ["Staff", "Roles"]
    assert "More" not in [head.get_text(strip=True) for head in page.select(".stacks h3")]


def test_a_desk_without_any_right_is_empty_but_opens(client):
    client.force_login(make_user())
    words = text_of(client.get("/admin/"))
    assert "Waiting for you" not in words
    assert "New article" not in words


def test_the_desk_asks_for_a_login(client):
    assert "/admin/login/" in client.get("/admin/").url
    client.force_login(make_user(is_staff=False))
    assert client.get("/admin/").status_code == 302


def test_a_page_for_each_app_there_is_none(client, erin):
    assert client.get(reverse("admin:app_list", args=["articles"])).url == "/admin/"


# --- The frame ---------------------------------------------------------------------------
PAGES = [
    "/admin/",
    "/admin/articles/article/",
    "/admin/articles/article/add/",
    "/admin/articles/article/{article}/change/",
    "/admin/articles/article/{article}/delete/",
    "/admin/articles/article/{article}/history/",
    "/admin/articles/article/{article}/publish/",
    "/admin/articles/article/{article}/schedule/",
    "/admin/articles/article/{article}/revisions/",
    "/admin/articles/article/{article}/revisions/1/",
    "/admin/articles/edition/",
    "/admin/articles/topic/add/",
    "/admin/auth/user/add/",
    "/admin/password_change/",
]


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_our_frame_and_nothing_that_the_policy_forbids(client, path):
    client.force_login(make_user(is_superuser=True))
    page = soup(client.get(path.format(article=make_article().pk)))
    assert page.find("link", href="/static/newsroom/desk/tokens.css")
    assert not page.find_all(style=True)
    assert not [tag for tag in page.find_all("script") if not tag.get("src") and not tag.get("nonce")]
    assert not [name for tag in page.find_all(True) for name in tag.attrs if name.startswith("on")]
    crumbs = page.select("ol.breadcrumbs li")
    assert path == "/admin/" or crumbs[0].get_text(strip=True) == "Desk"


def test_every_link_of_the_header_leads_somewhere(client):
    client.force_login(make_user(is_superuser=True))
    for link in soup(client.get("/admin/")).select("#header a"):
        assert client.get(link["href"]).status_code == 200
