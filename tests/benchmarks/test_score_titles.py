"""The measure of warnings of titles counts alarms, misses and remarks as they are."""

import pytest

from benchmarks.score_titles import score
from tests.people.make import make_appointment, make_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def annan():
    return make_appointment("Kofi Annan", make_post(), start="1997-01-01", end="2006-12-31").person


def text(day, contradicts, words="UN Secretary-General Kofi Annan left."):
    return {"id": "x", "date": day, "blocks": ["A day", words], "contradicts": contradicts}


def test_warnings_are_right_false_or_missed(annan):
    total = score(
        [
            text("2013-05-14", ["Annan, Kofi"]),
            text("2013-05-14", []),
            text("2003-05-14", ["Annan, Kofi"]),
            text("2003-05-14", []),
        ]
    )
    assert (total.right, total.false, total.missed) == (1, 1, 1)
    assert list(total.lines()) == [
        "4 texts, 2 contradictions, 0 remarks",
        "false alarms 0.500 (1/2) of the warnings",
        "misses 0.500 (1/2) of the contradictions",
    ]
    assert [fault.partition(": ")[2] for fault in total.faults] == [
        "false Annan, Kofi:  secretary general",
        "missed Annan, Kofi",
    ]


def test_texts_without_contradictions_have_none_to_miss(annan):
    total = score([text("2003-05-14", [])])
    assert list(total.lines())[1:] == [
        "false alarms 0.000 (0/0) of the warnings",
        "misses 0.000 (0/0) of the contradictions",
    ]
