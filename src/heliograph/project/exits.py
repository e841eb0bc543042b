"""How a command ends when it cannot do what it was asked. The table is in docs/commands.md."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class Exit(IntEnum):
    DONE = 0
    FOUND_WRONG = 1
    USAGE = 2
    REFUSED = 3
    ENVIRONMENT = 4
    DATA_FOLDER = 5
    OTHER_VERSION = 6
    DATABASE = 7
    ADDRESS = 8
    SOURCE = 9
    DESTINATION = 10
    OUR_FAULT = 70
    INTERRUPTED = 130


class CannotGoOn(Exception):  # noqa: N818 - it says what happened, to what, and what to do
    def __init__(self, status: Exit, message: str) -> None:
        super().__init__(message)
        self.status = status


def cannot_write(file: Path, error: OSError) -> CannotGoOn:
    return CannotGoOn(Exit.DESTINATION, f"{file} cannot be written: {error.strerror or error}.")
