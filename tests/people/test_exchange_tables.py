"""Tables of the record, out and in: nothing changes on the way, all or nothing, faults beside their rows."""

import pytest
from django.contrib.admin.models import LogEntry

from people.exchange.resources import RESOURCES
from people.models import Appointment, Organization, Person, Post
from tests.make import make_user
from tests.people.exchanging import bring, exported, faults, messages, rows_of, take_sample
from tests.people.make import make_appointment, make_organization, make_person, make_post

pytestmark = pytest.mark.django_db
TABLES = [resource._meta.model for resource in RESOURCES.values()]


def everything():
    return {model: list(model.objects.order_by("pk").values()) for model in TABLES}


def make_odd_record():
    """A record with everything that a file could lose."""
    post = make_post("Adviser", seats=None, mandate="First line\r\n\r\n+ second; “line”, 'third'")
    post.titles.create(text="=Counsel", start="2007-05", displayed=True)
    post.titles.create(text="=Counsel", start="2009", end="XXXX")
    post.titles.create(text="Conseiller", lang="fr")
    league = make_organization("League", ended="1946-04-18")
    league.names.create(text="The League's Assembly", start="1920", end="193X", lang="")
    league.names.create(text="Société des Nations", lang="fr", start="XXXX")
    league.successions.create(after=post.organization, kind="merged", on="1946~")
    post.former_organizations.create(organization=league, start="1919-06", end="../1946-04")
    post.former_organizations.create(organization=league, start="1919-06", end="1950")
    span = {"first": "2005", "last": "2006-05", "title": "=Report", "quote": "so\nit was", "note": "?"}
    post.complete_successions.create(**span)
    person = make_person("Ban Ki-moon", summary="@home", birth="1944-06", is_public=False)
    person.names.create(text="'=반기문", kind="native", lang="ko", match=False)
    person.names.create(text="'Abd al-Rahman")
    first = make_appointment(person, post, start="2007", announced="XXXX", note=" spaces ")
    acting = make_appointment(person, post, start="2007", kind="acting")
    make_appointment("Edward Luck", post, start="2008", appointed_by=acting)
    first.citations.create(title="Twice", quote="one")
    first.citations.create(title="Twice", quote="two")


# --- Round trips ---------------------------------------------------------------------------------
@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_what_goes_out_and_comes_back_changes_nothing(suffix):
    take_sample(step=3)
    make_odd_record()
    before, rows = everything(), Appointment.history.count()
    for kind in RESOURCES:
        report = bring(kind, exported(kind, suffix))
        assert (report.counts["new"], report.counts["changed"], report.refused, report.errors) == (
            0,
            0,
            [],
            [],
        )
        assert report.is_done
    assert everything() == before
    assert Appointment.history.count() == rows


def test_the_tables_fill_an_empty_record():
    make_odd_record()
    files = {kind: exported(kind) for kind in RESOURCES}
    before = everything()
    for model in reversed(TABLES):
        model.objects.all().delete()
    for kind, content in files.items():
        rows = [{**row, "id": ""} if "id" in row else row for row in rows_of(content)]
        report = bring(kind, *rows)
        assert (report.refused, report.errors) == ([], [])
    count = {model: len(rows) for model, rows in everything().items()}
    assert count == {model: len(rows) for model, rows in before.items()}
    for kind in ("people", "posts"):
        assert exported(kind) == files[kind]
    assert Post.objects.get().seats is None
    luck = Appointment.objects.get(person__family_name="Luck")
    assert luck.appointed_by == Appointment.objects.get(kind="acting")


def test_formulas_and_dates_are_shielded_from_spreadsheets():
    make_appointment("Kofi Annan", "Secretary-General", start="2007-05", note="=HYPERLINK(1)")
    (row,) = rows_of(exported("appointments"))
    assert (row["start"], row["note"]) == ("'2007-05", "'=HYPERLINK(1)")


# --- What changes --------------------------------------------------------------------------------
def test_a_changed_cell_changes_its_field_alone_and_history_says_who_and_whence():
    made, user = make_appointment(start="2007", note="As it was."), make_user()
    report = bring(
        "appointments", {"id": made.pk, "start": "May 2007"}, reason="Imported from a.csv", user=user
    )
    assert report.rows[0].changes == [("start", "2007", "2007-05")]
    made.refresh_from_db()
    assert (made.start, made.start_hi, made.note) == ("2007-05", "2007-05-31", "As it was.")
    latest = made.history.first()
    assert (latest.history_user, latest.history_change_reason) == (user, "Imported from a.csv")
    assert LogEntry.objects.get().change_message == "Imported from a.csv"


def test_a_preview_says_all_and_changes_nothing():
    make_person("Kofi Annan")
    ban = {"slug": "ban-ki-moon", "family_name": "Ban", "given_name": "Ki-moon", "name_order": "family-first"}
    annan = {"slug": "kofi-annan", "family_name": "Annan", "given_name": "Kofi", "name_order": "given-first"}
    rows = [{**annan, "honorific": "Mr."}, {**ban, "honorific": ""}]
    report = bring("people", *rows, dry_run=True)
    assert [row.state for row in report.rows] == ["changed", "new"]
    assert ("family_name", "", "Ban") in report.rows[1].changes
    assert Person.objects.get().honorific == ""
    assert Person.history.count() == 1


def test_an_empty_cell_empties_but_never_what_must_be_said():
    make_person("Kofi Annan", summary="Born in Kumasi.", is_public=False)
    bring("people", {"slug": "kofi-annan", "summary": "", "is_public": "", "name_order": ""})
    person = Person.objects.get()
    assert (person.summary, person.is_public, person.name_order) == ("", False, "given-first")


def test_a_row_may_name_one_that_comes_later():
    rows = [
        {"slug": "unicef", "name": "UNICEF", "parent": "un"},
        {"slug": "un", "name": "United Nations", "parent": ""},
    ]
    assert bring("organizations", *rows).is_done
    assert Organization.objects.get(slug="unicef").parent.slug == "un"
    make_post(organization=Organization.objects.get(slug="un"), seats=None)
    make_person("Kofi Annan"), make_person("Louise Frechette")
    base = {"post": "secretary-general"}
    rows = [
        {
            **base,
            "person": "louise-frechette",
            "start": "1998",
            "appointed_by": "kofi-annan/secretary-general/1997",
        },
        {**base, "person": "kofi-annan", "start": "1997", "appointed_by": ""},
    ]
    assert bring("appointments", *rows).is_done
    assert Appointment.objects.get(start="1998").appointed_by.person.slug == "kofi-annan"


def test_another_address_keeps_the_former_one():
    make_person("Kofi Annan", wikidata="Q1254")
    assert bring("people", {"slug": "annan", "wikidata": "Q1254"}).is_done
    assert Person.objects.at("kofi-annan").slug == "annan"
    report = bring("people", {"slug": "kofi-annan", "honorific": "Mr."})
    assert report.rows[0].changes == [("honorific", "", "Mr.")]
    assert Person.objects.get().slug == "annan"


# --- Which record --------------------------------------------------------------------------------
def test_nobody_is_found_by_name_alone():
    make_person("Kofi Annan")
    name = {"given_name": "Kofi", "family_name": "Annan"}
    report = bring("people", name)
    assert faults(report) == [(2, "slug")]
    assert "kofi-annan" in messages(report)
    assert bring("people", {**name, "slug": "kofi-annan-2"}).counts["new"] == 1


def test_two_wikidata_items_are_two_people():
    make_person("Kofi Annan", wikidata="Q1254")
    report = bring("people", {"given_name": "Kofi", "family_name": "Annan", "wikidata": "Q99"})
    assert report.counts["new"] == 1


def test_an_address_and_an_item_of_two_records_are_refused():
    make_person("Kofi Annan", wikidata="Q1254")
    make_person("Trygve Lie")
    assert faults(bring("people", {"slug": "trygve-lie", "wikidata": "Q1254"})) == [(2, "wikidata")]


def test_a_number_of_another_record_is_refused():
    made = make_appointment("Kofi Annan")
    make_person("Trygve Lie")
    report = bring("appointments", {"id": made.pk, "person": "trygve-lie", "end": "1999"})
    assert faults(report) == [(2, "person")]
    assert faults(bring("appointments", {"id": "999999", "end": "1999"})) == [(2, "id")]
    assert faults(bring("appointments", {"id": "one", "end": "1999"}))[0] == (2, "id")


def test_a_record_spoken_of_twice_is_refused():
    make_person("Kofi Annan", wikidata="Q1254")
    report = bring("people", {"slug": "kofi-annan", "wikidata": "Q1254"}, {"slug": "", "wikidata": "Q1254"})
    assert faults(report) == [(3, "slug")]


def test_posts_and_organizations_are_found_by_their_words():
    post = make_post("Secretary-General", make_organization("United Nations"))
    report = bring("posts", {"title": "Secretary-General", "organization": "united-nations", "rank": "1"})
    assert report.rows[0].changes == [("rank", "100", "1")]
    assert bring("organizations", {"name": "United Nations", "started": "1945"}).counts["changed"] == 1
    assert bring("titles", {"post": post.slug, "text": "SG", "start": "1945"}).counts["new"] == 1


# --- What is wrong -------------------------------------------------------------------------------
def test_with_one_fault_nothing_is_written():
    good = {"given_name": "Kofi", "family_name": "Annan", "birth": "1938-04-08"}
    report = bring("people", good, {**good, "family_name": "Lie", "birth": "1938-13"})
    assert faults(report) == [(3, "birth")]
    assert not report.is_done
    assert not Person.objects.exists()
    assert not LogEntry.objects.exists()


def test_every_fault_of_a_row_is_shown():
    row = {"person": "nobody", "post": "", "kind": "boss", "start": "2007-13", "is_public": "perhaps"}
    report = bring("appointments", row)
    assert {column for _line, column in faults(report)} == {"person", "post", "kind", "start", "is_public"}
    assert "no person at the address “nobody”" in messages(report)
    assert "Write one of: substantive, acting, officer-in-charge." in messages(report)


def test_the_rules_across_records_hold():
    make_appointment("Kofi Annan", "Secretary-General", start="1997", end="2006-12-31")
    make_person("Ban Ki-moon")
    row = {"person": "ban-ki-moon", "post": "secretary-general", "start": "2005", "end": "2004"}
    report = bring("appointments", row)
    assert (2, "end") in faults(report)
    report = bring("appointments", {**row, "end": ""})
    assert faults(report) == [(2, "start")]
    assert "held by Kofi Annan" in messages(report)


def test_two_rows_of_one_file_may_not_take_one_seat():
    make_post("Secretary-General")
    make_person("Kofi Annan"), make_person("Trygve Lie")
    base = {"post": "secretary-general", "start": "1997"}
    report = bring("appointments", {**base, "person": "kofi-annan"}, {**base, "person": "trygve-lie"})
    assert faults(report) == [(3, "start")]


def test_an_unknown_column_is_shown_with_those_that_are_known():
    report = bring("people", {"slug": "x", "surname": "Annan"})
    assert "surname" in report.errors[0].reason
    assert "family_name" in report.errors[0].reason


def test_what_was_looked_at_and_is_not_so_any_more_is_not_done():
    person = make_person("Kofi Annan")
    row = {"slug": "kofi-annan", "honorific": "Mr."}
    seen = bring("people", row, dry_run=True).digest
    Person.objects.filter(pk=person.pk).update(honorific="Dr.")
    report = bring("people", row, seen=seen)
    assert not report.is_done
    assert report.rows[0].changes == [("honorific", "Dr.", "Mr.")]
    assert bring("people", row, seen=report.digest).is_done


def test_only_who_may_vouch_shows_an_appointment_without_a_source():
    made = make_appointment(cited=False)
    row = {"id": made.pk, "public_without_source": "yes"}
    assert faults(bring("appointments", row, user=make_user())) == [(2, "public_without_source")]
    assert bring("appointments", row, user=make_user("vouch_appointment")).is_done
    assert bring("appointments", row, user=make_user()).counts["unchanged"] == 1
