"""Template tags that put stories on the pages of people and posts: `{% coverage_of person %}`."""

from itertools import groupby

from django import template
from django.db.models import Subquery
from django.utils import timezone

from articles.public.coverage import stories_of
from articles.public.lists import page_of, place
from articles.public.quotations import from_rows, newest_as_rows

register = template.Library()


@register.inclusion_tag("articles/_coverage.html", takes_context=True)
def coverage_of(context, subject):
    """Live stories of a person, a post or an organization, newest first, grouped by year; a page of them.

    Reads `?before=` from the request of the page around it; a bad key is a 404. One query.
    """
    page = page_of(stories_of(subject, place(context["request"])))
    years = [(year, list(group)) for year, group in groupby(page.stories, _year)]
    return {"years": years, "page": page}


@register.inclusion_tag("articles/_person_coverage.html", takes_context=True)
def coverage_of_person(context, person, facts):
    """As coverage_of, and before it what the person says in live stories. `facts`: those of their posts.

    One query for both. A quotation's title is that of its story's day.
    """
    held = [term for fact in facts for term in fact.tenure.terms]
    stories = stories_of(person, place(context["request"])).annotate(said=Subquery(newest_as_rows(person)))
    page = page_of(stories)
    quotations, has_more = from_rows(page.stories[0].said, held) if page.stories else ([], False)
    years = [(year, list(group)) for year, group in groupby(page.stories, _year)]
    return {"person": person, "years": years, "page": page, "quotations": quotations, "has_more": has_more}


def _year(story):
    return timezone.localtime(story.published_at).year
