"""Seeds the stories: desk copies, revisions, editions with all their rows, and the audit log.

Written straight into the tables, with the digests, texts and addresses that the models would write:
`manage.py verify_audit` agrees, and tests compare the text for readers with what `render_body` makes.
"""

import datetime
import itertools
import json
from dataclasses import dataclass
from typing import NamedTuple

from articles.models import (
    Act,
    Article,
    ArticleAuthor,
    ArticleOfficial,
    ArticleTopic,
    ArticleWords,
    AuditEntry,
    Author,
    Revision,
    Topic,
)
from articles.models.audit import AuditHead
from articles.models.edition import TIES, Edition, month_of
from articles.models.edition_relations import EditionAuthor, EditionOfficial, EditionTopic
from articles.models.shown_pictures import ArticlePicture, EditionPicture
from articles.payload import NOW, SHAPE, digest_of, without_later_defaults
from newsroom.images.models import Image
from newsroom.lib.canonical import digest
from newsroom.lib.names import fold

from .record import write
from .rows import Table, moment
from .size import OFFICIALS_OF_A_STORY, SINCE, TOPICS_OF_A_STORY, UNTIL, WORDS, moments
from .words import name, paragraphs, zipf

BATCH = 1000  # stories
WAITING = ("draft", "submitted", "returned", "approved")  # states of stories that were never published
WAITING_ONE_IN = 100  # so many stories more
PLACES = ("New York", "Geneva", "Nairobi", "Vienna")
NAVIGATION = 8  # topics on the front page
SAYS = "%s spoke to the council."  # a sentence for each official, so that the text names whom it links


class Named(NamedTuple):
    """A topic, an official or an author, as far as stories need them; quicker than a row."""

    pk: int
    slug: str
    name: str


@dataclass
class House:
    """What every story is filed under, all of them Named but the pictures, which are ids."""

    topics: list
    officials: list
    authors: list
    pictures: list
    by: int  # the id of who imports


# --- What stories are filed under ------------------------------------------------------------------
def seed_house(size, persons, by):
    half = persons[len(persons) // 2 :] if len(persons) >= 2 * size.officials else persons
    of_these_years = half[:: max(1, len(half) // size.officials)][: size.officials]
    write(Topic, topics(size))
    write(Author, authors(size))
    write(Image, pictures(size))
    Image.objects.update(created_at=SINCE)  # a save writes the clock's moment
    return House(
        topics=[Named(row.pk, row.slug, row.name) for row in topics(size)],
        officials=[Named(person.pk, person.slug, person.full_name) for person in of_these_years],
        authors=[Named(row.pk, row.slug, row.name) for row in authors(size)],
        pictures=list(range(1, size.pictures + 1)),
        by=by,
    )


def topics(size):
    for n in range(size.topics):
        text = f"{name(n * 5)} question"
        yield Topic(pk=n + 1, name=text, slug=f"topic-{n}", in_navigation=n < NAVIGATION)


def authors(size):
    for n in range(size.authors):
        yield Author(pk=n + 1, name=f"{name(n * 3)} {name(n + 500)}", slug=f"author-{n}")


def pictures(size):
    """Rows without files: no page looks for the file."""
    for n in range(size.pictures):
        yield Image(
            pk=n + 1,
            title=f"Picture {n}",
            image=f"pictures/{n % 100:02}/{n:020}.jpg",
            width=2400,
            height=1600,
            alt=f"{name(n)} at a desk.",
            credit="Bench",
            content_hash=f"{n:064}",
            renditions_ready=True,
        )


# --- Stories ---------------------------------------------------------------------------------------
class Stories:
    """Writes stories in batches. Ids are 1, 2, 3 … in each table; `published` of them in order of time."""

    def __init__(self, random, tape, house):
        self.random, self.tape, self.house = random, tape, house
        self.edition_id = self.revision_id = self.entry = 0
        self.last_hash = ""
        self.weights = [zipf(len(house.topics)), zipf(len(house.officials)), zipf(len(house.authors))]
        self._open_tables()

    def _open_tables(self):
        content = ("headline", "standfirst", "body", "place", "language", "genre", "lead_image_id")
        self.article = Table(
            Article, "id", *content, "slug", "status", "owner_id", "external_id", "revision_number", "digest",
            "published_digest", "created_at", "updated_at", "updated_by_id", "due_at",
        )  # fmt: skip
        self.edition = Table(
            Edition, "id", *content, "date", "article_id", "number", "kind", "note", "live_from",
            "live_until", "published_at", "modified_at", "by_id", "revision_id", "slug", "month", "digest",
            "body_html", "search_text", "order_key", "history", "imported", "sealed", "created_at",
        )  # fmt: skip
        saved = ("id", "article_id", "number", "by_id", "at", "payload", "digest", "imported")
        self.revision = Table(Revision, *saved)
        self.words = Table(ArticleWords, "article_id", "text")
        self.audit = Table(
            AuditEntry, "number", "at", "by_id", "act", "article_id", "subject", "after", "previous", "hash"
        )
        self.article_rows = [
            Table(ArticleTopic, "content_object_id", "tag_id"),
            Table(ArticleOfficial, "article_id", "person_id", "role", "position", "origin", "created_at"),
            Table(ArticleAuthor, "article_id", "author_id", "position"),
            Table(ArticlePicture, "article_id", "image_id"),
        ]
        self.edition_rows = [
            Table(EditionTopic, "edition_id", "topic_id", "published_at"),
            Table(EditionOfficial, "edition_id", "person_id", "role", "position", "origin", "published_at"),
            Table(EditionAuthor, "edition_id", "author_id", "position", "published_at"),
            Table(EditionPicture, "edition_id", "image_id", "published_at"),
        ]

    def flush(self):
        tables = [self.article, self.revision, self.edition, self.words, *self.article_rows]
        for table in [*tables, *self.edition_rows, self.audit]:
            table.flush()

    def add(self, number, at):
        """Add story `number`, first published at a moment."""
        story = Story(number, self)
        published = [self._publish(story, edition, at) for edition in story.editions(at)]
        self._desk(story, "published", at)
        self._log(story, published)

    def add_waiting(self, number, at):
        """Add a story that was never published: a draft, or one that waits for somebody."""
        story = Story(number, self)
        story.last = story.version(1, at)
        self._save(story, story.last, imported=False)
        self._desk(story, WAITING[number % len(WAITING)], at)

    def _save(self, story, version, imported=True):
        self.revision_id += 1
        payload = story.payload(version)
        version.digest = digest_of(payload)
        self.revision.add(
            self.revision_id,
            story.id,
            version.number,
            self.house.by,
            moment(version.live_from),
            json.dumps({**payload, SHAPE: NOW}),
            version.digest,
            imported,
        )

    def _publish(self, story, version, at):
        """Add a revision and the edition that it became; return (edition's id, its digest)."""
        self._save(story, version)
        self.edition_id += 1
        self.edition.add(
            self.edition_id, story.headline, story.standfirst, version.body, story.place, "en", "news",
            story.picture, at.date().isoformat(), story.id, version.number, version.kind, version.note,
            moment(version.live_from), version.live_until and moment(version.live_until), moment(at),
            moment(version.live_from), self.house.by, self.revision_id, story.slug, month_of(at),
            version.digest, version.html, version.search_text,
            int(at.timestamp()) * 1000 * TIES + version.number - 1, json.dumps(version.history), True, True,
            moment(version.live_from),
        )  # fmt: skip
        topics, officials, authors, pictures = self.edition_rows
        moment_of_all = moment(at)
        for topic in story.topics:
            topics.add(self.edition_id, topic.pk, moment_of_all)
        for place, person in enumerate(story.officials):
            officials.add(self.edition_id, person.pk, "mentioned", place, "import", moment_of_all)
        for place, author in enumerate(story.authors):
            authors.add(self.edition_id, author.pk, place, moment_of_all)
        if story.picture:
            pictures.add(self.edition_id, story.picture, moment_of_all)
        return self.edition_id, digest(without_later_defaults(story.as_published(version, at)))

    def _desk(self, story, status, at):
        last, waits = story.last, status != "published"
        self.article.add(
            story.id, story.headline, story.standfirst, last.body, story.place, "en", "news", story.picture,
            story.slug, status, self.house.by, "" if waits else f"bench-{story.id}", last.number, last.digest,
            "" if waits else last.digest, moment(at), moment(last.live_from), self.house.by,
            moment(at + datetime.timedelta(days=2)) if waits else None,
        )  # fmt: skip
        self.words.add(story.id, last.desk_text)
        topics, officials, authors, pictures = self.article_rows
        for topic in story.topics:
            topics.add(story.id, topic.pk)
        for place, person in enumerate(story.officials):
            officials.add(story.id, person.pk, "mentioned", place, "import", moment(at))
        for place, author in enumerate(story.authors):
            authors.add(story.id, author.pk, place)
        if story.picture:
            pictures.add(story.id, story.picture)

    def _log(self, story, published):
        """One entry of the audit log for what an import published of a story."""
        self.entry += 1
        after = {
            "external_id": f"bench-{story.id}",
            "editions": len(published),
            "withdrawn": False,
            "digests": {str(pk): value for pk, value in published},
        }
        entry = AuditEntry(
            number=self.entry,
            previous=self.last_hash,
            at=UNTIL,
            by_id=self.house.by,
            act=Act.IMPORTED,
            article_id=story.id,
            subject=story.headline,
            after=after,
        )
        previous, self.last_hash = self.last_hash, entry.computed_hash()
        self.audit.add(
            self.entry, moment(UNTIL), self.house.by, str(Act.IMPORTED), story.id, story.headline,
            json.dumps(after), previous, self.last_hash,
        )  # fmt: skip


@dataclass
class Version:
    """One edition of a story, or the revision of a draft."""

    number: int
    kind: str
    note: str
    live_from: datetime.datetime
    live_until: datetime.datetime | None
    body: str
    html: str
    search_text: str
    desk_text: str
    history: list
    digest: str = ""


class Story:
    """What one story says: drawn from the random generator of `stories`, in a fixed order."""

    def __init__(self, number, stories):
        random, house = stories.random, stories.house
        self.id = number
        self.slug = f"story-{number}"
        weights = stories.weights
        self.topics = distinct(random, house.topics, weights[0], TOPICS_OF_A_STORY)
        self.officials = distinct(random, house.officials, weights[1], OFFICIALS_OF_A_STORY)
        self.authors = distinct(random, house.authors, weights[2], 1 + (number % 5 == 0))
        self.picture = random.choice(house.pictures) if number % 5 else None
        self.place = PLACES[number % len(PLACES)]
        self.paragraphs = paragraphs(random, stories.tape, WORDS)
        first, second = self.paragraphs[0][:2]
        self.headline = f"{first.text.rstrip('.')[:80].rstrip()} {number}"
        self.standfirst = second.text
        self.updated = random.random() < 0.3
        self.last = None

    def editions(self, at):
        """The versions that readers got: 1.3 on average."""
        update = at + datetime.timedelta(minutes=20)
        self.last = self.version(1, at)
        yield self.last
        if self.updated:
            before = {
                "number": 1,
                "kind": "original",
                "note": "",
                "live_from": at.isoformat(timespec="seconds"),
            }
            self.last = self.version(2, update, [before])
            yield self.last

    def version(self, number, at, history=()):
        corrects = number == 2 and self.id % 3 == 0
        return Version(
            number=number,
            kind="original" if number == 1 else "correction" if corrects else "update",
            note="An earlier edition named the wrong month." if corrects else "",
            live_from=at,
            live_until=at + datetime.timedelta(minutes=20) if number == 1 and self.updated else None,
            history=list(history),
            **self.texts(number),
        )

    def texts(self, number):
        """The body as it is stored and as readers get it, and the folded words of the two searches."""
        rare = f"rare{self.id}" if number == 1 else f"rare{self.id} again"
        text = "".join(f"<p>{' '.join(s.text for s in part)}</p>" for part in self.paragraphs)
        said = [SAYS % person.name for person in self.officials]
        linked = [SAYS % link_to(person) for person in self.officials]
        tail = f"<p>{rare.capitalize()}.</p>"
        folded = " ".join(s.folded for part in self.paragraphs for s in part)
        folded = f"{fold(self.headline)} {fold(self.standfirst)} {folded} {fold(' '.join([*said, rare]))}"
        place = fold(self.place)
        named = fold("\n".join([*(topic.name for topic in self.topics), *(a.name for a in self.authors)]))
        return {
            "body": f"{text}<p>{' '.join(said)}</p>{tail}",
            "html": f"{text}<p>{' '.join(linked)}</p>{tail}",
            "search_text": f"{folded} {place} {named}",
            "desk_text": f"{folded} {place} {fold(self.slug)}",
        }

    def payload(self, version):
        return {
            "kicker": "",
            "headline": self.headline,
            "standfirst": self.standfirst,
            "body": version.body,
            "authors": [author.pk for author in self.authors],
            "topics": sorted(topic.pk for topic in self.topics),
            "officials": [official_row(person) for person in self.officials],
            "place": self.place,
            "date": None,
            "language": "en",
            "genre": "news",
            "slug": self.slug,
            "lead_image_id": self.picture,
            "lead_alt": "",
            "lead_caption": "",
        }

    def as_published(self, version, at):
        """What the digest of an edition covers, without blanks (articles.models.edition_digests)."""
        values = {
            "article_id": self.id,
            "headline": self.headline,
            "standfirst": self.standfirst,
            "body": version.body,
            "place": self.place,
            "date": at.date().isoformat(),
            "language": "en",
            "genre": "news",
            "lead_image_id": self.picture,
            "number": version.number,
            "kind": version.kind,
            "note": version.note,
            "live_from": in_json(version.live_from),
            "published_at": in_json(at),
            "modified_at": in_json(version.live_from),
            "slug": self.slug,
            "month": month_of(at),
            "history": version.history,
            "body_html": version.html,
            "topics": sorted(topic.pk for topic in self.topics),
            "authors": [author.pk for author in self.authors],
            "officials": sorted([person.pk, "mentioned", None, ""] for person in self.officials),
        }
        return {key: value for key, value in values.items() if value not in (None, "", [])}


def official_row(person):
    return {"person": person.pk, "role": "mentioned", "appointment": None, "as_printed": ""}


def link_to(person):
    """The first mention of an official as readers get it."""
    return f'<a href="/people/{person.slug}/" data-official="{person.pk}" data-first="">{person.name}</a>'


def in_json(at):
    return at.isoformat().replace("+00:00", "Z")


def distinct(random, things, weights, count):
    """So many different things, drawn by their weights; fewer where there are not so many."""
    found = {}
    for _round in range(5):
        for thing in random.choices(things, cum_weights=weights, k=count * 2):
            found[thing.pk] = thing
        if len(found) >= count:
            break
    return list(found.values())[:count]


def seed_stories(random, tape, house, size, said=lambda done: None):
    """Write all stories; `said` is called with the number after each batch."""
    stories = Stories(random, tape, house)
    times = enumerate(moments(size.stories), 1)
    for part in itertools.batched(times, BATCH, strict=False):
        for number, at in part:
            stories.add(number, at)
        stories.flush()
        said(part[-1][0])
    for n in range(size.stories // WAITING_ONE_IN):
        stories.add_waiting(size.stories + n + 1, UNTIL - datetime.timedelta(hours=n))
    stories.flush()
    AuditHead.objects.create(pk=1, number=stories.entry, hash=stories.last_hash)
