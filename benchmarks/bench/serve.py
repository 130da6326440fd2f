"""Serves the seeded site as bin/serve does, with one worker of one thread (`serving`)."""

import contextlib
import os
import secrets
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

HOST = "news.example"
SECRET = secrets.token_urlsafe(50)
ROOT = Path(__file__).resolve().parents[2]
APPLICATION = "benchmarks.bench.wsgi:application"
SERVER = ["granian", "--interface", "wsgi", "--host", "127.0.0.1", "--no-ws", "--log-level", "error"]
ALONE = ["--workers", "1", "--blocking-threads", "1"]
PATIENCE = 60  # seconds for the first answer


@dataclass
class Site:
    """A running site: where it listens, the id of its parent process, the name of its database."""

    port: int
    parent: int
    database: str = ""  # on PostgreSQL; its backends work for the site


def environment(database_url, folder):
    """The environment of production, behind a proxy that speaks HTTPS: every request says so in a header."""
    return {
        "DJANGO_SETTINGS_MODULE": "benchmarks.bench.settings",
        "DATABASE_URL": database_url,
        "DATA_DIR": str(folder),
        "NEWSROOM_ENV": "production",
        "DEBUG": "0",
        "SECRET_KEY": SECRET,
        "ALLOWED_HOSTS": HOST,
        "SITE_URL": f"https://{HOST}",
        "BEHIND_TLS": "1",
    }


@contextlib.contextmanager
def serving(**settings):
    """Run the site in the environment of this process; `settings` are further variables. Yields a Site."""
    port = free_port()
    command = [sys.executable, "-m", *SERVER, *ALONE, "--port", str(port), APPLICATION]
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | settings)
    try:
        wait_for(port, process)
        yield Site(port, process.pid, database_of(os.environ["DATABASE_URL"]))
    finally:
        process.terminate()
        process.wait(20)


def database_of(url):
    return "" if url.startswith("sqlite") else url.rpartition("/")[2].partition("?")[0]


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def wait_for(port, process):
    for _n in range(PATIENCE * 10):
        if process.poll() is not None:
            raise SystemExit("The site did not start.")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise SystemExit("The site does not answer.")
