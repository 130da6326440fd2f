"""Lists of stories: what a card shows, in one query, newest first, page by key.

Reads the record only. A list names its place by the last story shown (`?before=`), so that page a thousand
costs what page one costs and nothing is counted.
"""

import calendar
import datetime
from typing import NamedTuple

from django.db.models import OuterRef, Q, Subquery
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from articles.models.edition import Edition
from articles.models.edition_relations import EditionAuthor, EditionOfficial, EditionTopic
from articles.models.topic import Author, Topic
from newsroom.lib.json_rows import JSONRows
from newsroom.lib.keyset import Key
from people.dated_names import person_name_on
from people.models import Person

PAGE = 20
DAY = datetime.timedelta(days=1)
LONG = ("body", "body_html", "search_text")  # what no card shows


class Named(NamedTuple):
    """A topic or an author as a page shows them."""

    name: str
    href: str


class Page(NamedTuple):
    """One page of a list; `older` is the query string of the next one, "" on the last."""

    stories: list
    older: str


# --- What a story is filed under, with the story --------------------------------------------------
def with_names(editions):
    """Add the columns topic_rows and author_rows; `named` turns them into names. No query of its own."""
    topics = EditionTopic.objects.filter(edition=OuterRef("pk")).order_by().values("edition")
    authors = EditionAuthor.objects.filter(edition=OuterRef("pk")).order_by().values("edition")
    return editions.annotate(
        topic_rows=Subquery(
            topics.annotate(rows=JSONRows("pk", "topic__name", "topic__slug", "topic_id")).values("rows")
        ),
        author_rows=Subquery(
            authors.annotate(rows=JSONRows("position", "author__name", "author__slug")).values("rows")
        ),
    )


def named(edition):
    """Give an edition of `with_names()` its `topics` and `authors`, in order, as lists of Named."""
    edition.topics = _named("articles:topic", edition.topic_rows)
    edition.authors = _named("articles:author", edition.author_rows)
    return edition


def _named(view, rows):
    return [Named(name, reverse(view, args=[slug])) for _, name, slug, *_ in sorted(rows or [])]


def cards(editions):
    """The editions with their lead picture, topics and authors, without their text. One query."""
    found = with_names(editions).select_related("lead_image").defer(*LONG)
    return [named(edition) for edition in found]


def officials_of(edition):
    """The links of an edition to officials whom readers may see, with persons and portraits. No query yet.

    `merged` are the ids, [[id], …], of those merged into the person since: the text may still name them.
    """
    links = EditionOfficial.objects.filter(edition=edition.pk, person__is_public=True)
    merged = Person._base_manager.filter(merged_into=OuterRef("person")).order_by().values("merged_into")
    merged = merged.annotate(rows=JSONRows("pk")).values("rows")
    links = links.select_related("person__portrait").annotate(merged=Subquery(merged))
    return links.annotate(person_then=person_name_on(edition.date))


def as_called(links):
    """These links of `officials_of`, their persons with their names of the story's day. One query."""
    links = list(links)
    for link in links:
        link.person.name_then = link.person_then
    return links


# --- Newest first, by key -------------------------------------------------------------------------
def newest(before=None, until=None, **conditions):
    """Live editions under `conditions`, newest first: after the Key `before`, else published by `until`.

    There is always exactly one upper bound on the time of publication, at least now: it says nothing new of
    a live story, but without it SQLite sorts all that began by now, and with two it may take the wrong one.
    """
    now = timezone.now()
    bound = before.older("published_at") if before else Q(published_at__lte=until or now)
    return Edition.objects.live(now).filter(bound, **conditions).newest_first()


def filed_under(relation, before=None, **conditions):
    """Live editions with a row of `relation` under `conditions`: filed_under("edition_topics", topic=t).

    Ordered by the relation's own columns, which have an index for it; `conditions` name its fields.
    """
    at, edition = f"{relation}__published_at", f"{relation}__edition"
    older = before.older(at, edition) if before else Q()
    conditions = {f"{relation}__{name}": value for name, value in conditions.items()}
    # One filter() call: a second one would join the relation a second time.
    return Edition.objects.live().filter(older, **conditions).order_by(f"-{at}", f"-{edition}_id")


def topic_at(slug):
    """The topic of this address or other name (then `slug` is not its own: redirect). Http404 without one."""
    found = Topic.objects.filter(slug=slug).first()
    return found or get_object_or_404(Topic, aliases__slug=slug)


def author_at(slug):
    """The author of this address or a former one (it is not `slug`: redirect). Http404 without one."""
    found = Author.objects.filter(slug=slug).first()
    return found or get_object_or_404(Author, former_addresses__slug=slug)


def refuse_unseen(stories, announced=False):
    """The name of a topic that no reader has seen may itself be news: Http404 until a story brings it."""
    if not stories and not announced:
        raise Http404


def month_bounds(year, month):
    """The month with a day before and after it, as (begin, end): it contains the month in every time zone.

    Bounds on published_at let the database use its index of time; what counts is the column `month`.
    """
    year, month = int(year), int(month)
    try:
        begin = datetime.datetime(year, month, 1, tzinfo=datetime.UTC)
        end = begin + datetime.timedelta(days=calendar.monthrange(year, month)[1])
        return begin - DAY, end + DAY
    except (ValueError, OverflowError):
        raise Http404 from None


def span():
    """The months of the first and the last live story: ("2004-03", "2016-12"), or None. Two queries."""
    last = newest().values_list("month", flat=True)
    first = last.reverse().first()
    return (first, last.first()) if first else None


def place(request):
    """The Key in `?before=`, None without it. Http404 for one that we did not write."""
    if "before" not in request.GET:
        return None
    try:
        return Key.parse(request.GET["before"])
    except ValueError:
        raise Http404 from None


def page_of(editions, size=PAGE):
    """The first Page of these editions. One query."""
    stories = cards(editions[: size + 1])
    if len(stories) <= size:
        return Page(stories, "")
    last = stories[size - 1]
    return Page(stories[:size], f"?before={Key(last.published_at, last.pk)}")
