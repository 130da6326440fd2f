"""`manage.py import_articles`: what a person sees, and what the exit says."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from articles.models import Article, Edition
from tests.articles.test_archive import row
from tests.make import make_user

pytestmark = pytest.mark.django_db


def run(path, *args, **kw):
    out, err = io.StringIO(), kw.pop("stderr", None) or io.StringIO()
    call_command("import_articles", str(path), *args, stdout=out, stderr=err, **kw)
    return out.getvalue(), err.getvalue()


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "archive.jsonl"
    path.write_text("\n".join(json.dumps(r) for r in (row(), row(id="2", slug="b"))), encoding="utf-8")
    return path


def test_it_says_what_was_imported(file):
    out, err = run(file)
    assert out == "Imported 2 stories with 2 editions; 0 there already.\n"
    assert err == ""
    assert Article.objects.count() == 2


def test_a_dry_run_says_so_and_changes_nothing(file):
    out, _err = run(file, "--dry-run")
    assert out.startswith("Would import 2 stories")
    assert "nothing was changed" in out
    assert not Article.objects.exists()


def test_errors_go_to_stderr_by_line_and_the_command_fails(tmp_path):
    path = tmp_path / "bad.jsonl"
    path.write_text(json.dumps(row(headline="")) + "\n{\n", encoding="utf-8")
    err = io.StringIO()
    with pytest.raises(CommandError, match="Nothing was imported: 2 errors in 2 lines"):
        run(path, stderr=err)
    assert err.getvalue().splitlines()[0] == "line 1, headline: A story needs a headline."
    assert err.getvalue().splitlines()[1].startswith("line 2: This is not JSON")


def test_a_missing_file_and_a_missing_user_are_named(tmp_path, file):
    with pytest.raises(CommandError, match="cannot be read"):
        run(tmp_path / "nowhere.jsonl")
    with pytest.raises(CommandError, match="There is no user “nobody”"):
        run(file, "--by", "nobody")


def test_the_user_who_imports_is_recorded(file):
    user = make_user(username="erin")
    run(file, "--by", "erin")
    assert {e.by for e in Edition.objects.all()} == {user}


def test_the_bar_is_drawn_on_a_terminal_only(file):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    _out, err = run(file, stderr=Terminal())
    assert "100 %" in err
