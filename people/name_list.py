"""The name list of the records: everybody whom readers may see, every post, and who held it."""

from collections import defaultdict

from newsroom.lib.partial_date import EARLIEST, LATEST, UNKNOWN, hi, lo
from people.known_names import Held, KnownOrganization, KnownPerson, KnownPost, NameList, PostName
from people.models import Appointment, Organization, Person, PersonName, Post, PostTitle


def load() -> NameList:
    """Read the name list. Six queries, whatever it holds."""
    return NameList(
        persons=tuple(_persons()),
        posts=tuple(_posts()),
        organizations=tuple(
            KnownOrganization(*row)
            for row in Organization.objects.order_by("pk").values_list("pk", "name", "short_name", "parent")
        ),
        appointments=tuple(_appointments()),
    )


def current() -> NameList:
    """The name list as the records stand now."""
    return load()


def _persons():
    names = defaultdict(list)
    rows = PersonName.objects.filter(match=True, person__is_public=True).order_by("pk")
    for person, text in rows.values_list("person", "text"):
        names[person].append(text)
    fields = ("pk", "display_name", "given_name", "family_name", "name_order", "honorific", "birth_lo")
    for pk, display, given, family, order, honorific, born in (
        Person.objects.public().order_by("pk").values_list(*fields)
    ):
        parts = (family, given) if order == "family-first" else (given, family)
        full = display or " ".join(filter(None, parts))
        yield KnownPerson(pk, full, given, family, order, honorific, tuple(names[pk]), born)


def _posts():
    titles = defaultdict(list)
    for post, *name in (
        PostTitle.objects.filter(match=True).order_by("pk").values_list("post", "text", "start_lo", "end_hi")
    ):
        titles[post].append(PostName(*name))
    for pk, title, organization, seats in Post.objects.order_by("pk").values_list(
        "pk", "title", "organization", "seats"
    ):
        yield KnownPost(pk, (PostName(title), *titles[pk]), organization, seats)


def _appointments():
    """Every appointment of persons readers may see, with all that bounds it, as `Appointment` says it."""
    rows = Appointment.objects.filter(person__is_public=True).order_by("pk")
    for person, post, kind, intended, announced, start, created, *ends in rows.values_list(
        "person",
        "post",
        "kind",
        "intended",
        "announced",
        "start",
        "post__created",
        "end",
        "person__death",
        "post__abolished",
        "post__organization__ended",
    ):
        yield held(person, post, kind == Appointment.Kind.ACTING, (intended, announced, start), ends, created)


def held(person, post, acting, stages, ends, created="") -> Held:
    """The bounds of an appointment: of (intended, announced, start), and of what may end it."""
    intended, announced, start = stages
    known = [lo(value) for value in stages if value and value != UNKNOWN]
    ends_hi = min(hi(value) for value in ends)
    return Held(
        person,
        post,
        acting,
        known_from=min(known, default=EARLIEST),
        begins_lo=max(lo(start), lo(announced), lo(intended), lo(created)) if start else LATEST,
        begins_hi=hi(start),
        ends_lo=min(lo(value) if value else LATEST for value in ends),
        ends_hi=ends_hi,
        end_is_unknown=UNKNOWN in ends and ends_hi == LATEST,
    )
