"""One rule for every way that names somebody: who of that name is on record is asked about first.

Nobody is taken for a second person, or for the same one, by the name alone. The form asks, an import says it
in its preview or refuses; that two are two is kept in `NotTheSame`, and is not asked again.
"""

from django.db.models import Prefetch, Q
from django.utils.translation import gettext as _

from newsroom.lib.names import any_order, fold, has_initial_of, spelling_key, without_initials
from newsroom.lib.partial_date import is_known, year_label
from people.models import Appointment, NotTheSame, Organization, OrganizationName, Person, PersonName

STEM = 4  # letters of the longest word by which other spellings of a name are looked for
POSTS = 3  # of a person, named to tell who it is


def called(*names):
    """Filter to persons on record who have one of these names, in any form and order of words."""
    keys = {any_order(name) for name in names} - {""}
    variants = PersonName.objects.filter(name_key__in=keys).order_by().values("person")
    held = Appointment.objects.select_related("post")
    found = Person.objects.filter(Q(name_key__in=keys) | Q(pk__in=variants))
    return found.prefetch_related(Prefetch("appointments", held))


def namesakes(person):
    """Those on record who may be this Person, saved or not, since they are called so; a list.

    Left out are those who are known to be another: by two Wikidata items, or since somebody said so.
    A middle initial in one of the two names tells nobody apart, nor an initial for a name.
    At most five queries; two where there is nobody.
    """
    found = (called(person.full_name), _but_for_initials(person))
    return _not_known_as_two(person, [other for each in found for other in each])


def others_called(record, names):
    """Those on record who have one of these names and may be this Person or Organization; a list."""
    if not names:
        return []
    found = called(*names) if isinstance(record, Person) else organizations_called(*names)
    return _not_known_as_two(record, found)


def organizations_called(*names):
    """Filter to organizations that have one of these names, short, former or in another language."""
    keys = {fold(name) for name in names} - {""}
    others = OrganizationName.objects.filter(folded__in=keys).values("organization")
    alike = [
        one.pk
        for key in keys
        for one in Organization.objects.filter(folded__contains=key)
        if key in (fold(one.name), fold(one.short_name))
    ]
    spelt = {spelling_key(name) for name in names} - {""}
    stems = {word for key in keys for word in [max(key.split(), key=len)[:STEM]]}
    for stem in stems:
        near = Organization.objects.filter(folded__contains=stem)
        alike += [one.pk for one in near if spelling_key(one.name) in spelt]
    return Organization.objects.filter(Q(pk__in=alike) | Q(pk__in=others)).select_related("parent")


def _not_known_as_two(record, found):
    others = {
        other.pk: other
        for other in found
        if other.pk != record.pk and not (record.wikidata and other.wikidata not in ("", record.wikidata))
    }
    known = NotTheSame.objects.others(record) if record.pk and others else ()
    return [other for pk, other in others.items() if pk not in known]


def _but_for_initials(person):
    """Filter to persons whose name differs in initials: Kofi A. Annan and K. Annan, Kofi Annan."""
    held = Appointment.objects.select_related("post")
    alike = Person.objects.filter(initial_key=fold(person.name_with_initial))
    key = without_initials(person.full_name)
    same = [
        one.pk
        for one in alike
        if without_initials(one.full_name) == key or has_initial_of(one.given_name, person.given_name)
    ]
    return Person.objects.filter(pk__in=same).prefetch_related(Prefetch("appointments", held))


def who_it_is(record):
    """The name with what tells those of one name apart: ``"Kim Won-soo (Deputy, 2015–2017; born 1956)"``."""
    return _which_it_is(record) if isinstance(record, Organization) else _person_in_words(record)


def _which_it_is(organization):
    known = [organization.short_name, organization.parent and organization.parent.name]
    if is_known(organization.started):
        known.append(_("since %(year)s") % {"year": year_label(organization.started)})
    known = "; ".join(filter(None, known))
    return f"{organization} ({known})" if known else str(organization)


def _person_in_words(person):
    held = sorted(person.appointments.all(), key=lambda row: row.start_lo or "", reverse=True)
    known = [f"{row.post}, {row.years}" for row in held[:POSTS]]
    if is_known(person.birth):
        known.append(_("born %(year)s") % {"year": year_label(person.birth)})
    return f"{person} ({'; '.join(known)})" if known else str(person)


def question(others):
    """The question about these Persons or Organizations, as a sentence."""
    who = "; ".join(who_it_is(other) for other in others)
    if isinstance(others[0], Organization):
        text = _("An organization of this name is on record: %(who)s. Is it the same organization?")
        return text % {"who": who}
    return _("Somebody of this name is on record: %(who)s. Is it the same person?") % {"who": who}


def keep_apart(record, others, by=None):
    """Remember that a saved record and each of these others are two. Two queries for each."""
    for other in others:
        NotTheSame.objects.mark_as_two(type(record), record.pk, other.pk, by)
