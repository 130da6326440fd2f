"""Sites that keep pages answer what a site without would, while things happen and time goes on."""

import datetime
import random
from contextlib import suppress

import pytest
from django.test import Client
from django.utils import timezone

from articles.models import Article
from articles.models.edition import Edition, EditionKind
from articles.workflow import Refused
from people.models import Appointment, Person
from tests.make import OVERRIDE, change, make_article, make_author, make_editor, make_live, make_topic
from tests.people.make import make_appointment, make_person, make_post
from tests.served import Served

pytestmark = pytest.mark.django_db
MINUTES = (1, 20, 59, 60, 61, 600)  # by which the clock moves on
ADDRESSES = (
    "/",
    "/news/",
    "/feed.atom",
    "/feed.json",
    "/topics/",
    "/topics/courts/",
    "/topics/peace/",
    "/people/",
    "/people/?on=2026-03-01",
    "/people/changes/",
    "/posts/",
    "/search/?q=story",
    "/sitemap.xml",
    "/corrections/",
)


class Newsroom:
    """A newsroom in which things happen by chance: each act changes what readers see, or is of the desk."""

    def __init__(self, chance):
        self.chance = chance
        self.editor = make_editor()
        self.topics = [make_topic(name) for name in ("Courts", "Peace", "Trade")]
        for name, title in (("Ana Ivens", "President"), ("Bo Lind", "Minister")):
            make_appointment(make_person(name), make_post(title), start="2020-01-01")
        self.publish()

    def one(self, model):
        return self.chance.choice(model.objects.order_by("pk"))

    def new(self, word):
        return f"{word} {self.chance.randrange(10**9)}"

    def publish(self):
        about = {"topics": [self.chance.choice(self.topics)], "officials": [self.one(Person)]}
        return make_live(headline=self.new("Story"), **about)

    def schedule(self):
        at = timezone.now() + datetime.timedelta(hours=self.chance.choice([1, 2, 30]))
        make_article(headline=self.new("Later"), topics=self.topics[:1]).publish(self.editor, at=at)

    def expire(self):
        make_live(headline=self.new("Brief"), expires_at=timezone.now() + datetime.timedelta(hours=2))

    def correct(self):
        edition = self.chance.choice(Edition.objects.live().order_by("pk"))
        article = Article.objects.get(pk=edition.article_id)
        words = {
            "body": f"<p>{self.new('Other words')}.</p>",
            "topics": [self.chance.choice(self.topics).pk],
        }
        kind = self.chance.choice([EditionKind.CORRECTION, EditionKind.UPDATE])
        article.correct(self.editor, words, kind=kind, note="Other words.", override=OVERRIDE)

    def withdraw(self):
        if Edition.objects.live().count() > 1:  # a story is left to be asked for
            edition = self.chance.choice(Edition.objects.live().order_by("pk"))
            Article.objects.get(pk=edition.article_id).withdraw(self.editor, "Wrong", "It was wrong.")

    def edit_on_the_desk(self):
        change(self.one(Article), body=f"<p>{self.new('Only on the desk')}.</p>")

    def rename(self):
        person = self.one(Person)
        person.family_name = self.new("Ivens")
        person.save()

    def leave(self):
        term = self.one(Appointment)
        term.end = str(timezone.localdate())
        term.save()

    def hire(self):
        make_author(self.new("Author"), slug=f"author-{self.chance.randrange(10**9)}")

    def happen(self):
        """One act; nothing if the newsroom's rules refuse it."""
        acts = (self.publish, self.schedule, self.expire, self.correct, self.withdraw, self.edit_on_the_desk)
        with suppress(Refused):
            self.chance.choice([*acts, self.rename, self.leave, self.hire])()

    def address(self):
        """One of the site's addresses: a list, an official, or a story, live or gone."""
        kinds = (lambda: self.chance.choice(ADDRESSES), self.one(Person).get_absolute_url, self.story_address)
        return self.chance.choice(kinds)()

    def story_address(self):
        return self.one(Edition).get_absolute_url()


def test_kept_pages_are_what_would_be_made_anew(settings, tmp_path, time_machine, request):
    """`pytest tests/newsroom/test_kept_pages_walk.py --steps 10000` is the long walk."""
    settings.RELEASE = tmp_path.name  # Redis may still hold what another run kept
    chance, now = random.Random(7), datetime.datetime(2026, 3, 2, 9, tzinfo=datetime.UTC)
    time_machine.move_to(now, tick=False)
    newsroom = Newsroom(chance)
    keeping = [Served(), Served()]  # two processes: each has a memory of its own
    settings.KEPT_PAGES_MB = 0
    plain = Client()
    for _step in range(request.config.getoption("steps")):
        if chance.random() < 0.25:
            newsroom.happen()
        if chance.random() < 0.25:
            now += datetime.timedelta(minutes=chance.choice(MINUTES))
            time_machine.move_to(now, tick=False)
        client = chance.choice(keeping)
        for address in ("/feed.json", "/topics/courts/", newsroom.address()):  # two that are asked for often
            expected, given = plain.get(address), client.get(address)
            assert (given.status_code, given.content) == (expected.status_code, expected.content), address
            assert dict(given.items()) == dict(expected.items()), address
    assert sum(site.answered for site in keeping)
