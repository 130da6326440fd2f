"""Every fact has a day on which somebody last looked; the queue asks again about what is stale."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from people import recheck
from people.duplicates.merging import merge
from people.duplicates.undoing import undo
from people.models import Appointment, Person, Post, RecordSettings, Verification
from tests.browserless import soup
from tests.make import make_live, make_user
from tests.people.make import make_appointment, make_person, make_post
from tests.people.pages import save, url

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine("2026-05-03T10:00Z", tick=False)]
RIGHTS = [f"{verb}_{model}" for verb in ("add", "change", "view") for model in ("appointment", "citation")]


@pytest.fixture
def desk(client):
    client.force_login(make_user(*RIGHTS, "view_person", "view_post", first_name="Petra", last_name="Desk"))
    return client


def queue():
    return reverse("admin:people_recheck")


def names(client, **query):
    rows = soup(client.get(queue(), query)).select(".row-head")
    return [" ".join(row.get_text(" ").split()) for row in rows]


def words(page):
    return " ".join(soup(page).get_text(" ").split())


def press(client, row, digest=None, **fields):
    """Press the button as the page of this row offers it."""
    data = {"digest": row.digest() if digest is None else digest, **fields}
    return client.post(url("appointment_verify", row.pk), data, follow=True)


@pytest.fixture
def later(desk, time_machine):
    """later(moment): the clock moves, and Petra is logged in again."""
    user = desk.get("/admin/").context["user"]

    def move(moment):
        time_machine.move_to(moment)
        desk.force_login(user)

    return move


@pytest.fixture
def ban():
    return make_appointment("Ban Ki-moon", start="2007-01-01", end="2016-12-31")


# --- A look -----------------------------------------------------------------------------------------------
def test_a_look_leaves_a_trace_with_name_time_and_what_was_seen(desk, ban):
    assert "Nobody has looked at it yet." in words(desk.get(url("appointment_change", ban.pk)))
    page = press(desk, ban, note="un.org, list of former holders")
    assert "Kept: you looked at Ban Ki-moon" in words(page)
    assert "Verified on 3 May 2026" in words(page)
    assert "by Petra Desk" in words(page)
    assert "un.org, list of former holders" in words(page)
    row = Verification.objects.get()
    assert row.saw == (
        "Ban Ki-moon, Secretary-General: took up the post on 1 January 2007; left it on 31 December 2016"
    )
    assert ban.history.count() == 1  # the fact itself is as it was


def test_looks_add_up_and_the_last_one_is_shown(desk, ban, later):
    press(desk, ban)
    later("2027-01-05T10:00Z")
    press(desk, ban)
    assert Verification.objects.count() == 2
    assert "Verified on 5 January 2027" in words(desk.get(url("appointment_change", ban.pk)))


def test_what_was_changed_meanwhile_is_not_verified(desk, ban):
    seen = ban.digest()
    Appointment.objects.filter(pk=ban.pk).update(end="2016-12-30")
    page = press(desk, ban, seen)
    assert "was changed after you opened this page" in words(page)
    assert not Verification.objects.exists()
    press(desk, ban, "")
    assert not Verification.objects.exists()


def test_a_change_counts_as_a_look_and_so_does_a_source(desk, ban, later):
    assert names(desk) == ["Ban Ki-moon , Secretary-General"]
    save(desk, url("appointment_change", ban.pk), note="Checked.")
    assert names(desk) == []
    assert "which counts as a look" in words(desk.get(url("appointment_change", ban.pk)))
    later("2029-05-03T10:00Z")
    assert len(names(desk)) == 1
    source = {"citations-TOTAL_FORMS": "2", "citations-1-fact": "whole", "citations-1-symbol": "S/2"}
    assert save(desk, url("appointment_change", ban.pk), **source).status_code == 302
    assert names(desk) == []


# --- The queue ----------------------------------------------------------------------------------------------
def test_what_was_looked_at_comes_again_after_the_months_of_the_settings(desk, ban, later):
    RecordSettings.objects.create(recheck_after=6)
    press(desk, ban)
    assert names(desk) == []
    later("2026-11-03T10:00Z")
    assert names(desk) == []
    later("2026-11-04T10:00Z")
    assert names(desk) == ["Ban Ki-moon , Secretary-General"]


def test_with_no_months_nothing_is_asked_again_for_its_age(desk, ban):
    RecordSettings.objects.create(recheck_after=0)
    page = desk.get(queue())
    assert "Nothing to look at again." in words(page)
    assert "Nothing is asked again after a time" in words(page)


def test_what_stories_show_most_comes_first(desk, ban):
    annan = make_appointment("Kofi Annan", start="1997-01-01", end="2006-12-31")
    quiet = make_appointment("Edward Luck", "Adviser", start="2008-02-21")
    for n in range(2):
        make_live(officials=[ban.person], date=datetime.date(2008, 1, 1 + n))
    make_live(officials=[annan.person], date=datetime.date(2000, 1, 1))
    assert [one.appointment for one in recheck.queue()] == [ban, annan, quiet]
    assert [one.shown for one in recheck.queue()] == [2, 1, 0]
    assert "2 published stories show it" in words(desk.get(queue()))


def test_a_story_counts_for_the_appointment_of_its_day(desk):
    deputy = make_appointment("Ban Ki-moon", "Minister", start="2004-01-01", end="2006-11-01")
    head = make_appointment("Ban Ki-moon", start="2007-01-01")
    make_live(officials=[head.person], date=datetime.date(2005, 1, 1))
    assert {one.appointment: one.shown for one in recheck.queue()} == {deputy: 1, head: 0}


def test_only_what_readers_see_counts_as_shown(desk, ban):
    hidden = make_appointment(
        ban.person, make_post("Secret Envoy", rank=1), start="2007-06-01", is_public=False
    )
    bare = make_appointment("Edward Luck", "Adviser", start="2008-02-21", cited=False)
    make_live(officials=[ban.person, bare.person], date=datetime.date(2009, 1, 1))
    assert {one.appointment: one.shown for one in recheck.queue()} == {ban: 1, hidden: 0, bare: 0}


def test_what_is_not_confirmed_comes_before_all_and_again_a_month_after_a_look(desk, ban, later):
    luck = make_person("Edward Luck", death="XXXX")  # so that it is not known until when
    open_one = make_appointment(luck, "Adviser", start="1990")
    for n in range(2):
        make_live(officials=[ban.person], date=datetime.date(2008, 1, 1 + n))
    assert [one.appointment for one in recheck.queue()] == [open_one, ban]
    assert "Not confirmed" in words(desk.get(queue()))
    press(desk, open_one)
    assert [one.appointment for one in recheck.queue()] == [ban]
    later("2026-06-01T10:00Z")
    assert [one.appointment for one in recheck.queue()] == [ban]
    later("2026-06-02T10:00Z")
    assert recheck.queue()[0].appointment == open_one


def test_of_equal_ones_that_which_nobody_looked_at_comes_first(desk, later):
    first, second, never = (
        make_appointment(f"Person Number{n}", make_post(f"Post {n}"), start="2000") for n in range(3)
    )
    press(desk, second)
    later("2027-01-01T10:00Z")
    press(desk, first)
    later("2030-05-03T10:00Z")
    assert [one.appointment for one in recheck.queue()] == [never, second, first]


def test_the_queue_is_worked_off_from_its_own_page(desk, ban):
    form = soup(desk.get(queue())).select_one(".rows form")
    data = {field["name"]: field.get("value", "") for field in form.select("input[name]")}
    page = desk.post(form["action"], data, follow=True)
    assert page.redirect_chain == [(queue(), 302)]
    assert names(desk) == []


def test_the_queue_asks_a_fixed_number_of_queries(desk, django_assert_max_num_queries):
    for n in range(8):
        row = make_appointment(f"Person Number{n}", make_post(f"Post {n}"), start="2000")
        make_live(officials=[row.person], date=datetime.date(2008, 1, 1))
    desk.get(queue())
    # session, user, permissions (2); three of looks, settings (2), rows, titles of posts, links
    with django_assert_max_num_queries(13):
        assert desk.get(queue()).status_code == 200


def test_pages_of_the_queue(desk):
    for n in range(51):
        make_appointment(make_person(f"Person Number{n}"), make_post(f"Post {n}"), start="2000")
    assert len(names(desk)) == 50
    assert len(names(desk, page=2)) == 1
    assert len(names(desk, page="x")) == 50


# --- Who may --------------------------------------------------------------------------------
def test_who_may_not_change_facts_neither_sees_the_queue_nor_verifies(client, ban):
    client.force_login(make_user("view_appointment"))
    assert client.get(queue()).status_code == 403
    assert client.post(url("appointment_verify", ban.pk), {"digest": ban.digest()}).status_code == 403
    assert "I looked, it is right" not in words(client.get(url("appointment_change", ban.pk)))
    assert not Verification.objects.exists()


def test_a_look_is_posted_and_about_something(desk, ban):
    assert desk.get(url("appointment_verify", ban.pk)).status_code == 405
    assert desk.post(queue()).status_code == 405
    assert desk.post(url("appointment_verify", 0), {"digest": ""}).status_code == 404


# --- A look stays -----------------------------------------------------------------------------------------
def test_nobody_changes_or_deletes_a_look_by_whatever_way(ban):
    look = recheck.verify(ban.pk, make_user(), ban.digest())
    for act in (
        lambda: Verification.objects.update(saw="Something else."),
        lambda: Verification.objects.update(appointment=0),
        look.delete,
    ):
        with pytest.raises(IntegrityError, match="people_verification"), transaction.atomic():
            act()
    assert Verification.objects.get().saw.startswith("Ban Ki-moon, Secretary-General")


def test_a_look_outlives_the_appointment_and_says_what_was_seen(ban):
    recheck.verify(ban.pk, make_user(), ban.digest())
    ban.delete()
    assert str(Verification.objects.get()).startswith("2026-05-03: Ban Ki-moon, Secretary-General")
    assert recheck.queue() == []


def test_a_merge_leaves_looks_as_they_are_and_its_undoing_finds_them(ban):
    Post.objects.update(seats=None)
    ban.post.refresh_from_db()
    twin = make_appointment(
        make_person("Ki-moon Ban"), ban.post, start="2007-01-01", end="2016-12-31", cited=False
    )
    look = recheck.verify(twin.pk, make_user(), twin.digest())
    done = merge(Person, ban.person_id, twin.person_id, make_user())
    assert not Appointment.objects.filter(pk=twin.pk).exists()
    assert Verification.objects.get() == look
    undo(done.pk, make_user())
    assert Appointment.objects.get(pk=twin.pk).verifications.get() == look
