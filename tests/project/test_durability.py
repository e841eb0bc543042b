"""An acknowledged write is on the disk: SQLite's log is synced before the answer leaves."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from tests.environment import is_on_postgresql
from tests.project.installation import Installation, Running, free_port, migrated_installation

pytestmark = pytest.mark.loopback

_FULL = 2
_CALLS = "trace=fsync,fdatasync,recvfrom,read,readv,sendto,write,writev"


@pytest.fixture
def on_sqlite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Installation]:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    with migrated_installation(tmp_path) as made:
        yield made


@contextmanager
def serving_traced(installation: Installation, trace: Path) -> Iterator[Running]:
    """The whole of `heliograph serve` under strace, with the paths of its files."""
    port = free_port()
    traced = ("strace", "-f", "-y", "-s", "64", "-e", _CALLS, "-o", str(trace))
    serve = ("serve", "--bind", f"127.0.0.1:{port}", "--workers", "1", "--web-only")
    with installation.running(*serve, under=traced) as serving:
        serving.await_line("answers at")
        serving.port = port
        yield serving


@pytest.mark.django_db
def test_every_connection_to_sqlite_syncs_each_commit() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("of SQLite alone")
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA synchronous").fetchone() == (_FULL,)
    assert "PRAGMA synchronous=FULL" in settings.DATABASES["default"]["OPTIONS"]["init_command"]


@pytest.mark.skipif(
    is_on_postgresql(),
    reason="the template installation of a process has one database; SQLite's run proves it",
)
def test_the_log_is_synced_between_the_request_and_the_answer(
    on_sqlite: Installation, tmp_path: Path
) -> None:
    assert shutil.which("strace"), "run tools/ensure-strace"
    on_sqlite.run("user", "create", "olga@example.com", "--admin")
    made = on_sqlite.run(
        "token", "create", "olga@example.com", "--name", "a", "--ability", "components.manage"
    )
    trace = tmp_path / "trace"
    with serving_traced(on_sqlite, trace) as serving:
        body, token = b'{"name": "API"}', made.out.strip()
        head = (
            f"POST /api/components HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        )
        assert serving.send(head.encode() + body) == 201

    calls = trace.read_text(encoding="utf-8", errors="replace").splitlines()
    (asked,) = [at for at, call in enumerate(calls) if "POST /api/components" in call]
    answered = next(at for at, call in enumerate(calls) if at > asked and "HTTP/1.1 201" in call)
    synced = [call for call in calls[asked:answered] if re.search(r"f(?:data)?sync\(\d+<.*-wal>", call)]
    assert synced, calls[asked : answered + 1]
