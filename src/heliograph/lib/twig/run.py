"""One rendering: its variables, and what it may still spend."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, tzinfo

from heliograph.lib.twig.failure import TemplateFailed
from heliograph.lib.twig.values import Value, items

MOST_TEXT = 64 * 1024
"""Bytes of UTF-8 of the output and of every value."""
_MOST_ENTRIES = 10_000
_MOST_STEPS = 100_000
_FREE_STEPS = 200
"""So few are never late, whatever the interpreter did in between, such as collecting its garbage."""
_SECONDS = 0.4
"""Of work, not of waiting: a template is not at fault when the machine is busy with something else."""
_TOO_LONG = f"A text is longer than {MOST_TEXT} bytes."


def size(text: str) -> int:
    """Bytes of UTF-8, without encoding what is too long anyway."""
    if text.isascii() or len(text) > MOST_TEXT:
        return len(text)
    try:
        return len(text.encode())
    except UnicodeEncodeError as error:
        raise TemplateFailed("A text holds half of a surrogate pair, which is no character.") from error


@dataclass(slots=True)
class Run:
    """`zone` is that of moments without one of their own, and of those that are written."""

    zone: tzinfo = UTC
    scope: dict[str, Value] = field(default_factory=dict)
    _steps: int = _MOST_STEPS
    _deadline: float = field(default_factory=lambda: time.thread_time() + _SECONDS)
    _outer_scopes: list[dict[str, Value]] = field(default_factory=list)
    _written: list[int] = field(default_factory=lambda: [0])

    def spend(self, steps: int = 1) -> None:
        """The steps bound memory and make the refusal repeatable, the clock bounds what a step may cost."""
        self._steps -= steps
        is_late = self._steps < _MOST_STEPS - _FREE_STEPS and time.thread_time() > self._deadline
        if self._steps < 0 or is_late:
            raise TemplateFailed("The template does too much work.")

    def accept(self, value: Value) -> None:
        """A value that was just made."""
        if isinstance(value, str):
            self._accept_text(value)
        elif isinstance(value, (list, dict)):
            if len(value) > _MOST_ENTRIES:
                raise TemplateFailed(f"A list or a map has more than {_MOST_ENTRIES} entries.")
            self.spend(len(value) // 8)

    def _accept_text(self, text: str) -> None:
        length = size(text)
        if length > MOST_TEXT:
            raise TemplateFailed(_TOO_LONG)
        self.spend(length // 64)

    def joined(self, pieces: Iterable[str], *, glue: str = "") -> str:
        """Joins only as long as the result is not too long."""
        kept: list[str] = []
        length = -len(glue)
        for piece in pieces:
            kept.append(piece)
            length += len(glue) + len(piece)
            if length > MOST_TEXT:
                raise TemplateFailed(_TOO_LONG)
        return glue.join(kept)

    def write(self, text: str) -> str:
        self._written[-1] += size(text)
        if self._written[-1] > MOST_TEXT:
            raise TemplateFailed(f"The output is longer than {MOST_TEXT} bytes.")
        return text

    def begin_capture(self) -> None:
        self._written.append(0)

    def end_capture(self) -> None:
        self._written.pop()

    def enter(self, variables: dict[str, Value], *, inherited: dict[str, Value]) -> None:
        self._outer_scopes.append(self.scope)
        self.scope = inherited | variables
        self.accept(self.scope)

    def leave(self) -> None:
        self.scope = self._outer_scopes.pop()

    def each(self, value: Value, key_name: str | None, value_name: str) -> Iterator[None]:
        """Sets the loop's variables for each entry; a variable first set within is gone afterwards.

        One that was there before keeps what the loop gave it: `{% set total = total + x %}` counts.
        """
        outer = dict(self.scope)
        self.accept(outer)
        found = items(value)
        for index, (key, entry) in enumerate(found):
            self.spend(1)
            if key_name is not None:
                self.scope[key_name] = key
            self.scope[value_name] = entry
            self.scope["loop"] = _loop(index, len(found), outer)
            yield
        inner = {key_name, value_name, "loop"}
        self.scope = outer | {name: self.scope[name] for name in outer if name not in inner}


def _loop(index: int, length: int, parent: dict[str, Value]) -> dict[str, Value]:
    return {
        "index": index + 1,
        "index0": index,
        "revindex": length - index,
        "revindex0": length - index - 1,
        "first": index == 0,
        "last": index == length - 1,
        "length": length,
        "parent": parent,
    }
