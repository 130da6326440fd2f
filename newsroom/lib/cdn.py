"""How each CDN is told to drop what has a tag. One request for all tags; a leaf.

fastly       POST {address}/purge with a header of keys, where the address ends in /service/ID
cloudflare   POST {address}/purge_cache with a JSON list, where the address ends in /zones/ID
varnish      PURGE {address} with a header of keys, for its module xkey
"""

import json
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.request import Request, urlopen

MOST_TAGS = 100  # Cloudflare takes so many in a request, Fastly 256
PATIENCE = 5  # seconds
LONGEST_ANSWER = 300  # characters of an answer that are kept


def _fastly(address, token, tags):
    headers = {"Fastly-Key": token, "Surrogate-Key": " ".join(tags), "Accept": "application/json"}
    return Request(f"{address}/purge", method="POST", headers=headers)  # noqa: S310  of the settings


def _cloudflare(address, token, tags):
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    body = json.dumps({"tags": tags}).encode()
    return Request(f"{address}/purge_cache", body, headers, method="POST")  # noqa: S310  of the settings


def _varnish(address, token, tags):
    headers = {"xkey": " ".join(tags)} | ({"X-Purge-Token": token} if token else {})
    return Request(f"{address}/", method="PURGE", headers=headers)  # noqa: S310  of the settings


REQUESTS = {"fastly": _fastly, "cloudflare": _cloudflare, "varnish": _varnish}


def drop(kind, addresses, token, tags):
    """Tell a CDN of a kind in REQUESTS, at each address, to drop these tags: (whether all did, answers).

    Raises nothing for what a CDN answers or does not.
    """
    answers = [_ask(REQUESTS[kind](address, token, tags)) for address in addresses]
    return all(is_done for is_done, _words in answers), "\n".join(words for _is_done, words in answers)


def _ask(request):
    try:
        with urlopen(request, timeout=PATIENCE) as response:  # noqa: S310  the address is of the settings
            status, text = response.status, response.read(LONGEST_ANSWER).decode(errors="replace")
    except HTTPError as error:
        with error:
            text = error.read(LONGEST_ANSWER).decode(errors="replace")
        return False, f"{request.host} {error.code} {text}".replace("\0", "")
    except (OSError, HTTPException, ValueError) as error:
        return False, f"{request.host} {error}"
    return status == 200, f"{request.host} {status} {text}".replace("\0", "")
