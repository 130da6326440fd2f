"""A post is told as vacant only where the people desk vouches that its succession is complete."""

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.test import Client

from people import consistency
from people.models import CompleteSuccession
from tests.make import make_user
from tests.people.make import make_appointment, make_post
from tests.people.pages import filled, save, url
from tests.people.test_pages_person import TODAY, page, structured, words

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(TODAY, tick=False)]


@pytest.fixture
def post():
    """Nobody is on record from 19 September to 2 November 1961."""
    post = make_post("Secretary-General")
    make_appointment("Dag Hammarskjöld", post, start="1953-04-10", end="1961-09-18")
    make_appointment("U Thant", post, kind="acting", start="1961-11-03", end="1962-11-29")
    return post


def vouch(post, first="1961-09-19", last="1961-11-02", **kw):
    row = CompleteSuccession(post=post, first=first, last=last, **{"title": "Yearbook 1961", **kw})
    row.full_clean()
    row.save()
    return row


def table(client, post):
    return (
        words(page(client, post.get_absolute_url())).partition("State and source")[2].partition("The post")[0]
    )


def make_desk_client(role, **kw):
    user = make_user(**kw)
    user.groups.set(Group.objects.filter(name=role))
    client = Client()
    client.force_login(user)
    return client


def on(client, day):
    return words(page(client, f"/people/?on={day}").partition("<main")[2]).partition("“No record”")[0]


def test_without_a_voucher_a_gap_is_no_vacancy_anywhere(client, post):
    html = page(client, post.get_absolute_url())
    assert "No holder on record 19 September 1961 2 November 1961 45 days" in table(client, post)
    assert 'data-state="no-holder" x=' in html
    assert "vacant" not in html.replace("hatch-vacant", "").lower()
    assert "Secretary-General no holder on record" in on(client, "1961-10-01")
    twin = client.get("/people.json?on=1961-10-01").json()["x_newsroom"]
    assert twin["no_holder_on_record"] == ["secretary-general"]
    assert "vacant" not in twin or twin["vacant"] == []
    twin = client.get("/posts/secretary-general.json").json()["x_newsroom"]
    assert twin["no_holder_on_record"] == [
        {"start_date": "1961-09-19", "end_date": "1961-11-02", "sources": []}
    ]
    assert twin["vacant"] == []
    assert "vacant" not in str(structured(html)).lower()


@pytest.mark.parametrize("coming", [False, True])
def test_lists_say_vacant_as_the_page_of_the_post_does(client, post, coming):
    vouch(post, first="1962-11-30", last=TODAY[:10])
    if coming:
        make_appointment("Ban Ki-moon", post, announced="2026-10-09")
    assert "Vacant since 30 November 1962" in words(page(client, post.get_absolute_url()))
    for address in ("/posts/", post.organization.get_absolute_url()):
        said = words(page(client, address))
        assert "Secretary-General vacant" in said
        assert "no present holder on record" not in said
        assert ("Ban Ki-moon" in said) == coming


def test_with_a_voucher_the_post_was_vacant_on_every_page(client, post):
    vouch(post, url="https://example.org/yearbook", published="1962")
    html = page(client, post.get_absolute_url())
    assert (
        "Vacant 19 September 1961 2 November 1961 vacant from 19 September 1961 to 2 November 1961"
        in table(client, post)
    )
    assert "Yearbook 1961" in words(html.partition('id="sources"')[2])
    assert 'data-state="vacant" x=' in html
    assert "no holder on record" not in words(html).lower().replace("no present holder on record", "")
    assert "Secretary-General vacant" in on(client, "1961-10-01")
    assert client.get("/people.json?on=1961-10-01").json()["x_newsroom"]["vacant"] == ["secretary-general"]
    (gap,) = client.get("/posts/secretary-general.json").json()["x_newsroom"]["vacant"]
    assert (gap["start_date"], gap["end_date"]) == ("1961-09-19", "1961-11-02")
    assert gap["sources"][0]["title"] == "Yearbook 1961"


def test_whole_months_may_be_vouched_for(client, post):
    vouch(post, "1961-09", "1961-11")
    assert "vacant from 19 September 1961 to 2 November 1961" in table(client, post)


def test_only_the_days_vouched_for_are_vacant(client, post):
    vouch(post, "1961-10-01", "1961-10-20")
    said = table(client, post)
    assert "No holder on record 19 September 1961 30 September 1961 12 days" in said
    assert "vacant from 1 October 1961 to 20 October 1961" in said
    assert "No holder on record 21 October 1961 2 November 1961 13 days" in said
    assert "no holder on record" in on(client, "1961-09-30")
    assert "vacant" in on(client, "1961-10-01")
    assert "vacant" in on(client, "1961-10-20")
    assert "no holder on record" in on(client, "1961-10-21")


def test_a_record_that_fills_the_gap_ends_the_vacancy(client, post):
    vouch(post)
    make_appointment(
        "Hidden Caretaker", post, kind="acting", start="1961-09-19", end="1961-11-02", is_public=False
    )
    said = table(client, post)
    assert "vacant" not in said.lower()
    assert "Caretaker" not in said
    assert "vacant" not in on(client, "1961-10-01")


def test_a_designate_does_not_end_a_vacancy(client, post):
    vouch(post)
    make_appointment("Kurt Waldheim", post, announced="1961-10-01", end="1961-10-20", end_reason="withdrawn")
    assert "vacant from 19 September 1961 to 2 November 1961" in table(client, post)


def test_a_vacancy_needs_no_holder_after_it(client):
    post = make_post("Director")
    make_appointment("Roberto Azevêdo", post, start="2013-09-01", end="2020-08-31")
    vouch(post, "2020-09-01", "2021-02-28")
    assert "vacant from 1 September 2020 to 28 February 2021" in table(client, post)
    assert "vacant" in on(client, "2021-02-28")
    assert "vacant" not in on(client, "2021-03-01")


def test_no_vacancy_is_seen_in_a_post_of_two_seats_while_one_is_held(client):
    post = make_post("Judge", seats=2)
    make_appointment("A One", post, start="2000-01-01", end="2001-12-31")
    make_appointment("B Two", post, start="2000-01-01", end="2002-12-31")
    make_appointment("C Three", post, start="2004-01-01")
    vouch(post, "2002", "2003")
    assert "vacant from 1 January 2003 to 31 December 2003" in table(client, post)


def test_days_that_the_dates_leave_open_are_not_vacant(client):
    post = make_post("Director")
    make_appointment("A One", post, start="2000", end="2003")
    make_appointment("C Three", post, start="2004")
    vouch(post, "2003", "2004")
    assert "vacant" not in table(client, post).lower()


def test_the_report_finds_a_gap_until_somebody_vouches(post):
    gaps = [row for row in consistency.findings() if row.kind == consistency.FindingKind.GAP]
    assert [row.text for row in gaps] == ["Nobody on record from 19 September 1961 to 2 November 1961."]
    vouch(post)
    assert not [row for row in consistency.findings() if row.kind == consistency.FindingKind.GAP]


# --- The form --------------------------------------------------------------------------------------
def entered(first="September 1961", last="November 1961", title="Yearbook 1961"):
    prefix = "complete_successions-0-"
    return {
        "complete_successions-TOTAL_FORMS": "1",
        **{f"{prefix}{name}": value for name, value in (("first", first), ("last", last), ("title", title))},
    }


def test_the_people_desk_vouches_on_the_page_of_the_post(post):
    client = make_desk_client("people desk", first_name="Paula", last_name="Desk")
    address = url("post_change", post.pk)
    html = client.get(address).content.decode()
    assert "Only for a span entered here do readers see “vacant”" in html
    assert save(client, address, **entered()).status_code == 302
    row = post.complete_successions.get()
    assert (row.first, row.last, row.vouched_by.first_name) == ("1961-09", "1961-11", "Paula")
    assert row.vouched_at.date().isoformat() == TODAY[:10]
    assert row.history.count() == 1
    assert "Paula Desk, 24 November 2026" in words(client.get(address).content.decode())
    assert filled(client.get(address))["complete_successions-0-first"] == "1961-09"


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"title": ""}, "Name a source: its title, document symbol or address."),
        ({"first": "XXXX"}, "Give both dates: you vouch for a span."),
        ({"last": ""}, "This field is required."),
        ({"first": "1962"}, "It ends before it begins. Check the year first."),
        ({"last": "2027"}, "Nobody can vouch for days to come."),
        ({"first": "soon"}, "Write a year, a month or a day"),
    ],
)
def test_what_vouches_for_nothing_is_refused_beside_its_field(post, changed, told):
    client = make_desk_client("people desk")
    response = save(client, url("post_change", post.pk), **entered(**changed))
    assert told in response.content.decode()
    assert not post.complete_successions.exists()


@pytest.mark.parametrize("role", ["reporter", "editor", "picture desk"])
def test_nobody_else_vouches(post, role):
    client = make_desk_client(role)
    client.post(url("post_change", post.pk), entered())
    assert not post.complete_successions.exists()


def test_the_database_holds_the_rules(post):
    for fields in ({"first": ""}, {"last": "XXXX"}, {"title": ""}, {"first": "1999"}, {"first": "soon"}):
        row = {"first": "1961", "last": "1962", "title": "Yearbook", **fields}
        with pytest.raises(IntegrityError), transaction.atomic():
            post.complete_successions.create(**row)


def test_a_merge_of_posts_keeps_what_was_vouched_for(client, post):
    from people.duplicates.merging import merge
    from people.models import Post

    vouch(post)
    other = make_post("Secretary General")
    merge(Post, other.pk, post.pk, make_user())
    assert other.complete_successions.count() == 1


def test_pages_are_fresh_once_somebody_vouched(client, post):
    assert "vacant from" not in table(client, post)
    row = vouch(post)
    assert "vacant from" in table(client, post)
    row.delete()
    assert "vacant from" not in table(client, post)


def test_the_head_of_a_page_says_that_a_post_is_vacant_today(client, post):
    assert "No present holder on record." in words(page(client, post.get_absolute_url()))
    vouch(post, "1962-11-30", "2026-11-24")
    said = words(page(client, post.get_absolute_url()))
    assert "Vacant since 30 November 1962 ." in said
    assert "No present holder on record" not in said
