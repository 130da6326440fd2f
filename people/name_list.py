"""The name list of the records: everybody whom readers may see, every post, and who held it.

Each process keeps one, with what was made of it, as long as the version of the names stays the same: triggers
draw a new one with every change of a table that is read here. Then it reads again, and keeps the old one if
no name, title or date in it changed.
"""

from collections import defaultdict

from django.apps import apps
from django.db import connection

from newsroom.lib.names import fold
from newsroom.lib.partial_date import EARLIEST, LATEST, UNKNOWN, has_last_day, hi, is_known, lo
from people.known_names import (
    Held,
    KnownOrganization,
    KnownPerson,
    KnownPost,
    NameList,
    OrganizationText,
    PostName,
)
from people.models import (
    Appointment,
    AppointmentKind,
    Organization,
    OrganizationName,
    Person,
    PersonName,
    Post,
    PostTitle,
    RecordSettings,
)
from people.models.surroundings import lapses_on

_kept: tuple = (None, NameList())


def current() -> NameList:
    """The name list as the records stand now. One query, and eight more after a change of the names.

    In a transaction that changed names it is the list of that transaction, which nobody else is given: a
    version is drawn at random, so it means one state of the records in whatever transaction it is seen.
    """
    global _kept
    key = connection.settings_dict["NAME"], _version()
    if key != _kept[0]:
        names, before = load(), _kept[1]
        _kept = (key, before if names.holds_the_same(before) else names)
    return _kept[1]


def forget():
    """Read again when next asked: for tests that reset the database without raising the stamp."""
    global _kept
    _kept = (None, NameList())


def _version():
    return apps.get_model("newsroom", "Stamp").objects.values_list("names", flat=True).first()


def load(*, by_slug=False) -> NameList:
    """Read the name list. Eight queries, whatever it holds. With ``by_slug`` persons are their slugs."""
    names = _load()
    if not by_slug:
        return names
    slugs = dict(Person.objects.values_list("pk", "slug"))
    return NameList(
        tuple(person._replace(id=slugs[person.id]) for person in names.persons),
        names.posts,
        names.organizations,
        tuple(row._replace(person=slugs[row.person]) for row in names.appointments),
        names.home,
    )


def _load():
    return NameList(
        persons=tuple(_persons()),
        posts=tuple(_posts()),
        organizations=tuple(_organizations()),
        appointments=tuple(_appointments()),
        home=_home(),
    )


def _home():
    """The newsroom's own organizations. One query."""
    rows = RecordSettings.home_organizations.through.objects.values_list("organization", flat=True)
    return frozenset(rows)


def _organizations():
    names = defaultdict(list)
    rows = OrganizationName.objects.order_by("pk").values_list("organization", "text", "lang")
    for organization, *name in rows:
        names[organization].append(OrganizationText(*name))
    for row in Organization.objects.order_by("pk").values_list("pk", "name", "short_name", "parent"):
        yield KnownOrganization(*row, names=tuple(names[row[0]]))


def of_persons(ids) -> NameList:
    """These persons by every name on record, public or not, misspellings too; no posts. Two queries."""
    names = PersonName.objects.filter(person__in=ids)
    return NameList(persons=tuple(_persons(Person.objects.filter(pk__in=ids), names)))


def around(ids) -> NameList:
    """These persons and whoever shares a first word of a name with them; every post, but nobody in it.

    For texts that are known to speak of these persons: far less to index than `current`. Four queries.
    """
    everybody = list(_persons())
    first = {word for person in everybody if person.id in ids for word in _first_words(person)}
    posts = list(
        Post.objects.order_by("pk").values_list(
            *POST, "organization__name", "organization__short_name", "organization__parent"
        )
    )
    houses = {house: KnownOrganization(house, *names) for _pk, _title, house, _seats, *names in posts}
    return NameList(
        persons=tuple(person for person in everybody if first.intersection(_first_words(person))),
        posts=tuple(_posts([post[: len(POST)] for post in posts])),
        organizations=tuple(houses.values()),
    )


def _first_words(person):
    return {fold(name).partition(" ")[0] for name in (person.full, *person.names)}


def _persons(persons=None, names=None):
    persons = Person.objects.public() if persons is None else persons
    names = PersonName.objects.filter(match=True, person__is_public=True) if names is None else names
    others = defaultdict(list)
    for person, text in names.order_by("pk").values_list("person", "text"):
        others[person].append(text)
    fields = ("pk", "display_name", "given_name", "family_name", "name_order", "honorific", "birth_lo")
    for pk, display, given, family, order, honorific, born in persons.order_by("pk").values_list(*fields):
        parts = (family, given) if order == "family-first" else (given, family)
        full = display or " ".join(filter(None, parts))
        yield KnownPerson(pk, full, given, family, order, honorific, tuple(others[pk]), born)


POST = ("pk", "title", "organization", "seats")


def _posts(rows=None):
    titles = defaultdict(list)
    columns = ("post", "text", "start_lo", "end_hi", "lang")
    for post, *name in PostTitle.objects.filter(match=True).order_by("pk").values_list(*columns):
        titles[post].append(PostName(*name))
    rows = Post.objects.order_by("pk").values_list(*POST) if rows is None else rows
    for pk, title, organization, seats in rows:
        yield KnownPost(pk, (PostName(title), *titles[pk]), organization, seats)


def _appointments():
    """Every appointment of persons readers may see, with all that bounds it, as `Appointment` says it."""
    rows = Appointment.objects.filter(person__is_public=True).order_by("pk")
    for (
        person,
        post,
        kind,
        intended,
        announced,
        start,
        created,
        taken,
        months,
        above,
        term,
        end,
        *ends,
    ) in rows.with_surroundings().values_list(
        "person",
        "post",
        "kind",
        "intended",
        "announced",
        "start",
        "post__created",
        "next_start",
        "lapses_after",
        "ends_above",
        "term_ends",
        "end",
        "person__death",
        "post__abolished",
    ):
        stages, ends = (intended, announced, start), [end, "" if end else term, *ends, *above.split()]
        acting = kind in AppointmentKind.stand_ins()
        if start:
            yield held(person, post, acting, stages, [*ends, taken], created)
        else:
            row = held(person, post, acting, stages, ends, created)
            yield row._replace(lapses_on=LATEST if end else lapses_on(stages, months, taken))


def held(person, post, acting, stages, ends, created="") -> Held:
    """The bounds of an appointment: of (intended, announced, start), and of what may end it.

    Who began nobody knows when is never told as present, like who ended nobody knows when.
    """
    intended, announced, start = stages
    known = [lo(value) for value in stages if is_known(value)]
    ends_hi = min(hi(value) for value in ends)
    begins_lo = max(lo(start), lo(announced), lo(intended), lo(created)) if start else LATEST
    if begins_lo == EARLIEST and start != UNKNOWN:  # "before 2007": it counts from the last day it may be
        begins_lo = min(hi(start), ends_hi)
    ends_lo = min(lo(value) if value else LATEST for value in ends)
    lost = [value for value in ends if value and not has_last_day(value)]
    return Held(
        person,
        post,
        acting,
        known_from=min(known, default=EARLIEST),
        begins_lo=begins_lo,
        begins_hi=hi(start),
        ends_lo=EARLIEST if start == UNKNOWN else ends_lo,
        ends_hi=ends_hi,
        end_is_unknown=start == UNKNOWN or ends[0] in lost or (bool(lost) and ends_hi == LATEST),
    )
