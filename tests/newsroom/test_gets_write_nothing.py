"""Looking changes nothing and waits for nobody: every address of the house, asked by every role.

On SQLite somebody else holds the write lock meanwhile, as an import does; on both databases no statement that
writes, locks or opens a transaction is seen. Nothing is excepted.
"""

import contextlib
import datetime
import itertools
import re
import sqlite3

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.contrib.messages import constants
from django.contrib.messages.storage import default_storage
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import URLResolver, get_resolver
from django.utils import timezone

from articles.admin.story.step_forms import STEPS
from newsroom import roles
from people import name_list
from tests.browserless import errors_beside, posted, text_of
from tests.make import (
    change,
    make_affected_story,
    make_article,
    make_author,
    make_editor,
    make_image,
    make_live,
    make_reporter,
    make_topic,
    make_user,
)
from tests.people.make import make_appointment, make_merge, make_person

pytestmark = pytest.mark.django_db(transaction=True)
WRITES = re.compile(
    r"\s*(INSERT|UPDATE|DELETE|REPLACE|BEGIN|SAVEPOINT|LOCK|CREATE|ALTER|DROP)\b|.*\bFOR (NO KEY )?UPDATE\b",
    re.DOTALL | re.IGNORECASE,
)
# What a page needs to show all that it can; without these it is asked too.
ASKED = {
    "admin:links_next": ["after={article}"],
    "admin:autocomplete": ["app_label=articles&model_name=article&field_name=owner&term=a"],
    "admin:articles_article_officials": ["q=Kofi", "id={person}"],
    "admin:articles_article_find_person": ["q=Kofi"],
    "admin:articles_article_compare": ["a=1&b=2"],
    "admin:articles_affectedstory_dismiss": ["row={affectedstory}"],
    "admin:articles_topic_merge": ["kept={topic}", "kept={topic}&gone={other_topic}"],
    "admin:people_person_merge": ["kept={person}", "kept={person}&gone={other_person}"],
    "admin:articles_article_changelist": ["q=Kofi", "mine=1"],
    "admin:people_person_changelist": ["q=Kofi"],
    "people:on_a_day_twin": ["on=2007-01-01"],
    "people:on_a_day_file": ["on=2007-01-01"],
    "search": ["q=Kofi"],
}


@pytest.fixture
def house():
    """A row of every model of the desk, and more kinds of stories than one; {name: key}."""
    roles.grant(connection.alias)
    kofi, topic = make_appointment("Kofi Annan", start="1997-01-01"), make_topic("Council")
    author = make_author()
    links = {"topics": [topic], "authors": [author], "officials": [kofi.person]}
    live = make_live(**links, body="<p>Kofi Annan spoke.</p>")
    change(live, make_reporter(), body="<p>Kofi Annan spoke again.</p>")
    submitted = make_article(body="<p>Kofi Annan and Ban Ki-moon spoke.</p>")
    submitted.submit(submitted.owner)
    make_live(headline="Taken down").withdraw(make_editor(), "Wrong.", "It was wrong.")
    merged = make_merge()
    return {
        "article": live.pk,
        "submitted": submitted.pk,
        "edition": live.editions.get().pk,
        "slug": live.slug,
        "auditentry": live.audit_entries.first().pk,
        "affectedstory": make_affected_story().pk,
        "topic": topic.pk,
        "other_topic": make_topic("Assembly").pk,
        "author": author.pk,
        "image": make_image().pk,
        "person": kofi.person_id,
        "person_slug": kofi.person.slug,
        "other_person": make_person("K. Annan").pk,
        "gone": merged.gone_id,
        "organization": kofi.post.organization_id,
        "post": kofi.post_id,
        "appointment": kofi.pk,
        "citation": kofi.citations.get().pk,
        "merge": merged.pk,
        "user": make_user().pk,
        "group": Group.objects.first().pk,
        "token": _share(submitted),
    }


def _share(article):
    from articles.models import PreviewLink

    until = timezone.now() + datetime.timedelta(hours=3)
    return PreviewLink.objects.make(article, article.owner, "A reader", until)[1]


def patterns(resolver=None, prefix="", names=""):
    """(name, route) of every address that there is."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern, route, pattern.namespace or names)
        else:
            yield ":".join(filter(None, (names, pattern.name or ""))), route


def addresses(house):
    """(name, address) of every pattern, with keys and slugs of the house in its parameters."""
    for name, route in patterns():
        route = re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^)]*\))*\)", r"<\1>", route.replace("\\Z", ""))
        route = re.sub(r"\(\[\^/\]\+\)", "<object_id>", route, count=1).replace("([^/]+)", "<history>")
        parts = re.findall(r"<(?:\w+:)?(\w+)>", route)
        template = "/" + re.sub(r"<[^>]+>", "{}", route).replace("^", "").replace("$", "").replace("//", "/")
        for values in itertools.product(*(_pool(part, name, route, house) for part in parts)):
            path = template.format(*values)
            yield name, path
            yield from ((name, f"{path}?{query.format(**house)}") for query in ASKED.get(name, ()))


def _pool(part, name, route, house):
    """The values of a parameter that are worth asking with."""
    if part in ("object_id", "pk", "id"):
        model = "person" if "person" in name else re.search(r"admin/\w+/(\w+)/", route)
        model = model if isinstance(model, str) else model[1] if model else "article"
        more = {"article": ["submitted"], "person": ["gone"]}.get(model, [])
        return [house.get(key, 1) for key in (model, *more)]
    if part == "slug":
        return _slugs(route)
    if part == "history":
        return _versions(route)
    today = timezone.now()
    pools = {
        "step": [*STEPS, "correct"],
        "form": ["atom", "rss", "json"],
        "year": [today.year],
        "month": [f"{today.month:02}"],
        "number": [1, 2],
        "token": [house["token"], "none"],
        "app_label": ["people"],
        "content_type_id": [1],
        "path": ["none.jpg"],
        "url": ["nothing"],
        "link": [1],
        "citation": [house["citation"]],
    }
    return pools[part]


def _slugs(route):
    from articles.models import Article, Author, Topic
    from people.models import Organization, Person, Post

    models = {"topics": Topic, "authors": Author, "people": Person, "posts": Post, "news": Article}
    models["organizations"] = Organization
    return models[route.split("/")[0]].objects.order_by("pk").values_list("slug", flat=True)[:2]


def _versions(route):
    model = apps.get_model("people", re.search(r"people/(\w+)/", route)[1])
    return model.history.order_by("history_id").values_list("history_id", flat=True)[:1]


@pytest.fixture
def somebody_else_writes():
    """A context manager during which another connection holds the lock of writers, where there is one."""

    @contextlib.contextmanager
    def writing():
        if connection.vendor != "sqlite":
            yield
            return
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout = 100")
        other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            other.execute("ROLLBACK")
            other.close()
            connection.close()

    return writing


def visitor(role):
    """A client of somebody with this role."""
    client = Client(raise_request_exception=False)
    if role == "superuser":
        client.force_login(make_user(is_superuser=True))
    elif role != "anonymous":
        user = make_user()
        user.groups.set(Group.objects.filter(name=role))
        client.force_login(user)
    return client


def written(queries):
    return [query["sql"] for query in queries if WRITES.match(query["sql"])]


def test_every_address_answers_every_role_while_somebody_writes_and_writes_nothing(
    house, somebody_else_writes
):
    asked, wrong = list(addresses(house)), []
    visitors = {role: visitor(role) for role in ("anonymous", "without a role", *roles.ROLES, "superuser")}
    with somebody_else_writes():
        for (role, client), (name, address) in itertools.product(visitors.items(), asked):
            if role != "anonymous" and not address.startswith("/admin/"):
                continue  # a reader's request has lost its cookies before anybody asks who it is
            connection.queries_log.clear()  # it holds 9,000, and then the newest ones are not told apart
            with CaptureQueriesContext(connection) as queries:
                response = client.get(address)
                if response.streaming:
                    b"".join(response)
            if response.status_code >= 500 or written(queries):
                wrong.append((role, name, address, response.status_code, *written(queries)[:2]))
    assert not wrong
    assert len({name for name, _address in asked}) > 150


def test_what_a_database_can_do_is_known_without_asking_it(somebody_else_writes):
    """Django asks SQLite for JSON in a transaction, and takes a refusal for an answer from then on."""
    with somebody_else_writes():
        fresh = connection.copy()
        assert fresh.features.supports_json_field
        fresh.close()


def test_a_refused_step_is_shown_beside_its_field_without_a_write(house, somebody_else_writes):
    client, article = visitor("superuser"), make_article(headline="Without a text", body="")
    desk = article.get_desk_url()
    data = posted(client.get(desk), "article_form") | {"_submit": "1"}
    to = client.post(desk, data)["Location"]
    with somebody_else_writes(), CaptureQueriesContext(connection) as queries:
        page = client.get(to)
        assert "Write the text first" in errors_beside(page, "body")
        assert "Write the text first" in errors_beside(client.get(to), "body")  # loaded anew
        assert not errors_beside(client.get(desk), "body")
    assert not written(queries)


def test_messages_too_long_for_a_cookie_are_shown_once_without_a_write(house, somebody_else_writes):
    client = visitor("superuser")
    request = RequestFactory().get("/")
    request.session, request.COOKIES = client.session, {}
    storage = default_storage(request)
    for n in range(9):
        storage.add(constants.WARNING, f"Message {n}: " + "long words " * 40)
    response = HttpResponse()
    storage.update(response)
    request.session.save()
    client.cookies["messages"] = response.cookies["messages"].value
    with somebody_else_writes(), CaptureQueriesContext(connection) as queries:
        assert text_of(client.get("/admin/")).count("Message ") == 9
        assert text_of(client.get("/admin/")).count("Message ") == 0
    assert not written(queries)


def test_names_are_read_once_for_any_number_of_pages_and_again_after_a_change(house, somebody_else_writes):
    client, desk = visitor("superuser"), f"/admin/articles/article/{house['article']}/change/"
    name_list.forget()

    def reads():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(desk).status_code == 200
        # Every organization is read by the name list alone.
        return sum('FROM "people_organization" ORDER BY' in query["sql"] for query in queries)

    with somebody_else_writes():
        assert [reads(), reads()] == [1, 0]
    make_live(headline="A story changes no name")
    assert reads() == 0
    make_person("Ban Ki-moon")
    assert [reads(), reads()] == [1, 0]
