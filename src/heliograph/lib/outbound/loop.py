"""The one event loop of this process, on a thread of its own."""

from __future__ import annotations

import asyncio
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import cache

_LOOK_UPS = 64
"""At once: each holds a thread for as long as the name's servers are silent."""

_starting = threading.Lock()


def event_loop() -> asyncio.AbstractEventLoop:
    with _starting:
        return _started()


@cache
def _started() -> asyncio.AbstractEventLoop:
    loop = asyncio.new_event_loop()
    loop.set_default_executor(ThreadPoolExecutor(_LOOK_UPS, thread_name_prefix="look-up"))
    threading.Thread(target=loop.run_forever, name="outbound", daemon=True).start()
    return loop


def _forget() -> None:
    """A fork has none of its parent's threads."""
    _started.cache_clear()
    _starting.release()


os.register_at_fork(before=_starting.acquire, after_in_parent=_starting.release, after_in_child=_forget)
