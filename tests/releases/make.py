"""`python -m tests.releases.make VERSION`: this release's demo newsroom, as tests/releases/VERSION.sql.gz.

Takes a minute. The files of pictures are left out; what a reader sees of them is not part of an upgrade.
"""

import gzip
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.releases import FOLDER, dump

ROOT = FOLDER.parents[1]
LARGEST = 400_000  # bytes of a dump, which stays in the repository forever


def main(version):
    target = FOLDER / f"{version}.sql.gz"
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "release.sqlite3"
        environment = {**os.environ, "DATABASE_URL": f"sqlite:///{database}", "DATA_DIR": folder}
        for command in ("migrate", "seed_demo"):
            manage = [sys.executable, "manage.py", command, "--verbosity", "0"]
            subprocess.run(manage, cwd=ROOT, env=environment, check=True)
        text = "\n".join(dump(database))
    packed = gzip.compress(text.encode(), mtime=0)
    if len(packed) > LARGEST:
        sys.exit(f"The dump has {len(packed)} bytes; it should have at most {LARGEST}.")
    target.write_bytes(packed)
    sys.stdout.write(f"{target.relative_to(ROOT)}: {len(packed)} bytes\n")


if __name__ == "__main__":
    if len(sys.argv) != 2 or len(sys.argv[1].split(".")) != 3:
        sys.exit("Say which release: python -m tests.releases.make 0.2.0")
    main(sys.argv[1])
