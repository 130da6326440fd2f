"""What a search field of the people desk finds, and in which order: what is called as typed comes first.

Names are compared folded, so case, accents and punctuation do not count. After the exact ones come those of
another name, then those that begin with the words; among equals the weightier post.
"""

import re

from django.db.models import Case, CharField, Exists, F, IntegerField, Min, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Concat, Lower, Trim

from newsroom.lib.names import any_order, fold
from people.models import Appointment, OrganizationName, PersonName, PostTitle

YEAR = re.compile(r"[12][0-9]{3}")
# Words that join a title to its organization; nobody means them when they look for it.
JOINING = {"of", "the", "for", "and", "at", "in", "to"}
STAGES = {"intended", "announced"}  # as a picker shows an appointment: "announced 2007"
MOST_CUTS = 12  # words at which a text is cut in two
EXACT, NAMED, BEGINS, OTHER = range(4)
CLEAR = (EXACT, NAMED)  # where the name itself says who or what is meant


def search_text(text, left_out=frozenset()):
    """The words to look for: without those that join or are left out, unless there are no others."""
    words = fold(text).split()
    return " ".join([word for word in words if word not in JOINING | left_out] or words)


def halves(text):
    """Every way to cut a text in two, folded; the last part without the words that join.

    >>> list(halves("Head of UNICEF"))
    [('head', 'of unicef'), ('head', 'unicef'), ('head of', 'unicef')]
    """
    words = fold(text).split()
    for n in range(1, min(len(words), MOST_CUTS)):
        rest = words[n:]
        yield " ".join(words[:n]), " ".join(rest)
        while len(rest) > 1 and rest[0] in JOINING:
            rest = rest[1:]
        if rest != words[n:]:
            yield " ".join(words[:n]), " ".join(rest)


def _order(exact, named, begins):
    """What sorts the exact ones first, then those of another name, then those that begin so: `called_as`."""
    tiers = [When(exact, then=EXACT), When(named, then=NAMED), When(begins, then=BEGINS)]
    return Case(*tiers, default=OTHER, output_field=IntegerField())


# --- Organizations and posts -------------------------------------------------------------------------------
def _called(text, organization=""):
    """The condition that an organization has this folded name or short name. `organization` leads to it."""
    short = Lower(f"{organization}short_name", output_field=CharField())
    names = [Trim(Concat(Value(name), Value(" "), short)) for name in {text, f"the {text}"}]
    condition = Q(**{f"{organization}short_name__iexact": text})
    for name in names:
        condition |= Q(**{f"{organization}folded": name})
    return condition


def organizations(found, text):
    """The exact name first, then another name, then a beginning; then those that stand alone."""
    text = fold(text)
    other = Exists(OrganizationName.objects.filter(folded=text, organization=OuterRef("pk")))
    first = _order(_called(text), Q(other), Q(folded__startswith=text))
    return found.annotate(called_as=first).order_by(
        "called_as", F("parent").asc(nulls_first=True), "folded", "pk"
    )


def posts(found, text):
    """The exact title first, alone or with its organization; then another title of it; then by rank."""
    whole = fold(text)
    exact, named = Q(folded=whole), _has_title(whole)
    for first, last in halves(text):
        for title, organization in ((first, last), (last, first)):
            body = _called(organization, "organization__")
            exact |= Q(body, folded=title)
            named |= Q(body) & _has_title(title)
    order = _order(exact, named, Q(folded__startswith=whole))
    return found.annotate(called_as=order).order_by(
        "called_as", "rank", "folded", "organization__folded", "pk"
    )


def _has_title(text):
    return Q(Exists(PostTitle.objects.filter(folded=text, post=OuterRef("pk"))))


# --- Persons and appointments ----------------------------------------------------------------------
def _named(text, person=""):
    """The condition that a person is called so, the words in any order. `person` leads to them."""
    return Q(**{f"{person}name_key": any_order(text)})


def persons(found, text):
    """The exact name first, then another form of it, then a beginning; then by their weightiest post."""
    folded = fold(text)
    variant = PersonName.objects.filter(name_key=any_order(text), person=OuterRef("pk"))
    begins = Q(folded__startswith=folded) | Q(sorted_as__startswith=folded)
    order = _order(_named(text), Q(Exists(variant)), begins)
    held = Appointment.objects.filter(person=OuterRef("pk")).order_by().values("person")
    rank = Subquery(held.annotate(best=Min("post__rank")).values("best"))
    of_namesakes = Case(
        When(_named(text) | Q(Exists(variant)) | begins, then=rank), default=None, output_field=IntegerField()
    )
    return found.annotate(called_as=order).order_by(
        "called_as", of_namesakes.asc(nulls_last=True), "sorted_as", "pk"
    )


def find_appointments(found, text):
    """Appointments with every word of the text in the person or the post; a year may be that of a date."""
    years = [word for word in fold(text).split() if YEAR.fullmatch(word)]
    for year in years:
        dated = Q(start__contains=year) | Q(end__contains=year)
        found = found.filter(dated | Q(announced__contains=year) | Q(intended__contains=year))
    return found.matching(search_text(text, {*years, *(STAGES if years else ())}))


def appointments(found, text):
    """Person and post as typed first, then one of them; then by rank, the newest first."""
    text = " ".join(word for word in fold(text).split() if not YEAR.fullmatch(word))
    exact, named = Q(pk=None), _named(text, "person__") | Q(post__folded=text)
    for first, last in halves(text):
        for person, title in ((first, last), (last, first)):
            exact |= _named(person, "person__") & Q(post__folded=title)
        named |= _named(first, "person__")
    begins = Q(person__folded__startswith=text) | Q(post__folded__startswith=text)
    order = _order(exact, named, begins)
    return found.annotate(called_as=order).order_by(
        "called_as", "post__rank", "-start_lo", "-announced_lo", "-intended_lo", "pk"
    )
