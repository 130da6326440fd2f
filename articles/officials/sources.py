"""Tells the people desk which appointments our own stories vouch for, and which links show them."""

from articles.models import ArticleCitation
from articles.models.edition import Edition
from articles.models.edition_relations import EditionOfficial
from people import consistency, recheck


@consistency.source
def reported_by_us():
    """Ids of appointments that a story reports. One query."""
    return ArticleCitation.objects.order_by().values_list("appointment", flat=True).distinct()


@recheck.shown_beside
def live_links():
    """(person id, pinned appointment id or None, day) of every link of a live story. One query."""
    rows = EditionOfficial.objects.filter(edition__in=Edition.objects.live()).order_by()
    return rows.values_list("person", "appointment", "edition__date")
