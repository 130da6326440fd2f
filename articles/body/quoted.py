"""Quotations of a text with their speakers: pull quotes, and quotations marked with a speaker. Pure."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from articles.mentions import first_mention
from newsroom.lib import html
from newsroom.lib.html import Block


class SpokenWords(NamedTuple):
    """A quotation of a text: the id of the person who says it, and the words, a line a paragraph."""

    person: int
    text: str


def quotations_in(blocks: list[Block], names: Mapping[int, Iterable[str]]) -> list[SpokenWords]:
    """The quotations of a body that name their speaker, in order. Pure; changes no block.

    A quotation names one by its mark, a pull quote by the first official in its attribution, marked there
    or, if linked to the story, in full. `names` maps the id of each linked person to such forms.
    """
    found = ((_speaker(block, names), block) for block in html.walk(blocks))
    return [SpokenWords(person, words) for person, block in found if person and (words := _words(block))]


def _speaker(block, names):
    if block.kind == "blockquote":
        return int(block.attrs.get(html.SPEAKER, 0))
    if block.kind != "pullquote":
        return 0
    attribution = [Block("p", runs=block.children[1].runs)]
    first_mention.link(attribution, names)
    return next(iter(html.officials_in(attribution)), 0)


def _words(block):
    quoted = block.children[0] if block.kind == "pullquote" else block
    return "\n".join(part.text for part in html.walk([quoted]) if part.text.strip())
