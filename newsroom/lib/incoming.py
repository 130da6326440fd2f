"""Cleans the parameters of an address, so that no database refuses a query with them."""

import re

from newsroom.lib.keys import LONGEST, keys_in

TOO_LONG = re.compile(rf"\d{{{LONGEST}}}")  # as many digits as the largest key, or more
WORDS = {"q", "term", "_changelist_filters"}  # what is typed; a number in it is a word


def sound(query):
    """A copy of a QueryDict without NULs, and without the parameters whose numbers no key can have.

    >>> from django.http import QueryDict
    >>> sound(QueryDict("by=99999999999999999999&q=a%00b")).urlencode()
    'q=ab'
    """
    copy = query.copy()
    for name, values in query.lists():
        kept = [value.replace("\0", "") for value in values]
        copy.setlist(name, [v for v in kept if name in WORDS or not TOO_LONG.search(v)])
        if not copy.getlist(name) or "\0" in name:
            del copy[name]
    copy._mutable = False
    return copy


def with_keys_only(sent, name):
    """A copy of a QueryDict in which the values of `name` are numbers that can be keys."""
    copy = sent.copy()
    copy.setlist(name, [str(key) for key in keys_in(sent.getlist(name))])
    copy._mutable = False
    return copy
