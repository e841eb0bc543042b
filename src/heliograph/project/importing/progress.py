"""How far it is: one line that is written anew, for a person who waits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, TextIO

_BAR = 30
_WIPE = "\r\x1b[K"


class Progress(Protocol):
    def begin(self, title: str, *, total: int) -> None: ...
    def advance(self, rows: int) -> None: ...
    def end(self) -> None: ...


class Silence:
    def begin(self, title: str, *, total: int) -> None: ...
    def advance(self, rows: int) -> None: ...
    def end(self) -> None: ...


@dataclass(kw_only=True)
class Line:
    out: TextIO
    _title: str = ""
    _total: int = 0
    _done: int = 0

    def begin(self, title: str, *, total: int) -> None:
        self._title, self._total, self._done = title.replace("_", " "), total, 0
        self._draw()

    def advance(self, rows: int) -> None:
        self._done += rows
        self._draw()

    def end(self) -> None:
        self.out.write(_WIPE)
        self.out.flush()

    def _draw(self) -> None:
        filled = _BAR * self._done // max(self._total, 1)
        bar = "#" * filled + "." * (_BAR - filled)
        self.out.write(f"{_WIPE}{self._title:<24} {bar} {self._done:,}/{self._total:,}")
        self.out.flush()


def shown_on(out: TextIO) -> Progress:
    """Nothing for a file or a pipe: nobody waits there."""
    return Line(out=out) if out.isatty() else Silence()
