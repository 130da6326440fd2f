"""The grammar of a story's body: HTML in, a small tree of what the editor knows, HTML out. Knows no model.

    >>> write(parse("<div>One<br><br>two <b>three</b></div><script>x</script>"))
    '<p>One</p><p>two <strong>three</strong></p>'
    >>> plain_text("<h2>Head</h2><p>Text&nbsp;here.</p>")
    'Head\\n\\nText here.'

More is read than is written (`<div>`, `<b>`, `<h1>` of an archive are read too). Only this is written,
with `lang` and `dir` on every element except figure:

    p h2 h3 hr, ul ol[start] li (p, then p and lists), blockquote[data-official] (p and lists),
    table[data-caption] tbody tr th td[colspan rowspan] (p and lists),
    figure[data-media data-alt data-credit] figcaption,
    figure[data-embed] figcaption,
    figure.pullquote (blockquote of p, figcaption),
    inside text: a[data-official] or a[href], strong, em, span[lang dir], br; nested in this order.

Reading is one pass without recursion, so neither size nor nesting of the input can exhaust the stack.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser, unescape
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

from newsroom.lib.incoming import line, sound_text

WRITTEN_TAGS = {"p", "h2", "h3", "hr", "ul", "ol", "li", "blockquote", "figure", "figcaption"}
WRITTEN_TAGS |= {"table", "tbody", "tr", "th", "td", "a", "strong", "em", "span", "br"}
READ_TAGS = WRITTEN_TAGS | {
    "b",
    "i",
    "cite",
    "h1",
    "h4",
    "h5",
    "h6",
    "thead",
    "tfoot",
    "caption",
    "div",
    "pre",
}
READ_TAGS |= {"section", "article", "main", "header", "footer", "aside", "nav", "address", "center"}
READ_TAGS |= {"dl", "dt", "dd", "details", "summary"}
READ_ATTRIBUTES = {  # besides lang and dir, in the order in which the editor writes them
    "a": ("data-official", "href"),
    "blockquote": ("data-official",),
    "ol": ("start",),
    "table": ("data-caption",),
    "th": ("colspan", "rowspan"),
    "td": ("colspan", "rowspan"),
    "figure": ("class", "data-media", "data-alt", "data-credit", "data-embed"),
}
LOCALE = ("lang", "dir")
SPEAKER = "data-official"  # of a quotation: who said it
BREAK = "\n"  # a <br> among the runs of a text; white space is collapsed, so no other text holds it
DEEPEST = 24  # lists and quotations nested deeper than this are read as plain paragraphs

_SAME = {"b": "strong", "i": "em", "cite": "em", "h1": "h2", "h4": "h3", "h5": "h3", "h6": "h3"}
_MARKS = ("a", "strong", "em", "span")  # in the order in which the editor nests them
_TEXTS = {"h2", "h3", "figcaption", "caption"}  # what holds text and no block
_FRAMES = {"ul", "ol", "li", "blockquote", "table", "tr", "th", "td", "figure", *_TEXTS}
_SIMPLE = {"p", "ul", "ol"}  # what an item, a quotation or a cell may hold
_ID = re.compile(r"[1-9][0-9]{0,17}", re.ASCII)  # 18 digits always fit a bigint
_SPAN = re.compile(r"[1-9][0-9]{0,2}", re.ASCII)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,4}", re.ASCII)
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SPACES = re.compile("[ \t\r\n\f]+")
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)")
_NEVER_NESTED = {
    "p",
    "li",
    "dt",
    "dd",
    "tr",
    "th",
    "td",
    "br",
    "hr",
    "img",
    "col",
    "input",
    "wbr",
    "source",
    "link",
}
_WEB = re.compile(r"https?://", re.I)
_MAIL = re.compile(r"mailto:[^@\s]+@[^@\s]+", re.I)


class Mark(NamedTuple):
    """Something about a piece of text: `Mark("a", (("href", "/x/"),))`."""

    tag: str
    attrs: tuple[tuple[str, str], ...] = ()


class TextRun(NamedTuple):
    """A piece of text, or BREAK, with its marks in the editor's order."""

    text: str
    marks: tuple[Mark, ...] = ()


@dataclass
class Block:
    """An element of the body: `runs` if it holds text, else `children`."""

    tag: str
    attrs: dict[str, str] = field(default_factory=dict)
    children: list["Block"] = field(default_factory=list)
    runs: list[TextRun] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """The tag, but "picture", "embed" or "pullquote" for the three kinds of figure."""
        for name, kind in (("data-media", "picture"), ("data-embed", "embed"), ("class", "pullquote")):
            if self.tag == "figure" and name in self.attrs:
                return kind
        return self.tag

    @property
    def text(self) -> str:
        """The plain words of a block that holds runs; a break is a line break."""
        return "".join(run.text for run in self.runs).replace("\xa0", " ")

    @property
    def is_empty(self) -> bool:
        return not any(part.text.strip() for block in walk([self]) for part in block.runs)


# --- Values -----------------------------------------------------------------------------------


def legal(text: str) -> str:
    """`text` without the characters that XML 1.0 (section 2.2) cannot hold: they break every feed."""
    return _NOT_XML.sub("", text)


def nesting(source: str) -> int:
    """How many elements are open at most at one place of the source: an upper bound, from counting tags.
    The time of HTML parsers grows with the square of it."""
    depth = deepest = 0
    for end, tag in _TAG.findall(source):
        if tag.lower() not in _NEVER_NESTED:
            depth = max(0, depth - 1 if end else depth + 1)
            deepest = max(deepest, depth)
    return deepest


def safe_link(href: str) -> str | None:
    """The address an `<a>` may have, or None: http, https with a host, mailto, or a path of this site.

    >>> safe_link(" https://example.org/a b "), safe_link("/news/"), safe_link("//evil.example")
    ('https://example.org/a%20b', '/news/', None)
    """
    href = re.sub("[\t\r\n]", "", legal(href)).strip().replace(" ", "%20")  # as browsers read it
    if len(href) > 2000 or re.search(r'[\s\x00-\x20\x7f-\x9f\\<>"`]', href):
        return None
    if _WEB.match(href):
        try:
            parts = urlsplit(href)
            well_formed = parts.hostname and "@" not in parts.netloc and (parts.port or True)
        except ValueError:
            return None
        return href[: len(parts.scheme)].lower() + href[len(parts.scheme) :] if well_formed else None
    if _MAIL.fullmatch(href):
        return "mailto:" + href[7:]
    return href if href.startswith("/") and not href.startswith("//") else None


def embed_address(url: str) -> str | None:
    """The one form in which a film is stored, or None if it is not at YouTube or Vimeo.

    >>> embed_address("https://youtu.be/dQw4w9WgXcQ?t=30"), embed_address("https://vimeo.com/76979871")
    ('https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=30', 'https://vimeo.com/76979871')
    """
    try:
        parts = urlsplit(url.strip())
        host, query = (parts.hostname or "").removeprefix("www.").removeprefix("m."), parse_qs(parts.query)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https"):
        return None
    if host in ("youtube.com", "youtube-nocookie.com", "youtu.be"):
        path = re.fullmatch(r"/(?:(?:embed|shorts|live|v)/)?([\w-]{11})/?", parts.path, re.ASCII)
        ids = query.get("v", [""]) if parts.path == "/watch" else [path[1]] if path else [""]
        start = re.fullmatch(r"(\d{1,5})s?", query.get("t", query.get("start", [""]))[0], re.ASCII)
        if re.fullmatch(r"[\w-]{11}", ids[0], re.ASCII):
            return f"https://www.youtube.com/watch?v={ids[0]}" + (f"&t={start[1]}" if start else "")
    if host in ("vimeo.com", "player.vimeo.com"):
        path = re.fullmatch(r"/(?:video/)?(\d{1,12})(?:/([0-9a-f]{6,16}))?/?", parts.path, re.ASCII)
        return f"https://vimeo.com/{path[1]}" + (f"/{path[2]}" if path[2] else "") if path else None
    return None


def _count(value: str) -> str | None:
    return value if _SPAN.fullmatch(value) and value != "1" else None


_VALUES: dict[str, Callable[[str], str | None]] = {
    "lang": lambda value: value if _LANGUAGE.fullmatch(value) else None,
    "dir": lambda value: value if value in ("ltr", "rtl", "auto") else None,
    "href": safe_link,
    "data-official": lambda value: value if _ID.fullmatch(value) else None,
    "data-media": lambda value: value if _ID.fullmatch(value) else None,
    "data-embed": embed_address,
    "data-alt": line,  # "" is a choice: the picture is decorative here
    "data-credit": lambda value: line(value) or None,
    "data-caption": lambda value: line(value) or None,
    "class": lambda value: "pullquote" if "pullquote" in value.split() else None,
    "start": _count,
    "colspan": _count,
    "rowspan": _count,
}


def _attrs(tag: str, given: dict[str, str], names: Iterable[str]) -> dict[str, str]:
    allowed = {"lang", "dir", *READ_ATTRIBUTES.get(tag, ())}
    names = [
        name for name in ("lang", "dir", *names) if name in given and name in allowed
    ]  # the editor's order
    values = {name: _VALUES[name](given[name]) for name in names}
    return {name: value for name, value in values.items() if value is not None}


# --- Text ---------------------------------------------------------------------------------------


def tidy(runs: Iterable[TextRun]) -> list[TextRun]:
    """Runs as the editor would hold them: neighbours of one kind joined, white space collapsed, in NFC."""
    out: list[TextRun] = []
    for text, marks in runs:
        if text == BREAK:
            if out and out[-1].text != BREAK:
                out.append(TextRun(BREAK, marks))
            continue
        text = _SPACES.sub(" ", sound_text(text))
        if not out or out[-1].text == BREAK or out[-1].text.endswith(" "):
            text = text.removeprefix(" ")
        if text and out and out[-1].text != BREAK and out[-1].marks == marks:
            out[-1] = TextRun(out[-1].text + text, marks)
        elif text:
            out.append(TextRun(text, marks))
    return _trimmed([TextRun(unicodedata.normalize("NFC", text), marks) for text, marks in out])


def _trimmed(runs: list[TextRun]) -> list[TextRun]:
    """No space before a break or the end, and no break at the end."""
    out: list[TextRun] = []
    for run in reversed(runs):
        last = not out or out[-1].text == BREAK
        text = run.text.rstrip(" ") if last and run.text != BREAK else run.text
        if text and not (text == BREAK and last):
            out.append(TextRun(text, run.marks))
    return out[::-1]


def _paragraphs(runs: list[TextRun]) -> Iterator[list[TextRun]]:
    """Split at two breaks in a row: old archives write paragraphs so."""
    part: list[TextRun] = []
    breaks = 0
    for run in runs:
        if run.text == BREAK:
            breaks += 1
        elif run.text.strip(" \t\r\n\f"):
            if breaks > 1:
                yield part
                part = []
            breaks = 0
        part.append(run)
    yield part


# --- Reading ------------------------------------------------------------------------------------


class _Reader(HTMLParser):
    """Builds the tree. Input is well-formed (it has been through nh3), but nothing here depends on that."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.frames = [Block("body")]
        self.spilled: list[Block] = []  # what is not allowed at its place; goes after the block around it
        self.open: list[tuple[str, str]] = []  # (tag, "mark" | "frame" | "flat")
        self.opened: Counter[str] = (
            Counter()
        )  # how often each tag is open: asking the list would be quadratic
        self.marks: list[dict[str, Mark]] = [{}]
        self.runs: list[TextRun] = []
        self.paragraph: dict[str, str] = {}

    # events

    def handle_starttag(self, tag, attrs):
        tag, given = _SAME.get(tag, tag), {name: value or "" for name, value in attrs}
        if tag == "br":
            self.runs.append(TextRun(BREAK, self._marks()))
        elif tag == "hr":
            self._flush()
            if not self._in_text():
                self._add(Block("hr", _attrs("hr", given, ())))
        elif tag in _MARKS:
            self.marks.append(self.marks[-1] | self._read_marks(tag, given))
            self._push(tag, "mark")
        elif tag in READ_TAGS:
            self._start_block(tag, given)

    def handle_endtag(self, tag):
        tag = _SAME.get(tag, tag)
        if self.opened[tag]:
            while self._end() != tag:
                pass

    def handle_data(self, data):
        if self.cdata_elem:  # inside <script> or <style>
            return
        self.runs.append(TextRun(data, self._marks()))

    def finish(self) -> list[Block]:
        self.close()
        while self.open:
            self._end()
        self._flush()
        self._unspill()
        return self.frames[0].children

    # parts

    def _marks(self) -> tuple[Mark, ...]:
        return tuple(self.marks[-1][tag] for tag in _MARKS if tag in self.marks[-1])

    def _read_marks(self, tag, given) -> dict[str, Mark]:
        """An official has no href; an `a` without address is no mark; a language is a mark of its own."""
        marks = {}
        locale = _attrs("span", given, ())
        if locale:
            marks["span"] = Mark("span", tuple(locale.items()))
        if tag == "a":
            attrs = _attrs(tag, given, READ_ATTRIBUTES["a"])
            for name in READ_ATTRIBUTES["a"]:
                if name in attrs:
                    marks["a"] = Mark("a", ((name, attrs[name]),))
                    break
        elif tag != "span":
            marks[tag] = Mark(tag)
        return marks

    def _start_block(self, tag, given):
        flat = tag not in _FRAMES or self._in_text() or len(self.frames) > DEEPEST
        self._push(tag, "flat" if flat else "frame")
        if self._in_text():
            self.runs.append(TextRun(" ", ()))
            return
        self._flush()
        if tag == "p":
            self.paragraph = _attrs("p", given, ())
        if not flat:
            self.frames.append(Block(tag, _attrs(tag, given, READ_ATTRIBUTES.get(tag, ()))))
            if tag in ("th", "td") and self.opened["thead"]:
                self.frames[-1].tag = "th"

    def _push(self, tag: str, how: str):
        self.open.append((tag, how))
        self.opened[tag] += 1

    def _end(self) -> str:
        tag, how = self.open.pop()
        self.opened[tag] -= 1
        if how == "mark":
            self.marks.pop()
        elif how == "flat" and self._in_text():
            self.runs.append(TextRun(" ", ()))
        else:
            self._flush()
            if how == "frame":
                self._close(self.frames.pop())
        return tag

    def _in_text(self) -> bool:
        return self.frames[-1].tag in _TEXTS

    def _flush(self):
        """Put the text read so far into its block."""
        runs, self.runs = self.runs, []
        attrs, self.paragraph = self.paragraph, {}
        if self._in_text():
            self.frames[-1].runs += runs
            return
        for part in _paragraphs(runs):
            block = Block("p", attrs, runs=tidy(part))
            if not block.is_empty:
                self._add(block)

    def _close(self, block: Block):
        """A frame is complete: make it well-formed and add it to the frame around it."""
        if block.tag in _TEXTS:
            self._close_text(block)
        elif block.tag == "figure":
            for part in _figure(block):
                self._add(part)
        elif block.tag == "li":
            if block.children and block.children[0].tag != "p":
                block.children.insert(0, Block("p"))
            if not block.is_empty:
                self._add(block)
        elif block.children or block.tag in ("th", "td"):
            block.children = block.children or [Block("p")]  # an empty cell is a cell
            self._add(block)

    def _close_text(self, block: Block):
        block.runs = tidy(block.runs)
        if block.tag == "caption" and self.frames[-1].tag == "table":
            if words := line(block.text):
                self.frames[-1].attrs.setdefault("data-caption", words)
        else:
            self._add(block)

    def _add(self, block: Block):
        """Put a finished block into the frame around it, in the form that this frame can hold."""
        frame = self.frames[-1]
        if block.tag in _TEXTS and block.tag != "figcaption" and block.is_empty:
            return
        if block.tag in _HOLDS[frame.tag]:
            frame.children.append(block)
            if frame.tag == "body":
                self._unspill()
        elif block.tag in _TEXTS:
            if not block.is_empty:
                self._add(Block("p", block.attrs, runs=block.runs))
        elif frame.tag in ("ul", "ol") and block.tag in _SIMPLE:
            self._into_item(frame, block)
        elif block.tag in ("blockquote", "li", "tr", "th", "td"):
            for child in block.children:
                if not child.is_empty:
                    self._add(child)
        else:
            self.spilled.append(block)

    def _into_item(self, frame: Block, block: Block):
        """A list or a text right inside a list belongs to the item before it, or is one."""
        if block.tag == "p" or not frame.children:
            frame.children.append(Block("li", children=[block] if block.tag == "p" else [Block("p"), block]))
        else:
            frame.children[-1].children.append(block)

    def _unspill(self):
        spilled, self.spilled = self.spilled, []
        self.frames[0].children += spilled


_BODY = {"p", "h2", "h3", "hr", "ul", "ol", "blockquote", "table", "figure"}
_HOLDS = {
    "body": _BODY,
    "figure": _BODY | {"figcaption"},
    "ul": {"li"},
    "ol": {"li"},
    "li": _SIMPLE,
    "blockquote": _SIMPLE,
    "td": _SIMPLE,
    "th": _SIMPLE,
    "table": {"tr"},
    "tr": {"th", "td"},
}


def _figure(block: Block) -> list[Block]:
    """The figure in the editor's form; of an unknown figure only its content."""
    caption = next((child for child in block.children if child.tag == "figcaption"), Block("figcaption"))
    rest = [child for child in block.children if child.tag != "figcaption"]
    if "data-media" in block.attrs:
        names = ("data-media", "data-alt", "data-credit")
        attrs = {name: block.attrs[name] for name in names if name in block.attrs}
        return [Block("figure", attrs, [caption]), *rest]
    if "data-embed" in block.attrs:
        return [Block("figure", {"data-embed": block.attrs["data-embed"]}, [caption]), *rest]
    if "class" in block.attrs:
        quoted = next((child for child in rest if child.tag == "blockquote"), None)
        inside = [child for child in (quoted.children if quoted else rest) if child.tag == "p"]
        others = [child for child in rest if child is not quoted and (quoted or child.tag != "p")]
        attrs = {name: value for name, value in (quoted.attrs if quoted else {}).items() if name in LOCALE}
        quote = Block("blockquote", attrs, inside)
        return ([Block("figure", {"class": "pullquote"}, [quote, caption])] if inside else []) + others
    return rest + ([caption] if rest and caption.runs else [])


def parse(source: str) -> list[Block]:
    """The blocks of a body, whatever HTML comes in. What comes from
    outside must go through nh3 first (`articles.body.field.clean_body`)."""
    reader = _Reader()
    reader.feed(source)
    return reader.finish()


# --- Asking -------------------------------------------------------------------------------------


def walk(blocks: Iterable[Block]) -> Iterator[Block]:
    """Every block, parents before children, in reading order."""
    for block in blocks:
        yield block
        yield from walk(block.children)


def officials_in(blocks: Iterable[Block]) -> list[int]:
    """Ids of the officials marked in the text, in order of first mention."""
    marks = (mark for block in walk(blocks) for run in block.runs for mark in run.marks)
    return list(dict.fromkeys(int(mark.attrs[0][1]) for mark in marks if is_official(mark)))


def speakers_in(blocks: Iterable[Block]) -> list[int]:
    """Ids of the officials whom quotations of the text are marked as said by, in order."""
    return list(dict.fromkeys(int(block.attrs[SPEAKER]) for block in walk(blocks) if SPEAKER in block.attrs))


def pictures_in(blocks: Iterable[Block]) -> list[int]:
    """Ids of the pictures of the library in the text, in order."""
    return list(
        dict.fromkeys(int(block.attrs["data-media"]) for block in walk(blocks) if block.kind == "picture")
    )


def keep(blocks: list[Block], officials: Container[int], pictures: Container[int]) -> list[Block]:
    """The same blocks without pictures that are not among `pictures`, and with plain text for officials that
    are not among `officials`; a quotation of one of these loses its speaker."""
    blocks = [
        block for block in blocks if block.kind != "picture" or int(block.attrs["data-media"]) in pictures
    ]
    for block in walk(blocks):
        if SPEAKER in block.attrs and int(block.attrs[SPEAKER]) not in officials:
            del block.attrs[SPEAKER]
        runs = (
            TextRun(text, tuple(m for m in marks if not is_official(m) or int(m.attrs[0][1]) in officials))
            for text, marks in block.runs
        )
        block.runs = tidy(runs)
    return blocks


def is_official(mark: Mark) -> bool:
    """Whether the mark names a person, as `("data-official", id)`, its only attribute."""
    return bool(mark.attrs) and mark.attrs[0][0] == "data-official"


def plain_text(source: str | list[Block]) -> str:
    """The words of a body, captions and attributions included; paragraphs are separated by an empty line."""
    blocks = parse(source) if isinstance(source, str) else source
    texts = (block.attrs.get("data-caption") or block.text for block in walk(blocks))
    return "\n\n".join(text for text in texts if text.strip())


INLINE_TAGS = re.compile(r"</?(?:a|strong|em|span)\b[^>]*>")
TAGS = re.compile(r"<[^>]*>")


def quick_text(written: str) -> str:
    """The words of a body that `write` wrote, for excerpts: in one line, without captions of tables.

    Nothing is parsed, which is some 30 times quicker: what `write` writes has `>` at the end of a tag only.

    >>> quick_text("<p>H<em>2</em>O &amp; more</p><p>Text&nbsp;here.</p>")
    'H2O & more  Text\\xa0here.'
    """
    return unescape(TAGS.sub(" ", INLINE_TAGS.sub("", written))).strip()


# --- Writing ------------------------------------------------------------------------------------


def escape(text: str, *, quote: bool = False) -> str:
    """As a browser serialises it (HTML, section 13.3): text, or with `quote` the value of an attribute."""
    text = text.replace("&", "&amp;").replace("\xa0", "&nbsp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace('"', "&quot;") if quote else text


def start_tag(tag: str, attrs: Iterable[tuple[str, str]] = ()) -> str:
    """`<tag name="value">`, values escaped."""
    return f"<{tag}{''.join(f' {name}="{escape(value, quote=True)}"' for name, value in attrs)}>"


def write_runs(runs: list[TextRun], link: Callable[[Mark], Mark | None] | None = None) -> str:
    """Text with its marks as HTML. `link` may turn each `a` into another mark, or None for plain text."""
    out, opened = [], []
    for text, marks in runs:
        shown = [link(m) if link and m.tag == "a" else m for m in marks]
        shown = [m for m in shown if m]
        same = 0
        while same < min(len(opened), len(shown)) and opened[same] == shown[same]:
            same += 1
        out += [f"</{mark.tag}>" for mark in reversed(opened[same:])]
        out += [start_tag(*mark) for mark in shown[same:]]
        out.append("<br>" if text == BREAK else escape(text))
        opened = shown
    return "".join(out) + "".join(f"</{mark.tag}>" for mark in reversed(opened))


def write(blocks: Iterable[Block]) -> str:
    """Reference HTML: exactly the text that the editor gives back, without white space between elements."""
    return "".join(_write(block) for block in blocks)


def _write(block: Block) -> str:
    start = start_tag(block.tag, block.attrs.items())
    if block.tag == "hr":
        return start
    inside = write(block.children) if block.children else write_runs(block.runs)
    if block.tag == "table":
        inside = f"<tbody>{inside}</tbody>"
    return f"{start}{inside}</{block.tag}>"
