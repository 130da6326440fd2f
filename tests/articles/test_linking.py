"""Linking officials past the form: at once before readers, kept on the desk, audited, undone."""

import pytest

from articles.models import Act, Article, AuditEntry, InheritedRevision, LinkChange, SuggestionDismissal
from articles.models.edition import as_published
from articles.workflow import Refused, Status
from tests.make import OVERRIDE, change, make_article, make_editor, make_live, make_reporter, make_user
from tests.people.make import make_appointment, make_person

pytestmark = pytest.mark.django_db


def make_linker(**kw):
    return make_user("link_officials", "view_article", **kw)


@pytest.fixture
def petra(db):
    return make_linker()


@pytest.fixture
def luck(db):
    return make_person("Edward Luck")


def links(row):
    return [(link.person.full_name, link.role) for link in row.all()]


def stored(article):
    return Article.objects.get(pk=article.pk)


# --- A live story ---------------------------------------------------------------------------------
def test_a_link_is_before_readers_at_once_and_on_the_desk_too(client, petra, luck):
    article = make_live()
    article.link_official(luck, petra, "speaker", reason="Named in paragraph 2")
    edition = article.live_edition
    assert links(edition.edition_officials) == links(article.officials) == [("Edward Luck", "speaker")]
    assert edition.edition_officials.get().published_at == edition.published_at
    assert b"Edward Luck" in client.get(edition.get_absolute_url()).content
    assert edition.headline.encode() in client.get(luck.get_absolute_url()).content


def test_the_story_is_not_changed_by_it_and_no_edition_is_written(petra, luck):
    article = make_live()
    before = stored(article)
    article.link_official(luck, petra)
    after = stored(article)
    assert not after.is_changed
    assert Article.objects.with_state().get(pk=article.pk).state == "live"
    assert (after.status, after.editions.count()) == (Status.PUBLISHED, 1)
    assert (after.updated_at, after.updated_by) == (before.updated_at, before.updated_by)
    with pytest.raises(Refused, match="Nothing has changed"):
        after.publish(make_editor())


def test_the_next_edition_keeps_it(petra, luck):
    article = make_live()
    article.link_official(luck, petra, "subject")
    change(article, headline="New words")
    assert stored(article).is_changed
    article.publish(make_editor())
    assert links(article.live_edition.edition_officials) == [("Edward Luck", "subject")]


def test_each_act_is_in_the_audit_log_and_has_a_link_change(petra, luck):
    article = make_live()
    article.link_official(luck, petra, "subject")
    article.change_official(luck, petra, "speaker")
    article.unlink_official(luck, petra, reason="Another Luck")
    entries = AuditEntry.objects.filter(act=Act.LINKED).order_by("number")
    roles = [((e.before or {}).get("role"), (e.after or {}).get("role")) for e in entries]
    assert roles == [(None, "subject"), ("subject", "speaker"), ("speaker", None)]
    assert {e.edition for e in entries} == {article.live_edition}
    assert entries[2].reason == "Another Luck"
    assert list(LinkChange.objects.values_list("open", flat=True)) == [False] * 3
    assert not article.officials.exists()
    assert AuditEntry.objects.verify().broken is None


def test_a_changed_role_is_the_same_row_with_its_pin(petra, luck):
    pinned = make_appointment(luck, "Special Adviser", start="2008-02-21")
    article = make_live()
    article.link_official(luck, petra, appointment=pinned, as_printed="adviser")
    article.change_official(luck, petra, "speaker")
    for row in (article.officials.get(), article.live_edition.edition_officials.get()):
        assert (row.role, row.appointment, row.as_printed) == ("speaker", pinned, "adviser")


def test_a_scheduled_edition_gets_the_link_as_well(petra, luck):
    import datetime

    from django.utils import timezone

    article = make_live()
    change(article, headline="Later")
    article.publish(make_editor(), at=timezone.now() + datetime.timedelta(hours=1))
    article.link_official(luck, petra)
    assert links(article.pending_edition.edition_officials) == [("Edward Luck", "mentioned")]
    assert not stored(article).is_changed
    article.cancel_schedule(make_editor())
    assert stored(article).status == Status.APPROVED
    assert stored(article).is_changed


def test_a_withdrawn_story_is_live_again_unchanged_after_a_link(petra, luck):
    article = make_live()
    erin = make_user("withdraw_article", "lift_withdrawal", "publish_article")
    article.link_official(luck, petra)
    article.withdraw(erin, "Why", "Why")
    article.reinstate(erin, "It stands")
    assert (stored(article).status, stored(article).is_changed) == (Status.PUBLISHED, False)
    assert links(article.live_edition.edition_officials) == [("Edward Luck", "mentioned")]


# --- What the desk has changed stays its own ---------------------------------------------------------
def test_unpublished_changes_stay_and_get_the_link(petra, luck):
    article = make_live()
    change(article, headline="Not yet out")
    article.link_official(luck, petra)
    desk = stored(article)
    assert desk.is_changed
    assert desk.headline == "Not yet out"
    assert desk.last_revision.payload == desk.payload()
    names = {n for n in desk.payload() if as_published(desk.live_edition)[n] != desk.payload()[n]}
    assert names == {"headline"}


def test_a_role_that_the_desk_has_changed_is_left_to_the_desk(petra, luck):
    article = make_live(officials=[luck])
    article.officials.update(role="subject")
    article.save_revision(make_reporter())
    article.change_official(luck, petra, "speaker")
    assert links(article.officials) == [("Edward Luck", "subject")]
    assert links(article.live_edition.edition_officials) == [("Edward Luck", "speaker")]


def test_words_that_no_revision_holds_do_not_become_one_by_a_link(petra, luck):
    article = make_live()
    Article.objects.filter(pk=article.pk).update(headline="By another road")
    article.refresh_from_db()
    number = article.revision_number
    article.link_official(luck, petra)
    assert stored(article).revision_number == number
    assert links(article.live_edition.edition_officials) == [("Edward Luck", "mentioned")]


def test_a_correction_after_a_link_leaves_the_desk_in_step(petra, luck):
    article = make_live()
    article.link_official(luck, petra)
    article.correct(make_editor(), {"headline": "Right"}, kind="correction", note="Wrong.", override=OVERRIDE)
    assert links(article.live_edition.edition_officials) == [("Edward Luck", "mentioned")]
    assert not stored(article).is_changed


# --- A story that is not out ----------------------------------------------------------------------
def test_a_submitted_story_stays_submitted_and_its_writer_stays_its_writer(petra, luck):
    writer = make_user("approve_article", "publish_article", "change_article")
    article = make_article(by=writer)
    article.submit(writer)
    article.link_official(luck, petra)
    assert stored(article).status == Status.SUBMITTED
    assert InheritedRevision.objects.get().revision.by == petra
    with pytest.raises(Refused, match="You wrote the last revision"):
        article.publish(writer)
    article.publish(make_editor())
    assert links(article.live_edition.edition_officials) == [("Edward Luck", "mentioned")]


def test_many_links_cost_the_question_who_wrote_the_words_one_step(petra, luck):
    article = make_article()
    first = article.last_revision
    for name in ("Ban Ki-moon", "Kofi Annan"):
        article.link_official(make_person(name), petra)
    assert {row.desk for row in InheritedRevision.objects.all()} == {first}
    assert InheritedRevision.written_before(article.revisions.filter(number=3)) == first


def test_an_approval_holds_and_is_for_the_revision_with_the_link(petra, luck):
    article = make_article()
    article.submit(make_reporter())
    article.approve(make_editor())
    article.link_official(luck, petra)
    desk = stored(article)
    assert (desk.status, desk.approved_revision.number) == (Status.APPROVED, desk.revision_number)


def test_a_page_that_shows_an_older_revision_says_whose_is_newer(petra, luck):
    article = make_article()
    article.link_official(luck, petra)
    with pytest.raises(Refused, match=f"{petra} saved revision 2"):
        article.publish(make_editor(), revision=1)


def test_a_form_that_was_open_saves_its_words_with_the_link(client, petra, luck):
    from tests.articles.admin_desk import open_form, save

    client.force_login(make_editor())
    article = make_article()
    page = open_form(client, article)
    article.link_official(luck, petra)
    looked = save(client, article, page=page, headline="Mine")
    save(client, article, page=looked)
    desk = stored(article)
    assert (desk.headline, links(desk.officials)) == ("Mine", [("Edward Luck", "mentioned")])


# --- Refusals and undo ------------------------------------------------------------------------------
def test_linking_twice_makes_one_link(petra, luck):
    article = make_live()
    article.link_official(luck, petra)
    with pytest.raises(Refused, match="linked to this story already"):
        article.link_official(luck, petra, "speaker")
    assert article.live_edition.edition_officials.count() == article.officials.count() == 1


def test_what_is_not_linked_is_neither_changed_nor_taken_off(petra, luck):
    article = make_live()
    for act in (
        lambda: article.change_official(luck, petra, "speaker"),
        lambda: article.unlink_official(luck, petra),
    ):
        with pytest.raises(Refused, match="not linked to this story any more"):
            act()
    assert not AuditEntry.objects.filter(act=Act.LINKED).exists()


def test_a_role_without_the_right_links_nothing(luck):
    article = make_live()
    with pytest.raises(Refused, match="Ask the people desk"):
        article.link_official(luck, make_reporter())
    assert not article.officials.exists()


def test_an_appointment_of_somebody_else_is_refused(petra, luck):
    with pytest.raises(Refused, match="belongs to somebody else"):
        make_live().link_official(luck, petra, appointment=make_appointment("Kofi Annan"))


def test_undo_puts_back_what_was(petra, luck):
    article = make_live()
    first = article.link_official(luck, petra, "subject")
    second = article.change_official(luck, petra, "speaker")
    article.undo_link(second, petra)
    assert links(article.officials) == [("Edward Luck", "subject")]
    third = article.unlink_official(luck, petra)
    article.undo_link(third, petra)
    assert links(article.live_edition.edition_officials) == [("Edward Luck", "subject")]
    article.undo_link(first, petra)
    assert not article.live_edition.edition_officials.exists()


def test_undo_of_what_a_colleague_changed_since_is_refused(petra, luck):
    article = make_live()
    entry = article.link_official(luck, petra, "subject")
    article.change_official(luck, make_linker(), "speaker")
    with pytest.raises(Refused, match="somebody changed this link since"):
        article.undo_link(entry, petra)
    with pytest.raises(Refused):
        make_live().undo_link(entry, petra)


def test_a_dismissal_is_stored_once(petra, luck):
    article = make_live()
    for _time in range(2):
        SuggestionDismissal.store(article, [luck.pk], "abc", petra)
    assert SuggestionDismissal.objects.get().person == luck


def test_an_article_gone_from_readers_is_linked_on_the_desk_only(petra, luck):
    article = make_live()
    article.withdraw(make_editor(), "Why", "Why")
    article.link_official(luck, petra)
    assert links(article.officials) == [("Edward Luck", "mentioned")]
    assert not LinkChange.objects.exists()
