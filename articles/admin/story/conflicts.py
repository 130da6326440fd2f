"""Two people changed one story: their texts are reconciled, or a page asks which words are right.

A form carries the number of the revision it was loaded from. If the database holds a newer one, base, mine
and theirs are put together (articles/versions/three_way.py). Without a conflict the form shows the result;
somebody reads it and saves it. With a conflict, a page asks. The answers make a new text of mine, whose base
is the newer revision. It is saved like any other, and reconciled again if a third person saved first. Every
request computes all of it again, from the stored revisions and the posted form.
"""

from dataclasses import dataclass, replace

from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from articles.admin.story import form_payload
from articles.admin.story.conflict_names import ConflictNames, runs_between
from articles.admin.story.form_visit import FormVisit, ReconciledStory, request_with
from articles.admin.story.pages import page
from articles.body.editor import BodyWidget
from articles.body.field import clean_body
from articles.models import Article, Topic
from articles.payload import FIELD, FieldKind
from articles.versions.three_way import merge
from newsroom.lib.keys import key_in
from newsroom.templatetags.desk import exact, who

WITH = "merge_with"  # the revision that a conflict page was made with
SHORT = {FieldKind.LINE, FieldKind.ADDRESS}  # own words of one line


# --- The save path -----------------------------------------------------------------------------------
def reconcile(model_admin, request, object_id):
    """(page, None) where a posted form has conflicts to be answered; else (None, the request to save from).

    Inside the caller's transaction, with the row locked. The second request may post a merged story, and its
    `form_visit` then says what was put together (articles/admin/story/form_visit.py).
    """
    article = model_admin.get_object(request, unquote(object_id))
    if article is None or not model_admin.has_change_permission(request, article):
        return None, request  # Django says so
    stored = Article.objects.select_for_update(no_key=True).filter(pk=article.pk).first()
    if stored is None:
        return None, request
    shown = key_in(request.POST.get("revision"))
    answering = key_in(request.POST.get(WITH))
    if answering is None and shown == stored.revision_number:
        return None, request
    visit = FormVisit(request.user)
    post = request.POST.copy()
    post["revision"] = str(shown or "")
    mine = form_payload.read(model_admin, request_with(request, post, visit), article)
    if mine is None:  # the form shows its faults; its own clean() refuses to save over a newer revision
        return None, request_with(request, post, visit)
    if answering is not None:
        found = merge(_payload(stored, shown), mine, _payload(stored, answering))
        answers, faults = read_answers(found, post)
        if faults or "_check" in post:
            return conflict_page(request, post, stored, found, shown, answering, faults), None
        mine, shown = found.resolve(answers), answering
        if "_theirs" in post and answering == stored.revision_number:
            all_mine = {conflict.key: ("mine", None) for conflict in found.conflicts}
            shown = _keep(stored, found.resolve(all_mine), request.user)
            visit = replace(visit, given_up=answering)
    return _put_together(request, post, stored, shown, mine, visit, answered=answering is not None)


def undo_given_up(visit, response):
    """Undo what `_keep` wrote where the form was not saved after all, but is shown again with a fault."""
    if visit.given_up is not None and response.status_code == 200:
        transaction.set_rollback(True)
        response.context_data["adminform"].form.data["revision"] = str(visit.given_up)


def _put_together(request, post, stored, shown, mine, visit, answered):
    """As `reconcile` answers: `mine` and what is stored now, put together or asked about."""
    number, result = stored.revision_number, mine
    if shown != number:
        found = merge(_payload(stored, shown), mine, _payload(stored, number))
        if found.conflicts:
            post = form_payload.as_posted(mine, post, stored)
            post["revision"] = str(shown or "")
            return conflict_page(request, post, stored, found, shown, number), None
        result = found.payload
        if result != mine or answered:
            reconciled = ReconciledStory(_who_saved(request, stored, shown), merged_lines(found))
            visit = replace(visit, reconciled=reconciled)
    buttons = [name for name in post if name.startswith("_")]
    post = form_payload.as_posted(result, post, stored)
    post["revision"] = str(number)
    if "_review" in buttons and not visit.reconciled:
        chosen = ReconciledStory(_("This is the story as you chose it. Nothing is saved yet."))
        visit = replace(visit, reconciled=chosen)
    for name in ["_continue"] if answered else buttons:
        post[name] = "1"
    return None, request_with(request, post, visit)


def _keep(article, payload, user):
    """Save what somebody gives up as a revision that can be opened; returns the newest number."""
    article.rewrite(with_topics(payload), user)
    return article.revision_number


def with_topics(payload):
    """The payload with topics made that have only a name yet."""
    topics = [t if not isinstance(t, str) else Topic.made(t).pk for t in payload["topics"]]
    return {**payload, "topics": sorted(topics)}


def _payload(article, number):
    row = article.revisions.filter(number=number or 0).first()
    return row.payload if row else {}


def _who_saved(request, article, shown):
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
    """Whether a revision after `shown` changed words, and not only links or the address."""
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
    """Who saved after revision `shown`: names, or “You, in another window,”."""
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
    """A conflict as the page shows it: both changes word by word, and a field for other words."""

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
    """A change that was taken without a question: its place, whose it is, and how it changed."""

    label: str
    side: str
    runs: list


def conflict_page(request, post, article, found, shown, number, faults=None):
    """The page that asks about the conflicts of `found`; its form holds all that was posted."""
    fields = form_payload.without_answers(post)
    fields.pop(WITH, None)
    by = others(request.user, article, shown)
    own = article.revisions.filter(number=number, by=request.user).exists()
    return page(
        request,
        "admin/articles/article/merge.html",
        _("Two people changed this story"),
        article=article,
        sentence=_who_saved(request, article, shown),
        groups=[("", questions(found, post, faults or {}))],
        count=len(found.conflicts),
        lines=merged_lines(found),
        theirs=_("Yours, from the other window") if own else by,
        posted_fields=[(name, value) for name, values in fields.lists() for value in values],
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
        mine=runs_between(was, mine, conflict.mine),
        theirs=runs_between(was, theirs, conflict.theirs),
        both="both" in conflict.choices,
        own=_own_field(conflict, post) if "own" in conflict.choices else "",
        chosen=post.get(name, ""),
        fault=faults.get(conflict.key, ""),
        headline=conflict.field == "headline",
    )


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
    """The changes that were taken without a question, as ReconciledLines."""
    names = ConflictNames(found)
    return [
        ReconciledLine(
            names.label(part.field, part.part),
            {"mine": _("Yours"), "theirs": _("Theirs"), "both": _("Both")}[part.side],
            names.change(part),
        )
        for part in found.merged
    ]
