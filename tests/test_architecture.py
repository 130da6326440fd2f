"""The plan of the house, held: links point down, public modules read the record, files say what they own."""

import ast
import re
import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parents[1]
ORDER = ["images", "people", "articles", "newsroom"]  # from the ground up
PUBLIC = [
    "articles/public",
    "articles/templatetags",
    "people/public",
    "people/timeline",
    "people/templatetags",
    "newsroom/views.py",
    "newsroom/front.py",
    "newsroom/search.py",
    "newsroom/freshness.py",
]
# The models that readers' pages may ask. Every other file of articles/models belongs to the desk.
READABLE = {
    "audit",
    "content",
    "edition",
    "edition_digests",
    "edition_relations",
    "link_change",
    "merged_ids",
    "shown_pictures",
    "topic",
}
OURS = ("articles", "people", "newsroom")


def sources(*places, tests=False):
    for place in places:
        path = ROOT / place
        files = [path] if path.is_file() else sorted(path.rglob("*.py"))
        yield from (f for f in files if "migrations" not in f.parts or tests)


def test_links_between_models_point_down():
    """A string foreign key hides a circle from import tools, so the models themselves are asked."""
    up = [
        f"{model._meta.label}.{f.name} -> {f.related_model._meta.label}"
        for model in apps.get_models()
        if model._meta.app_label in ORDER
        for f in model._meta.get_fields()
        if f.concrete and f.is_relation and getattr(f.related_model, "_meta", None)
        if f.related_model._meta.app_label in ORDER
        if ORDER.index(f.related_model._meta.app_label) > ORDER.index(model._meta.app_label)
    ]
    assert not up


def test_a_file_of_models_is_the_desks_unless_it_is_named_readable():
    """The contract that keeps the desk from readers' pages forbids every other one."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    forbidden = {name for contract in contracts for name in contract.get("forbidden_modules", [])}
    files = {path.stem for path in (ROOT / "articles/models").glob("*.py")} - {"__init__"}
    assert files >= READABLE
    of_the_desk = {f"articles.models.{name}" for name in files - READABLE} | {"articles.models.acts"}
    assert {name for name in forbidden if name.startswith("articles.models.")} == of_the_desk


@pytest.mark.parametrize("place", PUBLIC)
def test_public_places_there_are(place):
    """So that a renamed place does not slip out of the test below."""
    assert (ROOT / place).exists()


def test_public_code_does_not_reach_the_desk_through_an_edition():
    for path in sources(*PUBLIC):
        if path.name == "preview.py":  # shows the desk copy to who holds the token of a link
            continue
        assert ".article." not in path.read_text().replace("from .article.", ""), path
    for path in [
        *(ROOT / "templates/articles").rglob("*.html"),
        *(ROOT / "templates/newsroom").rglob("*.html"),
    ]:
        assert "edition.article." not in path.read_text(), path


def test_the_import_contracts_hold():
    run = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr


def test_every_class_has_a_name_of_its_own():
    """One word, one thing: a name is looked up once. Django asks for the exceptions by name."""
    names = Counter(
        node.name
        for path in sources(*OURS)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ClassDef) and node.name not in ("Meta", "Media", "Command")
    )
    assert not [name for name, count in names.items() if count > 1]


def test_articles_shows_few_rooms_at_its_top():
    """What Django looks for by name is no room of ours."""
    djangos = {"__init__", "__pycache__", "apps", "management", "migrations", "templatetags"}
    rooms = {path.stem for path in (ROOT / "articles").iterdir()} - djangos
    assert len(rooms) <= 12, sorted(rooms)


def test_every_file_says_what_it_owns():
    silent = [
        str(path.relative_to(ROOT))
        for path in sources(*OURS, "tests")
        if path.stat().st_size and not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert not silent


def test_only_one_place_knows_what_a_key_is():
    """Elsewhere nobody asks whether what came in is a number: `newsroom.lib.keys` does."""
    places = (
        "articles/admin",
        "people/admin",
        "newsroom/images",
        "newsroom/search.py",
        "newsroom/admin_site.py",
    )
    for path in sources(
        *places, *PUBLIC, "articles/admin/story/editor_lookups.py", "articles/public/preview.py"
    ):
        assert "isdecimal" not in path.read_text(), path


TRANSLATION = "django.utils.translation"
PLAIN, LAZY = ("gettext", "_"), ("gettext_lazy", "_")
BOTH = {True: {("gettext", "gettext"), LAZY}, False: {PLAIN, ("gettext_lazy", "gettext_lazy")}}  # in models?


def test_gettext_is_imported_one_way():
    """A module that needs one calls it `_`. Of two, models call the lazy one so, all others the plain one."""
    for path in sources(*OURS):
        found = {
            (alias.name, alias.asname or alias.name)
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.ImportFrom) and node.module == TRANSLATION
            for alias in node.names
            if alias.name in ("gettext", "gettext_lazy")
        }
        is_model = "models" in path.parts or path.name == "models.py"
        assert found in (set(), {PLAIN}, {LAZY}, BOTH[is_model]), path


def test_what_is_made_at_import_is_translated_late():
    """A sentence of a module or a class is made once for all readers, so it must not be translated there."""
    for path in sources(*OURS):
        tree = ast.parse(path.read_text())
        plain = {
            alias.asname or alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module == TRANSLATION
            for alias in node.names
            if alias.name in ("gettext", "ngettext")
        }
        early = {node.id for node in _outside_functions(tree) if isinstance(node, ast.Name)}
        assert not plain & early, path


def _outside_functions(node):
    """Every node that is run when a module is imported: all but the bodies of functions."""
    yield node
    children = list(ast.iter_child_nodes(node))
    if isinstance(node, ast.FunctionDef | ast.Lambda):
        children = node.args.defaults + getattr(node, "decorator_list", [])
    for child in children:
        yield from _outside_functions(child)


def test_no_signals_no_services_no_utils():
    for path in sources(*OURS):
        assert path.name not in ("services.py", "utils.py", "helpers.py"), path
        text = path.read_text()
        assert "django.dispatch" not in text, path
        assert "models.signals" not in text, path


def test_save_only_saves():
    """Nobody overrides save() or delete() on a model: verbs are methods with a name."""
    overrides = [
        f"{path.relative_to(ROOT)}: {cls.name}.{item.name}"
        for path in sources("articles/models", "people/models", "newsroom/images/models.py")
        for cls in ast.walk(ast.parse(path.read_text()))
        if isinstance(cls, ast.ClassDef)
        for item in cls.body
        if isinstance(item, ast.FunctionDef) and item.name in ("save", "delete")
    ]
    assert not overrides


def test_no_inline_style_or_script_in_templates():

    for path in (ROOT / "templates").rglob("*.html"):
        text = path.read_text()
        assert not re.search(r"<[^>]+\sstyle=", text), path
        assert not re.search(
            r"\son(click|load|error|change|input|submit|focus|blur|key\w+|mouse\w+|pointer\w+)=", text
        ), path
        for script in re.findall(r"<script\b[^>]*>", text):
            assert "src=" in script or "json" in script or "importmap" in script, path
