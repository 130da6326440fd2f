"""HTML and text made fit for a feed: absolute addresses, and only characters that XML 1.0 can hold."""

import re

from newsroom.lib.html import legal

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
