"""The two panels beside a story: gates and writing aids, and suggested officials.

Both come from one reading of the story's words, as stored or as posted by the form, so they always agree.
"""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from articles.admin.story import preview, suggestions_panel
from articles.admin.story.pages import story
from articles.checks import CheckFinding, KnownFacts, check, story_of
from articles.payload import FIELDS, FieldKind

PLACES = {"officials": "tab-officials"}  # the element that a finding links to, if it is not the field's own


@dataclass(frozen=True)
class CheckRow:
    """A finding as the panel shows it: it links to the element with the id `anchor` by the words `go`."""

    finding: CheckFinding
    anchor: str
    go: str


def rows(findings):
    return [
        CheckRow(finding, PLACES.get(finding.field, f"id_{finding.field}"), _go(finding))
        for finding in findings
    ]


def of_stored(article):
    """The context of both panels for the desk copy. At most eleven queries besides those of the name list."""
    return panels(article, story_of(article))


def panels(article, checked):
    """The context of both panels for a CheckedStory of the article."""
    dismissed = set(article.dismissals.values_list("person", "evidence_hash"))
    known = KnownFacts.about(checked, dismissed)
    return {
        "checks": rows(check(checked, known)),
        **suggestions_panel.context(known.reading, linked=checked.officials),
    }


@never_cache
@require_POST
def checks(request, pk, model_admin):
    """Both panels for the posted form, as two fragments of HTML; nothing is saved."""
    article = story(request, pk)
    if not model_admin.has_change_permission(request, article):
        raise PermissionDenied
    posted = preview.bind(model_admin, request, article)
    for field in FIELDS:  # plain text is checked as it was posted, even where the form refuses it
        if field.kind in (FieldKind.LINE, FieldKind.TEXT) and field.name in posted.form.errors:
            setattr(article, field.name, request.POST.get(field.name, ""))
    checked = story_of(article, topics=posted.topics, officials=posted.officials)
    return render(request, "admin/articles/article/_beside.html", panels(article, checked))


def _go(finding):
    words = {
        "headline": _("Go to the headline"),
        "standfirst": _("Go to the standfirst"),
        "topics": _("Go to the topics"),
        "lead_image": _("Go to the lead picture"),
        "lead_alt": _("Go to the alternative text"),
        "lead_caption": _("Go to the caption"),
        "officials": _("Go to the officials"),
    }
    return words.get(finding.field, _("Show in the text"))
