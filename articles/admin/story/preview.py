"""The story as readers would get it, from the form as it is: nothing is saved, no cache may keep it."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from articles.admin.story.form_visit import FormVisit
from articles.admin.story.formsets import BylineFormSet, OfficialFormSet
from articles.admin.story.pages import story
from articles.body.editor import READY
from articles.body.field import clean_body
from articles.public.unsaved_edition import preview_edition
from articles.public.views import story_context


@require_http_methods(["GET", "POST"])
def preview(request, pk, model_admin):
    """GET shows the desk copy as it is stored, POST the posted form over it.

    A field with an error keeps its stored value, and the banner counts them. Same-origin frames only,
    without scripts; `private, no-store`; not for search engines.
    """
    article = story(request, pk)
    if request.method == "POST" and not model_admin.has_change_permission(request, article):
        raise PermissionDenied
    context = _posted(model_admin, request, article) if request.method == "POST" else _stored(article)
    response = render(request, "admin/articles/article/preview.html", context)
    patch_cache_control(response, private=True, no_store=True)
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _stored(article):
    officials = list(article.officials.select_related("person"))
    authors = [row.author for row in article.bylines.select_related("author")]
    return _context(article, list(article.topics.all()), officials, authors, 0)


@dataclass
class PostedStory:
    """A posted form over an article, not saved: what it says, and how many of its fields have an error."""

    form: object
    topics: list
    officials: list
    authors: list
    faults: int


def bind(model_admin, request, article):
    """The posted form over an article, cleaned and not saved: a PostedStory. Changes the instance."""
    stored_body = article.body
    # A merge or a correction is previewed before the editor has loaded; a preview is never saved.
    post = request.POST.copy()
    post.setdefault(READY, "preview")
    form_class = model_admin.get_form(request, article, change=True)
    form = form_class(post, instance=article, visit=FormVisit(request.user, saves=False))
    faults = len(form.errors)
    article.body = _clean_or(article.body, stored_body)
    formsets, _inlines = model_admin._create_formsets(request, article, change=True)
    officials, authors = [], []
    for formset in formsets:
        faults += sum(bool(errors) for errors in formset.errors)
        rows = [row.instance for row in formset.in_order()]
        if isinstance(formset, OfficialFormSet):
            officials = rows
        elif isinstance(formset, BylineFormSet):
            authors = [row.author for row in rows]
    topics = form.cleaned_data.get("topics", list(article.topics.all()))
    return PostedStory(form, topics, officials, authors, faults)


def _posted(model_admin, request, article):
    posted = bind(model_admin, request, article)
    return _context(article, posted.topics, posted.officials, posted.authors, posted.faults)


def _clean_or(body, stored):
    try:
        return clean_body(body)
    except ValidationError:
        return stored


def _context(article, topics, officials, authors, faults):
    edition = preview_edition(article, topics, authors, officials)
    shown = [row for row in officials if row.person.is_public]
    words = ngettext(
        "%(n)s field has an error and shows its old value.",
        "%(n)s fields have errors and show their old values.",
        faults,
    )
    return {**story_context(edition, shown), "faults": words % {"n": faults} if faults else ""}
