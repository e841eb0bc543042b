"""Where renditions are kept: in a process's memory, and on disk for all of a node and for bad days."""

from __future__ import annotations

import fcntl
import json
import logging
import os
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from hashlib import blake2b
from pathlib import Path
from threading import Lock

from heliograph.events.generation import generation
from heliograph.lib.files import replacing
from heliograph.publishing.addresses import Asked
from heliograph.publishing.renditions import Rendition

log = logging.getLogger(__name__)

_MOST_BYTES = 64 * 1024 * 1024
_MOST_ON_DISK = 5_000
_LOCKS = 64
_FORMAT = 1
_HALVES = b"\n\n"


class Memory:
    """The least recently asked for go when there are too many bytes."""

    def __init__(self, most_bytes: int = _MOST_BYTES) -> None:
        self._most = most_bytes
        self._bytes = 0
        self._kept: OrderedDict[Asked, Rendition] = OrderedDict()
        self._taken_back = 0
        self._lock = Lock()

    def get(self, asked: Asked) -> Rendition | None:
        rendition = self._kept.get(asked)
        if rendition is not None:
            self.touch(asked)
        return rendition

    def touch(self, asked: Asked) -> None:
        """It has just been asked for."""
        with suppress(KeyError):  # another thread has just let it go
            self._kept.move_to_end(asked)

    def put(self, rendition: Rendition) -> None:
        with self._lock:
            self._remove(rendition.asked)
            self._kept[rendition.asked] = rendition
            self._bytes += rendition.size
            while self._bytes > self._most:
                self._remove(next(iter(self._kept)))

    def forget_what_was_taken_back(self) -> None:
        taken_back = generation.taken_back
        if taken_back == self._taken_back:
            return
        with self._lock:
            self._taken_back = taken_back
            for asked in [key for key, one in self._kept.items() if not one.may_be_told]:
                self._remove(asked)

    def _remove(self, asked: Asked) -> None:
        gone = self._kept.pop(asked, None)
        if gone is not None:
            self._bytes -= gone.size


class Disk:
    """A file for each, replaced whole, with a checksum: who dies while writing leaves the one before.

    On a full disk nothing new is kept, and whoever asks is served all the same.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
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
        return self._read(self._file_of(asked), asked)

    def put(self, rendition: Rendition) -> None:
        file = self._file_of(rendition.asked)
        try:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            with replacing(file) as opened:
                opened.write(_written(rendition))
        except OSError as error:
            self._note(error)
        else:
            self._is_failing = False

    def forget_what_was_taken_back(self) -> None:
        """And what nobody has asked for in the longest time, where there is too much."""
        files = sorted(self._files(), key=_changed_at, reverse=True)
        for place, file in enumerate(files):
            rendition = self._read(file, None)
            if place >= _MOST_ON_DISK or rendition is None or not rendition.may_be_told:
                file.unlink(missing_ok=True)

    @property
    def is_empty(self) -> bool:
        return next(self._files(), None) is None

    def _files(self) -> Iterator[Path]:
        return self._folder.glob("*.kept")

    def _read(self, file: Path, asked: Asked | None) -> Rendition | None:
        try:
            rendition = _read(file.read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError) as error:
            log.warning("The rendition %s is damaged and not used: %s", file.name, error)
            return None
        return rendition if asked in {None, rendition.asked} else None

    def _file_of(self, asked: Asked) -> Path:
        return self._folder / f"{_name_of(asked)}.kept"

    def _lock_of(self, asked: Asked) -> Path:
        return self._folder / f"{int(_name_of(asked)[:4], 16) % _LOCKS}.lock"

    def _note(self, error: OSError) -> None:
        if not self._is_failing:
            log.warning("Renditions cannot be kept in %s: %s", self._folder, error.strerror)
        self._is_failing = True


def _name_of(asked: Asked) -> str:
    said = json.dumps([asked.path, asked.query, asked.language, asked.origin])
    return blake2b(said.encode(), digest_size=16).hexdigest()


def _changed_at(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except FileNotFoundError:  # another process was faster
        return 0.0


def _written(rendition: Rendition) -> bytes:
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


def _read(written: bytes) -> Rendition:
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
