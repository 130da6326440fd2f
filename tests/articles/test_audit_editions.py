"""`manage.py verify_audit` finds an edition whose words are not those that were published."""

import datetime
import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from articles.archive import import_articles
from articles.database import guards
from articles.models import Act, AuditEntry, Edition, EditionTopic, LinkChange, Topic
from newsroom.lib.schema import without_triggers
from people.duplicates import merging, undoing
from people.models import Person
from tests.make import (
    OVERRIDE,
    change,
    make_article,
    make_author,
    make_editor,
    make_live,
    make_topic,
    make_user,
)
from tests.people.make import make_person

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = datetime.timedelta(hours=1)


def without_guards():
    return without_triggers(connection, guards.pieces(connection, {*connection.introspection.table_names()}))


def tamper(*statements):
    """What a person with the database's password does: the guards removed, then raw SQL."""
    with without_guards(), connection.cursor() as cursor:
        for sql in statements:
            cursor.execute(sql)


def verify(capsys):
    """(exit code, words) of the command."""
    capsys.readouterr()
    try:
        call_command("verify_audit")
    except CommandError as error:
        return error.returncode, str(error)
    return 0, capsys.readouterr().out


@pytest.fixture
def story():
    """A live story with a topic, a byline, an official and what he says."""
    luck = make_person("Edward Luck")
    body = f'<blockquote data-official="{luck.pk}"><p>It is a duty.</p></blockquote><p>He said so.</p>'
    return make_live(
        headline="A duty", body=body, officials=[(luck, "speaker")], authors=[make_author()], place="Geneva"
    )


def test_editions_as_they_were_published_are_counted(story, capsys):
    change(story, body="<p>Later.</p>")
    story.refresh_from_db()
    story.publish(make_editor())
    code, words = verify(capsys)
    assert code == 0
    assert "2 editions are as they were published." in words


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE articles_edition SET headline = 'No duty'",
        "UPDATE articles_edition SET standfirst = ''",
        "UPDATE articles_edition SET body = '<p>It is none.</p>'",
        "UPDATE articles_edition SET body_html = '<p>It is none.</p>'",
        "UPDATE articles_edition SET note = 'All was wrong.'",
        "UPDATE articles_edition SET kind = 'correction'",
        "UPDATE articles_edition SET place = ''",
        "UPDATE articles_edition SET date = '2001-01-01'",
        "UPDATE articles_edition SET language = 'fr'",
        "UPDATE articles_edition SET lead_caption = 'A hall'",
        "UPDATE articles_edition SET slug = 'no-duty'",
        "UPDATE articles_edition SET month = '2001-01'",
        "UPDATE articles_edition SET live_from = '2001-01-01 00:00:00+00:00'",
        "UPDATE articles_edition SET published_at = '2001-01-01 00:00:00+00:00'",
        """UPDATE articles_edition SET history = '[{"note": "All was wrong."}]'""",
        "UPDATE articles_editionofficial SET role = 'mentioned'",
        "UPDATE articles_editionofficial SET as_printed = 'Mr Nobody'",
        "UPDATE articles_editionquotation SET text = 'It is none.'",
        "DELETE FROM articles_editionofficial",
        "DELETE FROM articles_editionauthor",
        "DELETE FROM articles_editiontopic",
        "DELETE FROM articles_editionquotation",
    ],
)
def test_words_changed_without_the_triggers_are_found(story, capsys, sql):
    tamper(sql)
    code, words = verify(capsys)
    assert code == 1
    assert f"Edition 1 of story {story.pk}" in words
    assert "not as it was published" in words


def test_only_the_edition_that_differs_is_named(story, capsys):
    other = make_live()
    tamper(f"UPDATE articles_edition SET headline = 'Other' WHERE article_id = {other.pk}")
    code, words = verify(capsys)
    assert code == 1
    assert f"of story {other.pk} " in words
    assert f"of story {story.pk} " not in words


def test_a_topic_and_an_author_added_to_an_edition_are_found(story, capsys):
    edition = Edition.objects.get()
    topic, author = make_topic("Sports"), make_author("Nobody")
    rest = f"{edition.pk}, '2001-01-01 00:00:00+00:00')"
    into = "INSERT INTO articles_edition"
    tamper(f"{into}topic (topic_id, edition_id, published_at) VALUES ({topic.pk}, {rest}")
    assert verify(capsys)[0] == 1
    tamper(f"DELETE FROM articles_editiontopic WHERE topic_id = {topic.pk}")
    assert verify(capsys)[0] == 0
    tamper(f"{into}author (author_id, position, edition_id, published_at) VALUES ({author.pk}, 1, {rest}")
    assert verify(capsys)[0] == 1


@pytest.mark.parametrize("road", ["schedule", "move", "correct", "correct-scheduled", "reinstate"])
def test_every_act_that_publishes_leaves_a_digest(story, capsys, road):
    erin, chief = make_editor(), make_user("lift_withdrawal")
    later = timezone.now() + HOUR
    if road in ("schedule", "move", "correct-scheduled"):
        change(story, standfirst="Next.")
        story.publish(erin, at=later)
    if road == "move":
        story.reschedule(erin, later + HOUR)
    if road.startswith("correct"):
        story.correct(erin, {"headline": "A right"}, kind="correction", note="Wrong.", override=OVERRIDE)
    if road == "reinstate":
        story.withdraw(erin, "Wrong man", "We took two men for one.")
        story.reinstate(chief, "It was the right man.")
    standing = Edition.objects.filter(cancelled_at=None)
    assert standing.count() == (3 if road == "correct-scheduled" else 2)
    code, words = verify(capsys)
    assert code == 0
    assert "not covered" not in words
    newest = standing.order_by("-number").first()
    tamper(f"UPDATE articles_edition SET headline = 'Other' WHERE id = {newest.pk}")
    assert f"Edition {newest.number} of story" in verify(capsys)[1]


def imported(n=2):
    editions = [{"published": f"2007-10-1{d}T10:00:00Z", "body": f"<p>Day {d}.</p>"} for d in range(n)]
    line = {"id": "old-1", "headline": "Old story", "body": "<p>Old.</p>", "editions": editions}
    report = import_articles([json.dumps(line)], by=make_user())
    assert not report.errors


def test_imported_editions_are_compared_too(capsys):
    imported()
    assert "2 editions are as they were published." in verify(capsys)[1]
    tamper("UPDATE articles_edition SET body_html = '<p>New.</p>' WHERE number = 1")
    code, words = verify(capsys)
    assert code == 1
    assert "Edition 1 of story" in words


def without_digests():
    """The log as an older release wrote it."""
    rows = list(AuditEntry.objects.order_by("number"))
    last = ""
    for entry in rows:
        if entry.after:
            entry.after.pop("digests", None)
        entry.previous, entry.hash = last, ""
        entry.hash = last = entry.computed_hash()
    with without_guards():
        for entry in rows:
            entry.save()
        type(rows[0])._meta.apps.get_model("articles.AuditHead").objects.update(hash=last)


def test_entries_of_an_older_release_are_counted_as_not_covered(story, capsys):
    imported()
    change(story, standfirst="Next.")
    story.publish(make_editor(), at=timezone.now() + HOUR)
    story.correct(make_editor(), {"headline": "A right"}, kind="correction", note="Wrong.", override=OVERRIDE)
    without_digests()
    code, words = verify(capsys)
    assert code == 0
    assert "6 editions are not covered" in words


def test_an_edition_that_no_entry_names_is_found(story, capsys):
    edition = Edition.objects.get()
    fields = {f.attname: getattr(edition, f.attname) for f in edition._meta.concrete_fields}
    other = make_article()
    forged = {"id": None, "article_id": other.pk, "slug": "forged", "order_key": 7, "sealed": True}
    forged = Edition.objects.create(**fields | forged)
    code, words = verify(capsys)
    assert code == 1
    assert f"Edition 1 of story {other.pk} (id {forged.pk}): no entry of the audit log names it." in words


def test_an_edition_that_was_deleted_is_found(capsys):
    pk = make_live().editions.get().pk
    tables = ("topic", "official", "author", "picture", "quotation")
    tamper(
        *(f"DELETE FROM articles_edition{name} WHERE edition_id = {pk}" for name in tables),
        f"UPDATE articles_auditentry SET edition_id = NULL WHERE edition_id = {pk}",
        f"DELETE FROM articles_edition WHERE id = {pk}",
    )
    code, words = verify(capsys)
    assert code == 1
    assert f"An edition (id {pk}): the audit log names it, and it is not there." in words


# --- What changes by right --------------------------------------------------------------------------
def test_officials_linked_with_a_link_change_are_no_fault(story, capsys):
    petra, annan = make_user("link_officials"), make_person("Kofi Annan")
    luck = Person.objects.get(family_name="Luck")
    story.link_official(annan, petra)
    story.change_official(luck, petra, "subject")
    story.unlink_official(luck, petra)
    story.change_official(annan, petra, "speaker")
    story.link_official(luck, petra)
    assert LinkChange.objects.count() == 5
    assert verify(capsys)[0] == 0


def test_a_link_changed_without_a_link_change_is_found_also_after_one(story, capsys):
    petra, annan = make_user("link_officials"), make_person("Kofi Annan")
    story.link_official(annan, petra)
    tamper(f"UPDATE articles_editionofficial SET role = 'subject' WHERE person_id = {annan.pk}")
    assert verify(capsys)[0] == 1
    tamper(f"DELETE FROM articles_editionofficial WHERE person_id = {annan.pk}")
    assert verify(capsys)[0] == 1


def test_merged_persons_and_a_merge_undone_are_no_fault(story, capsys):
    petra = make_user("merge_records", "link_officials")
    luck, twin = Person.objects.get(family_name="Luck"), make_person("E. Luck")
    run = merging.merge(Person, twin.pk, luck.pk, petra)
    assert story.editions.get().edition_officials.get().person_id == twin.pk
    assert verify(capsys)[0] == 0
    undoing.undo(run.pk, petra)
    assert verify(capsys)[0] == 0


def test_merged_topics_are_no_fault_and_another_topic_is_one(capsys):
    erin = make_user("merge_topics")
    un, nations, peace = make_topic("UN"), make_topic("United Nations"), make_topic("Peace")
    make_live(topics=[un, peace])
    both = make_live(topics=[un, nations])
    first = merging.merge(Topic, nations.pk, un.pk, erin)
    assert both.editions.get().edition_topics.count() == 1
    assert verify(capsys)[0] == 0
    second = merging.merge(Topic, peace.pk, nations.pk, erin)
    assert EditionTopic.objects.count() == 2
    assert verify(capsys)[0] == 0
    undoing.undo(second.pk, erin)
    assert verify(capsys)[0] == 0
    undoing.undo(first.pk, erin)
    assert verify(capsys)[0] == 0
    merging.merge(Topic, nations.pk, un.pk, erin)
    tamper(f"UPDATE articles_editiontopic SET topic_id = {peace.pk} WHERE topic_id = {nations.pk}"
           f" AND edition_id = {both.editions.get().pk}")  # fmt: skip
    assert verify(capsys)[0] == 1


def test_an_ended_an_expired_and_a_cancelled_edition_are_no_fault(story, capsys):
    erin = make_editor()
    change(story, standfirst="Next.")
    story.publish(erin, at=timezone.now() + HOUR)
    story.cancel_schedule(erin)
    story.withdraw(erin, "Wrong man", "We took two men for one.")
    code, words = verify(capsys)
    assert code == 0
    assert "2 editions are as they were published." in words


def test_a_later_column_that_is_blank_leaves_old_digests_as_they_are(story, capsys, monkeypatch):
    from articles.models import edition_digests

    columns = edition_digests.columns()
    monkeypatch.setattr(edition_digests, "columns", lambda: [*columns, "override_reason"])
    assert verify(capsys)[0] == 0


def test_the_entry_shows_the_digest(story, client):
    client.force_login(make_user("view_auditentry", "view_article"))
    entry = AuditEntry.objects.get(act=Act.PUBLISHED)
    (digest,) = entry.after["digests"].values()
    page = client.get(f"/admin/articles/auditentry/{entry.pk}/change/")
    assert f"digest of the edition: – → {digest}" in page.content.decode()
