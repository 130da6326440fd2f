"""Search for readers: live stories newest first, officials by any name, topics by any name.

A thin layer over SQLite FTS5 and PostgreSQL `tsvector` (articles/database/search_index.py keeps the index in
the transaction that publishes). Newest first, because a page of the newest matches costs the same with a
million stories as with a thousand. A page is five queries: officials, their titles, topics, whose name the
words are, stories.
"""

from dataclasses import dataclass, field

from django.db import connection
from django.db.models import Exists, OuterRef, Q
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.models.edition import Edition, published_by
from articles.models.edition_relations import EditionTopic
from articles.models.topic import Topic, TopicAlias
from newsroom.lib.excerpts import excerpt
from newsroom.lib.html import quick_text
from newsroom.lib.keys import LARGEST, key_in
from newsroom.lib.names import any_order, fold, word_matches
from newsroom.lib.replica import reading
from people.dated_names import person_name_on
from people.models import Person
from people.titles import titles_on

PAGE = 20
LONGEST_QUERY = 200  # characters; the rest is not searched
MOST_WORDS = 12
MOST_NAMES = 8  # officials and topics shown above the stories
RECENT = 500  # PostgreSQL reads so many of the newest first; for a rarer word it uses the index


@dataclass
class Results:
    """What was found. `next_key` is the `before` of the next page, None on the last."""

    query: str
    words: tuple = ()
    stories: list = field(default_factory=list)
    officials: list = field(default_factory=list)  # (Person, Title or None)
    topics: list = field(default_factory=list)
    next_key: int | None = None

    @property
    def is_empty(self):
        return not (self.stories or self.officials or self.topics)


def search(text, before=None, at=None):
    """Return the Results of a reader's query: stories with all its words, or of an official or topic.

    before  the `order_key` below which the page begins (a page by key)
    at      the moment at which a story must be live; default now
    """
    query = text[:LONGEST_QUERY]
    results = Results(query=query, words=tuple(fold(query).split()[:MOST_WORDS]))
    if not results.words:
        return results
    if before is None:
        people, results.topics = _officials(results.words), _topics(results.words)
        titles = titles_on(people, timezone.localdate()) if people else {}
        results.officials = [(person, titles.get(person.pk)) for person in people]
    stories = _stories(results.words, before, at or timezone.now())
    if len(stories) > PAGE:
        stories = stories[:PAGE]
        results.next_key = stories[-1].order_key
    for story in stories:
        story.excerpt = excerpt(quick_text(story.body) or story.standfirst, results.words)
    results.stories = stories
    return results


# --- Names -----------------------------------------------------------------------------------------
def _officials(words):
    """Persons whose names have every word, sorted by name. One query."""
    found = Person.objects.public().matching(" ".join(words))
    found = found.annotate(name_then=person_name_on(timezone.localdate(), "pk"))[:MOST_NAMES]
    return sorted(found, key=lambda person: person.sort_key)


def _topics(words):
    """Topics with the words in one of their names. One query."""
    text = " ".join(words)
    aliases = TopicAlias.objects.filter(folded=text).values("topic")
    # The name of a topic that no reader has seen may itself be news.
    live = Edition.objects.live().filter(pk=OuterRef("edition"))
    seen = EditionTopic.objects.filter(Exists(live), topic=OuterRef("pk"))
    topics = Topic.objects.filter(word_matches("folded", text) | Q(pk__in=aliases))
    return list(topics.filter(Q(in_navigation=True) | Exists(seen)).order_by("pk")[:MOST_NAMES])


# --- Stories ---------------------------------------------------------------------------------------
# The topics and officials whose name the words are: any name counts, of officials in any order.
NAMED = """
  SELECT 'topic', id FROM articles_topic WHERE folded = %(name)s
  UNION SELECT 'topic', topic_id FROM articles_topicalias WHERE folded = %(name)s
  UNION SELECT 'person', id FROM people_person WHERE name_key = %(name_key)s AND is_public
  UNION SELECT 'person', p.id FROM people_personname n JOIN people_person p ON p.id = n.person_id
        WHERE n.name_key = %(name_key)s AND p.is_public"""
RELATIONS = {"topic": "articles_editiontopic", "person": "articles_editionofficial"}
# {live} is `Edition.objects.live()` as a condition on articles_edition.
# The newest stories of one of them: walked by the index of the relation and left where the page is full.
STORIES_OF = """
  SELECT * FROM (
    SELECT articles_edition.id, order_key FROM {table} r
    JOIN articles_edition ON articles_edition.id = r.edition_id
    WHERE r.{column} = {key} AND r.published_at <= %(published_by)s AND order_key < %(before)s AND {live}
    ORDER BY r.published_at DESC, order_key DESC LIMIT %(limit)s) s{n}"""
NOTHING = "SELECT id, order_key FROM articles_edition WHERE id IS NULL"
SQLITE = """
WITH by_word AS MATERIALIZED (
  SELECT articles_edition.id, order_key FROM articles_edition_words w CROSS JOIN articles_edition
  ON order_key = w.rowid
  WHERE w.search_text MATCH %(match)s AND w.rowid < %(before)s AND {live}
  ORDER BY w.rowid DESC LIMIT %(limit)s),
by_name AS MATERIALIZED ({by_name})
"""
# Two ways for PostgreSQL: it finds a common word among the newest stories, a rare one with the index. The
# second does not start if the first fills a page.
POSTGRESQL = """
WITH newest AS MATERIALIZED (
  SELECT id, order_key, search_vector FROM articles_edition
  WHERE order_key < %(before)s AND {live} ORDER BY order_key DESC LIMIT %(recent)s),
common AS MATERIALIZED (
  SELECT id, order_key FROM newest WHERE search_vector @@ %(match)s::tsquery
  ORDER BY order_key DESC LIMIT %(limit)s),
matching AS MATERIALIZED (
  SELECT id, order_key FROM articles_edition
  WHERE (SELECT count(*) FROM common) < %(limit)s AND search_vector @@ %(match)s::tsquery
  AND order_key < %(before)s AND {live}),
by_word AS (SELECT id, order_key FROM common UNION SELECT id, order_key FROM matching),
by_name AS MATERIALIZED ({by_name})
"""
PAGE_OF = """
SELECT e.*,
  (SELECT t.name FROM articles_topic t JOIN articles_editiontopic r ON r.topic_id = t.id
   WHERE r.edition_id = e.id ORDER BY r.id LIMIT 1) AS topic_name,
  (SELECT t.slug FROM articles_topic t JOIN articles_editiontopic r ON r.topic_id = t.id
   WHERE r.edition_id = e.id ORDER BY r.id LIMIT 1) AS topic_slug
FROM articles_edition e
JOIN (SELECT id, order_key FROM by_word UNION SELECT id, order_key FROM by_name
      ORDER BY order_key DESC LIMIT %(limit)s) found ON found.id = e.id
ORDER BY e.order_key DESC
"""


def _live(at):
    """`Edition.objects.live(at)` as SQL on articles_edition, and its parameters by name."""
    query = Edition.objects.live(at).query
    sql, values = query.get_compiler(connection=connection).compile(query.where)
    params = {f"live{n}": value for n, value in enumerate(values)}
    return sql % tuple(f"%({name})s" for name in params), params


def _stories(words, before, at):
    """The newest live editions with these words, one more than a page. Two queries."""
    on_postgresql = connection.vendor == "postgresql"
    live, params = _live(at)
    before = LARGEST if before is None else before
    params |= {
        "match": " & ".join(f"'{word}'" for word in words)
        if on_postgresql
        else " AND ".join(f'"{word}"' for word in words),
        "before": before,
        "published_by": connection.ops.adapt_datetimefield_value(min(published_by(before), at)),
        "limit": PAGE + 1,
        "recent": RECENT,
    }
    found = (POSTGRESQL if on_postgresql else SQLITE).replace("{by_name}", _of_names(" ".join(words)))
    return list(Edition.objects.raw(found.replace("{live}", live) + PAGE_OF, params))


def _of_names(name):
    """SQL for the stories of topics and officials of this name. One query, for who they are."""
    with reading().cursor() as cursor:
        cursor.execute(NAMED, {"name": name, "name_key": any_order(name)})
        named = sorted(cursor.fetchall())
    parts = [
        STORIES_OF.format(table=RELATIONS[kind], column=f"{kind}_id", key=key, n=n, live="{live}")
        for n, (kind, key) in enumerate(named[:MOST_NAMES])
    ]
    return " UNION ".join(parts) or NOTHING


# --- The page --------------------------------------------------------------------------------------
@require_safe
def search_page(request):
    """/search/?q=…&before=…: results for readers. A key that is not a number is a 404."""
    before = key_in(request.GET.get("before"))
    if before is None and "before" in request.GET:
        raise Http404
    query = request.GET.get("q", "").strip()
    return render(
        request,
        "newsroom/search.html",
        {"results": search(query, before), "is_first_page": before is None},
    )
