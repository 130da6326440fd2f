"""The list of terms that end in the next 90 days, for the people desk, with the address of the calendar."""

from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from newsroom.lib.addresses import absolute
from people.models import Appointment
from people.terms_ending import DAYS, ending


@require_safe
def terms_view(request, model_admin):
    """Terms that end soon, hidden appointments too."""
    if not request.user.has_perm("people.view_appointment"):
        raise PermissionDenied
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Terms that end"),
        "opts": model_admin.opts,
        "list_url": reverse("admin:people_appointment_changelist"),
        "found": ending(Appointment.objects.all(), timezone.localdate()),
        "days": DAYS,
        "calendar": absolute(reverse("people:terms")),
    }
    return TemplateResponse(request, "admin/people/terms.html", context)
