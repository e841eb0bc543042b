"""Where the Chromium for the browser tests is: the system's, since Playwright's own is not on PyPI."""

import shutil
from pathlib import Path

_NAMES = ("chromium", "chromium-browser", "google-chrome")


def find() -> Path | None:
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    return Path(found) if found else None
