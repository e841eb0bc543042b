"""Event loop of a web process: asyncio's, woken once for many requests."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from contextvars import Context
from functools import partial
from typing import TypeVarTuple

from typing_extensions import override

Ts = TypeVarTuple("Ts")


class EventLoop(asyncio.SelectorEventLoop):
    """Saves writes to the socket that wakes it.

    Granian's thread schedules each request by `call_soon_threadsafe`, which writes to that socket; calls that
    come before the loop has woken up need no further write.
    """

    def __init__(self) -> None:
        super().__init__()
        self._arrived = deque[tuple[asyncio.Handle, Callable[[], object], Context | None]]()
        self._is_waking = False

    @override
    def call_soon_threadsafe(
        self, callback: Callable[[*Ts], object], *args: *Ts, context: Context | None = None
    ) -> asyncio.Handle:
        handle = asyncio.Handle(callback, args, self, context)
        self._arrived.append((handle, partial(callback, *args), context))
        if not self._is_waking:
            self._is_waking = True
            super().call_soon_threadsafe(self._schedule_arrived)
        return handle

    def _schedule_arrived(self) -> None:
        self._is_waking = False  # first: what arrives from here on wakes the loop again, or is taken below
        while self._arrived:
            handle, call, context = self._arrived.popleft()
            if not handle.cancelled():
                self.call_soon(call, context=context)
