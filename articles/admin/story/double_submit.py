"""A double submit (a double click, a reload) is done one time: the second gets the answer of the first.

Each form of a story has a token. A request is known by a digest of the token, the user, all posted fields and
the button. If somebody goes back, changes words and saves, that is another request: it is handled like any
other save, by the revision that the form was loaded from.
"""

import json
import re
import secrets

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from articles.admin.story import local_copy
from articles.models import Article
from articles.models.sending import Sending
from newsroom.lib.canonical import digest

TOKEN = re.compile(r"[0-9a-f]{32}", re.ASCII)
IGNORED = {"csrfmiddlewaretoken", "draft"}  # fields that say nothing of the story
STATE = ("state", "revision_number", "live_number", "next_from")


def token_of(request):
    """The token of a form: the one that was posted with it, or a new one."""
    token = request.POST.get("form_token", "")
    return token if TOKEN.fullmatch(token) else secrets.token_hex(16)


def answered(request, act, story=None, makes=False):
    """What `act()` answers. If the same was sent before: that answer again, and nothing is done.

    `story` is the id of the article that is acted on, if it is one. Of a form that `makes` a story all
    buttons are one act. An answer is kept if it is a redirect without an error message; a form that is
    shown again can be sent again.
    """
    if request.method != "POST" or not TOKEN.fullmatch(request.POST.get("form_token", "")):
        return act()
    with transaction.atomic():
        sending = Sending.objects.claim(_key(request, buttons=not makes))
        if sending.answer:
            return _again(request, sending)
        response = act()
        said = _said(request)
        if response.status_code == 302 and not any(level >= messages.ERROR for level, _text in said):
            story = made_by(request) if makes else story
            answer = {"url": response.url, "said": said, "standing": _state_of(story)}
            sending.answered(story, answer)
        else:
            sending.delete()
    return response


def made_by(request):
    """The id of the story that this very form has made already, or None. Two queries, inside a transaction.

    Another request with the same token and user waits here until this one is done.
    """
    if not TOKEN.fullmatch(request.POST.get("form_token", "")):
        return None
    made = Sending.objects.claim(_form_key(request)).story
    return made if made and Article.objects.filter(pk=made).exists() else None


def makes(request, article):
    """Keep which story the form has made."""
    Sending.objects.filter(key=_form_key(request)).update(story=article.pk)


def _form_key(request):
    return digest({"by": request.user.pk, "form": request.POST.get("form_token", "")})


def _key(request, buttons):
    sent = {
        name: values
        for name, values in request.POST.lists()
        if name not in IGNORED and (buttons or not name.startswith("_"))
    }
    return digest(
        {"by": request.user.pk, "to": request.get_full_path(), "sent": json.dumps(sent, sort_keys=True)}
    )


def _said(request):
    """[[level, text]] of the messages for the next page."""
    storage = messages.get_messages(request)
    said = [[message.level, str(message)] for message in storage]
    storage.used = False  # the next page shall still show them
    return said


def _state_of(story):
    """The state of a story, as text: it says whether somebody did more since. One query."""
    row = story and Article.objects.with_state().filter(pk=story).values(*STATE).first()
    return {name: str(value) for name, value in (row or {}).items()}


def _again(request, sending):
    answer = sending.answer
    if answer["standing"] == _state_of(sending.story):
        waiting = _said(request)
        for level, text in answer["said"]:
            if [level, text] not in waiting:
                messages.add_message(request, level, text)
    else:
        messages.info(
            request, _("This was done when you sent it the first time. The story has moved on since.")
        )
    return local_copy.acknowledge(request, redirect(answer["url"]))
