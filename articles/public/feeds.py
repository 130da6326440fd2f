"""Feeds of live stories with their full text; how a feed is written is in newsroom.lib.feeds.

Ids are of the story, not of its address, so a changed slug or headline is no new entry.
"""

from django.conf import settings
from django.http import Http404, HttpResponsePermanentRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.public.coverage import stories_of
from articles.public.lists import (
    PAGE,
    author_at,
    filed_under,
    named,
    newest,
    refuse_unseen,
    topic_at,
    with_names,
)
from newsroom.lib.addresses import absolute
from newsroom.lib.cdn_tags import LISTS, tagged
from newsroom.lib.feeds import Entry, feed, tag_uri
from newsroom.lib.feeds import absolute as absolute_html
from people.models import Organization, Person, Post


# --- What is fed ----------------------------------------------------------------------------------
@require_safe
def site(request, form):
    """All news. One query."""
    return _feed(request, form, _newest(newest()), settings.SITE_NAME, reverse("front"))


@require_safe
def topic(request, form, slug):
    """A topic's stories. Two queries; one more for a former name, which redirects."""
    found = topic_at(slug)
    stories = filed_under("edition_topics", topic=found)
    return _feed_of(request, form, found, slug, "topic_feed", stories, must_be_seen=not found.in_navigation)


@require_safe
def author(request, form, slug):
    """An author's stories. Two queries; one more for a former address, which redirects."""
    found = author_at(slug)
    stories = filed_under("edition_authors", author=found)
    return _feed_of(request, form, found, slug, "author_feed", stories, must_be_seen=True)


@require_safe
def person(request, form, slug):
    """The stories an official is in. Two queries; one more for a former address, which redirects."""
    found = _at(Person.objects.public(), slug)
    return _feed_of(request, form, found, slug, "person_feed", stories_of(found))


@require_safe
def post(request, form, slug):
    """The stories about holders of a post while they held it. Two queries; one more for a former address."""
    found = _at(Post.objects.all(), slug)
    return _feed_of(request, form, found, slug, "post_feed", stories_of(found))


@require_safe
def organization(request, form, slug):
    """The stories about holders of an organization's posts. Two queries; one more for a former address."""
    found = _at(Organization.objects.all(), slug)
    return _feed_of(request, form, found, slug, "organization_feed", stories_of(found))


def _at(records, slug):
    try:
        return records.at(slug)
    except records.model.DoesNotExist:
        raise Http404 from None


def _feed_of(request, form, about, slug, view, stories, must_be_seen=False):
    stories = _newest(stories)
    refuse_unseen(stories, announced=not must_be_seen)
    if about.slug != slug:
        return HttpResponsePermanentRedirect(reverse(f"articles:{view}", args=[about.slug, form]))
    title = _("%(subject)s – %(site)s") % {"subject": about, "site": settings.SITE_NAME}
    answer = _feed(request, form, stories, title, about.get_absolute_url())
    # Which stories are about a post or an organization, their holders decide.
    held = isinstance(about, (Post, Organization))
    return tagged(answer, f"{about._meta.model_name}-{about.pk}", *([LISTS] if held else []))


# --- How ------------------------------------------------------------------------------------------
def _newest(editions):
    """The stories of a feed, with their text, picture and names. One query."""
    return [named(edition) for edition in with_names(editions).select_related("lead_image")[:PAGE]]


def _feed(request, form, stories, title, home):
    return feed(request, form, [_entry(story) for story in stories], title, home)


def _entry(story):
    return Entry(
        id=story_id(story),
        url=absolute(story.get_absolute_url()),
        title=story.headline,
        summary=story.standfirst,
        content=content(story),
        published=story.published_at,
        updated=story.modified_at,
        authors=tuple((name, absolute(href)) for name, href in story.authors),
        tags=tuple(name for name, _href in story.topics),
        language=story.language,
        image=absolute(story.lead_image.rendition("16x9")) if story.lead_image else "",
    )


def story_id(edition):
    """The id of a story for ever: "tag:example.org,2007-10-10:story-12"."""
    return tag_uri(f"{edition.published_at:%Y-%m-%d}", f"story-{edition.article_id}")


def content(edition):
    """The full text as HTML for a reader elsewhere: corrections first, then the picture, then the text."""
    return absolute_html(
        render_to_string("articles/_feed_content.html", {"edition": edition}), settings.SITE_URL
    )
