"""Who appointed somebody, with the title of that day, on the page of the post and of the person."""

import pytest

from tests.people.make import make_appointment, make_organization, make_person, make_post
from tests.people.test_pages_person import TODAY, page, words

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(TODAY, tick=False)]


def told(client):
    """What the page of the post and that of the person say."""
    return [words(page(client, address)) for address in ("/posts/envoy/", "/people/jan-egeland/")]


def appointed(by, **kw):
    return make_appointment("Jan Egeland", "Envoy", **{"start": "2008-01-01", **kw}, appointed_by=by)


def test_both_pages_name_who_appointed_with_the_title(client):
    appointed(make_appointment("Ban Ki-moon", start="2007-01-01", end="2016-12-31"))
    for said in told(client):
        assert "appointed by Ban Ki-moon , Secretary-General" in said
    row = client.get("/posts/envoy.json").json()["memberships"][0]["x_newsroom"]
    assert row["appointed_by"] == {"id": "ban-ki-moon", "name": "Ban Ki-moon", "title": "Secretary-General"}


def test_the_title_is_that_of_the_day_of_the_announcement(client):
    office = make_post("Under-Secretary-General for Peace Operations")
    office.titles.create(
        text="Under-Secretary-General for Peacekeeping Operations", end="2018-12-31", displayed=True
    )
    power = make_appointment("Jean-Pierre Lacroix", office, start="2017-04-01")
    appointed(power, announced="2018-12-20", start="2019-02-01")
    for said in told(client):
        assert (
            "appointed by Jean-Pierre Lacroix , Under-Secretary-General for Peacekeeping Operations" in said
        )


def test_a_designate_appoints_as_designate(client):
    power = make_appointment("António Guterres", announced="2016-10-13", start="2017-01-01")
    appointed(power, announced="2016-12-15", start="2017-02-28")
    for said in told(client):
        assert "appointed by António Guterres , Secretary-General-designate" in said


def test_who_acted_appoints_as_acting(client):
    appointed(make_appointment("U Thant", kind="acting", start="1961-11-03"), start="1962-01-01")
    for said in told(client):
        assert "appointed by U Thant , Acting Secretary-General" in said


def test_a_body_appoints_without_a_title(client):
    make_appointment("Jan Egeland", "Envoy", appointing_body=make_organization("General Assembly"))
    for said in told(client):
        assert "appointed by General Assembly" in said


def test_each_term_may_have_been_given_by_somebody_else(client):
    annan = make_appointment("Kofi Annan", start="1997-01-01", end="2006-12-31")
    ban = make_appointment("Ban Ki-moon", start="2007-01-01")
    appointed(annan, start="2005-01-01", end="2007-12-31")
    appointed(ban)
    for said in told(client):
        assert "appointed by Kofi Annan , Secretary-General; appointed by Ban Ki-moon , Secretary-" in said


def test_whom_readers_may_not_know_is_not_named(client):
    secret = make_appointment(make_person("Secret Patron", is_public=False), "Patron", start="2000")
    appointed(secret)
    for said in told(client):
        assert "Patron" not in said
