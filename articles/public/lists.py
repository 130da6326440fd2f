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
from django.utils import timezone

from articles.models.edition import Edition
from articles.models.edition_relations import EditionAuthor, EditionOfficial, EditionTopic
from articles.models.topic import Author, Topic
from newsroom.lib.addresses import address_of
from newsroom.lib.json_rows import JSONRows
from newsroom.lib.keyset import Key
from newsroom.lib.prepared import prepared
from people.dated_names import person_name_on
from people.models import Person

PAGE = 20
DAY = datetime.timedelta(days=1)
LONG = ("body", "body_html", "search_text")  # what no card shows
# What a card shows; the last of them say whether the story was corrected.
CARD = ("headline", "standfirst", "kicker", "genre", "language", "month", "slug", "published_at")
CARD += ("number", "kind", "note", "live_from", "history")


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
    return [Named(name, address_of(view, slug)) for _, name, slug, *_ in sorted(rows or [])]


def card_rows(editions):
    """The editions with what a card shows of them, for `named`. No query yet."""
    return with_names(editions).only(*CARD)


def rows_with_pictures(editions):
    """The editions without their text, each with its lead picture, for `named`. No query yet."""
    return with_names(editions).select_related("lead_image").defer(*LONG)


def officials_of(edition):
    """The links of an edition to officials whom readers may see, with persons and portraits. One query.

    The persons have their names of the story's day. `merged` are the ids, [[id], …], of those merged into the
    person since: the text may still name them.
    """
    links = _links(edition=edition.pk, day=edition.date)
    for link in links:
        link.person.name_then = link.person_then
    return links


@prepared
def _links(*, edition, day):
    links = EditionOfficial.objects.filter(edition=edition, person__is_public=True)
    merged = Person._base_manager.filter(merged_into=OuterRef("person")).order_by().values("merged_into")
    merged = merged.annotate(rows=JSONRows("pk")).values("rows")
    links = links.select_related("person__portrait").annotate(merged=Subquery(merged))
    return links.annotate(person_then=person_name_on(day))


# --- Newest first, by key -------------------------------------------------------------------------
def newest(before=None, until=None, live_at=None, **conditions):
    """Live editions under `conditions`, newest first: after the Key `before`, else published by `until`.

    `live_at` is a moment, by default now.

    There is always exactly one upper bound on the time of publication, at least now: it says nothing new of
    a live story, but without it SQLite sorts all that began by now, and with two it may take the wrong one.
    """
    now = live_at or timezone.now()
    bound = before.older("published_at") if before else Q(published_at__lte=until or now)
    return Edition.objects.live(now).filter(bound, **conditions).newest_first()


def filed_under(relation, before=None, live_at=None, **conditions):
    """Live editions with a row of `relation` under `conditions`: filed_under("edition_topics", topic=t).

    Ordered by the relation's own columns, which have an index for it; `conditions` name its fields.
    """
    at, edition = f"{relation}__published_at", f"{relation}__edition"
    older = before.older(at, edition) if before else Q()
    conditions = {f"{relation}__{name}": value for name, value in conditions.items()}
    # One filter() call: a second one would join the relation a second time.
    return Edition.objects.live(live_at).filter(older, **conditions).order_by(f"-{at}", f"-{edition}_id")


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
    now = timezone.now()
    first = _month_of_one(True, now=now)
    return (first[0], _month_of_one(False, now=now)[0]) if first else None


@prepared
def _month_of_one(is_first, *, now):
    months = newest(live_at=now).values_list("month", flat=True)
    return (months.reverse() if is_first else months)[:1]


def place(request):
    """The Key in `?before=`, None without it. Http404 for one that we did not write."""
    if "before" not in request.GET:
        return None
    try:
        return Key.parse(request.GET["before"])
    except ValueError:
        raise Http404 from None


def page_of(rows, size=PAGE):
    """The Page of the first `size` of these `card_rows`; one more says that there is an older page."""
    stories = [named(row) for row in rows[:size]]
    if len(rows) <= size:
        return Page(stories, "")
    last = stories[-1]
    return Page(stories, f"?before={Key(last.published_at, last.pk)}")


def newest_page(before, until=None, **conditions):
    """The Page of what `newest` finds under these conditions. One query."""
    until = None if before else until
    return page_of(_newest_rows(before=before, until=until, now=timezone.now(), **conditions))


@prepared
def _newest_rows(*, before, until, now, **conditions):
    return card_rows(newest(before and Key(*before), until, now, **conditions)[: PAGE + 1])


def page_filed_under(relation, before, **conditions):
    """The Page of what `filed_under` finds, its conditions as numbers and text. One query."""
    return page_of(_rows_under(relation, before=before, now=timezone.now(), **conditions))


@prepared
def _rows_under(relation, *, before, now, **conditions):
    return card_rows(filed_under(relation, before and Key(*before), now, **conditions)[: PAGE + 1])
