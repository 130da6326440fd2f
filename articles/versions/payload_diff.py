"""How two payloads of a story differ, field by field, in words."""

from dataclasses import dataclass

from django.utils.text import capfirst

from articles.models.content import OfficialRole
from articles.models.topic import Author, Topic
from articles.payload import FIELD
from newsroom.images.models import Image
from people.models import Person


@dataclass(frozen=True)
class Difference:
    """One field that differs: its name, its label, and both values in words."""

    name: str
    label: str
    before: str
    after: str


def label_of(name):
    """What the desk calls a key of a payload: "text" for `body`."""
    return FIELD[name].label


def differing(before, after):
    """The keys in which two payloads differ, in the order of the form.

    A first address is no difference, as publication makes it.
    """
    names = [name for name in FIELD if before.get(name) != after.get(name)]
    return [name for name in names if name != "slug" or before.get("slug")]


def differences(before, after):
    """How two payloads differ, as Differences. At most four queries, for the names of what is linked."""
    names = _PayloadNames([before, after])
    return [
        Difference(
            name,
            capfirst(label_of(name)),
            names.words(name, before.get(name)),
            names.words(name, after.get(name)),
        )
        for name in differing(before, after)
    ]


class _PayloadNames:
    """Puts values of payloads into words. One query for each kind of thing that they name."""

    def __init__(self, payloads):
        self.topics = _by_id(Topic, [pk for payload in payloads for pk in payload.get("topics", [])])
        self.authors = _by_id(Author, [pk for payload in payloads for pk in payload.get("authors", [])])
        rows = [row["person"] for payload in payloads for row in payload.get("officials", [])]
        self.persons = _by_id(Person, rows)
        self.pictures = _by_id(Image, [payload.get("lead_image_id") for payload in payloads])

    def words(self, name, value):
        if name == "topics":
            return ", ".join(sorted(str(self.topics.get(pk, pk)) for pk in value or []))
        if name == "authors":
            return ", ".join(str(self.authors.get(pk, pk)) for pk in value or [])
        if name == "officials":
            return ", ".join(
                f"{self.persons.get(row['person'], row['person'])} ({OfficialRole(row['role']).label})"
                for row in value or []
            )
        if name == "lead_image_id":
            return str(self.pictures.get(value, "") or "")
        return FIELD[name].in_words(value)


def _by_id(model, ids):
    wanted = {pk for pk in ids if pk}
    return model._base_manager.in_bulk(wanted) if wanted else {}
