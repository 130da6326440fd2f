"""How long the desk takes as the stories grow in number: `python -m benchmarks.desk 1000 100000`.

Makes a database of its own (SQLite, or at DATABASE_URL), fills it with so many stories, most of them live,
and prints for each list, filter and search, for dashboard and calendar, through Django's test client in
one process: median and slowest wall time, median processor time (it holds on a busy machine; on PostgreSQL
it is without the database), the queries, and the slowest of them. Times are milliseconds.
"""

import datetime
import os
import statistics
import sys
import time

import django

from benchmarks import pages
from benchmarks.pages import BATCH, WORDS

REPEATS = 12
OFFICIALS, TOPICS, AUTHORS, STAFF = 400, 60, 80, 30
UPDATE = """UPDATE articles_article SET headline = %s, body = %s, owner_id = %s, updated_by_id = %s,
 updated_at = %s, digest = %s, published_digest = 'x', status = %s WHERE id = %s"""
LIST = "/admin/articles/article/"
EDITIONS = "/admin/articles/edition/"
AUDIT = "/admin/articles/auditentry/"


def places(stories):
    """The pages measured, by name."""
    states = ["draft", "submitted", "returned", "approved", "scheduled", "live", "changed", "withdrawn"]
    return {
        "dashboard": "/admin/",
        "calendar": "/admin/calendar/",
        "articles": LIST,
        "articles, page 40": f"{LIST}?p=40",
        "articles, last page": f"{LIST}?p={stories // 50}",
        "articles by headline": f"{LIST}?o=2",
        "articles, oldest first": f"{LIST}?o=5",
        **{f"state: {state}": f"{LIST}?state={state}" for state in states},
        "owner: mine": f"{LIST}?whose=mine",
        "owner: others": f"{LIST}?whose=others",
        "topic of one in 10": f"{LIST}?topic=topic-1",
        "official: one in 130": f"{LIST}?official=Official5",
        "changed in two days": f"{LIST}?since=2026-01-01&until=2026-01-02",
        "live, of a topic": f"{LIST}?state=live&topic=topic-1",
        "search: word of every story": f"{LIST}?q=everywhere",
        "search: two common words": f"{LIST}?q=council+letter",
        "search: one letter": f"{LIST}?q=c",
        "search: word of one story": f"{LIST}?q=rare{stories // 2}",
        "search: no such word": f"{LIST}?q=nowhere",
        "search: surname as typed": f"{LIST}?q=official3",
        "search: name and word": f"{LIST}?q=official7+council",
        "search: topic of one in 10": f"{LIST}?q=%22topic+1%22",
        "search: phrase": f"{LIST}?q=%22council+assembly%22",
        "search: word, draft": f"{LIST}?q=council&state=draft",
        "search: word, live, topic": f"{LIST}?q=council&state=live&topic=topic-1",
        "editions": EDITIONS,
        "editions: search": f"{EDITIONS}?q=council",
        "editions: rare word": f"{EDITIONS}?q=rare{stories // 2}",
        "topics": "/admin/articles/topic/",
        "topics by stories": "/admin/articles/topic/?o=3",
        "authors": "/admin/articles/author/",
        "audit log": AUDIT,
        "audit log: search": f"{AUDIT}?q=story+77",
        "audit log: act": f"{AUDIT}?act=submitted",
        "people": "/admin/people/person/",
        "people: search": "/admin/people/person/?q=official3",
    }


def fill(stories):
    """Insert stories as a newsroom of ten years would leave them; return an editor."""
    from django.contrib.auth import get_user_model
    from django.contrib.auth.models import Group

    pages.fill(stories)
    make = get_user_model().objects.create_user
    staff = [
        make(f"staff{n}", first_name="Member", last_name=f"Of staff {n}", is_staff=True) for n in range(STAFF)
    ]
    staff[0].groups.set([Group.objects.get(name="editor")])
    fill_desk(staff)
    fill_log(stories, staff)
    return staff[0]


def fill_desk(staff):
    """Topics, officials, bylines, owners and words of the desk copies; one in 50 has changed since."""
    from django.db import connection

    from articles.models import (
        Article,
        ArticleAuthor,
        ArticleOfficial,
        ArticleTopic,
        ArticleWords,
        Author,
        Topic,
    )
    from people.models import Person

    topics = [
        Topic.objects.create(name=f"Topic {n}", slug=f"topic-{n}", in_navigation=n < 12)
        for n in range(TOPICS)
    ]
    persons = [Person.objects.create(given_name="An", family_name=f"Official{n}") for n in range(OFFICIALS)]
    authors = [Author.objects.create(name=f"Writer {n}", slug=f"writer-{n}") for n in range(AUTHORS)]
    start = datetime.datetime(2016, 1, 1, tzinfo=datetime.UTC)
    ids = list(Article.objects.order_by("pk").values_list("pk", flat=True))
    step = datetime.timedelta(days=365 * 10) / len(ids)
    for first in range(0, len(ids), BATCH):
        numbers = range(first, min(first + BATCH, len(ids)))
        rows = [(n, ids[n]) for n in numbers]
        ArticleTopic.objects.bulk_create(
            ArticleTopic(content_object_id=pk, tag=topics[t])
            for n, pk in rows
            for t in {1 if n % 10 == 0 else n % TOPICS, n // 7 % TOPICS}
        )
        ArticleOfficial.objects.bulk_create(
            ArticleOfficial(article_id=pk, person=persons[p])
            for n, pk in rows
            for p in {n % OFFICIALS, n // 3 % OFFICIALS, n // 11 % OFFICIALS}
        )
        ArticleAuthor.objects.bulk_create(
            ArticleAuthor(article_id=pk, author=authors[n % AUTHORS]) for n, pk in rows
        )
        ArticleWords.objects.bulk_create(ArticleWords(article_id=pk, text=words_of(n)) for n, pk in rows)
        with connection.cursor() as cursor:
            cursor.executemany(UPDATE, [desk_row(n, pk, staff, start + n * step) for n, pk in rows])


def desk_row(n, pk, staff, at):
    headline = f"Story {n}: the {WORDS[n % len(WORDS)]} and what came of it"
    by, digest = staff[n % STAFF].pk, "x" if n % 50 else "y"
    return (headline, f"<p>{words_of(n)}</p>", by, by, at.isoformat(" "), digest, status_of(n), pk)


def words_of(n):
    return " ".join((*(WORDS[(n + k) % len(WORDS)] for k in range(300)), f"rare{n}", "everywhere"))


def status_of(n):
    """One in 50 differs from what readers see, and a few wait for somebody."""
    waiting = {0: "draft", 1: "submitted", 2: "returned", 3: "approved"}
    return "published" if n % 50 else waiting[n // 50 % 4 if n // 50 % 10 < 4 else 0]


def fill_log(stories, staff):
    """An act for each story. The chain is made by number, which the database asks for; hashes are not."""
    from django.utils import timezone

    from articles.models import Article, AuditEntry

    now = timezone.now()
    ids = list(Article.objects.values_list("pk", flat=True))
    for first in range(0, len(ids), BATCH):
        AuditEntry.objects.bulk_create(
            AuditEntry(
                number=n + 1,
                previous=f"{n}" if n else "",
                hash=f"{n + 1}",
                at=now - datetime.timedelta(minutes=10 * (stories - n)),
                by=staff[n % STAFF],
                act="published" if n % 20 else "submitted",
                article_id=ids[n],
                subject=f"Story {n}",
            )
            for n in range(first, min(first + BATCH, len(ids)))
        )


def measure(client, path):
    """(median ms, slowest ms, median processor ms, queries, slowest query in ms) of a page."""
    from django.db import connection

    spent = []

    def count(execute, sql, *rest):
        began = time.perf_counter()
        try:
            return execute(sql, *rest)
        finally:
            spent.append((time.perf_counter() - began) * 1000)

    times, busy = [], []
    for _repeat in range(REPEATS):
        spent.clear()
        began, worked = time.perf_counter(), time.process_time()
        with connection.execute_wrapper(count):
            response = client.get(path)
        times.append((time.perf_counter() - began) * 1000)
        busy.append((time.process_time() - worked) * 1000)
        if response.status_code != 200:
            raise SystemExit(f"{path}: {response.status_code}")
    return statistics.median(times), max(times), statistics.median(busy), len(spent), max(spent)


def main(sizes):
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    os.environ["DEBUG"] = "0"
    django.setup()
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import get_runner

    if connection.vendor == "sqlite":  # not the file of the tests, which may run meanwhile
        connection.settings_dict["TEST"]["NAME"] = str(settings.BASE_DIR / "benchmark.sqlite3")
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    for stories in sizes:
        runner = get_runner(settings)(verbosity=0, interactive=False)
        databases = runner.setup_databases()
        editor = fill(stories)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        client = Client()
        client.force_login(editor)
        print(f"\n{connection.vendor}, {stories} stories: median, slowest, processor, queries, slowest query")
        for name, path in places(stories).items():
            median, slow, busy, queries, longest = measure(client, path)
            print(f"  {name:28} {median:8.1f} {slow:8.1f} {busy:8.1f} {queries:4} {longest:8.1f}", flush=True)
        runner.teardown_databases(databases)


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [1000, 20_000])
