"""The steps that the buttons of a story take, and the pages of those that need an answer first.

The words are saved before a step is taken. Each page carries the revision that its reader was shown; the
workflow refuses another one.
"""

from urllib.parse import quote

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from articles.admin.story.pages import page, story
from articles.admin.story.step_forms import STEPS, published
from articles.models.gates import GatesClosed
from articles.versions.payload_diff import differences
from articles.workflow import Refused
from newsroom.lib.keys import key_in
from newsroom.templatetags.desk import exact


# --- Steps that need no answer ---------------------------------------------------------------------
def submit(user, article):
    article.submit(user)
    return _("Submitted. The editors find it on their desk.")


def approve(user, article):
    article.approve(user, revision=article.revision_number)
    return _("Approved. It can be published or scheduled as it is.")


def publish(user, article):
    edition = article.publish(user, revision=article.revision_number)
    return published(edition)


# A button's name → what it does at once: (user, article) → what to say. Raises Refused.
BUTTONS = {"_submit": submit, "_approve": approve, "_publish": publish}
# A button's name → the page that asks first.
PAGES = {"_changes": "publish", "_schedule": "schedule", "_move": "move", "_return": "return"}
# Fields that only a step's page asks for: a refusal beside one of them leads there.
ASKED = {"override", "gates_override", "kind", "note", "at"}


@require_http_methods(["GET", "POST"])
def view(request, pk, step, model_admin):
    """GET asks, POST acts; a refusal shows the form again with what was posted."""
    article, step_form = story(request, pk, STEPS[step].permission), STEPS[step]
    if not model_admin.has_change_permission(request, article):
        raise PermissionDenied
    here = back(request) or article.get_desk_url()
    if not step_form.is_open(article):
        messages.warning(request, _("This step is not open now. This is the story as it is now."))
        return redirect(here)
    shown = key_in(request.GET.get("revision"))
    initial = {"revision": article.revision_number if shown is None else shown}
    form = step_form(request.user, article, request.POST or None, initial=initial)
    # Enter in a field presses the hidden first button, which only checks the form.
    if request.method == "POST" and form.is_valid() and "_check" not in request.POST:
        try:
            with transaction.atomic():
                done = form.take()
        except Refused as refused:
            gates = isinstance(refused, GatesClosed) and "gates_override" not in form.fields
            words = refused.field in ("headline", "body", "slug", "expires_at")
            if gates or (words and not isinstance(refused, GatesClosed)):
                return model_admin.refuse(request, article, refused)
            form.refuse(refused)
        else:
            model_admin.log_change(request, article, str(done))
            messages.success(request, done)
            return redirect(here)
    return page(
        request,
        "admin/articles/article/step.html",
        form.title,
        article=article,
        form=form,
        live=article.live_edition if article.live_number else None,
        calendar=back(request),
        moved=initial["revision"] != article.revision_number,
        changes=_changes(article, form),
        embargo=article.embargo_until and exact(article.embargo_until),
    )


def back(request):
    """The page of the calendar that led to a step, or ""; `?calendar=2026-11-24` names it by a day."""
    day = request.GET.get("calendar", "")
    return f"{reverse('admin:calendar')}?week={quote(day)}" if day else ""


def _changes(article, form):
    """How the words of a step differ from what readers see; [] where they see nothing."""
    live, words = article.live_edition if article.live_number else None, form.words()
    return differences(live.revision.payload, words) if live and words else []
