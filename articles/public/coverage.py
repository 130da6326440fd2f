"""The stories of an official, a post or an organization. Pages of people ask for nothing else of articles."""

from django.db.models import CharField, Exists, OuterRef, Q
from django.db.models.functions import Cast

from articles.models.edition_relations import EditionOfficial
from articles.public.lists import filed_under, newest
from newsroom.lib.partial_date import UNKNOWN
from people.models import Appointment, Person, Post

STAGES = ("intended", "announced", "start")


def stories_of(subject, before=None):
    """Live editions about a Person, a Post or an Organization, newest first, after the Key `before`.

    A post's stories are those with an official who, on the story's date, was named for it or held it, unless
    an editor linked them as the holder of another; an organization's are those of its posts. No query yet.
    """
    if isinstance(subject, Person):
        return filed_under("edition_officials", before, person=subject)
    field = "post" if isinstance(subject, Post) else "post__organization"
    appointments = Appointment.objects.public().filter(**{field: subject})
    linked = EditionOfficial.objects.filter(person__in=appointments.values("person")).filter(
        Q(**{f"appointment__{field}": subject}) | Q(Exists(_held(appointments)), appointment=None)
    )
    return newest(before, pk__in=linked.values("edition"))


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
