"""Checks of typography: curly quotation marks."""

import re

from django.utils.translation import gettext as _

from articles.checks.findings import look_at
from articles.checks.links import ADDRESS
from articles.checks.story import CheckedStory

STRAIGHT = re.compile(r"(?<![0-9])[\"']|(?<=[0-9])[\"'](?=[^\W\d_])")  # 6'2" and 5° 30' 10" are measures


def straight_quotes(story: CheckedStory):
    """One finding for each field with straight quotation marks, at the first of them."""
    for text in story.texts.values():
        addresses = [match.span() for match in ADDRESS.finditer(text.words)]
        found = [
            match.start()
            for match in STRAIGHT.finditer(text.words)
            if not any(start <= match.start() < end for start, end in addresses)
        ]
        if not found:
            continue
        at = found[0]
        sign = text.words[at]
        message = _("Straight quotation marks (%(n)s): write curly ones, “ ” or ’, as in “%(words)s”.")
        words = text.words[max(0, at - 12) : at + 20].split("\n")[0]
        values = {"n": len(found), "words": words}
        yield look_at("straight-quotes", message % values, text.field, sign, text.nth(sign, at))
