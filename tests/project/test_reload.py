"""Signals that do not stop `heliograph serve`, and what its service manager is notified of."""

import os
import pty
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from heliograph.project.exits import Exit
from tests.project.installation import Installation, Running, eventually, free_port

pytestmark = pytest.mark.loopback


@contextmanager
def visitors(serving: Running) -> Iterator[list[object]]:
    """Four visitors that ask one request after another, each over a new connection: what went wrong."""
    failures: list[object] = []
    stop = threading.Event()

    def ask() -> None:
        while not stop.is_set():
            try:
                status: object = serving.get("/health")
            except OSError as error:
                status = error
            if status != 200:
                failures.append(status)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    try:
        yield failures
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def test_sighup_replaces_the_web_processes_and_no_request_is_lost(migrated: Installation) -> None:
    with migrated.serving() as serving, visitors(serving) as failures:
        before = serving.children()
        serving.process.send_signal(signal.SIGHUP)
        eventually(lambda: not before.request.is_running())
        after = serving.children()

    assert after.request != before.request
    assert (after.web, after.worker) == (before.web, before.worker)
    assert failures == []


def test_a_request_that_has_begun_is_answered_by_the_old_process(migrated: Installation) -> None:
    with (
        migrated.serving() as serving,
        socket.create_connection(("127.0.0.1", serving.port), timeout=20) as slow,
    ):
        before = serving.children()
        slow.sendall(b"POST /api/components HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{")
        serving.process.send_signal(signal.SIGHUP)
        eventually(lambda: len(serving.family) == 4)
        slow.sendall(b"}")

        assert slow.recv(12) == b"HTTP/1.1 401"
        eventually(lambda: not before.request.is_running())


@pytest.mark.parametrize("number", [signal.SIGUSR1, signal.SIGUSR2])
def test_signals_without_a_meaning_do_nothing(migrated: Installation, number: signal.Signals) -> None:
    with migrated.serving() as serving:
        before = serving.children()
        for pid in (serving.process.pid, before.web.pid, before.worker.pid):
            os.kill(pid, number)
        eventually(serving.answers)

        assert serving.children() == before


def test_a_worker_alone_outlives_sighup(migrated: Installation) -> None:
    with migrated.running("worker") as worker:
        worker.await_line("worker runs")
        worker.process.send_signal(signal.SIGHUP)
        time.sleep(1)

        assert worker.process.poll() is None
        worker.process.terminate()
        assert worker.process.wait(timeout=10) == Exit.DONE


def test_closing_the_terminal_ends_all_of_it(migrated: Installation) -> None:
    ours, terminal = pty.openpty()
    code = (
        "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execv(sys.executable, {})"
    )
    port = free_port()
    command = [sys.executable, "-m", "heliograph.project", "serve", "--bind", f"127.0.0.1:{port}"]
    process = subprocess.Popen(
        [sys.executable, "-c", code.format(command)],
        env={**os.environ, **migrated.environment},
        stdin=terminal,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    os.close(terminal)
    running = Running(process=process, port=port)
    try:
        running.await_line("answers at")
        eventually(lambda: len(running.family) >= 3)
        os.close(ours)

        assert process.wait(timeout=20) == Exit.DONE
        eventually(lambda: not running.family)
    finally:
        running.end()


@pytest.mark.parametrize("is_abstract", [False, True])
def test_the_service_manager_is_notified(
    migrated: Installation, tmp_path: Path, *, is_abstract: bool
) -> None:
    name = f"@heliograph-{uuid.uuid4().hex}" if is_abstract else str(tmp_path / "notify")
    with closing(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)) as manager:
        manager.bind(f"\0{name[1:]}" if is_abstract else name)
        manager.settimeout(60)
        managed = replace(migrated, environment={**migrated.environment, "NOTIFY_SOCKET": name})
        with managed.serving() as serving:
            assert manager.recv(1024) == b"READY=1"
            assert serving.get("/health") == 200
            serving.process.send_signal(signal.SIGHUP)
            reloading = manager.recv(1024).decode()
            assert re.fullmatch(r"RELOADING=1\nMONOTONIC_USEC=\d+", reloading)
            assert int(reloading.rpartition("=")[2]) <= time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000
            assert manager.recv(1024) == b"READY=1"
            assert len(serving.family) == 3
            serving.process.terminate()
            assert manager.recv(1024) == b"STOPPING=1"
            assert serving.process.wait(timeout=10) == Exit.DONE


def test_a_service_manager_that_is_gone_stops_nothing(migrated: Installation, tmp_path: Path) -> None:
    gone = {**migrated.environment, "NOTIFY_SOCKET": str(tmp_path / "nowhere")}
    with replace(migrated, environment=gone).serving() as serving:
        assert serving.answers()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_during_the_start_ends_it_with_status_0(
    installation: Installation, number: signal.Signals
) -> None:
    with installation.running("serve", "--bind", f"127.0.0.1:{free_port()}") as serving:
        eventually((installation.data / "in-use").exists)
        serving.process.send_signal(number)

        assert serving.process.wait(timeout=10) == Exit.DONE
        eventually(lambda: not serving.family)
