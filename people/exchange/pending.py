"""Files between preview and confirmation: kept for an hour, for the user who uploaded them, outside media.

A new file replaces no other, since two windows may hold two previews. Expired files are deleted at the next
upload.
"""

import contextlib
import datetime
import json
import re
import secrets

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, storages
from django.utils import timezone
from django.utils.text import get_valid_filename

LIFETIME = datetime.timedelta(hours=1)
KEY = re.compile(r"[0-9a-f]{32}")


def storage():
    """A folder that only the site's own account may open. It has no address.

    With pictures in S3-compatible storage it is there too: another machine may serve the confirmation.
    """
    if "pending" in settings.STORAGES:
        return storages["pending"]
    return FileSystemStorage(
        location=settings.DATA_DIR / "pending",
        base_url=None,
        file_permissions_mode=0o600,
        directory_permissions_mode=0o700,
    )


def keep(user, content, name):
    """Keep these bytes for a user; return the key for `take`. ``name`` is the file's name."""
    sweep()
    key = secrets.token_hex(16)
    head = json.dumps({"name": get_valid_filename(name or "file")[-80:]}).encode()
    storage().save(_path(user, key), ContentFile(head + b"\n" + content))
    return key


def take(user, key):
    """Return (bytes, name) that this user kept under a key; None when they are gone or another user's."""
    if not KEY.fullmatch(key):
        return None
    kept, path = storage(), _path(user, key)
    if not kept.exists(path) or _is_old(kept, path):
        return None
    with kept.open(path) as file:
        head, _newline, content = file.read().partition(b"\n")
    return content, json.loads(head)["name"]


def drop(user, key):
    """Forget what this user kept under a key."""
    if KEY.fullmatch(key):
        storage().delete(_path(user, key))


def sweep():
    """Delete every expired file, of all users."""
    kept = storage()
    with contextlib.suppress(FileNotFoundError):  # nothing was ever kept
        for name in kept.listdir("")[1]:
            if _is_old(kept, name):
                kept.delete(name)


def _path(user, key):
    return f"{user.pk}-{key}"


def _is_old(kept, path):
    try:
        return timezone.now() - kept.get_modified_time(path) > LIFETIME
    except FileNotFoundError:  # another sweep was faster
        return False
