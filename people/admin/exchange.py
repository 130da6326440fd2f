"""The admin's pages of import and export: a list as a file, and a file into the list.

Every import has the same steps: upload, see what is new, changed or wrong, confirm. Nothing is written before
the last step, and only what was shown.
"""

from functools import partial

from django import forms
from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from people.exchange import pending, popolo_in
from people.exchange import wikidata as wikidata_in
from people.exchange.files import FORMATS, LARGEST, read_table
from people.exchange.namesake_questions import answers_in
from people.exchange.popolo_out import whole_record
from people.exchange.resources import RESOURCES
from people.exchange.run import Batch, take_in
from people.exchange.table_reading import DAY_FIRST, MONTH_FIRST, DateOrderUnclear, TableReading
from people.exchange.widgets import DateText
from people.public.popolo import dumps

EXPORT, IMPORT = "people.export_record", "people.import_record"
SHOWN = 200  # rows that a preview shows of each sort; the counts are of all
NAMES = {
    "organizations": gettext_lazy("Organizations"),
    "organization_names": gettext_lazy("Other names they have or had"),
    "organization_successions": gettext_lazy("What became of them"),
    "posts": gettext_lazy("Posts"),
    "titles": gettext_lazy("Titles they have or had"),
    "post_organizations": gettext_lazy("Organizations they belonged to"),
    "complete_successions": gettext_lazy("Spans in which all their holders are on record"),
    "people": gettext_lazy("People"),
    "names": gettext_lazy("Other forms of their names"),
    "appointments": gettext_lazy("Appointments"),
    "citations": gettext_lazy("Their sources"),
}

# By which a table is recognised: the names of all columns, and of those that hold dates.
KNOWN = frozenset(column for resource in RESOURCES.values() for column in resource.columns())
DATES = frozenset(
    column
    for resource in RESOURCES.values()
    for column, cells in resource.fields.items()
    if isinstance(cells.widget, DateText)
)


class ExportForm(forms.Form):
    """Which table of the list, and as what."""

    what = forms.ChoiceField(label=gettext_lazy("Table"), widget=forms.RadioSelect)
    format = forms.ChoiceField(
        label=gettext_lazy("As"),
        widget=forms.RadioSelect,
        choices=[
            ("xlsx", gettext_lazy("XLSX, for Excel and its like")),
            ("csv", gettext_lazy("CSV, in UTF-8")),
        ],
        initial="xlsx",
    )

    def __init__(self, kinds, data=None):
        super().__init__(data, label_suffix="", initial={"what": kinds[0]})
        self.fields["what"].choices = [(kind, NAMES[kind]) for kind in kinds]


class FileForm(forms.Form):
    """A file to look at, or the key of the one that was just looked at."""

    file = forms.FileField(label=gettext_lazy("File"), required=False)

    def __init__(self, *args, largest=LARGEST, **kwargs):
        super().__init__(*args, **{**kwargs, "label_suffix": ""})
        self.largest = largest

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file is None:
            raise forms.ValidationError(_("Choose a file."))
        if file.size > self.largest:
            most = {"megabytes": self.largest // 1_000_000}
            raise forms.ValidationError(
                _("The file is too large: %(megabytes)d megabytes are the limit."), params=most
            )
        return file


# --- The steps of every import ------------------------------------------------------------------
class Walk:
    """One request of these steps. ``take(content, name, **kw)`` imports bytes and returns a RecordReport.

    It raises ValueError with a sentence where the file is not what it should be. After `go`, ``report`` is
    what is shown (None before a file came) and ``key`` what keeps the file.
    """

    def __init__(self, request, take, largest=LARGEST):
        self.request, self.take, self.largest = request, take, largest
        self.form, self.report, self.key, self.is_stale = FileForm(largest=largest), None, "", False
        self.unclear = None  # the DateOrderUnclear that waits for an answer

    def go(self):
        if "_confirm" in self.request.POST or "_again" in self.request.POST:
            self.form = FileForm({}, {}, largest=self.largest)
            self.form.full_clean()
            self.form.errors.clear()
            self._confirm(self.request.POST.get("key", ""))
        elif self.request.method == "POST":
            self._look()
        return self

    def _look(self):
        self.form = FileForm(self.request.POST, self.request.FILES, largest=self.largest)
        if self.form.is_valid():
            file = self.form.cleaned_data["file"]
            content = file.read()
            if self._try(content, file.name, dry_run=True) or self.unclear:
                self.key = pending.keep(self.request.user, content, file.name)

    def _confirm(self, key):
        kept = pending.take(self.request.user, key)
        if kept is None:
            self.form.add_error(
                "file", _("What you uploaded is kept for an hour, and is gone. Choose the file again.")
            )
            return
        self.key = key
        if "_again" in self.request.POST:
            self._try(*kept, dry_run=True)
        elif self._try(*kept, seen=self.request.POST.get("digest", "")):
            self.is_stale = not (self.report.is_done or self.report.errors)
            if self.report.is_done:
                pending.drop(self.request.user, key)

    def _try(self, content, name, **kw):
        try:
            kw |= {"reason": _("Imported from %(file)s") % {"file": name}, "user": self.request.user}
            self.report = self.take(content, name, answers=answers_in(self.request.POST), **kw)
        except DateOrderUnclear as unclear:
            self.unclear = unclear
        except ValueError as error:
            self.form.add_error("file", str(error))
        except OperationalError:
            self.form.add_error("file", _("The record was being changed at the same moment. Try again."))
        return self.report is not None

    @property
    def context(self):
        report, most = self.report, SHOWN
        shown = report.shown if report else []
        refused = report.refused if report else []
        return {
            "form": self.form,
            "report": report,
            "key": self.key,
            "unclear": self.unclear,
            "order": order_in(self.request),
            "is_stale": self.is_stale,
            "shown": shown[:most],
            "shown_beyond": max(0, len(shown) - most),
            "refused": refused[:most],
            "refused_beyond": max(0, len(refused) - most),
        }


def order_in(request):
    """What somebody answered about the dates of a file: DAY_FIRST, MONTH_FIRST or nothing."""
    order = request.POST.get("order", "")
    return order if order in (DAY_FIRST, MONTH_FIRST) else ""


def sentence_of(report):
    """What was done, in sentences."""
    parts = [
        ngettext("%d new record.", "%d new records.", report.counts["new"]) % report.counts["new"],
        ngettext("%d changed.", "%d changed.", report.counts["changed"]) % report.counts["changed"],
        ngettext("%d was so already.", "%d were so already.", report.counts["unchanged"])
        % report.counts["unchanged"],
    ]
    return " ".join(parts)


# --- Tables ------------------------------------------------------------------------------------------
class WithExchange:
    """A list that goes out as a file and takes one in. ``exchanged`` are kinds of `RESOURCES`."""

    exchanged = ()

    def get_urls(self):
        name = f"people_{self.opts.model_name}_exchange"
        view = require_http_methods(["GET", "HEAD", "POST"])(self.exchange_view)
        return [path("exchange/", self.admin_site.admin_view(view), name=name), *super().get_urls()]

    def exchange_view(self, request):
        """The page of import and export. Importing needs the permission to write each kind too."""
        try:
            return self._exchange(request)
        except IncorrectLookupParameters:
            return redirect(request.path)

    def _exchange(self, request):
        may_export, may_import = self.may_export(request), self.may_import(request)
        if not (may_export or may_import):
            raise PermissionDenied
        export, walk = ExportForm(self.exchanged), Walk(request, partial(self.take, order=order_in(request)))
        if request.method == "POST" and "_export" in request.POST:
            if not may_export:
                raise PermissionDenied
            export = ExportForm(self.exchanged, request.POST)
            if export.is_valid() and (file := self.exported(request, export)):
                return file
        elif request.method == "POST":
            if not may_import:
                raise PermissionDenied
            if walk.go().report and walk.report.is_done:
                messages.success(request, sentence_of(walk.report))
                return redirect(f"admin:people_{self.opts.model_name}_changelist")
        context = {
            **self.admin_site.each_context(request),
            **walk.context,
            "title": _("Import and export"),
            "opts": self.opts,
            "export": export if may_export else None,
            "may_import": may_import,
            "count": self.listed(request).count() if may_export else 0,
            "is_part": bool(request.GET),
            "tables": [(NAMES[kind], RESOURCES[kind]) for kind in self.exchanged],
        }
        return TemplateResponse(request, "admin/people/exchange.html", context)

    def may_export(self, request):
        return request.user.has_perm(EXPORT) and self.has_view_permission(request)

    def may_import(self, request):
        return request.user.has_perm(IMPORT) and may_write(request.user, self.exchanged)

    # --- Out -------------------------------------------------------------------------------------
    def listed(self, request):
        """What the list shows with this query string: search and filters, all pages."""
        return self.get_changelist_instance(request).queryset

    def exported(self, request, form):
        """The file of what the list shows; None where it cannot be one, with the reason beside the field."""
        kind, suffix = form.cleaned_data["what"], form.cleaned_data["format"]
        listed = self.model._base_manager.filter(pk__in=self.listed(request).order_by().values("pk"))
        resource = RESOURCES[kind]()
        rows = resource.get_queryset().filter(**{f"{resource.owner or 'pk'}__in": listed})
        dataset = resource.export(rows.order_by(*self.export_order(kind)))
        dataset.title = kind
        file_format = FORMATS[suffix]()
        try:
            content = file_format.export_data(dataset)
        except ValueError as error:
            form.add_error("format", str(error))
            return None
        return _download(content, kind, suffix, file_format.get_content_type())

    def export_order(self, kind):
        if kind == self.exchanged[0]:
            return ["pk"] if kind == "appointments" else ["slug"]
        return [RESOURCES[kind].owner, "pk"]

    # --- In --------------------------------------------------------------------------------------
    def take(self, content, name, order="", **kw):
        reading = TableReading(known=KNOWN, dates=DATES, order=order)
        dataset = read_table(content, reading)
        report = take_in([Batch(self.kind_of(dataset), dataset)], **kw)
        report.notes[:0] = reading.sentences()
        return report

    def kind_of(self, dataset):
        """Which of the list's tables has these columns; the likeliest where none has them all."""
        return max(
            self.exchanged, key=lambda kind: len(set(RESOURCES[kind].columns()) & set(dataset.headers))
        )


# --- The whole record as Popolo -------------------------------------------------------------------------
def popolo(model_admin, request):
    """Download the whole record as Popolo, or take a Popolo file in."""
    may_export = request.user.has_perm(EXPORT) and model_admin.has_view_permission(request)
    may_import = request.user.has_perm(IMPORT) and may_write(request.user, RESOURCES)
    wanted = may_export if request.method == "POST" and "_export" in request.POST else may_import
    if not (may_export or may_import) or (request.method == "POST" and not wanted):
        raise PermissionDenied
    if "_export" in request.POST:
        return _download(dumps(whole_record()), "record", "json", "application/json")
    walk = Walk(request, take_popolo, popolo_in.LARGEST)
    if walk.go().report and walk.report.is_done:
        messages.success(request, sentence_of(walk.report))
        return redirect("admin:people_person_changelist")
    context = {
        **model_admin.admin_site.each_context(request),
        **walk.context,
        "title": _("The record as Popolo"),
        "opts": model_admin.opts,
        "export": may_export,
        "may_import": may_import,
    }
    return TemplateResponse(request, "admin/people/popolo.html", context)


# --- Entities of Wikidata ---------------------------------------------------------------------------------
def wikidata(model_admin, request):
    """Import an entity file of Wikidata. Items that no record has become questions."""
    if not (request.user.has_perm(IMPORT) and may_write(request.user, RESOURCES)):
        raise PermissionDenied

    def take(content, name, **kw):
        return wikidata_in.import_wikidata(content, answers(request.POST), **kw)

    walk = Walk(request, take, wikidata_in.LARGEST)
    if walk.go().report and walk.report.is_done:
        messages.success(request, sentence_of(walk.report))
        return redirect("admin:people_appointment_changelist")
    context = {
        **model_admin.admin_site.each_context(request),
        **walk.context,
        "title": _("Import from Wikidata"),
        "opts": model_admin.opts,
        "may_import": True,
    }
    return TemplateResponse(request, "admin/people/wikidata.html", context)


def answers(data):
    """Return {item: answer} from a posted form of questions, as `import_wikidata` takes them."""
    found = {}
    for name in data:
        if name.startswith("choice-"):
            item, answer = name.removeprefix("choice-"), data[name]
            address = data.get(f"address-{item}", "").strip()
            if answer == wikidata_in.OTHER:
                answer = address or wikidata_in.LEAVE
            elif answer == wikidata_in.NEW and address:
                answer = f"{answer}:{address}"
            found[item] = answer
    return found


def take_popolo(content, name, **kw):
    return popolo_in.import_popolo(content, most=popolo_in.MOST, **kw)


def _download(content, stem, suffix, content_type):
    name = f"{stem}-{timezone.localdate().isoformat()}.{suffix}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type=content_type, headers=headers)


def may_write(user, kinds):
    """Whether somebody may add and change every one of these kinds."""
    models = [RESOURCES[kind]._meta.model._meta.model_name for kind in kinds]
    return user.has_perms(f"people.{verb}_{model}" for verb in ("add", "change") for model in models)
