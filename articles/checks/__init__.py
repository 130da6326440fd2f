"""Gates and writing aids: what a desk checks before a story goes out, as findings. They change nothing.

    look(story_of(article))  everything, with the queries of `KnownFacts.about`
    check(story, known)      the same of what was read before; no query
    gates(story, pictures)   only what stops a publication; no query

A file holds the checks of one subject. All are pure functions of a `CheckedStory`; what they must know of
officials, posts and pictures is read beforehand. `articles.mentions` says who is named, and by which title:
the suggestions beside the story come from the same reading.
"""

from articles.checks.facts import KnownFacts
from articles.checks.findings import CheckFinding, Level
from articles.checks.gates import gates
from articles.checks.headings import headings_in_order, headline_length
from articles.checks.links import link_words
from articles.checks.officials import not_linked, not_named
from articles.checks.pictures import pictures_of, rights_that_end
from articles.checks.story import CheckedStory, story_of
from articles.checks.titles import contradicted_titles, other_names_of_posts, posts_to_come
from articles.checks.typography import straight_quotes

__all__ = [
    "CheckFinding",
    "CheckedStory",
    "KnownFacts",
    "Level",
    "check",
    "gates",
    "look",
    "pictures_of",
    "story_of",
]


def look(story: CheckedStory) -> list[CheckFinding]:
    """Read what must be known, and check. At most six queries, and six more after a public change."""
    return check(story, KnownFacts.about(story))


def check(story: CheckedStory, known: KnownFacts) -> list[CheckFinding]:
    """Everything, gates first. No query."""
    return [
        *gates(story, known.pictures),
        *rights_that_end(story, known.pictures),
        *headline_length(story),
        *headings_in_order(story),
        *link_words(story),
        *not_linked(story, known),
        *not_named(story, known),
        *contradicted_titles(story, known),
        *other_names_of_posts(story, known),
        *posts_to_come(story, known),
        *straight_quotes(story),
    ]
