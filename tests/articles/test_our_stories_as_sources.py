"""An appointment that only a story of ours reports: readers see it while they see the story."""

import datetime

import pytest

from articles.models import ArticleCitation
from people import consistency
from people.consistency import FindingKind
from tests.make import make_article, make_editor, make_live, make_user
from tests.people.make import make_appointment
from tests.people.test_pages_person import page, words

TODAY = "2026-11-24T12:00Z"
pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(TODAY, tick=False)]
HIDDEN = [
    ("/people/kofi-annan/", "Career"),
    ("/posts/envoy/", "Kofi Annan"),
    ("/posts/", "Kofi Annan"),
    ("/people/?on=2026-11-24", "Kofi Annan"),
    ("/people/changes/", "Kofi Annan"),
]


@pytest.fixture
def row():
    return make_appointment("Kofi Annan", "Envoy", start="2007-01-01", cited=False)


def report(row, article, fact=""):
    return ArticleCitation.objects.create(appointment=row, article=article, fact=fact)


def scheduled():
    article = make_article()
    article.publish(make_editor(), at=datetime.datetime(2026, 11, 25, 12, tzinfo=datetime.UTC))
    return article


def is_shown(client):
    """Whether each page shows the appointment; they must agree with each other and with the report."""
    shown = {said in words(page(client, address).partition("<main")[2]) for address, said in HIDDEN}
    twin = client.get("/people/kofi-annan.json").json()
    shown.add(bool(twin.get("memberships")))
    kinds = {finding.kind for finding in consistency.findings()}
    shown.add(FindingKind.SOURCE not in kinds)
    assert len(shown) == 1, shown
    return shown.pop()


def test_a_live_story_is_a_source_that_pages_name(client, row):
    assert not is_shown(client)
    story = make_live(headline="Annan is named envoy")
    report(row, story)
    assert is_shown(client)
    html = page(client, "/people/kofi-annan/")
    address = story.live_edition.get_absolute_url()
    assert '<a href="#cite-1">Annan is named envoy</a>' in html
    assert f'href="{address}"' in html.partition('id="cite-1"')[2]
    assert "No source is given" not in html
    assert f'<a href="{address}" rel="external">Annan is named envoy</a>' in page(client, "/posts/")
    (source,) = client.get("/posts/envoy.json").json()["memberships"][0]["sources"]
    assert source == {"url": f"http://127.0.0.1:8000{address}", "note": "Annan is named envoy"}


def test_a_draft_is_no_source(client, row):
    report(row, make_article())
    assert not is_shown(client)


def test_a_scheduled_story_is_a_source_from_its_hour(client, row, time_machine):
    report(row, scheduled())
    assert not is_shown(client)
    time_machine.move_to("2026-11-25T12:01Z", tick=False)
    assert is_shown(client)


@pytest.mark.parametrize("act", ["withdraw", "kill"])
def test_a_story_withdrawn_or_killed_is_none(client, row, act, time_machine):
    story = make_live()
    report(row, story)
    assert is_shown(client)
    time_machine.move_to("2026-11-24T13:00Z", tick=False)
    getattr(story, act)(make_user("withdraw_article", "kill_article"), "Wrong", "It was wrong.")
    assert not is_shown(client)


def test_a_story_taken_off_the_appointment_is_none(client, row):
    told = report(row, make_live())
    assert is_shown(client)
    told.delete()
    assert not is_shown(client)


def test_of_two_stories_one_that_is_live_is_enough(client, row):
    report(row, make_article())
    report(row, make_live())
    assert is_shown(client)


def test_a_hidden_appointment_stays_hidden(client, row):
    report(row, make_live())
    type(row).objects.filter(pk=row.pk).update(is_public=False)
    html = page(client, "/posts/envoy/")
    assert "Kofi Annan" not in html


def test_the_story_stands_beside_the_fact_it_reports(client, row):
    report(row, make_live(headline="Annan begins"), "start")
    said = words(page(client, "/people/kofi-annan/"))
    assert "Annan begins (took up the post)" in said
    assert "Annan begins" in client.get("/people/kofi-annan/changes.atom").content.decode()


def test_beside_a_document_both_are_listed(client, row):
    row.citations.create(symbol="A/RES/61/3")
    report(row, make_live(headline="Annan begins"))
    html = page(client, "/people/kofi-annan/")
    assert '<a href="#cite-1">A/RES/61/3</a>' in html
    assert '<a href="#cite-2">Annan begins</a>' in html


def test_the_desk_sees_the_same(client, row):
    report(row, make_live())
    client.force_login(make_user("view_appointment", "change_appointment"))
    listed = client.get("/admin/people/appointment/?source=none").content.decode()
    assert "Kofi Annan" not in listed
    assert (
        "No source"
        not in words(client.get("/admin/people/appointment/").content.decode()).partition("source")[0]
    )
    ArticleCitation.objects.all().delete()
    assert "Kofi Annan" in client.get("/admin/people/appointment/?source=none").content.decode()
