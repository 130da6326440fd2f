"""The shape of a name list: whom the desk knows, by which names, in which posts, when. Plain values only.

`people.name_list` fills it from the records; what looks for names in a text needs no database.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from newsroom.lib.partial_date import EARLIEST, LATEST

type Id = Hashable  # of a record: its primary key, or in a file of examples its slug

GIVEN_FIRST, FAMILY_FIRST, MONONYM = "given-first", "family-first", "mononym"


class KnownPerson(NamedTuple):
    """Somebody a text may name. `names` are further full names, in any script."""

    id: Id
    full: str
    given: str = ""
    family: str = ""
    order: str = GIVEN_FIRST
    honorific: str = ""
    names: tuple[str, ...] = ()
    born: str = EARLIEST  # the earliest day, as ISO text


class PostName(NamedTuple):
    """A name of a post and the days, as ISO text, between which it may have been in use.

    `lang` is its language; blank is that of the record.
    """

    text: str
    first: str = EARLIEST
    last: str = LATEST
    lang: str = ""


class OrganizationText(NamedTuple):
    """A further name of an organization. `lang` is the language that calls it so; blank is any."""

    text: str
    lang: str = ""


class KnownPost(NamedTuple):
    """A post a text may name. `names` are all it has or had; `seats` None is any number."""

    id: Id
    names: tuple[PostName, ...]
    organization: Id = None
    seats: int | None = 1


class KnownOrganization(NamedTuple):
    """A body, by its name and its short name. `names` are all others it has or had, in any language."""

    id: Id
    name: str
    short_name: str = ""
    parent: Id = None
    names: tuple[OrganizationText, ...] = ()


class Held(NamedTuple):
    """An appointment by its bounds, as ISO text: known from, begun (possibly, certainly), ended."""

    person: Id
    post: Id
    acting: bool
    known_from: str
    begins_lo: str = LATEST  # LATEST: never begun
    begins_hi: str = LATEST
    ends_lo: str = LATEST
    ends_hi: str = LATEST
    end_is_unknown: bool = False
    lapses_on: str = LATEST  # from then on nobody knows what became of an intention or designation

    def is_possible_on(self, day: str) -> bool:
        """Whether it may be in force on a day; not after the first day on which it may have ended unseen."""
        last = self.ends_lo if self.end_is_unknown else self.ends_hi
        return self.begins_lo <= day <= last

    def is_certain_on(self, day: str) -> bool:
        return self.begins_hi <= day <= self.ends_lo

    def is_coming_on(self, day: str) -> bool:
        """Whether it is intended or announced on a day, not begun, not ended and not lapsed."""
        return self.known_from <= day < self.begins_lo and day <= self.ends_hi and day < self.lapses_on


@dataclass(frozen=True, eq=False)
class NameList:
    """Whom and what the desk knows at one moment. Equal to itself only; never changed."""

    persons: Sequence[KnownPerson] = ()
    posts: Sequence[KnownPost] = ()
    organizations: Sequence[KnownOrganization] = ()
    appointments: Sequence[Held] = field(default=(), repr=False)
    home: frozenset[Id] = frozenset()  # the newsroom's own organizations, in sight without being named

    @cached_property
    def person(self) -> dict[Id, KnownPerson]:
        return {person.id: person for person in self.persons}

    @cached_property
    def post(self) -> dict[Id, KnownPost]:
        return {post.id: post for post in self.posts}

    @cached_property
    def held_by(self) -> dict[Id, list[Held]]:
        """{person: appointments}"""
        return self._by("person")

    @cached_property
    def holders_of(self) -> dict[Id, list[Held]]:
        """{post: appointments}"""
        return self._by("post")

    @cached_property
    def posts_of(self) -> dict[Id, list[Id]]:
        """{organization: posts}"""
        found = defaultdict(list)
        for post in self.posts:
            found[post.organization].append(post.id)
        return found

    def appointments_of(self, organizations: Iterable[Id]) -> Iterator[Held]:
        """All appointments to posts of these organizations."""
        for organization in organizations:
            for post in self.posts_of.get(organization, ()):
                yield from self.holders_of[post]

    def holds_the_same(self, other: "NameList") -> bool:
        """Whether another list says exactly what this one says."""
        return all(
            getattr(self, name) == getattr(other, name)
            for name in ("persons", "posts", "organizations", "appointments", "home")
        )

    def _by(self, key):
        found = defaultdict(list)
        for held in self.appointments:
            found[getattr(held, key)].append(held)
        return found
