"""Renditions in a worker of their own: the queue in the database, with `TASKS_BACKEND=database`."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
INGEST = """
import io
from PIL import Image as Pillow
from newsroom.images.models import Image
file = io.BytesIO()
Pillow.new("RGB", (60, 40)).save(file, "PNG")
image = Image.objects.ingest(file, alt="A hall.", credit="Desk")
print(Image.objects.get().renditions_ready, len(list(image.image.storage.listdir("")[0])))
"""


@pytest.fixture
def manage(tmp_path):
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    chosen = {
        "TASKS_BACKEND": "database",
        "DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3",
        "DATA_DIR": str(tmp_path),
        "DEBUG": "0",
    }

    def run(*arguments, **environment):
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=kept | chosen | environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run


def test_a_worker_makes_what_an_upload_has_queued(manage, tmp_path):
    assert manage("migrate", "--verbosity=0").returncode == 0
    uploaded = manage("shell", "--no-imports", "-c", INGEST)
    assert uploaded.stdout.split() == ["False", "1"], uploaded.stderr  # the master alone
    worker = manage("db_worker", "--batch", "--no-startup-delay")
    assert worker.returncode == 0, worker.stderr
    made = list((tmp_path / "media" / "__processed__").rglob("*.*"))
    assert {path.suffix for path in made} == {".webp", ".avif"}
    asked = "from newsroom.images.models import Image; print(Image.objects.get().renditions_ready)"
    assert manage("shell", "--no-imports", "-c", asked).stdout.strip() == "True"


def test_another_backend_is_refused_in_words(manage):
    assert "TASKS_BACKEND is immediate or database." in manage("check", TASKS_BACKEND="redis").stderr
