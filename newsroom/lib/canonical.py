"""One spelling of a JSON value, and its digest: the same values give the same digest on every database."""

import hashlib
import json


def digest(value):
    """SHA-256, in hex, of a value written as canonical JSON.

    >>> digest({"b": 1, "a": "é"}) == digest({"a": "é", "b": 1})
    True
    """
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
