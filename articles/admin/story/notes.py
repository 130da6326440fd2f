"""Desk notes beside a story: write one, mention a colleague, mark it as done, mark it as read.

The notes are shown in the story's form and on a page of their own. Their fields belong to a second form
(`notes_form`), so that sending a note neither posts nor loses a word of the story.
"""

import re

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from articles.admin.story.lookups import for_select
from articles.admin.story.pages import page, story
from articles.models import DeskNote, InboxItem
from articles.models.note import colleagues
from articles.workflow import Refused
from newsroom.lib.keys import key_in, keys_in
from newsroom.lib.names import fold
from newsroom.templatetags.desk import who

BESIDE = 50  # notes beside the story; its own page has them all
ALL = 1000
OFFERED = 8  # colleagues, after an @


class NoteForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Write a note"),
        required=False,
        help_text=gettext_lazy("Only the newsroom sees it. @ and a name call a colleague to it."),
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto", "data-grow": "", "form": "notes_form"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"label_suffix": "", "auto_id": "notes_%s", **kwargs})


def beside(user, article, shown=BESIDE):
    """The thread of a story as a template context, newest note first. Two queries, one where it is empty."""
    marks = Prefetch("marks", InboxItem.objects.select_related("user"))
    rows = article.desk_notes.select_related("by").prefetch_related(marks).order_by("-at", "-pk")
    notes = list(rows[: shown + 1])
    for note in notes:
        note.words = in_words(note)
        note.own = note.by_id == user.pk
        note.unread = [mark.pk for mark in note.marks.all() if mark.user_id == user.pk and not mark.read_at]
    return {
        "note_form": NoteForm(),
        "notes_open": [note for note in notes[:shown] if not note.done_at or note.unread],
        "notes_done": [note for note in notes[:shown] if note.done_at and not note.unread],
        "notes_more": len(notes) > shown,
        "marks": [pk for note in notes[:shown] for pk in note.unread],
    }


def in_words(note):
    """The text of a note as HTML: escaped, with whom it mentions by full name. Its marks are at hand."""
    names = {mark.typed: mark.user for mark in note.marks.all() if mark.typed}
    if not names:
        return note.text
    longest_first = sorted(names, key=len, reverse=True)
    parts = re.split(rf"(?<![\w.+-])@({'|'.join(map(re.escape, longest_first))})", note.text)
    return format_html_join(
        "", "{}", ((_part(part, names if odd % 2 else {}),) for odd, part in enumerate(parts))
    )


def _part(part, names):
    return format_html('<b class="mention">@{}</b>', who(names[part])) if part in names else part


# --- Views -------------------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
def notes(request, pk):
    """GET shows the thread on a page of its own, POST writes a note.

    A script asks with X-Fragment for the thread alone, also where the note was refused.
    """
    article, form = story(request, pk), None
    if request.method == "POST":
        form = NoteForm(request.POST)
        note = _written(request, article, form)
        if note and not _wants_fragment(request):
            messages.success(request, _("The note is saved with the story."))
            return redirect(f"{reverse('admin:articles_article_notes', args=[pk])}#note-{note.pk}")
        form = NoteForm() if note else form
    return _thread(request, article, form)


def _written(request, article, form):
    """The DeskNote, or None where it was refused, which the form says."""
    if not request.user.has_perm("articles.add_desknote"):
        raise PermissionDenied
    form.full_clean()
    try:
        return DeskNote.objects.write(article, request.user, form.cleaned_data["text"])
    except Refused as refused:
        form.add_error(refused.field, " ".join(refused.messages))
        return None


def _thread(request, article, form=None):
    fragment = _wants_fragment(request)
    context = {"original": article, **beside(request.user, article, BESIDE if fragment else ALL)}
    context["note_form"] = form or context["note_form"]
    if fragment:
        return render(request, "admin/articles/article/_notes.html", context)
    return page(request, "admin/articles/article/notes.html", _("Notes"), article=article, **context)


def _wants_fragment(request):
    return "X-Fragment" in request.headers


@require_POST
def mark_done(request, pk):
    """Say of one's own note `done` that it is done, or of `open` that it is not."""
    article, done = story(request, pk), "done" in request.POST
    key = request.POST.get("done") or request.POST.get("open") or ""
    note = get_object_or_404(article.desk_notes.select_related("by"), pk=key_in(key) or 0)
    try:
        note.mark_done(request.user, done)
    except Refused as refused:
        raise PermissionDenied(str(refused)) from refused
    if _wants_fragment(request):
        return _thread(request, article)
    return redirect(f"{reverse('admin:articles_article_notes', args=[pk])}#note-{note.pk}")


@require_POST
def read(request, pk):
    """Record that one's own marks with these ids were before one's eyes; those of others stay as they are."""
    article = story(request, pk)
    keys = keys_in(request.POST.getlist("mark"))
    InboxItem.objects.unread(request.user).on_story(article).filter(pk__in=keys).read()
    if _wants_fragment(request):
        return HttpResponse(status=204)
    name = "links" if request.POST.get("then") == "links" else "notes"
    return redirect(f"admin:articles_article_{name}", pk)


@for_select
def staff(request, words):
    """Colleagues whose user name or a name begins with what follows an @; `id` is what the note will say."""
    folded = fold(words)
    found = [user for user in colleagues() if not folded or _begins(user, folded)]
    found.sort(key=lambda user: user == request.user)  # oneself last
    return [{"id": user.get_username(), "text": who(user)} for user in found[:OFFERED]]


def _begins(user, folded):
    names = [user.get_username(), user.get_full_name(), *user.get_full_name().split()]
    return any(fold(name).startswith(folded) for name in names)
