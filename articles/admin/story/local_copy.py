"""Telling the browser that a story is saved, so that it may forget the copy it kept (autosave.js)."""

import re

from django.urls import reverse

COOKIE = "desk_saved"
MAX_AGE = 600  # seconds; the next page of the desk reads it
TOKEN = re.compile(r"[0-9a-f]{32}", re.ASCII)


def acknowledge(request, response):
    """Name the copy that was posted with a form which is saved now. Returns the response."""
    token = request.POST.get("draft", "")
    if TOKEN.fullmatch(token):
        response.set_cookie(
            COOKIE,
            token,
            max_age=MAX_AGE,
            path=reverse("admin:index"),
            secure=request.is_secure(),
            samesite="Strict",
        )
    return response


def token_of(request):
    """The token of a posted form that was not saved, or ""."""
    token = request.POST.get("draft", "")
    return token if TOKEN.fullmatch(token) else ""
