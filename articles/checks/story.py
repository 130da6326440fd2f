"""The story that is checked: the fields that the checks read, and its texts as the editor counts them."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from django.utils import timezone

from articles.mentions import TextSpan
from articles.mentions.suggestions import NAMED_IN, Words
from articles.payload import FIELDS, FieldKind
from newsroom.images.models import Image
from newsroom.lib import html

CHECKED = tuple(field.attribute for field in FIELDS if field.checked)


class LinkSpan(NamedTuple):
    """A link in a text: from, to, and its mark."""

    start: int
    end: int
    mark: html.Mark


@dataclass(frozen=True)
class FieldText:
    """The words of one field; of the body all its blocks, one a line, as the editor counts them.

    `starts` says where each block of the body that holds words begins.
    """

    field: str
    words: str
    links: tuple[LinkSpan, ...] = ()
    starts: tuple[int, ...] = (0,)

    def nth(self, quote: str, at: int) -> int:
        """How many times the field has `quote` before the offset."""
        return self.words.count(quote, 0, at)


class FieldPlace(NamedTuple):
    """Words at a place of a field, and how many times the field has the same words before it."""

    field: str
    evidence: str
    nth: int


@dataclass(frozen=True)
class CheckedStory:
    """What is checked: the values of a form or of the desk copy. `officials` are {person id: pinned
    appointment's id or None}; `topics` is how many there are, `about` their names; `lead_image` an Image or
    None."""

    headline: str
    standfirst: str
    body: str
    place: str = ""
    date: datetime.date | None = None
    language: str = ""
    lead_image: Image | None = None
    lead_alt: str = ""
    lead_caption: str = ""
    topics: int = 0
    about: tuple[str, ...] = ()
    officials: Mapping[int, int | None] = field(default_factory=dict)
    at: datetime.datetime | None = None  # when it goes out; None is now
    until: datetime.datetime | None = None  # when it expires
    kept: frozenset = frozenset()  # ids of pictures that it may keep after their last day

    @classmethod
    def of(cls, values: Mapping, **context) -> "CheckedStory":
        """The story of the values of its fields, by attribute, and its context: topics, about, officials,
        at, until,
        kept. Fields that no check reads are left out."""
        return cls(**{name: values[name] for name in CHECKED if name in values}, **context)

    @property
    def day(self) -> datetime.date:
        return self.date or timezone.localdate()

    @cached_property
    def read(self) -> Words:
        """The words in which names are looked for, as suggestions read them too."""
        return Words.of(self, self.about)

    @cached_property
    def blocks(self) -> list[html.Block]:
        return html.parse(self.body)

    @cached_property
    def figures(self) -> list[html.Block]:
        return [block for block in html.walk(self.blocks) if block.kind == "picture"]

    @cached_property
    def body_text(self) -> FieldText:
        lines, links, starts, at = [], [], [], 0
        for block in html.walk(self.blocks):
            if block.tag == "hr" or block.children:
                continue
            if block.runs:
                starts.append(at)
            start = at
            for run in block.runs:
                mark = next((mark for mark in run.marks if mark.tag == "a"), None)
                if mark and links and links[-1].end == at and links[-1].mark == mark and at > start:
                    links[-1] = LinkSpan(links[-1].start, at + len(run.text), mark)
                elif mark:
                    links.append(LinkSpan(at, at + len(run.text), mark))
                at += len(run.text)
            lines.append("".join(run.text for run in block.runs).replace("\n", " "))
            at += 1
        return FieldText("body", "\n".join(lines), tuple(links), tuple(starts))

    @cached_property
    def texts(self) -> dict[str, FieldText]:
        """{field: its words} of the fields in whose words names are looked for; blank ones are left out."""
        texts = (
            self.body_text
            if field.kind is FieldKind.BODY
            else FieldText(field.attribute, getattr(self, field.attribute))
            for field in NAMED_IN
        )
        return {text.field: text for text in texts if text.words}

    @cached_property
    def marked(self) -> set[int]:
        """The ids of the officials that are marked in the body."""
        return set(html.officials_in(self.blocks))

    def place_of(self, span: TextSpan) -> FieldPlace:
        """The place of a span of `read`, as the form finds it."""
        block = self.read.blocks[span.block]
        text = self.texts[block.field]
        start = text.starts[block.nth] + span.start
        said = text.words[start : start + span.end - span.start]
        return FieldPlace(block.field, said, text.nth(said, start))

    def other_words(self) -> Iterator[str]:
        """Words that are no running text: alternative texts, captions of tables and of the picture itself."""
        yield self.lead_alt
        for block in html.walk(self.blocks):
            yield block.attrs.get("data-caption", "")
        if self.lead_image is not None:
            yield from (self.lead_image.caption, self.lead_image.alt)


def story_of(article, *, topics=None, officials=None, at=None) -> CheckedStory:
    """The story of an Article; topics and rows of officials that are not given are asked for."""
    if topics is None:
        about = tuple(article.topic_items.values_list("tag__name", flat=True))
    else:
        about = tuple(map(str, topics))
    officials = article.officials.all() if officials is None else officials
    pinned = {row.person_id: row.appointment_id for row in officials if row.person_id}
    values = {name: getattr(article, name) for name in CHECKED}
    context = {
        "topics": len(about),
        "about": about,
        "officials": pinned,
        "at": at,
        "until": article.expires_at,
    }
    return CheckedStory.of(values, **context)
