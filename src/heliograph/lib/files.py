"""Files that are there whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

DRAFT = ".draft-"
"""Prefix of the name of a file that is being written."""


@contextmanager
def replacing(file: Path, *, mode: int = 0o600) -> Iterator[IO[bytes]]:
    """What is written takes the file's place once it is whole: whoever reads finds the old or the new one.

    A link is followed, and what is no file, such as a pipe, written as it comes. Raises OSError.
    """
    if file.exists() and not file.is_file():
        with file.open("wb") as opened:
            yield opened
        return
    place = file.resolve()
    descriptor, draft = tempfile.mkstemp(dir=place.parent, prefix=DRAFT)
    try:
        with os.fdopen(descriptor, "wb") as opened:
            os.fchmod(descriptor, mode)
            yield opened
        Path(draft).replace(place)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
