"""Pages of a story beside its form: the frame that they share, and one of its revisions."""

from functools import wraps

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from articles.admin.story import double_submit
from articles.body.field import render_body
from articles.models import Article
from articles.payload import COLUMNS, FieldKind
from articles.versions.payload_diff import differences
from newsroom.lib.keys import key_in

READ = ("headline", "standfirst", "body")  # a revision's page shows them as text


def story(request, pk, permission="articles.view_article"):
    """The article with what readers see of it. 403 without the permission, 404 without the article."""
    if not request.user.has_perm(permission):
        raise PermissionDenied
    articles = Article.objects.with_state().select_related("owner", "updated_by")
    return get_object_or_404(articles, pk=pk)


def page(request, template, title, **context):
    """A page in the admin's frame."""
    return TemplateResponse(
        request,
        template,
        {
            **admin.site.each_context(request),
            "title": title,
            "form_token": double_submit.token_of(request),
            **context,
        },
    )


def for_linkers(view):
    """A view for whoever may link officials; never cached."""

    @never_cache
    @wraps(view)
    def answer(request, *args, **kwargs):
        if not request.user.has_perm("articles.link_officials"):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return answer


def before_in(request):
    """The pk of the edition that `?before=` names, or None: an older page of stories begins after it."""
    return key_in(request.GET.get("before"))


@require_GET
def revision(request, pk, number):
    """One revision of a story, and what had changed since the one before it."""
    article = story(request, pk)
    row = get_object_or_404(article.revisions.select_related("by"), number=number)
    before = article.revisions.filter(number=number - 1).first()
    return page(
        request,
        "admin/articles/article/revision.html",
        _("Revision %(n)s") % {"n": number},
        article=article,
        revision=row,
        text=render_body(row.payload["body"], row.payload["language"]),
        said=_beside_the_text(row.payload),
        changes=differences(before.payload, row.payload) if before else [],
    )


def _beside_the_text(words):
    """[(label, words)] of what a payload says in plain words, but for READ and what it leaves blank."""
    fields = [f for f in COLUMNS if f.kind is not FieldKind.PICTURE and f.name not in READ]
    return [(capfirst(f.label), f.in_words(words[f.name])) for f in fields if words[f.name]]
