"""A new story that is sent twice is made once: the second sending leads to the story of the first.

What was sent is known by a digest of the form's token, its sender and all that was typed, kept with the row.
Who goes back, types other words and saves has sent something else: that is a story of its own.
"""

import json
import re
import secrets

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from articles.admin import drafts, steps
from articles.models import Article
from articles.models.content import digest_of

TOKEN = re.compile(r"[0-9a-f]{32}", re.ASCII)
# Two buttons pressed one after the other are one sending; these say nothing of the story.
BESIDES = {"csrfmiddlewaretoken", "draft", "_save", "_continue", "_addanother", *steps.BUTTONS, *steps.PAGES}


def token_of(request):
    """The token of an add form: the one that was posted with it, or a new one."""
    token = request.POST.get("once", "")
    return token if TOKEN.fullmatch(token) else secrets.token_hex(16)


def sent_as(request):
    """The digest of what was sent, or "" for a form without a token."""
    if not TOKEN.fullmatch(request.POST.get("once", "")):
        return ""
    sent = {name: values for name, values in request.POST.lists() if name not in BESIDES}
    return digest_of({"by": request.user.pk, "sent": json.dumps(sent, sort_keys=True)})


def answer(request):
    """Lead to the story that this sending has made already, or None. One query."""
    sent = sent_as(request)
    made = sent and Article.objects.filter(sent_as=sent).only("pk").first()
    if not made:
        return None
    messages.info(request, _("This was sent twice and saved once."))
    return drafts.acknowledge(request, redirect("admin:articles_article_change", made.pk))
