"""Checks of links: their words say where they lead."""

import re

from django.utils.translation import gettext as _

from articles.checks.findings import look_at, shortened
from articles.checks.story import CheckedStory
from newsroom.lib import html
from newsroom.lib.names import fold
from newsroom.lib.tokens import tokens

# Words that say nothing of where a link leads, in the languages stories are written in; folded.
EMPTY_WORDS = {
    *("click here", "here", "link", "this link", "read more", "more", "this page", "see here", "website"),
    *("cliquez ici", "ici", "lien", "en savoir plus", "lire la suite", "aqui", "haga clic aqui", "mas"),
    *("clique aqui", "leia mais", "здесь", "тут", "подробнее", "اضغط هنا", "هنا", "点击这里", "这里", "여기"),
}
ADDRESS = re.compile(
    r"(?:https?://|www\.|mailto:)\S*|[\w.+-]+@[\w-]+\.\S+|(?:[\w-]+\.)+[a-z]{2,}(?:/\S*)?", re.I
)


def link_words(story: CheckedStory):
    """Links without words, with their address for words, or with words that say nothing."""
    text = story.body_text
    for start, end, mark in text.links:
        said = text.words[start:end]
        if html.is_official(mark) or not said:
            continue
        where = {"field": "body", "evidence": said.strip() or said, "nth": text.nth(said, start)}
        if not tokens(said):
            message = _("A link has no words. Put it on words that say where it leads.")
            yield look_at("link-without-words", message, **where)
        elif ADDRESS.fullmatch(said.strip()):
            message = _("The link “%(words)s” shows its address. Put it on words that say where it leads.")
            yield look_at("link-address", message % {"words": shortened(said)}, **where)
        elif fold(said) in EMPTY_WORDS:
            message = _("“%(words)s” does not say where the link leads. Put the link on words that do.")
            yield look_at("link-words", message % {"words": shortened(said)}, **where)
