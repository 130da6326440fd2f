"""Linking one person in every live story that names them in full: the dry run, the act, its undo."""

from django.contrib import messages
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from articles.admin.officials import suggestion_rows
from articles.admin.story.pages import before_in, for_linkers, page
from articles.models import LinkBatch
from articles.models.content import OfficialRole
from articles.officials import bulk_links
from articles.workflow import Refused
from newsroom.lib.keys import key_in, keys_in
from people.models import Person

BATCHES = 5  # shown, with their undo
REFUSALS_SHOWN = 5  # in the message; of the others their number


@for_linkers
@require_http_methods(["GET", "POST"])
def person(request, pk):
    """GET lists each place, in twelve queries; POST links in the chosen stories or takes a batch back."""
    official = get_object_or_404(Person.objects.prefetch_related("names"), pk=pk)
    if request.method == "POST":
        (_undo if "undo" in request.POST else _link)(request, official)
        return redirect(request.path)
    found = bulk_links.dry_run(official, before_in(request))
    return page(
        request,
        "admin/articles/links/person.html",
        _("Link %(person)s in every story") % {"person": official},
        person=official,
        run=found,
        rows=[
            (place, suggestion_rows.quoted(place.evidence, ""), OfficialRole(place.role).label)
            for place in found.places
        ],
        roles=suggestion_rows.roles(),
        batches=_batches(official),
    )


def _batches(official):
    """The newest batches of a person, with how many links each made. One query."""
    rows = LinkBatch.objects.filter(person=official).select_related("by", "undone_by")
    return list(rows.annotate(count=Count("entries"))[:BATCHES])


def _link(request, official):
    chosen = {}
    for key in keys_in(request.POST.getlist("story")):
        own = request.POST.get(f"role-{key}", "")
        own = own if own in OfficialRole.values else OfficialRole.MENTIONED.value
        chosen[key] = (request.POST.get(f"seen-{key}", ""), own)
    if not chosen:
        messages.error(request, _("Tick the stories first."))
        return
    role = request.POST.get("role", "")
    batch, refused = bulk_links.link_in(
        official, chosen, request.user, role if role in OfficialRole.values else ""
    )
    count = batch.entries.count() if batch else 0
    words = ngettext("%(person)s is linked in %(n)s story.", "%(person)s is linked in %(n)s stories.", count)
    if count:
        messages.success(request, words % {"person": official, "n": count})
    _tell(request, refused)


def _undo(request, official):
    batch = get_object_or_404(LinkBatch, pk=key_in(request.POST["undo"]) or 0, person=official)
    try:
        count, refused = bulk_links.undo(batch, request.user)
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
        return
    words = ngettext("Taken back in %(n)s story.", "Taken back in %(n)s stories.", count)
    messages.success(request, words % {"n": count})
    _tell(request, refused)


def _tell(request, refused):
    for story, why in refused[:REFUSALS_SHOWN]:
        messages.warning(request, _("“%(story)s”: %(why)s") % {"story": story, "why": why})
    if len(refused) > REFUSALS_SHOWN:
        messages.warning(request, _("And %(n)s more.") % {"n": len(refused) - REFUSALS_SHOWN})
