"""Many pictures at once: uploading the files, one a request or all in one, and then their words."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from newsroom.images import ingest
from newsroom.images.forms import ACCEPT, AlikeForm, WaitingForm, limits
from newsroom.images.models import Image
from newsroom.lib.keys import keys_in

PAGE = 20  # pictures to describe on one screen; the next come after these


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request):
    """Add the files of the field `pictures`: one from a script, answered in JSON; all from a form.

    Good files are kept, also if others are refused. JSON: 201 {id, title, thumb}, 409 {error, title, url} for
    a picture that is there, 422 {error} for a file that is refused.
    """
    _require_add(request)
    files = request.FILES.getlist("pictures")
    if request.method == "POST" and request.accepts("application/json") and not request.accepts("text/html"):
        return _answer(files, request)
    taken = [_take_in(file, request) for file in files]
    if taken and not any("error" in fate for fate in taken):
        return redirect("admin:images_image_waiting")
    context = {
        "taken": taken,
        "nothing": request.method == "POST" and not files,
        "accept": ACCEPT,
        "limits": limits(),
        "most_bytes": ingest.MAX_BYTES,
        "waiting": Image.objects.waiting_for(request.user).count(),
    }
    return _page(request, "upload", _("Upload pictures"), **context)


def _answer(files, request):
    if len(files) != 1:
        return JsonResponse({"error": _("Send one picture at a time.")}, status=422)
    fate = _take_in(files[0], request)
    status = 201 if "error" not in fate else 409 if "url" in fate else 422
    return JsonResponse(fate, status=status)


def _take_in(file, request):
    """What became of a file, as JSON has it, with its `name`."""
    try:
        image = Image.objects.receive(file, request.user)
    except ValidationError as error:
        return {"name": file.name, "error": " ".join(error.messages), **_known(error)}
    if image.remark:
        messages.info(request, f"{image.title}: {image.remark}")
    return {
        "name": file.name,
        "id": image.pk,
        "title": image.title,
        "thumb": image.image.url,  # its renditions may be on their way
    }


def _known(error):
    if getattr(error, "code", "") != "duplicate":
        return {}
    pk = error.params["known"]
    return {"title": error.params["title"], "url": reverse("admin:images_image_change", args=[pk])}


@require_http_methods(["GET", "HEAD", "POST"])
def waiting(request):
    """The pictures that wait for their words, PAGE at a time: whose form is complete enters the library.

    The others stay on the screen with what was typed and what is missing.
    """
    _require_add(request)
    mine = Image.objects.waiting_for(request.user).order_by("pk")
    if request.method != "POST":
        return _describe(request, mine, [_form(image) for image in mine[:PAGE]])
    alike = AlikeForm(request.POST)
    named = _ids(request.POST.getlist("picture"))
    found = mine.in_bulk(named)
    forms = [_form(found[pk], alike.filled(request.POST, pk)) for pk in named if pk in found]
    left = [form for form in forms if not _save_or_discard(request, form)] if alike.is_valid() else forms
    _tell(request, forms, left, missing=len(set(named) - set(found)))
    if left or not alike.is_valid():
        return _describe(request, mine, left, alike)
    return redirect("admin:images_image_waiting" if mine.exists() else "admin:images_image_changelist")


def _ids(texts):
    return keys_in(texts[:PAGE])


def _form(image, data=None):
    return WaitingForm(data, instance=image, prefix=WaitingForm.prefix_of(image.pk))


def _save_or_discard(request, form):
    """Save a form or throw its picture away, if that can be done now; True then, or if a colleague did."""
    if not form.is_dropped and not form.is_valid():
        return False
    with transaction.atomic():
        row = Image.objects.select_for_update().filter(pk=form.instance.pk, waiting=True)
        if not row.exists():
            messages.warning(
                request, _("“%(title)s” was described by a colleague meanwhile.") % {"title": form.instance}
            )
        elif form.is_dropped:
            row.discard()
        else:
            form.save()
    return True


def _tell(request, forms, left, missing):
    dropped = sum(form.is_dropped for form in forms if form not in left)
    if entered := len(forms) - len(left) - dropped:
        said = ngettext("%(n)d picture is in the library.", "%(n)d pictures are in the library.", entered)
        messages.success(request, said % {"n": entered})
    if dropped:
        said = ngettext("%(n)d picture was thrown away.", "%(n)d pictures were thrown away.", dropped)
        messages.info(request, said % {"n": dropped})
    if missing:
        said = ngettext(
            "%(n)d picture no longer waits: somebody described it or threw it away.",
            "%(n)d pictures no longer wait: somebody described them or threw them away.",
            missing,
        )
        messages.warning(request, said % {"n": missing})


def _describe(request, mine, forms, alike=None):
    context = {
        "forms": forms,
        "alike": alike or AlikeForm(),
        "all_waiting": mine.count(),
    }
    if not forms:
        context["nothing"] = format_html(
            '{} <a href="{}">{}</a>',
            _("No picture waits for its words."),
            reverse("admin:images_image_upload"),
            _("Upload pictures"),
        )
    return _page(request, "waiting", _("Say what they show"), **context)


def _require_add(request):
    if not request.user.has_perm("images.add_image"):
        raise PermissionDenied


def _page(request, name, title, **context):
    return TemplateResponse(
        request,
        f"admin/images/image/{name}.html",
        {**admin.site.each_context(request), "title": title, "opts": Image._meta, **context},
    )
