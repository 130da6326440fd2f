"""The reckoned hit rates are those that drawn readers find, and one seed gives the same day."""

import math
import random
from bisect import bisect
from collections import OrderedDict
from itertools import accumulate, pairwise

import pytest

from benchmarks import hits
from benchmarks.hits import DAY, Day, Pages, hit_rate, lines, misses, patience_of, zipf

STAMP = hits.GRAINS[0]


@pytest.fixture(autouse=True)
def _small_site(monkeypatch):
    monkeypatch.setattr(hits, "TOPICS", 60)
    monkeypatch.setattr(hits, "OFFICIALS", 80)
    monkeypatch.setattr(hits, "QUERIES", 50)


def test_one_seed_gives_the_same_lines():
    first = list(lines(stories=(100,), rates=(1,), seed=7))
    assert first == list(lines(stories=(100,), rates=(1,), seed=7))
    assert first != list(lines(stories=(100,), rates=(1,), seed=8))


def test_a_page_that_everybody_asks_for_is_made_once_for_each_of_its_versions():
    assert misses(1_000, [600, 600, 1_200], math.inf) == pytest.approx(3)


def test_a_page_that_is_forgotten_before_it_is_asked_again_is_made_each_time():
    assert misses(1 / 3_600, [DAY], patience=1) == pytest.approx(24, rel=0.01)


def test_what_holds_longer_is_found_more_often():
    pages = list(Day(500, seed=1).pages(500))
    found = [hit_rate(pages, 10, grain, math.inf) for grain in hits.GRAINS]
    assert found == sorted(found)
    assert found[0] < found[-1]


def test_shares_of_all_pages_are_all_requests():
    pages = Day(500, seed=1).pages(500)
    assert sum(one.count * one.share for one in pages) == pytest.approx(1)


@pytest.mark.parametrize("most", [20, 60, 1_000])
def test_drawn_readers_find_what_is_reckoned(most):
    drawn = random.Random(3)
    changes = sorted(drawn.uniform(0, DAY) for _ in range(40))
    spans = [after - before for before, after in pairwise([0, *changes, DAY])]
    pages = [Pages("story", 1, share, {STAMP: spans}) for share in zipf(100)]
    rate = 0.5
    reckoned = hit_rate(pages, rate, STAMP, patience_of(pages, rate, most))
    assert _drawn(drawn, changes, rate, most) == pytest.approx(reckoned, abs=0.02)


def _drawn(drawn, changes, rate, most):
    """The hit rate of readers who come one after the other to a memory that forgets the longest unused."""
    weights, kept, asked, found, now = list(accumulate(zipf(100))), OrderedDict(), 0, 0, 0
    while (now := now + drawn.expovariate(rate)) < DAY:
        page, version = drawn.choices(range(100), cum_weights=weights)[0], bisect(changes, now)
        asked += 1
        found += kept.get(page) == version
        kept[page] = version
        kept.move_to_end(page)
        if len(kept) > most:
            kept.popitem(last=False)
    return found / asked
