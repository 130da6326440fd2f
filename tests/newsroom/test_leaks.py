"""No public address shows what readers may not see: every URL name, with every plausible argument."""

import datetime
import itertools
import re

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver
from django.utils import timezone

from tests.make import change, make_article, make_author, make_editor, make_live, make_topic, make_user
from tests.people.make import make_appointment, make_person

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)
DESK = ("admin", "media")  # staff only, and pictures, which are no words

SECRETS = {
    "draft": "xylodraft",
    "submitted": "xylosubmit",
    "embargoed": "xyloembargo",
    "scheduled": "xyloschedule",
    "scheduled update": "xyloupdate",
    "cancelled": "xylocancel",
    "withdrawn": "xylowithdraw",
    "killed": "xylokill",
    "expired": "xyloexpire",
    "unpublished change": "xylochange",
    "desk note": "xylonote",
    "override": "xylooverride",
    "hidden person": "xyloperson",
    "uncited appointment": "xylopost",
}


def words(secret):
    text = SECRETS[secret]
    return {"headline": f"{text} headline", "standfirst": f"{text} standfirst", "body": f"<p>{text} body</p>"}


@pytest.fixture
def house(time_machine):
    """A newsroom with one secret of each kind, all about the same official and topic, and one open story."""
    time_machine.move_to("2026-03-02T12:00:00Z")
    editor, topic, author = make_editor(), make_topic("Council", "SC"), make_author()
    official = make_person("Ban Ki-moon")
    make_appointment(official, "Secretary-General", start="2007-01-01")
    links = {"topics": [topic], "authors": [author], "officials": [official]}
    make_live(**links, headline="Open story", slug="open", note=SECRETS["desk note"])
    own = make_article(by=editor, **links, headline="Own story", slug="own")
    own.publish(editor, override=SECRETS["override"])
    make_article(**links, **words("draft"), slug="draft")
    submitted = make_article(**links, **words("submitted"), slug="submitted")
    submitted.submit(submitted.owner)
    make_article(**links, **words("embargoed"), slug="embargoed", embargo_until=timezone.now() + HOUR)
    scheduled = make_article(**links, **words("scheduled"), slug="scheduled")
    scheduled.publish(editor, at=timezone.now() + HOUR)
    update = change(make_live(**links, headline="Updated", slug="update"), **words("scheduled update"))
    update.publish(editor, at=timezone.now() + HOUR, kind="correction", note=SECRETS["scheduled update"])
    cancelled = make_article(**links, **words("cancelled"), slug="cancelled")
    cancelled.publish(editor, at=timezone.now() + HOUR)
    cancelled.cancel_schedule(editor)
    gone = {**words("withdrawn"), "headline": "Withdrawn story"}  # its page may say what it was called
    make_live(**links, **gone, slug="withdrawn").withdraw(editor, SECRETS["withdrawn"], "It was wrong.")
    killed = make_live(**links, **words("killed"), slug="killed")
    killed.withdraw(editor, SECRETS["killed"], "A court forbade it.", suppressed=True)
    make_live(**links, **words("expired"), slug="expired", expires_at=timezone.now() + HOUR / 2)
    time_machine.move_to("2026-03-02T12:45:00Z")
    change(make_live(**links, headline="Changed", slug="changed"), **words("unpublished change"))
    hidden = make_person("Xyloperson Hidden", is_public=False)
    make_appointment(hidden, "Secretary", start="2008")
    mandate = SECRETS["uncited appointment"]
    make_appointment("Kofi Annan", "Envoy", start="1997", mandate=mandate, cited=False)
    make_live(headline="Mentions one hidden", slug="mention", officials=[official, hidden])


def public_patterns(resolver=None, prefix="", name=""):
    for pattern in (resolver or get_resolver()).url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            if pattern.namespace not in DESK:
                yield from public_patterns(pattern, route, pattern.namespace)
        elif pattern.name not in DESK:
            yield route


# Months in which the house above has no story: asked once for each route.
ELSEWHERE = {"year": ["2007", "1997"], "month": ["3", "02"]}


def plausible(route):
    """Every path that a route can plausibly have in the house above."""
    pools = {
        "slug": slugs(),
        "year": ["2026"],
        "month": ["03"],
        "number": ["1", "2", "3"],
        "format": ["atom", "rss", "json"],
        "day": ["2026-03-02"],
        "section": ["news", "people", "stories", "posts", "topics"],
    }
    parameters = re.findall(r"<(?:(\w+):)?(\w+)>", route)
    values = [pools.get(name) or pools.get(kind) or ["1", "open", "atom"] for kind, name in parameters]
    template = re.sub(r"<[^>]+>", "{}", route.replace("^", "").replace("$", "").replace("\\Z", ""))
    for combination in itertools.product(*values):
        yield "/" + template.format(*combination)
    for place, (_kind, name) in enumerate(parameters):
        for value in ELSEWHERE.get(name, ()):
            elsewhere = [pool[0] for pool in values]
            elsewhere[place] = value
            yield "/" + template.format(*elsewhere)


def slugs():
    from articles.models import Article, Author, Topic, TopicAlias
    from people.models import Organization, Person, Post

    found = set(Article.objects.values_list("slug", flat=True))
    for model in (Topic, TopicAlias, Author, Person, Post, Organization):
        found |= set(model.objects.values_list("slug", flat=True))
    return sorted(found)


QUERIES = [
    {},
    *({"q": text} for text in SECRETS.values()),
    {"q": "Council"},
    {"q": "Ban Ki-moon"},
    {"on": "2026-03-02"},
    {"on": "2008-06-01", "and": "2026-03-02"},
    {"before": "99999999999999999"},
]


NONSENSE = "xylonothing"


def asked(route, client):
    """(path, query) pairs: all queries on pages without arguments, the plain page on the others.

    A page that is the same whether a word is searched for or not is not asked for each word.
    """
    for path in plausible(route):
        if "<" in route:
            yield path, {}
            continue
        plain, searched = client.get(path), client.get(path, {"q": NONSENSE})
        same = (plain.status_code, plain.content) == (searched.status_code, searched.content)
        yield from ((path, query) for query in QUERIES if not (same and "q" in query))


@pytest.mark.parametrize("reader", ["anonymous", "logged in as a reader"])
def test_no_address_shows_what_readers_may_not_see(house, reader):
    """Of all that is asked only the words of open stories come back, on seven kinds of page or more."""
    client = Client()
    if reader != "anonymous":
        client.force_login(make_user(is_staff=False))
    routes, answered, opened, leaks = list(public_patterns()), set(), set(), []
    for route in routes:
        for path, query in asked(route, client):
            response = client.get(path, query)
            assert response.status_code < 500, path
            if response.status_code == 200:
                answered.add(route)
            text = b"".join(response) if response.streaming else response.content
            text = text.decode(errors="replace").casefold()
            if "open story" in text:
                opened.add(route)
            typed = query.get("q", "").casefold()
            header = " ".join(str(value) for value in response.headers.values()).casefold()
            for kind, secret in SECRETS.items():
                if secret != typed and (secret in text or secret in header):
                    leaks.append((kind, path, query))
            if typed in SECRETS.values():  # shown again in the form, and nowhere that a nonsense word is not
                nonsense = client.get(path, {"q": NONSENSE}).content.decode().casefold()
                assert text.count(typed) == nonsense.count(NONSENSE), (path, query)
    assert not leaks
    assert len(routes) > 15
    assert len(answered) > 12, sorted(set(routes) - answered)
    assert len(opened) >= 7, opened  # the walk sees what is there


def test_no_guess_opens_a_preview_link(house):
    """What the database holds of a link, the ids around it and words of the house are no keys to it."""
    from articles.models import Article, PreviewLink

    guesses = {"1", "0", "None", "open", "preview", "%2e%2e", "A" * 43, *SECRETS.values()}
    for article in Article.objects.exclude(slug__in=["withdrawn", "killed"]):
        until = timezone.now() + 3 * HOUR
        link, token = PreviewLink.objects.make(article, article.owner, "Xylo Recipient", until)
        guesses |= {link.token_hash, str(link.pk), article.slug, token[:-1], token[1:], token[::-1]}
    for guess in guesses:
        page = Client().get(f"/preview/{guess}/")
        assert page.status_code == 404, guess
        text = page.content.decode().casefold()
        assert not [kind for kind, secret in SECRETS.items() if secret in text], guess
        assert "xylo recipient" not in text


def test_an_appointer_whom_readers_may_not_see_is_not_named_on_the_front_page():
    hidden = make_appointment(make_person("Xylo Hidden", is_public=False), "Secretary-General", start="2000")
    make_appointment("Kofi Annan", "Envoy", start="2001-01-01", appointed_by=hidden)
    for path in ("/", "/people/kofi-annan/", "/posts/envoy/"):
        assert "Xylo" not in Client().get(path).content.decode()
