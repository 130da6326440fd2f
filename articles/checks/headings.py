"""Checks of the headline's length and of the order of headings in the text."""

from django.utils.translation import gettext as _

from articles.checks.findings import look_at, shortened
from articles.checks.story import CheckedStory
from newsroom.lib import html

LONGEST_HEADLINE = 110  # characters, as schema.org's Article and search results ask


def headline_length(story: CheckedStory):
    """A headline is cut off elsewhere after so many characters."""
    if (length := len(story.headline.strip())) > LONGEST_HEADLINE:
        message = _("The headline has %(n)s characters; after %(most)s it is cut off elsewhere. Shorten it.")
        yield look_at("long-headline", message % {"n": length, "most": LONGEST_HEADLINE}, "headline")


def headings_in_order(story: CheckedStory):
    """The first small heading that has no large one above it."""
    level = 1
    for block in html.walk(story.blocks):
        if block.tag not in ("h2", "h3"):
            continue
        if block.tag == "h3" and level == 1:
            message = _("“%(heading)s” is a small heading with no large one above it. Make it a large one.")
            words, text = block.text, story.body_text
            nth = text.nth(words, max(text.words.find(f"{words}\n"), 0))
            yield look_at("heading-order", message % {"heading": shortened(words)}, "body", words, nth)
            return
        level = int(block.tag[1])
