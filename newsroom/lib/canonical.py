"""One spelling of a JSON value, and its digest: the same values give the same digest on every database.

The digest of a story is `articles.payload.digest_of`; that of an edition is in
`articles.models.edition_digests`. Both decide what belongs to the digest, and call `digest` here.
"""

import hashlib
import json

from django.core.serializers.json import DjangoJSONEncoder


def as_json(value):
    """A value as JSON gives it back from both databases: dates, lazy words and decimals become text.

    PostgreSQL and SQLite write a float differently, so floats become text as well.
    """
    return json.loads(json.dumps(value, cls=DjangoJSONEncoder), parse_float=str)


def digest(value):
    """SHA-256, in hex, of a JSON value written as canonical JSON: keys sorted, no spaces, UTF-8.

    >>> digest({"b": 1, "a": "é"}) == digest({"a": "é", "b": 1})
    True
    """
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
