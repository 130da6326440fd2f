"""Cells of CSV that a spreadsheet shows as they stand."""

import re

# What a spreadsheet would change: formulas, and dates that it rewrites.
TOUCHED = r"(?:[=+\-@\t\r]|[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?\Z)"
TO_SHIELD = re.compile(f"'*{TOUCHED}")
SHIELDED = re.compile(f"'+{TOUCHED}")


def shield(text):
    """Return a cell of CSV that a spreadsheet shows as it stands.

    >>> shield("=1+1"), shield("2007-05"), shield("Kofi Annan")
    ("'=1+1", "'2007-05", 'Kofi Annan')
    """
    return f"'{text}" if TO_SHIELD.match(text) else text


def unshield(text):
    """Return what `shield` was given; an apostrophe that belongs to a name stays.

    >>> unshield("'=1+1"), unshield("'Abd al-Rahman")
    ('=1+1', "'Abd al-Rahman")
    """
    return text[1:] if SHIELDED.match(text) else text
