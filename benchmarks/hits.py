"""How often a reader gets a kept page on a day of 300 publications: `python -m benchmarks.hits`.

Compares what a page may be kept under: one stamp for the site, a version for each part that a page is made
of, the same without the list of related stories, and, as the most that any scheme can reach, a day without
publications. No server and no database. The day is drawn from a seed; readers come at random (a Poisson
process), so what they find is reckoned exactly and not drawn: a page costs a miss where somebody asks for it
between two changes. A full memory forgets the page that nobody asked for longest (Che's approximation).

What is not in it: new stories are pages that nobody had asked for before and are most read in their first
hour; here the crowd stays with the stories there are. Readers come evenly over the day.
"""

import argparse
import math
import random
from collections import defaultdict
from itertools import accumulate, pairwise
from typing import NamedTuple

DAY = 24 * 60 * 60  # seconds; at midnight every page is made anew
PUBLICATIONS = 300
EDITIONS_OF_A_STORY = 1.3  # so this many publications for each new story; the others are corrections
UPLOADS = 150  # pictures; each renews the stamp, and no page shows it yet
CHANGES_OF_THE_RECORD = 60
TOPICS, TOPICS_OF_A_STORY = 2_000, 12
OFFICIALS, OFFICIALS_OF_A_STORY = 5_000, 3
QUERIES = 5_000  # different searches
LISTS = 4  # archive, feeds and sitemap: each shows the newest stories
# What readers ask for. An assumption; stories are the long tail, lists are few and asked often.
SHARES = {"story": 0.70, "front": 0.12, "topic": 0.06, "official": 0.05, "list": 0.05, "search": 0.02}
STORIES = (10_000, 100_000)
RATES = (1, 10, 100, 1_000)  # requests a second
MEMORY = 64 * 1024 * 1024  # KEPT_PAGES_MB of a process
PAGE = 2 * 13_000 + 2_000  # bytes of a story of 600 words in that memory
GRAINS = ("one stamp", "each part", "no related list", "no publication")
SAMPLE = 20  # stories drawn from a group that is read about as often
NEAR = 1.02  # how much more often the first of a group is read than the last


class Pages(NamedTuple):
    """So many pages, each asked for with this share of all requests, and {grain: when they change}."""

    kind: str
    count: float
    share: float
    changes: dict


def zipf(n):
    """The shares of the ranks 1 to n by Zipf's law."""
    total = sum(1 / rank for rank in range(1, n + 1))
    return [1 / rank / total for rank in range(1, n + 1)]


class Day:
    """What is written on a day, and when: moments as seconds since midnight."""

    def __init__(self, stories, seed):
        self.random = random.Random(seed)
        self.cumulated = {n: list(accumulate(zipf(n))) for n in (TOPICS, OFFICIALS, stories)}
        self.everything = []  # what renews the stamp
        self.published = []
        self.known = []  # changes of the record
        self.of_story, self.of_topic = defaultdict(list), defaultdict(list)
        self.named, self.changed = defaultdict(list), defaultdict(list)  # officials
        for _ in range(PUBLICATIONS):
            self._publish(stories)
        for _ in range(CHANGES_OF_THE_RECORD):
            moment = self._moment()
            self.known.append(moment)
            self.changed[self._some(OFFICIALS, 1)[0]].append(moment)
        for _ in range(UPLOADS):
            self._moment()

    def _publish(self, stories):
        moment = self._moment()
        self.published.append(moment)
        if self.random.random() > 1 / EDITIONS_OF_A_STORY:
            self.of_story[self._some(stories, 1)[0]].append(moment)
        topics, officials = self.relations()
        for topic in topics:
            self.of_topic[topic].append(moment)
        for official in officials:
            self.named[official].append(moment)

    def relations(self):
        """The topics and officials of a story, by rank; its related stories are those on the first topic."""
        return self._some(TOPICS, TOPICS_OF_A_STORY), self._some(OFFICIALS, OFFICIALS_OF_A_STORY)

    def _moment(self):
        moment = self.random.uniform(0, DAY)
        self.everything.append(moment)
        return moment

    def _some(self, n, size):
        found = {}
        while len(found) < size:
            found[self.random.choices(range(n), cum_weights=self.cumulated[n])[0]] = True
        return list(found)

    # --- Pages, and when each changes -------------------------------------------------------------
    def pages(self, stories):
        """All Pages of a site of so many stories; those that are read about as often stand for each other."""
        yield from self._stories(stories)
        every = self.published + self.known  # the front page and searches show officials with their titles
        yield self._of("front", 1, 1, every)
        yield self._of("list", LISTS, 1 / LISTS, self.published)
        for rank, share in enumerate(zipf(TOPICS)):
            yield self._of("topic", 1, share, self.of_topic[rank])
        for rank, share in enumerate(zipf(OFFICIALS)):
            yield self._of("official", 1, share, self.named[rank] + self.changed[rank])
        for group, share in groups(zipf(QUERIES)):
            yield self._of("search", len(group), share, every)

    def _stories(self, stories):
        for group, share in groups(zipf(stories)):
            ranks = group if len(group) <= SAMPLE else self.random.sample(group, SAMPLE)
            for rank in ranks:
                (first, *_others), officials = self.relations()
                own = [*self.of_story[rank], *(m for one in officials for m in self.changed[one])]
                yield self._of("story", len(group) / len(ranks), share, own + self.of_topic[first], own)

    def _of(self, kind, count, share, parts, without_related=None):
        changes = (self.everything, parts, parts if without_related is None else without_related, ())
        spans = {grain: _spans(moments) for grain, moments in zip(GRAINS, changes, strict=True)}
        return Pages(kind, count, share * SHARES[kind], spans)


def groups(shares):
    """Parts of the ranks (a range) within which shares hardly differ, each with its mean share."""
    begin = 0
    while begin < len(shares):
        end = max(begin + 1, int((begin + 1) * NEAR))
        end = min(end, len(shares))
        yield range(begin, end), sum(shares[begin:end]) / (end - begin)
        begin = end


def _spans(moments):
    """How long a page stays as it is, over a day."""
    return [after - before for before, after in pairwise([0, *sorted(moments), DAY])]


# --- What readers find --------------------------------------------------------------------------------
def misses(rate, spans, patience):
    """How often a page that is asked `rate` times a second has to be made.

    patience   seconds after which a page that nobody asks for is forgotten
    """
    found = 0
    for span in spans:
        found += 1 - math.exp(-rate * min(span, patience))
        if span > patience:
            found += rate * (span - patience) * math.exp(-rate * patience)
    return found


def patience_of(pages, rate, most):
    """Seconds for which a memory of `most` pages keeps one that nobody asks for; infinite if all have room.

    A page of an old version takes its room until it is forgotten.
    """

    def asked_within(seconds):
        return sum(one.count * (1 - math.exp(-rate * one.share * seconds)) for one in pages)

    if asked_within(DAY) <= most:
        return math.inf
    low, high = 0, DAY
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if asked_within(middle) < most else (low, middle)
    return low


def hit_rate(pages, rate, grain, patience):
    """The share of requests that find a kept page."""
    asked = rate * DAY * sum(one.count * one.share for one in pages)
    made = sum(one.count * misses(rate * one.share, one.changes[grain], patience) for one in pages)
    return 1 - made / asked


def lines(stories=STORIES, rates=RATES, seed=1):
    """The lines of the report."""
    yield f"{'':44}" + "".join(f"{grain:>17}" for grain in GRAINS) + f"{'made a second':>17}"
    yield (
        f"{'stories':>8}{'a second':>10}  {'kept in':<24}"
        + f"{'all / stories':>17}" * 4
        + f"{'one stamp':>17}"
    )
    for size in stories:
        pages = list(Day(size, seed).pages(size))
        tail = [one for one in pages if one.kind == "story"]
        for rate in rates:
            for name, most in (("a shared cache", math.inf), ("64 MB of a process", MEMORY // PAGE)):
                patience = patience_of(pages, rate, most)
                found = [
                    (hit_rate(pages, rate, grain, patience), hit_rate(tail, rate, grain, patience))
                    for grain in GRAINS
                ]
                cells = "".join(f"{f'{whole:.1%} / {part:.1%}':>17}" for whole, part in found)
                yield f"{size:>8,}{rate:>10,}  {name:<24}{cells}{rate * (1 - found[0][0]):>17.1f}"


def main():
    """Print the report."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=1)
    for line in lines(seed=parser.parse_args().seed):
        print(line)


if __name__ == "__main__":
    main()
