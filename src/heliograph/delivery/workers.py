"""Who has a delivery in hand: names of workers, and whether one that has signed is gone for sure."""

from __future__ import annotations

import os
import secrets
import socket
from functools import cache
from hashlib import blake2b


def own_name() -> str:
    """Says on which node and as which process, so that one that comes after can tell."""
    return _name(os.getpid())


@cache
def _name(process: int) -> str:
    return f"{_node()}-{process}-{secrets.token_hex(4)}"


def is_gone(name: str) -> bool:
    """Of another node nobody here can tell: what it had comes due by itself."""
    node, _, process = name.rpartition("-")[0].partition("-")
    if node != _node() or not process.isdecimal():
        return False
    # A container's next process has the number of its last.
    return name != own_name() if int(process) == os.getpid() else not _is_running(int(process))


def _node() -> str:
    return blake2b(socket.gethostname().encode(), digest_size=4).hexdigest()


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
