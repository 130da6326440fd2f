"""Embargo and expiry on a story's page: who sets what, what is asked, when a story has expired."""

from django.contrib import messages
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models.acts.change_times import PUBLISH
from articles.workflow import Refused

FIELDS = ("embargo_until", "expires_at")  # written by Article.set_times() alone


def fieldset(times, user, article):
    """The fieldset of times, with the reason for an expiry if the story is live or scheduled."""
    heading, options = times
    shown = getattr(article, "live_number", None) or getattr(article, "next_from", None)
    if not (shown and user.has_perm(PUBLISH)):
        return times
    return heading, {**options, "fields": [*options["fields"], "expiry_reason"]}


def advise(form):
    """Explain beside the fields what somebody without the right to publish can set."""
    if form.visit.user.has_perm(PUBLISH) or "expires_at" not in form.fields:
        return
    form.fields["embargo_until"].help_text = _(
        "Nothing goes live before this moment. You may set it or move it later; an editor lifts it."
    )
    form.fields["expires_at"].help_text = _("An editor sets when readers no longer see the story.")


def refuse(form, stored, data):
    """Add an error to a field that may not be set so; `stored` is the story as the database has it."""
    if "expires_at" not in form.fields or {*FIELDS} & form.errors.keys():
        return
    embargo, expires, reason = (data.get(name) for name in (*FIELDS, "expiry_reason"))
    for check in (
        lambda: stored.refuse_embargo(form.visit.user, embargo),
        lambda: stored.refuse_expiry(form.visit.user, expires, embargo, reason or ""),
    ):
        try:
            check()
        except Refused as refused:
            form.add_error(refused.field, " ".join(refused.messages))


def save(request, form, article):
    """Save the times that the form says, after its story. A message says if that ended an approval."""
    if "expires_at" not in form.fields:
        return
    embargo, expires, reason = (form.cleaned_data[name] for name in (*FIELDS, "expiry_reason"))
    try:
        undone = article.set_times(request.user, embargo, expires, reason)
    except Refused as refused:  # its moment passed between the check and here
        messages.error(request, " ".join(refused.messages))
        return
    if undone:
        messages.warning(
            request, _("The embargo was changed, so the story must be approved again before it goes out.")
        )


def expired(article, editions):
    """The edition that ended by its expiry, if that is why readers see nothing of the story; else None."""
    if article.live_number or article.next_from or article.is_withdrawn:
        return None
    newest = _newest(editions)
    over = newest and newest.expires_at and newest.live_until == newest.expires_at <= timezone.now()
    return newest if over else None


def comes_down(editions):
    """When the newest edition that is live or scheduled expires; None where it has no expiry."""
    newest = _newest(editions)
    return newest.expires_at if newest and (newest.is_live or newest.is_pending) else None


def _newest(editions):
    return next((edition for edition in editions if edition.cancelled_at is None), None)
