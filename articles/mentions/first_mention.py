"""The first mention of each linked official as a link: which words of a body that is. Pure, without a query.

A mention is a full name as plain text: whole words, in no heading and in no other link, not a
part of a longer name ("Dag Hammarskjöld Library"). Words come before captions and attributions, which name
somebody only where no sentence does. Nobody is linked twice. Whom an editor has marked is not linked again.
"""

import re
import unicodedata
from collections.abc import Container, Iterable, Iterator, Mapping

from newsroom.lib import html
from newsroom.lib.html import Block, Mark, TextRun
from newsroom.lib.names import LETTERS

NEVER = {"h2", "h3", "th"}  # headings of the text and of tables
AFTER = {"figcaption"}  # captions and attributions
FIRST = ("data-first", "")  # only links found here have it, not those that an editor has marked
# Signs that texts use for each other. A name may also be written without its accents, never with others.
ALIKE = {"-": "[-‐‑–]", "'": "['’‘ʼ]", "’": "['’‘ʼ]", " ": "[ \xa0]+"}
# Scripts written without spaces between words, or with endings that join the name (Korean).
JOINED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def link(blocks: list[Block], names: Mapping[int, Iterable[str]]) -> None:
    """Mark the first mention of each official in these blocks, in place: `Mark("a", (official, FIRST))`.

    `names` maps the id of each linked person to the forms of the name that count as one in full.
    """
    marked = set(html.officials_in(blocks))
    wanted = {pk: _pattern(forms) for pk, forms in names.items() if pk not in marked}
    wanted = {pk: pattern for pk, pattern in wanted.items() if pattern}
    for part in (_words(blocks), _captions(blocks)):
        for block in part:
            for pk in [pk for pk, pattern in wanted.items() if _link_in(block, pk, pattern)]:
                del wanted[pk]


def _words(blocks: list[Block]) -> Iterator[Block]:
    for block in blocks:
        if block.tag in NEVER | AFTER:
            continue
        if block.runs:
            yield block
        yield from _words(block.children)


def _captions(blocks: list[Block]) -> Iterator[Block]:
    return (block for block in html.walk(blocks) if block.tag in AFTER)


def _pattern(forms: Iterable[str]) -> re.Pattern | None:
    """What finds any of the forms, the longest first; None for no form."""
    longest = sorted({form for form in forms if form.strip()}, key=lambda form: (-len(form), form))
    return re.compile("|".join(map(_form, longest))) if longest else None


def _form(name: str) -> str:
    words = "".join(map(_sign, " ".join(unicodedata.normalize("NFC", name).split())))
    before = "" if JOINED.match(name[0]) else r"(?<![\w@/.-])(?<!\w['’])"
    after = "" if JOINED.match(name[-1]) else r"(?!\w)(?![-‐‑@]\w)"
    return f"{before}{words}{after}"


def _sign(sign: str) -> str:
    plain = unicodedata.normalize("NFKD", sign)[0].translate(LETTERS)
    if sign in ALIKE:
        return ALIKE[sign]
    return re.escape(sign) if plain == sign else f"[{re.escape(sign)}{re.escape(plain)}]"


def _link_in(block: Block, pk: int, pattern: re.Pattern) -> bool:
    """Mark the first mention in this block that no other link touches. Returns whether there is one."""
    text = "".join(run.text for run in block.runs)
    for found in pattern.finditer(text):
        start, end = found.span()
        if not _goes_on(text, end) and not _touches_link(block.runs, start, end):
            mark = Mark("a", (("data-official", str(pk)), FIRST))
            block.runs = list(_marked(block.runs, start, end, mark))
            return True
    return False


def _goes_on(text: str, end: int) -> bool:
    """Whether a capitalised word follows, which makes it another name: "Ban Ki-moon Centre"."""
    return text[end : end + 1] in (" ", "\xa0") and text[end + 1 : end + 2].isupper()


def _touches_link(runs: list[TextRun], start: int, end: int) -> bool:
    at = 0
    for text, marks in runs:
        if at < end and at + len(text) > start and any(mark.tag == "a" for mark in marks):
            return True
        at += len(text)
    return False


def _marked(runs: list[TextRun], start: int, end: int, mark: Mark) -> Iterator[TextRun]:
    """The runs with `mark`, outermost, on the text from `start` to `end`."""
    at = 0
    for text, marks in runs:
        low, high = (min(max(0, edge - at), len(text)) for edge in (start, end))
        parts = ((text[:low], marks), (text[low:high], (mark, *marks)), (text[high:], marks))
        yield from (TextRun(words, kept) for words, kept in parts if words)
        at += len(text)


# --- What readers get ---------------------------------------------------------------------------
LINK = re.compile(r'<a href="([^"]*)" data-official="([0-9]+)"( data-first="")?>(.*?)</a>', re.DOTALL)


def officials_in(text: str) -> list[int]:
    """The ids of the officials whom a published text (public HTML) links, in order."""
    return list(dict.fromkeys(int(found[2]) for found in LINK.finditer(text)))


def described(text: str, titles: Mapping[int, str], linked: Container[int]) -> str:
    """A published text with what only the present record can say of its links to officials.

    titles  {person id: the title of the story's day, in words}, which becomes the link's description
    linked  the officials linked to the story now: a link that was found (not marked by an editor) to
            somebody who has been taken off the story since is plain text again
    """

    def as_it_stands(found):
        address, official, first, words = found.groups()
        if first and int(official) not in linked:
            return words
        title = titles.get(int(official), "")
        said = f' title="{html.escape(title, quote=True)}"' if title else ""
        return f'<a href="{address}" data-official="{official}"{said}>{words}</a>'

    return LINK.sub(as_it_stands, text)
