"""`manage.py verify_audit` finds entries that were changed, moved, added or removed."""

import tracemalloc

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from articles.database import guards
from articles.models import Act, AuditEntry, AuditHead
from newsroom.lib.schema import without_triggers
from tests.make import make_article, make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def entries():
    """Six entries, as they are written."""
    article, user = make_article(), make_user()
    with transaction.atomic():
        for n in range(6):
            AuditEntry.objects.record(Act.RESTORED, user, article=article, after={"n": n}, reason=f"Why {n}")
    return list(AuditEntry.objects.order_by("number"))


def without_guards():
    return without_triggers(connection, guards.pieces(connection, {*connection.introspection.table_names()}))


def tamper(*statements):
    """What a person with the database's password does: the guards removed, then raw SQL."""
    with without_guards(), connection.cursor() as cursor:
        for sql in statements:
            cursor.execute(sql)


def verify(capsys):
    """(exit code, words) of the command."""
    try:
        call_command("verify_audit")
    except CommandError as error:
        return error.returncode, str(error)
    return 0, capsys.readouterr().out


def test_the_entries_of_an_unbroken_chain_are_counted(entries, capsys):
    code, words = verify(capsys)
    assert (code, words) == (0, f"6 entries are right. Head: {entries[-1].hash}\n")


def test_an_empty_log_is_right(capsys):
    assert verify(capsys) == (0, "0 entries are right. Head: -\n")


@pytest.mark.parametrize(
    "change",
    [
        "reason = 'Other'",
        "act = 'published'",
        "by_id = NULL",
        "article_id = NULL",
        "subject = 'Another story'",
        "at = '2001-01-01 00:00:00+00:00'",
        """after = '{"n": 9}'""",
        "before = '{}'",
        f"previous = '{'a' * 64}'",
        f"hash = '{'a' * 64}'",
    ],
)
def test_a_changed_column_is_found(entries, capsys, change):
    tamper(f"UPDATE articles_auditentry SET {change} WHERE number = 3")
    code, words = verify(capsys)
    assert code == 1
    assert f"entry 3 (id {entries[2].pk}), hash" in words
    assert "right before it: 2" in words


def test_a_changed_entry_whose_hash_was_made_anew_is_found_at_the_next(entries, capsys):
    third = entries[2]
    third.reason = "Other"
    tamper(
        f"UPDATE articles_auditentry SET reason = 'Other', hash = '{third.computed_hash()}' WHERE number = 3"
    )
    code, words = verify(capsys)
    assert code == 1
    assert f"entry 4 (id {entries[3].pk}), order" in words


def test_an_entry_taken_out_is_found(entries, capsys):
    tamper("DELETE FROM articles_auditentry WHERE number = 3")
    code, words = verify(capsys)
    assert code == 1
    assert "entry 3 (id" in words
    assert "gap: missing before it: 3" in words


def test_the_first_entries_taken_out_are_found(entries, capsys):
    tamper("DELETE FROM articles_auditentry WHERE number < 3")
    assert "gap: missing before it: 1 to 2" in verify(capsys)[1]


@pytest.mark.parametrize("numbers", ["6", "4, 5, 6", "1, 2, 3, 4, 5, 6"])
def test_the_last_entries_taken_out_are_found(entries, capsys, numbers):
    tamper(f"DELETE FROM articles_auditentry WHERE number IN ({numbers})")
    code, words = verify(capsys)
    assert code == 1
    assert "gap: the last entries are missing" in words


def test_two_entries_that_changed_places_are_found(entries, capsys):
    tamper(
        "UPDATE articles_auditentry SET number = 99 WHERE number = 3",
        "UPDATE articles_auditentry SET number = 3 WHERE number = 4",
        "UPDATE articles_auditentry SET number = 4 WHERE number = 99",
    )
    assert "entry 3" in verify(capsys)[1]


def test_an_entry_beyond_the_head_is_found(entries, capsys):
    forged = AuditEntry(number=7, previous=entries[-1].hash, act="published", subject="x", at=entries[-1].at)
    forged.hash = forged.computed_hash()
    with without_guards():
        forged.save()
    code, words = verify(capsys)
    assert code == 1
    assert "head: there are entries beyond the head" in words


def test_a_head_of_another_entry_is_found(entries, capsys):
    tamper(f"UPDATE articles_audithead SET hash = '{'b' * 64}'")
    assert "head: the head is not that of the last entry" in verify(capsys)[1]


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL keeps no moment that is none")
def test_an_entry_that_cannot_be_read_is_found(entries, capsys):
    tamper("UPDATE articles_auditentry SET at = 'rubbish' WHERE number = 5")
    code, words = verify(capsys)
    assert code == 1
    assert "entry 5" in words


def test_after_a_break_acts_go_on_and_the_break_is_reported(entries, capsys):
    tamper("UPDATE articles_auditentry SET reason = 'Other' WHERE number = 2")
    make_article().submit(make_user("change_article"))
    assert AuditEntry.objects.count() == 7
    assert "entry 2" in verify(capsys)[1]


def test_a_long_chain_is_walked_in_constant_memory():
    with transaction.atomic():
        for n in range(3000):
            AuditEntry.objects.record(Act.RESTORED, None, subject="x" * 2000, reason=str(n))

    def peak():
        tracemalloc.start()
        verdict = AuditEntry.objects.all().verify()
        size = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return verdict, size

    verdict, size = peak()
    assert (verdict.right, verdict.broken) == (3000, None)
    assert (
        size < 4_000_000
    )  # all rows together are more than 12 MB as text of four bytes a letter, or 6 of one


def test_a_lost_head_is_reported_and_stops_nobody(entries, capsys):
    tamper("DELETE FROM articles_audithead")
    assert "head: there are entries beyond the head" in verify(capsys)[1]
    make_article().submit(make_user("change_article"))
    assert AuditHead.objects.get().number == AuditEntry.objects.count() == 7
