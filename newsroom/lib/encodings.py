"""Compressed answers: which compression a client takes (RFC 9110, 12.5.3), and bytes compressed in it."""

import gzip
from functools import lru_cache

import brotli
from django.utils.cache import patch_vary_headers

try:
    from compression import zstd
except ImportError:  # before Python 3.14
    from backports import zstd

LEAST = 200  # bytes; what is shorter gains nothing
TEXTS = ("text/", "application/json", "application/ld+json", "application/xml", "application/manifest+json")
TEXT_SUFFIXES = ("+xml", "+json")
# The best first, where a client takes several equally. The levels cost about a millisecond for 100 kB.
COMPRESS = {
    "br": lambda data: brotli.compress(data, mode=brotli.MODE_TEXT, quality=5),
    "zstd": lambda data: zstd.compress(data, 9),
    "gzip": lambda data: gzip.compress(data, 6, mtime=0),
}


@lru_cache(maxsize=256)
def best_encoding(accepted):
    """The name of the compression to answer in, as in COMPRESS, or "" for none.

    `accepted` is the value of Accept-Encoding, such as "gzip, br;q=0.8, *;q=0"; what cannot be read in it
    counts for nothing.
    """
    weights = {}
    for part in accepted.lower().split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        weights[{"x-gzip": "gzip"}.get(name, name)] = _weight(parameters)
    rest = weights.get("*", 0)
    taken = {name: weights.get(name, rest) for name in COMPRESS}
    best = max(taken, key=taken.get)
    return best if taken[best] > 0 and taken[best] >= weights.get("identity", 0) else ""


def _weight(parameters):
    """The weight from 0 to 1 that the parameters of one coding give it; 1 if they say nothing."""
    for parameter in parameters:
        name, _equals, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return min(max(float(value), 0), 1)
            except ValueError:
                return 0
    return 1


def is_worth_compressing(content_type, size):
    """Whether an answer of this Content-Type and size in bytes gets shorter."""
    kind = content_type.partition(";")[0].strip().lower()
    return size >= LEAST and (kind.startswith(TEXTS) or kind.endswith(TEXT_SUFFIXES))


def compress(response, accepted):
    """Compress a whole answer in place, if that makes it shorter, for a client that takes `accepted`."""
    if response.streaming or response.has_header("Content-Encoding"):
        return
    if not is_worth_compressing(response.get("Content-Type", ""), len(response.content)):
        return
    patch_vary_headers(response, ["Accept-Encoding"])
    encoding = best_encoding(accepted)
    if encoding:
        response.content = COMPRESS[encoding](response.content)
        response.headers["Content-Encoding"] = encoding
        response.headers["Content-Length"] = str(len(response.content))
