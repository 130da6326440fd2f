"""The names that persons and organizations had on a day, where the record has a dated form that was in use.

A form counts from its first possible to its last possible day; of two at once the one that began last. It
needs a date on at least one side. Without such a form the name of the record itself is shown.
Whoever loads records for a day takes these columns along and gives each record its `name_then`, which
`str()` prints.
"""

import copy
import datetime

from django.db.models import Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from newsroom.lib.days import day_after, day_of
from newsroom.lib.json_rows import JSONRows
from newsroom.lib.partial_date import EARLIEST, LATEST, has_first_day, has_last_day, hi, is_day, is_known, lo
from people.models import NameKind, Organization, OrganizationName, PersonName, Post, PostOrganization

PRINTED = (NameKind.VARIANT, NameKind.FORMER)  # not: in another script, short, misspelt
FORM = ("kind", "text", "start", "end")


# --- In SQL ----------------------------------------------------------------------------------------
def person_name_on(day, person="person"):
    """The form of a person's name in use on a day (a date), "" where the record itself has it.

    ``person`` is the path to the person's key; for a queryset of persons annotate it as ``name_then``.
    """
    found = PersonName.objects.filter(kind__in=PRINTED).exclude(kind=NameKind.FORMER, end_hi=LATEST)
    return _text_of(found.filter(person=OuterRef(person)), day)


def with_dated_names(persons):
    """Add the column that `name_on` reads, for pages of many days. No query of its own."""
    forms = PersonName.objects.filter(person=OuterRef("pk")).exclude(start="", end="")
    forms = forms.order_by().values("person").annotate(rows=JSONRows("pk", *FORM))
    return persons.annotate(dated_names=Subquery(forms.values("rows")))


def organization_name_on(day, organization="post__organization"):
    """The same of an organization; ``day`` may also be an expression of ISO text."""
    names = OrganizationName.objects.filter(organization=OuterRef(organization), lang="")
    return _text_of(names, day)


def _text_of(names, day):
    here = day.isoformat() if isinstance(day, datetime.date) else day
    dated = Q(start_lo__gt=EARLIEST) | Q(end_hi__lt=LATEST)
    in_use = Q(start_lo__lte=here, end_hi__gte=here) & (Q(end="") | Q(end_hi__lt=LATEST))
    found = names.filter(dated, in_use).order_by("-start_lo", "-pk")
    return Coalesce(Subquery(found.values("text")[:1]), Value(""))


def belonged_on(day, post="post"):
    """The rows of the former organizations to which a post belonged on a day (a date)."""
    day = day.isoformat()
    return PostOrganization.objects.filter(post=OuterRef(post), start_lo__lte=day, end_hi__gte=day)


def houses_before():
    """The former organizations of posts, each with its name when the post left it. No query yet."""
    rows = PostOrganization.objects.select_related("organization")
    return rows.annotate(called=organization_name_on(OuterRef("end_lo"), "organization"))


HOUSE = ("organization", "organization__slug", "organization__name", "organization__short_name")


def house_on(day, post="post"):
    """The former organization of a post on a day (a date) as `house_of` reads it, None where it had none."""
    rows = belonged_on(day, post).alias(called=organization_name_on(day, "organization"))
    rows = rows.order_by().values("post")
    return Subquery(rows.annotate(rows=JSONRows("start_lo", "pk", *HOUSE, "called")).values("rows"))


def belongs_to(ids, day, post="post", organization="post__organization"):
    """A condition: the post belonged to one of these organizations on a day (a date)."""
    then = belonged_on(day, post)
    today = Q(**{f"{organization}__in": ids}) & ~Q(Exists(then))
    return today | Q(Exists(then.filter(organization__in=ids)))


def with_names(appointments, day):
    """Add the columns that `called` reads: person, organization and its name on a day (a date)."""
    return appointments.annotate(
        person_then=person_name_on(day),
        organization_then=organization_name_on(day),
        house_then=house_on(day),
    )


def with_houses(appointments):
    """Add the columns of `house_at`: where the post belonged, and the names of those organizations."""
    before = PostOrganization.objects.filter(post=OuterRef(OuterRef("post"))).values("organization")
    today = Post.objects.filter(pk=OuterRef(OuterRef("post"))).values("organization")
    names = OrganizationName.objects.filter(Q(organization__in=before) | Q(organization__in=today), lang="")
    names = names.exclude(start="", end="").order_by().values("lang")
    names = names.annotate(rows=JSONRows("organization", "pk", "text", "start", "end")).values("rows")
    return with_moves(appointments).annotate(house_names=Subquery(names))


def with_moves(appointments):
    """Add the column that `stays` reads: the organizations to which the post belonged before."""
    moves = PostOrganization.objects.filter(post=OuterRef("post")).order_by().values("post")
    moves = moves.annotate(rows=JSONRows("start_lo", "end_hi", "pk", *HOUSE, "end")).values("rows")
    return appointments.annotate(post_moves=Subquery(moves))


# --- Given to the records --------------------------------------------------------------------------
def called(appointment):
    """Return an appointment of `with_names`, its person and organization with their names of that day.

    A post that has moved since belongs to the organization of that day.
    """
    appointment.person.name_then = appointment.person_then
    appointment.post.organization.name_then = appointment.organization_then
    if appointment.house_then:
        appointment.post.organization = house_of(appointment.house_then)
    return appointment


def house_of(rows):
    """The Organization of `house_on`, with no more than pages print of it."""
    _start, _pk, *columns, called = max(rows)
    return _house(*columns, called)


def house_at(appointment, day):
    """Return the Organization to which the post of an appointment of `with_houses` belonged on a day.

    It has its name of that day. One that the post has left since has no more than pages print of it.
    """
    here, today = day.isoformat(), appointment.post.organization
    moves = [row for row in appointment.post_moves or () if row[0] <= here <= row[1]]
    _start, _end, _pk, key, *columns = max(moves, default=("", "", 0, today.pk))
    names = getattr(appointment, "house_names", None) or ()
    forms = sorted(row[1:] for row in names if row[0] == key)
    form = in_use([OrganizationName(text=text, start=start, end=end) for _pk, text, start, end in forms], day)
    called = form.text if form else ""
    if columns:
        return _house(key, *columns[:-1], called)
    organization = copy.copy(today)
    organization.name_then = called
    return organization


def stays(appointment, start, end, day):
    """Return [(Organization, first, last)]: where the post of an appointment of `with_moves` belonged.

    Between its ``start`` and ``end``, partial dates, as of a day. Only what the dates prove: a post that
    moved in the year of the start is told by where it went.
    """
    found, first = [], start
    for begin, until, *_rest, ended in sorted(appointment.post_moves or ()) if is_known(start) else ():
        if not (is_known(first) and begin <= lo(first) and hi(first) <= until < day.isoformat()):
            continue
        house = house_at(appointment, day_of(until))
        if end and lo(end) <= until:
            return [*found, (house, first, end)]
        found.append((house, first, ended))
        first = day_after(day_of(until)).isoformat() if is_day(ended) else ""
    return [*found, (house_at(appointment, day), first, end)]


def _house(key, slug, name, short_name, called):
    organization = Organization(pk=key, slug=slug, name=name, short_name=short_name)
    organization.name_then = called
    return organization


def name_on(person, day):
    """Return the name of a Person of `with_dated_names` on a day (a date)."""
    forms = [
        PersonName(**dict(zip(FORM, form, strict=True))) for _pk, *form in sorted(person.dated_names or [])
    ]
    found = in_use(forms, day)
    return found.text if found else person.full_name


def in_use(names, day):
    """Return the form in use on a day (a date) among names loaded (text, kind, start, end), or None."""
    day = day.isoformat()
    found = [
        name
        for name in names
        if getattr(name, "kind", NameKind.FORMER) in PRINTED
        and (has_last_day(name.end) or not (name.end or getattr(name, "kind", "") == NameKind.FORMER))
        and (has_first_day(name.start) or has_last_day(name.end))
        and lo(name.start) <= day <= hi(name.end)
    ]
    return max(found, key=lambda name: lo(name.start), default=None)
