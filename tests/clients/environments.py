"""Environments of their own for other people's clients, made once and kept below `.cache/clients`."""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
CACHE = ROOT / ".cache/clients"
HERE = Path(__file__).parent

UNREACHABLE = "the client cannot be installed"
_INSTALLS_WITHIN = 150.0
"""Seconds; registries that are not there are told of sooner."""

_RUNS_WITHIN = 60.0


class Unreachable(Exception):  # noqa: N818 - no error of ours
    """There is no network, or no such tool; the message says which client is not there."""


@dataclass(frozen=True, kw_only=True)
class PythonClient:
    """`name` is for people; the environment is known by its `requirements`."""

    name: str
    requirements: tuple[str, ...]

    @property
    def contents(self) -> Sequence[str]:
        return self.requirements

    def install(self, folder: Path) -> None:
        _call([sys.executable, "-m", "venv", "--without-pip", str(folder)])
        pip = [sys.executable, "-m", "pip", f"--python={folder}/bin/python", "install", "--quiet"]
        quickly = ["--disable-pip-version-check", "--no-input", "--timeout=10", "--retries=1"]
        _call([*pip, *quickly, *self.requirements])

    @staticmethod
    def program(folder: Path) -> str:
        return str(folder / "bin/python")


@dataclass(frozen=True, kw_only=True)
class NodeClient:
    """A program finds the `packages` as any in the folder would."""

    name: str
    packages: tuple[str, ...]

    @property
    def contents(self) -> Sequence[str]:
        return self.packages

    def install(self, folder: Path) -> None:
        npm = shutil.which("npm")
        if npm is None:
            raise Unreachable(f"{self.name}: {UNREACHABLE}, there is no npm")
        folder.mkdir(parents=True)
        quietly = ["--silent", "--no-audit", "--no-fund", "--ignore-scripts", "--fetch-retries=1"]
        _call([npm, "install", f"--prefix={folder}", *quietly, *self.packages])

    @staticmethod
    def program(_: Path) -> str:
        return shutil.which("node") or "node"


@dataclass(frozen=True, kw_only=True)
class Installed:
    """Where a client is, and how its programs are started."""

    folder: Path
    program: str

    def run(self, script: str, *arguments: str) -> Any:  # noqa: ANN401 - whatever it printed
        """What a program of `programs/` prints, which is JSON. It runs in the client's folder."""
        source = HERE / script
        copied = self.folder / source.name
        shutil.copyfile(source, copied)
        return json.loads(self.call(self.program, str(copied), *arguments))

    @contextmanager
    def running(self, *command: str, environment: Mapping[str, str] | None = None) -> Iterator[None]:
        """A program that stays until the test is over; had it ended before, what it said is told."""
        with (self.folder / "said").open("w+") as said:
            process = subprocess.Popen(
                command, cwd=self.folder, env={**os.environ, **(environment or {})}, stdout=said, stderr=said
            )
            try:
                yield
                assert process.poll() is None, (self.folder / "said").read_text()
            finally:
                process.kill()
                process.wait()

    def call(self, *command: str, environment: Mapping[str, str] | None = None) -> str:
        """What a command says, which must end well."""
        ended = subprocess.run(
            command,
            cwd=self.folder,
            env=dict(environment) if environment else None,
            capture_output=True,
            text=True,
            timeout=_RUNS_WITHIN,
            check=False,
        )
        assert ended.returncode == 0, ended.stdout + ended.stderr
        return ended.stdout


def installed(client: PythonClient | NodeClient) -> Installed:
    """Raises Unreachable."""
    known = hashlib.sha256(json.dumps(client.contents).encode()).hexdigest()[:12]
    folder = CACHE / f"{client.name}-{known}"
    with _alone(folder):
        ready = folder / "installed"
        if not ready.exists():
            shutil.rmtree(folder, ignore_errors=True)
            _install(client, folder)
            ready.touch()
    return Installed(folder=folder, program=client.program(folder))


def _install(client: PythonClient | NodeClient, folder: Path) -> None:
    try:
        client.install(folder)
    except (OSError, subprocess.SubprocessError) as failure:
        raise Unreachable(f"{client.name}: {UNREACHABLE}") from failure


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Several workers may want the same client."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _call(command: Sequence[str]) -> None:
    subprocess.run(command, check=True, capture_output=True, timeout=_INSTALLS_WITHIN)
