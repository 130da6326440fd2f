"""The shape of a story: its content fields as data, and the payload of them that a revision keeps.

All code that handles the fields of a story reads FIELDS: revisions and their digest, three-way merges,
comparisons, search, the sections of the form, the import, JSON-LD. docs/add-a-field.md says how to add one.

A payload is a dict of JSON values, relations by id. In the database it has the number of its shape. In memory
it always has the present shape: PayloadField fills fields that came later with their defaults. A later field
that has its default is no part of the digest. So a new field changes no older digest.
"""

import datetime
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.translation import gettext_lazy as _

from newsroom.lib.canonical import digest
from newsroom.lib.html import plain_text
from newsroom.lib.incoming import line, sound_text

SHAPE = "shape"  # the key of a stored payload that says which fields it can have


class FieldKind(StrEnum):
    """What a field holds, and so how two versions of it are merged, compared and put into words."""

    LINE = "line"  # plain text of one line
    TEXT = "text"  # plain text
    BODY = "body"  # reference HTML: merged block by block
    ADDRESS = "address"  # the last part of the story's address; the only one that is no column of Content
    CHOICE = "choice"
    DATE = "date"  # ISO text in a payload
    PICTURE = "picture"  # the id of an image
    TOPICS = "topics"  # ids, as a set
    AUTHORS = "authors"  # ids, in order
    OFFICIALS = "officials"  # rows, see `official_row`, in order

    @property
    def is_words(self):
        """Whether a person writes it as text. Then a conflict may be answered with other words."""
        return self in (FieldKind.LINE, FieldKind.TEXT, FieldKind.BODY, FieldKind.ADDRESS)

    @property
    def is_column(self):
        """Whether it is a column of the article. The others are rows of other tables."""
        return self not in (FieldKind.TOPICS, FieldKind.AUTHORS, FieldKind.OFFICIALS)


@dataclass(frozen=True)
class StoryField:
    """One content field of a story.

    name        its key in a payload; `lead_image_id` is the field `lead_image` of model and form
    section     its section of the form; "" if the form shows it as rows beside the text
    beside      on one line of the form with the field before it
    page        its place in the list of changes for readers; 0 is not in the list by itself
    page_label  what readers call it, if the desk calls it something else
    shown_with  the field after whose words it is shown in the list of changes for readers
    of_picture  merged as one thing with the lead picture
    searched    readers find a story by its words
    found       the desk finds a story by its words
    named_in    names of officials are looked for in its words
    checked     the checks beside the story read it
    needed      the message if a story is handed in or published without it; "" if it may be blank
    json_ld     its property of a schema.org NewsArticle
    since       the first shape that has it; each new field has a number of its own
    default     the value in older payloads, and its blank value
    """

    name: str
    kind: FieldKind
    section: str = ""
    beside: bool = False
    page: int = 0
    page_label: str = ""
    shown_with: str = ""
    of_picture: bool = False
    searched: bool = False
    found: bool = False
    named_in: bool = False
    checked: bool = False
    needed: str = ""
    json_ld: str = ""
    since: int = 1
    default: Any = ""

    @property
    def attribute(self):
        """Its name on models and forms."""
        return self.name.removesuffix("_id")

    @property
    def label(self):
        """What the desk calls it."""
        labels = {"topics": _("topics"), "officials": _("officials"), "authors": _("authors")}
        return labels.get(self.name) or self.model_field.verbose_name

    @property
    def model_field(self):
        return apps.get_model("articles", "Article")._meta.get_field(self.attribute)

    def tidy(self, text):
        """Text that was typed or imported as this field keeps it: a field of one line has no line break."""
        return line(text) if self.kind is FieldKind.LINE else sound_text(text.replace("\r\n", "\n"))

    def in_words(self, value):
        """A value of a column, not a picture, as plain text."""
        if self.kind is FieldKind.BODY:
            return plain_text(value or "")
        if self.kind is FieldKind.CHOICE:
            return str(dict(self.model_field.flatchoices).get(value, value) or "")
        return str(value or "")


# In the order of the form.
FIELDS = (
    StoryField(
        "kicker",
        FieldKind.LINE,
        section="writing",
        page=10,
        searched=True,
        found=True,
        since=2,
    ),
    StoryField(
        "headline",
        FieldKind.LINE,
        section="writing",
        page=20,
        searched=True,
        found=True,
        named_in=True,
        checked=True,
        needed=_("Write a headline first."),
        json_ld="headline",
    ),
    StoryField(
        "standfirst",
        FieldKind.TEXT,
        section="writing",
        page=30,
        searched=True,
        found=True,
        named_in=True,
        checked=True,
        json_ld="description",
    ),
    StoryField(
        "body",
        FieldKind.BODY,
        section="writing",
        page=70,
        searched=True,
        found=True,
        named_in=True,
        checked=True,
        needed=_("Write the text first."),
    ),
    StoryField("authors", FieldKind.AUTHORS, page=50, page_label=_("By"), searched=True),
    StoryField("topics", FieldKind.TOPICS, section="filing", page=90, searched=True),
    StoryField("officials", FieldKind.OFFICIALS, page=80),
    StoryField(
        "place",
        FieldKind.LINE,
        section="filing",
        page=40,
        searched=True,
        found=True,
        checked=True,
        json_ld="dateline",
    ),
    StoryField("date", FieldKind.DATE, section="filing", beside=True, shown_with="place", checked=True),
    StoryField(
        "language", FieldKind.CHOICE, section="filing", beside=True, checked=True, json_ld="inLanguage"
    ),
    StoryField(
        "genre",
        FieldKind.CHOICE,
        section="filing",
        beside=True,
        page=45,
        since=3,
        default="news",
    ),
    StoryField("slug", FieldKind.ADDRESS, section="filing", found=True),
    StoryField(
        "lead_image_id",
        FieldKind.PICTURE,
        section="picture",
        page=60,
        page_label=_("Picture"),
        of_picture=True,
        checked=True,
    ),
    StoryField(
        "lead_alt",
        FieldKind.TEXT,
        section="picture",
        shown_with="lead_image_id",
        of_picture=True,
        checked=True,
    ),
    StoryField(
        "lead_caption",
        FieldKind.TEXT,
        section="picture",
        beside=True,
        shown_with="lead_image_id",
        of_picture=True,
        found=True,
        named_in=True,
        checked=True,
    ),
)
FIELD = {field.name: field for field in FIELDS}
COLUMNS = tuple(field for field in FIELDS if field.kind.is_column)
PICTURE = tuple(field.name for field in FIELDS if field.of_picture)
ON_THE_PAGE = tuple(sorted((field for field in FIELDS if field.page), key=lambda field: field.page))
LATER = {field.name: field.default for field in FIELDS if field.since > 1}
NOW = max(field.since for field in FIELDS)


# --- A payload and its digest ----------------------------------------------------------------------
def digest_of(payload):
    """The digest of a payload, without later fields that have their default. Pure."""
    return digest(without_later_defaults(payload))


def without_later_defaults(values):
    """{name: value} without the later content fields that have their default."""
    return {name: value for name, value in values.items() if name not in LATER or value != LATER[name]}


def of_today(payload):
    """A stored payload in the present shape, without its shape number."""
    shape = payload.get(SHAPE, 1)
    missing = {field.name: field.default for field in FIELDS if field.since > shape}
    return missing | {name: value for name, value in payload.items() if name != SHAPE}


class PayloadField(models.JSONField):
    """A payload: stored with the number of its shape, read in the present shape."""

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs  # to the database it is plain JSON

    def from_db_value(self, value, expression, connection):
        value = super().from_db_value(value, expression, connection)
        return of_today(value) if isinstance(value, dict) else value

    def get_prep_value(self, value):
        return super().get_prep_value({**value, SHAPE: NOW} if isinstance(value, dict) else value)


def payload_of(story, topics, authors, officials):
    """The payload of a story: its columns by attribute; ids (a new topic by its name); rows of officials."""
    rows = {
        "topics": sorted(topics, key=lambda topic: (isinstance(topic, str), topic)),
        "authors": list(authors),
        "officials": [official_row(row) for row in officials],
    }
    return {
        field.name: _json(getattr(story, field.name)) if field.kind.is_column else rows[field.name]
        for field in FIELDS
    }


def _json(value):
    if isinstance(value, datetime.date):
        return value.isoformat()
    return str(value) if isinstance(value, str) else value  # a plain str, also for the value of an enum


def official_row(row):
    """What a payload says of an official: the row's person, role, pinned appointment and printed title."""
    return {
        "person": row.person_id,
        "role": str(row.role),
        "appointment": row.appointment_id,
        "as_printed": row.as_printed,
    }


def put_columns(story, payload):
    """Set the columns of a story to the values of a payload; rows of other tables do not change."""
    for field in COLUMNS:
        value = payload[field.name]
        if field.kind is FieldKind.DATE:
            value = datetime.date.fromisoformat(value) if value else None
        setattr(story, field.name, value)


# --- Questions about the fields -------------------------------------------------------------------
def content_of(story, **instead):
    """The columns of Content as arguments of an Edition; `instead` replaces some of them."""
    names = [field.name for field in COLUMNS if field.kind is not FieldKind.ADDRESS]
    return {name: getattr(story, name) for name in names} | instead


def words_of(story, wanted):
    """[plain words] of the columns for which `wanted(StoryField)` is true."""
    return [field.in_words(getattr(story, field.name)) for field in COLUMNS if wanted(field)]


def lines(section):
    """The fields of a section of the form as in admin fieldsets: a tuple is one line."""
    found = []
    for field in (field for field in FIELDS if field.section == section):
        if field.beside:
            found[-1].append(field.attribute)
        else:
            found.append([field.attribute])
    return [tuple(line) if len(line) > 1 else line[0] for line in found]
