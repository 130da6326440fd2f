"""Tells the people desk's consistency report which appointments our own stories vouch for."""

from articles.models import ArticleCitation
from people import consistency


@consistency.source
def reported_by_us():
    """Ids of appointments that a story reports. One query."""
    return ArticleCitation.objects.order_by().values_list("appointment", flat=True).distinct()
