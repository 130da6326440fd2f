"""Where a picture is used: what points at it by a foreign key, and what other apps know beside that.

The library stands below the apps that print its pictures, so they tell it: a body names pictures by id only.
"""

from django.db import models

from newsroom.images.models import Image

MOST = 20  # of each kind, on a picture's page

_finders = []


def finder(find):
    """Register a function: an Image -> a list of at most MOST objects that use it otherwise than by key."""
    _finders.append(find)
    return find


def of(image):
    """Return the objects that use a picture, at most MOST of a kind. One query a foreign key and a finder."""
    found = []
    for relation in _protected():
        rows = relation.related_model._base_manager.filter(**{relation.field.name: image})
        found += rows.order_by("-pk")[:MOST]
    for find in _finders:
        found += [user for user in find(image) if user not in found]
    return found


def _protected():
    """Yield the foreign keys that hold a picture; a history table points too, but holds nothing."""
    for field in Image._meta.get_fields(include_hidden=True):
        if field.one_to_many and field.on_delete is models.PROTECT:
            yield field
