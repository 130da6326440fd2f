"""How long public pages take as the stories grow in number: `python -m benchmarks.pages 1000 100000`.

Makes a test database of its own (SQLite, or that of DATABASE_URL), fills it with so many live stories, and
prints for each page the median and 90th percentile of one process through Django's test client, in
milliseconds (no network, no server, nothing cached), and its queries.
"""

import datetime
import os
import statistics
import sys
import time

import django

REPEATS = 15
BATCH = 2000
WORDS = ("council", "assembly", "letter", "appointment", "mandate", "protect", "refugees", "health")


def pages(stories):
    """The pages measured, by name."""
    return {
        "front": "/",
        "archive": "/news/",
        "topic of every story": "/topics/common/",
        "topic of one in 500": "/topics/rare/",
        "official of every story": "/people/kofi-annan/",
        "search: word in every story": "/search/?q=everywhere",
        "search: two common words": "/search/?q=council+letter",
        "search: word of one story": f"/search/?q=rare{stories // 2}",
        "search: no such word": "/search/?q=nowhere",
        "feed": "/feed.atom",
    }


def fill(stories):
    """Insert live stories as publication would leave them; return the newest one's address."""
    from django.contrib.auth import get_user_model
    from django.utils import timezone

    from articles.models import Author, Topic
    from articles.models.edition import Edition
    from people.models import Person

    user = get_user_model().objects.create_user("bench")
    shared = {
        "author": Author.objects.create(name="Bench", slug="bench"),
        "common": Topic.objects.create(name="Common", slug="common", in_navigation=True),
        "rare": Topic.objects.create(name="Rare", slug="rare"),
        "person": Person.objects.create(given_name="Kofi", family_name="Annan"),
    }
    start = timezone.now() - datetime.timedelta(minutes=10 * (stories + 1))
    for first in range(0, stories, BATCH):
        fill_batch(range(first, min(first + BATCH, stories)), start, user, shared)
    return Edition.objects.live().newest_first().first().get_absolute_url()


def fill_batch(numbers, start, user, shared):
    from articles.models import Article, Revision
    from articles.models.edition import Edition
    from articles.models.edition_relations import EditionAuthor, EditionOfficial, EditionTopic

    articles = Article.objects.bulk_create(
        Article(headline=f"Story {n}", body="<p>x</p>", slug=f"s{n}", status="published") for n in numbers
    )
    revisions = Revision.objects.bulk_create(
        Revision(article=article, number=1, by=user, payload={}, digest="x") for article in articles
    )
    made = zip(articles, revisions, numbers, strict=True)
    editions = Edition.objects.bulk_create(
        edition(article, revision, n, start + datetime.timedelta(minutes=10 * n), user)
        for article, revision, n in made
    )
    rows = [{"edition": e, "published_at": e.published_at} for e in editions]
    EditionTopic.objects.bulk_create(EditionTopic(topic=shared["common"], **row) for row in rows)
    EditionTopic.objects.bulk_create(EditionTopic(topic=shared["rare"], **row) for row in rows[::500])
    EditionOfficial.objects.bulk_create(EditionOfficial(person=shared["person"], **row) for row in rows)
    EditionAuthor.objects.bulk_create(EditionAuthor(author=shared["author"], **row) for row in rows)


def edition(article, revision, n, at, user):
    from articles.models.edition import TIES, Edition

    words = " ".join((*(WORDS[(n + k) % len(WORDS)] for k in range(60)), f"rare{n}", "everywhere"))
    return Edition(
        article=article,
        revision=revision,
        number=1,
        headline=f"Story {n}",
        standfirst="A standfirst of one sentence.",
        body=f"<p>{words}</p>",
        body_html=f"<p>{words}</p>",
        search_text=words,
        date=at.date(),
        live_from=at,
        published_at=at,
        modified_at=at,
        month=f"{at:%Y-%m}",
        slug=f"s{n}",
        by=user,
        digest="x",
        order_key=int(at.timestamp() * 1000) * TIES,
    )


def measure(client, path):
    """(median ms, 90th percentile ms, queries) of a page."""
    from django.db import connection

    queries = []

    def count(execute, sql, *rest):
        queries.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(count):
        response = client.get(path)
    if response.status_code != 200:
        raise SystemExit(f"{path}: {response.status_code}")
    times = []
    for _repeat in range(REPEATS):
        began = time.perf_counter()
        b"".join(client.get(path))
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times), statistics.quantiles(times, n=10)[-1], len(queries)


def main(sizes):
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    os.environ["DEBUG"] = "0"
    django.setup()
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import get_runner

    settings.ALLOWED_HOSTS = ["testserver"]
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    for stories in sizes:
        runner = get_runner(settings)(verbosity=0, interactive=False)
        databases = runner.setup_databases()
        newest = fill(stories)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        print(f"\n{connection.vendor}, {stories} live stories: median ms, 90th percentile ms, queries")
        for name, path in {**pages(stories), "story": newest}.items():
            median, slow, queries = measure(Client(), path)
            print(f"  {name:30} {median:8.1f} {slow:8.1f} {queries:4}")
        runner.teardown_databases(databases)


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [1000, 20_000])
