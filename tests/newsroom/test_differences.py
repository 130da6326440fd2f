"""Differences are shown word by word, correctly and in limited time."""

import time

import pytest

from newsroom.lib.differences import LONGEST, DiffChange, DiffRun, paragraphs, words


def joined(runs, *kinds):
    return "".join(run.text for run in runs if run.kind in kinds)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("He had been appointed.", "He is to be appointed."),
        ("", "New."),
        ("Old.", ""),
        ("same words", "same words"),
        ("بان كي مون", "بان كي مون الأمين"),
        ("a  b", "a b c"),
    ],
)
def test_the_runs_contain_the_later_text(before, after):
    runs = words(before, after)
    assert joined(runs, "same", "ins") == after
    assert joined(runs, "same", "del").split() == before.split()


def test_a_changed_paragraph_among_others_is_found_at_its_place():
    before = ["One.", "He had been appointed to it.", "Three."]
    after = ["One.", "He is to be appointed to it.", "Three."]
    (change,) = paragraphs(before, after)
    assert (change.before, change.after) == (1, 1)
    assert joined(change.runs, "del") == "had been "


def test_a_new_paragraph_and_a_removed_one_are_different_changes():
    assert paragraphs(["One."], ["Zero.", "One."]) == [DiffChange(None, 0, [DiffRun("ins", "Zero.")])]
    assert paragraphs(["Zero.", "One."], ["One."]) == [DiffChange(0, None, [DiffRun("del", "Zero.")])]


def test_a_paragraph_that_is_not_similar_is_another_one():
    (change,) = paragraphs(["Nothing here is alike."], ["Entirely other words follow."])
    assert [run.kind for run in change.runs] == ["del", "ins"]


def test_a_very_long_paragraph_is_replaced_whole_and_quickly():
    before, after = "a b " * LONGEST, "b a " * LONGEST
    begin = time.perf_counter()
    runs = words(before, after)
    assert [run.kind for run in runs] == ["del", "ins"]
    assert time.perf_counter() - begin < 1
