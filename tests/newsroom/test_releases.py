"""The oldest release's newsroom is upgraded with its data, and any tool can read and copy the result."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests import releases

ROOT = Path(__file__).resolve().parents[2]
CHANGED_BY_MIGRATE = ("django_", "auth_permission", "auth_group_permissions", "newsroom_", "sqlite_")


@pytest.fixture(scope="module")
def upgraded(tmp_path_factory):
    """(the database as the oldest release left it, the same upgraded, what was told of it)."""
    folder = tmp_path_factory.mktemp("release")
    before, after = folder / "before.sqlite3", folder / "after.sqlite3"
    oldest = releases.dumps()[0]
    releases.load(oldest, before)
    shutil.copy(before, after)
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{after}", "DATA_DIR": str(folder)}
    command = [sys.executable, "-m", "tests.releases.upgrade"]
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return before, after, json.loads(run.stdout.splitlines()[-1])


def test_every_row_of_the_old_release_is_there_as_it_was(upgraded):
    before, after, _told = upgraded
    kept = [table for table in releases.counts(before) if not table.startswith(CHANGED_BY_MIGRATE)]
    assert "articles_edition" in kept
    for table in kept:
        had = releases.columns(before, table)
        columns = [name for name in releases.columns(after, table) if name in had]
        assert releases.rows(after, table, columns) == releases.rows(before, table, columns), table


def test_all_guards_are_installed_after_the_upgrade(upgraded):
    _before, _after, told = upgraded
    assert told["missing"] == []


def test_the_audit_log_of_the_old_release_still_holds(upgraded):
    before, _after, told = upgraded
    assert told["audit"] == str(releases.counts(before)["articles_auditentry"])


def test_readers_get_every_page_and_find_the_old_stories(upgraded):
    _before, _after, told = upgraded
    assert len(told["pages"]) > 15
    assert {path: status for path, status in told["pages"].items() if status != 200} == {}
    assert told["found"]


def test_the_last_release_has_a_dump_and_every_dump_is_small():
    assert releases.dumps()
    assert all(path.stat().st_size < 400_000 for path in releases.dumps())


# --- Any tool reads the database: nothing in it needs a function of ours -----------------------------
def test_a_dump_by_plain_sqlite_loses_nothing(upgraded, tmp_path):
    _before, after, _told = upgraded
    copy = tmp_path / "copy.sqlite3"
    releases.load_text("\n".join(releases.dump(after)), copy)
    assert releases.integrity(after) == releases.integrity(copy) == "ok"
    assert releases.counts(copy) == releases.counts(after)
    assert releases.counts(copy)["people_person"] > 60


@pytest.mark.skipif(shutil.which("sqlite3") is None, reason="there is no sqlite3 shell here")
def test_a_dump_by_the_sqlite_shell_loses_nothing(upgraded, tmp_path):
    _before, after, _told = upgraded
    copy = tmp_path / "copy.sqlite3"
    text = subprocess.run(["sqlite3", after, ".dump"], capture_output=True, check=True).stdout
    run = subprocess.run(["sqlite3", copy], input=text, capture_output=True, check=True)
    assert run.stderr == b""
    assert releases.integrity(copy) == "ok"
    assert releases.counts(copy) == releases.counts(after)
    found = "SELECT count(*) FROM articles_edition_words WHERE search_text MATCH 'genocide'"
    assert int(subprocess.run(["sqlite3", copy, found], capture_output=True, check=True).stdout) > 1
