"""A story's body: what is stored (reference HTML, always cleaned) and what readers get (public HTML, made
from it at publication and stored with the edition).

Reference HTML names what it shows by id: `<a data-official="7">Ban Ki-moon</a>`, `<figure data-media="4">`.
Its grammar is in `newsroom.lib.html`; the list of extensions in `articles.body.field.editor`.
"""

import functools
import re
from collections.abc import Iterable
from urllib.parse import urlsplit

import nh3
from django.apps import apps
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django_prose_editor.config import allowlist_from_extensions
from django_prose_editor.fields import ProseEditorField

from articles.body.editor import EXTENSIONS, BodyWidget
from articles.body.quoted import SpokenWords, quotations_in
from articles.mentions import first_mention
from newsroom.lib import html

LARGEST = 2_000_000  # bytes of HTML, about 300,000 words
MARK = re.compile(r'data-official="([0-9]+)"')  # in reference HTML, where no text has a plain quotation mark
DEEPEST = 500  # elements inside each other; reading takes time with the square of it
PICTURE_SIZES = "(min-width: 40em) 36rem, 100vw"  # the measure of the text in site.css

# --- What is stored ---------------------------------------------------------------------------


class CleanBody(str):
    """Reference HTML that `clean_body` has made; cleaning it again costs nothing."""

    __slots__ = ()


@functools.cache
def _cleaner() -> nh3.Cleaner:
    """nh3 with the editor's allowlist, and some more tags that are read but never written."""
    allowed = allowlist_from_extensions(EXTENSIONS)
    return nh3.Cleaner(**(allowed | {"tags": allowed["tags"] | html.READ_TAGS}))


def clean_body(value: str) -> CleanBody:
    """Clean any HTML: the result is what the editor can produce, with officials and pictures that exist.

    One query for people and one for pictures, if the text has any. ValidationError over LARGEST bytes.
    `clean_body(clean_body(x)) == clean_body(x)`.
    """
    if isinstance(value, CleanBody):
        return value
    source = html.legal(value or "")
    if len(source.encode()) > LARGEST:
        raise ValidationError(
            _("The text is too long: at most %(limit)s MB, with its formatting."),
            code="too-long",
            params={"limit": LARGEST // 1_000_000},
        )
    if html.nesting(source) > DEEPEST:
        raise ValidationError(
            _("The formatting of this text is nested too deeply. Paste it again as plain text."),
            code="tangled",
        )
    blocks = html.parse(_cleaner().clean(source))
    blocks = html.keep(
        blocks,
        officials=_existing("people.Person", html.officials_in(blocks) + html.speakers_in(blocks)),
        pictures=_existing("images.Image", html.pictures_in(blocks)),
    )
    return CleanBody(html.write(blocks))


def _existing(model: str, ids: list[int]) -> set[int]:
    """Those of the ids that exist. The model is given by name: this module is loaded before the models."""
    if not ids:
        return set()
    return set(apps.get_model(model)._base_manager.filter(pk__in=ids).values_list("pk", flat=True))


class BodyField(ProseEditorField):
    """Reference HTML. Clean in `full_clean()`, in `save()` and `bulk_create()` (the instance too), and in
    `update()`, `bulk_update()` and fixtures (the column). In migrations a TextField."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs | {"extensions": EXTENSIONS, "sanitize": clean_body})

    def pre_save(self, model_instance, add):
        value = super().pre_save(model_instance, add)
        if isinstance(value, str):
            value = clean_body(value)
            setattr(model_instance, self.attname, value)
        return value

    def get_db_prep_save(self, value, connection):
        if isinstance(value, str):
            value = str(clean_body(value))
        return super().get_db_prep_save(value, connection)

    def formfield(self, **kwargs):
        return super().formfield(**kwargs | {"widget": BodyWidget, "sanitize": clean_body})


# --- What readers get -------------------------------------------------------------------------


def render_body(body: str, language: str = "", officials: Iterable[int] = ()) -> SafeString:
    """Turn reference HTML into public HTML; `language` is that of the story, for the few words of our own.

    One query for people and one for pictures, if the text has any; two more if it names somebody merged.
    Officials become links to their pages (plain text, if readers may not see the page), pictures an <img>
    with all its sources, films a plain link: a page loads nothing from another site.
    `officials` are the ids of those linked to the story: the first mention of each becomes a link as well
    (`articles.mentions.first_mention`); one more query.
    """
    blocks, officials = html.parse(body), set(officials)
    people = _people(blocks, officials)
    if merged := _merged({*html.officials_in(blocks)} - people.keys()):
        body = MARK.sub(lambda mark: f'data-official="{merged.get(mark[1], mark[1])}"', body)
        blocks = html.parse(body)
        people = _people(blocks, officials)
    first_mention.link(blocks, {pk: _names(people[pk]) for pk in officials & people.keys()})
    pictures = _found(apps.get_model("images.Image").objects.all(), html.pictures_in(blocks))
    with translation.override(language or translation.get_language()):
        return mark_safe(_Page(people, pictures).blocks(blocks))  # noqa: S308 (written with every value escaped)


def _people(blocks, officials):
    """{id: Person whom readers may see}, of those marked and those linked."""
    public = apps.get_model("people.Person").objects.public()
    if officials:
        public = public.prefetch_related("names")
    return _found(public, sorted({*html.officials_in(blocks), *officials}))


def _merged(ids):
    """{id: id of whom they were merged into}, as text, of those of the ids who were."""
    if not ids:
        return {}
    gone = apps.get_model("people.Person")._base_manager.filter(pk__in=ids, merged_into__isnull=False)
    return {str(pk): str(kept) for pk, kept in gone.values_list("pk", "merged_into")}


def quotations(body: str, linked: Iterable[int]) -> list[SpokenWords]:
    """What is said in a body, and by whom; `linked` are the ids of the story's officials, or a query of them.

    No query for a body without quotations, else three: these people, their names, who still exists.
    """
    if "<blockquote" not in body:
        return []
    people = apps.get_model("people.Person").objects.filter(pk__in=linked).prefetch_related("names")
    found = quotations_in(html.parse(body), {person.pk: _names(person) for person in people})
    there = _existing("people.Person", [said.person for said in found])
    return [said for said in found if said.person in there]


def _found(queryset, ids):
    return queryset.in_bulk(ids) if ids else {}


def _names(person):
    """The full names of a person: the displayed one, and each other one that suggestions may use."""
    return [person.full_name, *(name.text for name in person.names.all() if name.match and " " in name.text)]


class _Page:
    """Writes blocks for readers. A method per kind of block that differs from what is stored."""

    def __init__(self, people, pictures):
        self.people = people
        self.pictures = pictures
        self.tables = 0

    def blocks(self, blocks):
        return "".join(self.block(block) for block in blocks)

    def block(self, block):
        different = getattr(self, f"_{block.kind}", None)
        return different(block) if different else self._element(block.tag, block)

    def text(self, block):
        return html.write_runs(block.runs, self._link)

    def _element(self, tag, block, attrs=()):
        start = html.start_tag(tag, [*block.attrs.items(), *attrs])
        if tag == "hr":
            return start
        return f"{start}{self.blocks(block.children) if block.children else self.text(block)}</{tag}>"

    def _link(self, mark):
        """An official's page, or None for plain text; any other link as it is."""
        if not html.is_official(mark):
            return mark
        person = self.people.get(int(mark.attrs[0][1]))
        return person and html.Mark("a", (("href", person.get_absolute_url()), *mark.attrs))

    def _loose(self, block, tag, attrs=()):
        """An item or a cell: its first paragraph needs no <p> if no other follows."""
        first, *rest = block.children
        if first.tag == "p" and not first.attrs and not any(child.tag == "p" for child in rest):
            start = html.start_tag(tag, [*block.attrs.items(), *attrs])
            return f"{start}{self.text(first)}{self.blocks(rest)}</{tag}>"
        return self._element(tag, block, attrs)

    def _blockquote(self, block):
        """Without the speaker's id: the text says who it is."""
        block.attrs.pop(html.SPEAKER, None)
        return self._element("blockquote", block)

    def _li(self, block):
        return self._loose(block, "li")

    def _picture(self, block):
        image = self.pictures.get(int(block.attrs["data-media"]))
        if image is None:
            return ""
        alt = block.attrs.get("data-alt")
        context = {"image": image, "alt": alt, "decorative": alt == "", "sizes": PICTURE_SIZES}
        credit = html.escape(block.attrs.get("data-credit") or image.credit)
        caption = " ".join(
            filter(None, [self.text(block.children[0]), f'<span class="credit">{credit}</span>'])
        )
        picture = render_to_string("images/_picture.html", context).strip()
        return f"<figure>{picture}{self._caption(block, caption)}</figure>"

    def _pullquote(self, block):
        quote, caption = block.children
        return (
            f'<figure class="pull">{self._element("blockquote", quote)}'
            f"{self._caption(block, self.text(caption))}</figure>"
        )

    def _embed(self, block):
        address = block.attrs["data-embed"]
        site = "Vimeo" if urlsplit(address).hostname == "vimeo.com" else "YouTube"
        label = _("Watch on %(site)s") % {"site": site}
        caption = block.children[0]
        attrs = [("href", address), ("rel", "external"), ("data-embed", address)]
        if caption.runs:
            attrs.append(("aria-label", f"{label}: {caption.text}"))
        link = f"{html.start_tag('a', attrs)}{html.escape(label)}</a>"
        return f'<figure class="embed">{link}{self._caption(block, self.text(caption))}</figure>'

    def _caption(self, block, inside):
        caption = block.children[-1]
        return f"{html.start_tag('figcaption', caption.attrs.items())}{inside}</figcaption>" if inside else ""

    def _table(self, block):
        """A table that scrolls by itself, reachable by keyboard, with the scope of its header cells."""
        self.tables += 1
        name, title = f"table-{self.tables}", block.attrs.pop("data-caption", "")
        label = ("aria-labelledby", name) if title else ("aria-label", _("Table"))
        caption = (
            f"{html.start_tag('caption', [('id', name)])}{html.escape(title)}</caption>" if title else ""
        )
        heads = _heading_rows(block.children)
        head = "".join(self._row(row, "col") for row in block.children[:heads])
        body = "".join(self._row(row, "row") for row in block.children[heads:])
        return (
            html.start_tag("div", [("class", "scroller"), ("role", "region"), label, ("tabindex", "0")])
            + html.start_tag("table", block.attrs.items())
            + f"{caption}{f'<thead>{head}</thead>' if head else ''}<tbody>{body}</tbody></table></div>"
        )

    def _row(self, row, scope):
        cells = (
            self._loose(cell, cell.tag, [("scope", scope)] if cell.tag == "th" else ())
            for cell in row.children
        )
        return f"{html.start_tag('tr', row.attrs.items())}{''.join(cells)}</tr>"


def _heading_rows(rows):
    """How many rows at the top hold header cells only; at least one row is left for the body."""
    heads = 0
    while heads < len(rows) - 1 and all(cell.tag == "th" for cell in rows[heads].children):
        heads += 1
    return heads
