"""What an official says in live stories: quotations that name their speaker, newest first."""

import datetime
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, Value

from articles.models.edition import Edition
from articles.models.edition_relations import EditionQuotation
from newsroom.lib.addresses import address_of
from newsroom.lib.json_rows import JSONRows
from newsroom.lib.keyset import Key
from people.models import Person
from people.titles import title_among

NEWEST = 5  # on the speaker's page
PAGE = 30
STORY = ("headline", "language", "date", "month", "slug")


@dataclass(frozen=True)
class Quotation:
    """A quotation as a page lists it: the words, the story, the Title of its speaker on that day."""

    text: str
    headline: str
    href: str
    language: str
    date: datetime.date
    title: object

    @property
    def lines(self):
        return self.text.split("\n")

    @property
    def direction(self):
        return Edition(language=self.language).direction


def quotations_of(person, before=None, live_at=None):
    """EditionQuotations of a person (the id) and whoever was merged into them, newest first. No query yet.

    Those in stories live at a moment, by default now, after the Key `before`.
    """
    live = Exists(Edition.objects.live(live_at).filter(pk=OuterRef("edition")))
    older = before.older("published_at") if before else Q()
    same = Person._base_manager.filter(Q(pk=person) | Q(merged_into=person)).values("pk")
    return EditionQuotation.objects.filter(live, older, person__in=same).order_by("-published_at", "-pk")


def page_of(person, held, before=None):
    """Return (Quotations of a page, the Key after which more follow or None). One query.

    `held` are the person's appointments with their facts, for the title of each day.
    """
    rows = list(quotations_of(person.pk, before).select_related("edition")[: PAGE + 1])
    found = [
        _quotation(row.text, held, *(getattr(row.edition, name) for name in STORY)) for row in rows[:PAGE]
    ]
    return found, Key(rows[PAGE - 1].published_at, rows[PAGE - 1].pk) if len(rows) > PAGE else None


def newest_as_rows(person, live_at=None):
    """The newest quotations of a person (the id) as a JSON column for another query; see `from_rows`."""
    newest = quotations_of(person, live_at=live_at).values("pk")[: NEWEST + 1]
    rows = EditionQuotation.objects.filter(pk__in=newest).order_by().annotate(one=Value(1)).values("one")
    columns = [f"edition__{name}" for name in STORY]
    return rows.annotate(rows=JSONRows("published_at", "pk", "text", *columns)).values("rows")


def from_rows(rows, held):
    """Return (the newest Quotations, whether there are more)."""
    newest = sorted(rows or [], reverse=True)
    found = [_quotation(text, held, *story) for _at, _pk, text, *story in newest]
    return found[:NEWEST], len(found) > NEWEST


def _quotation(text, held, headline, language, date, month, slug):
    day = date if isinstance(date, datetime.date) else datetime.date.fromisoformat(date)
    href = address_of("articles:article", *month.split("-"), slug)
    return Quotation(text, headline, href, language, day, title_among(held, day))
