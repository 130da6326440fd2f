"""The public pages of the record as Popolo JSON, for other sites and programs.

The same querysets as those of the pages choose what is shown. ETag and 304 come with every public answer.
"""

from types import SimpleNamespace

from django.db.models import OuterRef, Q, Subquery, prefetch_related_objects
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from newsroom.lib.addresses import absolute
from newsroom.lib.cdn_tags import LISTS, tagged
from newsroom.lib.json_rows import JSONRows
from newsroom.lib.partial_date import hi, lo
from people.facts import Fact, fact_rows, facts, facts_about, facts_of_post
from people.models import (
    Appointment,
    NameKind,
    Organization,
    OrganizationName,
    OrganizationSuccession,
    Person,
    PersonName,
    Post,
    PostOrganization,
    PostTitle,
)
from people.public.on_a_day import OnADayForm, table
from people.public.popolo import document_of_facts, dumps, gaps_of, organization_of, person_of, post_of

# The columns of a PostOrganization that `_belonged` reads.
MOVES = ("start", "end", "organization__slug", "organization__name")


def _answer(found, status=200):
    """JSON that pages of any site may read, since every reader may."""
    headers = {"Access-Control-Allow-Origin": "*"}
    return HttpResponse(dumps(found), content_type="application/json", headers=headers, status=status)


def _rows(model, owner, *columns):
    """Related rows of a record as one JSON column."""
    rows = model.objects.filter(**{owner: OuterRef("pk")}).order_by().values(owner)
    return Subquery(rows.annotate(rows=JSONRows(*columns)).values("rows"))


def _named(rows, *columns):
    return [SimpleNamespace(**dict(zip(columns, row, strict=True))) for row in sorted(rows or [])]


def _at(records, slug):
    try:
        return records.at(slug)
    except records.model.DoesNotExist:
        raise Http404 from None


def _moved(view, record):
    return redirect(reverse(f"people:{view}", args=[record.slug]), permanent=True)


@require_safe
def person(request, slug):
    """An official with all appointments, held and made. Four queries, whatever their number."""
    people = Person.objects.public().select_related("portrait")
    shown = _at(people.annotate(name_rows=_rows(PersonName, "person", "kind", "lang", "text")), slug)
    if shown.slug != slug:
        return _moved("person_twin", shown)
    listed = facts_about(shown, timezone.localdate())
    listed = [fact for fact in listed if shown in (fact.appointment.person, fact.appointer)]
    names = _named(shown.name_rows, "kind", "lang", "text")
    names = [name for name in names if name.kind != NameKind.MISSPELLING]
    page = absolute(shown.get_absolute_url())
    found = document_of_facts(listed, persons=[person_of(shown, names)], page=page)
    return tagged(_answer(found), f"person-{shown.pk}")


@require_safe
def post(request, slug):
    """A post with its holders. Five queries: post, its names, complete spans, appointments, sources."""
    posts = Post.objects.select_related("organization", "replaces")
    posts = posts.prefetch_related("titles", "complete_successions")
    shown = _at(posts.annotate(moved_rows=_rows(PostOrganization, "post", *MOVES)), slug)
    if shown.slug != slug:
        return _moved("post_twin", shown)
    listed, gaps = facts_of_post(shown, timezone.localdate())
    titles = sorted(shown.titles.all(), key=lambda title: (title.text, title.start))
    before = [_belonged(*row) for row in sorted(shown.moved_rows or [])]
    page = absolute(shown.get_absolute_url())
    organizations = [
        organization_of(one) for one in (shown.organization, *(row.organization for row in before))
    ]
    full = post_of(shown, titles, before)
    found = document_of_facts(listed, posts=[full], organizations=organizations, page=page, **gaps_of(gaps))
    return tagged(_answer(found), f"post-{shown.pk}", LISTS)


def _belonged(start, end, slug, name):
    """A PostOrganization of these columns, not saved."""
    return PostOrganization(start=start, end=end, organization=Organization(slug=slug, name=name))


@require_safe
def organization(request, slug):
    """An organization, what became of it, its parts, posts and their holders. Five queries."""
    became = ("kind", "on", "after__slug", "after__name")
    came_of = ("kind", "on", "before__slug", "before__name")
    records = Organization.objects.select_related("parent").annotate(
        part_rows=_rows(Organization, "parent", "slug", "name"),
        name_rows=_rows(OrganizationName, "organization", "text", "lang", "start", "end"),
        became_rows=_rows(OrganizationSuccession, "before", *became),
        origin_rows=_rows(OrganizationSuccession, "after", *came_of),
    )
    shown = _at(records, slug)
    if shown.slug != slug:
        return _moved("organization_twin", shown)
    columns = ("text", "lang", "start", "end", "displayed")
    moved = PostOrganization.objects.filter(organization=shown).values("post")
    posts = Post.objects.filter(Q(organization=shown) | Q(pk__in=moved))
    posts = posts.select_related("organization", "replaces")
    posts = posts.annotate(
        title_rows=_rows(PostTitle, "post", *columns), moved_rows=_rows(PostOrganization, "post", *MOVES)
    )
    before = {post: [_belonged(*row) for row in sorted(post.moved_rows or [])] for post in posts}
    full = [post_of(post, _named(post.title_rows, *columns), rows) for post, rows in before.items()]
    here = Appointment.objects.public().filter(Q(post__organization=shown) | Q(post__in=moved))
    today = timezone.localdate()
    spans = {
        post.pk: [row for row in rows if row.organization.slug == shown.slug] for post, rows in before.items()
    }
    listed = facts(list(fact_rows(here, today, timezone.now())), today)
    listed = [
        fact
        for fact in listed
        if _held_here(fact.appointment, shown, spans.get(fact.appointment.post_id, ()))
    ]
    houses = [organization_of(row.organization) for rows in before.values() for row in rows]
    houses += [organization_of(post.organization) for post in before]
    found = document_of_facts(
        listed,
        posts=full,
        organizations=[*houses, *_with_family(shown)],
        page=absolute(shown.get_absolute_url()),
    )
    return tagged(_answer(found), f"organization-{shown.pk}", LISTS)


def _held_here(row, organization, spans):
    """Whether an appointment is to a post of an Organization, or may fall in a span in which the post was.

    ``spans`` are the PostOrganizations of the post there.
    """
    within = (row.begins_lo <= hi(span.end) and lo(span.start) <= row.ends_hi for span in spans)
    return row.post.organization_id == organization.pk or any(within)


def _with_family(shown):
    """The organization in full; in short what it is part of, its parts, what came before and after it."""
    parts = [Organization(slug=part.slug, name=part.name) for part in _named(shown.part_rows, "slug", "name")]
    names = _named(shown.name_rows, "text", "lang", "start", "end")
    became = [_followed(*row) for row in sorted(shown.became_rows or [])]
    listed = [organization_of(part, shown) for part in parts]
    listed += [organization_of(one.after) for one in became]
    for kind, on, slug, name in sorted(shown.origin_rows or []):
        before = Organization(slug=slug, name=name)
        listed.append(
            organization_of(before, successions=[OrganizationSuccession(kind=kind, on=on, after=shown)])
        )
    if shown.parent:
        listed.append(organization_of(shown.parent))
    return [*listed, organization_of(shown, shown.parent, names, became)]


def _followed(kind, on, slug, name):
    """An OrganizationSuccession of these columns, not saved."""
    return OrganizationSuccession(kind=kind, on=on, after=Organization(slug=slug, name=name))


@require_safe
def on_a_day(request):
    """Who held what on ``?on=``, today if it is not asked; 400 where it is no day. Four queries."""
    asked = request.GET if "on" in request.GET else {"on": timezone.localdate().isoformat()}
    form = OnADayForm(asked, Organization.objects.all())
    if not form.is_valid():
        return _answer({"errors": {form.add_prefix(name): said for name, said in form.errors.items()}}, 400)
    rows = [row for _organization, rows in table(form.days, form.within()) for row in rows]
    listed = {
        title.appointment.pk: Fact(title.appointment, title.state, title.post_name, title.note)
        for row in rows
        for cell in row.cells
        for title in cell.titles
    }
    prefetch_related_objects([fact.appointment for fact in listed.values()], "citations")
    found = document_of_facts(
        listed.values(),
        with_appointers=False,
        page=absolute(f"{reverse('people:index')}?{form.as_query()}"),
        on=[day.isoformat() for day in form.days],
        vacant=sorted({row.post.slug for row in rows for cell in row.cells if cell.is_vacant}),
        no_holder_on_record=sorted({row.post.slug for row in rows for cell in row.cells if cell.is_gap}),
    )
    return _answer(found)
