"""Keys of rows in an address, a form or a file: text that may be anything."""

LARGEST = 2**63 - 1  # of a bigint, on both databases
LONGEST = len(str(LARGEST))


def key_in(text):
    """The key that a text means, or None where no row can have it.

    >>> key_in("7"), key_in("٧"), key_in("-1"), key_in("1e3"), key_in(None)
    (7, None, None, None, None)
    """
    text = str(text)
    if not (text.isascii() and text.isdecimal() and len(text) <= LONGEST):
        return None
    return key if (key := int(text)) <= LARGEST else None


def keys_in(texts):
    """The keys among texts, in their order.

    >>> keys_in(["7", "x", "4"])
    [7, 4]
    """
    return [key for key in map(key_in, texts) if key is not None]
