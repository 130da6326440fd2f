"""Template tags that put stories on the pages of people and posts: `{% coverage_of person %}`."""

from itertools import groupby

from django import template
from django.utils import timezone

from articles.public.coverage import page_about
from articles.public.lists import place
from articles.public.quotations import from_rows

register = template.Library()


@register.inclusion_tag("articles/_coverage.html", takes_context=True)
def coverage_of(context, subject):
    """Live stories of a person, a post or an organization, newest first, grouped by year; a page of them.

    Reads `?before=` from the request of the page around it; a bad key is a 404. One query.
    """
    page = page_about(subject, place(context["request"]))
    years = [(year, list(group)) for year, group in groupby(page.stories, _year)]
    return {"years": years, "page": page}


@register.inclusion_tag("articles/_person_coverage.html", takes_context=True)
def coverage_of_person(context, person, facts):
    """As coverage_of, and before it what the person says in live stories. `facts`: those of their posts.

    One query for both. A quotation's title is that of its story's day.
    """
    held = [term for fact in facts for term in fact.tenure.terms]
    page = page_about(person, place(context["request"]))
    quotations, has_more = from_rows(page.stories[0].said, held) if page.stories else ([], False)
    years = [(year, list(group)) for year, group in groupby(page.stories, _year)]
    return {"person": person, "years": years, "page": page, "quotations": quotations, "has_more": has_more}


def _year(story):
    return timezone.localtime(story.published_at).year
