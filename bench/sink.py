"""A mail server in a process of its own that takes everything, and misbehaves for those who are named so.

`python -m bench.sink PORT FILE EXTENSION...` writes a line to FILE for each mail that it has accepted: the
recipient and the Message-ID. It says that it knows the extensions. What the recipient's name begins with says
what goes wrong, some of it the first time alone:

    gone-    refused for good (550 5.1.1)
    barred-  refused for good, but for what we are (550 5.7.1)
    busy-    the first time refused for now (451)
    cut-     the first time the connection breaks off before the mail is accepted
    slow-    the first time no answer comes for longer than anybody waits
"""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

PIPELINING = "PIPELINING"
_LONGER_THAN_ANYBODY_WAITS = 600


class Mailboxes:
    """The hooks are aiosmtpd's."""

    def __init__(self, file: Path, extensions: Sequence[str]) -> None:
        self._log = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._extensions = extensions
        self._met: set[str] = set()

    async def handle_EHLO(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return [*responses[:-1], *(f"250-{one}" for one in self._extensions), responses[-1]]

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address.startswith("gone-"):
            return "550 5.1.1 No such mailbox"
        if address.startswith("barred-"):
            return "550 5.7.1 Not from you"
        if address.startswith("busy-") and self._is_first(address):
            return "451 Not now"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - as above
        (recipient,) = envelope.rcpt_tos
        if recipient.startswith("cut-") and self._is_first(recipient):
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
            return "451 Never seen"
        if recipient.startswith("slow-") and self._is_first(recipient):
            await asyncio.sleep(_LONGER_THAN_ANYBODY_WAITS)
        content = envelope.content
        assert isinstance(content, bytes)
        os.write(self._log, f"{recipient} {_message_id(content)}\n".encode())
        return "250 OK"

    def _is_first(self, address: str) -> bool:
        is_first = address not in self._met
        self._met.add(address)
        return is_first


def _message_id(content: bytes) -> str:
    _, _, rest = content.partition(b"Message-ID: <")
    return rest.partition(b">")[0].decode()


@dataclass(frozen=True, kw_only=True)
class Sink:
    """`accepted` are its lines so far: recipient and Message-ID of each mail."""

    port: int
    file: Path

    @property
    def accepted(self) -> list[tuple[str, str]]:
        lines = self.file.read_text().splitlines() if self.file.exists() else []
        return [(recipient, message) for recipient, _, message in (line.partition(" ") for line in lines)]

    @property
    def count(self) -> int:
        """Without reading what they are."""
        return self.file.read_bytes().count(b"\n") if self.file.exists() else 0


@contextmanager
def sink(file: Path, *, port: int | None = None, extensions: Sequence[str] = (PIPELINING,)) -> Iterator[Sink]:
    port = port or free_port()
    command = [sys.executable, "-m", "bench.sink", str(port), str(file), *extensions]
    with subprocess.Popen(command, cwd=Path(__file__).parents[1]) as process:
        try:
            _await(port)
            yield Sink(port=port, file=file)
        finally:
            process.kill()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _await(port: int) -> None:
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError("the sink did not come up")


async def _serve(port: int, file: Path, extensions: Sequence[str]) -> None:
    mailboxes = Mailboxes(file, extensions)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(mailboxes, loop=loop, hostname="sink"), "127.0.0.1", port)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:]))
