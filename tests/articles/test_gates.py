"""The gates of publication: they hold for every act of the desk, and who publishes past one says why."""

import datetime

import pytest
from django.db import connection
from django.utils import timezone

from articles.models import Edition
from articles.models.audit import Act, AuditEntry
from articles.models.gates import GatesClosed
from articles.workflow import Refused
from tests.articles.admin_desk import save, take
from tests.browserless import errors_beside, messages_of, soup, text_of
from tests.make import EDITOR, change, make_article, make_editor, make_image, make_live, make_topic, make_user

pytestmark = pytest.mark.django_db
WHY = "The standfirst follows within the hour."


def without_standfirst(**kw):
    return make_article(**{"standfirst": "", **kw})


def passes():
    """What the audit log says of gates that were passed, oldest first."""
    return list(AuditEntry.objects.filter(act=Act.GATE).order_by("number"))


def bare_editor():
    """Who may publish, and may not pass a gate."""
    return make_user(*(name for name in EDITOR if name != "override_gates"), "view_article")


@pytest.mark.parametrize(
    ("missing", "field"), [({"standfirst": " "}, "standfirst"), ({"topics": []}, "topics")]
)
@pytest.mark.parametrize("at", [None, datetime.timedelta(hours=1)])
def test_a_story_without_what_it_needs_is_neither_published_nor_scheduled(missing, field, at):
    article = make_article(**missing)
    with pytest.raises(GatesClosed) as refused:
        article.publish(make_editor(), at=at and timezone.now() + at)
    assert refused.value.field == field
    assert not Edition.objects.exists()


def blanked(image, name):
    """Leave a space for a text of a picture, as an older release could."""
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE images_image SET {name} = ' ' WHERE id = %s", [image.pk])
    image.refresh_from_db()


@pytest.mark.parametrize(("blank", "field"), [("alt", "lead_alt"), ("credit", "lead_image")])
def test_a_lead_picture_without_its_words(blank, field):
    image = make_image()
    blanked(image, blank)
    article = make_article(lead_image=image)
    with pytest.raises(GatesClosed) as refused:
        article.publish(make_editor())
    assert refused.value.field == field


def test_a_picture_in_the_text_without_its_words():
    image = make_image()
    blanked(image, "alt")
    figure = '<figure data-media="{}"{}><figcaption></figcaption></figure>'
    article = make_article(body=f"<p>A.</p>{figure.format(image.pk, '')}")
    with pytest.raises(GatesClosed) as refused:
        article.publish(make_editor())
    assert refused.value.field == "body"
    decorative = figure.format(image.pk, ' data-alt=""')
    change(article, body=f"<p>A.</p>{decorative}")
    article.publish(make_editor())


def test_all_closed_gates_are_shown_at_once():
    article = make_article(standfirst="", topics=[])
    with pytest.raises(GatesClosed) as refused:
        article.publish(make_editor())
    assert set(refused.value.by_field) == {"standfirst", "topics"}


def test_an_editor_passes_with_a_reason_that_is_recorded():
    editor, article = make_editor(), without_standfirst(topics=[])
    edition = article.publish(editor, gates_override=f" {WHY} ")
    (given,) = passes()
    assert (given.edition, given.by, given.reason) == (edition, editor, WHY)
    assert given.after["gates"] == ["standfirst", "topics"]


def test_a_reason_that_was_not_needed_is_not_recorded():
    make_article().publish(make_editor(), gates_override=WHY)
    assert not passes()


def test_a_reason_does_not_help_who_may_not_pass():
    with pytest.raises(Refused):
        without_standfirst().publish(bare_editor(), gates_override=WHY)
    assert not Edition.objects.exists()


def test_an_import_keeps_what_the_archive_had():
    without_standfirst(topics=[]).publish(None, at=timezone.now(), imported=True)
    assert not passes()


def test_an_update_must_pass_the_gates_again():
    article = change(make_live(), standfirst="")
    with pytest.raises(GatesClosed):
        article.publish(make_editor())


def test_an_override_holds_for_another_time_of_the_same_words(time_machine):
    time_machine.move_to("2026-03-02T12:00:00Z", tick=False)
    first, second, article = make_editor(), make_editor(), without_standfirst()
    soon = timezone.now() + datetime.timedelta(hours=1)
    article.publish(first, at=soon, gates_override=WHY)
    article.cancel_schedule(second)
    moved = article.publish(second, at=soon + datetime.timedelta(hours=1))
    given = passes()[-1]
    assert (given.edition, given.by, given.reason) == (moved, second, WHY)
    assert given.after["given_by"] == first.pk


def test_an_override_does_not_hold_for_other_words():
    editor, article = make_editor(), without_standfirst()
    article.publish(editor, at=timezone.now() + datetime.timedelta(hours=1), gates_override=WHY)
    article.cancel_schedule(editor)
    change(article, headline="Other words")
    with pytest.raises(GatesClosed):
        article.publish(editor, at=timezone.now() + datetime.timedelta(hours=2))


# --- At the desk ------------------------------------------------------------------------------------
def test_publish_leads_an_editor_to_the_page_that_asks_why(client):
    editor, article = make_editor(), without_standfirst()
    client.force_login(editor)
    page = save(client, article, press="_publish")
    assert "Write a standfirst" in text_of(page)
    assert soup(page).find(id="id_gates_override")
    assert not Edition.objects.exists()
    page = take(client, article, "publish")
    assert "say why the story goes out as it is" in errors_beside(page, "gates_override")
    take(client, article, "publish", gates_override=WHY)
    assert [(given.edition, given.reason) for given in passes()] == [(Edition.objects.get(), WHY)]


def test_who_may_not_pass_finds_each_gate_beside_its_field(client):
    client.force_login(bare_editor())
    article = without_standfirst(topics=[])
    page = save(client, article, press="_publish")
    assert "Write a standfirst" in errors_beside(page, "standfirst")
    assert "at least one topic" in errors_beside(page, "topics")
    assert "Saved as revision" in messages_of(page) or "and no more" in messages_of(page)
    assert not Edition.objects.exists()


def test_the_reason_of_a_hand_made_post_does_not_help_who_may_not_pass(client):
    client.force_login(bare_editor())
    article = without_standfirst()
    take(client, article, "publish", gates_override=WHY)
    assert not Edition.objects.exists()


@pytest.mark.time_machine("2026-03-02T12:00Z")
def test_scheduling_asks_too_and_moving_keeps_the_reason(client):
    client.force_login(make_editor())
    article = without_standfirst()
    when = {"day": "2030-01-01", "time": "10:00"}
    page = take(client, article, "schedule", **when)
    assert errors_beside(page, "gates_override")
    take(client, article, "schedule", **when, gates_override=WHY)
    take(client, article, "move", day="2030-01-02", time="10:00")
    edition = article.pending_edition
    assert timezone.localtime(edition.live_from).day == 2
    assert (passes()[-1].edition, passes()[-1].reason) == (edition, WHY)


def test_a_story_with_all_it_needs_is_not_asked(client):
    client.force_login(make_editor())
    article = make_article(topics=[make_topic()])
    save(client, article, press="_publish")
    assert Edition.objects.get().article == article
