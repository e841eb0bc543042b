from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from typing_extensions import override

from heliograph.project.backups import restore
from heliograph.project.commands import Command as OurCommand


class Command(OurCommand):
    help = "Bring back what `heliograph backup` wrote, into an installation where nothing is yet."

    @override
    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")

    @override
    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        self.say(f"Reading {file}.")
        label = restore(file)
        self.say(f"All is as it was at {label.made_at}. Serve it with: heliograph serve")
