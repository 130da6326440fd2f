"""Two sources that contradict each other: the record prefers one date, readers see both."""

import json

import pytest
from django.urls import reverse

from people.exchange.popolo_in import import_popolo
from people.exchange.popolo_out import whole_record
from people.models import Appointment, Citation
from people.public.popolo import dumps
from tests.make import make_user
from tests.people.make import make_appointment, make_person, make_post
from tests.people.pages import save, url
from tests.people.test_admin import DESK, told
from tests.people.test_pages_person import TODAY, page, words

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(TODAY, tick=False)]


@pytest.fixture
def desk(client):
    client.force_login(make_user(*DESK, username="people-desk"))
    return client


@pytest.fixture
def deng():
    """Announced on 29 May 2007 by one source, in June 2007 by another."""
    row = make_appointment(
        "Francis Deng", "Special Adviser", announced="2007-05-29", start="2007-08", end="2012", cited=False
    )
    row.citations.create(symbol="SG/A/1070", fact="announced")
    row.citations.create(symbol="S/2007/721", fact="announced", says="2007-06")
    return row


def prefer(client, citation):
    address = reverse("admin:people_appointment_prefer", args=[citation.appointment_id, citation.pk])
    return client.post(address)


def test_readers_see_the_preferred_date_and_what_the_other_source_says(client, deng):
    html = page(client, deng.person.get_absolute_url())
    assert "announced 29 May 2007 ( another source says June 2007 )" in words(html)
    assert '<a href="#cite-2">another source</a>' in html
    assert '<li id="cite-2">S/2007/721' in html


def test_the_page_of_the_post_tells_it_beside_the_source(client, deng):
    said = words(page(client, deng.post.get_absolute_url()))
    assert "S/2007/721 (announced, says June 2007)" in said
    assert "SG/A/1070 (announced)" in said


@pytest.mark.parametrize(
    ("fact", "says", "shown"),
    [
        ("start", "circa 2006", "circa 2006"),
        ("start", "before 2007", "before 2007"),
        ("end", "2011-12-31", "31 December 2011"),
        ("end", "between 2010 and 2011", "between 2010 and 2011"),
    ],
)
def test_a_claim_of_any_date_and_any_precision_is_told(client, desk, fact, says, shown):
    row = make_appointment("Francis Deng", "Special Adviser", start="2007-08", end="2012")
    rows = {
        "citations-TOTAL_FORMS": 2,
        "citations-1-fact": fact,
        "citations-1-symbol": "S/1",
        "citations-1-says": says,
    }
    assert save(desk, url("appointment_change", row.pk), **rows).status_code == 302
    assert f"another source says {shown}" in words(page(client, row.person.get_absolute_url()))


def test_a_source_that_agrees_is_no_other_claim(client, deng):
    deng.citations.filter(symbol="S/2007/721").update(says="2007-05-29")
    assert "says" not in words(page(client, deng.person.get_absolute_url()))


def test_a_date_without_the_fact_that_it_is_of_is_refused_in_its_row(desk, deng):
    rows = {"citations-1-fact": "whole"}
    response = save(desk, url("appointment_change", deng.pk), **rows)
    assert "Choose above which of the dates it contradicts." in response.content.decode()


# --- Preferring the other ------------------------------------------------------------------------
def test_the_desk_prefers_the_other_claim_and_the_first_stays_beside_it(client, desk, deng):
    other = deng.citations.get(symbol="S/2007/721")
    html = page(desk, url("appointment_change", deng.pk))
    assert "S/2007/721 says June 2007." in words(html)
    assert prefer(desk, other).status_code == 302
    deng = Appointment.objects.get(pk=deng.pk)
    assert deng.announced == "2007-06"
    assert dict(deng.citations.values_list("symbol", "says")) == {"SG/A/1070": "2007-05-29", "S/2007/721": ""}
    said = words(page(client, deng.person.get_absolute_url()))
    assert "announced June 2007 ( another source says 29 May 2007 )" in said


def test_preferring_twice_is_as_it_was_and_the_history_tells_both(desk, deng):
    before = dict(deng.citations.values_list("symbol", "says"))
    for symbol in ("S/2007/721", "SG/A/1070"):
        prefer(desk, deng.citations.get(symbol=symbol))
    deng = Appointment.objects.get(pk=deng.pk)
    assert deng.announced == "2007-05-29"
    assert dict(deng.citations.values_list("symbol", "says")) == before
    why = list(deng.history.order_by("history_id").values_list("history_change_reason", flat=True))
    assert why[1:] == ["Preferred what S/2007/721 says", "Preferred what SG/A/1070 says"]
    assert deng.history.first().history_user.username == "people-desk"


def test_a_claim_that_cannot_be_is_not_preferred(desk, deng):
    other = deng.citations.create(symbol="S/9", fact="end", says="2001")
    assert "Left the post before taking it up" in told(prefer(desk, other))
    assert Appointment.objects.get(pk=deng.pk).end == "2012"


def test_who_may_not_change_the_record_prefers_nothing(client, deng):
    client.force_login(make_user("view_appointment", username="reader"))
    assert prefer(client, deng.citations.get(symbol="S/2007/721")).status_code == 403
    assert Appointment.objects.get(pk=deng.pk).announced == "2007-05-29"


def test_a_get_and_a_missing_source_change_nothing(desk, deng):
    other = deng.citations.get(symbol="S/2007/721")
    address = reverse("admin:people_appointment_prefer", args=[deng.pk, other.pk])
    assert desk.get(address).status_code == 405
    assert desk.post(address.replace(f"/{other.pk}/", "/999/")).status_code == 404
    assert Appointment.objects.get(pk=deng.pk).announced == "2007-05-29"


def test_a_claim_goes_out_with_the_record_and_comes_back(deng):
    out = dumps(whole_record())
    (held,) = json.loads(out)["memberships"]
    assert [source.get("says") for source in held["x_newsroom"]["sources"]] == [None, "2007-06"]
    Citation.objects.all().delete()
    Appointment.objects.all().delete()
    assert import_popolo(out).errors == []
    assert dumps(whole_record()) == out


def test_two_claims_beside_the_preferred_one_are_both_told(client):
    row = make_appointment(make_person("Ada Holt"), make_post("Registrar"), start="2007-08")
    row.citations.create(symbol="S/1", fact="start", says="2006")
    row.citations.create(symbol="S/2", fact="start", says="199X")
    said = words(page(client, row.person.get_absolute_url()))
    assert "another source says 2006" in said
    assert "another source says the 1990s" in said


def test_a_source_of_the_whole_record_keeps_the_date_that_it_gave(client, desk):
    row = make_appointment("Francis Deng", "Special Adviser", start="2007-08", end="2012", cited=False)
    row.citations.create(symbol="SG/A/1070", title="Appointed")
    other = row.citations.create(symbol="S/2007/721", fact="start", says="2007-09")
    prefer(desk, other)
    row.refresh_from_db()
    assert row.start == "2007-09"
    for address in (row.person.get_absolute_url(), row.post.get_absolute_url()):
        assert "August 2007" in words(page(client, address))
    said = words(page(client, row.person.get_absolute_url()))
    assert "1 September 2007" not in said
    assert "September 2007 ( another source says August 2007 )" in said
    back = row.citations.get(fact="start", symbol="SG/A/1070")
    prefer(desk, back)
    row.refresh_from_db()
    assert row.start == "2007-08"
    assert "another source says September 2007" in words(page(client, row.person.get_absolute_url()))
    assert row.citations.count() == 3
