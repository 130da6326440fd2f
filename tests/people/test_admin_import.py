"""The import page of the people desk: upload, see every fault, confirm; nothing changes before that."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from people.exchange.citations import CITATION_COLUMNS
from people.models import Appointment, Person
from tests.browserless import soup
from tests.make import make_user
from tests.people.make import make_appointment, make_organization, make_person, make_post
from tests.people.test_admin import DESK
from tests.people.test_import import ANNAN, FRECHETTE, table

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    client.force_login(make_user(*DESK))
    return client


@pytest.fixture
def page():
    return reverse("admin:people_appointment_import")


def upload(client, page, text, **data):
    content = text if isinstance(text, bytes) else text.encode()
    return client.post(page, {"file": SimpleUploadedFile("officials.csv", content), **data})


def test_the_list_leads_to_the_page(desk, page):
    assert f'href="{page}"' in desk.get(reverse("admin:people_appointment_changelist")).content.decode()
    assert desk.get(page).status_code == 200


def test_an_upload_says_what_it_would_do_and_changes_nothing(desk, page):
    answer = upload(desk, page, table(ANNAN, FRECHETTE))
    assert "2 appointments would be recorded" in answer.content.decode()
    assert not Person.objects.exists()


def test_confirmed_it_is_done_in_the_name_of_who_confirmed(desk, page):
    shown = upload(desk, page, table(ANNAN, FRECHETTE))
    assert '<input type="hidden" name="name" value="officials.csv">' in shown.content.decode()
    text = shown.context["table"]
    answer = desk.post(page, {"table": text, "name": "officials.csv", "_confirm": "1"}, follow=True)
    assert "2 appointments recorded." in answer.content.decode()
    assert Appointment.objects.count() == 2
    assert Appointment.history.first().history_user is not None
    assert Appointment.history.first().history_change_reason == "Imported from officials.csv"
    again = desk.post(page, {"table": text, "_confirm": "1"}, follow=True)
    assert "2 were there already." in again.content.decode()
    assert Appointment.objects.count() == 2


def test_every_fault_is_listed_by_line_and_column(desk, page):
    answer = upload(
        desk, page, table(ANNAN, {**FRECHETTE, "start": "2007-13"}, {**FRECHETTE, "kind": "<b>boss"})
    )
    text = answer.content.decode()
    assert "2 faults; nothing was changed" in text
    assert '<td class="nums">3</td><td><code>start</code></td>' in text
    assert '<td class="nums">4</td><td><code>kind</code></td>' in text
    assert "<b>boss" not in text
    assert "_confirm" not in text


def test_a_table_that_went_wrong_since_it_was_shown_is_not_half_done(desk, page):
    answer = desk.post(page, {"table": table(ANNAN, {**ANNAN, "family": "X", "given": "Y"}), "_confirm": "1"})
    assert "One fault" in answer.content.decode()
    assert not Appointment.objects.exists()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The submitted file is empty"),
        (b"\xff\xfe", "Missing:"),
        (b"a,b\n1,2\n", "Missing:"),
        (b"\x00", "not a text file"),
        (b"x" * 400_001, "too large"),
        (table().encode(), "at least one row"),
    ],
)
def test_what_is_no_table_is_refused_beside_the_field(desk, page, content, sentence):
    answer = upload(desk, page, content)
    assert answer.status_code == 200
    assert sentence in " ".join(answer.context["form"].errors["file"])


def test_no_file_is_asked_for(desk, page):
    assert "at least one row" in desk.post(page).content.decode()


def test_who_may_not_add_every_kind_of_record_may_not_import(client, page):
    client.force_login(make_user("view_appointment", "add_appointment", "change_appointment"))
    assert client.get(page).status_code == 403
    assert client.post(page, {"table": table(ANNAN), "_confirm": "1"}).status_code == 403
    assert not Appointment.objects.exists()


def test_the_page_has_no_inline_style_or_script(desk, page):
    text = upload(desk, page, table({**ANNAN, "start": "x"})).content.decode()
    assert "style=" not in text
    assert "onclick" not in text


# --- What the page shows before anything is recorded --------------------------------------------------
def words(page):
    return " ".join(soup(page).select_one("#content-main").get_text(" ").split())


def items(page):
    """What the page says of each row: {line: words}."""
    found = soup(page).select("ol.intake > li")
    lines = [" ".join(one.get_text(" ").split()) for one in found if not one.find_parent("details")]
    return {int(text.split()[1]): text for text in lines}


def test_the_page_shows_row_by_row_what_would_be_recorded_and_what_is_new(desk, page):
    make_post("Secretary-General")
    shown = items(upload(desk, page, table(ANNAN, FRECHETTE)))
    assert shown == {
        2: "Line 2 Kofi Annan new person Post Secretary-General Organization United Nations "
        "Kind Substantive Announced 17 December 1996 Took up the post 1 January 1997 "
        "Left the post 31 December 2006 Sources 2. Readers see it.",
        3: "Line 3 Louise Fréchette new person Post Deputy Secretary-General new "
        "Organization United Nations Secretariat new Kind Substantive Took up the post 2 March 1998 "
        "Left the post 31 March 2006 Sources 0. No source: readers do not see it until it has one.",
    }


def test_the_page_names_the_people_organizations_and_posts_that_the_file_brings(desk, page):
    said = words(upload(desk, page, table(ANNAN, FRECHETTE)))
    assert "New people (2) Kofi Annan , Louise Fréchette" in said
    assert "New organizations (3) United Nations , General Assembly , United Nations Secretariat" in said
    assert "New posts (2) Secretary-General , Deputy Secretary-General" in said
    assert "From general knowledge, not looked up. Imported with medium confidence." in said


def test_what_is_on_record_is_not_shown_as_new(desk, page):
    make_appointment("Kofi Annan", "Secretary-General", start="1997-01-01", end="2006-12-31")
    shown = upload(desk, page, table(ANNAN, {**FRECHETTE, "appointed_by": ""}))
    assert [*items(shown)] == [3]
    assert "New people (1) Louise Fréchette" in words(shown)


def test_a_hidden_person_is_not_told_as_seen_by_readers(desk, page):
    make_appointment(make_person("Kofi Annan", is_public=False), "Secretary-General", start="1997-01-01")
    acting = {"kind": "acting", "announced": "", "start": "1996-12-20", "end": "1996-12-31"}
    shown = upload(desk, page, table(ANNAN, ANNAN | acting))
    assert "Sources 2. Readers do not see it." in items(shown)[3]


def test_a_confirmed_import_does_what_was_shown_or_shows_it_again(desk, page):
    shown = upload(desk, page, table(FRECHETTE | {"appointed_by": ""}))
    data = {"table": shown.context["table"], "digest": shown.context["report"].digest, "_confirm": "1"}
    make_organization("United Nations Secretariat")
    again = desk.post(page, data)
    assert "The record has changed since you looked. Nothing was done" in words(again)
    assert "Organization United Nations Secretariat Kind" in items(again)[2]
    assert not Appointment.objects.exists()
    desk.post(page, data | {"digest": again.context["report"].digest})
    assert Appointment.objects.count() == 1


# --- What is left out -----------------------------------------------------------------------------------
def beside(header, *cells):
    """The table of ANNAN with more columns (a header that begins with a comma) and more cells in its row."""
    head, row = table(ANNAN | {"source": "A/51/L.66"}).splitlines()
    return f"{head}{header}\n{row}{''.join(f',{cell}' for cell in cells)}\n"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (beside(",phone,gender", "+41 22", "m"), "Columns with no place here are left out: phone, gender."),
        (
            beside("", "surplus", "more"),
            "Line 2: cells under no name of a column are left out: “surplus”, “more”.",
        ),
        (beside(",,", "surplus", ""), "Line 2: cells under no name of a column are left out: “surplus”."),
    ],
)
def test_columns_and_cells_that_are_left_out_are_named_at_every_step(desk, page, text, sentence):
    shown = upload(desk, page, text)
    assert sentence in words(shown)
    again = desk.post(page, {"table": shown.context["table"]})
    assert sentence in words(again)
    semicolons = upload(desk, page, text.replace(",", ";"))
    assert sentence in words(semicolons)
    assert sentence in words(desk.post(page, {"table": semicolons.context["table"]}))


def test_many_lines_with_more_cells_than_columns_are_counted(desk, page):
    head, row = table(FRECHETTE | {"appointed_by": "", "kind": "acting"}).splitlines()
    rows = [f"{row.replace('Louise', f'Louise {n}')},surplus" for n in range(22)]
    said = words(upload(desk, page, "\n".join([head, *rows])))
    assert "Line 21: cells under no name" in said
    assert "Line 22: cells under no name" not in said
    assert "2 more lines have such cells." in said


@pytest.mark.parametrize("name", ["start", "phone"])
def test_a_column_that_is_there_twice_is_refused(desk, page, name):
    answer = upload(desk, page, beside(f",{name},{name}", "2015-01-01", "2016-01-01"))
    assert answer.context["form"].errors["file"] == [f"These columns are named twice: {name}."]


def test_a_table_of_sources_names_what_it_leaves_out_too(desk, page):
    text = ",".join([*CITATION_COLUMNS, "editor"]) + "\nAnnan,Kofi,Secretary-General,1997-01-01,,T,,,,,me\n"
    file = SimpleUploadedFile("sources.csv", text.encode())
    assert "Columns with no place here are left out: editor." in words(
        upload(desk, page, table(ANNAN), citations=file)
    )


def test_cells_that_the_record_or_an_earlier_line_overrules_are_named(desk, page):
    held = make_appointment("Kofi Annan", "Secretary-General", start="1997-01-01", end="2006-12-31")
    held.person.names.create(text="K. Annan")
    head, row = table(ANNAN).splitlines()
    _head, other = table(FRECHETTE | {"appointed_by": ""}).splitlines()
    _head, second = table(
        FRECHETTE | {"appointed_by": "", "honorific": "Dr.", "start": "2007", "end": ""}
    ).splitlines()
    rows = [f"{row},K. Annan; Annan K", f"{other},", f"{second},L. Fréchette"]
    said = words(upload(desk, page, "\n".join([f"{head},names", *rows])))
    begin = "left out, since what is on record or in an earlier line stands:"
    assert (
        f"Line 2: {begin} honorific “Mr.”, nationality “Ghana”, names “Annan K”, note “7th. Two terms”, "
        "appointed_by “General Assembly on recommendation of the Security Council”, source “A/51/L.66”, "
        "source “un.org/en/list (end)”." in said
    )
    assert f"Line 4: {begin} honorific “Dr.”, names “L. Fréchette”." in said
    assert f"Line 3: {begin}" not in said


def test_the_command_shows_every_row_and_what_is_left_out(tmp_path, capsys):
    file = tmp_path / "officials.csv"
    file.write_text(beside(",phone", "+41 22", "surplus"), encoding="utf-8")
    call_command("import_officials", str(file), "--dry-run", "-v", "2")
    said = capsys.readouterr().out
    assert "Columns with no place here are left out: phone." in said
    assert "Line 2: cells under no name of a column are left out: “surplus”." in said
    assert "New people (1): Kofi Annan" in said
    assert "line 2: Kofi Annan (new): Secretary-General (new), United Nations (new) (Substantive)." in said
    assert "line 2, new appointment Kofi Annan, Secretary-General, 1997–2006: " in said
    file.write_text(table(FRECHETTE | {"appointed_by": ""}), encoding="utf-8")
    call_command("import_officials", str(file), "--dry-run")
    assert "Of them 1 that readers do not see" in capsys.readouterr().out


# --- Several spells of one person in one post ---------------------------------------------------------
ANA = {"family": "Recu", "given": "Ana", "organization": "House", "post": "porter", "kind": "substantive",
       "source": "X/1"}  # fmt: skip
BOB = ANA | {"family": "Betw", "given": "Bob"}


def record(desk, page, *rows):
    """Confirm a table on the page; return what the page shows."""
    shown = upload(desk, page, table(*rows))
    assert not shown.context["report"].errors
    data = {"table": shown.context["table"], "digest": shown.context["report"].digest, "_confirm": "1"}
    desk.post(page, data)
    return shown


def spells(family="Recu"):
    held = Appointment.objects.filter(person__family_name=family).order_by("start_lo")
    return list(held.values_list("start", "end"))


@pytest.mark.parametrize(
    "rows",
    [
        [{"start": "2005-01-01", "end": "XXXX"}, {"start": "2013-01-01"}],
        [{"start": "2005", "end": "2009-01-01"}, {"start": "2009-01-01"}],
        [{"announced": "2005", "start": "XXXX", "end": "XXXX"}, {"announced": "2013", "start": "XXXX"}],
    ],
)
def test_rows_that_begin_on_other_days_are_spells_of_their_own(desk, page, rows):
    shown = record(desk, page, *(ANA | row for row in rows))
    assert [*items(shown)] == [2, 3]
    assert len(spells()) == 2
    again = upload(desk, page, table(*(ANA | row for row in rows)))
    assert "0 appointments would be recorded; 2 are there already." in words(again)


def test_a_spell_on_each_side_of_another_holder(desk, page):
    rows = [
        ANA | {"start": "2005-01-01", "end": "XXXX"},
        BOB | {"start": "2009-01-01", "end": "2012-12-31"},
        ANA | {"start": "2013-01-01"},
    ]
    record(desk, page, *rows)
    assert spells() == [("2005-01-01", "XXXX"), ("2013-01-01", "")]
    again = upload(desk, page, table(*rows))
    assert "0 appointments would be recorded; 3 are there already." in words(again)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"start": "2005"}, {"start": "2005-06"}),
        ({"announced": "2005-01-01"}, {"announced": "2005-01-01", "start": "2005-02-01"}),
        ({"start": "XXXX"}, {"start": "2005-02-01"}),
    ],
)
def test_rows_whose_dates_may_be_those_of_one_spell_are_a_fault(desk, page, first, second):
    answer = upload(desk, page, table(ANA | first, ANA | second))
    assert "Line 2 already records this appointment." in words(answer) or "Line 3 already" in words(answer)


@pytest.mark.parametrize(
    ("recorded", "others", "row"),
    [
        ({"start": "2005-01-01", "end": "XXXX"}, [], {"start": "2013-01-01"}),
        ({"start": "2013-01-01"}, [], {"start": "2005-01-01", "end": "XXXX"}),
        ({"start": "2005-01-01", "end": "XXXX"}, [{"start": "2005-06-01"}], {"start": "2006-01-01"}),
        (
            {"start": "2005-01-01", "end": "2009"},
            [],
            [{"start": "2005-01-01", "end": "2009"}, {"start": "2009-06-01"}],
        ),
    ],
)
def test_a_spell_that_cannot_be_the_one_on_record_is_recorded(desk, page, recorded, others, row):
    post = make_post("porter", make_organization("House"))
    make_appointment(make_person("Ana Recu"), post, **recorded)
    rows = [ANA | one for one in (row if isinstance(row, list) else [row])]
    record(desk, page, *(BOB | {"end": "2005-12-01"} | one for one in others), *rows)
    assert len(spells()) == 2


@pytest.mark.parametrize(
    ("recorded", "row"),
    [
        ({"start": "2005-02-01"}, {"start": "2005-01-01"}),
        ({"start": "2005-02-01", "end": "XXXX"}, {"start": "2005-01-01", "end": "XXXX"}),
        ({"start": "2005-02-01", "end": "2012"}, {"start": "2004-12-31", "end": "XXXX"}),
        ({"start": "XXXX"}, {"start": "2005-01-01"}),
    ],
)
def test_a_spell_that_the_desk_dated_otherwise_is_not_doubled(desk, page, recorded, row):
    make_appointment(make_person("Ana Recu"), make_post("porter", make_organization("House")), **recorded)
    shown = upload(desk, page, table(ANA | row))
    assert "0 appointments would be recorded; one is there already." in words(shown)
    assert "the desk's record stands." in words(shown)


def test_a_second_spell_in_a_seat_that_was_never_left_is_refused_as_by_the_form(desk, page):
    answer = upload(desk, page, table(ANA | {"start": "2005-01-01"}, ANA | {"start": "2013-01-01"}))
    assert "The post has 1 seat, held by Ana Recu, since 1 January 2005." in words(answer)


def test_two_terms_that_the_desk_made_one_record_are_not_doubled(desk, page):
    post = make_post("porter", make_organization("House"))
    make_appointment(make_person("Ana Recu"), post, start="2005-01-01")
    rows = [ANA | {"start": "2005-01-01", "end": "2009-12-31"}, ANA | {"start": "2010-01-01"}]
    assert "0 appointments would be recorded; 2 are there already." in words(upload(desk, page, table(*rows)))
