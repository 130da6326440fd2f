"""The words that decide what a name or a title beside them means, read from a file for each language.

    >>> vocabulary_of("en").titles.former >= {"former", "ex"}
    True

`languages/README.md` says what a file holds. A table of the file is an attribute here, with its lists of
words as frozensets, its lists of phrases as tuples. If a word is missing, a suggestion is missing or less
certain. No story gets a wrong link by it, as nothing is linked without an editor.
"""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import SimpleNamespace

FOLDER = Path(__file__).parent / "languages"
DEFAULT = "en"  # for stories in a language without a file
# Small words inside names in any language.
_PARTICLES = """
al el ben bin ibn d da das de del della den der di do dos du la las le los ter ten van von y e zu af av"""
PARTICLES = frozenset(_PARTICLES.split())


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
    houses: dict[str, dict]
    honorifics: frozenset[str]
    dates: frozenset[str]  # days, months, today
    openers: frozenset[str]


def languages() -> list[str]:
    """The languages that have a file."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


@lru_cache(maxsize=32)
def vocabulary_of(language: str) -> Vocabulary:
    """The vocabulary of a language ("fr" also of "fr-ca"); English where there is none."""
    for name in (language, language.partition("-")[0], DEFAULT):
        if name in languages():
            return _read(FOLDER / f"{name}.toml")
    raise LookupError(language)


@lru_cache(maxsize=32)
def _read(path):
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    houses = data.pop("houses", {})
    tables = {
        name: SimpleNamespace(**{key: _values(value) for key, value in table.items()})
        for name, table in data.items()
    }
    names, calendar = tables["names"], tables["calendar"]
    dates = calendar.days | calendar.months | calendar.now
    return Vocabulary(
        language=path.stem,
        houses=houses,
        honorifics=names.male | names.female | names.neutral,
        dates=dates,
        openers=tables["sentences"].openers | dates,
        **tables,
    )


def _values(value):
    """Words of a string as a set, phrases of a list as a tuple, a table with such values as a dict."""
    if isinstance(value, str):
        return frozenset(value.split())
    if isinstance(value, dict):
        return {key: one if isinstance(one, str) else tuple(one) for key, one in value.items()}
    return tuple(value)
