"""The audit log on the desk: read by who may, filtered and searched, written by nobody; kill and its undo."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from articles.models import Act, AuditEntry, Edition
from tests.articles.admin_desk import change_url, open_form, step_url, take
from tests.browserless import errors_beside, messages_of, soup, text_of
from tests.make import change, make_article, make_editor, make_live, make_reporter, make_user

pytestmark = pytest.mark.django_db
LOG = "/admin/articles/auditentry/"


@pytest.fixture
def erin():
    return make_editor(first_name="Erin", last_name="Editor")


@pytest.fixture
def chief():
    rights = ("view_article", "change_article", "lift_withdrawal", "view_auditentry")
    return make_user(*rights, first_name="Carl", last_name="Chief")


@pytest.fixture
def killed(erin):
    article = make_live(headline="Forbidden words")
    article.kill(erin, "The minister's lawyers", "A court forbade it.")
    return article


def rows(page):
    return [" ".join(row.get_text(" ").split()) for row in soup(page).select("#result_list tbody tr")]


# --- The log ---------------------------------------------------------------------------------------
def test_the_log_says_who_did_what_when_and_why(client, chief, killed):
    client.force_login(chief)
    newest = rows(client.get(LOG))[0]
    for word in ("killed for legal reasons", "Forbidden words", "Erin Editor", "The minister's lawyers"):
        assert word in newest


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("?act=killed", 1),
        ("?act=published", 2),
        ("?by={erin}", 1),
        ("?by=rubbish", 3),
        ("?article={killed}", 2),
        ("?article=99999", 0),
        ("?q=forbidden", 2),
        ("?q=lawyers", 1),
        ("?at__date={today}", 3),
        ("?at__gte=2099-01-01T00:00:00Z", 0),
    ],
)
def test_the_log_is_filtered_and_searched(client, chief, erin, killed, query, count):
    make_live(headline="Another story")
    client.force_login(chief)
    today = timezone.localtime(AuditEntry.objects.first().at).date()
    page = client.get(LOG + query.format(erin=erin.pk, killed=killed.pk, today=today), follow=True)
    assert page.status_code == 200
    assert len(rows(page)) == count


def test_a_story_is_named_while_the_log_shows_it_alone(client, chief, killed):
    client.force_login(chief)
    shown = soup(client.get(f"{LOG}?article={killed.pk}")).find(id="changelist-filter").get_text(" ")
    assert "Forbidden words" in shown
    assert "article" not in soup(client.get(LOG)).find(id="changelist-filter").get_text(" ").lower()


def test_an_entry_is_read_with_what_it_changed(client, chief, killed):
    client.force_login(chief)
    entry = AuditEntry.objects.first()
    words = text_of(client.get(reverse("admin:articles_auditentry_change", args=[entry.pk])))
    for word in ("state: live → withdrawn", "The minister's lawyers", entry.hash, entry.previous):
        assert word in words


def test_the_log_costs_eight_queries_whatever_its_length(client, chief, erin, django_assert_max_num_queries):
    for _n in range(12):
        make_live()
    client.force_login(chief)
    url = f"{LOG}?article={AuditEntry.objects.first().article_id}"
    for address in (LOG, url, f"{LOG}?q=story"):
        # session, person, two of permissions, stamp of the page, number of rows, rows, staff or story
        with django_assert_max_num_queries(8):
            assert client.get(address).status_code == 200


@pytest.mark.parametrize("superuser", [True, False])
def test_nobody_writes_the_log(client, killed, superuser):
    rights = ("view_auditentry", "add_auditentry", "change_auditentry", "delete_auditentry")
    client.force_login(make_user(*rights, is_superuser=superuser))
    entry = AuditEntry.objects.first()
    change_url, delete_url = (
        reverse(f"admin:articles_auditentry_{verb}", args=[entry.pk]) for verb in ("change", "delete")
    )
    assert client.post(change_url, {"reason": "Forged"}).status_code == 403
    assert client.post(delete_url, {"post": "yes"}).status_code == 403
    assert client.get(reverse("admin:articles_auditentry_add")).status_code == 403
    data = {"action": "delete_selected", "_selected_action": [entry.pk], "post": "yes"}
    client.post(LOG, data)
    assert AuditEntry.objects.count() == 2
    assert AuditEntry.objects.first().reason == "The minister's lawyers"


def test_the_log_is_closed_to_who_may_not_read_it(client, killed):
    entry_url = reverse("admin:articles_auditentry_change", args=[AuditEntry.objects.first().pk])
    for url in (LOG, entry_url):
        assert "/admin/login/" in client.get(url).url
    client.force_login(make_reporter())
    for url in (LOG, entry_url):
        assert client.get(url).status_code == 403
    client.force_login(make_user("view_auditentry"))
    assert client.get(f"{LOG}999/change/", follow=True).redirect_chain[-1][0] == "/admin/"


def test_a_story_shows_its_acts_and_leads_to_all_of_them(client, chief, erin, killed):
    client.force_login(chief)
    record = soup(open_form(client, killed)).find(id="side-history")
    words = " ".join(record.get_text(" ").split())
    assert "Killed for legal reasons Erin Editor" in words
    assert "The minister's lawyers" in words
    assert record.find("a", href=f"{LOG}?article={killed.pk}")
    client.force_login(make_reporter())
    assert not soup(open_form(client, killed)).find("a", href=f"{LOG}?article={killed.pk}")


# --- Kill and undo ---------------------------------------------------------------------------------
def links(page):
    return [link["href"] for link in soup(page).select(".submit-row a")]


def test_kill_asks_why_and_hides_the_story(client, erin):
    article = make_live(headline="Forbidden words")
    client.force_login(erin)
    assert step_url(article, "kill") in links(open_form(client, article))
    page = take(client, article, "kill", reason="", explanation="A court forbade it.")
    assert "Say why, for the audit log" in errors_beside(page, "reason")
    assert soup(page).find(id="id_explanation").get_text(strip=True) == "A court forbade it."
    page = take(client, article, "kill", reason="Lawyers", explanation="A court forbade it.")
    assert "Killed." in messages_of(page)
    assert "Killed for legal reasons by Erin Editor" in text_of(page)
    assert not Edition.objects.published().exists()
    assert step_url(article, "kill") not in links(page)


def test_a_withdrawn_story_offers_the_kill_and_to_bring_it_back(client, erin, chief):
    article = make_live()
    article.withdraw(erin, "Why", "Why.")
    client.force_login(erin)
    found = links(open_form(client, article))
    assert step_url(article, "kill") in found
    assert step_url(article, "reinstate") not in found
    client.force_login(chief)
    found = links(open_form(client, article))
    assert step_url(article, "kill") not in found
    assert {step_url(article, "reinstate"), step_url(article, "lift")} <= set(found)


def test_an_administrator_brings_a_story_back_with_a_reason(client, chief, killed):
    client.force_login(chief)
    page = take(client, killed, "reinstate", reason=" ")
    assert "Say why, for the audit log" in errors_beside(page, "reason")
    page = take(client, killed, "reinstate", reason="The court changed its mind.")
    assert "Brought back as edition 2" in messages_of(page)
    assert Edition.objects.live().get().headline == "Forbidden words"
    assert AuditEntry.objects.first().act == Act.REINSTATED


def test_the_page_says_that_the_story_will_be_withdrawn_again(client, erin, chief):
    article = make_live()
    article.withdraw(erin, "Why", "Why.")
    article.kill(erin, "Lawyers", "A court forbade it.")
    client.force_login(chief)
    assert "withdrawn again, as it was before" in text_of(client.get(step_url(article, "reinstate")))
    page = take(client, article, "reinstate", reason="The court changed its mind.")
    assert "The story is withdrawn, as it was before." in messages_of(page)
    assert not Edition.objects.live().exists()


def test_a_refusal_to_bring_back_is_shown_on_the_page(client, erin, chief):
    article = make_article()
    article.publish(erin, at=article.updated_at + datetime.timedelta(hours=1))
    article.kill(erin, "Lawyers", "A court forbade it.")
    client.force_login(chief)
    page = take(client, article, "reinstate", reason="Typed already")
    assert "Only lift the withdrawal" in text_of(page)
    assert "Typed already" in soup(page).find(id="id_reason").get_text()


@pytest.mark.parametrize("step", ["kill", "reinstate"])
def test_the_steps_are_closed_to_the_wrong_person_method_and_story(client, erin, chief, killed, step):
    other = change(make_live(), headline="x")
    assert "/admin/login/" in client.get(step_url(other, step)).url
    client.force_login(make_reporter())
    answers = {"revision": "1", "reason": "R", "explanation": "E"}
    assert client.get(step_url(other, step)).status_code == 403
    assert client.post(step_url(other, step), answers).status_code == 403
    wrong, right = (chief, erin) if step == "kill" else (erin, chief)
    client.force_login(wrong)
    assert client.post(step_url(other, step), answers).status_code == 403
    client.force_login(right)
    assert client.get(f"/admin/articles/article/999/{step}/").status_code == 404
    assert client.put(step_url(other, step)).status_code == 405
    closed = killed if step == "kill" else other
    page = client.post(step_url(closed, step), answers, follow=True)
    assert page.redirect_chain[-1][0] == change_url(closed)
    assert AuditEntry.objects.filter(article=killed).count() == 2
    assert AuditEntry.objects.filter(article=other).count() == 1
