"""What a person may do with a story now: the buttons of the action row, the likeliest first."""

from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.workflow import Status
from newsroom.templatetags.desk import exact


@dataclass(frozen=True)
class ActButton:
    """One act. `name` is what its button posts, with the whole form; `effect` is what readers will see.

    `likely` acts may be the primary button; the others are under More. An act with a `link` does not
    concern the words on the desk: it leads to the page of a step and saves nothing.
    """

    name: str
    label: str
    effect: str = ""
    likely: bool = True
    link: str = ""
    grave: bool = False


def acts_for(user, article):
    """The acts open to `user` on `article`, an instance from `with_state()`; [] for one not saved yet.

    What is offered here is checked again by the workflow when it is done.
    """
    if article is None or not user.has_perm("articles.change_article"):
        return []
    kills = user.has_perm("articles.kill_article")
    if article.is_withdrawn:
        acts = [_reinstate(), _lift()] if user.has_perm("articles.lift_withdrawal") else []
        return [*acts, _kill()] if kills and not article.withdrawal.suppressed else acts
    publishes = user.has_perm("articles.publish_article")
    if article.next_from:
        acts = [_move(), _cancel()] if publishes else []
    else:
        acts = _forward(user, article, publishes)
    if article.live_number and publishes:
        acts.append(_correct())
    if article.live_number and user.has_perm("articles.withdraw_article"):
        acts.append(_withdraw())
    if article.last_number and kills:
        acts.append(_kill())
    return acts


def _forward(user, article, publishes):
    status = Status(article.status)
    own = settings.TWO_PERSON_RULE and article.updated_by_id == user.pk
    approves = user.has_perm("articles.approve_article") and not own
    acts = []
    if status in (Status.DRAFT, Status.RETURNED):
        changes = [_publish(article), _schedule(article)] if publishes else []
        # One's own words want a second person first, others' words on a live story want out.
        acts = [*changes, _submit()] if article.live_number and not own else [_submit(), *changes]
    elif status == Status.SUBMITTED:
        # Whoever wrote the last revision waits for somebody else; publishing alone stays under More.
        likely = approves
        acts = [_publish(article, likely), _schedule(article, likely)] if publishes else []
        acts += [_approve(not publishes)] if approves else []
        acts += [_return()] if user.has_perm("articles.approve_article") else []
    elif status == Status.APPROVED:
        acts = [_publish(article), _schedule(article)] if publishes else []
        acts += [_return()] if user.has_perm("articles.approve_article") else []
    elif publishes and not article.live_number:
        acts = [_publish(article), _schedule(article)]  # it has expired, or its withdrawal was lifted
    return acts


def _publish(article, likely=True):
    number = (article.last_number or 0) + 1
    if article.live_number:
        effect = _("Readers see it at once, as edition %(n)s in place of edition %(old)s.")
        effect %= {"n": number, "old": article.live_number}
        return ActButton("_changes", _("Publish changes…"), effect, likely)
    label = _("Approve and publish") if article.status == Status.SUBMITTED else _("Publish")
    effect = _("Readers see it at once, as edition %(n)s.") % {"n": number}
    effect = _embargoed(article) or _expired(article) or effect
    return ActButton("_publish", label, effect, likely)


def _embargoed(article):
    """What an embargo makes of publishing now, or ""."""
    if article.embargo_until is None or article.embargo_until <= timezone.now():
        return ""
    return _("The embargo holds it back until %(when)s: schedule it.") % {
        "when": exact(article.embargo_until)
    }


def _expired(article):
    """What an expiry that has passed makes of publishing now, or ""."""
    if article.expires_at is None or article.expires_at > timezone.now():
        return ""
    return _("It has expired: clear the expiry under Times, or set a later one, first.")


def _schedule(article, likely=True):
    label = _("Schedule the changes…") if article.live_number else _("Schedule…")
    return ActButton("_schedule", label, _("Readers see it at the time you set, not before."), likely)


def _submit():
    return ActButton("_submit", _("Submit"), _("Readers see nothing yet; the editors find it on their desk."))


def _approve(likely):
    return ActButton("_approve", _("Approve"), _("Readers see nothing yet; it can go out as it is."), likely)


def _return():
    effect = _("Readers see nothing; the writer sees your reason.")
    return ActButton("_return", _("Return with a reason…"), effect, likely=False)


def _move():
    return ActButton(
        "_move", _("Change the time…"), _("The scheduled edition goes out at another time."), False
    )


def _cancel():
    effect = _("It does not go out; what readers see now stays.")
    return ActButton("_cancel", _("Cancel the schedule…"), effect, likely=False, link="cancel")


def _correct():
    effect = _("Edits what readers see now, not the desk copy; with a note for readers.")
    return ActButton("_correct", _("Correct what readers see…"), effect, likely=False, link="correct")


def _withdraw():
    effect = _("Readers find a notice in place of the story.")
    return ActButton("_withdraw", _("Withdraw…"), effect, likely=False, link="withdraw", grave=True)


def _kill():
    effect = _("For legal reasons: no edition is seen anywhere, also not the earlier ones.")
    return ActButton("_kill", _("Kill for legal reasons…"), effect, likely=False, link="kill", grave=True)


def _reinstate():
    effect = _("Readers see again what they saw before the story was taken down.")
    return ActButton("_reinstate", _("Bring the story back…"), effect, likely=False, link="reinstate")


def _lift():
    effect = _("The story may be published again; nothing goes out by this.")
    return ActButton("_lift", _("Lift the withdrawal…"), effect, likely=False, link="lift")
