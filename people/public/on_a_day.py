"""Who held what on a day, beside another day if asked: the form, and the rows of its table."""

import copy
import datetime
from collections import defaultdict
from dataclasses import dataclass, field
from functools import reduce
from itertools import batched
from operator import or_
from urllib.parse import urlencode

from django import forms
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When
from django.forms.utils import flatatt
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.lib.partial_date import hi, lo
from newsroom.lib.prepared import prepared
from people.concerned import spread
from people.dated_names import (
    belongs_to,
    called,
    house_of,
    house_on,
    organization_name_on,
    person_name_on,
)
from people.facts import with_sources
from people.models import (
    Appointment,
    CompleteSuccession,
    Organization,
    Person,
    Post,
    State,
)
from people.public.post_pages import BY_RANK, page_of
from people.spans import existed_on, is_complete, may_hold
from people.tenures import tenure_of, with_terms
from people.titles import Title, post_names_on, title_of

WHOLE_DAY = gettext_lazy("Write a whole day, with its year first: 2007-10-10.")
# The dates of an appointment that may change its state.
DATES = ("intended", "announced", "start", "end", "term_ends")
SHOWN = (State.IN_POST, State.ACTING, State.DESIGNATE, State.INTENDED)
VACANT, GAP = "vacant", "gap"  # why a post that nobody held is listed


class DayInput(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"


class DayField(forms.DateField):
    """A day in ISO 8601."""

    def __init__(self, **kwargs):
        messages = {"invalid": WHOLE_DAY, "required": gettext_lazy("Choose a day.")}
        widget = DayInput(format="%Y-%m-%d")
        super().__init__(input_formats=["%Y-%m-%d"], widget=widget, error_messages=messages, **kwargs)


class LongSelect(forms.Select):
    """A select of hundreds of options. Django would render a template for each of them."""

    def render(self, name, value, attrs=None, renderer=None):
        chosen = self.format_value(value)
        options = (
            (key, mark_safe(" selected") if str(key) in chosen else "", label) for key, label in self.choices
        )
        return format_html(
            "<select{}>{}</select>",
            flatatt(self.build_attrs(self.attrs, {**(attrs or {}), "name": name})),
            format_html_join("", '<option value="{}"{}>{}</option>', options),
        )


class DaysForm(forms.Form):
    """A day, and another to compare it with: ``?on=2007-10-10&and=2006-11-15``."""

    on = DayField(label=gettext_lazy("On"))
    other = DayField(label=gettext_lazy("Compared with"), required=False)
    asked = {"on": "on", "and": "other"}

    def __init__(self, data=None, **kwargs):
        super().__init__(data, **{"label_suffix": "", **kwargs})

    def add_prefix(self, field_name):
        return {"other": "and"}.get(field_name, field_name)

    def clean(self):
        for name in self.errors:
            if isinstance(self.fields[name], DayField):
                self.fields[name].widget.input_type = "text"  # a date input would not show what was typed
        return super().clean()

    @property
    def days(self):
        """The one or two days (dates) of a valid form."""
        return [day for day in (self.cleaned_data["on"], self.cleaned_data["other"]) if day]

    def as_query(self):
        """Return what was asked as the query string that pages cite: ``on=2007-10-10&and=2006-11-15``."""
        said = {name: self.cleaned_data[field] for name, field in self.asked.items()}
        return urlencode({name: value for name, value in said.items() if value})


class OnADayForm(DaysForm):
    """The two days and the organization (with what is part of it). ``organizations`` are all there are."""

    org = forms.ChoiceField(label=gettext_lazy("Organization"), required=False, widget=LongSelect)
    asked = {**DaysForm.asked, "org": "org"}

    def __init__(self, data=None, organizations=(), **kwargs):
        super().__init__(data, **kwargs)
        self.organizations = {organization.slug: organization for organization in organizations}
        choices = [
            (slug, organization.short_name or organization.name)
            for slug, organization in self.organizations.items()
        ]
        self.fields["org"].choices = [("", _("All organizations")), *choices]
        self.fields["org"].error_messages["invalid_choice"] = _("We know no organization of this address.")

    def within(self):
        """Return the ids of the organization chosen and all its parts, or None for all."""
        chosen = self.organizations.get(self.cleaned_data.get("org"))
        return chosen and tree_of(chosen, self.organizations.values()).ids()


@dataclass
class Part:
    """An organization with the Parts below it, by name."""

    organization: Organization
    parts: list["Part"] = field(default_factory=list)

    def ids(self):
        """Return the ids of the organization and all below it."""
        return {self.organization.pk}.union(*(part.ids() for part in self.parts))


def tree_of(whole, organizations):
    """Return an Organization as a Part with all that is below it. No query.

    ``organizations`` are all there are, in the order wanted. In a circle of parts each is listed once.
    """
    below = defaultdict(list)
    for organization in organizations:
        below[organization.parent_id].append(organization)
    root, seen = Part(whole), {whole.pk}
    todo = [root]
    while todo:
        part = todo.pop()
        for organization in below[part.organization.pk]:
            if organization.pk not in seen:
                seen.add(organization.pk)
                part.parts.append(Part(organization))
        todo += part.parts
    return root


@dataclass
class Cell:
    """One post on one day: Titles by state; whether it is vacant or a gap; else why it shows nobody."""

    titles: list[Title]
    words: str = ""
    is_vacant: bool = False
    is_gap: bool = False
    day: datetime.date | None = None

    @property
    def key(self):
        """What the cell says, for comparing two days."""
        return (
            self.words,
            self.is_vacant,
            self.is_gap,
            [(title.appointment.pk, title.state) for title in self.titles],
        )


@dataclass
class PostRow:
    """One post: its name (on the first day that has one) and a Cell a day."""

    post: Post
    name: str
    cells: list[Cell]

    @property
    def is_same(self):
        """Whether two days say the same."""
        return len(self.cells) > 1 and self.cells[0].key == self.cells[1].key


@dataclass
class Turnover:
    """Who took up a post between two days, and who left one: Titles, as of the later day."""

    came: list[Title]
    went: list[Title]


def turnover(days, rows):
    """Return the Turnover between two days of PostRows of both. No query.

    A move from acting to substantive counts as staying; two who changed places both came and went.
    """
    earlier, later = sorted((0, 1), key=lambda n: days[n])
    came, went = [], []
    for row in rows:
        then, now = (_held_by(row.cells[n]) for n in (earlier, later))
        came += [title for person, title in now.items() if person not in then]
        went += [_left(title.appointment, days[later]) for person, title in then.items() if person not in now]
    return Turnover(came, went)


def _left(appointment, day):
    """The Title of somebody who left, by the last term of their tenure."""
    tenure = tenure_of(appointment)
    term = tenure.term_on(day)
    if term != appointment:
        for name in ("post_name_then", "post_renamed_then", "source_rows"):
            setattr(term, name, getattr(appointment, name))
    return title_of(term, day, tenure)


def _held_by(cell):
    return {title.appointment.person_id: title for title in cell.titles if title.state.is_live}


def table(days, within=None):
    """Return [(Organization, [PostRow])] for one or two days (dates); posts of the highest rank come first.

    ``within``: ids of organizations, None for all. A post has a row if somebody held it, was designate or
    intended for it, or if it was vacant or the record has a gap. Three queries for a thousand posts.
    """
    return by_organization(rows_of(days, scope_of(days, within).values_list("pk", flat=True)))


def page(days, scope, after=None, near=frozenset()):
    """Return (PostRows of a hundred posts of a queryset, PostRows of ``near``, `PostPage`).

    What the pages say is what `table` says of the same posts; organizations and posts stand in the order of
    their present names. ``near`` are ids of posts that come whole with the first page, and on no page.
    """
    shown = page_of(scope, after, BY_RANK, lambda posts: _told(days, posts), near)
    place = {pk: n for n, pk in enumerate(shown.posts)}
    rows = rows_of(days, [*shown.posts, *(near if shown.is_first else ())])
    listed = [row for row in rows if row.post.pk in place]
    listed.sort(key=lambda row: place[row.post.pk])
    return listed, [row for row in rows if row.post.pk not in place], shown


def scope_of(days, within=None):
    """The Posts that belonged to organizations (ids, None for all) on one of the days."""
    if within is None:
        return Post.objects.all()
    return Post.objects.filter(_any(belongs_to(within, day, "pk", "organization") for day in days))


def rows_of(days, posts):
    """Return the PostRows of Posts (their ids), in no order. Two queries for each thousand posts."""
    return [row for some in batched(posts, 1000, strict=False) for row in _rows(days, some)]


def _rows(days, posts):
    shown, titles = {}, defaultdict(list)
    for known in _known(len(days), posts=posts, now=timezone.now(), **_as_values(days)):
        for n, day in enumerate(days):
            appointment = _as_called(known, n, is_alone=len(days) == 1)
            shown.setdefault(appointment.post_id, appointment.post)
            tenure = tenure_of(appointment)
            title = title_of(appointment, day, tenure)
            if title and title.state in SHOWN and appointment == tenure.term_on(day):
                titles[appointment.post_id, n].append(title)
    held = {key for key, found in titles.items() if any(title.state.is_live for title in found)}
    some = [pk for pk in posts if any((pk, n) not in held for n in range(len(days)))]
    unheld = {post.pk: post for post in _unheld(days, some)} if some else {}
    rows = [_row(post, days, titles, unheld.get(pk)) for pk, post in (shown | unheld).items()]
    return [row for row in rows if row.name]


# --- Which posts to ask -----------------------------------------------------------------------------
def _told(days, posts):
    """Filter Posts to those of which stored dates allow that they have a row. Cheap, and some too many."""
    known = Appointment.objects.allowed_on(*days).filter(post=OuterRef("pk"))
    return posts.filter(Q(Exists(known)) | _any(map(_may_be_empty, days)))


def _may_be_empty(day):
    """A condition on Posts: by stored dates it may have been vacant on a day, or the record have a gap."""
    day = str(day)
    held = Appointment.objects.filter(post=OuterRef("pk")).exclude(start="")
    between = Q(Exists(held.filter(start_lo__gt=day))) & Q(Exists(held.filter(start_lo__lte=day)))
    return Q(is_complete(day)) | (Q(seats__isnull=False) & between)


def dated_between(days, scope, organizations):
    """Return the ids of Posts (a queryset) that two days may tell differently. One query.

    A row says the same on both days unless a stored date lies between them: of an appointment, of its person,
    of the post, of an organization above it or of a complete succession; or unless a designation lapses.
    ``organizations`` are all there are.
    """
    first, last = sorted(days)
    near = Appointment.objects.filter(
        _any(map(_lies_between(first, last), DATES))
        | Q(person__in=Person.objects.filter(_lies_between(first, last)("death")).values("pk"))
        | Q(start="", end="")  # such a designation may lapse between them
    )
    vouched = CompleteSuccession.objects.filter(_any(map(_lies_between(first, last), ("first", "last"))))
    life = _any(map(_lies_between(first, last), ("created", "abolished")))
    found = scope.filter(
        life
        | Q(pk__in=near.values("post"))
        | Q(pk__in=vouched.values("post"))
        | Q(organization__in=_ended_between(first, last, organizations))
    )
    return set(found.values_list("pk", flat=True))


def _lies_between(first, last):
    """What gives the condition that a bound of a partial date (its name) lies between two days."""
    span = str(first), str(last)
    return lambda name: Q(**{f"{name}_lo__range": span}) | Q(**{f"{name}_hi__range": span})


def _ended_between(first, last, organizations):
    """The ids of the organizations that ended between two days, and of all that is below them. No query."""
    first, last = str(first), str(last)
    near = [
        one.pk for one in organizations if first <= lo(one.ended) <= last or first <= hi(one.ended) <= last
    ]
    return spread(near, ((one.pk, one.parent_id) for one in organizations))


# --- What is known of them --------------------------------------------------------------------------
def _as_called(known, n, *, is_alone):
    """The appointment with the names of its person, post and organization on the nth day.

    A copy, unless it is wanted for one day only.
    """
    row = known
    if not is_alone:
        row = copy.copy(known)
        row.person, row.post = copy.copy(known.person), copy.copy(known.post)
        row.post.organization = copy.copy(known.post.organization)
    row.post_name_then = getattr(known, f"post_name_{n}")
    row.post_renamed_then = getattr(known, f"post_renamed_{n}")
    row.person_then, row.organization_then = (getattr(known, f"{name}_{n}") for name in ("person", "called"))
    row.house_then = getattr(known, f"house_{n}")
    return called(row)


def _as_values(days):
    return {f"day_{n}": day for n, day in enumerate(days)}


@prepared
def _known(_count, *, posts, now, **days):
    """Public appointments to Posts that may say something on the days, with the post's name on each."""
    days = list(days.values())
    found = Appointment.objects.public(now).allowed_on(*days).filter(post__in=posts).with_facts()
    for n, day in enumerate(days):
        names = {f"person_{n}": person_name_on(day), f"called_{n}": organization_name_on(day)}
        names[f"house_{n}"] = house_on(day)
        found = found.annotate(**post_names_on(day, n), **names)
    return with_terms(with_sources(found, now), now)


def _unheld(days, ids):
    """The Posts of these ids that nobody held on one of the days, as `people.spans.holder_gaps` says.

    ``unheld_0`` …: VACANT by a complete succession, GAP by a gap of the record, or "".
    """
    to_come = tuple(day > timezone.localdate() for day in days)
    if all(to_come):
        return []
    posts = _posts_unheld(to_come, ids=ids, now=timezone.now(), **_as_values(days))
    for post in posts:
        post.organization.name_then = post.called
        post.organization = house_of(post.house) if post.house else post.organization
    return posts


@prepared
def _posts_unheld(to_come, *, ids, now, **days):
    days = list(days.values())
    taken = Appointment.objects.exclude(start="").filter(post=OuterRef("pk"))
    seen = Appointment.objects.public(now)
    offered = Q(end_reason=Appointment.EndReason.RESIGNED) & ~Q(end_lo=F("end_hi"))
    posts = Post.objects.select_related("organization").filter(pk__in=ids)
    posts = posts.filter(_any(map(_may_be_empty, days)))
    some = Q()
    for n, day in enumerate(days):
        here = str(day)
        left = taken.filter(start_lo__lte=here).bounded("ends_hi").filter(ends_hi__lt=here)
        left, came = left.order_by("-ends_hi"), taken.filter(start_lo__gt=here).order_by("start_lo")
        posts = posts.alias(
            **{f"left_{n}": Subquery(left.values("pk")[:1]), f"came_{n}": Subquery(came.values("pk")[:1])}
        )
        between = Q(Exists(seen.exclude(offered).filter(pk=OuterRef(f"left_{n}"))))
        between &= Q(Exists(seen.filter(pk=OuterRef(f"came_{n}")))) & Q(seats__isnull=False)
        why = Case(
            When(may_hold(day), then=Value("")),
            When(~existed_on(day, to_come[n]), then=Value("")),
            When(is_complete(day), then=Value(VACANT)),
            When(between, then=Value(GAP)),
            default=Value(""),
        )
        posts = posts.annotate(**{f"unheld_{n}": why})
        some |= ~Q(**{f"unheld_{n}": ""})
    called = organization_name_on(days[0], "organization")
    return posts.filter(some).annotate(called=called, house=house_on(days[0], "pk"))


def _any(conditions):
    return reduce(or_, conditions)


def _row(post, days, titles, unheld):
    here = [sorted(titles[post.pk, n], key=_first_states) for n in range(len(days))]
    cells = []
    for n, (day, found) in enumerate(zip(days, here, strict=True)):
        is_vacant, is_gap = (getattr(unheld, f"unheld_{n}", "") == what for what in (VACANT, GAP))
        why = "" if found or is_vacant or is_gap else _why(post, day)
        cells.append(Cell(found, why, is_vacant, is_gap, day))
    name = next((title.post_name for found in here for title in found), post.title)
    return PostRow(post, name if unheld or any(here) else "", cells)


def _first_states(title):
    return SHOWN.index(title.state), title.appointment.begins_lo


def _why(post, day):
    """Return in words why a post shows nobody on that day."""
    day = day.isoformat()
    if post.created and day < lo(post.created):
        return _("post not yet created")
    if post.abolished and day > hi(post.abolished):
        return _("post abolished")
    return _("no record")


def by_organization(rows):
    """Return PostRows as [(Organization, [PostRow])]; of the highest rank first, then by name."""
    groups = as_they_come(sorted(rows, key=lambda row: (row.post.rank, row.name)))
    return sorted(groups, key=lambda group: (group[1][0].post.rank, group[0].folded))


def as_they_come(rows):
    """Return PostRows as [(Organization, [PostRow])] in the order in which they come."""
    groups = defaultdict(list)
    for row in rows:
        groups[row.post.organization].append(row)
    return list(groups.items())
