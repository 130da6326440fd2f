"""The front page."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.public.schema_org import website
from newsroom.front import front
from newsroom.lib.json_ld import json_ld


@require_safe
def front_page(request):
    """The newest stories, the appointments on the move, topics, corrections. Eight queries, see `front`."""
    context = {**front(timezone.localdate()), "structured": json_ld(website())}
    return render(request, "newsroom/front.html", context)
