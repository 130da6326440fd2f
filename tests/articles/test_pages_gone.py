"""The address of a story that is gone: the reason, a better address, or only that it is gone."""

import datetime

import pytest
from django.utils import timezone

from tests.make import make_article, make_editor, make_live

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


def address(article):
    return article.editions.order_by("-number").first().get_absolute_url()


def withdraw(article, explanation="It took two men for one.", **kw):
    article.withdraw(make_editor(), "Desk reason", explanation, **kw)


def test_a_withdrawn_story_says_why_and_nothing_of_its_text(client):
    article = make_live(headline="Who was appointed", body="<p>Wrong words.</p>")
    withdraw(article)
    response = client.get(address(article))
    page = response.content.decode()
    assert response.status_code == 410
    assert "It took two men for one." in page
    assert "Who was appointed" in page
    assert "Wrong words." not in page
    assert "Desk reason" not in page
    assert '<meta name="robots" content="noindex">' in page


def test_a_legal_kill_explains_without_naming_the_story(client):
    article = make_live(headline="Forbidden words", slug="x", body="<p>Wrong words.</p>")
    withdraw(article, "A court forbade it.", suppressed=True)
    response = client.get(address(article))
    page = response.content.decode()
    assert response.status_code == 410
    assert "A court forbade it." in page
    assert "Forbidden words" not in page


@pytest.mark.parametrize("suffix", ["editions/", "editions/1/"])
def test_its_editions_are_gone_as_well(client, suffix):
    article = make_live(body="<p>Wrong words.</p>")
    withdraw(article)
    response = client.get(address(article) + suffix)
    assert response.status_code == 410
    assert b"Wrong words." not in response.content


def test_a_withdrawn_story_can_send_readers_on(client):
    better, worse = make_live(slug="better"), make_live(slug="worse")
    withdraw(worse, redirect_to=address(better))
    response = client.get(address(worse))
    assert (response.status_code, response["Location"]) == (302, address(better))


def test_two_withdrawn_stories_do_not_send_readers_in_a_circle(client):
    one, two = make_live(slug="one"), make_live(slug="two")
    withdraw(one, redirect_to=address(two))
    withdraw(two, redirect_to=address(one))
    assert client.get(address(one)).status_code == 410


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:x", "/no/such/"]
)
def test_readers_are_sent_nowhere_else(client, elsewhere):
    article = make_live()
    withdraw(article, redirect_to=elsewhere)
    assert client.get(address(article)).status_code == 410


def test_a_story_whose_time_is_over_is_gone_without_a_reason(client, time_machine):
    time_machine.move_to("2026-03-02T12:00:00Z", tick=False)
    article = make_live(headline="For one hour", slug="brief", expires_at=timezone.now() + HOUR)
    path = address(article)
    assert client.get(path).status_code == 200
    time_machine.move_to("2026-03-02T13:00:00Z", tick=False)
    response = client.get(path)
    assert response.status_code == 410
    assert b"For one hour" not in response.content


@pytest.mark.parametrize("step", ["draft", "scheduled", "cancelled"])
def test_a_story_nobody_has_seen_is_not_there(client, step):
    article = make_article(slug="unseen")
    if step != "draft":
        article.publish(make_editor(), at=timezone.now() + HOUR)
    if step == "cancelled":
        article.cancel_schedule(make_editor())
    month = timezone.localtime(timezone.now() + HOUR).strftime("%Y/%m")
    assert client.get(f"/news/{month}/unseen/").status_code == 404


def test_a_lifted_withdrawal_lets_the_story_come_back(client):
    from tests.make import make_user

    article = make_live()
    withdraw(article)
    article.lift_withdrawal(make_user("lift_withdrawal"), "We were right.")
    assert client.get(address(article)).status_code == 410
    article.refresh_from_db()
    article.publish(make_editor())
    assert client.get(address(article)).status_code == 200
