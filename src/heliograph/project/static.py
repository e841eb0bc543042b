"""Static files: their addresses, and who hands them out."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.staticfiles.storage import StaticFilesStorage
from typing_extensions import override
from whitenoise.middleware import WhiteNoiseMiddleware  # type: ignore[import-untyped]  # it ships no types

from heliograph import __version__


class VersionedFiles(StaticFilesStorage):
    """Browsers keep files for long; the version in their address makes a new release be seen at once."""

    @override
    def url(self, name: str | None) -> str:
        return f"{super().url(name)}?v={__version__}"


class StaticFiles(WhiteNoiseMiddleware):  # type: ignore[misc]
    """Looks for them once in a process, however many handlers it makes: an installation's never change."""

    files: dict[str, Any]
    _found: ClassVar[dict[str, Any]] = {}

    @override
    def add_files_from_finders(self) -> None:
        if not self._found:
            super().add_files_from_finders()
            self._found.update(self.files)
        self.files = self._found
