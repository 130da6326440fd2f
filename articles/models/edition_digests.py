"""The digest of an edition as readers get it: kept in the audit log, and compared with the database.

Triggers refuse to change an edition, but whoever owns the database can remove them. The entry of each
publication therefore holds `after["digests"]`, {edition id: digest}, and the chain of hashes holds the entry.
"""

import itertools
from dataclasses import dataclass

from articles.payload import COLUMNS, LATER, FieldKind
from newsroom.lib.canonical import digest as digest_of
from people.models import Merge

from .audit import Act, AuditEntry, canonical
from .edition import OFFICIAL, Edition
from .edition_relations import EditionAuthor, EditionOfficial, EditionQuotation, EditionTopic
from .link_change import LinkChange
from .merged_ids import TOPIC

PUBLISHES = [Act.PUBLISHED, Act.SCHEDULED, Act.MOVED, Act.CORRECTED, Act.REINSTATED]
CHUNK = 200  # stories that are compared at once
BLANK = (None, "", [])

RIGHT, UNCOVERED, CHANGED, UNKNOWN, GONE = "right", "uncovered", "changed", "unknown", "gone"


def columns():
    """The columns of an edition that a digest covers: all that readers get of the row itself."""
    told = ["number", "kind", "note", "live_from", "published_at", "modified_at", "slug", "month", "history"]
    words = [field.name for field in COLUMNS if field.kind is not FieldKind.ADDRESS]
    return ["article_id", *words, *told, "body_html"]


def digests(editions):
    """{edition id as text: SHA-256 in hex} of a queryset of editions that were just sealed. Five queries."""
    found = _Found(editions)
    return {str(pk): found.digest(pk) for pk in found.words}


class _Found:
    """Editions with their relations as the database has them now, and the way back to what was sealed."""

    def __init__(self, editions):
        self.words = {row.pop("pk"): row for row in editions.values("pk", *columns())}
        self.broken = set()  # editions whose relations are not what the last recorded change left
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
        """The digest of one edition. A blank is left out, and a later content field that says its default, so
        that a later column leaves old digests as they are.

        The order of officials is not in it: a link that was taken off and put back stands last.
        """
        told = {
            **self.words[pk],
            "topics": sorted(self.topics[pk].values()),
            "authors": [author for _place, author in sorted(self.authors[pk].items())],
            "officials": sorted([person, *row] for person, row in self.officials[pk].items()),
            "quotations": [said for _place, said in sorted(self.quotations[pk].items())],
        }
        said = {n: v for n, v in told.items() if v not in BLANK and (n not in LATER or v != LATER[n])}
        return digest_of(canonical(said))

    def as_sealed(self, merges):
        """Undo what changed by the roads that record it: merges of topics, links of officials. One query."""
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
class Finding:
    """One edition and how it stands: `what` is RIGHT, UNCOVERED, CHANGED, UNKNOWN or GONE."""

    what: str
    words: str  # which edition, for a person


def compare():
    """Yield a Finding for every edition that the database or the audit log knows. About nine queries a chunk.

    RIGHT      it is as it was published
    UNCOVERED  its entry has no digest: it was written by an older release, or was never to be seen
    CHANGED    it is not as it was published
    UNKNOWN    it is live, was or will be, and no entry speaks of it
    GONE       an entry speaks of it, and it is not there
    """
    merges = _merges_of_topics()
    stories = Edition._meta.get_field("article").related_model._base_manager.order_by("pk")
    for ids in itertools.batched(stories.values_list("pk", flat=True).iterator(), CHUNK, strict=False):
        findings = _findings(ids, merges)
        if any(finding.what in (CHANGED, UNKNOWN, GONE) for finding in findings):
            findings = _findings(ids, _merges_of_topics())  # somebody may have acted between two queries
        yield from findings


def _findings(articles, merges):
    known, spoken_of = _entries(articles)
    names = {
        row.pk: row
        for row in Edition.objects.filter(article__in=articles).only(
            "pk", "number", "headline", "article", "cancelled_at"
        )
    }
    found = _Found(Edition.objects.filter(pk__in=list(names))).as_sealed(merges)
    findings = []
    for pk, edition in names.items():
        if (digest := known.pop(str(pk), None)) is not None:
            same = pk in found.words and pk not in found.broken and found.digest(pk) == digest
            what = RIGHT if same else CHANGED
        else:
            told = edition.cancelled_at or spoken_of(edition)
            what = UNCOVERED if told else UNKNOWN
        findings.append(Finding(what, f"Edition {edition.number} of story {edition.article_id} (id {pk})"))
    return findings + [Finding(GONE, f"An edition (id {pk})") for pk in known]


def _entries(articles):
    """({edition id as text: digest}, a question whether an entry speaks of an edition) of these stories."""
    known, own, by_number, imports = {}, set(), set(), {}
    entries = AuditEntry.objects.filter(article__in=articles, act__in=[*PUBLISHES, Act.IMPORTED])
    rows = entries.order_by("number").values_list("act", "article_id", "edition_id", "after")
    for act, article, edition, after in rows:
        after = after or {}
        for pk, digest in after.get("digests", {}).items():
            known.setdefault(pk, digest)
        own.add(edition)
        by_number.add((article, after.get("rescheduled")))
        if act == Act.IMPORTED and "digests" not in after:
            imports[article] = after.get("editions", 0)

    def spoken_of(edition):
        imported = edition.number <= imports.get(edition.article_id, 0)
        return imported or edition.pk in own or (edition.article_id, edition.number) in by_number

    return known, spoken_of


def _merges_of_topics():
    """The changed rows of editions' topics, of merges that stand, the newest first. One query."""
    label = EditionTopic._meta.label_lower
    merges = Merge.objects.standing().filter(model=TOPIC).order_by("-pk").values_list("steps", flat=True)
    return [reversed_rows for steps in merges for reversed_rows in _rows_of(steps, label)]


def _rows_of(steps, label):
    return [step["rows"][::-1] for step in reversed(steps) if step["model"] == label]
