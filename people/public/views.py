"""Readers' pages of officials, posts and organizations, and who held what on a day. Only what is public.

Facts come from `people`; stories come from a template tag of `articles`, which makes its own query. The
number of queries does not grow with the rows.
"""

from dataclasses import dataclass
from itertools import groupby

from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Substr
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from newsroom.lib.cdn_tags import LISTS, tagged
from newsroom.lib.json_ld import json_ld
from newsroom.lib.json_rows import JSONRows
from newsroom.lib.keys import key_in
from newsroom.lib.partial_date import UNKNOWN, lo
from newsroom.lib.prepared import give, prepared
from people.dated_names import houses_before, in_use, organization_name_on, person_name_on
from people.facts import (
    by_tenure,
    counted,
    facts_about,
    facts_of_post,
    first_over,
    held_today,
    is_abolished,
    may_be_abolished,
    posts_before,
    posts_by_rank,
    seated_in,
    sources_of,
    titles_of_posts,
    with_gaps,
)
from people.models import (
    CompleteSuccession,
    NameKind,
    Organization,
    OrganizationName,
    OrganizationSuccession,
    Person,
    PersonName,
    Post,
    PostOrganization,
    State,
)
from people.public import changes as changes_
from people.public import schema_org
from people.public.on_a_day import (
    DaysForm,
    OnADayForm,
    as_they_come,
    by_organization,
    dated_between,
    page,
    scope_of,
    tree_of,
    turnover,
)
from people.public.post_pages import BY_NAME, after_in, page_of
from people.spans import span_of
from people.timeline.career import career
from people.timeline.lanes import made_by
from people.timeline.succession import succession
from people.titles import title_among, titles_on

PAGE = 60  # officials on a page of the index


# --- Officials -----------------------------------------------------------------------------------
@require_safe
def index(request):
    """Officials from A to Z; with ``?on=`` who held what that day. Three queries."""
    if "on" in request.GET:
        return on_a_day(request)
    today = timezone.localdate()
    shown, following = _page(request, today)
    titles = titles_on(shown, today) if shown else {}
    initials = _initials()
    context = {
        "officials": [(person, titles.get(person.pk)) for person in shown],
        "letters": sorted(initials),
        "form": OnADayForm(initial={"on": today}),
        "following": following,
        "is_first": not (request.GET.get("after") or request.GET.get("from")),
    }
    return render(request, "people/index.html", context)


def _page(request, today):
    """Return (the persons of this page, the id after which the next begins or None), by ?after= or ?from=."""
    after, begin = key_in(request.GET.get("after")), None
    if after is None and "from" in request.GET:
        begin = request.GET["from"][:50].replace("\0", "").lower()
    shown = _listed(after=after, begin=begin, day=today)
    return shown[:PAGE], shown[PAGE - 1].pk if len(shown) > PAGE else None


@prepared
def _listed(*, after, begin, day):
    people = Person.objects.public().select_related("portrait").annotate(name_then=person_name_on(day, "pk"))
    if after is not None:
        edge = Person.objects.filter(pk=after).values("sorted_as")[:1]
        people = people.filter(Q(sorted_as__gt=edge) | Q(sorted_as=edge, pk__gt=after))
    elif begin is not None:
        people = people.filter(sorted_as__gte=begin)
    return people.order_by("sorted_as", "pk")[: PAGE + 1]


@prepared
def _initials():
    found = Person.objects.public().order_by()
    return found.values_list(Substr("sorted_as", 1, 1), flat=True).distinct()


def on_a_day(request):
    """Who held what on a day, beside another if asked, by page. Six queries, whatever the number of rows."""
    form = OnADayForm(request.GET, Organization.objects.all())
    if not form.is_valid():
        return render(request, "people/on_a_day.html", {"form": form}, status=400)
    context = {
        "form": form,
        "address": f"{reverse('people:index')}?{form.as_query()}",
        "asked": form.as_query(),
        **_as_of(
            form.days,
            scope_of(form.days, form.within()),
            form.organizations.values(),
            after_in(request.GET),
        ),
    }
    return render(request, "people/on_a_day.html", context)


def _as_of(days, scope, organizations, after):
    """What people/_held.html shows of Posts on one or two days; of two days first what differs, whole.

    ``organizations`` are all there are.
    """
    near = dated_between(days, scope, organizations) if len(days) > 1 else frozenset()
    rows, compared, shown = page(days, scope, after, near)
    rows += [row for row in compared if row.is_same]
    different = [row for row in compared if not row.is_same]
    is_whole = shown.is_first and not shown.following
    return {
        "days": days,
        "groups": by_organization(rows) if is_whole else as_they_come(rows),
        "different": by_organization(different),
        "changed": len(different),
        "same": len(rows),
        "count": len(rows) + len(different),
        "turnover": turnover(days, different) if len(days) > 1 and shown.is_first else None,
        "is_first": shown.is_first,
        "is_whole": is_whole,
        "following": shown.following,
    }


@require_safe
def changes(request):
    """Appointments as they became known, newest first. Five queries."""
    try:
        before = changes_.parse_key(request.GET["before"]) if "before" in request.GET else None
    except ValueError:
        raise Http404 from None
    events, following = changes_.page(timezone.localdate(), before)
    years = [(year, list(found)) for year, found in groupby(events, lambda event: lo(event.value)[:4])]
    context = {"years": years, "following": following, "is_first": before is None}
    return render(request, "people/changes.html", context)


# --- A person --------------------------------------------------------------------------------------
@require_safe
def person(request, slug):
    """An official. Five queries: person with names, appointments, their sources and post names, stories."""
    shown = _at(_persons_at, slug)
    if shown.slug != slug:
        return redirect(shown, permanent=True)
    page = render(request, "people/person.html", person_context(shown, timezone.localdate()))
    return tagged(page, f"person-{shown.pk}")


@prepared
def _persons_at(is_former, *, slug):
    names = PersonName.objects.filter(person=OuterRef("pk")).order_by().values("person")
    names = names.annotate(rows=JSONRows("kind", "lang", "text", "start", "end")).values("rows")
    found = Person.objects.public().select_related("portrait").annotate(name_rows=Subquery(names))
    return _addressed(found, is_former, slug)


def person_context(person, today):
    """What people/person.html shows of a Person with ``name_rows``. Three queries."""
    listed = facts_about(person, today)
    held = [fact.appointment for fact in listed if fact.appointment.person_id == person.pk]
    own = by_tenure(fact for fact in listed if fact.appointment.person_id == person.pk)
    made = by_tenure(
        fact for fact in listed if any(term.public_appointer == person for term in fact.tenure.terms)
    )
    powers = {term.appointed_by_id for fact in made for term in fact.tenure.terms}
    title = title_among(held, today)
    names = [OtherName(*row) for row in sorted(person.name_rows or [])]
    if present := in_use(names, today):
        person.name_then = present.text
        names = [name for name in names if name != present]
        names.append(OtherName(NameKind.VARIANT, "", person.full_name))
    return {
        "person": person,
        "names": names,
        "other_names": [name for name in names if not name.is_native and not name.is_wrong],
        "title": title,
        "facts": own,
        "made": made,
        "career": career(person, held, today),
        "made_timeline": made_by(
            person, [fact.tenure for fact in made], [row for row in held if row.pk in powers], today
        ),
        "sources": sources_of(own + made),
        "structured": json_ld(schema_org.profile_page(person, names, own, title)),
    }


@dataclass(frozen=True, order=True)
class OtherName:
    """A name beside the one displayed; ``kind`` of NameKind, ``lang`` "" where it is not known."""

    kind: str
    lang: str
    text: str
    start: str = ""
    end: str = ""

    @property
    def span(self):
        """When it was used, in words, or ""."""
        if self.start == UNKNOWN and not self.end:
            return ""
        return span_of(self.start or UNKNOWN, self.end) if self.start or self.end else ""

    @property
    def is_native(self):
        return self.kind == NameKind.NATIVE

    @property
    def is_wrong(self):
        """Whether it is a misspelling: used in searches, never shown."""
        return self.kind == NameKind.MISSPELLING


# --- A post ----------------------------------------------------------------------------------------
@require_safe
def post(request, slug):
    """A post and its holders. Seven queries: post, names, spans, moves, appointments, sources, stories."""
    shown = _at(_posts_at, slug, day=timezone.localdate())
    if shown.slug != slug:
        return redirect(shown, permanent=True)
    give([shown], "titles", titles_of_posts(posts=[shown.pk]))
    give([shown], "complete_successions", _successions_to(post=shown.pk))
    give([shown], "former_organizations", _houses_before(post=shown.pk))
    shown.organization.name_then = shown.organization_then
    for row in shown.former_organizations.all():
        row.organization.name_then = row.called
    page = render(request, "people/post.html", post_context(shown, timezone.localdate()))
    return tagged(page, f"post-{shown.pk}", LISTS)


@prepared
def _posts_at(is_former, *, slug, day):
    successor = Post.objects.filter(replaces=OuterRef("pk")).order_by("pk")
    found = Post.objects.select_related("organization", "replaces").annotate(
        successor_slug=Subquery(successor.values("slug")[:1]),
        successor_title=Subquery(successor.values("title")[:1]),
        organization_then=organization_name_on(day, "organization"),
    )
    return _addressed(found, is_former, slug)


@prepared
def _successions_to(*, post):
    return CompleteSuccession.objects.filter(post=post)


@prepared
def _houses_before(*, post):
    return houses_before().filter(post=post)


def post_context(post, today):
    """What people/post.html shows of a Post with its titles. Two queries."""
    seen, gaps = facts_of_post(post, today)
    rows = [fact.appointment for fact in seen]
    seen = by_tenure(seen)
    named = [fact for fact in seen if fact.was_only_named]
    holders = with_gaps([fact for fact in seen if fact not in named], gaps)
    name = post.title_on(today)
    numbers = {fact.first.pk: fact.number for fact in seen}
    return {
        "post": post,
        "name": name,
        "holders": holders,
        "not_taken_up": [fact for fact in named if fact.state == State.LAPSED],
        "outcome_not_known": [fact for fact in named if fact.state != State.LAPSED],
        "live": [fact for fact in seen if fact.state.is_live],
        "coming": [fact for fact in seen if fact.state in (State.DESIGNATE, State.INTENDED)],
        "succession": succession(name, rows, gaps, today, numbers),
        "counted": counted(seen),
        "vacant": next((gap for gap in gaps if gap.vouched and gap.first <= today <= gap.last), None),
        "is_to_come": lo(post.created) > today.isoformat(),
        "is_abolished": is_abolished(post, today),
        "may_be_abolished": may_be_abolished(post, today),
        "ended_above": _ended_above(post, rows, today),
        "first": post.first_holder([row for row in seated_in(rows) if row.begins_lo <= today.isoformat()]),
        "sources": sources_of([*holders, *named]),
        "structured": json_ld(schema_org.post_page(post, name, seen)),
    }


def _ended_above(post, rows, today):
    """The partial date on which the first of a post's organization and those above ended by today, or "".

    What ended above comes with the appointments of the post; without one only its organization is looked at.
    """
    ends = rows[0].ends_above.split() if rows else [post.organization.ended]
    return first_over(ends, today)


# --- Posts and organizations -----------------------------------------------------------------------
@require_safe
def posts(request):
    """Every post by organization, a hundred a page, with who holds it today. Six queries."""
    today = timezone.localdate()
    shown = page_of(Post.objects.all(), after_in(request.GET), BY_NAME)
    listed = posts_by_rank(ids=shown.posts, organization=None, day=today)
    context = {
        "groups": held_today(listed, map(_named_then, _houses_of(posts=shown.posts, day=today)), today),
        "following": shown.following,
    }
    return render(request, "people/posts.html", context)


@prepared
def _houses_of(*, posts, day):
    found = Organization.objects.filter(posts__in=posts).distinct().order_by("folded", "pk")
    return found.annotate(then=organization_name_on(day, "pk"))


@require_safe
def organization(request, slug):
    """An organization: the tree below it, its posts and who holds them, stories. Six queries.

    One more where posts have moved.

    With ``?on=`` who held the posts of the whole tree that day, with ``&and=`` beside another day.
    """
    shown = _at(_organizations_at, slug)
    if shown.slug != slug:
        return redirect(shown, permanent=True)
    form = DaysForm(request.GET if "on" in request.GET else None, initial={"on": timezone.localdate()})
    page = render(
        request,
        "people/organization.html",
        organization_context(shown, form, timezone.localdate(), after_in(request.GET)),
        status=400 if form.errors else 200,
    )
    return tagged(page, f"organization-{shown.pk}", LISTS)


@prepared
def _organizations_at(is_former, *, slug):
    names = OrganizationName.objects.filter(organization=OuterRef("pk"), lang="")
    names = names.order_by().values("organization")
    names = names.annotate(rows=JSONRows("text", "start", "end")).values("rows")
    lost = PostOrganization.objects.filter(organization=OuterRef("pk"))
    found = Organization.objects.select_related("parent")
    found = found.annotate(name_rows=Subquery(names), lost_posts=Exists(lost))
    return _addressed(found, is_former, slug)


def organization_context(organization, form, today, after=None):
    """What people/organization.html shows, as of the days of a DaysForm if it asks. Five queries."""
    names = [OtherName(NameKind.VARIANT, "", *row) for row in sorted(organization.name_rows or [])]
    day = form.days[0] if form.is_valid() else today
    if present := in_use(names, day):
        organization.name_then = present.text
        names = [name for name in names if name != present]
        names.append(OtherName(NameKind.VARIANT, "", organization.name))
    line = None if form.is_valid() else organization.pk
    near = [_named_then(part) for part in _organizations(line=line, day=day)]
    tree = tree_of(organization, near)
    context = {
        "ended_above": _first_end_above(organization, near, today),
        "organization": organization,
        "names": names,
        "form": form,
        "tree": tree,
        "address": organization.get_absolute_url(),
    }
    if form.is_valid():
        context["address"] += f"?{form.as_query()}"
        context["asked"] = f"{form.as_query()}&org={organization.slug}"
        context |= _as_of(form.days, scope_of(form.days, tree.ids()), near, after)
    else:
        own = posts_by_rank(ids=None, organization=organization.pk, day=today)
        context["posts"] = held_today(own, [organization], today)[0][1]
    listed = [fact for _post, facts in context.get("posts", ()) for fact in facts]
    context["former_posts"] = posts_before(organization, today) if organization.lost_posts else []
    context["changes"] = _successions_of(organization=organization.pk)
    return context | {"structured": json_ld(schema_org.organization_of(organization, listed, names))}


def _first_end_above(organization, organizations, today):
    """The partial date on which the first of the Organizations above one ended by a day (a date), or ""."""
    known = {one.pk: one for one in organizations}
    ends, above, seen = [], organization.parent_id, {organization.pk}
    while above in known and above not in seen:
        seen.add(above)
        ends.append(known[above].ended)
        above = known[above].parent_id
    return first_over(ends, today)


@prepared
def _organizations(*, line, day):
    """All above and below an organization (its id); all there are if that is None."""
    found = Organization.objects.defer("wikidata").annotate(then=organization_name_on(day, "pk"))
    return found if line is None else found.in_line_with(line)


@prepared
def _successions_of(*, organization):
    changes = OrganizationSuccession.objects.filter(Q(before=organization) | Q(after=organization))
    return changes.select_related("before", "after")


def _named_then(organization):
    organization.name_then = organization.then
    return organization


def _at(records, slug, **values):
    """The record at a slug, present or former: what `records` finds, a query by `_addressed`. Http404."""
    found = records.first(False, slug=slug, **values) or records.first(True, slug=slug, **values)
    if not found:
        raise Http404
    return found


def _addressed(records, is_former, slug):
    """The record of a queryset with this slug, or with this former one; `AddressedQuerySet.at` in parts."""
    return records.filter(**{"former_slugs__slug" if is_former else "slug": slug})[:1]
