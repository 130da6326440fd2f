"""What one visit of a story's form is about: a value that a view makes and hands to the form."""

import copy
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class ReconciledStory:
    """A merge that the form shows and does not save: who saved what meanwhile, and what was put together."""

    sentence: str
    merged: list = field(default_factory=list)


@dataclass(frozen=True)
class FormVisit:
    """Who uses the form, and what for.

    saves       False only reads the form, without a lock: for a preview, the checks, a merge, a correction
    reconciled  the merge that the form shows; it is not saved before somebody has seen it
    given_up    the revision that `conflicts.reconcile` wrote over with a text that its writer gives up
    """

    user: Any
    saves: bool = True
    reconciled: ReconciledStory | None = None
    given_up: int | None = None


def request_with(request, post, visit):
    """A copy of the request that posts `post` and carries `visit` to the form. The request stays as it is.

    Django's own view of a form takes nothing but the request. So `form_visit` of this copy is the one place
    where a value goes with it; ArticleAdmin.get_form() reads it.
    """
    carrier = copy.copy(request)
    carrier.method = "POST"
    carrier.POST = post
    carrier.form_visit = visit
    return carrier
