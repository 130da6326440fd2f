"""Feeds of live stories with their full text: Atom (RFC 4287), RSS 2.0 and JSON Feed 1.1.

The bytes change only when a story does: no clock is read into them. Ids are tag URIs (RFC 4151) of the
story, not of its address, so a changed slug or headline is no new entry.
"""

import datetime

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.coverage import stories_of
from articles.lists import PAGE, filed_under, named, newest, refuse_unseen, topic_at, with_names
from articles.models.topics import Author
from newsroom.lib.addresses import absolute
from newsroom.lib.feeds import absolute as absolute_html
from newsroom.lib.html import legal
from people.models import Person, Post

NO_STORY_YET = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)  # "updated" of an empty feed
NAMESPACES = {
    "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
    "xmlns:dc": "http://purl.org/dc/elements/1.1/",
}


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
    """An author's stories. Two queries."""
    found = get_object_or_404(Author, slug=slug)
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
    return _feed(request, form, stories, title, about.get_absolute_url())


# --- How ------------------------------------------------------------------------------------------
def _newest(editions):
    """The stories of a feed, with their text, picture and names. One query."""
    return [named(edition) for edition in with_names(editions).select_related("lead_image")[:PAGE]]


def _feed(request, form, stories, title, home):
    if form == "json":
        return _json(stories, title, absolute(home), absolute(request.path))
    writer = {"atom": Atom, "rss": Rss}[form](
        title=legal(title),
        link=absolute(home),
        description=_("Who holds public office, and since when."),
        language=settings.LANGUAGE_CODE,
        author_name=settings.SITE_NAME,
        feed_url=absolute(request.path),
        feed_guid=absolute(request.path),
    )
    for story in stories:
        writer.add_item(**_entry(story))
    response = HttpResponse(content_type=writer.content_type)
    writer.write(response, "utf-8")
    return response


def _entry(story):
    return {
        "title": legal(story.headline),
        "link": absolute(story.get_absolute_url()),
        "description": legal(story.standfirst),
        "unique_id": story_id(story),
        "unique_id_is_permalink": False,
        "pubdate": story.published_at,
        "updateddate": story.modified_at,
        "categories": [legal(name) for name, _href in story.topics],
        "authors": [(legal(name), absolute(href)) for name, href in story.authors],
        "content": content(story),
        "language": story.language,
        "direction": story.direction,
    }


def story_id(edition):
    """The id of a story for ever: "tag:example.org,2007-10-10:story-12"."""
    host = settings.SITE_URL.partition("//")[2].partition(":")[0]
    return f"tag:{host},{edition.published_at:%Y-%m-%d}:story-{edition.article_id}"


def content(edition):
    """The full text as HTML for a reader elsewhere: corrections first, then the picture, then the text."""
    return absolute_html(
        render_to_string("articles/_feed_content.html", {"edition": edition}), settings.SITE_URL
    )


class _Unchanging:
    """`updated` and `lastBuildDate` are those of the stories; for an empty feed Django asks the clock."""

    def latest_post_date(self):
        return max((item["updateddate"] for item in self.items), default=NO_STORY_YET)


class Atom(_Unchanging, Atom1Feed):
    def root_attributes(self):
        return {**super().root_attributes(), "xml:base": f"{settings.SITE_URL}/"}

    def item_attributes(self, item):
        return {**super().item_attributes(item), "xml:lang": item["language"]}

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        for name, uri in item["authors"]:
            handler.startElement("author", {})
            handler.addQuickElement("name", name)
            handler.addQuickElement("uri", uri)
            handler.endElement("author")
        handler.addQuickElement("content", item["content"], {"type": "html"})


class Rss(_Unchanging, Rss201rev2Feed):
    def rss_attributes(self):
        return {**super().rss_attributes(), **NAMESPACES}

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        for name, _uri in item["authors"]:
            handler.addQuickElement("dc:creator", name)
        handler.addQuickElement("content:encoded", item["content"])


def _json(stories, title, home, address):
    data = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "home_page_url": home,
        "feed_url": address,
        "language": settings.LANGUAGE_CODE,
        "items": [_json_item(story) for story in stories],
    }
    return JsonResponse(data, content_type="application/feed+json", json_dumps_params={"ensure_ascii": False})


def _json_item(story):
    item = {
        "id": story_id(story),
        "url": absolute(story.get_absolute_url()),
        "title": story.headline,
        "summary": story.standfirst,
        "content_html": content(story),
        "date_published": story.published_at.isoformat(timespec="seconds"),
        "date_modified": story.modified_at.isoformat(timespec="seconds"),
        "authors": [{"name": name, "url": absolute(href)} for name, href in story.authors],
        "tags": [name for name, _href in story.topics],
        "language": story.language,
        "image": absolute(story.lead_image.rendition("16x9")) if story.lead_image else "",
    }
    return {key: value for key, value in item.items() if value}
