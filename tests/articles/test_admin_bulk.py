"""Several stories at once: what will happen is said first; each has its permission, refusal and record."""

import pytest
from django.contrib.auth.models import Group

from articles.models import Act, Article, AuditEntry
from newsroom import roles
from tests.browserless import soup, text_of
from tests.make import change, make_article, make_editor, make_live, make_reporter, make_user

pytestmark = pytest.mark.django_db
LIST = "/admin/articles/article/"


@pytest.fixture
def erin(client):
    user = make_editor(first_name="Erin", last_name="Editor")
    client.force_login(user)
    return user


def submitted(**kw):
    article = make_article(**kw)
    article.submit(article.owner)
    return article


def ask(client, action, *articles):
    chosen = [str(article.pk) for article in articles]
    return client.post(LIST, {"action": action, "_selected_action": chosen})


def confirm(client, page, **answers):
    fields = soup(page).select("form.step input[name]")
    sent = {}
    for field in fields:
        sent.setdefault(field["name"], []).append(field.get("value", ""))
    return client.post(LIST, {**sent, **answers}, follow=True)


def statuses():
    return list(Article.objects.order_by("pk").values_list("status", flat=True))


def test_the_page_says_what_will_happen_and_nothing_happens_before(client, erin):
    free, draft = submitted(headline="Waits"), make_article(headline="Draft")
    entries = AuditEntry.objects.count()
    words = text_of(ask(client, "approve_many", free, draft))
    assert "Waits" in words
    assert "Left as they are Draft :" in words or "Left as they are Draft:" in words
    assert statuses() == ["submitted", "draft"]
    assert AuditEntry.objects.count() == entries


def test_what_is_confirmed_is_done_to_each_and_recorded(client, erin):
    articles = [submitted(), submitted()]
    page = confirm(client, ask(client, "approve_many", *articles))
    assert "Done for 2 stories." in text_of(page)
    assert statuses() == ["approved", "approved"]
    assert AuditEntry.objects.filter(act=Act.APPROVED, by=erin).count() == 2


def test_stories_are_returned_with_one_reason_that_must_be_given(client, erin):
    articles = [submitted(), submitted()]
    again = confirm(client, ask(client, "return_many", *articles))
    assert "Say what the writers should change." in text_of(again)
    assert statuses() == ["submitted", "submitted"]
    confirm(client, again, reason="Name the source.")
    assert set(Article.objects.values_list("status", "return_reason")) == {("returned", "Name the source.")}


def test_what_a_colleague_saved_meanwhile_is_refused_and_the_rest_is_done(client, erin):
    kept, moved = submitted(headline="Kept"), submitted(headline="Moved")
    page = ask(client, "approve_many", kept, moved)
    change(moved, body="<p>Other words.</p>")
    words = text_of(confirm(client, page))
    assert "Done for one story." in words
    assert "Moved: A colleague saved it after you looked." in words
    assert statuses() == ["approved", "submitted"]


def test_drafts_are_deleted_and_what_was_published_is_kept(client, erin):
    draft, live = make_article(headline="Draft"), make_live(headline="Live")
    page = ask(client, "delete_many", draft, live)
    assert "Live" in text_of(page)
    assert Article.objects.count() == 2
    confirm(client, page)
    assert list(Article.objects.all()) == [live]


def test_a_post_that_names_more_than_the_page_showed_does_nothing_to_it(client, erin):
    article = submitted()
    sent = {"action": "approve_many", "_selected_action": [article.pk], "confirmed": "1"}
    assert "Nothing has happened yet." in text_of(client.post(LIST, sent))
    assert statuses() == ["submitted"]


def test_own_work_is_left_out(client, erin):
    article = make_article(by=erin, headline="Own")
    article.submit(erin)
    assert "You wrote the last revision." in text_of(ask(client, "approve_many", article))


@pytest.mark.parametrize("role", roles.ROLES)
def test_several_at_once_is_a_permission_of_its_own(client, role):
    """Who may submit a story, but not several at once, is not offered it; a forged POST does nothing."""
    article = make_article()
    client.force_login(user := make_user())
    user.groups.add(Group.objects.get(name=role))
    offered = [option["value"] for option in soup(client.get(LIST)).select("select[name=action] option")]
    confirmed = {"confirmed": "1", f"revision_{article.pk}": article.revision_number}
    client.post(LIST, {"action": "submit_many", "_selected_action": [article.pk], **confirmed})
    may = role in ("editor", "administrator")
    assert ("submit_many" in offered) is may
    assert statuses() == ["submitted" if may else "draft"]


def test_a_deleted_draft_stays_in_the_audit_log(client, erin):
    drafts = [make_article(headline="One"), make_article(headline="Two")]
    confirm(client, ask(client, "delete_many", *drafts))
    assert AuditEntry.objects.filter(act=Act.DISCARDED, by=erin).count() == 2
    assert set(AuditEntry.objects.values_list("subject", flat=True)) == {"One", "Two"}
    assert AuditEntry.objects.verify().broken is None


def test_a_refusal_says_what_is_so_and_asks_nobody_to_reload(client, erin):
    words = text_of(ask(client, "approve_many", make_article(headline="Draft")))
    assert "A story that is “draft” cannot be approved." in words
    assert "Reload" not in words


@pytest.mark.parametrize("action", ["approve_many", "return_many", "delete_many"])
def test_who_may_not_is_refused(client, action):
    article = submitted()
    for user in (make_reporter(), make_user("view_article")):
        client.force_login(user)
        sent = {"action": action, "_selected_action": [article.pk], "confirmed": "1", "reason": "No"}
        client.post(LIST, {**sent, f"revision_{article.pk}": article.revision_number})
        assert statuses() == ["submitted"]


def test_more_than_a_hundred_are_refused(client, erin):
    Article.objects.bulk_create(Article(headline=f"{n}") for n in range(101))
    chosen = list(Article.objects.values_list("pk", flat=True))
    page = client.post(LIST, {"action": "submit_many", "_selected_action": chosen}, follow=True)
    assert "At most 100 stories at once" in text_of(page)


def test_stories_change_hands_together_and_what_is_mine_already_is_said(client, erin):
    theirs, mine, other = make_article(headline="Theirs"), make_article(owner=erin), make_article()
    page = ask(client, "take_many", theirs, mine)
    assert "It is yours already." in text_of(page)
    assert not Article.objects.filter(owner=erin).exclude(pk=mine.pk).exists()
    confirm(client, page)
    assert set(Article.objects.filter(owner=erin)) == {theirs, mine}
    assert AuditEntry.objects.filter(act=Act.ASSIGNED, by=erin).count() == 1
    assert Article.objects.get(pk=other.pk).owner != erin


def test_who_may_only_read_takes_over_nothing(client):
    reader, article = make_user("view_article", "act_in_bulk"), make_article()
    client.force_login(reader)
    ask(client, "take_many", article)
    assert Article.objects.get().owner != reader
