"""`python -m tests.releases.squash`: one migration per app for databases from nothing, beside the small ones.

A database of an older release takes the small steps. A new one takes `0001_squashed_NNNN`, which makes the
tables as they are today, each with its rules and indexes at once: Django renders all models anew for each
later step, so that ten small ones cost more than everything else. Run it after the last migration of a
release.
"""

import importlib
import os
import re
import shutil
import sys
import tempfile
from pathlib import Path

APPS = ("people", "articles")
SAYS = '"""The tables of today for a new database: one step in place of those that it replaces."""\n'


def folder(app):
    return Path(app) / "migrations"


def steps(app):
    """The names of the small migrations of an app, in order."""
    return sorted(path.stem for path in folder(app).glob("0*.py") if "squashed" not in path.stem)


def first_migrations():
    """{app: a first migration that makes today's tables}, as Django writes it with none there."""
    from django.core.management import call_command

    with tempfile.TemporaryDirectory() as kept:
        for app in APPS:
            shutil.move(folder(app), Path(kept) / app)
            folder(app).mkdir()
            (folder(app) / "__init__.py").touch()
        try:
            call_command("makemigrations", *APPS, name="today", verbosity=0)
            found = {app: importlib.import_module(f"{app}.migrations.0001_today").Migration for app in APPS}
        finally:
            for app in APPS:
                shutil.rmtree(folder(app))
                shutil.move(Path(kept) / app, folder(app))
    return found


def folded(operations):
    """The operations, with rules and indexes in the CreateModel of their model if it has their columns."""
    from django.db.migrations import AddConstraint, AddIndex, CreateModel

    made, left = {}, []
    for operation in operations:
        if isinstance(operation, CreateModel):
            made[operation.name.lower()] = operation
        if isinstance(operation, (AddConstraint, AddIndex)):
            model = made[operation.model_name.lower()]
            kind = "constraints" if isinstance(operation, AddConstraint) else "indexes"
            rule = operation.constraint if kind == "constraints" else operation.index
            if columns(rule) <= {name for name, _field in model.fields}:
                model.options = {**model.options, kind: [*model.options.get(kind, []), rule]}
                continue
        left.append(operation)
    return left


def columns(rule):
    """The names of the columns that a constraint or index reads."""
    found = {name.removeprefix("-") for name in getattr(rule, "fields", None) or ()}
    for part in (getattr(rule, "condition", None), *(getattr(rule, "expressions", None) or ())):
        found |= _read(part)
    return found - {"pk", "id"}


def _read(part):
    from django.db.models import F, Q

    if isinstance(part, F):
        return {part.name.split("__")[0]}
    if isinstance(part, tuple):
        return {part[0].split("__")[0]} | _read(part[1])
    inside = part.children if isinstance(part, Q) else getattr(part, "get_source_expressions", list)()
    return set().union(*map(_read, inside))


def main():
    from django.db.migrations.writer import MigrationWriter

    before = {app: steps(app) for app in APPS}
    for old in (path for app in APPS for path in folder(app).glob("0001_squashed_*.py")):
        old.unlink()
    for app, first in first_migrations().items():
        if len(before[app]) == 1:
            continue  # its one migration is the first one already
        first.operations = folded(first.operations)
        first.replaces = [(app, name) for name in before[app]]
        text = MigrationWriter(first("today", app)).as_string()
        user = "migrations.swappable_dependency(settings.AUTH_USER_MODEL)"
        text = re.sub(r"^# Generated.*\n\n?", "", text).replace("('auth', '__first__')", user)
        path = folder(app) / f"0001_squashed_{before[app][-1][:4]}.py"
        path.write_text(SAYS + "\n" + text, encoding="utf-8")
        sys.stdout.write(f"{path}\n")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    import django

    django.setup()
    main()
