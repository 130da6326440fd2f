"""Appointments as pages show them: state, name of the post, terms, who came before and after, sources."""

from collections import defaultdict
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from newsroom.lib.json_rows import JSONRows
from newsroom.lib.partial_date import (
    UNKNOWN,
    has_first_day,
    has_last_day,
    hi,
    is_plain,
    lo,
    words_after,
    year_label,
)
from newsroom.lib.prepared import give, prepared
from people.dated_names import (
    called,
    house_at,
    organization_name_on,
    stays,
    with_houses,
    with_moves,
    with_names,
)
from people.models import (
    Appointment,
    AppointmentKind,
    Citation,
    Post,
    PostOrganization,
    PostTitle,
    State,
    Verification,
)
from people.models.own_sources import columns_of_own, own_sources
from people.models.surroundings import ends_above
from people.spans import COMING, HolderGap, holder_gaps, is_vacant_today, life_of, post_name
from people.tenures import (
    NOBODY,
    Neighbours,
    Tenure,
    in_order,
    last_day,
    neighbours,
    tenure_of,
    tenures,
    with_terms,
)
from people.titles import as_kind, later_terms, note_of, post_names_on, with_appointers


@dataclass
class Fact:
    """One appointment on a day: the State of its holder, the name of its post, its Tenure.

    ``speaks``: whether it is the term that tells the tenure on that day. ``beside``: who came before and
    after, and who acted. ``later``: what `people.titles.later_terms` says of later terms.
    ``perhaps``: the partial date on which who is in post may have left by then, known to the month or year.
    """

    appointment: Appointment
    state: State
    name: str
    note: str
    number: int | None = None
    tenure: Tenure | None = None
    beside: Neighbours = NOBODY
    speaks: bool = True
    later: tuple = ()
    perhaps: str = ""

    def __post_init__(self):
        self.tenure = self.tenure or Tenure((self.appointment,))

    @property
    def first(self):
        """The first term of the tenure."""
        return self.tenure.first

    @property
    def start(self):
        """The partial date on which the tenure began."""
        return self.tenure.first.start

    @property
    def organization(self):
        """The organization to which the post belonged while this appointment ran."""
        return getattr(self.appointment, "house", self.appointment.post.organization)

    @property
    def stays(self):
        """[(Organization, first, last)]: to which the post belonged meanwhile, as far as dates prove it."""
        return stays(
            self.appointment, self.start, self.ends, last_day(self.appointment, timezone.localdate())
        )

    @property
    def is_acting(self):
        return self.appointment.is_acting

    @property
    def is_in_charge(self):
        return self.appointment.kind == AppointmentKind.OFFICER_IN_CHARGE

    @property
    def was_only_named(self):
        """Whether they were named and did not take office, or nobody knows whether they did."""
        return self.state == State.LAPSED or (self.state == State.UNKNOWN and not self.appointment.start)

    @property
    def title(self):
        """The title of this holder: "Acting Secretary-General"."""
        return as_kind(self.appointment.kind, self.name)

    @property
    def ends(self):
        """The partial date on which it ended, as far as it has or may have; "XXXX" when nobody knows when."""
        if self.state.is_live and self.speaks:
            return self.perhaps
        return UNKNOWN if self.appointment.end == UNKNOWN else self.appointment.effective_end

    @property
    def died(self):
        """Whether the holder died in the post."""
        return self.appointment.died_in_office and not self.state.is_live

    @property
    def ending(self):
        """Why it ended, in words; "" for the end of a term, which needs none, and while it has not ended."""
        reason = self.appointment.EndReason
        if not (self.ends and self.appointment.start) or self.perhaps:
            return ""
        if self.died:
            return _("died in office")
        plain = self.appointment.end_reason in ("", reason.TERM_ENDED)
        return "" if plain else self.appointment.get_end_reason_display().lower()

    @property
    def citations(self):
        """The sources of every term; a document that proves the same of two terms once."""
        found = [citation for term in self.tenure.terms for citation in term.sources]
        return list({(one.fact, one.symbol, one.title, one.url): one for one in found}.values())

    @property
    def checked_on(self):
        """The day on which somebody last looked and found it as it stands; of several terms the earliest.

        None where one of them was never looked at, or was changed since.
        """
        days = [checked_on(term) for term in self.tenure.terms]
        return min(days) if all(days) else None

    @property
    def appointer(self):
        """The Person who appointed them, if readers may know of that person."""
        return self.appointment.public_appointer


def is_shown(at=None):
    """An annotation: whether readers may see the appointment. For queries that also need hidden ones."""
    return Exists(Appointment.objects.public(at).filter(pk=OuterRef("pk")))


def fact_rows(appointments, day, now):
    """The appointments with all that `facts` reads of them, sources of ours as of a moment. No query yet."""
    found = with_houses(with_names(with_appointers(appointments.with_facts()), day))
    return with_checks(found.annotate(**columns_of_own(now)))


def give_sources(rows):
    """Give loaded appointments their citations. One query."""
    give(rows, "citations", citations_of(appointments=[row.pk for row in rows]))


@prepared
def citations_of(*, appointments):
    return Citation.objects.filter(appointment__in=appointments)


def give_post_titles(rows):
    """Give the posts of loaded appointments their dated titles. One query."""
    posts = [row.post for row in rows]
    give(posts, "titles", titles_of_posts(posts=sorted({post.pk for post in posts})))


@prepared
def titles_of_posts(*, posts):
    return PostTitle.objects.filter(post__in=posts)


def facts(rows, day, post=None, of=None):
    """Return the Facts of loaded appointments (`fact_rows`) on a day (a date), in the order they began.

    Two queries: their sources, the names of their posts; one where all are of the one ``post``, loaded with
    its titles. All public terms of a person in a post must be among them, and all public appointments to each
    post; with ``of`` (a Person) only to the posts of that person: the Facts of other posts have no numbers
    and no neighbours.
    """
    give_sources(rows)
    if not post:
        give_post_titles(rows)
    for row in rows:
        row.post = post or row.post
        called(row)
        row.house = house_at(row, last_day(row, day))
    by_post = defaultdict(list)
    for row in rows:
        if getattr(row, "is_shown", True):
            by_post[row.post_id].append(row)
    whole = {row.post_id for row in rows if of is None or row.person_id == of.pk}
    tenure_of_row, beside, numbers = {}, {}, {}
    for key, held in by_post.items():
        found = tenures(held)
        tenure_of_row |= {term: tenure for tenure in found for term in tenure.terms}
        if key in whole:
            beside |= neighbours(found)
            numbers |= held[0].post.numbers(seated_in(held))
    return [
        _fact(row, day, numbers.get(row.pk), tenure_of_row.get(row) or Tenure((row,)), beside)
        for row in sorted(rows, key=in_order)
    ]


def _fact(row, day, number, tenure, beside):
    begun = row in tenure.begun_on(day)
    return Fact(
        row,
        (tenure.term_on(day) if begun else row).state_on(day),
        post_name(row, day),
        note_of(row, day, tenure),
        number,
        tenure,
        beside.get(tenure, NOBODY),
        row is tenure.term_on(day),
        tuple(later_terms(tenure, day)),
        tenure.term_on(day).perhaps_ended(day) if row.state_on(day).is_live else "",
    )


def facts_of_post(post, day):
    """Return (Facts that readers may see, HolderGaps) of a Post with its titles and complete successions.

    Two queries.
    """
    listed = facts(_rows_of_post(post=post.pk, day=day, now=timezone.now()), day, post)
    seen = [fact for fact in listed if fact.appointment.is_shown]
    rows = [fact.appointment for fact in listed]
    life = life_of(post, rows, day)
    return seen, holder_gaps(rows, life, post.complete_successions.all(), shown=lambda row: row.is_shown)


@prepared
def _rows_of_post(*, post, day, now):
    found = Appointment.objects.filter(post=post).annotate(is_shown=is_shown(now))
    return fact_rows(found, day, now)


def facts_about(person, day):
    """Return the Facts of a Person's posts, with all their holders, and of the appointments they made.

    Three queries.
    """
    return facts(_rows_about(person=person.pk, day=day, now=timezone.now()), day, of=person)


@prepared
def _rows_about(*, person, day, now):
    public = Appointment.objects.public(now).order_by()
    held = Appointment.objects.filter(post__in=public.filter(person=person).values("post"))
    by = {"appointed_by__in": Appointment.objects.filter(person=person).order_by().values("pk")}
    same = public.filter(**by, person=OuterRef("person"), post=OuterRef("post"))
    # Of all that were made, public or not: with a join here SQLite reads every person.
    made = Appointment.objects.filter(**by).order_by().values("person")
    terms = Appointment.objects.filter(Exists(same), person__in=made)
    # Each half finds its rows by an index; one condition with OR would read every appointment.
    about = held.order_by().values("pk").union(terms.order_by().values("pk"))
    return fact_rows(Appointment.objects.public(now).filter(pk__in=about), day, now)


def by_tenure(listed):
    """Return the Facts that tell a tenure each, in the order they began."""
    return sorted((fact for fact in listed if fact.speaks), key=lambda fact: in_order(fact.tenure.first))


def seated_in(appointments):
    """What `Post.seated` returns, among appointments of one post already loaded."""
    taken = [row for row in appointments if row.took_up and row.kind == AppointmentKind.SUBSTANTIVE]
    return sorted(taken, key=lambda row: (lo(row.start), hi(row.start), row.pk))


# --- Sources ---------------------------------------------------------------------------------------
@dataclass
class Source:
    """One document, however many facts cite it; ``number`` is its place in the page's list."""

    number: int
    citation: Citation


def sources_of(listed):
    """Return the Sources of these Facts and HolderGaps in order of first use, each document once. No query.

    Every citation gets ``number``, the number of its Source.
    """
    found = {}
    for fact in listed:
        for citation in fact.citations:
            key = (citation.symbol, citation.title, citation.url)
            source = found.setdefault(key, Source(len(found) + 1, citation))
            citation.number = source.number
    return list(found.values())


def with_checks(appointments):
    """Add the columns that `checked_on` reads. No query of its own."""
    looks = Verification.objects.filter(appointment=OuterRef("pk")).order_by("-at").values("at")
    changes = Appointment.history.filter(id=OuterRef("pk")).order_by("-history_date").values("history_date")
    return appointments.annotate(looked_at=Subquery(looks[:1]), changed_at=Subquery(changes[:1]))


def checked_on(appointment):
    """Return the day of the last Verification of an appointment of `with_checks`, None after a later change.

    To the desk a change counts as a look too (people/recheck.py); readers are told of looks at what they see.
    """
    looked, changed = getattr(appointment, "looked_at", None), getattr(appointment, "changed_at", None)
    if looked is None or (changed and changed > looked):
        return None
    return timezone.localdate(looked)


class Cited(NamedTuple):
    """A source beside a fact in a list: what it is called, and its address or ""."""

    words: str
    url: str


def with_sources(appointments, at=None):
    """Add the column that `cited` reads: the sources come with the appointments. No query of its own."""
    rows = Citation.objects.filter(appointment=OuterRef("pk")).order_by().values("appointment")
    rows = rows.annotate(rows=JSONRows("pk", "symbol", "title", "url")).values("rows")
    return appointments.annotate(source_rows=Subquery(rows), **columns_of_own(at))


def cited(appointment):
    """Return the Citeds of an appointment of `with_sources`, each document once."""
    rows = sorted(appointment.source_rows or [])
    found = [Cited(symbol or title or url, url) for _pk, symbol, title, url in rows]
    found += [Cited(source.title, source.url) for source in own_sources(appointment)]
    return list(dict.fromkeys(found))


# --- A post's table --------------------------------------------------------------------------------
def with_gaps(listed, gaps):
    """Return Facts and HolderGaps in the order they began."""
    return sorted([*listed, *gaps], key=_begins)


def _begins(entry):
    if isinstance(entry, HolderGap):
        return entry.first.isoformat()
    return lo(entry.start or entry.tenure.first.first_date)


@dataclass(frozen=True)
class Counted:
    """How many held a post, how many only acted, and the year of the first start known (or "")."""

    holders: int
    acting: int
    since: str


def counted(listed):
    """Return the Counted of the public Facts of a post; a person counts once, from the start on."""
    taken = [fact for fact in listed if fact.appointment.took_up and fact.state not in COMING]
    held = {fact.appointment.person_id for fact in taken if not fact.is_acting}
    acting = {fact.appointment.person_id for fact in taken} - held
    starts = [fact.start for fact in taken if not fact.is_acting or fact.appointment.person_id in acting]
    first = min(starts, key=lo, default="") if all(map(has_first_day, starts)) else ""
    since = year_label(first) if is_plain(first) else words_after(first)
    return Counted(len(held), len(acting), since)


def posts_before(organization, day):
    """The PostOrganizations of posts that an Organization had once, with their names of a day."""
    rows = _rows_left(organization=organization.pk, day=day)
    for row in rows:
        row.post.organization.name_then = row.now
        row.organization = organization
    return rows


@prepared
def _rows_left(*, organization, day):
    rows = PostOrganization.objects.filter(organization=organization).select_related("post__organization")
    return rows.annotate(**post_names_on(day), now=organization_name_on(day)).order_by("post__folded", "pk")


def is_abolished(post, day):
    """Whether a post was abolished before a day (a date), as far as is known.

    An abolition to come is one of the future; `may_be_abolished` tells what nobody can say.
    """
    begun = bool(post.abolished) and lo(post.abolished) <= day.isoformat()
    return begun and not may_be_abolished(post, day)


def may_be_abolished(post, day):
    """Whether a day (a date) lies within the year or month in which a post was or is to be abolished."""
    here = day.isoformat()
    return has_last_day(post.abolished) and lo(post.abolished) <= here < hi(post.abolished)


def first_over(ends, day):
    """The first of these partial dates that is over by a day (a date); "XXXX" where none is known, or ""."""
    over = [value for value in ends if value == UNKNOWN or (value and hi(value) < day.isoformat())]
    return min(over, key=hi, default="")


@prepared
def posts_by_rank(*, ids, organization, day):
    """Posts of these ids, or of an organization (its id), as `held_today` wants them; the other is None.

    ``day`` is today.
    """
    found = Post.objects.filter(organization=organization) if ids is None else Post.objects.filter(pk__in=ids)
    found = found.annotate(is_vacant=is_vacant_today(day), **post_names_on(day, post="pk"))
    found = found.annotate(ends_above=ends_above("organization"))
    return found.order_by("rank", "folded", "pk")


def held_today(posts, organizations, day):
    """Return [(Organization, [(post, [Fact])])] with who holds or is coming to each of Posts. One query.

    The posts are those of `posts_by_rank`. Each has its ``post_name_then``; ``is_vacant``: a complete
    succession shows that nobody holds it; ``is_abolished``,
    ``may_be_abolished``; and ``ended_above``, when an organization above ended, or "".
    """
    shown = (State.IN_POST, State.ACTING, State.DESIGNATE, State.INTENDED)
    by_post = defaultdict(list)
    ids = [post.pk for post in posts]
    for row in map(called, _rows_held(posts=ids, day=day, now=timezone.now())):
        state, tenure = row.state_on(day), tenure_of(row)
        if state in shown and row == tenure.term_on(day):
            note = note_of(row, day, tenure)
            by_post[row.post_id].append(Fact(row, state, row.post_name_then, note, tenure=tenure))
    for listed in by_post.values():
        listed.sort(key=lambda fact: (shown.index(fact.state), fact.appointment.begins_lo))
    by_organization = defaultdict(list)
    for post in posts:
        post.is_abolished = is_abolished(post, day)
        post.may_be_abolished = may_be_abolished(post, day)
        post.ended_above = first_over(post.ends_above.split(), day)
        by_organization[post.organization_id].append((post, by_post[post.pk]))
    return [(organization, by_organization[organization.pk]) for organization in organizations]


@prepared
def _rows_held(*, posts, day, now):
    found = Appointment.objects.public(now).filter(post__in=posts).allowed_on(day).with_facts()
    found = with_moves(with_names(with_terms(with_sources(found, now), now), day))
    return found.annotate(**post_names_on(day))
