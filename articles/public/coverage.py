"""The stories of an official, a post or an organization. Pages of people ask for nothing else of articles."""

from django.db.models import CharField, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Cast
from django.utils import timezone

from articles.models.edition_relations import EditionOfficial
from articles.public.lists import PAGE, card_rows, filed_under, newest, page_of
from articles.public.quotations import newest_as_rows
from newsroom.lib.keyset import Key
from newsroom.lib.partial_date import UNKNOWN
from newsroom.lib.prepared import prepared
from people.models import Appointment, Person, Post

STAGES = ("intended", "announced", "start")


def page_about(subject, before):
    """The Page of stories about a Person, a Post or an Organization after the Key `before`. One query.

    The first story of a person's page has the column `said`, for `quotations.from_rows`.
    """
    return page_of(_rows_about(type(subject), pk=subject.pk, before=before, now=timezone.now()))


@prepared
def _rows_about(kind, *, pk, before, now):
    found = card_rows(_about(kind, pk, before and Key(*before), now)[: PAGE + 1])
    return found.annotate(said=Subquery(newest_as_rows(pk, now))) if kind is Person else found


def stories_of(subject):
    """Live editions about a Person, a Post or an Organization, newest first. No query yet.

    A post's stories are those with an official who, on the story's date, was named for it or held it, unless
    an editor linked them as the holder of another; an organization's are those of its posts.
    """
    return _about(type(subject), subject.pk)


def _about(kind, pk, before=None, now=None):
    if kind is Person:
        return filed_under("edition_officials", before, now, person=pk)
    field = "post" if kind is Post else "post__organization"
    appointments = Appointment.objects.public(now).filter(**{field: pk})
    linked = EditionOfficial.objects.filter(person__in=appointments.values("person")).filter(
        Q(**{f"appointment__{field}": pk}) | Q(Exists(_held(appointments)), appointment=None)
    )
    return newest(before, live_at=now, pk__in=linked.values("edition"))


def _held(appointments):
    """Appointments of a link's person that say something on the story's date. Dates compare as ISO text."""
    day = Cast(OuterRef("edition__date"), CharField(max_length=10))
    named = Q()
    for stage in STAGES:
        named |= ~Q(**{f"{stage}__in": ["", UNKNOWN]}) & Q(**{f"{stage}_lo__lte": day})
    lapsed = Q(start="", end="", lapses_on__lte=day)
    over = ~Q(term_ends="") & Q(end="", term_ends_hi__lt=day)
    bounded = appointments.bounded("ends_hi", "lapses_on")
    return bounded.filter(named, ~lapsed, ~over, person=OuterRef("person"), ends_hi__gte=day)
