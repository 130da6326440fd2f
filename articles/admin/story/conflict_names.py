"""The values of a merge in words: officials, topics and pictures by name, places of the text."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from articles.models import Author, Topic
from articles.models.content import OfficialRole
from articles.payload import FIELD, PICTURE
from articles.versions.payload_diff import label_of
from articles.versions.three_way import BodyPlace, ThreeWayMerge
from newsroom.images.models import Image
from newsroom.lib import html
from newsroom.lib.differences import DiffRun, words
from people.models import Appointment, Person


class ConflictNames:
    """The words for the values of a merge; one query for each kind of thing that the merge names."""

    def __init__(self, found: ThreeWayMerge):
        self.ids = {"topics": set(), "authors": set(), "officials": set(), "picture": set(), "pins": set()}
        for conflict in found.conflicts:
            for value in (conflict.base, conflict.mine, conflict.theirs):
                self._collect(conflict.field, conflict.part, value)
        for part in found.merged:
            self._collect(part.field, part.part, part.before)
            self._collect(part.field, part.part, part.after)
        self.topics = Topic.objects.in_bulk({t for t in self.ids["topics"] if not isinstance(t, str)})
        self.authors = Author.objects.in_bulk(self.ids["authors"])
        self.officials = Person.objects.in_bulk(self.ids["officials"])
        self.pictures = Image.objects.in_bulk(self.ids["picture"])
        pins = Appointment.objects.select_related("post").filter(pk__in=self.ids["pins"])
        self.pins = {row.pk: row for row in pins}

    def _collect(self, field, part, value):
        if field in ("topics", "authors") or part == "order":
            self.ids[field] |= set(value or [])
        elif field == "officials":
            self.ids["officials"].add(part)
            self.ids["pins"].add((value or {}).get("appointment"))
        elif field in ("picture", "lead_image_id"):
            self.ids["picture"].add(value.get("lead_image_id") if field == "picture" and value else value)
        for ids in self.ids.values():
            ids.discard(None)

    def label(self, field, part):
        if field == "body":
            return _place(part)
        if field == "picture":
            return _("Lead picture")
        if field == "officials" and part != "order":
            return _("Official: %(name)s") % {"name": self.officials.get(part, part)}
        label = capfirst(label_of(field))
        return _("%(field)s, the order") % {"field": label} if part == "order" else label

    def say(self, field, part, value):
        if field == "body":
            return spoken(value)
        if field in ("topics", "authors") or part == "order":
            return ", ".join(self._name(field, key) for key in value or [])
        if field == "officials":
            return self._row(value)
        if field == "picture":
            return self._picture(value or dict.fromkeys(PICTURE))
        if field == "lead_image_id":
            return self._picture({"lead_image_id": value})
        return FIELD[field].in_words(value)

    def change(self, part):
        """How a value changed, as runs: names taken out and put in, or changed words."""
        if part.field in ("topics", "authors") and part.part is None:
            out = [
                DiffRun("del", self._name(part.field, key)) for key in part.before if key not in part.after
            ]
            into = [
                DiffRun("ins", self._name(part.field, key)) for key in part.after if key not in part.before
            ]
            if out or into:
                return [piece for run in out + into for piece in (run, DiffRun("same", " "))]
        before, after = (self.say(part.field, part.part, value) for value in (part.before, part.after))
        return runs_between(before, after, part.after)

    def _name(self, field, key):
        return str(getattr(self, field).get(key, key))

    def _row(self, row):
        if row is None:
            return ""
        words = [OfficialRole(row["role"]).label]
        if row["appointment"] in self.pins:
            words.append(_("as holder of %(post)s") % {"post": self.pins[row["appointment"]].post})
        if row["as_printed"]:
            words.append(_("printed as “%(title)s”") % {"title": row["as_printed"]})
        return ", ".join(map(str, words))

    def _picture(self, value):
        words = [str(self.pictures.get(value["lead_image_id"], "") or "")]
        if value.get("lead_alt"):
            words.append(_("alternative text: %(text)s") % {"text": value["lead_alt"]})
        if value.get("lead_caption"):
            words.append(_("caption: %(text)s") % {"text": value["lead_caption"]})
        return "; ".join(filter(None, words))


def _place(place: BodyPlace):
    """What the desk calls a place of the body."""
    kinds = {
        "p": _("Text, paragraph %(n)s"),
        "h2": _("Text, heading %(n)s"),
        "h3": _("Text, smaller heading %(n)s"),
        "picture": _("Text, picture %(n)s"),
        "pullquote": _("Text, pull quote %(n)s"),
        "embed": _("Text, film %(n)s"),
        "table": _("Text, table %(n)s"),
        "blockquote": _("Text, quotation %(n)s"),
    }
    if place.inserted and place.number:
        return _("Text, after paragraph %(n)s") % {"n": place.number}
    if place.inserted:
        return _("Text, at the beginning")
    return kinds.get(place.kind, _("Text, list %(n)s")) % {"n": place.number}


def spoken(source):
    """The words of blocks, with what plain text leaves out: officials, addresses and figures."""
    return "\n".join(filter(None, (_spoken(block) for block in html.walk(html.parse(source or "")))))


def _spoken(block):
    shown = {
        "picture": _("[picture %(id)s: %(alt)s]")
        % {"id": block.attrs.get("data-media", ""), "alt": block.attrs.get("data-alt", "")},
        "embed": f"[{block.attrs.get('data-embed', '')}]",
        "table": block.attrs.get("data-caption", ""),
    }
    text = "".join(_marked(run) for run in block.runs).replace("\xa0", " ")
    return shown.get(block.kind, "") + text


def _marked(run):
    for mark in run.marks:
        if mark.tag == "a" and not html.is_official(mark):
            return f"{run.text} [{mark.attrs[0][1]}]"
        if html.is_official(mark):
            return f"{run.text} [{_('official')}]"
    return run.text


def runs_between(before, after, value):
    """Word by word; where only the formatting differs, the words say so."""
    if not after:
        return [DiffRun("del", before)] if before else [DiffRun("same", _("nothing"))]
    runs = words(before, after) if before else [DiffRun("ins", after)]
    if value and before == after:
        return [*runs, DiffRun("ins", " " + _("(other formatting)"))]
    return runs
