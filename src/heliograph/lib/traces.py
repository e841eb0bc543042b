"""Traces of failures for the log, without what the exception says: it may hold addresses and secrets."""

from __future__ import annotations

import traceback


def trace_of(error: BaseException) -> str:
    """The type of the exception, and the lines of code that led to it."""
    lines = "".join(traceback.format_list(traceback.extract_tb(error.__traceback__)))
    return f"{type(error).__name__}\n{lines}"
