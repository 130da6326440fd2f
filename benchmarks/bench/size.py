"""How large a seeded site is (`Size`) and its fixed moments; everything follows from these numbers."""

import datetime
from dataclasses import asdict, dataclass

UNTIL = datetime.datetime(2026, 10, 31, 12, tzinfo=datetime.UTC)  # the newest story; never the clock's now
SINCE = datetime.datetime(2014, 11, 1, tzinfo=datetime.UTC)
BUSY = datetime.datetime(2020, 3, 1, tzinfo=datetime.UTC)  # a month of BUSY_STORIES, for its sitemap
AFTER_BUSY = datetime.datetime(2020, 4, 1, tzinfo=datetime.UTC)
BUSY_STORIES = 1000

WORDS = 600  # of a story
TOPICS_OF_A_STORY = 12
OFFICIALS_OF_A_STORY = 3
APPOINTMENTS_OF_A_PERSON = 2
APPOINTMENTS_OF_A_POST = 13
POSTS_OF_AN_ORGANIZATION = 10


@dataclass(frozen=True)
class Size:
    """The numbers of a seeded site. The record has a number of its own: cost is drawn against both."""

    stories: int = 10_000
    appointments: int = 50_000
    topics: int = 2_000
    named: int = 5_000  # officials whom stories name
    authors: int = 200
    pictures: int = 500
    seed: int = 1

    @property
    def persons(self):
        return max(OFFICIALS_OF_A_STORY + 1, self.appointments // APPOINTMENTS_OF_A_PERSON)

    @property
    def posts(self):
        return max(1, self.appointments // APPOINTMENTS_OF_A_POST)

    @property
    def organizations(self):
        return max(1, self.posts // POSTS_OF_AN_ORGANIZATION)

    @property
    def officials(self):
        """How many of the persons stories name."""
        return min(self.named, self.persons)

    def as_json(self):
        return asdict(self)


def moments(stories):
    """Yield when each story was first published, the oldest first, in whole seconds.

    Evenly from SINCE to UNTIL, but for one month that has BUSY_STORIES, or half of the stories.
    """
    busy = min(BUSY_STORIES, stories // 2)
    others = stories - busy
    month = AFTER_BUSY - BUSY
    span = (UNTIL - SINCE - month).total_seconds()
    before = int(others * (BUSY - SINCE).total_seconds() / span)
    for n in range(1, before + 1):
        yield SINCE + datetime.timedelta(seconds=int(span * n / others) - 1)
    for n in range(busy):
        yield BUSY + datetime.timedelta(seconds=int(month.total_seconds() * (n + 0.5) / busy))
    for n in range(before + 1, others + 1):
        yield SINCE + month + datetime.timedelta(seconds=int(span * n / others))
