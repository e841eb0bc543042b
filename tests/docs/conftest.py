import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.project.installation import Installation, migrated_installation


@dataclass(frozen=True, kw_only=True)
class Server:
    """A fresh installation that is served; `path` has the command `heliograph`."""

    installation: Installation
    address: str
    path: str

    def token(self) -> str:
        """Of a user who may do everything."""
        self.installation.run("user", "create", "operator@example.com")
        made = self.installation.run("token", "create", "operator@example.com", "--name", "example")
        assert made.status == 0, made.err
        return made.out.strip()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with migrated_installation(tmp_path) as installation, installation.serving() as running:
        # The administrator whom the README's set-up link makes, in a browser.
        create = ("user", "create", "you@example.com", "--admin", "--password-stdin")
        installation.run(*create, stdin="correct horse battery staple\n")
        yield Server(
            installation=installation,
            address=f"http://127.0.0.1:{running.port}",
            path=f"{_with_command(tmp_path / 'bin')}:{installation.environment['PATH']}",
        )


def _with_command(folder: Path) -> Path:
    """As it is once Heliograph is installed."""
    folder.mkdir()
    command = folder / "heliograph"
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m heliograph.project "$@"\n')
    command.chmod(0o700)
    return folder
