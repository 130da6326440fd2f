"""Tables as spreadsheets in Europe save them: separator, encoding, header and dates are recognised."""

import codecs
import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from people.exchange.files import read_table
from people.exchange.table_reading import DateOrderUnclear, TableReading
from people.models import Appointment, Person
from tests.browserless import soup, text_of
from tests.make import make_user
from tests.people.exchanging import book
from tests.people.make import make_organization, make_person, make_post
from tests.people.test_admin import DESK
from tests.people.test_import import ANNAN, FRECHETTE, table

pytestmark = pytest.mark.django_db
BOTH = ("export_record", "import_record")
COLUMNS = frozenset(("slug", "given_name", "family_name", "birth", "death", "summary"))


def read(content, order=""):
    """(rows as dicts, the sentences about the file)."""
    reading = TableReading(known=COLUMNS, dates=frozenset(("birth", "death")), order=order)
    dataset = read_table(content.encode() if isinstance(content, str) else content, reading)
    rows = [dict(zip(dataset.headers[:-1], row[:-1], strict=True)) for row in dataset]
    return rows, " ".join(reading.sentences())


def lines_of(content):
    return [row[-1] for row in read_table(content, TableReading(known=COLUMNS))]


# --- What parts the cells ------------------------------------------------------------------------------
@pytest.mark.parametrize(("sign", "said"), [(";", "Semicolons"), ("\t", "Tabs"), ("|", "Bars"), (",", "")])
def test_the_separator_is_recognised(sign, said):
    rows, sentences = read(f"slug{sign}birth\na{sign}1944\n")
    assert rows == [{"slug": "a", "birth": "1944"}]
    assert sentences == (f"{said} part the columns." if said else "")


def test_commas_in_a_text_do_not_outvote_semicolons():
    rows, _said = read('slug;summary\na;"one, two, three, four"\nb;five, six, seven\n')
    assert [row["summary"] for row in rows] == ["one, two, three, four", "five, six, seven"]


def test_semicolons_in_a_text_do_not_outvote_commas():
    rows, said = read('slug,summary\na,"one; two; three"\nb,four; five; six\n')
    assert [row["summary"] for row in rows] == ["one; two; three", "four; five; six"]
    assert said == ""


def test_the_separator_that_the_file_names_itself_is_taken():
    rows, _said = read("sep=;\r\nslug;summary\r\na;b, c\r\n")
    assert rows == [{"slug": "a", "summary": "b, c"}]
    assert lines_of(b"sep=;\r\nslug;summary\r\na;b\r\n") == [3]


def test_names_of_columns_in_capitals_are_the_same_names():
    assert read("Slug;BIRTH\na;1944\n")[0] == [{"slug": "a", "birth": "1944"}]


# --- Encoding ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (b"", "utf-16-le"),
        (b"", "utf-16-be"),
        (b"", "cp1252"),
    ],
)
def test_the_encoding_is_recognised_and_told_with_words_to_judge_it_by(mark, encoding):
    text = "slug;summary\na;Louise Fréchette – “Løj”\n"
    rows, said = read(mark + text.encode(encoding))
    assert rows == [{"slug": "a", "summary": "Louise Fréchette – “Løj”"}]
    assert ("Fréchette, Løj" in said) == (encoding != "utf-8")


def test_what_is_no_text_is_refused():
    with pytest.raises(ValueError, match="encoding of the file is not known"):
        read(b"slug,summary\na,\x81\x8d\x8f\n")


# --- Where the columns are named -----------------------------------------------------------------------
def test_title_rows_above_the_names_of_the_columns_are_left_out_and_counted():
    text = "Officials of the Secretariat;;\nState of 1 November;;\n\nslug;birth;death\na;1944;\n"
    rows, said = read(text)
    assert rows == [{"slug": "a", "birth": "1944", "death": ""}]
    assert "Rows above the names of the columns were left out: 2." in said
    assert lines_of(text.encode()) == [5]


def test_a_title_that_is_called_as_one_column_is_no_header():
    assert read("Birth\nslug,birth\na,1944\n")[0] == [{"slug": "a", "birth": "1944"}]


def test_a_table_of_one_known_column_has_its_names_in_the_first_row():
    assert read("slug\nbirth\n")[0] == [{"slug": "birth"}]


# --- Dates ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("cells", "dates"),
    [
        (["29/05/2010", "05/06/2010"], ["2010-05-29", "2010-06-05"]),
        (["05/06/2010", "29/05/2010"], ["2010-06-05", "2010-05-29"]),
        (["05/29/2010", "05/06/2010"], ["2010-05-29", "2010-05-06"]),
        (["05.06.2010"], ["2010-06-05"]),
        (["5.6.2010", "05/06/2011"], ["2010-06-05", "2011-06-05"]),
        (["29-05-2010"], ["2010-05-29"]),
        (["05/05/2010"], ["2010-05-05"]),
        (["29/05/2010 00:00", "30/05/2010 00:00:00"], ["2010-05-29", "2010-05-30"]),
        (["2010/05/29", "2010.6.5"], ["2010-05-29", "2010-06-05"]),
        (["05/2010", "6.2010"], ["2010-05", "2010-06"]),
        (["before 29/05/2010"], ["before 2010-05-29"]),
        (["'29/05/2010"], ["2010-05-29"]),
        (["between 29/05/2010 and 01/06/2010"], ["between 2010-05-29 and 2010-06-01"]),
        (
            [
                "2010-05-01/2010-06-01",
                "../2010",
                "2010~",
                "XXXX",
                "29 May 2010",
                "29/05/10",
                "２９/０５/２０１０",
            ],
            None,
        ),
    ],
)
def test_dates_as_spreadsheets_write_them_are_read(cells, dates):
    rows, said = read("slug,birth\n" + "".join(f"a,{cell}\n" for cell in cells))
    assert [row["birth"] for row in rows] == (dates or cells)
    assert ("Dates were read so" in said) == bool(dates)


def test_how_dates_were_read_is_shown_by_examples():
    assert (
        "29/05/2010 = 2010-05-29, 05/06/2010 = 2010-06-05"
        in read("slug,birth\na,29/05/2010\nb,05/06/2010\n")[1]
    )


@pytest.mark.parametrize("cell", ["05/06/2010", "05-06-2010", "before 5/6/2010"])
def test_a_date_that_may_be_read_in_two_ways_is_asked_about(cell):
    text = f"slug,birth\na,2007\nb,{cell}\n"
    with pytest.raises(DateOrderUnclear, match="Line 3") as unclear:
        read(text)
    assert [words.partition(" = ")[2] for _value, words in unclear.value.ways] == [
        "5 June 2010",
        "6 May 2010",
    ]
    assert read(text, "day")[0][1]["birth"].endswith("2010-06-05")
    assert read(text, "month")[0][1]["birth"].endswith("2010-05-06")


def test_dates_that_contradict_each_other_are_refused_with_both_lines():
    with pytest.raises(ValueError, match="Line 2 has “29/05/2010”, line 3 “05/30/2010”"):
        read("slug,birth\na,29/05/2010\nb,05/30/2010\n")


def test_numbers_in_other_columns_are_no_dates():
    text = "slug,summary\na,Left on 05/06/2010 or 29/05/2010\n"
    assert read(text) == ([{"slug": "a", "summary": "Left on 05/06/2010 or 29/05/2010"}], "")


def test_an_impossible_day_is_told_by_its_own_column():
    assert read("slug,birth\na,29/05/2010\nb,31/02/2010\n")[0][1]["birth"] == "2010-02-31"


# --- Workbooks -----------------------------------------------------------------------------------------
def workbook(*rows, merged=()):
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    for cells in merged:
        made.active.merge_cells(cells)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def test_a_value_merged_over_rows_stands_in_each_of_them():
    rows, said = read(
        workbook(["slug", "summary"], ["a", "same"], ["b", None], ["c", None], ["d", "own"], merged=["B2:B4"])
    )
    assert [row["summary"] for row in rows] == ["same", "same", "same", "own"]
    assert "The value of merged cells was read in each of their rows." in said


def test_a_blank_cell_that_is_not_merged_stays_blank():
    rows, said = read(workbook(["slug", "summary"], ["a", "one"], ["b", None]))
    assert [row["summary"] for row in rows] == ["one", ""]
    assert said == ""


def test_a_title_merged_over_the_whole_table_is_a_title():
    content = workbook(["Officials", None], ["slug", "birth"], ["a", "29.05.1944"], merged=["A1:B1"])
    assert read(content)[0] == [{"slug": "a", "birth": "1944-05-29"}]
    assert lines_of(content) == [3]


def test_values_merged_side_by_side_are_not_guessed_at():
    content = workbook(["slug", "birth", "death"], ["a", "1944", None], merged=["B2:C2"])
    with pytest.raises(ValueError, match="Line 2: cells side by side are merged"):
        read(content)


def test_dates_typed_as_text_into_a_workbook_are_read_like_those_of_a_text():
    assert read(book(["slug", "birth"], ["a", "29/05/2010"]))[0][0]["birth"] == "2010-05-29"


# --- The page of the lists -----------------------------------------------------------------------------
@pytest.fixture
def desk(client):
    client.force_login(make_user(*DESK, *BOTH))
    return client


def lists_page():
    return reverse("admin:people_person_exchange")


def upload(desk, content, name="people.csv"):
    return desk.post(lists_page(), {"file": SimpleUploadedFile(name, content), "_check": "1"})


def confirm(desk, answer):
    form = soup(answer).select_one("form.import-confirm")
    data = {field["name"]: field.get("value", "") for field in form.select("input[name]")}
    return desk.post(lists_page(), data, follow=True)


def test_the_preview_of_a_list_shows_what_was_recognised_and_confirms_it_once(desk):
    text = "Our people\nslug;given_name;family_name;birth\nlouise;Louise;Fréchette;29/05/1946\n"
    answer = upload(desk, text.encode("cp1252"))
    said = text_of(answer)
    assert "Read as Windows-1252: Fréchette." in said
    assert "Semicolons part the columns." in said
    assert "29/05/1946 = 1946-05-29" in said
    assert not Person.objects.exists()
    confirm(desk, answer)
    made = Person.objects.get()
    assert (made.family_name, made.birth) == ("Fréchette", "1946-05-29")


@pytest.mark.parametrize(("order", "birth"), [("day", "1946-06-05"), ("month", "1946-05-06")])
def test_the_page_asks_which_number_is_the_day_and_keeps_the_answer(desk, order, birth):
    answer = upload(desk, b"slug,given_name,family_name,birth\nlouise,Louise,F,05/06/1946\n")
    question = soup(answer).select_one("form.import-confirm")
    assert "“05/06/1946” may be read in two ways" in question.get_text()
    assert [field["value"] for field in question.select("[name=order]")] == ["day", "month"]
    again = desk.post(
        lists_page(), {"key": answer.context["key"], "order": order, "_again": "1"}, follow=True
    )
    assert f"05/06/1946 = {birth}" in text_of(again)
    confirm(desk, again)
    assert Person.objects.get().birth == birth


def test_an_answer_that_was_not_offered_is_asked_again(desk):
    answer = upload(desk, b"slug,given_name,family_name,birth\nlouise,Louise,F,05/06/1946\n")
    again = desk.post(lists_page(), {"key": answer.context["key"], "order": "year", "_again": "1"})
    assert "may be read in two ways" in text_of(again)
    assert not Person.objects.exists()


def test_a_plain_file_is_shown_without_a_word_about_how_it_was_read(desk):
    said = text_of(upload(desk, b"slug,given_name,family_name,birth\nlouise,Louise,F,1946-05-29\n"))
    assert "Read as" not in said
    assert "Dates were read" not in said


# --- The page of officials -----------------------------------------------------------------------------
def officials(content, desk, name="officials.csv", **data):
    files = {"file": SimpleUploadedFile(name, content)}
    return desk.post(reverse("admin:people_appointment_import"), files | data)


def european(*rows, sign=";"):
    """The table as a spreadsheet in Europe would save it, with its dates day first."""
    text = "Stand: 1.11.2026\n\n" + table(*rows).replace(",", sign)
    for iso, local in (
        ("1996-12-17", "17/12/1996"),
        ("1997-01-01", "01/01/1997"),
        ("2006-12-31", "31/12/2006"),
    ):
        text = text.replace(iso, local)
    return text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_officials_of_a_spreadsheet_in_europe_are_recorded_as_shown(desk, encoding):
    row = ANNAN | {"note": "Söhne", "appointed_by": "General Assembly", "source": "A/51/L.66"}
    shown = officials(european(row).encode(encoding), desk)
    said = text_of(shown)
    assert "One appointment would be recorded" in said
    assert "Semicolons part the columns." in said
    assert "17/12/1996 = 1996-12-17" in said
    assert any("Söhne." in note for note in shown.context["recognised"]) == (encoding != "utf-8")
    data = {"table": shown.context["table"], "name": "officials.csv", "_confirm": "1"}
    desk.post(reverse("admin:people_appointment_import"), data)
    made = Appointment.objects.get()
    assert (made.announced, made.start, made.end) == ("1996-12-17", "1997-01-01", "2006-12-31")
    assert "Söhne" in made.note


def test_a_fault_that_arises_before_confirming_has_the_line_of_the_file(desk):
    row = ANNAN | {"note": "two\nlines", "appointed_by": "General Assembly", "source": ""}
    content = european(row, FRECHETTE | {"appointed_by": "", "start": "1998"}).encode()
    shown = officials(content, desk)
    make_person("Louise Fréchette")
    make_person("Louise Fréchette")
    data = {"table": shown.context["table"], "_confirm": "1"}
    again = desk.post(reverse("admin:people_appointment_import"), data)
    cells = [cell.get_text() for cell in soup(again).select("td.nums")]
    assert cells == ["6"]
    question = (
        "Somebody of this name is on record: Louise Fréchette; Louise Fréchette. Is it the same person?"
    )
    assert question in text_of(officials(content, desk))


def test_officials_come_from_a_workbook_with_merged_cells(desk):
    columns = list(table().splitlines()[0].split(","))
    rows = [[ANNAN.get(name, "") for name in columns] for _spell in range(2)]
    for row, given in zip(rows, ("Kofi", "Kurt"), strict=True):
        row[columns.index("given")] = given
        row[columns.index("appointed_by")] = ""
    rows[1][columns.index("organization")] = None
    rows[1][columns.index("start")], rows[1][columns.index("end")] = "1972-01-01", "1981-12-31"
    rows[1][columns.index("announced")] = ""
    content = workbook(["Secretaries-General"], columns, *rows, merged=["A1:P1", "F3:F4"])
    shown = officials(content, desk, "officials.xlsx")
    assert "2 appointments would be recorded" in text_of(shown)
    data = {"table": shown.context["table"], "_confirm": "1"}
    desk.post(reverse("admin:people_appointment_import"), data)
    assert {str(held.post.organization) for held in Appointment.objects.all()} == {"United Nations"}


def test_the_page_of_officials_asks_which_number_is_the_day(desk):
    content = table(ANNAN).replace("1996-12-17", "").replace("1997-01-01", "02/01/1997").encode()
    asked = officials(content, desk)
    assert "“02/01/1997” may be read in two ways" in " ".join(asked.context["form"].errors["file"])
    assert asked.context["form"].errors["order"]
    shown = officials(content, desk, order="month")
    assert "02/01/1997 = 1997-02-01" in text_of(shown)
    data = {"table": shown.context["table"], "_confirm": "1"}
    desk.post(reverse("admin:people_appointment_import"), data)
    assert Appointment.objects.get().start == "1997-02-01"


# --- The command ---------------------------------------------------------------------------------------
def test_the_command_says_what_it_recognised_and_asks_by_an_option(tmp_path, capsys):
    make_post("Other", make_organization("Elsewhere"))
    file = tmp_path / "officials.csv"
    file.write_text(european(ANNAN | {"appointed_by": "", "note": ""}), encoding="cp1252")
    call_command("import_officials", str(file), "--dry-run")
    said = capsys.readouterr().out
    assert "Semicolons part the columns." in said
    assert "1 appointments would be recorded" in said
    row = ANNAN | {"announced": "", "start": "02/01/1997", "appointed_by": ""}
    file.write_text(table(row), encoding="utf-8")
    with pytest.raises(CommandError, match="--first day or --first month"):
        call_command("import_officials", str(file))
    call_command("import_officials", str(file), "--first", "day")
    assert Appointment.objects.get().start == "1997-01-02"
