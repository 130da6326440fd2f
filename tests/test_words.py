"""Words that the glossary replaced, and images that a reader has to guess, do not come back into the code."""

import ast
import re
import tokenize
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
# Each with the word to write instead (docs/glossary.md).
INSTEAD = {
    "ripple": "affected story",
    "road": "way, or the name of the act",
    "mending": "merge log",
    "hung out": "listed, shown",
    "look round": "read",
    "laid over": "replaced",
    "gives way": "is replaced",
}
# Rooms whose words were all read again. A room is added once it is free of these, too.
IN_ROOMS = {
    "door": "LinkChange.allow_change(), or the function that does it",
    "twin": "duplicate, known picture",
    "carried": "inherited",
    "with_record": "with_state()",
}
ROOMS = [
    "articles/models",
    "articles/archive",
    "articles/payload.py",
    "articles/database",
    "articles/versions",
    "articles/body",
    "newsroom",
]


def explained(path):
    """(line, text) of each docstring and comment of a file."""
    tree = ast.parse(path.read_text())
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and (
            text := ast.get_docstring(node)
        ):
            yield node.body[0].lineno, text
    with path.open("rb") as file:
        for token in tokenize.tokenize(file.readline):
            if token.type == tokenize.COMMENT:
                yield token.start[0], token.string


def uses(places, words):
    """["file:line: word"] of every use of these words, also in the plural, in docstrings and comments."""
    pattern = re.compile(rf"\b({'|'.join(words)})s?\b", re.IGNORECASE)
    return [
        f"{path.relative_to(ROOT)}:{line}: {found[0]}: write {words[found[1].lower()]}"
        for place in places
        for path in ([ROOT / place] if place.endswith(".py") else sorted((ROOT / place).rglob("*.py")))
        if "migrations" not in path.parts
        for line, text in explained(path)
        for found in pattern.finditer(text)
    ]


def test_docstrings_and_comments_use_the_words_of_the_glossary():
    assert uses(["articles", "people", "newsroom"], INSTEAD) == []


def test_rooms_that_were_read_again_are_free_of_more_words():
    assert uses(ROOMS, IN_ROOMS) == []


@pytest.mark.parametrize(("text", "found"), [('"""One Door."""', "Door"), ("x = 1  # two DOORS", "DOORS")])
def test_a_replaced_word_is_found(text, found, tmp_path, monkeypatch):
    monkeypatch.setitem(globals(), "ROOT", tmp_path)
    (tmp_path / "room.py").write_text(text + "\n")
    assert uses(["room.py"], IN_ROOMS) == [f"room.py:1: {found}: write {IN_ROOMS['door']}"]
