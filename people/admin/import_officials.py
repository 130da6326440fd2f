"""The admin page that takes officials in from a table: upload, see every fault, then confirm."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from people.exchange.officials import NEEDED, OPTIONAL, import_officials, read_officials
from people.models import Appointment, Citation, Organization, Person, Post

LARGEST = 400_000  # bytes: about two thousand rows, a minute of work


class ImportForm(forms.Form):
    """A table as a file, or, to confirm, the text and the name of the file that was just shown."""

    file = forms.FileField(label=gettext_lazy("CSV file"), required=False)
    table = forms.CharField(required=False, strip=False, widget=forms.Textarea(attrs={"hidden": True}))
    name = forms.CharField(required=False, max_length=80)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{**kwargs, "label_suffix": ""})

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file is None:
            return ""
        if file.size > LARGEST:
            raise forms.ValidationError(
                _("The file is too large for this page: two thousand rows at once are the limit.")
            )
        try:
            return file.read().decode("utf-8")
        except UnicodeDecodeError:
            raise forms.ValidationError(_("Save the file as CSV in UTF-8 and choose it again.")) from None

    def clean(self):
        data = super().clean()
        data["text"] = data.get("file") or data.get("table") or ""
        if "file" in self.files:
            data["name"] = get_valid_filename(self.files["file"].name or "file")[-80:]
        if self.errors:
            return data
        try:
            data["rows"] = read_officials(data["text"]) if data["text"] else []
        except ValueError as error:
            self.add_error("file", str(error))
        else:
            if not data["rows"]:
                self.add_error("file", _("Choose a file with at least one row."))
        return data


def import_view(model_admin, request):
    """Show the form; then what the table would change, with every fault; when confirmed, do it."""
    permitted = all(
        request.user.has_perm(f"people.add_{model._meta.model_name}")
        for model in (Person, Organization, Post, Appointment, Citation)
    )
    if not permitted:
        raise PermissionDenied
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    report = None
    if form.is_valid():
        confirmed = "_confirm" in request.POST
        reason = _("Imported from %(file)s") % {"file": form.cleaned_data["name"] or _("a table")}
        report = import_officials(
            form.cleaned_data["rows"], user=request.user, reason=reason, dry_run=not confirmed
        )
        if confirmed and not report.errors:
            messages.success(request, _sentence(report))
            return redirect("admin:people_appointment_changelist")
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Import officials"),
        "opts": model_admin.opts,
        "form": form,
        "report": report,
        "table": form.cleaned_data["text"] if report and not report.errors else "",
        "file_name": form.cleaned_data["name"] if report else "",
        "needed": NEEDED,
        "optional": OPTIONAL,
    }
    return TemplateResponse(request, "admin/people/appointment/import.html", context)


def _sentence(report):
    made, there = report.counts["appointments"], report.counts["already_there"]
    return " ".join(
        [
            ngettext("%d appointment recorded.", "%d appointments recorded.", made) % made,
            ngettext("%d was there already.", "%d were there already.", there) % there,
        ]
    )
