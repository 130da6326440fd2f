"""What the form's search boxes ask for: topics by any name, officials with their title, pictures. JSON.

Answers are as Select2 reads them: `{"results": [{"id", "text"}], "pagination": {"more": false}}`.
"""

from functools import wraps

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from articles.admin.story import editor_lookups
from articles.models import Topic
from newsroom.lib.names import fold


def for_select(view):
    """A view (request, words) → rows, as a GET-only JSON answer for who may see stories; never cached."""

    @require_GET
    @never_cache
    @wraps(view)
    def answer(request):
        if not request.user.has_perm("articles.view_article"):
            raise PermissionDenied
        rows = view(request, request.GET.get("term", "").replace("\0", "").strip()[:200])
        return JsonResponse({"results": rows, "pagination": {"more": False}})

    return answer


@for_select
def persons(request, words):
    """Officials by any name, with their title of the day `on`, as the body editor finds them."""
    rows = editor_lookups.find_officials(words, request.GET.get("on", ""))
    return [{"id": row["id"], "text": " · ".join(filter(None, [row["text"], row["sub"]]))} for row in rows]


@for_select
def images(request, words):
    """Pictures by words of their title, caption, text or credit."""
    rows = editor_lookups.find_pictures({"q": words})
    return [{"id": row["id"], "text": row["text"], "thumb": row["thumb"]} for row in rows]


@for_select
def topics(request, words):
    """Topics by any part of a name or another name; `id` is the name, which the form posts. Two queries."""
    folded = fold(words)
    wanted = Q(folded__contains=folded) | Q(aliases__folded__contains=folded)
    rows = Topic.objects.filter(wanted).distinct().order_by("name").prefetch_related("aliases")[:20]
    return [{"id": topic.name, "text": _with_alias(topic, folded)} for topic in rows]


def _with_alias(topic, folded):
    """The name, and the other name by which it was found, if it was."""
    if folded in topic.folded:
        return topic.name
    alias = next((alias.name for alias in topic.aliases.all() if folded in alias.folded), "")
    return f"{topic.name} ({alias})" if alias else topic.name
