"""What changed between two editions of a story, place by place, in words a reader can check."""

from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from articles.models.edition_relations import EditionOfficial
from articles.payload import FIELD, FIELDS, ON_THE_PAGE, FieldKind
from newsroom.lib import html
from newsroom.lib.differences import DiffRun, paragraphs, words

CELLS = ", "


@dataclass(frozen=True)
class EditionChange:
    """One place that changed: its name for readers and its `newsroom.lib.differences.DiffRun`s."""

    place: str
    runs: list


def changes_between(before, after):
    """The EditionChanges from one edition to another, in the order of the page. One query, for the officials.

    Both must have `topics` and `authors`, see `articles.public.lists.named`.
    """
    return [change for field in ON_THE_PAGE for change in _changes(field, before, after)]


def _changes(field, before, after):
    label = capfirst(field.page_label or field.label)
    if field.kind is FieldKind.BODY:
        return body_changes(before.body, after.body)
    if field.kind is FieldKind.PICTURE:
        return _picture(label, before, after)
    if field.kind is FieldKind.OFFICIALS:
        return _officials(label, before, after)
    if field.kind.is_column:
        return _line(label, _text(field, before), _text(field, after))
    return name_changes(label, *(_words(getattr(edition, field.name)) for edition in (before, after)))


def _line(place, before, after):
    return [] if before == after else [EditionChange(place, words(before, after))]


def _text(field, edition):
    """The words of a field and of the fields shown with it: "New York, 2007-10-10"."""
    fields = [field, *(other for other in FIELDS if other.shown_with == field.name)]
    return CELLS.join(filter(None, (one.in_words(getattr(edition, one.name)) for one in fields)))


def _words(named):
    return [name for name, _href in named]


def name_changes(place, before, after):
    """Names removed and added, as a list of one EditionChange or none; also if only the order changed."""
    if before == after:
        return []
    removed = [DiffRun("del", name) for name in before if name not in after]
    added = [DiffRun("ins", name) for name in after if name not in before]
    runs = removed + added or [DiffRun("del", CELLS.join(before)), DiffRun("ins", CELLS.join(after))]
    spaced = [part for run in runs for part in (DiffRun("same", " "), run)]
    return [EditionChange(place, spaced[1:])]


def _picture(label, before, after):
    if before.lead_image_id != after.lead_image_id:
        return [EditionChange(label, words(_title(before), _title(after)))]
    return _line(capfirst(FIELD["lead_caption"].label), before.lead_caption, after.lead_caption)


def _title(edition):
    """What the picture shows, in words for readers. Its title is for the desk, often a file name."""
    return edition.lead_alt or edition.lead_image.alt if edition.lead_image_id else ""


def body_changes(before, after):
    """The EditionChanges of the words between two bodies, reference HTML, block by block."""
    if before == after:
        return []
    old, new = _places(before), _places(after)
    changes = paragraphs([text for _place, text in old], [text for _place, text in new])
    return [
        EditionChange(
            new[change.after][0] if change.after is not None else old[change.before][0], change.runs
        )
        for change in changes
    ]


def _officials(label, before, after):
    rows = EditionOfficial.objects.filter(edition__in=[before.pk, after.pk], person__is_public=True)
    names = {before.pk: [], after.pk: []}
    for row in rows.select_related("person"):
        names[row.edition_id].append(str(row.person))
    return name_changes(label, sorted(names[before.pk]), sorted(names[after.pk]))


# --- The places of a body -------------------------------------------------------------------------
def _places(body):
    """[(name of the place for readers, its words)] of a body, in reading order."""
    return [place for block in _numbered(html.parse(body)) for place in block if place[1].strip()]


def _numbered(blocks):
    paragraph = table = 0
    for block in blocks:
        if block.tag == "p":
            paragraph += 1
            yield [(_("Paragraph %(n)s") % {"n": paragraph}, block.text)]
        elif block.tag == "table":
            table += 1
            yield _table(block, table)
        else:
            yield [(_kind(block), part.text) for part in html.walk([block]) if part.runs]


def _table(block, number):
    caption = [(_("Table %(n)s") % {"n": number}, block.attrs.get("data-caption", ""))]
    rows = [
        CELLS.join(" ".join(part.text for part in html.walk([cell]) if part.runs) for cell in row.children)
        for row in block.children
    ]
    place = _("Table %(n)s, row %(row)s")
    return caption + [(place % {"n": number, "row": at}, row) for at, row in enumerate(rows, 1)]


def _kind(block):
    names = {
        "h2": _("Heading"),
        "h3": _("Heading"),
        "ul": _("List"),
        "ol": _("List"),
        "blockquote": _("Quotation"),
        "pullquote": _("Pull quote"),
        "picture": _("Caption"),
        "embed": _("Embed"),
    }
    return names.get(block.kind, _("Text"))
