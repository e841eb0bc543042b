"""The WSGI application under other servers than `heliograph serve`: gunicorn and uWSGI."""

import json
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.project.installation import Installation, eventually, free_port
from tests.wire import get, head, send

pytestmark = pytest.mark.loopback

APPLICATION = "heliograph.project.wsgi:application"


def _gunicorn(port: int) -> list[str]:
    address = ("--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "4")
    return [sys.executable, "-m", "gunicorn", *address, APPLICATION]


def _uwsgi(port: int) -> list[str]:
    process = ("--master", "--enable-threads", "--threads", "4", "--lazy-apps", "--die-on-term", "--need-app")
    python = ("--plugin", "python3", "--pythonpath", sysconfig.get_path("purelib"), "--module", APPLICATION)
    return ["uwsgi", "--http-socket", f"127.0.0.1:{port}", *process, *python]


def _runs_this_python() -> bool:
    """Whether Debian's uWSGI can load the packages of the Python that runs the tests."""
    shown = subprocess.run(
        ["uwsgi", "--plugin", "python3", "--python-version"],  # noqa: S607 - Debian's
        capture_output=True,
        text=True,
        check=True,
    )
    return shown.stdout.split(".")[:2] == [str(part) for part in sys.version_info[:2]]


@contextmanager
def _running(command: list[str], installation: Installation, log: Path) -> Iterator[None]:
    environment = {name: text for name, text in installation.environment.items() if name != "PYTHONHOME"}
    with (
        log.open("wb") as output,
        subprocess.Popen(command, env=environment, stdout=output, stderr=output) as process,
    ):
        try:
            yield
        finally:
            process.terminate()
            process.wait(timeout=60)


@pytest.fixture(params=[_gunicorn, _uwsgi], ids=["gunicorn", "uwsgi"])
def port(request: pytest.FixtureRequest, migrated: Installation, tmp_path: Path) -> Iterator[int]:
    if request.param is _uwsgi and not _runs_this_python():
        pytest.skip("Debian's uWSGI runs another version of Python.")
    port, log = free_port(), tmp_path / "log"
    with _running(request.param(port), migrated, log):
        eventually(lambda: _answers(port))
        yield port
    assert "Traceback" not in log.read_text(encoding="utf-8")


def _answers(port: int) -> bool:
    try:
        return get(port, "/api/ping").status == 200
    except OSError:
        return False


def test_page_api_static_file_and_sign_in_page_are_served(port: int) -> None:
    for path, kind in (
        ("/", "text/html"),
        ("/api/components", "application/"),
        ("/static/public/page.css", "text/css"),
        ("/dashboard/login/", "text/html"),
    ):
        response = get(port, path)
        assert response.status == 200, path
        assert response.headers["content-type"].startswith(kind), path


def test_a_body_reaches_the_application_and_a_large_one_is_refused(port: int) -> None:
    def post(length: int, body: bytes) -> int:
        framing = (f"Content-Length: {length}", "Content-Type: application/json")
        return send(port, head("POST", "/api/components", "Host: localhost", *framing) + body).status

    body = json.dumps({"name": "API"}).encode()

    assert post(len(body), body) == 401
    assert post(2_000_000, b"") == 413


def test_a_chunked_body_reaches_the_application(migrated: Installation, tmp_path: Path) -> None:
    port = free_port()
    assert migrated.run("user", "create", "op@example.org", "--admin").status == 0
    created = migrated.run("token", "create", "op@example.org", "--name", "t")
    token = created.out.strip().splitlines()[-1].split()[-1]
    body = json.dumps({"name": "API", "status": 1}).encode()
    framing = (
        "Transfer-Encoding: chunked",
        "Content-Type: application/json",
        f"Authorization: Bearer {token}",
    )
    request = head("POST", "/api/components", "Host: localhost", *framing)
    with _running(_gunicorn(port), migrated, tmp_path / "log"):
        eventually(lambda: _answers(port))
        response = send(port, request + f"{len(body):x}\r\n".encode() + body + b"\r\n0\r\n\r\n")

    assert response.status == 201, response.body


def test_a_change_of_another_process_is_followed(port: int, migrated: Installation) -> None:
    assert b"Renamed Systems" not in get(port, "/").body
    assert migrated.run("settings", "set", "name", '"Renamed Systems"').status == 0

    eventually(lambda: b"Renamed Systems" in get(port, "/").body)
