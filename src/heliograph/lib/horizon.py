"""Until when what is being said holds.

Whoever says something that time alone makes wrong ("2 minutes ago") tells until when it is right; whoever
wants to keep what is said listens. Where nobody listens, telling costs nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass
class Horizon:
    """`until` is the earliest moment that was told, None where nothing was."""

    until: datetime | None = None


_listening: ContextVar[Horizon | None] = ContextVar("listening", default=None)


@contextmanager
def listening() -> Iterator[Horizon]:
    horizon = Horizon()
    before = _listening.set(horizon)
    try:
        yield horizon
    finally:
        _listening.reset(before)


def holds_until(moment: datetime) -> None:
    horizon = _listening.get()
    if horizon is not None and (horizon.until is None or moment < horizon.until):
        horizon.until = moment
