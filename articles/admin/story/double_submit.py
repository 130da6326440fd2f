"""What is sent twice (a double click, a reload) is done once: the second sending is answered as the first.

Each form of a story carries a token. What was sent is known by a digest of the token, its sender and all that
was typed, with the button that was pressed. Who goes back, types other words and saves has sent something
else: that is met as any other save is, by the revision that the form was opened with.
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
BESIDES = {"csrfmiddlewaretoken", "draft"}  # these say nothing of the story
STANDING = ("state", "revision_number", "live_number", "next_from")


def token_of(request):
    """The token of a form: the one that was posted with it, or a new one."""
    token = request.POST.get("form_token", "")
    return token if TOKEN.fullmatch(token) else secrets.token_hex(16)


def answered(request, act, story=None, makes=False):
    """What `act()` answers; or, where the same was sent before, that answer again, and nothing is done.

    `story` is the id of the article that is acted on, if it is one. Of a form that `makes` a story all
    buttons are one act. An answer is kept where it leads on and tells of no error; a form that is shown
    again can be sent again.
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
            answer = {"url": response.url, "said": said, "standing": _standing(story)}
            sending.answered(story, answer)
        else:
            sending.delete()
    return response


def made_by(request):
    """The id of the story that this very form has made already, or None. Two queries, inside a transaction.

    Another form with the same token and sender waits here until this one is done.
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
        if name not in BESIDES and (buttons or not name.startswith("_"))
    }
    return digest(
        {"by": request.user.pk, "to": request.get_full_path(), "sent": json.dumps(sent, sort_keys=True)}
    )


def _said(request):
    """[[level, text]] of what will be told on the next page."""
    storage = messages.get_messages(request)
    said = [[message.level, str(message)] for message in storage]
    storage.used = False  # it is not told yet
    return said


def _standing(story):
    """Where a story stands, as text: whether it has moved on since. One query."""
    row = story and Article.objects.with_state().filter(pk=story).values(*STANDING).first()
    return {name: str(value) for name, value in (row or {}).items()}


def _again(request, sending):
    answer = sending.answer
    if answer["standing"] == _standing(sending.story):
        waiting = _said(request)
        for level, text in answer["said"]:
            if [level, text] not in waiting:
                messages.add_message(request, level, text)
    else:
        messages.info(
            request, _("This was done when you sent it the first time. The story has moved on since.")
        )
    return local_copy.acknowledge(request, redirect(answer["url"]))
