"""Where a picture is used: every row with a foreign key that protects it.

The library does not import the apps that show its pictures. A model that only lists pictures names in
`shown_by` the field of what shows them: for a row of an edition that is the edition.
"""

from django.db import models

from newsroom.images.models import Image

MOST = 20  # of each kind, on a picture's page


def of(*images):
    """Return what uses these pictures, each once, at most MOST of a kind. One query a foreign key."""
    found = []
    for field in _protected():
        found += [user for user in _users(field, images) if user not in found]
    return sorted(found, key=lambda user: ORDER.index(state_of(user)))


# What readers see first, then what they will see, then what they see by another page or not at all.
ORDER = ["live", "scheduled", "", "ended"]


def state_of(user):
    """Return "live", "scheduled" or "ended" for what is published in editions; "" for all else."""
    if not hasattr(user, "is_pending"):
        return ""
    return "live" if user.is_live else "scheduled" if user.is_pending else "ended"


def _users(field, images):
    rows = field.related_model._base_manager.filter(**{f"{field.field.name}__in": images}).order_by("-pk")
    holder = getattr(field.related_model, "shown_by", None)
    if holder is None:
        return list(rows[:MOST])
    return [getattr(row, holder) for row in rows.select_related(holder)[:MOST]]


def _protected():
    """Yield the foreign keys that protect a picture; those of history tables do not."""
    for field in Image._meta.get_fields(include_hidden=True):
        if field.one_to_many and field.on_delete is models.PROTECT:
            yield field
