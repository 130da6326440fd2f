"""The one door through which the pages of people and posts get stories: `{% coverage_of person %}`."""

from itertools import groupby

from django import template
from django.utils import timezone

from articles.coverage import stories_of
from articles.lists import page_of, place

register = template.Library()


@register.inclusion_tag("articles/_coverage.html", takes_context=True)
def coverage_of(context, subject):
    """Live stories of a person, a post or an organization, newest first, grouped by year; a page of them.

    Reads `?before=` from the request of the page around it; a bad key is a 404. One query.
    """
    page = page_of(stories_of(subject, place(context["request"])))
    years = [(year, list(group)) for year, group in groupby(page.stories, _year)]
    return {"years": years, "page": page}


def _year(story):
    return timezone.localtime(story.published_at).year
