"""What a change of the record does to published stories: which show something else, which words it denies.

A title beside a story follows from dates, so one corrected date may change many stories. A `StoryComparison`
is made before an act (by a form, a merge, an import) and asked after it, in the same transaction:

    with transaction.atomic():
        comparison = StoryComparison.of(persons)
        ...  # the act
        RecordChange.objects.record(comparison.changes(), by=user, what="Two records of one person merged")

Seven queries before and after together, whatever the number of stories, and at most six for their words.
"""

import hashlib
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import NamedTuple

from django.utils.translation import gettext as _

from articles.checks import CheckedStory
from articles.checks.titles import is_denied
from articles.mentions.suggestions import READ_FIELDS, read_story
from articles.models.edition import Edition
from articles.models.edition_relations import EditionOfficial
from newsroom.lib.html import plain_text
from people import name_list
from people.dated_names import name_on, with_dated_names
from people.facts import is_shown
from people.models import Appointment, Person
from people.titles import title_among

TITLE_FACTS = (
    "post_id",
    "kind",
    "intended",
    "announced",
    "start",
    "end",
    "term_ends",
)  # fields of an appointment from which titles follow
WORDS_READ = 300  # stories whose words are compared with the record, the newest; each takes milliseconds


class LiveLink(NamedTuple):
    """A live edition's link to a person: what decides the title that it shows."""

    edition: int
    article: int
    person: int
    day: object
    pinned: int | None
    as_printed: str
    headline: str


class ShownOfficial(NamedTuple):
    """What is shown beside a story: the name, the title of its day, the state line."""

    name: str
    title: str = ""
    note: str = ""

    def __str__(self):
        facts_shown = ", ".join(filter(None, [self.name, self.title]))
        return f"{facts_shown} ({self.note})" if self.note else facts_shown


@dataclass(frozen=True)
class StoryChange:
    """One story that shows something else, or whose words the record denies now.

    `person` is who is shown now, after a merge the one who stays. `printed` are its words about the person,
    as far as they were read; `contradicts` says that they and the record cannot both be right, while before
    they could.
    """

    link: LiveLink
    person: int
    before: ShownOfficial
    after: ShownOfficial
    printed: str = ""
    contradicts: bool = False

    @property
    def is_shown(self):
        """Whether readers see something else beside the story."""
        return self.before != self.after


class StoryChanges(list):
    """Changes, those first whose words are denied, then the newest. Its `digest` says which they are."""

    @property
    def digest(self):
        facts_shown = [
            (*change.link[:3], str(change.before), str(change.after), change.contradicts) for change in self
        ]
        return hashlib.sha256(repr(sorted(facts_shown)).encode()).hexdigest()[:32]

    @property
    def stories(self):
        """How many stories they are; one may link two of the persons."""
        return len({change.link.article for change in self})

    @property
    def contradicting(self):
        return len({change.link.article for change in self if change.contradicts})


class TitleFacts:
    """What titles follow from, as it was at one moment: some persons with all their appointments."""

    def __init__(self, people, rows):
        """`people` are {id: Person}, `rows` {person id: [Appointment]} with facts, titles and `is_shown`."""
        self.people, self.rows = people, rows
        self._shown, self._facts = {}, {}

    @classmethod
    def of(cls, persons):
        """The Records of these persons (ids). Three queries."""
        rows = defaultdict(list)
        found = Appointment.objects.filter(person__in=persons).with_facts().annotate(is_shown=is_shown())
        for row in found.prefetch_related("post__titles"):
            rows[row.person_id].append(row)
        return cls(with_dated_names(Person.objects.all()).in_bulk(persons), rows)

    def with_draft(self, draft, shown):
        """The Records with an unsaved Appointment in the place of the stored one. One query: its titles."""
        rows = defaultdict(list)
        for person, held in self.rows.items():
            rows[person] = [row for row in held if row.pk != draft.pk]
        draft.is_shown = shown
        rows[draft.person_id].append(draft)
        return TitleFacts(self.people, rows)

    def has(self, draft, shown):
        """Whether an Appointment is recorded with just what this unsaved one says, as far as titles go."""
        facts_shown = [getattr(draft, name) for name in TITLE_FACTS]
        return any(
            row.pk == draft.pk
            and row.is_shown == bool(shown)
            and facts_shown == [getattr(row, name) for name in TITLE_FACTS]
            for row in self.rows.get(draft.person_id, ())
        )

    def shown(self, person, day, pinned=None):
        """What readers see beside a story of that day, as a Shown."""
        key = person, day, pinned
        if key not in self._shown:
            known = self.people.get(person)
            rows = [row for row in self.rows.get(person, ()) if row.is_shown]
            title = title_among(rows, day, pinned) if known and known.is_public else None
            name = name_on(known, day) if known else ""
            said = (_titles(title), title.note) if title else ()
            self._shown[key] = ShownOfficial(name, *said)
        return self._shown[key]

    def facts(self, person, day):
        """All that the words of a story of that day are judged by, shown to readers or not; comparable."""
        key = person, day
        if key not in self._facts:
            self._facts[key] = frozenset(
                (row.pk, row.state_on(day), row.is_certain_on(day), _names(row.post))
                for row in self.rows.get(person, ())
            )
        return self._facts[key]


def _titles(title):
    """A Title with those that stand beside it, as people/_official.html shows them."""
    return ", ".join([title.text, *(_("also %(title)s") % {"title": other.text} for other in title.also)])


def _names(post):
    return frozenset([post.title, *(title.text for title in post.titles.all())])


def links_of(persons):
    """The Links of all live editions to these persons, newest story first. One query."""
    rows = EditionOfficial.objects.filter(person__in=persons, edition__in=Edition.objects.live())
    names = ("edition_id", "edition__article_id", "person_id", "edition__date", "appointment_id")
    rows = rows.order_by("-published_at", "-edition_id", "position")
    return [LiveLink(*row) for row in rows.values_list(*names, "as_printed", "edition__headline")]


class StoryComparison:
    """The records before an act, and after it the Changes that it makes."""

    def __init__(self, before, links):
        self.before, self.links = before, links

    @classmethod
    def of(cls, persons):
        """Taken before the act, of the persons (ids) whom it may concern. Four queries, none for nobody."""
        persons = sorted({pk for pk in persons if pk})
        return cls(TitleFacts.of(persons), links_of(persons)) if persons else cls(TitleFacts({}, {}), [])

    def changes(self, became=None):
        """What the act made of it. `became` maps the id of a person who was merged to the one who stays.

        Three queries; six more where words have to be read.
        """
        if not self.links:
            return StoryChanges()
        became = became or {}
        persons = {became.get(link.person, link.person) for link in self.links}
        return compare(self.links, self.before, TitleFacts.of(sorted(persons)), became)


def compare(links, before, after, became=None, words=True):
    """The Changes between two Records for these Links. No query without `words`."""
    became, found, to_read = became or {}, {}, []
    for link in links:
        person, day = became.get(link.person, link.person), link.day
        was, now = before.shown(link.person, day, link.pinned), after.shown(person, day, link.pinned)
        change = StoryChange(link, person, was, now, link.as_printed)
        if change.is_shown:
            found[link] = change
        renamed = was.name != now.name
        if words and (renamed or before.facts(link.person, day) != after.facts(person, day)):
            to_read.append(change)
    for change in _read(to_read[:WORDS_READ], before, after) if to_read else []:
        if change.contradicts or change.is_shown:
            found[change.link] = change
    order = {link: n for n, link in enumerate(links)}
    return StoryChanges(sorted(found.values(), key=lambda one: (not one.contradicts, order[one.link])))


# --- The words of stories -------------------------------------------------------------------------
def _read(changes, before, after):
    """Those changes whose words say something of the person, with these words in them. Five queries."""
    names = name_list.around({pk for change in changes for pk in (change.person, change.link.person)})
    texts = Edition.objects.only(*READ_FIELDS).in_bulk({change.link.edition for change in changes})
    for change in changes:
        edition, link = texts.get(change.link.edition), change.link
        if edition is None:
            continue
        story = CheckedStory.of({name: getattr(edition, name) for name in READ_FIELDS})
        rows = before.rows.get(link.person, []), after.rows.get(change.person, [])
        printed, denied = _said(story, names, change.person, *rows) or ("", False)
        if not printed and change.before.name != change.after.name and change.before.name in _words(story):
            printed = change.before.name
        if printed:
            yield replace(change, printed=printed, contradicts=denied)


def _said(story, names, person, rows_before, rows_after):
    """The first words with a title of this person, those first that only the new records deny; or None."""
    denied_before, said = set(), []
    for titled in read_story(story.read, names=names).titled:
        if titled.person == person:
            words = story.place_of(titled).evidence
            said.append((words, is_denied(rows_after, titled, story.day)))
            if is_denied(rows_before, titled, story.day):
                denied_before.add(words)
    newly = [(words, True) for words, denied in said if denied and words not in denied_before]
    return next(iter([*newly, *((words, False) for words, _denied in said)]), None)


def _words(story):
    return "\n".join([story.headline, story.standfirst, plain_text(story.body)])
