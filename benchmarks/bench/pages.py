"""Every kind of page that is asked (`Page`), with its addresses, the bar it has to reach, and its growth."""

import random
from dataclasses import dataclass

from django.db.models import Max

from articles.models.edition import Edition, month_of
from articles.models.edition_relations import EditionTopic
from newsroom.lib.keyset import Key

from .size import BUSY, moments
from .words import COMMON

SAMPLE = 60  # addresses of a kind of page that has many


@dataclass(frozen=True)
class Bar:
    """What a page may cost: times the bare view from what is kept and anew, and how far it may grow."""

    miss: float | None
    growth: float
    hit: float | None = 0.8


STORY = Bar(20, 1.2)
FRONT = Bar(40, 1.2)
LIST = Bar(40, 1.3)
RECORD = Bar(60, 1.3)
SEARCH = Bar(60, 2)
FEED = Bar(50, 1.2)
SITEMAP = Bar(100, 1.3)
UNCHANGED = Bar(None, 1)
DESK_LIST, DESK_FORM, DASHBOARD, LINK_DESK = (Bar(miss, 1.3, None) for miss in (100, 150, 120, 150))


@dataclass(frozen=True)
class Page:
    """One kind of page, asked at its addresses in turn; `again` is asked by a reader who has it already."""

    name: str
    bar: Bar
    addresses: tuple
    again: bool = False
    desk: bool = False


def pages(size):
    """Every Page of a seeded site of this Size. Three queries."""
    drawn = random.Random(size.seed)
    stories = _stories(size, drawn)
    officials = [f"person-{n}" for n in _some(drawn, size.persons // 2, size.persons)]
    posts = [f"post-{n}" for n in _some(drawn, 0, size.posts)]
    organizations = [f"office-{n}" for n in _some(drawn, 0, size.organizations)]
    years = [f"{year}-05-0{day}" for day in range(1, 8) for year in range(1996, 2026, 4)]
    rare = [f"rare{n}" for n in _some(drawn, 1, size.stories + 1)]
    topic = "bababa+question"
    return [
        Page("story", STORY, stories),
        Page("story, not changed", UNCHANGED, stories[:1], again=True),
        Page("front", FRONT, ("/",)),
        Page("archive", LIST, ("/news/",)),
        Page("archive, deep", LIST, (_deep(size),)),
        Page("archive, a month", LIST, (f"/news/{BUSY:%Y/%m}/",)),
        Page("topic, most stories", LIST, ("/topics/topic-0/",)),
        Page("topic, few stories", LIST, _at("/topics/topic-{}/", _rare_topics(size, drawn))),
        Page("author", LIST, _at("/authors/author-{}/", range(min(size.authors, 12)))),
        Page("person", LIST, _at("/people/{}/", officials)),
        Page("post", LIST, _at("/posts/{}/", posts)),
        Page("organization", LIST, _at("/organizations/{}/", organizations)),
        Page("officials, A to Z", LIST, ("/people/",)),
        Page("who held what on a day", RECORD, _at("/people/?on={}", years)),
        Page("changes", RECORD, ("/people/changes/",)),
        Page("posts", RECORD, ("/posts/",)),
        Page("search, rare word", SEARCH, _at("/search/?q={}", rare)),
        Page("search, common word", SEARCH, (f"/search/?q={COMMON[0]}",)),
        Page("search, two words", SEARCH, (f"/search/?q={COMMON[0]}+{COMMON[1]}",)),
        Page("search, phrase", SEARCH, (f"/search/?q=%22{COMMON[1]}+{COMMON[0]}%22",)),
        Page("search, topic and word", SEARCH, (f"/search/?q={topic}+{COMMON[0]}",)),
        Page("search, topic", SEARCH, (f"/search/?q={topic}",)),
        Page("Atom", FEED, ("/feed.atom",)),
        Page("JSON feed", FEED, ("/feed.json",)),
        Page("sitemap of 1,000", SITEMAP, (f"/sitemap-{BUSY:%Y-%m}.xml",)),
        Page("desk: list", DESK_LIST, ("/admin/articles/article/",), desk=True),
        Page("desk: search", DESK_LIST, (f"/admin/articles/article/?q={COMMON[0]}",), desk=True),
        Page("desk: form", DESK_FORM, _forms(size, drawn), desk=True),
        Page("desk: dashboard", DASHBOARD, ("/admin/",), desk=True),
        Page("desk: link desk", LINK_DESK, ("/admin/links/",), desk=True),
    ]


def _some(drawn, first, last):
    numbers = range(first, last)
    return drawn.sample(numbers, min(SAMPLE, len(numbers)))


def _at(address, values):
    return tuple(address.format(value) for value in values)


def _stories(size, drawn):
    wanted = set(_some(drawn, 1, size.stories + 1))
    found = [
        f"/news/{month_of(at).replace('-', '/')}/story-{n}/"
        for n, at in enumerate(moments(size.stories), 1)
        if n in wanted
    ]
    drawn.shuffle(found)
    return tuple(found)


def _forms(size, drawn):
    return _at("/admin/articles/article/{}/change/", _some(drawn, 1, size.stories + 1))


def _rare_topics(size, drawn):
    """The numbers of the rarest topics of some stories: the less frequent, the higher the number."""
    own = EditionTopic.objects.filter(edition__article__in=_some(drawn, 1, size.stories + 1))
    rarest = own.order_by().values("edition").annotate(rarest=Max("topic")).values_list("rarest", flat=True)
    return sorted({topic - 1 for topic in rarest}, reverse=True)


def _deep(size):
    """The archive from its middle on."""
    edition = Edition.objects.filter(article=size.stories // 2 + 1).order_by("-number").first()
    return f"/news/?before={Key(edition.published_at, edition.pk)}"
