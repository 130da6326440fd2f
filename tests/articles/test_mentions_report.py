"""The suggestions hold their bars on texts whose officials are known, and the report says so."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from articles.mentions.report import measure, read_examples, read_officials

FOLDER = Path(__file__).parent / "mentions"


@pytest.fixture(scope="module")
def names():
    return read_officials(FOLDER / "officials.csv", ["United Nations"])


def test_every_bar_holds_on_the_held_out_texts(names):
    assert measure(read_examples(FOLDER / "held.jsonl"), names).misses == []


def test_every_bar_holds_on_all_texts(names):
    measured = measure(read_examples(FOLDER), names)
    assert measured.misses == []
    assert measured.texts >= 100
    assert measured.links >= 150


def test_texts_that_name_nobody_are_many(names):
    nobody = [one for one in read_examples(FOLDER) if not one["gold"] and not one.get("ambiguous")]
    assert len(nobody) >= 20


def test_spans_are_words_of_their_blocks():
    for one in read_examples(FOLDER):
        for block, start, end in [span for row in one["gold"] for span in row["spans"]]:
            assert one["blocks"][block][start:end].strip(), one["id"]


def test_the_report_prints_its_measures():
    out = io.StringIO()
    call_command("suggest_links", report=FOLDER / "held.jsonl", stdout=out)
    assert "persons, strong and medium" in out.getvalue()
    assert "Every bar holds." in out.getvalue()


def test_a_missed_bar_is_an_error(tmp_path):
    text = {"id": "x", "date": "2007-10-10", "type": "wire", "blocks": ["Nobody."], "gold": []}
    (tmp_path / "one.jsonl").write_text(json.dumps(text))
    with pytest.raises(CommandError, match="fewer than 100 links"):
        call_command("suggest_links", report=tmp_path / "one.jsonl", people=FOLDER / "officials.csv")


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(CommandError, match=r"none\.jsonl"):
        call_command("suggest_links", report=tmp_path / "none.jsonl")
