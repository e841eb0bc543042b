from __future__ import annotations

import sys
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from typing_extensions import override

from heliograph.lib.files import replacing
from heliograph.project.commands import DatabaseCommand
from heliograph.project.exits import cannot_write
from heliograph.project.export import export


class Command(DatabaseCommand):
    help = "Write everything as one JSON document that other programs read, but for secrets."

    @override
    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file", type=Path, nargs="?", metavar="FILE", help="without it, to standard output"
        )

    @override
    def handle(self, *args: Any, file: Path | None, **options: Any) -> None:
        if file is None:
            export(sys.stdout, progress=lambda _name, _rows: None)
            return
        try:
            with replacing(file) as opened, TextIOWrapper(opened, encoding="utf-8") as written:
                export(written, progress=self._tell)
        except OSError as error:
            raise cannot_write(file, error) from error

    def _tell(self, name: str, rows: int) -> None:
        self.say(f"{name}: {rows:,}")
