"""The production server as the public sees it: bin/serve on a free port, with data of its own."""

import gzip
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 180  # ten on an idle machine
NAME = "serve.sqlite3"
BEHIND_PROXY = {"Host": "news.example", "X-Forwarded-Proto": "https"}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def settings_for(folder, port):
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return kept | {
        "PYTHON": sys.executable,
        "PORT": str(port),
        "DATA_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder / NAME}",
    }


class Served:
    """A running bin/serve; get() asks it as the proxy before it would."""

    def __init__(self, folder, **environment):
        self.port, self.folder = free_port(), folder
        self.log = folder / "serve.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                ["bin/serve"],
                cwd=ROOT,
                env=settings_for(folder, self.port) | environment,
                stdout=log,
                stderr=log,
            )

    def wait(self):
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until and self.process.poll() is None:
            try:
                return socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                time.sleep(0.1)
        pytest.fail(f"bin/serve does not answer:\n{self.log.read_text()}")

    def get(self, path, headers=BEHIND_PROXY):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", path, headers=headers)
            response = connection.getresponse()
            response.body = response.read()
            return response
        finally:
            connection.close()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    served = Served(
        tmp_path_factory.mktemp("serve"),
        SECRET_KEY="ngZ7vO1x4WcQ0yJm8hT2rK5uPqL9sD3fEbA6iXwNtYzRkHoVjM",
        ALLOWED_HOSTS="news.example",
        SITE_URL="https://news.example",
    )
    try:
        served.wait()
        yield served
    finally:
        served.stop()


def stylesheet(site):
    page = site.get("/admin/login/")
    assert page.status == 200, site.log.read_text()
    return re.search(rb'href="(/static/[^"]+\.[0-9a-f]{12}\.css)"', page.body)[1].decode()


def test_the_front_page_is_served(site):
    assert site.get("/").status == 200, site.log.read_text()


def test_a_static_file_has_its_hash_in_its_name_and_is_kept_forever(site):
    response = site.get(stylesheet(site))
    assert response.status == 200
    assert "immutable" in response.headers["Cache-Control"]


def test_static_files_and_pages_are_compressed(site):
    for path in ("/admin/login/", stylesheet(site)):
        response = site.get(path, BEHIND_PROXY | {"Accept-Encoding": "gzip"})
        assert response.headers["Content-Encoding"] == "gzip"
        assert len(gzip.decompress(response.body)) > len(response.body)


def test_the_desks_sheets_are_one_file_and_its_modules_too(site):
    page = site.get("/admin/login/").body.decode()
    (sheet,) = re.findall(r'href="(/static/newsroom/desk[^"]*\.css)"', page)
    text = site.get(sheet).body.decode()
    assert "@import" not in text
    assert text.index("--paper:") < text.index(".submit-row {") < text.index("prefers-reduced-motion")
    paths = json.loads((site.folder / "static/staticfiles.json").read_text())["paths"]
    for name, word in (("editor", "cleanPaste"), ("story", "newsroom.draft:")):
        script = site.get(f"/static/{paths[f'newsroom/{name}.js']}").body.decode()
        assert word in script
        assert not re.search(r"""from ["']\./""", script)


def test_plain_http_is_sent_to_https(site):
    response = site.get("/admin/login/?next=/admin/", {"Host": "news.example"})
    assert response.status == 301
    assert response.headers["Location"] == "https://news.example/admin/login/?next=/admin/"


def test_a_host_that_is_not_ours_is_refused(site):
    assert site.get("/admin/login/", BEHIND_PROXY | {"Host": "elsewhere.example"}).status == 400


def test_an_unknown_address_is_a_page_and_no_trace_of_code(site):
    response = site.get("/no/such/page/")
    assert response.status == 404
    assert b"Traceback" not in response.body
    assert b"urlpatterns" not in response.body


def test_it_stops_on_a_signal(tmp_path):
    """With nothing set it is a trial on loopback, over plain HTTP, with a secret kept for the next time."""
    served = Served(tmp_path)
    served.wait()
    response = served.get("/admin/login/", {"Host": f"127.0.0.1:{served.port}"})
    assert served.stop() == 0, served.log.read_text()
    assert response.status == 200
    assert "a trial of production mode" in served.log.read_text()
    secret = tmp_path / "trial-secret"
    assert len(secret.read_text().strip()) >= 50
    assert secret.stat().st_mode & 0o077 == 0


def test_what_could_not_be_prepared_is_not_served(tmp_path):
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\ncase "$*" in *prepare*) exit 1 ;; esac\nexec {sys.executable} "$@"\n')
    python.chmod(0o755)
    served = Served(tmp_path, PYTHON=str(python))
    assert served.process.wait(timeout=START_SECONDS) == 1


@pytest.mark.parametrize("missing", ["SECRET_KEY", "ALLOWED_HOSTS", "SITE_URL"])
def test_a_missing_setting_is_named_in_one_sentence(tmp_path, missing):
    given = {"SECRET_KEY": "k" * 60, "ALLOWED_HOSTS": "news.example", "SITE_URL": "https://news.example"}
    served = Served(tmp_path, **{name: value for name, value in given.items() if name != missing})
    assert served.process.wait(timeout=START_SECONDS) == 1
    assert served.log.read_text().startswith(f"newsroom: {missing} is missing")
