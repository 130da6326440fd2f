"""Merging persons, appointments and topics moves what our stories say of them, audited, and back."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from articles.models import (
    ArticleCitation,
    ArticleTopic,
    AuditEntry,
    EditionOfficial,
    EditionTopic,
    LinkChange,
    SuggestionDismissal,
    Topic,
)
from articles.models.audit import Act
from people.duplicates.merging import dry_run, merge
from people.duplicates.undoing import undo
from people.models import Appointment, Person
from tests.make import OVERRIDE, change, make_article, make_editor, make_live, make_topic, make_user
from tests.people.make import make_appointment, make_person

pytestmark = pytest.mark.django_db


def pair():
    return make_person("Ban Ki-moon"), make_person("Ki Moon")


def merged(kept, gone, **kw):
    return merge(type(kept), kept.pk, gone.pk, make_user(), **kw)


def links(edition):
    return list(edition.edition_officials.values_list("person", "role"))


def test_links_of_desk_copy_and_editions_follow(client):
    kept, gone = pair()
    story = make_live(officials=[(gone, "speaker")])
    merged(kept, gone)
    story.refresh_from_db()
    edition = story.editions.get()
    assert links(edition) == [(kept.pk, "speaker")]
    assert list(story.officials.values_list("person", flat=True)) == [kept.pk]
    assert client.get("/people/ban-ki-moon/").content.decode().count(story.headline) == 1
    doors = LinkChange.objects.order_by("pk").values_list("person", "open")
    assert list(doors) == [(gone.pk, False), (kept.pk, False)]


def test_a_story_that_links_both_links_the_kept_one_once():
    kept, gone = pair()
    story = make_live(officials=[(kept, "subject"), (gone, "speaker")])
    run = dry_run(Person, kept.pk, gone.pk, make_user())
    assert ("links in published editions", 0, 1) in run.counted()
    assert ("links in desk copies", 0, 1) in run.counted()
    record = merged(kept, gone)
    assert links(story.editions.get()) == [(kept.pk, "subject")]
    undo(record.pk, make_user())
    assert links(story.editions.get()) == [(kept.pk, "subject"), (gone.pk, "speaker")]
    assert story.officials.count() == 2


def test_a_merge_is_no_change_of_words_approval_and_live_state_stay():
    kept, gone = pair()
    live, approved = make_live(officials=[gone]), make_article(officials=[gone])
    approved.submit(approved.owner)
    approved.approve(make_editor())
    merged(kept, gone)
    for story in (live, approved):
        story.refresh_from_db()
        assert story.last_revision.payload["officials"][0]["person"] == kept.pk
    assert not live.is_changed
    assert (approved.status, approved.approved_revision) == ("approved", approved.last_revision)
    approved.publish(make_editor())


def test_who_merges_does_not_become_the_writer_of_the_words():
    kept, gone = pair()
    editor = make_editor()
    story = make_article(by=editor, officials=[gone])
    merged(kept, gone)
    story.refresh_from_db()
    with pytest.raises(Exception, match="You wrote the last revision"):
        story.publish(editor)
    story.publish(editor, override=OVERRIDE)


def test_each_story_and_the_merge_itself_stand_in_the_audit_log():
    kept, gone = pair()
    story = make_live(officials=[gone])
    record = merged(kept, gone)
    entry = AuditEntry.objects.get(act=Act.MERGED, article=story)
    assert (entry.before["record"], entry.after["record"], entry.by) == ("Ki Moon", "Ban Ki-moon", record.by)
    whole = AuditEntry.objects.get(act=Act.MERGED, article=None)
    assert whole.after["links in published editions"] == 1
    undo(record.pk, make_user())
    assert AuditEntry.objects.filter(act=Act.UNMERGED).count() == 2
    assert AuditEntry.objects.all().verify().broken is None


def test_a_mark_in_the_text_leads_to_the_present_person(client):
    kept, gone = pair()
    body = f'<p>So <a data-official="{gone.pk}">Ki Moon</a> said.</p>'
    story = make_live(body=body)
    old = story.editions.get()
    record = merged(kept, gone)
    old.refresh_from_db()
    assert "/people/ki-moon/" in old.body_html  # the edition stays as it was; its address redirects
    assert client.get("/people/ki-moon/")["Location"] == "/people/ban-ki-moon/"
    story.refresh_from_db()
    change(story, headline="Another headline")
    story.refresh_from_db()
    assert f'data-official="{gone.pk}"' in story.body  # nobody rewrites the text
    edition = story.publish(make_editor())
    assert f'href="/people/ban-ki-moon/" data-official="{kept.pk}"' in edition.body_html
    undo(record.pk, make_user())


def test_a_first_mention_stays_a_link_with_the_title_of_that_day(client):
    kept, gone = pair()
    make_appointment(gone, "Secretary-General", start="2007-01-01")
    story = make_live(body="<p>Then Ki Moon spoke.</p>", officials=[gone], date=datetime.date(2007, 10, 10))
    address = story.live_edition.get_absolute_url()
    link = '<a href="/people/ki-moon/" data-official="{}" title="Secretary-General">Ki Moon</a>'
    assert link.format(gone.pk) in client.get(address).text
    merged(kept, gone)
    assert link.format(gone.pk) in client.get(address).text  # stored for ever; the address redirects


def test_a_dismissed_suggestion_stays_dismissed_for_the_merged_person():
    kept, gone = pair()
    story = make_article()
    for person, words in ((gone, "a"), (gone, "b"), (kept, "a")):
        SuggestionDismissal.store(story, [person.pk], words, story.owner)
    record = merged(kept, gone)
    assert sorted(story.dismissals.values_list("person", "evidence_hash")) == [(kept.pk, "a"), (kept.pk, "b")]
    undo(record.pk, make_user())
    assert story.dismissals.filter(person=gone).count() == 2


def test_the_editor_names_a_mark_of_a_merged_person_as_who_it_is_now(client):
    kept, gone = pair()
    merged(kept, gone)
    client.force_login(make_editor())
    rows = client.get(reverse("admin:articles_article_officials"), {"id": f"{gone.pk},{kept.pk}"}).json()[
        "results"
    ]
    assert {(row["id"], row["text"]) for row in rows} == {(gone.pk, "Ban Ki-moon"), (kept.pk, "Ban Ki-moon")}


def test_pins_and_stories_as_sources_follow_a_folded_appointment():
    kept, gone = pair()
    ours = make_appointment(kept, "Secretary-General", start="2007")
    theirs = Appointment.objects.create(person=gone, post=ours.post, start="2007")
    story = make_article(officials=[gone])
    story.officials.update(appointment=theirs)
    story.save_revision(story.owner)
    story.refresh_from_db()
    story.publish(make_editor())
    ArticleCitation.objects.create(appointment=theirs, article=story)
    record = merged(kept, gone)
    assert EditionOfficial.objects.get().appointment == ours
    assert story.officials.get().appointment == ours
    assert ArticleCitation.objects.get().appointment == ours
    undo(record.pk, make_user())
    assert EditionOfficial.objects.get().appointment == theirs
    assert EditionOfficial.objects.get().person == gone


def test_an_old_revision_is_restored_with_who_they_are_now():
    kept, gone = pair()
    story = make_live(officials=[gone])
    change(story, headline="Second words")
    merged(kept, gone)
    story.refresh_from_db()
    story.restore(make_editor(), 1)
    assert list(story.officials.values_list("person", flat=True)) == [kept.pk]


def test_a_story_is_corrected_after_its_topic_was_merged():
    kept, gone = make_topic("Genocide prevention"), make_topic("Prevention of genocide")
    story = make_live(topics=[gone])
    merged(kept, gone)
    editor = make_editor()
    story.refresh_from_db()
    fresh = story.correct(
        editor, {"headline": "Right"}, kind="correction", note="It was wrong.", override="x"
    )
    assert list(fresh.edition_topics.values_list("topic", flat=True)) == [kept.pk]


# --- Topics ------------------------------------------------------------------------------------------
def test_topics_merge_with_stories_and_names_and_come_apart_again(client):
    kept, gone = make_topic("Genocide prevention"), make_topic("Prevention of genocide", "POG")
    story, both = make_live(topics=[gone]), make_live(topics=[kept, gone])
    before = (
        sorted(EditionTopic.objects.values_list("pk", "topic")),
        sorted(ArticleTopic.objects.values_list("pk", "tag")),
    )
    record = merged(kept, gone)
    assert list(Topic.objects.filter(pk=gone.pk)) == []
    assert EditionTopic.objects.filter(topic=kept).count() == 2
    for slug in ("prevention-of-genocide", "pog"):
        assert client.get(f"/topics/{slug}/")["Location"] == "/topics/genocide-prevention/"
    page = client.get("/topics/genocide-prevention/").content.decode()
    assert story.headline in page
    assert both.headline in page
    story.refresh_from_db()
    assert not story.is_changed
    undo(record.pk, make_user())
    after = (
        sorted(EditionTopic.objects.values_list("pk", "topic")),
        sorted(ArticleTopic.objects.values_list("pk", "tag")),
    )
    assert after == before
    assert client.get("/topics/prevention-of-genocide/").status_code == 200
    assert client.get(reverse("articles:topic", args=["pog"])).status_code == 301


def test_topics_of_editions_move_in_no_other_way():
    kept, gone, other = make_topic("A topic"), make_topic("B topic"), make_topic("C topic")
    make_live(topics=[gone])
    with pytest.raises(IntegrityError), transaction.atomic():
        EditionTopic.objects.update(topic=kept)
    record = merged(kept, gone)
    record.__class__.objects.filter(pk=record.pk).update(open=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        EditionTopic.objects.update(topic=other)
