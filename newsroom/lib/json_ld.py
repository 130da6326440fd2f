"""JSON-LD in a page, escaped so that no value can end the block (OWASP ASVS 5.0, 1.2.3).

>>> json_ld({"name": "</script><b>&"})
'<script type="application/ld+json">{"name":"\\\\u003C/script\\\\u003E\\\\u003Cb\\\\u003E\\\\u0026"}</script>'
"""

import json

from django.utils.safestring import mark_safe

# What HTML or an old JavaScript parser would read as more than text.
ESCAPED = {ord(c): f"\\u{ord(c):04X}" for c in "<>&\u2028\u2029"}


def json_ld(data):
    """Return a dict, or a list of them, as a data block; None and empty values are left out.

    The block is not executed, so a Content Security Policy asks no nonce of it.
    """
    text = json.dumps(pruned(data), ensure_ascii=False, separators=(",", ":")).translate(ESCAPED)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 (escaped above)


def pruned(data):
    """Return the same data without None, "", [] and {}; False and 0 stay."""
    if isinstance(data, dict):
        return {key: kept for key, value in data.items() if not _is_empty(kept := pruned(value))}
    if isinstance(data, list):
        return [kept for value in data if not _is_empty(kept := pruned(value))]
    return data


def _is_empty(value):
    return value is None or value == "" or value == [] or value == {}
