"""The gates: what every story must have before it goes out."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from articles.checks.findings import CheckFinding, stops
from articles.checks.pictures import figures_described, lead_described, shown_without_rights
from articles.checks.story import CheckedStory
from newsroom.images.models import Image


def gates(story: CheckedStory, pictures: Mapping[int, Image]) -> list[CheckFinding]:
    """What stops a publication. `pictures` are those in the text, by id (`pictures_of`). No query."""
    return [
        *_words_needed(story),
        *lead_described(story),
        *figures_described(story, pictures),
        *shown_without_rights(story, pictures),
    ]


def _words_needed(story):
    if not story.headline.strip():
        yield stops("headline", _("Write a headline."), "headline")
    if not story.standfirst.strip():
        message = _("Write a standfirst: lists, feeds and search engines show it.")
        yield stops("standfirst", message, "standfirst")
    if not story.topics:
        message = _("File the story under at least one topic, or nobody finds it again.")
        yield stops("topics", message, "topics")
