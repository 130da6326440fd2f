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

BARE_ANSWERS, IDEAL_ANSWERS = 10, 4  # beside each page
BROWSER = {"Host": HOST, "X-Forwarded-Proto": "https", "Accept-Encoding": "gzip"}
SETTLES = 0.003  # seconds until a server has done what it does after an answer
MOST_TIME = 6  # seconds that one page may take in all, once it has been asked FEWEST times
FEWEST = 5


class Visitor:
    """Somebody who keeps a connection to a server open. `pids` are the processes whose time counts."""

    def __init__(self, host, port, pids=(), headers=()):
        self._server = http.client.HTTPConnection(host, port, timeout=120)
        self.pids = pids
        self.headers = BROWSER | dict(headers)

    def ask(self, address, **headers):
        """(status, headers, body as it was sent, seconds)"""
        began = time.perf_counter()
        self._server.request("GET", address, headers=self.headers | headers)
        answer = self._server.getresponse()
        body = answer.read()
        return answer.status, answer.headers, body, time.perf_counter() - began

    def cost(self, addresses, **headers):
        """(milliseconds of processor time an answer, [milliseconds that each took])"""
        before = clock.spent(self.pids)
        took = [self.ask(address, **headers)[3] * 1000 for address in addresses]
        time.sleep(SETTLES)
        return (clock.spent(self.pids) - before) / len(took), took


@dataclass
class Answers:
    """What was measured of one page."""

    cpu: list = field(default_factory=list)
    bare: list = field(default_factory=list)
    ideal: list = field(default_factory=list)
    took: list = field(default_factory=list)
    queries: int | None = None
    size: int = 0

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
    """One run against one server: every page some times, in rounds."""

    def __init__(self, visitor, pages, cookie="", number=1):
        self.visitor, self.pages = visitor, pages
        self.desk = {"Cookie": cookie}
        self.ideal = f"{IDEAL}{number}/"
        self.answers = {page.name: Answers() for page in pages}
        self._next = {page.name: deque(page.addresses) for page in pages}
        self._headers = {}

    def run(self, rounds, same=False):
        """Ask each page `rounds` times; `same` asks one address of it always. Returns {name: figures}."""
        for page in self.pages:
            self._first(page)
        for _round in range(rounds):
            for page in self.pages:
                self._once(page, same)
        return {name: answers.figures() for name, answers in self.answers.items()}

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

    def _once(self, page, same):
        answers = self.answers[page.name]
        if len(answers.took) >= FEWEST and sum(answers.took) > MOST_TIME * 1000:
            return
        waiting = self._next[page.name]
        bare, _took = self.visitor.cost([BARE] * BARE_ANSWERS)
        ideal, _took = self.visitor.cost([self.ideal] * IDEAL_ANSWERS)
        cpu, took = self.visitor.cost([waiting[0]], **self._headers[page.name])
        if not same:
            waiting.rotate(-1)
        answers.bare.append(bare)
        answers.ideal.append(ideal)
        answers.cpu.append(cpu)
        answers.took += took


def _number(text):
    return int(text) if text else None


def peer(address, rounds, pids=()):
    """The figures of one page of another server; processor time only if its processes are known."""
    parts = urlsplit(address)
    visitor = Visitor(parts.hostname, parts.port or 80, pids, {"Host": parts.netloc})
    path = f"{parts.path or '/'}?{parts.query}".rstrip("?")
    _status, _said, body, _took = visitor.ask(path)
    costs = [visitor.cost([path]) for _round in range(rounds)]
    took = [one for _cpu, each in costs for one in each]
    cpu = statistics.median(cpu for cpu, _took in costs) if pids else None
    return {
        "cpu_ms": cpu,
        "p50_ms": statistics.median(took),
        "p99_ms": percentile(took, 99),
        "bytes": len(body),
        "answers": rounds,
    }
