"""Stores of renditions: the memory of a process, and a folder that all processes of a node share.

Each store enforces its bounds when it grows.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import time
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from hashlib import blake2b
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from heliograph.events.generation import generation
from heliograph.lib.files import DRAFT, replacing
from heliograph.publishing.addresses import Asked
from heliograph.publishing.renditions import Dated, Rendition

log = logging.getLogger(__name__)

MOST_BYTES = 64 * 1024 * 1024
MOST_OPEN = 256
"""Answers in memory to requests with a parameter that can have any value."""

MOST_FILES = 5_000
MOST_BYTES_ON_DISK = 256 * 1024 * 1024
_SPARE = 0.9
"""Share of a bound that is left once files are removed, so that not every new file has to remove one."""

_ABANDONED_AFTER = 3_600
"""Seconds after which a draft is one of a process that was killed while it wrote."""

_LOCKS = 64
_FORMAT = 1
_HALVES = b"\n\n"


class Memory:
    """Removes the least recently used when there are too many bytes, those with open parameters first."""

    def __init__(self, most_bytes: int = MOST_BYTES, most_open: int = MOST_OPEN) -> None:
        self._most, self._most_open = most_bytes, most_open
        self._bytes = 0
        self._steady: OrderedDict[Asked, Rendition] = OrderedDict()
        self._open: OrderedDict[Asked, Rendition] = OrderedDict()
        self._taken_back = 0
        self._lock = Lock()

    @property
    def open_entries(self) -> int:
        return len(self._open)

    @property
    def size(self) -> int:
        """Bytes."""
        return self._bytes

    def get(self, asked: Asked) -> Rendition | None:
        rendition = self._part_of(asked).get(asked)
        if rendition is not None:
            self.touch(asked)
        return rendition

    def touch(self, asked: Asked) -> None:
        """Marks it as used just now."""
        with suppress(KeyError):  # another thread has just removed it
            self._part_of(asked).move_to_end(asked)

    def put(self, rendition: Rendition) -> None:
        with self._lock:
            self._remove(rendition.asked)
            self._part_of(rendition.asked)[rendition.asked] = rendition
            self._bytes += rendition.size
            while len(self._open) > self._most_open or (self._open and self._bytes > self._most):
                self._remove(next(iter(self._open)))
            while self._bytes > self._most:
                self._remove(next(iter(self._steady)))

    def forget_what_was_taken_back(self) -> None:
        taken_back = generation.taken_back
        if taken_back == self._taken_back:
            return
        with self._lock:
            self._taken_back = taken_back
            for part in (self._steady, self._open):
                for asked in [key for key, one in part.items() if not one.may_be_told]:
                    self._remove(asked)

    def _part_of(self, asked: Asked) -> OrderedDict[Asked, Rendition]:
        return self._steady if asked.is_steady else self._open

    def _remove(self, asked: Asked) -> None:
        gone = self._part_of(asked).pop(asked, None)
        if gone is not None:
            self._bytes -= gone.size


class Disk:
    """A file for each rendition, replaced whole, with a checksum: a writer that is killed leaves the old one.

    On a full disk nothing new is stored, and requests are answered all the same. When a rendition must not
    be shown any more, its file gives way to one that holds its ETag and date alone: a rendering with the same
    ETag keeps the date, so that the date does not reveal changes that visitors cannot see.
    """

    def __init__(
        self, folder: Path, *, most_files: int = MOST_FILES, most_bytes: int = MOST_BYTES_ON_DISK
    ) -> None:
        self._folder = folder
        self._most_files, self._most_bytes = most_files, most_bytes
        self._is_failing = False

    @contextmanager
    def alone(self, asked: Asked) -> Iterator[None]:
        """Waits until no other process of the node makes it."""
        try:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            file = os.open(self._lock_of(asked), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            self._note(error)
            yield
            return
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
        finally:
            os.close(file)

    def get(self, asked: Asked) -> Rendition | None:
        """None where there is none, or not a whole one of it."""
        rendition = self._read(self._file_of(asked))
        return rendition if rendition is not None and rendition.asked == asked else None

    def date_of(self, asked: Asked) -> Dated | None:
        """ETag and date of the last rendition, also of one that must not be shown any more."""
        rendition = self.get(asked)
        if rendition is not None:
            return rendition.dated
        try:
            return Dated(**json.loads(self._date_of(self._file_of(asked)).read_bytes()))
        except (OSError, ValueError, TypeError):
            return None

    def knows(self, asked: Asked) -> bool:
        """Whether it was rendered before."""
        file = self._file_of(asked)
        return file.exists() or self._date_of(file).exists()

    def put(self, rendition: Rendition) -> None:
        file = self._file_of(rendition.asked)
        is_new = not file.exists()
        if self._written(file, _content(rendition)) and is_new:
            self._date_of(file).unlink(missing_ok=True)
            self._shrink()

    def forget_what_was_taken_back(self) -> None:
        for file in list(self._files()):
            rendition = self._read(file)
            if rendition is None or not rendition.may_be_told:
                file.unlink(missing_ok=True)
                if rendition is not None:
                    self._written(self._date_of(file), json.dumps(asdict(rendition.dated)).encode())

    @property
    def is_empty(self) -> bool:
        return next(self._files(), None) is None

    def _files(self) -> Iterator[Path]:
        return self._folder.glob("*.kept")

    def _written(self, file: Path, content: bytes) -> bool:
        try:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            with replacing(file) as opened:
                opened.write(content)
        except OSError as error:
            self._note(error)
            return False
        self._is_failing = False
        return True

    def _shrink(self) -> None:
        """Removes the files that were written longest ago until the folder is within its bounds."""
        found = sorted(self._entries(), key=lambda one: one.written_at)
        count, size = len(found), sum(one.size for one in found)
        if count <= self._most_files and size <= self._most_bytes:
            return
        for one in found:
            if count <= self._most_files * _SPARE and size <= self._most_bytes * _SPARE:
                break
            one.path.unlink(missing_ok=True)
            count, size = count - 1, size - one.size

    def _entries(self) -> Iterator[_Entry]:
        """Those of renditions and dates. Removes drafts of processes that were killed."""
        for found in os.scandir(self._folder):
            with suppress(FileNotFoundError):  # another process has removed it
                state, path = found.stat(follow_symlinks=False), Path(found.path)
                if path.suffix in {".kept", ".date"}:
                    yield _Entry(path, state.st_mtime, state.st_size)
                elif path.name.startswith(DRAFT) and time.time() - state.st_mtime > _ABANDONED_AFTER:
                    path.unlink()

    def _read(self, file: Path) -> Rendition | None:
        try:
            return _rendition(file.read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError) as error:
            log.warning("The rendition %s is damaged and not used: %s", file.name, error)
            return None

    def _file_of(self, asked: Asked) -> Path:
        return self._folder / f"{_name_of(asked)}.kept"

    def _date_of(self, file: Path) -> Path:
        return file.with_suffix(".date")

    def _lock_of(self, asked: Asked) -> Path:
        return self._folder / f"{int(_name_of(asked)[:4], 16) % _LOCKS}.lock"

    def _note(self, error: OSError) -> None:
        if not self._is_failing:
            log.warning("Renditions cannot be kept in %s: %s", self._folder, error.strerror)
        self._is_failing = True


class _Entry(NamedTuple):
    path: Path
    written_at: float
    size: int


def _name_of(asked: Asked) -> str:
    said = json.dumps([asked.path, asked.query, asked.language, asked.origin])
    return blake2b(said.encode(), digest_size=16).hexdigest()


def _content(rendition: Rendition) -> bytes:
    said = {
        "format": _FORMAT,
        "asked": asdict(rendition.asked),
        "headers": list(rendition.headers),
        "generation": rendition.generation,
        "since": rendition.since,
        "until": rendition.until,
        "fresh_until": rendition.fresh_until,
        "zone": rendition.zone,
        "limit": rendition.limit,
        "depends_on_origin": rendition.depends_on_origin,
    }
    content = json.dumps(said).encode() + _HALVES + rendition.body
    return blake2b(content).hexdigest().encode() + _HALVES + content


def _rendition(written: bytes) -> Rendition:
    """Raises ValueError, KeyError or TypeError for what is not whole."""
    checksum, _, content = written.partition(_HALVES)
    if blake2b(content).hexdigest().encode() != checksum:
        raise ValueError("its checksum is another one")
    head, _, body = content.partition(_HALVES)
    said = json.loads(head)
    if said.pop("format") != _FORMAT:
        raise ValueError("it is of another version")
    asked, headers = Asked(**said.pop("asked")), [(name, value) for name, value in said.pop("headers")]
    return Rendition(asked=asked, headers=headers, body=body, **said)
