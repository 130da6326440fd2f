"""Every page that the bench asks is there, and its queries are counted only for who asks."""

import os
import subprocess
import sys
import time

import pytest
from django.db import connection
from django.http import HttpResponse

from benchmarks.bench import clock, counter, seed
from benchmarks.bench.ask import Measurement, Visitor
from benchmarks.bench.counter import SAID
from benchmarks.bench.pages import STORY, Page, pages
from benchmarks.bench.run import asked_again
from benchmarks.bench.serve import Site, database_of
from benchmarks.bench.size import Size

SMALL = Size(stories=100, appointments=60, topics=61, authors=5, pictures=5)


def test_every_page_answers(db, client):
    seed.fill(SMALL)
    assert seed.is_filled(SMALL)
    desk = {"cookie": seed.login()}
    for page in pages(SMALL):
        headers = desk if page.desk else {}
        answer = client.get(page.addresses[0], headers=headers)
        assert answer.status_code == 200, page.name
        assert client.get(page.addresses[-1], headers=headers).status_code == 200, page.name
        if page.again:
            headers["if-none-match"] = answer["ETag"]
            assert client.get(page.addresses[0], headers=headers).status_code == 304


def test_searches_find_what_they_are_asked_for(db, client):
    seed.fill(SMALL)
    for page in pages(SMALL):
        if page.name.startswith("search"):
            assert "/story-" in client.get(page.addresses[0]).content.decode(), page.name


def two_queries(_request):
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.execute("SELECT 2")
    return HttpResponse("ok")


@pytest.mark.parametrize(("asked", "said"), [({"x-bench-count": "1"}, "2"), ({}, None)])
def test_queries_are_counted_for_who_asks(db, rf, asked, said):
    answer = counter.count_queries(two_queries)(rf.get("/", headers=asked))
    assert answer.headers.get(counter.SAID) == said


class Kept:
    """A server that keeps what it has answered: it counts how often it makes a page."""

    def __init__(self):
        self.made, self.asked = set(), []

    def look(self):
        pass

    def ask(self, address, **headers):
        self.asked.append(address)
        queries = "0" if address in self.made else "5"
        self.made.add(address)
        return 200, {SAID: queries}, b"page", 0.01

    def cost(self, addresses, **headers):
        costs = [1 if address in self.made else 50 for address in addresses]
        for address in addresses:
            self.ask(address)
        return sum(costs) / len(costs), costs


def test_a_page_is_asked_where_nobody_asked_before_and_once_more():
    pages = [Page("story", STORY, ("/a/", "/b/?q=1")), Page("desk", STORY, ("/admin/",), desk=True)]
    visitor = Kept()
    made, kept = Measurement(visitor, pages, kept=True).run(4)
    assert (made["story"]["cpu_ms"], kept["story"]["cpu_ms"]) == (50, 1)
    assert (made["story"]["queries"], kept["story"]["queries"]) == (5, 0)
    assert list(kept) == ["story"]
    assert not any("bench=" in address for address in visitor.asked if address.startswith("/admin/"))


def test_where_nothing_is_kept_the_addresses_are_those_of_the_site():
    visitor = Kept()
    made, kept = Measurement(visitor, [Page("story", STORY, ("/a/", "/b/"))]).run(4)
    assert kept == {}
    assert made["story"]["answers"] == 4
    assert not any("bench=" in address for address in visitor.asked)


def test_a_page_that_seems_worse_is_asked_again_before_that_is_said():
    class Unlucky:
        """The first figures were taken while the machine was busy."""

        def run(self, rounds, names):
            asked.append((rounds, names))
            return [{"story": {"queries": 4, "to_ideal": 10}}, {}]

    asked, said = [], []
    before = {"pages": {"story": {"queries": 4, "to_ideal": 10}}, "kept": {}}
    figures = [{"story": {"queries": 4, "to_ideal": 16}}, {}]
    assert asked_again(Unlucky(), figures, before, 5, said.append)[0]["story"]["to_ideal"] == 10
    assert asked == [(10, {"story"})]
    assert said == ["Asking again: story"]


def test_a_page_that_is_not_there_stops_the_bench(monkeypatch):
    visitor = Visitor("127.0.0.1", 1)
    monkeypatch.setattr(visitor, "ask", lambda address: (404, {}, b"", 0.01))
    with pytest.raises(SystemExit, match="/gone/ answers 404"):
        visitor.cost(["/gone/"])


# --- Processor time ----------------------------------------------------------------------------------
def test_processor_time_grows_with_work():
    before, end = clock.spent([os.getpid()]), time.process_time() + 0.05
    while time.process_time() < end:
        pass
    assert clock.spent([os.getpid()]) - before >= 40


def test_children_of_a_site_are_its_processes():
    sleeper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        assert {os.getpid(), sleeper.pid} <= set(clock.processes(Site(0, os.getpid())))
    finally:
        sleeper.kill()
        sleeper.wait()


def test_backends_of_postgresql_are_found_by_the_database(tmp_path, monkeypatch):
    for pid, title in (
        (7, "postgres: me bench_1 127.0.0.1(5000) idle"),
        (8, "postgres: me other [local] idle"),
    ):
        (tmp_path / f"{pid}").mkdir()
        (tmp_path / f"{pid}" / "cmdline").write_text(title)
    monkeypatch.setattr(clock, "PROC", tmp_path)
    assert clock.backends("bench_1") == [7]
    assert clock.backends("") == []


def test_the_database_is_that_of_the_address():
    assert database_of("postgres://me@127.0.0.1:5432/bench_1") == "bench_1"
    assert database_of("sqlite:////tmp/one.sqlite3") == ""
