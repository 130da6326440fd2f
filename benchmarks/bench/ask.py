"""Asks pages and measures each answer beside a bare view and an ideal page of the same process.

The machine may be busy with other things. So each page is asked beside answers of the bare view and the
ideal page, only processor time of the site's own processes counts, and what is told are medians.
"""

import http.client
import statistics
import time
from collections import deque
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from . import clock
from .counter import ASK, SAID
from .serve import HOST
from .urls import BARE, IDEAL

BARE_ANSWERS, IDEAL_ANSWERS, KEPT_ANSWERS = 10, 4, 10  # beside each page
BROWSER = {"Host": HOST, "X-Forwarded-Proto": "https", "Accept-Encoding": "gzip"}
SETTLES = 0.003  # seconds until a server has done what it does after an answer
MOST_TIME = 6  # seconds that one page may take in all, once it has been asked FEWEST times
FEWEST = 5


class Visitor:
    """Somebody who keeps a connection to a server open. The time of the processes of a Site counts."""

    def __init__(self, host, port, site=None, headers=()):
        self._server = http.client.HTTPConnection(host, port, timeout=120)
        self.site, self.pids = site, ()
        self.headers = BROWSER | dict(headers)

    def ask(self, address, **headers):
        """(status, headers, body as it was sent, seconds)"""
        began = time.perf_counter()
        self._server.request("GET", address, headers=self.headers | headers)
        answer = self._server.getresponse()
        body = answer.read()
        return answer.status, answer.headers, body, time.perf_counter() - began

    def look(self):
        """Find the processes of the site: a backend of PostgreSQL lives a minute."""
        if self.site and (not self.pids or self.site.database):
            self.pids = clock.processes(self.site)

    def cost(self, addresses, **headers):
        """(milliseconds of processor time an answer, [milliseconds of each]). Stops at an error page."""
        before = clock.spent(self.pids)
        answers = [self.ask(address, **headers) for address in addresses]
        time.sleep(SETTLES)
        spent = clock.spent(self.pids) - before
        for address, (status, *_rest) in zip(addresses, answers, strict=True):
            if status not in (200, 304):
                raise SystemExit(f"{address} answers {status}.")
        return spent / len(answers), [seconds * 1000 for *_rest, seconds in answers]


@dataclass
class Answers:
    """What was measured of one page."""

    cpu: list = field(default_factory=list)
    bare: list = field(default_factory=list)
    ideal: list = field(default_factory=list)
    took: list = field(default_factory=list)
    queries: int | None = None
    size: int = 0

    def add(self, bare, ideal, cpu, took):
        self.bare.append(bare)
        self.ideal.append(ideal)
        self.cpu.append(cpu)
        self.took += took

    def figures(self):
        """The figures that are reported, as plain values."""
        return {
            "cpu_ms": statistics.median(self.cpu),
            "p50_ms": statistics.median(self.took),
            "p99_ms": percentile(self.took, 99),
            "queries": self.queries,
            "bytes": self.size,
            "to_bare": ratio(self.cpu, self.bare),
            "to_ideal": ratio(self.cpu, self.ideal),
            "bare_ms": statistics.median(self.bare),
            "ideal_ms": statistics.median(self.ideal),
            "answers": len(self.cpu),
        }


def ratio(ours, theirs):
    """The median of what each answer cost against its neighbour."""
    return statistics.median(one / other for one, other in zip(ours, theirs, strict=True))


def percentile(values, n):
    """The value that n of 100 do not exceed; of few values the largest."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * n // 100)]


class Measurement:
    """One run against one server: every page some times, in rounds.

    With `kept` each page is asked at an address at which nobody asked it before, and then there once more.
    """

    def __init__(self, visitor, pages, cookie="", number=1, kept=False):
        self.visitor, self.pages, self.keeps = visitor, pages, kept
        self.desk = {"Cookie": cookie}
        self.ideal = f"{IDEAL}{number}/"
        self.answers = {page.name: Answers() for page in pages}
        self.kept = {page.name: Answers() for page in pages if kept and not page.desk}
        self.asked = 0
        self._next = {page.name: deque(page.addresses) for page in pages}
        self._headers = {}

    def run(self, rounds, names=None):
        """Ask each page, or those named, `rounds` times more.

        Returns {name: figures} of pages made anew and of kept ones, from all times that they were asked.
        """
        asked = [page for page in self.pages if names is None or page.name in names]
        for page in asked:
            if page.name not in self._headers:
                self._first(page)
        for _round in range(rounds):
            for page in asked:
                self._once(page)
        return [{name: one.figures() for name, one in part.items()} for part in (self.answers, self.kept)]

    def _first(self, page):
        """Warm the page up; what it says of itself is that of its first address."""
        headers, answers = dict(self.desk) if page.desk else {}, self.answers[page.name]
        address = page.addresses[0]
        status, said, body, _took = self.visitor.ask(address, **headers)
        if page.again:
            headers["If-None-Match"] = said["ETag"]
        wanted = 304 if page.again else 200
        for _n in range(2):
            status, said, body, _took = self.visitor.ask(address, **headers, **{ASK: "1"})
        if status != wanted:
            raise SystemExit(f"{page.name}: {address} answers {status}.")
        answers.queries, answers.size = _number(said[SAID]), len(body)
        self._headers[page.name] = headers
        if page.name in self.kept:
            self.kept[page.name].queries, self.kept[page.name].size = answers.queries, answers.size
            if not page.again:
                _status, said, _body, _took = self.visitor.ask(self._new(address), **headers, **{ASK: "1"})
                answers.queries = _number(said[SAID])

    def _new(self, address):
        """An address that nobody asked before: a parameter that no page reads makes it another one."""
        self.asked += 1
        return f"{address}{'&' if '?' in address else '?'}bench={self.asked}"

    def _once(self, page):
        answers = self.answers[page.name]
        if len(answers.took) >= FEWEST and sum(answers.took) > MOST_TIME * 1000:
            return
        self.visitor.look()
        waiting = self._next[page.name]
        bare, _took = self.visitor.cost([BARE] * BARE_ANSWERS)
        ideal, _took = self.visitor.cost([self.ideal] * IDEAL_ANSWERS)
        address, headers = waiting[0], self._headers[page.name]
        waiting.rotate(-1)
        if page.name in self.kept and not page.again:
            address = self._new(address)
        answers.add(bare, ideal, *self.visitor.cost([address], **headers))
        if page.name in self.kept:
            again = [address] * KEPT_ANSWERS
            self.kept[page.name].add(bare, ideal, *self.visitor.cost(again, **headers))


def _number(text):
    return int(text) if text else None


def peer(address, rounds, site=None):
    """The figures of one page of another server; processor time only if its processes are known."""
    parts = urlsplit(address)
    visitor = Visitor(parts.hostname, parts.port or 80, site, {"Host": parts.netloc})
    visitor.look()
    path = f"{parts.path or '/'}?{parts.query}".rstrip("?")
    _status, _said, body, _took = visitor.ask(path)
    costs = [visitor.cost([path]) for _round in range(rounds)]
    took = [one for _cpu, each in costs for one in each]
    cpu = statistics.median(cpu for cpu, _took in costs) if site else None
    return {
        "cpu_ms": cpu,
        "p50_ms": statistics.median(took),
        "p99_ms": percentile(took, 99),
        "bytes": len(body),
        "answers": rounds,
    }
