"""A change of the record and published stories: shown before saving, listed afterwards, changed by nobody."""

import datetime

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.models import AffectedStory, Edition, RecordChange
from articles.officials.affected import StoryComparison
from people.consistency import findings
from people.models import Appointment, Organization, Person, RecordSettings
from tests.browserless import posted, text_of
from tests.make import make_affected_story, make_article, make_editor, make_live, make_user
from tests.people.make import make_appointment, make_organization, make_person, make_post

pytestmark = pytest.mark.django_db
LIST = "/admin/articles/affectedstory/"


def person_of(role):
    user = make_user(username=role)
    user.groups.set(Group.objects.filter(name=role))
    return user


@pytest.fixture
def petra(client):
    client.force_login(person_of("people desk"))
    return client


@pytest.fixture
def luck():
    return make_appointment(
        "Edward Luck", "Special Adviser", intended="2007-08-31", announced="2008-02-21", start="2008-02-21"
    )


def story(day, *officials, **kw):
    return make_live(date=datetime.date.fromisoformat(day), officials=officials, **kw)


def url(record, page="change"):
    return reverse(f"admin:people_{record._meta.model_name}_{page}", args=[record.pk])


def save(client, record, **changes):
    """Change fields of a record's form and press Save; what follows."""
    form = f"{record._meta.model_name}_form"
    data = posted(client.get(url(record)), form, **changes)
    return client.post(url(record), data | {"_save": "1"}, follow=True)


def confirm(client, page, record, press="_seen"):
    return client.post(url(record), posted(page, "affected_form") | {press: "1"}, follow=True)


def shown(article):
    """What readers see beside a story: the words of the officials' list."""
    from django.test import Client

    return text_of(Client().get(article.live_edition.get_absolute_url()))


# --- Before saving ---------------------------------------------------------------------------------
def test_the_same_records_give_each_story_the_title_of_its_day(luck):
    assert "Named as intended Special Adviser" in shown(story("2007-10-10", luck.person))
    later = shown(story("2008-03-01", luck.person))
    assert "Special Adviser in post since 21 February 2008" in later
    assert "Named as intended" not in later


def test_a_date_that_changes_stories_is_not_saved_before_somebody_saw_which(petra, luck):
    story("2007-10-10", luck.person, headline="Still only intended")
    story("2008-03-01", luck.person, headline="In post by now")
    page = save(petra, luck, start="2008-03-10")
    assert "1 published story would show something else" in text_of(page)
    assert "In post by now" in text_of(page)
    assert "Still only intended" not in text_of(page)
    luck.refresh_from_db()
    assert luck.start == "2008-02-21"
    assert luck.history.count() == 1
    assert not RecordChange.objects.exists()


def test_what_somebody_saw_is_saved_and_listed(petra, luck):
    article = story("2008-03-01", luck.person, headline="In post by now")
    editions = list(Edition.objects.values_list("pk", "body_html"))
    page = confirm(petra, save(petra, luck, start="2008-03-10"), luck)
    assert "1 published story shows something else now" in text_of(page)
    luck.refresh_from_db()
    assert luck.start == "2008-03-10"
    row = AffectedStory.objects.open().get()
    assert (row.article, row.person) == (article, luck.person)
    assert row.before == "Edward Luck, Special Adviser (in post since 21 February 2008)"
    assert row.after == "Edward Luck, Special Adviser-designate (appointment announced 21 February 2008)"
    assert row.record_change.by.username == "people desk"
    assert row.record_change.what == "Appointment: Edward Luck, Special Adviser, 2008– (Took up the post)"
    assert list(Edition.objects.values_list("pk", "body_html")) == editions


def test_going_back_keeps_what_was_entered_and_saves_nothing(petra, luck):
    story("2008-03-01", luck.person)
    page = confirm(
        petra, save(petra, luck, start="2008-03-10", note="By letter"), luck, press="_affected_back"
    )
    assert "Nothing is saved yet" in text_of(page)
    data = posted(page, "appointment_form")
    assert (data["start"], data["note"]) == (["2008-03-10"], ["By letter"])
    assert not RecordChange.objects.exists()


def test_a_story_published_meanwhile_is_shown_before_the_saving(petra, luck):
    story("2008-03-01", luck.person, headline="First")
    page = save(petra, luck, start="2008-03-10")
    story("2008-03-02", luck.person, headline="Second")
    page = confirm(petra, page, luck)
    assert "2 published stories would show something else" in text_of(page)
    luck.refresh_from_db()
    assert luck.start == "2008-02-21"


def test_a_change_that_no_story_shows_asks_nothing(petra, luck):
    story("2008-03-01", luck.person)
    make_article(date=datetime.date(2007, 9, 1), officials=[luck.person])  # a draft
    assert save(petra, luck, intended="2007-08", note="Seen").status_code == 200
    luck.refresh_from_db()
    assert luck.intended == "2007-08"
    assert not RecordChange.objects.exists()


def test_the_count_is_shown_beside_the_dates_while_they_are_entered(petra, luck):
    story("2008-03-01", luck.person, headline="In post by now")
    data = posted(petra.get(url(luck)), "appointment_form", start="2008-03-10")
    said = text_of(petra.post(reverse("admin:people_appointment_look", args=[luck.pk]), data))
    assert "1 published story would show something else" in said
    assert "In post by now" in said


def test_words_that_the_new_record_denies_come_first_with_what_they_say(petra, luck):
    story("2008-03-02", luck.person, headline="Says nothing")
    body = "<p>The meeting heard Special Adviser Edward Luck at length.</p>"
    story("2008-03-01", luck.person, headline="Says it", body=body)
    page = save(petra, luck, start="2008-03-10")
    assert "The words of 1 story would contradict the record." in text_of(page)
    assert text_of(page).index("Says it") < text_of(page).index("Says nothing")
    confirm(petra, page, luck)
    row = AffectedStory.objects.get(contradicts=True)
    assert (row.printed, row.headline) == ("Special Adviser Edward Luck", "Says it")
    assert AffectedStory.objects.filter(contradicts=False).count() == 1


def test_a_name_changes_what_stories_show(petra, luck):
    story("2008-03-01", luck.person, body="<p>Edward Luck spoke.</p>")
    page = save(petra, luck.person, given_name="Edward C.")
    assert "1 published story would show something else" in text_of(page)
    confirm(petra, page, luck.person)
    luck.person.refresh_from_db()
    assert luck.person.given_name == "Edward C."
    row = AffectedStory.objects.get()
    assert (row.printed, row.contradicts) == ("Edward Luck", False)


def test_a_renamed_post_changes_stories_and_a_dated_title_spares_the_old_ones(petra, luck):
    story("2008-03-01", luck.person)
    page = save(petra, luck.post, title="Special Envoy")
    assert "would show something else" in text_of(page)
    titles = {"titles-TOTAL_FORMS": "1", "titles-0-text": "Special Adviser", "titles-0-end": "2010"}
    page = save(petra, luck.post, title="Special Envoy", **titles, **{"titles-0-displayed": "on"})
    luck.post.refresh_from_db()
    assert luck.post.title == "Special Envoy"
    assert not RecordChange.objects.exists()


def test_the_first_source_shows_a_title_to_readers_so_it_is_asked_too(petra):
    made = make_appointment("Edward Luck", "Special Adviser", start="2008", cited=False)
    story("2009-03-01", made.person)
    source = {"citations-TOTAL_FORMS": "1", "citations-0-fact": "whole", "citations-0-symbol": "S/2007/721"}
    page = save(petra, made, **source)
    assert "Special Adviser" in text_of(page)
    assert not made.citations.exists()
    confirm(petra, page, made)
    assert made.citations.get().symbol == "S/2007/721"


def test_an_organization_that_ends_ends_titles(petra, luck):
    story("2010-03-01", luck.person)
    page = save(petra, luck.post.organization, ended="2009")
    assert "1 published story would show something else" in text_of(page)


def test_deleting_asks_as_saving_does(petra, luck):
    story("2008-03-01", luck.person)
    page = petra.post(url(luck, "delete"), {"post": "yes"})
    assert "Delete, and list these stories" in text_of(page)
    assert Appointment.objects.filter(pk=luck.pk).exists()
    petra.post(url(luck, "delete"), posted(page, "affected_form") | {"_seen": "1"})
    assert not Appointment.objects.filter(pk=luck.pk).exists()
    assert AffectedStory.objects.count() == 1


def test_going_back_in_the_history_asks_too(petra, luck):
    first = luck.history.first()
    luck.start = "2008-03-10"
    luck.save()
    story("2008-03-05", luck.person)
    address = reverse("admin:people_appointment_simple_history", args=[luck.pk, first.pk])
    data = posted(petra.get(address), "historicalappointment_form") | {"_save": "1"}
    page = petra.post(address, data)
    assert "would show something else" in text_of(page)
    luck.refresh_from_db()
    assert luck.start == "2008-03-10"
    petra.post(address, posted(page, "affected_form") | {"_seen": "1"})
    luck.refresh_from_db()
    assert luck.start == "2008-02-21"
    assert AffectedStory.objects.count() == 1


def test_the_holder_who_is_ended_changes_stories_of_that_holder(petra):
    ban = make_appointment("Ban Ki-moon", "Secretary-General", start="2007-01-01")
    story("2017-06-01", ban.person, headline="A former one by then")
    fields = {"person": make_person("António Guterres").pk, "post": ban.post_id, "start": "2017-01-01"}
    end = {"ends_holder_on": "2016-12-31", "ends_holder_base": ban.digest(), "_end_holder": ban.pk}
    address = reverse("admin:people_appointment_add")
    page = petra.post(address, posted(petra.get(address), "appointment_form", **fields, **end))
    assert "A former one by then" in text_of(page)
    assert Appointment.objects.count() == 1
    petra.post(address, posted(page, "affected_form") | {"_seen": "1"})
    ban.refresh_from_db()
    assert ban.end == "2016-12-31"


def test_an_editor_who_answers_for_an_appointment_reads_of_its_stories(client):
    made = make_appointment("Edward Luck", "Special Adviser", start="2008", cited=False)
    story("2009-03-01", made.person)
    client.force_login(person_of("editor"))
    page = client.post(url(made, "vouch"), {"show": "1"}, follow=True)
    assert "1 published story shows something else now" in text_of(page)
    assert AffectedStory.objects.open().count() == 1


# --- What changes a title from afar ------------------------------------------------------------------
def test_an_end_far_above_lists_the_stories_of_all_below(petra, luck):
    top = make_organization("League")
    between = make_organization("Secretariat", parent=top)
    Organization.objects.filter(pk=luck.post.organization_id).update(parent=between)
    story("2010-03-01", luck.person, headline="Two floors below")
    page = save(petra, top, ended="2009")
    assert "Two floors below" in text_of(page)
    confirm(petra, page, top)
    assert AffectedStory.objects.get().after.startswith("Edward Luck, former Special Adviser")


@pytest.fixture
def acting():
    made = make_appointment("Ralph Zacklin", "High Commissioner", start="1997-03-15", kind="acting")
    story("1997-06-01", made.person, headline="In the middle")
    story("1998-01-10", made.person, headline="After the next")
    return made


def test_the_next_holder_ends_a_spell_left_open_and_its_stories_are_listed(petra, acting):
    fields = {"person": make_person("Mary Robinson").pk, "post": acting.post_id, "start": "1997-09-12"}
    address = reverse("admin:people_appointment_add")
    page = petra.post(address, posted(petra.get(address), "appointment_form", **fields))
    assert "After the next" in text_of(page)
    assert "In the middle" not in text_of(page)
    petra.post(address, posted(page, "affected_form") | {"_seen": "1"})
    row = AffectedStory.objects.get()
    assert (row.person, row.headline) == (acting.person, "After the next")
    next_holder = Appointment.objects.get(person__family_name="Robinson")
    page = save(petra, next_holder, start="1998-02-01")
    assert "After the next" in text_of(page)
    page = petra.post(url(next_holder, "delete"), {"post": "yes"})
    assert "After the next" in text_of(page)


def test_the_next_holder_moved_to_another_post_opens_the_spell_again(petra, acting):
    held = make_appointment("Mary Robinson", acting.post, start="1997-09-12")
    page = save(petra, held, post=make_post("Envoy").pk)
    assert "After the next" in text_of(page)


def test_an_import_and_a_reshuffle_list_what_the_next_holder_ends(acting):
    from people.reshuffle import SheetRow, What, reshuffle
    from tests.people.exchanging import bring

    robinson = make_person("Mary Robinson")
    row = {"person": robinson.slug, "post": acting.post.slug, "start": "1997-09-12"}
    assert "After the next" in " ".join(bring("appointments", row, dry_run=True).notes)
    sheet = [SheetRow(robinson, What.TAKES_UP, acting.post, "1997-09-12")]
    assert "After the next" in " ".join(reshuffle(sheet, make_user(), dry_run=True).notes)


def test_the_settings_of_the_record_ask_which_stories_they_change(petra):
    died = make_appointment("Dag Hammarskjöld", "Secretary-General", start="1953", end="1961-09-18")
    Appointment.objects.filter(pk=died.pk).update(end_reason="died")
    named = make_appointment("Edward Luck", "Special Adviser", announced="2008-02-21")
    story("1961-10-01", died.person, headline="The late one")
    story("2009-10-01", named.person, headline="The designate")
    address = reverse("admin:people_recordsettings_add")
    data = posted(petra.get(address), "recordsettings_form", late_for="0", designation_lapses_after="6")
    page = petra.post(address, data | {"_save": "1"})
    assert "2 published stories would show something else" in text_of(page)
    assert not RecordSettings.objects.exists()
    back = petra.post(address, posted(page, "affected_form") | {"_affected_back": "1"})
    assert "Nothing is saved yet" in text_of(back)
    assert posted(back, "recordsettings_form")["late_for"] == ["0"]
    petra.post(address, posted(page, "affected_form") | {"_seen": "1"})
    shown_now = {row.headline: row.after for row in AffectedStory.objects.all()}
    assert "former Secretary-General" in shown_now["The late one"]
    assert shown_now["The designate"] == "Edward Luck"


def test_a_home_changes_no_title(petra, luck):
    story("2009-10-01", luck.person)
    address = reverse("admin:people_recordsettings_add")
    data = posted(petra.get(address), "recordsettings_form", home_organizations=[luck.post.organization_id])
    petra.post(address, data | {"_save": "1"})
    assert RecordSettings.objects.get().home_organizations.get() == luck.post.organization
    assert not AffectedStory.objects.exists()


def test_a_dated_name_lists_the_stories_of_its_days(petra, luck):
    story("2009-10-01", luck.person, headline="Too early")
    story("2012-10-01", luck.person, headline="Since then")
    name = {"names-TOTAL_FORMS": "1", "names-0-text": "Ed Luck", "names-0-kind": "variant"}
    page = save(petra, luck.person, **name, **{"names-0-start": "2010"})
    assert "Since then" in text_of(page)
    assert "Too early" not in text_of(page)
    confirm(petra, page, luck.person)
    assert AffectedStory.objects.get().after.startswith("Ed Luck, Special Adviser")


def test_a_second_post_that_stands_beside_a_story_lists_it_too(petra, luck):
    story("2010-03-01", luck.person)
    second = make_appointment(luck.person, make_post("Deputy Envoy", rank=200), start="2009-01-01")
    page = save(petra, second, end="2009-12-31")
    assert "Special Adviser, also Deputy Envoy" in text_of(page)
    confirm(petra, page, second)
    assert AffectedStory.objects.get().after.startswith("Edward Luck, Special Adviser (in post")


def test_an_end_recorded_from_the_report_lists_stories_too(client, luck):
    user = person_of("administrator")
    client.force_login(user)
    Person.objects.filter(pk=luck.person_id).update(death="2009")
    Appointment.objects.filter(pk=luck.pk).update(end="")
    key = next(one.key for one in findings() if one.ends)
    client.post(reverse("admin:people_consistency"), {"key": key, "_end": "1"})
    luck.refresh_from_db()
    assert luck.end == "2009"
    assert luck.history.first().history_user == user


# --- Other acts ---------------------------------------------------------------------------------------
def test_a_merge_of_persons_is_seen_by_the_same_question(luck):
    double = make_person("Ed Luck")
    article = story("2008-03-01", double)
    comparison = StoryComparison.of([double.pk, luck.person_id])
    changes = comparison.changes(became={double.pk: luck.person_id})
    assert [(str(c.before), c.after.title, c.person) for c in changes] == [
        ("Ed Luck", "Special Adviser", luck.person_id)
    ]
    RecordChange.objects.record(changes, make_user(), "Merged")
    assert AffectedStory.objects.get().article == article


def test_merging_two_persons_asks_as_saving_does(petra, luck):
    double = make_person("Ed Luck")
    story("2008-03-01", double, headline="About the double")
    address = reverse("admin:people_person_merge") + f"?kept={luck.person_id}&gone={double.pk}"
    shown = petra.post(address, {"_check": "1"}).context["run"].state
    page = petra.post(address, {"_merge": "1", "shown": shown, "choice-given_name": "kept"})
    assert "Merge, and list these stories" in text_of(page)
    assert "Merged" not in text_of(page).partition("Nothing is saved yet")[0]
    double.refresh_from_db()
    petra.post(address, posted(page, "affected_form") | {"_seen": "1"})
    assert not type(double).objects.filter(pk=double.pk).exists()
    row = AffectedStory.objects.open().get()
    assert (row.person, row.before) == (luck.person, "Ed Luck")
    assert row.record_change.what == "Merged: Ed Luck into Edward Luck"


def test_a_date_changed_back_leaves_nothing_open(petra, luck):
    story("2008-03-01", luck.person)
    confirm(petra, save(petra, luck, start="2008-03-10"), luck)
    confirm(petra, save(petra, luck, start="2008-02-21"), luck)
    assert not AffectedStory.objects.open().exists()
    assert AffectedStory.objects.get().reason == "A later change took its place."


def test_the_official_of_ten_thousand_stories_costs_few_queries(petra, luck):
    first = story("2008-03-01", luck.person).editions.get()
    links = first.edition_officials.get()
    wave_before = StoryComparison.of([luck.person_id])
    Appointment.objects.filter(pk=luck.pk).update(start="2008-04-01")
    for _more in range(5):
        story("2008-03-02", luck.person)
    Appointment.objects.filter(pk=luck.pk).update(start="2008-02-21")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        comparison = StoryComparison.of([luck.person_id])  # appointments, titles, persons, links
        Appointment.objects.filter(pk=luck.pk).update(start="2008-04-01")
        changes = comparison.changes()  # appointments, titles, persons; names, forms, posts, titles, texts
    assert len(changes) == 6
    assert len(asked) <= 4 + 1 + 8
    assert len(wave_before.links) == 1
    assert links.person_id == luck.person_id


# --- The list --------------------------------------------------------------------------------------
def test_the_list_leads_to_a_correction_draft_and_a_correction_closes_the_row(client):
    article = make_live()
    row = make_affected_story(article, contradicts=True, printed="Special Envoy Luck")
    erin = make_editor(username="erin")
    erin.groups.set(Group.objects.filter(name="editor"))
    client.force_login(erin)
    page = client.get(LIST)
    assert "Draft a correction" in text_of(page)
    assert f"/correct/?affected={row.pk}" in page.content.decode()
    form = client.get(f"/admin/articles/article/{article.pk}/correct/?affected={row.pk}")
    data = posted(form, "article_form")
    assert data["kind"] == ["correction"]
    assert "called Edward Luck “Special Envoy Luck”" in data["public_note"][0]
    assert article.editions.count() == 1
    data |= {"_correct": "1", "body_editor_ready": "1", "headline": ["Put right"], "override": ["Alone."]}
    client.post(f"/admin/articles/article/{article.pk}/correct/", data, follow=True)
    assert article.editions.count() == 2
    assert not AffectedStory.objects.open().exists()
    assert "Draft a correction" not in text_of(client.get(LIST))
    assert "Corrected" in text_of(client.get(LIST, {"answer": "corrected"}))


def test_a_story_is_dismissed_with_a_reason_only(petra):
    row = make_affected_story()
    address = f"{LIST}dismiss/"
    page = petra.post(address, {"row": [row.pk], "reason": " "})
    assert "Say why nothing has to be corrected." in text_of(page)
    petra.post(address, {"row": [row.pk], "reason": "The title was right then."})
    row.refresh_from_db()
    assert (row.reason, row.dismissed_by.username) == ("The title was right then.", "people desk")
    assert "The title was right then." in text_of(petra.get(LIST, {"answer": "dismissed"}))
    again = petra.post(address, {"row": [row.pk], "reason": "Another."}, follow=True)
    assert "Nothing of that is open any more." in text_of(again)


def test_many_are_dismissed_at_once(petra):
    rows = [make_affected_story(person=make_person(f"Person Number{n}")) for n in range(3)]
    ticked = {"action": "dismiss", "_selected_action": [row.pk for row in rows]}
    page = petra.post(LIST, ticked, follow=True)
    data = posted(page, "dismiss_form", reason="Style, not fact.")
    assert "3 stories dismissed." in text_of(petra.post(f"{LIST}dismiss/", data, follow=True))


def test_the_wrong_person_dismisses_nothing(client):
    row = make_affected_story()
    for role in ("reporter", "picture desk"):
        client.force_login(person_of(role))
        assert client.get(LIST).status_code == 403
        assert client.post(f"{LIST}dismiss/", {"row": row.pk, "reason": "Mine."}).status_code == 403
    client.logout()
    assert client.post(f"{LIST}dismiss/", {"row": row.pk, "reason": "Mine."}).status_code == 302
    assert AffectedStory.objects.open().exists()


@pytest.mark.parametrize("rows", [[], ["x"], ["999999"], ["9" * 30], ["-1"]])
def test_a_row_that_is_not_there_is_no_crash(petra, rows):
    assert petra.post(f"{LIST}dismiss/", {"row": rows, "reason": "None."}, follow=True).status_code == 200


def test_the_desk_says_how_many_wait_within_its_queries(petra, django_assert_max_num_queries):
    make_affected_story()
    petra.get("/admin/")
    # session, user, permissions (2); marked, waiting, yours, scheduled, changed, coming down, published;
    # appointments without a source; stories to look at
    with django_assert_max_num_queries(13):
        assert "1 published story to look at" in text_of(petra.get("/admin/"))


def test_the_list_asks_a_fixed_number_of_queries(petra, django_assert_max_num_queries):
    for n in range(8):
        make_affected_story(person=make_person(f"Person Number{n}"))
    petra.get(LIST)
    with django_assert_max_num_queries(8):
        assert petra.get(LIST).status_code == 200


def test_the_form_names_stories_of_the_person_within_its_queries(petra, luck, django_assert_max_num_queries):
    for n in range(14):
        story("2007-10-10", luck.person, headline=f"Number {n}.")
    petra.get(url(luck))
    with django_assert_max_num_queries(24):
        page = text_of(petra.get(url(luck)))
    assert "Number 13. named as intended Special Adviser" in page
    assert "and 2 more" in page


# --- Imports -------------------------------------------------------------------------------------
def test_an_import_shows_before_and_lists_after_which_stories_it_changes(luck):
    from tests.people.exchanging import bring

    article = story("2007-10-10", luck.person, headline="Luck speaks")
    row = {"id": luck.pk, "intended": "", "announced": "2007-09-01"}
    looked = bring("appointments", row, dry_run=True)
    assert "1 published story would show something else" in looked.notes[0]
    assert "Luck speaks" in looked.notes[1]
    assert not RecordChange.objects.exists()
    user = make_user()
    assert bring("appointments", row, user=user, reason="Imported from a.csv", seen=looked.digest).is_done
    listed = AffectedStory.objects.get()
    assert (listed.article, listed.record_change.by, listed.record_change.what) == (
        article,
        user,
        "Imported from a.csv",
    )


@pytest.mark.parametrize(
    ("kind", "row"),
    [
        ("people", {"slug": "edward-luck", "family_name": "Lucke"}),
        ("posts", {"slug": "special-adviser", "title": "Special Envoy"}),
        ("titles", {"post": "special-adviser", "text": "Special Envoy", "displayed": "yes"}),
        ("appointments", {"person": "edward-luck", "post": "secretary", "start": "2001"}),
    ],
)
def test_whatever_table_changes_a_title_is_watched(luck, kind, row):
    from tests.people.exchanging import bring
    from tests.people.make import make_post

    make_post("Secretary", rank=1)
    story("2009-10-10", luck.person)
    changed = bring(kind, row)
    assert changed.errors == []
    assert bool(changed.notes) == (kind != "appointments")  # uncited, so no reader sees it


def test_a_form_in_which_nothing_is_entered_yet_says_nothing_of_stories(petra, luck):
    story("2008-03-01", luck.person)
    data = posted(petra.get(url(luck)), "appointment_form", note="Only a note")
    said = text_of(petra.post(reverse("admin:people_appointment_look", args=[luck.pk]), data))
    assert "would show something else" not in said
