"""How any two versions of a story differ, for the desk: word by word, with names and pictures. Reads only.

A version is a payload (`Article.payload()`): a revision's own, an edition's by `as_published()`. What it
names by id may have been deleted since; then words say so.
"""

from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from articles.models.content import OfficialRole
from articles.models.topic import Author, Topic
from articles.payload import FIELD
from articles.versions.edition_diff import body_changes, name_changes
from articles.versions.payload_diff import differing, label_of
from newsroom.images.models import Image
from newsroom.lib import html
from newsroom.lib.differences import DiffRun, words
from people.models import Appointment, Person


@dataclass(frozen=True)
class RevisionChange:
    """One field that differs: its label, how its words changed, and (kind of DiffRun, Image) of pictures."""

    label: str
    runs: list
    pictures: tuple = ()


def changes(before, after):
    """The RevisionChanges from one payload to another, in the order of the form. At most five queries."""
    names = RevisionNames([before, after])
    return [change for field in differing(before, after) for change in _changes(field, before, after, names)]


def _changes(field, before, after, names):
    old, new = before.get(field), after.get(field)
    label = capfirst(label_of(field))
    if field == "body":
        return _body(old or "", new or "", names)
    if field == "lead_image_id":
        shown = [DiffRun("del", names.picture(old)), DiffRun("ins", names.picture(new))]
        runs = [run for run, pk in zip(shown, (old, new), strict=True) if pk]
        return [RevisionChange(label, _spaced(runs), names.shown([old], [new]))]
    if field in ("topics", "authors", "officials"):
        return _named(label, names.listed(field, old), names.listed(field, new))
    return [RevisionChange(label, words(*(FIELD[field].in_words(value) for value in (old, new))))]


def _body(old, new, names):
    """What changed in the text: its words, its pictures and films, whom it marks; or only the formatting."""
    before, after = html.parse(old), html.parse(new)
    found = [
        RevisionChange(_("Text: %(place)s") % {"place": c.place}, c.runs) for c in body_changes(old, new)
    ]
    pictures = [html.pictures_in(blocks) for blocks in (before, after)]
    lists = [
        (_("Pictures in the text"), names.figures(before), names.figures(after), names.shown(*pictures)),
        (_("Films in the text"), _films(before), _films(after), ()),
        (_("Officials marked in the text"), names.marked(before), names.marked(after), ()),
    ]
    for label, was, now, shown in lists:
        found += _named(label, was, now, shown)
    other = _("Only formatting, links or the order of things.")
    return found or [RevisionChange(_("Text"), [DiffRun("same", other)])]


def _named(label, before, after, pictures=()):
    return [
        RevisionChange(change.place, change.runs, pictures) for change in name_changes(label, before, after)
    ]


def _films(blocks):
    return [block.attrs["data-embed"] for block in html.walk(blocks) if block.kind == "embed"]


def _spaced(runs):
    return [part for run in runs for part in (DiffRun("same", " "), run)][1:]


class RevisionNames:
    """What payloads name, in words. At most five queries, one for each kind of thing."""

    def __init__(self, payloads):
        rows = [row for payload in payloads for row in payload.get("officials") or []]
        bodies = [html.parse(payload.get("body") or "") for payload in payloads]
        persons = [row["person"] for row in rows]
        pictures = [payload.get("lead_image_id") for payload in payloads]
        for blocks in bodies:
            persons += html.officials_in(blocks)
            pictures += html.pictures_in(blocks)
        self.topics = _found(Topic, (pk for payload in payloads for pk in payload.get("topics") or []))
        self.authors = _found(Author, (pk for payload in payloads for pk in payload.get("authors") or []))
        self.persons = _found(Person, persons)
        self.images = _found(Image, pictures)
        self.pins = _found(Appointment, (row.get("appointment") for row in rows), "post")

    @property
    def missing(self):
        """What is named and no longer exists, in words."""
        return [
            text
            for found, words_of in (
                (self.topics, self.topic),
                (self.authors, self.author),
                (self.persons, self.person),
                (self.images, self.picture),
                (self.pins, lambda pk: _("the pinned post of an official (no. %(id)s)") % {"id": pk}),
            )
            for text in (words_of(pk) for pk, row in found.items() if row is None)
        ]

    def listed(self, field, value):
        if field == "officials":
            return [self.official(row) for row in value or []]
        name = {"topics": self.topic, "authors": self.author}[field]
        names = [name(pk) for pk in value or []]
        return sorted(names) if field == "topics" else names

    def topic(self, pk):
        return str(self.topics[pk] or _("a topic deleted since (no. %(id)s)") % {"id": pk})

    def author(self, pk):
        return str(self.authors[pk] or _("an author deleted since (no. %(id)s)") % {"id": pk})

    def person(self, pk):
        return str(self.persons[pk] or _("an official deleted since (no. %(id)s)") % {"id": pk})

    def picture(self, pk):
        if not pk:
            return ""
        return str(self.images[pk] or _("a picture deleted since (no. %(id)s)") % {"id": pk})

    def official(self, row):
        """An official with role, pinned post and title as printed: "Edward Luck (speaker)"."""
        more = [str(OfficialRole(row["role"]).label)]
        if pin := self.pins.get(row.get("appointment")):
            more.append(_("as holder of %(post)s") % {"post": pin.post})
        if row.get("as_printed"):
            more.append(_("printed as “%(title)s”") % {"title": row["as_printed"]})
        return f"{self.person(row['person'])} ({', '.join(more)})"

    def marked(self, blocks):
        return [self.person(pk) for pk in html.officials_in(blocks)]

    def figures(self, blocks):
        """The pictures of a body, each with its own alternative text and credit, if it has any."""
        return [self._figure(block.attrs) for block in html.walk(blocks) if block.kind == "picture"]

    def _figure(self, attrs):
        more = [attrs.get("data-alt"), attrs.get("data-credit")]
        return ", ".join(filter(None, [self.picture(int(attrs["data-media"])), *more]))

    def shown(self, before, after):
        """(kind, Image) of the pictures that were removed and added, if they still exist."""
        removed = [("del", self.images.get(pk)) for pk in before if pk not in after]
        added = [("ins", self.images.get(pk)) for pk in after if pk not in before]
        return tuple((kind, image) for kind, image in removed + added if image)


def _found(model, ids, *related):
    """{id: row, or None where it was deleted} of the ids that are not None."""
    wanted = {pk for pk in ids if pk}
    rows = model._base_manager.select_related(*related) if related else model._base_manager
    return dict.fromkeys(wanted) | (rows.in_bulk(wanted) if wanted else {})
