"""What a third walk of the record found: drawings, changes, moves and lists that told what is not known."""

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from newsroom.lib.date_words import parse
from people.consistency import FindingKind, findings
from people.exchange.officials import import_officials, read_officials
from people.exchange.popolo_in import import_popolo
from people.models import Appointment
from people.terms_ending import EndKind, ending
from tests.make import make_user
from tests.people.make import make_appointment, make_organization, make_person, make_post
from tests.people.pages import save, url
from tests.people.test_admin import DESK
from tests.people.test_import import ANNAN, table
from tests.people.test_pages_person import TODAY, page, structured, words
from tests.people.test_walked_again import told, twin_of
from tests.people.test_wikidata_import import BAN, SG, bring, entity, file, held, time

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(TODAY, tick=False)]


def changes(client):
    return words(page(client, "/people/changes/").partition("<main")[2])


def kinds():
    return [one.kind for one in findings()]


def role_of(client, record):
    return [
        (role["memberOf"]["name"], role.get("startDate"), role.get("endDate"))
        for role in structured(page(client, record.get_absolute_url()))["mainEntity"]["memberOf"]
    ]


# --- Posts to come, posts that end ----------------------------------------------------------------
def test_nobody_was_the_first_in_a_post_that_is_to_be_created(client):
    post = make_post("Warden", created="2027-01-01")
    make_appointment("Una Berg", post, announced="2026-10-01", start="2027-01-01")
    said = told(client, post)
    assert "To be created 1 January 2027 ." in said
    assert "was the first" not in said


def test_an_abolition_in_this_year_has_come_or_is_to_come(client):
    post = make_post("Warden", abolished="2026")
    make_appointment("Una Berg", post, start="2015-03-01")
    assert "Abolished or to be abolished 2026 , day not known" in told(client, post)
    said = words(page(client, "/posts/"))
    assert "abolished or to be abolished 2026 , day not known Una Berg in post until 2026" in said
    assert "left the post" not in changes(client)
    assert FindingKind.OPEN not in kinds()


@pytest.mark.parametrize("ended", ["2010-06-30", "XXXX"])
@pytest.mark.parametrize("is_above", [False, True])
def test_a_list_of_posts_says_why_nobody_holds_one(client, ended, is_above):
    house = make_organization("Old House", ended=ended)
    post = make_post("Warden", make_organization("Bureau", parent=house) if is_above else house)
    make_appointment("Una Berg", post, start="2005-01-01")
    when = "a date not known" if ended == "XXXX" else "30 June 2010"
    assert f"Its organization, or one above it, ended {when}" in told(client, post)
    for address in ("/posts/", post.organization.get_absolute_url()):
        said = words(page(client, address))
        assert f"Warden its organization, or one above it, ended {when}" in said
        assert "no present holder" not in said


@pytest.mark.parametrize("owner", ["person", "post", "organization"])
def test_an_open_record_beside_an_end_of_unknown_day_is_a_finding(owner):
    house = make_organization("Old House", ended="XXXX" if owner == "organization" else "")
    post = make_post("Warden", house, abolished="XXXX" if owner == "post" else "")
    person = make_person("Una Berg", death="XXXX" if owner == "person" else "")
    make_appointment(person, post, start="2005-01-01")
    assert FindingKind.OPEN in kinds()


# --- Ends that are known in part -------------------------------------------------------------------
@pytest.mark.parametrize(("end", "death"), [("../2010", ""), ("", "../2010")])
def test_an_end_before_some_day_is_drawn_from_the_start_on(client, end, death):
    post = make_post("Warden")
    row = make_appointment(make_person("Una Berg", death=death), post, start="2005-01-01", end=end)
    for record in (row.person, post):
        drawn = told(client, record)
        assert " 1900 " not in drawn
        assert "2005" in drawn


def test_an_end_before_some_day_is_marked_where_it_came_at_the_latest(client):
    row = make_appointment("Una Berg", make_post("Warden"), start="2005", end="../2010")
    said = told(client, row.person)
    assert "Warden left, in or before 2010 in post, 2005" in said


def test_an_end_after_some_day_is_told_and_drawn_as_such(client):
    post = make_post("Warden")
    row = make_appointment("Una Berg", post, start="2005", end="2010/..")
    said = "n post from 2005 until some day in or after 2010"
    html = page(client, row.person.get_absolute_url())
    assert f"I{said}" in words(html)
    assert said in structured(html)["mainEntity"]["memberOf"][0]["description"]
    assert said in words(page(client, "/people/"))
    assert " 2015 " in words(html)  # what is possible is drawn until today


def test_the_last_day_in_a_post_is_not_told_as_having_left(client):
    post = make_post("Warden")
    make_appointment("Una Berg", post, start="2020-01-01", end="2026-11-24")
    assert "Held by Una Berg" in told(client, post)
    assert "left the post" not in changes(client)


@pytest.mark.time_machine("2026-11-25T17:00Z", tick=False)
def test_the_day_after_they_left(client):
    make_appointment("Una Berg", make_post("Warden"), start="2020-01-01", end="2026-11-24")
    assert "24 November 2026 Una Berg left the post of Warden" in changes(client)


def test_what_became_of_a_designation_is_not_known_in_the_changes_either(client):
    row = make_appointment(
        make_person("Una Berg", death="2014~"), make_post("Warden"), announced="2013-10-01"
    )
    assert "what became of it is not known" in told(client, row.person)
    assert "will not become" not in changes(client)


def test_a_date_that_says_its_own_doubt_has_no_second_one(client):
    post = make_post("Warden")
    make_appointment("Una Berg", post, start="2026-10/2026-12")
    said = words(page(client, "/posts/"))
    assert "in post from some day between October and December 2026" in said
    assert "day not known" not in said


# --- Terms -------------------------------------------------------------------------------------------
def test_a_term_that_lies_ahead_was_not_to_end(client):
    row = make_appointment("Una Berg", make_post("Warden"), start="XXXX", term_ends="2028")
    said = told(client, row.person)
    assert "term ends 2028" in said
    assert "not confirmed" not in said
    assert "held in the past" not in said


def test_who_died_before_the_end_of_a_term_leaves_nothing_to_confirm(client):
    una = make_person("Una Berg", death="2014")
    row = make_appointment(una, make_post("Warden"), start="2010-01-01", term_ends="2015-12-31")
    assert "term was to end 31 December 2015 , died in office" in told(client, row.person)


def test_a_hand_over_at_the_end_of_a_term_is_no_overlap():
    post = make_post("Warden")
    make_appointment("Una Berg", post, start="2022-01-01", term_ends="2026-12-31")
    make_appointment("Otto Lind", post, announced="2026-11-01", start="2027-01-01")
    assert FindingKind.OVERLAP not in kinds()


@pytest.mark.parametrize(("last", "is_found"), [("2026-11-24", False), ("2026-10", True)])
def test_a_post_that_somebody_vouches_is_vacant_is_no_finding(last, is_found):
    post = make_post("Warden")
    make_appointment("Una Berg", post, start="2010", end="2015-12-31")
    post.complete_successions.create(first="2010", last=last, title="Annual report")
    assert (FindingKind.EMPTY in kinds()) == is_found


@pytest.mark.parametrize(
    ("abolished", "ended", "term", "kind", "value"),
    [
        ("2026-12-31", "", "", EndKind.POST, "2026-12-31"),
        ("", "2027-01-31", "", EndKind.ORGANIZATION, "2027-01-31"),
        ("2026-12-31", "2027-01-31", "2026-12-01", EndKind.TERM, "2026-12-01"),
        ("2026-12-31", "2027-01-31", "2027-06-30", EndKind.POST, "2026-12-31"),
    ],
)
def test_terms_end_with_posts_and_organizations_too(client, abolished, ended, term, kind, value):
    part = make_organization("Bureau", parent=make_organization("League of Ports", ended=ended))
    row = make_appointment(
        "Una Berg", make_post("Warden", part, abolished=abolished), start="2015", term_ends=term
    )
    (found,) = ending(Appointment.objects.public(), row.history.first().history_date.date())
    assert (found.kind, found.value) == (kind, value)
    assert f"SUMMARY:{kind.label}: Una Berg".replace(",", "\\,") in unfolded(client)


def unfolded(client):
    return client.get("/people/terms.ics").content.decode().replace("\r\n ", "")


@pytest.mark.parametrize(
    ("abolished", "ended"), [("2027-06-30", ""), ("", "2027-06-30"), ("XXXX", ""), ("2020", "")]
)
def test_what_ends_later_or_nobody_knows_when_is_not_listed(client, abolished, ended):
    part = make_organization("Bureau", parent=make_organization("League of Ports", ended=ended))
    make_appointment("Una Berg", make_post("Warden", part, abolished=abolished), start="2015")
    assert "Una Berg" not in unfolded(client)


# --- Posts that moved, posts that were renamed ---------------------------------------------------------
@pytest.fixture
def moved():
    """A post of the Old House until 30 June 2005, then of the New House."""
    old, new = make_organization("Old House"), make_organization("New House", started="2005-07-01")
    post = make_post("Warden", new)
    post.former_organizations.create(organization=old, start="1990", end="2005-06-30")
    return post


def test_machines_read_where_a_post_belonged_and_when(client, moved):
    row = make_appointment("Una Berg", moved, start="2000-01-01")
    assert role_of(client, row.person) == [
        ("Old House", "2000-01-01", "2005-06-30"),
        ("New House", "2005-07-01", None),
    ]
    (member,) = structured(page(client, moved.organization.get_absolute_url()))["member"]
    assert member["startDate"] == "2005-07-01"


def test_who_left_before_a_post_moved_is_no_member_of_where_it_went(client, moved):
    row = make_appointment("Una Berg", moved, start="1995", end="2001")
    assert role_of(client, row.person) == [("Old House", "1995", "2001")]
    assert "member" not in structured(page(client, moved.get_absolute_url()))["mainEntity"]


def test_a_start_that_may_lie_on_either_side_of_a_move_proves_no_stay(client, moved):
    row = make_appointment("Una Berg", moved, start="2005")
    assert role_of(client, row.person) == [("New House", "2005", None)]


def test_the_twin_of_an_organization_has_the_posts_that_moved_away(client, moved):
    make_appointment("Una Berg", moved, start="1995", end="2001")
    make_appointment("Otto Lind", moved, start="2010")
    old = moved.former_organizations.get().organization
    twin = twin_of(client, old)
    (post,) = twin["posts"]
    assert (post["id"], post["organization_id"]) == ("warden", "new-house")
    assert post["x_newsroom"]["former_organizations"] == [
        {"organization_id": "old-house", "start_date": "1990", "end_date": "2005-06-30"}
    ]
    assert [one["person_id"] for one in twin["memberships"]] == ["una-berg"]
    assert {one["id"] for one in twin["organizations"]} == {"new-house", "old-house"}
    assert len(twin_of(client, moved.organization)["memberships"]) == 2


def test_nobody_is_former_in_a_name_that_the_post_got_later(client):
    post = make_post("Warden")
    post.titles.create(text="Guardian", start="2010", displayed=True)
    una = make_appointment("Una Berg", post, start="2000", end="2007-01-31").person
    otto = make_appointment("Otto Lind", post, start="2007-02-01", end="2012").person
    assert "Former Warden" in told(client, una)
    assert "Former Guardian" in told(client, otto)
    said = words(page(client, "/people/"))
    assert "Una Berg Former Warden" in said
    assert "Otto Lind Former Guardian" in said


def test_changes_call_an_officer_in_charge_so(client):
    row = make_appointment(
        "Otto Lind", make_post("Warden"), kind="officer-in-charge", start="2010-05-01", end="2010-08-31"
    )
    said = changes(client)
    assert "Otto Lind became officer-in-charge of the post of Warden" in said
    assert "Otto Lind is no longer officer-in-charge of the post of Warden" in said
    assert "Officer-in-charge until 31 August 2010" in told(client, row.person)


# --- What comes from outside ----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("mid-1997", "“mid-1997”: write 1997, or the months: between May and August 1997."),
        ("present", "“present” is no date. Leave it blank where the day has not come."),
        ("Incumbent", "“Incumbent” is no date."),
    ],
)
def test_a_date_in_other_words_is_refused_with_what_to_write(typed, said):
    with pytest.raises(ValueError, match=re.escape(said)):
        parse(typed)


def popolo(**lists):
    return import_popolo(json.dumps(lists).encode())


ORGANIZATION = {"id": "o", "name": "House of Keys"}
UNA = {"id": "a", "name": "Una Berg"}
HELD = {"person_id": "a", "organization_id": "o", "role": "Warden"}


@pytest.mark.parametrize(
    ("said", "start", "end"),
    [
        ({"start_date": "2001-05-00", "end_date": "2003-00-00"}, "2001-05", "2003"),
        (
            {"start_date": "2001-05-01T00:00:00Z", "end_date": "2003-12-31 00:00"},
            "2001-05-01",
            "2003-12-31",
        ),
    ],
)
def test_popolo_dates_of_other_programs_are_read(said, start, end):
    report = popolo(persons=[UNA], organizations=[ORGANIZATION], memberships=[HELD | said])
    assert report.errors == []
    row = Appointment.objects.get()
    assert (row.start, row.end) == (start, end)


def test_everything_of_a_foreign_popolo_file_that_has_no_place_is_named():
    report = popolo(
        persons=[UNA | {"birth_place": "Oslo", "links": [{"url": "https://una.example"}], "gender": "f"}],
        organizations=[ORGANIZATION | {"founded_by": "x", "identifiers": [{"scheme": "ISNI"}]}],
        posts=[{"id": "p", "label": "Clerk", "organization_id": "o", "num_seats": 2}],
        memberships=[HELD | {"start_date": "2001", "electoral_mandate": "x"}],
        areas=[{"id": "x"}],
        meta={"sources": ["x"], "name": 1},
    )
    assert report.is_done
    said = " ".join(report.notes)
    for name in (
        "birth_place (of persons) (1)",
        "links (of persons) (1)",
        "gender (of persons) (1)",
        "founded_by (of organizations) (1)",
        "identifiers: isni (of organizations) (1)",
        "num_seats (of posts) (1)",
        "electoral_mandate (of memberships) (1)",
        "areas (of the document) (1)",
        "meta (of the document) (1)",
    ):
        assert name in said


@pytest.fixture
def ban():
    make_post("Secretary-General", wikidata=SG)
    return make_person("Ban Ki-moon", wikidata=BAN)


def stated(key, **dates):
    dates = {name: time(*value) for name, value in dates.items()}
    return {**held(**dates), "id": f"{BAN}${key}"}


@pytest.mark.parametrize("vague", [("2007-00-00", 9), ("2007-01-00", 10), ("2007-01-01", 11)])
@pytest.mark.parametrize("comes_first", [True, False])
def test_a_position_stated_twice_is_one_appointment_by_the_more_precise_dates(ban, vague, comes_first):
    said = [stated("A", start=vague), stated("B", start=("2007-01-01",), end=("2016-12-31",))]
    report = bring(*(said if comes_first else reversed(said)))
    assert report.errors == []
    row = Appointment.objects.get()
    assert (row.start, row.end) == ("2007-01-01", "2016-12-31")
    assert any("Q1253$A left out: Q1253$B says as much" in note for note in report.notes)


def test_two_positions_without_a_date_are_one_appointment(ban):
    assert bring(stated("A"), stated("B")).errors == []
    assert Appointment.objects.get().start == "XXXX"


@pytest.mark.parametrize("day", ["0000-00-00", "2007-13-01", "2007-02-30"])
def test_a_day_that_there_is_not_is_a_note_and_no_refusal(ban, day):
    report = bring(stated("A", start=(day,)))
    assert report.is_done
    assert any(f"a date that we cannot hold: +{day}" in note for note in report.notes)
    assert Appointment.objects.get().start == "XXXX"


def test_a_refused_statement_is_named_and_may_be_left_out(client, ban):
    client.force_login(make_user(*DESK, "import_record"))
    address = reverse("admin:people_wikidata")
    good = stated("GOOD", start=("2007-01-01",), end=("2016-12-31",))
    bad = stated("BAD", start=("2020-01-01",), end=("2018-01-01",))
    upload = SimpleUploadedFile("Q1253.json", file(entity(positions=[good, bad])))
    seen = client.post(address, {"file": upload, "_check": "1"})
    said = words(seen.content.decode())
    assert "Q1253 held Q81066, 1 January 2020 – 1 January 2018, statement Q1253$BAD" in said
    assert "Left the post before taking it up" in said
    assert "Leave out: Q1253 held Q81066" in said
    assert "Q1253$GOOD" not in said
    assert not Appointment.objects.exists()
    data = {"key": seen.context["key"], "choice-Q1253$BAD": "leave"}
    again = client.post(address, {**data, "_again": "1"})
    assert "statement Q1253$BAD left out" in words(again.content.decode())
    assert not Appointment.objects.exists()
    client.post(address, {**data, "digest": again.context["report"].digest, "_confirm": "1"})
    assert Appointment.objects.get().start == "2007-01-01"


def test_the_command_names_a_refused_statement_and_how_to_leave_it_out(ban, tmp_path, capsys):
    path = tmp_path / "Q1253.json"
    good = stated("GOOD", start=("2007-01-01",), end=("2016-12-31",))
    bad = stated("BAD", start=("2020-01-01",), end=("2018-01-01",))
    path.write_bytes(file(entity(positions=[good, bad])))
    with pytest.raises(CommandError, match="nothing was changed"):
        call_command("import_wikidata", str(path))
    told = capsys.readouterr()
    assert "statement Q1253$BAD, end: Left the post before taking it up" in told.err
    assert "--choose 'Q1253$BAD=leave'" in told.out
    call_command("import_wikidata", str(path), "--choose", "Q1253$BAD=leave")
    assert Appointment.objects.count() == 1


INITIALS = [("K.", True), ("Kofi A.", True), ("Kwame", False), ("B.", False)]


@pytest.mark.parametrize(("given", "is_asked"), INITIALS)
def test_an_initial_for_a_name_is_asked_about(given, is_asked):
    make_appointment("Kofi Annan", make_post("Secretary-General"), start="1997-01-01", end="2006-12-31")
    report = import_officials(read_officials(table(ANNAN | {"given": given, "post": "Chief"})))
    assert bool(report.open_namesakes) == is_asked
    assert Appointment.objects.filter(post__title="Chief").exists() != is_asked


WHO = "World Health Organization"


@pytest.mark.parametrize(
    ("change", "column", "known"),
    [
        ({"organization": "World Health Organisation"}, "organization", WHO),
        ({"organization": "The World Health Organization"}, "organization", WHO),
        (
            {"organization": WHO, "post": "Director General"},
            "post",
            "Director-General",
        ),
    ],
)
def test_another_spelling_in_a_table_makes_no_second_record(change, column, known):
    make_post("Director-General", make_organization(WHO))
    report = import_officials(read_officials(table(ANNAN | change)))
    ((error),) = report.errors
    assert error.field == column
    assert f"“{known}” is known, by almost the same name" in error.reason
    assert not Appointment.objects.exists()


def test_the_form_asks_about_another_spelling_of_an_organization(client):
    make_organization(WHO)
    client.force_login(make_user(*DESK))
    seen = save(client, url("organization_add"), name="World Health Organisation")
    assert f"An organization of this name is on record: {WHO}" in words(seen.content.decode())


def test_popolo_says_where_a_new_organization_has_almost_the_name_of_another():
    make_organization(WHO)
    report = popolo(organizations=[{"id": "o", "name": "World Health Organisation"}])
    assert f"“World Health Organisation” is new beside {WHO}" in " ".join(report.notes)
