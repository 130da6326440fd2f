"""What search engines can find here: sitemaps (sitemaps.org 0.9), the news sitemap, robots.txt.

One sitemap a month of first publication, so that each stays far below the 50,000 addresses it may hold.
"""

import datetime

from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.models.edition import Edition
from articles.models.edition_relations import EditionAuthor, EditionTopic
from articles.models.topic import Author, Topic
from articles.public.lists import month_bounds, newest, span
from newsroom.images.models import Image
from newsroom.lib.addresses import absolute
from newsroom.lib.html import legal
from people.models import Organization, Person, Post

LIMIT = 50_000
NEWS_LIMIT, NEWS_AGE = 1_000, datetime.timedelta(days=2)
ONLY = ("month", "slug", "modified_at", "published_at", "headline", "language", "lead_image")
PICTURE = tuple(f"lead_image__{name}" for name in Image.ADDRESS_FIELDS)
XML = "application/xml"


@require_safe
def index(request):
    """The index of all sitemaps. Two queries: the first story, the last one."""
    names = [reverse("articles:sitemap_people"), reverse("articles:sitemap_topics")]
    names += [reverse("articles:sitemap_month", args=month.split("-")) for month in _months()]
    context = {"sitemaps": [absolute(name) for name in names]}
    return render(request, "articles/sitemap_index.xml", context, content_type=XML)


def _months():
    """Every month from the first story's to the last one's, as "2007-10"; one without stories is empty."""
    if not (months := span()):
        return []
    first, last = ([int(part) for part in month.split("-")] for month in months)
    numbers = range(first[0] * 12 + first[1] - 1, last[0] * 12 + last[1])
    return [f"{number // 12:04}-{number % 12 + 1:02}" for number in numbers]


@require_safe
def month(request, year, month):
    """The stories of a month, with their pictures. One query."""
    begin, end = month_bounds(year, month)
    stories = newest(until=end, published_at__gte=begin, month=f"{year}-{month}")
    stories = stories.select_related("lead_image").only(*ONLY, *PICTURE)
    rows = [
        {
            "loc": absolute(story.get_absolute_url()),
            "lastmod": story.modified_at,
            "image": absolute(story.lead_image.rendition("w1600")) if story.lead_image else "",
        }
        for story in stories[:LIMIT]
    ]
    return _sitemap(request, rows)


@require_safe
def news(request):
    """The stories of the last two days, as Google News reads them. One query."""
    recent = newest(published_at__gte=timezone.now() - NEWS_AGE).only(*ONLY)[:NEWS_LIMIT]
    rows = [
        {
            "loc": absolute(story.get_absolute_url()),
            "language": story.language.partition("-")[0],
            "published_at": story.published_at,
            "title": legal(story.headline),
        }
        for story in recent
    ]
    return render(request, "articles/news_sitemap.xml", {"rows": rows}, content_type=XML)


@require_safe
def topics(request):
    """The front page, the archive, and the topics and authors that readers have seen. Two queries."""
    live = Edition.objects.live().filter(pk=OuterRef("edition"))
    by_topic = EditionTopic.objects.filter(Exists(live), topic=OuterRef("pk"))
    by_author = EditionAuthor.objects.filter(Exists(live), author=OuterRef("pk"))
    pages = [
        reverse("front"),
        reverse("articles:archive"),
        reverse("articles:corrections"),
        reverse("people:changes"),
    ]
    pages += [row.get_absolute_url() for row in Topic.objects.filter(Exists(by_topic))[:LIMIT]]
    pages += [row.get_absolute_url() for row in Author.objects.filter(Exists(by_author))[:LIMIT]]
    return _sitemap(request, [{"loc": absolute(page)} for page in pages[:LIMIT]])


@require_safe
def people(request):
    """Officials, posts and organizations. Three queries."""
    found = [Person.objects.public().order_by("pk"), Post.objects.order_by("pk")]
    found.append(Organization.objects.order_by("pk"))
    rows = [{"loc": absolute(row.get_absolute_url())} for rows in found for row in rows[:LIMIT]]
    return _sitemap(request, rows[:LIMIT])


def _sitemap(request, rows):
    return render(request, "articles/sitemap.xml", {"rows": rows}, content_type=XML)


@require_safe
def robots(request):
    """What robots may read: everything public. The desk and search results are not for them."""
    lines = ["User-agent: *", "Disallow: /admin/", "Disallow: /search/", ""]
    lines += [
        f"Sitemap: {absolute(reverse(f'articles:{name}'))}" for name in ("sitemap_index", "news_sitemap")
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
