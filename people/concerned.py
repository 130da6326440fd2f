"""Whom a change of the record concerns: the persons whose titles may follow from it, however far away.

One person too many costs time, one too few leaves a story unlisted. Ids go in and come out.
"""

from collections import defaultdict

from django.db.models import Q

from people.models import Appointment, Organization
from people.models.surroundings import LEFT_OPEN


def holders(posts=(), organizations=()):
    """Return the persons of these posts, and of every post in these organizations and in all below them.

    Two queries; one without organizations.
    """
    held = Q(post__in=posts)
    if organizations:
        held |= Q(post__organization__in=with_all_below(organizations))
    return set(Appointment.objects.filter(held).values_list("person", flat=True))


def with_all_below(organizations):
    """Return these organizations with all that are part of them, at every depth. One query."""
    return spread(organizations, Organization.objects.exclude(parent=None).values_list("pk", "parent"))


def spread(organizations, parents):
    """The same without a query; ``parents`` are pairs: the id of an organization, that of the one above."""
    parts = defaultdict(list)
    for pk, parent in parents:
        parts[parent].append(pk)
    found, todo = set(), list(organizations)
    while todo:
        pk = todo.pop()
        if pk not in found:
            found.add(pk)
            todo += parts[pk]
    return found


def left_open(posts):
    """Return the persons whose record in these posts is open, so that the next holder ends it. One query."""
    return set(Appointment.objects.filter(LEFT_OPEN, post__in=posts).values_list("person", flat=True))


def by_settings():
    """Return whose titles the settings of the record decide: designates, and who died. One query."""
    named = Q(start="", end="")
    died = ~Q(person__death="") | Q(end_reason=Appointment.EndReason.DIED)
    return set(Appointment.objects.filter(named | died).values_list("person", flat=True))
