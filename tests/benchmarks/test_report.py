"""What the bench says of a run: its table, what missed its bar, what became worse."""

from xml.etree import ElementTree

import pytest

from benchmarks.bench import full, growth, picture, report, run
from benchmarks.bench.ask import Answers, percentile, ratio
from benchmarks.bench.pages import Bar
from benchmarks.bench.size import Size

STORY = {
    "cpu_ms": 12.5,
    "p50_ms": 20.0,
    "p99_ms": 31.0,
    "queries": 4,
    "bytes": 5000,
    "to_bare": 30.0,
    "to_ideal": 10.0,
}

BARS = {"story": Bar(20, 1.2), "front": Bar(20, 1.2)}


def run_of(**changes):
    figures = {"story": STORY | changes, "front": STORY}
    return report.result(Size(stories=100), "sqlite", BARS, figures)


def test_the_table_says_what_missed_its_bar_and_by_how_much():
    lines = report.table(run_of(to_bare=10.0))
    assert lines[0].startswith("sqlite, 100 stories, 50000 appointments, commit ")
    story, front = lines[-2:]
    assert story.split() == ["story", "12.50", "20.0", "31.0", "4", "5000", "10.0", "10.0", "20"]
    assert front.endswith("missed by 1.5 ×")


def test_pages_that_are_kept_have_a_table_and_a_bar_of_their_own():
    values = report.result(Size(), "sqlite", BARS, {"story": STORY}, kept={"story": STORY | {"to_bare": 1.6}})
    lines = report.table(values)
    assert "Kept:" in lines
    assert lines[-1].endswith("missed by 2.0 ×")


def test_a_peer_whose_processor_time_is_not_known_has_a_dash():
    peer = {"cpu_ms": None, "p50_ms": 9.0, "p99_ms": 9.0, "bytes": 10, "answers": 5}
    values = report.result(Size(), "sqlite", BARS, {"story": STORY}, peers={"their story": peer})
    assert report.table(values)[-1].split()[:4] == ["their", "story", "–", "9.0"]


def test_a_run_is_read_as_it_was_written(tmp_path):
    values = run_of()
    assert report.read(report.write(values, tmp_path / "one.json")) == values


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"queries": 7}, ["story: 7 queries, before 4"]),
        ({"queries": 6}, []),
        ({"to_ideal": 15.1}, ["story: 15.1 times the ideal page, before 10"]),
        ({"to_ideal": 14.9, "cpu_ms": 900.0, "to_bare": 900.0}, []),
    ],
)
def test_worse_by_half_is_said(changes, words):
    assert [said for _name, said in report.worse(run_of(**changes), run_of())] == words


def test_a_page_that_is_new_is_not_worse():
    before = run_of()
    del before["pages"]["story"]
    assert report.worse(run_of(queries=100), before) == []


def test_a_run_that_is_worse_fails(tmp_path, capsys):
    path = report.write(run_of(), tmp_path / "before.json")
    run.check(run_of(), path)
    with pytest.raises(SystemExit) as stopped:
        run.check(run_of(queries=9), path)
    assert stopped.value.code == 1
    assert "story: 9 queries, before 4" in capsys.readouterr().err


def test_what_an_answer_costs_is_compared_with_its_neighbour():
    """So a machine that is slow for a while makes no page slower."""
    answers = Answers(cpu=[10, 40, 10], bare=[1, 4, 1], ideal=[2, 8, 2], took=[11, 50, 11])
    figures = answers.figures()
    assert (figures["to_bare"], figures["to_ideal"]) == (10, 5)
    assert ratio([3, 100, 3], [1, 1, 1]) == 3


def test_the_99th_percentile_of_few_is_the_largest():
    assert percentile([3, 1, 2], 99) == 3
    assert percentile(list(range(1000)), 99) == 990


# --- Growth ------------------------------------------------------------------------------------------
def sized(stories, appointments, to_bare):
    figures = {name: STORY | {"to_bare": to_bare} for name in picture.PAGES}
    bars = {name: Bar(20, 1.2) for name in picture.PAGES}
    return report.result(Size(stories=stories, appointments=appointments), "sqlite", bars, figures)


RUNS = [sized(100, 900, 10.0), sized(1000, 900, 11.0), sized(10_000, 900, 13.0), sized(100, 90, 9.0)]


def test_growth_is_told_along_both_axes():
    assert [run["size"]["stories"] for run in growth.by_stories(RUNS)] == [100, 1000, 10_000]
    assert [run["size"]["appointments"] for run in growth.by_record(RUNS)] == [90, 900]
    story = growth.lines(growth.by_stories(RUNS), "stories")[1]
    assert story.split() == [
        "story",
        "10.0",
        "11.0",
        "13.0",
        "×",
        "1.30",
        "(bar",
        "1.2)",
        "grows",
        "too",
        "much",
    ]
    assert "too much" not in growth.lines(growth.by_record(RUNS), "appointments")[1]


def test_one_size_alone_tells_of_no_growth():
    assert growth.by_stories(RUNS[:1]) == growth.by_record(RUNS[:1]) == []


def test_the_picture_has_a_curve_for_each_page_and_axis():
    drawn = ElementTree.fromstring(picture.drawing(RUNS))
    names = [title.text for title in drawn.iter("{http://www.w3.org/2000/svg}title")]
    assert names == [*picture.PAGES, *picture.PAGES]


def test_a_full_run_takes_each_archive_and_each_record_once():
    assert full.sizes([1, 2, 3], [7, 8]) == [(1, 8), (2, 8), (3, 8), (1, 7)]
