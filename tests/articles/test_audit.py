"""Every act on a story leaves one entry: who, when, what, before and after, why; a refusal leaves none."""

import datetime
import json

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from articles.models import Act, Article, AuditEntry, AuditHead
from articles.workflow import Refused
from newsroom.lib.canonical import as_json
from tests.make import OVERRIDE, change, make_article, make_editor, make_live, make_reporter, make_user
from tests.people.make import make_person

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


def log():
    return list(AuditEntry.objects.order_by("number"))


def acts():
    return [entry.act for entry in log()]


def last():
    return AuditEntry.objects.first()


def refused(act):
    with pytest.raises(IntegrityError), transaction.atomic():
        act()


# --- What is written -------------------------------------------------------------------------------
def test_every_step_of_a_story_is_in_the_log():
    rosa, erin = make_reporter(), make_editor()
    article = make_article(by=rosa)
    article.submit(rosa)
    article.return_to_writer(erin, "Who announced it?")
    article.refresh_from_db()
    article.submit(rosa)
    article.approve(erin)
    article.publish(erin)
    article.withdraw(erin, "Wrong man", "We took two men for one.")
    article.lift_withdrawal(make_user("lift_withdrawal"), "It was the right man.")
    assert acts() == [
        Act.SUBMITTED,
        Act.RETURNED,
        Act.SUBMITTED,
        Act.APPROVED,
        Act.PUBLISHED,
        Act.WITHDRAWN,
        Act.LIFTED,
    ]
    assert [entry.by for entry in log()[:2]] == [rosa, erin]
    assert log()[1].reason == "Who announced it?"
    assert {entry.article for entry in log()} == {article}


def test_an_entry_says_what_was_before_and_what_is_after():
    article, erin = make_article(headline="Deng takes up post"), make_editor()
    edition = article.publish(erin)
    entry = last()
    assert (entry.before["state"], entry.after["state"]) == ("draft", "live")
    assert (entry.before["live_number"], entry.after["live_number"]) == (None, 1)
    assert (entry.edition, entry.subject) == (edition, "Deng takes up post")
    assert abs(entry.at - timezone.now()) < HOUR
    assert ("state", "draft", "live") in entry.changes


def test_a_schedule_and_its_end_are_acts():
    article, erin = make_article(), make_editor()
    at = timezone.now() + HOUR
    article.publish(erin, at=at)
    assert last().act == Act.SCHEDULED
    assert datetime.datetime.fromisoformat(last().after["live_from"]) == at.replace(
        microsecond=at.microsecond // 1000 * 1000
    )
    article.cancel_schedule(erin)
    assert last().act == Act.CANCELLED
    assert (last().before["state"], last().after["state"]) == ("scheduled", "approved")


def test_a_correction_is_an_act_of_its_own_and_keeps_its_note():
    article = change(make_live(), body="<p>Right.</p>")
    article.publish(make_editor(), kind="correction", note="The day was wrong.")
    assert (last().act, last().after["note"]) == (Act.CORRECTED, "The day was wrong.")


def test_publishing_without_a_second_person_is_recorded_with_its_reason():
    erin = make_editor()
    make_article(by=erin).publish(erin, override=OVERRIDE)
    assert acts() == [Act.ALONE, Act.PUBLISHED]
    assert log()[0].reason == OVERRIDE


def test_a_reason_that_was_not_needed_is_no_override():
    make_article().publish(make_editor(), override=OVERRIDE)
    assert acts() == [Act.PUBLISHED]


def test_linking_and_unlinking_an_official_of_an_edition_is_recorded():
    article, person, staff = make_live(), make_person("Edward Luck"), make_user("link_officials")
    article.link_official(person, staff, role="subject", reason="Named in paragraph 2")
    article.unlink_official(person, staff, reason="Another Luck")
    linked, unlinked = log()[-2:]
    assert (linked.act, linked.before, linked.after["official"]) == (Act.LINKED, None, "Edward Luck")
    assert (unlinked.after, unlinked.before["role"]) == (None, "subject")
    assert (linked.reason, linked.edition, linked.article) == (
        "Named in paragraph 2",
        article.live_edition,
        article,
    )


@pytest.mark.parametrize(
    "act",
    [
        lambda a: a.publish(make_reporter()),
        lambda a: a.return_to_writer(make_editor(), ""),
        lambda a: a.withdraw(make_editor(), "Why", "Why."),
        lambda a: a.kill(make_editor(), "Why", "Why."),
        lambda a: a.cancel_schedule(make_editor()),
        lambda a: a.reinstate(make_user("lift_withdrawal"), "Why"),
    ],
)
def test_what_is_refused_is_not_in_the_log(act):
    article = make_article()
    with pytest.raises(Refused):
        act(article)
    assert not log()


def test_what_is_rolled_back_is_not_in_the_log_and_leaves_no_gap():
    article = make_article()

    with transaction.atomic():
        article.submit(make_reporter())
        transaction.set_rollback(True)
    assert not log()
    article.refresh_from_db()
    article.submit(make_reporter())
    assert last().number == 1


def test_values_are_kept_as_both_databases_give_them_back():
    value = {"at": datetime.date(2007, 10, 10), "share": 0.1, "names": ("Ба́н", "潘"), "n": 10**15}
    assert as_json(value) == {"at": "2007-10-10", "share": "0.1", "names": ["Ба́н", "潘"], "n": 10**15}
    article = make_article(headline="“潘” \u202e & <b>")
    AuditEntry.objects.record(Act.RESTORED, make_user(), article=article, after=value, reason="  Why 🗞 ")
    assert last().reason == "Why 🗞"
    assert last().hash == last().computed_hash()


def test_an_act_that_nobody_named_is_refused():
    with pytest.raises(ValueError, match="painted"):
        AuditEntry.objects.record("painted", make_user())


# --- Append-only -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "column", ["reason", "subject", "act", "hash", "previous", "at", "by", "after", "number", "article"]
)
def test_an_entry_is_not_changed(column):
    make_live()
    new = {
        "number": 9,
        "at": timezone.now(),
        "by": make_user().pk,
        "after": {},
        "article": make_article().pk,
    }
    refused(lambda: AuditEntry.objects.update(**{column: new.get(column, "other")}))


def test_an_entry_is_neither_deleted_nor_inserted():
    make_live()
    refused(lambda: AuditEntry.objects.all()._raw_delete("default"))
    forged = {"at": timezone.now(), "act": "published", "subject": "Forged", "hash": "f" * 64}
    refused(lambda: AuditEntry.objects.create(number=3, previous=last().hash, **forged))
    refused(lambda: AuditEntry.objects.create(number=2, previous="e" * 64, **forged))
    assert AuditEntry.objects.count() == 1


def test_an_entry_is_not_replaced():
    """SQLite deletes a row for INSERT OR REPLACE without asking the trigger that refuses to delete."""
    make_live()
    columns = [f.column for f in AuditEntry._meta.concrete_fields]
    chosen = ", ".join("'Other'" if c == "reason" else c for c in columns)
    verb = "INSERT OR REPLACE" if connection.vendor == "sqlite" else "INSERT"
    sql = f"{verb} INTO articles_auditentry ({', '.join(columns)}) SELECT {chosen} FROM articles_auditentry"

    def act():
        with connection.cursor() as cursor:
            cursor.execute(sql)

    refused(act)


def test_the_head_moves_on_and_never_back():
    make_live()
    refused(lambda: AuditHead.objects.update(number=0))
    refused(lambda: AuditHead.objects.all()._raw_delete("default"))


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no TRUNCATE")
def test_the_log_is_not_emptied():
    make_live()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE articles_auditentry CASCADE")


def test_a_story_with_acts_is_kept(client):
    """What was submitted has a history; a draft that nobody acted on may go."""
    article, untouched = make_article(), make_article()
    article.submit(make_reporter())
    client.force_login(make_editor())
    for story in (article, untouched):
        client.post(f"/admin/articles/article/{story.pk}/delete/", {"post": "yes"})
    assert set(Article.objects.all()) == {article}


def test_a_story_from_an_archive_is_one_act(tmp_path):
    from articles.archive import import_articles

    editions = [
        {"published": "2007-10-10T14:05:00Z", "headline": "Older"},
        {"published": "2007-10-11T14:05:00Z", "headline": "Old story"},
    ]
    line = json.dumps({"id": "a-1", "slug": "old", "body": "<p>Words.</p>", "editions": editions})
    report = import_articles([line], media_dir=tmp_path, by=make_user())
    assert not report.errors
    assert acts() == [Act.IMPORTED]
    assert (last().subject, last().after["editions"]) == ("Old story", 2)
