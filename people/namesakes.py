"""One rule for every way that makes a person: who of that name is on record is asked about first.

Nobody is taken for a second person, or for the same one, by the name alone. The form asks, an import says it
in its preview or refuses; that two are two is kept in `NotTheSame`, and is not asked again.
"""

from django.db.models import Prefetch, Q
from django.utils.translation import gettext as _

from newsroom.lib.names import any_order, fold, without_initials
from newsroom.lib.partial_date import is_known, year_label
from people.models import Appointment, NotTheSame, Person, PersonName

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
    A middle initial in one of the two names tells nobody apart. At most five queries; two where there is
    nobody.
    """
    others = [
        other
        for found in (called(person.full_name), _but_for_initials(person))
        for other in found.exclude(pk=person.pk)
        if not (person.wikidata and other.wikidata not in ("", person.wikidata))
    ]
    others = list({other.pk: other for other in others}.values())
    known = NotTheSame.objects.others(person) if person.pk and others else ()
    return [other for other in others if other.pk not in known]


def _but_for_initials(person):
    """Filter to persons whose name is the same without middle initials: Kofi A. Annan, Kofi Annan."""
    held = Appointment.objects.select_related("post")
    alike = Person.objects.filter(initial_key=fold(person.name_with_initial))
    key = without_initials(person.full_name)
    same = [one.pk for one in alike if without_initials(one.full_name) == key]
    return Person.objects.filter(pk__in=same).prefetch_related(Prefetch("appointments", held))


def who_it_is(person):
    """The name with what tells people of one name apart: ``"Kim Won-soo (Deputy, 2015–2017; born 1956)"``."""
    held = sorted(person.appointments.all(), key=lambda row: row.start_lo or "", reverse=True)
    known = [f"{row.post}, {row.years}" for row in held[:POSTS]]
    if is_known(person.birth):
        known.append(_("born %(year)s") % {"year": year_label(person.birth)})
    return f"{person} ({'; '.join(known)})" if known else str(person)


def question(others):
    """The question about these Persons, as a sentence."""
    who = "; ".join(who_it_is(other) for other in others)
    return _("Somebody of this name is on record: %(who)s. Is it the same person?") % {"who": who}


def keep_apart(person, others, by=None):
    """Remember that a saved person and each of these others are two. Two queries for each."""
    for other in others:
        NotTheSame.objects.mark_as_two(Person, person.pk, other.pk, by)
