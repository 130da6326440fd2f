"""The calendar: what is planned and what went live, by week and by day, and who may move it from there."""

import datetime
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from articles.models import Edition
from tests.browserless import messages_of, posted, soup, text_of
from tests.make import change, make_article, make_editor, make_live, make_reporter, make_user

pytestmark = pytest.mark.django_db

URL = "/admin/calendar/"
NOON = datetime.datetime(2026, 3, 4, 17, 0, tzinfo=datetime.UTC)  # a Wednesday, 12:00 EST in New York
HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)


@pytest.fixture
def wednesday(time_machine, settings):
    time_machine.move_to(NOON, tick=False)
    return time_machine


@pytest.fixture
def erin(client):
    editor = make_editor(first_name="Erin", last_name="Editor")
    client.force_login(editor)
    return editor


def slots(response):
    """{headline: all words of its line} of a page of the calendar."""
    return {
        slot.find(class_="headline").get_text(): " ".join(slot.get_text(" ").split())
        for slot in soup(response).select(".slot")
    }


def test_a_week_shows_wishes_schedules_embargoes_expiries_and_what_went_live(client, wednesday, erin):
    make_live(headline="Gone out")
    make_article(headline="Tomorrow").publish(erin, at=NOON + DAY)
    make_article(headline="Wished for", planned_for=NOON + 2 * HOUR)
    make_article(headline="Held", embargo_until=NOON + 3 * HOUR)
    make_live(headline="Short-lived", expires_at=NOON + 2 * DAY)
    page = client.get(URL)
    found = slots(page)
    assert re.match(r"12:00 EST Live Gone out", found["Gone out"])
    assert re.match(r"12:00 EST Scheduled Tomorrow", found["Tomorrow"])
    assert "14:00 EST Planned" in found["Wished for"]
    assert "not approved yet: draft" in found["Wished for"]
    assert "15:00 EST Embargo ends" in found["Held"]
    lines = [" ".join(slot.get_text(" ").split()) for slot in soup(page).select(".slot")]
    assert any("Expires Short-lived" in line for line in lines)
    assert "2 March – 8 March 2026" in text_of(page)


def test_what_has_passed_is_said_as_passed(client, wednesday, erin):
    make_article(headline="Late", planned_for=NOON - HOUR)
    first = make_live(headline="First words")
    wednesday.move_to(NOON + HOUR, tick=False)
    change(first, headline="Second words")
    first.publish(erin)
    taken = make_live(headline="Taken down")
    taken.withdraw(erin, "Why", "Why.")
    found = slots(client.get(URL))
    assert "Overdue" in found["Late"]
    assert "Was live" in found["First words"]
    assert "Live Second words" in found["Second words"]
    assert "Withdrawn since" in found["Taken down"]


def test_a_cancelled_schedule_and_a_fulfilled_wish_are_not_on_it(client, wednesday, erin):
    cancelled = make_article(headline="Cancelled")
    cancelled.publish(erin, at=NOON + HOUR)
    cancelled.cancel_schedule(erin)
    done = make_article(headline="Done", planned_for=NOON + HOUR)
    done.publish(erin, at=NOON + 2 * HOUR)
    found = slots(client.get(URL))
    assert "Cancelled" not in found
    assert "Scheduled" in found["Done"]


def test_a_day_has_a_page_of_its_own(client, wednesday, erin):
    make_article(headline="On Thursday").publish(erin, at=NOON + DAY)
    make_live(headline="On Wednesday")
    page = client.get(URL, {"day": "2026-03-05"})
    assert set(slots(page)) == {"On Thursday"}
    assert "Thursday 5 March 2026" in text_of(page)
    assert soup(page).find(rel="next")["href"] == "?day=2026-03-06"
    assert soup(page).find(rel="prev")["href"] == "?day=2026-03-04"


def test_weeks_lead_to_each_other_and_to_their_days(client, wednesday, erin):
    page = soup(client.get(URL, {"week": "2026-03-12"}))
    assert page.find(rel="next")["href"] == "?week=2026-03-16"
    assert page.find(rel="prev")["href"] == "?week=2026-03-02"
    assert page.select_one(".day h2 a")["href"] == "?day=2026-03-09"
    assert not page.select(".day.today")


def test_each_time_says_the_zone_of_its_own_day(client, wednesday, erin):
    """New York changes its clocks on Sunday 8 March 2026."""
    for day, name in ((7, "Saturday"), (8, "Sunday")):
        at = datetime.datetime(2026, 3, day, 17, 0, tzinfo=datetime.UTC)
        make_article(headline=name).publish(erin, at=at)
    found = slots(client.get(URL))
    assert found["Saturday"].startswith("12:00 EST")
    assert found["Sunday"].startswith("13:00 EDT")


def test_a_day_is_one_of_the_newsrooms_zone(client, wednesday, erin):
    late = datetime.datetime(2026, 3, 6, 4, 30, tzinfo=datetime.UTC)  # Thursday 23:30 in New York
    make_article(headline="Late at night").publish(erin, at=late)
    assert "Late at night" in slots(client.get(URL, {"day": "2026-03-05"}))
    assert "Late at night" not in slots(client.get(URL, {"day": "2026-03-06"}))


@pytest.mark.parametrize("asked", ["soon", "2026-02-30", "0001-01-01", "9999-12-31", "2026-03-04'--"])
@pytest.mark.parametrize("by", ["day", "week"])
def test_what_is_no_day_is_refused_beside_the_field(client, wednesday, erin, by, asked):
    page = client.get(URL, {by: asked})
    assert page.status_code == 200
    error = soup(page).find(id="id_day_error").get_text()
    assert "not a day" in error or "between 1900 and 2199" in error


def test_the_ends_of_time_have_no_link_beyond(client, erin):
    assert not soup(client.get(URL, {"week": "1900-01-01"})).find(rel="prev")
    assert not soup(client.get(URL, {"day": "2199-12-31"})).find(rel="next")


def test_a_crowded_day_is_cut_in_the_week_and_whole_on_its_page(client, wednesday, erin):
    for n in range(22):
        make_article(headline=f"Story {n}", planned_for=NOON + n * HOUR / 4)
    page = client.get(URL)
    assert len(slots(page)) == 20
    assert "2 more that day" in text_of(page)
    assert len(slots(client.get(URL, {"day": "2026-03-04"}))) == 22


def test_the_calendar_costs_eight_queries_at_most_whatever_the_number(
    client, wednesday, erin, django_assert_max_num_queries
):
    for n in range(6):
        make_live(expires_at=NOON + HOUR)
        make_article(planned_for=NOON + HOUR, embargo_until=NOON + HOUR)
        make_article().publish(erin, at=NOON + (n + 1) * HOUR)
    for query in ({}, {"day": "2026-03-04"}):
        # session, user, permissions (2), editions, articles, without a time
        with django_assert_max_num_queries(8):
            assert client.get(URL, query).status_code == 200


def test_approved_stories_without_a_time_are_named_and_can_be_scheduled(client, wednesday, erin):
    article = make_article(headline="Ready")
    article.submit(article.owner)
    article.approve(erin)
    page = soup(client.get(URL))
    assert "Ready" in page.find("section", class_="lane").get_text()
    assert page.select_one(".row-do")["href"].startswith(f"/admin/articles/article/{article.pk}/schedule/")


def test_who_sees_the_calendar_and_who_moves_what_is_on_it(client, wednesday):
    make_article(headline="Tomorrow").publish(make_editor(), at=NOON + DAY)
    assert "/admin/login/" in client.get(URL).url
    client.force_login(make_user())
    assert client.get(URL).status_code == 403
    client.force_login(make_reporter())
    page = client.get(URL)
    assert "Tomorrow" in slots(page)
    assert not soup(page).select(".slot-acts")
    assert client.post(URL).status_code == 405
    client.force_login(make_editor())
    assert [link.get_text() for link in soup(client.get(URL)).select(".slot-acts a")] == [
        "Change the time: Tomorrow",
        "Cancel: Tomorrow",
    ]


def test_the_header_and_the_desk_lead_to_the_calendar(client, erin):
    page = soup(client.get(reverse("admin:index")))
    assert page.select_one(f'#places a[href="{URL}"]')
    assert page.select_one(f'section[aria-labelledby="lane-scheduled"] a[href="{URL}"]')
    assert soup(client.get(URL)).select_one("#places a[aria-current]").get_text() == "Calendar"


def test_a_schedule_is_moved_from_the_calendar_and_one_is_back_there(client, wednesday, erin):
    article = make_article()
    article.publish(erin, at=NOON + DAY)
    move = soup(client.get(URL)).select_one(".slot-acts a")["href"]
    page = client.get(move)
    data = posted(page, "step_form", day="2026-03-06", time="09:30")
    page = client.post(move, data, follow=True)
    assert page.redirect_chain[-1][0] == f"{URL}?week=2026-03-05"
    assert "goes out on 06 March 2026, 09:30 EST" in messages_of(page)
    assert timezone.localtime(Edition.objects.pending().get().live_from).strftime("%d %H:%M") == "06 09:30"


def test_a_schedule_is_cancelled_from_the_calendar(client, wednesday, erin):
    make_article().publish(erin, at=NOON + DAY)
    cancel = soup(client.get(URL)).select(".slot-acts a")[1]["href"]
    page = client.post(cancel, posted(client.get(cancel), "step_form"), follow=True)
    assert page.redirect_chain[-1][0] == f"{URL}?week=2026-03-05"
    assert not Edition.objects.pending().exists()


def test_the_way_back_leads_nowhere_else(client, wednesday, erin):
    article = make_article()
    article.publish(erin, at=NOON + DAY)
    move = reverse("admin:articles_article_step", args=[article.pk, "move"]) + "?calendar=//evil.example/"
    page = client.get(move)
    assert f'href="{URL}?week=//evil.example/"' in page.content.decode()
    page = client.post(move, posted(page, "step_form", time="18:00"))
    assert page.url == f"{URL}?week=//evil.example/"
