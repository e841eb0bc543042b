"""`heliograph serve` as it is run: real processes, real sockets, real signals."""

import os
import signal
import socket

import pytest

from heliograph.project.exits import Exit
from tests.project.installation import Installation, Running, eventually, free_port

pytestmark = pytest.mark.loopback


def test_it_says_where_it_answers_once_it_does(migrated: Installation) -> None:
    port = free_port()
    with migrated.running("serve", "--bind", f"127.0.0.1:{port}", "--workers", "1") as serving:
        line = serving.await_line("answers at")
        serving.port = port

        assert f"http://127.0.0.1:{port}" in line
        assert serving.get("/api/ping") == 200


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGQUIT])
def test_a_signal_ends_all_of_it(migrated: Installation, number: signal.Signals) -> None:
    with migrated.serving() as serving:
        serving.children()
        serving.process.send_signal(number)

        assert serving.process.wait(timeout=10) == Exit.DONE
        assert not serving.family


def test_ctrl_c_which_the_whole_group_gets_ends_all_of_it_without_a_complaint(
    migrated: Installation,
) -> None:
    with migrated.serving() as serving:
        serving.children()
        os.killpg(serving.process.pid, signal.SIGINT)
        _, complaints = serving.process.communicate(timeout=10)

        assert serving.process.returncode == Exit.DONE
        assert not serving.family
        assert "Traceback" not in complaints
        assert "ERROR" not in complaints


def test_a_client_that_keeps_its_connection_open_does_not_hold_up_the_end(
    migrated: Installation,
) -> None:
    with (
        migrated.serving() as serving,
        socket.create_connection(("127.0.0.1", serving.port)) as idle,
        socket.create_connection(("127.0.0.1", serving.port)) as half,
    ):
        idle.sendall(b"GET /api/ping HTTP/1.1\r\nHost: localhost\r\n\r\n")
        idle.recv(1)
        half.sendall(b"POST /api/components HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{")
        serving.process.terminate()

        assert serving.process.wait(timeout=10) == Exit.DONE
        assert not serving.family


@pytest.mark.parametrize("role", ["web", "request", "worker"])
def test_what_is_killed_comes_back(migrated: Installation, role: str) -> None:
    with migrated.serving() as serving:
        before = serving.children()
        getattr(before, role).kill()
        eventually(lambda: not getattr(before, role).is_running())
        eventually(serving.answers)
        after = serving.children()

    assert getattr(after, role) != getattr(before, role)


@pytest.mark.parametrize("role", ["serve", "web"])
def test_nothing_outlives_what_started_it_when_that_is_killed(migrated: Installation, role: str) -> None:
    with migrated.serving() as serving:
        before = serving.children()
        if role == "serve":
            serving.process.kill()
            eventually(lambda: not serving.family)
        else:
            before.web.kill()
            eventually(lambda: before.request not in serving.family)


def test_a_port_that_is_taken_is_refused_before_anything_is_started(migrated: Installation) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        refused = migrated.run("serve", "--bind", f"127.0.0.1:{port}")

    assert refused.status == Exit.ADDRESS
    assert f"127.0.0.1:{port}" in refused.complaint
    assert "--bind" in refused.complaint
    assert not (migrated.data / "in-use").exists()


def test_two_of_us_do_not_share_a_port(migrated: Installation) -> None:
    with migrated.serving() as serving:
        assert migrated.run("serve", "--bind", f"127.0.0.1:{serving.port}").status == Exit.ADDRESS


def test_an_address_of_another_machine_is_refused(migrated: Installation) -> None:
    assert migrated.run("serve", "--bind", f"192.0.2.1:{free_port()}").status == Exit.ADDRESS


def test_the_port_is_free_again_at_once(migrated: Installation) -> None:
    with migrated.serving() as serving:
        port = serving.port
        serving.get("/api/ping")
        serving.process.terminate()
        serving.process.wait(timeout=10)
    with migrated.running("serve", "--bind", f"127.0.0.1:{port}") as again:
        assert again.await_line("answers at")


def test_without_a_worker_nothing_is_sent(migrated: Installation) -> None:
    with migrated.serving("--web-only") as serving:
        serving.children()  # what is known is kept for bad days all the same

        assert "No worker has ever been seen" in migrated.run("doctor").out


def test_a_worker_beside_it_is_seen(migrated: Installation) -> None:
    with migrated.serving("--web-only"), migrated.running("worker") as worker:
        worker.await_line("worker runs")
        eventually(lambda: "A worker is at work." in migrated.run("doctor").out)
        worker.process.terminate()

        assert worker.process.wait(timeout=10) == Exit.DONE


def _post(running: Running, *, length: int, sent: bytes) -> int:
    head = f"POST /api/components HTTP/1.1\r\nHost: localhost\r\nContent-Length: {length}\r\n\r\n"
    return running.send(head.encode() + sent)


def test_a_body_of_ten_megabytes_is_refused(migrated: Installation) -> None:
    with migrated.serving() as serving:
        assert _post(serving, length=10_000_000, sent=b"") == 413


def test_bodies_that_never_come_keep_nobody_from_reading(migrated: Installation) -> None:
    with migrated.serving() as serving:
        slow = [socket.create_connection(("127.0.0.1", serving.port)) for _ in range(20)]
        for one in slow:
            one.sendall(b"POST /api/components HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{")

        assert serving.get("/api/ping") == 200
        for one in slow:
            one.close()


def test_headers_without_end_are_refused(migrated: Installation) -> None:
    with migrated.serving() as serving:
        endless = b"GET / HTTP/1.1\r\nHost: localhost\r\nX-A: " + b"a" * 1_000_000 + b"\r\n\r\n"

        assert serving.send(endless) == 431


def test_a_foreign_host_is_refused(migrated: Installation) -> None:
    with migrated.serving() as serving:
        assert serving.send(b"GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n") == 400


def test_a_second_start_of_the_same_version_shares_the_folder(migrated: Installation) -> None:
    with migrated.serving(), migrated.serving() as second:
        assert second.answers()
