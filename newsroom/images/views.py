"""Serves every picture file, with headers that make it safe and let browsers keep it for a year."""

from pathlib import PurePosixPath

from django.core.exceptions import SuspiciousOperation
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponseRedirect
from django.utils.csp import CSP
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from newsroom.images.models import Image

# What the library makes, and nothing else.
TYPES = {".jpg": "image/jpeg", ".webp": "image/webp", ".avif": "image/avif"}
CACHE_CONTROL = "public, max-age=31536000, immutable"  # a file never changes under its name


@require_safe
@csp_override({"default-src": [CSP.NONE], "sandbox": True})
def media(request, path):
    """Answer with a master or a rendition; with a redirect to the master if a rendition is not made yet."""
    content_type = TYPES.get(PurePosixPath(path).suffix)
    if content_type is None:
        raise Http404
    try:
        file = default_storage.open(path)
    except (OSError, ValueError, SuspiciousOperation):
        return _to_master(path)
    # The gzip middleware would compress once more what is compressed already.
    request.META["HTTP_ACCEPT_ENCODING"] = "identity"
    return FileResponse(file, content_type=content_type, headers={"Cache-Control": CACHE_CONTROL})


def _to_master(path):
    image = Image.objects.made(path).first()
    if image is None:
        raise Http404
    return HttpResponseRedirect(image.image.url, headers={"Cache-Control": "no-store"})
