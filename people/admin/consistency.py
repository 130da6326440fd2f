"""The page of the consistency report: findings with links to correct them, or why they are no errors."""

from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people import consistency
from people.admin.merge_pages import admin_address
from people.consistency import FindingKind
from people.exchange.run import RecordReport, watching
from people.models import Accepted, Appointment

PAGE = 50  # findings on a page
GRAVE = (FindingKind.OVERLAP, FindingKind.OUTSIDE, FindingKind.AUTHORITY, FindingKind.MERGED)
MEND = {
    "person": gettext_lazy("Choose the person"),
    "start": gettext_lazy("Mend the start"),
    "end": gettext_lazy("Mend the end"),
    "appointed_by": gettext_lazy("Mend who appointed them"),
    "term_ends": gettext_lazy("Record the end of the term"),
    "abolished": gettext_lazy("Record its abolition"),
    "citations": gettext_lazy("Add a source"),
}


class ReasonForm(forms.Form):
    """Why a finding is no error."""

    reason = forms.CharField(max_length=300, label=gettext_lazy("Why it is no error"))


def consistency_view(model_admin, request):
    """GET lists findings (``?kind=``, ``?known=1``, ``?page=``). POST accepts one, takes that back, or
    records the end that follows from another date."""
    if not request.user.has_perm("people.mend_records"):
        raise PermissionDenied
    found, form, faulty = consistency.findings(), ReasonForm(), ""
    if request.method == "POST":
        finding = next((one for one in found if one.key == request.POST.get("key")), None)
        if finding is None:
            raise Http404
        form = ReasonForm(request.POST)
        if _done(request, finding, form):
            return redirect(request.get_full_path())
        faulty = finding.key
    return TemplateResponse(
        request, "admin/people/consistency.html", _context(model_admin, request, found, form, faulty)
    )


def _context(model_admin, request, found, form, faulty):
    kind, known = request.GET.get("kind", ""), "known" in request.GET
    if kind and kind not in FindingKind.values:
        raise Http404
    listed = [one for one in found if bool(one.accepted) == known]
    counts = [(each, sum(one.kind == each for one in listed)) for each in FindingKind]
    shown = [one for one in listed if not kind or one.kind == kind]
    page = Paginator(shown, PAGE).get_page(request.GET.get("page"))
    return {
        **model_admin.admin_site.each_context(request),
        "title": _("Consistency report"),
        "rows": [(one, one.kind in GRAVE, str(one.record), ways(one)) for one in page],
        "page": page,
        "kinds": [(each, number, _query(known, each)) for each, number in counts if number or each == kind],
        "kind": kind,
        "known": known,
        "total": len(listed),
        "everything": _query(known, ""),
        "others": len(found) - len(listed),
        "other_list": _query(not known, ""),
        "form": form,
        "faulty": faulty,
        "rest": urlencode({name: value for name, value in request.GET.items() if name != "page"}),
    }


def _query(known, kind):
    return "?" + urlencode({**({"kind": kind} if kind else {}), **({"known": 1} if known else {})})


def ways(finding):
    """[(words, address)] of the pages that correct it, the likeliest first."""
    own = admin_address(finding.record)
    anchor = "citations-group" if finding.beside == "citations" else f"id_{finding.beside}"
    links = [(MEND[finding.beside], f"{own}#{anchor}")] if finding.beside else []
    if finding.kind in (FindingKind.GAP, FindingKind.EMPTY):
        add = f"{reverse('admin:people_appointment_add')}?{urlencode({'post': finding.record.pk})}"
        links.insert(0, (_("Record who held it"), add))
    if finding.kind == FindingKind.PERSON:
        return [(MEND["citations"], f"{admin_address(finding.others[0])}#citations-group")]
    if not finding.beside:
        links.append((_("Open the post"), own))
    return links + [(str(row), admin_address(row)) for row in finding.others]


# --- Acts --------------------------------------------------------------------------------------------
def _done(request, finding, form):
    """Do what was pressed. Returns False where the form has an error."""
    if "_end" in request.POST:
        return _ended(request, finding)
    if "_back" in request.POST:
        Accepted.objects.filter(key=finding.key).delete()
        messages.success(request, _("Taken back: it is listed again."))
        return True
    if not form.is_valid():
        return False
    consistency.accept(finding, form.cleaned_data["reason"], request.user)
    messages.success(request, _("Noted. It is listed again when the record changes."))
    return True


def _ended(request, finding):
    """Record the end that follows from a death, an abolition or the end of the organization."""
    if not finding.ends:
        raise Http404
    if not request.user.has_perm("people.change_appointment"):
        raise PermissionDenied
    with transaction.atomic():
        row = Appointment.objects.with_facts().select_for_update(of=("self",)).get(pk=finding.record.pk)
        settle, report = watching({row.person_id}), RecordReport()
        row.end = row.end or row.effective_end
        if row.end == row.person.death:
            row.end_reason = Appointment.EndReason.DIED
        elif row.end == row.post.abolished:
            row.end_reason = Appointment.EndReason.POST_ABOLISHED
        try:
            row.full_clean()
            row._history_user = request.user
            row.save(update_fields=["end", "end_reason"])
            settle(report, request.user, _("Consistency report: %(row)s") % {"row": row})
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("%(row)s: the end is recorded.") % {"row": row})
            for note in report.notes:
                messages.warning(request, note)
    return True
