"""A CDN is told after each public change which tags to drop, again if it did not answer; with a receipt."""

import datetime
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core.management import CommandError, call_command
from django.tasks import task_backends
from django.test import Client
from django.utils import timezone

from articles.models import Article, Topic
from articles.models.edition import Edition
from newsroom import checks, purges
from newsroom.lib.cdn import drop
from newsroom.models import Purge
from tests.articles.admin_desk import step_url
from tests.browserless import posted
from tests.make import (
    change,
    make_article,
    make_author,
    make_editor,
    make_image,
    make_live,
    make_topic,
    make_user,
)
from tests.people.make import make_appointment, make_person

pytestmark = pytest.mark.django_db
MINUTE = datetime.timedelta(minutes=1)


class Cdn(ThreadingHTTPServer):
    """A CDN on loopback: keeps what it is told, and answers as `says` (status, text)."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Heard)
        self.told, self.says = [], (200, '{"success": true}')
        self.address = f"http://127.0.0.1:{self.server_port}/service/7"

    def tags(self):
        """The tags of each request, in order."""
        return [told["headers"]["Surrogate-Key"].split() for told in self.told]


class Heard(BaseHTTPRequestHandler):
    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        told = {"method": self.command, "path": self.path, "headers": self.headers, "body": body.decode()}
        self.server.told.append(told)
        status, text = self.server.says
        self.send_response(status)
        self.end_headers()
        self.wfile.write(text.encode())

    do_POST = do_PURGE = answer  # noqa: N815  names of http.server

    def log_message(self, *arguments):
        """Say nothing."""


@pytest.fixture
def cdn(settings):
    server = Cdn()
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    settings.CDN_PURGE, settings.CDN_TAGS = "fastly", True
    settings.CDN_PURGE_URLS, settings.CDN_PURGE_TOKEN = [server.address], "secret"
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def told(cdn):
    """The same, which has been told of all that there was, and forgot it."""
    make_live(headline="Long ago", topics=[make_topic("History")])
    purges.purge.enqueue()
    cdn.told.clear()
    return cdn


# --- What each CDN is asked ------------------------------------------------------------------------
def test_fastly_gets_the_keys_in_a_header(cdn):
    assert drop("fastly", [cdn.address], "secret", ["lists", "story-7"])[0]
    (told,) = cdn.told
    assert (told["method"], told["path"]) == ("POST", "/service/7/purge")
    assert told["headers"]["Surrogate-Key"] == "lists story-7"
    assert told["headers"]["Fastly-Key"] == "secret"


def test_cloudflare_gets_the_tags_as_json(cdn):
    assert drop("cloudflare", [cdn.address], "secret", ["lists", "story-7"])[0]
    (told,) = cdn.told
    assert (told["method"], told["path"]) == ("POST", "/service/7/purge_cache")
    assert json.loads(told["body"]) == {"tags": ["lists", "story-7"]}
    assert told["headers"]["Authorization"] == "Bearer secret"


def test_every_varnish_gets_the_keys(cdn):
    assert drop("varnish", [cdn.address, cdn.address], "secret", ["lists", "story-7"])[0]
    assert [(told["method"], told["headers"]["xkey"]) for told in cdn.told] == [
        ("PURGE", "lists story-7")
    ] * 2
    assert cdn.told[0]["headers"]["X-Purge-Token"] == "secret"


def test_a_refusal_and_a_silence_are_no_success(cdn):
    cdn.says = (403, "no such token")
    is_done, answer = drop("fastly", [cdn.address], "x", ["all"])
    assert not is_done
    assert "403 no such token" in answer
    is_done, answer = drop("varnish", ["http://127.0.0.1:9"], "", ["all"])
    assert not is_done
    assert "127.0.0.1:9" in answer


def test_all_varnishes_must_have_dropped_it(cdn):
    assert not drop("varnish", [cdn.address, "http://127.0.0.1:9"], "", ["all"])[0]


# --- What it is told -------------------------------------------------------------------------------
def test_a_first_purge_drops_everything(cdn):
    make_live()
    purges.purge.enqueue()
    assert cdn.tags() == [["all"]]


def test_a_publication_drops_the_story_its_lists_and_the_pages_of_whom_it_names(told):
    person, author, topic = make_person(), make_author(), make_topic("Sudan")
    purges.purge.enqueue()
    told.told.clear()
    article = make_live(officials=[person], authors=[author], topics=[topic])
    purges.purge.enqueue()
    wanted = [
        "lists",
        f"story-{article.pk}",
        f"topic-{topic.pk}",
        f"author-{author.pk}",
        f"person-{person.pk}",
    ]
    assert told.tags() == [sorted(wanted)]


def test_what_a_story_was_filed_under_before_is_dropped_too(told):
    before, after = make_topic("Sudan"), make_topic("Chad")
    article = make_live(topics=[before])
    purges.purge.enqueue()
    told.told.clear()
    article.topics.set([after])
    change(article, headline="Elsewhere")
    article.publish(make_editor())
    purges.purge.enqueue()
    assert {f"topic-{before.pk}", f"topic-{after.pk}"} <= set(told.tags()[0])


def test_a_change_of_the_record_drops_everything(told):
    make_appointment()
    purges.purge.enqueue()
    assert told.tags() == [["all"]]


def test_a_picture_drops_everything(told):
    make_image()
    purges.purge.enqueue()
    assert told.tags() == [["all"]]


def test_very_many_stories_drop_everything(told, monkeypatch):
    monkeypatch.setattr(purges, "MOST_STORIES", 1)
    make_live(topics=list(Article.objects.get().topics.all()))
    make_live(topics=list(Article.objects.first().topics.all()))
    purges.purge.enqueue()
    assert told.tags() == [["all"]]


def test_what_nobody_logged_drops_everything(told):
    Edition.objects.update(live_until=timezone.now())
    purges.purge.enqueue()
    assert told.tags() == [["all"]]


def test_nothing_changed_tells_nothing(told):
    purges.purge.enqueue()
    assert told.told == []


def publish_again(article, editor, person):
    change(article, headline="New words")
    article.publish(editor)


def withdraw(article, editor, person):
    article.withdraw(editor, "wrong", "It was wrong.")


def kill(article, editor, person):
    article.kill(editor, "a court", "We may not say.")


def unlink(article, editor, person):
    article.unlink_official(person, editor)


def file_elsewhere(article, editor, person):
    article.topics.set([Topic.objects.get(name="History")])
    change(article, headline="Elsewhere")
    article.publish(editor)


@pytest.mark.parametrize("act", [publish_again, withdraw, kill, unlink, file_elsewhere])
def test_every_page_that_an_act_changes_bears_a_tag_that_is_dropped(told, act):
    term = make_appointment(start="1997-01-01")
    person, author, topics = term.person, make_author(), [make_topic("Sudan"), make_topic("Famine")]
    article = make_live(headline="The act", officials=[person], authors=[author], topics=topics)
    make_live(headline="Beside it", topics=topics[:1])
    make_live(headline="Far from it", topics=[make_topic("Chess")])
    purges.purge.enqueue()
    told.told.clear()
    before = {address: Client().get(address) for address in addresses_of(article, term)}
    act(article, make_user(is_superuser=True), person)
    purges.purge.enqueue()
    (dropped,) = map(set, told.tags())
    changed = [at for at, page in before.items() if Client().get(at).content != page.content]
    kept = [at for at, page in before.items() if not dropped & set(page["Surrogate-Key"].split())]
    assert {article.editions.first().get_absolute_url(), person.get_absolute_url()} <= set(changed)
    assert "/topics/chess/" in kept
    assert not set(changed) & set(kept)


def addresses_of(article, term):
    """A page of each kind that may show this story, and some that do not."""
    shown = [edition.get_absolute_url() for edition in Edition.objects.live()]
    about = [
        *article.topics.all(),
        article.bylines.get().author,
        term.person,
        term.post,
        term.post.organization,
    ]
    about = [one.get_absolute_url() for one in about]
    story = article.editions.get().get_absolute_url()
    return [
        *(f"{address}{form}" for address in about for form in ("", "feed.atom", "feed.json")),
        *(f"{address.rstrip('/')}.json" for address in about[-3:]),
        *("/", "/news/", "/feed.rss", "/corrections/", "/sitemap.xml", "/news-sitemap.xml", "/people/"),
        *("/search/?q=act", "/people/changes/", "/posts/", "/topics/chess/"),
        *(f"{term.person.get_absolute_url()}quotations/", f"{story}editions/", f"{story}editions/1/"),
        *(f"/news/{article.editions.get().month.replace('-', '/')}/", *shown),
    ]


# --- When ------------------------------------------------------------------------------------------
def test_publishing_on_the_desk_tells_the_cdn(told, client):
    topic = make_topic("Sudan")
    article = make_article(topics=[topic])
    article.submit(article.owner)
    purges.purge.enqueue()
    told.told.clear()
    client.force_login(make_editor())
    page = client.get(step_url(article, "publish"))
    assert told.told == []
    client.post(step_url(article, "publish"), posted(page, "step_form"))
    assert told.tags() == [["lists", f"story-{article.pk}", f"topic-{topic.pk}"]]


def test_reading_tells_nothing(told, client):
    make_live()
    client.get("/")
    assert told.told == []


def test_without_a_cdn_nothing_is_written(client):
    make_live()
    client.post("/admin/login/", {})
    assert not Purge.objects.exists()


def test_the_command_tells_what_an_import_changed(told, capsys):
    make_appointment()
    call_command("purge_cdn")
    assert told.tags() == [["all"]]
    assert "all: 127.0.0.1" in capsys.readouterr().out


# --- Again, and receipts ---------------------------------------------------------------------------
def test_a_receipt_says_what_was_told_when_and_what_was_answered(told):
    make_appointment()
    purges.purge.enqueue()
    receipt = Purge.objects.first()
    assert receipt.tags == ["all"]
    assert receipt.attempts == 1
    assert receipt.made_at <= receipt.sent_at
    assert '200 {"success": true}' in receipt.answer


def test_what_was_refused_is_told_again_after_growing_pauses(told, time_machine):
    told.says = (503, "busy")
    make_appointment()
    time_machine.move_to(timezone.now(), tick=False)
    purges.purge.enqueue()
    receipt = Purge.objects.first()
    pauses = []
    while receipt.next_at:
        pauses.append((receipt.next_at - timezone.now()).total_seconds())
        purges.purge.enqueue()  # too early
        time_machine.move_to(receipt.next_at, tick=False)
        purges.purge.enqueue()
        receipt.refresh_from_db()
    assert pauses == [2, 4, 8, 16, 32, 64, 128]
    assert len(told.told) == receipt.attempts == Purge.MOST_ATTEMPTS
    assert receipt.sent_at is None


def test_a_worker_is_asked_to_try_again_at_that_moment(told, settings):
    told.says = (503, "busy")
    make_appointment()
    settings.TASKS = {"default": {"BACKEND": "django.tasks.backends.dummy.DummyBackend"}}
    purges.purge.call()
    (result,) = task_backends["default"].results
    assert result.task.run_after == Purge.objects.first().next_at


def test_what_was_refused_is_done_once_it_is_taken(told, time_machine):
    told.says = (503, "busy")
    make_appointment()
    purges.purge.enqueue()
    told.says = (200, "ok")
    time_machine.move_to(timezone.now() + MINUTE)
    purges.purge.enqueue()
    receipt = Purge.objects.first()
    assert receipt.attempts == 2
    assert receipt.sent_at
    assert receipt.next_at is None


def test_the_command_fails_where_the_cdn_does(told):
    told.says = (403, "no")
    make_appointment()
    with pytest.raises(CommandError):
        call_command("purge_cdn")


def test_old_receipts_are_deleted(told):
    Purge.objects.update(made_at=timezone.now() - purges.KEPT_FOR - MINUTE)
    make_appointment()
    purges.purge.enqueue()
    assert Purge.objects.count() == 1


def test_a_failure_is_named_by_check_and_on_the_desk_of_administrators(told, client):
    told.says = (403, "no such token")
    make_appointment()
    purges.purge.enqueue()
    (warning,) = checks.cdn_dropped_what_changed(None, databases=["default"])
    assert "no such token" in warning.msg
    client.force_login(make_editor())
    assert b"no such token" not in client.get("/admin/").content
    client.force_login(make_user(is_superuser=True))
    assert b"no such token" in client.get("/admin/").content


def test_nothing_is_named_after_a_later_success(told, time_machine):
    told.says = (403, "no such token")
    make_appointment()
    purges.purge.enqueue()
    told.says = (200, "ok")
    make_person("Amina Mohammed")
    purges.purge.enqueue()
    assert checks.cdn_dropped_what_changed(None, databases=["default"]) == []
