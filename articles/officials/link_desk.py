"""What the link desk reads: stories with open suggestions, live ones first, and one story with all it names.

Suggestions are computed, never stored. So that no request reads a whole archive, a page of the queue shows a
window of stories, and `read_more` reads the text of a few that were not read yet and keeps how many
suggestions each has open (`SuggestionCount`). The count is only for the queue: the words of a story that
somebody opens are read again.
"""

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, Subquery

from articles.mentions.suggestions import READ_FIELDS, Offered, Words, found_in, ids_of, in_words
from articles.models import (
    Article,
    ArticleOfficial,
    ArticleTopic,
    Edition,
    EditionOfficial,
    EditionTopic,
    SuggestionCount,
    SuggestionDismissal,
)
from articles.workflow import Status
from newsroom.lib import html
from newsroom.lib.canonical import digest
from people import name_list
from people.models import Person
from people.titles import titles_on

WINDOW = 200  # live stories of one page of the queue
SUBMITTED = 50  # submitted ones, on its first page
AT_ONCE = 20  # stories whose text one request reads


# --- The queue -------------------------------------------------------------------------------------
class Queued(NamedTuple):
    """A story of the window: `what` names its words, `open` is None until somebody looks at them."""

    article: int
    headline: str
    day: object
    state: str
    what: str
    key: int  # of the edition, or of the article
    open: int | None


@dataclass
class Queue:
    """A window of stories: `unread` are still to be read, older ones come after the edition `before`."""

    rows: list[Queued]
    before: int | None

    @property
    def stories(self):
        """Those with open suggestions."""
        return [row for row in self.rows if row.open]

    @property
    def suggestions(self):
        return sum(row.open or 0 for row in self.rows)

    @property
    def unread(self):
        return sum(row.open is None for row in self.rows)

    @property
    def already_read(self):
        return len(self.rows) - self.unread

    def after(self, article):
        """The pk of the story with open suggestions that follows `article`, else of the first; or None."""
        at = next((n for n, row in enumerate(self.rows) if row.article == article), -1)
        rest = [row for row in [*self.rows[at + 1 :], *self.rows[: at + 1]] if row.open]
        return rest[0].article if rest else None


def queue(before=None) -> Queue:
    """The stories to link, live ones first, then submitted ones; older than the edition `before`.

    Two queries besides that of the name list, whatever there is.
    """
    version = version_of(name_list.current())
    live = _live(before, version)
    rows = [*live, *([] if before else _submitted({row.article for row in live}, version))]
    return Queue(rows, live[-1].key if len(live) == WINDOW else None)


def read_more(before=None):
    """Read the first unread stories of the same window and keep how many are open. Eight queries more."""
    names = name_list.current()
    _read([row for row in queue(before).rows if row.open is None][:AT_ONCE], names, version_of(names))


def place_of(edition):
    """The place of an edition in the order of all, for a filter, by its pk."""
    return Subquery(Edition.objects.filter(pk=edition).values("order_key"))


def waiting(now=None):
    """The SuggestionCounts above zero, of stories that the desk has read. No query yet."""
    live = Edition.objects.live(now).filter(article=OuterRef("article"))
    shown = Q(Exists(live)) | Q(article__status=Status.SUBMITTED)
    return SuggestionCount.objects.filter(shown, open__gt=0)


@lru_cache(maxsize=2)
def version_of(names):
    """What tells one state of the name list from another, in every process the same."""
    said = repr(
        [*names.persons, *names.posts, *names.organizations, *names.appointments, *sorted(names.home)]
    )
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _live(before, version):
    """A window of live stories, newest first. One query."""
    editions = Edition.objects.live()
    if before is not None:
        editions = editions.filter(order_key__lt=place_of(before))
    looked = [f"article__suggestion_count__{name}" for name in ("what", "names", "open")]
    rows = editions.order_by("-order_key").values_list("article", "headline", "date", "pk", *looked)[:WINDOW]
    return [_queued("live", f"e{row[3]}", row, version) for row in rows]


def _submitted(live, version):
    """Submitted stories that readers do not see. One query."""
    articles = Article.objects.filter(status=Status.SUBMITTED).order_by("-updated_at", "-pk")
    looked = [f"suggestion_count__{name}" for name in ("what", "names", "open")]
    columns = ("pk", "headline", "date", "pk", *looked, "revision_number")
    rows = articles.values_list(*columns)[:SUBMITTED]
    return [
        _queued(Status.SUBMITTED.value, f"r{number}", row, version)
        for *row, number in rows
        if row[0] not in live
    ]


def _queued(state, what, row, version):
    article, headline, day, key, seen, names, count = row
    fresh = (seen, names) == (what, version)
    return Queued(article, headline, day, state, what, key, count if fresh else None)


def _read(rows, names, version):
    """Keep the number of open suggestions of stories that nobody read yet. Eight queries."""
    if not rows:
        return
    texts = _texts(rows)
    topics, known = _topics_of(texts), answers_of([row.article for row in rows])
    counts = {}
    for row in rows:
        linked, dismissed = known[row.article]
        if content := texts.get((row.state, row.key)):
            words = Words.of(content, topics[row.state, row.key])
            counts[row.article] = len(open_in(found_in(words, names, dismissed), linked))
    seen = (
        SuggestionCount(article_id=row.article, what=row.what, names=version, open=counts[row.article])
        for row in sorted(rows, key=lambda row: row.article)  # one order for all: no two lock each other out
        if row.article in counts
    )
    columns = ["what", "names", "open"]
    SuggestionCount.objects.bulk_create(
        seen, update_conflicts=True, unique_fields=["article"], update_fields=columns
    )


def _texts(rows):
    """{(state, key): content} with the words only. Two queries: live stories, submitted ones."""
    live = Edition.objects.filter(pk__in=[row.key for row in rows if row.state == "live"])
    others = Article.objects.filter(pk__in=[row.key for row in rows if row.state != "live"])
    texts = {("live", row.pk): row for row in live.only(*READ_FIELDS, "published_at")}
    return texts | {("submitted", row.pk): row for row in others.only(*READ_FIELDS)}


def _topics_of(texts):
    """{(state, key): names of topics} of stories, which say what houses they are about. Two queries."""
    found = defaultdict(list)
    live = [key for state, key in texts if state == "live"]
    others = [key for state, key in texts if state != "live"]
    of_editions = EditionTopic.objects.filter(edition__in=live).values_list("edition", "topic__name")
    of_articles = ArticleTopic.objects.filter(content_object__in=others)
    for key, name in of_editions.order_by("pk"):
        found["live", key].append(name)
    for key, name in of_articles.order_by("pk").values_list("content_object", "tag__name"):
        found["submitted", key].append(name)
    return found


def open_in(found, linked):
    """Those suggestions that still ask for an answer: none of the persons that they mean is linked."""
    return [one for one in found if not any(person in linked for person in one.persons)]


# --- What was answered already -----------------------------------------------------------------------
class Answers(NamedTuple):
    """What a story's suggestions were answered with: {person id: (place, role, pin)}, {(person id, hash)}."""

    linked: dict
    dismissed: set


def answers_of(articles):
    """{article: Answers}. Three queries.

    Linked are those of the live edition, and of a story that readers do not see those of the desk.
    """
    known = {pk: Answers({}, set()) for pk in articles}
    live = Edition.objects.live().filter(article__in=articles)
    links = EditionOfficial.objects.filter(edition__in=live.values("pk"))
    desk = ArticleOfficial.objects.filter(article__in=articles).exclude(article__in=live.values("article"))
    dismissals = SuggestionDismissal.objects.filter(article__in=articles)
    row = ("person", "position", "role", "appointment")
    for article, person, *link in links.values_list("edition__article", *row):
        known[article].linked[person] = tuple(link)
    for article, person, *link in desk.values_list("article", *row):
        known[article].linked[person] = tuple(link)
    for article, *pair in dismissals.values_list("article", "person", "evidence_hash"):
        known[article].dismissed.add(tuple(pair))
    return known


# --- One story ---------------------------------------------------------------------------------------
@dataclass(frozen=True)
class LinkedOfficial:
    """An official of the story, with the title of its day."""

    person: Person
    role: str
    title: object


@dataclass
class LinkDeskStory:
    """A story on the link desk. `what` names the words that are shown, for the next act to say."""

    article: Article
    content: object
    state: str
    what: str
    words: Words
    open: list[Offered]
    linked: list[LinkedOfficial]
    already_linked: list[Offered] = field(default_factory=list)  # who is linked and named

    def hits(self):
        """{(block, start, end): (number among the open, or None, kind)} of all evidence.

        kind is "linked", "ambiguous" or "".
        """
        found = {}
        for number, one in enumerate(self.open):
            found |= dict.fromkeys(_places(one), (number, "ambiguous" if one.is_ambiguous else ""))
        for one in self.already_linked:
            found = dict.fromkeys(_places(one), (None, "linked")) | found
        return found


def _places(one):
    return [(said.evidence.block, said.evidence.start, said.evidence.end) for said in one.places]


def story(article_pk) -> LinkDeskStory | None:
    """A story as the link desk shows it, or None where there is none to link.

    Seven queries for a live one, eight for another, besides that of the name list.
    """
    found = _words_shown(article_pk)
    if found is None:
        return None
    article, content, state, what = found
    key = ("live" if state == "live" else "submitted", content.pk)
    words = Words.of(content, _topics_of({key: content})[key])
    linked, dismissed = answers_of([article_pk])[article_pk]
    suggestions = found_in(words, name_list.current(), dismissed)
    persons = Person.objects.in_bulk(ids_of(suggestions) | linked.keys())
    pinned = {person: pin for person, (_place, _role, pin) in linked.items() if pin}
    titles = titles_on(list(persons.values()), words.day, pinned, public=False)
    offers = in_words(suggestions, words, persons, titles, linked)
    offers = [one for one in offers if one.persons]
    asks = {id(one) for one in open_in(suggestions, linked)}
    return LinkDeskStory(
        article=article,
        content=content,
        state=state,
        what=what,
        words=words,
        open=[one for one in offers if id(one.suggestion) in asks],
        already_linked=[one for one in offers if id(one.suggestion) not in asks],
        linked=[
            LinkedOfficial(persons[pk], role, titles.get(pk))
            for pk, (_place, role, _pin) in sorted(linked.items(), key=lambda row: row[1][0])
        ],
    )


def _words_shown(pk):
    """(article, content, state, what) of the words that count now, or None. One query for a live story."""
    edition = Edition.objects.live().filter(article=pk).select_related("article").first()
    if edition:
        return edition.article, edition, "live", f"e{edition.pk}"
    article = Article.objects.with_state().filter(pk=pk).first()
    if article is None:
        return None
    return article, article, article.state, f"w{_digest(article)}"


def _digest(article):
    """A digest of the words; links do not count."""
    return digest({name: str(getattr(article, name)) for name in READ_FIELDS})[:16]


def what_is_shown(article):
    """`LinkDeskStory.what` of the words that count now, of an article. One query."""
    edition = Edition.objects.live().filter(article=article.pk).only("pk").first()
    return f"e{edition.pk}" if edition else f"w{_digest(article)}"


# --- The text with its marks -----------------------------------------------------------------------
class MarkedPiece(NamedTuple):
    """A piece of a text; `kind` is None for words that name nobody, `number` that of an open suggestion."""

    text: str
    number: int | None = None
    kind: str | None = None


class ShownBlock(NamedTuple):
    """A block as the desk shows it: `kind` is headline, standfirst, heading, quote, item, caption or text."""

    kind: str
    pieces: list[MarkedPiece]


def shown(story: LinkDeskStory) -> list[ShownBlock]:
    """The blocks of a story, with evidence as pieces of its own. No query."""
    kinds, hits = _kinds(html.parse(story.content.body)), story.hits()
    return [
        ShownBlock(_kind_of(block, kinds), _pieces(block.text, number, hits))
        for number, block in enumerate(story.words.blocks)
    ]


def _kind_of(block, kinds):
    return next(kinds) if block.field == "body" else KINDS.get(block.field, block.field)


KINDS = {"lead_caption": "caption"}
NAMES = {"h2": "heading", "h3": "heading", "figcaption": "caption", "li": "item", "blockquote": "quote"}


def _kinds(blocks, around="text"):
    """The kind of each block that holds words, in reading order."""
    for block in blocks:
        kind = NAMES.get(block.tag, around)
        if block.runs:
            yield kind
        yield from _kinds(block.children, kind)


def _pieces(text, number, hits):
    pieces, at = [], 0
    for _block, start, end in sorted(place for place in hits if place[0] == number):
        if start >= at:
            pieces += [MarkedPiece(text[at:start]), MarkedPiece(text[start:end], *hits[number, start, end])]
            at = end
    return [piece for piece in [*pieces, MarkedPiece(text[at:])] if piece.text]
