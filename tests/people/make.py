"""Plain factories for facts: make_appointment("Ban Ki-moon", "Secretary-General", start="2007-01-01")."""

from django.db import transaction

from people.models import Appointment, Organization, Person, Post
from people.titles import titles_on


def make_organization(name="United Nations", **kw):
    return Organization.objects.get_or_create(name=name, defaults=kw)[0]


def make_person(name="Kofi Annan", **kw):
    """A person: given name first, unless a lower-case second half (Ki-moon) says otherwise."""
    given, _, family = name.rpartition(" ")
    order = "given-first"
    if family.partition("-")[2].islower():
        given, family, order = family, given, "family-first"
    kw = {"given_name": given, "family_name": family, "name_order": order, **kw}
    person = Person(**kw)
    person.full_clean()
    person.save()
    return person


def make_post(title="Secretary-General", organization=None, **kw):
    kw["organization"] = organization or make_organization()
    post = Post(title=title, **kw)
    post.full_clean()
    post.save()
    return post


@transaction.atomic
def move(record, slug):
    """Give the record another address and keep the present one working, as its form does."""
    former, record.slug = record.slug, slug
    record.full_clean()
    record.save(update_fields=["slug"])
    record.remember_slug(former)


def make_appointment(person=None, post=None, *, cited=True, **kw):
    """A checked appointment with a source; names instead of objects find or make them."""
    kw = {"start": "2007-01-01"} | kw if not {"intended", "announced", "start"} & set(kw) else kw
    appointment = Appointment(person=_person(person), post=_post(post), **kw)
    appointment.full_clean()
    appointment.save()
    if cited:
        appointment.citations.create(symbol="A/RES/61/3")
    return appointment


def _person(person):
    if person is None or isinstance(person, str):
        name = person or "Kofi Annan"
        found = [other for other in Person.objects.all() if other.full_name == name]
        return found[0] if found else make_person(name)
    return person


def _post(post):
    if post is None or isinstance(post, str):
        title = post or "Secretary-General"
        return Post.objects.filter(title=title).first() or make_post(title)
    return post


def make_merge(kept=None, gone=None, by=None):
    """Two persons made one."""
    from people.duplicates.merging import merge
    from tests.make import make_user

    kept, gone = kept or make_person("Juan Méndez"), gone or make_person("Juan E. Mendez")
    return merge(type(kept), kept.pk, gone.pk, by or make_user())


def title_on(person, day, pinned=None, *, public=True):
    """The Title of one person on a day (a date), or None."""
    return titles_on([person], day, {person.pk: pinned} if pinned else None, public=public).get(person.pk)
