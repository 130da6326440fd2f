"""Seeds the record: organizations, posts, persons, appointments without gap or overlap, a source for each.

Through the models, so that folded names and addresses are what a save would write; `manage.py check_record`
finds nothing to mend.
"""

import datetime
import itertools

from people.models import Appointment, Citation, Organization, Person, Post
from people.models.person import NameKind, NameOrder, PersonName
from people.models.post import PostTitle

from .size import UNTIL
from .words import name

BATCH = 500
GIVEN, FAMILIES = 300, 2003  # their product is the number of different names; 2003 is prime
TERM = (700, 2200)  # days of one term
OFFICES = (
    "Director",
    "Deputy Director",
    "Under-Secretary",
    "Special Envoy",
    "Commissioner",
    "Chair",
    "Judge",
)


def seed_record(random, size):
    """Write the record and return its persons, by number. Primary keys are 1, 2, 3 …"""
    write(Organization, organizations(size))
    write(Post, posts(size))
    write(PostTitle, titles(size))
    terms = sorted(all_terms(random, size), key=lambda term: (term[1], term[0]))
    persons = make_persons(size, terms)
    write(Person, persons)
    write(PersonName, names(persons))
    write(Appointment, appointments(size, terms))
    write(Citation, citations(terms))
    return persons


def write(model, rows):
    for part in itertools.batched(rows, BATCH, strict=False):
        model._base_manager.bulk_create(part)


def organizations(size):
    """A tree: each has about 19 parts."""
    for n in range(size.organizations):
        text = f"Office for {name(n)} Affairs"
        yield Organization(
            pk=n + 1,
            name=text,
            short_name=f"O{n}A" if n % 3 == 0 else "",
            slug=f"office-{n}",
            parent_id=(n - 1) // 19 + 1 if n else None,
        )


def posts(size):
    for n in range(size.posts):
        yield Post(
            pk=n + 1,
            title=post_title(n),
            slug=f"post-{n}",
            organization_id=n % size.organizations + 1,
            rank=1 + n % 100,
        )


def post_title(n):
    return f"{OFFICES[n % len(OFFICES)]} for {name(n * 7)}"


def titles(size):
    """One post in ten had another name until 2001."""
    for n in range(0, size.posts, 10):
        yield PostTitle(post_id=n + 1, text=f"Acting Secretary for {name(n * 7)}", end="2001")


def all_terms(random, size):
    """(post, first day, last day or None) of each appointment; the next one begins on the last day."""
    last_day = UNTIL.date()
    per_post, more = divmod(size.appointments, size.posts)
    for post in range(1, size.posts + 1):
        first, last = last_day - datetime.timedelta(days=random.randint(30, 1200)), None
        for _n in range(per_post + (post <= more)):
            yield post, first, last
            first, last = first - datetime.timedelta(days=random.randint(*TERM)), first


def make_persons(size, terms):
    """Every person holds a post about every 25 years; one in five prints the family name first."""
    return [
        Person(
            pk=n + 1,
            given_name=name(n * 11 % GIVEN),
            family_name=name(n % FAMILIES + (n // (GIVEN * FAMILIES)) * FAMILIES + 1000),
            name_order=NameOrder.FAMILY_FIRST if n % 5 == 0 else NameOrder.GIVEN_FIRST,
            slug=f"person-{n}",
            honorific="Ms." if n % 2 else "Mr.",
            birth=str(terms[n][1].year - 38) if n < len(terms) else "",
            nationalities=name(n % 190),
            summary=f"Known for the work on {name(n % 500)}.",
        )
        for n in range(size.persons)
    ]


def names(persons):
    """One person in five has another name."""
    for person in persons[::5]:
        yield PersonName(
            person=person, text=f"{person.given_name} B. {person.family_name}", kind=NameKind.VARIANT
        )


def appointments(size, terms):
    """The terms by their first days, given to the persons in turn; six in ten were announced before."""
    for n, (post, first, last) in enumerate(terms):
        announced = first - datetime.timedelta(days=60)
        yield Appointment(
            pk=n + 1,
            person_id=n % size.persons + 1,
            post_id=post,
            announced=announced.isoformat() if n % 5 < 3 else "",
            start=first.isoformat(),
            end=last.isoformat() if last else "",
            end_reason=Appointment.EndReason.TERM_ENDED if last else "",
        )


def citations(terms):
    """A source for each appointment, and one in three has another for its start."""
    for n, (_post, first, _last) in enumerate(terms):
        day = (first - datetime.timedelta(days=60)).isoformat()
        for fact in ("whole", "start")[: 2 if n % 3 == 0 else 1]:
            yield Citation(
                appointment_id=n + 1,
                fact=fact,
                symbol=f"A/{first.year}/{n}",
                title=f"Letter on appointment {n}",
                url=f"https://documents.example/a/{n}",
                published=day,
            )
