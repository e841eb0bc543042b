"""Importing much at once, and what a process does when that is over."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_NEW_OBJECTS = 50_000
"""More than a page holds while it is made; Python itself looks for garbage after each 700."""


@contextmanager
def loading() -> Iterator[None]:
    """What modules make stays: to look through it for garbage takes a seventh of the time, and finds none."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def loaded() -> None:
    """What is there by now stays, and is not looked through again: forks share it while nobody touches it.

    What comes is looked through between pages rather than in the midst of one, where all of it is in use.
    """
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS, 20, 100)
