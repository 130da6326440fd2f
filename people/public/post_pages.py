"""Posts in pages of a hundred, by organization: in what order they stand, and which come on a page."""

from dataclasses import dataclass

from django.db.models import Count, Min

from newsroom.lib.keys import key_in
from people.models import Post

SIZE = 100  # posts on a page
BY_NAME = ("organization__folded", "organization")
BY_RANK = ("first_rank", *BY_NAME)  # the organization whose weightiest post has the best rank goes first


@dataclass(frozen=True)
class PostPage:
    """The ids of the posts of a page in their order, and of the post after which the next page begins."""

    posts: list[int]
    following: int | None
    is_first: bool


def page_of(scope, after, order, chosen=lambda posts: posts, without=frozenset()):
    """Return the PostPage of the posts of a queryset ``scope`` after a post (its id, or None).

    Organizations stand in an ``order``, the posts of each by rank and name. ``chosen`` filters the posts; it
    is asked of no more organizations than fill a page, then of twice as many, so that a filter that is not
    cheap need not look at every post. ``without`` are ids of posts to pass over. Two queries where most posts
    are chosen, one more after the first page.
    """
    houses = _houses(scope, order)
    place = {house: n for n, (house, _posts) in enumerate(houses)}
    edge = _edge(after, place)
    rest = houses[edge[0] :] if edge else houses
    found, look_at = [], SIZE + 1
    while rest and len(found) <= SIZE:
        some, rest = _first(rest, look_at)
        rows = chosen(scope.filter(organization__in=some)).order_by()
        rows = rows.values_list("organization", "rank", "folded", "pk")
        keys = sorted((place[house], rank, folded, pk) for house, rank, folded, pk in rows)
        found += [key for key in keys if (edge is None or key > edge) and key[-1] not in without]
        look_at *= 2
    posts = [key[-1] for key in found[:SIZE]]
    return PostPage(posts, posts[-1] if len(found) > SIZE else None, edge is None)


def after_in(query):
    """Return the id of the post after which a page asked for in a QueryDict begins, or None."""
    return key_in(query.get("after"))


def _houses(scope, order):
    """[(organization id, number of its posts)] in order."""
    rows = scope.order_by().values("organization").annotate(first_rank=Min("rank"), posts=Count("pk"))
    return list(rows.order_by(*order).values_list("organization", "posts"))


def _edge(after, place):
    """The key of the post after which a page begins; None at the start, or where no such post is listed."""
    row = None if after is None else Post.objects.filter(pk=after)
    row = row and row.values_list("organization", "rank", "folded", "pk").first()
    return (place[row[0]], *row[1:]) if row and row[0] in place else None


def _first(houses, posts):
    """(The ids of the first organizations that have so many posts together, the rest)."""
    count = 0
    for n, (_house, its_posts) in enumerate(houses, start=1):
        count += its_posts
        if count >= posts:
            return [house for house, _posts in houses[:n]], houses[n:]
    return [house for house, _posts in houses], []
