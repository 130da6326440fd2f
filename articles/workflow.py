"""The workflow of a story: its states, the steps between them, who may take which, and the refusal."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _


class Refused(ValidationError):
    """A step that may not be taken now. The message tells an editor what to do next.

    `field` names the form field that the message belongs beside; None means the whole form.
    """

    def __init__(self, message, field=None):
        super().__init__({field: message} if field else message)
        self.field = field

    def __str__(self):
        return " ".join(self.messages)


class Elsewhere(Refused):
    """The story stands where this step does not lead on from. `fact` says so without the advice of a form."""

    def __init__(self, fact):
        super().__init__(_("%(fact)s Reload the page to see where it stands.") % {"fact": fact})
        self.fact = fact


class Status(models.TextChoices):
    """Where the desk copy stands. Whether readers see the story is a question to its editions."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    RETURNED = "returned", _("Returned")
    APPROVED = "approved", _("Approved")
    PUBLISHED = "published", _("Published")

    @property
    def steps(self):
        """The steps that lead on from here, the likeliest first."""
        return [step for step in STEPS.values() if self in step.sources]

    @property
    def after_edit(self):
        """A change of words undoes an approval; a returned or submitted story stays what it is."""
        return Status.DRAFT if self in (Status.APPROVED, Status.PUBLISHED) else self


@dataclass(frozen=True)
class Step:
    """One step: its name, the states it leaves, the state it reaches and the permission it needs."""

    name: str
    label: str
    sources: tuple
    target: Status
    permission: str

    def allowed(self, user):
        return user.has_perm(self.permission)

    def refuse(self, status, user):
        """Raise Refused unless `user` may take this step from `status`. No query beyond permissions."""
        if status not in self.sources:
            raise Elsewhere(
                _("A story that is “%(status)s” cannot be %(step)s.")
                % {"status": Status(status).label.lower(), "step": PAST[self.name]}
            )
        if not self.allowed(user):
            raise Refused(
                _("Your role does not let you do this: %(step)s. Ask an editor.") % {"step": self.label}
            )


STEPS = {
    step.name: step
    for step in (
        Step(
            "submit",
            _("Submit"),
            (Status.DRAFT, Status.RETURNED),
            Status.SUBMITTED,
            "articles.change_article",
        ),
        Step("approve", _("Approve"), (Status.SUBMITTED,), Status.APPROVED, "articles.approve_article"),
        Step(
            "publish",
            _("Publish"),
            (Status.APPROVED, Status.SUBMITTED, Status.DRAFT, Status.RETURNED, Status.PUBLISHED),
            Status.PUBLISHED,
            "articles.publish_article",
        ),
        Step(
            "return",
            _("Return with a reason"),
            (Status.SUBMITTED, Status.APPROVED),
            Status.RETURNED,
            "articles.approve_article",
        ),
    )
}
PAST = {
    "submit": _("submitted"),
    "approve": _("approved"),
    "publish": _("published"),
    "return": _("returned"),
}
