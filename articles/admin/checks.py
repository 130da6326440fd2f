"""The panel of writing aids beside a story: from the desk copy as stored, and from the form as typed.

One request asks for the checks and for the suggestions of officials: both read the same words.
"""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from articles import aids
from articles.admin import preview, suggesting
from articles.admin.pages import story

OWN_WORDS = ("headline", "standfirst", "lead_alt", "lead_caption")  # checked as typed, even where refused
PLACES = {"officials": "tab-officials"}  # where a finding leads, if not to the field's own element


@dataclass(frozen=True)
class Row:
    """A finding as the panel shows it: `anchor` is the id of the element it leads to, `go` says where."""

    finding: aids.Finding
    anchor: str
    go: str


def rows(findings):
    return [
        Row(finding, PLACES.get(finding.field, f"id_{finding.field}"), _go(finding)) for finding in findings
    ]


def of_stored(article):
    """The panel's rows for the desk copy. At most eleven queries."""
    return rows(aids.look(aids.Story.of(article)))


@never_cache
@require_POST
def checks(request, pk, model_admin):
    """Both panels for the posted form, as two fragments of HTML; nothing is saved."""
    article = story(request, pk)
    if not model_admin.has_change_permission(request, article):
        raise PermissionDenied
    typed = preview.bind(model_admin, request, article)
    for name in OWN_WORDS:
        if name in typed.form.errors:
            setattr(article, name, request.POST.get(name, ""))
    found = aids.look(aids.Story.of(article, topics=typed.topics, officials=typed.officials))
    context = {"checks": rows(found), **suggesting.of_typed(article, typed.officials)}
    return render(request, "admin/articles/article/_beside.html", context)


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
