"""bin/environment on a machine without what it needs: one sentence that says what to do."""

import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "bin" / "environment"
TOOLS = ["sh", "dirname", "ls", "sort", "rm", "mkdir", "touch"]


@pytest.fixture
def machine(tmp_path):
    """A folder with the script and a PATH that holds a shell and nothing of Python."""
    (tmp_path / "project" / "bin").mkdir(parents=True)
    shutil.copy(SCRIPT, tmp_path / "project" / "bin" / "environment")
    (tmp_path / "path").mkdir()
    for tool in TOOLS:
        (tmp_path / "path" / tool).symlink_to(shutil.which(tool))
    return tmp_path


def command(machine, name, script):
    """Put a command on the machine's PATH."""
    file = machine / "path" / name
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)


def environment(machine):
    """Run the script there; returns the finished process."""
    return subprocess.run(
        [machine / "project" / "bin" / "environment"],
        env={"PATH": str(machine / "path"), "HOME": str(machine)},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def test_without_any_python_it_says_which_one_to_install(machine):
    ended = environment(machine)
    assert ended.returncode == 1
    assert ended.stderr.startswith("newsroom: Python 3.13 is needed")
    assert ended.stderr.count("\n") == 1


def test_a_python_that_is_too_old_is_not_tried(machine):
    command(machine, "python3", "exit 1")  # every version asked for is newer than this one
    ended = environment(machine)
    assert ended.returncode == 1
    assert ended.stderr.startswith("newsroom: Python 3.13 is needed")


def test_a_python_that_makes_no_virtual_environment_is_named(machine):
    command(machine, "python3", 'case "$1" in -c) exit 0;; *) exit 1;; esac')
    ended = environment(machine)
    assert ended.returncode == 1
    assert "cannot make a virtual environment" in ended.stderr
    assert "python3-venv" in ended.stderr


def test_where_uv_is_there_it_is_used_with_the_python_found(machine):
    command(machine, "python3", "exit 0")
    command(machine, "uv", f'echo "$@" >>{machine / "asked"}; mkdir -p .venv')
    assert environment(machine).returncode == 0
    python = machine / "path" / "python3"
    assert (machine / "asked").read_text().splitlines()[-1] == f"sync --quiet --frozen --python {python}"
    assert not (machine / "project" / ".uv").exists()


def test_where_uv_brings_no_python_the_sentence_comes_last(machine):
    command(
        machine, "uv", 'case "$*" in *--help) exit 0;; *) echo "error: no interpreter" >&2; exit 2;; esac'
    )
    ended = environment(machine)
    assert ended.returncode == 1
    assert ended.stderr.splitlines()[-1].startswith("newsroom: Python 3.13 is needed and was neither found")
