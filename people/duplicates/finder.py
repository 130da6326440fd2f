"""Finds pairs of records that are likely one and says why, and how strong the reasons are. It never merges.

Persons are paired within blocks that the database makes by indexed keys (the words of a name sorted, the
family name with an initial), so 50,000 of them cost a few grouped queries and never all pairs. Posts,
organizations and topics are fewer: their names are read once and grouped.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import combinations

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q
from django.db.models.functions import Length, Substr
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.lib.names import fold
from newsroom.lib.partial_date import words, year_of_value
from people.duplicates.rules import apart
from people.models import (
    Appointment,
    NotTheSame,
    Organization,
    OrganizationName,
    Person,
    PersonName,
    Post,
    PostTitle,
)

MOST = 400  # pairs in a list; when some are resolved, the next ones appear
BLOCK = 12  # records of one block that are paired; a name that many people have says little
STRONG, LIKELY, WEAK = 3, 2, 1
STRENGTHS = {STRONG: gettext_lazy("strong"), LIKELY: gettext_lazy("likely"), WEAK: gettext_lazy("weak")}

_finders = {}


@dataclass
class Pair:
    """Two records that may be one. `why` are sentences, the strongest first."""

    low: object
    high: object
    strength: int = WEAK
    why: list = field(default_factory=list)

    @property
    def strength_in_words(self):
        return STRENGTHS[self.strength]


def finder(model):
    """Register a function () -> [Pair] for a model."""

    def register(find):
        _finders[model._meta.label_lower] = find
        return find

    return register


def labels():
    """The models that are looked through, as labels."""
    return list(_finders)


def likely(model):
    """Return the Pairs of a model that nobody marked as two, the strongest first; at most MOST."""
    pairs = _finders[model._meta.label_lower]()
    return sorted(pairs, key=lambda pair: (-pair.strength, str(pair.low), pair.low.pk, pair.high.pk))


def marked_as_two(model, pks):
    """The pairs among these ids that somebody marked as two. One query."""
    rows = NotTheSame.objects.filter(model=model._meta.label_lower, low__in=pks)
    return set(rows.values_list("low", "high"))


def _pairs_in(blocks):
    """{(low, high)} of all pairs within blocks of ids, at most MOST."""
    found = {}
    for pks in blocks:
        for pair in combinations(sorted(set(pks))[:BLOCK], 2):
            found[pair] = None
            if len(found) >= MOST:
                return set(found)
    return set(found)


# --- Persons -------------------------------------------------------------------------------------
@finder(Person)
def persons():
    """Ten queries, whatever the number of persons."""
    candidates = set()
    for blocks in (_same_names(), _same_variants(), _initials_and_support(), _initials_alone()):
        candidates |= _pairs_in(blocks)
    pks = {pk for pair in candidates for pk in pair}
    apart_already = marked_as_two(Person, pks)
    held = Appointment.objects.select_related("post__organization")
    found = Person.objects.prefetch_related("names", Prefetch("appointments", held)).in_bulk(
        {pk for pair in candidates - apart_already for pk in pair}
    )
    pairs = (_persons_pair(found[low], found[high]) for low, high in sorted(candidates - apart_already))
    return [pair for pair in pairs if pair][:MOST]


def _blocks(rows, key):
    """Lists of ids of persons who have the same value of a key. Two queries."""
    name = "person" if rows.model is PersonName else "pk"
    shared = rows.order_by().exclude(**{key: ""}).values(key).annotate(n=Count(name, distinct=True))
    keys = list(shared.filter(n__gt=1).values_list(key, flat=True)[:MOST])
    blocks = defaultdict(list)
    for value, pk in rows.filter(**{f"{key}__in": keys}).order_by().values_list(key, name) if keys else []:
        blocks[value].append(pk)
    return blocks.values()


def _same_names():
    return _blocks(Person.objects.all(), "name_key")


def _same_variants():
    """One person's other name is a name of another. Three queries."""
    named = Person.objects.filter(name_key=OuterRef("name_key")).exclude(pk=OuterRef("person"))
    rows = list(PersonName.objects.filter(Exists(named)).order_by().values_list("name_key", "person")[:MOST])
    blocks = defaultdict(list)
    for key, pk in rows:
        blocks[key].append(pk)
    for key, pk in Person.objects.filter(name_key__in=list(blocks)).values_list("name_key", "pk"):
        blocks[key].append(pk)
    return [*blocks.values(), *_blocks(PersonName.objects.all(), "name_key")]


def _initials_and_support():
    """The same family name and initial, born in one year or in one post. Four queries."""
    born = Person.objects.annotate(year=Substr("birth_lo", 1, 4), last=Substr("birth_hi", 1, 4))
    born = born.filter(year=F("last")).order_by()
    shared = born.values("initial_key", "year").annotate(n=Count("pk")).filter(n__gt=1)
    keys = {(row["initial_key"], row["year"]) for row in shared[:MOST]}
    blocks = defaultdict(list)
    for *key, pk in born.filter(initial_key__in={key for key, _year in keys}).values_list(
        "initial_key", "year", "pk"
    ):
        if tuple(key) in keys:
            blocks[tuple(key)].append(pk)
    held = Appointment.objects.order_by().values("person__initial_key", "post")
    posts = held.annotate(n=Count("person", distinct=True)).filter(n__gt=1)
    keys = {(row["person__initial_key"], row["post"]) for row in posts[:MOST]}
    for *key, pk in Appointment.objects.filter(
        post__in={post for _key, post in keys}, person__initial_key__in={key for key, _post in keys}
    ).values_list("person__initial_key", "post", "person"):
        if tuple(key) in keys:
            blocks[tuple(key)].append(pk)
    return blocks.values()


def _initials_alone():
    """Persons whose given name is an initial, with those of the same family name and initial. Two queries."""
    other = Person.objects.filter(initial_key=OuterRef("initial_key")).exclude(pk=OuterRef("pk"))
    short = Person.objects.exclude(family_name="").annotate(length=Length("given_name"))
    short = short.filter(Q(length=1) | Q(given_name__contains=".")).filter(Exists(other))
    rows = dict(short.order_by().values_list("pk", "initial_key")[:MOST])
    blocks = [[pk] for pk in rows]
    there = defaultdict(list)
    for key, pk in Person.objects.filter(initial_key__in=set(rows.values())).values_list("initial_key", "pk"):
        there[key].append(pk)
    return [[own[0], pk] for own in blocks for pk in there[rows[own[0]]][:BLOCK] if pk != own[0]]


def _persons_pair(one, other):
    """The Pair of two persons, or None where there is no reason for it or Wikidata says that they are two."""
    if one.wikidata and other.wikidata:
        return None  # two items are two persons, says Wikidata
    why, strength = _names_agree(one, other)
    if not why:
        return None
    support = _support(one, other)
    if apart(one.birth, other.birth):
        values = {"one": words(one.birth), "other": words(other.birth)}
        return Pair(one, other, WEAK, [why, *support, _("But born %(one)s and %(other)s.") % values])
    strength = min(STRONG, strength + bool(support))
    return Pair(one, other, strength, [why, *support])


def _names_agree(one, other):
    """(why in words, strength) by the names alone; ("", 0) where they do not agree."""
    if fold(one.full_name) == fold(other.full_name):
        return _("The same name."), LIKELY
    if one.name_key == other.name_key:
        return _("The same name in another order."), LIKELY
    for person, another in ((one, other), (other, one)):
        keys = {name.name_key: name.text for name in person.names.all()}
        if another.name_key in keys:
            values = {"name": keys[another.name_key], "person": person}
            return _("“%(name)s” is another name of %(person)s.") % values, LIKELY
        for name in another.names.all():
            if name.name_key in keys:
                return _("Both are also called “%(name)s”.") % {"name": name.text}, LIKELY
    if one.initial_key == other.initial_key and one.family_name and _given_agree(one, other):
        return _("The same family name, and given names that fit each other."), WEAK
    return "", 0


def _given_agree(one, other):
    """Whether one given name is the other with initials or without its further names."""
    pairs = zip(fold(one.given_name).split(), fold(other.given_name).split(), strict=False)
    return all(a == b or (1 in (len(a), len(b)) and a[0] == b[0]) for a, b in pairs)


def _support(one, other):
    """Reasons besides the name to think that both are one person, as sentences."""
    reasons = []
    years = {year_of_value(person.birth) for person in (one, other)}
    if len(years) == 1 and years != {""}:
        reasons.append(_("Both born %(year)s.") % {"year": years.pop()})
    posts = {row.post_id: row.post for row in one.appointments.all()}
    shared = [posts[row.post_id] for row in other.appointments.all() if row.post_id in posts]
    if shared:
        reasons.append(_("Both recorded as %(post)s.") % {"post": shared[0]})
    return reasons


# --- What has few names ------------------------------------------------------------------------------
def by_names(model, named, say):
    """Pairs of records that share a key: `named` yields (pk, key, name, whether it is the main name).

    `say(name, other name, both main)` gives (why, strength). Two queries besides those of `named`.
    """
    blocks = defaultdict(dict)
    for pk, key, name, main in named:
        kept = blocks[key].get(pk)
        if key and (kept is None or main):
            blocks[key][pk] = (name, main)
    candidates = {}
    for bearers in blocks.values():
        for pair in combinations(sorted(bearers)[:BLOCK], 2):
            candidates.setdefault(pair, [bearers[pk] for pk in pair])
    for pair in marked_as_two(model, {low for low, _high in candidates}):
        candidates.pop(pair, None)
    candidates = dict(list(candidates.items())[:MOST])
    found = model._base_manager.in_bulk({pk for pair in candidates for pk in pair})
    pairs = []
    for (low, high), (one, other) in candidates.items():
        why, strength = say(one[0], other[0], one[1] and other[1])
        pairs.append(Pair(found[low], found[high], strength, [why]))
    return pairs


@finder(Post)
def posts():
    """Posts of one organization by a title that they have or had."""

    def named():
        for pk, organization, folded, title in Post.objects.values_list(
            "pk", "organization", "folded", "title"
        ):
            yield pk, (organization, folded), title, True
        titles = PostTitle.objects.values_list("post", "post__organization", "folded", "text")
        for pk, organization, folded, text in titles:
            yield pk, (organization, folded), text, False

    return by_names(Post, named(), _of_titles)


def _of_titles(one, other, both_main):
    if both_main:
        return _("The same title in one organization."), STRONG
    return _("One has or had the title “%(title)s” of the other, in one organization.") % {
        "title": one
    }, LIKELY


@finder(Organization)
def organizations():
    """Organizations by name, short name or another name."""

    def named():
        for pk, name, short in Organization.objects.values_list("pk", "name", "short_name"):
            yield pk, joined(name), name, True
            yield pk, joined(short), short, False
        for pk, text in OrganizationName.objects.values_list("organization", "text"):
            yield pk, joined(text), text, False

    return by_names(Organization, named(), _of_names)


def _of_names(one, other, both_main):
    if both_main:
        return _("The same name but for spelling."), STRONG
    values = {"one": one, "other": other}
    return _("“%(one)s” and “%(other)s” are names of each.") % values, LIKELY


def joined(text):
    """The folded words without spaces and without articles: "peace-keeping" is "peacekeeping"."""
    return "".join(word for word in fold(text).split() if word not in ("the", "of", "and", "for"))


def singular(text):
    """`joined` with each English plural as its singular, roughly: to find, not to print."""
    return joined(" ".join(re.sub(r"(?<=[a-z]{3})s$", "", _y(word)) for word in fold(text).split()))


def _y(word):
    return re.sub(r"(?<=[a-z]{2})ies$", "y", word)
