"""The digest of an edition as readers get it: stored in the audit log, and compared with the database.

Triggers refuse to change an edition, but the owner of a database can remove triggers. So the audit entry of
each publication has `after["digests"]`, {edition id: digest}; the chain of hashes protects the entry.
"""

import itertools
from dataclasses import dataclass
from enum import StrEnum

from articles.payload import COLUMNS, FieldKind, without_later_defaults
from newsroom.lib.canonical import as_json, digest
from people.models import Merge

from .audit import Act, AuditEntry
from .edition import OFFICIAL, Edition
from .edition_relations import EditionAuthor, EditionOfficial, EditionQuotation, EditionTopic
from .link_change import LinkChange
from .merged_ids import TOPIC

PUBLISHES = [Act.PUBLISHED, Act.SCHEDULED, Act.MOVED, Act.CORRECTED, Act.REINSTATED]
CHUNK = 200  # stories that are compared at once
BLANK = (None, "", [])


class EditionCheck(StrEnum):
    """What the comparison of one edition with its audit entry says."""

    SAME = "same"  # it is as it was published
    NO_DIGEST = "no digest"  # its entry has none: written by an older release, or the edition was cancelled
    CHANGED = "changed"  # it is not as it was published
    NO_ENTRY = "no entry"  # it is live, was or will be, and no entry names it
    MISSING = "missing"  # an entry names it, and the database does not have it


FAULTS = (EditionCheck.CHANGED, EditionCheck.NO_ENTRY, EditionCheck.MISSING)


def columns():
    """The columns of an edition that a digest covers: all that readers get of the row itself."""
    published = [
        "number",
        "kind",
        "note",
        "live_from",
        "published_at",
        "modified_at",
        "slug",
        "month",
        "history",
    ]
    words = [field.name for field in COLUMNS if field.kind is not FieldKind.ADDRESS]
    return ["article_id", *words, *published, "body_html"]


def digests(editions):
    """{edition id as text: SHA-256 in hex} of a queryset of editions that were just sealed. Five queries."""
    stored = _StoredEditions(editions)
    return {str(pk): stored.digest(pk) for pk in stored.words}


class _StoredEditions:
    """Editions with their relations as they are in the database now, see `undo_changes()`."""

    def __init__(self, editions):
        self.words = {row.pop("pk"): row for row in editions.values("pk", *columns())}
        self.broken = set()  # editions whose relations differ from their last recorded change
        own = {"edition__in": list(self.words)}
        self.topics = {pk: {} for pk in self.words}
        self.authors, self.officials, self.quotations = ({pk: {} for pk in self.words} for _ in range(3))
        for row in EditionTopic.objects.filter(**own):
            self.topics[row.edition_id][row.pk] = row.topic_id
        for row in EditionAuthor.objects.filter(**own):
            self.authors[row.edition_id][row.position, row.pk] = row.author_id
        for edition, person, *row in EditionOfficial.objects.filter(**own).values_list(
            "edition", "person", *OFFICIAL
        ):
            self.officials[edition][person] = row
        for row in EditionQuotation.objects.filter(**own):
            self.quotations[row.edition_id][row.position] = [row.person_id, row.text]

    def digest(self, pk):
        """The digest of one edition, without blanks and later fields that have their default. So a new
        column does not change old digests.

        The order of officials is not part of it: a link that was removed and added again comes last.
        """
        values = {
            **self.words[pk],
            "topics": sorted(self.topics[pk].values()),
            "authors": [author for _place, author in sorted(self.authors[pk].items())],
            "officials": sorted([person, *row] for person, row in self.officials[pk].items()),
            "quotations": [quotation for _place, quotation in sorted(self.quotations[pk].items())],
        }
        filled = {name: value for name, value in values.items() if value not in BLANK}
        return digest(as_json(without_later_defaults(filled)))

    def undo_changes(self, merges):
        """Undo the recorded changes since publication: merges of topics, links of officials. One query."""
        for step in merges:
            for row in step:
                self._undo_topic(row["pk"], row["before"], row["after"])
        for change in LinkChange.objects.filter(edition__in=list(self.words)).order_by("-pk"):
            self._undo_link(change)
        return self

    def _undo_topic(self, pk, before, after):
        edition = next((e for e, rows in self.topics.items() if pk in rows), None)
        if after is None and before["edition_id"] in self.topics:
            self.topics[before["edition_id"]][pk] = before["topic_id"]
        elif edition is None:
            return
        elif "topic_id" in after and self.topics[edition][pk] != after["topic_id"]:
            self.broken.add(edition)
        elif before is None:
            del self.topics[edition][pk]
        else:
            self.topics[edition][pk] = before.get("topic_id", self.topics[edition][pk])

    def _undo_link(self, change):
        rows, person = self.officials[change.edition_id], change.person_id
        if rows.pop(person, None) != _row(change.after):
            self.broken.add(change.edition_id)
        if change.before is not None:
            rows[person] = _row(change.before)


def _row(link):
    return link and [link[name] for name in OFFICIAL]


# --- The comparison ----------------------------------------------------------------------------------
@dataclass(frozen=True)
class CheckedEdition:
    """One edition and the result of its check."""

    result: EditionCheck
    words: str  # which edition, for a person


def compare():
    """Yield a CheckedEdition for every edition in the database or the log. About nine queries a chunk."""
    merges = _merges_of_topics()
    stories = Edition._meta.get_field("article").related_model._base_manager.order_by("pk")
    for ids in itertools.batched(stories.values_list("pk", flat=True).iterator(), CHUNK, strict=False):
        checked = _check(ids, merges)
        if any(one.result in FAULTS for one in checked):
            checked = _check(ids, _merges_of_topics())  # somebody may have acted between two queries
        yield from checked


def _check(articles, merges):
    known, has_entry = _entries(articles)
    editions = {
        row.pk: row
        for row in Edition.objects.filter(article__in=articles).only(
            "pk", "number", "headline", "article", "cancelled_at"
        )
    }
    stored = _StoredEditions(Edition.objects.filter(pk__in=list(editions))).undo_changes(merges)
    checked = []
    for pk, edition in editions.items():
        if (published := known.pop(str(pk), None)) is not None:
            same = pk in stored.words and pk not in stored.broken and stored.digest(pk) == published
            result = EditionCheck.SAME if same else EditionCheck.CHANGED
        else:
            known_act = edition.cancelled_at or has_entry(edition)
            result = EditionCheck.NO_DIGEST if known_act else EditionCheck.NO_ENTRY
        checked.append(
            CheckedEdition(result, f"Edition {edition.number} of story {edition.article_id} (id {pk})")
        )
    return checked + [CheckedEdition(EditionCheck.MISSING, f"An edition (id {pk})") for pk in known]


def _entries(articles):
    """({edition id as text: digest}, a function: whether an edition has an entry) of these stories."""
    known, own, by_number, imports = {}, set(), set(), {}
    entries = AuditEntry.objects.filter(article__in=articles, act__in=[*PUBLISHES, Act.IMPORTED])
    rows = entries.order_by("number").values_list("act", "article_id", "edition_id", "after")
    for act, article, edition, after in rows:
        after = after or {}
        for pk, published in after.get("digests", {}).items():
            known.setdefault(pk, published)
        own.add(edition)
        by_number.add((article, after.get("rescheduled")))
        if act == Act.IMPORTED and "digests" not in after:
            imports[article] = after.get("editions", 0)

    def has_entry(edition):
        imported = edition.number <= imports.get(edition.article_id, 0)
        return imported or edition.pk in own or (edition.article_id, edition.number) in by_number

    return known, has_entry


def _merges_of_topics():
    """The changed rows of editions' topics, of merges in force, the newest first. One query."""
    label = EditionTopic._meta.label_lower
    merges = Merge.objects.standing().filter(model=TOPIC).order_by("-pk").values_list("steps", flat=True)
    return [reversed_rows for steps in merges for reversed_rows in _rows_of(steps, label)]


def _rows_of(steps, label):
    return [step["rows"][::-1] for step in reversed(steps) if step["model"] == label]
