"""Sources of appointments that an app above has: our own stories. `people` knows no story.

What counts as a source is one rule, `Appointment.objects.sourced()`: a Citation, or a row registered here.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Subquery
from django.utils.translation import gettext as _

from newsroom.lib.json_rows import JSONRows
from people.models.states import ProvenFact


@dataclass
class OwnSource:
    """A source that is ours, with the attributes of a Citation that pages read."""

    fact: str
    title: str
    url: str
    published: str = ""
    symbol: str = ""
    quote: str = ""
    number: int = 0
    is_own = True

    def __str__(self):
        return self.title

    def get_fact_display(self):
        return str(ProvenFact(self.fact).label) if self.fact in ProvenFact else _("the whole record")


@dataclass(frozen=True)
class SourceKind:
    """Where an app above has sources.

    rows     (at) -> queryset of what readers see at a moment, now if None, with ``appointment``, an id
    columns  the columns of it that `read` takes
    read     (*columns) -> OwnSource
    """

    rows: Callable
    columns: tuple
    read: Callable

    def of(self, at=None):
        return self.rows(at).filter(appointment=OuterRef("pk")).order_by()


_kinds = []


def register(kind):
    """Let the rows of a SourceKind count as sources."""
    _kinds.append(kind)


def is_sourced_by_us(at=None):
    """Conditions, one for each SourceKind, that hold where it has a source of an appointment."""
    return [Exists(kind.of(at)) for kind in _kinds]


def columns_of_own(at=None):
    """{name: column} which `own_sources` reads, to annotate appointments with."""
    found = {}
    for n, kind in enumerate(_kinds):
        rows = kind.of(at).values("appointment").annotate(rows=JSONRows(*kind.columns)).values("rows")
        found[f"own_sources_{n}"] = Subquery(rows)
    return found


def own_sources(row):
    """Return the OwnSources of an appointment annotated with `columns_of_own`. No query."""
    return [
        kind.read(*columns)
        for n, kind in enumerate(_kinds)
        for columns in sorted(getattr(row, f"own_sources_{n}", None) or [])
    ]
