"""Two servers with folders of their own, one PostgreSQL, one Redis and one bucket seem one to everybody."""

import http.client
import json
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from http.cookies import SimpleCookie
from types import SimpleNamespace
from urllib.parse import urlencode, urlsplit

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from articles.models.preview_link import VIEWS_AN_HOUR
from tests import s3
from tests.articles.admin_desk import READY
from tests.browserless import posted, text_of
from tests.newsroom.images import files
from tests.newsroom.test_serve import BEHIND_PROXY, ROOT, Served

pytestmark = pytest.mark.skipif(
    "connection.vendor != 'postgresql' or not settings.SHARED_CACHE", reason="needs PostgreSQL and Redis"
)
PASSWORD = "correct horse battery staple"
THREADS, POOL = 4, 2
# What the newsroom has before anybody logs in, as JSON.
SEED = f"""
import datetime, json
from django.utils import timezone
from articles.models import PreviewLink
from tests.make import EDITOR, make_article, make_reporter, make_user
for name in ("Erin", "Olga"):
    rights = *EDITOR, "view_article", "add_image", "view_image"
    user = make_user(*rights, username=name.lower(), first_name=name)
    user.set_password({PASSWORD!r})
    user.save()
article, shown = make_article(headline="Lisbon votes"), make_article(headline="Not yet public")
article.submit(article.owner)
until = timezone.now() + datetime.timedelta(hours=20)
token = PreviewLink.objects.make(shown, shown.owner, "A reader", until)[1]
print(json.dumps({{"article": article.pk, "desk": article.get_desk_url(), "token": token}}))
"""


class Visitor:
    """A browser that keeps its cookies, whichever machine it is led to."""

    def __init__(self):
        self.cookies = {}

    def get(self, site, path):
        return self._ask(site, "GET", path)

    def post(self, site, path, data, content_type="application/x-www-form-urlencoded", **headers):
        body = urlencode(data, doseq=True) if isinstance(data, dict) else data
        headers |= {"Content-Type": content_type, "Origin": "https://news.example"}
        return self._ask(
            site, "POST", path, body, headers | {"X-CSRFToken": self.cookies["__Secure-csrftoken"]}
        )

    def log_in(self, site, name):
        self.get(site, "/admin/login/")
        answer = self.post(site, "/admin/login/", {"username": name, "password": PASSWORD, "next": "/admin/"})
        assert answer.status == 302, site.log.read_text()
        return self

    def _ask(self, site, method, path, body=None, headers=None):
        headers = BEHIND_PROXY | (headers or {})
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        asked = http.client.HTTPConnection("127.0.0.1", site.port, timeout=60)
        try:
            asked.request(method, path, body, headers)
            response = asked.getresponse()
            content = response.read()
        finally:
            asked.close()
        for line in response.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: row.value for name, row in SimpleCookie(line).items()}
        return SimpleNamespace(status=response.status, headers=response.headers, content=content)


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """Two machines `a` and `b`, the variables of both, and the keys of what SEED made."""
    folder = tmp_path_factory.mktemp("machines")
    chosen = connection.settings_dict
    name = f"{chosen['NAME']}_machines"
    keys = {"user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    address = {key: chosen[setting] for key, setting in keys.items() if chosen[setting]}
    cache = urlsplit(settings.CACHE_URL)
    other = int(cache.path.strip("/") or 0) + 1  # other tests empty theirs
    with s3.served() as storage, psycopg.connect(dbname="postgres", autocommit=True, **address) as server:
        s3.client(storage).create_bucket(Bucket="newsroom")
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        server.execute(f'CREATE DATABASE "{name}"')
        variables = {
            "SECRET_KEY": "ngZ7vO1x4WcQ0yJm8hT2rK5uPqL9sD3fEbA6iXwNtYzRkHoVjM",
            "ALLOWED_HOSTS": "news.example",
            "SITE_URL": "https://news.example",
            "DATABASE_URL": urlsplit(settings.DATABASE_URL)._replace(path=f"/{name}").geturl(),
            "DATABASE_POOL": str(POOL),
            "CACHE_URL": cache._replace(path=f"/{other}").geturl(),
            "WEB_THREADS": str(THREADS),
            "TASKS_BACKEND": "database",
            "RELEASE": name,
            **s3.environment(storage, "newsroom"),
        }
        sites = []
        try:
            for machine in ("a", "b"):
                (folder / machine).mkdir()
                sites.append(Served(folder / machine, **variables))
                sites[-1].wait()
            seeded = manage(folder / "c", variables, "shell", "--no-imports", "-c", SEED)
            seed = SimpleNamespace(**json.loads(seeded.splitlines()[-1]))
            yield SimpleNamespace(a=sites[0], b=sites[1], folder=folder, variables=variables, **vars(seed))
        finally:
            for site in sites:
                site.stop()
            server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def manage(folder, variables, *arguments):
    """What a command prints on a third machine."""
    folder.mkdir(exist_ok=True)
    ended = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=variables | {"NEWSROOM_ENV": "production", "DATA_DIR": str(folder)},
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def test_who_logs_in_on_one_is_logged_in_on_the_other_and_logs_out_of_both(house):
    erin = Visitor()
    assert erin.get(house.b, "/admin/").status == 302
    erin.log_in(house.a, "erin")
    page = erin.get(house.b, "/admin/")
    assert page.status == 200
    assert "Erin" in text_of(page)
    assert erin.post(house.b, "/admin/logout/", {}).status in (200, 302)
    assert erin.get(house.a, "/admin/").status == 302


def test_what_is_published_on_one_is_read_on_the_other_at_once(house):
    reader, erin = Visitor(), Visitor().log_in(house.a, "erin")
    for _kept in range(3):
        assert "Lisbon votes" not in text_of(reader.get(house.b, "/"))
    form = erin.get(house.a, house.desk)
    data = posted(form, "article_form", **READY) | {"_publish": "1"}
    assert erin.post(house.a, house.desk, data).status == 302
    page = reader.get(house.b, "/")
    assert "Lisbon votes" in text_of(page)
    address = re.search(r'href="(/news/[^"]+/lisbon-votes/)"', page.content.decode())[1]
    pages = [reader.get(site, address) for site in (house.b, house.a)]
    assert {page.status for page in pages} == {200}
    assert pages[0].headers["ETag"] == pages[1].headers["ETag"]
    assert pages[0].content == pages[1].content


def test_what_is_uploaded_on_one_is_seen_on_the_other_and_worked_on_by_a_third(house):
    erin, reader = Visitor().log_in(house.a, "erin"), Visitor()
    picture = encode_multipart(BOUNDARY, {"pictures": files.sent(files.picture(900, 600))})
    sent = erin.post(
        house.a, "/admin/images/image/upload/", picture, MULTIPART_CONTENT, Accept="application/json"
    )
    assert sent.status == 201, sent.content
    said = json.loads(sent.content)
    master = reader.get(house.b, said["thumb"])
    assert (master.status, master.headers["Content-Type"]) == (200, "image/jpeg")
    waiting = erin.get(house.b, "/admin/images/image/waiting/").content.decode()
    rendition = re.search(r'/media/__processed__/[^" ]+\.webp', waiting)[0]
    assert reader.get(house.b, rendition).status == 302  # to the master: no worker has run
    manage(house.folder / "c", house.variables, "db_worker", "--batch", "--no-startup-delay")
    for site in (house.a, house.b):
        made = reader.get(site, rendition)
        assert (made.status, made.headers["Content-Type"]) == (200, "image/webp")
    assert not any((house.folder / machine / "media").exists() for machine in "abc")


def test_each_sees_who_has_a_story_open_on_the_other(house):
    beat = f"/admin/articles/article/{house.article}/here/"
    erin, olga = Visitor().log_in(house.a, "erin"), Visitor().log_in(house.b, "olga")
    erin.post(house.a, beat, {"tab": "a" * 16})
    others = json.loads(olga.post(house.b, beat, {"tab": "b" * 16}).content)["others"]
    assert len(others) == 1
    assert "Erin" in others[0]["line"]


def test_a_limit_counts_what_happens_on_both(house):
    address = f"/preview/{house.token}/"
    asked = [house.a, house.b] * (VIEWS_AN_HOUR // 2)
    for _attempt in range(2):  # an hour may turn meanwhile, but not twice
        with ThreadPoolExecutor(4) as readers:
            statuses = list(readers.map(lambda site: Visitor().get(site, address).status, asked))
        refused = [Visitor().get(site, address).status for site in (house.a, house.b)]
        if refused == [429, 429]:
            break
        assert set(statuses) == {200}
    assert refused == [429, 429]


def test_both_together_need_no_more_connections_than_their_pools_have(house):
    name = urlsplit(house.variables["DATABASE_URL"]).path.strip("/")
    with ThreadPoolExecutor(4 * THREADS) as readers:
        sites = [house.a, house.b] * 40
        pages = list(readers.map(lambda site: Visitor().get(site, "/people/changes/").status, sites))
    with psycopg.connect(house.variables["DATABASE_URL"].replace(name, "postgres")) as server:
        count = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s"
        (open_,) = server.execute(count, [name]).fetchone()
    assert set(pages) == {200}
    assert 0 < open_ <= 2 * POOL
