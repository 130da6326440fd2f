"""Feeds: Atom (RFC 4287), RSS 2.0 and JSON Feed 1.1 from entries, and HTML with complete addresses for them.

The bytes change only when an entry does, never with the clock. Ids are tag URIs (RFC 4151), so a
changed address is no new entry.
"""

import datetime
import re
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.translation import gettext as _

from newsroom.lib.addresses import absolute as whole
from newsroom.lib.html import legal

NOTHING_YET = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)  # "updated" of an empty feed
NAMESPACES = {
    "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
    "xmlns:dc": "http://purl.org/dc/elements/1.1/",
}

TAG = re.compile(r"<[a-zA-Z][^>]*>")
ADDRESS = re.compile(r'( (?:href|src|poster)=")/(?!/)')
SRCSET = re.compile(r'( srcset=")([^"]*)')
ROOT_RELATIVE = re.compile(r"(^|,\s*)/(?!/)")


def absolute(html, site):
    """Return our own rendered HTML with its root-relative addresses under `site` ("https://example.org").

    >>> absolute('<a href="/people/x/">X</a> says href="/y"', "https://example.org")
    '<a href="https://example.org/people/x/">X</a> says href="/y"'
    """
    return legal(TAG.sub(lambda tag: _absolute_tag(tag[0], site), html))


def _absolute_tag(tag, site):
    tag = ADDRESS.sub(rf"\g<1>{site}/", tag)
    return SRCSET.sub(lambda m: m[1] + ROOT_RELATIVE.sub(rf"\g<1>{site}/", m[2]), tag)


# --- Feeds --------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Entry:
    """One entry: ``id`` a tag URI, ``url`` whole, ``content`` HTML with whole addresses, times aware.

    authors   pairs of name and whole address
    """

    id: str
    url: str
    title: str
    content: str
    published: datetime.datetime
    updated: datetime.datetime
    summary: str = ""
    authors: tuple = ()
    tags: tuple = ()
    language: str = settings.LANGUAGE_CODE
    image: str = ""


def tag_uri(day, specific):
    """The tag URI of something of this site, whose host was ours on that day (ISO text or a year)."""
    host = settings.SITE_URL.partition("//")[2].partition(":")[0]
    return f"tag:{host},{day}:{specific}"


def feed(request, form, entries, title, home):
    """The HttpResponse of a feed in a form ("atom", "rss", "json"); ``home``: the page it feeds from."""
    if form == "json":
        return _json(entries, title, whole(home), whole(request.path))
    writer = {"atom": Atom, "rss": Rss}[form](
        title=legal(title),
        link=whole(home),
        description=_("Who holds public office, and since when."),
        language=settings.LANGUAGE_CODE,
        author_name=settings.SITE_NAME,
        feed_url=whole(request.path),
        feed_guid=whole(request.path),
    )
    for entry in entries:
        writer.add_item(
            title=legal(entry.title),
            link=entry.url,
            description=legal(entry.summary),
            unique_id=entry.id,
            unique_id_is_permalink=False,
            pubdate=entry.published,
            updateddate=entry.updated,
            categories=[legal(name) for name in entry.tags],
            authors=[(legal(name), address) for name, address in entry.authors],
            content=entry.content,
            language=entry.language,
        )
    response = HttpResponse(content_type=writer.content_type)
    writer.write(response, "utf-8")
    return response


class _Unchanging:
    """`updated` and `lastBuildDate` are those of the entries; for an empty feed Django asks the clock."""

    def latest_post_date(self):
        return max((item["updateddate"] for item in self.items), default=NOTHING_YET)


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


def _json(entries, title, home, address):
    data = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "home_page_url": home,
        "feed_url": address,
        "language": settings.LANGUAGE_CODE,
        "items": [_json_item(entry) for entry in entries],
    }
    return JsonResponse(data, content_type="application/feed+json", json_dumps_params={"ensure_ascii": False})


def _json_item(entry):
    item = {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        "summary": entry.summary,
        "content_html": entry.content,
        "date_published": entry.published.isoformat(timespec="seconds"),
        "date_modified": entry.updated.isoformat(timespec="seconds"),
        "authors": [{"name": name, "url": address} for name, address in entry.authors],
        "tags": list(entry.tags),
        "language": entry.language,
        "image": entry.image,
    }
    return {key: value for key, value in item.items() if value}
