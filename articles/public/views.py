"""The pages of what we publish: a story with its history, the archive, topics, authors, corrections.

Reads the record only. Queries a page are listed beside its view; whatever the number of rows, no more.
"""

import datetime
from types import SimpleNamespace

from django.http import Http404, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from django.views.decorators.http import require_safe

from articles.mentions.first_mention import described, officials_in
from articles.models.edition import Edition, Withdrawal
from articles.public import quotations, schema_org
from articles.public.lists import (
    DAY,
    LONG,
    PAGE,
    author_at,
    filed_under,
    month_bounds,
    named,
    newest,
    newest_page,
    officials_of,
    page_filed_under,
    place,
    refuse_unseen,
    span,
    topic_at,
    with_names,
)
from articles.public.notices import newest_notices, notices
from articles.versions.edition_diff import changes_between
from newsroom.lib.cdn_tags import LISTS, tagged
from newsroom.lib.json_ld import json_ld
from newsroom.lib.keyset import Key
from newsroom.lib.prepared import prepared
from people.models import Appointment, Person
from people.titles import titles_on

RELATED = 3
LINKED = ("headline", "language", "month", "slug", "published_at")  # what is shown of a related story
FIRST_MONTH, LAST_MONTH = 1, 12


# --- A story --------------------------------------------------------------------------------------
@require_safe
def article(request, year, month, slug):
    """A story. Four queries: edition with picture and names, officials, their titles, related stories."""
    edition = live_at(year, month, slug)
    if edition is None:
        return gone(request, year, month, slug)
    if edition.slug != slug:
        return HttpResponsePermanentRedirect(edition.get_absolute_url())
    context = {**story_context(edition), "related": related(edition)}
    return tagged(render(request, "articles/article.html", context), *tags_of(edition, context["named"]))


def live_at(year, month, slug):
    """The live edition of the story at this address, present or former, or None. One query."""
    found = _live_at.first(month=f"{year}-{month}", slug=slug, now=timezone.now())
    return named(found) if found else None


@prepared
def _live_at(*, month, slug, now):
    stories = Edition.objects.published(now).filter(month=month, slug=slug).values("article")
    live = with_names(Edition.objects.live(now)).select_related("lead_image")
    # Unordered, since there is one at most: an order would tempt the database to walk all stories in it.
    return live.filter(article__in=stories).order_by()[:1]


def story_context(edition, officials=None):
    """What articles/article.html shows. `edition` has `topics` and `authors` on it (see `lists.named`).

    A preview passes an unsaved edition and its own `officials`: objects with person, role, appointment_id.
    Three queries, two with given officials. `text` is the text of the edition, where each link to an official
    is described by the title of the story's day, as the record has it now.
    """
    if officials is None:
        officials = officials_of(edition)
    pinned = {row.person_id: row.appointment_id for row in officials if row.appointment_id}
    named = {row.person.pk: row.person for row in officials}
    known_as = {pk: row.person.pk for row in officials for (pk,) in getattr(row, "merged", None) or []}
    marked = [Person(pk=pk) for pk in officials_in(edition.body_html) if pk not in named | known_as]
    persons = [*named.values(), *marked]
    titles = titles_on(persons, edition.date, pinned) if persons else {}
    says = {pk: capfirst(title.text) for pk, title in titles.items()}
    says |= {gone: says[kept] for gone, kept in known_as.items() if kept in says}
    shown = [
        SimpleNamespace(person=row.person, role=row.role, title=titles.get(row.person.pk))
        for row in officials
    ]
    return {
        "edition": edition,
        # Written by render_body, every value escaped; described() puts in nothing else.
        "text": mark_safe(described(edition.body_html, says, named | known_as)),  # noqa: S308
        "url": edition.get_absolute_url() if edition.slug and edition.month else "",
        "officials": shown,
        "named": [person.pk for person in persons],
        "structured": json_ld(schema_org.news_article(edition, shown)) if edition.pk else "",
    }


def tags_of(edition, named):
    """What the page of a story is of, for a CDN: the story, its related stories' topic, Persons by id."""
    topics = [f"topic-{_related_topic(edition)}"] if edition.topics else []
    return [f"story-{edition.article_id}", *topics, *(f"official-{pk}" for pk in named)]


def related(edition):
    """The newest other stories on the first topic of a story, without their text. One query; none without."""
    if not edition.topics:
        return []
    return _others_on(topic=_related_topic(edition), article=edition.article_id, now=timezone.now())


def _related_topic(edition):
    *_names, topic = min(edition.topic_rows)
    return topic


@prepared
def _others_on(*, topic, article, now):
    others = filed_under("edition_topics", live_at=now, topic=topic).exclude(article=article)
    return others.only(*LINKED)[:RELATED]


def gone(request, year, month, slug):
    """The address of a story that is gone: a redirect, 410 with or without a reason; 404 if none ever was."""
    here = Edition.objects.filter(
        month=f"{year}-{month}", slug=slug, cancelled_at=None, live_from__lte=timezone.now()
    )
    last = here.order_by("-number").first()
    if last is None:
        raise Http404
    withdrawal = Withdrawal.objects.filter(article=last.article_id, lifted_at=None).first()
    if withdrawal is None:
        return render(request, "articles/gone.html", status=410)
    if _leads_on(withdrawal.redirect_to):
        return HttpResponseRedirect(withdrawal.redirect_to)  # not for ever: a withdrawal can be lifted
    shown = None if withdrawal.suppressed else last
    context = {"withdrawal": withdrawal, "edition": shown}
    return render(request, "articles/withdrawn.html", context, status=410)


def _leads_on(address):
    """Whether readers may be sent there: a page of this site, and no story that is gone as well."""
    if not address.startswith("/") or not url_has_allowed_host_and_scheme(address, allowed_hosts=None):
        return False
    try:
        match = resolve(address.partition("#")[0].partition("?")[0])
    except Resolver404:
        return False
    if match.view_name in {"articles:article", "articles:editions", "articles:edition"}:
        where = {name: match.kwargs[name] for name in ("year", "month", "slug")}
        return live_at(**where) is not None
    return True


# --- Its editions ---------------------------------------------------------------------------------
@require_safe
def editions(request, year, month, slug):
    """Every edition of a live story, and what changed in one of them (`?changed=2`, else in the newest).

    Four queries: the live edition, all editions, the text of two, the officials of two.
    """
    live = live_at(year, month, slug)
    if live is None:
        return gone(request, year, month, slug)
    if live.slug != slug:
        return HttpResponsePermanentRedirect(reverse("articles:editions", args=live.address_args()))
    shown = list(_editions_of(live).defer(*LONG))
    numbers = [str(edition.number) for edition in shown]
    changed = request.GET.get("changed", numbers[0])
    if changed not in numbers:
        raise Http404
    pair = [shown[at].pk for at in (numbers.index(changed), numbers.index(changed) + 1) if at < len(shown)]
    texts = with_names(Edition.objects.select_related("lead_image")).in_bulk(pair)
    after, *before = [named(texts[pk]) for pk in pair]
    context = {
        "live": live,
        "editions": shown,
        "after": after,
        "before": before[0] if before else None,
        "changes": changes_between(before[0], after) if before else [],
    }
    return tagged(render(request, "articles/editions.html", context), f"story-{live.article_id}", LISTS)


@require_safe
def edition(request, year, month, slug, number):
    """One edition as readers saw it. Five queries: live edition, this edition, and those of a story."""
    live = live_at(year, month, slug)
    if live is None:
        return gone(request, year, month, slug)
    if live.slug != slug:
        return HttpResponsePermanentRedirect(reverse("articles:edition", args=[*live.address_args(), number]))
    found = _editions_of(live).filter(number=number).select_related("lead_image")
    shown = named(get_object_or_404(with_names(found)))
    context = {**story_context(shown), "live": live}
    tags = tags_of(shown, context["named"])
    return tagged(render(request, "articles/edition.html", context), *tags)


def _editions_of(live):
    return Edition.objects.published().filter(article=live.article_id).order_by("-number")


# --- The archive ----------------------------------------------------------------------------------
@require_safe
def archive(request):
    """All news, newest first. Three queries: a page of stories, the first story, the last one."""
    page = newest_page(place(request))
    context = {"page": page, "years": _years()}
    return render(request, "articles/archive.html", context)


@require_safe
def archive_year(request, year):
    """The stories of a year. Two queries: a page of stories, the months that have any; if none, two more."""
    months_of = {"month__gte": f"{year}-01", "month__lte": f"{year}-12"}
    begin, end = month_bounds(year, FIRST_MONTH)[0], month_bounds(year, LAST_MONTH)[1]
    page = newest_page(place(request), until=end, published_at__gte=begin, **months_of)
    live = Edition.objects.live().filter(**months_of)
    months = list(live.order_by("month").values_list("month", flat=True).distinct())
    if not months and int(year) not in _years():
        raise Http404
    context = {"page": page, "year": year, "months": [_first_day(month) for month in months]}
    return render(request, "articles/archive_year.html", context)


@require_safe
def archive_month(request, year, month):
    """The stories of a month. Three queries: a page of stories, the story before it, the one after it."""
    key = f"{year}-{month}"
    begin, end = month_bounds(year, month)
    page = newest_page(place(request), until=end, published_at__gte=begin, month=key)
    if not page.stories:
        raise Http404
    now = timezone.now()
    earlier = _earlier_month.first(month=key, until=begin + 2 * DAY, now=now)
    later = _later_month.first(month=key, since=end - 2 * DAY, now=now)
    context = {
        "page": page,
        "month": _first_day(key),
        "earlier": _first_day(earlier),
        "later": _first_day(later),
    }
    return render(request, "articles/archive_month.html", context)


@prepared
def _earlier_month(*, month, until, now):
    return newest(until=until, live_at=now, month__lt=month).values_list("month", flat=True)[:1]


@prepared
def _later_month(*, month, since, now):
    later = Edition.objects.live(now).filter(month__gt=month, published_at__gt=since)
    return later.order_by("published_at").values_list("month", flat=True)[:1]


def _first_day(month):
    return datetime.date.fromisoformat(f"{month}-01") if month else None


def _years():
    """Every year from that of the last story to that of the first. Two queries."""
    months = span()
    return range(int(months[1][:4]), int(months[0][:4]) - 1, -1) if months else []


# --- What stories are filed under -----------------------------------------------------------------
@require_safe
def topic(request, slug):
    """A topic. Three queries: the topic, a page of stories, its other names; one more for a former name."""
    found = topic_at(slug)
    page = page_filed_under("edition_topics", place(request), topic=found.pk)
    refuse_unseen(page.stories, found.in_navigation)
    if found.slug != slug:
        return redirect(found, permanent=True)
    aliases = [alias.name for alias in found.aliases.all()]
    context = {"topic": found, "aliases": aliases, "page": page}
    return tagged(render(request, "articles/topic.html", context), f"topic-{found.pk}")


@require_safe
def author(request, slug):
    """An author. Two queries: the author, a page of stories; one more for a former address."""
    found = author_at(slug)
    page = page_filed_under("edition_authors", place(request), author=found.pk)
    refuse_unseen(page.stories)
    if found.slug != slug:
        return redirect(found, permanent=True)
    context = {"author": found, "page": page, "structured": json_ld(schema_org.profile_page(found))}
    return tagged(render(request, "articles/author.html", context), f"author-{found.pk}")


# --- Corrections ----------------------------------------------------------------------------------
@require_safe
def person_quotations(request, slug):
    """What an official says in live stories. Four queries: person, posts with their names, quotations."""
    try:
        person = Person.objects.public().at(slug)
    except Person.DoesNotExist:
        raise Http404 from None
    if person.slug != slug:
        return redirect("articles:person_quotations", person.slug, permanent=True)
    held = Appointment.objects.public().filter(person=person).with_facts().prefetch_related("post__titles")
    spoken, following = quotations.page_of(person, list(held), place(request))
    context = {"person": person, "quotations": spoken, "following": following}
    page = render(request, "articles/person_quotations.html", context)
    return tagged(page, f"person-{person.pk}", LISTS)


@require_safe
def corrections(request):
    """What we had to put right, newest first. One query, a union of corrections and withdrawals."""
    found, *others = notices(PAGE + 1, place(request))
    shown = newest_notices(found.union(*others, all=True).order_by(), PAGE + 1)
    older = ""
    if len(shown) > PAGE:
        last = shown[PAGE - 1]
        older = f"?before={Key(last.at, last.pk)}"
    return render(request, "articles/corrections.html", {"notices": shown[:PAGE], "older": older})
