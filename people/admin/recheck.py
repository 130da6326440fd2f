"""The recheck queue in the admin: what to look at again, and the button "I looked, it is right"."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from people import recheck
from people.models import Appointment, RecordSettings

PAGE = 50  # appointments on a page
QUEUE = "queue"  # where the button was pressed


@require_safe
def queue_view(request, model_admin):
    """What to look at again, a page of it (``?page=``)."""
    if not request.user.has_perm("people.change_appointment"):
        raise PermissionDenied
    found = recheck.queue()
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Look again"),
        "opts": model_admin.opts,
        "list_url": reverse("admin:people_appointment_changelist"),
        "rows": [(one, one.appointment.digest()) for one in page],
        "page": page,
        "total": len(found),
        "months": RecordSettings.current().recheck_after,
    }
    return TemplateResponse(request, "admin/people/recheck.html", context)


@require_POST
def verify_view(request, model_admin, pk):
    """Keep that somebody looked at an appointment and found it right."""
    if not request.user.has_perm("people.change_appointment"):
        raise PermissionDenied
    row = get_object_or_404(Appointment.objects.with_facts(), pk=pk)
    try:
        recheck.verify(pk, request.user, request.POST.get("digest", ""), request.POST.get("note", ""))
    except recheck.ChangedMeanwhile:
        changed = _("%(row)s was changed after you opened this page. Look at it again, then press.")
        messages.error(request, changed % {"row": row})
    else:
        messages.success(request, _("Kept: you looked at %(row)s, and it is right.") % {"row": row})
    if request.POST.get("from") == QUEUE:
        return HttpResponseRedirect(reverse("admin:people_recheck"))
    return HttpResponseRedirect(reverse("admin:people_appointment_change", args=[pk]))


def context_of(appointment):
    """What the form of a saved appointment says of the last look. Three queries."""
    return {"looked": recheck.last_look(appointment), "digest": appointment.digest()}
