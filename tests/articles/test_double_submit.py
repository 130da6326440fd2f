"""What is sent twice, by a double click, a reload or two requests at once, is done once, with one answer."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from articles.models import Act, Article, AuditEntry, Edition, Sending
from tests.articles.admin_desk import READY, change_url, open_form, step_url
from tests.browserless import messages_of, posted, text_of
from tests.make import (
    OVERRIDE,
    at_once,
    change,
    make_article,
    make_editor,
    make_live,
    make_reporter,
    make_user,
)

pytestmark = pytest.mark.django_db
ADD = "/admin/articles/article/add/"
WORDS = {"headline": "Sent", "body": "<p>Words.</p>", **READY}


@pytest.fixture
def rosa(client):
    client.force_login(user := make_reporter())
    return user


def filled(client, **changes):
    return posted(client.get(ADD), "article_form", **{**WORDS, **changes}) | {"_continue": "1"}


def test_the_second_sending_leads_to_the_story_of_the_first(client, rosa):
    data = filled(client)
    first, second = client.post(ADD, data), client.post(ADD, data)
    article = Article.objects.get()
    assert first["Location"] == second["Location"] == f"/admin/articles/article/{article.pk}/change/"
    assert article.revision_number == 1
    assert messages_of(client.get(second["Location"])) == "Saved as revision 1."


def test_another_button_is_no_other_sending(client, rosa):
    data = filled(client)
    client.post(ADD, data)
    client.post(ADD, {**data, "_submit": "1"})
    assert Article.objects.get().status == "draft"


def test_two_forms_with_the_same_words_are_two_stories(client, rosa):
    for _form in range(2):
        client.post(ADD, filled(client))
    assert Article.objects.count() == 2


def test_who_goes_back_to_the_add_form_and_types_on_is_led_to_the_story_that_it_made(client, rosa):
    data = filled(client, headline="One")
    client.post(ADD, data, follow=True)
    answer = client.post(ADD, {**data, "headline": "Two"})
    article = Article.objects.get()
    assert answer["Location"] == change_url(article)
    assert (article.headline, article.revision_number) == ("Two", 2)
    words = messages_of(client.get(answer["Location"]))
    assert (
        words == "You have saved this story before. What you typed goes into that one. Saved as revision 2."
    )


def test_words_from_the_add_form_are_reconciled_with_a_colleagues_in_the_story_that_it_made(client, rosa):
    data = filled(client, headline="One")
    client.post(ADD, data)
    article = change(Article.objects.get(), standfirst="Theirs.")
    page = client.post(ADD, {**data, "headline": "Two"})
    assert "while you were writing on revision 1" in text_of(page)
    client.post(ADD, posted(page, "article_form", **READY) | {"_continue": "1"})
    article.refresh_from_db()
    assert (article.headline, article.standfirst, article.revision_number) == ("Two", "Theirs.", 3)


def test_who_may_not_change_stories_makes_another_one_with_other_words(client):
    client.force_login(make_user("add_article", "view_article"))
    data = filled(client)
    for headline in ("One", "Two"):
        client.post(ADD, {**data, "headline": headline})
    assert set(Article.objects.values_list("headline", flat=True)) == {"One", "Two"}


def test_a_form_that_was_not_taken_keeps_its_token_and_is_saved_after(client, rosa):
    refused = client.post(ADD, filled(client, planned_for_0="never"))
    assert not Article.objects.exists()
    data = posted(refused, "article_form", **{**WORDS, "planned_for_0": ""}) | {"_continue": "1"}
    assert data["form_token"] == [refused.context["form_token"]]
    client.post(ADD, data)
    assert Article.objects.count() == 1


@pytest.mark.parametrize("token", ["", "x", "A" * 32, "\0" * 32])
def test_a_broken_token_stops_nobody(client, rosa, token):
    client.post(ADD, {**filled(client), "form_token": token})
    assert Article.objects.count() == 1


def test_a_colleague_who_sends_the_same_makes_a_story_of_his_own(client, rosa):
    data = filled(client)
    client.post(ADD, data)
    client.force_login(make_reporter())
    client.post(ADD, data)
    assert Article.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_four_sendings_at_once_make_one_story_and_one_act():
    user = make_reporter()

    def opened():
        client = Client()
        client.force_login(user)
        return client

    clients = [opened() for _ in range(4)]
    data = filled(clients[0]) | {"_submit": "1"}
    answers = at_once(*(lambda c=c: c.post(ADD, data) for c in clients))
    article = Article.objects.get()
    assert {getattr(a, "url", a) for a in answers} == {f"/admin/articles/article/{article.pk}/change/"}
    assert AuditEntry.objects.filter(act=Act.SUBMITTED).count() == article.revisions.count() == 1


# --- Every act of the desk -----------------------------------------------------------------------
def twice(client, url, data):
    """Both answers of one sending, and what the page after the second says."""
    first, second = client.post(url, data), client.post(url, data)
    assert (first.status_code, first.get("Location")) == (302, second.get("Location"))
    return messages_of(client.get(second["Location"]))


@pytest.fixture
def erin(client):
    client.force_login(user := make_editor())
    return user


def ready(status):
    article = make_article(headline="Deng takes up post")
    if status != "draft":
        article.submit(make_reporter())
    if status == "approved":
        article.approve(make_editor())
    return article


@pytest.mark.parametrize(
    ("status", "button", "state", "said"),
    [
        ("draft", "_submit", "submitted", "Submitted. The editors find it on their desk."),
        ("submitted", "_approve", "approved", "Approved. It can be published or scheduled as it is."),
        ("submitted", "_publish", "live", "Published as edition 1: readers see it now."),
        ("approved", "_publish", "live", "Published as edition 1: readers see it now."),
        ("submitted", "_continue", "submitted", "Saved as revision 1."),
    ],
)
def test_a_double_click_on_a_button_of_the_form_is_one_act(client, erin, status, button, state, said):
    article = ready(status)
    data = posted(open_form(client, article), "article_form", **READY) | {button: "1"}
    before = AuditEntry.objects.count()
    assert twice(client, change_url(article), data) == said
    now = Article.objects.with_state().get()
    assert now.state == state
    assert AuditEntry.objects.count() - before == (button != "_continue")


def test_a_double_click_with_new_words_saves_them_once(client, erin):
    article = make_article()
    data = posted(open_form(client, article), "article_form", **READY, headline="New") | {"_submit": "1"}
    assert twice(client, change_url(article), data) == "Submitted. The editors find it on their desk."
    assert Article.objects.get().revision_number == 2


@pytest.mark.parametrize("button", ["_publish", "_submit", "_continue"])
def test_a_publication_pressed_in_two_windows_is_no_state_of_its_own(client, erin, button):
    """Two forms, so two sendings: the second one changes nothing, and asks for no reason."""
    article = ready("submitted")
    forms = [posted(open_form(client, article), "article_form", **READY) for _window in range(2)]
    client.post(change_url(article), forms[0] | {"_publish": "1"})
    page = client.post(change_url(article), forms[1] | {button: "1"}, follow=True)
    assert page.redirect_chain == []
    assert "published the story as edition 1: readers see it since" in text_of(page)
    now = Article.objects.with_state().get()
    assert (now.state, now.editions.count(), now.revision_number) == ("live", 1, 2)


def test_a_second_publication_of_the_same_words_asks_for_no_reason(client, erin):
    article = make_article(by=erin, slug="typed")
    forms = [posted(open_form(client, article), "article_form", **READY) for _window in range(2)]
    article.publish(erin, override=OVERRIDE)
    page = client.post(change_url(article), forms[1] | {"_publish": "1"}, follow=True)
    assert "Nothing has changed since edition 1." in messages_of(page)
    assert page.redirect_chain[-1][0] == f"{change_url(article)}?refused=1"
    assert Article.objects.with_state().get().state == "live"


def later():
    return timezone.now() + datetime.timedelta(days=1)


@pytest.mark.time_machine("2026-03-02T12:00:00Z")
@pytest.mark.parametrize(
    ("step", "answers", "state"),
    [
        ("publish", {}, "live"),
        ("schedule", {"day": "2030-01-02", "time": "12:00"}, "scheduled"),
        ("return", {"reason": "Who said so?"}, "returned"),
        ("withdraw", {"reason": "Wrong.", "explanation": "It was wrong."}, "withdrawn"),
        ("kill", {"reason": "Wrong.", "explanation": "It was wrong."}, "withdrawn"),
        ("cancel", {}, "approved"),
        ("move", {"day": "2030-01-02", "time": "12:00"}, "scheduled"),
    ],
)
def test_a_step_sent_twice_is_taken_once(client, erin, step, answers, state):
    article = make_live() if step in ("withdraw", "kill") else ready("submitted")
    if step in ("cancel", "move"):
        article.publish(make_editor(), at=later())
    data = posted(client.get(step_url(article, step)), "step_form", **answers)
    before = AuditEntry.objects.count()
    assert "not open now" not in twice(client, step_url(article, step), data)
    assert Article.objects.with_state().get().state == state
    assert AuditEntry.objects.count() == before + 1


def test_a_correction_sent_twice_is_one_edition(client, erin):
    article = make_live()
    url = step_url(article, "correct")
    told = {"headline": "Right", "kind": "correction", "public_note": "It was wrong.", "override": OVERRIDE}
    data = posted(client.get(url), "article_form", **READY, **told) | {"_correct": "1"}
    assert twice(client, url, data) == "Corrected: readers see edition 2 now."
    assert Edition.objects.count() == 2


def test_a_revision_restored_twice_is_restored_once(client, erin):
    article = change(make_article(headline="One"), headline="Two")
    url = f"/admin/articles/article/{article.pk}/revisions/1/restore/"
    data = posted(client.get(url), "restore_form")
    assert twice(client, url, data) == "Revision 1 is restored as revision 3."
    assert Article.objects.get().revision_number == 3


def test_an_act_on_many_sent_twice_is_done_once(client, erin):
    article, url = make_article(), "/admin/articles/article/"
    data = {"action": "submit_many", "_selected_action": [article.pk], "form_token": "a" * 32}
    data |= {"confirmed": "1", f"revision_{article.pk}": "1"}
    assert twice(client, url, data) == "Done for one story."


def test_a_refusal_is_no_answer_to_be_repeated(client, erin):
    article = make_article(standfirst="")
    data = posted(open_form(client, article), "article_form", **{**READY, "body": ""}) | {"_submit": "1"}
    assert "Write the text first" in messages_of(client.post(change_url(article), data, follow=True))
    Article.objects.update(body="<p>Put right by another road.</p>")
    assert not Sending.objects.filter(answer__isnull=False).exists()


def test_what_was_done_before_the_story_moved_on_is_not_done_again(client, erin):
    article = make_article()
    data = posted(open_form(client, article), "article_form", **READY) | {"_submit": "1"}
    client.post(change_url(article), data, follow=True)
    Article.objects.get().return_to_writer(make_editor(), "Who said so?")
    page = client.post(change_url(article), data, follow=True)
    assert Article.objects.get().status == "returned"
    assert "The story has moved on since." in messages_of(page)
    assert "Submitted." not in messages_of(page)


def test_the_other_button_of_the_same_page_is_another_act(client, erin):
    article = make_article()
    data = posted(open_form(client, article), "article_form", **READY)
    client.post(change_url(article), data | {"_continue": "1"})
    client.post(change_url(article), data | {"_submit": "1"})
    assert Article.objects.get().status == "submitted"


def test_what_was_sent_long_ago_is_forgotten(client, erin):
    article = make_article()
    for _sent in range(2):
        data = posted(open_form(client, article), "article_form", **READY) | {"_continue": "1"}
        client.post(change_url(article), data)
        Sending.objects.update(at=timezone.now() - datetime.timedelta(days=3))
    assert Sending.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("button", ["_publish", "_approve", "_continue"])
def test_four_presses_at_once_are_one_act_with_one_answer(button):
    editor, article = make_editor(), ready("submitted")

    def opened():
        client = Client()
        client.force_login(editor)
        return client

    clients = [opened() for _ in range(4)]
    data = posted(open_form(clients[0], article), "article_form", **READY) | {button: "1"}
    before = AuditEntry.objects.count()
    answers = at_once(*(lambda c=c: c.post(change_url(article), data) for c in clients))
    assert {getattr(answer, "url", answer) for answer in answers} == {change_url(article)}
    said = {messages_of(client.get(change_url(article))) for client in clients}
    assert len(said) == 1
    assert AuditEntry.objects.count() - before == (button != "_continue")
    now = Article.objects.with_state().get()
    assert now.state == {"_publish": "live", "_approve": "approved"}.get(button, "submitted")
