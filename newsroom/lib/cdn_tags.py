"""What a public answer is of, so that a CDN can drop it by name: the headers Surrogate-Key and Cache-Tag.

Surrogate-Key, with spaces between, is read by Fastly and, through a line of VCL, by Varnish; Cache-Tag, with
commas between, by Cloudflare. They are sent where the setting CDN_TAGS asks for them.

    all               every public answer
    people-person     every answer of that view; its name in the site map
    lists             what may change with any publication; also all that says nothing else of itself
    story-7, topic-3, author-2, person-5, post-4, organization-1
                      what is about it; a story is also of the topic that its related stories are on
    official-5        a story that says the title of that person
"""

from django.conf import settings

ALL, LISTS = "all", "lists"
MOST = 60  # tags of an answer; servers in between take 4 kB of headers


def tagged(response, *tags):
    """The same response, which says that it is of these tags.

    Without LISTS among them only a publication about one of the others may change it.
    """
    response.cdn_tags = tags
    return response


def write_tags(response, match):
    """Write the headers of a response to a ResolverMatch, or to None where no view was found."""
    if not settings.CDN_TAGS:
        return
    own = list(dict.fromkeys(getattr(response, "cdn_tags", (LISTS,))))
    if len(own) > MOST:
        own = [*own[:MOST], LISTS]
    view = [match.view_name.replace(":", "-")] if match and match.view_name else []
    tags = [ALL, *view, *own]
    response.headers["Surrogate-Key"] = " ".join(tags)
    response.headers["Cache-Tag"] = ",".join(tags)
