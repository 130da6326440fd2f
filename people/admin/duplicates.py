"""The page of likely duplicates: pairs with reasons, links to compare them, and a button “they are two”."""

from django.apps import apps
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from newsroom.lib.keys import keys_in
from people.admin.merge_pages import address_of_merge, in_words
from people.duplicates import finder
from people.duplicates.registry import kind_of
from people.models import NotTheSame

SHOWN = 50  # pairs on a page; the strongest come first
APART = 30  # pairs marked as two that the page lists
SHAPES = {finder.STRONG: "overdue", finder.LIKELY: "due", finder.WEAK: "draft"}


def duplicates_view(model_admin, request):
    """GET lists the pairs of one kind (``?of=``); POST marks a pair as two, or takes that back."""
    kinds = [label for label in finder.labels() if _may(request, label)]
    if not kinds:
        raise PermissionDenied
    label = (request.POST if request.method == "POST" else request.GET).get("of", kinds[0])
    if label not in finder.labels():
        raise Http404
    if label not in kinds:
        raise PermissionDenied
    model = apps.get_model(label)
    if request.method == "POST":
        return _decide(request, model)
    pairs = finder.likely(model)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Likely duplicates"),
        "kinds": [(name, apps.get_model(name)._meta.verbose_name_plural, name == label) for name in kinds],
        "of": label,
        "rows": [_row(model_admin.admin_site, model, pair) for pair in pairs[:SHOWN]],
        "more": len(pairs) - SHOWN,
        "apart": _apart(model),
    }
    return TemplateResponse(request, "admin/people/duplicates.html", context)


def _may(request, label):
    return request.user.has_perm(kind_of(apps.get_model(label)).permission)


def _row(site, model, pair):
    return {
        "pair": pair,
        "shape": SHAPES[pair.strength],
        "names": [in_words(site, pair.low), in_words(site, pair.high)],
        "address": address_of_merge(model, pair.low.pk, pair.high.pk),
    }


def _apart(model):
    """[(row, name, name)] of the newest pairs marked as two. Two queries."""
    rows = list(NotTheSame.objects.filter(model=model._meta.label_lower).order_by("-pk")[:APART])
    found = model._default_manager.in_bulk({pk for row in rows for pk in (row.low, row.high)})
    return [(row, found[row.low], found[row.high]) for row in rows if {row.low, row.high} <= found.keys()]


def _decide(request, model):
    pks = keys_in(request.POST.get(name) for name in ("one", "other"))
    if len(pks) < 2:
        raise Http404
    low, high = sorted(pks)
    if low == high or model._default_manager.filter(pk__in=[low, high]).count() < 2:
        raise Http404
    if "together" in request.POST:
        NotTheSame.objects.filter(model=model._meta.label_lower, low=low, high=high).delete()
        messages.success(request, _("The pair is among the likely duplicates again."))
    else:
        NotTheSame.objects.mark_as_two(model, low, high, request.user)
        messages.success(request, _("Remembered: they are two."))
    return redirect(f"{reverse('admin:people_duplicates')}?of={model._meta.label_lower}")
