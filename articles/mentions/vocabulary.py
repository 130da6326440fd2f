"""The words that decide what a name or a title beside them means, read from a file for each language.

    >>> vocabulary_of("en").titles.former >= {"former", "ex"}
    True

`languages/README.md` says what a file holds. A table of the file is an attribute here, with its lists of
words as frozensets, its lists of phrases as tuples. If a word is missing, a suggestion is missing or less
certain. No story gets a wrong link by it, as nothing is linked without an editor. In a language without a
file there are no words: names on record are found, titles are not.
"""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import SimpleNamespace

FOLDER = Path(__file__).parent / "languages"
DEFAULT = "en"  # the language of the record, and of a story that says none
NAMES_ONLY = "und"  # any language without a file
# Small words inside names in any language.
_PARTICLES = """
al el ben bin ibn d da das de del della den der di do dos du la las le los ter ten van von y e zu af av"""
PARTICLES = frozenset(_PARTICLES.split())
ELIDED = frozenset(["d", "l", "qu", "dell", "all"])  # before an apostrophe and a name, in any language


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """The words of one language. Equal to itself only."""

    language: str
    names: SimpleNamespace
    titles: SimpleNamespace
    forms: SimpleNamespace
    after: SimpleNamespace
    things: SimpleNamespace
    calendar: SimpleNamespace
    sentences: SimpleNamespace
    speech: SimpleNamespace
    careers: SimpleNamespace
    houses: dict[str, dict]
    honorifics: frozenset[str]
    dates: frozenset[str]  # days, months, today
    openers: frozenset[str]


def languages() -> list[str]:
    """The languages that have a file."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


@lru_cache(maxsize=32)
def vocabulary_of(language: str) -> Vocabulary:
    """The vocabulary of a language ("fr" also of "fr-ca"); one without words where there is no file."""
    for name in (language, base_of(language)):
        if name in languages():
            return _read(name)
    return _read(NAMES_ONLY)


def base_of(language: str) -> str:
    """ "fr" of "fr-ca" """
    return language.partition("-")[0].lower()


@lru_cache(maxsize=32)
def _read(language):
    data = {table: {key: type(value)() for key, value in keys.items()} for table, keys in _shape().items()}
    own = tomllib.loads((FOLDER / f"{language}.toml").read_text("utf-8")) if language != NAMES_ONLY else {}
    houses = own.pop("houses", {})
    for table, keys in own.items():
        data[table].update(keys)
    tables = {
        name: SimpleNamespace(**{key: _values(value) for key, value in table.items()})
        for name, table in data.items()
    }
    names, calendar = tables["names"], tables["calendar"]
    dates = calendar.days | calendar.months | calendar.now
    return Vocabulary(
        language=language,
        houses=houses,
        honorifics=names.male | names.female | names.neutral,
        dates=dates,
        openers=tables["sentences"].openers | dates,
        **tables,
    )


@lru_cache(maxsize=1)
def _shape():
    """The tables and keys that a file may have: those of English. What one leaves out is empty."""
    data = tomllib.loads((FOLDER / f"{DEFAULT}.toml").read_text("utf-8"))
    return {table: keys for table, keys in data.items() if table != "houses"}


def _values(value):
    """Words of a string as a set, phrases of a list as a tuple, a table with such values as a dict."""
    if isinstance(value, str):
        return frozenset(value.split())
    if isinstance(value, dict):
        return {key: one if isinstance(one, str) else tuple(one) for key, one in value.items()}
    return tuple(value)
