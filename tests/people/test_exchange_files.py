"""Files that come in: what is no table is refused with a sentence, formulas and bombs do no harm."""

import datetime
import io
import zipfile

import openpyxl
import pytest

from people.exchange.files import FORMATS, LINE, MOST_ROWS, read_table
from tests.people.exchanging import book


def cells(content):
    return [row[:-1] for row in read_table(content)]


def test_csv_is_read_with_its_lines():
    dataset = read_table(b'\xef\xbb\xbfslug,summary\n\na,"one\ntwo"\nb,\n')
    assert dataset.headers == ["slug", "summary", LINE]
    assert list(dataset) == [("a", "one\ntwo", 3), ("b", "", 5)]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "file is empty"),
        (b"slug,name\n\x81,x\n", "encoding of the file is not known (line 2)"),
        (b"slug,\0\n", "not a text file"),
        (b"slug,slug\n", "named twice: slug"),
        (b"slug,,name\n", "column has no name"),
        (b"slug,name\na,b,c\n", "Line 2 has more cells"),
        (b'slug,name\na,"b\n', "not a CSV table"),
        (b"slug\n" + b"a\n" * (MOST_ROWS + 1), "rows at once are the limit"),
        (b"x" * 4_000_001, "too large"),
        (b"\xd0\xcf\x11\xe0 old Excel", "Save it as CSV"),
        (b"PK\x03\x04 no archive", "cannot be read"),
    ],
)
def test_what_is_no_table_is_refused_in_a_sentence(content, sentence):
    with pytest.raises(ValueError, match=r"\.") as refusal:
        read_table(content)
    assert sentence in str(refusal.value)


def test_cells_of_a_workbook_come_as_they_are_seen():
    content = book(["slug", "birth", "rank", "is_public"], ["a", datetime.datetime(2007, 5, 29), 3.0, True])
    assert cells(content) == [("a", "2007-05-29", "3", "yes")]


@pytest.mark.parametrize(
    ("shown", "read"),
    [("mmm-yy", "2007-05"), ("yyyy\\-mm", "2007-05"), ("yyyy", "2007"), ("d/m/yyyy", "2007-05-01")],
)
def test_a_date_that_a_spreadsheet_made_keeps_the_precision_it_shows(shown, read):
    made = openpyxl.Workbook()
    made.active.append(["birth"])
    made.active.append([datetime.datetime(2007, 5, 1)])
    made.active["A2"].number_format = shown
    file = io.BytesIO()
    made.save(file)
    assert cells(file.getvalue()) == [(read,)]


def test_a_formula_is_no_value():
    with pytest.raises(ValueError, match="Line 2 holds a formula"):
        read_table(book(["slug"], ["=1+1"]))


def test_an_export_holds_text_and_no_formula():
    dataset = read_table(b"slug,name\n=1+1,2007-05\n")
    del dataset[LINE]
    file = io.BytesIO(FORMATS["xlsx"]().export_data(dataset))
    sheet = openpyxl.load_workbook(file).active
    assert [(cell.value, cell.data_type, cell.number_format) for cell in sheet[2]] == [
        ("=1+1", "s", "@"),
        ("2007-05", "s", "@"),
    ]


def archive(**parts):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return file.getvalue()


def test_a_workbook_that_would_burst_is_refused_unread():
    bomb = archive(**{"xl/sheet.xml": b" " * 40_000_000})
    assert len(bomb) < 100_000
    with pytest.raises(ValueError, match="too large once it is unpacked"):
        read_table(bomb)


def test_a_workbook_with_entities_is_refused_unread():
    evil = archive(**{"xl/workbook.xml": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'})
    with pytest.raises(ValueError, match="document type"):
        read_table(evil)


def with_sheet(xml):
    """A workbook whose sheet is this XML."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book(["slug"], ["a"]))) as good, zipfile.ZipFile(file, "w") as made:
        for name in good.namelist():
            made.writestr(name, xml if name.endswith("sheet1.xml") else good.read(name))
    return file.getvalue()


@pytest.mark.parametrize("row", [1_048_576, 9_999_999_999])
def test_a_sheet_of_a_million_rows_with_nothing_in_them_ends(row):
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    cell = '<row r="{0}"><c r="A{0}" t="inlineStr"><is><t>{1}</t></is></c></row>'
    rows = cell.format(1, "slug") + cell.format(2, "a") + cell.format(row, "z")
    content = with_sheet(f'<worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>')
    assert cells(content)[0] == ("a",)
