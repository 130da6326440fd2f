"""Tells the record which appointments our own stories report, and which links of stories show them.

Only a story that readers see is a source.
"""

from django.db.models import F

from articles.models.edition import Edition
from articles.models.edition_relations import EditionOfficial
from newsroom.lib.addresses import address_of
from people import recheck
from people.models.own_sources import OwnSource, SourceKind, register

COLUMNS = ("headline", "month", "slug", "date", "proven")


def _live_reports(at=None):
    """Editions live at a moment, one row for each fact that the story reports."""
    report = "article__article_citations"
    return Edition.objects.live(at).annotate(
        appointment=F(f"{report}__appointment"), proven=F(f"{report}__fact")
    )


def _read(headline, month, slug, date, fact):
    address = address_of("articles:article", *month.split("-"), slug)
    return OwnSource(fact or "whole", headline, address, published=str(date))


register(SourceKind(_live_reports, COLUMNS, _read))


@recheck.shown_beside
def live_links():
    """(person id, pinned appointment id or None, day) of every link of a live story. One query."""
    rows = EditionOfficial.objects.filter(edition__in=Edition.objects.live()).order_by()
    return rows.values_list("person", "appointment", "edition__date")
