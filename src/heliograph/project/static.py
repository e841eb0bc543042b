"""Addresses of static files."""

from __future__ import annotations

from django.contrib.staticfiles.storage import StaticFilesStorage
from typing_extensions import override

from heliograph import __version__


class VersionedFiles(StaticFilesStorage):
    """Browsers keep files for long; the version in their address makes a new release be seen at once."""

    @override
    def url(self, name: str | None) -> str:
        return f"{super().url(name)}?v={__version__}"
