"""The admin page that takes officials in from a table: upload, see every fault, then confirm."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from people.admin.exchange import SHOWN
from people.exchange.citations import CITATION_COLUMNS
from people.exchange.namesake_questions import answers_in
from people.exchange.officials import (
    NEEDED,
    OPTIONAL,
    import_officials,
    new_reading,
    read_citations,
    read_officials,
)
from people.exchange.officials_preview import brought_by, lines_of
from people.exchange.table_reading import DAY_FIRST, MONTH_FIRST, DateOrderUnclear
from people.models import Appointment, Citation, Organization, Person, Post

LARGEST = 400_000  # bytes: about two thousand rows, a minute of work


class ImportForm(forms.Form):
    """Two tables as files, or, to confirm, the texts of those that were just shown and the name of the first.

    The second, the citations, may be left out.
    """

    file = forms.FileField(label=gettext_lazy("CSV or XLSX file"), required=False)
    citations = forms.FileField(label=gettext_lazy("File of their sources"), required=False)
    table = forms.CharField(required=False, strip=False, widget=forms.Textarea(attrs={"hidden": True}))
    citations_table = forms.CharField(
        required=False, strip=False, widget=forms.Textarea(attrs={"hidden": True})
    )
    name = forms.CharField(required=False, max_length=80)
    order = forms.ChoiceField(
        label=gettext_lazy("In dates such as 05/06/2010, the first number is"),
        required=False,
        choices=[
            ("", gettext_lazy("whatever the file shows")),
            (DAY_FIRST, gettext_lazy("the day")),
            (MONTH_FIRST, gettext_lazy("the month")),
        ],
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{**kwargs, "label_suffix": ""})
        self.sentences = []  # what was recognised in the files

    def clean_file(self):
        return _content_of(self.cleaned_data["file"])

    def clean_citations(self):
        return _content_of(self.cleaned_data["citations"])

    def clean(self):
        data = super().clean()
        if "file" in self.files:
            data["name"] = get_valid_filename(self.files["file"].name or "file")[-80:]
        if self.errors:
            return data
        order = data["order"]
        data["rows"], data["text"] = self._read("file", "table", read_officials, order)
        cited = self._read("citations", "citations_table", read_citations, order)
        data["cited"], data["citations_text"] = cited
        if not (self.errors or data["rows"]):
            self.add_error("file", _("Choose a file with at least one row."))
        return data

    def _read(self, field, kept, read, order):
        """Return (rows, a text that reads the same) of a chosen file, or of the text that was just shown."""
        content, reading = self.cleaned_data.get(field) or self.cleaned_data[kept], new_reading(order)
        try:
            rows = read(content, reading) if content else []
        except DateOrderUnclear as unclear:
            self.add_error(field, str(unclear))
            if "order" not in self.errors:
                self.add_error("order", _("Choose one, and the file once more."))
            return [], ""
        except ValueError as error:
            self.add_error(field, str(error))
            return [], ""
        self.sentences += reading.sentences()
        if isinstance(content, bytes) and reading.is_plain:
            return rows, content.decode("utf-8-sig")
        return rows, reading.text if rows else ""


def _content_of(file):
    if file is None:
        return b""
    if file.size > LARGEST:
        raise forms.ValidationError(
            _("The file is too large for this page: two thousand rows at once are the limit.")
        )
    return file.read()


def import_view(model_admin, request):
    """Show the form; then what the table would change, with every fault; when confirmed, do it."""
    permitted = all(
        request.user.has_perm(f"people.add_{model._meta.model_name}")
        for model in (Person, Organization, Post, Appointment, Citation)
    )
    if not permitted:
        raise PermissionDenied
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    report, is_kept, is_stale = None, False, False
    if form.is_valid():
        confirmed = "_confirm" in request.POST
        reason = _("Imported from %(file)s") % {"file": form.cleaned_data["name"] or _("a table")}
        tables = (form.cleaned_data["rows"], form.cleaned_data["cited"])
        who = {"user": request.user, "answers": answers_in(request.POST)}
        seen = request.POST.get("digest") if confirmed else None
        report = import_officials(*tables, reason=reason, dry_run=not confirmed, seen=seen, **who)
        is_kept = not report.errors or bool(report.namesakes)  # what was chosen goes with the next step
        is_stale = confirmed and not (report.is_done or report.errors)
        if report.is_done:
            messages.success(request, _sentence(report))
            return redirect("admin:people_appointment_changelist")
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Import officials"),
        "opts": model_admin.opts,
        "form": form,
        "is_stale": is_stale,
        **_shown(report),
        "recognised": form.sentences,
        "table": form.cleaned_data["text"] if is_kept else "",
        "citations_table": form.cleaned_data["citations_text"] if is_kept else "",
        "file_name": form.cleaned_data["name"] if report else "",
        "needed": NEEDED,
        "optional": OPTIONAL,
        "citation_columns": CITATION_COLUMNS,
    }
    return TemplateResponse(request, "admin/people/appointment/import.html", context)


def _shown(report):
    """The report, and what of it the page shows row by row."""
    if report is None or report.errors:
        return {"report": report}
    lines, shown = lines_of(report), report.shown
    return {
        "report": report,
        "brought": brought_by(report),
        "lines": lines[:SHOWN],
        "lines_beyond": max(0, len(lines) - SHOWN),
        "shown": shown[:SHOWN],
        "shown_beyond": max(0, len(shown) - SHOWN),
    }


def _sentence(report):
    made, there, cited = (report.counts[what] for what in ("appointments", "already_there", "citations"))
    sentences = [
        ngettext("%d appointment recorded.", "%d appointments recorded.", made) % made,
        ngettext("%d was there already.", "%d were there already.", there) % there,
    ]
    if cited:
        sentences.append(ngettext("%d source recorded.", "%d sources recorded.", cited) % cited)
    return " ".join(sentences)
