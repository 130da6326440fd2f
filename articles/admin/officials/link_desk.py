"""The link desk: a queue of stories with open suggestions, and a page for each. Each act can be undone.

It needs no permission to edit stories. All works without scripts; link-desk.js adds keys.
"""

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from articles.admin.officials import bulk_links, suggestion_rows
from articles.admin.story.pages import before_in, for_linkers, page
from articles.models import Article, AuditEntry, SuggestionDismissal
from articles.models.content import OfficialRole
from articles.officials import link_desk
from articles.workflow import Refused
from newsroom.lib.keys import key_in, keys_in
from people.models import Person

KEPT = 30  # acts that can be undone
SHOWN = 6  # of them on the page
Why = SuggestionDismissal.Why


# --- The queue ---------------------------------------------------------------------------------------
@for_linkers
@require_http_methods(["GET", "POST"])
def desk(request):
    """GET shows the stories of the queue that were read so far, in seven queries; POST reads more of them."""
    before = before_in(request)
    if request.method == "POST":
        link_desk.read_more(before)
        return redirect(_with_before(reverse("admin:links"), before))
    queue = link_desk.queue(before)
    return page(request, "admin/articles/links/queue.html", _("Link desk"), queue=queue, before=before)


@for_linkers
@require_GET
def next_story(request):
    """To the next story with open suggestions; `?after=` names the one that was open, else the first."""
    after, before = request.GET.get("after", ""), before_in(request)
    found = link_desk.queue(before).after(key_in(after))
    if found is None:
        return redirect(_with_before(reverse("admin:links"), before))
    return redirect(_with_before(reverse("admin:links_story", args=[found]), before))


def _with_before(url, before):
    return f"{url}?before={before}" if before else url


# --- One story ---------------------------------------------------------------------------------------
@for_linkers
@require_http_methods(["GET", "POST"])
def story(request, pk):
    """GET shows a story and what it names, in at most twelve queries; POST does what its button says."""
    if request.method == "POST":
        _act(request, pk)
        return redirect(request.get_full_path())
    found = link_desk.story(pk)
    if found is None:
        raise Http404
    rows = suggestion_rows.rows(found.open)
    return page(
        request,
        "admin/articles/links/story.html",
        _("Link desk"),
        story=found,
        article=found.article,
        blocks=link_desk.shown(found),
        rows=rows,
        strong=sum(row.strength == "strong" for row in rows),
        roles=suggestion_rows.roles(),
        done=request.session.get("link_acts", [])[: -SHOWN - 1 : -1],
        before=before_in(request),
    )


def _act(request, pk):
    name = next((name for name in ACTS if name in request.POST), None)
    if name is None:
        return
    try:
        with transaction.atomic():
            done = ACTS[name](request, pk, request.POST[name])
    except Refused as refused:
        messages.error(request, " ".join(refused.messages))
        return
    if done:
        _keep(request, *done)


def _opened(request, pk):
    """The story, locked; Refused where its words are not those that the page shows."""
    article = get_object_or_404(Article.objects.select_for_update(no_key=True), pk=pk)
    if request.POST.get("seen") != link_desk.what_is_shown(article):
        raise Refused(
            _("The words of this story changed after you opened it; nothing was done. This is how it is now.")
        )
    return article


def _keep(request, article, words, parts):
    """Keep an act to undo it later: `parts` are ("link", audit entry) or ("dismissal", hash, person ids)."""
    acts = request.session.get("link_acts", [])
    number = acts[-1]["number"] + 1 if acts else 1
    act = {"number": number, "article": article.pk, "story": str(article), "words": words, "parts": parts}
    request.session["link_acts"] = [*acts, act][-KEPT:]


# --- Acts: each returns (article, words, parts), or None where nothing was done ------------------------
def _link(request, pk, key):
    article = _opened(request, pk)
    words, part = _linked(request, article, key)
    return article, words, [part]


def _linked(request, article, key):
    """Link whom a suggestion means; (words, part)."""
    person = Person.objects.filter(pk=key_in(request.POST.get(f"person-{key}"))).first()
    if person is None:
        raise Refused(_("Choose first which of them it is."))
    role = request.POST.get(f"role-{key}", "")
    role = OfficialRole(role) if role in OfficialRole.values else OfficialRole.MENTIONED
    entry = article.link_official(person, request.user, role)
    words = _("%(person)s linked as %(role)s") % {"person": person, "role": role.label}
    return words, ["link", entry.pk]


def _other(request, pk, key):
    return _dismissed(request, pk, [key], Why.OTHER)


def _passing(request, pk, key):
    return _dismissed(request, pk, [key], Why.PASSING)


def _dismissed(request, pk, keys, why):
    article = _opened(request, pk)
    parts, names = [], []
    for key in keys:
        ids = keys_in(request.POST.get(f"persons-{key}", "").split(","))
        known = Person.objects.filter(pk__in=ids)
        SuggestionDismissal.store(article, [person.pk for person in known], _hash(key), request.user, why)
        parts.append(["dismissal", _hash(key), ids])
        names += [str(person) for person in known]
    if not names:
        raise Refused(_("This suggestion is not there any more."))
    return article, suggestion_rows.dismissed_words(why) % {"names": ", ".join(names)}, parts


def _hash(key):
    return key.partition("-")[0][: suggestion_rows.LONGEST_HASH]


def _ticked(request):
    keys = request.POST.getlist("tick")
    if not keys:
        raise Refused(_("Tick one or more suggestions first."))
    return keys


def _link_many(request, pk, _value):
    article, parts, refusals = _opened(request, pk), [], []
    for key in _ticked(request):
        try:
            with transaction.atomic():
                parts.append(_linked(request, article, key)[1])
        except Refused as refused:
            refusals += refused.messages
    for refusal in dict.fromkeys(refusals):
        messages.warning(request, refusal)
    words = ngettext("%(n)s official linked", "%(n)s officials linked", len(parts)) % {"n": len(parts)}
    return (article, words, parts) if parts else None


def _dismiss_many(request, pk, _value):
    return _dismissed(request, pk, _ticked(request), Why.PASSING)


def _role(request, pk, person):
    article, official = _opened(request, pk), _person(person)
    role = request.POST.get(f"linked-role-{person}", "")
    if role not in OfficialRole.values:
        raise Refused(_("Choose a role."))
    entry = article.change_official(official, request.user, role)
    words = _("%(person)s is now %(role)s") % {"person": official, "role": OfficialRole(role).label}
    return article, words, [["link", entry.pk]]


def _unlink(request, pk, person):
    article, official = _opened(request, pk), _person(person)
    entry = article.unlink_official(official, request.user)
    return article, _("%(person)s taken off the story") % {"person": official}, [["link", entry.pk]]


def _person(value):
    return get_object_or_404(Person, pk=key_in(value) or 0)


def _undo(request, _pk, number):
    """Take back one of the acts of this session, on whichever story it was."""
    acts = request.session.get("link_acts", [])
    act = next((act for act in acts if str(act["number"]) == number), None)
    if act is None:
        raise Refused(_("This was undone already, or is too long ago."))
    article = get_object_or_404(Article.objects.select_for_update(no_key=True), pk=act["article"])
    for kind, *rest in reversed(act["parts"]):
        if kind == "link":
            article.undo_link(AuditEntry.objects.get(pk=rest[0]), request.user)
        else:
            hashed, persons = rest
            SuggestionDismissal.take_back(article, persons, hashed)
    request.session["link_acts"] = [other for other in acts if other is not act]
    messages.success(request, _("Undone: %(act)s") % {"act": act["words"]})


ACTS = {
    "link": _link,
    "other": _other,
    "passing": _passing,
    "link_many": _link_many,
    "dismiss_many": _dismiss_many,
    "role": _role,
    "unlink": _unlink,
    "undo": _undo,
}

PLACES = {"links": desk, "links_next": next_story, "links_story": story, "links_person": bulk_links.person}
