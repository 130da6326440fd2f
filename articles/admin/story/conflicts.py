"""Somebody saved this story meanwhile: what was typed and what is stored are merged, or asked about.

A form carries the revision it was loaded from. If another one is stored, base, mine and theirs go together
(articles/versions/three_way.py). Without a conflict the form shows the whole, to be looked at and saved; with
one, a page asks. Its answers make a new text of mine whose base is the revision that was shown; then it is
saved like any other, and merged again if a third person was faster. Everything is computed anew, from the
stored revisions and from what was typed.
"""

from dataclasses import dataclass, field

from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from articles.admin.story import form_payload
from articles.admin.story.pages import page
from articles.body.editor import BodyWidget
from articles.body.field import clean_body
from articles.models import Article, Author, Topic
from articles.models.content import OfficialRole
from articles.payload import FIELD, PICTURE, FieldKind
from articles.versions.payload_diff import label_of
from articles.versions.three_way import BodyPlace, ThreeWayMerge, merge
from newsroom.images.models import Image
from newsroom.lib import html
from newsroom.lib.differences import DiffRun, words
from newsroom.lib.keys import key_in
from newsroom.templatetags.desk import exact, who
from people.models import Appointment, Person

WITH = "merge_with"  # the revision that a conflict page was made with
SHORT = {FieldKind.LINE, FieldKind.ADDRESS}  # own words of one line


@dataclass
class ReconciledStory:
    """A merge that the form shows and does not save: who saved what meanwhile, and what went together."""

    sentence: str
    merged: list = field(default_factory=list)


# --- The save path -----------------------------------------------------------------------------------
def meet(model_admin, request, object_id):
    """Answer a POST of the form that meets a newer revision, or None: go on and save `request.POST`.

    Inside the caller's transaction, with the row locked. May put a merged story into `request.POST`, and a
    a `ReconciledStory` into `request.looked` for a form that is to be shown and not saved.
    """
    article = model_admin.get_object(request, unquote(object_id))
    if article is None or not model_admin.has_change_permission(request, article):
        return None  # Django says so
    stored = Article.objects.select_for_update(no_key=True).filter(pk=article.pk).first()
    if stored is None:
        return None
    shown = key_in(request.POST.get("revision"))
    answering = key_in(request.POST.get(WITH))
    if answering is None and shown == stored.revision_number:
        return None
    request.POST = request.POST.copy()
    request.POST["revision"] = str(shown or "")
    mine = form_payload.read(model_admin, request, article)
    if mine is None:
        return None  # the form shows its faults; its own clean() refuses to save over a newer revision
    if answering is not None:
        found = merge(_payload(stored, shown), mine, _payload(stored, answering))
        answers, faults = read_answers(found, request.POST)
        if faults or "_check" in request.POST:
            return conflict_page(request, stored, found, shown, answering, faults)
        answer = found.resolve(answers)
        if "_theirs" in request.POST and answering == stored.revision_number:
            request.kept_over = answering
            all_mine = {conflict.key: ("mine", None) for conflict in found.conflicts}
            answering = _keep(stored, found.resolve(all_mine), request.user)
        mine, shown = answer, answering
    return _go_together(model_admin, request, stored, shown, mine, answering is not None)


def settle(request, response):
    """Take back what `_keep` recorded where the form was not saved after all, but shows a fault."""
    over = getattr(request, "kept_over", None)
    if over is not None and response.status_code == 200:
        transaction.set_rollback(True)
        response.context_data["adminform"].form.data["revision"] = str(over)


def _go_together(model_admin, request, stored, shown, mine, answered):
    number, result = stored.revision_number, mine
    if shown != number:
        found = merge(_payload(stored, shown), mine, _payload(stored, number))
        if found.conflicts:
            request.POST = form_payload.as_posted(mine, request.POST, stored)
            request.POST["revision"] = str(shown or "")
            return conflict_page(request, stored, found, shown, number)
        result = found.payload
        if result != mine or answered:
            request.looked = ReconciledStory(_told(request, stored, shown), merged_lines(found))
    buttons = [name for name in request.POST if name.startswith("_")]
    request.POST = form_payload.as_posted(result, request.POST, stored)
    request.POST["revision"] = str(number)
    if "_review" in buttons and not getattr(request, "looked", None):
        request.looked = ReconciledStory(_("This is the story as you chose it. Nothing is saved yet."))
    for name in ["_continue"] if answered else buttons:
        request.POST[name] = "1"
    return None


def _keep(article, payload, user):
    """Record what somebody gives up as a revision that can be opened; returns the newest number."""
    article.rewrite(with_topics(payload), user)
    return article.revision_number


def with_topics(payload):
    """The payload with topics made that have only a name yet."""
    topics = [t if not isinstance(t, str) else Topic.made(t).pk for t in payload["topics"]]
    return {**payload, "topics": sorted(topics)}


def _payload(article, number):
    row = article.revisions.filter(number=number or 0).first()
    return row.payload if row else {}


def _told(request, article, shown):
    """Who saved or published what while this form was open, in one sentence or two."""
    published = _published_since(article, shown)
    if published and not _words_since(article, shown):
        return published
    facts = {
        "who": others(request.user, article, shown),
        "n": article.revision_number,
        "when": exact(article.last_revision.at),
        "base": shown,
    }
    words = _("%(who)s saved revision %(n)s at %(when)s, while you were writing on revision %(base)s.")
    if shown is None:
        words = _("%(who)s saved revision %(n)s at %(when)s, while you were writing.")
    return " ".join(filter(None, [words % facts, published]))


def _words_since(article, shown):
    """Whether a revision after `shown` has other words, and not only links or an address of its own."""
    later = article.revisions.filter(number__gt=shown or 0)
    return later.exclude(inherited__isnull=False, inherited__edition=None).exists()


def _published_since(article, shown):
    """Who published or scheduled a revision after `shown`, as a sentence, or "". One query."""
    editions = article.editions.filter(cancelled_at=None, revision__number__gt=shown or 0)
    edition = editions.select_related("by").order_by("-number").first()
    if edition is None:
        return ""
    words = _("Meanwhile %(who)s published the story as edition %(n)s: readers see it since %(when)s.")
    if edition.is_pending:
        words = _("Meanwhile %(who)s scheduled the story as edition %(n)s: it goes out on %(when)s.")
    return words % {"who": who(edition.by), "n": edition.number, "when": exact(edition.live_from)}


def others(user, article, shown):
    """Who saved after revision `shown`: names, or the same person in another window."""
    rows = article.revisions.filter(number__gt=shown or 0).select_related("by").order_by("number")
    people = {row.by_id: row.by for row in rows} or {article.updated_by_id: article.updated_by}
    names = [_("You, in another window,") if key == user.pk else who(by) for key, by in people.items()]
    return _(" and ").join(names[-3:])


# --- Answers -----------------------------------------------------------------------------------------
def read_answers(found, post):
    """({key: (choice, own words)}, {key: what is wrong}) for the conflicts of a merge."""
    answers, faults = {}, {}
    everything = next((name for name in ("mine", "theirs") if f"_{name}" in post), None)
    for conflict in found.conflicts:
        choice = everything or post.get(f"merge-{conflict.key}")
        if choice not in conflict.choices:
            faults[conflict.key] = _("Choose one of them.")
            continue
        try:
            answers[conflict.key] = (choice, _own(conflict, post) if choice == "own" else None)
        except ValidationError as error:
            faults[conflict.key] = " ".join(error.messages)
    return answers, faults


def _own(conflict, post):
    """One's own words, cleaned as the form would clean them."""
    name = f"merge-{conflict.key}-own"
    value = post.get(name, "").replace("\r\n", "\n")
    if conflict.field != "body":
        value = " ".join(value.split()) if FIELD[conflict.field].kind in SHORT else value.strip()
        return Article._meta.get_field(conflict.field).clean(value, None)
    if not post.get(f"{name}_editor_ready") and value != conflict.suggestion:
        raise ValidationError(_("The editor did not load completely, so these words were not taken."))
    return str(clean_body(value))


# --- The page ----------------------------------------------------------------------------------------
@dataclass(frozen=True)
class StoryConflict:
    """A conflict as the page asks it: words struck through and underlined, and a field for one's own."""

    key: str
    legend: str
    was: str
    mine: list
    theirs: list
    both: bool
    own: str
    chosen: str
    fault: str
    headline: bool


@dataclass(frozen=True)
class ReconciledLine:
    """What went together by itself: where, whose it is, and how it changed."""

    label: str
    side: str
    runs: list


def conflict_page(request, article, found, shown, number, faults=None):
    """The page that asks about the conflicts of `found`; it carries everything that was typed."""
    typed_fields = form_payload.without_answers(request.POST)
    typed_fields.pop(WITH, None)
    by = others(request.user, article, shown)
    own = article.revisions.filter(number=number, by=request.user).exists()
    return page(
        request,
        "admin/articles/article/merge.html",
        _("Two people changed this story"),
        article=article,
        told=_told(request, article, shown),
        groups=[("", questions(found, request.POST, faults or {}))],
        count=len(found.conflicts),
        lines=merged_lines(found),
        theirs=_("Yours, from the other window") if own else by,
        form_payload=[(name, value) for name, values in typed_fields.lists() for value in values],
        number=number,
        next_number=number + 1,
        faults=faults,
        media=BodyWidget().media,
    )


def questions(found, post, faults):
    names = ConflictNames(found)
    return [_question(conflict, names, post, faults) for conflict in found.conflicts]


def _question(conflict, names, post, faults):
    was, mine, theirs = (
        names.say(conflict.field, conflict.part, value)
        for value in (conflict.base, conflict.mine, conflict.theirs)
    )
    name = f"merge-{conflict.key}"
    return StoryConflict(
        key=name,
        legend=names.label(conflict.field, conflict.part),
        was=was,
        mine=_runs(was, mine, conflict.mine),
        theirs=_runs(was, theirs, conflict.theirs),
        both="both" in conflict.choices,
        own=_own_field(conflict, post) if "own" in conflict.choices else "",
        chosen=post.get(name, ""),
        fault=faults.get(conflict.key, ""),
        headline=conflict.field == "headline",
    )


def _runs(before, after, value):
    """Word by word; where only the formatting differs, the words say so."""
    if not after:
        return [DiffRun("del", before)] if before else [DiffRun("same", _("nothing"))]
    runs = words(before, after) if before else [DiffRun("ins", after)]
    if value and before == after:
        return [*runs, DiffRun("ins", " " + _("(other formatting)"))]
    return runs


def _own_field(conflict, post):
    name = f"merge-{conflict.key}-own"
    attrs = {"id": name, "aria-label": _("In your own words"), "dir": "auto", "data-grow": ""}
    value = post.get(name, conflict.suggestion)
    if conflict.field == "body":
        return BodyWidget().render(name, value, {"id": name, "aria-label": _("In your own words")})
    field = Article._meta.get_field(conflict.field).formfield()
    widget = field.widget if FIELD[conflict.field].kind in SHORT else type(field.widget)()
    return widget.render(name, value, attrs)


def merged_lines(found):
    """What went together by itself, as Lines."""
    names = ConflictNames(found)
    return [
        ReconciledLine(
            names.label(part.field, part.part),
            {"mine": _("Yours"), "theirs": _("Theirs"), "both": _("Both")}[part.side],
            names.change(part),
        )
        for part in found.merged
    ]


class ConflictNames:
    """Says the values of a merge in words, after one look-up for each kind of thing that it names."""

    def __init__(self, found: ThreeWayMerge):
        self.ids = {"topics": set(), "authors": set(), "officials": set(), "picture": set(), "pins": set()}
        for conflict in found.conflicts:
            for value in (conflict.base, conflict.mine, conflict.theirs):
                self._note(conflict.field, conflict.part, value)
        for part in found.merged:
            self._note(part.field, part.part, part.before)
            self._note(part.field, part.part, part.after)
        self.topics = Topic.objects.in_bulk({t for t in self.ids["topics"] if not isinstance(t, str)})
        self.authors = Author.objects.in_bulk(self.ids["authors"])
        self.officials = Person.objects.in_bulk(self.ids["officials"])
        self.pictures = Image.objects.in_bulk(self.ids["picture"])
        pins = Appointment.objects.select_related("post").filter(pk__in=self.ids["pins"])
        self.pins = {row.pk: row for row in pins}

    def _note(self, field, part, value):
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
        """How something changed, as runs: names taken out and put in, or words."""
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
        return _runs(before, after, part.after)

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
    """The words of blocks with what they show: officials, links and figures, which plain text leaves out."""
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
